package register_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// meldAls stores an aanmelding of an invented client.
func meldAls(t *testing.T, k *testkit.Keten, naam, geboren, bsn string) string {
	t.Helper()
	in := testkit.Aanmelding(testkit.Wie(t, "verwijzer"), casus.Normaal, naam)
	in.Aanmelding.Geboortedatum, in.Aanmelding.Bsn = geboren, bsn
	client, err := json.Marshal(map[string]string{"naam": naam, "geboortedatum": geboren, "bsn": bsn})
	if err != nil {
		t.Fatal(err)
	}
	in.Aanmelding.Client = client
	uit := k.Dien(t, "verwijzer", in)
	k.Schrijf(t, uit.CasusID, k.Besluit(t, uit))
	return uit.CasusID
}

// wijsToe brings a new case to a casehouder.
func wijsToe(t *testing.T, k *testkit.Keten, casusID, casehouder string) {
	t.Helper()
	k.Stap(t, "ctb", casusID, casus.Stap{Soort: casus.StapOntvangst, Volledig: true}, "")
	k.Stap(t, "ctb", casusID, casus.Stap{Soort: casus.StapQuickscan, Uitkomst: casus.BesluitAccepteren}, "")
	k.Stap(t, "coordinator", casusID, casus.Stap{Soort: casus.StapToewijzing, Wie: casehouder}, "")
}

func zoekAls(t *testing.T, k *testkit.Keten, wie string, v register.Zoekvraag) []string {
	t.Helper()
	cs, err := k.Zoek(t.Context(), testkit.Wie(t, wie), v)
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]string, len(cs))
	for i, c := range cs {
		ids[i] = c.ID
	}
	return ids
}

func metBsn(t *testing.T, k *testkit.Keten) {
	t.Helper()
	bel := testkit.Beleid(t)
	bel.Versie, bel.Bsn = "met-bsn", true
	if _, _, err := k.ZetBeleid(t.Context(), bel, "proef"); err != nil {
		t.Fatal(err)
	}
}

func TestZoekenOpSpelling(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	berg := meldAls(t, k, "Anne-Marie van den Berg", "1970-01-02", "")
	broek := meldAls(t, k, "Anne-Marie Broek", "1971-01-02", "")
	dijk := meldAls(t, k, "Björn van Dijk", "1980-05-06", "")
	for _, g := range []struct {
		v   register.Zoekvraag
		wil []string
	}{
		{register.Zoekvraag{Naam: "Vandenberg"}, []string{berg}},
		{register.Zoekvraag{Naam: "annemarie van de Berg"}, []string{berg, broek}}, // to the letter first, then what sounds like it
		{register.Zoekvraag{Naam: "A.M. van den Berg", Geboortedatum: "1970-01-02"}, []string{berg}},
		{register.Zoekvraag{Naam: "Dyk"}, []string{dijk}},
		{register.Zoekvraag{Naam: "bjorn", Geboortedatum: "1980-05-06"}, []string{dijk}},
		{register.Zoekvraag{Naam: "bjorn", Geboortedatum: "1980-05-07"}, nil},
		{register.Zoekvraag{Geboortedatum: "1970-01-02"}, []string{berg}},
		{register.Zoekvraag{Naam: "b"}, nil}, // says too little
		{register.Zoekvraag{Naam: "b", Nummer: "2026-00001"}, nil},
	} {
		gelijk(t, fmt.Sprintf("%+v", g.v), fmt.Sprint(zoekAls(t, k, "ctb", g.v)), fmt.Sprint(append([]string{}, g.wil...)))
	}
}

