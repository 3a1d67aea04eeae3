/* What all tasks of this project share: layout, buttons, state, and the report. MIT licence. */
var GenLit = GenLit || {};

GenLit.Task = (function (H5P) {
  'use strict';

  const labels = {
    check: 'Check',
    retry: 'Try again',
    solution: 'Show the answers',
    score: 'You got @score of @total points.',
    right: 'right',
    wrong: 'wrong',
    missed: 'missed',
    tip: 'Tip'
  };

  /** A task knows its library name, renders itself into `this.body` and says what was answered. */
  class Task extends H5P.EventDispatcher {
    constructor(params, contentId, extras) {
      super();
      this.params = params;
      this.contentId = contentId;
      this.extras = extras || {};
      this.behaviour = params.behaviour || {};
      this.words = Object.assign({}, labels, params.l10n || {});
      this.answered = false;
      this.checked = false;
      this.started = Date.now();
    }

    attach($container) {
      const root = $container.jquery ? $container[0] : $container;
      root.classList.add('genlit-task');
      this.body = GenLit.element('div', 'genlit-body');
      this.message = GenLit.element('p', 'genlit-message');
      this.message.setAttribute('role', 'status');
      this.buttons = GenLit.element('div', 'genlit-buttons');
      root.append(this.body, this.message, this.buttons);
      this.render();
      const state = this.extras.previousState;
      if (state && typeof state.response === 'string' && state.response !== '') {
        this.restore(state.response);
        this.answered = true;
      }
      if (this.behaviour.enableCheckButton !== false) {
        this.checkButton = this.button(this.words.check, () => this.check());
      }
      if (this.behaviour.enableRetry !== false) {
        this.retryButton = this.button(this.words.retry, () => this.resetTask());
        this.retryButton.hidden = true;
      }
      this.trigger('resize');
    }

    button(text, action) {
      const button = GenLit.element('button', 'genlit-button', GenLit.text(text));
      button.type = 'button';
      button.addEventListener('click', action);
      this.buttons.append(button);
      return button;
    }

    touched() {
      this.answered = true;
      this.triggerXAPI('interacted');
    }

    check() {
      this.checked = true;
      this.mark(true);
      this.message.textContent = GenLit.text(this.words.score)
        .replace('@score', this.getScore()).replace('@total', this.getMaxScore());
      if (this.checkButton) this.checkButton.hidden = true;
      if (this.retryButton) this.retryButton.hidden = false;
      this.trigger(this.report());
      this.trigger('resize');
    }

    resetTask() {
      this.checked = this.answered = false;
      this.mark(false);
      this.restore('');
      this.message.textContent = '';
      if (this.checkButton) this.checkButton.hidden = false;
      if (this.retryButton) this.retryButton.hidden = true;
      this.trigger('resize');
    }

    report() {
      const event = this.createXAPIEventTemplate('answered');
      const statement = event.data.statement;
      Object.assign(event.getVerifiedStatementValue(['object', 'definition']), {
        type: 'http://adlnet.gov/expapi/activities/cmi.interaction',
        interactionType: this.interaction,
        description: { 'en-US': GenLit.text(this.question()) }
      });
      event.setScoredResult(this.getScore(), this.getMaxScore(), this, true,
        this.getScore() === this.getMaxScore());
      statement.result.response = this.response();
      statement.result.duration = 'PT' + Math.round((Date.now() - this.started) / 10) / 100 + 'S';
      return event;
    }

    question() { return this.params.question || this.params.text || this.params.taskDescription || ''; }
    getAnswerGiven() { return this.answered; }
    getXAPIData() { return { statement: this.report().data.statement }; }
    getCurrentState() { return { response: this.response() }; }
    getTitle() { return H5P.createTitle((this.extras.metadata && this.extras.metadata.title) || ''); }
    showSolutions() { this.mark(true); }
  }

  return Task;
})(H5P);

GenLit.element = function (name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};

/** Filtered HTML of a text field as an element. */
GenLit.html = function (name, className, html) {
  const element = GenLit.element(name, className);
  element.innerHTML = html || '';
  return element;
};

/** Text fields come escaped; this gives the text that a person reads. */
GenLit.text = function (html) {
  return new DOMParser().parseFromString(html || '', 'text/html').body.textContent;
};

GenLit.verdict = function (task, right) {
  return GenLit.element('span', right ? 'genlit-right' : 'genlit-wrong',
    ' ' + (right ? '✓ ' : '✗ ') + GenLit.text(right ? task.words.right : task.words.wrong));
};
