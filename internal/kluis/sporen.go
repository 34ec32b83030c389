package kluis

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"schakel/internal/telemetrie"
)

// spoor makes a span of every statement inside a trace, as the register does: its first word and how it ended, never its text or a value.
type spoor struct{ tracer trace.Tracer }

var _ pgx.QueryTracer = spoor{}

type sleutelSpan struct{}

// TraceQueryStart implements [pgx.QueryTracer].
func (s spoor) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	if !trace.SpanContextFromContext(ctx).IsValid() {
		return ctx
	}
	woord, _, _ := strings.Cut(strings.TrimSpace(q.SQL), " ")
	woord = strings.ToUpper(woord) // one of a handful: all statements stand in this package
	_, span := s.tracer.Start(ctx, woord, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
		attribute.String("db.system.name", "postgresql"), attribute.String("db.operation.name", woord), attribute.String("db.user", Rol)))
	return context.WithValue(ctx, sleutelSpan{}, span)
}

// TraceQueryEnd implements [pgx.QueryTracer].
func (s spoor) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryEndData) {
	span, ok := ctx.Value(sleutelSpan{}).(trace.Span)
	if !ok {
		return
	}
	if q.Err != nil {
		span.SetStatus(codes.Error, "") // its text may repeat a value
		var pg *pgconn.PgError
		if errors.As(q.Err, &pg) {
			span.SetAttributes(attribute.String("db.response.status_code", pg.Code))
		}
	}
	span.End()
}

// metSporen lets connections make spans; nil: none.
func metSporen(conf *pgx.ConnConfig, t trace.TracerProvider) {
	if t != nil {
		conf.Tracer = spoor{t.Tracer(telemetrie.Naam)}
	}
}
