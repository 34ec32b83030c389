package register

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"schakel/internal/toegang"
)

// Who is asking goes along with the BEGIN of its transaction, in the same message: a
// round trip less for every reading and every step. It holds for that transaction only.

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
	return vragerConn{s}, nil
}

type vragerConn struct{ *stdlib.Conn }

type sleutelVrager struct{}

// BeginTx implements [driver.ConnBeginTx].
func (c vragerConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	id, ok := ctx.Value(sleutelVrager{}).(toegang.Identiteit)
	if !ok || opts != (driver.TxOptions{}) {
		return c.Conn.BeginTx(ctx, opts)
	}
	conn := c.Conn.Conn()
	if conn.IsClosed() {
		return nil, driver.ErrBadConn
	}
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{BeginQuery: `begin; SELECT set_config('app.gebruiker', ` + tekst(id.Gebruiker) +
		`, true), set_config('app.rol', ` + tekst(string(id.Rol)) + `, true), set_config('app.organisatie', ` + tekst(id.Organisatie) + `, true)`})
	if err != nil {
		if conn.IsClosed() { // nothing was done yet: database/sql tries another connection
			return nil, fmt.Errorf("%w: %w", driver.ErrBadConn, err)
		}
		return nil, err
	}
	return vragerTx{ctx, tx}, nil
}

// tekst writes any text so that it can be nothing but text.
func tekst(s string) string {
	return `convert_from(decode('` + hex.EncodeToString([]byte(s)) + `', 'hex'), 'UTF8')`
}

type vragerTx struct {
	ctx context.Context //nolint:containedctx // as pgx's own: Commit and Rollback get none
	tx  pgx.Tx
}

func (t vragerTx) Commit() error   { return t.tx.Commit(t.ctx) }
func (t vragerTx) Rollback() error { return t.tx.Rollback(t.ctx) }

var _ interface {
	driver.ConnBeginTx
	driver.QueryerContext
	driver.ExecerContext
	driver.NamedValueChecker
	driver.SessionResetter
	driver.Pinger
} = vragerConn{}

// vragerDB is a pool of such connections.
func vragerDB(conf pgx.ConnConfig) *sql.DB { return sql.OpenDB(metVrager{stdlib.GetConnector(conf)}) }
