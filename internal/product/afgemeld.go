package product

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"schakel/internal/register"
)

// AfgemeldVerversing is how soon a user who was signed off with `schakel regio
// toepassen` is let in no more, whatever the identity provider still says.
const AfgemeldVerversing = 5 * time.Second

// afgemeld are the users who were signed off, kept up with the register.
type afgemeld struct {
	reg    *register.Register
	log    *slog.Logger
	huidig atomic.Pointer[map[string]struct{}]
}

func beginAfgemeld(ctx context.Context, reg *register.Register, log *slog.Logger) (*afgemeld, error) {
	a := &afgemeld{reg: reg, log: log}
	if err := a.ververs(ctx); err != nil {
		return nil, fmt.Errorf("afgemelde gebruikers: %w", err)
	}
	return a, nil
}

func (a *afgemeld) ververs(ctx context.Context) error {
	ids, err := a.reg.Afgemeld(ctx)
	if err != nil {
		return err
	}
	nu := make(map[string]struct{}, len(ids))
	for _, id := range ids {
		nu[id] = struct{}{}
	}
	a.huidig.Store(&nu)
	return nil
}

// is reports whether a user was signed off.
func (a *afgemeld) is(gebruiker string) bool {
	_, weg := (*a.huidig.Load())[gebruiker]
	return weg
}

// volg keeps up until ctx ends. While the register is away, what it said last holds.
func (a *afgemeld) volg(ctx context.Context) {
	t := time.NewTicker(AfgemeldVerversing)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		if err := a.ververs(ctx); err != nil && ctx.Err() == nil {
			a.log.Warn("afgemelde gebruikers niet ververst", "fout", err)
		}
	}
}
