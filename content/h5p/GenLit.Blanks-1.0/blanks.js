/* Words to type into a text: *answer/alternative:tip*. MIT licence. */
GenLit.Blanks = class extends GenLit.Task {
  get interaction() { return 'fill-in'; }

  render() {
    this.body.append(GenLit.html('p', '', this.params.text));
    this.gaps = [];
    for (const question of this.params.questions || []) {
      const html = question.replace(/\*([^*]+)\*/g, (_, inside) => {
        const plain = inside.replace(/<\/?[a-z]*\d?>/gi, '');
        const at = plain.indexOf(':');
        this.gaps.push({
          answers: (at < 0 ? plain : plain.slice(0, at)).split('/').map((a) => GenLit.text(a.trim()).trim()),
          tip: at < 0 ? '' : GenLit.text(plain.slice(at + 1))
        });
        return '<span class="genlit-gap"></span>';
      });
      this.body.append(GenLit.html('div', 'genlit-text', html));
    }
    this.body.querySelectorAll('.genlit-gap').forEach((place, index) => {
      const gap = this.gaps[index];
      const label = (this.words.blank || 'Blank @number of @total')
        .replace('@number', index + 1).replace('@total', this.gaps.length);
      gap.input = GenLit.element('input');
      gap.input.type = 'text';
      gap.input.autocomplete = 'off';
      gap.input.setAttribute('aria-label', GenLit.text(label) + (gap.tip ? '. ' + GenLit.text(this.words.tip) + ': ' + gap.tip : ''));
      if (gap.tip) gap.input.placeholder = gap.tip;
      gap.input.addEventListener('change', () => this.touched());
      place.append(gap.input);
      gap.place = place;
    });
  }

  typed(gap) { return gap.input.value.trim(); }
  response() { return this.gaps.map((gap) => this.typed(gap)).join('[,]'); }
  restore(response) {
    const words = response.split('[,]');
    this.gaps.forEach((gap, index) => { gap.input.value = words[index] || ''; });
  }
  getMaxScore() { return this.gaps.length; }
  getScore() { return this.gaps.filter((gap) => this.fits(gap)).length; }

  fits(gap) {
    const fold = (word) => (this.behaviour.caseSensitive === true ? word : word.toLowerCase());
    return gap.answers.some((answer) => fold(answer) === fold(this.typed(gap)));
  }

  mark(on) {
    for (const gap of this.gaps) {
      gap.input.disabled = on;
      gap.place.querySelectorAll('.genlit-right, .genlit-wrong').forEach((e) => e.remove());
      if (on) gap.place.append(GenLit.verdict(this, this.fits(gap)));
    }
  }
};
