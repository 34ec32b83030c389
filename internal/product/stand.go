package product

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"schakel/internal/register"
)

const (
	// standVers is how long one count serves every scrape.
	standVers = 15 * time.Second
	// standTijd bounds it: a register that is busy gets no more work from who watches it.
	standTijd = 3 * time.Second
)

// standMeter shows what the register holds. Labels are kinds, phases, rungs and roles.
// When the register does not answer, its numbers are left out and gelukt is 0: old
// numbers would look like good news.
type standMeter struct {
	tel func(context.Context) (register.Stand, error)
	log *slog.Logger
	nu  func() time.Time

	casussen, wachtend, oudste, verlopen, teLaat, meldingen, gelukt, duur *prometheus.Desc

	mu     sync.Mutex
	op     time.Time
	laatst []prometheus.Metric
}

func nieuweStandMeter(tel func(context.Context) (register.Stand, error), log *slog.Logger) *standMeter {
	d := func(naam, hulp string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("schakel_"+naam, hulp, labels, nil)
	}
	return &standMeter{
		tel: tel, log: log, nu: time.Now,
		casussen:  d("casussen", "Open cases, by phase.", "fase"),
		wachtend:  d("stappen_wachtend", "Steps without an outcome, by kind.", "soort"),
		oudste:    d("stappen_oudste_wacht_seconds", "How long the oldest step without an outcome waits; 0 when none does."),
		verlopen:  d("termijnen_verlopen", "Terms of open cases of which a rung was reached, by kind.", "soort"),
		teLaat:    d("termijnen_te_laat", "Rungs that are more than a minute overdue: nothing reminds, because the engine is behind."),
		meldingen: d("meldingen_open", "Meldingen that nobody confirmed or put off, by kind, rung and addressed role.", "soort", "trede", "aan"),
		gelukt:    d("register_telling_gelukt", "1 when the numbers of the register could be counted."),
		duur:      d("register_telling_seconds", "How long counting them took."),
	}
}

// Describe implements [prometheus.Collector].
func (m *standMeter) Describe(uit chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{m.casussen, m.wachtend, m.oudste, m.verlopen, m.teLaat, m.meldingen, m.gelukt, m.duur} {
		uit <- d
	}
}

// Collect implements [prometheus.Collector].
func (m *standMeter) Collect(uit chan<- prometheus.Metric) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.laatst == nil || m.nu().Sub(m.op) >= standVers {
		m.op, m.laatst = m.nu(), m.meet()
	}
	for _, x := range m.laatst {
		uit <- x
	}
}

func (m *standMeter) meet() []prometheus.Metric {
	ctx, stop := context.WithTimeout(context.Background(), standTijd)
	defer stop()
	begin := time.Now()
	s, err := m.tel(ctx)
	getal := func(d *prometheus.Desc, v float64, labels ...string) prometheus.Metric {
		return prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	uit := []prometheus.Metric{getal(m.duur, time.Since(begin).Seconds())}
	if err != nil {
		m.log.Warn("de stand van het register is niet geteld", "fout", err)
		return append(uit, getal(m.gelukt, 0))
	}
	uit = append(uit, getal(m.gelukt, 1), getal(m.oudste, s.OudsteWacht.Seconds()), getal(m.teLaat, float64(s.TeLaat)))
	for _, l := range []struct {
		d *prometheus.Desc
		n []register.Aantal
	}{{m.casussen, s.Casussen}, {m.wachtend, s.Wachtend}, {m.verlopen, s.Verlopen}} {
		for _, a := range l.n {
			uit = append(uit, getal(l.d, float64(a.N), a.Soort))
		}
	}
	for _, a := range s.Meldingen {
		uit = append(uit, getal(m.meldingen, float64(a.N), a.Soort, strconv.Itoa(a.Trede), a.Aan))
	}
	return uit
}
