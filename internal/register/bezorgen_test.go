package register_test

import (
	"sync"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// Two relays at once: each step is claimed once, and again only when the lease is over.
func TestWachtendGeeftElkeStapAanEenRelay(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	var zaken []string
	for range 12 {
		zaken = append(zaken, k.Zaak(t))
	}
	alle := map[string]bool{}
	for i := range 60 {
		id := zaken[i/5] // a claim is of 25 steps at most, here whole cases
		in := k.Dien(t, "werker", testkit.Indiening(testkit.Wie(t, "werker"), id, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu()}, `{}`))
		alle[in.StapID] = true
	}
	ander := testkit.Open(t, k.DB, func(c *register.Config) { c.Nu = k.Klok.Nu })
	ronde := func() map[string]int {
		var mu sync.Mutex
		gezien := map[string]int{}
		var wg sync.WaitGroup
		for i := range 6 {
			r := []*register.Register{k.Register, ander}[i%2]
			wg.Go(func() {
				gs, err := r.Wachtend(t.Context(), 1, 0)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				for _, g := range gs {
					if len(g.Stappen) > 25 {
						t.Errorf("%d stappen in één bericht", len(g.Stappen))
					}
					for _, s := range g.Stappen {
						gezien[s.ID]++
					}
				}
			})
		}
		wg.Wait()
		return gezien
	}
	controleer := func(gezien map[string]int) {
		t.Helper()
		for id, n := range gezien {
			gelijk(t, "keren opgepakt", n, 1)
			gelijk(t, "een van deze", alle[id], true)
		}
	}
	totaal := ronde()
	for range 3 { // who met a lock skipped it
		for id, n := range ronde() {
			totaal[id] += n
		}
	}
	controleer(totaal)
	gelijk(t, "opgepakt", len(totaal), 60)
	gelijk(t, "binnen de pacht", len(ronde()), 0)
	k.VerstrijkPacht(t, 11*time.Second)
	weer, err := k.Wachtend(t.Context(), 10, 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, g := range weer {
		n += len(g.Stappen)
	}
	gelijk(t, "na de pacht", n, 60)
}

// Contacts go at once; of other steps somebody may still be waiting for the answer.
func TestWachtendLaatWieWachtVoor(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	k.Klok.Verder(time.Minute)
	plan := k.Dien(t, "werker", testkit.Indiening(testkit.Wie(t, "werker"), casusID, casus.Stap{Soort: casus.StapPlan}, `{}`))
	contact := k.Dien(t, "werker", testkit.Indiening(testkit.Wie(t, "werker"), casusID, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu()}, `{}`))
	eerst, err := k.Wachtend(t.Context(), 10, 6*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "groepen", len(eerst), 1)
	gelijk(t, "stappen", len(eerst[0].Stappen), 1)
	gelijk(t, "het contact", eerst[0].Stappen[0].ID, contact.StapID)
	k.Klok.Verder(20 * time.Second)
	k.VerstrijkPacht(t, 20*time.Second)
	dan, err := k.Wachtend(t.Context(), 10, 6*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "beide in één bericht", len(dan[0].Stappen), 2)
	gelijk(t, "in de volgorde van binnenkomst", dan[0].Stappen[0].ID, plan.StapID)
	gelijk(t, "bekend", dan[0].Bekend, plan.Bekend)
	k.Schrijf(t, casusID, k.Besluit(t, plan, contact))
	rest, err := k.VoorCasus(t.Context(), casusID, []string{plan.StapID, contact.StapID})
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "niets meer over", len(rest.Stappen)+len(rest.Weigeringen), 0)
	gelijk(t, "bekend na het schrijven", rest.Bekend, plan.Bekend+2)
}
