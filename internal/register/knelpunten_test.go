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

func knelpuntenVan(t *testing.T, k *testkit.Keten, wie string) []register.Knelpunt {
	t.Helper()
	ks, _, err := k.Knelpunten(t.Context(), testkit.Wie(t, wie), register.Blad{})
	if err != nil {
		t.Fatal(err)
	}
	return ks
}

// vuurTot fires rungs until one climbed to the stuurgroep, for a kind of term.
func vuurTot(t *testing.T, k *testkit.Keten, casusID string, soort casus.TermijnSoort) {
	t.Helper()
	for range 40 {
		for _, f := range k.Vuur(t, casusID) {
			if f.Termijn == soort && len(f.Meldingen) == 1 && f.Meldingen[0].Aan == casus.AanStuurgroep {
				return
			}
		}
	}
	t.Fatalf("%s klom niet naar de stuurgroep", soort)
}

// What climbed: with the case for a coordinator, without anything of it for a
// leidinggevende; gone when it is dealt with.
func TestKnelpunten(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	a := k.Zaak(t)
	k.Stap(t, "werker", a, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu(), Poging: true}, `{}`)
	begin := k.Klok.Nu()
	gelijk(t, "nog niets", len(knelpuntenVan(t, k, "coordinator")), 0)
	vuurTot(t, k, a, casus.TermijnBereikt)
	ks := knelpuntenVan(t, k, "coordinator")
	gelijk(t, "aantal", len(ks), 1)
	kp := ks[0]
	gelijk(t, "soort", kp.Soort, string(casus.TermijnBereikt))
	gelijk(t, "casus", kp.CasusID, a)
	gelijk(t, "nummer", kp.Nummer, "2026-00001")
	gelijk(t, "fase", kp.Fase, casus.Outreach)
	gelijk(t, "organisatie", kp.Organisatie, "bmz-voorbeeld")
	gelijk(t, "sinds de eerste herinnering, dag 14", int(kp.Sinds.Sub(begin).Hours()/24), 14)
	gelijk(t, "op de lijst sinds dag 42", int(kp.OpLijst.Sub(begin).Hours()/24), 42)

	ks = knelpuntenVan(t, k, "leidinggevende")
	gelijk(t, "geteld", len(ks), 1)
	if s := fmt.Sprintf("%+v", ks); strings.Contains(s, a) || strings.Contains(s, "2026-00001") || strings.Contains(s, "werker") {
		t.Errorf("een leidinggevende krijgt iets van de casus: %s", s)
	}
	gelijk(t, "minder dan vijf", ks[0].Aantal, 0)

	for _, wie := range []string{"ctb", "werker", "verwijzer", "ketenpartner", "psychiater", "moederorganisatie", "privacy", "beheerder"} {
		if _, _, err := k.Knelpunten(t.Context(), testkit.Wie(t, wie), register.Blad{}); !fout.Is(err, fout.NietBevoegd) {
			t.Errorf("%s: %v", wie, err)
		}
	}
	k.Stap(t, "werker", a, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu(), Poging: true, Bereikt: true}, `{}`)
	gelijk(t, "bereikt: weg", len(knelpuntenVan(t, k, "coordinator")), 0)
	gelijk(t, "en geteld", len(knelpuntenVan(t, k, "leidinggevende")), 0)
	gelijk(t, "in het logboek", tel(t, k, `SELECT count(*) FROM toegangslog WHERE wat = 'knelpunten' AND wie = 'leidinggevende'`), 2)
}

// Handovers that do not land wait with the receiver; a suspension extended too often until it is resumed.
func TestKnelpuntenVanOverdrachtEnOpschorting(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	a, b := k.Zaak(t), k.Zaak(t)
	k.Aangeboden(t, a, "ggz-voorbeeld", `{}`)
	vuurTot(t, k, a, casus.TermijnAcceptatie)
	for range k.Beleid.MaxVerlengingen + 2 {
		k.Stap(t, "werker", b, casus.Stap{Soort: casus.StapOpschorting, Tot: k.Klok.Nu().AddDate(0, 6, 0)}, `{}`)
		k.Klok.Verder(time.Hour)
	}
	wil := map[string]string{string(casus.TermijnAcceptatie): "ggz-voorbeeld", casus.MeldVerlengd: "bmz-voorbeeld"}
	kreeg := map[string]string{}
	for _, kp := range knelpuntenVan(t, k, "coordinator") {
		if kp.Soort != string(casus.TermijnBereikt) {
			kreeg[kp.Soort] = kp.Organisatie
		}
	}
	gelijk(t, "waar het wacht", fmt.Sprint(kreeg), fmt.Sprint(wil))
	k.Stap(t, "werker", b, casus.Stap{Soort: casus.StapHervatting}, `{}`)
	for _, kp := range knelpuntenVan(t, k, "coordinator") {
		if kp.Soort == casus.MeldVerlengd {
			t.Error("hervat, en toch een knelpunt")
		}
	}
}

