package register_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

// echteKlok: rights follow the clock of the database, so these tests live now.
func echteKlok(c *register.Config) { c.Nu = time.Now }

func vers() register.Sleutel {
	s := uuid.NewString()
	return register.Sleutel{Pad: "/v1/vervangingen", Sleutel: s, Lichaam: []byte(s)}
}

// vervang has somebody replaced from now on.
func vervang(t *testing.T, k *testkit.Keten, wie, vervangen, vervanger string, duur time.Duration) register.Vervanging {
	t.Helper()
	nu := time.Now()
	v, err := k.Vervang(t.Context(), testkit.Wie(t, wie), register.NieuweVervanging{Vervangen: vervangen, Vervanger: vervanger, Van: nu, Tot: nu.Add(duur)}, vers())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestVervangersOpEenMoment(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t, echteKlok)
	v := vervang(t, k, "werker", "werker", "werker2", time.Hour)
	gelijk(t, "status", v.Status, "loopt")
	op := func(m time.Time) string {
		uit, err := k.VervangersOp(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(uit)
	}
	gelijk(t, "ervoor", op(v.Van.Add(-time.Millisecond)), "map[]")
	gelijk(t, "vanaf het begin", op(v.Van), "map[werker:[werker2]]")
	gelijk(t, "tot vlak voor het einde", op(v.Tot.Add(-time.Millisecond)), "map[werker:[werker2]]")
	gelijk(t, "aan het einde niet meer", op(v.Tot), "map[]")
	if _, err := k.BeeindigVervanging(t.Context(), testkit.Wie(t, "coordinator"), v.ID, vers()); err != nil {
		t.Fatal(err)
	}
	gelijk(t, "na beëindigen", op(time.Now().Add(time.Second)), "map[]")
	gelijk(t, "hoe het was, blijft", op(v.Van), "map[werker:[werker2]]")
}

func TestVervangingDieNietKan(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t, echteKlok)
	nu := time.Now()
	goed := register.NieuweVervanging{Vervangen: "werker", Vervanger: "werker2", Van: nu, Tot: nu.Add(time.Hour)}
	anders := func(f func(*register.NieuweVervanging)) register.NieuweVervanging {
		n := goed
		f(&n)
		return n
	}
	for naam, g := range map[string]struct {
		wie  string
		n    register.NieuweVervanging
		wil  fout.Soort
		veld string
	}{
		"begin voorbij":            {"coordinator", anders(func(n *register.NieuweVervanging) { n.Van = nu.Add(-time.Hour) }), fout.Ongeldig, "van"},
		"begin te ver":             {"coordinator", anders(func(n *register.NieuweVervanging) { n.Van, n.Tot = nu.AddDate(2, 0, 0), nu.AddDate(2, 0, 1) }), fout.Ongeldig, "van"},
		"einde is begin":           {"coordinator", anders(func(n *register.NieuweVervanging) { n.Tot = n.Van }), fout.Ongeldig, "tot"},
		"te lang":                  {"coordinator", anders(func(n *register.NieuweVervanging) { n.Tot = n.Van.Add(register.MaxVervanging + time.Second) }), fout.Ongeldig, "tot"},
		"zichzelf":                 {"coordinator", anders(func(n *register.NieuweVervanging) { n.Vervanger = "werker" }), fout.Ongeldig, "vervanger"},
		"vervanger is geen werker": {"coordinator", anders(func(n *register.NieuweVervanging) { n.Vervanger = "psychiater" }), fout.Ongeldig, "vervanger"},
		"vervanger is er niet":     {"coordinator", anders(func(n *register.NieuweVervanging) { n.Vervanger = "niemand" }), fout.Ongeldig, "vervanger"},
		"geen werker vervangen":    {"coordinator", anders(func(n *register.NieuweVervanging) { n.Vervangen = "ctb" }), fout.Ongeldig, "vervangen"},
		"een collega vervangen":    {"werker2", goed, fout.NietBevoegd, ""},
	} {
		_, err := k.Vervang(t.Context(), testkit.Wie(t, g.wie), g.n, vers())
		if !fout.Is(err, g.wil) {
			t.Errorf("%s: %v", naam, err)
			continue
		}
		if g.veld != "" {
			gelijk(t, naam, fout.Als(err).Velden[0].Veld, g.veld)
		}
	}
	gelijk(t, "gemaakt", tel(t, k, `SELECT count(*) FROM vervangingen`), 0)
	gelijk(t, "sleutels verbruikt", tel(t, k, `SELECT count(*) FROM idempotentie`), 0)
}

