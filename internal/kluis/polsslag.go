package kluis

import (
	"context"
	"fmt"
)

// Polsslag is the highest number of the register that the store saw, and the highest of the file of tombstones; 0: none yet.
type Polsslag struct{ Nr, Bestand int64 }

// Polsslag reads it.
func (k *Kluis) Polsslag(ctx context.Context) (p Polsslag, err error) {
	if err := k.db.QueryRowContext(ctx, `SELECT nr, coalesce(bestand, 0) FROM polsslag`).Scan(&p.Nr, &p.Bestand); err != nil {
		return p, fmt.Errorf("kluis: %w", err)
	}
	return p, nil
}

// ZetPolsslag keeps the higher of what there is and this; it never goes down.
func (k *Kluis) ZetPolsslag(ctx context.Context, p Polsslag) error {
	db, err := k.alsWerk()
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, `SELECT zet_polsslag($1, NULLIF($2::bigint, 0))`, p.Nr, p.Bestand); err != nil {
		return fmt.Errorf("kluis: %w", err)
	}
	return nil
}
