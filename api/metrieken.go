package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrieken are what an operator sees of the API. Labels are routes, kinds and
// statuses: never an id, a person or an organisation.
type Metrieken struct {
	register *prometheus.Registry
	stappen  *prometheus.CounterVec
	duur     *prometheus.HistogramVec
}

// NieuweMetrieken makes counters of their own, so that two products in one process do not mix.
func NieuweMetrieken() *Metrieken {
	m := &Metrieken{
		register: prometheus.NewRegistry(),
		stappen: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "schakel_stappen_total", Help: "Steps taken, by kind and by what the caller was told.",
		}, []string{"soort", "uitkomst"}),
		duur: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "schakel_http_duur_seconden", Help: "Duration of requests, by route and status.",
			Buckets: []float64{.002, .005, .01, .02, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"methode", "route", "status"}),
	}
	m.register.MustRegister(m.stappen, m.duur)
	return m
}

// Handler serves them in Prometheus' form; it belongs on a port of its own, not on the API's.
func (m *Metrieken) Handler() http.Handler {
	return promhttp.HandlerFor(m.register, promhttp.HandlerOpts{})
}

func (m *Metrieken) stap(soort, uitkomst string) { m.stappen.WithLabelValues(soort, uitkomst).Inc() }

func (m *Metrieken) verzoek(methode, route string, status int, duur time.Duration) {
	m.duur.WithLabelValues(methode, route, strconv.Itoa(status)).Observe(duur.Seconds())
}
