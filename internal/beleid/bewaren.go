package beleid

import (
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"

	"schakel/internal/bestand"
	"schakel/internal/casus"
)

// maxBewaarJaren is the longest that can be said: what has to stay for ever is not for this product.
const maxBewaarJaren = 20

// minSleutelDagen is how long an idempotency key must work (contract).
const minSleutelDagen = 30

var inJaren = regexp.MustCompile(`^(\d{1,3})jr$`)

// bewaren reads how long what is kept.
func (l *lezer) bewaren(sleutel, n *yaml.Node) (r casus.Bewaarregel) {
	var velden []bestand.Veld
	for _, s := range casus.Bewaarsoorten() {
		velden = append(velden, bestand.Veld{Naam: s.Soort, Optioneel: true, Lees: func(_, w *yaml.Node) {
			d, ok := l.bewaartermijn(w, "bewaren: "+s.Soort)
			if ok && s.Soort == casus.BewaarSleutel && seconden(d) < minSleutelDagen*24*3600 {
				l.Fout(w, "bewaren: sleutel: ten minste %dd, zo lang moet een verzoek herhaald kunnen worden", minSleutelDagen)
			}
			if ok && s.Soort == casus.BewaarLog && !vijfJaar(d) {
				l.Fout(w, "bewaren: toegangslog: ten minste 5jr (NEN 7513)")
			}
			r.Termijnen = append(r.Termijnen, casus.Bewaartermijn{Soort: s.Soort, Na: d})
		}})
	}
	velden = append(velden,
		bestand.Veld{Naam: "opnieuw", Optioneel: true, Lees: func(_, w *yaml.Node) { r.Opnieuw, _ = l.bewaartermijn(w, "bewaren: opnieuw") }},
		bestand.Veld{Naam: "herinner", Optioneel: true, Lees: func(_, w *yaml.Node) { r.Herinner, _ = l.bewaartermijn(w, "bewaren: herinner") }},
	)
	l.Velden(sleutel, n, "bewaren", velden)
	return r
}

// vijfJaar reports whether a term is five years or longer; leap days included when it is counted in days.
func vijfJaar(d casus.Duur) bool {
	return d.Eenheid == casus.Maand && d.N >= 60 || d.Eenheid == casus.Dag && d.N >= 5*365+2
}

// bewaartermijn reads a length that is counted on the calendar: years too, no working days.
func (l *lezer) bewaartermijn(n *yaml.Node, wat string) (casus.Duur, bool) {
	tekst, ok := l.Tekst(n, wat)
	if !ok {
		return casus.Duur{}, false
	}
	var d casus.Duur
	if m := inJaren.FindStringSubmatch(tekst); m != nil {
		j, _ := strconv.Atoi(m[1]) // three digits at most
		if j > maxBewaarJaren {
			l.Fout(n, "%s: ten hoogste %djr", wat, maxBewaarJaren)
			return d, false
		}
		d = casus.Duur{N: 12 * j, Eenheid: casus.Maand}
	} else if d, ok = l.duur(n, wat); !ok {
		return d, false
	}
	switch {
	case d.N == 0:
		l.Fout(n, "%s: hier kan geen 0 staan", wat)
		return d, false
	case d.Eenheid == casus.Werkdag:
		l.Fout(n, "%s: schrijf het in jr, mnd, d, h, min of s", wat)
		return d, false
	}
	return d, true
}

// bewaarNaWacht refuses a term that ends while the case can still be opened again.
func (l *lezer) bewaarNaWacht(n *yaml.Node, b casus.Beleid) {
	if n == nil {
		return
	}
	if d := b.Bewaren.Na(casus.BewaarDossier); d.N > 0 && !langer(d, b.Terugvalwacht) {
		l.Fout(n, "bewaren: dossier: %s is niet langer dan terugvalwacht (%s): de casus kan dan nog heropend worden", d, b.Terugvalwacht)
	}
}
