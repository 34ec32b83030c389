package integratie

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"schakel/internal/product"
)

// sleutelsVanSporen are all attributes a span may have. A new one is a decision: can it
// ever hold what a person wrote, or who it is about?
var sleutelsVanSporen = []string{
	"http.request.method", "http.route", "http.response.status_code", "schakel.verzoek_id",
	"db.system.name", "db.operation.name", "db.user", "db.response.status_code",
	"temporalWorkflowID", "temporalRunID", "temporalActivityID", "temporalUpdateID",
}

// TestEenSpoor: a request, its statements, the message to the workflow and the activity
// that a term starts later are one trace, which began at the caller; and no span holds
// what was written, by whom or about whom.
func TestEenSpoor(t *testing.T) {
	t.Parallel()
	uit := tracetest.NewInMemoryExporter()
	sporen := trace.NewTracerProvider(trace.WithSyncer(uit))
	o := nieuw(t, seconden, func(c *product.Config) { c.Sporen = sporen })
	const begin, kanarie = "0af7651916cd43dd8448eb211c80319c", "kanariegeel"
	stuur := func(pad string) antwoord {
		return o.vraag(t, "verwijzer", http.MethodPost, pad, aanmeldingBody(kanarie), "Idempotency-Key", uuid.NewString(),
			"Traceparent", "00-"+begin+"-b7ad6b7169203331-01", "Baggage", "wie="+kanarie, "User-Agent", kanarie)
	}
	if a := stuur("/v1/aanmeldingen?onbekend=" + kanarie); a.status != http.StatusBadRequest {
		t.Errorf("onbekende vraag: %d %s", a.status, a.ruw)
	}
	a := stuur("/v1/aanmeldingen")
	if a.status != http.StatusCreated || a.kop.Get("X-Request-Id") == "" {
		t.Fatalf("aanmelding: %d %s", a.status, a.ruw)
	}
	van := func(naam string) []tracetest.SpanStub {
		return slices.DeleteFunc(uit.GetSpans(), func(s tracetest.SpanStub) bool {
			return s.SpanContext.TraceID().String() != begin || !strings.HasPrefix(s.Name, naam)
		})
	}
	wachtTot(t, "de termijn start een activiteit in hetzelfde spoor", func() bool { return len(van("RunActivity:")) > 0 })

	server := enige(t, "POST /v1/aanmeldingen", slices.DeleteFunc(van("POST /v1/aanmeldingen"), func(s tracetest.SpanStub) bool {
		return !heeft(s, "http.response.status_code", "201")
	}))
	naarWorkflow := enige(t, "UpdateWithStartWorkflow", van("UpdateWithStartWorkflow:"))
	onder(t, naarWorkflow, server)
	onder(t, enige(t, "HandleUpdate", van("HandleUpdate:")), naarWorkflow)
	activiteit := van("RunActivity:")[0]
	onder(t, activiteit, metID(t, van("StartActivity:"), activiteit.Parent.SpanID().String()))
	for _, s := range []tracetest.SpanStub{server, activiteit} {
		woorden := map[string]bool{}
		wachtTot(t, "SQL onder "+s.Name, func() bool {
			for _, k := range uit.GetSpans() {
				if k.Parent.SpanID() == s.SpanContext.SpanID() {
					woorden[k.Name] = true
				}
			}
			return woorden["BEGIN"] && woorden["COMMIT"] && (woorden["INSERT"] || woorden["UPDATE"])
		})
	}
	if !slices.ContainsFunc(van(""), func(s tracetest.SpanStub) bool {
		return heeft(s, "db.user", "schakel_kluis") && s.SpanContext.TraceID().String() == begin
	}) {
		t.Error("de sleutelkluis staat niet in het spoor")
	}
	for _, s := range uit.GetSpans() {
		if len(s.Events) > 0 || s.Status.Description != "" {
			t.Errorf("%s draagt tekst: %v %q", s.Name, s.Events, s.Status.Description)
		}
		for _, kv := range s.Attributes {
			if !slices.Contains(sleutelsVanSporen, string(kv.Key)) {
				t.Errorf("%s heeft een onbekend kenmerk %s", s.Name, kv.Key)
			}
		}
		if tekst := fmt.Sprint(s); strings.Contains(tekst, kanarie) || strings.Contains(tekst, "INSERT INTO") || strings.Contains(tekst, "Bewoner") {
			t.Errorf("in een spoor staat wat er niet hoort: %s", tekst)
		}
	}
}

func enige(t *testing.T, wat string, s []tracetest.SpanStub) tracetest.SpanStub {
	t.Helper()
	if len(s) != 1 {
		t.Fatalf("%d keer %s in het spoor, verwacht 1", len(s), wat)
	}
	return s[0]
}

func onder(t *testing.T, kind, ouder tracetest.SpanStub) {
	t.Helper()
	if kind.Parent.SpanID() != ouder.SpanContext.SpanID() {
		t.Errorf("%s hangt niet onder %s", kind.Name, ouder.Name)
	}
}

func metID(t *testing.T, s []tracetest.SpanStub, id string) tracetest.SpanStub {
	t.Helper()
	i := slices.IndexFunc(s, func(s tracetest.SpanStub) bool { return s.SpanContext.SpanID().String() == id })
	if i < 0 {
		t.Fatalf("geen spoor met id %s", id)
	}
	return s[i]
}

func heeft(s tracetest.SpanStub, sleutel, waarde string) bool {
	for _, kv := range s.Attributes {
		if string(kv.Key) == sleutel && kv.Value.String() == waarde {
			return true
		}
	}
	return false
}
