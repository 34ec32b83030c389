package integratie

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"
	"github.com/prometheus/prometheus/util/annotations"
	"go.yaml.in/yaml/v3"
)

// What Prometheus would have stored of a product, in memory: its series as they were scraped once, and how they go on. Prometheus' own engine asks it
// what the alerts ask. Everything happens around a moment 0, at which something begins.

// tijdreeks is one series.
type tijdreeks struct {
	naam  labels.Labels
	stand float64
	rust  float64 // so much it rises a minute, always
	// tijdens is what a gauge says from 0 on; perMinuut how much faster a counter rises, ineens how much it jumps; weg: it is not scraped any more.
	tijdens   *float64
	perMinuut float64
	ineens    float64
	weg       bool
	// pas: it was not there before 0.
	pas bool
}

// wereld is all that is scraped; na duur what began is over.
type wereld struct {
	reeksen []*tijdreeks
	duur    time.Duration
}

const altijd = 100 * 24 * time.Hour

// op is what a scrape finds at a moment; not there: false.
func (r *tijdreeks) op(t, duur time.Duration) (float64, bool) {
	bezig := t >= 0 && t < duur
	if r.weg && bezig || r.pas && t < 0 {
		return 0, false
	}
	if r.tijdens != nil && bezig {
		return *r.tijdens, true
	}
	v := r.stand + r.rust*(t+altijd).Minutes()
	if t >= 0 {
		v += r.ineens + r.perMinuut*min(t, duur).Minutes()
	}
	return v, true
}

// kopie is a world of its own, with the same series.
func (w wereld) kopie() *wereld {
	uit := &wereld{duur: altijd}
	for _, r := range w.reeksen {
		k := *r
		uit.reeksen = append(uit.reeksen, &k)
	}
	return uit
}

// kies gives the series that a selector selects; there must be some.
func (w *wereld) kies(keuze string) []*tijdreeks {
	ms, err := parser.ParseMetricSelector(keuze)
	if err != nil {
		panic(err)
	}
	var uit []*tijdreeks
	for _, r := range w.reeksen {
		if gekozen(r.naam, ms) {
			uit = append(uit, r)
		}
	}
	if len(uit) == 0 {
		panic("in /metrics staat geen " + keuze)
	}
	return uit
}

func gekozen(l labels.Labels, ms []*labels.Matcher) bool {
	return !slices.ContainsFunc(ms, func(m *labels.Matcher) bool { return !m.Matches(l.Get(m.Name)) })
}

// erbij adds a series like the first that a selector selects, with other values of some of its labels (naam, waarde, …), that begins at 0.
func (w *wereld) erbij(keuze string, anders ...string) *tijdreeks {
	van := w.kies(keuze)[0]
	b := labels.NewBuilder(van.naam)
	for i := 0; i < len(anders); i += 2 {
		if van.naam.Get(anders[i]) == "" {
			panic(keuze + " heeft geen label " + anders[i])
		}
		b.Set(anders[i], anders[i+1])
	}
	r := &tijdreeks{naam: b.Labels(), pas: true}
	w.reeksen = append(w.reeksen, r)
	return r
}

// zet makes gauges say something else.
func (w *wereld) zet(keuze string, v float64) {
	for _, r := range w.kies(keuze) {
		r.tijdens = &v
	}
}

// stijgt makes counters rise faster, together.
func (w *wereld) stijgt(keuze string, perMinuut float64) {
	rs := w.kies(keuze)
	for _, r := range rs {
		r.perMinuut = perMinuut / float64(len(rs))
	}
}

// verdwijnt takes series away.
func (w *wereld) verdwijnt(keuze string) {
	for _, r := range w.kies(keuze) {
		r.weg = true
	}
}

// antwoordtNiet is a process that Prometheus cannot reach.
func (w *wereld) antwoordtNiet(exemplaar string) {
	w.verdwijnt(`{__name__!="up",instance=` + strconv.Quote(exemplaar) + `}`)
	w.zet(`up{instance=`+strconv.Quote(exemplaar)+`}`, 0)
}

