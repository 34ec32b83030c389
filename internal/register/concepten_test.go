package register_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

const geheimConcept = `{"velden":{"client.naam":["Bram Voorbeeld-Concept"]}}`

// A draft is its writer's alone, unreadable in the database, replaced when saved again, and gone by itself.
func TestConceptIsVanDeSchrijver(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	v, ander := testkit.Wie(t, "verwijzer"), testkit.Wie(t, "verwijzer2")
	cid := uuid.NewString()
	for _, tekst := range []string{`{"velden":{}}`, geheimConcept} {
		if _, err := k.ZetConcept(t.Context(), v, cid, []byte(tekst)); err != nil {
			t.Fatal(err)
		}
	}
	c, err := k.Concept(t.Context(), v, cid)
	if err != nil || string(c.Inhoud) != geheimConcept {
		t.Fatalf("terug komt %q: %v", c.Inhoud, err)
	}
	var ruw []byte
	if err := testkit.Verbind(t, k.DB.Eigenaar()).QueryRow(t.Context(), `SELECT inhoud || sleutel FROM concepten`).Scan(&ruw); err != nil || bytes.Contains(ruw, []byte("Bram")) {
		t.Fatalf("leesbaar in de database: %v", err)
	}
	if _, err := k.Concept(t.Context(), ander, cid); !fout.Is(err, fout.NietGevonden) {
		t.Errorf("een ander leest: %v", err)
	}
	if _, err := k.ZetConcept(t.Context(), ander, cid, []byte(`{}`)); !fout.Is(err, fout.NietGevonden) {
		t.Errorf("een ander schrijft erover: %v", err)
	}
	if err := k.WisConcept(t.Context(), ander, cid); err != nil {
		t.Fatal(err)
	}
	cs, err := k.Concepten(t.Context(), ander)
	gelijk(t, "van een ander", len(cs), 0)
	if err != nil {
		t.Fatal(err)
	}
	cs, _ = k.Concepten(t.Context(), v)
	gelijk(t, "er nog", len(cs), 1)

	k.Klok.Verder(14*24*time.Hour + time.Minute)
	if _, err := k.Concept(t.Context(), v, cid); !fout.Is(err, fout.NietGevonden) {
		t.Errorf("na veertien dagen: %v", err)
	}
	if _, err := k.ZetConcept(t.Context(), ander, uuid.NewString(), []byte(`{}`)); err != nil { // whoever saves next throws away what is over
		t.Fatal(err)
	}
	gelijk(t, "over", tel(t, k, `SELECT count(*) FROM concepten`), 1)
}

