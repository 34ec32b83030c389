package register_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

// How long a receiver may know (decision 0091), through our queries and past them.

const samenvattingKanarie = "Kanarie samenvatting"

type ontvangerproef struct {
	*testkit.Keten
	casusID, oid string
	partner      toegang.Identiteit
}

// aangeboden is a case that ggz-voorbeeld was offered, with the name of the client.
func aangeboden(t *testing.T) ontvangerproef {
	t.Helper()
	k := testkit.NieuweKeten(t)
	zetBeleid(t, k)
	p := ontvangerproef{Keten: k, casusID: k.Zaak(t), partner: testkit.Wie(t, "ketenpartner")}
	p.oid = k.Aangeboden(t, p.casusID, "ggz-voorbeeld", `{"samenvatting":"`+samenvattingKanarie+`","deling":{"grondslag":"vitaal-belang","velden":["naam"],"waarom":"x","geinformeerd":{"ja":true}}}`)
	return p
}

func (p ontvangerproef) neem(t *testing.T, wie string, st casus.Stap) {
	t.Helper()
	p.Stap(t, wie, p.casusID, st, `{"reden":"x"}`)
}

func (p ontvangerproef) land(t *testing.T) {
	t.Helper()
	p.neem(t, "ketenpartner", casus.Stap{Soort: casus.StapAcceptatie, Ding: p.oid})
	p.neem(t, "werker", casus.Stap{Soort: casus.StapGesprek, Ding: p.oid, Op: p.Klok.Nu()})
	p.neem(t, "ketenpartner", casus.Stap{Soort: casus.StapEersteContact, Ding: p.oid, Op: p.Klok.Nu()})
}

