package testkit

import (
	"context"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/engine"
)

// Wissel gives a case another policy as the workflow does; [engine.ErrGesloten]
// when it does not run.
func (m *Motor) Wissel(_ context.Context, casusID string, in contract.BeleidIn) (contract.StappenUit, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.loopt[casusID]
	if !ok {
		return contract.StappenUit{}, engine.ErrGesloten
	}
	if _, ok := s.Na(in.Bekend); !ok {
		return contract.StappenUit{}, engine.ErrVerouderd
	}
	s.Wissel(in.Beleid, in.Door, m.Nu())
	feiten, _ := s.Na(in.Bekend)
	uit := contract.StappenUit{Feiten: append([]casus.Feit(nil), feiten...), Casus: s.Projecteer(m.Nu())}
	s.Bevestig(in.Bekend)
	return uit, nil
}
