package register

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/uptrace/bun"
)

// Tx is a transaction in which it is set who asks.
type Tx struct {
	bun.Tx
	db    *bun.DB
	spoor bun.QueryHook // nil: nobody follows
}

// The statements on a step's way are planned once per connection and not each time:
// with row level security, planning the insert of a step took 4.7 ms and running it 0.7.
// bun writes arguments into the text of a statement, so these go past it, with the
// same placeholders; an operator `?` cannot be in them.

// haal runs a statement whose plan is kept and reads its rows.
func haal[T any](ctx context.Context, tx Tx, q string, args ...any) ([]T, error) {
	return haalMet[T](ctx, tx, vraag{}, q, args)
}

// haalMet is haal that may be the last of its transaction, see [vraag].
func haalMet[T any](ctx context.Context, tx Tx, v vraag, q string, args []any) ([]T, error) {
	var uit []T
	err := tx.volg(ctx, q, func() error {
		rijen, err := tx.Tx.Tx.QueryContext(ctx, genummerd(q), vast(v, args)...) //nolint:rowserrcheck // ScanRows does, and closes them
		if err != nil {
			return err
		}
		return tx.db.ScanRows(ctx, rijen, &uit)
	})
	return uit, err
}

// haalEen is haal of one row; [sql.ErrNoRows] when there is none.
func haalEen[T any](ctx context.Context, tx Tx, q string, args ...any) (T, error) {
	rijen, err := haal[T](ctx, tx, q, args...)
	if err == nil && len(rijen) == 0 {
		err = sql.ErrNoRows
	}
	if err != nil {
		return *new(T), err
	}
	return rijen[0], nil
}

// voer runs a statement whose plan is kept, for what it does.
func voer(ctx context.Context, tx Tx, v vraag, q string, args []any) error {
	return tx.volg(ctx, q, func() error {
		_, err := tx.Tx.Tx.ExecContext(ctx, genummerd(q), vast(v, args)...)
		return err
	})
}

// volg makes the span that bun makes of the statements that go through it.
func (tx Tx) volg(ctx context.Context, q string, doe func() error) error {
	if tx.spoor == nil {
		return doe()
	}
	e := &bun.QueryEvent{DB: tx.db, Query: q, StartTime: time.Now()}
	ctx = tx.spoor.BeforeQuery(ctx, e)
	e.Err = doe()
	tx.spoor.AfterQuery(ctx, e)
	return e.Err
}

// alEen reports whether a row was not written because there is one with that key already.
func alEen(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23505"
}

func vast(v vraag, args []any) []any { return append([]any{v}, args...) }

// genummerd writes bun's placeholders as PostgreSQL counts them: ? is the next argument, ?0 the first.
func genummerd(q string) string {
	var b strings.Builder
	b.Grow(len(q) + 64)
	for n := 1; ; n++ {
		voor, na, meer := strings.Cut(q, "?")
		b.WriteString(voor)
		if !meer {
			return b.String()
		}
		welk := n
		if na != "" && na[0] >= '0' && na[0] <= '9' {
			welk, na = int(na[0]-'0')+1, na[1:]
		}
		b.WriteString("$" + strconv.Itoa(welk))
		q = na
	}
}