// ziet is what the receiver gets, by our queries: of the case, of the list of cases and of the document.
func (p ontvangerproef) ziet(t *testing.T) string {
	t.Helper()
	var uit []string
	c, err := p.Casus(t.Context(), p.partner, p.casusID)
	if err == nil && toegang.NieuweTabel().Mag(p.partner.Rol, toegang.ActieCasusLezen, c.Relaties) {
		uit = append(uit, "casus")
	}
	cs, _, err := p.Lijst(t.Context(), p.partner, register.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(cs) > 0 {
		uit = append(uit, "lijst")
	}
	o, err := p.Overdracht(t.Context(), p.partner, p.oid)
	if err != nil {
		t.Fatal(err)
	}
	if o.Samenvatting != "" {
		uit = append(uit, "samenvatting")
	}
	if o.Gedeeld != nil {
		uit = append(uit, "gedeeld")
	}
	if o.Nummer != "" {
		uit = append(uit, "nummer")
	}
	if o.Inzage != (o.Samenvatting != "") {
		t.Errorf("inzage %v, samenvatting %q", o.Inzage, o.Samenvatting)
	}
	os, err := p.Overdrachten(t.Context(), p.partner, "")
	if err != nil || len(os) != 1 || os[0].Nummer != o.Nummer || os[0].Inzage != o.Inzage || os[0].Status != o.Status {
		t.Errorf("de lijst van overdrachten: %+v, het document: %+v %v", os, o, err)
	}
	return strings.Join(uit, " ")
}

// achterDeMuur is what there is with raw SQL, as the application.
func (p ontvangerproef) achterDeMuur(t *testing.T) string {
	t.Helper()
	conn := testkit.Verbind(t, p.DB.App())
	var uit []string
	for _, v := range [][2]string{
		{"casus", `SELECT id::text FROM casussen`},
		{"feit", `SELECT id::text FROM feiten WHERE soort = 'overdracht'`},
		{"deling", `SELECT id::text FROM delingen`},
		{"regie", `SELECT casus_id::text FROM regie`},
		{"aanbod", `SELECT id::text FROM overdrachten`},
	} {
		if len(als(t, conn, p.partner, v[1])) > 0 {
			uit = append(uit, v[0])
		}
	}
	return strings.Join(uit, " ")
}

func (p ontvangerproef) gelijk(t *testing.T, wanneer, ziet, muur string) {
	t.Helper()
	gelijk(t, wanneer, p.ziet(t), ziet)
	gelijk(t, wanneer+", achter de muur", p.achterDeMuur(t), muur)
}

const alles, allesMuur = "casus lijst samenvatting gedeeld nummer", "casus feit deling regie aanbod"

func TestOntvangerZietNietsMeerNaWeigeringOfIntrekking(t *testing.T) {
	t.Parallel()
	for wie, soort := range map[string]casus.StapSoort{"ketenpartner": casus.StapWeigering, "werker": casus.StapOverdrachtIntrek} {
		t.Run(string(soort), func(t *testing.T) {
			t.Parallel()
			p := aangeboden(t)
			p.gelijk(t, "aangeboden", alles, allesMuur)
			p.neem(t, wie, casus.Stap{Soort: soort, Ding: p.oid})
			p.gelijk(t, "daarna", "", "aanbod")
			// It knows of its own offer, so it hears that this is over; of a case with nothing of its own it hears nothing.
			for _, st := range []casus.Stap{{Soort: casus.StapAcceptatie, Ding: p.oid}, {Soort: casus.StapWeigering, Ding: p.oid}} {
				if _, err := p.Indienen(t.Context(), p.partner, testkit.Indiening(p.partner, p.casusID, st, "")); !fout.Is(err, fout.NietMogelijk) {
					t.Errorf("%s: %v", st.Soort, err)
				}
				ander := testkit.Wie(t, "ketenpartner2")
				if _, err := p.Indienen(t.Context(), ander, testkit.Indiening(ander, p.casusID, st, "")); !fout.Is(err, fout.NietGevonden) {
					t.Errorf("%s van een ander: %v", st.Soort, err)
				}
			}
			for _, soort := range []casus.StapSoort{casus.StapNazorgcontact, casus.StapTerugvalsignaal} {
				if _, err := p.Indienen(t.Context(), p.partner, testkit.Indiening(p.partner, p.casusID, casus.Stap{Soort: soort}, "")); !fout.Is(err, fout.NietGevonden) {
					t.Errorf("%s: %v", soort, err)
				}
			}
		})
	}
}

// Landed, it reads as long as nazorg runs; after terugval the case is BMZ's again, and so is what is in it.
func TestOntvangerZietNietsMeerNaTerugval(t *testing.T) {
	t.Parallel()
	p := aangeboden(t)
	p.land(t)
	p.gelijk(t, "nazorg", alles, allesMuur)
	p.neem(t, "werker", casus.Stap{Soort: casus.StapTerugvalsignaal})
	p.gelijk(t, "na terugval", "", "aanbod")
	if c, err := p.CasusNaEinde(t.Context(), p.casusID); err != nil || c.Projectie.Fase != casus.Outreach || c.Relaties != 0 || c.Veiligheid != nil {
		t.Errorf("%+v %v", c, err)
	}
	// Offered again to the same receiver, the first one stays closed.
	oud := p.oid
	p.oid = p.Aangeboden(t, p.casusID, "ggz-voorbeeld", kaalAanbod)
	if o, err := p.Overdracht(t.Context(), p.partner, oud); err != nil || o.Samenvatting != "" || o.Gedeeld != nil {
		t.Errorf("het eerste aanbod is weer te lezen: %+v %v", o, err)
	}
	if o, err := p.Overdracht(t.Context(), p.partner, p.oid); err != nil || o.Samenvatting != "kort" {
		t.Errorf("%+v %v", o, err)
	}
}

// Closed, it reads nothing more; as long as the watch lasts it knows of the case and can signal, and then it does not.
func TestOntvangerKentDeCasusNogInDeWacht(t *testing.T) {
	t.Parallel()
	p := aangeboden(t)
	p.land(t)
	p.Sluit(t, p.casusID, casus.Verhuisd)
	eind := func() (tot time.Time) {
		t.Helper()
		conn := testkit.Verbind(t, p.DB.Eigenaar())
		var ook time.Time
		if err := conn.QueryRow(t.Context(), `SELECT o.casus_tot, c.ontvanger_tot FROM overdrachten o JOIN casussen c ON c.id = o.casus_id`).Scan(&tot, &ook); err != nil || !tot.Equal(ook) {
			t.Fatalf("%v %v %v", tot, ook, err)
		}
		return tot
	}
	wil, _ := p.Beleid.Kalender.Plus(p.Klok.Nu(), p.Beleid.Terugvalwacht, nil)
	if d := eind().Sub(wil); d < -time.Minute || d > time.Minute {
		t.Errorf("tot %v, verwacht %v", eind(), wil)
	}
	zet := func(tot string) {
		t.Helper()
		conn := testkit.Verbind(t, p.DB.Eigenaar())
		for _, q := range []string{`UPDATE overdrachten SET casus_tot = now() + $1::interval`, `UPDATE casussen SET ontvanger_tot = now() + $1::interval`} {
			if _, err := conn.Exec(t.Context(), q, tot); err != nil {
				t.Fatal(err)
			}
		}
	}
	zet("1 hour")
	p.gelijk(t, "in de wacht", "casus lijst nummer", "casus regie aanbod")
	zet("-1 second")
	p.gelijk(t, "na de wacht", "", "aanbod")
	if _, err := p.Indienen(t.Context(), p.partner, testkit.Indiening(p.partner, p.casusID, casus.Stap{Soort: casus.StapTerugvalsignaal}, "")); !fout.Is(err, fout.NietMogelijk) {
		t.Errorf("een signaal na de wacht: %v", err)
	}
}

// Opened again, what is left of an earlier handover ends too.
func TestOntvangerNaHeropening(t *testing.T) {
	t.Parallel()
	p := aangeboden(t)
	p.land(t)
	p.Sluit(t, p.casusID, casus.Verhuisd)
	_, uit := heropenStap(t, p.Keten, p.casusID)
	p.Schrijf(t, p.casusID, uit)
	p.gelijk(t, "heropend", "", "aanbod")
	gelijk(t, "een einde aan wie er geen is", tel(t, p.Keten, `SELECT count(*) FROM casussen WHERE ontvanger_tot IS NOT NULL`), 0)
}

// Each wall stands alone. Without row level security the queries still give nothing of what is over.
func TestOntvangerEersteMuurAlleen(t *testing.T) {
	t.Parallel()
	p := aangeboden(t)
	p.land(t)
	p.Sluit(t, p.casusID, casus.Verhuisd)
	conn := testkit.Verbind(t, p.DB.Eigenaar())
	for _, q := range []string{
		`UPDATE overdrachten SET casus_tot = now() - interval '1 second'`, `UPDATE casussen SET ontvanger_tot = now() - interval '1 second'`,
		`ALTER POLICY app ON casussen USING (true)`, `ALTER POLICY app ON feiten USING (true)`, `ALTER POLICY app ON delingen USING (true)`,
	} {
		if _, err := conn.Exec(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	gelijk(t, "zonder de tweede muur", p.ziet(t), "nummer") // by a join that row level security empties
	gelijk(t, "en die is weg", p.achterDeMuur(t), allesMuur)
	for _, actie := range toegang.Acties() {
		c, err := p.Casus(t.Context(), p.partner, p.casusID)
		if err != nil {
			t.Fatal(err)
		}
		if toegang.NieuweTabel().Mag(p.partner.Rol, actie, c.Relaties&^toegang.Regio) {
			t.Errorf("mag nog: %s %v", actie, fmt.Sprint(c.Relaties.Namen()))
		}
	}
}
