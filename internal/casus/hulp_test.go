package casus

import (
	"encoding/json"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

var bijwerken = flag.Bool("update", false, "schrijf docs/stappen.md opnieuw")

// maandag is when every case of these tests begins: Monday 5 January 2026, 10:00 in Amsterdam.
func maandag() time.Time { return time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC) }

// om is a local moment in Amsterdam: "2026-01-05 17:00".
func om(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, amsterdam(t))
	if err != nil {
		t.Fatal(err)
	}
	return v.UTC()
}

// nederland is the calendar of a Dutch region: statutory holidays of 2026 and of
// early 2027, lustrum year for Bevrijdingsdag not included.
func nederland() Kalender {
	return Kalender{
		EindeDag: 17 * 60, Afwijking: 3600, Zomertijd: true,
		Sluitdagen: []int{
			20260101, 20260406, 20260427, 20260514, 20260525, 20261225, 20261226,
			20270101, 20270329, 20270427, 20270506, 20270517,
		},
	}
}

// ladder reads rungs as people say them: "14d casehouder, 7d coordinator".
func ladder(s string) []Trede {
	var uit []Trede
	for _, deel := range strings.Split(s, ",") {
		na, aan, _ := strings.Cut(strings.TrimSpace(deel), " ")
		d, err := LeesDuur(na)
		if err != nil {
			panic(err)
		}
		uit = append(uit, Trede{Na: d, Aan: Bestemming(aan)})
	}
	return uit
}

// ladders of the domain description, section 3.
func ladders() map[TermijnSoort]string {
	return map[TermijnSoort]string{
		TermijnOntvangst:        "1wd ctb, 1wd coordinator",
		TermijnAntwoord:         "5wd ctb, 5wd coordinator",
		TermijnQuickscan:        "3wd ctb, 2wd coordinator",
		TermijnSneloverleg:      "5wd ctb, 3wd coordinator",
		TermijnWachtlijst:       "14d coordinator",
		TermijnWachtlijstUrgent: "5wd coordinator, 2wd stuurgroep",
		TermijnEerstePoging:     "5wd casehouder, 3wd coordinator",
		TermijnBereikt:          "14d casehouder, 7d coordinator, 7d agenda-sneloverleg, 14d stuurgroep",
		TermijnPlan:             "0 casehouder, 10wd coordinator",
		TermijnAfschaal:         "90d casehouder, 5wd coordinator, 5wd stuurgroep",
		TermijnOpschaling:       "14d casehouder, 3wd coordinator, 5wd stuurgroep",
		TermijnOpschaling4:      "2d casehouder, 1d coordinator, 2d stuurgroep",
		TermijnAanbieden:        "10wd casehouder, 5wd coordinator, 5wd stuurgroep",
		TermijnAcceptatie:       "7wd ontvanger, 3wd casehouder, 5wd coordinator, 5wd stuurgroep",
		TermijnGesprek:          "10wd casehouder, 5wd coordinator, 5wd stuurgroep",
		TermijnEersteContact:    "10wd casehouder, 5wd coordinator, 5wd stuurgroep",
		TermijnNazorgVenster:    "0 ontvanger",
		TermijnNazorg:           "5wd casehouder, 5wd coordinator, 5wd stuurgroep",
		TermijnHervatten:        "0 casehouder, 5wd coordinator",
		TermijnInformeren:       "0 casehouder, 10wd coordinator",
		TermijnVoorstel:         "5wd coordinator, 5wd stuurgroep",
	}
}

// beleid is a policy made by hand with the terms of the domain description.
func beleid() Beleid {
	b := Beleid{
		Versie: "proef-1", Regio: "Proefregio", Bmz: "bmz",
		Nazorg:        []Duur{{1, Maand}, {3, Maand}, {6, Maand}},
		NazorgVenster: Duur{14, Dag}, NazorgExtra: Duur{1, Maand},
		PlanHerziening: Duur{3, Maand}, Informeren: Duur{1, Maand},
		Terugvalwacht: Duur{12, Maand}, MaxVerlengingen: 2, Kalender: nederland(),
	}
	ls := ladders()
	for _, s := range TermijnSoorten() {
		b.Termijnen = append(b.Termijnen, Termijnregel{Soort: s, Ladder: ladder(ls[s])})
	}
	b.zet(TermijnQuickscan, Spoed, "1wd ctb, 1wd coordinator")
	b.zet(TermijnEerstePoging, Spoed, "1wd casehouder, 1wd coordinator")
	return b
}

// zet gives a term another ladder for an urgency ("": the common one).
func (b *Beleid) zet(s TermijnSoort, u Urgentie, l string) {
	b.Termijnen = slices.Clone(b.Termijnen)
	for i := range b.Termijnen {
		switch r := &b.Termijnen[i]; {
		case r.Soort != s:
		case u == Spoed:
			r.Spoed = ladder(l)
		case u == Hoog:
			r.Hoog = ladder(l)
		default:
			r.Ladder = ladder(l)
		}
	}
}

// proef is one case with a clock of its own.
type proef struct {
	t      testing.TB
	s      State
	nu     time.Time
	n      int
	feiten []Feit
}

