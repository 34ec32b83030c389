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
// A page that comes back from the history of the browser may be sent again, and may show what is no longer so.
addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });
// The menu folds away when one goes on: it works without this too.
const meer = document.getElementById("meer");
if (meer) {
  document.addEventListener("click", (e) => { if (!meer.contains(e.target)) meer.open = false; });
  meer.addEventListener("focusout", (e) => { if (e.relatedTarget && !meer.contains(e.relatedTarget)) meer.open = false; });
  meer.addEventListener("keydown", (e) => { if (e.key === "Escape" && meer.open) { meer.open = false; meer.querySelector("summary").focus(); } });
}
const fout = document.getElementById("fout");
if (fout) fout.focus();
