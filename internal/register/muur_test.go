package register_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"schakel/internal/casus"
	"schakel/internal/solo"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

// als runs a query as schakel_app with who asks set, as the wrapper does, and
// answers the first column; nil where the role may not select at all.
func als(t *testing.T, conn *pgx.Conn, id toegang.Identiteit, vraag string) []string {
	t.Helper()
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	if id.Rol != "" {
		_, err = tx.Exec(t.Context(), `SELECT set_config('app.gebruiker', $1, true), set_config('app.rol', $2, true), set_config('app.organisatie', $3, true)`,
			id.Gebruiker, string(id.Rol), id.Organisatie)
		if err != nil {
			t.Fatal(err)
		}
	}
	rijen, err := tx.Query(t.Context(), vraag)
	if err != nil {
		t.Fatal(err)
	}
	uit, err := pgx.CollectRows(rijen, pgx.RowTo[string])
	if err != nil && !strings.Contains(err.Error(), "42501") {
		t.Fatalf("%s: %v", vraag, err)
	}
	slices.Sort(uit)
	return slices.Compact(uit)
}

// stad is a region with two cases: A is werker's, offered to ggz-voorbeeld, with a
// psychiater asked in; B is werker2's, of another verwijzer, offered to wmo-voorbeeld.
func stad(t *testing.T) (k *testkit.Keten, a, b string) {
	t.Helper()
	k = testkit.NieuweKeten(t)
	a = k.Zaak(t)
	k.Stap(t, "werker", a, casus.Stap{Soort: casus.StapInzet, Wie: "psychiater"}, `{}`)
	k.Stap(t, "werker", a, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu()}, `{}`)
	k.Aangeboden(t, a, "ggz-voorbeeld", `{"samenvatting":"a"}`)
	b = k.Meld(t, "verwijzer2", casus.Hoog, "Bert Buiten")
	k.Stap(t, "ctb", b, casus.Stap{Soort: casus.StapOntvangst, Volledig: true}, "")
	k.Stap(t, "ctb", b, casus.Stap{Soort: casus.StapQuickscan, Uitkomst: casus.BesluitAccepteren}, "")
	k.Stap(t, "coordinator", b, casus.Stap{Soort: casus.StapToewijzing, Wie: "werker2"}, "")
	k.Stap(t, "werker2", b, casus.Stap{Soort: casus.StapInzet, Wie: "ervaringsdeskundige"}, `{}`)
	k.Aangeboden(t, b, "wmo-voorbeeld", `{"samenvatting":"b"}`)
	return k, a, b
}

// The second wall: raw SQL as the application, past every query of ours.
func TestMuurPerRol(t *testing.T) {
	t.Parallel()
	k, a, b := stad(t)
	conn := testkit.Verbind(t, k.DB.App())
	alles, alleenA, alleenB, geen := "ab", "a", "b", ""
	naam := func(ids []string) string {
		uit := ""
		for _, id := range []struct{ id, als string }{{a, "a"}, {b, "b"}} {
			if slices.Contains(ids, id.id) {
				uit += id.als
			}
		}
		return uit
	}
	type zicht struct{ casussen, feiten, overdrachten, inzet, zoek string }
	for wie, wil := range map[string]zicht{
		"ctb":                 {alles, alles, alles, alles, alles},
		"coordinator":         {alles, alles, alles, alles, alles},
		"verwijzer":           {alleenA, alleenA, geen, geen, geen}, // of facts: the own aanmelding only
		"verwijzer2":          {alleenB, alleenB, geen, geen, geen},
		"werker":              {alleenA, alleenA, alleenA, geen, alleenA},
		"werker2":             {alleenB, alleenB, alleenB, geen, alleenB},
		"psychiater":          {alleenA, alleenA, alleenA, alleenA, geen},
		"ervaringsdeskundige": {alleenB, alleenB, alleenB, alleenB, geen},
		"ketenpartner":        {alleenA, alleenA, alleenA, geen, geen}, // of facts: the own offer only
		"ketenpartner2":       {alleenB, alleenB, alleenB, geen, geen},
		"leidinggevende":      {geen, geen, geen, geen, geen},
		"moederorganisatie":   {geen, geen, geen, geen, geen},
		"privacy":             {geen, geen, geen, geen, geen},
		"beheerder":           {geen, geen, geen, geen, geen},
	} {
		id := testkit.Wie(t, wie)
		zie := func(kolom, tabel string) string { return naam(als(t, conn, id, "SELECT "+kolom+"::text FROM "+tabel)) }
		kreeg := zicht{
			zie("id", "casussen"), zie("casus_id", "feiten"), zie("casus_id", "overdrachten"),
			zie("casus_id", "inzet"), zie("casus_id", "zoektokens"),
		}
		if kreeg != wil {
			t.Errorf("%s ziet %+v, mag %+v", wie, kreeg, wil)
		}
		gelijk(t, wie+": regie", zie("casus_id", "regie"), wil.casussen)
		if van := als(t, conn, id, "SELECT door_persoon FROM stappen"); len(van) > 1 || len(van) == 1 && van[0] != wie {
			t.Errorf("%s ziet stappen van %v", wie, van)
		}
		if van := als(t, conn, id, "SELECT subject FROM idempotentie"); len(van) > 1 || len(van) == 1 && van[0] != wie {
			t.Errorf("%s ziet sleutels van %v", wie, van)
		}
	}
	// Of a case that is not theirs to read, a verwijzer and a ketenpartner see their own facts only.
	gelijk(t, "feiten van de verwijzer", fmt.Sprint(als(t, conn, testkit.Wie(t, "verwijzer"), `SELECT soort FROM feiten ORDER BY seq`)), "[aanmelding ontvangst]") // what was asked about it is theirs to read too
	gelijk(t, "feiten van de ontvanger", fmt.Sprint(als(t, conn, testkit.Wie(t, "ketenpartner"), `SELECT soort FROM feiten`)), "[overdracht]")
}

