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
	k.VerstrijkPacht(t, 6*time.Second)
	if _, err := k.VoorCasus(t.Context(), a, []string{eerst.StapID}); err != nil {
		t.Fatal(err)
	}
	k.VerstrijkPacht(t, 6*time.Second)
	pak(ander, plan, elders)
	k.Schrijf(t, a, k.Besluit(t, eerst))
	k.VerstrijkPacht(t, 11*time.Second)
	pak(ander, plan, dan, elders)
}

// A clock that was set back, or forward, holds no step up and takes none from a relay
// that has it: claims are by the clock of the database, and what lies further ahead
// than a claim reaches is left of a clock that was ahead.
func TestKlokVanEenRelay(t *testing.T) {
	t.Parallel()
	for _, verschil := range []time.Duration{-2 * time.Hour, 2 * time.Hour} {
		t.Run(verschil.String(), func(t *testing.T) {
			t.Parallel()
			k := testkit.NieuweKeten(t, func(c *register.Config) { c.Nu = nil })
			scheef := testkit.Open(t, k.DB, func(c *register.Config) { c.Nu = func() time.Time { return time.Now().Add(verschil) } })
			casusID := k.Zaak(t)
			dien := func(r *register.Register, soort casus.StapSoort) string {
				uit, err := r.Indienen(t.Context(), testkit.Wie(t, "werker"), testkit.Indiening(testkit.Wie(t, "werker"), casusID, casus.Stap{Soort: soort, Op: time.Now()}, `{}`))
				if err != nil {
					t.Fatal(err)
				}
				return uit.StapID
			}
			pak := func(wat string, r *register.Register, wil ...string) {
				t.Helper()
				gs, err := r.Wachtend(t.Context(), 10, time.Minute)
				if err != nil {
					t.Fatal(err)
				}
				var kreeg []string
				for _, g := range gs {
					for _, s := range g.Stappen {
						kreeg = append(kreeg, s.ID)
					}
				}
				gelijk(t, wat, strings.Join(kreeg, " "), strings.Join(wil, " "))
			}
			eerst := dien(k.Register, casus.StapContact)
			pak("een relay met een scheve klok", scheef, eerst)
			pak("wat die heeft, heeft niemand anders", k.Register)
			k.VerstrijkPacht(t, 11*time.Second)
			pak("na de pacht van een dode relay", k.Register, eerst)
			pak("ook niet die met de scheve klok", scheef)
			// The clock of the database itself: a claim of a dead process lies two hours ahead, or behind.
			k.VerstrijkPacht(t, verschil)
			pak("een pacht van een andere klok", k.Register, eerst)
			// A plan that somebody may still be waiting for is left to him, unless its moment says nothing.
			plan := dien(scheef, casus.StapPlan)
			dien(k.Register, casus.StapPlan)
			k.VerstrijkPacht(t, 11*time.Second)
			pak("een plan van een scheve klok", k.Register, eerst, plan)
		})
	}
}

// A claim made while a relay waits for its turn lies further ahead than that relay's
// own moment says a claim can reach. It stands all the same.
func TestOpgepaktTijdensHetWachten(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	k.Dien(t, "werker", testkit.Indiening(testkit.Wie(t, "werker"), k.Zaak(t), casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu()}, `{}`))
	conn := testkit.Verbind(t, k.DB.Motor())
	doe := func(q string, args ...any) {
		t.Helper()
		if _, err := conn.Exec(t.Context(), q, args...); err != nil {
			t.Fatal(err)
		}
	}
	doe(`SELECT pg_advisory_lock($1)`, register.OppakSlot)
	klaar := make(chan int, 1)
	go func() {
		gs, err := k.Wachtend(t.Context(), 10, 0)
		if err != nil {
			t.Error(err)
		}
		klaar <- len(gs)
	}()
	testkit.Wacht(t, "de relay wacht op zijn beurt", func() bool {
		var er bool
		err := conn.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
			WHERE l.locktype = 'advisory' AND NOT l.granted AND d.datname = current_database())`).Scan(&er)
		return err == nil && er
	})
	doe(`UPDATE stappen SET opgepakt_tot = clock_timestamp() + interval '10 seconds'`)
	doe(`SELECT pg_advisory_unlock($1)`, register.OppakSlot)
	gelijk(t, "opgepakt", <-klaar, 0)
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
