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

const kanarieKlacht = "Kanarie klaagt"

// klachtstad is a region with two coordinators, of whom one, and a worker, are complained about.
func klachtstad(t *testing.T) (k *testkit.Keten, ander toegang.Identiteit) {
	t.Helper()
	k = testkit.NieuweKeten(t)
	zetBeleid(t, k)
	eerste := testkit.Wie(t, "coordinator")
	ander = toegang.Identiteit{Gebruiker: "coordinator2", Rol: toegang.RolCoordinator, Organisatie: eerste.Organisatie}
	err := k.ZetGebruikers(t.Context(), register.Gebruiker{ID: ander.Gebruiker, Organisatie: ander.Organisatie, Naam: "Tweede coordinator", Rol: ander.Rol})
	if err != nil {
		t.Fatal(err)
	}
	return k, ander
}

func nieuweKlacht(behandelaar string, betrokkenen ...string) register.NieuweKlacht {
	return register.NieuweKlacht{
		Relatie: "naaste", Naam: kanarieKlacht + " naam", Contact: kanarieKlacht + " contact", Tekst: kanarieKlacht + " tekst", Behandelaar: behandelaar, Betrokkenen: betrokkenen,
	}
}

func klaag(t *testing.T, k *testkit.Keten, door string, n register.NieuweKlacht) string {
	t.Helper()
	kid, err := k.MaakKlacht(t.Context(), testkit.Wie(t, door), n, vers())
	if err != nil {
		t.Fatal(err)
	}
	return kid
}

func doeKlacht(t *testing.T, k *testkit.Keten, wie toegang.Identiteit, kid string, n register.NieuweKlachtstap) (register.Klacht, error) {
	t.Helper()
	return k.BehandelKlacht(t.Context(), wie, kid, n, vers())
}

