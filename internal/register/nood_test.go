package register_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

const kanarieNood = "Kanariepiet staat op het dak"

func neemNood(t *testing.T, k *testkit.Keten, wie, welke string) (register.Noodtoegang, error) {
	t.Helper()
	s := vers()
	s.Pad = "/v1/noodtoegangen"
	return k.VraagNoodtoegang(t.Context(), testkit.Wie(t, wie), register.NieuweNoodtoegang{Casus: welke, Reden: "crisis", Toelichting: kanarieNood}, s)
}

// nood gives emergency access for as long as the policy says.
func nood(t *testing.T, k *testkit.Keten, wie, welke string) register.Noodtoegang {
	t.Helper()
	n, err := neemNood(t, k, wie, welke)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func zetNoodbeleid(t *testing.T, k *testkit.Keten, duur casus.Duur, hoogste int) {
	t.Helper()
	b := k.Beleid
	b.Nood = casus.Noodregel{Duur: duur, Hoogste: hoogste}
	if _, _, err := k.ZetBeleid(t.Context(), b, "proef"); err != nil {
		t.Fatal(err)
	}
}

// ziet is what a user gets of a case by every way of reading it.
func ziet(t *testing.T, k *testkit.Keten, wie, casusID string) bool {
	t.Helper()
	c, err := k.Casus(t.Context(), testkit.Wie(t, wie), casusID)
	if err != nil {
		if !fout.Is(err, fout.NietGevonden) {
			t.Fatal(err)
		}
		return false
	}
	return toegang.NieuweTabel().Zicht(testkit.Wie(t, wie).Rol, c.Relaties) == toegang.ZichtDossier
}

func TestNoodtoegangGeeftEenDossierEnNietMeer(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t, echteKlok)
	a := k.Zaak(t)
	b := k.Meld(t, "verwijzer2", casus.Normaal, "Bert Buiten")
	c, err := k.Casus(t.Context(), testkit.Wie(t, "coordinator"), a)
	if err != nil {
		t.Fatal(err)
	}
	if ziet(t, k, "werker2", a) || ziet(t, k, "psychiater", a) {
		t.Fatal("zonder noodtoegang al zicht")
	}
	// That they were asked in once, until then, makes it no more than it is.
	if _, err := testkit.Verbind(t, k.DB.Eigenaar()).Exec(t.Context(), `INSERT INTO inzet (id, casus_id, wie, tot) VALUES
		(gen_random_uuid(), $1, 'werker2', now() - interval '1 hour'), (gen_random_uuid(), $1, 'psychiater', now() - interval '1 hour')`, a); err != nil {
		t.Fatal(err)
	}
	n := nood(t, k, "werker2", c.Nummer)
	gelijk(t, "casus", n.CasusID, a)
	gelijk(t, "duur", n.Tot.Sub(n.Van), 4*time.Hour)
	gelijk(t, "status", n.Status, "loopt")
	nood(t, k, "psychiater", a) // by its id as well
	for _, wie := range []string{"werker2", "psychiater"} {
		gelijk(t, wie+" leest", ziet(t, k, wie, a), true)
		gelijk(t, wie+" en een andere casus", ziet(t, k, wie, b), false)
		rs, _, err := k.Tijdlijn(t.Context(), testkit.Wie(t, wie), a, "", 0)
		if err != nil || len(rs) == 0 || !strings.Contains(string(rs[0].Inhoud), "Vera") {
			t.Errorf("%s leest de tijdlijn niet: %d regels, %v", wie, len(rs), err)
		}
		cs, _, err := k.Lijst(t.Context(), testkit.Wie(t, wie), register.Filter{})
		if err != nil || len(cs) > 0 {
			t.Errorf("%s: noodtoegang zet %d casussen in de lijst: %v", wie, len(cs), err)
		}
	}
	cs, err := k.Zoek(t.Context(), testkit.Wie(t, "werker2"), register.Zoekvraag{Naam: "Vera Voorbeeld"})
	if err != nil || len(cs) > 0 {
		t.Errorf("noodtoegang laat %d casussen vinden: %v", len(cs), err)
	}
	// A contact can be recorded, a plan cannot.
	k.Stap(t, "werker2", a, casus.Stap{Soort: casus.StapContact, Op: time.Now()}, `{"notitie":"x"}`)
	tabel := toegang.NieuweTabel()
	gez, err := k.Casus(t.Context(), testkit.Wie(t, "werker2"), a)
	if err != nil || !tabel.Mag(toegang.RolBMZWerker, toegang.ActieContact, gez.Relaties) || tabel.Mag(toegang.RolBMZWerker, toegang.ActiePlan, gez.Relaties) {
		t.Errorf("relaties %v: %v", gez.Relaties.Namen(), err)
	}
	// Somebody else of the same role sees nothing by it, nor does the same person in another role.
	gelijk(t, "ervaringsdeskundige", ziet(t, k, "ervaringsdeskundige", a), false)
	ander := testkit.Wie(t, "werker2")
	ander.Rol = toegang.RolPsychiater
	if _, err := k.Casus(t.Context(), ander, a); !fout.Is(err, fout.NietGevonden) {
		t.Errorf("in een andere rol: %v", err)
	}
}

