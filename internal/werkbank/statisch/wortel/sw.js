// The service worker: it keeps the files of the workbench and one page without a word about anybody (/onderweg), and gives that page when there is no
// network, or for the two pages somebody on the street opens when it does not come. Pages with personal data are never kept. The server puts SCHAKEL = {versie, bestanden, onderweg} before this.
"use strict";
/* global SCHAKEL */
// A file has its name from what is in it: what the page just fetched, comes out of the browser's own cache (asked as the page asked it, else it is another
// there). The page is fetched anew, and as nobody.
self.addEventListener("install", (e) => {
  e.waitUntil(caches.open(SCHAKEL.versie)
    .then((c) => c.addAll([...SCHAKEL.bestanden.map((u) => new Request(u)), new Request(SCHAKEL.onderweg, { cache: "reload", credentials: "omit" })]))
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
  e.respondWith(bladzijde(e.request, u.pathname));
});

const GEDULD = 5e3; // of somebody at a door
const STRAAT = /^\/(casussen\/[^/]+\/stap\/contacten)?$/;

async function bladzijde(vraag, pad) {
  const onderweg = () => caches.match(SCHAKEL.onderweg);
  if (!STRAAT.test(pad)) return fetch(vraag).catch(async () => (await onderweg()) ?? Response.error());
  const echt = fetch(vraag);
  echt.catch(() => {}); // who is late may fail unheard
  let klok;
  const teLaat = new Promise((_, nee) => { klok = setTimeout(nee, GEDULD); });
  try {
    const a = await Promise.race([echt, teLaat]);
    return a.status >= 502 && a.status <= 504 ? ((await onderweg()) ?? a) : a;
  } catch {
    return (await onderweg()) ?? echt;
  } finally {
    clearTimeout(klok);
  }
}