// Whom it is about sees nothing of it by any way there is, as any role; nor does who has nothing to do with complaints.
func TestKlachtIsOnzichtbaarVoorWieZijOver(t *testing.T) {
	t.Parallel()
	k, ander := klachtstad(t)
	a := k.Zaak(t)
	c, err := k.Casus(t.Context(), testkit.Wie(t, "coordinator"), a)
	if err != nil {
		t.Fatal(err)
	}
	over := nieuweKlacht("leidinggevende", "coordinator", "werker")
	over.Casus = c.Nummer
	kid := klaag(t, k, "ctb", over)
	if _, err := k.HerinnerKlachten(t.Context()); err != nil {
		t.Fatal(err)
	}
	k.Klok.Verder(60 * 24 * time.Hour)
	if _, err := k.HerinnerKlachten(t.Context()); err != nil {
		t.Fatal(err)
	}
	conn := testkit.Verbind(t, k.DB.App())
	wel := map[string]bool{"leidinggevende": true, "coordinator2": true}
	alle := []toegang.Identiteit{ander}
	for _, g := range solo.DemoGebruikers() {
		alle = append(alle, testkit.Wie(t, g.ID))
	}
	// The same people, had they the role of a handler as well.
	for _, wie := range []string{"coordinator", "werker"} {
		for _, rol := range toegang.Rollen() {
			id := testkit.Wie(t, wie)
			id.Rol = rol
			alle = append(alle, id)
		}
	}
	for _, id := range alle {
		wie := fmt.Sprintf("%s als %s", id.Gebruiker, id.Rol)
		mag := wel[id.Gebruiker]
		_, err := k.Klacht(t.Context(), id, kid)
		if mag != (err == nil) || err != nil && !fout.Is(err, fout.NietGevonden) {
			t.Errorf("%s leest: %v", wie, err)
		}
		if err := k.ZietKlacht(t.Context(), id, kid); mag != (err == nil) || err != nil && !fout.Is(err, fout.NietGevonden) {
			t.Errorf("%s hoort wie er bezig is: %v", wie, err)
		}
		ks, _, err := k.Klachten(t.Context(), id, false, register.Blad{})
		if err != nil || len(ks) != map[bool]int{true: 1}[mag] {
			t.Errorf("%s ziet %d in de lijst: %v", wie, len(ks), err)
		}
		for _, q := range []string{`SELECT id::text FROM klachten`, `SELECT count(*)::text FROM klachten HAVING count(*) > 0`} {
			gelijk(t, wie+" achter de muur: "+q, len(als(t, conn, id, q)), map[bool]int{true: 1}[mag])
		}
		gelijk(t, wie+" en de stappen", len(als(t, conn, id, `SELECT id::text FROM klachtstappen`)), 0)
		gelijk(t, wie+" en de meldingen", len(als(t, conn, id, `SELECT DISTINCT klacht_id::text FROM meldingen WHERE klacht_id IS NOT NULL`)), map[bool]int{true: 1}[id.Gebruiker == "leidinggevende"])
		ms, err := k.Meldingen(t.Context(), id)
		if err != nil || slices.ContainsFunc(ms, func(m register.Melding) bool { return strings.HasPrefix(m.Soort, "klacht") }) != (id.Gebruiker == "leidinggevende") {
			t.Errorf("%s meldingen: %v", wie, err)
		}
		ws, _, err := k.Werkvoorraad(t.Context(), id, register.Blad{})
		if err != nil || slices.ContainsFunc(ws, func(w register.Werkregel) bool { return w.KlachtID != "" }) != (id.Gebruiker == "leidinggevende") {
			t.Errorf("%s werkvoorraad: %+v %v", wie, ws, err)
		}
		if !mag {
			if _, err := doeKlacht(t, k, id, kid, register.NieuweKlachtstap{Soort: register.KlachtNotitie, Tekst: "x"}); !fout.Is(err, fout.NietGevonden) {
				t.Errorf("%s doet iets: %v", wie, err)
			}
			if _, err := doeKlacht(t, k, id, kid, register.NieuweKlachtstap{Soort: register.KlachtBehandelaar, Wat: "coordinator2", Tekst: "x"}); !fout.Is(err, fout.NietGevonden) {
				t.Errorf("%s draagt over: %v", wie, err)
			}
		}
	}
	// In the timeline and the overview of the case, and in the log: nothing that says of whom, or of which case.
	rs, _, err := k.Tijdlijn(t.Context(), testkit.Wie(t, "werker"), a, "", 0)
	if err != nil || slices.ContainsFunc(rs, func(r register.Regel) bool { return strings.Contains(string(r.Feit.Soort), "klacht") }) {
		t.Errorf("op de tijdlijn: %v", err)
	}
	gelijk(t, "log met een casus", tel(t, k, `SELECT count(*) FROM toegangslog WHERE wat = 'klacht' AND (casus_id IS NOT NULL OR casussen IS NOT NULL)`), 0)
	gelijk(t, "log", tel(t, k, `SELECT count(*) FROM toegangslog WHERE wat = 'klacht' AND doel = 'klachtbehandeling'`) > 0, true)
	gelijk(t, "tellingen", tel(t, k, `SELECT count(*) FROM meldingen WHERE klacht_id IS NOT NULL`) > 0, true)
	s, err := k.TelStand(t.Context())
	if err != nil || slices.ContainsFunc(s.Meldingen, func(m register.AantalMeldingen) bool { return strings.HasPrefix(m.Soort, "klacht") }) {
		t.Errorf("in de metrieken: %+v %v", s.Meldingen, err)
	}
	// Encrypted with a key of its own; nothing stands there to be read.
	gelijk(t, "leesbare tekst", tel(t, k, `SELECT count(*) FROM klachten k WHERE k::text LIKE '%Kanarie%' OR position('Kanarie'::bytea IN inhoud) > 0`), 0)
	leider, err := k.Klacht(t.Context(), testkit.Wie(t, "leidinggevende"), kid)
	if err != nil || leider.Nummer != "" || leider.CasusID != "" || leider.Tekst != kanarieKlacht+" tekst" {
		t.Errorf("de leidinggevende leest geen casus: %+v %v", leider, err)
	}
	tweede, err := k.Klacht(t.Context(), ander, kid)
	if err != nil || tweede.Nummer != c.Nummer {
		t.Errorf("%+v %v", tweede, err)
	}
}

