// The page that works without network (/onderweg): the caseload by number with its safety flags, the contact form, and what waits. It is the same
// for everybody until this script fills it with what this telephone has.
"use strict";
import { bewaar, eigenaarNu, gooiWeg, lijst, mijn, neemOver, tel, uitForm, verstuur, verstuurNu, ververs, vraag } from "./wachtrij.js";
import { bezig, klaar, moment, zeg } from "./teksten.js";

const $ = (id) => document.getElementById(id);
const form = $("contact");
let eigenaar, gekozen, oud, uit = false; // oud: the refused contact that is being put right; uit: the server knows nobody here
const getoond = new Map();

// anders says whether something has to be shown anew: what did not change stays where it is, under a finger that is on its way.
function anders(wat, waarde) {
  const s = JSON.stringify(waarde);
  const ja = getoond.get(wat) !== s;
  getoond.set(wat, s);
  return ja;
}

function maak(soort, klas, ...kinderen) {
  const e = document.createElement(soort);
  if (klas) e.className = klas;
  e.append(...kinderen);
  return e;
}

function knop(naam, doe, klas = "utrecht-button--secondary-action") {
  const b = maak("button", "utrecht-button s-knop " + klas, naam);
  b.type = "button";
  b.addEventListener("click", doe);
  return b;
}

function meld(tekst, fout) {
  const m = $("gezegd");
  m.className = "s-melding utrecht-alert " + (fout ? "utrecht-alert--error" : "utrecht-alert--ok");
  m.textContent = tekst;
}

function vlaggen(casus) {
  $("let-op").hidden = !casus.veiligheid?.length;
  $("vlaggen").replaceChildren(...(casus.veiligheid ?? []).map((v) => maak("li", "", v)));
}

// kies opens the form for a case; the second tap is how, the third whether somebody was reached.
function kies(casus, vorm) {
  gekozen = casus;
  form.reset();
  form.elements.sleutel.value = crypto.randomUUID();
  form.querySelector("details").open = Boolean(vorm);
  for (const [naam, waarde] of new URLSearchParams(vorm ?? "")) {
    for (const e of form.querySelectorAll(`[name="${CSS.escape(naam)}"]`)) {
      if (e.type === "radio" || e.type === "checkbox") e.checked ||= e.value === waarde;
      else if (e.type === "datetime-local") e.value = plaatselijk(waarde);
      else if (e.type !== "submit") e.value = waarde;
    }
  }
  vlaggen(casus);
  $("titel-contact").textContent = zeg("contact-bij", casus.nummer);
  $("kiezen").hidden = true;
  $("invullen").hidden = false;
  $("titel-contact").focus();
}

function plaatselijk(iso) {
  const d = new Date(iso);
  return new Date(d - d.getTimezoneOffset() * 60e3).toISOString().slice(0, 16);
}

function terug() {
  $("kiezen").hidden = false;
  $("invullen").hidden = true;
  gekozen = oud = undefined;
}

async function toonLijst() {
  const l = await lijst();
  if (anders("lijst", l?.casussen ?? [])) $("casussen").replaceChildren(...(l?.casussen ?? []).map((c) => {
    const b = knop("", () => kies(c), "s-casusknop");
    b.append(maak("strong", "", c.nummer), maak("span", "s-stil", [c.gemeente, c.fase].filter(Boolean).join(" · ")));
    if (c.veiligheid?.length) b.append(maak("span", "s-badge s-badge--veilig", c.veiligheid.join(", ")));
    return maak("li", "", b);
  }));
  $("lijst-stand").textContent = l ? zeg(l.casussen.length ? "lijst-van" : "lijst-leeg", moment(l.op)) : zeg(eigenaar ? "lijst-weg" : "niemand");
  return l;
}

async function verbeter(p) {
  bezig();
  const uit = await verstuurNu(eigenaar, p.sleutel);
  klaar();
  if (uit.uitkomst === "geweigerd" && uit.vorm) {
    oud = p.sleutel;
    const l = await lijst();
    kies(l?.casussen.find((c) => c.id === uit.casus) ?? { id: uit.casus, nummer: uit.nummer }, uit.vorm);
    meld(uit.reden, true);
    return;
  }
  const goed = uit.uitkomst === "verzonden" || uit.uitkomst === "ontvangen";
  meld(goed ? zeg(uit.uitkomst, 1) : uit.reden ?? zeg(uit.uitkomst === "wacht" ? "verbeter-netwerk" : uit.uitkomst), !goed);
  if (uit.uitkomst === "ander") await wissel(false);
  await toon();
}

// hoe says in words how a contact stands.
function hoe(p) {
  switch (p.stand) {
    case "wacht": return zeg("wacht-netwerk");
    case "ontvangen": return zeg("ontvangen-regel");
    case "verlopen": return zeg("verlopen");
    default: return zeg("reden", p.reden);
  }
}

