package register_test

import (
	"sync"
	"testing"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// tel counts rows as the owner of the database, past row level security.
func tel(t *testing.T, k *testkit.Keten, vraag string, args ...any) int {
	t.Helper()
	var n int
	conn := testkit.Verbind(t, k.DB.Eigenaar())
	if err := conn.QueryRow(t.Context(), vraag, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func gelijk[T comparable](t *testing.T, wat string, kreeg, wil T) {
	t.Helper()
	if kreeg != wil {
		t.Fatalf("%s: %v, verwacht %v", wat, kreeg, wil)
	}
}

func TestZelfdeSleutelZelfdeLichaamIsEenStap(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	in := testkit.Indiening(testkit.Wie(t, "werker"), casusID, casus.Stap{Soort: casus.StapPlan}, `{"doelen":[]}`)
	een := k.Dien(t, "werker", in)
	k.Schrijf(t, casusID, k.Besluit(t, een))
	twee := k.Dien(t, "werker", in)
	gelijk(t, "zelfde stap", twee.StapID, een.StapID)
	gelijk(t, "ding", twee.Ding, een.Ding)
	gelijk(t, "bestond", twee.Bestond, true)
	gelijk(t, "status", twee.Status, register.StapVerwerkt)
	gelijk(t, "plannen", tel(t, k, `SELECT count(*) FROM stappen WHERE soort = 'plan'`), 1)
}

func TestZelfdeSleutelAnderLichaamIsGeweigerd(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	in := testkit.Indiening(testkit.Wie(t, "werker"), casusID, casus.Stap{Soort: casus.StapPlan}, `{"a":1}`)
	k.Dien(t, "werker", in)
	in.Lichaam = []byte(`{"a":2}`)
	if _, err := k.Indienen(t.Context(), testkit.Wie(t, "werker"), in); !fout.Is(err, fout.SleutelAnders) {
		t.Fatalf("verwacht sleutel-anders, kreeg %v", err)
	}
	gelijk(t, "plannen", tel(t, k, `SELECT count(*) FROM stappen WHERE soort = 'plan'`), 1)
}

// A key belongs to who used it and to the path: another's is another key.
func TestSleutelIsVanWieHemGebruikte(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	in := testkit.Indiening(testkit.Wie(t, "werker"), casusID, casus.Stap{Soort: casus.StapPlan}, `{}`)
	ander := testkit.Indiening(testkit.Wie(t, "coordinator"), casusID, casus.Stap{Soort: casus.StapPlan}, `{}`)
	ander.Sleutel, ander.Lichaam = in.Sleutel, []byte("anders")
	een, twee := k.Dien(t, "werker", in), k.Dien(t, "coordinator", ander)
	if een.StapID == twee.StapID || twee.Bestond {
		t.Fatal("de sleutel van een ander gaf diens stap")
	}
}

func TestTwintigTegelijkIsEenStap(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	for _, wie := range []struct {
		naam, als string
		in        register.Indiening
	}{
		{"plan", "werker", testkit.Indiening(testkit.Wie(t, "werker"), casusID, casus.Stap{Soort: casus.StapPlan}, `{}`)},
		{"contact", "werker", testkit.Indiening(testkit.Wie(t, "werker"), casusID, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu()}, `{}`)},
		{"aanmelding", "verwijzer", testkit.Aanmelding(testkit.Wie(t, "verwijzer"), casus.Hoog, "Tom Tegelijk")},
	} {
		voor := tel(t, k, `SELECT count(*) FROM casussen`)
		var wg sync.WaitGroup
		uit := make([]register.Ingediend, 20)
		fouten := make([]error, 20)
		for i := range uit {
			wg.Go(func() { uit[i], fouten[i] = k.Indienen(t.Context(), testkit.Wie(t, wie.als), wie.in) })
		}
		wg.Wait()
		nieuw := 0
		for i := range uit {
			if fouten[i] != nil {
				t.Fatalf("%s: %v", wie.naam, fouten[i])
			}
			gelijk(t, wie.naam+": zelfde stap", uit[i].StapID, uit[0].StapID)
			gelijk(t, wie.naam+": zelfde ding", uit[i].Ding, uit[0].Ding)
			if !uit[i].Bestond {
				nieuw++
			}
		}
		gelijk(t, wie.naam+": nieuw", nieuw, 1)
		gelijk(t, wie.naam+": rijen", tel(t, k, `SELECT count(*) FROM stappen WHERE id = $1`, uit[0].StapID), 1)
		if wie.naam == "aanmelding" {
			gelijk(t, "casussen", tel(t, k, `SELECT count(*) FROM casussen`), voor+1)
		}
	}
	gelijk(t, "sleutels en stappen", tel(t, k, `SELECT (SELECT count(*) FROM idempotentie) - (SELECT count(*) FROM stappen)`), 0)
	gelijk(t, "gaten in de nummers", tel(t, k, `SELECT (SELECT laatste FROM jaartellers) - (SELECT count(*) FROM casussen)`), 0)
}

// What the check in the transaction refuses leaves nothing.
func TestNietBevoegdLaatNietsNa(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	in := testkit.Indiening(testkit.Wie(t, "werker"), casusID, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu()}, `{}`)
	in.Toets = func(register.Casus) error { return fout.Nieuw(fout.NietBevoegd, "nee") }
	if _, err := k.Indienen(t.Context(), testkit.Wie(t, "werker"), in); !fout.Is(err, fout.NietBevoegd) {
		t.Fatalf("verwacht niet-bevoegd, kreeg %v", err)
	}
	in.Toets = func(register.Casus) error { return nil }
	if _, err := k.Indienen(t.Context(), testkit.Wie(t, "werker2"), in); !fout.Is(err, fout.NietGevonden) {
		t.Fatalf("werker2 heeft deze casus niet: verwacht niet-gevonden, kreeg %v", err)
	}
	gelijk(t, "contacten", tel(t, k, `SELECT count(*) FROM stappen WHERE soort = 'contact'`), 0)
	gelijk(t, "feiten", tel(t, k, `SELECT count(*) FROM feiten WHERE soort = 'contact'`), 0)
	gelijk(t, "sleutel", tel(t, k, `SELECT count(*) FROM idempotentie WHERE sleutel = $1`, in.Sleutel), 0)
}