// One replacement at a time for a person, also when two are made at the same moment.
func TestVervangingenOverlappenNiet(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t, echteKlok)
	nu := time.Now()
	n := register.NieuweVervanging{Vervangen: "werker", Vervanger: "werker2", Van: nu.Add(time.Hour), Tot: nu.Add(3 * time.Hour)}
	var mu sync.Mutex
	var gelukt int
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			_, err := k.Vervang(t.Context(), testkit.Wie(t, "coordinator"), n, vers())
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				gelukt++
			} else if !fout.Is(err, fout.NietMogelijk) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	gelijk(t, "gelukt", gelukt, 1)
	probeer := func(van, tot time.Duration) error {
		_, err := k.Vervang(t.Context(), testkit.Wie(t, "werker"), register.NieuweVervanging{Vervangen: "werker", Vervanger: "werker2", Van: nu.Add(van), Tot: nu.Add(tot)}, vers())
		return err
	}
	for _, p := range [][2]time.Duration{{0, 61 * time.Minute}, {2 * time.Hour, 150 * time.Minute}, {0, 5 * time.Hour}, {179 * time.Minute, 5 * time.Hour}} {
		if err := probeer(p[0], p[1]); !fout.Is(err, fout.NietMogelijk) {
			t.Errorf("%v overlapt: %v", p, err)
		}
	}
	for _, p := range [][2]time.Duration{{30 * time.Minute, time.Hour}, {3 * time.Hour, 4 * time.Hour}} {
		if err := probeer(p[0], p[1]); err != nil {
			t.Errorf("%v sluit aan: %v", p, err)
		}
	}
}

// A withdrawn one makes room, ending twice is not possible, and the key answers how it is now.
func TestVervangingBeeindigenEnSleutels(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t, echteKlok)
	nu := time.Now()
	n := register.NieuweVervanging{Vervangen: "werker", Vervanger: "werker2", Reden: "vakantie", Van: nu.Add(time.Hour), Tot: nu.Add(2 * time.Hour)}
	s, einde := vers(), vers()
	v, err := k.Vervang(t.Context(), testkit.Wie(t, "werker"), n, s)
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "status", v.Status, "gepland")
	for wie, wil := range map[string]fout.Soort{"werker2": fout.NietGevonden, "ctb": fout.NietGevonden} {
		if _, err := k.BeeindigVervanging(t.Context(), testkit.Wie(t, wie), v.ID, vers()); !fout.Is(err, wil) {
			t.Errorf("%s beëindigt: %v", wie, err)
		}
	}
	for range 2 {
		na, err := k.BeeindigVervanging(t.Context(), testkit.Wie(t, "werker"), v.ID, einde)
		if err != nil {
			t.Fatal(err)
		}
		gelijk(t, "na intrekken", na.Status, "voorbij")
	}
	if _, err := k.BeeindigVervanging(t.Context(), testkit.Wie(t, "coordinator"), v.ID, vers()); !fout.Is(err, fout.NietMogelijk) {
		t.Errorf("nog eens: %v", err)
	}
	nogmaals, err := k.Vervang(t.Context(), testkit.Wie(t, "werker"), n, s)
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "dezelfde", nogmaals.ID, v.ID)
	gelijk(t, "zoals zij nu is", nogmaals.Status, "voorbij")
	s.Lichaam = []byte("anders")
	if _, err := k.Vervang(t.Context(), testkit.Wie(t, "werker"), n, s); !fout.Is(err, fout.SleutelAnders) {
		t.Errorf("ander lichaam: %v", err)
	}
	if _, err := k.Vervang(t.Context(), testkit.Wie(t, "werker"), n, vers()); err != nil {
		t.Errorf("de periode is weer vrij: %v", err)
	}
	gelijk(t, "in het logboek", tel(t, k, `SELECT count(*) FROM toegangslog WHERE wat = 'vervanging' AND handeling = 'wijzigen' AND wie = 'werker'`), 3)
}