// leeg is a case before its aanmelding.
func leeg(t testing.TB) *proef {
	t.Helper()
	return &proef{t: t, nu: maandag(), s: State{ID: "c0ffee00-0000-4000-8000-000000000001", Beleid: beleid(), Regels: RegelsNu}}
}

// nieuw is a case of that urgency that just arrived.
func nieuw(t testing.TB, u Urgentie) *proef {
	t.Helper()
	p := leeg(t)
	p.stap(Stap{Soort: StapAanmelding, Urgentie: u, Organisatie: "woon", Wie: "vera"})
	return p
}

// neem takes a step and answers what the rules say.
func (p *proef) neem(st Stap) (Feit, *Weigering) {
	p.n++
	if st.ID == "" {
		st.ID = fmt.Sprintf("stap-%d", p.n)
	}
	f, w := p.s.Verwerk(st, p.nu)
	if w == nil {
		p.feiten = append(p.feiten, f)
	}
	return f, w
}

// stap takes a step that must be possible.
func (p *proef) stap(st Stap) Feit {
	p.t.Helper()
	f, w := p.neem(st)
	if w != nil {
		p.t.Fatalf("%s in %s geweigerd: %v", st.Soort, p.s.Fase, w)
	}
	return f
}

// weigert takes a step that must be refused, with that code, and change nothing.
func (p *proef) weigert(st Stap, code string) {
	p.t.Helper()
	voor := p.json()
	_, w := p.neem(st)
	switch {
	case w == nil:
		p.t.Errorf("%s in %s niet geweigerd", st.Soort, p.s.Fase)
	case w.Code != code:
		p.t.Errorf("%s in %s: %v, verwacht %s", st.Soort, p.s.Fase, w, code)
	case w.Tekst == "":
		p.t.Errorf("%s in %s: geen reden", st.Soort, p.s.Fase)
	}
	if na := p.json(); na != voor {
		p.t.Errorf("een geweigerde %s veranderde\n%s\nin\n%s", st.Soort, voor, na)
	}
}

// tot lets the clock run to a moment, firing every rung on its way as the engine would.
func (p *proef) tot(t time.Time) []Feit {
	p.t.Helper()
	var gevuurd []Feit
	for {
		w, ok := p.s.Volgende()
		if !ok || w.Wek.After(t) {
			break
		}
		if w.Wek.After(p.nu) {
			p.nu = w.Wek
		}
		fs := p.s.Vuur(w, p.nu)
		if len(fs) == 0 {
			p.t.Fatalf("%+v vuurde niet", w)
		}
		gevuurd = append(gevuurd, fs...)
		if len(gevuurd) > 10_000 {
			p.t.Fatal("de klok loopt niet door")
		}
	}
	p.feiten = append(p.feiten, gevuurd...)
	if t.After(p.nu) {
		p.nu = t
	}
	return gevuurd
}

func (p *proef) dagen(n int) []Feit { p.t.Helper(); return p.tot(p.nu.AddDate(0, 0, n)) }

func (p *proef) json() string { return alsJSON(p.t, p.s) }

func alsJSON(t interface {
	Helper()
	Fatal(args ...any)
}, v any,
) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// treden writes rungs as "bereikt-contact 1 casehouder".
func treden(fs []Feit) []string {
	var uit []string
	for _, f := range fs {
		if f.Soort == FeitTrede {
			uit = append(uit, fmt.Sprintf("%s %d %s", f.Termijn, f.Trede, f.Meldingen[0].Aan))
		}
	}
	return uit
}

// van keeps the rungs of one term.
func van(soort TermijnSoort, fs []Feit) []Feit {
	return slices.DeleteFunc(slices.Clone(fs), func(f Feit) bool { return f.Termijn != soort })
}

// gelijk compares two lists of words.
func gelijk(t testing.TB, wat string, kreeg []string, wil ...string) {
	t.Helper()
	if !slices.Equal(kreeg, wil) {
		t.Errorf("%s:\n kreeg %s\n   wil %s", wat, strings.Join(kreeg, " | "), strings.Join(wil, " | "))
	}
}

// termijn is how a term stands; it must be there.
func (p *proef) termijn(soort TermijnSoort) TermijnStand {
	p.t.Helper()
	for _, t := range p.s.Termijnen() {
		if t.Soort == soort {
			return t
		}
	}
	p.t.Fatalf("%s loopt niet in %s", soort, p.s.Fase)
	return TermijnStand{}
}

// vervalt checks when a term's next rung is due, local time.
func (p *proef) vervalt(soort TermijnSoort, wil string) {
	p.t.Helper()
	st := p.termijn(soort)
	if kreeg := st.VervaltOp.In(amsterdam(p.t)).Format("2006-01-02 15:04"); kreeg != wil || st.Status != StatusLoopt {
		p.t.Errorf("%s vervalt %s (%s), verwacht %s", soort, kreeg, st.Status, wil)
	}
}

func leesTerug(t testing.TB, s string) State {
	t.Helper()
	var uit State
	if err := json.Unmarshal([]byte(s), &uit); err != nil {
		t.Fatal(err)
	}
	return uit
}
