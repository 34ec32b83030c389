package beleid

import (
	"fmt"
	"maps"
	"testing"
	"time"

	beleidsbestanden "schakel/beleid"
	"schakel/internal/casus"
)

// loop runs one case against seconden.yaml with the real rules and a clock of its own.
type loop struct {
	t     *testing.T
	s     casus.State
	begin time.Time
	nu    time.Time
	n     int
	vuur  map[casus.TermijnSoort]int // rungs that fired
}

func nieuweLoop(t *testing.T, u casus.Urgentie) *loop {
	t.Helper()
	l := &loop{t: t, begin: nu(), nu: nu(), vuur: map[casus.TermijnSoort]int{}}
	l.s = casus.State{ID: "11111111-1111-4111-8111-111111111111", Beleid: lees(t, "seconden.yaml", beleidsbestanden.Seconden)}
	l.stap(0, casus.Stap{Soort: casus.StapAanmelding, Urgentie: u, Organisatie: "woonstichting-voorbeeld", Wie: "verwijzer"})
	return l
}

// wacht lets the clock run, firing every rung on its way.
func (l *loop) wacht(d time.Duration) {
	l.t.Helper()
	l.nu = l.nu.Add(d)
	for {
		w, ok := l.s.Volgende()
		if !ok || w.Wek.After(l.nu) {
			return
		}
		for _, f := range l.s.Vuur(w, w.Wek) {
			l.vuur[f.Termijn]++
		}
	}
}

// stap waits and takes a step; the id of what it made is answered.
func (l *loop) stap(na time.Duration, st casus.Stap) string {
	l.t.Helper()
	l.wacht(na)
	l.n++
	st.ID = fmt.Sprintf("stap-%d", l.n)
	if _, w := l.s.Verwerk(st, l.nu); w != nil {
		l.t.Fatalf("%s geweigerd na %v: %v", st.Soort, l.nu.Sub(l.begin), w)
	}
	return st.ID
}

// totOutreach takes the steps up to toewijzing and a first attempt, each after na.
func (l *loop) totOutreach(na time.Duration) {
	l.t.Helper()
	l.stap(na, casus.Stap{Soort: casus.StapOntvangst})
	l.stap(na, casus.Stap{Soort: casus.StapAntwoord})
	l.stap(na, casus.Stap{Soort: casus.StapOntvangst, Volledig: true})
	l.stap(na, casus.Stap{Soort: casus.StapSneloverleg})
	l.stap(na, casus.Stap{Soort: casus.StapQuickscan, Uitkomst: casus.BesluitAccepteren})
	l.stap(na, casus.Stap{Soort: casus.StapToewijzing, Wie: "werker"})
	l.stap(na, casus.Stap{Soort: casus.StapContact, Poging: true})
	l.stap(na, casus.Stap{Soort: casus.StapPlan})
}

// naarNazorg goes from outreach to landed, waiting bij for the receiver to accept.
func (l *loop) naarNazorg(na, bij time.Duration) {
	l.t.Helper()
	l.stap(na, casus.Stap{Soort: casus.StapContact, Poging: true, Bereikt: true})
	l.stap(na, casus.Stap{Soort: casus.StapAfschaalbeoordeling, Uitkomst: casus.BesluitAfschalen})
	o := l.stap(na, casus.Stap{Soort: casus.StapOverdracht, Wie: "ggz-voorbeeld", Wet: "zvw"})
	l.stap(bij, casus.Stap{Soort: casus.StapAcceptatie, Ding: o})
	l.stap(na, casus.Stap{Soort: casus.StapGesprek, Ding: o})
	l.stap(na, casus.Stap{Soort: casus.StapEersteContact, Ding: o})
}

// totEinde settles the three check-ins, each one second before it is due.
func (l *loop) totEinde() {
	l.t.Helper()
	for range 3 {
		l.stap(0, casus.Stap{Soort: casus.StapNazorgcontact, Uitkomst: casus.UitkomstStabiel}) // too early: a fact only
		l.wacht(4 * time.Second)
		l.stap(time.Second, casus.Stap{Soort: casus.StapNazorgcontact, Uitkomst: casus.UitkomstStabiel})
		l.wacht(time.Second)
	}
	if l.s.Fase != casus.Afgesloten || l.s.Afsluitreden != casus.Geland {
		l.t.Errorf("eindigt als %s, %s", l.s.Fase, l.s.Afsluitreden)
	}
}

func (l *loop) vuurde(wil map[casus.TermijnSoort]int) {
	l.t.Helper()
	if !maps.Equal(l.vuur, wil) {
		l.t.Errorf("treden %v, verwacht %v", l.vuur, wil)
	}
}

// Who takes a step every second, ten times slower than it goes, sees no rung but
// that of a window of nazorg.
func TestVlotteLoopZietGeenTrede(t *testing.T) {
	t.Parallel()
	for _, u := range []casus.Urgentie{casus.Spoed, casus.Hoog, casus.Normaal} {
		l := nieuweLoop(t, u)
		l.totOutreach(time.Second)
		l.naarNazorg(time.Second, time.Second)
		l.vuurde(map[casus.TermijnSoort]int{})
		l.totEinde()
		l.vuurde(map[casus.TermijnSoort]int{casus.TermijnNazorgVenster: 3})
	}
}

// Who waits for every ladder that tells the story sees all of those and no other,
// and is done within a minute.
func TestWachtendeLoopZietPreciesWaaropHijWacht(t *testing.T) {
	t.Parallel()
	const stap = 300 * time.Millisecond
	l := nieuweLoop(t, casus.Hoog)
	l.totOutreach(stap)
	l.wacht(17 * time.Second)
	l.stap(0, casus.Stap{Soort: casus.StapContact, Poging: true, Bereikt: true})
	l.wacht(5 * time.Second)
	l.naarNazorg(stap, 9*time.Second)
	l.vuurde(map[casus.TermijnSoort]int{casus.TermijnBereikt: 4, casus.TermijnAfschaal: 3, casus.TermijnAcceptatie: 4})
	l.totEinde()
	l.vuurde(map[casus.TermijnSoort]int{
		casus.TermijnBereikt: 4, casus.TermijnAfschaal: 3, casus.TermijnAcceptatie: 4, casus.TermijnNazorgVenster: 3,
	})
	if d := l.nu.Sub(l.begin); d >= time.Minute {
		t.Errorf("duurt %v", d)
	}
}
