package register_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

// lijstVanDeMotor is one that the engine's side wrote itself, past every query of ours, and that these people approved.
func lijstVanDeMotor(t *testing.T, k *testkit.Keten, id, soort string, laatste, vervalt time.Time, wie ...string) (lijst string) {
	t.Helper()
	motor := testkit.Verbind(t, k.DB.Motor())
	lijst = uuid.NewString()
	if _, err := motor.Exec(t.Context(), `INSERT INTO vernietigingslijsten (id, gemaakt_op, gemaakt_door, beleid) VALUES ($1, $2, 'motor', 'x')`, lijst, k.Klok.Nu()); err != nil {
		t.Fatal(err)
	}
	if _, err := motor.Exec(t.Context(), `INSERT INTO vernietigingsregels (lijst_id, nr, casus_id, nummer, soort, laatste, vervalt_op) VALUES ($1, 1, $2, 'x', $3, $4, $5)`, lijst, id, soort, laatste, vervalt); err != nil {
		t.Fatal(err)
	}
	goed(t, k, lijst, wie...)
	return lijst
}

// hoeveel rows there are of what people wrote: an attack that failed took none.
func hoeveel(t *testing.T, k *testkit.Keten) int {
	t.Helper()
	return tel(t, k, `SELECT (SELECT count(*) FROM casussen) * 1000000 + (SELECT count(*) FROM klachten) * 10000 + (SELECT count(*) FROM feiten)`)
}

