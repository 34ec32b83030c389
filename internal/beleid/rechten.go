package beleid

import (
	"go.yaml.in/yaml/v3"

	"schakel/internal/bestand"
	"schakel/internal/casus"
)

// rechten reads the terms of what a client asks about the dossier: counted on the calendar, as the law does.
func (l *lezer) rechten(sleutel, n *yaml.Node) (r casus.Rechtenregel) {
	lees := func(wat string, naar *casus.Duur) func(_, w *yaml.Node) {
		return func(_, w *yaml.Node) { *naar, _ = l.bewaartermijn(w, wat) }
	}
	l.Velden(sleutel, n, "rechten", []bestand.Veld{
		{Naam: "antwoord", Optioneel: true, Lees: lees("rechten: antwoord", &r.Antwoord)},
		{Naam: "vooraf", Optioneel: true, Lees: lees("rechten: vooraf", &r.Vooraf)},
	})
	return r
}
