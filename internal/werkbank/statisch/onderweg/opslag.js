// What a telephone keeps, in IndexedDB. Nothing of a dossier: no name, no address, no note that can be read here.
//
//	stand     eigenaar  whose this is now: a tag, no name
//	          bus       the public key that contacts are sealed for, and what lets the server open them
//	          sleutel   a key of this device that no script can read out, for lijst and kop
//	          lijst     numbers and safety flags of the caseload, closed with sleutel, until `tot`
//	wachtrij  contacts that still have to be sent, by idempotency key: sealed, and a kop (number, kind) closed with sleutel
"use strict";
const NAAM = "schakel";
let verbinding;

function klaar(verzoek) {
  return new Promise((ja, nee) => { verzoek.onsuccess = () => ja(verzoek.result); verzoek.onerror = () => nee(verzoek.error); });
}

function open() {
  verbinding ??= new Promise((ja, nee) => {
    const v = indexedDB.open(NAAM, 1);
    v.onupgradeneeded = () => { v.result.createObjectStore("stand"); v.result.createObjectStore("wachtrij", { keyPath: "sleutel" }); };
    v.onsuccess = () => ja(v.result);
    v.onerror = () => nee(v.error);
  });
  verbinding.catch(() => { verbinding = undefined; }); // what failed once is tried again
  return verbinding;
}

async function doe(bak, modus, werk) {
  // strict: a contact that was said to be kept must be on the disk, not on its way there.
  const tx = (await open()).transaction(bak, modus, { durability: "strict" });
  const einde = new Promise((ja, nee) => { tx.oncomplete = ja; tx.onabort = () => nee(tx.error); });
  const uit = await klaar(werk(tx.objectStore(bak)));
  await einde;
  return uit;
}

export const stand = (naam) => doe("stand", "readonly", (b) => b.get(naam));
export const zetStand = (naam, w) => doe("stand", "readwrite", (b) => b.put(w, naam));
export const standWeg = (naam) => doe("stand", "readwrite", (b) => b.delete(naam));
export const rij = () => doe("wachtrij", "readonly", (b) => b.getAll());
// zetRij keeps a contact; weg is the one that it takes the place of: both are so, or neither.
export const zetRij = (post, weg) => doe("wachtrij", "readwrite", (b) => { if (weg) b.delete(weg); return b.put(post); });
export const rijWeg = (sleutel) => doe("wachtrij", "readwrite", (b) => b.delete(sleutel));

async function sleutel() {
  const er = await stand("sleutel");
  if (er) return er;
  const nieuw = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await zetStand("sleutel", nieuw);
  return nieuw;
}

export async function dicht(waarde) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const in_ = new TextEncoder().encode(JSON.stringify(waarde));
  return { iv, in: new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await sleutel(), in_)) };
}

// los opens what dicht closed; undefined when the key of then is gone.
export async function los(d) {
  try {
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: d.iv }, await sleutel(), d.in)));
  } catch {
    return undefined;
  }
}

// wis forgets who was signed in here, and what could be read; sealed contacts stay for whose they are.
export async function wis() {
  for (const naam of ["eigenaar", "lijst", "bus", "sleutel"]) await standWeg(naam);
}
