package telemetrie

import (
	"context"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	temporaltel "go.temporal.io/sdk/contrib/opentelemetry"
	"go.temporal.io/sdk/interceptor"
)

// Temporal gives the interceptor for client and worker. It writes one header (a trace
// id, no more) and records no events of its own, so histories with and without it
// replay on the same code; a test does so.
func Temporal(sporen trace.TracerProvider) (interceptor.Interceptor, error) {
	return temporaltel.NewTracingInterceptor(temporaltel.TracerOptions{
		Tracer: sporen.Tracer(Naam), TextMapPropagator: propagation.TraceContext{}, DisableBaggage: true,
		DisableQueryTracing: true, // only `schakel check` asks
		// A header of another library costs the trace, not the case.
		AllowInvalidParentSpans: true,
		SpanStarter: func(ctx context.Context, t trace.Tracer, naam string, opts ...trace.SpanStartOption) trace.Span {
			_, s := t.Start(ctx, naam, opts...)
			return zwijgend{s}
		},
	})
}

// zwijgend keeps the text of errors out of a span: a driver's may repeat a value.
type zwijgend struct{ trace.Span }

// RecordError notes nothing; the status says that it failed.
func (zwijgend) RecordError(error, ...trace.EventOption) {}

// SetStatus leaves the description out.
func (z zwijgend) SetStatus(c codes.Code, _ string) { z.Span.SetStatus(c, "") }