// A chosen replacement must be there; one who leaves later is shown, and hands nothing on.
func TestVervangerGeeftNietsDoor(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t, echteKlok)
	if err := k.ZetGebruikers(t.Context(), register.Gebruiker{ID: "werker3", Organisatie: "bmz-voorbeeld", Naam: "Wim", Rol: toegang.RolBMZWerker}); err != nil {
		t.Fatal(err)
	}
	derde := toegang.Identiteit{Gebruiker: "werker3", Organisatie: "bmz-voorbeeld", Rol: toegang.RolBMZWerker}
	zaak := k.Zaak(t)
	vervang(t, k, "coordinator", "werker", "werker2", time.Hour)
	vervang(t, k, "coordinator", "werker2", "werker3", time.Hour)
	if _, err := k.Casus(t.Context(), testkit.Wie(t, "werker2"), zaak); err != nil {
		t.Errorf("de vervanger: %v", err)
	}
	if _, err := k.Casus(t.Context(), derde, zaak); !fout.Is(err, fout.NietGevonden) {
		t.Errorf("wie de vervanger vervangt: %v", err)
	}
	vs, _, err := k.Vervangingen(t.Context(), testkit.Wie(t, "coordinator"), register.Blad{})
	if err != nil || len(vs) != 2 {
		t.Fatal(vs, err)
	}
	for _, v := range vs {
		gelijk(t, "afwezig: "+v.Vervanger, v.VervangerAfwezig, v.Vervanger == "werker2")
	}
	nu := time.Now()
	_, err = k.Vervang(t.Context(), derde, register.NieuweVervanging{Vervangen: "werker3", Vervanger: "werker2", Van: nu, Tot: nu.Add(time.Minute)}, vers())
	if !fout.Is(err, fout.NietMogelijk) {
		t.Errorf("een vervanger die er niet is: %v", err)
	}
}

