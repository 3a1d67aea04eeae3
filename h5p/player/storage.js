/* Runs before the H5P core. In an opaque origin the browser's own storage throws; this one forgets. */
(() => {
  const storage = () => {
    const kept = new Map();
    return {
      getItem: (key) => (kept.has(String(key)) ? kept.get(String(key)) : null),
      setItem: (key, value) => { kept.set(String(key), String(value)); },
      removeItem: (key) => { kept.delete(String(key)); },
      clear: () => { kept.clear(); },
      key: (index) => [...kept.keys()][index] ?? null,
      get length() { return kept.size; }
    };
  };
  for (const name of ['localStorage', 'sessionStorage']) {
    Object.defineProperty(window, name, { value: storage(), configurable: false });
  }
  window.H5PIntegration = JSON.parse(document.getElementById('h5p-integration').textContent);
})();
