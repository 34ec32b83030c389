// Package kluis is the store of data keys: a PostgreSQL database of its own, apart from the register, so that a backup of the register holds no
// keys, and what was destroyed here is gone once the store's own, short-lived backups are. Each case has a data key (later more versions of one),
// wrapped with a key-encryption key (KEK) that is not in any database: see [Keyset] and tink's registry.KMSClient.
//
//	(none) ──zet──► wrapped with a KEK ──herpak──► wrapped with the next KEK
//	                      └──────────vernietig──► destroyed, for ever
//
// It never sees a data key that is not wrapped, and never logs one. Errors: [ErrVernietigd], [ErrKEKWeg], [ErrDicht], or that the database did not answer.
package kluis

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"go.opentelemetry.io/otel/trace"

	"schakel/internal/schema"
)

var (
	// ErrVernietigd: the key of this case was destroyed, and none will be taken again.
	ErrVernietigd = errors.New("de sleutel van deze casus is vernietigd")
	// ErrKEKWeg: wrapped with a key that was retired; wrap with the present one.
	ErrKEKWeg = errors.New("ingepakt met een sleutel die niet meer in gebruik is")
	// ErrDicht: a wrapped key does not open with the keys there are.
	ErrDicht = errors.New("de sleutel van de casus opent niet")
	// ErrAlleenLezen: this process was not given the role that destroys keys and wraps them anew.
	ErrAlleenLezen = errors.New("dit proces mag in de kluis alleen lezen en toevoegen: geef de rol " + RolWerk + " (--kluis-werk-password-file)")
)

// Sleutel is a wrapped data key.
type Sleutel struct {
	CasusID string
	// Versie counts from 1; the highest is what is written with.
	Versie int
	// KEK names what it was wrapped with, see [NaamVan].
	KEK      string
	Ingepakt []byte
}

// Kluis is the open store.
type Kluis struct {
	db *sql.DB
	// werk is who destroys, wraps anew and sweeps; nil: not this process.
	werk *sql.DB
}

// Open connects as schakel_kluis; it does not migrate, and destroys nothing. conns 0: 8.
func Open(ctx context.Context, dsn string, conns int) (*Kluis, error) {
	return OpenGevolgd(ctx, dsn, "", conns, nil)
}

// OpenGevolgd is Open with spans of statements (nil: nowhere), and with a way in as schakel_kluis_werk; empty: what asks for that fails with [ErrAlleenLezen].
func OpenGevolgd(ctx context.Context, dsn, werkDSN string, conns int, sporen trace.TracerProvider) (*Kluis, error) {
	if conns == 0 {
		conns = 8
	}
	k := &Kluis{}
	var err error
	if k.db, err = open(dsn, conns, sporen); err != nil {
		return nil, err
	}
	if werkDSN != "" {
		if k.werk, err = open(werkDSN, min(conns, werkConns), sporen); err != nil {
			return nil, errors.Join(err, k.Close())
		}
	}
	if err := k.Ping(ctx); err != nil {
		return nil, errors.Join(err, k.Close())
	}
	return k, nil
}

// werkConns are enough for what is done one after the other.
const werkConns = 2

func open(dsn string, conns int, sporen trace.TracerProvider) (*sql.DB, error) {
	conf, err := pgx.ParseConfig(dsn)
	if err != nil || dsn == "" {
		return nil, errors.New("de verbinding met de kluis is niet goed opgegeven") // the cause repeats the password
	}
	metSporen(conf, sporen)
	db := stdlib.OpenDB(*conf)
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return db, nil
}

// Close closes the connections.
func (k *Kluis) Close() error {
	err := k.db.Close()
	if k.werk != nil {
		err = errors.Join(err, k.werk.Close())
	}
	return err
}

// Ping reports whether the store answers.
func (k *Kluis) Ping(ctx context.Context) error {
	err := k.db.PingContext(ctx)
	if err == nil && k.werk != nil {
		err = k.werk.PingContext(ctx)
	}
	if err != nil {
		return fmt.Errorf("kluis niet bereikbaar: %w", schema.ZonderWachtwoord(err))
	}
	return nil
}

// alsWerk is who may destroy.
func (k *Kluis) alsWerk() (*sql.DB, error) {
	if k.werk == nil {
		return nil, ErrAlleenLezen
	}
	return k.werk, nil
}

// Haal reads the keys of cases, oldest version first; of a case without a key there is nothing.
func (k *Kluis) Haal(ctx context.Context, casussen []string) ([]Sleutel, error) {
	return k.lees(ctx, `SELECT casus_id::text, versie, kek, ingepakt FROM datasleutels WHERE casus_id = ANY ($1::text[]::uuid[]) ORDER BY casus_id, versie`, casussen)
}

// NietMet reads at most n keys that are wrapped with another KEK than this, of cases after na (a casus_id; empty: from the first).
func (k *Kluis) NietMet(ctx context.Context, kek, na string, n int) ([]Sleutel, error) {
	if na == "" {
		na = eersteID
	}
	return k.lees(ctx, `SELECT casus_id::text, versie, kek, ingepakt FROM datasleutels WHERE kek <> $1 AND casus_id > $2::uuid ORDER BY casus_id, versie LIMIT $3`, kek, na, n)
}

