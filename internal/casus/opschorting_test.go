package casus

import (
	"slices"
	"testing"
	"time"
)

// alles is a case with as many terms running as can run together.
func alles(t testing.TB, bij string, niveau int) *proef {
	p := op(t, bij)
	over := om(t, "2026-02-20 12:00")
	if bij != "nazorg" {
		p.stap(Stap{Soort: StapPlan, Tot: over})
	}
	p.stap(Stap{Soort: StapGeinformeerd, Uitkomst: NietGeinformeerd, Tot: over})
	if p.s.Overdracht == nil {
		p.stap(Stap{Soort: StapAfsluiting, Reden: Verhuisd, Door: Actor{Rol: RolWerker}})
	}
	p.stap(Stap{ID: "op", Soort: StapOpschaling, Niveau: niveau})
	return p
}

// Opschorting stops the clocks that depend on the client and nothing else; after
// it they have what was left: eleven days more.
func TestOpschortingStoptAlleenWatMoet(t *testing.T) {
	t.Parallel()
	stopt := []TermijnSoort{TermijnEerstePoging, TermijnBereikt, TermijnPlan, TermijnAfschaal}
	for _, r := range []struct {
		bij    string
		niveau int
		stopt  []TermijnSoort
	}{
		{"outreach", 1, append(stopt, TermijnOpschaling)},
		{"outreach", 2, append(stopt, TermijnOpschaling)},
		{"outreach", 3, stopt},
		{"outreach", 4, stopt},
		{"overdracht", 3, stopt},
		{"aangeboden", 3, stopt},
		{"geaccepteerd", 3, stopt},
		{"besproken", 4, stopt},
		{"nazorg", 1, append(stopt, TermijnOpschaling)},
		{"nazorg", 3, stopt},
	} {
		t.Run(r.bij, func(t *testing.T) {
			t.Parallel()
			p := alles(t, r.bij, r.niveau)
			p.tot(om(t, "2026-01-07 12:00"))
			voor := p.s.Termijnen()
			p.stap(Stap{Soort: StapOpschorting, Tot: om(t, "2026-01-30 12:00")})
			tijdens := p.s.Termijnen()
			p.nu = om(t, "2026-01-18 12:00")
			p.stap(Stap{Soort: StapHervatting})
			daarna := p.s.Termijnen()
			for _, v := range voor {
				moet := slices.Contains(r.stopt, v.Soort)
				d, n := zoek(t, tijdens, v.Soort), zoek(t, daarna, v.Soort)
				if (d.Status == StatusOpgeschort) != moet || moet != d.VervaltOp.IsZero() || d.Aan != v.Aan {
					t.Errorf("%s tijdens opschorting: %+v", v.Soort, d)
				}
				if n.Status != v.Status || n.VervaltOp.After(v.VervaltOp) != moet {
					t.Errorf("%s na hervatting: %+v, ervoor %+v", v.Soort, n, v)
				}
				if v.Soort == TermijnBereikt && !n.VervaltOp.Equal(v.VervaltOp.AddDate(0, 0, 11)) {
					t.Errorf("bereikt-contact van %s naar %s", v.VervaltOp, n.VervaltOp)
				}
			}
		})
	}
}

func zoek(t testing.TB, ts []TermijnStand, s TermijnSoort) TermijnStand {
	t.Helper()
	i := slices.IndexFunc(ts, func(x TermijnStand) bool { return x.Soort == s })
	if i < 0 {
		t.Fatalf("%s loopt niet", s)
	}
	return ts[i]
}

// It reminds at its date and does not resume by itself.
func TestOpschortingHerinnertEnHervatNiet(t *testing.T) {
	t.Parallel()
	p := na(t, "outreach", contact("c", maandag().Add(time.Minute), false), Stap{Soort: StapOpschorting, Tot: om(t, "2026-02-02 12:00")})
	gelijk(t, "treden", treden(p.dagen(300)), "opschorting-hervatten 1 casehouder", "opschorting-hervatten 2 coordinator")
	pr := p.s.Projecteer(p.nu)
	if !pr.Opgeschort || pr.GeenTermijn == "" {
		t.Errorf("%+v", pr)
	}
	p.stap(Stap{Soort: StapHervatting})
	gelijk(t, "treden daarna", treden(p.dagen(15)), "bereikt-contact 1 casehouder")
}

// Extending again and again puts it on the stuurgroep's list.
func TestHerhaaldVerlengen(t *testing.T) {
	t.Parallel()
	p := op(t, "outreach")
	for i := range 5 {
		f := p.stap(Stap{Soort: StapOpschorting, Tot: p.nu.AddDate(0, 0, 30)})
		gemeld := len(f.Meldingen) == 1 && f.Meldingen[0].Aan == AanStuurgroep && f.Meldingen[0].Soort == MeldVerlengd
		if gemeld != (i > 2) {
			t.Errorf("opschorting %d: %+v", i, f.Meldingen)
		}
		p.dagen(20)
	}
	if len(p.s.Pauzes) != 1 {
		t.Errorf("verlengen is één pauze: %v", p.s.Pauzes)
	}
}

// A rung that fired before the pause stands; the next has what was left.
func TestOpschortingTussenTreden(t *testing.T) {
	t.Parallel()
	p := na(t, "outreach", contact("c", maandag().Add(time.Minute), false))
	p.tot(om(t, "2026-01-20 12:00"))
	p.stap(Stap{Soort: StapOpschorting, Tot: om(t, "2026-05-01 12:00")})
	p.tot(om(t, "2026-03-20 12:00"))
	if st := p.termijn(TermijnBereikt); st.Gevuurd != 1 || st.Status != StatusOpgeschort || st.Aan != AanCoordinator {
		t.Errorf("%+v", st)
	}
	p.stap(Stap{Soort: StapHervatting})
	p.vervalt(TermijnBereikt, "2026-03-26 17:00") // 59 days later than 26 January
	if st := p.termijn(TermijnBereikt); st.Gevuurd != 1 {
		t.Errorf("%+v", st)
	}
}

// The client is reached during the opschorting: the watch counts from there, and
// still stands; terugval and closing end the pause.
func TestContactTijdensOpschorting(t *testing.T) {
	t.Parallel()
	p := na(t, "outreach", Stap{Soort: StapOpschorting, Tot: om(t, "2026-05-01 12:00")})
	p.dagen(20)
	p.stap(contact("c", p.nu, true))
	if st := p.termijn(TermijnBereikt); st.Status != StatusOpgeschort {
		t.Errorf("%+v", st)
	}
	p.dagen(10)
	p.stap(Stap{Soort: StapHervatting})
	p.vervalt(TermijnBereikt, "2026-02-18 17:00")

	q := na(t, "nazorg", Stap{Soort: StapOpschorting, Tot: om(t, "2026-05-01 12:00")})
	q.dagen(5)
	q.stap(Stap{Soort: StapTerugvalsignaal})
	if q.s.Opgeschort != nil {
		t.Error("nog opgeschort na terugval")
	}
	q.vervalt(TermijnBereikt, "2026-01-24 17:00")
}