// What opens with a vervanging, and closes with it: every way of reading and writing.
func TestRechtenVolgenDeVervanging(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t, echteKlok)
	a := k.Zaak(t)
	vreemd := k.Meld(t, "verwijzer2", casus.Hoog, "Bert Buiten") // nobody's case yet
	w2 := testkit.Wie(t, "werker2")
	meld := func() (uit []register.Melding) {
		uit, err := k.Meldingen(t.Context(), w2)
		if err != nil {
			t.Fatal(err)
		}
		return uit
	}
	ziet := func() string {
		var uit []string
		als := func(naam string, er bool) {
			if er {
				uit = append(uit, naam)
			}
		}
		cs, _, err := k.Lijst(t.Context(), w2, register.Filter{})
		als("lijst", err == nil && len(cs) == 1 && cs[0].ID == a)
		_, err = k.Casus(t.Context(), w2, a)
		als("casus", err == nil)
		gevonden, err := k.Zoek(t.Context(), w2, register.Zoekvraag{Naam: "Voorbeeld"})
		als("zoek", err == nil && len(gevonden) == 1)
		regels, _, err := k.Tijdlijn(t.Context(), w2, a, "", 0)
		als("tijdlijn", err == nil && len(regels) > 0)
		regie, _, err := k.RegieOp(t.Context(), w2, a, time.Now())
		als("regie", err == nil && regie.Persoon == "werker")
		als("meldingen", len(meld()) > 0)
		_, err = k.Indienen(t.Context(), w2, testkit.Indiening(w2, a, casus.Stap{Soort: casus.StapPlan}, `{}`))
		als("stap", err == nil)
		return strings.Join(uit, " ")
	}
	gelijk(t, "ervoor", ziet(), "")
	v := vervang(t, k, "coordinator", "werker", "werker2", time.Hour)
	gelijk(t, "tijdens", ziet(), "lijst casus zoek tijdlijn regie meldingen stap")
	c, err := k.Casus(t.Context(), w2, a)
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "relatie", fmt.Sprint(c.Relaties.Namen()), "[vervanger regio]")
	eigen, err := k.Casus(t.Context(), testkit.Wie(t, "werker"), a)
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "de vervangene blijft casehouder", eigen.Relaties.Heeft(toegang.Eigen), true)
	if _, err := k.Casus(t.Context(), w2, vreemd); !fout.Is(err, fout.NietGevonden) {
		t.Errorf("een casus zonder casehouder: %v", err)
	}
	m := meld()[0]
	gelijk(t, "namens", m.Namens, "werker")
	if err := k.StelUit(t.Context(), w2, m.ID, time.Now().Add(time.Hour), "later", vers()); err != nil {
		t.Errorf("uitstellen: %v", err)
	}
	if err := k.Bevestig(t.Context(), w2, m.ID, vers()); err != nil {
		t.Errorf("bevestigen: %v", err)
	}
	gelijk(t, "ook voor de casehouder bevestigd", tel(t, k, `SELECT count(*) FROM meldingen WHERE status = 'bevestigd' AND persoon = 'werker'`), 1)
	tijdens := time.Now()
	if _, err := k.BeeindigVervanging(t.Context(), testkit.Wie(t, "werker"), v.ID, vers()); err != nil {
		t.Fatal(err)
	}
	gelijk(t, "erna", ziet(), "")
	if err := k.Bevestig(t.Context(), w2, m.ID, vers()); !fout.Is(err, fout.NietGevonden) {
		t.Errorf("bevestigen erna: %v", err)
	}
	laat := testkit.Indiening(w2, a, casus.Stap{Soort: casus.StapContact, Op: tijdens}, `{"notitie":"nog van toen"}`)
	in, err := k.Indienen(t.Context(), w2, laat)
	if err != nil {
		t.Fatalf("een laat contact van toen: %v", err)
	}
	gelijk(t, "na de periode", in.Stap.NaPeriode, true)
	gelijk(t, "relatie", fmt.Sprint(in.Relaties.Namen()), "[destijds]")
	for naam, op := range map[string]time.Time{"van ervoor": v.Van.Add(-time.Second), "van erna": time.Now()} {
		_, err := k.Indienen(t.Context(), w2, testkit.Indiening(w2, a, casus.Stap{Soort: casus.StapContact, Op: op}, `{}`))
		if !fout.Is(err, fout.NietGevonden) {
			t.Errorf("een contact %s: %v", naam, err)
		}
	}
}

// By the clock alone: nothing runs to begin or end it.
func TestVervangingBegintEnEindigtVanzelf(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t, echteKlok)
	a := k.Zaak(t)
	nu := time.Now()
	_, err := k.Vervang(t.Context(), testkit.Wie(t, "werker"), register.NieuweVervanging{
		Vervangen: "werker", Vervanger: "werker2", Van: nu.Add(400 * time.Millisecond), Tot: nu.Add(900 * time.Millisecond),
	}, vers())
	if err != nil {
		t.Fatal(err)
	}
	ziet := func() bool {
		_, err := k.Casus(t.Context(), testkit.Wie(t, "werker2"), a)
		return err == nil
	}
	gelijk(t, "ervoor", ziet(), false)
	testkit.Wacht(t, "zij begint", ziet)
	testkit.Wacht(t, "zij eindigt", func() bool { return !ziet() })
}

