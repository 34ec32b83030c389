package integratie

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"schakel/internal/solo"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

// What the matrix of matrix_test.go leaves out, because it changes the cases: the steps that may be taken, and those that only the second wall stops.

// wijder is what users became to a case by the steps that were taken on it, beside what they were: whatever came after, nobody is judged by less.
type wijder map[string]toegang.Relaties

// na is what a step with this body may make of people: casehouder, asked in, or who it is offered to.
func (w wijder) na(lichaam string) {
	var b struct{ Casehouder, Wie, Ontvanger string }
	if json.Unmarshal([]byte(lichaam), &b) != nil {
		return // of no step that names anybody
	}
	w[b.Casehouder] |= toegang.Eigen
	w[b.Wie] |= toegang.Gevraagd
	for _, g := range solo.DemoGebruikers() {
		if g.Organisatie == b.Ontvanger {
			w[g.ID] |= toegang.Geadresseerd
		}
	}
}

// gezegd is an answer to what was asked.
type gezegd struct {
	bewerking
	antwoord
}

// leesStap is reading back what became of a step.
var leesStap = bewerking{methode: http.MethodGet, pad: "/v1/stappen/{id}", actie: string(toegang.ActieStappenLezen)}

// heenEnTerug does something, and gives all that is answered to who did: then, at the same key once more, and to who reads the step back.
func (o *omgeving) heenEnTerug(t *testing.T, conn *pgx.Conn, wie string, b bewerking, pad, lichaam string) []gezegd {
	t.Helper()
	sleutel := ""
	if b.methode == http.MethodPost {
		sleutel = uuid.NewString()
	}
	uit := []gezegd{{b, o.rauwMet(t, wie, b.methode, pad, lichaam, sleutel)}}
	if sleutel == "" {
		return uit
	}
	uit = append(uit, gezegd{b, o.rauwMet(t, wie, b.methode, pad, lichaam, sleutel)})
	var stap string
	err := conn.QueryRow(t.Context(), `SELECT s.id::text FROM idempotentie i JOIN stappen s ON s.id = i.stap_id WHERE i.subject = $1 AND i.sleutel = $2`, wie, sleutel).Scan(&stap)
	switch {
	case err == nil:
		uit = append(uit, gezegd{leesStap, o.rauw(t, wie, http.MethodGet, "/v1/stappen/"+stap, "")})
	case !errors.Is(err, pgx.ErrNoRows): // it was refused before it was stored, or is no step
		t.Fatal(err)
	}
	return uit
}

// What the matrix sends would be taken: whoever may take a step hears nothing of what is wrong with its body. And what the step answers, at once, at the same
// key again and read back, tells nobody more of the case than they may see.
func TestMatrixStuurtWatGoedIs(t *testing.T) {
	t.Parallel()
	o := nieuw(t, stil)
	zaken, tabel, n := o.tweeZaken(t), toegang.NieuweTabel(), 0
	z, ander := zaken[true], zaken[false]
	conn := testkit.Verbind(t, gedeeld.pg.DSN(o.config.Motor.Taakrij))
	w, casussen, terug := wijder{}, map[toegang.Zicht]int{}, 0
	for _, b := range bewerkingen(t) {
		if b.leest() {
			continue
		}
		for _, g := range solo.DemoGebruikers() {
			if !tabel.Mag(g.Rol, toegang.Actie(b.actie), z.relaties(g, b, true)) {
				continue
			}
			for _, lichaam := range z.lichamen(b) {
				w.na(lichaam)
				rel := relaties(g.ID, true) | w[g.ID]
				for i, a := range o.heenEnTerug(t, conn, g.ID, b, z.paden(b)[0], lichaam) {
					if n++; a.status == http.StatusBadRequest { // the steps before it changed what is possible, and whose it is
						t.Errorf("%s %s als %s: %d %s op %s", b.methode, b.pad, g.ID, a.status, a.ruw, lichaam)
					}
					if strings.Contains(a.ruw, `"fase":`) {
						casussen[tabel.Zicht(g.Rol, rel)]++
					}
					if i == 2 {
						terug++
					}
					if f := lek(tabel, g, a.bewerking, rel, z, a.ruw) + lek(tabel, g, a.bewerking, relaties(g.ID, false), ander, a.ruw); f != "" {
						t.Errorf("%s %s als %s, antwoord %d (%d): %s", b.methode, b.pad, g.ID, i, a.status, f)
					}
				}
			}
		}
	}
	if n < 150 || terug < 30 || casussen[toegang.ZichtStatus] < 3 || casussen[toegang.ZichtOverdracht] < 3 {
		t.Errorf("maar %d antwoorden, %d stappen teruggelezen, en casussen per zicht: %v", n, terug, casussen)
	}
	t.Logf("%d antwoorden, %d stappen teruggelezen, casussen per zicht: %v", n, terug, casussen)
}

