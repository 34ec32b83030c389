package register_test

import (
	"context"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// What one process writes another hears, as an id; and what that may tell whom is asked as that person. A connection that breaks is made again.
func TestRoepEnLuister(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID, werker := k.Zaak(t), testkit.Wie(t, "werker")
	gehoord := make(chan string, 64)
	ctx, stop := context.WithCancel(t.Context())
	klaar := make(chan struct{})
	go func() { k.Luister(ctx, func(s string) { gehoord <- s }); close(klaar) }()
	t.Cleanup(func() { stop(); <-klaar })
	hoor := func(wil string) {
		t.Helper()
		for grens := time.After(20 * time.Second); ; {
			select {
			case s := <-gehoord:
				if s == wil {
					return
				}
			case <-grens:
				t.Fatalf("%q was not heard", wil)
			}
		}
	}
	hoor(register.RoepAlles)
	na, err := k.Stand(t.Context(), werker, casusID)
	gelijk(t, "stand", err, nil)
	k.Stap(t, "werker", casusID, casus.Stap{Soort: casus.StapPlan}, `{"notitie":"geheim"}`)
	hoor(register.RoepVeranderd + casusID)

	vs, err := k.Veranderd(t.Context(), werker, casusID, na)
	gelijk(t, "veranderd", err, nil)
	if len(vs) == 0 || vs[0].Soort != "plan" || vs[0].Door != werker.Gebruiker || vs[0].Seq <= na {
		t.Fatalf("veranderd: %+v", vs)
	}
	lijst, err := k.VeranderdeCasussen(t.Context(), werker, []string{casusID})
	gelijk(t, "lijst", err, nil)
	gelijk(t, "in de lijst", len(lijst), 1)

	ander := testkit.Wie(t, "werker2")
	vs, err = k.Veranderd(t.Context(), ander, casusID, 0)
	gelijk(t, "een ander", err, nil)
	gelijk(t, "hoort een ander", len(vs), 0)
	lijst, err = k.VeranderdeCasussen(t.Context(), ander, []string{casusID})
	gelijk(t, "lijst van een ander", err, nil)
	gelijk(t, "in de lijst van een ander", len(lijst), 0)
	if _, err = k.Stand(t.Context(), ander, casusID); fout.Als(err).Soort != fout.NietGevonden {
		t.Errorf("stand voor een ander: %v", err)
	}

	verbreek(t, k)
	hoor(register.RoepAlles)
	k.Roep("weer")
	hoor("weer")
}
