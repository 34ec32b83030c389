// The service worker: it keeps the files of the workbench and one page without a word about anybody (/onderweg), and gives that page when there is no
// network. Pages with personal data are never kept. The server puts SCHAKEL = {versie, bestanden, onderweg} before this.
"use strict";
/* global SCHAKEL */
self.addEventListener("install", (e) => {
  e.waitUntil(caches.open(SCHAKEL.versie)
    .then((c) => c.addAll([...SCHAKEL.bestanden, SCHAKEL.onderweg].map((u) => new Request(u, { cache: "reload", credentials: "omit" }))))
    .then(() => self.skipWaiting()));
});

self.addEventListener("activate", (e) => {
  e.waitUntil(caches.keys()
    .then((namen) => Promise.all(namen.filter((n) => n !== SCHAKEL.versie).map((n) => caches.delete(n))))
    .then(() => self.clients.claim()));
});

self.addEventListener("fetch", (e) => {
  const u = new URL(e.request.url);
  if (e.request.method !== "GET" || u.origin !== self.location.origin) return;
  if (SCHAKEL.bestanden.includes(u.pathname)) {
    e.respondWith(caches.match(u.pathname).then((a) => a ?? fetch(e.request)));
    return;
  }
  if (e.request.mode !== "navigate") return;
  e.respondWith(fetch(e.request).catch(async () => (await caches.match(SCHAKEL.onderweg)) ?? Response.error()));
});