// Whoever has the passwords of the roles beside the worker destroys nothing that two people did not approve, by no way that the database has: not as if it stood in the
// file of tombstones, and not with a list that says something else than the register.
func TestDeMotorVernietigtNietsZonderBewijs(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	nu := time.Now()
	zetKlok(k, nu.AddDate(-1, 0, 0))
	open, dicht, gehouden, beklaagd, veranderd := k.Zaak(t), k.Zaak(t), k.Zaak(t), k.Zaak(t), k.Zaak(t)
	for _, id := range []string{dicht, gehouden, beklaagd, veranderd} {
		k.Sluit(t, id, casus.Verhuisd)
	}
	oud := k.Meld(t, "verwijzer", casus.Normaal, "In Trekker")
	k.TrekIn(t, "verwijzer", oud)
	zetKlok(k, nu.AddDate(0, 0, -30))
	jong := k.Meld(t, "verwijzer", casus.Normaal, "Jong Trekker")
	k.TrekIn(t, "verwijzer", jong)
	if _, err := k.ZetBewaarplicht(t.Context(), testkit.Wie(t, "privacy"), register.NieuweBewaarplicht{Casus: gehouden, Reden: "rechtszaak", Toelichting: "x"}, sleutel("b")); err != nil {
		t.Fatal(err)
	}
	kl := nieuweKlacht("coordinator")
	kl.Casus = beklaagd
	openKlacht := klaag(t, k, "ctb", kl)
	dichteKlacht := geslotenKlacht(t, k, nieuweKlacht("coordinator"), testkit.Wie(t, "coordinator"))
	zetKlok(k, nu)
	lang, straks := nu.AddDate(0, 0, -1), nu.AddDate(0, 1, 0)
	twee := []string{"privacy", "coordinator"}
	motor, werk, eigenaar := testkit.Verbind(t, k.DB.Motor()), testkit.Verbind(t, k.DB.Werk()), testkit.Verbind(t, k.DB.Eigenaar())
	alles := hoeveel(t, k)
	for _, g := range []struct {
		wat, id, soort string // soort empty: on no list
		laatste        time.Time
		wie            []string
	}{
		{"een open casus", open, "", nu, nil},
		{"een gesloten casus", dicht, "", nu, nil},
		{"een open klacht", openKlacht, "", nu, nil},
		{"een gesloten klacht", dichteKlacht, "", nu, nil},
		{"wat op een lijst staat die niemand goedkeurde", dicht, "dossier", nu, nil},
		{"wat op een lijst staat die één goedkeurde", dicht, "dossier", nu, twee[:1]},
		{"wat weg mag, op geen lijst", oud, "", nu, nil},
		{"wat weg mag, op een lijst die niemand goedkeurde", oud, "ingetrokken", nu, nil},
		{"wat weg mag, op een lijst die één goedkeurde", oud, "ingetrokken", nu, twee[:1]},
		{"open, op een goedgekeurde lijst", open, "dossier", nu, twee},
		{"opgeschort, op een goedgekeurde lijst", gehouden, "dossier", nu, twee},
		{"met een open klacht, op een goedgekeurde lijst", beklaagd, "dossier", nu, twee},
		{"later veranderd dan de lijst zegt", veranderd, "dossier", nu.AddDate(-20, 0, 0), twee},
		{"een dossier als ingetrokken aanmelding", dicht, "ingetrokken", nu, twee},
		{"een dossier als geen bemoeizorg", dicht, "geen-bemoeizorg", nu, twee},
		{"een dossier waarvan de lijst de termijn verzint", dicht, "dossier", nu, twee},
		{"een ingetrokken aanmelding van dertig dagen", jong, "ingetrokken", nu, twee},
		{"een open klacht, op een goedgekeurde lijst", openKlacht, "klacht", nu, twee},
		{"een klacht van een maand", dichteKlacht, "klacht", nu, twee},
	} {
		lijst := uuid.NewString()
		if g.soort != "" {
			if _, err := eigenaar.Exec(t.Context(), `UPDATE vernietigingsregels SET status = 'vervallen' WHERE status = 'open'`); err != nil { // one list at a time
				t.Fatal(err)
			}
			lijst = lijstVanDeMotor(t, k, g.id, g.soort, g.laatste, lang, g.wie...)
		}
		for _, q := range []string{
			`SELECT herspeel_grafsteen($1::uuid, $2)`, `SELECT vernietig_casus($1::uuid, 0, $2)`, `SELECT wis_logverwijzing($1::uuid), $2::timestamptz`,
			`INSERT INTO grafstenen (casus_id, op) VALUES ($1, $2)`, `DELETE FROM casussen WHERE id = $1 AND $2::timestamptz IS NOT NULL`,
			`UPDATE casussen SET client = NULL WHERE id = $1 AND $2::timestamptz IS NOT NULL`,
		} {
			for wie, conn := range map[string]*pgx.Conn{"de motor": motor, "work": werk} {
				if _, err := conn.Exec(t.Context(), q, g.id, straks); err == nil {
					t.Errorf("%s mag: %s (%s)", wie, q, g.wat)
				}
			}
		}
		if err := k.ZetGrafsteen(t.Context(), register.Grafsteen{CasusID: g.id, Op: nu}); !errors.Is(err, register.ErrGrafsteenGeweigerd) {
			t.Errorf("%s: %v", g.wat, err)
		}
		// As the beginning of an approved list, with a clock that is a century on.
		var hoe string
		if err := werk.QueryRow(t.Context(), `SELECT begin_vernietiging($1::uuid, 1, $2, $3)`, lijst, lang, nu.AddDate(100, 0, 0)).Scan(&hoe); err == nil && hoe == "bezig" {
			t.Errorf("een lijst: %s", g.wat)
		}
	}
	gelijk(t, "rijen", hoeveel(t, k), alles)
	gelijk(t, "grafstenen", tel(t, k, `SELECT count(*) FROM grafstenen`), 0)
	// What is so by its own rule goes: six weeks after it was withdrawn, on a list of two.
	lijst := lijstVanDeMotor(t, k, oud, casus.BewaarIngetrokken, nu, lang, twee...)
	if gaat, err := k.BeginVernietiging(t.Context(), register.Vernietigregel{Lijst: lijst, Nr: 1, CasusID: oud, Soort: casus.BewaarIngetrokken}); err != nil || !gaat {
		t.Errorf("ingetrokken: %v %v", gaat, err)
	}
}

