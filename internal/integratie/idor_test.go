package integratie

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"schakel/internal/solo"
	"schakel/internal/toegang"
)

// Every id that the system made (of steps, facts, meldingen, delingen, noodtoegangen, vervangingen, offers, drafts, …), tried by everybody who has
// nothing to do with the case, at every address that takes an id: the answer is to the byte that of an id that never was.

// echteIDs reads one id of every column that holds ids, as table.column.
func echteIDs(t *testing.T, db string) map[string]string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), gedeeld.pg.DSN(db))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	rijen, err := conn.Query(t.Context(), `SELECT table_name::text, column_name::text FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
		WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND data_type IN ('uuid', 'text', 'character varying') ORDER BY 1, 2`)
	if err != nil {
		t.Fatal(err)
	}
	kolommen, err := pgx.CollectRows(rijen, pgx.RowToStructByPos[struct{ Tabel, Kolom string }])
	if err != nil {
		t.Fatal(err)
	}
	uit := map[string]string{}
	for _, k := range kolommen {
		var id string
		kolom := pgx.Identifier{k.Kolom}.Sanitize()
		err := conn.QueryRow(t.Context(), `SELECT `+kolom+`::text FROM `+pgx.Identifier{k.Tabel}.Sanitize()+` WHERE `+kolom+`::text ~ '^[0-9a-f]{8}-[0-9a-f-]{27}$' LIMIT 1`).Scan(&id)
		if err == nil {
			uit[k.Tabel+"."+k.Kolom] = id
		}
	}
	return uit
}

const conceptID = "c0c0c0c0-0000-4000-8000-000000000001"

// eenVerhaal makes one of everything that has an id, all of one case and of the first of each pair of demo users.
func (o *omgeving) eenVerhaal(t *testing.T) zaak {
	t.Helper()
	z := o.nieuweZaak(t, "verwijzer", "woonstichting-voorbeeld", "werker", "psychiater", "ggz-voorbeeld")
	pad := "/v1/casussen/" + z.id
	o.stap(t, "werker", pad+"/opschalingen/"+z.opschaling+"/afschaling", `{"resultaat":"rustig"}`, http.StatusOK)
	o.stap(t, "coordinator", "/v1/vervangingen", vervangingBody("werker", "werker2", time.Now().Add(time.Hour), time.Now().Add(2*time.Hour)), http.StatusCreated)
	nieuw := o.aanmelding(t)
	nummer := o.haal(t, "coordinator", nieuw).tekst("nummer")
	if a := o.neem(t, "psychiater", "/v1/noodtoegangen", fmt.Sprintf(`{"casus":%q,"reden":"crisis","toelichting":"nu"}`, nummer)); a.status != http.StatusCreated {
		t.Fatalf("noodtoegang: %d %s", a.status, a.ruw)
	}
	o.stap(t, "verwijzer", nieuw+"/intrekking", `{"reden":"dubbel"}`, http.StatusOK)
	if a := o.rauwMet(t, "verwijzer", http.MethodPut, "/v1/concepten/"+conceptID, `{"velden":{"client.naam":["van mij"]}}`, ""); a.status >= http.StatusBadRequest {
		t.Fatalf("concept: %d %s", a.status, a.ruw)
	}
	o.rechtenVerhaal(t, pad, nieuweZangers())
	o.lijstVerhaal(t, "nog nodig")
	return z
}

// vreemden have nothing to do with that case, whatever their role may do elsewhere.
var vreemden = []string{"verwijzer2", "werker2", "ketenpartner2", "ervaringsdeskundige", "leidinggevende", "moederorganisatie", "beheerder"}

