package register_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/solo"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

// geslotenKlacht is one about these people, closed now.
func geslotenKlacht(t *testing.T, k *testkit.Keten, n register.NieuweKlacht, behandelaar toegang.Identiteit) string {
	t.Helper()
	kid := klaag(t, k, "ctb", n)
	if _, err := doeKlacht(t, k, behandelaar, kid, register.NieuweKlachtstap{Soort: register.KlachtOordeel, Wat: "gegrond", Tekst: "Kanarie oordeel", Maatregelen: "Kanarie anders"}); err != nil {
		t.Fatal(err)
	}
	return kid
}

func stelKlachtenVoor(t *testing.T, k *testkit.Keten, wil int) {
	t.Helper()
	for _, n := range []int{wil, 0} {
		kreeg, err := k.StelKlachtenVoor(t.Context(), "dagelijks")
		if err != nil {
			t.Fatal(err)
		}
		gelijk(t, "lijsten over klachten", kreeg, n)
	}
}

// The clock of a complaint begins when it is closed, and ends with the day; an open one never goes, nor one whose case is held.
func TestKlachtBewaartermijn(t *testing.T) {
	t.Parallel()
	k, ander := klachtstad(t) // Monday 5 January 2026
	a := k.Zaak(t)
	n := nieuweKlacht("coordinator2", "werker")
	n.Casus = a
	dicht := geslotenKlacht(t, k, n, ander)
	klaag(t, k, "ctb", nieuweKlacht("coordinator2", "werker")) // stays open
	zetKlok(k, amsterdam(t, "2028-01-05 23:59:59"))
	stelKlachtenVoor(t, k, 0)
	zetKlok(k, amsterdam(t, "2028-01-06 00:00:00"))
	fg := testkit.Wie(t, "privacy")
	b, err := k.ZetBewaarplicht(t.Context(), fg, register.NieuweBewaarplicht{Casus: a, Reden: "rechtszaak", Toelichting: "x"}, sleutel("b"))
	if err != nil {
		t.Fatal(err)
	}
	if o := overTermijn(t, k)[dicht]; !o.Opgeschort || o.Kan() || o.Soort != casus.BewaarKlacht {
		t.Errorf("%+v", o)
	}
	stelKlachtenVoor(t, k, 0)
	if _, err := k.HefBewaarplichtOp(t.Context(), fg, b.ID, "klaar", sleutel("o")); err != nil {
		t.Fatal(err)
	}
	stelKlachtenVoor(t, k, 1)
	voorstel(t, k, 0) // not on the list of cases
}

