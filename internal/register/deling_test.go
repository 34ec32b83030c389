package register_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

func mag(register.Casus) error { return nil }

func goedeDeling() register.NieuweDeling {
	return register.NieuweDeling{
		Doel: "vraag", Grond: "conflict-van-plichten", Ontvanger: "ggz-voorbeeld", Rol: "ketenpartner", Velden: []string{"naam"}, Waarom: "Kanarie waarom",
		Weging: "Kanarie weging", WegingDoor: "werker2", Antwoord: casus.AntwoordNietGevraagd, Geinformeerd: register.NieuweInformatie{Reden: "Kanarie reden"},
	}
}

func delingen(t *testing.T, k *testkit.Keten, casusID string) []register.Deling {
	t.Helper()
	ds, err := k.Delingen(t.Context(), testkit.Wie(t, "coordinator"), casusID, mag)
	if err != nil {
		t.Fatal(err)
	}
	return ds
}

func zetBeleid(t *testing.T, k *testkit.Keten) {
	t.Helper()
	if _, _, err := k.ZetBeleid(t.Context(), k.Beleid, "proef"); err != nil {
		t.Fatal(err)
	}
}

// No offer without a deling: the three fields of the contract give one on the ground of the policy, which still asks to be completed, and the receiver
// sees the summary alone.
func TestOverdrachtHeeftEenDeling(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	zetBeleid(t, k)
	a := k.Zaak(t)
	oid := k.Aangeboden(t, a, "ggz-voorbeeld", `{"samenvatting":"Kanarie kort"}`)
	ds := delingen(t, k, a)
	if len(ds) != 1 || ds[0].Grond != "taak-van-algemeen-belang" || !ds[0].UitBeleid || ds[0].OverdrachtID != oid || fmt.Sprint(ds[0].Velden) != "[samenvatting]" || ds[0].Geinformeerd.Ja || ds[0].Ontvanger != "ggz-voorbeeld" || ds[0].Fase != casus.Overdragen {
		t.Fatalf("%+v", ds)
	}
	partner := testkit.Wie(t, "ketenpartner")
	o, err := k.Overdracht(t.Context(), partner, oid)
	if err != nil || o.Samenvatting != "Kanarie kort" || o.Gedeeld.Naam != "" || o.Gedeeld.Veiligheid != nil {
		t.Errorf("%+v %+v %v", o, o.Gedeeld, err)
	}
	// Completing it is a new deling that names it; what it names, the receiver sees.
	n := goedeDeling()
	n.Doel, n.Vervangt, n.Velden = "overdracht", ds[0].ID, []string{"samenvatting", "naam", "veiligheid"}
	werker := testkit.Wie(t, "werker")
	nieuw, err := k.MaakDeling(t.Context(), werker, a, n, mag, vers())
	if err != nil || nieuw.UitBeleid || nieuw.Vervangt != ds[0].ID || nieuw.OverdrachtID != oid || nieuw.Waarom != "Kanarie waarom" || nieuw.Weging != "Kanarie weging" {
		t.Fatalf("%+v %v", nieuw, err)
	}
	if o, err = k.Overdracht(t.Context(), partner, oid); err != nil || o.Gedeeld.Naam != "Vera Voorbeeld" || o.Gedeeld.Geboortedatum != "" || fmt.Sprint(o.Gedeeld.Veiligheid) != "[hond]" {
		t.Errorf("%+v %v", o.Gedeeld, err)
	}
	if ds = delingen(t, k, a); ds[0].VervangenDoor != nieuw.ID {
		t.Errorf("%+v", ds[0])
	}
	if _, err := k.MaakDeling(t.Context(), werker, a, n, mag, vers()); !fout.Is(err, fout.NietMogelijk) {
		t.Errorf("twee keer aanvullen: %v", err)
	}
	gelijk(t, "leesbare tekst", tel(t, k, `SELECT count(*) FROM delingen d LEFT JOIN delinginformatie i ON i.deling_id = d.id
		WHERE d::text LIKE '%Kanarie%' OR position('Kanarie'::bytea IN coalesce(d.inhoud, '')) > 0 OR position('Kanarie'::bytea IN coalesce(i.reden, '')) > 0`), 0)
	// An offer that says it itself.
	b := k.Zaak(t)
	oid = k.Aangeboden(t, b, "wmo-voorbeeld", `{"samenvatting":"x","deling":{"grondslag":"vitaal-belang","velden":["naam"],"waarom":"omdat","toestemming":{"antwoord":"nee","op":"2026-01-02"},"weging":{"door":"werker2","motivering":"gewogen"},"geinformeerd":{"ja":true}}}`)
	if ds = delingen(t, k, b); len(ds) != 1 || ds[0].Grond != "vitaal-belang" || ds[0].Antwoord != "nee" || ds[0].WegingDoor != "werker2" || ds[0].Weging != "gewogen" || !ds[0].Geinformeerd.Ja {
		t.Errorf("%+v", ds)
	}
	if o, err = k.Overdracht(t.Context(), testkit.Wie(t, "ketenpartner2"), oid); err != nil || o.Gedeeld.Naam != "Vera Voorbeeld" || o.Gedeeld.Veiligheid != nil {
		t.Errorf("%+v %v", o.Gedeeld, err)
	}
}

