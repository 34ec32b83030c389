// A page that is looked at hears what others do (server-sent events): it says who and when, and shows what is new. A form is never touched: it warns.
"use strict";
import { moment, zeg as tekst } from "./teksten.js";

const plek = document.getElementById("live");
const { casus, klacht, form } = plek.dataset;
const RUST = casus ? 300 : 10e3; // a list of many cases is not made anew for each of them
const hoort = new Map(); // what is said, by what it is about
const GENADE = 10e3; // a stream ends every few minutes and begins anew: that is nothing to tell
const STIL = 70e3; // the server says something more often than this
let bron, straks, geduld = 5e3, laatst = 0, gezien = plek.dataset.na;
let bij = Date.now(), gehoord = bij, weg; // bij: until when the page was up to date; weg: it is not, or will be said not to be

function toon() {
  plek.replaceChildren(...[...hoort.values()].filter(Boolean).map((t) => Object.assign(document.createElement("p"), { textContent: t })));
}

function zeg(wat) {
  const regels = [...(hoort.get("regels") ?? "").split("\n"), wat].filter(Boolean).slice(-3);
  hoort.set("regels", regels.join("\n"));
  toon();
}

const vast = (e) => e.matches("#live, #onderweg, .s-melding[role=status]");

// wat is a part as the server made it: that somebody opened or closed something in it is no change.
function wat(e) {
  const k = e.cloneNode(true);
  for (const d of [k, ...k.querySelectorAll("details")]) if (d.matches("details")) d.removeAttribute("open");
  return k.outerHTML;
}

// uitklap gives what can be opened, by where it stands and what it is called without its numbers; of those that are called the same the last is the first.
function uitklap(hoofd) {
  const uit = new Map();
  for (const d of [...hoofd.querySelectorAll("details")].reverse()) {
    const naam = (d.closest("[id]")?.id ?? "") + "|" + d.querySelector("summary")?.textContent.replace(/\d+/g, "");
    for (let n = 0; ; n++) if (!uit.has(naam + n)) { uit.set(naam + n, d); break; }
  }
  return uit;
}

// vervang puts new parts in the place of those that changed, and leaves the others: a finger on its way to a button still finds it.
function vervang(hoofd, nieuw) {
  const oud = [...hoofd.children].filter((e) => !vast(e));
  for (const n of [...nieuw.children].filter((e) => !vast(e))) {
    const gelijk = oud.findIndex((o) => wat(o) === wat(n));
    if (gelijk < 0) {
      if (oud.length) oud[0].before(n); else hoofd.append(n);
      continue;
    }
    for (const o of oud.splice(0, gelijk)) o.remove();
    oud.shift();
  }
  for (const o of oud) o.remove();
}

// ververs shows the page as it is now, in place: no reload, and what has the focus keeps it.
async function ververs() {
  straks = undefined;
  laatst = Date.now();
  const hoofd = document.getElementById("inhoud");
  const bezig = document.activeElement;
  if (hoofd.contains(bezig) && bezig.matches("input, select, textarea")) return; // somebody is typing: the message is enough
  const a = await fetch(location.href, { headers: { "Schakel-Vanzelf": "ja" }, redirect: "error" }).catch(() => undefined);
  if (!a?.ok) return;
  const nieuw = new DOMParser().parseFromString(await a.text(), "text/html").getElementById("inhoud");
  if (!nieuw) return;
  const klappen = [...uitklap(hoofd)].map(([naam, d]) => [naam, d.open, d.querySelector("summary") === bezig]);
  const plaatsen = [...hoofd.querySelectorAll("[id]")].map((e) => [e.id, e.getBoundingClientRect().top]).filter(([, top]) => top >= 0);
  const hoog = scrollY;
  const was = hoofd.contains(bezig) && (bezig.id ? "#" + CSS.escape(bezig.id) : bezig.getAttribute("href") && `a[href="${CSS.escape(bezig.getAttribute("href"))}"]`);
  vervang(hoofd, nieuw);
  const na = uitklap(hoofd);
  for (const [naam, open, had] of klappen) {
    const d = na.get(naam);
    if (!d) continue;
    d.open = open;
    if (had) d.querySelector("summary").focus({ preventScroll: true });
  }
  if (was) hoofd.querySelector(was)?.focus({ preventScroll: true });
  const [id, top] = plaatsen.find(([i]) => document.getElementById(i)) ?? []; // what one was reading stays where it was, whatever came above it
  scrollTo(0, id && hoog > 0 ? scrollY + document.getElementById(id).getBoundingClientRect().top - top : hoog);
  document.documentElement.dataset.ververst = String(Number(document.documentElement.dataset.ververst ?? 0) + 1);
}

function plan() {
  if (form || straks) return;
  straks = setTimeout(() => void ververs(), Math.max(300, laatst + RUST - Date.now()));
}

// kwijt says, unless it passes, that what stands here is no longer brought up to date.
function kwijt() {
  delete document.documentElement.dataset.live;
  if (weg || document.hidden) return;
  bij = gehoord;
  weg = setTimeout(() => { hoort.set("lijn", tekst("niet-live", moment(bij))); toon(); }, GENADE);
}

// terug ends that: what was missed is fetched, and it is said when it was said that it was gone.
function terug() {
  clearTimeout(weg);
  weg = undefined;
  if (!hoort.get("lijn")) return;
  hoort.set("lijn", tekst("weer-live"));
  toon();
  plan();
}

function open() {
  if (bron || document.hidden) return;
  const q = new URLSearchParams(casus ? { casus, na: gezien } : klacht ? { klacht } : {});
  if (form) for (const n of ["form", "pagina", "sinds"]) q.set(n, plek.dataset[n]);
  bron = new EventSource("/live?" + q);
  gehoord = Date.now();
  bron.addEventListener("open", () => { document.documentElement.dataset.live = "ja"; geduld = 5e3; gehoord = Date.now(); terug(); });
  bron.addEventListener("error", () => {
    kwijt();
    if (bron?.readyState !== EventSource.CLOSED) return; // the browser comes back by itself
    bron = undefined;
    setTimeout(open, geduld);
    geduld = Math.min(2 * geduld, 60e3);
  });
  for (const soort of ["slag", "veranderd", "ververs", "ook"]) bron.addEventListener(soort, () => { gehoord = Date.now(); });
  bron.addEventListener("veranderd", (e) => {
    const { tekst: wat, eigen } = JSON.parse(e.data);
    if (e.lastEventId) gezien = e.lastEventId;
    if (eigen) { plan(); return; } // who did it knows; what came of it (a term that stopped) may be decided after the page was made
    if (form) hoort.set("let-op", tekst("veranderd"));
    zeg(wat);
    plan();
  });
  bron.addEventListener("ververs", plan);
  bron.addEventListener("ook", (e) => { hoort.set("ook", JSON.parse(e.data).tekst); toon(); });
  bron.addEventListener("weg", () => { dicht(); hoort.set("ook", tekst("niet-meer")); toon(); });
}

function dicht() {
  bron?.close();
  bron = undefined;
}

// Six windows would be all connections that a browser allows: only one that is seen holds a line.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { dicht(); return; }
  if (!casus) plan();
  open();
});
setInterval(() => { // a line that died without a word
  if (!bron || Date.now() - gehoord < STIL) return;
  kwijt();
  dicht();
  open();
}, 15e3);
addEventListener("online", open);
addEventListener("pagehide", dicht);
open();
