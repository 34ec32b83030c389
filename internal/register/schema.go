package register

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/uptrace/bun/migrate"
)

var (
	// ErrSchemaOuder: migrations that this program needs were not applied yet.
	ErrSchemaOuder = errors.New("het schema van de database is ouder dan dit programma")
	// ErrSchemaNieuwer: migrations were applied that this program does not know.
	ErrSchemaNieuwer = errors.New("het schema van de database is nieuwer dan dit programma")
)

// ToetsSchema compares the migrations in the database with those in this program,
// as schakel_motor. It changes nothing. The errors are [ErrSchemaOuder] and
// [ErrSchemaNieuwer], with the first migration that differs, or that the database
// did not answer.
func ToetsSchema(ctx context.Context, motorDSN string) error {
	conn, err := pgx.Connect(ctx, motorDSN)
	if err != nil {
		return fmt.Errorf("register niet bereikbaar: %w", zonderWachtwoord(err))
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()  // nothing is pending
	rijen, _ := conn.Query(ctx, `SELECT name FROM bun_migrations`) // CollectRows gives its error
	erin, err := pgx.CollectRows(rijen, pgx.RowTo[string])
	var pg *pgconn.PgError
	if errors.As(err, &pg) && (pg.Code == "42P01" || pg.Code == "42501") { // no table yet, or one of before this check
		return fmt.Errorf("%w: voer eerst `schakel migrate` uit", ErrSchemaOuder)
	}
	if err != nil {
		return err
	}
	bekend, err := bekendeMigraties()
	if err != nil {
		return err
	}
	return vergelijkSchema(bekend, erin)
}

// zonderWachtwoord keeps of a failure to connect what is safe to show.
func zonderWachtwoord(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return errors.New(pg.Message)
	}
	return errors.New("geen verbinding")
}

func vergelijkSchema(bekend, erin []string) error {
	slices.Sort(erin)
	for _, naam := range erin {
		if !slices.Contains(bekend, naam) {
			return fmt.Errorf("%w: migratie %s is hier onbekend; gebruik het programma dat bij deze database hoort", ErrSchemaNieuwer, naam)
		}
	}
	for _, naam := range bekend {
		if !slices.Contains(erin, naam) {
			return fmt.Errorf("%w: migratie %s ontbreekt; voer eerst `schakel migrate` uit", ErrSchemaOuder, naam)
		}
	}
	return nil
}

// leesMigraties gives the migrations in this program.
func leesMigraties() (*migrate.Migrations, error) {
	map_, err := fs.Sub(migraties, "migraties")
	if err != nil {
		return nil, err
	}
	alle := migrate.NewMigrations()
	err = alle.Discover(map_)
	return alle, err
}

func bekendeMigraties() ([]string, error) {
	alle, err := leesMigraties()
	if err != nil {
		return nil, err
	}
	var namen []string
	for _, m := range alle.Sorted() {
		namen = append(namen, m.Name)
	}
	return namen, nil
}
