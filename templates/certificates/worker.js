{% load static %}// The offline check page and what it needs, kept on the device. Nobody's data is kept.
const KEPT = 'certificate-check-1';
const PAGE = '{% url "check_without_network" %}';
const FACTS = '{% url "check_facts" %}';
const FILES = [
  '{% static "css/site.css" %}', '{% static "js/site.js" %}', '{% static "js/certificates-offline.js" %}',
  '{% static "vendor/jsqr/jsQR.js" %}', '{% static "img/logo.svg" %}',
];

self.addEventListener('install', event => {
  event.waitUntil(keepAll().then(() => self.skipWaiting()));
});

self.addEventListener('activate', event => {
  event.waitUntil(forgetOld().then(() => self.clients.claim()));
});

self.addEventListener('fetch', event => {
  const {request} = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  else if (url.pathname === FACTS) event.respondWith(newest(request));
  else if (FILES.includes(url.pathname)) event.respondWith(caches.match(request).then(kept => kept ?? fetch(request)));
});

async function keepAll() {
  const cache = await caches.open(KEPT);
  await cache.addAll([PAGE, FACTS, ...FILES].map(url => new Request(url, {cache: 'reload'})));
}

async function forgetOld() {
  const cache = await caches.open(KEPT);
  const wanted = new Set([PAGE, FACTS, ...FILES]);
  for (const request of await cache.keys()) {
    if (!wanted.has(new URL(request.url).pathname)) await cache.delete(request);
  }
}

async function newest(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok) await (await caches.open(KEPT)).put(FACTS, answer.clone());
    return answer;
  } catch {
    return caches.match(FACTS);
  }
}