func TestTeVeelConcepten(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	v := testkit.Wie(t, "verwijzer")
	eerste := uuid.NewString()
	for i := range register.MaxConcepten {
		cid := uuid.NewString()
		if i == 0 {
			cid = eerste
		}
		if _, err := k.ZetConcept(t.Context(), v, cid, []byte(`{}`)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := k.ZetConcept(t.Context(), v, uuid.NewString(), []byte(`{}`)); !fout.Is(err, fout.NietMogelijk) {
		t.Errorf("één te veel: %v", err)
	}
	if _, err := k.ZetConcept(t.Context(), v, eerste, []byte(`{}`)); err != nil {
		t.Errorf("opnieuw bewaren kan altijd: %v", err)
	}
}

// A verwijzer reads what was asked about the own aanmelding and nothing else of the dossier, also when the first wall is away.
func TestVragenVanDeVerwijzer(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	id := k.Meld(t, "verwijzer", casus.Normaal, "Bram Voorbeeld")
	k.Stap(t, "ctb", id, casus.Stap{Soort: casus.StapOntvangst}, `{"volledig":false,"vraag":"Wie is de huisarts?"}`)
	k.Stap(t, "verwijzer", id, casus.Stap{Soort: casus.StapAntwoord}, `{"antwoord":"Die is er niet."}`)
	k.Stap(t, "ctb", id, casus.Stap{Soort: casus.StapOntvangst, Volledig: true}, `{"volledig":true}`)
	k.Stap(t, "ctb", id, casus.Stap{Soort: casus.StapQuickscan, Uitkomst: casus.BesluitAccepteren}, `{"besluit":"accepteren","motivering":"geheim van het dossier"}`)
	vs, err := k.Vragen(t.Context(), testkit.Wie(t, "verwijzer"), id)
	if err != nil || len(vs) != 1 || vs[0].Vraag != "Wie is de huisarts?" || vs[0].Antwoord != "Die is er niet." || vs[0].BeantwoordOp.IsZero() {
		t.Fatalf("%+v %v", vs, err)
	}
	ander, err := k.Vragen(t.Context(), testkit.Wie(t, "verwijzer2"), id)
	gelijk(t, "van een andere organisatie", len(ander), 0)
	if err != nil {
		t.Fatal(err)
	}
	regels, _, err := k.Tijdlijn(t.Context(), testkit.Wie(t, "verwijzer"), id, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range regels {
		if strings.Contains(string(r.Inhoud), "dossier") || r.Feit.Soort == casus.StapQuickscan {
			t.Errorf("een verwijzer ziet een feit %s", r.Feit.Soort)
		}
	}
}

func TestBordTeltEnOrdent(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	wacht := k.Meld(t, "verwijzer", casus.Normaal, "Anna Eerst")
	spoed := k.Meld(t, "verwijzer", casus.Spoed, "Bram Spoed")
	k.Zaak(t)
	ks, gemeenten, err := k.Bord(t.Context(), testkit.Wie(t, "coordinator"), register.Bordvraag{PerFase: 1})
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "kolommen", len(ks), 6)
	gelijk(t, "aanmelding", ks[0].Aantal, 2)
	gelijk(t, "eerste van de kolom", ks[0].Casussen[0].ID, spoed)
	gelijk(t, "outreach", ks[3].Aantal, 1)
	gelijk(t, "gemeenten", len(gemeenten), 1)
	k.Klok.Verder(30 * 24 * time.Hour)
	k.Vuur(t, wacht) // a reminder makes it late, and late comes first
	ks, _, err = k.Bord(t.Context(), testkit.Wie(t, "ctb"), register.Bordvraag{Fase: "aanmelding", Urgentie: "normaal"})
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "kolommen", len(ks), 1)
	gelijk(t, "te laat", ks[0].TeLaat, 1)
	gelijk(t, "wie", ks[0].Casussen[0].ID, wacht)
	ks, _, err = k.Bord(t.Context(), testkit.Wie(t, "verwijzer2"), register.Bordvraag{})
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "van een ander", ks[0].Aantal, 0)
}

func TestWachtlijstEnBelasting(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	k.Zaak(t) // werker carries one
	naarWachtlijst := func(u casus.Urgentie, naam string) string {
		id := k.Meld(t, "verwijzer", u, naam)
		k.Stap(t, "ctb", id, casus.Stap{Soort: casus.StapOntvangst, Volledig: true}, `{}`)
		k.Stap(t, "ctb", id, casus.Stap{Soort: casus.StapQuickscan, Uitkomst: casus.BesluitAccepteren}, `{"motivering":"Past."}`)
		k.Klok.Verder(time.Hour)
		return id
	}
	lang, hoog := naarWachtlijst(casus.Normaal, "Anna Lang"), naarWachtlijst(casus.Hoog, "Bram Hoog")
	ws, last, err := k.Wachtlijst(t.Context(), testkit.Wie(t, "coordinator"))
	if err != nil || len(ws) != 2 {
		t.Fatalf("%d wachten: %v", len(ws), err)
	}
	gelijk(t, "eerst urgentie", ws[0].Casus.ID, hoog)
	gelijk(t, "dan wachttijd", ws[1].Casus.ID, lang)
	gelijk(t, "wie", ws[0].Casus.Client, "Bram Hoog")
	if len(last) < 2 || last[len(last)-1].Wie != "werker" || last[len(last)-1].Gewicht == 0 || last[0].Gewicht != 0 {
		t.Errorf("de lichtste eerst: %+v", last)
	}
}

