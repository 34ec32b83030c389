package register

import (
	"context"

	"github.com/uptrace/bun"
	"go.opentelemetry.io/otel/trace"

	"schakel/internal/telemetrie"
)

// spoor makes a span of every statement inside a trace, see [telemetrie.BeginSQL].
type spoor struct {
	tracer trace.Tracer
	rol    string
}

var _ bun.QueryHook = spoor{}

// BeforeQuery implements [bun.QueryHook].
func (s spoor) BeforeQuery(ctx context.Context, e *bun.QueryEvent) context.Context {
	if span := telemetrie.BeginSQL(ctx, s.tracer, e.Query, s.rol, e.StartTime); span != nil {
		if e.Stash == nil {
			e.Stash = map[any]any{}
		}
		e.Stash[spoor{}] = span // not into ctx: a BEGIN lends its context to the whole transaction
	}
	return ctx
}

// AfterQuery implements [bun.QueryHook].
func (s spoor) AfterQuery(_ context.Context, e *bun.QueryEvent) {
	span, _ := e.Stash[spoor{}].(trace.Span)
	telemetrie.EindSQL(span, e.Err)
}