// It ends by the clock of the database, also between two statements of one asker, and when it is taken back.
func TestNoodtoegangEindigt(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t, echteKlok)
	a := k.Zaak(t)
	zetNoodbeleid(t, k, casus.Duur{N: 2, Eenheid: casus.Seconde}, 9)
	toen := nood(t, k, "werker2", a)
	gelijk(t, "er is zicht", ziet(t, k, "werker2", a), true)
	testkit.Wacht(t, "het einde van de noodtoegang", func() bool { return !ziet(t, k, "werker2", a) })
	ns, _, err := k.Noodtoegangen(t.Context(), testkit.Wie(t, "werker2"), register.Blad{})
	if err != nil || len(ns) != 1 || ns[0].Status != "voorbij" || ns[0].Nummer != "" {
		t.Errorf("%+v %v", ns, err)
	}
	if _, err := k.TrekNoodtoegangIn(t.Context(), testkit.Wie(t, "coordinator"), toen.ID, vers()); !fout.Is(err, fout.NietMogelijk) {
		t.Errorf("intrekken wat voorbij is: %v", err)
	}
	// What happened in it and comes in later is kept; of after it, not.
	st := casus.Stap{Soort: casus.StapContact, Op: toen.Van.Add(time.Second)}
	if in := k.Dien(t, "werker2", testkit.Indiening(testkit.Wie(t, "werker2"), a, st, `{}`)); in.Relaties != toegang.Destijds {
		t.Errorf("een contact van toen: %v", in.Relaties.Namen())
	}
	ander := testkit.Wie(t, "werker2") // as it was given: in that role
	ander.Rol = toegang.RolPsychiater
	if _, err := k.Indienen(t.Context(), ander, testkit.Indiening(ander, a, st, `{}`)); !fout.Is(err, fout.NietGevonden) {
		t.Errorf("een contact van toen in een andere rol: %v", err)
	}
	st.Op = toen.Tot.Add(time.Second)
	if _, err := k.Indienen(t.Context(), testkit.Wie(t, "werker2"), testkit.Indiening(testkit.Wie(t, "werker2"), a, st, `{}`)); !fout.Is(err, fout.NietGevonden) {
		t.Errorf("een contact van erna: %v", err)
	}

	zetNoodbeleid(t, k, casus.Duur{N: 1, Eenheid: casus.Uur}, 9)
	for _, wie := range []string{"coordinator", "privacy", "werker2"} {
		n := nood(t, k, "werker2", a)
		gelijk(t, "er is zicht", ziet(t, k, "werker2", a), true)
		if _, err := k.TrekNoodtoegangIn(t.Context(), testkit.Wie(t, "psychiater"), n.ID, vers()); !fout.Is(err, fout.NietGevonden) {
			t.Errorf("die van een ander intrekken: %v", err)
		}
		s := vers()
		for range 2 { // again is the same
			in, err := k.TrekNoodtoegangIn(t.Context(), testkit.Wie(t, wie), n.ID, s)
			if err != nil || in.Status != "voorbij" || *in.IngetrokkenDoor != wie {
				t.Fatalf("%+v %v", in, err)
			}
		}
		gelijk(t, "na intrekken door "+wie, ziet(t, k, "werker2", a), false)
		if _, err := k.TrekNoodtoegangIn(t.Context(), testkit.Wie(t, "coordinator"), n.ID, vers()); !fout.Is(err, fout.NietMogelijk) {
			t.Errorf("nog eens: %v", err)
		}
	}
}

