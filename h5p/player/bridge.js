/* Between an activity and the page around it: height, report, state, full screen. Only messages pass. */
(() => {
  const { parentOrigin } = JSON.parse(document.getElementById('h5p-bridge').textContent);
  const send = (kind, data) => window.parent.postMessage({ h5p: kind, ...data }, parentOrigin);
  const instance = () => (window.H5P && window.H5P.instances ? window.H5P.instances[0] : undefined);
  let last = '';

  /* Types without a report of their own still say that they were played, and their points if they count any. */
  const plain = (root) => {
    const event = window.H5P.EventDispatcher.prototype.createXAPIEventTemplate.call(root, 'attempted');
    if (!root.getXAPIData && root.getScore && root.getMaxScore) event.setScoredResult(root.getScore() || 0, root.getMaxScore() || 0, root);
    return { statement: event.data.statement, children: [] };
  };
  const report = () => {
    const root = instance();
    if (!root) return null;
    try {
      const tree = root.getXAPIData ? root.getXAPIData() : null;
      if (tree && tree.statement) return tree;
    } catch { /* said below in the plain way */ }
    try {
      return plain(root);
    } catch {
      return null;
    }
  };
  const state = () => {
    const root = instance();
    try {
      const found = root && root.getCurrentState ? root.getCurrentState() : undefined;
      return found === undefined ? '' : JSON.stringify(found);
    } catch {
      return '';
    }
  };

  const tell = (why, statement) => {
    const tree = report() || (statement ? { statement: statement, children: [] } : null);
    last = state();
    send('report', { why: why, tree: tree ? JSON.parse(JSON.stringify(tree)) : null, state: last });
  };

  let waiting;
  const listen = () => {
    window.H5P.externalDispatcher.on('xAPI', (event) => {
      const statement = event.data.statement;
      const verb = String((statement.verb || {}).id || '').split('/').pop();
      const inside = Boolean(((statement.context || {}).contextActivities || {}).parent);
      if (verb === 'interacted' || verb === 'attempted' || verb === 'progressed') {
        clearTimeout(waiting);
        waiting = setTimeout(() => tell('progress'), 800);
      } else {
        clearTimeout(waiting);
        // after the type has finished with the event: its own state then agrees with its report
        waiting = setTimeout(() => tell(inside ? 'progress' : 'finished', inside ? undefined : statement), 150);
      }
    });
    setInterval(() => {
      const now = state();
      if (now && now !== last) {
        last = now;
        send('state', { state: now });
      }
    }, 10000);
  };

  const place = document.querySelector('.h5p-content');
  const measure = () => send('height', { height: Math.ceil(place.getBoundingClientRect().height) });
  window.addEventListener('message', (event) => {
    if (event.source !== window.parent || event.origin !== parentOrigin) return;
    if (event.data && event.data.h5p === 'collect') tell(String(event.data.why || 'asked'));
    if (event.data && event.data.h5p === 'hello' && begun) {
      send('started', begun);
      measure();
    }
  });
  window.addEventListener('error', (event) => send('error', { message: String(event.message).slice(0, 300) }));
  new ResizeObserver(measure).observe(place);

  let begun;
  const begin = () => {
    listen();
    const started = Date.now();
    const look = setInterval(() => {
      const root = instance();
      if (root || Date.now() - started > 20000) {
        clearInterval(look);
        if (root && root.on) root.on('resize', () => setTimeout(measure, 50));
        begun = { started: Boolean(root), milliseconds: Math.round(performance.now()) };
        send('started', begun);
        measure();
      }
    }, 30);
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
  else begin();
})();