const eersteID = "00000000-0000-0000-0000-000000000000"

func (k *Kluis) lees(ctx context.Context, q string, args ...any) ([]Sleutel, error) {
	rijen, err := k.db.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("kluis: %w", err)
	}
	defer func() { _ = rijen.Close() }() // Err says what went wrong
	var uit []Sleutel
	for rijen.Next() {
		var s Sleutel
		if err := rijen.Scan(&s.CasusID, &s.Versie, &s.KEK, &s.Ingepakt); err != nil {
			return nil, fmt.Errorf("kluis: %w", err)
		}
		uit = append(uit, s)
	}
	return uit, rijen.Err()
}

// Zet adds keys, all or none; one that is there stays as it is. [ErrVernietigd] when one of them is of a case whose key was destroyed, [ErrKEKWeg] when
// one was wrapped with a KEK that is not in use.
func (k *Kluis) Zet(ctx context.Context, ss ...Sleutel) error {
	return inTx(ctx, k.db, func(tx *sql.Tx) error {
		for _, s := range ss {
			var hoe string
			err := tx.QueryRowContext(ctx, `SELECT zet($1::uuid, $2, $3, $4)`, s.CasusID, s.Versie, s.KEK, s.Ingepakt).Scan(&hoe)
			if isVreemdeSleutel(err) {
				return ErrKEKWeg
			}
			if err != nil {
				return fmt.Errorf("kluis: %w", err)
			}
			if hoe == "vernietigd" {
				return ErrVernietigd
			}
		}
		return nil
	})
}

func inTx(ctx context.Context, db *sql.DB, doe func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("kluis: %w", err)
	}
	if err := doe(tx); err != nil {
		_ = tx.Rollback() // the error that matters is there
		return err
	}
	return tx.Commit()
}

// isVreemdeSleutel: PostgreSQL's foreign_key_violation.
func isVreemdeSleutel(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23503"
}

// Vernietig destroys the keys of a case for ever; again, or for a case that never was, is the same.
func (k *Kluis) Vernietig(ctx context.Context, casusID string) error {
	db, err := k.alsWerk()
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, `SELECT vernietig($1::uuid)`, casusID); err != nil {
		return fmt.Errorf("kluis: %w", err)
	}
	return nil
}

// Vernietigd says which of these cases had their key destroyed or swept: none is taken of them any more.
func (k *Kluis) Vernietigd(ctx context.Context, casussen []string) (map[string]bool, error) {
	rijen, err := k.db.QueryContext(ctx, `SELECT casus_id::text FROM vernietigd WHERE casus_id = ANY ($1::text[]::uuid[])`, casussen)
	if err != nil {
		return nil, fmt.Errorf("kluis: %w", err)
	}
	defer func() { _ = rijen.Close() }() // Err says what went wrong
	uit := map[string]bool{}
	for rijen.Next() {
		var id string
		if err := rijen.Scan(&id); err != nil {
			return nil, fmt.Errorf("kluis: %w", err)
		}
		uit[id] = true
	}
	return uit, rijen.Err()
}

// Vernietigde is a case whose key was destroyed, and when.
type Vernietigde struct {
	CasusID string
	Op      time.Time
}

// AlleVernietigd are all of them, oldest first. What was swept ([Kluis.Veeg]) is not among them: of that there never was a case.
func (k *Kluis) AlleVernietigd(ctx context.Context) (uit []Vernietigde, err error) {
	rijen, err := k.db.QueryContext(ctx, `SELECT casus_id::text, op FROM vernietigd WHERE NOT geveegd ORDER BY op, casus_id`)
	if err != nil {
		return nil, fmt.Errorf("kluis: %w", err)
	}
	defer func() { _ = rijen.Close() }() // Err says what went wrong
	for rijen.Next() {
		var v Vernietigde
		if err := rijen.Scan(&v.CasusID, &v.Op); err != nil {
			return nil, fmt.Errorf("kluis: %w", err)
		}
		uit = append(uit, v)
	}
	return uit, rijen.Err()
}

// IsVernietigd reports whether [Kluis.AlleVernietigd] has this case.
func (k *Kluis) IsVernietigd(ctx context.Context, casusID string) (ja bool, err error) {
	err = k.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM vernietigd WHERE casus_id = $1::uuid AND NOT geveegd)`, casusID).Scan(&ja)
	if err != nil {
		err = fmt.Errorf("kluis: %w", err)
	}
	return ja, err
}

// NaamVan is the name of the key of [Keyset] that wrapped this: tink writes its id before what it encrypts.
func NaamVan(ingepakt []byte) (string, error) {
	if len(ingepakt) < 5 || ingepakt[0] != 1 {
		return "", ErrDicht
	}
	return NaamVanID(binary.BigEndian.Uint32(ingepakt[1:5])), nil
}