// What the access table says of who asks counts in the transaction that reads or writes, also of who may see the case.
func TestDelenEnVerklarenLangsDeTabel(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	zetBeleid(t, k)
	a, werker := k.Zaak(t), testkit.Wie(t, "werker")
	d, err := k.MaakDeling(t.Context(), werker, a, goedeDeling(), mag, vers())
	if err != nil {
		t.Fatal(err)
	}
	v, err := k.LegVerklaringVast(t.Context(), werker, a, register.NieuweVerklaring{Soort: "bezwaar", Tekst: "x"}, mag, vers())
	if err != nil {
		t.Fatal(err)
	}
	niet := func(register.Casus) error { return fout.Nieuw(fout.NietBevoegd, "niet") }
	wie := testkit.Wie(t, "coordinator")
	for wat, doe := range map[string]func() error{
		"delen": func() error { _, err := k.MaakDeling(t.Context(), wie, a, goedeDeling(), niet, vers()); return err },
		"informeren": func() error {
			_, err := k.InformeerDeling(t.Context(), wie, a, d.ID, register.NieuweInformatie{Ja: true}, niet, vers())
			return err
		},
		"delingen": func() error {
			ds, err := k.Delingen(t.Context(), wie, a, niet)
			gelijk(t, "delingen gelezen", len(ds), 0)
			return err
		},
		"verklaren": func() error {
			_, err := k.LegVerklaringVast(t.Context(), wie, a, register.NieuweVerklaring{Soort: "bezwaar", Tekst: "x"}, niet, vers())
			return err
		},
		"verklaringen": func() error {
			vs, err := k.Verklaringen(t.Context(), wie, a, niet)
			gelijk(t, "verklaringen gelezen", len(vs), 0)
			return err
		},
		"antwoorden": func() error {
			_, err := k.BeantwoordVerklaring(t.Context(), wie, a, v.ID, register.VerklaringAntwoord{Uitkomst: "afgewezen", Motivering: "x"}, niet, vers())
			return err
		},
	} {
		if err := doe(); !fout.Is(err, fout.NietBevoegd) {
			t.Errorf("%s: %v", wat, err)
		}
	}
	gelijk(t, "wat er staat", tel(t, k, `SELECT (SELECT count(*) FROM delingen) + (SELECT count(*) FROM delinginformatie) + (SELECT count(*) FROM verklaringen) + (SELECT count(*) FROM verklaringantwoorden)`), 3)
}

