package werkbank

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"schakel/internal/toegang"
)

const nepAanmelding = `"client":{"naam":"Bram Voorbeeld","geboortedatum":"1980-03-03","adres":"Achter het station"},
	"aanmelding":{"feit":"f1","op":"2026-11-20T10:00:00Z","door":null,"verwijzer":{"organisatie":"huisarts-voorbeeld","naam":"Hanna Huisarts","functie":"praktijkondersteuner","telefoon":"0612345678","email":"h@voorbeeld.nl"},
	"problematiek":["verslaving"],"zorgmijding":"Doet niet open.","hulpvraag":"Contact leggen.","eerdereHulp":"Twee keer afgehaakt."}`

// nepStap is a case in a phase that can take these steps, and its overview.
func nepDossier(fase, stappen string) map[string]string {
	c := `{"id":"` + nepCasus + `","nummer":"2026-00042","fase":"` + fase + `","urgentie":"hoog","veiligheid":["hond"],"mogelijkeStappen":[` + stappen + `],"termijnen":[],"gemeente":"Voorbeeldstad"}`
	basis := "/v1/casussen/" + nepCasus
	return map[string]string{
		basis: c, basis + "/overzicht": `{"casus":` + c + `,` + nepAanmelding + `,"metingen":[],"weken":[],"correcties":[{"feit":"f2","op":"2026-11-21T10:00:00Z","door":null,"betreft":"f1","reden":"naam bekend","nieuw":{},"nu":{}}]}`,
		basis + "/tijdlijn": `{"resultaten":[]}`, basis + "/delingen": `{"resultaten":[],"magDelen":true}`, basis + "/verklaringen": `{"resultaten":[]}`,
		basis + "/vragen": `{"resultaten":[{"vraag":"Is er een hond?","op":"2026-11-20T12:00:00Z","antwoord":"Ja, een grote.","beantwoordOp":"2026-11-21T09:00:00Z","beantwoorder":null}]}`,
	}
}

func stapBlad(b *werkbank) func(*verzoek) error  { return b.stap }
func casusBlad(b *werkbank) func(*verzoek) error { return b.casus }

// Who judges an aanmelding reads it beside the form: whom it is about, what was seen, what was tried, what is asked, and whom to call.
func TestBeoordelenMetDeAanmeldingErbij(t *testing.T) {
	t.Parallel()
	for stap, fase := range map[string]string{"ontvangst": "aanmelding", "quickscan": "quickscan", "toewijzing": "wachtlijst"} {
		t.Run(stap, func(t *testing.T) {
			t.Parallel()
			n := nieuwNep(t, nepDossier(fase, `"`+stap+`"`))
			blad := n.als(t, toegang.RolCoordinator, stapBlad, map[string]string{"id": nepCasus, "stap": stap})
			tekst := leesbaarVan(blad)
			for _, wil := range []string{"Bram Voorbeeld", "1980", "Achter het station", "Doet niet open.", "Contact leggen.", "Twee keer afgehaakt.", "Verslaving", "Hanna Huisarts", "Huisarts Voorbeeld", "0612345678", "Hond", "gecorrigeerd"} {
				assert.Contains(t, tekst, wil)
			}
			assert.Contains(t, blad, `href="tel:0612345678"`)
			assert.Equal(t, stap == "quickscan", strings.Contains(tekst, "Bemoeizorg is wel voor"), "what it is held against stands beside the judgement")
			assert.NotContains(t, blad[:strings.Index(blad, "</title>")], "Bram")
			assert.Equal(t, 1, n.vroeg("/overzicht"), "read once, and logged once")
		})
	}
}

// What was asked of the verwijzer and answered is part of what is judged.
func TestBeoordelenMetHetAntwoordErbij(t *testing.T) {
	t.Parallel()
	n := nieuwNep(t, nepDossier("aanmelding", `"ontvangst"`))
	tekst := leesbaarVan(n.als(t, toegang.RolCTB, stapBlad, map[string]string{"id": nepCasus, "stap": "ontvangst"}))
	assert.Contains(t, tekst, "Is er een hond?")
	assert.Contains(t, tekst, "Ja, een grote.")
}

