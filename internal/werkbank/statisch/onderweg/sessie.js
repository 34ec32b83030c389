// Before a session ends by itself the page says so, and one key keeps it (WCAG 2.2.1). Who types or presses is there: that keeps it too. When it ended, what was
// filled in stays, behind a curtain, until whose it is signed in again beside it.
"use strict";
import { vraag } from "./wachtrij.js";

const d = document.getElementById("sessie");
const { eigenaar } = document.body.dataset;
const WAARSCHUW = Number(d.dataset.waarschuw) * 1e3;
const KORREL = Math.min(60e3, WAARSCHUW / 4); // how often use is told
const STIL = 30e3; // without network nobody knows; it is asked again
const uur = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
let klok, meld, staat = "", gemeld = Date.now(), begrepen = false;

function straks(ms) {
  clearTimeout(klok);
  klok = setTimeout(() => void kijk(), ms);
}

function toon(nieuw) {
  if (staat === nieuw) return;
  staat = nieuw;
  document.documentElement.dataset.sessie = staat;
  for (const e of d.querySelectorAll("[data-staat]")) e.hidden = e.dataset.staat !== staat;
  d.toggleAttribute("data-dicht", staat === "uit" || staat === "ander");
  if (d.open) d.close();
  if (!staat) return;
  d.setAttribute("aria-labelledby", `sessie-${staat}-titel`);
  d.setAttribute("aria-describedby", `sessie-${staat}-uitleg`);
  d.showModal();
  d.querySelector(`[data-staat="${staat}"] :is(a, button)`).focus();
}

// zet knows how many seconds there are, and warns when it is time.
function zet({ stil, eind }) {
  const eerst = Math.min(stil, eind) * 1e3;
  for (const e of d.querySelectorAll("[data-om]")) e.textContent = e.dataset.om.replace("%s", uur.format(Date.now() + eerst));
  if (eerst > WAARSCHUW) {
    toon("");
    straks(eerst - WAARSCHUW);
    return;
  }
  toon(stil < eind ? "stil" : begrepen ? "" : "eind");
  straks(Math.min(10e3, eerst + 500)); // another window may have kept it
}

// kijk asks how it stands. gebruikt: somebody did something here, and it begins anew.
async function kijk(gebruikt) {
  let a;
  try {
    a = await vraag("/sessie", gebruikt ? { method: "POST" } : { zelf: true });
  } catch {
    straks(STIL);
    return;
  }
  if (a.status === 401) { toon("uit"); return; }
  const uit = a.ok ? await a.json().catch(() => undefined) : undefined;
  if (!uit) { straks(STIL); return; }
  gemeld = Date.now();
  if (uit.eigenaar !== eigenaar) { toon("ander"); return; }
  zet(uit);
}

function gebruik() {
  if (staat || meld || Date.now() - gemeld < KORREL) return;
  meld = setTimeout(() => { meld = undefined; void kijk(true); }, 1e3); // a press that leads to another page has told it already
}

for (const e of ["keydown", "pointerdown", "wheel", "input"]) addEventListener(e, gebruik, { capture: true, passive: true });
d.querySelector("[data-blijf]").addEventListener("click", () => void kijk(true));
d.querySelector("[data-begrepen]").addEventListener("click", () => { begrepen = true; toon(""); });
d.querySelector("[data-weer]").addEventListener("click", async () => {
  const p = document.getElementById("sessie-antwoord");
  p.textContent = "";
  await kijk();
  if (staat === "uit") p.textContent = p.dataset.nog;
});
d.addEventListener("cancel", (e) => {
  e.preventDefault(); // Escape is a press as any other
  if (staat === "stil") void kijk(true);
  if (staat === "eind") { begrepen = true; toon(""); }
});
d.addEventListener("close", () => { if (staat && !d.open) d.showModal(); }); // a browser closes it at a second Escape
document.addEventListener("visibilitychange", () => { if (!document.hidden && staat) void kijk(); });
zet({ stil: Number(d.dataset.stil), eind: Number(d.dataset.eind) });
document.documentElement.dataset.sessie ??= "";
