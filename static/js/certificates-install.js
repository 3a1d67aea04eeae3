// Keeps the offline check page on this device, from the first check on.
if ('serviceWorker' in navigator) {
  navigator.serviceWorker.register('/c/worker.js').catch(() => {});
}
