package register_test

import (
	"errors"
	"testing"

	"schakel/internal/register"
	"schakel/internal/solo"
	"schakel/internal/testkit"
)

// A list that signs off who has a case changes nothing; a trial neither.
func TestZetRegioHeelOfNiet(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	k.Zaak(t)
	demo := solo.DemoRegio()
	nieuw := demo
	nieuw.Gebruikers = nil
	for _, g := range demo.Gebruikers {
		if g.ID != "werker" {
			nieuw.Gebruikers = append(nieuw.Gebruikers, g)
		}
	}
	nieuw.Organisaties = append(nieuw.Organisaties, register.Organisatie{ID: "nieuw-voorbeeld", Naam: "Nieuw", Professioneel: true})
	gelogd := func() int { return tel(t, k, `SELECT count(*) FROM toegangslog WHERE wat = 'regio'`) }

	var nog register.DraagtNog
	if _, err := k.ZetRegio(t.Context(), nieuw, "beheer", false, false); !errors.As(err, &nog) || len(nog) != 1 || nog[0].Casussen != 1 {
		t.Fatalf("kreeg %v", err)
	}
	ws, err := k.ZetRegio(t.Context(), nieuw, "beheer", true, true)
	if err != nil || len(ws) != 2 {
		t.Fatalf("proef: %v, %v", ws, err)
	}
	if _, er, _ := k.Organisatie(t.Context(), "nieuw-voorbeeld"); er || gelogd() != 0 {
		t.Fatal("een weigering of een proef veranderde iets")
	}
	if _, err := k.ZetRegio(t.Context(), nieuw, "beheer", false, true); err != nil {
		t.Fatal(err)
	}
	_, org, _ := k.Organisatie(t.Context(), "nieuw-voorbeeld")
	_, werker, _ := k.Gebruiker(t.Context(), "werker")
	weg, err := k.Afgemeld(t.Context())
	if !org || werker || err != nil || len(weg) != 1 || weg[0] != "werker" || gelogd() != 1 {
		t.Fatalf("organisatie %t, werker %t, afgemeld %v, gelogd %d, %v", org, werker, weg, gelogd(), err)
	}
	// Again the same: nothing, not even a line in the log.
	if ws, err := k.ZetRegio(t.Context(), nieuw, "beheer", false, false); err != nil || len(ws) != 0 || gelogd() != 1 {
		t.Fatalf("nog eens: %v, %v", ws, err)
	}
	// An address that is left out stays.
	zonder := nieuw
	zonder.Gebruikers[0].Email = ""
	if _, err := k.ZetRegio(t.Context(), zonder, "beheer", false, false); err != nil {
		t.Fatal(err)
	}
	if adres, err := k.Adres(t.Context(), zonder.Gebruikers[0].ID); err != nil || adres == "" {
		t.Fatalf("adres %q, %v", adres, err)
	}
}