// Who becomes concerned sees it no more from that moment on, and raw SQL does not help.
func TestKlachtGaatDichtVoorWieBetrokkenWordt(t *testing.T) {
	t.Parallel()
	k, ander := klachtstad(t)
	kid := klaag(t, k, "ctb", nieuweKlacht("coordinator"))
	eerste := testkit.Wie(t, "coordinator")
	if _, err := doeKlacht(t, k, ander, kid, register.NieuweKlachtstap{Soort: register.KlachtBetrokkenen, Wie: []string{"coordinator"}, Tekst: "x"}); !fout.Is(err, fout.Ongeldig) {
		t.Errorf("de behandelaar wordt betrokken: %v", err)
	}
	if _, err := doeKlacht(t, k, eerste, kid, register.NieuweKlachtstap{Soort: register.KlachtBetrokkenen, Wie: []string{"coordinator"}, Tekst: "x"}); !fout.Is(err, fout.Ongeldig) {
		t.Errorf("zichzelf betrokken maken: %v", err)
	}
	if _, err := doeKlacht(t, k, ander, kid, register.NieuweKlachtstap{Soort: register.KlachtBehandelaar, Wat: "leidinggevende", Tekst: kanarieKlacht}); err != nil {
		t.Fatal(err)
	}
	x, err := doeKlacht(t, k, ander, kid, register.NieuweKlachtstap{Soort: register.KlachtBetrokkenen, Wie: []string{"coordinator"}, Tekst: "bleek"})
	if err != nil || len(x.Stappen) != 2 || x.Stappen[0].Wat != "leidinggevende" || x.Stappen[0].Tekst != kanarieKlacht {
		t.Fatalf("%+v %v", x, err)
	}
	if _, err := k.Klacht(t.Context(), eerste, kid); !fout.Is(err, fout.NietGevonden) {
		t.Errorf("leest nog: %v", err)
	}
	for _, wie := range [][]string{{}, {"werker"}} { // taken off, or replaced
		if _, err := doeKlacht(t, k, ander, kid, register.NieuweKlachtstap{Soort: register.KlachtBetrokkenen, Wie: wie, Tekst: "x"}); !fout.Is(err, fout.Ongeldig) {
			t.Errorf("wie betrokken was, gaat eraf met %v: %v", wie, err)
		}
	}
	if x, err := doeKlacht(t, k, ander, kid, register.NieuweKlachtstap{Soort: register.KlachtBetrokkenen, Wie: []string{"werker", "coordinator"}, Tekst: "ook"}); err != nil || len(x.Betrokkenen) != 2 {
		t.Errorf("een erbij: %+v %v", x.Betrokkenen, err)
	}
	conn := testkit.Verbind(t, k.DB.App())
	gelijk(t, "stappen achter de muur", len(als(t, conn, eerste, `SELECT id::text FROM klachtstappen`)), 0)
	for _, opdracht := range []string{
		`UPDATE klachten SET betrokkenen = '{coordinator2}'`, `UPDATE klachten SET behandelaar = 'coordinator2'`, `DELETE FROM klachten`, `UPDATE klachtstappen SET soort = 'x'`, `DELETE FROM klachtstappen`,
	} {
		if err := alsApp(t, conn, ander, opdracht); err == nil {
			t.Errorf("mag: %s", opdracht)
		}
	}
	// Handing back to whom it is about cannot; a leidinggevende who hands it on sees it no more.
	leider := testkit.Wie(t, "leidinggevende")
	if _, err := doeKlacht(t, k, leider, kid, register.NieuweKlachtstap{Soort: register.KlachtBehandelaar, Wat: "coordinator", Tekst: "x"}); !fout.Is(err, fout.Ongeldig) {
		t.Errorf("terug naar de betrokkene: %v", err)
	}
	if _, err := doeKlacht(t, k, leider, kid, register.NieuweKlachtstap{Soort: register.KlachtBehandelaar, Wat: "coordinator2", Tekst: "x"}); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Klacht(t.Context(), leider, kid); !fout.Is(err, fout.NietGevonden) {
		t.Errorf("de leidinggevende leest nog: %v", err)
	}
}

