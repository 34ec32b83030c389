package register

import (
	"context"
	"time"
)

// Stand is what an operator wants to know of the register: numbers by kind, and of
// nobody in particular.
type Stand struct {
	// Casussen that are not closed, per fase.
	Casussen []Aantal
	// Wachtend are steps without an outcome, per kind; OudsteWacht is how long the first of them waits.
	Wachtend    []Aantal
	OudsteWacht time.Duration
	// Verlopen are terms of open cases of which a rung was reached, per kind.
	Verlopen []Aantal
	// TeLaat are rungs that should have been reached a minute ago and were not: the engine is behind.
	TeLaat int
	// Meldingen that nobody confirmed, per kind, rung and addressee.
	Meldingen []AantalMeldingen
}

// Aantal is how many there are of a kind.
type Aantal struct {
	Soort string
	N     int
}

// AantalMeldingen is how many there are of a kind, a rung and an addressee (a role, never a person).
type AantalMeldingen struct {
	Soort, Aan string
	Trede, N   int
}

// teLaatNa is how long the engine may take to reach a rung, with the jitter of terms left out: that is in their moment.
const teLaatNa = time.Minute

// TelStand counts, as the engine's side. It reads every open case; ask no more often than each half minute or so.
func (r *Register) TelStand(ctx context.Context) (s Stand, err error) {
	nu := r.nu()
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		if err := tx.NewRaw(`SELECT fase AS soort, count(*) AS n FROM casussen WHERE fase <> 'afgesloten' GROUP BY 1 ORDER BY 1`).Scan(ctx, &s.Casussen); err != nil {
			return err
		}
		if err := r.telWachtend(ctx, tx, nu, &s); err != nil {
			return err
		}
		if err := r.telTermijnen(ctx, tx, nu, &s); err != nil {
			return err
		}
		return tx.NewRaw(`SELECT soort, aan, trede, count(*) AS n FROM meldingen
			WHERE status = 'open' AND klacht_id IS NULL AND (uitgesteld_tot IS NULL OR uitgesteld_tot <= ?) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`, nu).Scan(ctx, &s.Meldingen)
	})
	return s, err
}

func (r *Register) telWachtend(ctx context.Context, tx Tx, nu time.Time, s *Stand) error {
	var rijen []struct {
		Aantal
		Oudste time.Time
	}
	err := tx.NewRaw(`SELECT soort, count(*) AS n, min(ingediend_op) AS oudste FROM stappen WHERE status = 'wacht' GROUP BY 1 ORDER BY 1`).Scan(ctx, &rijen)
	for _, rij := range rijen {
		s.Wachtend = append(s.Wachtend, rij.Aantal)
		s.OudsteWacht = max(s.OudsteWacht, nu.Sub(rij.Oudste))
	}
	return err
}

func (r *Register) telTermijnen(ctx context.Context, tx Tx, nu time.Time, s *Stand) error {
	var rijen []struct {
		Aantal
		TeLaat int
	}
	err := tx.NewRaw(`SELECT t.soort, count(*) FILTER (WHERE t.status = 'verlopen' OR coalesce(t.gevuurd, 0) > 0) AS n,
			count(*) FILTER (WHERE t.status = 'loopt' AND t."vervaltOp" < ?) AS te_laat
		FROM casussen c, jsonb_to_recordset(c.projectie->'termijnen') AS t (soort text, "vervaltOp" timestamptz, status text, gevuurd int)
		WHERE c.fase <> 'afgesloten' AND t.status <> 'opgeschort' GROUP BY 1 ORDER BY 1`, nu.Add(-teLaatNa)).Scan(ctx, &rijen)
	for _, rij := range rijen {
		s.Verlopen = append(s.Verlopen, rij.Aantal)
		s.TeLaat += rij.TeLaat
	}
	return err
}
