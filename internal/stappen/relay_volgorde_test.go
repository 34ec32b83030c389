package stappen_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/engine"
	"schakel/internal/register"
)

// More steps of a case than one message holds: they arrive in the order they came,
// and no second message is on its way while the first is.
func TestVeelStappenKomenInVolgorde(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	casusID := p.Zaak(t)
	p.m.stoor(altijd(engine.ErrWeg, nil))
	var wil []string
	for range 60 {
		uit, err := p.neem(t, "werker", casusID, casus.Stap{Soort: casus.StapContact, Op: p.Klok.Nu(), Poging: true})
		if err != nil {
			t.Fatal(err)
		}
		wil = append(wil, uit.StapID)
	}
	var mu sync.Mutex
	onderweg, kreeg := 0, []string{}
	p.m.stoor(func(ctx context.Context, in contract.StappenIn) (voor, na error) {
		mu.Lock()
		onderweg++
		if onderweg > 1 {
			t.Error("twee berichten van een casus tegelijk")
		}
		eerste := len(kreeg) == 0
		for _, s := range in.Stappen {
			kreeg = append(kreeg, s.ID)
		}
		mu.Unlock()
		if eerste { // the first message takes longest
			select {
			case <-ctx.Done():
			case <-time.After(150 * time.Millisecond):
			}
		}
		mu.Lock()
		onderweg--
		mu.Unlock()
		return nil, nil
	})
	p.relay(t)
	p.bezorgd(t, wil[len(wil)-1], register.StapVerwerkt)
	mu.Lock()
	defer mu.Unlock()
	if !slices.Equal(kreeg, wil) {
		t.Errorf("%d stappen, niet in volgorde", len(kreeg))
	}
}

// A message that cannot be delivered because the engine is away holds back what
// comes after it of the same case; a step the engine chokes on does not.
func TestWatWachtHoudtDeVolgorde(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	casusID := p.Zaak(t)
	p.m.stoor(altijd(engine.ErrWeg, nil))
	var alle []string
	for range 30 {
		uit, err := p.neem(t, "werker", casusID, casus.Stap{Soort: casus.StapContact, Op: p.Klok.Nu()})
		if err != nil {
			t.Fatal(err)
		}
		alle = append(alle, uit.StapID)
	}
	gif := alle[3]
	p.m.stoor(func(_ context.Context, in contract.StappenIn) (voor, na error) {
		if slices.ContainsFunc(in.Stappen, func(s casus.Stap) bool { return s.ID == gif }) {
			return errors.New("workflow: kan dit niet lezen"), nil
		}
		return nil, nil
	})
	p.relay(t)
	p.bezorgd(t, alle[29], register.StapVerwerkt)
	s, err := p.StapUitkomst(t.Context(), gif)
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "de giftige wacht nog", s.Status, register.StapWacht)
}
