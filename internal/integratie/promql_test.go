package integratie

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// What the alerts and the dashboard ask is read by Prometheus' own parser, and held against what /metrics of a running product gives out.

// vraag is one expression.
type promvraag struct{ waar, expr string }

func alarmvragen(t *testing.T) (uit []promvraag) {
	t.Helper()
	alarmen, fouten := leesAlarmen(lees(t, "deploy/prometheus/alerts.yml"))
	for _, f := range fouten {
		t.Error(f)
	}
	for _, r := range alarmen {
		uit = append(uit, promvraag{"alarm " + r.Alert, r.Expr})
	}
	return uit
}

// alarmtekst fills in a text as Prometheus does: with $labels, $value and its functions.
func alarmtekst(tekst string) error {
	zelf := func(v any) any { return v }
	f := template.FuncMap{"humanize": zelf, "humanize1024": zelf, "humanizeDuration": zelf, "humanizePercentage": zelf}
	m, err := template.New("").Funcs(f).Option("missingkey=error").Parse("{{$labels := .Labels}}{{$value := .Value}}" + tekst)
	if err != nil {
		return err
	}
	return m.Execute(io.Discard, map[string]any{"Labels": map[string]string{"instance": "x", "job": "x"}, "Value": 1.0})
}

func bordvragen(t *testing.T) (uit []promvraag) {
	t.Helper()
	var doc struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(lees(t, "deploy/grafana/schakel.json"), &doc); err != nil {
		t.Fatal(err)
	}
	for _, p := range doc.Panels {
		for _, g := range p.Targets {
			uit = append(uit, promvraag{"dashboard " + p.Title, g.Expr})
		}
	}
	return uit
}

// meetreeks is a metric as /metrics describes it.
type meetreeks struct {
	soort string
	// labels that some sample carries; none: there is no sample yet, and nothing is known of them.
	labels []string
}

var (
	typeregel = regexp.MustCompile(`(?m)^# TYPE (\S+) (\S+)$`)
	meetregel = regexp.MustCompile(`(?m)^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? \S+$`)
	labelnaam = regexp.MustCompile(`(?:^|,)([a-zA-Z_]\w*)="(?:[^"\\]|\\.)*"`)
)

// meetreeksen reads /metrics. Steps that wait may be none: that one is added by hand, with its label.
func meetreeksen(tekst string) map[string]meetreeks {
	uit := map[string]meetreeks{
		"up":                       {soort: "gauge"},
		"schakel_stappen_wachtend": {soort: "gauge", labels: []string{"soort"}},
	}
	for _, m := range typeregel.FindAllStringSubmatch(tekst, -1) {
		namen := []string{m[1]}
		if m[2] == "histogram" {
			namen = []string{m[1] + "_bucket", m[1] + "_count", m[1] + "_sum"}
		}
		for _, n := range namen {
			uit[n] = meetreeks{soort: m[2], labels: uit[n].labels}
		}
	}
	for _, m := range meetregel.FindAllStringSubmatch(tekst, -1) {
		r, er := uit[m[1]]
		if !er {
			continue
		}
		for _, l := range labelnaam.FindAllStringSubmatch(m[2], -1) {
			if !slices.Contains(r.labels, l[1]) {
				r.labels = append(r.labels, l[1])
			}
		}
		uit[m[1]] = r
	}
	return uit
}

// vanPrometheus are labels that the one who scrapes adds, and the one that all series have.
var vanPrometheus = []string{"job", "instance", labels.MetricName}

