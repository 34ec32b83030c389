package main

import (
	"context"
	"fmt"

	"schakel/internal/solo"
)

// maxHerstarts of temporald within one run of solo.
const maxHerstarts = 20

// bewaakTemporal starts the engine again when it stops by itself; what it cannot mend it says in uit.
func (r *solorun) bewaakTemporal(ctx context.Context, uit chan<- error) {
	for n := 0; ; n++ {
		err, ok := <-r.temporalNu().Done()
		if !ok || err == nil || ctx.Err() != nil {
			return
		}
		r.log.Error("Temporal stopte onverwacht en wordt opnieuw gestart", "fout", err, "keer", n+1)
		if n >= maxHerstarts {
			uit <- fmt.Errorf("Temporal stopte %d keer onverwacht: %w", n+1, err) //nolint:staticcheck // a name
			return
		}
		if err := r.herstartTemporal(ctx); err != nil {
			uit <- err
			return
		}
	}
}

func (r *solorun) temporalNu() *solo.Temporal {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.temporal
}

func (r *solorun) herstartTemporal(ctx context.Context) error {
	oud := r.temporalNu()
	dir, err := r.map_.Map("temporal")
	if err != nil {
		return err
	}
	nieuw, err := solo.StartTemporal(ctx, solo.TemporalConfig{Dir: dir, Postgres: r.pgAdres, Namespace: naamruimte, Familie: oud.Familie()})
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.temporal = nieuw
	return nil
}