// Of what stands on an approved list and may go, as in a backup of just before it went, the engine's side sets the tombstone itself; the list goes on with it.
// The owner does so of anything, and what is not there cannot come back.
func TestGrafsteenMetBewijs(t *testing.T) {
	t.Parallel()
	k, ids := ingetrokken(t, 2)
	lijst := voorstel(t, k, 2)
	goed(t, k, lijst, "privacy", "coordinator")
	zet := func(r *register.Register, id string) error {
		return r.ZetGrafsteen(t.Context(), register.Grafsteen{CasusID: id, Op: k.Klok.Nu()})
	}
	if err := zet(k.Register, ids[0]); err != nil {
		t.Fatal(err)
	}
	gelijk(t, "op die lijst", tel(t, k, `SELECT count(*) FROM grafstenen g JOIN vernietigingsregels v ON v.casus_id = g.casus_id AND v.nr = g.nr AND v.lijst_id = g.lijst_id
		WHERE v.status = 'bezig' AND g.casus_id = $1`, ids[0]), 1)
	if err := errors.Join(zet(k.Register, ids[0]), k.VernietigSleutel(t.Context(), ids[0]), k.VernietigRijen(t.Context(), ids[0])); err != nil { // again is the same
		t.Fatal(err)
	}
	if err := zet(k.Register, uuid.NewString()); err != nil {
		t.Errorf("wat er niet is: %v", err)
	}
	open := k.Zaak(t)
	if err := zet(k.Register, open); !errors.Is(err, register.ErrGrafsteenGeweigerd) {
		t.Errorf("%v", err)
	}
	eigenaar := testkit.Open(t, k.DB, func(c *register.Config) { c.Nu, c.EigenaarDSN = k.Klok.Nu, k.DB.Eigenaar() })
	if err := errors.Join(zet(eigenaar, open), k.VernietigRijen(t.Context(), open)); err != nil {
		t.Fatal(err)
	}
	gelijk(t, "casussen", tel(t, k, `SELECT count(*) FROM casussen`), 1)
}

// What goes by itself nobody can hurry either, whatever moment is named.
func TestDeMotorRuimtNietsTeVroegOp(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	zetKlok(k, time.Now())
	k.Zaak(t)
	if _, err := k.ZetConcept(t.Context(), testkit.Wie(t, "verwijzer"), uuid.NewString(), []byte(`{}`)); err != nil {
		t.Fatal(err)
	}
	werk, eigenaar := testkit.Verbind(t, k.DB.Werk()), testkit.Verbind(t, k.DB.Eigenaar())
	if _, err := eigenaar.Exec(t.Context(), `INSERT INTO post (id, soort, aan, sleutel, status) VALUES (gen_random_uuid(), 'overzicht', 'werker', 'a', 'verzonden')`); err != nil {
		t.Fatal(err)
	}
	som := `SELECT (SELECT count(*) FROM concepten) * 100000000 + (SELECT count(*) FROM post) * 1000000 + (SELECT count(*) FROM idempotentie) * 1000 + (SELECT count(*) FROM meldingen)`
	voor := tel(t, k, som)
	for _, q := range []string{
		`DELETE FROM concepten`, `SELECT ruim_op('2100-01-01', '2100-01-01')`, `SELECT ruim_meldingen('2100-01-01')`, `SELECT ruim_personen('2100-01-01', '2100-01-01', '2100-01-01', '2100-01-01')`,
	} {
		if _, err := werk.Exec(t.Context(), q); err != nil {
			t.Fatal(q, err)
		}
		gelijk(t, q, tel(t, k, som), voor)
	}
	if voor < 101000001 {
		t.Errorf("%d: er was niets om op te ruimen", voor)
	}
}

// The application has none of these functions, in whatever role it says it asks.
func TestDeAppVernietigtNiets(t *testing.T) {
	t.Parallel()
	k, ids := ingetrokken(t, 1)
	goed(t, k, voorstel(t, k, 1), "privacy", "coordinator")
	app := testkit.Verbind(t, k.DB.App())
	for _, rol := range toegang.Rollen() {
		for _, q := range []string{
			`SELECT herspeel_grafsteen('%s', now())`, `SELECT vernietig_casus('%s', 0, now())`, `SELECT wis_logverwijzing('%s')`, `SELECT vernietig_sleutel('%s')`,
			`SELECT begin_vernietiging(lijst_id, nr, now(), now()) FROM vernietigingsregels WHERE casus_id = '%s'`, `DELETE FROM casussen WHERE id = '%s'`,
			`INSERT INTO grafstenen (casus_id, op) VALUES ('%s', now())`, `SELECT waarom_niet_weg(v, now(), now()) FROM vernietigingsregels v WHERE casus_id = '%s'`,
			`UPDATE vernietigtabellen SET waar = 'true' WHERE '%s' <> ''`, `SELECT ruim_op(now(), now()), '%s'`, `SELECT ruim_meldingen(now()), '%s'`,
		} {
			if err := alsApp(t, app, toegang.Identiteit{Gebruiker: "coordinator", Rol: rol, Organisatie: "bmz-voorbeeld"}, fmt.Sprintf(q, ids[0])); err == nil {
				t.Errorf("%s mag: %s", rol, q)
			}
		}
	}
	gelijk(t, "casussen", tel(t, k, `SELECT count(*) FROM casussen`), 1)
}

