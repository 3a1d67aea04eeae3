/* A statement that is true or false. MIT licence. */
GenLit.TrueFalse = class extends GenLit.Task {
  get interaction() { return 'true-false'; }

  render() {
    const group = GenLit.element('fieldset');
    group.append(GenLit.html('legend', '', this.params.question));
    const name = 'o' + H5P.createUUID();
    const words = { true: this.words.trueText || 'True', false: this.words.falseText || 'False' };
    this.inputs = {};
    this.labels = {};
    for (const value of ['true', 'false']) {
      const label = GenLit.element('label', 'genlit-option');
      const input = GenLit.element('input');
      input.type = 'radio';
      input.name = name;
      input.addEventListener('change', () => this.touched());
      label.append(input, GenLit.element('span', '', GenLit.text(words[value])));
      group.append(label);
      this.inputs[value] = input;
      this.labels[value] = label;
    }
    this.body.append(group);
  }

  response() { return ['true', 'false'].find((value) => this.inputs[value].checked) || ''; }
  restore(response) {
    for (const value of ['true', 'false']) this.inputs[value].checked = response === value;
  }
  getMaxScore() { return 1; }
  getScore() { return this.response() !== '' && this.response() === this.params.correct ? 1 : 0; }

  mark(on) {
    for (const value of ['true', 'false']) {
      this.inputs[value].disabled = on;
      this.labels[value].querySelectorAll('.genlit-right, .genlit-wrong').forEach((e) => e.remove());
      if (on && this.inputs[value].checked) {
        this.labels[value].append(GenLit.verdict(this, value === this.params.correct));
      }
    }
    const feedback = this.behaviour[this.getScore() ? 'feedbackOnCorrect' : 'feedbackOnWrong'];
    if (this.note) this.note.remove();
    if (on && feedback) this.body.append(this.note = GenLit.html('p', '', feedback));
  }
};
