package testkit

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/engine"
)

// Motor decides as the workflow does, with the same rules and the same memory of
// recent facts, and without a Temporal server: one state per case that runs.
type Motor struct {
	// Nu is the clock of deciding; required.
	Nu func() time.Time

	mu    sync.Mutex
	loopt map[string]*casus.State
}

// Stuur takes steps on a case that runs; [engine.ErrGesloten] when it does not.
func (m *Motor) Stuur(_ context.Context, casusID string, in contract.StappenIn) (contract.StappenUit, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.loopt[casusID]
	if !ok {
		return contract.StappenUit{}, engine.ErrGesloten
	}
	return m.neem(s, in)
}

// Begin starts a run, or uses the one that is there.
func (m *Motor) Begin(_ context.Context, s casus.State, in contract.StappenIn, _ bool) (contract.StappenUit, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.loopt == nil {
		m.loopt = map[string]*casus.State{}
	}
	if _, ok := m.loopt[s.ID]; !ok {
		m.loopt[s.ID] = kopie(s)
	}
	return m.neem(m.loopt[s.ID], in)
}

func (m *Motor) neem(s *casus.State, in contract.StappenIn) (contract.StappenUit, error) {
	if _, ok := s.Na(in.Bekend); !ok {
		return contract.StappenUit{}, engine.ErrVerouderd
	}
	var uit contract.StappenUit
	for _, st := range in.Stappen {
		if f, al := s.FeitVan(st.ID); al {
			if f.Seq <= in.Bekend {
				uit.Feiten = append(uit.Feiten, f)
			}
			continue
		}
		s.Regels = casus.RegelsNu
		if _, w := s.Verwerk(st, m.Nu()); w != nil {
			if len(in.Stappen) == 1 {
				return contract.StappenUit{}, w
			}
			uit.Weigeringen = append(uit.Weigeringen, contract.StapWeigering{Stap: st.ID, Weigering: *w})
		}
	}
	nieuw, _ := s.Na(in.Bekend)
	uit.Feiten = append(uit.Feiten, nieuw...)
	uit.Casus = s.Projecteer(m.Nu())
	s.Bevestig(in.Bekend)
	return uit, nil
}

// Stand is a copy of the state of a run.
func (m *Motor) Stand(casusID string) (casus.State, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.loopt[casusID]
	if !ok {
		return casus.State{}, false
	}
	return *kopie(*s), true
}

// Verander changes the state of a run, as a timer would.
func (m *Motor) Verander(casusID string, fn func(*casus.State)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	fn(m.loopt[casusID])
}

// Einde forgets a run, as a workflow that ended.
func (m *Motor) Einde(casusID string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.loopt, casusID)
}

// kopie goes through JSON, as everything that crosses to a workflow does.
func kopie(s casus.State) *casus.State {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	uit := &casus.State{}
	if err := json.Unmarshal(b, uit); err != nil {
		panic(err)
	}
	return uit
}