// The second wall: raw SQL as the application gives nobody another's rights.
func TestMuurBijVervangingen(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t, echteKlok)
	k.Zaak(t)
	conn := testkit.Verbind(t, k.DB.App())
	maak := func(vervangen, vervanger, door string) string {
		return fmt.Sprintf(`INSERT INTO vervangingen (id, vervangen, vervanger, van, tot, door_persoon, gemaakt_op)
			VALUES (gen_random_uuid(), '%s', '%s', now(), now() + interval '1 hour', '%s', now()) RETURNING 'ja'`, vervangen, vervanger, door)
	}
	for wie, opdracht := range map[string]string{
		"werker2":      maak("werker", "werker2", "werker2"), // takes another's
		"werker":       maak("werker", "psychiater", "werker"),
		"ctb":          maak("werker", "werker2", "ctb"),
		"coordinator":  maak("werker", "werker2", "werker"), // in another's name
		"ketenpartner": maak("werker", "werker2", "ketenpartner"),
	} {
		gelijk(t, wie, len(als(t, conn, testkit.Wie(t, wie), opdracht)), 0)
	}
	v := vervang(t, k, "werker", "werker", "werker2", time.Hour)
	for _, g := range []struct {
		wie      string
		ziet, af int
	}{
		{"coordinator", 1, 1},
		{"werker", 1, 1},
		{"werker2", 1, 0},
		{"ctb", 0, 0},
		{"leidinggevende", 0, 0},
		{"moederorganisatie", 0, 0},
		{"psychiater", 0, 0},
		{"beheerder", 0, 0},
		{"verwijzer", 0, 0},
	} {
		id := testkit.Wie(t, g.wie)
		gelijk(t, g.wie+" ziet", len(als(t, conn, id, `SELECT id::text FROM vervangingen`)), g.ziet)
		gelijk(t, g.wie+" beëindigt", len(als(t, conn, id, `UPDATE vervangingen SET beeindigd_op = now(), beeindigd_door = '`+g.wie+`' RETURNING id::text`)), g.af)
		gelijk(t, g.wie+" verlengt", len(als(t, conn, id, `UPDATE vervangingen SET tot = tot + interval '1 day' RETURNING id::text`)), 0)
		gelijk(t, g.wie+" wist", len(als(t, conn, id, `DELETE FROM vervangingen RETURNING id::text`)), 0)
	}
	gelijk(t, "werker ziet zichzelf niet als vervanger", len(als(t, conn, testkit.Wie(t, "ctb"), `SELECT unnest(huizen())`)), 1)
	if _, err := k.BeeindigVervanging(t.Context(), testkit.Wie(t, "werker"), v.ID, vers()); err != nil {
		t.Fatal(err)
	}
	gelijk(t, "weer open", len(als(t, conn, testkit.Wie(t, "coordinator"), `UPDATE vervangingen SET beeindigd_op = NULL, beeindigd_door = NULL RETURNING id::text`)), 0)
}

func TestVervangingenBladeren(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t, echteKlok)
	nu := time.Now()
	for i := range 5 {
		_, err := k.Vervang(t.Context(), testkit.Wie(t, "coordinator"), register.NieuweVervanging{
			Vervangen: "werker", Vervanger: "werker2", Van: nu.Add(time.Duration(i+1) * time.Hour), Tot: nu.Add(time.Duration(i+2) * time.Hour),
		}, vers())
		if err != nil {
			t.Fatal(err)
		}
	}
	for wie, n := range map[string]int{"coordinator": 5, "werker": 5, "werker2": 5} {
		gezien := map[string]bool{}
		b := register.Blad{N: 2}
		for {
			vs, volgende, err := k.Vervangingen(t.Context(), testkit.Wie(t, wie), b)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range vs {
				gezien[v.ID] = true
			}
			if b.Cursor = volgende; volgende == "" {
				break
			}
		}
		gelijk(t, wie, len(gezien), n)
	}
	if _, _, err := k.Vervangingen(t.Context(), testkit.Wie(t, "werker"), register.Blad{Cursor: "x"}); !fout.Is(err, fout.Ongeldig) {
		t.Errorf("cursor: %v", err)
	}
}
