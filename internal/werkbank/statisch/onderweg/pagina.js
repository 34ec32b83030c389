// On every page of somebody who is signed in: keep the telephone ready for when there is no network, send what waits, say how much that is, and
// do not let somebody sign out who would leave contacts behind.
"use strict";
import { bewaar, gooiWeg, lijst, mijn, neemOver, tel, uitForm, verstuur, verstuurEen, ververs } from "./wachtrij.js";
import { wis } from "./opslag.js";
import { zeg } from "./teksten.js";

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
    await toonBalk(u.inloggen ? zeg("inloggen") : "");
  }
}

// A contact is kept first and sent then, so that a connection that breaks in between loses nothing. What is refused stays kept until it was put right.
async function contact(form, knop) {
  const post = uitForm(form, knop, form.dataset.contact, form.dataset.nummer);
  await bewaar(eigenaar, post);
  if (form.dataset.oud) await gooiWeg(form.dataset.oud);
  const uit = await verstuurEen((await mijn(eigenaar)).find((p) => p.sleutel === post.sleutel));
  if (uit.uitkomst === "verzonden" || uit.uitkomst === "ontvangen") { location.assign(uit.naar); return; }
  if (uit.uitkomst !== "geweigerd") { location.assign("/onderweg?bewaard"); return; }
  form.dataset.oud = post.sleutel;
  form.elements.sleutel.value = crypto.randomUUID();
  delete form.dataset.bezig;
  const fout = document.getElementById("fout") ?? Object.assign(document.createElement("div"), { id: "fout", className: "utrecht-alert utrecht-alert--error s-melding", tabIndex: -1 });
  fout.setAttribute("role", "alert");
  fout.textContent = zeg("reden", uit.reden);
  form.before(fout);
  fout.focus();
  for (const d of form.querySelectorAll("details")) d.open = true;
  await toonBalk();
}

function luister() {
  const form = document.querySelector("form[data-contact]");
  if (form && document.getElementById("fout")) form.dataset.opnieuw = ""; // the server shows it again, with what was chosen
  form?.addEventListener("submit", (e) => {
    e.preventDefault();
    if (form.dataset.bezig) return;
    form.dataset.bezig = "ja";
    const knop = e.submitter ?? form.querySelector('button[name="bereikt"]');
    contact(form, knop).catch(() => { // this browser cannot keep anything: the ordinary way
      const h = document.createElement("input");
      Object.assign(h, { type: "hidden", name: "bereikt", value: knop.value });
      form.append(h);
      form.submit();
    });
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

async function uit(form) {
  const telt = async () => (await mijn(eigenaar)).filter((p) => p.stand !== "ontvangen").length;
  if (await telt()) await verstuur(eigenaar);
  const n = await telt();
  if (n) {
    await toonBalk(zeg("niet-uit", n));
    balk.tabIndex = -1;
    balk.focus();
    return;
  }
  await wis();
  form.submit();
}

if (eigenaar) {
  const form = document.querySelector('form[action="/uitloggen"]');
  form.addEventListener("submit", (e) => { e.preventDefault(); uit(form).catch(() => form.submit()); });
  if (mag) luister();
  void begin();
} else if (location.pathname === "/uitgelogd" && !new URLSearchParams(location.search).has("reden")) {
  void wis().catch(() => {}); // signed out: nobody's list is here any more
} else {
  void lijst().catch(() => {}); // a session that only ended leaves the list for the day; one that is too old goes
}
