// Package activities holds the side effects of a case: one struct per kind of
// dependency. An activity may run more than once and must not mind.
package activities

import (
	"context"

	"schakel/internal/casus"
	"schakel/internal/contract"
)

// Register writes what the workflow decided by itself: a rung, a closing.
type Register struct {
	Schrijver interface {
		// Verwerk writes facts, projection and outcomes, idempotent on (case, seq).
		Verwerk(ctx context.Context, casusID string, uit contract.StappenUit, toestand *casus.State) error
	}
}

// Vastleggen writes facts that no step's answer carries. Errors are retried by the workflow, for ever.
func (r *Register) Vastleggen(ctx context.Context, in contract.VastleggenIn) error {
	return r.Schrijver.Verwerk(ctx, in.CasusID, contract.StappenUit{Feiten: in.Feiten, Casus: in.Casus}, in.Toestand)
}
