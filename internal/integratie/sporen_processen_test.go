package integratie

import (
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	coltrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	prototrace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	beleidsbestanden "schakel/beleid"
)

// opgevangen is a span as it came over the wire, with who sent it.
type opgevangen struct {
	*prototrace.Span
	dienst, exemplaar string
}

func (s opgevangen) spoor() string { return hex.EncodeToString(s.GetTraceId()) }
func (s opgevangen) id() string    { return hex.EncodeToString(s.GetSpanId()) }
func (s opgevangen) ouder() string { return hex.EncodeToString(s.GetParentSpanId()) }

func (s opgevangen) String() string {
	return fmt.Sprintf("%s: %s (%s onder %s)", s.dienst, s.GetName(), s.id(), s.ouder())
}

// verzamelaar is a collector that takes OTLP over HTTP.
type verzamelaar struct {
	url string

	mu    sync.Mutex
	ruw   strings.Builder // all that came, as it came
	spans []opgevangen
	bron  []map[string]string // of every message, who says it is from
	fout  []string
}

func nieuweVerzamelaar(t *testing.T) *verzamelaar {
	t.Helper()
	v := &verzamelaar{}
	srv := httptest.NewServer(v)
	t.Cleanup(srv.Close)
	v.url = srv.URL
	return v
}

// ServeHTTP implements [http.Handler].
func (v *verzamelaar) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, err := io.ReadAll(r.Body)
	var in coltrace.ExportTraceServiceRequest
	if err == nil {
		err = proto.Unmarshal(b, &in)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if err != nil || r.URL.Path != "/v1/traces" {
		v.fout = append(v.fout, fmt.Sprintf("%s: %v", r.URL.Path, err))
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	fmt.Fprintln(&v.ruw, r.Header)
	v.ruw.Write(b)
	for _, rs := range in.GetResourceSpans() {
		bron := kenmerken(rs.GetResource().GetAttributes())
		v.bron = append(v.bron, bron)
		for _, ss := range rs.GetScopeSpans() {
			for _, s := range ss.GetSpans() {
				v.spans = append(v.spans, opgevangen{s, bron["service.name"], bron["service.instance.id"]})
			}
		}
	}
	w.Header().Set("Content-Type", "application/x-protobuf")
}

func kenmerken(kvs []*commonpb.KeyValue) map[string]string {
	uit := map[string]string{}
	for _, kv := range kvs {
		uit[kv.GetKey()] = strings.Trim(strings.TrimPrefix(kv.GetValue().String(), "string_value:"), `"`)
	}
	return uit
}

// zoek gives the spans of a trace that a service sent, by the beginning of their name; empty is any.
func (v *verzamelaar) zoek(spoor, dienst, naam string) (uit []opgevangen) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, s := range v.spans {
		if (spoor == "" || s.spoor() == spoor) && s.dienst == dienst && strings.HasPrefix(s.GetName(), naam) {
			uit = append(uit, s)
		}
	}
	return uit
}

// een waits for the one span of that name.
func (v *verzamelaar) een(t *testing.T, spoor, dienst, naam string) (s opgevangen) {
	t.Helper()
	var er []opgevangen
	wachtTot(t, dienst+" meldt "+naam, func() bool { er = v.zoek(spoor, dienst, naam); return len(er) > 0 })
	if len(er) != 1 {
		t.Fatalf("%d keer %s van %s in het spoor, verwacht 1: %v", len(er), naam, dienst, er)
	}
	return er[0]
}

// sqlOnder waits for statements right under a span, which the same process sent: something was begun, written and committed.
func (v *verzamelaar) sqlOnder(t *testing.T, s opgevangen) {
	t.Helper()
	woorden := map[string]bool{}
	wachtTot(t, "SQL onder "+s.String(), func() bool {
		for _, k := range v.zoek(s.spoor(), s.dienst, "") {
			if k.ouder() == s.id() && kenmerken(k.GetAttributes())["db.system.name"] == "postgresql" {
				woorden[k.GetName()] = true
			}
		}
		return woorden["BEGIN"] && woorden["COMMIT"] && (woorden["INSERT"] || woorden["UPDATE"])
	})
}

// werkExemplaar is what whoever runs `work` calls it; `serve` is left to find an id by itself.
const werkExemplaar = "work-a1"

