package werkbank

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/toegang"
)

func nepOverdracht(status, gedeeld, stappen string) map[string]string {
	basis := "/v1/casussen/" + nepCasus
	o := `"id":"` + nepAanbod + `","casusId":"` + nepCasus + `","nummer":"2026-00042","inzage":true,"status":"` + status + `","wet":"zvw","aangebodenOp":"2026-11-20T10:00:00Z","gewijzigdOp":"2026-11-20T10:00:00Z"`
	return map[string]string{
		basis:                           `{"id":"` + nepCasus + `","nummer":"2026-00042","fase":"overdracht","regiehouder":{"organisatie":"bmz-voorbeeld","persoon":"werker"},"mogelijkeStappen":[` + stappen + `]}`,
		"/v1/overdrachten":              `{"resultaten":[{` + o + `}]}`,
		"/v1/overdrachten/" + nepAanbod: `{` + o + `,"samenvatting":"Wil geholpen worden.","gedeeld":` + gedeeld + `}`,
		"/v1/werkvoorraad":              `{"resultaten":[{"casusId":"` + nepCasus + `","nummer":"2026-00042","soort":"overdracht-acceptatie","dringendheid":"nu","mogelijkeStappen":[` + stappen + `]}]}`,
	}
}

// A receiver decides with what is shared before it, and knows whom to talk to.
func TestOntvangerBesluitMetHetAanbodErbij(t *testing.T) {
	t.Parallel()
	for _, stap := range []string{"acceptatie", "weigering", "eerste-contact"} {
		t.Run(stap, func(t *testing.T) {
			t.Parallel()
			pad := "overdrachten/" + nepAanbod + "/" + stap
			n := nieuwNep(t, nepOverdracht("aangeboden", `{"velden":["samenvatting","naam","adres"],"naam":"Bram Voorbeeld","adres":"Achter het station"}`, `"`+pad+`"`))
			blad := n.als(t, toegang.RolKetenpartner, stapBlad, map[string]string{"id": nepCasus, "stap": pad})
			tekst := leesbaarVan(blad)
			for _, wil := range []string{"Wil geholpen worden.", "Bram Voorbeeld", "Achter het station", "Zvw", "Casehouder", "Wilma Werker", "BMZ Voorbeeld"} {
				assert.Contains(t, tekst, wil)
			}
			assert.Contains(t, blad, `href="/overdrachten/`+nepAanbod+`"`, "and back to the page of the offer, not to that of the case")
			assert.NotContains(t, blad[:strings.Index(blad, "</title>")], "Bram")
			assert.Equal(t, 1, n.vroeg("/v1/overdrachten/"+nepAanbod), "read once, and logged once")
			assert.Zero(t, n.vroeg("/overzicht"))
		})
	}
}

// What was not shared is not shown, and is said to be missing.
func TestOntvangerZonderNaam(t *testing.T) {
	t.Parallel()
	pad := "overdrachten/" + nepAanbod + "/acceptatie"
	n := nieuwNep(t, nepOverdracht("aangeboden", `{"velden":["samenvatting"]}`, `"`+pad+`"`))
	tekst := leesbaarVan(n.als(t, toegang.RolKetenpartner, stapBlad, map[string]string{"id": nepCasus, "stap": pad}))
	assert.NotContains(t, tekst, "Bram")
	assert.Contains(t, tekst, "De naam van de cliënt is niet met u gedeeld")
}

// Who does not get offers is not asked for one: that would stand in the log as an attempt.
func TestAanbodAlleenVoorDeOntvanger(t *testing.T) {
	t.Parallel()
	pad := "overdrachten/" + nepAanbod + "/gesprek"
	for _, rol := range []toegang.Rol{toegang.RolBMZWerker, toegang.RolCoordinator} {
		antwoord := nepDossier("overdracht", `"`+pad+`"`)
		n := nieuwNep(t, antwoord)
		n.als(t, rol, stapBlad, map[string]string{"id": nepCasus, "stap": pad})
		assert.Zero(t, n.vroeg("/v1/overdrachten/"+nepAanbod), rol)
	}
}