func TestNoodtoegangDieNietKan(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t, echteKlok)
	a := k.Zaak(t)
	zetNoodbeleid(t, k, casus.Duur{N: 1, Eenheid: casus.Uur}, 2)
	var teksten []string
	for _, welke := range []string{"2026-99999", "11111111-1111-4111-8111-111111111111", "' OR true --", ""} {
		_, err := neemNood(t, k, "werker2", welke)
		if !fout.Is(err, fout.NietGevonden) {
			t.Errorf("%q: %v", welke, err)
		}
		teksten = append(teksten, fmt.Sprint(err))
	}
	gelijk(t, "elk antwoord is hetzelfde", len(slices.Compact(teksten)), 1)
	if _, err := neemNood(t, k, "werker", a); !fout.Is(err, fout.NietMogelijk) {
		t.Errorf("de eigen casus: %v", err)
	}
	nood(t, k, "werker2", a)
	if _, err := neemNood(t, k, "werker2", a); !fout.Is(err, fout.NietMogelijk) {
		t.Errorf("terwijl zij loopt: %v", err)
	}
	nood(t, k, "werker2", k.Meld(t, "verwijzer2", casus.Normaal, "Bert Buiten"))
	// As often as the policy allows: a case that is there and one that is not get the same answer.
	var antwoorden []string
	for _, welke := range []string{k.Meld(t, "verwijzer2", casus.Normaal, "Carla Cirkel"), "2026-99999"} {
		_, err := neemNood(t, k, "werker2", welke)
		if !fout.Is(err, fout.TeVaak) {
			t.Errorf("te vaak: %v", err)
		}
		antwoorden = append(antwoorden, fmt.Sprint(err))
	}
	gelijk(t, "te vaak zegt niets over de casus", antwoorden[0], antwoorden[1])
	// The same key is the same access, as it now is; with another body it is refused.
	s := vers()
	vraag := register.NieuweNoodtoegang{Casus: a, Reden: "anders", Toelichting: "x"}
	een, err := k.VraagNoodtoegang(t.Context(), testkit.Wie(t, "psychiater"), vraag, s)
	if err != nil {
		t.Fatal(err)
	}
	twee, err := k.VraagNoodtoegang(t.Context(), testkit.Wie(t, "psychiater"), vraag, s)
	if err != nil || twee.ID != een.ID {
		t.Errorf("%v %v %v", een.ID, twee.ID, err)
	}
	s.Lichaam = []byte("anders")
	if _, err := k.VraagNoodtoegang(t.Context(), testkit.Wie(t, "psychiater"), vraag, s); !fout.Is(err, fout.SleutelAnders) {
		t.Errorf("andere inhoud: %v", err)
	}
}