// Each step of who sees the status only, at a moment at which it is taken: the answer has the status, and no more.
func TestAntwoordOpEenStapIsDeStatus(t *testing.T) {
	t.Parallel()
	o := nieuw(t, stil)
	conn, tabel, per := testkit.Verbind(t, gedeeld.pg.DSN(o.config.Motor.Taakrij)), toegang.NieuweTabel(), map[string]bewerking{}
	for _, b := range bewerkingen(t) {
		per[b.actie] = b
	}
	wie := map[string]solo.Gebruiker{}
	for _, g := range solo.DemoGebruikers() {
		wie[g.ID] = g
	}
	zet := func(z zaak, gebruiker string, actie toegang.Actie, lichaam string) {
		t.Helper()
		b := per[string(actie)]
		as := o.heenEnTerug(t, conn, gebruiker, b, z.paden(b)[0], lichaam)
		if len(as) != 3 {
			t.Fatalf("%s als %s: %d %s", actie, gebruiker, as[0].status, as[0].ruw)
		}
		for i, a := range as {
			if a.status >= http.StatusMultipleChoices || a.status != http.StatusAccepted && a.tekst("casus.id") != z.id { // 202: a busy machine
				t.Errorf("%s als %s, antwoord %d: %d %s", actie, gebruiker, i, a.status, a.ruw)
			}
			if f := lek(tabel, wie[gebruiker], a.bewerking, relaties(gebruiker, true), z, a.ruw); f != "" {
				t.Errorf("%s als %s, antwoord %d: %s", actie, gebruiker, i, f)
			}
		}
	}
	z := o.gemeld(t, "verwijzer", "woonstichting-voorbeeld")
	pad := "/v1/casussen/" + z.id
	zet(z, "verwijzer", toegang.ActieGeinformeerd, `{"ja":true}`)
	o.stap(t, "ctb", pad+"/ontvangst", fmt.Sprintf(`{"volledig":false,"vraag":%q}`, z.kanarie), http.StatusOK)
	zet(z, "verwijzer", toegang.ActieAntwoord, `{"antwoord":"ja"}`)
	zet(z, "verwijzer", toegang.ActieIntrekking, `{"reden":"dubbel"}`)

	z = o.nieuweZaak(t, "verwijzer", "woonstichting-voorbeeld", "werker", "psychiater", "ggz-voorbeeld")
	pad = "/v1/casussen/" + z.id
	o.stap(t, "werker", pad+"/opschalingen/"+z.opschaling+"/afschaling", `{"resultaat":"rustig"}`, http.StatusOK)
	zet(z, "ketenpartner", toegang.ActieAcceptatie, `{}`)
	o.stap(t, "werker", pad+"/overdrachten/"+z.aanbod+"/gesprek", `{"op":"`+nu()+`"}`, http.StatusOK)
	zet(z, "ketenpartner", toegang.ActieEersteContact, `{"op":"`+nu()+`"}`)
	zet(z, "ketenpartner", toegang.ActieNazorgcontact, `{"uitkomst":"zorgen","notitie":"let op"}`)
	zet(z, "verwijzer", toegang.ActieTerugvalsignaal, `{"toelichting":"doet niet open"}`)
}

// schrijftNiets: with a table that lets everybody do everything, a stranger to a case writes nothing on it. The second wall stops that too, at each step and each
// thing beside the chain that is of a case.
func (o *omgeving) schrijftNiets(t *testing.T, zaken map[bool]zaak) {
	t.Helper()
	conn := testkit.Verbind(t, gedeeld.pg.DSN(o.config.Motor.Taakrij))
	echt, n := toegang.NieuweTabel(), 0
	tabellen := []string{"stappen", "feiten", "delingen", "verklaringen"}
	rijen := func(tabel, casusID, wie string) (n int) {
		t.Helper()
		if err := conn.QueryRow(t.Context(), `SELECT count(*) FROM `+tabel+` WHERE casus_id = $1 AND door_persoon = $2`, casusID, wie).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, b := range bewerkingen(t) {
		if b.leest() || !strings.HasPrefix(b.pad, "/v1/casussen/{id}") {
			continue
		}
		for _, g := range solo.DemoGebruikers() {
			for eigen, z := range zaken {
				if echt.Zicht(g.Rol, relaties(g.ID, eigen)) != toegang.ZichtGeen {
					continue
				}
				for _, lichaam := range z.lichamen(b) {
					a := o.rauw(t, g.ID, b.methode, z.paden(b)[0], lichaam)
					if n++; a.status < http.StatusBadRequest {
						t.Errorf("%s %s als %s, eigen %v: %d", b.methode, b.pad, g.ID, eigen, a.status)
					}
					if f := lek(echt, g, b, relaties(g.ID, eigen), z, a.ruw); f != "" {
						t.Errorf("%s %s als %s, eigen %v: %s", b.methode, b.pad, g.ID, eigen, f)
					}
				}
			}
		}
	}
	for eigen, z := range zaken {
		for _, tabel := range tabellen {
			if rijen(tabel, z.id, z.werker) == 0 { // control
				t.Errorf("van %s zelf staat er niets in %s", z.werker, tabel)
			}
			for _, g := range solo.DemoGebruikers() {
				if echt.Zicht(g.Rol, relaties(g.ID, eigen)) != toegang.ZichtGeen {
					continue
				}
				if n := rijen(tabel, z.id, g.ID); n != 0 {
					t.Errorf("eigen %v: van %s staan er %d rijen in %s", eigen, g.ID, n, tabel)
				}
			}
		}
	}
	if n < 300 {
		t.Errorf("maar %d keer geschreven", n)
	}
}