// Vandaag of a receiver leads to the offer itself, also when no step of it can be taken by its own path.
func TestVandaagLeidtNaarHetAanbod(t *testing.T) {
	t.Parallel()
	vandaagBlad := func(b *werkbank) func(*verzoek) error { return b.vandaag }
	for stap, lijst := range map[string]int{"overdrachten/" + nepAanbod + "/acceptatie": 0, "nazorgcontacten": 1} {
		n := nieuwNep(t, nepOverdracht("geland", `null`, `"`+stap+`"`))
		blad := n.als(t, toegang.RolKetenpartner, vandaagBlad, nil)
		assert.Contains(t, blad, `href="/overdrachten/`+nepAanbod+`"`, stap)
		assert.NotContains(t, blad, `href="/casussen/`+nepCasus+`"`, stap)
		assert.Equal(t, lijst, n.vroeg("/v1/overdrachten"), "%s: the list only when no line says which offer it is", stap)
	}
	n := nieuwNep(t, nepOverdracht("aangeboden", `null`, `"overdrachten/`+nepAanbod+`/gesprek"`))
	assert.Contains(t, n.als(t, toegang.RolBMZWerker, vandaagBlad, nil), `href="/casussen/`+nepCasus+`"`)
}

// The page of the case says what its link opens.
func TestStatusbladZegtWatErTeLezenIs(t *testing.T) {
	t.Parallel()
	n := nieuwNep(t, nepOverdracht("aangeboden", `null`, ""))
	tekst := leesbaarVan(n.als(t, toegang.RolKetenpartner, casusBlad, map[string]string{"id": nepCasus}))
	assert.Contains(t, tekst, "Lees wat er met u is gedeeld")
	assert.Contains(t, tekst, "aangeboden, wacht op antwoord")
	assert.Contains(t, tekst, "Wilma Werker")
}

// The summary is always shared: it is not asked, and it is sent. The name is asked, first.
func TestAanbodVraagtDeNaam(t *testing.T) {
	t.Parallel()
	antwoord := nepDossier("overdracht", `"overdrachten"`)
	antwoord["/v1/casussen/"+nepCasus+"/overdrachten"] = `{"id":"x"}`
	n := nieuwNep(t, antwoord)
	pad := map[string]string{"id": nepCasus, "stap": "overdrachten"}
	blad := n.als(t, toegang.RolBMZWerker, stapBlad, pad)
	assert.NotContains(t, blad, `name="deling.velden" value="samenvatting"`)
	assert.Contains(t, blad, `name="deling.velden" value="naam"`)
	assert.Less(t, strings.Index(blad, `value="naam"`), strings.Index(blad, `value="adres"`))
	assert.Contains(t, leesbaarVan(blad), "Zonder de naam weet de ontvanger niet over wie het gaat")
	n.als(t, toegang.RolBMZWerker, stapBlad, pad, url.Values{
		"ontvanger": {"ggz-voorbeeld"}, "wet": {"zvw"}, "samenvatting": {"x"}, "deling.velden": {"naam"}, "deling.grondslag": {"vitaal-belang"},
	})
	require.Len(t, n.post, 1)
	assert.Contains(t, n.post[0], `"velden":["samenvatting","naam"]`)
	n.als(t, toegang.RolBMZWerker, stapBlad, pad, url.Values{"ontvanger": {"ggz-voorbeeld"}, "samenvatting": {"x"}})
	assert.Contains(t, n.post[1], `"velden":["samenvatting"]`)
}

// A receiver has no list of cases: of a casehouder and of what is needed it sees nothing there, and it read "nog niemand". It comes to its offers.
func TestOntvangerKomtBijDeOverdrachten(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	p.lees["/v1/casussen"] = map[string]any{"resultaten": []any{map[string]any{"id": proefID, "nummer": "2026-00042", "fase": "overdracht"}}}
	partner := toegang.Identiteit{Gebruiker: "partner", Rol: toegang.RolKetenpartner, Organisatie: "ggz-voorbeeld"}
	w := p.vraag(p.b.lijst, partner, "/casussen", nil, nil)
	assert.Equal(t, "/overdrachten", w.Header().Get("Location"))
	assert.Empty(t, p.vraag(p.b.lijst, proefCoordinator, "/casussen", nil, nil).Header().Get("Location"))
}
