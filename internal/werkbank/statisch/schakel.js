// Only what makes pages quicker; every page works without it.
"use strict";
for (const form of document.querySelectorAll("form[data-eenmaal]")) {
  let bezig = false;
  form.addEventListener("submit", (e) => {
    if (bezig) { e.preventDefault(); return; }
    bezig = true;
    form.setAttribute("aria-busy", "true");
  });
}
// A contact that somebody wrote down just before is asked about before it is written down once more: another press of the same button does it.
const contact = document.querySelector("form[data-ook]");
if (contact) {
  const eerder = JSON.parse(contact.dataset.ook);
  let gevraagd;
  document.addEventListener("submit", (e) => { // before anybody else hears of it
    if (e.target !== contact || e.submitter?.name !== "bereikt") return;
    const { op } = contact.elements, wat = new FormData(contact);
    const moment = !op.value || op.value === op.defaultValue ? Date.now() : new Date(op.value).getTime();
    const ook = eerder.find((c) => c.soort === wat.get("soort") && String(c.bereikt) === e.submitter.value && c.met.join() === wat.getAll("met").sort().join() && Math.abs(c.op - moment) <= 10 * 60e3);
    if (!ook || gevraagd === ook) return;
    gevraagd = ook;
    e.preventDefault();
    e.stopImmediatePropagation();
    const vraag = document.getElementById("fout") ?? Object.assign(document.createElement("div"), { id: "fout", className: "utrecht-alert utrecht-alert--error s-melding", tabIndex: -1 });
    vraag.setAttribute("role", "alert");
    vraag.textContent = ook.tekst;
    contact.before(vraag);
    vraag.focus();
  }, true);
}
// What was filled in and not sent is not lost without a word: the browser asks before somebody leaves.
const formulieren = [...document.querySelectorAll("form.s-formulier[data-eenmaal]")];
const inhoud = (form) => new URLSearchParams(new FormData(form)).toString();
function gewijzigd(v) {
  if (v.matches("select")) return v.value !== ([...v.options].find((o) => o.defaultSelected) ?? v.options[0])?.value;
  if (v.matches("[type=radio], [type=checkbox]")) return v.checked !== v.defaultChecked;
  return v.matches("input:not([type=hidden]), textarea") && v.value !== v.defaultValue;
}
function onverzonden(form) {
  const { verstuurd, terug, bewaard } = form.dataset;
  return verstuurd === undefined && bewaard !== inhoud(form) && (terug !== undefined || [...form.elements].some(gewijzigd));
}
for (const form of formulieren) {
  if (document.getElementById("fout")) form.dataset.terug = ""; // it came back: what stands in it was not kept
  form.addEventListener("submit", () => { form.dataset.verstuurd = ""; });
  form.addEventListener("input", () => { delete form.dataset.verstuurd; });
}
if (formulieren.length) addEventListener("beforeunload", (e) => { if (formulieren.some(onverzonden)) e.preventDefault(); });
// A draft of an aanmelding is saved by itself when somebody stops typing, or looks at something else.
const concept = document.querySelector("form[data-concept]");
if (concept) {
  const plek = document.getElementById("concept"), { concept: naar, conceptBewaard, conceptNiet } = concept.dataset;
  const uur = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  let straks, onderweg;
  const bewaar = () => {
    clearTimeout(straks);
    if (onderweg || !onverzonden(concept)) return;
    const wat = inhoud(concept);
    onderweg = fetch(naar, { method: "POST", body: new URLSearchParams(wat), redirect: "manual", keepalive: wat.length < 50e3 }).catch(() => undefined).then((a) => {
      onderweg = undefined;
      const goed = a?.type === "opaqueredirect"; // to the list of drafts: it is among them
      plek.textContent = goed ? conceptBewaard.replace("%s", uur.format(Date.now())) : conceptNiet;
      if (!goed) return;
      concept.dataset.bewaard = wat;
      history.replaceState(history.state, "", location.pathname); // read anew, it is the draft
    });
  };
  if (concept.dataset.terug !== undefined) bewaar(); // refused: going back to it opens the draft
  concept.addEventListener("input", () => { clearTimeout(straks); straks = setTimeout(bewaar, 5e3); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) bewaar(); });
  document.addEventListener("submit", (e) => { // a draft that is still on its way would come back after what was sent
    if (e.target !== concept) return;
    clearTimeout(straks);
    if (!onderweg) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    void onderweg.then(() => concept.requestSubmit(e.submitter));
  }, true);
}
// A page that comes back from the history of the browser may be sent again, and may show what is no longer so; what was not sent stays.
addEventListener("pageshow", (e) => { if (e.persisted && !formulieren.some(onverzonden)) location.reload(); });
// The menu folds away when one goes on: it works without this too.
const meer = document.getElementById("meer");
if (meer) {
  document.addEventListener("click", (e) => { if (!meer.contains(e.target)) meer.open = false; });
  meer.addEventListener("focusout", (e) => { if (e.relatedTarget && !meer.contains(e.relatedTarget)) meer.open = false; });
  meer.addEventListener("keydown", (e) => { if (e.key === "Escape" && meer.open) { meer.open = false; meer.querySelector("summary").focus(); } });
}
const fout = document.getElementById("fout");
if (fout) fout.focus();
// What was found stands under the form: on a telephone out of sight. It has the keyboard, so that it is read aloud too.
const gevonden = document.getElementById("gevonden");
if (gevonden) {
  gevonden.focus({ preventScroll: true });
  if (gevonden.getBoundingClientRect().top > innerHeight / 2) gevonden.scrollIntoView();
}
// A page that was sent is not sent once more by going back to it or reading it anew: that opens the form.
if (fout && formulieren.length || location.pathname === "/zoek") history.replaceState(history.state, "", location.href);
