package register

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/uptrace/bun"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// spoor makes a span of every statement inside a trace. It holds the first word of the
// statement and how it ended, and never its text: bun has written the arguments into it.
type spoor struct {
	tracer trace.Tracer
	rol    string
}

var (
	_ bun.QueryHook = spoor{}

	// woorden that a statement may begin with; anything else is called SQL.
	woorden = []string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "BEGIN", "COMMIT", "ROLLBACK"} //nolint:gochecknoglobals // a constant list
)

// BeforeQuery implements [bun.QueryHook]: without a trace around it (the relay that
// looks whether something waits) nothing is made.
func (s spoor) BeforeQuery(ctx context.Context, e *bun.QueryEvent) context.Context {
	if !trace.SpanContextFromContext(ctx).IsValid() {
		return ctx
	}
	woord := "SQL"
	if eerste, _, _ := strings.Cut(strings.TrimSpace(e.Query), " "); slices.Contains(woorden, eerste) {
		woord = eerste
	}
	_, span := s.tracer.Start(ctx, woord, trace.WithSpanKind(trace.SpanKindClient), trace.WithTimestamp(e.StartTime), trace.WithAttributes(
		attribute.String("db.system.name", "postgresql"), attribute.String("db.operation.name", woord), attribute.String("db.user", s.rol)))
	if e.Stash == nil {
		e.Stash = map[any]any{}
	}
	e.Stash[spoor{}] = span // not into ctx: a BEGIN lends its context to the whole transaction
	return ctx
}

// AfterQuery implements [bun.QueryHook].
func (s spoor) AfterQuery(_ context.Context, e *bun.QueryEvent) {
	span, ok := e.Stash[spoor{}].(trace.Span)
	if !ok {
		return
	}
	if e.Err != nil && !errors.Is(e.Err, sql.ErrNoRows) {
		span.SetStatus(codes.Error, "") // its text may repeat a value
		var pg *pgconn.PgError
		if errors.As(e.Err, &pg) {
			span.SetAttributes(attribute.String("db.response.status_code", pg.Code))
		}
	}
	span.End(trace.WithTimestamp(time.Now()))
}
