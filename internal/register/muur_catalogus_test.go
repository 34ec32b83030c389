package register_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

// The wall around every table there is: which, the catalogue of the database says, so that one that comes later and has none is found.

// appTabellen are the tables of which the application's role may read something; metCasus: those that name a case.
func appTabellen(t *testing.T, conn *pgx.Conn, metCasus bool) []string {
	t.Helper()
	rijen, err := conn.Query(t.Context(), `SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm') AND c.relname NOT LIKE 'bun\_%' AND has_any_column_privilege(c.oid, 'SELECT')
			AND (NOT $1 OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped AND (a.attname = 'casus_id' OR c.relname = 'casussen' AND a.attname = 'id')))
		ORDER BY 1`, metCasus)
	if err != nil {
		t.Fatal(err)
	}
	uit, err := pgx.CollectRows(rijen, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return uit
}

// volleStad is a region with one case of werker in which everything happened that leaves something, and nothing that a stranger to it has a part in.
func volleStad(t *testing.T) (k *testkit.Keten, id string) {
	t.Helper()
	k = testkit.NieuweKeten(t)
	zetBeleid(t, k)
	id = k.Zaak(t)
	werker, co := testkit.Wie(t, "werker"), testkit.Wie(t, "coordinator")
	k.Stap(t, "werker", id, casus.Stap{Soort: casus.StapInzet, Wie: "ervaringsdeskundige"}, `{"waarvoor":"meekijken"}`)
	k.Stap(t, "werker", id, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu()}, `{"notitie":"gesproken"}`)
	k.Aangeboden(t, id, "ggz-voorbeeld", `{"samenvatting":"x"}`)
	for naam, doe := range map[string]func() error{
		"noodtoegang": func() error {
			_, err := k.VraagNoodtoegang(t.Context(), testkit.Wie(t, "psychiater"), register.NieuweNoodtoegang{Casus: id, Reden: "crisis", Toelichting: "nu"}, vers())
			return err
		},
		"verklaring": func() error {
			v, err := k.LegVerklaringVast(t.Context(), werker, id, register.NieuweVerklaring{Soort: "bezwaar", Tekst: "nee"}, mag, vers())
			if err == nil {
				_, err = k.BeantwoordVerklaring(t.Context(), co, id, v.ID, register.VerklaringAntwoord{Uitkomst: "deels", Motivering: "ja"}, mag, vers())
			}
			return err
		},
		"klacht": func() error {
			n := nieuweKlacht("coordinator", "werker")
			n.Casus = id
			kid, err := k.MaakKlacht(t.Context(), testkit.Wie(t, "ctb"), n, vers())
			if err == nil {
				_, err = k.BehandelKlacht(t.Context(), co, kid, register.NieuweKlachtstap{Soort: register.KlachtNotitie, Tekst: "x"}, vers())
			}
			return err
		},
		"bewaarplicht": func() error {
			_, err := k.ZetBewaarplicht(t.Context(), co, register.NieuweBewaarplicht{Casus: id, Reden: "rechtszaak", Toelichting: "x"}, vers())
			return err
		},
		"vervanging": func() error {
			van := time.Now().Add(time.Hour)
			_, err := k.Vervang(t.Context(), co, register.NieuweVervanging{Vervangen: "werker", Vervanger: "werker2", Reden: "verlof", Van: van, Tot: van.Add(time.Hour)}, vers())
			return err
		},
		"concept": func() error {
			_, err := k.ZetConcept(t.Context(), testkit.Wie(t, "verwijzer"), uuid.NewString(), []byte(`{}`))
			return err
		},
		"sessie": func() error {
			return k.ZetSessie(t.Context(), bytes.Repeat([]byte("s"), 32), []byte("x"), "werker", time.Now().Add(time.Hour))
		},
		"vernietigingslijst": func() error {
			_, err := testkit.Verbind(t, k.DB.Eigenaar()).Exec(t.Context(), `INSERT INTO vernietigingslijsten (id, gemaakt_op, gemaakt_door, beleid) VALUES (gen_random_uuid(), now(), 'dagelijks', '');
				INSERT INTO vernietigingsregels (lijst_id, nr, casus_id, nummer, soort) SELECT id, 1, '`+id+`', 'x', 'dossier' FROM vernietigingslijsten;
				INSERT INTO vernietigingsgoedkeuringen (lijst_id, wie, rol, op) SELECT id, 'privacy', 'privacy_officer', now() FROM vernietigingslijsten;
				INSERT INTO vervallengoedkeuringen (lijst_id, wie, rol, op, vervallen_op, reden) SELECT id, 'privacy', 'privacy_officer', now(), now(), 'verlopen' FROM vernietigingslijsten`)
			return err
		},
	} {
		if err := doe(); err != nil {
			t.Fatalf("%s: %v", naam, err)
		}
	}
	return k, id
}

