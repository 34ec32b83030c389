package register_test

import (
	"testing"
	"time"

	"schakel/internal/register"
	"schakel/internal/testkit"
)

// What the client says stands at the case for who reads the dossier, is written by who works on it, and by nobody in an emergency or from elsewhere.
func TestVerklaringPerRol(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	id := k.Zaak(t)
	ja := func(register.Casus) error { return nil } // the second wall alone
	if _, err := k.VraagNoodtoegang(t.Context(), testkit.Wie(t, "werker2"), register.NieuweNoodtoegang{Casus: id, Reden: "crisis", Toelichting: "x"}, sleutel("n")); err != nil {
		t.Fatal(err)
	}
	n := register.NieuweVerklaring{Soort: "bezwaar", Tekst: "Ik wil dit Kanariepiet niet."}
	if _, err := k.LegVerklaringVast(t.Context(), testkit.Wie(t, "ctb"), id, n, ja, sleutel("eerst")); err != nil { // so that there is something to read
		t.Fatal(err)
	}
	for wie, wil := range map[string]struct{ schrijft, leest bool }{
		"ctb": {true, true}, "coordinator": {true, true}, "werker": {true, true}, "werker2": {false, true}, // by emergency access
		"psychiater": {}, "ervaringsdeskundige": {}, "verwijzer": {}, "verwijzer2": {}, "ketenpartner": {}, "privacy": {}, "beheerder": {}, "leidinggevende": {},
	} {
		v, err := k.LegVerklaringVast(t.Context(), testkit.Wie(t, wie), id, n, ja, sleutel("v"))
		if (err == nil) != wil.schrijft {
			t.Errorf("%s schrijft: %v", wie, err)
		}
		if wil.schrijft && (v.Tekst != n.Tekst || v.DoorPersoon != wie || !v.Op.Equal(k.Klok.Nu())) {
			t.Errorf("%s: %+v", wie, v)
		}
		vs, err := k.Verklaringen(t.Context(), testkit.Wie(t, wie), id, ja)
		if (err == nil && len(vs) > 0) != wil.leest && wie != "verwijzer" { // who may know of the case gets an empty list
			t.Errorf("%s leest: %d %v", wie, len(vs), err)
		}
		if wie == "verwijzer" && len(vs) > 0 {
			t.Error("de verwijzer leest wat de cliënt zei")
		}
	}
	if waar := zoekOveral(t, k, "Kanariepiet"); len(waar) > 0 {
		t.Errorf("leesbaar in %v", waar)
	}
}

// Once per key, and a statement after closing makes that the dossier stays longer.
func TestVerklaringIsEenWijziging(t *testing.T) {
	t.Parallel()
	k, ids := ingetrokken(t, 2)
	ja := func(register.Casus) error { return nil }
	s := sleutel("v")
	n := register.NieuweVerklaring{Soort: "verklaring", Tekst: "Zo was het.", Op: k.Klok.Nu().Add(-24 * time.Hour)}
	for range 2 {
		if _, err := k.LegVerklaringVast(t.Context(), testkit.Wie(t, "ctb"), ids[0], n, ja, s); err != nil {
			t.Fatal(err)
		}
	}
	vs, err := k.Verklaringen(t.Context(), testkit.Wie(t, "ctb"), ids[0], ja)
	if err != nil || len(vs) != 1 || !vs[0].Op.Equal(n.Op) {
		t.Fatalf("%+v %v", vs, err)
	}
	if uit := overTermijn(t, k); len(uit) != 1 || uit[ids[1]].ID == "" {
		t.Errorf("%v", uit)
	}
}