// What completes a deling names one of this case; that of an overdracht stays for whom and what it was. Nobody is named who is not known here.
func TestDelingNoemtWatErIs(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	zetBeleid(t, k)
	a, b := k.Zaak(t), k.Zaak(t)
	k.Aangeboden(t, a, "ggz-voorbeeld", `{"samenvatting":"x"}`)
	van, werker := delingen(t, k, a)[0], testkit.Wie(t, "werker")
	for wat, g := range map[string]struct {
		casus, veld string
		anders      func(*register.NieuweDeling)
	}{
		"een andere ontvanger":         {a, "ontvanger", func(n *register.NieuweDeling) { n.Ontvanger = "wmo-voorbeeld" }},
		"een andere rol":               {a, "ontvanger", func(n *register.NieuweDeling) { n.Rol, n.Velden = "verwijzer", []string{"naam"} }},
		"een ander doel":               {a, "ontvanger", func(n *register.NieuweDeling) { n.Doel = "vraag" }},
		"van een andere casus":         {b, "vervangt", func(*register.NieuweDeling) {}},
		"een onbekende ontvanger":      {b, "ontvanger", func(n *register.NieuweDeling) { n.Vervangt, n.Ontvanger = "", "nergens" }},
		"gewogen door wie er niet is":  {b, "weging.door", func(n *register.NieuweDeling) { n.Vervangt, n.WegingDoor = "", "niemand" }},
		"zonder wat het beleid vraagt": {b, "waarom", func(n *register.NieuweDeling) { n.Vervangt, n.Waarom = "", "" }},
	} {
		n := goedeDeling()
		n.Doel, n.Vervangt, n.Velden = "overdracht", van.ID, []string{"samenvatting", "naam"}
		g.anders(&n)
		_, err := k.MaakDeling(t.Context(), werker, g.casus, n, mag, vers())
		if f := fout.Als(err); f.Soort != fout.Ongeldig || !slices.ContainsFunc(f.Velden, func(v fout.Veld) bool { return v.Veld == g.veld }) {
			t.Errorf("%s: %v %+v", wat, err, f.Velden)
		}
	}
	// Of a case it is not of, it is not told about either.
	if _, err := k.InformeerDeling(t.Context(), werker, b, van.ID, register.NieuweInformatie{Ja: true}, mag, vers()); !fout.Is(err, fout.NietGevonden) {
		t.Errorf("informeren over die van een andere casus: %v", err)
	}
	gelijk(t, "delingen", tel(t, k, `SELECT count(*) FROM delingen`), 1)
	gelijk(t, "informatie", tel(t, k, `SELECT count(*) FROM delinginformatie`), 1)
}

func TestDelingPerRol(t *testing.T) {
	t.Parallel()
	k, a, _ := stad(t)
	zetBeleid(t, k)
	for wie, soort := range map[string]fout.Soort{"werker2": fout.NietGevonden, "verwijzer2": fout.NietGevonden, "ketenpartner2": fout.NietGevonden, "privacy": fout.NietGevonden, "beheerder": fout.NietGevonden} {
		if _, err := k.Delingen(t.Context(), testkit.Wie(t, wie), a, mag); !fout.Is(err, soort) {
			t.Errorf("%s leest: %v", wie, err)
		}
		if _, err := k.MaakDeling(t.Context(), testkit.Wie(t, wie), a, goedeDeling(), mag, vers()); !fout.Is(err, soort) {
			t.Errorf("%s deelt: %v", wie, err)
		}
	}
	if _, err := k.MaakDeling(t.Context(), testkit.Wie(t, "werker"), a, goedeDeling(), mag, vers()); err != nil {
		t.Fatal(err)
	}
	ds, _, err := k.DelingenRegio(t.Context(), testkit.Wie(t, "privacy"), register.Delingvraag{})
	if err != nil || len(ds) != 3 || slices.ContainsFunc(ds, func(d register.Deling) bool { return d.Waarom+d.Weging+d.Geinformeerd.Reden != "" }) {
		t.Errorf("de FG: %+v %v", ds, err)
	}
	conn := testkit.Verbind(t, k.DB.App())
	for wie, wil := range map[string]int{"coordinator": 3, "ctb": 3, "privacy": 3, "werker": 2, "werker2": 1, "psychiater": 2, "ervaringsdeskundige": 1, "ketenpartner": 1, "ketenpartner2": 1, "verwijzer": 0, "beheerder": 0, "leidinggevende": 0, "moederorganisatie": 0} {
		gelijk(t, "achter de muur: "+wie, len(als(t, conn, testkit.Wie(t, wie), `SELECT id::text FROM delingen`)), wil)
	}
	for _, opdracht := range []string{`UPDATE delingen SET grond = 'x'`, `DELETE FROM delingen`, `UPDATE delinginformatie SET ja = true`, `DELETE FROM delinginformatie`} {
		if err := alsApp(t, conn, testkit.Wie(t, "coordinator"), opdracht); err == nil {
			t.Errorf("mag: %s", opdracht)
		}
	}
	n := goedeDeling()
	n.Weging = ""
	if err := k.ToetsDeling(t.Context(), testkit.Wie(t, "werker"), n); !fout.Is(err, fout.Ongeldig) {
		t.Errorf("zonder weging: %v", err)
	}
	n = goedeDeling()
	n.WegingDoor = "niemand"
	if err := k.ToetsDeling(t.Context(), testkit.Wie(t, "werker"), n); !fout.Is(err, fout.Ongeldig) {
		t.Errorf("weging met niemand: %v", err)
	}
}

