/* Words to mark in a text where *word* is right. MIT licence. */
GenLit.MarkTheWords = class extends GenLit.Task {
  get interaction() { return 'choice'; }

  render() {
    this.body.append(GenLit.html('p', '', this.params.taskDescription));
    const text = GenLit.html('div', 'genlit-text', this.params.textField);
    this.tokens = [];
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    for (const node of nodes) node.replaceWith(this.split(node.data));
    this.body.append(text);
  }

  split(data) {
    const pieces = document.createDocumentFragment();
    const found = data.replace(/&nbsp;|\r\n|\n|\r/g, ' ').match(/ \*[^* ]+\* |[^\s]+/g) || [];
    for (const entry of found.map((e) => e.trim())) {
      const prefix = (entry.match(/^[[({⟨¿¡“"«„]+/) || [''])[0];
      const suffix = (entry.match(/[",….:;?!\])}⟩»”]+$/) || [''])[0];
      const word = entry.slice(prefix.length, Math.max(prefix.length, entry.length - suffix.length));
      pieces.append(' ' + prefix);
      if (word) pieces.append(this.token(word));
      pieces.append(suffix);
    }
    return pieces;
  }

  token(word) {
    const right = /^\*.+\*.?$/.test(word) && word.length > 2;
    const button = GenLit.element('button', 'genlit-word', word.replace(/\*/g, ''));
    button.type = 'button';
    button.setAttribute('aria-pressed', 'false');
    button.addEventListener('click', () => {
      if (this.checked) return;
      button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true'));
      this.touched();
    });
    this.tokens.push({ button: button, right: right });
    return button;
  }

  marked(token) { return token.button.getAttribute('aria-pressed') === 'true'; }
  response() {
    return this.tokens.flatMap((token, index) => (this.marked(token) ? [index] : [])).join('[,]');
  }
  restore(response) {
    const picked = response === '' ? [] : response.split('[,]').map(Number);
    this.tokens.forEach((token, index) => {
      token.button.setAttribute('aria-pressed', String(picked.includes(index)));
    });
  }
  right() { return this.tokens.filter((token) => token.right).length; }
  getMaxScore() { return this.right() || 1; }
  getScore() {
    const marked = this.tokens.filter((token) => this.marked(token));
    if (!this.right()) return marked.length ? 0 : 1;
    const hits = marked.filter((token) => token.right).length;
    return Math.max(0, hits - (marked.length - hits));
  }

  mark(on) {
    for (const token of this.tokens) {
      const next = token.button.nextElementSibling;
      if (next && next.matches('.genlit-right, .genlit-wrong')) next.remove();
      if (on && (this.marked(token) || token.right)) {
        token.button.after(GenLit.verdict(this, token.right && this.marked(token)));
      }
    }
  }
};
