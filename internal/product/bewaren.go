package product

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"schakel/internal/bewaren"
)

// bewaarRitme is how often a worker looks for what may be destroyed: two people approved it, and then nobody waits for a second more.
const bewaarRitme = time.Minute

// herspeel makes who destroys, and destroys again what came back with a backup, or (without a worker) refuses to serve it.
func (p *Product) herspeel(ctx context.Context, c Config) error {
	p.bewaren = &bewaren.Dienst{Register: p.Register, Motor: p.Motor, Log: c.Log.With("deel", "bewaren"), Erken: c.GrafstenenKwijt}
	if c.Grafstenen != "" {
		p.bewaren.Steen = bewaren.NieuweGrafstenen(c.Grafstenen, p.Register)
	}
	if p.ritme = c.BewaarRitme; p.ritme == 0 {
		p.ritme = bewaarRitme
	}
	// Who has no worker beside it destroys nothing, and waits for who has.
	herspeel := p.bewaren.Toets
	if !c.ZonderWerker {
		herspeel = func(ctx context.Context) error { _, err := p.bewaren.Herspeel(ctx, false); return err }
	}
	if err := herspeel(ctx); err != nil {
		return fmt.Errorf("grafstenen: %w", err)
	}
	return nil
}

// bewaar carries out what was approved, and proposes once a day, beside the worker. Several of them do no harm: each step can be done twice, and a
// second proposal is empty.
func (p *Product) bewaar(ctx context.Context, log *slog.Logger) {
	t := time.NewTicker(p.ritme)
	defer t.Stop()
	for dag := ""; ; {
		if vandaag := time.Now().Format(time.DateOnly); vandaag != dag {
			if err := p.bewaren.Dagelijks(ctx); err == nil {
				dag = vandaag
			} else if ctx.Err() == nil {
				log.Warn("de vernietigingslijst van vandaag is er nog niet", "fout", err)
			}
		}
		if err := p.bewaren.Ronde(ctx); err != nil && ctx.Err() == nil {
			log.Warn("vernietigen gaat niet verder; het wordt opnieuw geprobeerd", "fout", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}
