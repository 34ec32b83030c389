package kluis

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"go.opentelemetry.io/otel/trace"

	"schakel/internal/telemetrie"
)

// spoor makes a span of every statement inside a trace, see [telemetrie.BeginSQL].
type spoor struct{ tracer trace.Tracer }

var _ pgx.QueryTracer = spoor{}

type sleutelSpan struct{}

// TraceQueryStart implements [pgx.QueryTracer].
func (s spoor) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	return context.WithValue(ctx, sleutelSpan{}, telemetrie.BeginSQL(ctx, s.tracer, q.SQL, Rol, time.Now()))
}

// TraceQueryEnd implements [pgx.QueryTracer].
func (s spoor) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryEndData) {
	span, _ := ctx.Value(sleutelSpan{}).(trace.Span)
	telemetrie.EindSQL(span, q.Err)
}

// metSporen lets connections make spans; nil: none.
func metSporen(conf *pgx.ConnConfig, t trace.TracerProvider) {
	if t != nil {
		conf.Tracer = spoor{t.Tracer(telemetrie.Naam)}
	}
}
