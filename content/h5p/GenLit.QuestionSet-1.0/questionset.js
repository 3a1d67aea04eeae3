/* Tasks one after the other. MIT licence. */
GenLit.QuestionSet = class extends H5P.EventDispatcher {
  constructor(params, contentId, extras) {
    super();
    this.params = params;
    this.contentId = contentId;
    this.extras = extras || {};
    this.words = Object.assign({
      previous: 'Previous', next: 'Next', finish: 'Finish', progress: 'Question @number of @total',
      score: 'You got @score of @total points.'
    }, params.l10n || {});
    const state = this.extras.previousState || {};
    this.at = Math.min(Math.max(0, state.at || 0), Math.max(0, (params.questions || []).length - 1));
    this.parts = (params.questions || []).map((part, index) => {
      const own = H5P.jQuery.extend(true, {}, part);
      if ((params.override || {}).checkButton === false) {
        own.params.behaviour = Object.assign({}, own.params.behaviour, { enableCheckButton: false, enableRetry: false });
      }
      return H5P.newRunnable(own, contentId, undefined, undefined, {
        parent: this, previousState: (state.parts || [])[index]
      });
    });
  }

  attach($container) {
    const root = $container.jquery ? $container[0] : $container;
    root.classList.add('genlit-task');
    this.progress = GenLit.element('p', 'genlit-progress');
    this.progress.setAttribute('role', 'status');
    root.append(this.progress);
    this.places = this.parts.map((part) => {
      const place = GenLit.element('div');
      root.append(place);
      part.attach(H5P.jQuery(place));
      part.on('resize', () => this.trigger('resize'));
      return place;
    });
    this.buttons = GenLit.element('div', 'genlit-buttons');
    this.back = this.button(this.words.previous, () => this.show(this.at - 1));
    this.forth = this.button(this.words.next, () => this.show(this.at + 1));
    this.end = this.button(this.words.finish, () => this.finish());
    this.message = GenLit.element('p', 'genlit-message');
    this.message.setAttribute('role', 'status');
    root.append(this.buttons, this.message);
    this.show(this.at);
  }

  button(text, action) {
    const button = GenLit.element('button', 'genlit-button', GenLit.text(text));
    button.type = 'button';
    button.addEventListener('click', action);
    this.buttons.append(button);
    return button;
  }

  show(number) {
    this.at = number;
    this.places.forEach((place, index) => { place.hidden = index !== number; });
    this.progress.textContent = GenLit.text(this.words.progress)
      .replace('@number', number + 1).replace('@total', this.places.length);
    this.back.hidden = number === 0;
    this.forth.hidden = number >= this.places.length - 1;
    this.end.hidden = number < this.places.length - 1 || (this.params.endGame || {}).showResultPage === false;
    this.trigger('resize');
  }

  finish() {
    this.message.textContent = GenLit.text(this.words.score)
      .replace('@score', this.getScore()).replace('@total', this.getMaxScore());
    const event = this.createXAPIEventTemplate('completed');
    event.setScoredResult(this.getScore(), this.getMaxScore(), this, true, this.passed());
    this.trigger(event);
    this.trigger('resize');
  }

  passed() {
    return 100 * this.getScore() >= (this.params.passPercentage || 0) * this.getMaxScore();
  }
  getScore() { return this.parts.reduce((sum, part) => sum + part.getScore(), 0); }
  getMaxScore() { return this.parts.reduce((sum, part) => sum + part.getMaxScore(), 0); }
  getAnswerGiven() { return this.parts.some((part) => part.getAnswerGiven()); }
  getCurrentState() { return { at: this.at, parts: this.parts.map((part) => part.getCurrentState()) }; }
  resetTask() { this.parts.forEach((part) => part.resetTask()); this.show(0); }
  showSolutions() { this.parts.forEach((part) => part.showSolutions()); }

  getXAPIData() {
    const event = this.createXAPIEventTemplate('answered');
    event.getVerifiedStatementValue(['object', 'definition']).interactionType = 'compound';
    event.setScoredResult(this.getScore(), this.getMaxScore(), this, true, this.passed());
    return { statement: event.data.statement, children: this.parts.map((part) => part.getXAPIData()) };
  }
};