// The duty to inform reminds on the chosen date and climbs; so does a deling without ground. What is done is settled.
func TestDelingHerinnert(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	zetBeleid(t, k)
	a := k.Zaak(t)
	k.Aangeboden(t, a, "ggz-voorbeeld", `{"samenvatting":"x"}`)
	staat := func() string {
		t.Helper()
		if _, err := k.HerinnerDelingen(t.Context()); err != nil {
			t.Fatal(err)
		}
		var uit []string
		for _, wie := range []string{"werker", "coordinator"} {
			ms, err := k.Meldingen(t.Context(), testkit.Wie(t, wie))
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range ms {
				if m.Soort == casus.MeldDelingAanvullen || m.Soort == casus.MeldDelingInformeren {
					uit = append(uit, fmt.Sprint(wie, " ", m.Soort, " ", m.Trede))
				}
			}
		}
		slices.Sort(uit)
		return fmt.Sprint(uit)
	}
	gelijk(t, "meteen niets", staat(), "[]")
	k.Klok.Verder(9 * 24 * time.Hour)
	gelijk(t, "na een week", staat(), "[werker deling-aanvullen 1]")
	gelijk(t, "nog eens is hetzelfde", staat(), "[werker deling-aanvullen 1]")
	k.Klok.Verder(26 * 24 * time.Hour)
	gelijk(t, "na een maand", staat(), "[coordinator deling-aanvullen 2 werker deling-aanvullen 1 werker deling-informeren 1]")
	ws, _, err := k.Werkvoorraad(t.Context(), testkit.Wie(t, "werker"), register.Blad{})
	if err != nil || !slices.ContainsFunc(ws, func(w register.Werkregel) bool { return w.Soort == casus.MeldDelingInformeren }) {
		t.Errorf("niet in de werkvoorraad: %+v %v", ws, err)
	}
	werker := testkit.Wie(t, "werker")
	did := delingen(t, k, a)[0].ID
	if _, err := k.InformeerDeling(t.Context(), werker, a, did, register.NieuweInformatie{Ja: true}, mag, vers()); err != nil {
		t.Fatal(err)
	}
	gelijk(t, "na informeren", staat(), "[coordinator deling-aanvullen 2 werker deling-aanvullen 1]")
	n := goedeDeling()
	n.Doel, n.Vervangt, n.Geinformeerd = "overdracht", did, register.NieuweInformatie{Ja: true}
	if _, err := k.MaakDeling(t.Context(), werker, a, n, mag, vers()); err != nil {
		t.Fatal(err)
	}
	gelijk(t, "na aanvullen", staat(), "[]")
}

