package casus

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// nr gives a policy a number, as the register does.
func (b Beleid) nr(n int) Beleid {
	b.Nr, b.Versie = n, fmt.Sprint("versie-", n)
	return b
}

// met is the policy of these tests with one ladder changed.
func met(s TermijnSoort, l string) Beleid {
	b := beleid()
	b.zet(s, "", l)
	return b
}

func (p *proef) wissel(b Beleid) Feit {
	p.t.Helper()
	f, ok := p.s.Wissel(b, Actor{Persoon: "beheer"}, p.nu)
	if !ok {
		p.t.Fatalf("geen wissel in %s", p.s.Fase)
	}
	p.feiten = append(p.feiten, f)
	return f
}

// inOutreach is a case that has just been assigned: Monday 5 January, 10:00.
func inOutreach(t testing.TB) *proef {
	t.Helper()
	p := nieuw(t, Normaal)
	p.stap(Stap{Soort: StapOntvangst, Volledig: true})
	p.stap(Stap{Soort: StapQuickscan, Uitkomst: BesluitAccepteren})
	p.stap(Stap{Soort: StapToewijzing, Wie: "wim"})
	return p
}

// A shorter or longer term moves; the fact says from which version to which and nothing else.
func TestWisselVerplaatstTermijnen(t *testing.T) {
	t.Parallel()
	p := inOutreach(t)
	p.vervalt(TermijnBereikt, "2026-01-19 17:00")
	f := p.wissel(met(TermijnBereikt, "7d casehouder, 7d coordinator").nr(1))
	p.vervalt(TermijnBereikt, "2026-01-12 17:00")
	if f.Soort != FeitBeleid || f.Door.Persoon != "beheer" || len(f.Meldingen)+len(f.Vervallen) > 0 || *f.Beleid != (Beleidswissel{Van: "proef-1", Naar: "versie-1", Nr: 1}) {
		t.Errorf("het feit zegt %s", alsJSON(t, f))
	}
	p.wissel(met(TermijnBereikt, "21d casehouder, 7d coordinator").nr(2))
	p.vervalt(TermijnBereikt, "2026-01-26 17:00")
	if got := p.s.Projecteer(p.nu).Beleid; got != (BeleidKort{Nr: 2, Versie: "versie-2"}) {
		t.Errorf("de projectie zegt %+v", got)
	}
}

// What fired stays fired, although its term got longer; the next rung follows the new ladder.
func TestWisselNeemtNietsTerug(t *testing.T) {
	t.Parallel()
	p := inOutreach(t)
	gelijk(t, "voor de wissel", treden(van(TermijnBereikt, p.dagen(15))), "bereikt-contact 1 casehouder")
	p.wissel(met(TermijnBereikt, "28d casehouder, 14d coordinator, 7d stuurgroep"))
	st := p.termijn(TermijnBereikt)
	if st.Gevuurd != 1 || len(van(TermijnBereikt, p.feiten)) != 1 {
		t.Errorf("de trede die vuurde staat niet meer: %+v", st)
	}
	p.vervalt(TermijnBereikt, "2026-02-16 17:00") // 28 + 14 days
	gelijk(t, "daarna", treden(van(TermijnBereikt, p.dagen(60))), "bereikt-contact 2 coordinator", "bereikt-contact 3 stuurgroep")
}

// A term that is overdue by the new policy reminds once, now; the ladder goes on
// from there instead of firing whole.
func TestWisselVuurtEenTrede(t *testing.T) {
	t.Parallel()
	p := inOutreach(t)
	p.dagen(12) // Saturday 17 January
	p.wissel(met(TermijnBereikt, "3d casehouder, 2d coordinator, 2d agenda-sneloverleg"))
	w, _ := p.s.Volgende()
	if w.Soort != TermijnBereikt || !w.Vervalt.Equal(p.nu) {
		t.Fatalf("niet meteen: %+v", w)
	}
	gelijk(t, "meteen", treden(van(TermijnBereikt, p.dagen(1))), "bereikt-contact 1 casehouder")
	p.vervalt(TermijnBereikt, "2026-01-19 17:00") // two days after the change
	gelijk(t, "daarna", treden(van(TermijnBereikt, p.dagen(10))), "bereikt-contact 2 coordinator", "bereikt-contact 3 agenda-sneloverleg")
	// A contact ends what the change put off, and the ladder is the new one.
	p.stap(Stap{Soort: StapContact, Op: p.nu, Poging: true, Bereikt: true})
	p.vervalt(TermijnBereikt, "2026-01-31 17:00")
	p.wissel(beleid())
	if len(p.s.Uitgesteld) != 0 {
		t.Errorf("vergeet niet: %+v", p.s.Uitgesteld)
	}
}

