package register_test

import (
	"strings"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/testkit"
)

// nieuws are the meldingen of steps that still stand on a case, in the order they came.
func nieuws(t *testing.T, k *testkit.Keten, casusID string) string {
	t.Helper()
	var uit string
	err := testkit.Verbind(t, k.DB.Eigenaar()).QueryRow(t.Context(), `SELECT coalesce(string_agg(DISTINCT soort, ' '), '') FROM meldingen
		WHERE casus_id = $1::uuid AND trede = 0 AND status IN ('open', 'bevestigd')`, casusID).Scan(&uit)
	if err != nil {
		t.Fatal(err)
	}
	return uit
}

// What a melding of a step asks is past once it is done, confirmed or not; what it does not answer stands.
func TestGedaanIsGeenMeldingMeer(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	a := k.Meld(t, "verwijzer", casus.Normaal, "Vera Voorbeeld")
	var oid string
	contact := func(geleden time.Duration) casus.Stap {
		return casus.Stap{Soort: casus.StapContact, Bereikt: true, Op: k.Klok.Nu().Add(-geleden)}
	}
	for _, s := range []struct {
		wie  string
		stap func() casus.Stap
		wil  string
	}{
		{"ctb", func() casus.Stap { return casus.Stap{Soort: casus.StapOntvangst} }, "vraag"},
		{"verwijzer", func() casus.Stap { return casus.Stap{Soort: casus.StapAntwoord} }, "antwoord-gekomen"},
		{"ctb", func() casus.Stap { return casus.Stap{Soort: casus.StapOntvangst, Volledig: true} }, ""},
		{"ctb", func() casus.Stap { return casus.Stap{Soort: casus.StapQuickscan, Uitkomst: casus.BesluitAccepteren} }, ""},
		{"coordinator", func() casus.Stap { return casus.Stap{Soort: casus.StapToewijzing, Wie: "werker"} }, "toegewezen"},
		{"werker", func() casus.Stap { return contact(2 * time.Hour) }, "toegewezen"}, // from before it was asked
		{"werker", func() casus.Stap { return contact(0) }, ""},
		{"werker", func() casus.Stap {
			return casus.Stap{Soort: casus.StapAfschaalbeoordeling, Uitkomst: casus.BesluitAfschalen}
		}, ""},
		{"coordinator", func() casus.Stap {
			return casus.Stap{Soort: casus.StapOverdracht, Wie: "ggz-voorbeeld", Wet: "wmo"}
		}, "overdracht-aangeboden"},
		{"ketenpartner", func() casus.Stap { return casus.Stap{Soort: casus.StapWeigering, Ding: oid} }, "overdracht-geweigerd"},
		{"coordinator", func() casus.Stap {
			return casus.Stap{Soort: casus.StapOverdracht, Wie: "ggz-voorbeeld", Wet: "wmo"}
		}, "overdracht-aangeboden"},
		{"ketenpartner", func() casus.Stap { return casus.Stap{Soort: casus.StapAcceptatie, Ding: oid} }, "overdracht-geaccepteerd"},
		{"werker", func() casus.Stap { return casus.Stap{Soort: casus.StapGesprek, Ding: oid, Op: k.Klok.Nu()} }, "overdracht-besproken"},
		{"ketenpartner", func() casus.Stap { return casus.Stap{Soort: casus.StapEersteContact, Ding: oid, Op: k.Klok.Nu()} }, "geland"},
	} {
		k.Klok.Verder(time.Minute)
		st := s.stap()
		in := k.Stap(t, s.wie, a, st, "")
		if st.Soort == casus.StapOverdracht {
			oid = in.StapID
		}
		if uit := nieuws(t, k, a); uit != s.wil {
			t.Errorf("na %s staat er nog %q, verwacht %q", st.Soort, uit, s.wil)
		}
	}
}

// A closed case asks nothing any more of what its steps asked; that it is closed is told.
func TestGeslotenVraagtNiets(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	a := k.Zaak(t)
	k.Klok.Verder(time.Minute)
	k.Sluit(t, a, casus.Afsluitreden("verhuisd"))
	if uit := nieuws(t, k, a); strings.TrimSpace(uit) != "afgesloten" {
		t.Errorf("na de sluiting staat er %q", uit)
	}
}