// It lasts as long as is needed, and never longer than the policy gives: then it is not given at all.
func TestNoodtoegangDuurtNietLangerDanNodig(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t, echteKlok)
	a := k.Zaak(t)
	zetNoodbeleid(t, k, casus.Duur{N: 1, Eenheid: casus.Uur}, 9)
	for _, g := range []struct {
		wie         string
		duur, duurt time.Duration // duurt 0: refused
	}{
		{"psychiater", 61 * time.Minute, 0},
		{"psychiater", 25 * time.Hour, 0},
		{"psychiater", 20 * time.Minute, 20 * time.Minute},
		{"werker2", 0, time.Hour},
	} {
		n, err := k.VraagNoodtoegang(t.Context(), testkit.Wie(t, g.wie), register.NieuweNoodtoegang{Casus: a, Reden: "crisis", Toelichting: "x", Duur: g.duur}, vers())
		if g.duurt == 0 {
			if f := fout.Als(err); f.Soort != fout.Ongeldig || len(f.Velden) != 1 || f.Velden[0].Veld != "minuten" {
				t.Errorf("%s: %v", g.duur, err)
			}
			gelijk(t, "gegeven", tel(t, k, `SELECT count(*) FROM noodtoegangen`), 0)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		gelijk(t, g.wie, n.Tot.Sub(n.Van), g.duurt)
	}
}

// The coordinator and the privacy officer are told in the transaction that gives it, and can look it up.
func TestNoodtoegangWordtMeteenVerteld(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t, echteKlok)
	a := k.Zaak(t)
	n := nood(t, k, "werker2", a)
	for wie, nummer := range map[string]bool{"coordinator": true, "privacy": false} {
		ms, err := k.Meldingen(t.Context(), testkit.Wie(t, wie))
		i := slices.IndexFunc(ms, func(m register.Melding) bool { return m.Soort == casus.MeldNood })
		if err != nil || i < 0 || (ms[i].Nummer != "") != nummer {
			t.Errorf("%s: %+v %v", wie, ms, err)
		}
		ns, _, err := k.Noodtoegangen(t.Context(), testkit.Wie(t, wie), register.Blad{})
		if err != nil || len(ns) != 1 || ns[0].ID != n.ID || ns[0].Wie != "werker2" || ns[0].Reden != "crisis" || (ns[0].Toelichting == kanarieNood) != nummer || (ns[0].Nummer != "") != nummer {
			t.Errorf("%s: %+v %v", wie, ns, err)
		}
	}
	g, err := k.VerseSpoed(t.Context(), time.Now().Add(-time.Minute))
	if err != nil || len(g) != 2 || !g[0].Spoed {
		t.Errorf("meteen per mail: %+v %v", g, err)
	}
	for _, wie := range []string{"werker2", "werker", "psychiater", "ctb", "verwijzer", "leidinggevende", "beheerder"} {
		ms, err := k.Meldingen(t.Context(), testkit.Wie(t, wie))
		if err != nil || slices.ContainsFunc(ms, func(m register.Melding) bool { return m.Soort == casus.MeldNood }) {
			t.Errorf("%s hoort het ook: %v", wie, err)
		}
	}
}

// In the access log it stands apart: that it was taken, and all that was done with it.
func TestNoodtoegangInHetLog(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t, echteKlok)
	a := k.Zaak(t)
	nood(t, k, "werker2", a)
	ziet(t, k, "werker2", a)
	if _, _, err := k.Tijdlijn(t.Context(), testkit.Wie(t, "werker2"), a, "", 0); err != nil {
		t.Fatal(err)
	}
	in := testkit.Indiening(testkit.Wie(t, "werker2"), a, casus.Stap{Soort: casus.StapContact, Op: time.Now()}, `{}`)
	in.Toets = func(c register.Casus) error {
		return toegang.NieuweTabel().Toets(toegang.RolBMZWerker, toegang.ActieContact, c.Relaties)
	}
	k.Dien(t, "werker2", in)
	ziet(t, k, "werker", a)
	doelen := func(wie string) string {
		rs, _, err := k.Toegangslog(t.Context(), testkit.Wie(t, "privacy"), register.Logvraag{CasusID: a, Wie: wie})
		if err != nil {
			t.Fatal(err)
		}
		var uit []string
		for _, r := range rs {
			uit = append(uit, r.Handeling+" "+r.Wat+" "+r.Doel)
		}
		return strings.Join(uit, ", ")
	}
	gelijk(t, "wie in nood las", doelen("werker2"),
		"wijzigen contact noodprocedure, lezen tijdlijn noodprocedure, lezen casus noodprocedure, noodtoegang noodtoegang noodprocedure")
	gelijk(t, "de casehouder", doelen("werker"), "lezen casus zorgproces")
	// Who is asked in meanwhile is there for the care.
	k.Stap(t, "werker", a, casus.Stap{Soort: casus.StapInzet, Wie: "werker2"}, `{}`)
	ziet(t, k, "werker2", a)
	gelijk(t, "daarna gevraagd", strings.HasPrefix(doelen("werker2"), "lezen casus zorgproces, "), true)
	rs, _, err := k.Toegangslog(t.Context(), testkit.Wie(t, "privacy"), register.Logvraag{Doel: "noodprocedure"})
	if err != nil || len(rs) != 4 {
		t.Errorf("%d regels met dit doel: %v", len(rs), err)
	}
}

