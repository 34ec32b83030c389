package verwerkingen_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	coltrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	prototrace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"go.opentelemetry.io/otel/trace"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/telemetrie"
	"schakel/internal/testkit"
	"schakel/internal/verwerkingen"
)

// log is a processing log that takes OTLP, and can be away.
type log struct {
	weg   atomic.Bool
	ruw   bytes.Buffer
	spans []*prototrace.Span
	*httptest.Server
}

func nieuwLog(t *testing.T) *log {
	t.Helper()
	l := &log{}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil || l.weg.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		var in coltrace.ExportTraceServiceRequest
		if err := proto.Unmarshal(b, &in); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		l.ruw.Write(b)
		for _, rs := range in.GetResourceSpans() {
			for _, ss := range rs.GetScopeSpans() {
				l.spans = append(l.spans, ss.GetSpans()...)
			}
		}
		w.Header().Set("Content-Type", "application/x-protobuf")
	}))
	t.Cleanup(l.Close)
	return l
}

func attr(s *prototrace.Span, naam string) string {
	for _, kv := range s.GetAttributes() {
		if kv.GetKey() == naam {
			return kv.GetValue().GetStringValue()
		}
	}
	return ""
}

// Every sealed line is told, of each person apart, with purpose and pseudonym and never with who did it; what the log did not confirm comes again.
func TestVerwerkingenlog(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	a, b := k.Meld(t, "verwijzer", casus.Normaal, "Een Voorbeeld"), k.Meld(t, "verwijzer", casus.Normaal, "Twee Voorbeeld")
	const herkomst = "0af7651916cd43dd8448eb211c80319c"
	trc, _ := trace.TraceIDFromHex(herkomst)
	spn, _ := trace.SpanIDFromHex("b7ad6b7169203331")
	ctx := telemetrie.MetHerkomst(t.Context(), trace.NewSpanContext(trace.SpanContextConfig{TraceID: trc, SpanID: spn}))
	if _, err := k.Casus(ctx, testkit.Wie(t, "ctb"), a); err != nil {
		t.Fatal(err)
	}
	if _, _, err := k.Lijst(t.Context(), testkit.Wie(t, "coordinator"), register.Filter{}); err != nil {
		t.Fatal(err)
	}
	doel := nieuwLog(t)
	l, err := verwerkingen.Open(t.Context(), doel.URL, verwerkingen.Maker{Register: "https://register.voorbeeld/verwerking/", Versie: "proef"})
	if err != nil {
		t.Fatal(err)
	}
	meld := func() (int, error) { return k.MeldVerwerkingen(t.Context(), 100, l.Meld) }
	if n, err := meld(); n != 0 || err != nil {
		t.Fatalf("voor de verzegeling: %d, %v", n, err)
	}
	z, verzegeld := k.Zegelaar(), int64(0)
	testkit.Wacht(t, "de verzegeling", func() bool {
		n, err := z.Verzegel(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		verzegeld += n
		return verzegeld == 4
	})
	doel.weg.Store(true)
	if n, err := meld(); n != 0 || err == nil {
		t.Fatalf("met een log dat weg is: %d, %v", n, err)
	}
	doel.weg.Store(false)
	if n, err := meld(); n != 4 || err != nil {
		t.Fatalf("gemeld: %d, %v", n, err)
	}
	if n, err := meld(); n != 0 || err != nil {
		t.Fatalf("nog eens: %d, %v", n, err)
	}
	var lezen, lijst, delen, heel *prototrace.Span
	gezien, personen := map[string]bool{}, map[string]bool{}
	for _, s := range doel.spans {
		if id := hex.EncodeToString(s.GetTraceId()) + hex.EncodeToString(s.GetSpanId()); gezien[id] {
			t.Errorf("actie %s komt twee keer voor", id)
		} else {
			gezien[id] = true
		}
		if !strings.HasPrefix(attr(s, "dpl.core.processing_activity_id"), "https://register.voorbeeld/verwerking/zorgproces") {
			t.Errorf("%s: verwerkingsactiviteit %q", s.GetName(), attr(s, "dpl.core.processing_activity_id"))
		}
		if p := attr(s, "dpl.core.data_subject_id"); p != "" {
			personen[p] = true
		}
		switch {
		case s.GetName() == "lezen casus":
			lezen = s
		case strings.HasSuffix(s.GetName(), "lijst") && len(s.GetParentSpanId()) == 0:
			lijst, heel = s, s
		case strings.HasSuffix(s.GetName(), "lijst"):
			delen = s
		}
	}
	if len(doel.spans) != 6 || len(personen) != 2 { // two aanmeldingen, one reading, one list over two people
		t.Fatalf("%d regels over %d betrokkenen: %v", len(doel.spans), len(personen), doel.spans)
	}
	if hex.EncodeToString(lezen.GetTraceId()) != herkomst || attr(lezen, "dpl.core.foreign_operation.span_id") != "b7ad6b7169203331" {
		t.Errorf("het spoor van wie vroeg ging niet mee: %v", lezen)
	}
	if attr(lijst, "dpl.core.data_subject_id") != "" || !bytes.Equal(delen.GetParentSpanId(), heel.GetSpanId()) || !bytes.Equal(delen.GetTraceId(), heel.GetTraceId()) {
		t.Errorf("de delen van een lijst horen bij de lijst: %v, %v", lijst, delen)
	}
	for _, geheim := range []string{"verwijzer\"", "coordinator", "bmz-voorbeeld", "woonstichting", a, b, "Voorbeeld "} {
		if bytes.Contains(doel.ruw.Bytes(), []byte(geheim)) {
			t.Errorf("het verwerkingenlog noemt %q", geheim)
		}
	}
}

// A line told again is the same record, so that a log can leave out what it has.
func TestZelfdeRegelZelfdeActie(t *testing.T) {
	t.Parallel()
	v := register.Verwerking{Kenmerk: bytes.Repeat([]byte{7}, 37), Betrokkenen: [][]byte{bytes.Repeat([]byte{1}, 37), bytes.Repeat([]byte{2}, 37)}, Handeling: "lezen", Wat: "lijst"}
	m := verwerkingen.Maker{Register: verwerkingen.StandaardRegister}
	if een, twee := fmt.Sprint(m.Regels(v)), fmt.Sprint(m.Regels(v)); een != twee {
		t.Errorf("%s\n%s", een, twee)
	}
}

func TestVerwerkingenlogWeigertOnveilig(t *testing.T) {
	t.Parallel()
	for adres, goed := range map[string]bool{
		"https://logboek.voorbeeld/v1/traces": true, "http://127.0.0.1:4318/v1/traces": true,
		"http://logboek.voorbeeld/v1/traces": false, "logboek.voorbeeld": false, "": false, "ftp://logboek.voorbeeld": false,
	} {
		_, err := verwerkingen.Open(t.Context(), adres, verwerkingen.Maker{})
		if (err == nil) != goed {
			t.Errorf("%q: %v", adres, err)
		}
	}
	if _, err := verwerkingen.Open(t.Context(), "https://logboek.voorbeeld", verwerkingen.Maker{Register: "zomaar"}); err == nil {
		t.Error("een register zonder schema mag niet")
	}
}