// Every form of a step says whom it is about, to who may know; who sees only the status is not told, and nothing is asked for them.
func TestStapZegtOverWie(t *testing.T) {
	t.Parallel()
	alle := `"plannen","sneloverleg","veiligheid","contacten","intrekking","overdrachten/` + nepAanbod + `/acceptatie"`
	for rol, stap := range map[toegang.Rol]string{
		toegang.RolBMZWerker: "plannen", toegang.RolCTB: "veiligheid", toegang.RolPsychiater: "plannen", toegang.RolErvaringsdeskundige: "contacten", toegang.RolCoordinator: "plannen",
		toegang.RolVerwijzer: "intrekking", toegang.RolKetenpartner: "overdrachten/" + nepAanbod + "/acceptatie",
	} {
		t.Run(string(rol), func(t *testing.T) {
			t.Parallel()
			n := nieuwNep(t, nepDossier("outreach", alle))
			tekst := leesbaarVan(n.als(t, rol, stapBlad, map[string]string{"id": nepCasus, "stap": stap}))
			mag := n.b.Tabel.Kan(rol, toegang.ActieTijdlijn)
			assert.Equal(t, mag, strings.Contains(tekst, "Bram Voorbeeld"))
			assert.Equal(t, mag, n.vroeg("/overzicht") > 0)
			assert.NotContains(t, tekst, "Doet niet open.", "the aanmelding is for who judges it")
		})
	}
}

// In the first phases the aanmelding is what there is to read: it comes before the timeline, and nothing of later phases stands empty beside it.
func TestAanmeldingBovenAanDeCasus(t *testing.T) {
	t.Parallel()
	for _, fase := range []string{"aanmelding", "quickscan", "wachtlijst", "outreach"} {
		n := nieuwNep(t, nepDossier(fase, `"quickscan"`))
		blad := n.als(t, toegang.RolCTB, casusBlad, map[string]string{"id": nepCasus})
		tekst := leesbaarVan(blad)
		vroeg := fase != "outreach"
		assert.Equal(t, vroeg, strings.Contains(tekst, "Hanna Huisarts"), fase)
		for _, leeg := range []string{"Er is nog geen plan", "Nog niet gemeten", "Nog geen contact vastgelegd"} {
			assert.Equal(t, !vroeg, strings.Contains(tekst, leeg), "%s: %s", fase, leeg)
		}
		if vroeg {
			assert.Less(t, strings.Index(blad, "Doet niet open."), strings.Index(blad, `id="nu-kop"`), fase)
			assert.Less(t, strings.Index(blad, `class="d-tijd"`), strings.Index(blad, `class="d-zij"`), "%s: what is beside it does not push it down", fase)
			assert.NotContains(t, blad, `href="#plan"`)
			assert.NotContains(t, blad, `href="#verloop"`)
		}
	}
}

// The aanmelding is no part of what a receiver or a verwijzer sees of a case.
func TestAanmeldingNietVoorWieDeStatusZiet(t *testing.T) {
	t.Parallel()
	n := nieuwNep(t, nepDossier("quickscan", ""))
	tekst := leesbaarVan(n.als(t, toegang.RolKetenpartner, casusBlad, map[string]string{"id": nepCasus}))
	assert.NotContains(t, tekst, "Bram")
	assert.NotContains(t, tekst, "Doet niet open.")
	assert.Zero(t, n.vroeg("/overzicht"))
}

// A form that begins with what was written before, and says whom it is about, reads the dossier once: once in the log.
func TestFormulierLeestHetOverzichtEenKeer(t *testing.T) {
	t.Parallel()
	for _, stap := range []string{"plannen", "metingen", "contacten"} {
		n := nieuwNep(t, nepDossier("outreach", `"`+stap+`"`))
		assert.Contains(t, leesbaarVan(n.als(t, toegang.RolBMZWerker, stapBlad, map[string]string{"id": nepCasus, "stap": stap})), "Bram Voorbeeld", stap)
		assert.Equal(t, 1, n.vroeg("/overzicht"), stap)
	}
}

// Who answers a question reads it at the form: it is opened from Vandaag too, where the question does not stand. What was answered before is not asked again.
func TestAntwoordenMetDeVraagErbij(t *testing.T) {
	t.Parallel()
	antwoord := nepDossier("aanmelding", `"antwoord"`)
	antwoord["/v1/casussen/"+nepCasus+"/vragen"] = `{"resultaten":[{"vraag":"Is er een hond?","op":"2026-11-20T12:00:00Z","antwoord":"Ja.","beantwoordOp":"2026-11-21T09:00:00Z","beantwoorder":null},
		{"vraag":"Wie is de huisarts?","op":"2026-11-22T12:00:00Z","antwoord":null,"beantwoordOp":null,"beantwoorder":null}]}`
	n := nieuwNep(t, antwoord)
	tekst := leesbaarVan(n.als(t, toegang.RolVerwijzer, stapBlad, map[string]string{"id": nepCasus, "stap": "antwoord"}))
	vraag, veld := strings.Index(tekst, "Wie is de huisarts?"), strings.Index(tekst, "Uw antwoord Vraag")
	assert.Positive(t, vraag)
	assert.Less(t, vraag, veld, "the question comes first")
	assert.NotContains(t, tekst, "Is er een hond?")
	assert.Equal(t, 1, n.vroeg("/vragen"))
}