// The second wall: past every query of ours nobody gives it to himself, lengthens it, or sees another's.
func TestNoodtoegangAchterDeMuur(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t, echteKlok)
	a := k.Zaak(t)
	n := nood(t, k, "werker2", a)
	conn := testkit.Verbind(t, k.DB.App())
	for wie, wil := range map[string]int{"werker2": 1, "coordinator": 1, "privacy": 1, "psychiater": 0, "werker": 0, "ctb": 0, "verwijzer": 0, "ketenpartner": 0, "beheerder": 0, "leidinggevende": 0} {
		gelijk(t, wie, len(als(t, conn, testkit.Wie(t, wie), `SELECT id::text FROM noodtoegangen`)), wil)
	}
	zelf := `INSERT INTO noodtoegangen (id, casus_id, wie, rol, organisatie, reden, tot) VALUES (gen_random_uuid(), '` + a + `', 'psychiater', 'psychiater', 'x', 'crisis', now() + interval '1 hour')`
	for _, opdracht := range []string{zelf, `UPDATE noodtoegangen SET tot = now() + interval '9 hours'`, `UPDATE noodtoegangen SET wie = 'psychiater'`, `DELETE FROM noodtoegangen`} {
		if err := alsApp(t, conn, testkit.Wie(t, "psychiater"), opdracht); err == nil {
			t.Errorf("mag: %s", opdracht)
		}
	}
	if err := alsApp(t, conn, testkit.Wie(t, "coordinator"), `UPDATE noodtoegangen SET ingetrokken_op = now(), ingetrokken_door = 'privacy' WHERE id = '`+n.ID+`'`); err == nil {
		t.Error("intrekken op andermans naam mag")
	}
	motor := testkit.Verbind(t, k.DB.Motor())
	if _, err := motor.Exec(t.Context(), strings.Replace(zelf, "1 hour", "25 hours", 1)); err == nil {
		t.Error("dagen in plaats van uren mag")
	}
	gelijk(t, "leesbare tekst in de tabel", tel(t, k, `SELECT count(*) FROM noodtoegangen n WHERE n::text LIKE '%Kanariepiet%' OR position('Kanariepiet'::bytea IN n.toelichting) > 0`), 0)
	gelijk(t, "wel een toelichting", tel(t, k, `SELECT count(*) FROM noodtoegangen n WHERE length(n.toelichting) > 30`), 1)
}

// alsApp runs a statement as the application, with who asks set, and rolls it back.
func alsApp(t *testing.T, conn *pgx.Conn, id toegang.Identiteit, opdracht string) error {
	t.Helper()
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	if _, err := tx.Exec(t.Context(), `SELECT set_config('app.gebruiker', $1, true), set_config('app.rol', $2, true), set_config('app.organisatie', $3, true)`,
		id.Gebruiker, string(id.Rol), id.Organisatie); err != nil {
		t.Fatal(err)
	}
	_, err = tx.Exec(t.Context(), opdracht)
	return err
}
