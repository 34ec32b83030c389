// The words of these scripts come from the catalogue of the server, in the page.
"use strict";
const t = JSON.parse(document.querySelector('meta[name="schakel-teksten"]')?.content ?? "{}");

// zeg gives a text; %s is filled in, and a number other than one takes the text of "-meer".
export function zeg(sleutel, waarde) {
  const s = typeof waarde === "number" && waarde !== 1 ? t[sleutel + "-meer"] : t[sleutel];
  return (s ?? sleutel).replace("%s", waarde ?? "");
}

// bezig says that the page works on something that somebody asked, when that takes a while; klaar ends it.
export const bezig = () => document.dispatchEvent(new Event("schakel:bezig"));
export const klaar = () => document.dispatchEvent(new Event("schakel:klaar"));

const dag = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short", day: "numeric", month: "short" });
const tijd = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

// moment is "vandaag 14:05" or "wo 25 nov 14:05".
export function moment(ms) {
  const d = new Date(ms);
  return (d.toDateString() === new Date().toDateString() ? zeg("vandaag") : dag.format(d)) + " " + tijd.format(d);
}
