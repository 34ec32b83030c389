package product

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"schakel/internal/casus"
	"schakel/internal/register"
)

// BeleidVerversing is how often a process looks whether another policy came in
// force: so long after `schakel beleid toepassen` began, every new case has it.
const BeleidVerversing = 2 * time.Second

// kalenderKort is how long before closing days end somebody is told.
const kalenderKort = 6 // months

// beleidNu is the policy that new cases get, kept up with the register.
type beleidNu struct {
	reg    *register.Register
	log    *slog.Logger
	huidig atomic.Pointer[casus.Beleid]
}

// beginBeleid settles at the start which policy is in force, and says in the log
// what an operator must know of the policies that running cases carry.
func beginBeleid(ctx context.Context, reg *register.Register, c Config) (*beleidNu, error) {
	b := &beleidNu{reg: reg, log: c.Log}
	bestand := c.Beleid()
	nu, er, err := reg.BeleidInKracht(ctx)
	if err != nil {
		return nil, err
	}
	if er && !c.BeleidGekozen && nu.Versie != bestand.Versie {
		c.Log.Warn("het beleidsbestand van deze start is niet het beleid dat in kracht is: nieuwe casussen krijgen dat van het register; schakel beleid toepassen verandert dat",
			"bestand", bestand.Versie, "in_kracht", nu.Versie)
	} else if nu, _, err = reg.ZetBeleid(ctx, bestand, "start"); err != nil {
		return nil, err
	}
	b.huidig.Store(&nu)
	err = b.waarschuw(ctx, nu)
	return b, err
}

// waarschuw tells of running cases with another policy, and of calendars that end.
func (b *beleidNu) waarschuw(ctx context.Context, nu casus.Beleid) error {
	anders, err := b.reg.TelLopende(ctx, nu.Nr)
	if err != nil {
		return fmt.Errorf("beleid van lopende casussen: %w", err)
	}
	if anders > 0 {
		b.log.Warn("er lopen casussen met een ouder beleid: schakel beleid vergelijk laat zien wat toepassen zou veranderen", "aantal", anders, "in_kracht", nu.Versie)
	}
	grens := dagGetal(time.Now().AddDate(0, kalenderKort, 0))
	kort, err := b.reg.KalenderEindigt(ctx, grens)
	if err != nil {
		return fmt.Errorf("kalenders van lopende casussen: %w", err)
	}
	if kort > 0 || nu.Kalender.Tot > 0 && nu.Kalender.Tot < grens {
		b.log.Warn("de sluitdagen van casussen eindigen binnen een half jaar: draai schakel beleid toepassen met hetzelfde bestand",
			"aantal", kort, "beleid_tot", nu.Kalender.Tot)
	}
	return nil
}

func dagGetal(t time.Time) int { return t.Year()*10000 + int(t.Month())*100 + t.Day() }

// Nu is the policy in force.
func (b *beleidNu) Nu() casus.Beleid { return *b.huidig.Load() }

// volg keeps up until ctx ends. While the register is away, what it said last holds.
func (b *beleidNu) volg(ctx context.Context) {
	t := time.NewTicker(BeleidVerversing)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		nr, err := b.reg.BeleidNr(ctx)
		if err != nil || nr <= b.Nu().Nr {
			continue
		}
		if nu, er, err := b.reg.BeleidInKracht(ctx); err == nil && er {
			b.huidig.Store(&nu)
			b.log.Info("ander beleid in kracht", "versie", nu.Versie, "nr", nu.Nr)
		}
	}
}