// ritme is how often is scraped and evaluated; Prometheus does not do both at one moment.
type ritme struct {
	Scrape model.Duration `yaml:"scrape_interval"`
	Kijk   model.Duration `yaml:"evaluation_interval"`
}

func (r ritme) scrape() time.Duration { return time.Duration(r.Scrape) }
func (r ritme) kijk() time.Duration   { return time.Duration(r.Kijk) }

// nul is the moment 0 on the clock of Prometheus.
func nul() time.Time { return time.Date(2026, time.March, 3, 12, 0, 0, 0, time.UTC) }

// bron is a [storage.Queryable] of a world.
type bron struct {
	*wereld
	ritme ritme
}

// Querier implements [storage.Queryable].
func (b bron) Querier(van, tot int64) (storage.Querier, error) { return vrager{b, van, tot}, nil }

type vrager struct {
	bron
	van, tot int64
}

// LabelValues implements [storage.Querier].
func (vrager) LabelValues(context.Context, string, *storage.LabelHints, ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	return nil, nil, nil
}

// LabelNames implements [storage.Querier].
func (vrager) LabelNames(context.Context, *storage.LabelHints, ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	return nil, nil, nil
}

// Close implements [storage.Querier].
func (vrager) Close() error { return nil }

// Select implements [storage.Querier].
func (v vrager) Select(_ context.Context, _ bool, _ *storage.SelectHints, ms ...*labels.Matcher) storage.SeriesSet {
	uit := &reeksenrij{i: -1}
	for _, r := range v.reeksen {
		if gekozen(r.naam, ms) {
			uit.rij = append(uit.rij, storage.NewListSeries(r.naam, v.metingen(r)))
		}
	}
	slices.SortFunc(uit.rij, func(a, b storage.Series) int { return labels.Compare(a.Labels(), b.Labels()) })
	return uit
}

// metingen are the samples; a series that goes is marked, as a scrape does that does not find it again.
func (v vrager) metingen(r *tijdreeks) (uit []chunks.Sample) {
	stap := v.ritme.scrape()
	begin := time.UnixMilli(v.van).Sub(nul()).Truncate(stap) - stap
	was := false
	for t := begin + stap/4; ; t += stap { // a scrape comes some time after an evaluation
		op := nul().Add(t).UnixMilli()
		if op > v.tot {
			return uit
		}
		f, er := r.op(t, v.duur)
		if was && !er {
			uit = append(uit, meting{op, math.Float64frombits(value.StaleNaN)})
		}
		if er {
			uit = append(uit, meting{op, f})
		}
		was = er
	}
}

type reeksenrij struct {
	rij []storage.Series
	i   int
}

func (r *reeksenrij) Next() bool                      { r.i++; return r.i < len(r.rij) }
func (r *reeksenrij) At() storage.Series              { return r.rij[r.i] }
func (*reeksenrij) Err() error                        { return nil }
func (*reeksenrij) Warnings() annotations.Annotations { return nil }

// meting is a sample.
type meting struct {
	t int64
	f float64
}

func (m meting) T() int64                    { return m.t }
func (m meting) F() float64                  { return m.f }
func (meting) H() *histogram.Histogram       { return nil }
func (meting) FH() *histogram.FloatHistogram { return nil }
func (meting) Type() chunkenc.ValueType      { return chunkenc.ValFloat }
func (m meting) Copy() chunks.Sample         { return m }

// alarmwacht evaluates alerts as Prometheus does.
type alarmwacht struct {
	motor  *promql.Engine
	ritme  ritme
	regels []alarmregel
}

// afgegaan is when an alert fired first, and of which series.
type afgegaan struct {
	na   time.Duration
	wie  labels.Labels
	stil bool // it was over before the end
}