// Somebody who came in without a name, and whose name was learned, is found by that name; by what proved wrong not any more.
func TestZoekenOpWatIsGecorrigeerd(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	a := meldAls(t, k, "Harm Vergissing", "1970-01-01", "")
	regels, _, err := k.Tijdlijn(t.Context(), testkit.Wie(t, "coordinator"), a, "", 0)
	if err != nil || regels[0].Feit.Soort != casus.StapAanmelding {
		t.Fatal(regels, err)
	}
	aanmelding := regels[0].Feit.ID
	k.Stap(t, "coordinator", a, casus.Stap{Soort: casus.StapCorrectie, Ding: aanmelding},
		`{"reden":"een ander","nieuw":{"client":{"naam":"Otto Rechtgezet","geboortedatum":"1971-02-03","gemeente":"Andere Stad"}}}`)
	k.Stap(t, "coordinator", a, casus.Stap{Soort: casus.StapCorrectie, Ding: aanmelding}, `{"reden":"leeg","nieuw":{"client":{"naam":" ","adres":"Ergens 1"}}}`)
	oud, nieuw := register.Zoekvraag{Naam: "Vergissing"}, register.Zoekvraag{Naam: "Rechtgezet", Geboortedatum: "1971-02-03", Gemeente: "Andere Stad"}
	vindt := func(waar string) {
		t.Helper()
		gelijk(t, waar+": de nieuwe naam", fmt.Sprint(zoekAls(t, k, "ctb", nieuw)), fmt.Sprint([]string{a}))
		gelijk(t, waar+": de oude naam", len(zoekAls(t, k, "ctb", oud)), 0)
		in, err := k.Inzage(t.Context(), "coordinator", "inzageverzoek", a, "proef")
		if err != nil || !strings.Contains(string(in.Client), `"Otto Rechtgezet"`) || !strings.Contains(string(in.Client), "Ergens 1") || in.Gemeente != "Andere Stad" {
			t.Errorf("%s: inzage: %v %s", waar, err, in.Client)
		}
	}
	vindt("na de correctie")
	// As a case of before this has it: words and client as the aanmelding was written.
	eigenaar := testkit.Verbind(t, k.DB.Eigenaar())
	if _, err := eigenaar.Exec(t.Context(), `UPDATE casussen SET client_nu = NULL, gemeente = 'Voorbeeldstad', zoekvorm = '2/oud'; DELETE FROM zoektokens`); err != nil {
		t.Fatal(err)
	}
	if stand, err := k.Herindexeer(t.Context(), nil); err != nil || stand.Bij != 1 {
		t.Fatal(stand, err)
	}
	vindt("na herindexeren")
	// One that an older process wrote is in it after it is run again; and one that comes first does not lose what stood before.
	if _, err := eigenaar.Exec(t.Context(), `UPDATE casussen SET client_nu = NULL, client_seq = 0`); err != nil {
		t.Fatal(err)
	}
	if stand, err := k.Herindexeer(t.Context(), nil); err != nil || stand.Bij != 1 {
		t.Fatal(stand, err)
	}
	vindt("na een oudere uitgave")
	if _, err := eigenaar.Exec(t.Context(), `UPDATE casussen SET client_nu = NULL, client_seq = 0`); err != nil {
		t.Fatal(err)
	}
	k.Stap(t, "coordinator", a, casus.Stap{Soort: casus.StapCorrectie, Ding: aanmelding}, `{"reden":"huis","nieuw":{"client":{"geboortedatum":"1971-02-03"}}}`)
	vindt("na nog een correctie")
	if stand, err := k.Herindexeer(t.Context(), nil); err != nil || stand.Bij != 0 {
		t.Fatal("er was niets meer te doen:", stand, err)
	}
}

