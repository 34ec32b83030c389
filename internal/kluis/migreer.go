package kluis

import (
	"context"
	"database/sql"
	"embed"
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

//go:embed migraties/*.sql
var migraties embed.FS

// Rol is the role that the programs use; it owns nothing.
const Rol = "schakel_kluis"

// slotMigratie is the advisory lock of migrations.
const slotMigratie = 7_215_044

// Migreer makes the role, closes the database to all others, and brings it up to date, as its owner; twice or at once may be.
func Migreer(ctx context.Context, eigenaarDSN, wachtwoord string) error {
	conf, err := pgx.ParseConfig(eigenaarDSN)
	if err != nil {
		return errors.New("kluis migreren: verbinding niet goed opgegeven")
	}
	conf.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol // files hold several statements
	sqldb := stdlib.OpenDB(*conf)
	defer func() { _ = sqldb.Close() }() // nothing is pending
	db := bun.NewDB(sqldb, pgdialect.New())
	if err := maakRol(ctx, db, wachtwoord); err != nil {
		return fmt.Errorf("kluis migreren: rol: %w", err)
	}
	slot, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("kluis migreren: %w", zonderWachtwoord(err))
	}
	defer func() { _ = slot.Close() }() // gives the lock back too
	if _, err := slot.ExecContext(ctx, `SELECT pg_advisory_lock(?)`, slotMigratie); err != nil {
		return fmt.Errorf("kluis migreren: %w", err)
	}
	alle, err := lees()
	if err != nil {
		return err
	}
	m := migrate.NewMigrator(db, alle, migrate.WithMarkAppliedOnSuccess(true))
	if err := m.Init(ctx); err != nil {
		return fmt.Errorf("kluis migreren: %w", err)
	}
	if _, err := m.Migrate(ctx); err != nil {
		return fmt.Errorf("kluis migreren: %w", err)
	}
	_, err = db.ExecContext(ctx, `GRANT SELECT ON bun_migrations TO schakel_kluis;
		DO $$ BEGIN
			EXECUTE format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
			EXECUTE format('GRANT CONNECT ON DATABASE %I TO schakel_kluis', current_database());
		END $$`)
	if err != nil {
		return fmt.Errorf("kluis migreren: %w", err)
	}
	return nil
}

func lees() (*migrate.Migrations, error) {
	map_, err := fs.Sub(migraties, "migraties")
	if err != nil {
		return nil, err
	}
	alle := migrate.NewMigrations()
	err = alle.Discover(map_)
	return alle, err
}

// maakRol: roles belong to the whole server, so another store may make it in the same moment; who was second tries again.
func maakRol(ctx context.Context, db *bun.DB, wachtwoord string) error {
	var err error
	for range 20 {
		var pg *pgconn.PgError
		err = probeerRol(ctx, db, wachtwoord)
		if err != nil && !errors.As(err, &pg) {
			return zonderWachtwoord(err)
		}
		if err == nil || !slices.Contains([]string{"23505", "42710", "XX000"}, pg.Code) {
			return err
		}
	}
	return err
}

func probeerRol(ctx context.Context, db *bun.DB, wachtwoord string) error {
	return db.RunInTx(ctx, &sql.TxOptions{}, func(ctx context.Context, tx bun.Tx) error {
		var n int
		if err := tx.NewRaw(`SELECT count(*) FROM pg_roles WHERE rolname = ?`, Rol).Scan(ctx, &n); err != nil {
			return err
		}
		hoe := "ALTER"
		if n == 0 {
			hoe = "CREATE"
		}
		_, err := tx.ExecContext(ctx, hoe+` ROLE ? LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD ?`, bun.Ident(Rol), wachtwoord)
		return err
	})
}

// ErrSchema: the store is not as this program knows it.
var ErrSchema = errors.New("het schema van de kluis hoort niet bij dit programma")

// ToetsSchema compares the migrations in the store with those in this program. It changes nothing.
func (k *Kluis) ToetsSchema(ctx context.Context) error {
	var er []string
	rijen, err := k.db.QueryContext(ctx, `SELECT name FROM bun_migrations`)
	if err != nil {
		return fmt.Errorf("%w: voer eerst `schakel migrate` uit", ErrSchema)
	}
	defer func() { _ = rijen.Close() }() // Err says what went wrong
	for rijen.Next() {
		var naam string
		if err := rijen.Scan(&naam); err != nil {
			return err
		}
		er = append(er, naam)
	}
	if err := rijen.Err(); err != nil {
		return err
	}
	alle, err := lees()
	if err != nil {
		return err
	}
	for _, m := range alle.Sorted() {
		i := slices.Index(er, m.Name)
		if i < 0 {
			return fmt.Errorf("%w: migratie %s ontbreekt; voer eerst `schakel migrate` uit", ErrSchema, m.Name)
		}
		er = slices.Delete(er, i, i+1)
	}
	if len(er) > 0 {
		return fmt.Errorf("%w: migratie %s is hier onbekend; gebruik het programma dat bij deze kluis hoort", ErrSchema, er[0])
	}
	return nil
}
