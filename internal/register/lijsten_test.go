package register_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// Every case that was there at the first page comes exactly once, while others arrive.
func TestLijstBladertVolledigEnZonderDubbelen(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	wil := map[string]bool{}
	for i := range 11 {
		if i%3 == 0 {
			k.Klok.Verder(time.Millisecond) // the others come at the same moment
		}
		wil[k.Meld(t, "verwijzer", casus.Normaal, fmt.Sprintf("Client %d", i))] = true
	}
	gezien := map[string]int{}
	f := register.Filter{N: 2}
	for blad := 0; ; blad++ {
		cs, volgende, err := k.Lijst(t.Context(), testkit.Wie(t, "coordinator"), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cs {
			gezien[c.ID]++
		}
		if volgende == "" {
			break
		}
		f.Cursor = volgende
		k.Klok.Verder(time.Millisecond)
		k.Meld(t, "verwijzer2", casus.Normaal, "Nieuw Komer")
		if blad > 20 {
			t.Fatal("de lijst eindigt niet")
		}
	}
	for id := range wil {
		gelijk(t, "keren gezien", gezien[id], 1)
	}
	gelijk(t, "gezien", len(gezien), len(wil))
}

func TestCursorVanEenAnderIsOngeldig(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	for _, c := range []string{"x", "!!!", "MTIz", "MTIzL25pZXQtZWVuLWlk", strings.Repeat("A", 500)} {
		if _, _, err := k.Lijst(t.Context(), testkit.Wie(t, "ctb"), register.Filter{Cursor: c}); !fout.Is(err, fout.Ongeldig) {
			t.Errorf("lijst met cursor %q: %v", c, err)
		}
	}
	for _, c := range []string{"x", "-1"} {
		if _, _, err := k.Tijdlijn(t.Context(), testkit.Wie(t, "ctb"), casusID, c, 0); !fout.Is(err, fout.Ongeldig) {
			t.Errorf("tijdlijn met cursor %q: %v", c, err)
		}
	}
}

// The engine is away and contacts have no number yet; in between some get theirs.
func TestTijdlijnBladertVolledigOokZonderNummers(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	var wacht []register.Ingediend
	for range 7 {
		k.Klok.Verder(time.Second)
		wacht = append(wacht, k.Dien(t, "werker", testkit.Indiening(testkit.Wie(t, "werker"), casusID, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu()}, `{}`)))
	}
	for _, tussendoor := range []int{0, 3} {
		gezien := map[string]int{}
		cursor := ""
		for blad := 0; ; blad++ {
			regels, volgende, err := k.Tijdlijn(t.Context(), testkit.Wie(t, "werker"), casusID, cursor, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range regels {
				gezien[r.Feit.ID]++
			}
			if volgende == "" {
				break
			}
			cursor = volgende
			if blad == 0 && tussendoor > 0 {
				k.Schrijf(t, casusID, k.Besluit(t, wacht[:tussendoor]...))
			}
		}
		gelijk(t, "feiten op de tijdlijn", len(gezien), 4+7)
		for id, n := range gezien {
			gelijk(t, "keren gezien "+id, n, 1)
		}
	}
}

func TestFiltersVanDeLijst(t *testing.T) {
	t.Parallel()
	k, a, b := stad(t)
	for _, g := range []struct {
		f  register.Filter
		n  int
		id string
	}{
		{register.Filter{Casehouder: "werker"}, 1, a},
		{register.Filter{Casehouder: "werker2"}, 1, b},
		{register.Filter{Fase: "overdracht"}, 2, ""},
		{register.Filter{Fase: "nazorg"}, 0, ""},
		{register.Filter{Gemeente: "Voorbeelddam' OR true --"}, 0, ""},
	} {
		cs, _, err := k.Lijst(t.Context(), testkit.Wie(t, "coordinator"), g.f)
		if err != nil {
			t.Fatal(err)
		}
		gelijk(t, fmt.Sprintf("%+v", g.f), len(cs), g.n)
		if g.id != "" {
			gelijk(t, "casus", cs[0].ID, g.id)
		}
	}
}

func TestBevestigenEnUitstellen(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	k.Zaak(t)
	lees := func() []register.Melding {
		ms, err := k.Meldingen(t.Context(), testkit.Wie(t, "werker"))
		if err != nil {
			t.Fatal(err)
		}
		return ms
	}
	m := lees()[0]
	s := register.Sleutel{Pad: "/b", Sleutel: "1", Lichaam: []byte("{}")}
	for range 2 {
		if err := k.Bevestig(t.Context(), testkit.Wie(t, "werker"), m.ID, s); err != nil {
			t.Fatal(err)
		}
	}
	gelijk(t, "status", lees()[0].Status, "bevestigd")
	s.Lichaam = []byte(`{"x":1}`)
	if err := k.Bevestig(t.Context(), testkit.Wie(t, "werker"), m.ID, s); !fout.Is(err, fout.SleutelAnders) {
		t.Errorf("ander lichaam: %v", err)
	}
	if err := k.Bevestig(t.Context(), testkit.Wie(t, "werker2"), m.ID, register.Sleutel{Pad: "/b", Sleutel: "2"}); !fout.Is(err, fout.NietGevonden) {
		t.Errorf("de melding van een ander: %v", err)
	}
	uitstel := register.Sleutel{Pad: "/u", Sleutel: "3"}
	if err := k.StelUit(t.Context(), testkit.Wie(t, "werker"), m.ID, k.Klok.Nu().Add(time.Hour), "later", uitstel); err != nil {
		t.Fatal(err)
	}
	gelijk(t, "verborgen", len(lees()), 0)
	k.Klok.Verder(time.Hour)
	gelijk(t, "terug", len(lees()), 1)
}

// Whether a melding about a case one may not see can be put off, does not depend
// on who read the case before.
func TestUitstelHangtNietAfVanWatAnderenLazen(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	if _, err := testkit.Verbind(t, k.DB.Eigenaar()).Exec(t.Context(), `INSERT INTO meldingen (id, casus_id, soort, trede, aan, op)
		VALUES (gen_random_uuid(), $1, 'bereikt-contact', 4, 'stuurgroep', now())`, casusID); err != nil {
		t.Fatal(err)
	}
	ms, err := k.Meldingen(t.Context(), testkit.Wie(t, "leidinggevende"))
	if err != nil || len(ms) != 1 {
		t.Fatal(ms, err)
	}
	gelijk(t, "zonder nummer van de casus", ms[0].Nummer, "")
	for i, r := range []*register.Register{k.Register, testkit.Open(t, k.DB)} { // with the key in memory, and without
		err := r.StelUit(t.Context(), testkit.Wie(t, "leidinggevende"), ms[0].ID, k.Klok.Nu().Add(time.Hour), "later", register.Sleutel{Pad: "/u", Sleutel: fmt.Sprint(i)})
		if !fout.Is(err, fout.NietBevoegd) {
			t.Errorf("register %d: verwacht niet-bevoegd, kreeg %v", i, err)
		}
	}
}