// The database judges a term as the programs do: each kind, with each unit, and what a policy does not say.
func TestTermijnVolgensDeDatabase(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	conn := testkit.Verbind(t, k.DB.Eigenaar())
	laatste := amsterdam(t, "2024-01-31 23:30:00")
	var regels []casus.Bewaarregel
	regels = append(regels, casus.Bewaarregel{})
	for _, d := range []casus.Duur{{N: 240, Eenheid: casus.Maand}, {N: 1, Eenheid: casus.Maand}, {N: 42, Eenheid: casus.Dag}, {N: 3, Eenheid: casus.Werkdag}, {N: 5, Eenheid: casus.Uur}, {N: 7, Eenheid: casus.Minuut}, {N: 1, Eenheid: casus.Seconde}, {}} {
		var r casus.Bewaarregel
		for _, s := range casus.Bewaarsoorten() {
			r.Termijnen = append(r.Termijnen, casus.Bewaartermijn{Soort: s.Soort, Na: d})
		}
		regels = append(regels, r)
	}
	for i, regel := range regels {
		if i > 0 {
			b := k.Beleid
			b.Bewaren = regel
			if _, _, err := k.ZetBeleid(t.Context(), b, "proef"); err != nil {
				t.Fatal(err)
			}
		}
		for _, s := range casus.Bewaarsoorten() {
			if !s.Lijst {
				continue
			}
			var kreeg *time.Time
			if err := conn.QueryRow(t.Context(), `SELECT NULLIF(vervalt_volgens($1, $2), 'infinity')`, s.Soort, laatste).Scan(&kreeg); err != nil {
				t.Fatal(err)
			}
			wil := vervalt(t, conn, regel.Na(s.Soort), laatste)
			if (kreeg == nil) != (wil == nil) || kreeg != nil && !kreeg.Equal(*wil) {
				t.Errorf("%s, %s: %v, verwacht %v", s.Soort, regel.Na(s.Soort), kreeg, wil)
			}
		}
	}
	var nooit bool
	if err := conn.QueryRow(t.Context(), `SELECT vervalt_volgens('verzonnen', now()) = 'infinity'`).Scan(&nooit); err != nil || !nooit {
		t.Errorf("een soort die er niet is: %v %v", nooit, err)
	}
}

// vervalt is when it may go as docs/bewaartermijnen.md says it; nil: never.
func vervalt(t *testing.T, conn *pgx.Conn, d casus.Duur, laatste time.Time) *time.Time {
	t.Helper()
	lengte := map[casus.Eenheid]string{casus.Maand: "months", casus.Dag: "days", casus.Werkdag: "days", casus.Uur: "hours", casus.Minuut: "minutes", casus.Seconde: "seconds"}[d.Eenheid]
	if d.N == 0 {
		return nil
	}
	q := `SELECT $1::timestamptz + $2::interval`
	if lengte == "months" || lengte == "days" { // to the end of the day
		q = `SELECT (($1::timestamptz AT TIME ZONE 'Europe/Amsterdam')::date + $2::interval + interval '1 day') AT TIME ZONE 'Europe/Amsterdam'`
	}
	var uit time.Time
	if err := conn.QueryRow(t.Context(), q, laatste, fmt.Sprintf("%d %s", d.N, lengte)).Scan(&uit); err != nil {
		t.Fatal(err)
	}
	return &uit
}
