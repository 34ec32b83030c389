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

const dag = 24 * time.Hour

// What holds back from being destroyed besides a bewaarplicht on a case.

// What the client objected to or asked to correct holds the dossier until it is answered, on the list and at the moment itself; a statement does not.
func TestOnbeantwoordHoudtHetDossierVast(t *testing.T) {
	t.Parallel()
	k, ids := ingetrokken(t, 4)
	zet := func(id, soort string) register.Verklaring {
		t.Helper()
		v, err := k.LegVerklaringVast(t.Context(), testkit.Wie(t, "ctb"), id, register.NieuweVerklaring{Soort: soort, Tekst: "Kanarie"}, mag, vers())
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	antwoord := func(v register.Verklaring) {
		t.Helper()
		if _, err := k.BeantwoordVerklaring(t.Context(), testkit.Wie(t, "coordinator"), v.CasusID, v.ID, register.VerklaringAntwoord{Uitkomst: "deels", Motivering: "x"}, mag, vers()); err != nil {
			t.Fatal(err)
		}
	}
	bezwaar, verzoek := zet(ids[0], "bezwaar"), zet(ids[1], "correctieverzoek")
	zet(ids[2], "verklaring")
	k.Klok.Verder(50 * dag)
	uit := overTermijn(t, k)
	for i, wil := range []bool{true, true, false, false} {
		if o := uit[ids[i]]; o.Onbeantwoord != wil || o.Kan() == wil || o.Opgeschort {
			t.Errorf("%d: %+v", i, o)
		}
	}
	lijst := voorstel(t, k, 2)
	// One that was left without an answer as long as the list itself: as if it stood there before, but for the answer.
	conn := testkit.Verbind(t, k.DB.Eigenaar())
	laat := zet(ids[3], "bezwaar")
	if _, err := conn.Exec(t.Context(), `UPDATE verklaringen SET vastgelegd = $2 WHERE id = $1`, laat.ID, k.Klok.Nu().Add(-200*dag)); err != nil {
		t.Fatal(err)
	}
	for _, wie := range []string{"privacy", "coordinator"} {
		l, err := k.Vernietigingslijst(t.Context(), testkit.Wie(t, wie), lijst)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range l.Regels {
			if wil := map[string]string{ids[3]: "onbeantwoord"}[*r.CasusID]; r.HoudtTegen != wil {
				t.Errorf("%s leest bij %s %q, verwacht %q", wie, *r.Nummer, r.HoudtTegen, wil)
			}
		}
	}
	for _, wie := range []string{"ctb", "werker", "leidinggevende", "beheerder"} {
		if n := als(t, testkit.Verbind(t, k.DB.App()), testkit.Wie(t, wie), `SELECT nr::text FROM lijst_houdt_vast('`+lijst+`')`); len(n) > 0 {
			t.Errorf("%s hoort wat een lijst tegenhoudt: %v", wie, n)
		}
	}
	goed(t, k, lijst, "privacy", "coordinator")
	rs, err := k.TeVernietigen(t.Context())
	if err != nil || len(rs) != 2 {
		t.Fatal(rs, err)
	}
	for _, r := range rs {
		if gaat, err := k.BeginVernietiging(t.Context(), r); err != nil || gaat != (r.CasusID == ids[2]) {
			t.Errorf("%s: %v %v", r.CasusID, gaat, err)
		}
	}
	l, err := k.Vernietigingslijst(t.Context(), testkit.Wie(t, "privacy"), lijst)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range l.Regels {
		if *r.CasusID == ids[3] && (r.Status != "vervallen" || r.Reden != "onbeantwoord") {
			t.Errorf("%+v", r)
		}
	}
	// Answered, it goes as any other, when its term is over again: the answer is a change.
	antwoord(bezwaar)
	antwoord(verzoek)
	antwoord(laat)
	voorstel(t, k, 0)
	k.Klok.Verder(50 * dag)
	voorstel(t, k, 3)
}

// A complaint is held by itself, also without a case and when it is closed; by who may handle it, behind the wall, until it is lifted.
func TestKlachtWordtZelfVastgehouden(t *testing.T) {
	t.Parallel()
	k, ander := klachtstad(t)
	zetKlok(k, amsterdam(t, "2024-01-05 10:00:00")) // the database has a clock of its own
	kid := geslotenKlacht(t, k, nieuweKlacht("coordinator2", "coordinator"), ander)
	houd := register.NieuweKlachtstap{Soort: register.KlachtBewaarplicht, Wat: "tuchtzaak", Tekst: "Kanarie houdt"}
	for _, wie := range []string{"coordinator", "leidinggevende", "privacy", "ctb", "werker"} {
		if _, err := doeKlacht(t, k, testkit.Wie(t, wie), kid, houd); !fout.Is(err, fout.NietGevonden) {
			t.Errorf("%s: %v", wie, err)
		}
	}
	x, err := doeKlacht(t, k, ander, kid, houd)
	if err != nil || x.Bewaarplicht != "tuchtzaak" || x.Stappen[len(x.Stappen)-1].Tekst != "Kanarie houdt" || x.Status != "afgehandeld" {
		t.Fatalf("%+v %v", x, err)
	}
	if _, err := doeKlacht(t, k, ander, kid, houd); !fout.Is(err, fout.NietMogelijk) {
		t.Errorf("twee keer: %v", err)
	}
	if _, err := doeKlacht(t, k, ander, kid, register.NieuweKlachtstap{Soort: register.KlachtNotitie, Tekst: "x"}); !fout.Is(err, fout.NietMogelijk) {
		t.Errorf("een notitie bij een gesloten klacht: %v", err)
	}
	if waar := zoekOveral(t, k, "Kanarie houdt"); len(waar) > 0 {
		t.Errorf("leesbaar in %v", waar)
	}
	zetKlok(k, amsterdam(t, "2026-02-01 12:00:00"))
	if o := overTermijn(t, k)[kid]; !o.Opgeschort || o.Kan() {
		t.Errorf("%+v", o)
	}
	stelKlachtenVoor(t, k, 0)
	hef := register.NieuweKlachtstap{Soort: register.KlachtOpheffing, Tekst: "De zaak is klaar."}
	if x, err = doeKlacht(t, k, ander, kid, hef); err != nil || x.Bewaarplicht != "" {
		t.Fatalf("%+v %v", x, err)
	}
	if _, err := doeKlacht(t, k, ander, kid, hef); !fout.Is(err, fout.NietMogelijk) {
		t.Errorf("twee keer opgeheven: %v", err)
	}
	stelKlachtenVoor(t, k, 1)
	// Held when it is on a list already: the list says so, and it falls off; what was begun cannot be held.
	if _, err := doeKlacht(t, k, ander, kid, houd); err != nil {
		t.Fatal(err)
	}
	ls, _, err := k.Vernietigingslijsten(t.Context(), ander, register.Blad{})
	if err != nil || len(ls) != 1 {
		t.Fatal(ls, err)
	}
	fg := testkit.Wie(t, "privacy")
	if l, err := k.Vernietigingslijst(t.Context(), fg, ls[0].ID); err != nil || l.Regels[0].HoudtTegen != "bewaarplicht" || l.Regels[0].Nummer != nil {
		t.Errorf("%+v %v", l.Regels, err)
	}
	begin := func() bool {
		t.Helper()
		rs, err := k.TeVernietigen(t.Context())
		if err != nil || len(rs) != 1 {
			t.Fatal(rs, err)
		}
		gaat, err := k.BeginVernietiging(t.Context(), rs[0])
		if err != nil {
			t.Fatal(err)
		}
		return gaat
	}
	keur := func(lijst string) {
		t.Helper()
		for _, wie := range []func() error{
			func() error { _, err := k.KeurLijstGoed(t.Context(), fg, lijst, vers()); return err },
			func() error { _, err := k.KeurLijstGoed(t.Context(), ander, lijst, vers()); return err },
		} {
			if err := wie(); err != nil {
				t.Fatal(err)
			}
		}
	}
	keur(ls[0].ID)
	gelijk(t, "vastgehouden gaat", begin(), false)
	if _, err := doeKlacht(t, k, ander, kid, hef); err != nil {
		t.Fatal(err)
	}
	stelKlachtenVoor(t, k, 1)
	ls, _, _ = k.Vernietigingslijsten(t.Context(), ander, register.Blad{})
	i := 0
	if ls[i].Status != "voorgesteld" {
		i = 1
	}
	keur(ls[i].ID)
	gelijk(t, "daarna", begin(), true)
	if _, err := doeKlacht(t, k, ander, kid, houd); !fout.Is(err, fout.NietMogelijk) || !strings.Contains(fmt.Sprint(err), "wordt al vernietigd") {
		t.Errorf("te laat: %v", err)
	}
}

// What holds the dossier that a complaint is about holds the complaint, also at the moment that it would go.
func TestKlachtBlijftZolangHetDossierBlijft(t *testing.T) {
	t.Parallel()
	k, ander := klachtstad(t)
	zetKlok(k, amsterdam(t, "2024-01-05 10:00:00")) // the database has a clock of its own
	n := nieuweKlacht("coordinator2", "coordinator")
	n.Casus = k.Zaak(t)
	geslotenKlacht(t, k, n, ander)
	zetKlok(k, amsterdam(t, "2026-02-01 12:00:00"))
	stelKlachtenVoor(t, k, 1)
	ls, _, err := k.Vernietigingslijsten(t.Context(), ander, register.Blad{})
	if err != nil || len(ls) != 1 {
		t.Fatal(ls, err)
	}
	fg := testkit.Wie(t, "privacy")
	for _, wie := range []toegang.Identiteit{fg, ander} {
		if _, err := k.KeurLijstGoed(t.Context(), wie, ls[0].ID, vers()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := k.ZetBewaarplicht(t.Context(), fg, register.NieuweBewaarplicht{Casus: n.Casus, Reden: "rechtszaak", Toelichting: "x"}, vers()); err != nil {
		t.Fatal(err)
	}
	rs, err := k.TeVernietigen(t.Context())
	if err != nil || len(rs) != 1 {
		t.Fatal(rs, err)
	}
	if gaat, err := k.BeginVernietiging(t.Context(), rs[0]); err != nil || gaat {
		t.Errorf("vastgehouden gaat: %v %v", gaat, err)
	}
	if l, err := k.Vernietigingslijst(t.Context(), fg, ls[0].ID); err != nil || l.Regels[0].Status != "vervallen" || l.Regels[0].Reden != "bewaarplicht" {
		t.Errorf("%+v %v", l.Regels, err)
	}
}

// A complaint about a case that is being destroyed is refused in words, and can be written down without that case.
func TestKlachtOverEenCasusDieWordtVernietigd(t *testing.T) {
	t.Parallel()
	k, _ := klachtstad(t)
	id := k.Meld(t, "verwijzer", casus.Normaal, "In Trekker")
	k.TrekIn(t, "verwijzer", id)
	k.Klok.Verder(50 * dag)
	goed(t, k, voorstel(t, k, 1), "privacy", "coordinator")
	rs, err := k.TeVernietigen(t.Context())
	if err != nil || len(rs) != 1 {
		t.Fatal(rs, err)
	}
	if gaat, err := k.BeginVernietiging(t.Context(), rs[0]); err != nil || !gaat {
		t.Fatal(gaat, err)
	}
	n := nieuweKlacht("coordinator2")
	for _, wie := range []string{"ctb", "coordinator"} {
		n.Casus = id
		_, err = k.MaakKlacht(t.Context(), testkit.Wie(t, wie), n, vers())
		f := fout.Als(err)
		if f.Soort != fout.Ongeldig || len(f.Velden) != 1 || f.Velden[0].Veld != "casus" || !strings.Contains(f.Velden[0].Melding, "wordt vernietigd") {
			t.Errorf("%s: %v %+v", wie, err, f.Velden)
		}
	}
	gelijk(t, "klachten", tel(t, k, `SELECT count(*) FROM klachten`), 0)
	n.Casus = ""
	klaag(t, k, "ctb", n)
}