function regel(p) {
  const goed = p.stand === "wacht" || p.stand === "ontvangen";
  const li = maak("li", "s-taak" + (goed ? "" : " s-taak--te-laat"));
  li.append(maak("div", "s-taak__tekst", maak("p", "s-taak__wat", [p.nummer ?? zeg("eerder"), moment(p.op)].join(" · ")), maak("p", "s-stil", hoe(p))));
  if (p.stand === "ontvangen") return li; // the server has it
  const knoppen = maak("div", "s-taak__knoppen");
  if (p.stand === "geweigerd") knoppen.append(knop(zeg(p.dicht ? "opnieuw" : "verbeter"), () => void verbeter(p)));
  const weg = knop(zeg("gooi-weg"), async () => {
    if (weg.dataset.zeker) { await gooiWeg(p.sleutel); await toon(); return; }
    weg.dataset.zeker = "ja";
    weg.textContent = zeg("zeker-weg");
  });
  knoppen.append(weg);
  li.append(knoppen);
  return li;
}

async function toon() {
  const posten = await mijn(eigenaar);
  const n = tel(posten);
  $("wachtrij").hidden = posten.length === 0;
  $("wacht-aantal").textContent = ["wacht", "ontvangen", "geweigerd"].map((s) => n[s] && zeg(s, n[s])).filter(Boolean).join(" ");
  if (anders("posten", posten.map((p) => [p.sleutel, p.stand, p.reden, p.nummer]))) $("posten").replaceChildren(...posten.map(regel));
  $("verstuur").hidden = n.wacht === 0;
  await toonLijst();
}

// wissel goes on as who is signed in by now: what another had on the screen goes.
async function wissel(zelf) {
  const was = eigenaar;
  eigenaar = await wie(zelf);
  if (eigenaar !== was && gekozen) terug();
}

async function ronde(zelf) {
  const nu = await eigenaarNu();
  if (uit || nu !== eigenaar) await wissel(zelf); // in another window somebody else signed in, or out
  if (!eigenaar) { await toon(); return; }
  const u = await verstuur(eigenaar, zelf);
  uit ||= u.inloggen;
  $("inloggen").hidden = !uit;
  if (u.ander) {
    await wissel(zelf);
    meld(zeg("ander"), true);
  }
  if (u.verzonden || u.ontvangen) meld(["verzonden", "ontvangen"].map((s) => u[s] && zeg(s, u[s])).filter(Boolean).join(" "));
  await toon();
  document.documentElement.dataset.onderwegRonde = String(Number(document.documentElement.dataset.onderwegRonde ?? 0) + 1);
}

async function neem(e) {
  e.preventDefault();
  if (form.dataset.bezig) return;
  if (e.submitter?.name !== "bereikt") { // nobody said whether somebody was reached: that is not guessed
    meld(zeg("kies-bereikt"), true);
    $("gezegd").focus();
    return;
  }
  form.dataset.bezig = "ja";
  try {
    await bewaar(eigenaar, uitForm(form, e.submitter, gekozen.id, gekozen.nummer), oud);
    await toon();
    terug(); // what it says comes with the page it belongs to: nothing moves under the finger after it
    meld(zeg("bewaard"));
    $("gezegd").focus();
    void ronde();
  } catch {
    const ander = await eigenaarNu().catch(() => eigenaar) !== eigenaar;
    meld(zeg(ander ? "ander" : "niet-bewaard"), true);
  } finally {
    delete form.dataset.bezig;
  }
}

// wie is signed in, when there is network to ask; without, who was here last.
async function wie(zelf) {
  try {
    const a = await vraag("/onderweg/wie", { zelf, geduld: 4e3 });
    uit = a.status === 401;
    $("inloggen").hidden = !uit;
    if (a.ok) {
      const { eigenaar: nu } = await a.json();
      await neemOver(nu);
      await ververs(nu, 0).catch(() => {});
      return nu;
    }
  } catch { /* no network */ }
  return eigenaarNu();
}

async function begin() {
  eigenaar = await eigenaarNu();
  const vraagt = new URLSearchParams(location.search);
  if (vraagt.has("bewaard")) meld(zeg("bewaard"));
  if (vraagt.has("ander")) meld(zeg("ander"), true);
  const l = await lijst();
  await toon();
  const pad = location.pathname.match(/^\/casussen\/([0-9a-f-]{36})\/stap\/contacten$/);
  const c = pad && l?.casussen.find((x) => x.id === pad[1]);
  if (c) kies(c); // somebody was on the way to this form when the network went
  document.documentElement.dataset.onderwegKlaar = "ja";
  await wissel();
  await ronde();
}

form.addEventListener("submit", (e) => void neem(e));
$("terug").addEventListener("click", terug);
$("verstuur").addEventListener("click", async () => { bezig(); try { await ronde(); } finally { klaar(); } });
addEventListener("online", async () => { await wissel(true); await ronde(true); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) void ronde(true); });
setInterval(() => { if (!document.hidden) void ronde(true); }, 30e3);
begin().catch(() => meld(zeg("niet-bewaard"), true));
