package register

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"schakel/internal/toegang"
)

// A transaction costs its statements and no more: BEGIN and who is asking go along
// with the first statement, in the same message, and COMMIT with the last when it is
// known to be the last (see [vraag]). Reading a case was four round trips and is
// two; so is storing a step. Who is asking holds for that transaction only.

// errNietBegonnen: the connection failed before anything of the transaction was kept.
var errNietBegonnen = errors.New("de transactie is niet begonnen")

var errVastgelegd = errors.New("na de laatste opdracht van een transactie kwam er nog een")

// metVrager opens connections that say who is asking.
type metVrager struct{ driver.Connector }

// Connect implements [driver.Connector].
func (m metVrager) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := m.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	s, ok := c.(*stdlib.Conn)
	if !ok {
		return nil, fmt.Errorf("een verbinding van pgx verwacht, geen %T", c)
	}
	return &vragerConn{Conn: s}, nil
}

type vragerConn struct {
	*stdlib.Conn
	tx *vragerTx // the transaction that runs; nil: none
}

type sleutelVrager struct{}

// BeginTx implements [driver.ConnBeginTx]. Nothing is sent yet.
func (c *vragerConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	if opts != (driver.TxOptions{}) {
		return c.Conn.BeginTx(ctx, opts)
	}
	if c.Conn.Conn().IsClosed() {
		return nil, driver.ErrBadConn
	}
	c.tx = &vragerTx{conn: c, ctx: ctx}
	if id, ok := ctx.Value(sleutelVrager{}).(toegang.Identiteit); ok {
		c.tx.wie = []any{id.Gebruiker, string(id.Rol), id.Organisatie}
	}
	return c.tx, nil
}

// ResetSession implements [driver.SessionResetter].
func (c *vragerConn) ResetSession(ctx context.Context) error {
	c.tx = nil
	return c.Conn.ResetSession(ctx)
}

// QueryContext implements [driver.QueryerContext].
func (c *vragerConn) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	if v, ok := vasteVraag(args); ok {
		rijen, _, err := c.stuur(ctx, v, q, args[1:])
		return rijen, err
	}
	if err := c.begin(ctx); err != nil {
		return nil, err
	}
	return c.Conn.QueryContext(ctx, q, args)
}

// ExecContext implements [driver.ExecerContext].
func (c *vragerConn) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	if v, ok := vasteVraag(args); ok {
		_, n, err := c.stuur(ctx, v, q, args[1:])
		return driver.RowsAffected(n), err
	}
	if err := c.begin(ctx); err != nil {
		return nil, err
	}
	return c.Conn.ExecContext(ctx, q, args)
}

// PrepareContext implements [driver.ConnPrepareContext].
func (c *vragerConn) PrepareContext(ctx context.Context, q string) (driver.Stmt, error) {
	if err := c.begin(ctx); err != nil {
		return nil, err
	}
	return c.Conn.PrepareContext(ctx, q)
}

// begin begins what has yet to begin, for a statement that goes alone.
func (c *vragerConn) begin(ctx context.Context) error {
	if c.tx == nil {
		return nil
	}
	if c.tx.gelegd {
		return errVastgelegd
	}
	if c.tx.begonnen {
		return nil
	}
	_, _, err := c.stuur(ctx, vraag{}, "", nil)
	return err
}

type vragerTx struct {
	conn     *vragerConn
	ctx      context.Context //nolint:containedctx // as pgx's own: Commit and Rollback get none
	wie      []any           // nil: the engine's side, which is nobody
	begonnen bool
	gelegd   bool
}

// Commit implements [driver.Tx].
func (t *vragerTx) Commit() error {
	t.conn.tx = nil
	if !t.begonnen || t.gelegd {
		return nil
	}
	conn := t.conn.Conn.Conn()
	klaar, err := conn.Exec(t.ctx, "commit")
	if err != nil && conn.PgConn().TxStatus() != 'I' {
		_ = conn.Close(t.ctx)
	}
	if err == nil && klaar.String() == "ROLLBACK" {
		err = pgx.ErrTxCommitRollback
	}
	return err
}

// Rollback implements [driver.Tx].
func (t *vragerTx) Rollback() error {
	t.conn.tx = nil
	conn := t.conn.Conn.Conn()
	if !t.begonnen || conn.IsClosed() || conn.PgConn().TxStatus() == 'I' {
		return nil
	}
	_, err := conn.Exec(t.ctx, "rollback")
	if err != nil {
		_ = conn.Close(t.ctx) // its state is not known: nobody may have it after this
	}
	return err
}

var _ interface {
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.QueryerContext
	driver.ExecerContext
	driver.NamedValueChecker
	driver.SessionResetter
	driver.Pinger
} = &vragerConn{}

// vragerDB is a pool of such connections.
func vragerDB(conf pgx.ConnConfig) *sql.DB { return sql.OpenDB(metVrager{stdlib.GetConnector(conf)}) }
