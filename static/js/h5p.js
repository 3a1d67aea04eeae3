/* The page's side of an H5P activity: loads the sandboxed frame when it is near, keeps its height, and hands in what it reports. */
(() => {
  'use strict';

  class Player {
    constructor(root) {
      this.root = root;
      this.place = root.querySelector('.h5p-place');
      this.message = root.querySelector('.h5p-message');
      this.submit = root.querySelector('[data-h5p-submit]');
      this.again = root.querySelector('[data-h5p-again]');
      this.full = root.querySelector('[data-h5p-full]');
      this.note = root.querySelector('.h5p-note');
      this.csrf = (document.querySelector('input[name=csrfmiddlewaretoken]') || {}).value;
      this.tree = null;
      this.sent = '';
      // the frame is in the page already, and loads when it is near; what it said before this script ran, it says again
      this.frame = this.place.querySelector('iframe');
      window.addEventListener('message', (event) => this.hear(event));
      this.frame.contentWindow.postMessage({ h5p: 'hello' }, '*');
      window.addEventListener('pagehide', () => this.leave());
      if (this.submit) this.submit.addEventListener('click', () => this.ask('submit'));
      this.again.addEventListener('click', () => this.open(true));
      this.full.addEventListener('click', () => this.place.requestFullscreen());
    }

    async open(anew) {
      const form = new FormData();
      for (const name of ['step', 'activity']) {
        if (this.root.dataset[name]) form.append(name, this.root.dataset[name]);
      }
      if (anew) form.append('anew', '1');
      let answer;
      try {
        if (!this.csrf) {
          answer = await (await fetch(this.root.dataset.start + '?' + new URLSearchParams(form))).json();
          this.csrf = answer.csrf;
        }
        if (this.csrf) answer = await this.post(this.root.dataset.start, form);
      } catch {
        this.say(this.message.dataset.slow);
        return;
      }
      if (!answer.frame) {
        this.say(answer.message);
        return;
      }
      this.launch = answer.launch;
      this.sealed = answer.sealed;
      this.note.textContent = answer.note || '';
      this.say('');
      if (this.submit) this.submit.hidden = !this.launch;
      if (anew) this.replace(answer.frame);
      else if (this.early) this.report(this.early);
    }

    replace(address) {
      this.tree = null;
      const frame = document.createElement('iframe');
      // no allow-same-origin: the code in there has no origin, no cookies, no way to this page but messages
      frame.setAttribute('sandbox', 'allow-scripts');
      frame.title = this.place.dataset.title;
      frame.src = address;
      this.frame = frame;
      this.place.replaceChildren(frame);
      this.again.hidden = true;
    }

    ask(why) {
      if (this.frame) this.frame.contentWindow.postMessage({ h5p: 'collect', why: why }, '*');
    }

    hear(event) {
      if (!this.frame || event.source !== this.frame.contentWindow) return;
      const data = event.data || {};
      if (data.h5p === 'height') this.frame.style.height = Math.min(20000, Number(data.height) + 2) + 'px';
      if (data.h5p === 'started') this.started(data);
      if (data.h5p === 'state') this.keep(data.state);
      if (data.h5p === 'report') this.report(data);
    }

    started(data) {
      this.root.dataset.started = data.started ? data.milliseconds : 'no';
      this.root.querySelector('.h5p-fallback').hidden = Boolean(data.started);
      this.full.hidden = !(data.started && document.fullscreenEnabled);
      if (!data.started) this.say(this.message.dataset.slow);
    }

    keep(state) {
      if (this.launch) this.send({ launch: this.launch, why: 'state', state: state });
    }

    async report(data) {
      this.tree = data.tree;
      this.state = data.state;
      this.early = this.launch ? null : data;
      if (!this.launch || !data.tree) return;
      if (this.sealed && data.why !== 'submit') {
        this.keep(data.state);
        return;
      }
      const answer = await this.send({ launch: this.launch, why: data.why, tree: data.tree, state: data.state });
      if (answer) {
        this.root.dataset.raw = answer.raw === undefined ? '' : answer.raw;
        if (data.why !== 'progress' || answer.passed) this.say(answer.message || '');
        if (data.why === 'submit' && answer.final) this.finished();
      }
    }

    finished() {
      this.launch = undefined;
      this.early = null;
      if (this.submit) this.submit.hidden = true;
      this.again.hidden = false;
    }

    /** Tries again while the connection is away: what was answered is still in this page. */
    async send(data, left = 5) {
      const body = JSON.stringify(data);
      if (body === this.sent) return null;
      this.sent = body;
      try {
        return await this.post(this.root.dataset.report, body);
      } catch {
        this.sent = '';
        this.say(this.message.dataset.failed);
        if (left) setTimeout(() => this.send(data, left - 1), 3000 * (6 - left));
        return null;
      }
    }

    async post(address, body) {
      const response = await fetch(address, {
        method: 'POST', body: body, headers: { 'X-CSRFToken': this.csrf }, credentials: 'same-origin'
      });
      return response.json();
    }

    /** Leaving: the last report goes out even though nobody waits for the answer. */
    leave() {
      if (!this.launch || !this.tree || this.sealed) return;
      const body = JSON.stringify({ launch: this.launch, why: 'left', tree: this.tree, state: this.state });
      if (body === this.sent) return;
      fetch(this.root.dataset.report, {
        method: 'POST', body: body, keepalive: true, credentials: 'same-origin', headers: { 'X-CSRFToken': this.csrf }
      }).catch(() => {});
    }

    say(text) {
      this.message.textContent = text || '';
    }
  }

  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) {
        near.unobserve(entry.target);
        entry.target.player.open(false);
      }
    }
  }, { rootMargin: '400px' });

  for (const root of document.querySelectorAll('[data-h5p]:not([data-h5p-ready])')) {
    root.dataset.h5pReady = '';
    root.player = new Player(root);
    near.observe(root);
  }
})();
