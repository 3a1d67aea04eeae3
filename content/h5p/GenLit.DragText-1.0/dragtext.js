/* Words to put into their places, chosen from a list at each place. MIT licence. */
GenLit.DragText = class extends GenLit.Task {
  get interaction() { return 'fill-in'; }

  static word(part) {
    return GenLit.text(part.slice(1, -1).replace(/:([^\\*]+)/, '').replace(/\\[+-][^\\*:]+/g, '').trimEnd());
  }

  render() {
    const pieces = (text) => (text || '').split(/(\*.*?\*)/).filter((part) => part.length);
    const isZone = (part) => part.length > 2 && part.startsWith('*') && part.endsWith('*');
    this.body.append(GenLit.html('p', '', this.params.taskDescription));
    const all = pieces(this.params.textField);
    this.zones = all.filter(isZone).map((part) => ({ word: GenLit.DragText.word(part) }));
    const words = this.zones.map((zone) => zone.word)
      .concat(pieces(this.params.distractors).filter(isZone).map(GenLit.DragText.word));
    const offered = H5P.shuffleArray([...new Set(words)]);
    const text = GenLit.element('div', 'genlit-text');
    let number = 0;
    for (const part of all) {
      if (!isZone(part)) {
        for (const [index, line] of GenLit.text(part.replace(/</g, '&lt;')).split('\n').entries()) {
          if (index) text.append(document.createElement('br'));
          text.append(line);
        }
        continue;
      }
      const zone = this.zones[number++];
      zone.place = GenLit.element('span');
      zone.input = GenLit.element('select');
      zone.input.setAttribute('aria-label', GenLit.text(this.words.place || 'Place @number')
        .replace('@number', number));
      for (const word of ['', ...offered]) {
        const option = GenLit.element('option', '', word || '…');
        option.value = word;
        zone.input.append(option);
      }
      zone.input.addEventListener('change', () => this.touched());
      zone.place.append(zone.input);
      text.append(zone.place);
    }
    this.body.append(text);
  }

  response() { return this.zones.map((zone) => zone.input.value).join('[,]'); }
  restore(response) {
    const words = response.split('[,]');
    this.zones.forEach((zone, index) => { zone.input.value = words[index] || ''; });
  }
  getMaxScore() { return this.zones.length; }
  getScore() { return this.zones.filter((zone) => zone.input.value === zone.word).length; }

  mark(on) {
    for (const zone of this.zones) {
      zone.input.disabled = on;
      zone.place.querySelectorAll('.genlit-right, .genlit-wrong').forEach((e) => e.remove());
      if (on) zone.place.append(GenLit.verdict(this, zone.input.value === zone.word));
    }
  }
};
