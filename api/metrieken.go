package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrieken are what an operator sees of a process. Labels are routes, kinds and
// statuses: never an id, a person or an organisation.
type Metrieken struct {
	register *prometheus.Registry
	stappen  *prometheus.CounterVec
	wacht    *prometheus.HistogramVec
	duur     *prometheus.HistogramVec
}

// NieuweMetrieken makes counters of their own, so that two products in one process do not mix.
func NieuweMetrieken() *Metrieken {
	m := &Metrieken{
		register: prometheus.NewRegistry(),
		stappen: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "schakel_stappen_total", Help: "Steps taken, by kind and by what the caller was told.",
		}, []string{"soort", "uitkomst"}),
		wacht: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "schakel_stap_wachttijd_seconds", Help: "How long callers waited for the outcome of a step, by kind.",
			Buckets: []float64{.005, .01, .02, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"soort"}),
		duur: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "schakel_http_request_duration_seconds", Help: "Duration of requests, by route and status.",
			Buckets: []float64{.002, .005, .01, .02, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"methode", "route", "status"}),
	}
	m.register.MustRegister(m.stappen, m.wacht, m.duur, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Registreer adds what another part of the process counts. Labels as above; a name that is taken is an error.
func (m *Metrieken) Registreer(cs ...prometheus.Collector) error {
	for _, c := range cs {
		if err := m.register.Register(c); err != nil {
			return err
		}
	}
	return nil
}

// Handler serves them in Prometheus' form; it belongs on a port of its own, not on the API's.
func (m *Metrieken) Handler() http.Handler {
	return promhttp.HandlerFor(m.register, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}

func (m *Metrieken) stap(soort, uitkomst string, duur time.Duration) {
	m.stappen.WithLabelValues(soort, uitkomst).Inc()
	m.wacht.WithLabelValues(soort).Observe(duur.Seconds())
}

func (m *Metrieken) verzoek(methode, route string, status int, duur time.Duration) {
	m.duur.WithLabelValues(methode, route, strconv.Itoa(status)).Observe(duur.Seconds())
}
