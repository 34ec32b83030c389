package telemetrie

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// woorden that a statement may begin with; anything else is called SQL.
var woorden = []string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "BEGIN", "COMMIT", "ROLLBACK"} //nolint:gochecknoglobals // a constant list

// BeginSQL makes the span of a statement inside a trace: its first word, and the role of the database. Never its text: arguments may be in it. Without a
// trace around it (the relay that looks whether something waits) nothing is made: nil.
func BeginSQL(ctx context.Context, t trace.Tracer, opdracht, rol string, begin time.Time) trace.Span {
	if !trace.SpanContextFromContext(ctx).IsValid() {
		return nil
	}
	woord := "SQL"
	if eerste, _, _ := strings.Cut(strings.TrimSpace(opdracht), " "); slices.Contains(woorden, strings.ToUpper(eerste)) {
		woord = strings.ToUpper(eerste)
	}
	_, span := t.Start(ctx, woord, trace.WithSpanKind(trace.SpanKindClient), trace.WithTimestamp(begin), trace.WithAttributes(
		attribute.String("db.system.name", "postgresql"), attribute.String("db.operation.name", woord), attribute.String("db.user", rol)))
	return span
}

// EindSQL ends it, with the code of an error and not its text, which may repeat a value.
func EindSQL(span trace.Span, err error) {
	if span == nil {
		return
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		span.SetStatus(codes.Error, "")
		var pg *pgconn.PgError
		if errors.As(err, &pg) {
			span.SetAttributes(attribute.String("db.response.status_code", pg.Code))
		}
	}
	span.End()
}
