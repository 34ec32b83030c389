package beleid

import (
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the real rules, wherever the tests run

	beleidsbestanden "schakel/beleid"
	"schakel/internal/casus"
)

// The closing days of the example in 2026 and 2027, by hand from a calendar:
// Koningsdag 2026 is a Monday; Tweede Kerstdag 2026 and Eerste Kerstdag 2027 fall in a weekend.
func TestFeestdagenMetDeHand(t *testing.T) {
	t.Parallel()
	wil := []int{
		20260101, 20260406, 20260427, 20260514, 20260525, 20261224, 20261225, 20261231,
		20270101, 20270329, 20270427, 20270506, 20270517,
	}
	if kreeg := jaren(voorbeeld(t).Kalender, 2026, 2027); !slices.Equal(kreeg, wil) {
		t.Errorf("kreeg %v\nwil   %v", kreeg, wil)
	}
}

// What differs per employer and per year.
func TestFeestdagenNaarKeuze(t *testing.T) {
	t.Parallel()
	for _, g := range []struct {
		naam string
		v    vrij
		jaar int
		dag  int
		vrij bool
	}{
		{"lustrum in 2026 niet", vrij{"nl", "lustrum", "nee"}, 2026, 20260505, false},
		{"lustrum in 2025 wel", vrij{"nl", "lustrum", "nee"}, 2025, 20250505, true},
		{"lustrum in 2030 in het weekend", vrij{"nl", "lustrum", "nee"}, 2030, 20300505, false},
		{"jaarlijks in 2026 wel", vrij{"nl", "jaarlijks", "nee"}, 2026, 20260505, true},
		{"nee in 2025 niet", vrij{"nl", "nee", "nee"}, 2025, 20250505, false},
		{"Goede Vrijdag niet vanzelf", vrij{"nl", "nee", "nee"}, 2026, 20260403, false},
		{"Goede Vrijdag als het mag", vrij{"nl", "nee", "ja"}, 2026, 20260403, true},
		{"geen feestdagen", vrij{"geen", "jaarlijks", "ja"}, 2026, 20260101, false},
		{"Koningsdag 2025 was op zaterdag", vrij{"nl", "nee", "nee"}, 2025, 20250427, false},
		{"en niet op maandag", vrij{"nl", "nee", "nee"}, 2025, 20250428, false},
		{"Koningsdag op dinsdag", vrij{"nl", "nee", "nee"}, 2027, 20270427, true},
	} {
		t.Run(g.naam, func(t *testing.T) {
			t.Parallel()
			if kreeg := slices.Contains(sluitdagen(g.v, nil, g.jaar, g.jaar), g.dag); kreeg != g.vrij {
				t.Errorf("%d vrij: %v", g.dag, kreeg)
			}
		})
	}
}

// The years follow the clock that was given; weekends are never listed; what is
// listed twice or long ago does no harm.
func TestSluitdagenVanEenJaarTerugTotZesVooruit(t *testing.T) {
	t.Parallel()
	tekst := strings.Replace(string(beleidsbestanden.Voorbeeld), "- 2026-12-31",
		"- 2026-12-25\n    - 2026-12-26\n    - 2010-06-01\n    - 2032-06-01", 1)
	k := lees(t, "x", []byte(tekst)).Kalender
	if !slices.IsSorted(k.Sluitdagen) || len(slices.Compact(slices.Clone(k.Sluitdagen))) != len(k.Sluitdagen) {
		t.Errorf("niet op volgorde of dubbel: %v", k.Sluitdagen)
	}
	if eerste, laatste := k.Sluitdagen[0], k.Sluitdagen[len(k.Sluitdagen)-1]; eerste != 20250101 || laatste/10000 != 2032 {
		t.Errorf("van %d tot %d", eerste, laatste)
	}
	if !slices.Contains(k.Sluitdagen, 20320601) || slices.Contains(k.Sluitdagen, 20100601) || slices.Contains(k.Sluitdagen, 20261226) {
		t.Errorf("eigen dagen: %v", k.Sluitdagen)
	}
	for _, d := range k.Sluitdagen {
		w := time.Date(d/10000, time.Month(d/100%100), d%100, 12, 0, 0, 0, time.UTC)
		if w.Weekday() == time.Saturday || w.Weekday() == time.Sunday || k.Werkdag(w) {
			t.Errorf("%d is weekend of toch werkdag", d)
		}
	}
}

// The rule a case carries agrees with the time zone database, every hour of twenty years.
func TestZonesVolgensDeTijdzonedatabase(t *testing.T) {
	t.Parallel()
	for _, z := range zones() {
		t.Run(z.naam, func(t *testing.T) {
			t.Parallel()
			echt, err := time.LoadLocation(z.naam)
			if err != nil {
				t.Fatal(err)
			}
			k := casus.Kalender{Afwijking: z.afwijking, Zomertijd: z.zomertijd}
			einde := time.Date(2041, 1, 1, 0, 0, 0, 0, time.UTC)
			for u := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC); u.Before(einde); u = u.Add(time.Hour) {
				_, wil := u.In(echt).Zone()
				_, voor := u.Add(-time.Second).In(echt).Zone()
				_, kreeg := k.Lokaal(u).Zone()
				_, ervoor := k.Lokaal(u.Add(-time.Second)).Zone()
				if kreeg != wil || ervoor != voor {
					t.Fatalf("%v: %d in plaats van %d (een seconde eerder %d en %d)", u, kreeg, wil, ervoor, voor)
				}
			}
		})
	}
}

func jaren(k casus.Kalender, van, tot int) []int {
	var uit []int
	for _, d := range k.Sluitdagen {
		if d/10000 >= van && d/10000 <= tot {
			uit = append(uit, d)
		}
	}
	return uit
}
