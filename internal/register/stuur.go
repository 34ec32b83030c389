package register

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// vraag as first argument of a statement: its plan is kept, and it takes along a BEGIN
// that was not sent yet. With laatst it takes COMMIT along too: nothing can be asked in
// that transaction after it, and what its function returns no longer undoes anything. With
// herhaalbaar it may be asked again when the connection was lost while it was asked: done twice
// it says the same, as reading does, which is then noted twice.
type vraag struct{ laatst, herhaalbaar bool }

func vasteVraag(args []driver.NamedValue) (vraag, bool) {
	if len(args) == 0 {
		return vraag{}, false
	}
	v, ok := args[0].Value.(vraag)
	return v, ok
}

// zetVrager also keeps to the plans that are there: else PostgreSQL plans a question anew each time when that seems to pay, and it miscounts what row
// level security leaves. For the transaction only, so that it holds behind a pooler too.
const zetVrager = `SELECT set_config('app.gebruiker', $1, true), set_config('app.rol', $2, true), set_config('app.organisatie', $3, true),
	set_config('plan_cache_mode', 'force_generic_plan', true)`

// stuur sends in one message: BEGIN and who is asking when that is yet to be done, the
// statement unless it is empty, and COMMIT after the last. A message that would hold both
// is a transaction by itself and needs neither (PostgreSQL: Extended Query, "Pipelining").
// All rows are read.
func (c *vragerConn) stuur(ctx context.Context, v vraag, q string, args []driver.NamedValue) (*rijen, int64, error) {
	conn, tx := c.Conn.Conn(), c.tx
	if tx == nil {
		return nil, 0, errors.New("een opdracht met een vast plan hoort in een transactie")
	}
	if tx.gelegd {
		return nil, 0, errVastgelegd
	}
	uit := &rijen{soorten: conn.TypeMap()}
	b, leg := &pgx.Batch{}, v.laatst
	var n int64
	vanzelf := leg && !tx.begonnen
	if !tx.begonnen {
		if !vanzelf {
			b.Queue("begin").Exec(niets)
		}
		if tx.wie != nil {
			b.Queue(zetVrager, tx.wie...).Exec(niets)
		}
	}
	if q != "" {
		los := make([]any, len(args))
		for i, a := range args {
			los[i] = a.Value
		}
		b.Queue(q, los...).Query(func(r pgx.Rows) error {
			err := uit.neem(r)
			n = r.CommandTag().RowsAffected()
			return err
		})
	}
	if leg && !vanzelf {
		b.Queue("commit").Exec(func(klaar pgconn.CommandTag) error {
			if klaar.String() == "ROLLBACK" {
				return pgx.ErrTxCommitRollback
			}
			return nil
		})
	}
	if err := c.plan(ctx, tx, q); err != nil { // nothing was asked yet
		return nil, 0, c.mislukt(ctx, tx, false, q, err)
	}
	if err := conn.SendBatch(ctx, b).Close(); err != nil {
		return nil, 0, c.mislukt(ctx, tx, leg && !v.herhaalbaar, q, err)
	}
	tx.begonnen, tx.gelegd = true, leg
	return uit, n, nil
}

func niets(pgconn.CommandTag) error { return nil }

// plan has the statements planned, once per connection.
func (c *vragerConn) plan(ctx context.Context, tx *vragerTx, q string) error {
	vast := []string{q}
	if !tx.begonnen && tx.wie != nil {
		vast = append(vast, zetVrager)
	}
	for _, s := range vast {
		if s == "" {
			continue
		}
		if _, err := c.Conn.Conn().Prepare(ctx, s, s); err != nil { // known already: nothing is sent
			return err
		}
	}
	return nil
}

// mislukt says what an error means: nothing begun on a connection that is gone can be
// begun anew; and a plan that no longer holds (a migration) is forgotten.
func (c *vragerConn) mislukt(ctx context.Context, tx *vragerTx, leg bool, q string, err error) error {
	conn := c.Conn.Conn()
	if conn.IsClosed() {
		if !tx.begonnen && (!leg || pgconn.SafeToRetry(err)) && ctx.Err() == nil {
			return fmt.Errorf("%w: %w: %w", errNietBegonnen, driver.ErrBadConn, err)
		}
		return err
	}
	tx.begonnen = true // as far as it came; the rollback that follows sees whether there is something to undo
	var pg *pgconn.PgError
	if errors.As(err, &pg) && (pg.Code == "0A000" || pg.Code == "26000") {
		_ = conn.Deallocate(ctx, q)
		_ = conn.Close(ctx)
	}
	return err
}

// rijen are rows that were read whole.
type rijen struct {
	soorten *pgtype.Map
	namen   []string
	alle    [][]driver.Value
}

// neem reads all rows.
func (r *rijen) neem(van pgx.Rows) error {
	if err := van.Err(); err != nil { // then there are not even columns
		return err
	}
	velden := van.FieldDescriptions()
	r.namen = make([]string, len(velden))
	for i, v := range velden {
		r.namen[i] = v.Name
	}
	for van.Next() {
		rij := make([]driver.Value, len(velden))
		for i, ruw := range van.RawValues() {
			var err error
			if rij[i], err = r.waarde(velden[i], ruw); err != nil {
				return fmt.Errorf("kolom %s: %w", velden[i].Name, err)
			}
		}
		r.alle = append(r.alle, rij)
	}
	return van.Err()
}

// waarde gives what database/sql knows: a number, a moment, bytes, or text.
func (r *rijen) waarde(veld pgconn.FieldDescription, ruw []byte) (driver.Value, error) {
	if ruw == nil {
		return nil, nil
	}
	switch veld.DataTypeOID {
	case pgtype.BoolOID:
		return lees[bool](r.soorten, veld, ruw)
	case pgtype.ByteaOID, pgtype.JSONOID, pgtype.JSONBOID:
		return lees[[]byte](r.soorten, veld, ruw)
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID:
		return lees[int64](r.soorten, veld, ruw)
	case pgtype.Float4OID, pgtype.Float8OID:
		return lees[float64](r.soorten, veld, ruw)
	case pgtype.TimestamptzOID:
		t, err := lees[pgtype.Timestamptz](r.soorten, veld, ruw)
		if err != nil {
			return nil, err
		}
		return t.(pgtype.Timestamptz).Value() //nolint:forcetypeassert // it was read as one
	case pgtype.DateOID:
		t, err := lees[pgtype.Date](r.soorten, veld, ruw)
		if err != nil {
			return nil, err
		}
		return t.(pgtype.Date).Value() //nolint:forcetypeassert // it was read as one
	default:
		return lees[string](r.soorten, veld, ruw)
	}
}

func lees[T any](m *pgtype.Map, veld pgconn.FieldDescription, ruw []byte) (any, error) {
	var t T
	err := m.Scan(veld.DataTypeOID, veld.Format, ruw, &t)
	return t, err
}

// Columns implements [driver.Rows].
func (r *rijen) Columns() []string { return r.namen }

// Close implements [driver.Rows].
func (r *rijen) Close() error { return nil }

// Next implements [driver.Rows].
func (r *rijen) Next(dest []driver.Value) error {
	if len(r.alle) == 0 {
		return io.EOF
	}
	copy(dest, r.alle[0])
	r.alle = r.alle[1:]
	return nil
}