// A rung that both policies find due just now, but whose fixed delay has not passed, is left alone.
func TestWisselTussenVervallenEnVuren(t *testing.T) {
	t.Parallel()
	p := inOutreach(t)
	for _, w := range p.s.wekkers() {
		if w.Soort == TermijnEerstePoging {
			p.tot(w.Vervalt.Add(time.Second))
			if w.Wek.Equal(w.Vervalt) {
				t.Fatal("deze casus heeft geen vertraging; kies een ander id")
			}
		}
	}
	voor := p.s.Treden()
	p.wissel(met(TermijnBereikt, "13d casehouder"))
	if len(p.s.Uitgesteld) != 0 || !reflect.DeepEqual(voor[0], p.s.Treden()[0]) {
		t.Errorf("%+v werd %+v", voor[0], p.s.Treden()[0])
	}
}

// During an opschorting nothing comes due that depends on the client; what the
// change made overdue reminds on the day of resuming.
func TestWisselTijdensOpschorting(t *testing.T) {
	t.Parallel()
	p := inOutreach(t)
	p.dagen(10)
	p.stap(Stap{Soort: StapOpschorting, Tot: p.nu.AddDate(0, 0, 30), TotDag: true})
	p.dagen(2)
	p.wissel(met(TermijnBereikt, "3d casehouder, 2d coordinator"))
	if st := p.termijn(TermijnBereikt); st.Status != StatusOpgeschort {
		t.Fatalf("loopt tijdens opschorting: %+v", st)
	}
	if fs := van(TermijnBereikt, p.dagen(5)); len(fs) > 0 {
		t.Fatalf("vuurt tijdens opschorting: %v", treden(fs))
	}
	p.stap(Stap{Soort: StapHervatting})
	hervat := p.nu
	fs := van(TermijnBereikt, p.dagen(1))
	gelijk(t, "na hervatting", treden(fs), "bereikt-contact 1 casehouder")
	if g := fs[0]; !g.Op.Equal(hervat) {
		t.Errorf("verviel %s, verwacht %s", g.Op, hervat)
	}
}

// The waiting list goes on being looked at when its ladder became shorter than
// what fired, and a much shorter review does not catch up on rounds it never had.
func TestWisselWachtlijst(t *testing.T) {
	t.Parallel()
	p := nieuw(t, Normaal)
	p.s.Beleid.zet(TermijnWachtlijst, "", "14d coordinator, 7d stuurgroep, 7d coordinator")
	p.stap(Stap{Soort: StapOntvangst, Volledig: true})
	p.stap(Stap{Soort: StapQuickscan, Uitkomst: BesluitAccepteren})
	p.dagen(23) // two of three fired
	p.wissel(met(TermijnWachtlijst, "14d coordinator"))
	p.vervalt(TermijnWachtlijst, "2026-02-09 17:00") // 14 days after the second
	p.wissel(met(TermijnWachtlijst, "1d coordinator"))
	fs := p.tot(p.nu.Add(maxSpreiding))
	gelijk(t, "ineens", treden(fs), "wachtlijst-review 1 coordinator")
	if fs := p.dagen(5); len(fs) < 4 || len(fs) > 6 {
		t.Errorf("daarna elke dag: %v", treden(fs))
	}
}

// The window of a nazorg check-in follows the policy; the check-in itself was
// agreed at landing. What fired for it does not fire again.
func TestWisselNazorg(t *testing.T) {
	t.Parallel()
	p := inOutreach(t)
	p.stap(Stap{Soort: StapAfschaalbeoordeling, Uitkomst: BesluitAfschalen})
	f := p.stap(Stap{Soort: StapOverdracht, Wie: "ggz", Wet: "zvw"})
	for _, s := range []StapSoort{StapAcceptatie, StapGesprek, StapEersteContact} {
		p.stap(Stap{Soort: s, Ding: f.ID})
	}
	p.tot(om(t, "2026-01-25 12:00")) // the window opened on 22 January
	b := beleid()
	b.NazorgVenster, b.Nazorg = Duur{7, Dag}, []Duur{{2, Maand}}
	p.wissel(b)
	if n := len(van(TermijnNazorgVenster, p.tot(om(t, "2026-02-04 12:00")))); n != 0 {
		t.Errorf("het venster herinnert nog %d keer", n)
	}
	if len(p.s.Nazorg.Contacten) != 3 {
		t.Errorf("de afspraken veranderden: %+v", p.s.Nazorg.Contacten)
	}
	p.vervalt(TermijnNazorg, "2026-02-12 17:00") // due 5 February, five working days
}

