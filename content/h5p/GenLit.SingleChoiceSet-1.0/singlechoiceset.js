/* Questions with one right answer each: the first one, as authored. MIT licence. */
GenLit.SingleChoiceSet = class extends GenLit.Task {
  get interaction() { return 'compound'; }

  /** { id, question, answers, tip } for each question. */
  rows() {
    return (this.params.choices || []).filter((row) => row.question && (row.answers || []).length)
      .map((row) => ({ id: row.subContentId, question: row.question, answers: row.answers }));
  }

  render() {
    this.asked = this.rows();
    this.groups = this.asked.map((row) => this.group(row));
    this.body.append(...this.groups.map((group) => group.fieldset));
  }

  group(row) {
    const fieldset = GenLit.element('fieldset');
    fieldset.append(GenLit.html('legend', '', row.question));
    const order = H5P.shuffleArray(row.answers.map((_, index) => index));
    const name = 'o' + H5P.createUUID();
    const inputs = [];
    const labels = [];
    for (const index of order) {
      const label = GenLit.element('label', 'genlit-option');
      const input = GenLit.element('input');
      input.type = 'radio';
      input.name = name;
      input.addEventListener('change', () => this.touched());
      label.append(input, GenLit.html('span', '', row.answers[index]));
      fieldset.append(label);
      inputs[index] = input;
      labels[index] = label;
    }
    if (row.tip) {
      const tip = GenLit.element('details');
      tip.append(GenLit.element('summary', '', GenLit.text(this.words.tip)), GenLit.html('p', '', row.tip));
      fieldset.append(tip);
    }
    return { fieldset, inputs, labels };
  }

  picked() { return this.groups.map((group) => group.inputs.findIndex((input) => input.checked)); }
  response() { return this.picked().map((index) => (index < 0 ? '' : index)).join('[,]'); }

  restore(response) {
    const picked = response.split('[,]');
    this.groups.forEach((group, number) => group.inputs.forEach((input, index) => {
      input.checked = picked[number] === String(index);
    }));
  }

  getMaxScore() { return this.asked.length; }
  getScore() { return this.picked().filter((index) => index === 0).length; }

  mark(on) {
    for (const group of this.groups) {
      group.inputs.forEach((input, index) => {
        input.disabled = on;
        group.labels[index].querySelectorAll('.genlit-right, .genlit-wrong').forEach((e) => e.remove());
        if (on && (input.checked || index === 0)) group.labels[index].append(GenLit.verdict(this, index === 0));
      });
    }
  }

  /** One statement for each question, under the id that its row has. */
  getXAPIData() {
    const children = this.asked.map((row, number) => {
      const index = this.picked()[number];
      const part = { contentId: this.contentId, subContentId: row.id, getTitle: () => this.getTitle() };
      const event = new H5P.XAPIEvent();
      event.setActor();
      event.setVerb('answered');
      event.setObject(part);
      Object.assign(event.getVerifiedStatementValue(['object', 'definition']), {
        type: 'http://adlnet.gov/expapi/activities/cmi.interaction', interactionType: 'choice',
        description: { 'en-US': GenLit.text(row.question) }
      });
      event.setScoredResult(index === 0 ? 1 : 0, 1, this, true, index === 0);
      event.data.statement.result.response = index < 0 ? '' : String(index);
      return { statement: event.data.statement };
    });
    const statement = this.report().data.statement;
    delete statement.result.response;
    return { statement, children };
  }
};
