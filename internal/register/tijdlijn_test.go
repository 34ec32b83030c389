package register_test

import (
	"slices"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// Both orders, page by page, give every fact once, and the filters narrow as they say.
func TestTijdlijnBeideKantenOpEnGefilterd(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	for n := range 5 {
		k.Klok.Verder(24 * time.Hour)
		in := k.Dien(t, "werker", testkit.Indiening(testkit.Wie(t, "werker"), casusID, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu()}, `{"notitie":"geheim"}`))
		if n < 3 { // the last two wait for the engine
			k.Schrijf(t, casusID, k.Besluit(t, in))
		}
	}
	lees := func(v register.Tijdlijnvraag) (ids []string) {
		for blad := 0; ; blad++ {
			regels, volgende, err := k.TijdlijnVan(t.Context(), testkit.Wie(t, "werker"), casusID, v)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range regels {
				ids = append(ids, r.Feit.ID)
			}
			if volgende == "" {
				return ids
			}
			if v.Cursor = volgende; blad > 20 {
				t.Fatal("the timeline does not end")
			}
		}
	}
	alles := lees(register.Tijdlijnvraag{})
	gelijk(t, "feiten", len(alles), 4+5)
	for n := 1; n <= 4; n++ {
		om := lees(register.Tijdlijnvraag{Nieuwste: true, Blad: register.Blad{N: n}})
		slices.Reverse(om)
		gelijk(t, "feiten andersom", len(om), len(alles))
		gelijk(t, "oudste eerst", slices.Equal(om[:7], alles[:7]), true) // those without a number have no order of their own
		gelijk(t, "oudste eerst per blad", slices.Equal(lees(register.Tijdlijnvraag{Blad: register.Blad{N: n}})[:7], alles[:7]), true)
	}
	gelijk(t, "contacten", len(lees(register.Tijdlijnvraag{Soorten: []casus.StapSoort{casus.StapContact}, Blad: register.Blad{N: 2}})), 5)
	gelijk(t, "twee soorten", len(lees(register.Tijdlijnvraag{Soorten: []casus.StapSoort{casus.StapContact, casus.StapToewijzing}})), 6)
	gelijk(t, "van een ander", len(lees(register.Tijdlijnvraag{Door: "coordinator"})), 1)
	gelijk(t, "een feit", slices.Equal(lees(register.Tijdlijnvraag{Feit: alles[2]}), alles[2:3]), true)
	nu := k.Klok.Nu()
	gelijk(t, "periode", len(lees(register.Tijdlijnvraag{Van: nu.Add(-24 * time.Hour), Tot: nu})), 1)
	if _, _, err := k.TijdlijnVan(t.Context(), testkit.Wie(t, "werker"), casusID, register.Tijdlijnvraag{Nieuwste: true, Blad: register.Blad{Cursor: "x"}}); !fout.Is(err, fout.Ongeldig) {
		t.Errorf("cursor: %v", err)
	}
}

// The overview leaves reminders out, opens what was written, and says in the log what it was for. Another worker gets nothing of it.
func TestOverzichtVanEenCasus(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	regels, err := k.Overzicht(t.Context(), testkit.Wie(t, "werker"), casusID, "exporteren")
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "feiten", len(regels), 4)
	gelijk(t, "eerste", regels[0].Feit.Soort, casus.StapAanmelding)
	if len(regels[0].Inhoud) == 0 {
		t.Error("the aanmelding was not opened")
	}
	if err := k.LogGebruik(t.Context(), testkit.Wie(t, "werker"), casusID, "overdracht", "afdrukken"); err != nil {
		t.Fatal(err)
	}
	log, _, err := k.Toegangslog(t.Context(), testkit.Wie(t, "privacy"), register.Logvraag{CasusID: casusID})
	if err != nil {
		t.Fatal(err)
	}
	for _, wil := range []string{"overzicht exporteren", "overdracht afdrukken"} {
		if !slices.ContainsFunc(log, func(l register.Logregel) bool { return l.Wat+" "+l.Handeling == wil && l.Wie == "werker" }) {
			t.Errorf("%q is not in the log", wil)
		}
	}
	ander, err := k.Overzicht(t.Context(), testkit.Wie(t, "werker2"), casusID, "lezen")
	if err != nil || len(ander) != 0 {
		t.Errorf("another worker: %d facts, %v", len(ander), err)
	}
}