func TestKlachtVastleggen(t *testing.T) {
	t.Parallel()
	k, _ := klachtstad(t)
	n := nieuweKlacht("coordinator", "werker")
	n.OntvangenOp = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	kid := klaag(t, k, "ctb", n)
	x, err := k.Klacht(t.Context(), testkit.Wie(t, "coordinator"), kid)
	if err != nil || x.Naam != n.Naam || x.Contact != n.Contact || x.Tekst != n.Tekst || x.Status != "open" || x.BevestigdOp != nil {
		t.Fatalf("%+v %v", x, err)
	}
	gelijk(t, "bevestigen voor", x.BevestigenVoor.Format(time.DateOnly), "2026-01-12")
	gelijk(t, "oordeel voor", x.OordeelVoor.Format(time.DateOnly), "2026-02-16")
	s := vers()
	een, err := k.MaakKlacht(t.Context(), testkit.Wie(t, "ctb"), n, s)
	if err != nil {
		t.Fatal(err)
	}
	if twee, err := k.MaakKlacht(t.Context(), testkit.Wie(t, "ctb"), n, s); err != nil || twee != een {
		t.Errorf("dezelfde sleutel: %s en %s, %v", een, twee, err)
	}
	gelijk(t, "klachten", tel(t, k, `SELECT count(*) FROM klachten`), 2)
	for naam, fout1 := range map[string]struct {
		door string
		n    register.NieuweKlacht
	}{
		"over zichzelf":              {"coordinator", nieuweKlacht("leidinggevende", "coordinator")},
		"de behandelaar over wie":    {"ctb", nieuweKlacht("coordinator", "coordinator")},
		"een werker behandelt":       {"ctb", nieuweKlacht("werker2", "werker")},
		"over niemand die er is":     {"ctb", nieuweKlacht("coordinator", "niemand")},
		"niemand die er is":          {"ctb", nieuweKlacht("niemand")},
		"een casus die er niet is":   {"ctb", func() register.NieuweKlacht { n := nieuweKlacht("coordinator"); n.Casus = "2020-00001"; return n }()},
		"ctb over zichzelf, stilweg": {"ctb", nieuweKlacht("coordinator", "ctb")},
	} {
		if _, err := k.MaakKlacht(t.Context(), testkit.Wie(t, fout1.door), fout1.n, vers()); !fout.Is(err, fout.Ongeldig) {
			t.Errorf("%s: %v", naam, err)
		}
	}
	conn := testkit.Verbind(t, k.DB.App())
	gelijk(t, "ctb leest er geen", len(als(t, conn, testkit.Wie(t, "ctb"), `SELECT id::text FROM klachten`)), 0)
	for _, wie := range []string{"werker", "verwijzer", "psychiater", "privacy", "beheerder", "moederorganisatie", "ketenpartner"} {
		if _, err := k.MaakKlacht(t.Context(), testkit.Wie(t, wie), nieuweKlacht("coordinator"), vers()); err == nil {
			t.Errorf("%s legt er een vast", wie)
		}
	}
}

