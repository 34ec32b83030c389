// Package telemetrie is what leaves the process beside answers: traces and log lines
// that can be joined. A trace goes from a request through SQL and the message to the
// workflow into the activity.
//
//	request ──► SQL
//	   └──► UpdateWorkflow ──► HandleUpdate (worker)
//	   └──► RunWorkflow (worker) ──► RunActivity ──► SQL
//
// It must never carry what a person wrote or who it is about: attributes are routes,
// kinds, statuses and ids of cases and steps; no statement text (bun writes arguments
// into it), no address or user agent of a client, no message of an error, no baggage.
package telemetrie

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	apitrace "go.opentelemetry.io/otel/trace"
)

// Naam is the instrumentation scope of all our spans.
const Naam = "schakel"

// stopDuur bounds the sending of the last spans.
const stopDuur = 5 * time.Second

// Open gives where spans go: to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names
// (or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT), by OTLP over HTTP, with the other
// variables of OpenTelemetry as they are; nil when neither is set. stop sends what
// is left. A collector that is away costs spans and nothing else.
func Open(ctx context.Context, dienst, versie string) (sporen apitrace.TracerProvider, stop func() error, err error) {
	if os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") == "" && os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") == "" {
		return nil, func() error { return nil }, nil
	}
	uit, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("OpenTelemetry: %w", err)
	}
	// Not the detectors of host and process: those tell the command line. WithService gives each process an id of its own (service.instance.id),
	// so that two replicas can be told apart; OTEL_RESOURCE_ATTRIBUTES may name another.
	bron, err := resource.New(ctx, resource.WithService(), resource.WithFromEnv(), resource.WithTelemetrySDK(), resource.WithAttributes(
		attribute.String("service.namespace", "schakel"), attribute.String("service.name", "schakel-"+dienst),
		attribute.String("service.version", versie)))
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("OpenTelemetry: %w", err), uit.Shutdown(ctx))
	}
	p := trace.NewTracerProvider(trace.WithBatcher(uit), trace.WithResource(bron))
	return p, func() error {
		tot, klaar := context.WithTimeout(context.WithoutCancel(ctx), stopDuur)
		defer klaar()
		return p.Shutdown(tot)
	}, nil
}
