package register_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

// verzegel seals until n lines are; transactions of other tests on this server can hold it up.
func verzegel(t *testing.T, z *register.Zegelaar, n int64) {
	t.Helper()
	testkit.Wacht(t, "de verzegeling", func() bool {
		m, err := z.Verzegel(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		n -= m
		return n <= 0
	})
	gelijk(t, "te veel verzegeld", n, int64(0))
}

func controle(t *testing.T, r *register.Register) register.Logcontrole {
	t.Helper()
	c, err := r.ControleerLog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The log says who, as what, through which client, what for, of whose dossier, and with which result; of a list which cases it showed.
func TestToegangslogInTermenVanNEN7513(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	a := k.Meld(t, "verwijzer", casus.Normaal, "Log Voorbeeld")
	werkbank := testkit.Wie(t, "coordinator")
	werkbank.Via = "schakel-werkbank"
	if _, _, err := k.Lijst(t.Context(), werkbank, register.Filter{}); err != nil {
		t.Fatal(err)
	}
	if err := k.LogGeweigerd(t.Context(), testkit.Wie(t, "werker2"), a, "GET /v1/casussen/:id"); err != nil {
		t.Fatal(err)
	}
	for naam, n := range map[string]int{"Log Voorbeeld": 1, "Zoekeling Onbekend": 0} {
		if cs, err := k.Zoek(t.Context(), testkit.Wie(t, "ctb"), register.Zoekvraag{Naam: naam}); err != nil || len(cs) != n {
			t.Fatalf("%q: %d gevonden, %v", naam, len(cs), err)
		}
	}
	for _, handeling := range []string{"afdrukken", "exporteren"} {
		if _, err := k.Overzicht(t.Context(), werkbank, a, handeling); err != nil {
			t.Fatal(err)
		}
	}
	fg := testkit.Wie(t, "privacy")
	rs, _, err := k.Toegangslog(t.Context(), fg, register.Logvraag{CasusID: a})
	if err != nil {
		t.Fatal(err)
	}
	var gezien []string
	for _, r := range rs {
		gezien = append(gezien, fmt.Sprintf("%s %s %s via=%s doel=%s %s casussen=%d", r.Wie, r.Handeling, r.Wat, r.Via, r.Doel, r.Resultaat, r.Casussen))
	}
	alles := strings.Join(gezien, "\n")
	for _, wil := range []string{
		"werker2 geweigerd GET /v1/casussen/:id via= doel=zorgproces geweigerd casussen=0",
		"coordinator lezen lijst via=schakel-werkbank doel=zorgproces ok casussen=1",
		"verwijzer wijzigen aanmelding via= doel=zorgproces ok casussen=0",
		"ctb zoeken zoek via= doel=zorgproces ok casussen=1",
		"coordinator afdrukken overzicht via=schakel-werkbank doel=zorgproces ok casussen=0",
		"coordinator exporteren overzicht via=schakel-werkbank doel=zorgproces ok casussen=0",
	} {
		if strings.Count(alles, wil) != 1 {
			t.Errorf("%q staat er niet één keer:\n%s", wil, alles)
		}
	}
	rs, _, err = k.Toegangslog(t.Context(), fg, register.Logvraag{Wie: "privacy"})
	if err != nil || len(rs) != 1 || rs[0].Doel != "toezicht" {
		t.Errorf("dat de FG las, staat er niet: %v %v", rs, err)
	}
	// Who found nobody searched too; what was searched for is nowhere, nor a name.
	rs, _, err = k.Toegangslog(t.Context(), fg, register.Logvraag{Handeling: "zoeken"})
	if err != nil || len(rs) != 2 || rs[0].Wie != "ctb" || rs[1].Wie != "ctb" || rs[0].Casussen+rs[1].Casussen != 1 {
		t.Errorf("twee keer gezocht: %+v %v", rs, err)
	}
	var ruw string
	if err := testkit.Verbind(t, k.DB.Eigenaar()).QueryRow(t.Context(), `SELECT string_agg(l::text, ' ') FROM toegangslog l`).Scan(&ruw); err != nil || !strings.Contains(ruw, "zoeken") {
		t.Fatalf("%q %v", ruw, err)
	}
	for _, woord := range []string{"log voorbeeld", "zoekeling", "onbekend"} {
		if strings.Contains(strings.ToLower(ruw), woord) || strings.Contains(alles+ruw, "Voorbeeld") {
			t.Errorf("het log noemt %q, of een naam", woord)
		}
	}
	for _, wie := range []string{"coordinator", "beheerder", "werker", "leidinggevende"} {
		rs, _, err := k.Toegangslog(t.Context(), testkit.Wie(t, wie), register.Logvraag{})
		if err != nil || len(rs) != 0 {
			t.Errorf("%s leest %d regels van het log (%v)", wie, len(rs), err)
		}
	}
}

func TestToegangslogInBladzijden(t *testing.T) {
	t.Parallel()
	r, _ := testkit.Register(t)
	for range 25 {
		if err := r.LogGeweigerd(t.Context(), testkit.Wie(t, "werker"), "", "proef"); err != nil {
			t.Fatal(err)
		}
	}
	gezien, cursor := map[int64]bool{}, ""
	for blad := 0; blad == 0 || cursor != ""; blad++ {
		rs, volgende, err := r.Toegangslog(t.Context(), testkit.Wie(t, "privacy"), register.Logvraag{Wie: "werker", Blad: register.Blad{Cursor: cursor, N: 10}})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range rs {
			gezien[l.Nr] = true
		}
		cursor = volgende
	}
	gelijk(t, "regels", len(gezien), 25)
	if _, _, err := r.Toegangslog(t.Context(), testkit.Wie(t, "privacy"), register.Logvraag{Blad: register.Blad{Cursor: "x!"}}); err == nil {
		t.Error("een vreemde cursor werd aangenomen")
	}
}

// Who can do anything in the database cannot change what was sealed without being found.
func TestVeranderdLogWordtGevonden(t *testing.T) {
	t.Parallel()
	for naam, doe := range map[string]string{
		"veranderd":             `UPDATE toegangslog SET wie = 'ander' WHERE nr = 3`,
		"moment veranderd":      `UPDATE toegangslog SET op = op + interval '1 microsecond' WHERE nr = 3`,
		"weg":                   `DELETE FROM toegangslog WHERE nr = 3`,
		"ertussen":              `INSERT INTO toegangslog (nr, op, wie, rol, organisatie, wat, handeling, resultaat) OVERRIDING SYSTEM VALUE VALUES (0, now(), 'x', 'x', 'x', 'x', 'x', 'ok')`,
		"in een gat":            `INSERT INTO toegangslog (nr, op, wie, rol, organisatie, wat, handeling, resultaat) OVERRIDING SYSTEM VALUE VALUES (1, now(), 'x', 'x', 'x', 'x', 'x', 'ok')`,
		"verwisseld":            `WITH a AS (SELECT wat AS w3 FROM toegangslog WHERE nr = 3), b AS (SELECT wat AS w4 FROM toegangslog WHERE nr = 4) UPDATE toegangslog SET wat = CASE nr WHEN 3 THEN (SELECT w4 FROM b) ELSE (SELECT w3 FROM a) END WHERE nr IN (3, 4)`,
		"zegel weg":             `DELETE FROM logzegels WHERE nr = 1`,
		"zegel veranderd":       `UPDATE logzegels SET zegel = '\x00' || substr(zegel, 2) WHERE nr = 1`,
		"aantal mee veranderd":  `WITH w AS (DELETE FROM toegangslog WHERE nr = 3) UPDATE logzegels SET aantal = aantal - 1 WHERE nr = 1`,
		"grens van een verlegd": `UPDATE logzegels SET tot = tot + 1 WHERE nr = 1`,
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			r, db := testkit.Register(t)
			gat := testkit.Verbind(t, db.Eigenaar()) // number 1 is given out to a transaction that never ends well
			if _, err := gat.Exec(t.Context(), `SELECT nextval(pg_get_serial_sequence('toegangslog', 'nr'))`); err != nil {
				t.Fatal(err)
			}
			z := r.Zegelaar()
			for ronde := range 2 {
				for i := range 4 {
					if err := r.LogGeweigerd(t.Context(), testkit.Wie(t, "werker"), "", fmt.Sprintf("proef %d.%d", ronde, i)); err != nil {
						t.Fatal(err)
					}
				}
				verzegel(t, z, 4)
			}
			if c := controle(t, r); len(c.Fouten) > 0 || c.Zegels != 2 || c.Regels != 8 || c.Open != 0 {
				t.Fatalf("voor de ingreep: %+v", c)
			}
			baas, err := pgx.Connect(t.Context(), db.Eigenaar())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = baas.Close(context.WithoutCancel(t.Context())) }()
			for _, q := range []string{`ALTER TABLE toegangslog NO FORCE ROW LEVEL SECURITY`, `ALTER TABLE logzegels NO FORCE ROW LEVEL SECURITY`} {
				if _, err := baas.Exec(t.Context(), q); err != nil {
					t.Fatal(err)
				}
			}
			uit, err := baas.Exec(t.Context(), doe)
			if err != nil || uit.RowsAffected() == 0 {
				t.Fatalf("de ingreep deed niets: %v %v", uit, err)
			}
			if c := controle(t, r); len(c.Fouten) == 0 {
				t.Errorf("niet gevonden: %+v", c)
			}
		})
	}
}

