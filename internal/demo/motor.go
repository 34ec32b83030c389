package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/engine"
	"schakel/internal/register"
)

// motor decides on cases in the past, by the same rules as the workflow and with
// the same terms, by the clock of the story. One goroutine uses it.
type motor struct {
	klok     *klok
	register *register.Register
	beleid   func() casus.Beleid
	loopt    map[string]*casus.State
}

// Stuur takes steps on a case of which the story runs.
func (m *motor) Stuur(ctx context.Context, casusID string, in contract.StappenIn) (contract.StappenUit, error) {
	s, err := m.stand(ctx, casusID)
	if err != nil {
		return contract.StappenUit{}, err
	}
	return m.neem(s, in)
}

// Begin begins a case, or a heropening.
func (m *motor) Begin(_ context.Context, s casus.State, in contract.StappenIn, _ bool) (contract.StappenUit, error) {
	k, err := kopie(s)
	if err != nil {
		return contract.StappenUit{}, err
	}
	m.loopt[s.ID] = k
	return m.neem(k, in)
}

// neem lets the rungs fire that fell due since the last step, and takes the steps.
func (m *motor) neem(s *casus.State, in contract.StappenIn) (contract.StappenUit, error) {
	nu := m.klok.Nu()
	if err := vuur(s, nu); err != nil {
		return contract.StappenUit{}, err
	}
	var uit contract.StappenUit
	for _, st := range in.Stappen {
		if _, al := s.FeitVan(st.ID); al {
			continue
		}
		s.Regels = casus.RegelsNu
		if _, w := s.Verwerk(st, nu); w != nil {
			return uit, w
		}
	}
	uit.Feiten, _ = s.Na(in.Bekend)
	uit.Casus = s.Projecteer(nu)
	s.Bevestig(in.Bekend)
	return uit, nil
}

// maxTreden between two steps: with terms in days there are a handful; with terms in
// seconds months of waiting would be millions.
const maxTreden = 200

var errKort = errors.New("de termijnen van dit beleid zijn te kort voor een demo over maanden: kies een beleid met termijnen in dagen")

// vuur fires every rung that was due by nu, each at the moment its timer would have
// gone off; never before the fact that made it due.
func vuur(s *casus.State, nu time.Time) error {
	for range maxTreden {
		w, ok := s.Volgende()
		if !ok || w.Wek.After(nu) {
			return nil
		}
		op := w.Wek
		if n := len(s.Feiten); n > 0 && s.Feiten[n-1].Vastgelegd.After(op) {
			op = s.Feiten[n-1].Vastgelegd
		}
		s.Vuur(w, op)
	}
	return errKort
}

// stand is the state of a case; after an interruption it is made again from the
// steps in the register, which lead to the same.
func (m *motor) stand(ctx context.Context, casusID string) (*casus.State, error) {
	if s, ok := m.loopt[casusID]; ok {
		return s, nil
	}
	genomen, err := m.register.Genomen(ctx, casusID)
	if err != nil {
		return nil, err
	}
	if len(genomen) == 0 {
		return nil, engine.ErrGesloten
	}
	c, err := m.register.Controle(ctx, casusID)
	if err != nil {
		return nil, err
	}
	s := &casus.State{ID: casusID, Nummer: c.Nummer, Beleid: m.beleid()}
	for _, g := range genomen {
		if err := vuur(s, g.Vastgelegd.UTC()); err != nil {
			return nil, err
		}
		if _, w := s.Verwerk(g.Proces, g.Vastgelegd.UTC()); w != nil {
			return nil, fmt.Errorf("casus %s is niet meer na te spelen bij feit %d: %w", c.Nummer, s.Seq+1, w)
		}
	}
	// A rung that was written after the last step is there too.
	for w, ok := s.Volgende(); ok && s.Seq < c.Seq; w, ok = s.Volgende() {
		s.Vuur(w, w.Wek)
	}
	if s.Seq != c.Seq {
		return nil, fmt.Errorf("casus %s: nagespeeld tot feit %d, het register staat op %d", c.Nummer, s.Seq, c.Seq)
	}
	s.Bevestig(s.Seq)
	m.loopt[casusID] = s
	return s, nil
}

// kopie goes through JSON, as everything that crosses to a workflow does.
func kopie(s casus.State) (*casus.State, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	uit := &casus.State{}
	return uit, json.Unmarshal(b, uit)
}
