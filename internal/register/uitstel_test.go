package register_test

import (
	"fmt"
	"testing"
	"time"

	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// Putting off has bounds, a reason for each refusal, and a memory: the same key
// answers as the first time, also when its moment has passed.
func TestUitstelHeeftGrenzen(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	k.Zaak(t)
	if _, _, err := k.ZetBeleid(t.Context(), k.Beleid, "proef"); err != nil {
		t.Fatal(err)
	}
	werker := testkit.Wie(t, "werker")
	lees := func() []register.Melding {
		ms, err := k.Meldingen(t.Context(), werker)
		if err != nil {
			t.Fatal(err)
		}
		return ms
	}
	mid := lees()[0].ID
	n := 0
	stel := func(na time.Duration) (register.Sleutel, error) {
		n++
		s := register.Sleutel{Pad: "/u", Sleutel: fmt.Sprint(n), Lichaam: fmt.Append(nil, na)}
		return s, k.StelUit(t.Context(), werker, mid, k.Klok.Nu().Add(na), "even wachten", s)
	}
	const dag = 24 * time.Hour
	for _, na := range []time.Duration{-time.Hour, 0, 15 * dag} { // Monday + 15 days: 11 working days
		if _, err := stel(na); !fout.Is(err, fout.Ongeldig) {
			t.Errorf("%s: %v", na, err)
		}
	}
	eerste, err := stel(14 * dag) // 10 working days
	if err != nil {
		t.Fatal(err)
	}
	tot := k.Klok.Nu().Add(14 * dag)
	k.Klok.Verder(15 * dag)
	gelijk(t, "terug", len(lees()), 1)
	if err := k.StelUit(t.Context(), werker, mid, tot, "even wachten", eerste); err != nil {
		t.Errorf("dezelfde sleutel na zijn moment: %v", err)
	}
	gelijk(t, "nog steeds te zien", len(lees()), 1)
	eerste.Lichaam = []byte("anders")
	if err := k.StelUit(t.Context(), werker, mid, tot, "even wachten", eerste); !fout.Is(err, fout.SleutelAnders) {
		t.Errorf("dezelfde sleutel, ander lichaam: %v", err)
	}
	if err := k.Bevestig(t.Context(), werker, mid, register.Sleutel{Pad: "/b", Sleutel: "1"}); err != nil {
		t.Fatal(err)
	}
	if _, err := stel(time.Hour); err != nil {
		t.Fatal(err)
	}
	k.Klok.Verder(2 * time.Hour)
	gelijk(t, "wie uitstelt, wil opnieuw gevraagd worden", lees()[0].Status, "open")
	if _, err := stel(time.Hour); !fout.Is(err, fout.NietMogelijk) {
		t.Errorf("een derde keer: %v", err)
	}
}