// TestEenSpoorOverTweeProcessen: `serve` and `work` send their spans to a collector, each under its own name. What one request sets going is one trace
// there: the request and its statements in `serve`, the message to Temporal, and in `work` the handler, the workflow, and the activity that a
// term starts later, with its statements. Nothing of it says who it is about or what was written.
func TestEenSpoorOverTweeProcessen(t *testing.T) {
	t.Parallel()
	v, w := nieuweVerzamelaar(t), nieuweZangers()
	p := nieuweProductie(t)
	p.schrijf(t, "beleid.yaml", string(beleidsbestanden.Seconden))
	p.migreer(t)
	anders := map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": v.url, "OTEL_BSP_SCHEDULE_DELAY": "200"}
	serve := p.begin(t, anders, "serve", "--listen", "127.0.0.1:0")
	anders["OTEL_RESOURCE_ATTRIBUTES"] = "service.instance.id=" + werkExemplaar
	work := p.begin(t, anders, "work")
	o := &omgeving{url: serve.url, tokens: p.tokens(t)}

	body := fmt.Sprintf(`{"verwijzer":{"organisatie":"woonstichting-voorbeeld","naam":%[1]q,"telefoon":%[2]q},"client":{"naam":%[1]q,"omschrijving":%[1]q,"adres":%[1]q,
		"gemeente":"Voorbeeldstad"},"urgentie":"hoog","problematiek":["lvb"],"zorgmijding":%[1]q,"hulpvraag":%[1]q,"geinformeerd":{"ja":true}}`, w.tekst(), w.bsn)
	a := o.vraag(t, "verwijzer", http.MethodPost, "/v1/aanmeldingen", body, "Idempotency-Key", uuid.NewString(), "User-Agent", w.naam, "Baggage", "wie="+w.naam)
	if a.status != http.StatusCreated {
		t.Fatalf("aanmelding: %d %s", a.status, a.ruw)
	}
	pad := "/v1/casussen/" + a.tekst("id")
	verzoek := v.een(t, "", "schakel-serve", "POST /v1/aanmeldingen")
	spoor := verzoek.spoor()
	if verzoek.ouder() != "" || kenmerken(verzoek.GetAttributes())["schakel.verzoek_id"] != a.kop.Get("X-Request-Id") {
		t.Errorf("het spoor begint niet bij het verzoek %s: %v", a.kop.Get("X-Request-Id"), verzoek)
	}
	v.sqlOnder(t, verzoek)
	start := v.een(t, spoor, "schakel-serve", "UpdateWithStartWorkflow:")
	handler := v.een(t, spoor, "schakel-work", "HandleUpdate:")
	wachtTot(t, "de termijn van de ontvangst start een activiteit", func() bool { return len(v.zoek(spoor, "schakel-work", "RunActivity:")) > 0 })
	activiteit := v.zoek(spoor, "schakel-work", "RunActivity:")[0]
	v.sqlOnder(t, activiteit)
	for _, k := range []struct{ kind, ouder opgevangen }{{start, verzoek}, {handler, start}} {
		if k.kind.ouder() != k.ouder.id() {
			t.Errorf("%v hangt niet onder %v", k.kind, k.ouder)
		}
	}

	// A step of somebody who has a trace already goes on in that; the workflow's own span comes when it ends.
	const eigen = "0af7651916cd43dd8448eb211c80319c"
	b := o.vraag(t, "coordinator", http.MethodPost, pad+"/afsluiting?x="+w.naam, fmt.Sprintf(`{"reden":"verhuisd","netwerkafspraak":%q}`, w.tekst()),
		"Idempotency-Key", uuid.NewString(), "Traceparent", "00-"+eigen+"-b7ad6b7169203331-01")
	if b.status != http.StatusBadRequest {
		t.Errorf("een onbekende vraag: %d %s", b.status, b.ruw)
	}
	b = o.vraag(t, "coordinator", http.MethodPost, pad+"/afsluiting", fmt.Sprintf(`{"reden":"verhuisd","netwerkafspraak":%q}`, w.tekst()),
		"Idempotency-Key", uuid.NewString(), "Traceparent", "00-"+eigen+"-b7ad6b7169203331-01")
	if b.status != http.StatusOK {
		t.Fatalf("afsluiting: %d %s", b.status, b.ruw)
	}
	afsluiting := v.een(t, eigen, "schakel-serve", "UpdateWorkflow:")
	if h := v.een(t, eigen, "schakel-work", "HandleUpdate:"); h.ouder() != afsluiting.id() {
		t.Errorf("%v hangt niet onder %v", h, afsluiting)
	}
	workflow := v.een(t, spoor, "schakel-work", "RunWorkflow:")
	if workflow.ouder() != start.id() {
		t.Errorf("%v hangt niet onder %v", workflow, start)
	}
	gestart := slices.IndexFunc(v.zoek(spoor, "schakel-work", "StartActivity:"), func(s opgevangen) bool {
		return s.id() == activiteit.ouder() && s.ouder() == workflow.id()
	})
	if gestart < 0 {
		t.Errorf("%v is niet gestart door %v", activiteit, workflow)
	}
	serve.stop(t)
	work.stop(t)
	v.schoon(t, w)
}

