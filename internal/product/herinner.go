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
		for _, w := range []struct {
			aan string
			doe func(context.Context) (int, error)
		}{
			{"delingen", p.Register.HerinnerDelingen},
			{"klachten", p.Register.HerinnerKlachten},
			{"een bezwaar", p.Register.HerinnerVerklaringen},
			{"vernietigingslijsten", p.Register.HerinnerLijsten},
		} {
			if n, err := w.doe(ctx); err != nil && ctx.Err() == nil {
				log.Warn("herinneringen lukken niet", "aan", w.aan, "fout", err)
			} else if n > 0 {
				log.Info("herinnerd", "aan", w.aan, "aantal", n)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}
