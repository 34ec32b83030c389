package casus

import (
	"testing"
	"time"
	_ "time/tzdata"
)

func amsterdam(t testing.TB) *time.Location {
	t.Helper()
	z, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// The calendar's own summer time rule says the same as the zone database, every
// hour of the years ahead.
func TestLokaalIsAmsterdam(t *testing.T) {
	t.Parallel()
	z, k := amsterdam(t), nederland()
	for u := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); u.Year() < 2036; u = u.Add(time.Hour) {
		for _, x := range []time.Time{u, u.Add(-time.Nanosecond)} {
			if kreeg, wil := k.Lokaal(x).Format(time.RFC3339Nano), x.In(z).Format(time.RFC3339Nano); kreeg != wil {
				t.Fatalf("%s, verwacht %s", kreeg, wil)
			}
		}
	}
}

// Every term in days ends at 17:00 on the clock, summer and winter.
func TestEindeIsVijfUur(t *testing.T) {
	t.Parallel()
	z, k := amsterdam(t), nederland()
	for u := time.Date(2024, 1, 1, 0, 30, 0, 0, time.UTC); u.Year() < 2030; u = u.Add(23 * time.Hour) {
		for _, d := range []Duur{{1, Dag}, {1, Werkdag}, {1, Maand}} {
			m, ok := k.Plus(u, d, nil)
			if l := m.In(z); !ok || l.Hour() != 17 || l.Minute() != 0 || l.Second() != 0 {
				t.Fatalf("%s + %s = %s", u, d, l)
			}
		}
	}
}

func TestZonderZomertijd(t *testing.T) {
	t.Parallel()
	k := Kalender{EindeDag: 990, Afwijking: -5 * 3600}
	m, _ := k.Plus(time.Date(2026, 7, 1, 3, 0, 0, 0, time.UTC), Duur{1, Dag}, nil) // 30 June, 22:00 there
	if wil := time.Date(2026, 7, 1, 21, 30, 0, 0, time.UTC); !m.Equal(wil) {
		t.Errorf("%s, verwacht %s", m, wil)
	}
}
