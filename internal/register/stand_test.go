package register_test

import (
	"slices"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// TestTelStand counts what waits, what is overdue and who was asked, and nothing of closed cases.
func TestTelStand(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	stand := func() register.Stand {
		t.Helper()
		s, err := k.TelStand(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := stand(); len(s.Casussen)+len(s.Wachtend)+len(s.Meldingen)+len(s.Verlopen)+s.TeLaat != 0 || s.OudsteWacht != 0 {
		t.Errorf("leeg register: %+v", s)
	}
	open, dicht := k.Zaak(t), k.Zaak(t)
	k.Sluit(t, dicht, casus.Verhuisd)
	k.Dien(t, "werker", testkit.Indiening(testkit.Wie(t, "werker"), open, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu()}, `{}`))
	k.Klok.Verder(90 * time.Second)
	s := stand()
	if !slices.Equal(s.Casussen, []register.Aantal{{Soort: "outreach", N: 1}}) {
		t.Errorf("casussen: %v", s.Casussen)
	}
	if !slices.Equal(s.Wachtend, []register.Aantal{{Soort: "contact", N: 1}}) || s.OudsteWacht < 89*time.Second || s.OudsteWacht > 2*time.Minute {
		t.Errorf("wachtend: %v, %s", s.Wachtend, s.OudsteWacht)
	}
	treden := func(s register.Stand) []register.AantalMeldingen {
		return slices.DeleteFunc(s.Meldingen, func(m register.AantalMeldingen) bool { return m.Trede == 0 }) // made by a step
	}
	if s.TeLaat != 0 || len(treden(s)) != 0 {
		t.Errorf("niets is te laat: %+v", s)
	}
	k.Klok.Verder(30 * 24 * time.Hour)
	if s := stand(); s.TeLaat == 0 {
		t.Errorf("de motor deed een maand niets en niemand ziet het: %+v", s)
	}
	k.Vuur(t, open)
	if m := treden(stand()); !slices.Equal(m, []register.AantalMeldingen{{Soort: "eerste-poging", Aan: "casehouder", Trede: 1, N: 1}}) {
		t.Errorf("meldingen: %+v", m)
	}
	verlopen := 0
	for _, a := range stand().Verlopen {
		verlopen += a.N
	}
	if verlopen != 1 {
		t.Errorf("verlopen: %+v", stand().Verlopen)
	}
}
