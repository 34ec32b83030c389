// The queue of contacts: kept before they are sent, sent in order with the key they got when they were tapped, and gone only when the server
// has them or the person throws them away.
"use strict";
import { dicht, los, rij, rijWeg, stand, wis, zetRij, zetStand, standWeg } from "./opslag.js";
import { zeg } from "./teksten.js";
import { sluit } from "./zegel.js";

const INFO = "schakel/onderweg/v1";
const GEDULD = 10e3;
const DICHT = new Set([400, 403, 413]); // of this letter: it cannot be opened, now or later
const STOP = new Set([401, 429, 503]); // of all letters: not now

export const naarB64 = (b) => btoa(Array.from(b, (c) => String.fromCharCode(c)).join(""));
export const vanB64 = (s) => Uint8Array.from(atob(s), (c) => c.charCodeAt(0));

// vraag asks the server, with a limit to its patience. zelf: the page asks by itself, and that keeps no session alive.
export function vraag(pad, { zelf, geduld = GEDULD, headers, ...rest } = {}) {
  return fetch(pad, { ...rest, headers: { Accept: "application/json", ...headers, ...(zelf && { "Schakel-Vanzelf": "ja" }) }, signal: AbortSignal.timeout(geduld) });
}

// neemOver makes this device that of who is signed in now: another's list can no longer be read here.
export async function neemOver(eigenaar) {
  if (await stand("eigenaar") === eigenaar) return;
  await wis();
  await zetStand("eigenaar", eigenaar);
}

export const eigenaarNu = () => stand("eigenaar");

// ververs fetches the caseload and a new public key, when those here are older than `na` ms.
export async function ververs(eigenaar, na) {
  const er = await stand("lijst");
  if (er && Date.now() - er.op < na) return;
  const a = await vraag("/onderweg/lijst", { zelf: true });
  if (!a.ok) return;
  const l = await a.json();
  if (l.eigenaar !== eigenaar || await stand("eigenaar") !== eigenaar) return; // somebody else signed in meanwhile
  await zetStand("bus", { eigenaar, publiek: vanB64(l.publiek), pakje: l.pakje });
  await zetStand("lijst", { ...await dicht(l.casussen), op: Date.now(), tot: Date.now() + l.seconden * 1000 });
}

// lijst is the caseload as it was, or undefined when there is none (any more).
export async function lijst() {
  const l = await stand("lijst");
  if (!l) return undefined;
  if (Date.now() > l.tot) { await standWeg("lijst"); return undefined; }
  const casussen = await los(l);
  return casussen && { casussen, op: l.op, tot: l.tot };
}

// bewaar keeps a contact: sealed, on the disk when this returns. weg is the refused one that it puts right.
export async function bewaar(eigenaar, post, weg) {
  const bus = await stand("bus");
  if (!bus || bus.eigenaar !== eigenaar) throw new Error("no key to seal with");
  const brief = await sluit(bus.publiek, INFO, new TextEncoder().encode(JSON.stringify(post)));
  await zetRij({ sleutel: post.sleutel, eigenaar, op: Date.now(), stand: "wacht", pakje: bus.pakje, brief, kop: await dicht({ nummer: post.nummer, soort: post.soort }) }, weg);
}

// mijn are the contacts of eigenaar, oldest first, with what can be read of them. How old a letter may be is for the server to say: it knows the time.
export async function mijn(eigenaar) {
  const uit = [];
  for (const p of await rij()) {
    if (eigenaar && p.eigenaar === eigenaar) uit.push({ ...p, ...(p.kop ? await los(p.kop) : {}) });
  }
  return uit.sort((a, b) => a.op - b.op);
}

export const gooiWeg = (sleutel) => rijWeg(sleutel);

// tel says how many of these wait, how many the server has and works on, and how many were refused.
export function tel(posten) {
  const n = { wacht: 0, ontvangen: 0, geweigerd: 0 };
  for (const p of posten) n[p.stand in n ? p.stand : "geweigerd"]++;
  return n;
}

