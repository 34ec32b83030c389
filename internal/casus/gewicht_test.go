package casus

import "testing"

func TestGewicht(t *testing.T) {
	t.Parallel()
	for _, g := range []struct {
		f      Fase
		u      Urgentie
		niveau int
		wil    int
	}{
		{Outreach, Normaal, 0, 4},
		{Outreach, Hoog, 0, 5},
		{Outreach, Spoed, 4, 11},
		{Overdragen, Normaal, 0, 3},
		{Nazorg, Spoed, 0, 4},
		{Nazorg, Normaal, 0, 1},
		{Wachtlijst, Spoed, 0, 0},
		{Aanmelding, Hoog, 0, 0},
		{Afgesloten, Spoed, 3, 0},
	} {
		if is := Gewicht(g.f, g.u, g.niveau); is != g.wil {
			t.Errorf("%s %s niveau %d weighs %d, not %d", g.f, g.u, g.niveau, is, g.wil)
		}
	}
}