// From receipt to answer, with the extension; what is closed stays closed.
func TestKlachtBehandelen(t *testing.T) {
	t.Parallel()
	k, _ := klachtstad(t)
	kid := klaag(t, k, "ctb", nieuweKlacht("coordinator", "werker"))
	wie := testkit.Wie(t, "coordinator")
	doe := func(n register.NieuweKlachtstap) register.Klacht {
		t.Helper()
		x, err := doeKlacht(t, k, wie, kid, n)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	nietMogelijk := func(wat string, n register.NieuweKlachtstap) {
		t.Helper()
		if _, err := doeKlacht(t, k, wie, kid, n); !fout.Is(err, fout.NietMogelijk) {
			t.Errorf("%s: %v", wat, err)
		}
	}
	x := doe(register.NieuweKlachtstap{Soort: register.KlachtBevestiging, Wat: "brief"})
	if x.BevestigdOp == nil || x.Stappen[0].Wat != "brief" || x.Stappen[0].DoorPersoon != "coordinator" {
		t.Errorf("%+v", x)
	}
	nietMogelijk("twee keer bevestigen", register.NieuweKlachtstap{Soort: register.KlachtBevestiging, Wat: "brief"})
	eerst := x.OordeelVoor
	x = doe(register.NieuweKlachtstap{Soort: register.KlachtVerdaging, Tekst: "Kanarie verdaging"})
	gelijk(t, "vier weken later", x.OordeelVoor.Sub(eerst).Round(24*time.Hour), 28*24*time.Hour)
	nietMogelijk("twee keer verdagen", register.NieuweKlachtstap{Soort: register.KlachtVerdaging, Tekst: "x"})
	s := vers()
	for range 2 {
		if _, err := k.BehandelKlacht(t.Context(), wie, kid, register.NieuweKlachtstap{Soort: register.KlachtNotitie, Tekst: "gesproken"}, s); err != nil {
			t.Fatal(err)
		}
	}
	x = doe(register.NieuweKlachtstap{Soort: register.KlachtOordeel, Wat: "deels-gegrond", Tekst: "Kanarie oordeel", Maatregelen: "Kanarie maatregel"})
	if x.Status != "afgehandeld" || x.Uitkomst != "deels-gegrond" || x.GeslotenOp == nil || len(x.Stappen) != 4 || x.Stappen[3].Maatregelen != "Kanarie maatregel" {
		t.Errorf("%+v", x)
	}
	for _, soort := range []string{register.KlachtNotitie, register.KlachtOordeel, register.KlachtIntrekking, register.KlachtBetrokkenen} {
		nietMogelijk(soort+" na sluiting", register.NieuweKlachtstap{Soort: soort})
	}
	nietMogelijk("overdragen na sluiting", register.NieuweKlachtstap{Soort: register.KlachtBehandelaar, Wat: "leidinggevende"})
	ks, _, err := k.Klachten(t.Context(), wie, true, register.Blad{})
	if err != nil || len(ks) != 0 {
		t.Errorf("staat nog open: %+v %v", ks, err)
	}
	gelijk(t, "leesbare tekst", tel(t, k, `SELECT count(*) FROM klachtstappen s WHERE s::text LIKE '%Kanarie%' OR position('Kanarie'::bytea IN coalesce(inhoud, '')) > 0`), 0)
	laat := klaag(t, k, "ctb", nieuweKlacht("coordinator"))
	k.Klok.Verder(50 * 24 * time.Hour)
	kid = laat
	nietMogelijk("verdagen als het te laat is", register.NieuweKlachtstap{Soort: register.KlachtVerdaging, Tekst: "x"})
}

// The handler is told that there is one, that its receipt waits, that the answer is due soon and that it is late; another handler anew.
func TestKlachtHerinnert(t *testing.T) {
	t.Parallel()
	k, ander := klachtstad(t)
	kid := klaag(t, k, "ctb", nieuweKlacht("coordinator", "werker"))
	wie := testkit.Wie(t, "coordinator")
	staat := func(id toegang.Identiteit) string {
		t.Helper()
		if _, err := k.HerinnerKlachten(t.Context()); err != nil {
			t.Fatal(err)
		}
		ms, err := k.Meldingen(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		var uit []string
		for _, m := range ms {
			gelijk(t, "klacht", m.KlachtID, kid)
			gelijk(t, "casus", m.CasusID, "")
			uit = append(uit, fmt.Sprint(m.Soort, " ", m.Trede))
		}
		slices.Sort(uit)
		return fmt.Sprint(uit)
	}
	gelijk(t, "meteen", staat(wie), "[klacht 0]")
	gelijk(t, "nog eens", staat(wie), "[klacht 0]")
	k.Klok.Verder(10 * 24 * time.Hour)
	gelijk(t, "niet bevestigd", staat(wie), "[klacht 0 klacht-bevestigen 1]")
	ws, _, err := k.Werkvoorraad(t.Context(), wie, register.Blad{})
	if err != nil || len(ws) != 1 || ws[0].KlachtID != kid || ws[0].Soort != casus.MeldKlachtBevestigen || !ws[0].Verlopen || ws[0].Klasse != register.KlasseNu {
		t.Errorf("%+v %v", ws, err)
	}
	if _, err := doeKlacht(t, k, wie, kid, register.NieuweKlachtstap{Soort: register.KlachtBevestiging, Wat: "mail"}); err != nil {
		t.Fatal(err)
	}
	gelijk(t, "bevestigd", staat(wie), "[klacht 0]")
	k.Klok.Verder(26 * 24 * time.Hour)
	gelijk(t, "bijna", staat(wie), "[klacht 0 klacht-oordeel 1]")
	if _, err := doeKlacht(t, k, wie, kid, register.NieuweKlachtstap{Soort: register.KlachtVerdaging, Tekst: "x"}); err != nil {
		t.Fatal(err)
	}
	gelijk(t, "verdaagd", staat(wie), "[klacht 0]")
	k.Klok.Verder(35 * 24 * time.Hour)
	gelijk(t, "te laat", staat(wie), "[klacht 0 klacht-oordeel 1 klacht-oordeel 2]")
	// A mail says it to the handler alone, without a number.
	gs, err := k.MeldingenVoor(t.Context(), wie, "00000000-0000-0000-0000-000000000000")
	if err != nil || len(gs) != 3 || gs[0].Nummer != "" || gs[0].CasusID != "" || gs[0].Persoon != "coordinator" || gs[0].Spoed {
		t.Errorf("%+v %v", gs, err)
	}
	if gs, err = k.MeldingenVoor(t.Context(), testkit.Wie(t, "werker"), ""); err != nil || len(gs) != 0 {
		t.Errorf("de betrokkene: %+v %v", gs, err)
	}
	ms, err := k.Meldingen(t.Context(), wie)
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Bevestig(t.Context(), wie, ms[0].ID, vers()); err != nil {
		t.Error(err)
	}
	if err := k.StelUit(t.Context(), wie, ms[0].ID, k.Klok.Nu().Add(time.Hour), "x", vers()); !fout.Is(err, fout.NietBevoegd) {
		t.Errorf("uitstellen: %v", err)
	}
	if _, err := doeKlacht(t, k, wie, kid, register.NieuweKlachtstap{Soort: register.KlachtBehandelaar, Wat: ander.Gebruiker, Tekst: "x"}); err != nil {
		t.Fatal(err)
	}
	gelijk(t, "overgedragen", staat(wie), "[]")
	gelijk(t, "de ander", staat(ander), "[klacht 0 klacht-oordeel 1 klacht-oordeel 2]")
	if _, err := doeKlacht(t, k, ander, kid, register.NieuweKlachtstap{Soort: register.KlachtIntrekking, Tekst: "x"}); err != nil {
		t.Fatal(err)
	}
	gelijk(t, "klaar", staat(ander), "[]")
}

// The data key of a complaint is nobody's orphan, and a rotation takes it along.
func TestKlachtSleutelBlijft(t *testing.T) {
	t.Parallel()
	_, bos := metBos(t)
	k := testkit.NieuweKeten(t, bos)
	zetBeleid(t, k)
	kid := klaag(t, k, "ctb", nieuweKlacht("coordinator"))
	doe(t, k.DB.KluisEigenaar(), `UPDATE datasleutels SET gemaakt_op = now() - interval '2 days'`)
	if n, err := k.VeegSleutels(t.Context(), 0); n != 0 || err != nil {
		t.Errorf("%d geveegd: %v", n, err)
	}
	if _, err := k.WisselSleutels(t.Context(), false, nil); err != nil {
		t.Fatal(err)
	}
	vers := testkit.Open(t, k.DB, bos) // nothing in its memory
	if x, err := vers.Klacht(t.Context(), testkit.Wie(t, "coordinator"), kid); err != nil || x.Tekst != kanarieKlacht+" tekst" {
		t.Fatalf("%+v %v", x, err)
	}
}
