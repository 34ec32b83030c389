// The queue of contacts: kept before they are sent, sent in order with the key they got when they were tapped, and gone only when the server
// has them or the person throws them away.
"use strict";
import { dicht, los, rij, rijWeg, stand, wis, zetRij, zetStand, standWeg } from "./opslag.js";
import { sluit } from "./zegel.js";

const INFO = "schakel/onderweg/v1";
const BEWAAR = 30 * 24 * 3600e3; // as long as the server can open a letter
const GEDULD = 10e3;

export const naarB64 = (b) => btoa(String.fromCharCode(...b));
export const vanB64 = (s) => Uint8Array.from(atob(s), (c) => c.charCodeAt(0));

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
  const a = await fetch("/onderweg/lijst", { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(GEDULD) });
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

// bewaar keeps a contact: sealed, on the disk when this returns.
export async function bewaar(eigenaar, post) {
  const bus = await stand("bus");
  if (!bus || bus.eigenaar !== eigenaar) throw new Error("no key to seal with");
  const brief = await sluit(bus.publiek, INFO, new TextEncoder().encode(JSON.stringify(post)));
  await zetRij({ sleutel: post.sleutel, eigenaar, op: Date.now(), stand: "wacht", pakje: bus.pakje, brief, kop: await dicht({ nummer: post.nummer, soort: post.soort }) });
}

// mijn are the contacts of eigenaar, oldest first, with what can be read of them. Too old to be opened: only that it was there.
export async function mijn(eigenaar) {
  const uit = [];
  for (const p of await rij()) {
    if (p.brief && Date.now() - p.op > BEWAAR) {
      Object.assign(p, { stand: "verlopen", brief: null, kop: null });
      await zetRij(p);
    }
    if (eigenaar && p.eigenaar === eigenaar) uit.push({ ...p, ...(p.kop ? await los(p.kop) : {}) });
  }
  return uit.sort((a, b) => a.op - b.op);
}

export const gooiWeg = (sleutel) => rijWeg(sleutel);

// verstuurEen sends one contact, and says what became of it: verzonden, geweigerd, inloggen, of wacht.
export async function verstuurEen(post) {
  if (!post.brief) return { uitkomst: "verlopen" };
  let a;
  try {
    a = await fetch("/onderweg/verzend", {
      method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, redirect: "error",
      body: JSON.stringify({ pakje: post.pakje, brief: naarB64(post.brief) }), signal: AbortSignal.timeout(GEDULD),
    });
  } catch {
    return { uitkomst: "wacht" };
  }
  if (a.status === 401) return { uitkomst: "inloggen" };
  if (!a.ok) return { uitkomst: "wacht" };
  const uit = await a.json().catch(() => ({ uitkomst: "wacht" }));
  if (uit.uitkomst === "verzonden") await rijWeg(post.sleutel);
  if (uit.uitkomst === "geweigerd") {
    const rest = (await rij()).find((p) => p.sleutel === post.sleutel);
    if (rest) await zetRij({ ...rest, stand: "geweigerd", reden: uit.reden });
  }
  return uit;
}

// verstuur sends all of eigenaar that wait, one at a time and from one window at a time. It stops where the network or the session does.
export function verstuur(eigenaar) {
  return navigator.locks.request("schakel-verstuur", async () => {
    const uit = { verzonden: 0, geweigerd: 0, inloggen: false };
    for (const p of await mijn(eigenaar)) {
      if (p.stand !== "wacht") continue;
      const { uitkomst } = await verstuurEen(p);
      if (uitkomst === "verzonden") uit.verzonden++;
      else if (uitkomst === "geweigerd") uit.geweigerd++;
      else { uit.inloggen = uitkomst === "inloggen"; break; }
    }
    return uit;
  });
}

// uitForm makes a contact of what was filled in; the moment of happening is the moment of tapping, unless another was chosen.
export function uitForm(form, knop, casus, nummer) {
  const in_ = new URLSearchParams(new FormData(form));
  in_.delete("sleutel");
  in_.set("bereikt", knop.value);
  const op = form.elements.op;
  if (!op.value || op.value === op.defaultValue) in_.set("op", new Date().toISOString());
  return { sleutel: form.elements.sleutel.value, casus, nummer, soort: in_.get("soort"), vorm: in_.toString() };
}