// keurVraag parses an expression, and says what is wrong with it against what there is.
func keurVraag(q promvraag, er map[string]meetreeks) (namen, fouten []string) {
	expr, err := parser.ParseExpr(q.expr)
	if err != nil {
		return nil, []string{q.waar + ": " + err.Error()}
	}
	bekend := slices.Clone(vanPrometheus)
	parser.Inspect(expr, func(n parser.Node, _ []parser.Node) error {
		s, ok := n.(*parser.VectorSelector)
		if !ok {
			return nil
		}
		namen = append(namen, s.Name)
		r, ok := er[s.Name]
		if !ok {
			fouten = append(fouten, q.waar+": "+s.Name+" bestaat niet in /metrics")
			return nil
		}
		bekend = append(bekend, r.labels...)
		for _, m := range s.LabelMatchers {
			if !slices.Contains(vanPrometheus, m.Name) && !slices.Contains(r.labels, m.Name) {
				fouten = append(fouten, q.waar+": "+s.Name+" heeft geen label "+m.Name)
			}
		}
		return nil
	})
	parser.Inspect(expr, func(n parser.Node, pad []parser.Node) error {
		if a, ok := n.(*parser.AggregateExpr); ok {
			for _, l := range a.Grouping {
				if !slices.Contains(bekend, l) {
					fouten = append(fouten, q.waar+": er is geen label "+l+" om op te groeperen")
				}
			}
		}
		if c, ok := n.(*parser.Call); ok && slices.Contains([]string{"rate", "increase", "irate"}, c.Func.Name) {
			fouten = append(fouten, keurTeller(q, c, er)...)
		}
		_ = pad
		return nil
	})
	if len(namen) == 0 {
		fouten = append(fouten, q.waar+" kijkt nergens naar")
	}
	return namen, fouten
}

// keurTeller: only what counts upwards has a rate.
func keurTeller(q promvraag, c *parser.Call, er map[string]meetreeks) (fouten []string) {
	parser.Inspect(c, func(n parser.Node, _ []parser.Node) error {
		if s, ok := n.(*parser.VectorSelector); ok && er[s.Name].soort == "gauge" {
			fouten = append(fouten, q.waar+": "+c.Func.Name+" van "+s.Name+", dat geen teller is")
		}
		return nil
	})
	return fouten
}

// metriekenVan is /metrics of a product in this process.
func metriekenVan(h http.Handler) string {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	return w.Body.String()
}

// TestPromQLKeuring: the test above it can fail, in every way it looks for.
func TestPromQLKeuring(t *testing.T) {
	t.Parallel()
	er := meetreeksen("# TYPE a gauge\na{soort=\"x\",tekst=\"y,z=\\\"\"} 1\n# TYPE b_seconds histogram\nb_seconds_bucket{le=\"1\"} 0\n# TYPE c_total counter\nc_total 1\n")
	for expr, woord := range map[string]string{
		"sum(a": "unclosed", "sum(rate(a))": "range vector", "rate(c_total[5q])": "duration", "max(d)": "d bestaat niet",
		`a{soert="x"}`: "geen label soert", "sum by (soord) (a)": "geen label soord", "rate(a[5m])": "geen teller", "1 + 1": "nergens", `a{z="1"}`: "geen label z",
		"b_seconds": "bestaat niet",
	} {
		_, fouten := keurVraag(promvraag{"proef", expr}, er)
		if !strings.Contains(strings.Join(fouten, "\n"), woord) {
			t.Errorf("%s: %q verwacht, kreeg %v", expr, woord, fouten)
		}
	}
	for _, expr := range []string{`histogram_quantile(0.5, sum by (le) (rate(b_seconds_bucket[5m])))`, `max by (soort) (a{tekst!="", job="x"}) > 1`, "rate(c_total[5m])"} {
		if _, fouten := keurVraag(promvraag{"proef", expr}, er); len(fouten) > 0 {
			t.Errorf("%s: %v", expr, fouten)
		}
	}
	for _, tekst := range []string{"{{ $value | humanise }}", "{{ $labels.instantie }}", "{{ $value"} {
		if alarmtekst(tekst) == nil {
			t.Errorf("%s gaat door", tekst)
		}
	}
}

// TestPromQLVersie: the parser is that of the Prometheus that docker-compose.yml runs (3.5.0 is module version 0.305.0).
func TestPromQLVersie(t *testing.T) {
	t.Parallel()
	beeld := regexp.MustCompile(`prom/prometheus:v3\.(\d+)\.(\d+)`).FindStringSubmatch(string(lees(t, "docker-compose.yml")))
	module := regexp.MustCompile(`prometheus/prometheus v0\.3(\d\d)\.(\d+)`).FindStringSubmatch(string(lees(t, "go.mod")))
	if beeld == nil || module == nil || strings.TrimLeft(module[1], "0") != beeld[1] || module[2] != beeld[2] {
		t.Errorf("docker-compose.yml draait %v, go.mod heeft %v", beeld, module)
	}
}