// The corrected name is the one on a list.
func TestNaamInLijstIsDeGecorrigeerde(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	in := k.Dien(t, "verwijzer", testkit.Aanmelding(testkit.Wie(t, "verwijzer"), casus.Normaal, "Bram Oud"))
	k.Schrijf(t, in.CasusID, k.Besluit(t, in))
	k.Stap(t, "coordinator", in.CasusID, casus.Stap{Soort: casus.StapCorrectie, Ding: in.StapID}, `{"reden":"Verkeerd gespeld.","nieuw":{"client":{"naam":"Bram Nieuw"}}}`)
	cs, _, err := k.Lijst(t.Context(), testkit.Wie(t, "ctb"), register.Filter{})
	if err != nil || len(cs) != 1 {
		t.Fatal(err)
	}
	gelijk(t, "naam", cs[0].Client, "Bram Nieuw")
	cs, _, err = k.Lijst(t.Context(), testkit.Wie(t, "verwijzer"), register.Filter{})
	if err != nil || len(cs) != 1 {
		t.Fatal(err)
	}
	gelijk(t, "een verwijzer leest geen naam", cs[0].Client, "")
}

// A correction of something else that names a client, and one that is no client at all, change no name, and no list fails by them.
func TestNaamInLijstNietVanIetsAnders(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	in := k.Dien(t, "verwijzer", testkit.Aanmelding(testkit.Wie(t, "verwijzer"), casus.Normaal, "Bram Oud"))
	k.Schrijf(t, in.CasusID, k.Besluit(t, in))
	ontvangst := k.Stap(t, "ctb", in.CasusID, casus.Stap{Soort: casus.StapOntvangst, Volledig: true}, `{}`)
	anders := `{"reden":"Iets anders.","nieuw":{"client":{"naam":"Niet Bedoeld"}}}`
	k.Stap(t, "coordinator", in.CasusID, casus.Stap{Soort: casus.StapCorrectie, Ding: ontvangst.StapID}, anders)
	for _, nieuw := range []string{`{"client":"Losse Tekst"}`, `{"client":{"naam":5}}`, `{"client":null}`} {
		k.Stap(t, "coordinator", in.CasusID, casus.Stap{Soort: casus.StapCorrectie, Ding: in.StapID}, `{"reden":"Verkeerd.","nieuw":`+nieuw+`}`)
		cs, _, err := k.Lijst(t.Context(), testkit.Wie(t, "ctb"), register.Filter{})
		if err != nil || len(cs) != 1 {
			t.Fatalf("na %s: %d casussen: %v", nieuw, len(cs), err)
		}
		gelijk(t, "naam na "+nieuw, cs[0].Client, "Bram Oud")
	}
}

// The client names a draft. That name may be the id of a case: the keys of the two never meet, in the database nor in memory, or whoever may refer
// could make a dossier unreadable, and what is written to it meanwhile lost for ever.
func TestConceptMetDeNaamVanEenCasus(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Meld(t, "verwijzer", casus.Hoog, "Kanariepiet Jansen")
	if _, err := k.ZetConcept(t.Context(), testkit.Wie(t, "verwijzer2"), casusID, []byte(`{"client.naam":"een ander"}`)); err != nil {
		t.Fatal(err)
	}
	k.Stap(t, "ctb", casusID, casus.Stap{Soort: casus.StapOntvangst, Volledig: true}, `{"toelichting":"erna geschreven"}`)
	rs, _, err := k.TijdlijnVan(t.Context(), testkit.Wie(t, "coordinator"), casusID, register.Tijdlijnvraag{})
	if err != nil {
		t.Fatalf("de casus is niet meer te lezen: %v", err)
	}
	var alles strings.Builder
	for _, r := range rs {
		alles.Write(r.Inhoud)
	}
	if !strings.Contains(alles.String(), "Kanariepiet") || !strings.Contains(alles.String(), "erna geschreven") {
		t.Errorf("er ontbreekt tekst: %s", alles.String())
	}
	c, err := k.Concept(t.Context(), testkit.Wie(t, "verwijzer2"), casusID)
	if err != nil || !strings.Contains(string(c.Inhoud), "een ander") {
		t.Errorf("het concept: %s %v", c.Inhoud, err)
	}
}