// luister evaluates all alerts from one moment to another, and gives those that fired.
func (a *alarmwacht) luister(ctx context.Context, w *wereld, van, tot time.Duration) (map[string]afgegaan, error) {
	uit := map[string]afgegaan{}
	for _, r := range a.regels {
		q, err := a.motor.NewRangeQuery(ctx, bron{w, a.ritme}, nil, r.Expr, nul().Add(van), nul().Add(tot), a.ritme.kijk())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.Alert, err)
		}
		m, err := q.Exec(ctx).Matrix()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.Alert, err)
		}
		for _, s := range m {
			na, er := a.vuurt(s, time.Duration(r.For))
			if eerder, al := uit[r.Alert]; er && (!al || na < eerder.na) {
				laatst := time.UnixMilli(s.Floats[len(s.Floats)-1].T).Sub(nul())
				uit[r.Alert] = afgegaan{na: na, wie: s.Metric, stil: laatst < tot.Truncate(a.ritme.kijk())}
			}
		}
		q.Close()
	}
	return uit, nil
}

// vuurt is the first moment at which a series was there at every evaluation for so long.
func (a *alarmwacht) vuurt(s promql.Series, hoeLang time.Duration) (time.Duration, bool) {
	var sinds, vorige int64
	for i, p := range s.Floats {
		if i == 0 || p.T-vorige > a.ritme.kijk().Milliseconds() {
			sinds = p.T
		}
		vorige = p.T
		if p.T-sinds >= hoeLang.Milliseconds() {
			return time.UnixMilli(p.T).Sub(nul()), true
		}
	}
	return 0, false
}

// nieuweAlarmwacht reads alerts and rhythm as docker-compose.yml gives them to Prometheus.
func nieuweAlarmwacht(t *testing.T) (a *alarmwacht, taak string) {
	t.Helper()
	a = &alarmwacht{motor: promql.NewEngine(promql.EngineOpts{MaxSamples: 50_000_000, Timeout: time.Minute, LookbackDelta: 5 * time.Minute})}
	var fouten []string
	if a.regels, fouten = leesAlarmen(lees(t, "deploy/prometheus/alerts.yml")); len(fouten) > 0 {
		t.Fatal(fouten)
	}
	var doc struct {
		Global ritme
		Taken  []struct {
			Naam string `yaml:"job_name"`
		} `yaml:"scrape_configs"`
	}
	if err := yaml.Unmarshal(lees(t, "deploy/prometheus/prometheus.yml"), &doc); err != nil || len(doc.Taken) != 1 || doc.Global.Kijk == 0 {
		t.Fatalf("prometheus.yml: %+v %v", doc, err)
	}
	a.ritme = doc.Global
	return a, doc.Taken[0].Naam
}

// meetadres is where a process shows its metrics.
func (pr *proces) meetadres(t *testing.T) string {
	t.Helper()
	m := regexp.MustCompile(`"metrieken":"([^"]+)"`).FindStringSubmatch(pr.logboek.String())
	if m == nil {
		t.Fatalf("%v zegt niet waar zijn metrieken zijn: %s", pr.cmd.Args[1:], pr.logboek)
	}
	return m[1]
}

func (pr *proces) metrieken(t *testing.T) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+pr.meetadres(t)+"/metrics", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("/metrics: %d %v", resp.StatusCode, err)
	}
	return string(b)
}

// geschraapt are the series of a process, as Prometheus stores them.
func geschraapt(t *testing.T, taak, exemplaar, tekst string) (uit []*tijdreeks) {
	t.Helper()
	bij := func(naam string, v float64) {
		l, err := parser.ParseMetric(naam)
		if err != nil {
			t.Fatalf("%s: %v", naam, err)
		}
		b := labels.NewBuilder(l).Set("job", taak).Set("instance", exemplaar)
		uit = append(uit, &tijdreeks{naam: b.Labels(), stand: v})
	}
	for regel := range strings.Lines(tekst) {
		regel = strings.TrimSpace(regel)
		if regel == "" || strings.HasPrefix(regel, "#") {
			continue
		}
		i := strings.LastIndexByte(regel, ' ')
		v, err := strconv.ParseFloat(regel[i+1:], 64)
		if err != nil {
			t.Fatalf("%s: %v", regel, err)
		}
		bij(regel[:i], v)
	}
	bij("up", 1)
	if len(uit) < 50 {
		t.Fatalf("%s geeft verdacht weinig: %d reeksen", exemplaar, len(uit))
	}
	return uit
}
