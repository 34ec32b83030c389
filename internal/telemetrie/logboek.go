package telemetrie

import (
	"context"
	"log/slog"

	"go.opentelemetry.io/otel/trace"
)

type sleutelVerzoek struct{}

// MetVerzoek marks everything that is logged with this context as part of a request.
func MetVerzoek(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, sleutelVerzoek{}, id)
}

type sleutelHerkomst struct{}

// MetHerkomst marks what is done with this context as asked by an application that has a trace of its own.
func MetHerkomst(ctx context.Context, s trace.SpanContext) context.Context {
	if !s.IsValid() {
		return ctx
	}
	return context.WithValue(ctx, sleutelHerkomst{}, s.TraceID().String()+"-"+s.SpanID().String())
}

// Herkomst is the trace and span of the application that asked, "32 hex-16 hex"; empty when it told none.
func Herkomst(ctx context.Context) string {
	s, _ := ctx.Value(sleutelHerkomst{}).(string)
	return s
}

// logboek adds what joins lines of one request.
type logboek struct{ slog.Handler }

// Logboek gives every line the id of its request, and of its trace when there is one.
func Logboek(h slog.Handler) slog.Handler { return logboek{h} }

// Handle implements [slog.Handler].
func (l logboek) Handle(ctx context.Context, r slog.Record) error {
	if id, ok := ctx.Value(sleutelVerzoek{}).(string); ok {
		r.AddAttrs(slog.String("verzoek_id", id))
	}
	if s := trace.SpanContextFromContext(ctx); s.IsValid() {
		r.AddAttrs(slog.String("trace_id", s.TraceID().String()), slog.String("span_id", s.SpanID().String()))
	}
	return l.Handler.Handle(ctx, r)
}

// WithAttrs implements [slog.Handler].
func (l logboek) WithAttrs(a []slog.Attr) slog.Handler { return logboek{l.Handler.WithAttrs(a)} }

// WithGroup implements [slog.Handler].
func (l logboek) WithGroup(naam string) slog.Handler { return logboek{l.Handler.WithGroup(naam)} }
