package kluis

import (
	"context"
	"embed"
	"errors"
	"fmt"

	"schakel/internal/schema"
)

//go:embed migraties/*.sql
var migraties embed.FS

// Rol is the role that every program uses: it reads and adds, and owns nothing.
const Rol = "schakel_kluis"

// RolWerk destroys, wraps anew and sweeps, one case at a time; it owns nothing.
const RolWerk = "schakel_kluis_werk"

// ErrSchema: the store is not as this program knows it.
var ErrSchema = errors.New("het schema van de kluis hoort niet bij dit programma")

func hetSchema() schema.Schema {
	return schema.Schema{Bestanden: migraties, Slot: 7_215_044, Na: `GRANT SELECT ON bun_migrations TO schakel_kluis;
		DO $$ BEGIN
			EXECUTE format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
			EXECUTE format('GRANT CONNECT ON DATABASE %I TO schakel_kluis, schakel_kluis_werk', current_database());
		END $$`}
}

// Migreer makes the roles, closes the database to all others, and brings it up to date, as its owner; twice or at once may be.
func Migreer(ctx context.Context, eigenaarDSN, wachtwoord, werkWachtwoord string) error {
	if err := hetSchema().Migreer(ctx, eigenaarDSN, schema.Rol{Naam: Rol, Wachtwoord: wachtwoord}, schema.Rol{Naam: RolWerk, Wachtwoord: werkWachtwoord}); err != nil {
		return fmt.Errorf("kluis migreren: %w", err)
	}
	return nil
}

// ToetsSchema compares the migrations in the store with those in this program. It changes nothing.
// Errors: [ErrSchema], or that the store did not answer.
func (k *Kluis) ToetsSchema(ctx context.Context) error {
	err := hetSchema().Toets(ctx, k.namen)
	if errors.Is(err, schema.ErrOuder) || errors.Is(err, schema.ErrNieuwer) {
		return fmt.Errorf("%w: %w", ErrSchema, err)
	}
	if err != nil {
		return fmt.Errorf("kluis niet bereikbaar: %w", err)
	}
	return nil
}

// namen asks a list of them.
func (k *Kluis) namen(ctx context.Context, q string) (namen []string, err error) {
	rijen, err := k.db.QueryContext(ctx, q)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rijen.Close() }() // Err says what went wrong
	for rijen.Next() {
		var naam string
		if err := rijen.Scan(&naam); err != nil {
			return nil, err
		}
		namen = append(namen, naam)
	}
	return namen, rijen.Err()
}
