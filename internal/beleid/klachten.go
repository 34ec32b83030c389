package beleid

import (
	"go.yaml.in/yaml/v3"

	"schakel/internal/bestand"
	"schakel/internal/casus"
)

// klachten reads the terms of the complaints scheme.
func (l *lezer) klachten(sleutel, n *yaml.Node) (k casus.Klachtregel) {
	l.Velden(sleutel, n, "klachten", []bestand.Veld{
		{Naam: "ontvangst", Optioneel: true, Lees: l.positief("klachten: ontvangst", &k.Ontvangst)},
		{Naam: "oordeel", Optioneel: true, Lees: l.positief("klachten: oordeel", &k.Oordeel)},
		{Naam: "verdaging", Optioneel: true, Lees: l.positief("klachten: verdaging", &k.Verdaging)},
		{Naam: "vooraf", Optioneel: true, Lees: func(_, w *yaml.Node) {
			l.positief("klachten: vooraf", &k.Vooraf)(nil, w)
			if k.Vooraf.Eenheid == casus.Werkdag || k.Vooraf.Eenheid == casus.Maand {
				l.Fout(w, "klachten: vooraf: schrijf het in d, h, min of s")
			}
		}},
	})
	return k
}
