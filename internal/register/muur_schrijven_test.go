package register_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"schakel/internal/testkit"
)

// schrijfproef is one row that somebody tries to write past every query of ours.
type schrijfproef struct {
	wat, wie, opdracht string
	mag                bool
}

// proefSchrijven tries each of them as the application, and keeps nothing.
func proefSchrijven(t *testing.T, conn *pgx.Conn, proeven []schrijfproef) {
	t.Helper()
	for _, p := range proeven {
		err := alsApp(t, conn, testkit.Wie(t, p.wie), p.opdracht)
		if (err == nil) != p.mag || err != nil && !strings.Contains(err.Error(), "42501") {
			t.Errorf("%s door %s: mag %v, kreeg %v", p.wat, p.wie, p.mag, err)
		}
	}
}

// Who shares, tells the client so, or writes down what the client says, does it in the own name and on a case that is theirs to work on: not by emergency access.
func TestMuurBijDelenEnVerklaren(t *testing.T) {
	t.Parallel()
	k, a, b := stad(t)
	conn := testkit.Verbind(t, k.DB.App())
	eigenaar := testkit.Verbind(t, k.DB.Eigenaar())
	deling := func(casusID, door, grond string, uitBeleid bool) string {
		return fmt.Sprintf(`INSERT INTO delingen (id, casus_id, fase, doel, grond, uit_beleid, ontvanger, rol, velden, door_persoon, op, vastgelegd)
			VALUES (gen_random_uuid(), '%s', 'outreach', 'vraag', '%s', %v, 'ggz-voorbeeld', 'ketenpartner', '{samenvatting}', '%s', now(), now())`, casusID, grond, uitBeleid, door)
	}
	van := map[string]string{} // the deling of each case
	for _, id := range []string{a, b} {
		var did string
		if err := eigenaar.QueryRow(t.Context(), `SELECT id::text FROM delingen WHERE casus_id = $1`, id).Scan(&did); err != nil {
			t.Fatal(err)
		}
		van[id] = did
	}
	weet := func(casusID, did, door string) string {
		return fmt.Sprintf(`INSERT INTO delinginformatie (id, casus_id, deling_id, ja, door_persoon, op) VALUES (gen_random_uuid(), '%s', '%s', true, '%s', now())`, casusID, did, door)
	}
	verklaring := func(casusID, door string) string {
		return fmt.Sprintf(`INSERT INTO verklaringen (id, casus_id, soort, tekst, op, door_persoon, vastgelegd) VALUES (gen_random_uuid(), '%s', 'bezwaar', 'x', now(), '%s', now())`, casusID, door)
	}
	proefSchrijven(t, conn, []schrijfproef{
		{"delen van de eigen casus", "werker", deling(a, "werker", "vitaal-belang", false), true},
		{"delen op naam van een ander", "werker", deling(a, "werker2", "vitaal-belang", false), false},
		{"delen zonder grond", "werker", deling(a, "werker", "", false), false},
		{"delen op de grond van het beleid", "werker", deling(a, "werker", "vitaal-belang", true), false},
		{"delen van een vreemde casus", "werker", deling(b, "werker", "vitaal-belang", false), false},
		{"delen door wie erbij is gevraagd", "psychiater", deling(a, "psychiater", "vitaal-belang", false), false},
		{"delen in de regio", "ctb", deling(b, "ctb", "vitaal-belang", false), true},
		{"delen in de regio", "coordinator", deling(b, "coordinator", "vitaal-belang", false), true},
		{"delen door wie toeziet", "privacy", deling(a, "privacy", "vitaal-belang", false), false},
		{"delen door wie verwees", "verwijzer", deling(a, "verwijzer", "vitaal-belang", false), false},
		{"delen door wie ontvangt", "ketenpartner", deling(a, "ketenpartner", "vitaal-belang", false), false},

		{"informeren over de eigen casus", "werker", weet(a, van[a], "werker"), true},
		{"informeren op naam van een ander", "werker", weet(a, van[a], "werker2"), false},
		{"informeren over een deling van een andere casus", "coordinator", weet(a, van[b], "coordinator"), false},
		{"informeren over een vreemde casus", "werker", weet(b, van[b], "werker"), false},
		{"informeren door wie erbij is gevraagd", "psychiater", weet(a, van[a], "psychiater"), false},
		{"informeren in de regio", "ctb", weet(b, van[b], "ctb"), true},
		{"informeren door wie toeziet", "privacy", weet(a, van[a], "privacy"), false},

		{"verklaring bij de eigen casus", "werker", verklaring(a, "werker"), true},
		{"verklaring op naam van een ander", "werker", verklaring(a, "werker2"), false},
		{"verklaring bij een vreemde casus", "werker", verklaring(b, "werker"), false},
		{"verklaring door wie erbij is gevraagd", "psychiater", verklaring(a, "psychiater"), false},
		{"verklaring in de regio", "ctb", verklaring(b, "ctb"), true},
		{"verklaring door wie verwees", "verwijzer", verklaring(a, "verwijzer"), false},
	})
	nood(t, k, "werker", b)
	gelijk(t, "in nood gelezen", ziet(t, k, "werker", b), true)
	proefSchrijven(t, conn, []schrijfproef{
		{"delen in nood", "werker", deling(b, "werker", "vitaal-belang", false), false},
		{"informeren in nood", "werker", weet(b, van[b], "werker"), false},
		{"verklaring in nood", "werker", verklaring(b, "werker"), false},
	})
}

// Only a coordinator answers the client, in the own name: what asks for an answer, and of the case that it is of.
func TestMuurBijAntwoorden(t *testing.T) {
	t.Parallel()
	k, a, b := stad(t)
	conn := testkit.Verbind(t, k.DB.App())
	const bezwaar, gezegd = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
	if _, err := testkit.Verbind(t, k.DB.Eigenaar()).Exec(t.Context(), `INSERT INTO verklaringen (id, casus_id, soort, tekst, op, door_persoon, vastgelegd)
		VALUES ($1, $3, 'bezwaar', 'x', now(), 'werker', now()), ($2, $3, 'verklaring', 'x', now(), 'werker', now())`, bezwaar, gezegd, a); err != nil {
		t.Fatal(err)
	}
	antwoord := func(op, casusID, door string) string {
		return fmt.Sprintf(`INSERT INTO verklaringantwoorden (verklaring_id, casus_id, uitkomst, motivering, door_persoon, op, vastgelegd) VALUES ('%s', '%s', 'afgewezen', 'x', '%s', now(), now())`, op, casusID, door)
	}
	proefSchrijven(t, conn, []schrijfproef{
		{"antwoord op een bezwaar", "coordinator", antwoord(bezwaar, a, "coordinator"), true},
		{"antwoord op naam van een ander", "coordinator", antwoord(bezwaar, a, "werker"), false},
		{"antwoord bij een andere casus", "coordinator", antwoord(bezwaar, b, "coordinator"), false},
		{"antwoord op wat er geen vraagt", "coordinator", antwoord(gezegd, a, "coordinator"), false},
		{"antwoord van de casehouder", "werker", antwoord(bezwaar, a, "werker"), false},
		{"antwoord van ctb", "ctb", antwoord(bezwaar, a, "ctb"), false},
		{"antwoord van wie toeziet", "privacy", antwoord(bezwaar, a, "privacy"), false},
	})
}
