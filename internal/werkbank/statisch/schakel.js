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
