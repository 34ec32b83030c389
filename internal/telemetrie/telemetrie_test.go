package telemetrie_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"

	"go.opentelemetry.io/otel/trace"

	"schakel/internal/telemetrie"
)

func TestLogboek(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	log := slog.New(telemetrie.Logboek(slog.NewJSONHandler(&b, nil))).With("proces", "proef")
	ctx := telemetrie.MetVerzoek(t.Context(), "verzoek-1")
	spoor := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{2}})
	log.InfoContext(trace.ContextWithSpanContext(ctx, spoor), "met")
	log.Info("zonder")
	regels := bytes.Split(bytes.TrimSpace(b.Bytes()), []byte("\n"))
	var met, zonder map[string]any
	if json.Unmarshal(regels[0], &met) != nil || json.Unmarshal(regels[1], &zonder) != nil {
		t.Fatalf("geen JSON: %s", b.String())
	}
	for k, v := range map[string]string{
		"proces": "proef", "verzoek_id": "verzoek-1", "trace_id": "01000000000000000000000000000000", "span_id": "0200000000000000",
	} {
		if met[k] != v {
			t.Errorf("%s is %v, verwacht %s", k, met[k], v)
		}
	}
	if _, er := zonder["trace_id"]; er || zonder["verzoek_id"] != nil {
		t.Errorf("zonder verzoek: %s", regels[1])
	}
}

// TestOpen: without an endpoint nothing is made; with one that is away, nothing breaks.
func TestOpen(t *testing.T) { //nolint:paralleltest // it sets the environment
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "")
	t.Setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "")
	s, stop, err := telemetrie.Open(t.Context(), "proef", "1")
	if s != nil || err != nil || stop() != nil {
		t.Errorf("zonder adres: %v %v", s, err)
	}
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
	s, _, err = telemetrie.Open(t.Context(), "proef", "1")
	if err != nil {
		t.Fatal(err)
	}
	_, span := s.Tracer(telemetrie.Naam).Start(t.Context(), "proef")
	if !span.IsRecording() {
		t.Error("er wordt niets vastgelegd")
	}
	span.End()
}