// The same number or an older one, before the aanmelding and after closing: nothing.
func TestWisselNietNodig(t *testing.T) {
	t.Parallel()
	p := inOutreach(t)
	p.wissel(beleid().nr(3))
	dicht := inOutreach(t)
	dicht.stap(Stap{Soort: StapAfsluiting, Reden: Verhuisd, Door: Actor{Rol: RolCoordinator}})
	for naam, q := range map[string]*proef{"eerder": p, "leeg": leeg(t), "gesloten": dicht} {
		voor := q.json()
		for _, nr := range []int{1, 3} {
			if f, ok := q.s.Wissel(beleid().nr(nr), Actor{}, q.nu); ok || q.json() != voor {
				t.Errorf("%s nr %d: %+v", naam, nr, f)
			}
		}
	}
}

// New closing days move terms in working days only.
func TestWisselKalender(t *testing.T) {
	t.Parallel()
	p := inOutreach(t)
	p.vervalt(TermijnEerstePoging, "2026-01-12 17:00")
	b := beleid()
	b.Kalender.Sluitdagen = append(slices.Clone(b.Kalender.Sluitdagen), 20260108, 20260112)
	p.wissel(b)
	p.vervalt(TermijnEerstePoging, "2026-01-14 17:00")
	p.vervalt(TermijnBereikt, "2026-01-19 17:00")
}

// Whatever life a case had: its own policy again changes nothing, and any other
// takes no rung back, fires none twice and makes at most the next rung of a term due.
func TestWisselWatErOokGebeurde(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := &machine{nu: maandag(), standen: map[string]bool{}}
		m.s = State{ID: fmt.Sprint("casus-", rapid.IntRange(1, 1000).Draw(t, "id")), Beleid: trekBeleid(t)}
		m.tweeling = m.s
		m.neem(t, m.s.trekStap(t, m.nu, []StapSoort{StapAanmelding}, "stap-0"))
		m.vooruit(t)
		for range rapid.IntRange(1, 20).Draw(t, "lang") {
			m.neem(t, m.stap(t, m.s.vaak(m.nu)))
			m.loop(t, time.Duration(rapid.IntRange(1, 20*24*3600).Draw(t, "seconden"))*time.Second)
			if rapid.IntRange(0, 4).Draw(t, "wissel") == 0 {
				m.wissel(t)
			}
		}
		m.wissel(t)
		m.loop(t, 90*24*time.Hour)
	})
}

// wissel changes the policy on both lives, and looks at what that did.
func (m *machine) wissel(t *rapid.T) {
	zelfde := m.s
	zelfde.Beleid.Nr = 0
	voor := m.s.Treden()
	if _, ok := zelfde.Wissel(zelfde.Beleid, Actor{}, m.nu); ok && !reflect.DeepEqual(voor, zelfde.Treden()) {
		t.Fatalf("hetzelfde beleid verandert\n%+v\nin\n%+v", voor, zelfde.Treden())
	}
	gevuurd, oud := m.s.telGevuurd(), kern(t, m.s)
	b := trekBeleid(t)
	f, ok := m.s.Wissel(b, Actor{Persoon: "beheer"}, m.nu)
	var b2 Beleid
	if err := json.Unmarshal([]byte(alsJSON(t, b)), &b2); err != nil {
		t.Fatal(err)
	}
	g, ok2 := m.tweeling.Wissel(b2, Actor{Persoon: "beheer"}, m.nu)
	m.tweeling = m.terug(t, m.tweeling)
	if ok != ok2 || alsJSON(t, f) != alsJSON(t, g) || kern(t, m.s) != kern(t, m.tweeling) {
		t.Fatalf("de tweeling wisselt anders:\n%s\n%s", kern(t, m.s), kern(t, m.tweeling))
	}
	if !ok {
		if kern(t, m.s) != oud {
			t.Fatal("geen wissel, en toch veranderd")
		}
		return
	}
	m.noteer(t, f)
	if na := m.s.telGevuurd(); na != gevuurd {
		t.Fatalf("%d treden gevuurd werden er %d", gevuurd, na)
	}
	m.nietsIneens(t, voor)
}

func (s *State) telGevuurd() int {
	n := 0
	for _, t := range s.actief() {
		n += s.gevuurd(t)
	}
	if s.Fase == Wachtlijst { // its rounds end
		n = len(s.Gevuurd)
	}
	return n
}

// nietsIneens: of every term only what was due already, or its next rung, is due
// before now; what comes after it is not before now.
func (m *machine) nietsIneens(t *rapid.T, voor []TredeStand) {
	for _, x := range m.s.Treden() {
		if x.Vervalt.IsZero() || !x.Vervalt.Before(m.nu) {
			continue
		}
		if !slices.ContainsFunc(voor, func(y TredeStand) bool { return y.Soort == x.Soort && !y.Vervalt.After(m.nu) }) {
			t.Fatalf("verviel al voor de wissel: %+v om %s", x, m.nu)
		}
	}
}
