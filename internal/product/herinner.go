package product

import (
	"context"
	"log/slog"
	"time"
)

// herinnerRitme is how often the register is asked what it reminds of beside the chain.
const herinnerRitme = 20 * time.Second

// herinner makes the meldingen of what no workflow watches, beside the worker, at once and then every ritme; several of them do no harm.
func (p *Product) herinner(ctx context.Context, log *slog.Logger, ritme time.Duration) {
	t := time.NewTicker(ritme)
	defer t.Stop()
	for {
		if n, err := p.Register.HerinnerDelingen(ctx); err != nil && ctx.Err() == nil {
			log.Warn("herinneringen aan delingen lukken niet", "fout", err)
		} else if n > 0 {
			log.Info("herinnerd aan delingen", "aantal", n)
		}
		if n, err := p.Register.HerinnerKlachten(ctx); err != nil && ctx.Err() == nil {
			log.Warn("herinneringen aan klachten lukken niet", "fout", err)
		} else if n > 0 {
			log.Info("herinnerd aan klachten", "aantal", n)
		}
		if n, err := p.Register.HerinnerVerklaringen(ctx); err != nil && ctx.Err() == nil {
			log.Warn("herinneringen aan een bezwaar lukken niet", "fout", err)
		} else if n > 0 {
			log.Info("herinnerd aan een bezwaar", "aantal", n)
		}
		if n, err := p.Register.HerinnerLijsten(ctx); err != nil && ctx.Err() == nil {
			log.Warn("herinneringen aan vernietigingslijsten lukken niet", "fout", err)
		} else if n > 0 {
			log.Info("herinnerd aan vernietigingslijsten", "aantal", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}
