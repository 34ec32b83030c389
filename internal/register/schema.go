package register

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"schakel/internal/schema"
)

var (
	// ErrSchemaOuder: migrations that this program needs were not applied yet.
	ErrSchemaOuder = schema.ErrOuder
	// ErrSchemaNieuwer: migrations were applied that this program does not know.
	ErrSchemaNieuwer = schema.ErrNieuwer
)

// ToetsSchema compares the migrations in the database with those in this program,
// as schakel_motor. It changes nothing. The errors are [ErrSchemaOuder] and
// [ErrSchemaNieuwer], with the first migration that differs, or that the database
// did not answer.
func ToetsSchema(ctx context.Context, motorDSN string) error {
	conn, err := pgx.Connect(ctx, motorDSN)
	if err != nil {
		return fmt.Errorf("register niet bereikbaar: %w", schema.ZonderWachtwoord(err))
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // nothing is pending
	return hetSchema().Toets(ctx, func(ctx context.Context, q string) ([]string, error) {
		rijen, _ := conn.Query(ctx, q) // CollectRows gives its error
		return pgx.CollectRows(rijen, pgx.RowTo[string])
	})
}
