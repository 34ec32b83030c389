package register

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
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

// slotMigratie is the advisory lock of migrations. It holds within one database only.
const slotMigratie = 7215041

// Migreer makes the roles and brings the database up to date, as its owner, under
// an advisory lock: two at once is one after the other. It never runs by itself.
func Migreer(ctx context.Context, eigenaarDSN, appWachtwoord, motorWachtwoord string) error {
	conf, err := pgx.ParseConfig(eigenaarDSN)
	if err != nil {
		return fmt.Errorf("migreren: verbinding niet goed opgegeven")
	}
	conf.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol // files hold several statements
	sqldb := stdlib.OpenDB(*conf)
	defer func() { _ = sqldb.Close() }() // nothing is pending
	db := bun.NewDB(sqldb, pgdialect.New())
	if err := maakRollen(ctx, db, appWachtwoord, motorWachtwoord); err != nil {
		return fmt.Errorf("migreren: rollen: %w", err)
	}
	slot, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("migreren: %w", err)
	}
	defer func() { _ = slot.Close() }() // gives the lock back too
	if _, err := slot.ExecContext(ctx, `SELECT pg_advisory_lock(?)`, slotMigratie); err != nil {
		return fmt.Errorf("migreren: %w", err)
	}
	return voerUit(ctx, db)
}

// HeeftCasussen reports whether a migrated database holds cases: then the keys that
// open them must be there already, and may not be made anew.
func HeeftCasussen(ctx context.Context, motorDSN string) (bool, error) {
	conn, err := pgx.Connect(ctx, motorDSN)
	if err != nil {
		return false, errors.New("register niet bereikbaar") // the cause may repeat the password
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // nothing is pending
	var er bool
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM casussen)`).Scan(&er)
	return er, err
}

func voerUit(ctx context.Context, db *bun.DB) error {
	alle, err := leesMigraties()
	if err != nil {
		return fmt.Errorf("migreren: %w", err)
	}
	m := migrate.NewMigrator(db, alle, migrate.WithMarkAppliedOnSuccess(true))
	if err := m.Init(ctx); err != nil {
		return fmt.Errorf("migreren: %w", err)
	}
	if _, err := m.Migrate(ctx); err != nil {
		return fmt.Errorf("migreren: %w", err)
	}
	// The programs must be able to see whether the schema is theirs (see [ToetsSchema]), and
	// to come in where the public may not.
	if _, err := db.ExecContext(ctx, `GRANT SELECT ON bun_migrations TO schakel_motor;
		DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO schakel_app, schakel_motor', current_database()); END $$`); err != nil {
		return fmt.Errorf("migreren: %w", err)
	}
	return nil
}

// maakRollen: both roles own nothing and cannot pass row level security. Roles
// belong to the whole cluster and advisory locks to one database, so migrations of
// two databases may meet here; who was second tries again.
func maakRollen(ctx context.Context, db *bun.DB, app, motor string) error {
	var err error
	for range 20 {
		var pg *pgconn.PgError
		err = probeerRollen(ctx, db, app, motor)
		if !errors.As(err, &pg) || !slices.Contains([]string{"23505", "42710", "XX000"}, pg.Code) { // made, or changed, at the same moment
			return err
		}
	}
	return err
}

func probeerRollen(ctx context.Context, db *bun.DB, app, motor string) error {
	return db.RunInTx(ctx, &sql.TxOptions{}, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(?)`, slotMigratie+1); err != nil {
			return err
		}
		for _, r := range [][2]string{{"schakel_app", app}, {"schakel_motor", motor}} { // in one order, or two would wait for each other
			rol, wachtwoord := r[0], r[1]
			var n int
			if err := tx.NewRaw(`SELECT count(*) FROM pg_roles WHERE rolname = ?`, rol).Scan(ctx, &n); err != nil {
				return err
			}
			opdracht := `ALTER ROLE ? LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD ?`
			if n == 0 {
				opdracht = `CREATE ROLE ? LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD ?`
			}
			if _, err := tx.ExecContext(ctx, opdracht, bun.Ident(rol), wachtwoord); err != nil {
				return err
			}
		}
		return nil
	})
}