// TestLaatsteSporen: what a process has not sent yet when it is told to end, it sends then.
func TestLaatsteSporen(t *testing.T) {
	t.Parallel()
	v, p := nieuweVerzamelaar(t), nieuweProductie(t)
	p.migreer(t)
	serve := p.begin(t, map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": v.url, "OTEL_BSP_SCHEDULE_DELAY": "3600000"}, "serve", "--listen", "127.0.0.1:0")
	o := &omgeving{url: serve.url, tokens: p.tokens(t)}
	if a := o.haal(t, "coordinator", "/v1/casussen"); a.status != http.StatusOK {
		t.Fatalf("lezen: %d %s", a.status, a.ruw)
	}
	if al := v.zoek("", "schakel-serve", ""); len(al) > 0 {
		t.Fatalf("er is al verzonden: %v", al)
	}
	serve.stop(t)
	v.een(t, "", "schakel-serve", "GET /v1/casussen")
}

// schoon: every process says which it is, and what came holds nothing of a person, whatever the field.
func (v *verzamelaar) schoon(t *testing.T, w zangers) {
	t.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.fout) > 0 {
		t.Errorf("dit was geen OTLP: %v", v.fout)
	}
	exemplaren := map[string]map[string]bool{"schakel-serve": {}, "schakel-work": {}}
	for _, b := range v.bron {
		for _, k := range slices.Sorted(maps.Keys(b)) {
			if !slices.Contains([]string{"service.name", "service.namespace", "service.version", "service.instance.id"}, k) && !strings.HasPrefix(k, "telemetry.sdk.") {
				t.Errorf("een proces zegt van zichzelf ook %s", k)
			}
		}
		if exemplaren[b["service.name"]] == nil || b["service.namespace"] != "schakel" || b["service.version"] == "" {
			t.Fatalf("een onbekende afzender: %v", b)
		}
		exemplaren[b["service.name"]][b["service.instance.id"]] = true
	}
	serve, work := slices.Collect(maps.Keys(exemplaren["schakel-serve"])), slices.Collect(maps.Keys(exemplaren["schakel-work"]))
	if len(serve) != 1 || uuid.Validate(serve[0]) != nil || !slices.Equal(work, []string{werkExemplaar}) {
		t.Errorf("serve noemt zich %q, work %q", serve, work)
	}
	for _, s := range v.spans {
		if len(s.GetEvents()) > 0 || s.GetStatus().GetMessage() != "" || s.GetTraceState() != "" {
			t.Errorf("%v draagt tekst: %v", s, s.Span)
		}
		for k := range kenmerken(s.GetAttributes()) {
			if !slices.Contains(sleutelsVanSporen, k) {
				t.Errorf("%v heeft een onbekend kenmerk %s", s, k)
			}
		}
	}
	for _, woord := range append(w.woorden(), "Voorbeeldstad", "verhuisd", "werker", "coordinator", "INSERT INTO", "Bearer", "app-geheim") {
		if strings.Contains(v.ruw.String(), woord) {
			t.Errorf("%q ging mee naar de verzamelaar", woord)
		}
	}
	if len(v.spans) < 20 {
		t.Errorf("er kwamen maar %d sporen", len(v.spans))
	}
}
