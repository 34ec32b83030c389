package register

import (
	"context"
	"embed"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"schakel/internal/schema"
)

//go:embed migraties/*.sql
var migraties embed.FS

// hetSchema: the programs must be able to see whether the schema is theirs (see [ToetsSchema]), and to come in where the public may not.
func hetSchema() schema.Schema {
	return schema.Schema{Bestanden: migraties, Slot: 7215041, Na: `GRANT SELECT ON bun_migrations TO schakel_motor;
		DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO schakel_app, schakel_motor, schakel_werk', current_database()); END $$`}
}

// Wachtwoorden of the roles.
type Wachtwoorden struct{ App, Motor, Werk string }

// Migreer makes the roles and brings the database up to date, as its owner, under
// an advisory lock: two at once is one after the other. It never runs by itself.
func Migreer(ctx context.Context, eigenaarDSN string, w Wachtwoorden) error {
	err := hetSchema().Migreer(ctx, eigenaarDSN,
		schema.Rol{Naam: rolApp, Wachtwoord: w.App}, schema.Rol{Naam: "schakel_motor", Wachtwoord: w.Motor}, schema.Rol{Naam: rolWerk, Wachtwoord: w.Werk})
	if err != nil {
		return fmt.Errorf("migreren: %w", err)
	}
	return nil
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