// zonderMuur may be read without anybody who asks, each with why.
var zonderMuur = map[string]string{"sessies": "wie inlogt is nog niemand; een rij is alleen met de sleutel uit het koekje te vinden"}

// altijdLeeg have no row in a region of a minute old; of those the policy itself is looked at.
var altijdLeeg = []string{"logsnoei", "logzegels", "sleutels", "verwerkingenlog"}

func TestMuurZonderVragerIsDicht(t *testing.T) {
	t.Parallel()
	k, _ := volleStad(t)
	conn := testkit.Verbind(t, k.DB.App())
	tabellen := appTabellen(t, conn, false)
	if len(tabellen) < 25 {
		t.Fatalf("maar %d tabellen: %v", len(tabellen), tabellen)
	}
	for _, ronde := range []string{"nooit gezet", "gezet in een vorige transactie"} {
		for _, tabel := range tabellen {
			if uit := als(t, conn, toegang.Identiteit{}, `SELECT 'rij' FROM `+tabel); len(uit) > 0 && zonderMuur[tabel] == "" {
				t.Errorf("%s: %s is zichtbaar", ronde, tabel)
			}
		}
		als(t, conn, testkit.Wie(t, "coordinator"), `SELECT id::text FROM casussen`)
	}
	for _, tabel := range tabellen {
		switch n := tel(t, k, `SELECT count(*) FROM `+tabel); {
		case n == 0 && !slices.Contains(altijdLeeg, tabel):
			t.Errorf("%s is leeg: dat zij dicht is, zegt niets; vul volleStad", tabel)
		case slices.Contains(altijdLeeg, tabel) && tel(t, k, `SELECT count(*) FROM pg_policies WHERE tablename = $1 AND cmd IN ('SELECT', 'ALL') AND 'schakel_app' = ANY (roles)
			AND NOT qual ~ 'vrager|EXISTS'`, tabel) > 0:
			t.Errorf("%s: de muur vraagt niet wie vraagt", tabel)
		}
	}
}

// gaten are the tables that show somebody a row of a case that this person has nothing to do with.
func gaten(t *testing.T, k *testkit.Keten, id string) (uit []string) {
	t.Helper()
	conn := testkit.Verbind(t, k.DB.App())
	tabellen := appTabellen(t, conn, true)
	if len(tabellen) < 15 {
		t.Fatalf("maar %d tabellen: %v", len(tabellen), tabellen)
	}
	for _, tabel := range tabellen {
		kolom := "casus_id"
		if tabel == "casussen" {
			kolom = "id"
		}
		vraag := fmt.Sprintf(`SELECT %[1]s::text FROM %[2]s WHERE %[1]s = '%[3]s'`, kolom, tabel, id)
		for _, wie := range []string{"verwijzer2", "werker2", "ketenpartner2", "leidinggevende", "moederorganisatie", "beheerder"} {
			if len(als(t, conn, testkit.Wie(t, wie), vraag)) > 0 {
				uit = append(uit, tabel+" aan "+wie)
			}
		}
		if n := tel(t, k, `SELECT count(*) FROM (`+vraag+`) x`); n == 0 && !slices.Contains(altijdLeeg, tabel) {
			t.Errorf("%s heeft niets van de casus: vul volleStad", tabel)
		}
	}
	return uit
}

// Of a case that somebody has nothing to do with, no table shows a row; and one that comes without a wall is found.
func TestMuurElkeTabelMetEenCasus(t *testing.T) {
	t.Parallel()
	k, id := volleStad(t)
	for _, g := range gaten(t, k, id) {
		t.Errorf("een casus van een ander: %s", g)
	}
	if _, err := testkit.Verbind(t, k.DB.Eigenaar()).Exec(t.Context(), `CREATE TABLE nieuw_gat (casus_id uuid); GRANT SELECT ON nieuw_gat TO schakel_app; INSERT INTO nieuw_gat VALUES ('`+id+`')`); err != nil {
		t.Fatal(err)
	}
	gelijk(t, "een tabel zonder muur", len(gaten(t, k, id)), 6)
}
