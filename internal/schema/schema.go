// Package schema brings a PostgreSQL database of ours up to date, and says whether it is.
//
// It serves the register and the kluis alike: the roles first, then each migration in a
// transaction of its own, under an advisory lock, as the owner. It runs as a command and
// never by itself; a program that finds another schema than its own does not start.
//
// Failures: [ErrOuder] and [ErrNieuwer] when a schema is not the program's. It must never
// show a password: what failed to connect is told with [ZonderWachtwoord].
package schema

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/migrate"
)

var (
	// ErrOuder: migrations that this program needs were not applied yet.
	ErrOuder = errors.New("het schema van de database is ouder dan dit programma")
	// ErrNieuwer: migrations were applied that this program does not know.
	ErrNieuwer = errors.New("het schema van de database is nieuwer dan dit programma")
)

// Schema is what one database should look like.
type Schema struct {
	// Bestanden holds migraties/*.sql.
	Bestanden fs.FS
	// Slot is the advisory lock of migrations, which holds within one database; the next number guards the roles.
	Slot int64
	// Na is said last, as the owner: which roles may see the schema, and come in.
	Na string
}

// Rol is a role that programs sign on with. It owns nothing and cannot pass row level security.
type Rol struct{ Naam, Wachtwoord string }

// Migreer makes the roles and brings the database up to date, as its owner: two at once is one after the other.
func (s Schema) Migreer(ctx context.Context, eigenaarDSN string, rollen ...Rol) error {
	conf, err := pgx.ParseConfig(eigenaarDSN)
	if err != nil {
		return errors.New("verbinding niet goed opgegeven") // the cause may repeat the password
	}
	conf.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol // files hold several statements
	sqldb := stdlib.OpenDB(*conf)
	defer func() { _ = sqldb.Close() }() // nothing is pending
	db := bun.NewDB(sqldb, pgdialect.New())
	if err := s.maakRollen(ctx, db, rollen); err != nil {
		return fmt.Errorf("rollen: %w", err)
	}
	slot, err := db.Conn(ctx)
	if err != nil {
		return ZonderWachtwoord(err)
	}
	defer func() { _ = slot.Close() }() // gives the lock back too
	if _, err := slot.ExecContext(ctx, `SELECT pg_advisory_lock(?)`, s.Slot); err != nil {
		return err
	}
	return s.voerUit(ctx, db)
}

func (s Schema) voerUit(ctx context.Context, db *bun.DB) error {
	alle, err := s.migraties()
	if err != nil {
		return err
	}
	m := migrate.NewMigrator(db, alle, migrate.WithMarkAppliedOnSuccess(true))
	if err := m.Init(ctx); err != nil {
		return err
	}
	if _, err := m.Migrate(ctx); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, s.Na)
	return err
}

// maakRollen: roles belong to the whole cluster and advisory locks to one database, so
// migrations of two databases may meet here; who was second tries again.
func (s Schema) maakRollen(ctx context.Context, db *bun.DB, rollen []Rol) error {
	var err error
	for range 20 {
		var pg *pgconn.PgError
		err = s.probeerRollen(ctx, db, rollen)
		if err != nil && !errors.As(err, &pg) {
			return ZonderWachtwoord(err)
		}
		if err == nil || !slices.Contains([]string{"23505", "42710", "XX000"}, pg.Code) { // made, or changed, at the same moment
			return err
		}
	}
	return err
}

func (s Schema) probeerRollen(ctx context.Context, db *bun.DB, rollen []Rol) error {
	return db.RunInTx(ctx, &sql.TxOptions{}, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(?)`, s.Slot+1); err != nil {
			return err
		}
		for _, r := range rollen { // in one order, or two would wait for each other
			var n int
			if err := tx.NewRaw(`SELECT count(*) FROM pg_roles WHERE rolname = ?`, r.Naam).Scan(ctx, &n); err != nil {
				return err
			}
			hoe := "ALTER"
			if n == 0 {
				hoe = "CREATE"
			}
			if _, err := tx.ExecContext(ctx, hoe+` ROLE ? LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD ?`, bun.Ident(r.Naam), r.Wachtwoord); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s Schema) migraties() (*migrate.Migrations, error) {
	in, err := fs.Sub(s.Bestanden, "migraties")
	if err != nil {
		return nil, err
	}
	alle := migrate.NewMigrations()
	err = alle.Discover(in)
	return alle, err
}

// Toets compares the migrations in the database with those in this program. It changes
// nothing; vraag asks a list of names. The errors are [ErrOuder] and [ErrNieuwer], with
// the first migration that differs, or that the database did not answer.
func (s Schema) Toets(ctx context.Context, vraag func(ctx context.Context, q string) ([]string, error)) error {
	erin, err := vraag(ctx, `SELECT name FROM bun_migrations`)
	var pg *pgconn.PgError
	if errors.As(err, &pg) && (pg.Code == "42P01" || pg.Code == "42501") { // no table yet, or one of before this check
		return fmt.Errorf("%w: voer eerst `schakel migrate` uit", ErrOuder)
	}
	if err != nil {
		return ZonderWachtwoord(err)
	}
	alle, err := s.migraties()
	if err != nil {
		return err
	}
	var bekend []string
	for _, m := range alle.Sorted() {
		bekend = append(bekend, m.Name)
	}
	slices.Sort(erin)
	for _, naam := range erin {
		if !slices.Contains(bekend, naam) {
			return fmt.Errorf("%w: migratie %s is hier onbekend; gebruik het programma dat bij deze database hoort", ErrNieuwer, naam)
		}
	}
	for _, naam := range bekend {
		if !slices.Contains(erin, naam) {
			return fmt.Errorf("%w: migratie %s ontbreekt; voer eerst `schakel migrate` uit", ErrOuder, naam)
		}
	}
	return nil
}

// ZonderWachtwoord keeps of a failure to connect what is safe to show.
func ZonderWachtwoord(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return errors.New(pg.Message)
	}
	return errors.New("geen verbinding")
}
