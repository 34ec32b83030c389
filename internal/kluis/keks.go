package kluis

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// A KEK may wrap as long as its name is in keks. So a process that missed a rotation cannot go on with the old one: it is told [ErrKEKWeg].

// Begin makes the first of these KEKs that of a store that has none; of a store that has others one of them must be there, else [ErrKEKWeg].
func (k *Kluis) Begin(ctx context.Context, keks []string) error {
	_, err := k.db.ExecContext(ctx, `INSERT INTO keks (naam) SELECT $1::text WHERE NOT EXISTS (SELECT FROM keks) ON CONFLICT DO NOTHING`, keks[0])
	if err != nil {
		return fmt.Errorf("kluis: %w", err)
	}
	var er bool
	if err := k.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM keks WHERE naam = ANY ($1::text[]))`, keks).Scan(&er); err != nil {
		return fmt.Errorf("kluis: %w", err)
	}
	if !er {
		return ErrKEKWeg
	}
	return nil
}

// MagPakken lets KEKs wrap, beside those that may.
func (k *Kluis) MagPakken(ctx context.Context, keks ...string) error {
	for _, kek := range keks {
		if _, err := k.db.ExecContext(ctx, `INSERT INTO keks (naam) VALUES ($1) ON CONFLICT DO NOTHING`, kek); err != nil {
			return fmt.Errorf("kluis: %w", err)
		}
	}
	return nil
}

// Alleen retires every KEK but this one; false when keys are still wrapped with another.
func (k *Kluis) Alleen(ctx context.Context, kek string) (bool, error) {
	db, err := k.alsWerk()
	if err != nil {
		return false, err
	}
	_, err = db.ExecContext(ctx, `DELETE FROM keks WHERE naam <> $1`, kek)
	if isVreemdeSleutel(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("kluis: %w", err)
	}
	return true, nil
}

// Herpakt is a key as it was read, and as it is to be.
type Herpakt struct {
	Sleutel
	Nieuw []byte
}

// Herpak wraps keys anew, all or none. n is how many still were as they were read: the others somebody else wrapped, or destroyed.
func (k *Kluis) Herpak(ctx context.Context, naar string, hs []Herpakt) (n int, err error) {
	db, err := k.alsWerk()
	if err != nil {
		return 0, err
	}
	err = inTx(ctx, db, func(tx *sql.Tx) error {
		n = 0
		for _, h := range hs {
			var gedaan bool
			if err := tx.QueryRowContext(ctx, `SELECT herpak($1::uuid, $2, $3, $4, $5)`, h.CasusID, h.Versie, h.KEK, naar, h.Nieuw).Scan(&gedaan); err != nil {
				return fmt.Errorf("kluis: %w", err)
			}
			if gedaan {
				n++
			}
		}
		return nil
	})
	return n, err
}

// Stand is how many data keys there are, and how many of them are wrapped with another KEK than this.
func (k *Kluis) Stand(ctx context.Context, kek string) (alle, anders int, err error) {
	if err := k.db.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE kek <> $1) FROM datasleutels`, kek).Scan(&alle, &anders); err != nil {
		return 0, 0, fmt.Errorf("kluis: %w", err)
	}
	return alle, anders, nil
}

// slotWissel is the advisory lock of a rotation; it holds within this database only.
const slotWissel = 7_215_043

// ErrBezig: somebody else rotates.
var ErrBezig = errors.New("er loopt al een wisseling van sleutels")

// Alleenwerk runs doe while nobody else runs one; else [ErrBezig].
func (k *Kluis) Alleenwerk(ctx context.Context, doe func() error) error {
	conn, err := k.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("kluis: %w", err)
	}
	defer func() { _ = conn.Close() }()
	var mag bool
	if err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1)`, slotWissel).Scan(&mag); err != nil {
		return fmt.Errorf("kluis: %w", err)
	}
	if !mag {
		return ErrBezig
	}
	defer func() { // the connection goes back to the pool, and must not take the lock along
		los, stop := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer stop()
		_, _ = conn.ExecContext(los, `SELECT pg_advisory_unlock($1)`, slotWissel)
	}()
	return doe()
}

// Oud lists at most n cases with a key from before op, after na; a case may be listed twice.
func (k *Kluis) Oud(ctx context.Context, op time.Time, na string, n int) ([]string, error) {
	if na == "" {
		na = eersteID
	}
	rijen, err := k.db.QueryContext(ctx, `SELECT DISTINCT casus_id::text FROM datasleutels WHERE gemaakt_op < $1 AND casus_id > $2::uuid ORDER BY 1 LIMIT $3`, op, na, n)
	if err != nil {
		return nil, fmt.Errorf("kluis: %w", err)
	}
	defer func() { _ = rijen.Close() }() // Err says what went wrong
	var uit []string
	for rijen.Next() {
		var id string
		if err := rijen.Scan(&id); err != nil {
			return nil, fmt.Errorf("kluis: %w", err)
		}
		uit = append(uit, id)
	}
	return uit, rijen.Err()
}

// Veeg takes away the keys of a case that does not exist, if they are all older than dan (at least a day), and notes it; true when they went.
func (k *Kluis) Veeg(ctx context.Context, casusID string, dan time.Duration) (weg bool, err error) {
	db, err := k.alsWerk()
	if err != nil {
		return false, err
	}
	if err := db.QueryRowContext(ctx, `SELECT veeg($1::uuid, make_interval(secs => $2))`, casusID, dan.Seconds()).Scan(&weg); err != nil {
		return false, fmt.Errorf("kluis: %w", err)
	}
	return weg, nil
}
