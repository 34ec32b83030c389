package register_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/regio"
	"schakel/internal/register"
	"schakel/internal/solo"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

// The work telephone number of a casehouder (decision 0113): who sees it, whose it is, and where it comes from.

// Per role: by raw SQL past our queries, and by the queries. Whoever may see who is casehouder of a case sees that number, a receiver that of its own offer.
func TestTelefoonPerRol(t *testing.T) {
	t.Parallel()
	k, a, b := stad(t)
	conn := testkit.Verbind(t, k.DB.App())
	const werker, werker2 = "0000-000001", "0000-000002"
	for wie, wil := range map[string]string{
		"ctb": "[werker werker2]", "coordinator": "[werker werker2]", "werker": "[werker]", "werker2": "[werker2]", "psychiater": "[werker]", "ervaringsdeskundige": "[werker2]",
		"ketenpartner": "[werker]", "ketenpartner2": "[werker2]", "verwijzer": "[]", "verwijzer2": "[]", "leidinggevende": "[]", "moederorganisatie": "[]", "privacy": "[]", "beheerder": "[]",
	} {
		id := testkit.Wie(t, wie)
		gelijk(t, wie, fmt.Sprint(als(t, conn, id, `SELECT gebruiker FROM telefoonnummers`)), wil)
		for casusID, nummer := range map[string]string{a: werker, b: werker2} {
			c, err := k.Casus(t.Context(), id, casusID)
			if mag := err == nil && id.Rol != toegang.RolVerwijzer; (c.Telefoon == nummer) != mag || !mag && c.Telefoon != "" {
				t.Errorf("%s leest bij een casus %q (%v)", wie, c.Telefoon, err)
			}
		}
		cs, _, err := k.Lijst(t.Context(), id, register.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cs {
			if c.Telefoon != "" {
				t.Errorf("%s leest een nummer in een lijst", wie)
			}
		}
	}
	gelijk(t, "zonder vrager", len(als(t, conn, toegang.Identiteit{}, `SELECT gebruiker FROM telefoonnummers`)), 0)
}

// Who replaces the casehouder, or takes emergency access, sees the number as long as that lasts.
func TestTelefoonVoorVervangerEnNood(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	zetBeleid(t, k)
	id := k.Zaak(t)
	conn := testkit.Verbind(t, k.DB.App())
	ziet := func(wie string) string {
		t.Helper()
		return fmt.Sprint(als(t, conn, testkit.Wie(t, wie), `SELECT nummer FROM telefoonnummers WHERE gebruiker = 'werker'`))
	}
	gelijk(t, "vooraf", ziet("werker2")+ziet("psychiater"), "[][]")
	if _, err := testkit.Verbind(t, k.DB.Eigenaar()).Exec(t.Context(), `INSERT INTO vervangingen (id, vervangen, vervanger, van, tot, door_persoon, gemaakt_op)
		VALUES (gen_random_uuid(), 'werker', 'werker2', now() - interval '1 hour', now() + interval '1 hour', 'coordinator', now())`); err != nil {
		t.Fatal(err)
	}
	if _, err := k.VraagNoodtoegang(t.Context(), testkit.Wie(t, "psychiater"), register.NieuweNoodtoegang{Casus: id, Reden: "crisis", Toelichting: "nu"}, vers()); err != nil {
		t.Fatal(err)
	}
	gelijk(t, "daarna", ziet("werker2")+ziet("psychiater"), "[0000-000001][0000-000001]")
}

// A receiver can ring from the offer until it landed or is over, and only its own; an offer of which nobody has a number says nobody.
func TestTelefoonBijEenOverdracht(t *testing.T) {
	t.Parallel()
	p := aangeboden(t)
	conn := testkit.Verbind(t, p.DB.App())
	gelijkNu := func(wanneer, wil string) {
		t.Helper()
		o, err := p.Overdracht(t.Context(), p.partner, p.oid)
		if err != nil {
			t.Fatal(err)
		}
		gelijk(t, wanneer, o.Casehouder+" "+o.Telefoon, wil)
		gelijk(t, wanneer+", achter de muur", fmt.Sprint(als(t, conn, p.partner, `SELECT nummer FROM telefoonnummers`)), "["+strings.TrimPrefix(strings.TrimSpace(wil), "werker ")+"]")
		os, err := p.Overdrachten(t.Context(), p.partner, "")
		if err != nil || len(os) != 1 || os[0].Telefoon+os[0].Casehouder != "" {
			t.Errorf("%s, in de lijst: %+v %v", wanneer, os, err)
		}
	}
	const wel, niet = "werker 0000-000001", " "
	gelijkNu("aangeboden", wel)
	p.neem(t, "ketenpartner", casus.Stap{Soort: casus.StapAcceptatie, Ding: p.oid})
	gelijkNu("geaccepteerd", wel)
	p.neem(t, "werker", casus.Stap{Soort: casus.StapGesprek, Ding: p.oid, Op: p.Klok.Nu()})
	gelijkNu("besproken", wel)
	eigenaar := testkit.Verbind(t, p.DB.Eigenaar())
	doe := func(q string) {
		t.Helper()
		if _, err := eigenaar.Exec(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	doe(`UPDATE gebruikers SET actief = false WHERE id = 'werker'`)
	gelijkNu("wie hier niet meer werkt", niet)
	doe(`UPDATE gebruikers SET actief = true WHERE id = 'werker'`)
	gelijkNu("en wel weer", wel)
	doe(`DELETE FROM telefoonnummers`)
	gelijkNu("geen nummer", niet)
	if err := p.OnthoudTelefoon(t.Context(), "werker", "0000-000001"); err != nil {
		t.Fatal(err)
	}
	p.neem(t, "ketenpartner", casus.Stap{Soort: casus.StapEersteContact, Ding: p.oid, Op: p.Klok.Nu()})
	gelijkNu("geland", niet)
}

// What is over gives no number, behind each of the two walls with the other one away.
func TestTelefoonNietAlsHetVoorbijIs(t *testing.T) {
	t.Parallel()
	for naam, einde := range map[string]func(ontvangerproef){
		"geweigerd": func(p ontvangerproef) { p.neem(t, "ketenpartner", casus.Stap{Soort: casus.StapWeigering, Ding: p.oid}) },
		"ingetrokken": func(p ontvangerproef) {
			p.neem(t, "werker", casus.Stap{Soort: casus.StapOverdrachtIntrek, Ding: p.oid})
		},
		"geland": func(p ontvangerproef) { p.land(t) },
	} {
		p := aangeboden(t)
		einde(p)
		gelijk(t, naam+", achter de muur", len(als(t, testkit.Verbind(t, p.DB.App()), p.partner, `SELECT nummer FROM telefoonnummers`)), 0)
		for _, muur := range []string{"met", "zonder"} {
			o, err := p.Overdracht(t.Context(), p.partner, p.oid)
			if err != nil || o.Telefoon+o.Casehouder != "" {
				t.Errorf("%s, %s muur: %+v %v", naam, muur, o, err)
			}
			if _, err := testkit.Verbind(t, p.DB.Eigenaar()).Exec(t.Context(), `ALTER POLICY app ON telefoonnummers USING (true); ALTER POLICY app ON casussen USING (true)`); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// What the provider says counts before the file; each says the whole of it, so what it says no more goes. Of who can be no casehouder nothing is kept.
func TestTelefoonHerkomst(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	id := k.Zaak(t)
	nummer := func() string {
		t.Helper()
		c, err := k.Casus(t.Context(), testkit.Wie(t, "coordinator"), id)
		if err != nil {
			t.Fatal(err)
		}
		return c.Telefoon
	}
	inlog := func(wie, nummer string) {
		t.Helper()
		if err := k.OnthoudTelefoon(t.Context(), wie, nummer); err != nil {
			t.Fatal(err)
		}
	}
	bestand := func(rol toegang.Rol, nummer string) {
		t.Helper()
		r := solo.DemoRegio()
		for i := range r.Gebruikers {
			if g := &r.Gebruikers[i]; g.ID == "werker" {
				g.Rol, g.Telefoon = rol, nummer
			}
		}
		if _, err := k.ZetRegio(t.Context(), r, "beheer", false, true); err != nil {
			t.Fatal(err)
		}
	}
	gelijk(t, "uit het bestand", nummer(), "0000-000001")
	inlog("werker", "0000-111111")
	gelijk(t, "van de provider", nummer(), "0000-111111")
	bestand(toegang.RolBMZWerker, "0000-000009")
	gelijk(t, "het bestand verandert", nummer(), "0000-111111")
	inlog("werker", "0000-222222")
	gelijk(t, "de provider zegt een ander", nummer(), "0000-222222")
	inlog("werker", "")
	gelijk(t, "de provider zegt niets meer", nummer(), "0000-000009")
	bestand(toegang.RolBMZWerker, "")
	gelijk(t, "het bestand ook niet", nummer(), "")
	for _, wie := range []string{"coordinator", "ketenpartner", "verwijzer", "psychiater", "wie-is-dat"} {
		inlog(wie, "0000-333333")
	}
	gelijk(t, "van wie geen casehouder kan zijn", tel(t, k, `SELECT count(*) FROM telefoonnummers WHERE gebruiker <> 'werker2'`), 0)
	inlog("werker", "0000-111111")
	bestand(toegang.RolCoordinator, "")
	gelijk(t, "wie het niet meer is", tel(t, k, `SELECT count(*) FROM telefoonnummers WHERE gebruiker = 'werker'`), 0)
	if _, err := testkit.Verbind(t, k.DB.Eigenaar()).Exec(t.Context(), `UPDATE gebruikers SET actief = false WHERE id = 'werker2'`); err != nil {
		t.Fatal(err)
	}
	inlog("werker2", "0000-444444")
	gelijk(t, "wie hier niet meer werkt", tel(t, k, `SELECT count(*) FROM telefoonnummers WHERE nummer = '0000-444444'`), 0)
}

// The list of a region tells that a number changes, and never which.
func TestRegioVergelijktHetTelefoonnummer(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	r := solo.DemoRegio()
	for i := range r.Gebruikers {
		switch g := &r.Gebruikers[i]; g.ID {
		case "werker":
			g.Telefoon = "0000-000009"
		case "werker2":
			g.Telefoon = ""
		}
	}
	for _, keer := range []int{2, 0} {
		ws, err := k.ZetRegio(t.Context(), r, "beheer", false, false)
		if err != nil || len(ws) != keer {
			t.Fatalf("%v %v", ws, err)
		}
		for _, w := range ws {
			if w.Soort != regio.Gewijzigd || fmt.Sprint(w.Velden) != "[telefoon]" {
				t.Errorf("%+v", w)
			}
		}
	}
}

// What is no number does not get in, whoever writes it.
func TestTelefoonIsEenNummer(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	for _, s := range []string{"bel de balie", "00001", strings.Repeat("0", 21), "0000-000001\nx"} {
		if err := k.OnthoudTelefoon(t.Context(), "werker", s); err == nil {
			t.Errorf("%q is bewaard", s)
		}
	}
}

// Who rings while the casehouder is away is told who replaces that one, until when, and the number: a colleague at the case, a receiver at its offer as long as that
// goes on. When the replacement is over, or who replaces left, nobody is told; and nobody hears of a replacement of whose cases they see none.
func TestTelefoonVanWieVervangt(t *testing.T) {
	t.Parallel()
	p := aangeboden(t)
	eigenaar, app := testkit.Verbind(t, p.DB.Eigenaar()), testkit.Verbind(t, p.DB.App())
	doe := func(q string) {
		t.Helper()
		if _, err := eigenaar.Exec(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	tot := time.Now().Add(48 * time.Hour).UTC().Truncate(time.Second)
	const vervangt = "werker2 0000-000002"
	kijk := func(wanneer, wil string) {
		t.Helper()
		o, err := p.Overdracht(t.Context(), p.partner, p.oid)
		if err != nil {
			t.Fatal(err)
		}
		if wil == vervangt && (!o.VervangenTot.Equal(tot) || o.Casehouder != "werker" || o.Telefoon != "") {
			t.Errorf("%s: tot %v, casehouder %q, wie weg is wordt gebeld: %q", wanneer, o.VervangenTot, o.Casehouder, o.Telefoon)
		}
		gelijk(t, wanneer+", de ontvanger", strings.TrimSpace(o.Vervanger+" "+o.VervangerTelefoon), wil)
		for _, wie := range []string{"ctb", "coordinator", "werker", "verwijzer"} {
			c, err := p.Casus(t.Context(), testkit.Wie(t, wie), o.CasusID)
			if err != nil {
				t.Fatal(err)
			}
			verwacht := wil
			if wie == "verwijzer" {
				verwacht = ""
			}
			gelijk(t, wanneer+", "+wie, strings.TrimSpace(c.Vervanger+" "+c.VervangerTelefoon), verwacht)
		}
	}
	kijk("niemand vervangt", "")
	doe(`INSERT INTO vervangingen (id, vervangen, vervanger, van, tot, door_persoon, gemaakt_op)
		VALUES (gen_random_uuid(), 'werker', 'werker2', now() - interval '1 hour', '` + tot.Format(time.RFC3339) + `', 'coordinator', now())`)
	kijk("vervangen", vervangt)
	for wie, wil := range map[string]string{
		"ctb": "[werker2]", "coordinator": "[werker2]", "psychiater": "[werker2]", "ketenpartner": "[werker2]", "ketenpartner2": "[]", "verwijzer": "[]", "leidinggevende": "[]", "privacy": "[]", "beheerder": "[]", "moederorganisatie": "[]",
	} {
		gelijk(t, wie+" vraagt wie vervangt", fmt.Sprint(als(t, app, testkit.Wie(t, wie), `SELECT wie FROM vervanging_van('werker')`)), wil)
		gelijk(t, wie+" vraagt van wie", fmt.Sprint(als(t, app, testkit.Wie(t, wie), `SELECT unnest(vervangt_nu('werker2'))`)), map[bool]string{true: "[werker]", false: "[]"}[wil != "[]"])
		nummers := len(als(t, app, testkit.Wie(t, wie), `SELECT nummer FROM telefoonnummers WHERE gebruiker = 'werker2'`))
		gelijk(t, wie+" ziet het nummer", nummers, map[bool]int{true: 1}[wil != "[]" && wie != "psychiater"]) // who sees none of the cases sees no number
	}
	doe(`UPDATE gebruikers SET actief = false WHERE id = 'werker2'`)
	kijk("wie vervangt werkt hier niet meer", "")
	doe(`UPDATE gebruikers SET actief = true WHERE id = 'werker2'`)
	kijk("en wel weer", vervangt)
	doe(`UPDATE vervangingen SET tot = now() - interval '1 minute', van = now() - interval '1 hour'`)
	kijk("voorbij", "")
	doe(`UPDATE vervangingen SET tot = '` + tot.Format(time.RFC3339) + `'`)
	doe(`DELETE FROM telefoonnummers WHERE gebruiker = 'werker2'`)
	o, err := p.Overdracht(t.Context(), p.partner, p.oid)
	gelijk(t, "zonder nummer, de ontvanger", o.Vervanger, "")
	c, e := p.Casus(t.Context(), testkit.Wie(t, "coordinator"), o.CasusID)
	if err != nil || e != nil || c.Vervanger != "werker2" || c.VervangerTelefoon != "" {
		t.Errorf("zonder nummer, een collega: %+v %v %v", c.Bellen, err, e)
	}
	p.land(t)
	doe(`INSERT INTO telefoonnummers VALUES ('werker2', 'inlog', '0000-000002')`)
	o, err = p.Overdracht(t.Context(), p.partner, p.oid)
	if err != nil || o.Vervanger+o.VervangerTelefoon != "" || len(als(t, app, p.partner, `SELECT wie FROM vervanging_van('werker')`)) > 0 {
		t.Errorf("geland: %+v %v", o.Bellen, err)
	}
}