func TestElkIdVoorElkeVreemde(t *testing.T) {
	t.Parallel()
	o := nieuw(t, stil, eenSecondeBewaren)
	o.eenVerhaal(t)
	ids := echteIDs(t, o.config.Motor.Taakrij)
	for _, kolom := range []string{
		"casussen.id", "stappen.id", "feiten.id", "meldingen.id", "overdrachten.id", "noodtoegangen.id", "vervangingen.id", "delingen.id", "concepten.id",
		"klachten.id", "klachtstappen.id", "verklaringen.id", "bewaarplichten.id", "vernietigingslijsten.id", "delinginformatie.id",
		"verklaringantwoorden.verklaring_id",
	} {
		if ids[kolom] == "" {
			t.Errorf("geen id van %s: %v", kolom, ids)
		}
	}
	eigen := o.nieuweZaak(t, "verwijzer2", "huisarts-voorbeeld", "werker2", "ervaringsdeskundige", "wmo-voorbeeld").id // of the others
	tabel := toegang.NieuweTabel()
	gevraagd, weg := 0, 0
	for _, b := range bewerkingen(t) {
		if !strings.Contains(b.pad, "{") {
			continue
		}
		for _, wie := range vreemden {
			rol := rolVan(t, wie)
			if !tabel.Kan(rol, toegang.Actie(b.actie)) {
				continue // 403 before anything is looked at; the matrix asks that
			}
			niets := o.opID(t, wie, b, uuid.NewString())
			eigen := strings.HasPrefix(b.pad, "/v1/concepten/") && b.methode != http.MethodGet // the client names a draft; that of another stays as it is, see below
			if niets.status < http.StatusBadRequest && !eigen {
				t.Errorf("%s %s als %s: een id dat niet bestaat geeft %d", b.methode, b.pad, wie, niets.status)
			}
			for kolom, id := range ids {
				if wie == "werker2" && strings.HasPrefix(kolom, "vervangingen.") {
					continue // who is to replace may know
				}
				a := o.opID(t, wie, b, id)
				gevraagd++
				if a.status == http.StatusNotFound {
					weg++
				}
				if eigen {
					continue
				}
				if a.status != niets.status || a.ruw != niets.ruw {
					t.Errorf("%s %s als %s met %s: %d %s, en met een id dat niet bestaat %d %s", b.methode, b.pad, wie, kolom, a.status, a.ruw, niets.status, niets.ruw)
				}
			}
		}
	}
	o.paren(t, ids, eigen)
	if gevraagd < 1000 || weg < gevraagd/2 {
		t.Errorf("maar %d vragen gesteld, %d keer 404", gevraagd, weg)
	}
	t.Logf("%d vragen met %d soorten id, %d keer 404", gevraagd, len(ids), weg)
	if a := o.haal(t, "verwijzer", "/v1/concepten/"+conceptID); a.status != http.StatusOK || !strings.Contains(a.ruw, "van mij") {
		t.Errorf("het concept van verwijzer is weg of veranderd: %d %s", a.status, a.ruw)
	}
	// Control: who has to do with it gets another answer.
	c := slices.IndexFunc(bewerkingen(t), func(b bewerking) bool { return b.methode == http.MethodGet && b.pad == "/v1/casussen/{id}" })
	if a := o.opID(t, "coordinator", bewerkingen(t)[c], ids["feiten.casus_id"]); a.status != http.StatusOK {
		t.Errorf("de coordinator leest de casus niet: %d", a.status)
	}
}

// paren asks every operation on a thing of a case: of the real case of another with real things, and of one's own case with things of another.
func (o *omgeving) paren(t *testing.T, ids map[string]string, eigen string) {
	t.Helper()
	tabel, gevraagd := toegang.NieuweTabel(), 0
	for _, b := range bewerkingen(t) {
		if strings.Count(b.pad, "{") != 2 {
			continue
		}
		for _, wie := range vreemden {
			if !tabel.Kan(rolVan(t, wie), toegang.Actie(b.actie)) {
				continue
			}
			for _, zaak := range []string{ids["feiten.casus_id"], eigen} {
				niets := o.opID(t, wie, b, zaak, uuid.NewString())
				if niets.status < http.StatusBadRequest {
					t.Errorf("%s %s als %s: een ding dat niet bestaat geeft %d", b.methode, b.pad, wie, niets.status)
				}
				for kolom, id := range ids {
					gevraagd++
					if a := o.opID(t, wie, b, zaak, id); a.status != niets.status || a.ruw != niets.ruw {
						t.Errorf("%s %s als %s, eigen casus %t, met %s: %d %s, en met een id dat niet bestaat %d %s", b.methode, b.pad, wie, zaak == eigen, kolom, a.status, a.ruw, niets.status, niets.ruw)
					}
				}
			}
		}
	}
	if gevraagd < 100 {
		t.Errorf("maar %d paren gevraagd", gevraagd)
	}
	t.Logf("%d paren", gevraagd)
}

// opID asks an operation with these ids in the places of its path; the last one also in those after it.
func (o *omgeving) opID(t *testing.T, wie string, b bewerking, ids ...string) antwoord {
	t.Helper()
	id := ids[len(ids)-1]
	pad := regexp.MustCompile(`\{[^}]+\}`).ReplaceAllStringFunc(b.pad, func(string) string {
		deze := ids[0]
		ids = append(ids[1:], id)
		return deze
	})
	lichaam := b.lichaam
	if b.methode == http.MethodPost && (lichaam == "" || lichaam == "null") {
		lichaam = "{}"
	}
	a := o.rauw(t, wie, b.methode, pad, lichaam)
	a.ruw = strings.ReplaceAll(a.ruw, id, "ID") // nothing else may differ
	return a
}

func rolVan(t *testing.T, wie string) toegang.Rol {
	t.Helper()
	for _, g := range solo.DemoGebruikers() {
		if g.ID == wie {
			return g.Rol
		}
	}
	t.Fatalf("%s bestaat niet", wie)
	return ""
}
