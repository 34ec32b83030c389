package beleid

import (
	"go.yaml.in/yaml/v3"

	"schakel/internal/bestand"
	"schakel/internal/casus"
)

// maxNazorg is the most check-ins a policy may plan.
const maxNazorg = 24

// nazorg reads the check-ins after landing.
func (l *lezer) nazorg(sleutel, n *yaml.Node, b *casus.Beleid) {
	var venster *yaml.Node
	l.Velden(sleutel, n, "nazorg", []bestand.Veld{
		{Naam: "contacten", Lees: func(_, w *yaml.Node) { b.Nazorg = l.nazorgcontacten(w) }},
		{Naam: "venster", Lees: func(_, w *yaml.Node) { venster = w; b.NazorgVenster = l.venster(w) }},
		{Naam: "extraNaZorgen", Lees: l.positief("extraNaZorgen", &b.NazorgExtra)},
	})
	if venster == nil || len(b.Nazorg) == 0 {
		return
	}
	// A window is cut to half of a short term (contract); longer than half the
	// longest it is cut everywhere, so it cannot be meant.
	if laatste := b.Nazorg[len(b.Nazorg)-1]; 2*seconden(b.NazorgVenster) > seconden(laatste) {
		l.Fout(venster, "venster: langer dan de helft van het laatste nazorgcontact (%s), dus het zou nergens gelden", laatste)
	}
}

// venster reads how long before a check-in its window opens. It is counted back
// from the check-in, which working days and months cannot be.
func (l *lezer) venster(n *yaml.Node) casus.Duur {
	var d casus.Duur
	l.positief("venster", &d)(nil, n)
	if d.Eenheid == casus.Werkdag || d.Eenheid == casus.Maand {
		l.Fout(n, "venster: schrijf het in d, h, min of s; het telt terug vanaf het nazorgcontact")
	}
	return d
}

// nazorgcontacten reads when the check-ins are, each later than the one before.
func (l *lezer) nazorgcontacten(n *yaml.Node) []casus.Duur {
	var uit []casus.Duur
	for _, k := range l.Lijst(n, "nazorg: contacten") {
		var d casus.Duur
		l.positief("nazorg: contacten", &d)(nil, k)
		if d.N == 0 {
			continue
		}
		if len(uit) > 0 && !langer(d, uit[len(uit)-1]) {
			l.Fout(k, "nazorg: contacten: %s komt niet na %s; elk telt vanaf de landing, dus van vroeg naar laat", d, uit[len(uit)-1])
			continue
		}
		uit = append(uit, d)
	}
	if len(uit) > maxNazorg {
		l.Fout(n, "nazorg: ten hoogste %d contacten", maxNazorg)
	}
	return uit
}
