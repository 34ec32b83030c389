package register_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// A relay that holds a step of a case keeps what came after it: another relay would
// let that overtake. What came before, and other cases, it may take.
func TestEenAndereRelayHaaltNietIn(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	ander := testkit.Open(t, k.DB, func(c *register.Config) { c.Nu = k.Klok.Nu })
	a, b := k.Zaak(t), k.Zaak(t)
	dien := func(casusID string, soort casus.StapSoort) register.Ingediend {
		return k.Dien(t, "werker", testkit.Indiening(testkit.Wie(t, "werker"), casusID, casus.Stap{Soort: soort, Op: k.Klok.Nu()}, `{}`))
	}
	pak := func(r *register.Register, wil ...register.Ingediend) {
		t.Helper()
		gs, err := r.Wachtend(t.Context(), 10, 6*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		var kreeg, wilde []string
		for _, g := range gs {
			for _, s := range g.Stappen {
				kreeg = append(kreeg, s.ID)
			}
		}
		for _, w := range wil {
			wilde = append(wilde, w.StapID)
		}
		gelijk(t, "opgepakt", strings.Join(kreeg, " "), strings.Join(wilde, " "))
	}
	plan := dien(a, casus.StapPlan) // somebody may still be waiting for its answer
	eerst := dien(a, casus.StapContact)
	pak(k.Register, eerst)
	dan := dien(a, casus.StapContact)
	elders := dien(b, casus.StapContact)
	pak(ander, elders)
	k.Klok.Verder(7 * time.Second)
	pak(ander, plan)
	// Who delivers keeps what it holds, and so what comes after it.
	if _, err := k.VoorCasus(t.Context(), a, []string{eerst.StapID}); err != nil {
		t.Fatal(err)
	}
	k.Klok.Verder(8 * time.Second)
	pak(ander, elders)
	k.Schrijf(t, a, k.Besluit(t, eerst))
	k.Klok.Verder(3 * time.Second)
	pak(ander, plan, dan)
}

// Closed, reopened and closed again: until the register has the state of the second
// closing, that of the first begins no run. It would forget the second stay and
// number its facts a second time.
func TestHeropenNietUitEenEerdereSluiting(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	k.Sluit(t, casusID, casus.Verhuisd)
	_, uit := heropenStap(t, k, casusID)
	k.Schrijf(t, casusID, uit)
	if _, err := k.Heropen(t.Context(), casusID); !errors.Is(err, register.ErrMotorLoopt) {
		t.Fatalf("heropend: verwacht ErrMotorLoopt, kreeg %v", err)
	}
	k.Stap(t, "coordinator", casusID, casus.Stap{Soort: casus.StapAfsluiting, Reden: casus.Verhuisd}, "")
	if _, err := k.Heropen(t.Context(), casusID); !errors.Is(err, register.ErrMotorLoopt) {
		t.Fatalf("tweede sluiting nog onderweg: verwacht ErrMotorLoopt, kreeg %v", err)
	}
	s, _ := k.Motor.Stand(casusID)
	s.Bevestig(s.Seq)
	k.LegVast(t, contract.VastleggenIn{CasusID: casusID, Feiten: s.Feiten, Casus: s.Projecteer(k.Klok.Nu()), Toestand: &s})
	van, err := k.Heropen(t.Context(), casusID)
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "de toestand van de tweede sluiting", van.Seq, s.Seq)
}
