package product

import (
	"context"
	"log/slog"
	"time"
)

// herinnerRitme is how often the register is asked what it reminds of beside the chain.
const herinnerRitme = 20 * time.Second

// herinner makes the meldingen of what no workflow watches, beside the worker; several of them do no harm.
func (p *Product) herinner(ctx context.Context, log *slog.Logger) {
	t := time.NewTicker(herinnerRitme)
	defer t.Stop()
	for {
		if n, err := p.Register.HerinnerDelingen(ctx); err != nil && ctx.Err() == nil {
			log.Warn("herinneringen aan delingen lukken niet", "fout", err)
		} else if n > 0 {
			log.Info("herinnerd aan delingen", "aantal", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}
