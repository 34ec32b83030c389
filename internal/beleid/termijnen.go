package beleid

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"schakel/internal/bestand"
	"schakel/internal/casus"
)

// maxTreden is the most rungs a ladder may have; the longest known has four.
const maxTreden = 10

// termijnen reads every term, in the order of the chain whatever the order of the file.
func (l *lezer) termijnen(sleutel, n *yaml.Node) []casus.Termijnregel {
	soorten := casus.TermijnSoorten()
	uit := make([]casus.Termijnregel, len(soorten))
	vs := make([]bestand.Veld, len(soorten))
	for i, s := range soorten {
		vs[i] = bestand.Veld{Naam: string(s), Lees: func(k, w *yaml.Node) { uit[i] = l.termijn(s, k, w) }}
	}
	l.Velden(sleutel, n, "termijnen", vs)
	return uit
}

// termijn reads the ladders of one term.
func (l *lezer) termijn(s casus.TermijnSoort, sleutel, n *yaml.Node) casus.Termijnregel {
	r := casus.Termijnregel{Soort: s}
	lees := func(uit *[]casus.Trede) func(_, w *yaml.Node) {
		return func(_, w *yaml.Node) { *uit = l.ladder(s, w) }
	}
	// normaal is known only to say what to write in its place.
	normaal := bestand.Veld{Naam: string(casus.Normaal), Optioneel: true, Lees: func(k, _ *yaml.Node) {
		l.Fout(k, "%s: de ladder voor urgentie normaal heet ladder", s)
	}}
	l.Velden(sleutel, n, string(s), []bestand.Veld{
		{Naam: "ladder", Lees: lees(&r.Ladder)},
		{Naam: string(casus.Spoed), Optioneel: true, Lees: lees(&r.Spoed)},
		{Naam: string(casus.Hoog), Optioneel: true, Lees: lees(&r.Hoog)},
		normaal,
	})
	return r
}

// ladder reads the rungs of one ladder and checks them together.
func (l *lezer) ladder(s casus.TermijnSoort, n *yaml.Node) []casus.Trede {
	knopen := l.Lijst(n, string(s))
	if len(knopen) > maxTreden {
		l.Fout(n, "%s: ten hoogste %d treden", s, maxTreden)
		return nil
	}
	var uit []casus.Trede
	for i, k := range knopen {
		t, ok := l.trede(s, k)
		if ok {
			l.eersteTrede(s, k, i, t)
			l.zelfdeMoment(s, k, uit, t)
		}
		uit = append(uit, t)
	}
	return uit
}

// trede reads one rung; false when it has an error already.
func (l *lezer) trede(s casus.TermijnSoort, n *yaml.Node) (casus.Trede, bool) {
	var t casus.Trede
	voor := len(l.Fouten)
	l.Velden(n, n, string(s), []bestand.Veld{
		{Naam: "na", Lees: func(_, w *yaml.Node) { t.Na, _ = l.duur(w, string(s)+": na") }},
		{Naam: "aan", Lees: func(_, w *yaml.Node) { t.Aan = l.bestemming(s, w) }},
	})
	return t, len(l.Fouten) == voor
}

// bestemming reads who is told, and refuses who cannot be there yet.
func (l *lezer) bestemming(s casus.TermijnSoort, n *yaml.Node) casus.Bestemming {
	var uit []string
	for _, b := range casus.Bestemmingen() {
		uit = append(uit, string(b))
	}
	v, ok := l.Keuze(n, string(s)+": aan", uit...)
	b := casus.Bestemming(v)
	switch {
	case !ok:
	case b == casus.AanCasehouder && slices.Contains(zonderCasehouder(), s):
		l.Fout(n, "%s: er is dan nog geen casehouder", s)
	case b == casus.AanOntvanger && !slices.Contains(metOntvanger(), s):
		l.Fout(n, "%s: er is dan geen ontvanger; die is er bij %s", s, soorten(metOntvanger()))
	}
	return b
}

// eersteTrede checks the first rung against what its term means.
func (l *lezer) eersteTrede(s casus.TermijnSoort, n *yaml.Node, i int, t casus.Trede) {
	if i > 0 {
		return
	}
	if t.Na.N == 0 && s != kompasLadder && !slices.Contains(gepland(), s) {
		l.Fout(n, "%s: de eerste trede kan niet 0 zijn: dan herinnert het voordat iemand iets kon doen; 0 kan bij %s",
			s, soorten(gepland()))
	}
	if s == casus.TermijnWachtlijstUrgent && langer(t.Na, casus.Duur{N: 5, Eenheid: casus.Werkdag}) {
		l.Fout(n, "%s: spoed en hoog wachten nooit langer dan 5wd", s)
	}
}

// zelfdeMoment refuses to tell the same people twice at one moment.
func (l *lezer) zelfdeMoment(s casus.TermijnSoort, n *yaml.Node, eerder []casus.Trede, t casus.Trede) {
	if t.Na.N > 0 {
		return
	}
	for i := len(eerder) - 1; i >= 0; i-- {
		if eerder[i].Aan == t.Aan {
			l.Fout(n, "%s: twee treden op hetzelfde moment aan %s", s, t.Aan)
			return
		}
		if eerder[i].Na.N > 0 {
			return
		}
	}
}

// gepland are the terms that count from a moment somebody chose or proposed, so
// that a reminder at that very moment is what one wants. All others count from
// what just happened; a review among them would start again at once, for ever.
func gepland() []casus.TermijnSoort {
	return []casus.TermijnSoort{
		casus.TermijnPlan, casus.TermijnNazorgVenster, casus.TermijnNazorg,
		casus.TermijnHervatten, casus.TermijnInformeren, casus.TermijnVoorstel,
	}
}

// zonderCasehouder are the terms that run before the first toewijzing only.
func zonderCasehouder() []casus.TermijnSoort {
	return []casus.TermijnSoort{
		casus.TermijnOntvangst, casus.TermijnAntwoord, casus.TermijnQuickscan,
		casus.TermijnSneloverleg, casus.TermijnWachtlijst, casus.TermijnWachtlijstUrgent,
	}
}

// metOntvanger are the terms that run only while there is a receiver.
func metOntvanger() []casus.TermijnSoort {
	return []casus.TermijnSoort{
		casus.TermijnAcceptatie, casus.TermijnGesprek, casus.TermijnEersteContact,
		casus.TermijnNazorgVenster, casus.TermijnNazorg,
	}
}

func soorten(ss []casus.TermijnSoort) string {
	uit := make([]string, len(ss))
	for i, s := range ss {
		uit[i] = string(s)
	}
	return strings.Join(uit, ", ")
}