// Lines that are written while others are sealed, late ones too, end up in a seal and never break one.
func TestVerzegelenOnderDrukte(t *testing.T) {
	t.Parallel()
	r, db := testkit.Register(t)
	// A transaction that took its number early and commits late.
	laat := testkit.Verbind(t, db.App())
	if _, err := laat.Exec(t.Context(), `BEGIN; SELECT set_config('app.gebruiker', 'laat', true), set_config('app.rol', 'ctb', true), set_config('app.organisatie', 'x', true)`); err != nil {
		t.Fatal(err)
	}
	if _, err := laat.Exec(t.Context(), `INSERT INTO toegangslog (op, wie, rol, organisatie, wat, handeling, resultaat) VALUES (now(), vrager(), 'ctb', 'x', 'laat', 'lezen', 'ok')`); err != nil {
		t.Fatal(err)
	}
	zs := []*register.Zegelaar{r.Zegelaar(), r.Zegelaar()} // two processes
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for range 40 {
				if err := r.LogGeweigerd(t.Context(), toegang.Identiteit{Gebruiker: fmt.Sprint("w", i), Rol: toegang.RolBMZWerker, Organisatie: "x"}, "", "proef"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, z := range zs {
		wg.Go(func() {
			for range 20 {
				if _, err := z.Verzegel(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if c := controle(t, r); c.Zegels != 0 { // an earlier line may still come
		t.Fatalf("verzegeld terwijl een eerdere regel nog onderweg was: %+v", c)
	}
	if _, err := laat.Exec(t.Context(), `COMMIT`); err != nil {
		t.Fatal(err)
	}
	verzegel(t, zs[0], 161)
	if _, err := zs[1].Verzegel(t.Context()); err != nil { // it saw the same lines
		t.Fatal(err)
	}
	if c := controle(t, r); len(c.Fouten) > 0 || c.Regels != 161 || c.Open != 0 {
		t.Errorf("%+v", c)
	}
}