// A list over a complaint is not there for whom that is about, by any way there is and in any role; the privacy officer sees that there is one, and
// not which.
func TestKlachtOpEenLijstIsOnzichtbaarVoorWieZijOver(t *testing.T) {
	t.Parallel()
	k, ander := klachtstad(t)
	zetKlok(k, amsterdam(t, "2024-01-05 10:00:00")) // the database has a clock of its own
	kid := geslotenKlacht(t, k, nieuweKlacht("coordinator2", "coordinator", "werker"), ander)
	zetKlok(k, amsterdam(t, "2026-02-01 12:00:00"))
	stelKlachtenVoor(t, k, 1)
	ls, _, err := k.Vernietigingslijsten(t.Context(), ander, register.Blad{})
	if err != nil || len(ls) != 1 || ls[0].Soorten[casus.BewaarKlacht] != 1 {
		t.Fatalf("%+v %v", ls, err)
	}
	lijst := ls[0].ID
	if _, err := k.HerinnerLijsten(t.Context()); err != nil {
		t.Fatal(err)
	}
	conn := testkit.Verbind(t, k.DB.App())
	alle := []toegang.Identiteit{ander}
	for _, g := range solo.DemoGebruikers() {
		alle = append(alle, testkit.Wie(t, g.ID))
	}
	for _, wie := range []string{"coordinator", "werker"} {
		for _, rol := range toegang.Rollen() {
			id := testkit.Wie(t, wie)
			id.Rol = rol
			alle = append(alle, id)
		}
	}
	mag := map[string]bool{"coordinator2": true, "privacy": true}
	for _, id := range alle {
		wie, ziet := fmt.Sprintf("%s als %s", id.Gebruiker, id.Rol), map[bool]int{true: 1}[mag[id.Gebruiker]]
		ls, _, err := k.Vernietigingslijsten(t.Context(), id, register.Blad{})
		if err != nil || len(ls) != ziet {
			t.Errorf("%s ziet %d lijsten: %v", wie, len(ls), err)
		}
		l, err := k.Vernietigingslijst(t.Context(), id, lijst)
		if (err == nil) != (ziet == 1) {
			t.Errorf("%s leest: %v", wie, err)
		}
		if ziet == 1 {
			g := l.Regels[0]
			if fg := id.Rol == toegang.RolPrivacyOfficer; g.CasusID != nil || fg != (g.KlachtID == nil) || fg != (g.Nummer == nil) || !fg && (*g.KlachtID != kid || *g.Nummer != register.Kenmerk(kid)) {
				t.Errorf("%s: %+v", wie, g)
			}
		}
		if _, err := testkit.Verbind(t, k.DB.Eigenaar()).Exec(t.Context(), `INSERT INTO vervallengoedkeuringen (lijst_id, wie, rol, op, vervallen_op, reden) VALUES ($1, 'privacy', 'privacy_officer', now(), now(), 'verlopen')`, lijst); err != nil {
			t.Fatal(err)
		}
		for _, q := range []string{
			`SELECT id::text FROM vernietigingslijsten`, `SELECT nummer FROM vernietigingsregels`, `SELECT wie FROM vervallengoedkeuringen`, `SELECT nr::text FROM lijst_houdt_vast('` + lijst + `')`,
		} {
			gelijk(t, wie+" achter de muur: "+q, len(als(t, conn, id, q)), ziet)
		}
		if ziet == 0 {
			if _, err := k.KeurLijstGoed(t.Context(), id, lijst, sleutel("k")); err == nil {
				t.Errorf("%s keurt goed", wie)
			}
			if _, err := k.HaalVanLijst(t.Context(), id, lijst, register.Afhaling{Nr: 1, Reden: "anders", Toelichting: "x"}, sleutel("a")); err == nil {
				t.Errorf("%s haalt eraf", wie)
			}
			if err := alsApp(t, conn, id, `INSERT INTO vernietigingsgoedkeuringen (lijst_id, wie, rol, op) VALUES ('`+lijst+`', '`+id.Gebruiker+`', '`+string(id.Rol)+`', now())`); err == nil {
				t.Errorf("%s keurt goed, achter alles om", wie)
			}
		}
		gelijk(t, wie+" wordt herinnerd", len(als(t, conn, id, `SELECT id::text FROM meldingen WHERE lijst_id IS NOT NULL`)), ziet)
		ws, _, err := k.Werkvoorraad(t.Context(), id, register.Blad{})
		if err != nil || slices.ContainsFunc(ws, func(w register.Werkregel) bool { return w.LijstID != "" }) != (ziet == 1) {
			t.Errorf("%s werkvoorraad: %+v %v", wie, ws, err)
		}
	}
	// The log names neither, and the list does not say it once it is done.
	rs, _, err := k.Toegangslog(t.Context(), testkit.Wie(t, "privacy"), register.Logvraag{})
	if err != nil || slices.ContainsFunc(rs, func(r register.Logregel) bool { return strings.Contains(r.Wat, kid) || r.CasusID == kid }) {
		t.Errorf("het log noemt haar: %v", err)
	}
	if rs, _, _ := k.Toegangslog(t.Context(), testkit.Wie(t, "privacy"), register.Logvraag{CasusID: kid}); len(rs) > 0 {
		t.Errorf("het log noemt haar: %+v", rs)
	}
	goed(t, k, lijst, "privacy")
	if _, err := k.KeurLijstGoed(t.Context(), ander, lijst, sleutel("k")); err != nil {
		t.Fatal(err)
	}
	tv, err := k.TeVernietigen(t.Context())
	if err != nil || len(tv) != 1 || tv[0].Soort != casus.BewaarKlacht {
		t.Fatalf("%+v %v", tv, err)
	}
	if gaat, err := k.BeginVernietiging(t.Context(), tv[0]); err != nil || !gaat {
		t.Fatalf("%v %v", gaat, err)
	}
	if err := k.VernietigRijen(t.Context(), kid); err != nil {
		t.Fatal(err)
	}
	for wie, wil := range map[string]int{"coordinator": 0, "privacy": 1} {
		ls, _, err := k.Vernietigingslijsten(t.Context(), testkit.Wie(t, wie), register.Blad{})
		if err != nil || len(ls) != wil {
			t.Errorf("%s na afloop: %d %v", wie, len(ls), err)
		}
	}
	if ls, _, err := k.Vernietigingslijsten(t.Context(), ander, register.Blad{}); err != nil || len(ls) != 1 {
		t.Errorf("wie goedkeurde, na afloop: %d %v", len(ls), err)
	}
}

// Taken off, with a reason that only who handles complaints reads; it comes back after a while, not at once.
func TestKlachtVanDeLijstHalen(t *testing.T) {
	t.Parallel()
	k, ander := klachtstad(t)
	geslotenKlacht(t, k, nieuweKlacht("coordinator2", "werker"), ander)
	zetKlok(k, amsterdam(t, "2028-02-01 12:00:00"))
	stelKlachtenVoor(t, k, 1)
	ls, _, _ := k.Vernietigingslijsten(t.Context(), ander, register.Blad{})
	fg := testkit.Wie(t, "privacy")
	l, err := k.HaalVanLijst(t.Context(), fg, ls[0].ID, register.Afhaling{Nr: 1, Reden: "nog-nodig", Toelichting: "Kanarie waarom"}, sleutel("a"))
	if err != nil || l.Regels[0].Toelichting != "" || l.Regels[0].Nummer != nil {
		t.Fatalf("%+v %v", l.Regels, err)
	}
	if l, err = k.Vernietigingslijst(t.Context(), ander, ls[0].ID); err != nil || l.Regels[0].Toelichting != "Kanarie waarom" {
		t.Errorf("%+v %v", l.Regels, err)
	}
	stelKlachtenVoor(t, k, 0)
	k.Klok.Verder(100 * 24 * time.Hour)
	stelKlachtenVoor(t, k, 1)
}