func TestZoekenOpBsn(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	if _, _, err := k.ZetBeleid(t.Context(), testkit.Beleid(t), "proef"); err != nil {
		t.Fatal(err)
	}
	vraag := func(bsn string) error {
		_, err := k.Zoek(t.Context(), testkit.Wie(t, "ctb"), register.Zoekvraag{Bsn: bsn})
		return err
	}
	uitgezet := vraag("111222333")
	metBsn(t, k)
	fout1 := vraag("111222334")
	for _, err := range []error{uitgezet, fout1} {
		if !fout.Is(err, fout.Ongeldig) || strings.Contains(fmt.Sprintf("%+v", err), "11122233") {
			t.Errorf("kreeg %v", err)
		}
	}
	if fmt.Sprint(uitgezet) == "" || fout.Als(uitgezet).Velden[0].Melding == fout.Als(fout1).Velden[0].Melding {
		t.Error("uit en fout zijn niet te onderscheiden")
	}
	met, zonder := meldAls(t, k, "Kim Proef", "1990-01-01", "111222333"), meldAls(t, k, "Kim Proef", "1990-01-01", "")
	gelijk(t, "op bsn", fmt.Sprint(zoekAls(t, k, "ctb", register.Zoekvraag{Bsn: "111 222 333"})), fmt.Sprint([]string{met}))
	gelijk(t, "ander bsn", len(zoekAls(t, k, "ctb", register.Zoekvraag{Bsn: "123456782"})), 0)
	gelijk(t, "op naam", len(zoekAls(t, k, "ctb", register.Zoekvraag{Naam: "Proef"})), 2)
	if waar := zoekOveral(t, k, "111222333"); len(waar) > 0 {
		t.Errorf("het bsn is leesbaar in %v", waar)
	}
	_ = zonder
}

// plan runs a search of a worker and gives the shape of the work: each part of the plan with the rows it saw and how often it ran.
func plan(t *testing.T, k *testkit.Keten, wie string, v register.Zoekvraag) string {
	t.Helper()
	id := testkit.Wie(t, wie)
	uit, err := k.ZoekPlan(t.Context(), id, v)
	if err != nil {
		t.Fatal(err)
	}
	return uit
}

// Whether a name is nobody's, or somebody's whose case is not yours: the same answer, and the same work in the database.
func TestZoekenVerraadtNietDatIemandBestaat(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	metBsn(t, k)
	a, b := meldAls(t, k, "Willemijn Vreemdeling", "1970-01-02", "111222333"), meldAls(t, k, "Herbert Eigenman", "1975-03-04", "123456782")
	wijsToe(t, k, a, "werker2")
	wijsToe(t, k, b, "werker")
	gelijk(t, "eigen", fmt.Sprint(zoekAls(t, k, "werker", register.Zoekvraag{Naam: "Eigenman"})), fmt.Sprint([]string{b}))
	for _, paar := range [][2]register.Zoekvraag{
		{{Naam: "Vreemdeling"}, {Naam: "Niemandsland"}},
		{{Naam: "Willemijn Vreemdeling", Geboortedatum: "1970-01-02"}, {Naam: "Bartholomeus Niemandsland", Geboortedatum: "1970-01-03"}},
		{{Bsn: "111222333"}, {Bsn: "100000009"}},
		{{Nummer: nummerVan(t, k, a)}, {Nummer: "2026-99999"}},
	} {
		for _, v := range paar {
			gelijk(t, "andermans of niemands", len(zoekAls(t, k, "werker", v)), 0)
		}
		if van, geen := plan(t, k, "werker", paar[0]), plan(t, k, "werker", paar[1]); van != geen {
			t.Errorf("%+v kost ander werk dan %+v:\n%s\n%s", paar[0], paar[1], van, geen)
		}
	}
	// Positive control: by way of the index, as for who sees the region, the difference shows.
	if plan(t, k, "ctb", register.Zoekvraag{Naam: "Vreemdeling"}) == plan(t, k, "ctb", register.Zoekvraag{Naam: "Niemandsland"}) {
		t.Error("de proef ziet geen verschil in werk")
	}
}

func nummerVan(t *testing.T, k *testkit.Keten, casusID string) string {
	t.Helper()
	c, err := k.Casus(t.Context(), testkit.Wie(t, "ctb"), casusID)
	if err != nil {
		t.Fatal(err)
	}
	return c.Nummer
}

