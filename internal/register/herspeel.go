package register

import (
	"context"
	"time"

	"schakel/internal/casus"
)

// Genomen is a step that was decided on, and when.
type Genomen struct {
	Proces     casus.Stap `bun:"type:jsonb"`
	Vastgelegd time.Time
}

// Genomen lists the steps of a case that have a fact, in order: by the rules, and
// with the terms firing in between, they lead to the state the case is in.
func (r *Register) Genomen(ctx context.Context, casusID string) ([]Genomen, error) {
	var uit []Genomen
	err := r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT s.proces, f.vastgelegd FROM feiten f JOIN stappen s ON s.id = f.id
			WHERE f.casus_id = ? AND f.seq IS NOT NULL ORDER BY f.seq`, casusID).Scan(ctx, &uit)
	})
	return uit, err
}

// SleutelOp is when a caller first used an idempotency key, whatever for, and the
// case the step is of; no case: never.
func (r *Register) SleutelOp(ctx context.Context, gebruiker, sleutel string) (op time.Time, casusID string, err error) {
	var rijen []struct {
		Op      time.Time
		CasusID string
	}
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT i.op, s.casus_id FROM idempotentie i JOIN stappen s ON s.id = i.stap_id
			WHERE i.subject = ? AND i.sleutel = ? LIMIT 1`, gebruiker, sleutel).Scan(ctx, &rijen)
	})
	if err != nil || len(rijen) == 0 {
		return time.Time{}, "", err
	}
	return rijen[0].Op, rijen[0].CasusID, nil
}
