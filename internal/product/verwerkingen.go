package product

import (
	"context"
	"log/slog"
	"time"

	"schakel/internal/register"
)

// Verwerkingen takes lines for the processing log of the organisation; an error means that they come again.
type Verwerkingen interface {
	Meld(ctx context.Context, vs []register.Verwerking) error
}

const (
	// verwerkingenRitme is how often sealed lines are told; with verzegelRitme a record is there within about a minute.
	verwerkingenRitme   = 10 * time.Second
	verwerkingenPerKeer = 500
)

// meldVerwerkingen tells the processing log what was sealed, beside the worker. A log that is away is asked again, and told of once.
func (p *Product) meldVerwerkingen(ctx context.Context, log *slog.Logger, naar Verwerkingen) {
	t := time.NewTicker(verwerkingenRitme)
	defer t.Stop()
	for weg := false; ; {
		n, err := p.Register.MeldVerwerkingen(ctx, verwerkingenPerKeer, naar.Meld)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !weg:
			log.Warn("het verwerkingenlog is niet bereikbaar; wat er komt wordt bewaard en later gemeld", "fout", err)
		case err == nil && weg:
			log.Info("het verwerkingenlog is weer bereikbaar")
		}
		weg = err != nil
		if n == verwerkingenPerKeer {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}
