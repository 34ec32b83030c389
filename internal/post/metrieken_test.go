package post

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// meet reads what the post shows: "naam soort uitkomst" or "naam", and its value.
func meet(t *testing.T, d *Dienst) map[string]float64 {
	t.Helper()
	r := prometheus.NewRegistry()
	r.MustRegister(d.Collectors()...)
	fs, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	uit := map[string]float64{}
	for _, f := range fs {
		for _, m := range f.GetMetric() {
			naam := f.GetName()
			for _, l := range m.GetLabel() {
				naam += " " + l.GetValue()
			}
			uit[naam] = m.GetGauge().GetValue() + m.GetCounter().GetValue()
		}
	}
	return uit
}

// Each outcome is there before it happens: of a series that begins at 1 Prometheus sees no increase.
func TestTellersBeginnenOpNul(t *testing.T) {
	t.Parallel()
	v := &vang{}
	p := nieuweProef(t, v)
	m := meet(t, p.Dienst)
	for _, soort := range []string{"overzicht", "spoed"} {
		for _, u := range []string{"verzonden", "geweigerd", "onzeker", "vervallen", "uitgesteld"} {
			if n, er := m["schakel_post_pogingen_total "+soort+" "+u]; !er || n != 0 {
				t.Errorf("%s %s: %v %t", soort, u, n, er)
			}
		}
	}
}

// An overzicht that waits for the next working morning is not late at night: it waits
// since the morning of today. Spoed waits since it was made, at any hour.
func TestOudsteWacht(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, &vang{})
	p.Zaak(t)
	p.morgen()
	p.plan(t.Context())
	oud := func(wanneer string, uren float64) {
		t.Helper()
		if s := meet(t, p.Dienst)["schakel_post_oudste_wacht_seconds"]; s < uren*3600 || s > uren*3600+60 {
			t.Errorf("%s: %v s, verwacht %v uur", wanneer, s, uren)
		}
	}
	maakOud := func(soort string, uren int) {
		t.Helper()
		tag, err := p.conn.Exec(t.Context(), `UPDATE post SET gemaakt_op = now() - $1 * interval '1 hour' WHERE soort = $2`, uren, soort)
		if err != nil || tag.RowsAffected() == 0 {
			t.Fatal(soort, tag, err)
		}
	}
	maakOud("overzicht", 1)
	p.verder(2)
	oud("om tien uur, een uur oud", 1)
	maakOud("overzicht", 26)
	oud("om tien uur, van gisteren", 2)
	p.verder(12)
	oud("om tien uur 's avonds", 0)
	p.verder(11)
	oud("om negen uur de volgende morgen", 1)
	p.verder(12)
	p.spoed(t)
	p.plan(t.Context())
	maakOud("spoed", 3)
	oud("spoed om negen uur 's avonds", 3)
	maakOud("spoed", -3)
	oud("na een klok die terugging", 0)
}