// Cases with words of before are found by whole parts, and by everything once they were made anew; that step may stop half-way and be run again.
func TestHerindexeer(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	var ids []string
	for _, naam := range []string{"Kees Janssen", "Jan Jansen", "Piet Pietersen"} {
		ids = append(ids, meldAls(t, k, naam, "1970-01-02", ""))
	}
	conn := testkit.Verbind(t, k.DB.Eigenaar())
	if _, err := conn.Exec(t.Context(), `UPDATE casussen SET zoekvorm = ''; DELETE FROM zoektokens`); err != nil {
		t.Fatal(err)
	}
	for i, delen := range [][]string{{"kees", "janssen"}, {"jan", "jansen"}, {"piet", "pietersen"}} {
		for _, d := range delen {
			token, err := k.Zoektoken("naam:" + d)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := conn.Exec(t.Context(), `INSERT INTO zoektokens (casus_id, token) VALUES ($1, $2)`, ids[i], token); err != nil {
				t.Fatal(err)
			}
		}
	}
	gelijk(t, "woorden van vroeger", fmt.Sprint(zoekAls(t, k, "ctb", register.Zoekvraag{Naam: "Jansen"})), fmt.Sprint(ids[1:2]))
	if err := k.VernietigSleutel(t.Context(), ids[2]); err != nil {
		t.Fatal(err)
	}
	for ronde, wil := range []register.Zoekstand{{Bij: 2, Gesloten: 1}, {Gesloten: 1}} {
		stand, err := k.Herindexeer(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		gelijk(t, fmt.Sprint("ronde ", ronde), stand, wil)
	}
	gelijk(t, "nu ook op klank, precies eerst", fmt.Sprint(zoekAls(t, k, "ctb", register.Zoekvraag{Naam: "Jansen"})), fmt.Sprint([]string{ids[1], ids[0]}))
}

// The key of the blind index is replaced while people search and refer: everybody is found all the time, and afterwards nothing is hashed with the old one.
func TestWisselZoeksleutel(t *testing.T) {
	t.Parallel()
	pad, bos := metBos(t)
	k := testkit.NieuweKeten(t, bos)
	var ids []string
	for range 8 {
		ids = append(ids, meldAls(t, k, "Jan Jansen", "1970-01-02", ""))
	}
	ander := testkit.Open(t, k.DB, bos)
	beheer := testkit.Open(t, k.DB, bos)
	beheer.KijkVaker(20 * time.Millisecond)
	kijk := func() { k.KijkNu(); ander.KijkNu() }
	vind := func(r *register.Register) int {
		uit, err := r.Zoek(t.Context(), testkit.Wie(t, "ctb"), register.Zoekvraag{Naam: "Jansen"})
		if err != nil {
			t.Fatal(err)
		}
		return len(uit)
	}
	token, err := k.Zoektoken("naam:jansen")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := beheer.WisselZoeksleutel(t.Context(), true, nil); err != nil { // first everywhere, as on several machines
		t.Fatal(err)
	}
	kijk()
	beheer.WisselPerStuk(3)
	ctx, dood := context.WithCancel(t.Context())
	defer dood()
	if _, err := beheer.WisselZoeksleutel(ctx, false, func(register.Zoekstand) { dood() }); !errors.Is(err, context.Canceled) {
		t.Errorf("niet onderbroken: %v", err)
	}
	if n := tel(t, k, `SELECT count(DISTINCT zoekvorm) FROM casussen`); n != 2 {
		t.Errorf("halverwege horen er twee vormen te zijn, niet %d", n)
	}
	for _, r := range []*register.Register{k.Register, ander} {
		gelijk(t, "halverwege gevonden", vind(r), len(ids))
	}
	ids = append(ids, meldAls(t, k, "Jan Jansen", "1970-01-02", ""))
	weer := testkit.Open(t, k.DB, bos)
	weer.KijkVaker(20 * time.Millisecond)
	if _, err := weer.WisselZoeksleutel(t.Context(), false, nil); err != nil {
		t.Fatal(err)
	}
	kijk()
	for _, r := range []*register.Register{k.Register, ander, testkit.Open(t, k.DB, bos)} {
		gelijk(t, "gevonden", vind(r), len(ids))
	}
	gelijk(t, "sleutels in het bestand", aantalSleutels(t, pad, "zoek"), 1)
	gelijk(t, "met de oude sleutel", tel(t, k, `SELECT count(*) FROM zoektokens WHERE substr(token, 1, 5) = substr($1::bytea, 1, 5)`, token), 0)
}