// A client gets the own complaint and its answer; not that of another, not whom it is about, and nothing through the hands of whom it is about.
func TestInzageVanKlachten(t *testing.T) {
	t.Parallel()
	k, ander := klachtstad(t)
	a := k.Zaak(t)
	eigen := nieuweKlacht("coordinator2", "werker", "coordinator")
	eigen.Casus, eigen.Relatie = a, "client"
	kid := geslotenKlacht(t, k, eigen, ander)
	if _, err := k.MaakKlacht(t.Context(), testkit.Wie(t, "ctb"), func() register.NieuweKlacht { n := nieuweKlacht("coordinator2"); n.Casus = a; return n }(), vers()); err != nil { // of a relative
		t.Fatal(err)
	}
	ks, err := k.InzageKlachten(t.Context(), "coordinator2", a, "proef")
	if err != nil || len(ks) != 1 {
		t.Fatalf("%+v %v", ks, err)
	}
	x := ks[0]
	if x.Kenmerk != register.Kenmerk(kid) || x.Tekst != eigen.Tekst || x.Uitkomst != "gegrond" || x.Motivering != "Kanarie oordeel" || x.Maatregelen != "Kanarie anders" || x.GeslotenOp == nil {
		t.Errorf("%+v", x)
	}
	if alles := fmt.Sprintf("%+v", x); strings.Contains(alles, "werker") || strings.Contains(alles, "coordinator") {
		t.Errorf("over wie zij gaat staat erin: %s", alles)
	}
	if ks, err := k.InzageKlachten(t.Context(), "coordinator", a, "proef"); err != nil || len(ks) != 0 {
		t.Errorf("door wie zij over gaat: %+v %v", ks, err)
	}
	for _, wie := range []string{"werker", "privacy", "leidinggevende", "bestaat-niet"} {
		if ks, err := k.InzageKlachten(t.Context(), wie, a, "proef"); !fout.Is(err, fout.NietBevoegd) || len(ks) != 0 {
			t.Errorf("door %s: %+v %v", wie, ks, err)
		}
	}
	rs, _, err := k.Toegangslog(t.Context(), testkit.Wie(t, "privacy"), register.Logvraag{Handeling: "exporteren"})
	if err != nil || len(rs) != 2 || rs[0].CasusID != "" || rs[0].Wat != "klacht" || rs[0].Rol != "coordinator" || rs[0].Organisatie != "bmz-voorbeeld" {
		t.Errorf("%+v %v", rs, err)
	}
}

// A case that an open complaint is about is not destroyed, without anything that says so to whom the complaint is about.
func TestOpenKlachtHoudtHetDossierVast(t *testing.T) {
	t.Parallel()
	k, ander := klachtstad(t)
	a, b := k.Zaak(t), k.Zaak(t)
	k.Sluit(t, a, casus.Verhuisd)
	k.Sluit(t, b, casus.Verhuisd)
	over := nieuweKlacht("coordinator2", "coordinator", "werker")
	over.Casus = a
	zetKlok(k, amsterdam(t, "2046-02-01 12:00:00"))
	kid := klaag(t, k, "ctb", over)
	lijst := voorstel(t, k, 1)
	l, err := k.Vernietigingslijst(t.Context(), testkit.Wie(t, "coordinator"), lijst)
	if err != nil || *l.Regels[0].CasusID != b {
		t.Fatalf("%+v %v", l.Regels, err)
	}
	// One that comes in when the list was made already: it falls off as changed.
	later := nieuweKlacht("coordinator2", "coordinator")
	later.Casus = b
	klaag(t, k, "ctb", later)
	goed(t, k, lijst, "privacy", "coordinator")
	rs, err := k.TeVernietigen(t.Context())
	if err != nil || len(rs) != 1 {
		t.Fatal(rs, err)
	}
	if gaat, err := k.BeginVernietiging(t.Context(), rs[0]); err != nil || gaat {
		t.Errorf("%v %v", gaat, err)
	}
	if l, err = k.Vernietigingslijst(t.Context(), testkit.Wie(t, "coordinator"), lijst); err != nil || l.Regels[0].Reden != "veranderd" {
		t.Errorf("%+v %v", l.Regels, err)
	}
	if _, err := doeKlacht(t, k, ander, kid, register.NieuweKlachtstap{Soort: register.KlachtIntrekking, Tekst: "x"}); err != nil {
		t.Fatal(err)
	}
	voorstel(t, k, 1)
}
