package post

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"schakel/internal/register"
)

// tellers counts what this process did.
type tellers struct{ uitkomsten *prometheus.CounterVec }

// nieuweTellers begin at 0 for every kind and outcome: of a series that begins at its first mail the alert would not see that one.
func nieuweTellers() tellers {
	t := tellers{prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "schakel_post_pogingen_total", Help: "Mails this process tried to send, by kind and outcome (uitgesteld: tried again later).",
	}, []string{"soort", "uitkomst"})}
	for _, s := range []register.PostSoort{register.PostOverzicht, register.PostSpoed} {
		for _, u := range []string{string(register.PostVerzonden), string(register.PostGeweigerd), string(register.PostOnzeker), string(register.PostVervallen), uitgesteld} {
			t.uitkomsten.WithLabelValues(string(s), u)
		}
	}
	return t
}

// uitgesteld is the outcome of an attempt after which the mail is tried again; the others are where a mail ends.
const uitgesteld = "uitgesteld"

func (t tellers) tel(soort register.PostSoort, uitkomst string) {
	t.uitkomsten.WithLabelValues(string(soort), uitkomst).Inc()
}

const (
	// standVers is how long one count serves every scrape, standTijd how long it may take.
	standVers = 15 * time.Second
	standTijd = 3 * time.Second
)

// meter shows where mails stand in the register.
type meter struct {
	tel                  func(context.Context) (register.PostStand, error)
	stuks, oudst, zonder *prometheus.Desc

	mu     sync.Mutex
	op     time.Time
	laatst register.PostStand
	goed   bool
}

// Collectors are the metrics of the post, to be registered once.
func (d *Dienst) Collectors() []prometheus.Collector {
	desc := func(naam, hulp string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("schakel_"+naam, hulp, labels, nil)
	}
	return []prometheus.Collector{d.tellers.uitkomsten, &meter{
		tel: func(ctx context.Context) (register.PostStand, error) {
			k := d.Beleid().Kalender
			sinds, _ := d.kantoorSinds(&k, d.Nu())
			return d.Register.TelPost(ctx, sinds)
		},
		stuks:  desc("post", "Mails made in the last thirty days, by kind and where they stand.", "soort", "status"),
		oudst:  desc("post_oudste_wacht_seconds", "How long the oldest mail waits that could go, overzichten in office hours only; 0 when none does."),
		zonder: desc("gebruikers_zonder_adres", "Users without an e-mail address: no reminder reaches them by mail."),
	}}
}

// Describe implements [prometheus.Collector].
func (m *meter) Describe(uit chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{m.stuks, m.oudst, m.zonder} {
		uit <- d
	}
}

// Collect implements [prometheus.Collector]. When the register does not answer there are no numbers.
func (m *meter) Collect(uit chan<- prometheus.Metric) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if time.Since(m.op) >= standVers {
		ctx, stop := context.WithTimeout(context.Background(), standTijd)
		defer stop()
		stand, err := m.tel(ctx)
		m.op, m.laatst, m.goed = time.Now(), stand, err == nil
	}
	if !m.goed {
		return
	}
	for _, a := range m.laatst.Aantallen {
		uit <- prometheus.MustNewConstMetric(m.stuks, prometheus.GaugeValue, float64(a.N), string(a.Soort), string(a.Status))
	}
	uit <- prometheus.MustNewConstMetric(m.oudst, prometheus.GaugeValue, m.laatst.OudsteWacht.Seconds())
	uit <- prometheus.MustNewConstMetric(m.zonder, prometheus.GaugeValue, float64(m.laatst.ZonderAdres))
}
