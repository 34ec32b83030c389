package beleid

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"schakel/internal/bestand"
	"schakel/internal/casus"
)

// duur reads the length of a term, 0 included.
func (l *lezer) duur(n *yaml.Node, wat string) (casus.Duur, bool) {
	s, ok := l.Tekst(n, wat)
	if !ok {
		return casus.Duur{}, false
	}
	if strings.HasPrefix(s, "-") {
		l.Fout(n, "%s: een termijn kan niet negatief zijn", wat)
		return casus.Duur{}, false
	}
	d, err := casus.LeesDuur(s)
	if err != nil {
		l.Fout(n, "%s: %s: %s", wat, bestand.Toon(s), err)
		return casus.Duur{}, false
	}
	return d, true
}

// positief reads a length that is not 0.
func (l *lezer) positief(wat string, uit *casus.Duur) func(_, w *yaml.Node) {
	return func(_, w *yaml.Node) {
		d, ok := l.duur(w, wat)
		if ok && d.N == 0 {
			l.Fout(w, "%s: hier kan geen 0 staan", wat)
		}
		*uit = d
	}
}

// langer reports whether a is longer than b: by number in one unit, by their
// usual lengths in two. Near enough to find a mistake; never used to set a clock.
func langer(a, b casus.Duur) bool {
	if a.Eenheid == b.Eenheid {
		return a.N > b.N
	}
	return seconden(a) > seconden(b)
}

// seconden is the usual length of d: five working days in a week, 365.25 days in a year.
func seconden(d casus.Duur) float64 {
	const dag = 24 * 3600
	per := map[casus.Eenheid]float64{
		casus.Werkdag: dag * 7.0 / 5.0, casus.Dag: dag, casus.Maand: dag * 365.25 / 12,
		casus.Uur: 3600, casus.Minuut: 60, casus.Seconde: 1,
	}
	return float64(d.N) * per[d.Eenheid]
}
