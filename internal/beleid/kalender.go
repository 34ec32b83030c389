package beleid

import (
	"slices"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/nl"
	"go.yaml.in/yaml/v3"

	"schakel/internal/bestand"
	"schakel/internal/casus"
)

// Years around now for which closing days are worked out: a case may be reopened
// a year later and terms reach a few years ahead.
const (
	jarenTerug   = 1
	jarenVooruit = 6
)

// vrij is which public holidays a region keeps.
type vrij struct {
	feestdagen     string // nl or geen
	bevrijdingsdag string // jaarlijks, lustrum or nee
	goedeVrijdag   string // ja or nee
}

// kalender reads on which days and until what time people work. bevrijdingsdag
// (lustrum), goedeVrijdag (nee) and sluitingsdagen (none) may be left out.
func (l *lezer) kalender(sleutel, n *yaml.Node, nu time.Time) casus.Kalender {
	var k casus.Kalender
	v := vrij{bevrijdingsdag: "lustrum", goedeVrijdag: "nee"}
	kies := func(uit *string, wat string, keuzes ...string) func(_, w *yaml.Node) {
		return func(_, w *yaml.Node) { *uit, _ = l.Keuze(w, wat, keuzes...) }
	}
	var eigen []time.Time
	l.Velden(sleutel, n, "kalender", []bestand.Veld{
		{Naam: "tijdzone", Lees: func(_, w *yaml.Node) { k.Afwijking, k.Zomertijd = l.tijdzone(w) }},
		{Naam: "eindeWerkdag", Lees: func(_, w *yaml.Node) { k.EindeDag = l.eindeWerkdag(w) }},
		{Naam: "feestdagen", Lees: kies(&v.feestdagen, "feestdagen", "nl", "geen")},
		{Naam: "bevrijdingsdag", Optioneel: true, Lees: kies(&v.bevrijdingsdag, "bevrijdingsdag", "jaarlijks", "lustrum", "nee")},
		{Naam: "goedeVrijdag", Optioneel: true, Lees: kies(&v.goedeVrijdag, "goedeVrijdag", "ja", "nee")},
		{Naam: "sluitingsdagen", Optioneel: true, Lees: func(_, w *yaml.Node) { eigen = l.sluitingsdagen(w, nu) }},
	})
	k.Sluitdagen = sluitdagen(v, eigen, nu.Year()-jarenTerug, nu.Year()+jarenVooruit)
	k.Tot = (nu.Year()+jarenVooruit)*10000 + 1231
	return k
}

// sluitdagen are the weekdays from year van to year tot on which nobody works, in order.
func sluitdagen(v vrij, eigen []time.Time, van, tot int) []int {
	dagen := eigen
	for jaar := van; jaar <= tot; jaar++ {
		dagen = append(dagen, v.van(jaar)...)
	}
	uit := []int{}
	for _, d := range dagen {
		weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		if !weekend && d.Year() >= van && d.Year() <= tot {
			uit = append(uit, d.Year()*10000+int(d.Month())*100+d.Day())
		}
	}
	slices.Sort(uit)
	return slices.Compact(uit)
}

// van are the holidays kept in a year. The days are those of the Algemene
// termijnenwet, art. 3; whether 5 May and Good Friday are days off is agreed per
// employer, so the policy says so.
func (v vrij) van(jaar int) []time.Time {
	if v.feestdagen != "nl" {
		return nil
	}
	dagen := []*cal.Holiday{
		nl.Nieuwjaar, nl.TweedePaasdag, nl.Koningsdag, nl.Hemelvaart,
		nl.TweedePinksterDag, nl.EersteKerstdag, nl.TweedeKerstdag,
	}
	if v.goedeVrijdag == "ja" {
		dagen = append(dagen, nl.GoedeVrijdag)
	}
	if v.bevrijdingsdag == "jaarlijks" || (v.bevrijdingsdag == "lustrum" && jaar%5 == 0) {
		dagen = append(dagen, nl.BevrijdingsDag)
	}
	var uit []time.Time
	for _, d := range dagen {
		// Observed, not actual: Koningsdag on a Sunday is kept on the Saturday before.
		_, op := d.Calc(jaar)
		uit = append(uit, op)
	}
	return uit
}

// sluitingsdagen reads the region's own closing days. Those of years gone by may
// stay in the file; a year too far ahead is a slip of the pen.
func (l *lezer) sluitingsdagen(n *yaml.Node, nu time.Time) []time.Time {
	if !l.Is(n, yaml.SequenceNode, "sluitingsdagen") {
		return nil
	}
	var uit []time.Time
	for _, k := range n.Content {
		s, ok := l.Tekst(k, "sluitingsdagen")
		if !ok {
			continue
		}
		d, err := time.Parse(time.DateOnly, s)
		switch {
		case err != nil:
			l.Fout(k, "sluitingsdagen: %s is geen bestaande dag; schrijf jaar-maand-dag, zoals 2026-12-24", bestand.Toon(s))
		case d.Year() < 2000 || d.Year() > nu.Year()+jarenVooruit:
			l.Fout(k, "sluitingsdagen: %s ligt buiten 2000 tot en met %d", s, nu.Year()+jarenVooruit)
		case slices.ContainsFunc(uit, d.Equal):
			l.Fout(k, "sluitingsdagen: %s staat er al", s)
		default:
			uit = append(uit, d)
		}
	}
	return uit
}

// eindeWerkdag reads the close of office hours, in minutes after midnight.
func (l *lezer) eindeWerkdag(n *yaml.Node) int {
	s, ok := l.Tekst(n, "eindeWerkdag")
	if !ok {
		return 0
	}
	// Between these hours no clock is ever put forward or back.
	const vroegst, laatst = 8 * 60, 23 * 60
	t, err := time.Parse("15:04", s)
	m := t.Hour()*60 + t.Minute()
	if err != nil || m < vroegst || m > laatst {
		l.Fout(n, "eindeWerkdag: hier hoort een tijd tussen \"08:00\" en \"23:00\"")
		return 0
	}
	return m
}

// tijdzone reads a zone name and gives what a case needs to know of it: its winter
// offset in seconds and whether it follows the European summer time.
func (l *lezer) tijdzone(n *yaml.Node) (int, bool) {
	namen := zones()
	keuzes := make([]string, len(namen))
	for i, z := range namen {
		keuzes[i] = z.naam
	}
	s, _ := l.Keuze(n, "tijdzone", keuzes...)
	for _, z := range namen {
		if z.naam == s {
			return z.afwijking, z.zomertijd
		}
	}
	return 0, false
}

// zone is a time zone as a rule, so that a case needs no time zone database.
type zone struct {
	naam      string
	afwijking int
	zomertijd bool
}

// zones are the zones a policy may name: the Netherlands, its neighbours, and UTC
// for tests. A test holds them against the time zone database.
func zones() []zone {
	const uur = 3600
	return []zone{
		{"Europe/Amsterdam", uur, true},
		{"Europe/Brussels", uur, true},
		{"Europe/Berlin", uur, true},
		{"Europe/Luxembourg", uur, true},
		{"UTC", 0, false},
	}
}
