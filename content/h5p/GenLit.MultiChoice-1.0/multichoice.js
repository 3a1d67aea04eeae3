/* One or several right options. MIT licence. */
GenLit.MultiChoice = class extends GenLit.Task {
  get interaction() { return 'choice'; }

  render() {
    const options = this.params.answers || [];
    this.right = options.flatMap((option, index) => (option.correct ? [index] : []));
    const kind = this.behaviour.type || 'auto';
    this.single = kind === 'single' || (kind !== 'multi' && this.right.length === 1);
    const group = GenLit.element('fieldset');
    group.append(GenLit.html('legend', '', this.params.question));
    const order = options.map((_, index) => index);
    if (this.behaviour.randomAnswers) H5P.shuffleArray(order);
    const name = 'o' + H5P.createUUID();
    this.inputs = [];
    this.labels = [];
    for (const index of order) {
      const label = GenLit.element('label', 'genlit-option');
      const input = GenLit.element('input');
      input.type = this.single ? 'radio' : 'checkbox';
      input.name = name;
      input.addEventListener('change', () => this.touched());
      label.append(input, GenLit.html('span', '', options[index].text));
      group.append(label);
      this.inputs[index] = input;
      this.labels[index] = label;
    }
    this.body.append(group);
  }

  chosen() { return this.inputs.flatMap((input, index) => (input.checked ? [index] : [])); }
  response() { return this.chosen().join('[,]'); }

  restore(response) {
    const picked = response === '' ? [] : response.split('[,]').map(Number);
    this.inputs.forEach((input, index) => { input.checked = picked.includes(index); });
  }

  getMaxScore() {
    return this.single || this.behaviour.singlePoint ? 1 : this.right.length || 1;
  }

  getScore() {
    const picked = this.chosen();
    const hits = picked.filter((index) => this.right.includes(index)).length;
    if (this.single) return hits;
    const points = this.right.length
      ? Math.max(0, hits - (picked.length - hits)) : Number(picked.length === 0);
    if (!this.behaviour.singlePoint) return points;
    const needed = this.behaviour.passPercentage === undefined ? 100 : this.behaviour.passPercentage;
    return 100 * points / (this.right.length || 1) >= needed ? 1 : 0;
  }

  mark(on) {
    this.inputs.forEach((input, index) => {
      input.disabled = on;
      this.labels[index].querySelectorAll('.genlit-right, .genlit-wrong, small').forEach((e) => e.remove());
      if (!on) return;
      const right = this.right.includes(index);
      if (input.checked || right) {
        this.labels[index].append(GenLit.verdict(this, right));
      }
      const feedback = (this.params.answers[index].tipsAndFeedback || {})[
        input.checked ? 'chosenFeedback' : 'notChosenFeedback'];
      if (feedback) this.labels[index].append(GenLit.html('small', '', feedback));
    });
  }
};