// merk notes how a contact stands, unless it was thrown away meanwhile.
async function merk(sleutel, wat) {
  const rest = (await rij()).find((p) => p.sleutel === sleutel);
  if (rest) await zetRij({ ...rest, ...wat });
}

async function weiger(post, uit) {
  await merk(post.sleutel, { stand: "geweigerd", reden: uit.reden, dicht: !uit.vorm });
  return { ...uit, uitkomst: "geweigerd" };
}

// verstuurEen sends one contact, and says what became of it: verzonden, ontvangen (the server has it and works on it), geweigerd, inloggen, ander (somebody
// else is signed in here by now: it waits for whose it is), or wacht. stop: the next would fare the same.
async function verstuurEen(post, zelf) {
  if (!post.brief) return { uitkomst: "verlopen" };
  let a, body;
  try {
    body = JSON.stringify({ eigenaar: post.eigenaar, pakje: post.pakje, brief: naarB64(post.brief) });
  } catch {
    return weiger(post, { reden: zeg("niet-te-openen") });
  }
  try {
    a = await vraag("/onderweg/verzend", { method: "POST", headers: { "Content-Type": "application/json" }, redirect: "error", body, zelf });
  } catch {
    return { uitkomst: "wacht", stop: true };
  }
  if (DICHT.has(a.status)) return weiger(post, { reden: zeg(a.status === 413 ? "te-groot" : "niet-te-openen") });
  if (!a.ok) return { uitkomst: a.status === 401 ? "inloggen" : "wacht", stop: STOP.has(a.status) };
  const uit = await a.json().catch(() => ({ uitkomst: "wacht", stop: true }));
  if (uit.uitkomst === "verzonden") await rijWeg(post.sleutel);
  if (uit.uitkomst === "ontvangen") await merk(post.sleutel, { stand: "ontvangen" }); // sent again under its key it says what became of it
  if (uit.uitkomst === "ander") uit.stop = true;
  return uit.uitkomst === "geweigerd" ? weiger(post, uit) : uit;
}

// verstuurNu sends this contact of eigenaar before all others; it waits when another window is sending already and takes its time.
export async function verstuurNu(eigenaar, sleutel) {
  try {
    return await navigator.locks.request("schakel-verstuur", { signal: AbortSignal.timeout(3e3) }, async () => {
      const post = (await mijn(eigenaar)).find((p) => p.sleutel === sleutel);
      return post ? verstuurEen(post) : { uitkomst: "verzonden" }; // that window had it
    });
  } catch (e) {
    if (e.name === "TimeoutError" || e.name === "AbortError") return { uitkomst: "wacht" };
    throw e;
  }
}

// verstuur sends all of eigenaar that wait, one at a time and from one window at a time, and asks after what the server works on. It stops where the
// network or the session does, not at a letter.
export function verstuur(eigenaar, zelf) {
  return navigator.locks.request("schakel-verstuur", async () => {
    const uit = { verzonden: 0, ontvangen: 0, geweigerd: 0, inloggen: false, ander: false };
    for (const p of await mijn(eigenaar)) {
      if (p.stand !== "wacht" && p.stand !== "ontvangen") continue;
      const { uitkomst, stop } = await verstuurEen(p, zelf);
      if (uitkomst === "verzonden" || uitkomst === "geweigerd" || (uitkomst === "ontvangen" && p.stand === "wacht")) uit[uitkomst]++;
      uit.inloggen ||= uitkomst === "inloggen";
      uit.ander ||= uitkomst === "ander";
      if (stop) break;
    }
    return uit;
  });
}

// uitForm makes a contact of what was filled in; the moment of happening is the moment of tapping, unless another was chosen
// (in a form that the server shows again: before it was shown).
export function uitForm(form, knop, casus, nummer) {
  const in_ = new URLSearchParams(new FormData(form));
  in_.delete("sleutel");
  in_.set("bereikt", knop.value);
  const op = form.elements.op;
  if (!op.value || (op.value === op.defaultValue && form.dataset.opnieuw === undefined)) in_.set("op", new Date().toISOString());
  return { sleutel: form.elements.sleutel.value, casus, nummer, soort: in_.get("soort"), vorm: in_.toString() };
}
