// On every page of somebody who is signed in: keep the telephone ready for when there is no network, send what waits, say how much that is, and
// do not let somebody sign out who would leave contacts behind.
"use strict";
import { bewaar, lijst, mijn, neemOver, tel, uitForm, verstuur, verstuurNu, ververs } from "./wachtrij.js";
import { wis } from "./opslag.js";
import { bezig, klaar, zeg } from "./teksten.js";

const eigenaar = document.body.dataset.eigenaar;
const mag = document.body.dataset.onderweg !== undefined;
const VERS = 5 * 60e3;
const balk = document.getElementById("onderweg");

async function toonBalk(reden) {
  const posten = await mijn(eigenaar);
  balk.replaceChildren();
  if (!posten.length) return;
  const n = tel(posten);
  const delen = [reden, ...["wacht", "ontvangen", "geweigerd"].map((s) => n[s] && zeg(s, n[s]))];
  balk.append(delen.filter(Boolean).join(" ") + " ");
  const a = document.createElement("a");
  a.href = "/onderweg";
  a.textContent = zeg("bekijk");
  balk.append(a);
}

async function ronde() {
  if ((await mijn(eigenaar)).length) {
    const u = await verstuur(eigenaar, true);
    await toonBalk(u.inloggen ? zeg("inloggen") : u.ander ? zeg("ander") : "");
  }
}

// A contact is kept first and sent then, so that a connection that breaks in between loses nothing. What is refused stays kept until it was put right.
async function contact(form, knop) {
  const post = uitForm(form, knop, form.dataset.contact, form.dataset.nummer);
  try {
    await bewaar(eigenaar, post, form.dataset.oud);
  } catch { // this browser cannot keep anything, or another signed in here: the ordinary way, where the server sees who it is
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "bereikt", value: knop.value }));
    form.submit();
    return;
  }
  const uit = await verstuurNu(eigenaar, post.sleutel);
  if (uit.uitkomst === "verzonden" || uit.uitkomst === "ontvangen") { location.assign(uit.naar ?? "/?gedaan=contacten"); return; }
  if (uit.uitkomst !== "geweigerd") { location.assign(uit.uitkomst === "ander" ? "/onderweg?ander" : "/onderweg?bewaard"); return; }
  form.dataset.oud = post.sleutel;
  form.elements.sleutel.value = crypto.randomUUID();
  delete form.dataset.bezig;
  klaar();
  toonFout(form, zeg("reden", uit.reden));
  for (const d of form.querySelectorAll("details")) d.open = true;
  await toonBalk();
}

// toonFout says above a form why nothing came of it.
function toonFout(form, tekst) {
  const fout = document.getElementById("fout") ?? Object.assign(document.createElement("div"), { id: "fout", className: "utrecht-alert utrecht-alert--error s-melding", tabIndex: -1 });
  fout.setAttribute("role", "alert");
  fout.textContent = tekst;
  form.before(fout);
  fout.focus();
}

function luister() {
  const form = document.querySelector("form[data-contact]");
  if (form && document.getElementById("fout")) form.dataset.opnieuw = ""; // the server shows it again, with what was chosen
  form?.addEventListener("submit", (e) => {
    e.preventDefault();
    if (form.dataset.bezig) return;
    if (e.submitter?.name !== "bereikt") { toonFout(form, zeg("kies-bereikt")); return; } // nobody said whether somebody was reached: that is not guessed
    form.dataset.bezig = "ja";
    bezig();
    contact(form, e.submitter).catch(() => location.assign("/onderweg?bewaard")); // it is kept
  });
  addEventListener("online", () => void ronde());
  setInterval(() => { if (!document.hidden) void ronde(); }, 30e3);
}

async function begin() {
  await neemOver(eigenaar);
  if (mag) {
    await ververs(eigenaar, VERS).catch(() => {}); // without network the list of before does
    await navigator.serviceWorker?.register("/sw.js").catch(() => {});
    void navigator.storage?.persist?.();
  }
  await toonBalk();
  await ronde();
  document.documentElement.dataset.onderwegKlaar = "ja";
}

function blijf() {
  klaar();
  balk.tabIndex = -1;
  balk.focus();
}

// nogNiet is how many would be left behind, after all was tried; undefined when this device cannot say.
async function nogNiet() {
  const telt = async () => (await mijn(eigenaar)).filter((p) => p.stand !== "ontvangen").length;
  try {
    if (await telt()) await verstuur(eigenaar).catch(() => {}); // what could not be sent is counted
    return await telt();
  } catch {
    return undefined;
  }
}

const DUBBEL = 1e3; // two presses sooner after each other are one
let loopt = false;
const gewaarschuwd = new Map(); // by the button: who was told so of one has to press that one again

// uit signs out who leaves nothing behind. When nobody can say whether something waits, that is told first, and a press after it does it all the same: a session
// that cannot be ended is worse.
async function uit(form) {
  if (loopt || Date.now() - (gewaarschuwd.get(form) ?? 0) < DUBBEL) return;
  loopt = true;
  bezig();
  const n = await nogNiet();
  loopt = false;
  const onbekend = n === undefined && mag && !gewaarschuwd.has(form); // who never goes out has nothing here
  if (n || onbekend) {
    if (onbekend) gewaarschuwd.set(form, Date.now()); else gewaarschuwd.clear();
    if (onbekend) balk.textContent = zeg("uit-onbekend");
    else await toonBalk(zeg("niet-uit", n)).catch(() => { balk.textContent = zeg("niet-uit", n); });
    blijf();
    return;
  }
  await wis().catch(() => {}); // the page after it tries again
  form.submit();
}

if (eigenaar) {
  for (const form of document.querySelectorAll('form[action="/uitloggen"]')) form.addEventListener("submit", (e) => { e.preventDefault(); void uit(form); });
  if (mag) luister();
  void begin();
} else if (location.pathname === "/uitgelogd" && !new URLSearchParams(location.search).has("reden")) {
  void wis().catch(() => {}); // signed out: nobody's list is here any more
} else {
  void lijst().catch(() => {}); // a session that only ended leaves the list for the day; one that is too old goes
}
