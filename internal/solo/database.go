package solo

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// dubbeleDatabase is PostgreSQL's error code duplicate_database.
const dubbeleDatabase = "42P04"

// MaakDatabase makes an empty database when it is not there yet. naam is ours, never a user's.
func MaakDatabase(ctx context.Context, pg PostgresAdres, naam string) error {
	conn, err := pgx.Connect(ctx, pg.DSN("postgres"))
	if err != nil {
		return fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // nothing is left to lose
	_, err = conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{naam}.Sanitize())
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) && pgErr.Code == dubbeleDatabase {
		return nil
	}
	if err != nil {
		return fmt.Errorf("make database %s: %w", naam, err)
	}
	return nil
}
