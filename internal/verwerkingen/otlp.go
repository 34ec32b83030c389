package verwerkingen

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	apitrace "go.opentelemetry.io/otel/trace"

	"schakel/internal/register"
)

const zendtijd = 10 * time.Second

// Logboek is the log of the organisation, spoken to by OTLP over HTTP: records are spans, as the standard has them.
type Logboek struct {
	maker Maker
	uit   *otlptrace.Exporter
}

// Open gives the log at adres, an URL. It must be https, as the standard asks; http only on this machine.
func Open(ctx context.Context, adres string, m Maker) (*Logboek, error) {
	u, err := url.Parse(adres)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("verwerkingenlog: geef een adres als https://logboek.voorbeeld/v1/traces")
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme == "http" && (ip == nil || !ip.IsLoopback()) {
		return nil, errors.New("verwerkingenlog: het adres moet met https:// beginnen; zonder TLS mag alleen een adres op deze machine (127.0.0.1)")
	}
	if m.Register == "" {
		m.Register = StandaardRegister
	}
	if r, err := url.Parse(m.Register); err != nil || r.Scheme == "" {
		return nil, errors.New("register van verwerkingsactiviteiten: geef een absolute URI, bijvoorbeeld https://register.voorbeeld/verwerking/")
	}
	uit, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(adres), otlptracehttp.WithTimeout(zendtijd),
		otlptracehttp.WithRetry(otlptracehttp.RetryConfig{Enabled: false})) // the caller comes again, with the same records
	if err != nil {
		return nil, fmt.Errorf("verwerkingenlog: %w", err)
	}
	return &Logboek{maker: m, uit: uit}, nil
}

// Meld sends the records of these lines; without an error the log has confirmed all of them.
func (l *Logboek) Meld(ctx context.Context, vs []register.Verwerking) error {
	bron := resource.NewSchemaless(attribute.String("service.name", "schakel"), attribute.String("service.version", l.maker.Versie))
	var spans tracetest.SpanStubs
	for _, v := range vs {
		for _, r := range l.maker.Regels(v) {
			s, err := r.span()
			if err != nil {
				return err
			}
			s.Resource = bron
			spans = append(spans, s)
		}
	}
	tot, klaar := context.WithTimeout(ctx, zendtijd)
	defer klaar()
	if err := l.uit.ExportSpans(tot, spans.Snapshots()); err != nil {
		return errors.New("verwerkingenlog: het logboek nam de regels niet aan") // the cause repeats the address, which may hold a key
	}
	return nil
}

// Sluit ends the connection.
func (l *Logboek) Sluit(ctx context.Context) error { return l.uit.Shutdown(ctx) }

func (r Regel) span() (tracetest.SpanStub, error) {
	t, err := apitrace.TraceIDFromHex(r.TraceID)
	if err != nil {
		return tracetest.SpanStub{}, fmt.Errorf("trace van een verwerking: %w", err)
	}
	ids := func(span string) (apitrace.SpanContext, error) {
		s, err := apitrace.SpanIDFromHex(span)
		return apitrace.NewSpanContext(apitrace.SpanContextConfig{TraceID: t, SpanID: s, TraceFlags: apitrace.FlagsSampled}), err
	}
	uit := tracetest.SpanStub{Name: r.Name, StartTime: r.StartTime, EndTime: r.EndTime, SpanKind: apitrace.SpanKindInternal, Status: trace.Status{}}
	if uit.SpanContext, err = ids(r.SpanID); err != nil {
		return uit, err
	}
	if r.ParentSpanID != "" {
		if uit.Parent, err = ids(r.ParentSpanID); err != nil {
			return uit, err
		}
	}
	for k, v := range r.Attributes {
		uit.Attributes = append(uit.Attributes, attribute.String(k, v))
	}
	return uit, nil
}
