// Shortcuts, and a sign for what takes longer than a second. Every page works without it; what it says comes from the page.
"use strict";
{
  const dialoog = document.getElementById("toetsen");
  const aan = document.getElementById("toetsen-aan");
  const sleutel = "schakel-toetsen"; // of this browser; says nothing about anybody
  const bewaar = { lees() { try { return localStorage.getItem(sleutel) !== "uit"; } catch { return true; } }, zet(w) { try { localStorage.setItem(sleutel, w ? "aan" : "uit"); } catch { /* then for this page */ } } };
  let actief = bewaar.lees();
  let vorige = "", toen = 0;

  // In a field a key is a letter. Until the next frame the keyboard stays in a sheet that was closed: that is no field any more.
  const inVeld = (e) => e.target.closest("input, textarea, select, [contenteditable], dialog[open]")?.checkVisibility();
  const rij = (stap) => {
    const rijen = [...document.querySelectorAll("[data-rij]")];
    if (!rijen.length) return;
    const nu = rijen.findIndex((r) => r.contains(document.activeElement));
    const link = rijen[Math.min(Math.max(nu + stap, 0), rijen.length - 1)].querySelector("a, button");
    if (link) link.focus();
  };
  const doe = (combi) => {
    if (combi === "?") { dialoog.showModal(); return true; }
    if (combi === "/") { const z = dialoog.querySelector("[data-naar='/zoek']"); if (z) location.assign("/zoek"); return !!z; }
    if (combi === "j" || combi === "k") { rij(combi === "j" ? 1 : -1); return true; }
    for (const t of dialoog.querySelectorAll("[data-toets]")) if (t.dataset.toets === combi) { location.assign(t.dataset.naar); return true; }
    return false;
  };
  if (dialoog) {
    const knop = document.getElementById("toetsen-knop");
    if (knop) { knop.hidden = false; knop.addEventListener("click", () => dialoog.showModal()); }
    aan.checked = actief;
    aan.addEventListener("change", () => { actief = aan.checked; bewaar.zet(actief); });
    document.addEventListener("keydown", (e) => {
      if (!actief || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.defaultPrevented || inVeld(e)) return;
      const na = vorige === "g" && Date.now() - toen < 1500 ? "g " + e.key : e.key;
      vorige = e.key; toen = Date.now();
      if (na !== "g" && doe(na)) { e.preventDefault(); vorige = ""; }
    });
  }

  // On the search page the first field is what one came for, unless somebody is in another already.
  if (location.pathname === "/zoek" && document.activeElement === document.body) { const v = document.querySelector("main form input"); if (v && !document.querySelector("main table")) v.focus(); }

  // A form is checked before it goes: the browser says what is missing, and the first such field is shown where it is.
  for (const form of document.querySelectorAll("form[data-keur]")) {
    // What is wrong is said at the field, where the server says it too; the words come with the form.
    const woorden = JSON.parse(form.dataset.keur);
    const waarom = (v) => {
      const g = v.validity;
      if (g.valid) return "";
      if (g.valueMissing) return woorden.leeg;
      if (g.rangeOverflow) return woorden.hoog.replace("%s", v.max);
      if (g.rangeUnderflow) return woorden.laag.replace("%s", v.min);
      return v.type === "number" ? woorden.getal : woorden.anders;
    };
    const zeg = (v, tekst) => {
      const id = v.id + "-keur";
      let p = document.getElementById(id);
      const beschreven = (v.getAttribute("aria-describedby") ?? "").split(" ").filter((x) => x && x !== id);
      if (tekst) {
        if (!p) { p = document.createElement("p"); p.id = id; p.className = "s-veldfout"; v.before(p); }
        p.textContent = tekst;
        beschreven.push(id);
        v.setAttribute("aria-invalid", "true");
      } else {
        p?.remove();
        v.removeAttribute("aria-invalid");
      }
      v.setAttribute("aria-describedby", beschreven.join(" "));
    };
    const opgemerkt = (v) => v.id && v.willValidate && v.type !== "radio" && v.type !== "checkbox";
    form.addEventListener("focusout", (e) => { if (opgemerkt(e.target) && e.target.dataset.geraakt) zeg(e.target, waarom(e.target)); });
    form.addEventListener("invalid", (e) => { if (opgemerkt(e.target)) zeg(e.target, waarom(e.target)); }, true);
    form.addEventListener("input", (e) => { e.target.dataset.geraakt = "ja"; if (opgemerkt(e.target) && document.getElementById(e.target.id + "-keur") && e.target.validity.valid) zeg(e.target, ""); });
  }

  // Whether somebody was reached is said by pressing that button: Enter in a field says nothing. (Chromium passes over the disabled first button.)
  for (const form of document.querySelectorAll("form:has(button[name='bereikt'])")) for (const druk of ["keydown", "keypress"]) form.addEventListener(druk, (e) => { if (e.key === "Enter" && e.target.matches("input")) e.preventDefault(); });

  // The place for it is there from the beginning, empty: many screen readers say nothing of one that appears together with its text.
  // What gives a file (data-bestand) leaves the page as it is: nothing would tell that it came.
  const bezig = document.getElementById("bezig");
  let klok = 0;
  const begin = () => { clearTimeout(klok); klok = setTimeout(() => { bezig.replaceChildren(Object.assign(document.createElement("span"), { className: "s-alleen-voorlezen", textContent: bezig.dataset.tekst })); }, 1000); };
  const einde = () => { clearTimeout(klok); bezig.replaceChildren(); };
  if (bezig) {
    document.addEventListener("submit", (e) => { if (!e.defaultPrevented && e.target.method !== "dialog" && !e.target.matches("[data-bestand]")) begin(); });
    document.addEventListener("click", (e) => {
      const a = e.target.closest("a[href]");
      if (a && !e.defaultPrevented && !e.ctrlKey && !e.metaKey && !e.shiftKey && e.button === 0 && !a.target && !a.matches("[download], [data-bestand]") && a.origin === location.origin && !a.getAttribute("href").startsWith("#")) begin();
    });
    document.addEventListener("schakel:bezig", begin); // a form that a script sends
    document.addEventListener("schakel:klaar", einde);
    document.addEventListener("htmx:before:request", begin);
    document.addEventListener("htmx:finally:request", einde);
    addEventListener("pageshow", einde);
  }
}