// The same key with the same body is one deling and one piece of information, whoever waits; with another body it is refused.
func TestDelingEenmaal(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	zetBeleid(t, k)
	a := k.Zaak(t)
	werker, s := testkit.Wie(t, "werker"), vers()
	een, err := k.MaakDeling(t.Context(), werker, a, goedeDeling(), mag, s)
	if err != nil {
		t.Fatal(err)
	}
	twee, err := k.MaakDeling(t.Context(), werker, a, goedeDeling(), mag, s)
	if err != nil || twee.ID != een.ID {
		t.Errorf("%s en %s: %v", een.ID, twee.ID, err)
	}
	anders := s
	anders.Lichaam = []byte("anders")
	if _, err := k.MaakDeling(t.Context(), werker, a, goedeDeling(), mag, anders); !fout.Is(err, fout.SleutelAnders) {
		t.Errorf("een ander lichaam: %v", err)
	}
	gelijk(t, "delingen", tel(t, k, `SELECT count(*) FROM delingen`), 1)
	gelijk(t, "informatie", tel(t, k, `SELECT count(*) FROM delinginformatie`), 1)
	weet := vers()
	for range 2 {
		if _, err := k.InformeerDeling(t.Context(), werker, a, een.ID, register.NieuweInformatie{Ja: true}, mag, weet); err != nil {
			t.Fatal(err)
		}
	}
	gelijk(t, "na informeren", tel(t, k, `SELECT count(*) FROM delinginformatie`), 2)
	// What was refused wrote nothing, its key included: mended, it goes.
	fouteSleutel, n := vers(), goedeDeling()
	n.Weging = ""
	if _, err := k.MaakDeling(t.Context(), werker, a, n, mag, fouteSleutel); !fout.Is(err, fout.Ongeldig) {
		t.Fatal(err)
	}
	if _, err := k.MaakDeling(t.Context(), werker, a, goedeDeling(), mag, fouteSleutel); err != nil {
		t.Errorf("verbeterd: %v", err)
	}
	gelijk(t, "delingen", tel(t, k, `SELECT count(*) FROM delingen`), 2)
}

// Each filter gives what fits it and leaves out what does not; together with its opposite it gives all.
func TestDelingenRegioFilters(t *testing.T) {
	t.Parallel()
	k, a, _ := stad(t)
	zetBeleid(t, k)
	werker := testkit.Wie(t, "werker")
	d, err := k.MaakDeling(t.Context(), werker, a, goedeDeling(), mag, vers())
	if err != nil {
		t.Fatal(err)
	}
	fg := testkit.Wie(t, "privacy")
	lees := func(v register.Delingvraag) []register.Deling {
		ds, _, err := k.DelingenRegio(t.Context(), fg, v)
		if err != nil {
			t.Fatal(err)
		}
		return ds
	}
	alle := lees(register.Delingvraag{})
	for naam, g := range map[string]struct {
		v     register.Delingvraag
		hoort func(register.Deling) bool
	}{
		"ontvanger":    {register.Delingvraag{Ontvanger: d.Ontvanger}, func(x register.Deling) bool { return x.Ontvanger == d.Ontvanger }},
		"doel":         {register.Delingvraag{Doel: d.Doel}, func(x register.Deling) bool { return x.Doel == d.Doel }},
		"grond":        {register.Delingvraag{Grond: d.Grond}, func(x register.Deling) bool { return x.Grond == d.Grond }},
		"zonder grond": {register.Delingvraag{ZonderGrond: true}, func(x register.Deling) bool { return x.Grond == "" || x.UitBeleid }},
		"weet":         {register.Delingvraag{Geinformeerd: "ja"}, func(x register.Deling) bool { return x.Geinformeerd.Ja }},
		"weet niet":    {register.Delingvraag{Geinformeerd: "nee"}, func(x register.Deling) bool { return !x.Geinformeerd.Ja }},
		"geldt":        {register.Delingvraag{Geldt: true}, func(x register.Deling) bool { return x.VervangenDoor == "" }},
		"niets":        {register.Delingvraag{Ontvanger: "nergens"}, func(register.Deling) bool { return false }},
	} {
		var wil []string
		for _, x := range alle {
			if g.hoort(x) {
				wil = append(wil, x.ID)
			}
		}
		var kreeg []string
		for _, x := range lees(g.v) {
			kreeg = append(kreeg, x.ID)
		}
		if !slices.Equal(kreeg, wil) {
			t.Errorf("%s: %v, verwacht %v", naam, kreeg, wil)
		}
	}
	// What must be looked at again is that whose moment has come.
	gelijk(t, "nog niet", len(lees(register.Delingvraag{Kijken: true})), 0)
	k.Klok.Verder(2 * 365 * 24 * time.Hour)
	for _, x := range lees(register.Delingvraag{Kijken: true}) {
		if x.Geinformeerd.Ja || x.Geinformeerd.HerbeoordelenOp == nil || x.Geinformeerd.HerbeoordelenOp.After(k.Klok.Nu()) {
			t.Errorf("%+v", x.Geinformeerd)
		}
	}
	if len(alle) < 3 || len(lees(register.Delingvraag{Geinformeerd: "nee"})) == 0 {
		t.Errorf("deze test laat weinig zien: %d", len(alle))
	}
}
