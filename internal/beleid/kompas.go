package beleid

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"schakel/internal/bestand"
	"schakel/internal/casus"
)

// kompasLadder names the ladder of the signs in messages; it may begin at once,
// for a sign is something that happened while somebody looked.
const kompasLadder casus.TermijnSoort = "kompas"

// Bounds of the compass.
const (
	maxCtiFasen  = 12
	maxMinstens  = 20
	maxStijging  = 40 // four points on each of ten domains
	maxPercent   = 99
	maxPogingen  = 10
	minsteGetal  = 1
	tekstVenster = "%s: schrijf het in d, h, min of s; het telt terug vanaf een moment"
)

// kompas reads what facts ask whether a case can be scaled down. The whole block
// may be left out: then only time asks.
func (l *lezer) kompas(sleutel, n *yaml.Node) *casus.Kompas {
	k := &casus.Kompas{}
	l.Velden(sleutel, n, "kompas", []bestand.Veld{
		{Naam: "ladder", Lees: func(_, w *yaml.Node) { k.Ladder = l.ladder(kompasLadder, w) }},
		{Naam: "rust", Lees: l.positief("kompas: rust", &k.Rust)},
		{Naam: "ctiFase", Lees: l.positief("kompas: ctiFase", &k.CtiFase)},
		{Naam: "ctiFasen", Lees: l.getal("kompas: ctiFasen", maxCtiFasen, &k.CtiFasen)},
		{Naam: "contact", Lees: func(s, w *yaml.Node) { l.contactdaling(s, w, &k.Contact) }},
		{Naam: "zrmStijging", Lees: l.getal("kompas: zrmStijging", maxStijging, &k.ZrmStijging)},
		{Naam: "ontvangerNa", Lees: l.positief("kompas: ontvangerNa", &k.OntvangerNa)},
		{Naam: "pogingen", Lees: l.getal("kompas: pogingen", maxPogingen, &k.Pogingen)},
	})
	return k
}

func (l *lezer) contactdaling(sleutel, n *yaml.Node, c *casus.Contactdaling) {
	const wat = "kompas: contact"
	l.Velden(sleutel, n, wat, []bestand.Veld{
		{Naam: "recent", Lees: l.terug(wat+": recent", &c.Recent)},
		{Naam: "eerder", Lees: l.terug(wat+": eerder", &c.Eerder)},
		{Naam: "minstens", Lees: l.getal(wat+": minstens", maxMinstens, &c.Minstens)},
		{Naam: "percentage", Lees: l.getal(wat+": percentage", maxPercent, &c.Percentage)},
	})
}

// terug reads a length that is counted back, which working days and months cannot be.
func (l *lezer) terug(wat string, uit *casus.Duur) func(_, w *yaml.Node) {
	return func(k, w *yaml.Node) {
		l.positief(wat, uit)(k, w)
		if uit.Eenheid == casus.Werkdag || uit.Eenheid == casus.Maand {
			l.Fout(w, tekstVenster, wat)
		}
	}
}

// getal reads a whole number from 1 to hoogste.
func (l *lezer) getal(wat string, hoogste int, uit *int) func(_, w *yaml.Node) {
	return func(_, w *yaml.Node) {
		voor := len(l.Fouten)
		*uit = l.aantal(w, wat, hoogste)
		if len(l.Fouten) == voor && *uit < minsteGetal {
			l.Fout(w, "%s: hier hoort een geheel getal van 1 tot en met %d", wat, hoogste)
		}
	}
}

// uitBeeld reads which searches must have been done before a case closes with uit_beeld.
func (l *lezer) uitBeeld(sleutel, n *yaml.Node) []casus.Zoeksoort {
	const wat = "uitBeeld: zoekacties"
	var uit []casus.Zoeksoort
	var keus []string
	for _, z := range casus.Zoeksoorten() {
		keus = append(keus, string(z))
	}
	l.Velden(sleutel, n, "uitBeeld", []bestand.Veld{{Naam: "zoekacties", Lees: func(_, w *yaml.Node) {
		for _, k := range l.Lijst(w, wat) {
			s, ok := l.Keuze(k, wat, keus...)
			switch z := casus.Zoeksoort(s); {
			case !ok:
			case slices.Contains(uit, z):
				l.Fout(k, "%s: %s staat er al", wat, s)
			default:
				uit = append(uit, z)
			}
		}
	}}})
	return uit
}