// On the waiting list the verwijzer still holds regie, but it is BMZ that has no place.
func TestKnelpuntVanDeWachtlijstIsVanBMZ(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	a := k.Meld(t, "verwijzer", casus.Hoog, "Hanna Hoog")
	k.Stap(t, "ctb", a, casus.Stap{Soort: casus.StapOntvangst, Volledig: true}, "")
	k.Stap(t, "ctb", a, casus.Stap{Soort: casus.StapQuickscan, Uitkomst: casus.BesluitAccepteren}, "")
	vuurTot(t, k, a, casus.TermijnWachtlijstUrgent)
	gelijk(t, "zonder beleid in het register", knelpuntenVan(t, k, "leidinggevende")[0].Organisatie, "woonstichting-voorbeeld")
	if _, err := testkit.Verbind(t, k.DB.Eigenaar()).Exec(t.Context(), `INSERT INTO beleidsversies (nr, versie, regio, hash, kalender_tot, vanaf, door, beleid)
		VALUES (1, 'v', 'r', 'h', 20301231, now(), 'beheerder', '{"bmz":"bmz-voorbeeld"}')`); err != nil {
		t.Fatal(err)
	}
	gelijk(t, "waar het wacht", knelpuntenVan(t, k, "leidinggevende")[0].Organisatie, "bmz-voorbeeld")
}

// Five of a kind are counted, four are not told; pages hold everything once.
func TestKnelpuntenGeteldEnGebladerd(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	zaai(t, k, 300)
	conn := testkit.Verbind(t, k.DB.Eigenaar())
	for _, opdracht := range []string{
		`INSERT INTO meldingen (id, casus_id, soort, trede, aan, op) SELECT gen_random_uuid(), id, 'afschaalbeoordeling', 3, 'stuurgroep', now()
			FROM (SELECT id FROM casussen WHERE fase = 'outreach' LIMIT 5) c`,
		`INSERT INTO meldingen (id, casus_id, soort, trede, aan, op) SELECT gen_random_uuid(), id, 'overdracht-acceptatie', 4, 'stuurgroep', now()
			FROM (SELECT id FROM casussen WHERE fase = 'overdracht' LIMIT 4) c`,
	} {
		if _, err := conn.Exec(t.Context(), opdracht); err != nil {
			t.Fatal(err)
		}
	}
	kreeg := map[string]int{}
	for _, kp := range knelpuntenVan(t, k, "leidinggevende") {
		kreeg[kp.Soort+" "+kp.Organisatie] = kp.Aantal
	}
	gelijk(t, "geteld", fmt.Sprint(kreeg), "map[afschaalbeoordeling bmz-voorbeeld:5 overdracht-acceptatie ggz-voorbeeld:0]")
	for wie, n := range map[string]int{"coordinator": 9, "leidinggevende": 2} {
		gezien := map[string]bool{}
		b := register.Blad{N: 1}
		for range 20 {
			ks, volgende, err := k.Knelpunten(t.Context(), testkit.Wie(t, wie), b)
			if err != nil {
				t.Fatal(err)
			}
			for _, kp := range ks {
				gezien[kp.Soort+kp.CasusID] = true
			}
			if b.Cursor = volgende; volgende == "" {
				break
			}
		}
		gelijk(t, wie, len(gezien), n)
	}
	for _, c := range []string{"x", "!!", "MTIz", "LTEgYQ", "MQAx"} {
		if _, _, err := k.Knelpunten(t.Context(), testkit.Wie(t, "coordinator"), register.Blad{Cursor: c}); !fout.Is(err, fout.Ongeldig) {
			t.Errorf("cursor %q: %v", c, err)
		}
	}
}
