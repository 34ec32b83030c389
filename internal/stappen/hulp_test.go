package stappen_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/register"
	"schakel/internal/stappen"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

// storing decides what goes wrong with a message: an error instead of a decision
// (voor), or instead of the answer to one (na).
type storing func(ctx context.Context, in contract.StappenIn) (voor, na error)

// motor is an engine of rules that can be disturbed.
type motor struct {
	*testkit.Motor

	mu        sync.Mutex
	storing   storing
	berichten []contract.StappenIn
}

func (m *motor) Stuur(ctx context.Context, casusID string, in contract.StappenIn) (contract.StappenUit, error) {
	return m.gestoord(ctx, in, func() (contract.StappenUit, error) { return m.Motor.Stuur(ctx, casusID, in) })
}

func (m *motor) Begin(ctx context.Context, s casus.State, in contract.StappenIn, heropening bool) (contract.StappenUit, error) {
	return m.gestoord(ctx, in, func() (contract.StappenUit, error) { return m.Motor.Begin(ctx, s, in, heropening) })
}

func (m *motor) gestoord(ctx context.Context, in contract.StappenIn, fn func() (contract.StappenUit, error)) (contract.StappenUit, error) {
	m.mu.Lock()
	m.berichten = append(m.berichten, in)
	st := m.storing
	m.mu.Unlock()
	if st == nil {
		return fn()
	}
	voor, na := st(ctx, in)
	if voor != nil {
		return contract.StappenUit{}, voor
	}
	uit, err := fn()
	if na != nil {
		return contract.StappenUit{}, na
	}
	return uit, err
}

// stoor sets what goes wrong from now on; nil: nothing.
func (m *motor) stoor(s storing) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.storing = s
	m.berichten = nil
}

// kreeg lists the messages since the last disturbance.
func (m *motor) kreeg() []contract.StappenIn {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]contract.StappenIn(nil), m.berichten...)
}

// proef is the service on a real register.
type proef struct {
	*testkit.Keten
	m *motor
	d *stappen.Dienst
}

func nieuw(t *testing.T) *proef {
	t.Helper()
	p := &proef{Keten: testkit.NieuweKeten(t)}
	p.m = &motor{Motor: p.Motor}
	p.d = stappen.Nieuw(stappen.Config{
		Register: p.Register, Motor: p.m, Tabel: toegang.NieuweTabel(), Beleid: func() casus.Beleid { return p.Beleid },
		Log: slog.New(slog.DiscardHandler), Wachttijd: 400 * time.Millisecond, Nu: p.Klok.Nu,
	})
	return p
}

// relay runs until the test is over.
func (p *proef) relay(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	klaar := make(chan struct{})
	go func() {
		defer close(klaar)
		if err := p.d.Bezorg(ctx); err != nil {
			t.Error(err)
		}
	}()
	t.Cleanup(func() { stop(); <-klaar })
}

func verzoek(casusID string, st casus.Stap) stappen.Verzoek {
	return stappen.Verzoek{
		CasusID: casusID, Actie: toegang.VanStap(st.Soort), Pad: "/v1/casussen/" + casusID + "/" + string(st.Soort),
		Sleutel: uuid.NewString(), Lichaam: []byte("{}"), Stap: st, Inhoud: json.RawMessage(`{"n":1}`),
	}
}

func (p *proef) neem(t *testing.T, wie, casusID string, st casus.Stap) (stappen.Uitkomst, error) {
	t.Helper()
	return p.d.Neem(t.Context(), testkit.Wie(t, wie), verzoek(casusID, st))
}

// wacht takes a step that must be answered with 202.
func (p *proef) wacht(t *testing.T, wie, casusID string, st casus.Stap) stappen.Uitkomst {
	t.Helper()
	uit, err := p.neem(t, wie, casusID, st)
	if err != nil {
		t.Fatal(err)
	}
	if uit.Status != register.StapWacht || uit.Casus != nil {
		t.Fatalf("verwacht 202 zonder casus, kreeg %s %v", uit.Status, uit.Casus)
	}
	return uit
}

// bezorgd waits until a step has this outcome.
func (p *proef) bezorgd(t *testing.T, stapID string, wil register.StapStatus) {
	t.Helper()
	testkit.Wacht(t, "stap "+string(wil), func() bool {
		s, err := p.StapUitkomst(t.Context(), stapID)
		if err != nil {
			t.Fatal(err)
		}
		return s.Status == wil
	})
}

// feiten counts the facts of a case, of a kind, or of all kinds.
func (p *proef) feiten(t *testing.T, casusID string, soort casus.StapSoort) int {
	t.Helper()
	regels, _, err := p.Tijdlijn(t.Context(), testkit.Wie(t, "coordinator"), casusID, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range regels {
		if soort == "" || r.Feit.Soort == soort {
			n++
		}
	}
	return n
}

func gelijk[T comparable](t *testing.T, wat string, kreeg, wil T) {
	t.Helper()
	if kreeg != wil {
		t.Fatalf("%s: %v, verwacht %v", wat, kreeg, wil)
	}
}
