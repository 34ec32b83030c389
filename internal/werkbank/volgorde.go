package werkbank

import "slices"

// draaitOm are the steps that a phase is about, the likeliest first (the table of phases in the domain description): what somebody opens a
// case in that phase for. What is not named comes after, in the order of the API.
//
//nolint:gochecknoglobals // a table, held against the rules by a test
var draaitOm = map[string][]string{
	"aanmelding": {"ontvangst", "antwoord"},
	"quickscan":  {"quickscan", "sneloverleg"},
	"wachtlijst": {"toewijzing", "wachtlijstbeoordelingen"},
	"outreach":   {"contacten", "plannen", "afschaalbeoordelingen"},
	"overdracht": {"overdrachten", "acceptatie", "weigering", "gesprek", "eerste-contact", "contacten"},
	"nazorg":     {"nazorgcontacten", "terugvalsignalen", "contacten"},
	"afgesloten": {"heropening", "terugvalsignalen"},
}

// plaatsIn is where a step stands in its phase: 0 for what the phase is about most, the length of the row for what it is not about.
func plaatsIn(fase, stap string) int {
	rij := draaitOm[fase]
	if i := slices.Index(rij, stapNaam(stap)); i >= 0 {
		return i
	}
	return len(rij)
}

// doenlijk are the steps to show as such, those that the phase is about first: correcting is done at a fact.
func (p pagina) doenlijk(c casus) []string {
	uit := slices.DeleteFunc(slices.Clone(c.MogelijkeStappen), func(s string) bool { return s == "correcties" })
	slices.SortStableFunc(uit, func(a, b string) int { return plaatsIn(c.Fase, a) - plaatsIn(c.Fase, b) })
	return uit
}

// plaatsVan is where a term stands: that of the steps that settle it. A term that nobody here settles, as one that another answers, has none.
func (l ladder) plaatsVan(fase string) int {
	uit := len(draaitOm[fase])
	for _, s := range l.Los {
		uit = min(uit, plaatsIn(fase, s))
	}
	return uit
}

// eerder orders terms: what runs before what stands still, what is late before what is not, then what the phase is about, then what passes first.
func eerder(fase string) func(a, b ladder) int {
	een := func(waar bool) int {
		if waar {
			return 0
		}
		return 1
	}
	return func(a, b ladder) int {
		if d := een(a.Staat == "loopt") - een(b.Staat == "loopt"); d != 0 {
			return d
		}
		if d := een(a.TeLaat) - een(b.TeLaat); d != 0 {
			return d
		}
		if d := a.plaatsVan(fase) - b.plaatsVan(fase); d != 0 || a.Op == nil || b.Op == nil {
			return d
		}
		return a.Op.Compare(*b.Op)
	}
}