// The log is for the privacy officer alone.
func TestLogIsVoorDeFG(t *testing.T) {
	t.Parallel()
	k, _, _ := stad(t)
	conn := testkit.Verbind(t, k.DB.App())
	for _, g := range solo.DemoGebruikers() {
		n := len(als(t, conn, testkit.Wie(t, g.ID), `SELECT 'rij' FROM toegangslog`))
		if (n > 0) != (g.Rol == toegang.RolPrivacyOfficer) {
			t.Errorf("%s ziet %d regels van het log", g.ID, n)
		}
	}
}

// Meldingen per role, by raw SQL and by the list: the same, and nobody else's.
func TestMeldingenPerRol(t *testing.T) {
	t.Parallel()
	k, _, _ := stad(t)
	conn := testkit.Verbind(t, k.DB.App())
	for wie, wil := range map[string]string{
		"ctb": "[nieuwe-aanmelding]", "werker": "[toegewezen]", "werker2": "[toegewezen]", "psychiater": "[inzet-gevraagd]",
		"ervaringsdeskundige": "[inzet-gevraagd]", "ketenpartner": "[overdracht-aangeboden]", "ketenpartner2": "[overdracht-aangeboden]",
		"verwijzer": "[]", "coordinator": "[]", "leidinggevende": "[]", "beheerder": "[]", "privacy": "[]", "moederorganisatie": "[]",
	} {
		id := testkit.Wie(t, wie)
		gelijk(t, wie, fmt.Sprint(als(t, conn, id, `SELECT soort FROM meldingen`)), wil)
		ms, err := k.Meldingen(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		var soorten []string
		for _, m := range ms {
			soorten = append(soorten, m.Soort)
		}
		if wie == "werker" || wie == "ctb" { // who did what was asked
			wil = "[]"
		}
		slices.Sort(soorten)
		gelijk(t, wie+" in de lijst", fmt.Sprint(slices.Compact(soorten)), wil)
	}
	gelijk(t, "van één ontvanger één", len(als(t, conn, testkit.Wie(t, "ketenpartner"), `SELECT id::text FROM meldingen`)), 1)
}

// Neither role may change what happened, own a table, or take the wall away.
func TestRollenKunnenDeMuurNietAfbreken(t *testing.T) {
	t.Parallel()
	k, a, _ := stad(t)
	verboden := map[string][]string{
		"beide": {
			`UPDATE feiten SET op = now()`, `UPDATE feiten SET inhoud = NULL`, `UPDATE feiten SET door_persoon = 'x'`, `DELETE FROM feiten`, `TRUNCATE feiten`,
			`UPDATE toegangslog SET wie = 'x'`, `DELETE FROM toegangslog`, `TRUNCATE toegangslog`, `UPDATE logzegels SET zegel = ''`, `DELETE FROM logzegels`,
			`DELETE FROM stappen`, `UPDATE stappen SET door_persoon = 'x'`, `DELETE FROM regie`, `UPDATE regie SET persoon = 'x'`,
			`DELETE FROM casussen`, `DELETE FROM sleutels`, `UPDATE sleutels SET ingepakt = ''`, `DELETE FROM meldingen`, `DELETE FROM idempotentie`,
			`ALTER TABLE feiten DISABLE ROW LEVEL SECURITY`, `ALTER TABLE feiten NO FORCE ROW LEVEL SECURITY`, `DROP POLICY app ON feiten`,
			`CREATE POLICY alles ON feiten USING (true)`, `SET ROLE schakel`, `CREATE TABLE x (i int)`, `SET session_replication_role = replica`,
			`CREATE OR REPLACE FUNCTION vrager_rol() RETURNS text LANGUAGE sql AS $$ SELECT 'ctb' $$`, `DROP TABLE feiten`,
		},
		"app": {
			`UPDATE feiten SET feit = '{}'`, `UPDATE casussen SET casehouder = 'x'`, `UPDATE stappen SET status = 'verwerkt'`,
			`INSERT INTO regie VALUES ('` + a + `', 99, now(), 'x', 'x')`, `UPDATE meldingen SET persoon = 'x'`, `DELETE FROM inzet`, `SET ROLE schakel_motor`,
			`UPDATE telefoonnummers SET nummer = '0000-000009'`, `DELETE FROM telefoonnummers`, `INSERT INTO telefoonnummers VALUES ('werker', 'inlog', '0000-000009')`,
			`INSERT INTO meldingen (id, casus_id, soort, trede, aan, op) VALUES (gen_random_uuid(), '` + a + `', 'x', 0, 'ctb', now())`,
		},
		"werk":  {`SELECT client FROM casussen`, `SELECT 1 FROM feiten`, `SELECT 1 FROM zoektokens`, `INSERT INTO toegangslog (wie) VALUES ('x')`, `UPDATE meldingen SET status = 'x'`, `SET ROLE schakel_app`, `SET ROLE schakel_motor`},
		"motor": {`SELECT 1 FROM toegangslog`, `SELECT 1 FROM zoektokens`, `SELECT 1 FROM jaartellers`, `SET ROLE schakel_app`, `UPDATE feiten SET feit = '{}' WHERE seq IS NOT NULL`},
	}
	for rol, dsn := range map[string]string{"app": k.DB.App(), "motor": k.DB.Motor(), "werk": k.DB.Werk()} {
		conn := testkit.Verbind(t, dsn)
		for _, opdracht := range append(slices.Clone(verboden["beide"]), verboden[rol]...) {
			tx, err := conn.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			_, err = tx.Exec(t.Context(), `SELECT set_config('app.rol', 'coordinator', true), set_config('app.gebruiker', 'coordinator', true)`)
			if err != nil {
				t.Fatal(err)
			}
			uit, err := tx.Exec(t.Context(), opdracht)
			if err == nil && (!strings.HasPrefix(opdracht, "UPDATE") || uit.RowsAffected() > 0) {
				t.Errorf("%s mag: %s (%d rijen)", rol, opdracht, uit.RowsAffected())
			}
			_ = tx.Rollback(t.Context())
		}
		// With the wall declared off, PostgreSQL refuses the query instead of showing more.
		if _, err := conn.Exec(t.Context(), `SET row_security = off; SELECT 1 FROM casussen`); err == nil && rol == "app" {
			t.Error("row_security = off liet de app lezen")
		}
	}
	eigenaar := testkit.Verbind(t, k.DB.Eigenaar())
	rijen, err := eigenaar.Query(t.Context(), `SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname NOT LIKE 'bun_%' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`)
	if err != nil {
		t.Fatal(err)
	}
	open, err := pgx.CollectRows(rijen, pgx.RowTo[string])
	if err != nil || len(open) > 0 {
		t.Errorf("tabellen zonder gedwongen row level security: %v %v", open, err)
	}
	gelijk(t, "wat de rollen bezitten", tel(t, k, `SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname LIKE 'schakel\_%'`), 0)
	gelijk(t, "rollen met te veel", tel(t, k, `SELECT count(*) FROM pg_roles WHERE rolname LIKE 'schakel\_%' AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)`), 0)
}

// The application writes only in its own name, and only what has no decision in it.
func TestMuurBijSchrijven(t *testing.T) {
	t.Parallel()
	k, a, b := stad(t)
	conn := testkit.Verbind(t, k.DB.App())
	feit := func(casusID, soort, door, seq string) string {
		return fmt.Sprintf(`INSERT INTO feiten (id, casus_id, seq, soort, door_persoon, op, vastgelegd, feit) VALUES (gen_random_uuid(), '%s', %s, '%s', '%s', now(), now(), '{}') RETURNING 'ja'`,
			casusID, seq, soort, door)
	}
	for _, g := range []struct {
		wat, opdracht string
		mag           bool
	}{
		{"eigen contact", feit(a, "contact", "werker", "NULL"), true},
		{"contact van een ander", feit(a, "contact", "werker2", "NULL"), false},
		{"contact op een vreemde casus", feit(b, "contact", "werker", "NULL"), false},
		{"contact met een nummer", feit(a, "contact", "werker", "99"), false},
		{"een ander feit", feit(a, "toewijzing", "werker", "NULL"), false},
		{"log van een ander", `INSERT INTO toegangslog (op, wie, rol, organisatie, wat, handeling, resultaat) VALUES (now(), 'werker2', 'x', 'x', 'x', 'x', 'ok')`, false},
		{"sleutel van een ander", `INSERT INTO idempotentie VALUES ('werker2', 'p', 's', '', gen_random_uuid(), now())`, false},
		{"stap van een ander", `INSERT INTO stappen (id, casus_id, soort, door_persoon, proces, ding, ingediend_op) VALUES (gen_random_uuid(), '` + a + `', 'plan', 'werker2', '{}', true, now())`, false},
	} {
		tx, err := conn.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, err = tx.Exec(t.Context(), `SELECT set_config('app.gebruiker', 'werker', true), set_config('app.rol', 'bmz_werker', true), set_config('app.organisatie', 'bmz-voorbeeld', true)`)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = tx.Exec(t.Context(), g.opdracht); (err == nil) != g.mag {
			t.Errorf("%s: mag %v, kreeg %v", g.wat, g.mag, err)
		}
		_ = tx.Rollback(t.Context())
	}
}
