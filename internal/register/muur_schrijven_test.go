package register_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"schakel/internal/register"
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

// Taking off a list, lifting a hold and approving are for who oversees, in the own name and role, and only as long as there is something to do it to.
func TestMuurBijBewaren(t *testing.T) {
	t.Parallel()
	k, ids := ingetrokken(t, 2)
	lijst := voorstel(t, k, 2)
	conn, eigenaar := testkit.Verbind(t, k.DB.App()), testkit.Verbind(t, k.DB.Eigenaar())
	plicht := func(casusID string) string {
		b, err := k.ZetBewaarplicht(t.Context(), testkit.Wie(t, "privacy"), register.NieuweBewaarplicht{Casus: casusID, Reden: "rechtszaak", Toelichting: "x"}, vers())
		if err != nil {
			t.Fatal(err)
		}
		return b.ID
	}
	staat, opgeheven := plicht(ids[0]), plicht(ids[1])
	if _, err := k.HefBewaarplichtOp(t.Context(), testkit.Wie(t, "privacy"), opgeheven, "x", vers()); err != nil {
		t.Fatal(err)
	}
	if _, err := eigenaar.Exec(t.Context(), `UPDATE vernietigingsregels SET status = 'bezig' WHERE nr = 2`); err != nil {
		t.Fatal(err)
	}
	// What the wall hides from an UPDATE is no error, but no row either.
	raakt := func(opdracht string) string {
		return fmt.Sprintf(`DO $$ BEGIN %s; IF NOT FOUND THEN RAISE EXCEPTION 'geen rij' USING ERRCODE = '42501'; END IF; END $$`, opdracht)
	}
	haal := func(nr int, status, door string) string {
		return raakt(fmt.Sprintf(`UPDATE vernietigingsregels SET status = '%s', reden = 'anders', door = '%s', op = now() WHERE nr = %d`, status, door, nr))
	}
	hef := func(bid, door, op string) string {
		return raakt(fmt.Sprintf(`UPDATE bewaarplichten SET opgeheven_door = %s, opgeheven_op = %s WHERE id = '%s'`, door, op, bid))
	}
	keur := func(wie, rol string) string {
		return fmt.Sprintf(`INSERT INTO vernietigingsgoedkeuringen (lijst_id, wie, rol, op) VALUES ('%s', '%s', '%s', now())`, lijst, wie, rol)
	}
	proefSchrijven(t, conn, []schrijfproef{
		{"afhalen", "coordinator", haal(1, "afgehaald", "coordinator"), true},
		{"afhalen", "privacy", haal(1, "afgehaald", "privacy"), true},
		{"afhalen op naam van een ander", "coordinator", haal(1, "afgehaald", "privacy"), false},
		{"de regel op vernietigd zetten", "coordinator", haal(1, "vernietigd", "coordinator"), false},
		{"afhalen wat al wordt vernietigd", "coordinator", haal(2, "afgehaald", "coordinator"), false},
		{"afhalen", "ctb", haal(1, "afgehaald", "ctb"), false},

		{"opheffen", "privacy", hef(staat, "'privacy'", "now()"), true},
		{"opheffen op naam van een ander", "privacy", hef(staat, "'coordinator'", "now()"), false},
		{"opheffen wat is opgeheven", "coordinator", hef(opgeheven, "'coordinator'", "now()"), false},
		{"weer opschorten wat is opgeheven", "coordinator", hef(opgeheven, "NULL", "NULL"), false},
		{"opheffen", "ctb", hef(staat, "'ctb'", "now()"), false},
		{"opheffen", "werker", hef(staat, "'werker'", "now()"), false},

		{"goedkeuren", "privacy", keur("privacy", "privacy_officer"), true},
		{"goedkeuren in een andere rol", "privacy", keur("privacy", "coordinator"), false},
		{"goedkeuren op naam van een ander", "privacy", keur("coordinator", "privacy_officer"), false},
	})
	if _, err := eigenaar.Exec(t.Context(), `UPDATE vernietigingslijsten SET klaar_op = now()`); err != nil {
		t.Fatal(err)
	}
	proefSchrijven(t, conn, []schrijfproef{{"goedkeuren wat is uitgevoerd", "privacy", keur("privacy", "privacy_officer"), false}})
}

// A complaint is written down, and worked on, in the own name; nobody who is in it does either, nor who does not see it.
func TestMuurBijKlachten(t *testing.T) {
	t.Parallel()
	k, _ := klachtstad(t)
	kid := klaag(t, k, "ctb", nieuweKlacht("coordinator2", "coordinator"))
	conn := testkit.Verbind(t, k.DB.App())
	klacht := func(door, betrokkene string) string {
		return fmt.Sprintf(`INSERT INTO klachten (id, betrokkenen, behandelaar, relatie, ontvangen_op, vastgelegd, vastgelegd_door, bevestigen_voor, oordeel_voor, waarschuw_op, inhoud)
			VALUES (gen_random_uuid(), '{%s}', 'coordinator2', 'naaste', now(), now(), '%s', now(), now(), now(), 'x')`, betrokkene, door)
	}
	stap := func(door string) string {
		return fmt.Sprintf(`INSERT INTO klachtstappen (id, klacht_id, soort, door_persoon, op, vastgelegd) VALUES (gen_random_uuid(), '%s', 'notitie', '%s', now(), now())`, kid, door)
	}
	proefSchrijven(t, conn, []schrijfproef{
		{"een klacht vastleggen", "ctb", klacht("ctb", "werker"), true},
		{"een klacht op naam van een ander", "ctb", klacht("coordinator", "werker"), false},
		{"een klacht over zichzelf", "ctb", klacht("ctb", "ctb"), false},
		{"een klacht over zichzelf", "coordinator", klacht("coordinator", "coordinator"), false},
		{"een klacht vastleggen", "werker", klacht("werker", "werker2"), false},
		{"een klacht vastleggen", "privacy", klacht("privacy", "werker"), false},

		{"een stap van wie betrokken is", "coordinator", stap("coordinator"), false},
		{"een stap van wie haar niet ziet", "ctb", stap("ctb"), false},
		{"een stap van wie haar niet kreeg", "leidinggevende", stap("leidinggevende"), false},
	})
	if _, err := testkit.Verbind(t, k.DB.Eigenaar()).Exec(t.Context(), `UPDATE klachten SET behandelaar = 'leidinggevende'`); err != nil {
		t.Fatal(err)
	}
	proefSchrijven(t, conn, []schrijfproef{
		{"een stap van wie haar kreeg", "leidinggevende", stap("leidinggevende"), true},
		{"een stap op naam van een ander", "leidinggevende", stap("coordinator2"), false},
	})
}
