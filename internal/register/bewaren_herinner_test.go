package register_test

import (
	"strings"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// staat are the meldingen of a person that stand, as soort/trede, those of a list or of what a client said.
func staat(t *testing.T, k *testkit.Keten, wie string) string {
	t.Helper()
	ms, err := k.Meldingen(t.Context(), testkit.Wie(t, wie))
	if err != nil {
		t.Fatal(err)
	}
	var uit []string
	for i := len(ms) - 1; i >= 0; i-- {
		switch m := ms[i]; m.Soort {
		case casus.MeldLijst, casus.MeldLijstTweede:
			if m.LijstID == "" || m.CasusID != "" {
				t.Errorf("%+v", m)
			}
			uit = append(uit, m.Soort+"/"+string(rune('0'+m.Trede)))
		case casus.MeldVerklaring:
			uit = append(uit, m.Soort+"/"+string(rune('0'+m.Trede)))
		}
	}
	return strings.Join(uit, " ")
}

func herinnerLijsten(t *testing.T, k *testkit.Keten, wil int) {
	t.Helper()
	for _, n := range []int{wil, 0} { // a second time, or another process, makes none
		kreeg, err := k.HerinnerLijsten(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		gelijk(t, "meldingen", kreeg, n)
	}
}

// A new list reminds everybody who can approve it; who did is not asked again, the others for the second; after two it stops.
func TestHerinnerLijst(t *testing.T) {
	t.Parallel()
	k, _ := ingetrokken(t, 2)
	herinnerLijsten(t, k, 0)
	lijst := voorstel(t, k, 2)
	herinnerLijsten(t, k, 2)
	gelijk(t, "coordinator", staat(t, k, "coordinator"), "vernietigingslijst/1")
	gelijk(t, "fg", staat(t, k, "privacy"), "vernietigingslijst/1")
	for _, wie := range []string{"ctb", "werker", "leidinggevende", "beheerder", "verwijzer"} {
		gelijk(t, wie, staat(t, k, wie), "")
	}
	for _, wie := range []string{"coordinator", "privacy"} {
		w := werkVan(t, k, wie)
		if len(w) != 1 || w[0].LijstID != lijst || w[0].Casus != nil {
			t.Errorf("%s: %+v", wie, w)
		}
	}
	k.Klok.Verder(8 * 24 * time.Hour)
	herinnerLijsten(t, k, 2)
	gelijk(t, "na een week", staat(t, k, "privacy"), "vernietigingslijst/1 vernietigingslijst/2")

	goed(t, k, lijst, "coordinator")
	herinnerLijsten(t, k, 1)
	gelijk(t, "wie goedkeurde", staat(t, k, "coordinator"), "")
	gelijk(t, "de ander", staat(t, k, "privacy"), "vernietigingslijst-tweede/1")
	gelijk(t, "werk van wie goedkeurde", len(werkVan(t, k, "coordinator")), 0)
	k.Klok.Verder(8 * 24 * time.Hour)
	herinnerLijsten(t, k, 1)
	goed(t, k, lijst, "privacy")
	herinnerLijsten(t, k, 0)
	gelijk(t, "na twee", staat(t, k, "privacy")+staat(t, k, "coordinator"), "")
}

// Who does not work here any more is not asked, and not asked any longer.
func TestHerinnerLijstNietWieWegIs(t *testing.T) {
	t.Parallel()
	k, _ := ingetrokken(t, 1)
	voorstel(t, k, 1)
	herinnerLijsten(t, k, 2)
	if _, err := testkit.Verbind(t, k.DB.Eigenaar()).Exec(t.Context(), `UPDATE gebruikers SET actief = false WHERE id = 'coordinator'`); err != nil {
		t.Fatal(err)
	}
	k.Klok.Verder(8 * 24 * time.Hour)
	herinnerLijsten(t, k, 1)
	gelijk(t, "wie weg is", staat(t, k, "coordinator"), "")
	gelijk(t, "de ander", staat(t, k, "privacy"), "vernietigingslijst/1 vernietigingslijst/2")
}

// A backup was put back, so that two have to approve anew: everybody who can is asked again, also who was asked before and approved.
func TestHerinnerNaTerugzetten(t *testing.T) {
	t.Parallel()
	k, _ := ingetrokken(t, 1)
	lijst := voorstel(t, k, 1)
	herinnerLijsten(t, k, 2)
	goed(t, k, lijst, "coordinator", "privacy")
	herinnerLijsten(t, k, 0)
	for range 2 { // and again when it happens again
		k.Klok.Verder(time.Hour)
		if s, err := k.SlaPols(t.Context(), 0, true); err != nil || s.Lijsten != 1 || !s.Teruggezet {
			t.Fatalf("%+v %v", s, err)
		}
		herinnerLijsten(t, k, 2)
		gelijk(t, "coordinator", staat(t, k, "coordinator"), "vernietigingslijst/1")
		gelijk(t, "fg", staat(t, k, "privacy"), "vernietigingslijst/1")
		goed(t, k, lijst, "privacy", "coordinator")
		herinnerLijsten(t, k, 0)
	}
}

// A list that nothing is left on asks nobody anything.
func TestHerinnerLegeLijstStopt(t *testing.T) {
	t.Parallel()
	k, _ := ingetrokken(t, 1)
	lijst := voorstel(t, k, 1)
	herinnerLijsten(t, k, 2)
	if _, err := k.HaalVanLijst(t.Context(), testkit.Wie(t, "privacy"), lijst, register.Afhaling{Nr: 1, Reden: "nog-nodig", Toelichting: "x"}, sleutel("a")); err != nil {
		t.Fatal(err)
	}
	herinnerLijsten(t, k, 0)
	gelijk(t, "coordinator", staat(t, k, "coordinator"), "")
}

// They are mailed as the other reminders are, each morning to who can do it, without a number.
func TestHerinnerLijstPerMail(t *testing.T) {
	t.Parallel()
	k, _ := ingetrokken(t, 1)
	voorstel(t, k, 1)
	herinnerLijsten(t, k, 2)
	for _, wie := range []string{"coordinator", "privacy"} {
		ms, err := k.MeldingenVoor(t.Context(), testkit.Wie(t, wie), "")
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, m := range ms {
			if m.Soort == casus.MeldLijst {
				n++
				if m.Nummer != "" || m.CasusID != "" || m.Trede != 1 || m.Persoon != wie || m.Spoed {
					t.Errorf("%+v", m)
				}
			}
		}
		gelijk(t, wie, n, 1)
	}
}

func herinnerVerklaringen(t *testing.T, k *testkit.Keten, wil int) {
	t.Helper()
	for _, n := range []int{wil, 0} {
		kreeg, err := k.HerinnerVerklaringen(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		gelijk(t, "meldingen", kreeg, n)
	}
}

// What a client objects to reminds the coordinator at once, a week before the month is over, and when it is over, then the privacy officer too; until
// it is answered. A statement of the client's own asks nothing.
func TestHerinnerBezwaar(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t) // Monday 5 January 2026, 10:00
	id := k.Zaak(t)
	co, w := testkit.Wie(t, "coordinator"), testkit.Wie(t, "werker")
	mag := func(register.Casus) error { return nil }
	leg := func(soort string) register.Verklaring {
		v, err := k.LegVerklaringVast(t.Context(), w, id, register.NieuweVerklaring{Soort: soort, Tekst: "Kanarie"}, mag, sleutel("v"))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	eigen := leg("verklaring")
	herinnerVerklaringen(t, k, 0)
	zetKlok(k, amsterdam(t, "2026-01-05 10:00:01")) // they are listed by moment
	b := leg("bezwaar")
	herinnerVerklaringen(t, k, 1)
	gelijk(t, "coordinator", staat(t, k, "coordinator"), "verklaring-antwoord/1")
	gelijk(t, "fg nog niet", staat(t, k, "privacy"), "")
	zetKlok(k, amsterdam(t, "2026-01-29 10:00:01"))
	herinnerVerklaringen(t, k, 1)
	gelijk(t, "een week vooraf", staat(t, k, "coordinator"), "verklaring-antwoord/1 verklaring-antwoord/2")
	zetKlok(k, amsterdam(t, "2026-02-05 10:00:01"))
	herinnerVerklaringen(t, k, 2)
	gelijk(t, "te laat: fg", staat(t, k, "privacy"), "verklaring-antwoord/3")
	fgWerk := werkVan(t, k, "privacy")
	if len(fgWerk) != 1 || fgWerk[0].Casus != nil || fgWerk[0].Soort != casus.MeldVerklaring {
		t.Errorf("%+v", fgWerk)
	}
	for _, wie := range []string{"werker", "ctb", "leidinggevende"} {
		gelijk(t, wie, staat(t, k, wie), "")
	}

	antwoord := register.VerklaringAntwoord{Uitkomst: "deels", Motivering: "De passage is verbeterd."}
	s := sleutel("antwoord")
	for range 2 { // the same key: once
		v, err := k.BeantwoordVerklaring(t.Context(), co, id, b.ID, antwoord, mag, s)
		if err != nil || v.Antwoord == nil || v.Antwoord.Motivering != antwoord.Motivering || v.Antwoord.DoorPersoon != "coordinator" {
			t.Fatalf("%+v %v", v.Antwoord, err)
		}
	}
	herinnerVerklaringen(t, k, 0)
	gelijk(t, "na het antwoord", staat(t, k, "coordinator")+staat(t, k, "privacy"), "")
	for naam, vid := range map[string]string{"twee keer": b.ID, "een eigen verklaring": eigen.ID, "een die er niet is": id} {
		if _, err := k.BeantwoordVerklaring(t.Context(), co, id, vid, antwoord, mag, sleutel("x")); err == nil {
			t.Errorf("beantwoord: %s", naam)
		}
	}
	weer := leg("correctieverzoek")
	if _, err := k.BeantwoordVerklaring(t.Context(), w, id, weer.ID, antwoord, mag, sleutel("x")); err == nil { // past every query of ours: the wall
		t.Error("een werker beantwoordt")
	}
	vs, err := k.Verklaringen(t.Context(), w, id, mag)
	if err != nil || len(vs) != 3 || vs[1].Antwoord == nil || vs[0].Antwoord != nil || vs[2].Antwoord != nil {
		t.Errorf("%+v %v", vs, err)
	}
	herinnerVerklaringen(t, k, 1)
}
