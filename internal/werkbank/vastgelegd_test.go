package werkbank

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"

	"schakel/internal/toegang"
)

const proefFeit = "2f0b7d0e-5a3c-4e0f-9b7a-0c5d2e8f6a11"

func contactFeit(id, door, op string, inhoud map[string]any) map[string]any {
	inhoud["op"] = op
	return map[string]any{"id": id, "soort": "contact", "op": op, "vastgelegd": op, "door": door, "inhoud": inhoud}
}

// metContact puts a contact on the timeline of the case.
func (p *proef) metContact(feiten ...any) {
	basis := "/v1/casussen/" + proefID
	p.casus(map[string]any{"casehouder": "werker", "mogelijkeStappen": []string{"contacten"}})
	p.lees[basis+"/tijdlijn"] = map[string]any{"resultaten": feiten}
	p.lees[basis+"/overzicht"] = map[string]any{"casus": p.lees[basis], "correcties": []any{}}
	p.lees[basis+"/delingen"] = map[string]any{"resultaten": []any{}}
	p.lees[basis+"/verklaringen"] = map[string]any{"resultaten": []any{}}
}

// After a step the page says in words what was kept, and leads to its correction; of what another wrote it says nothing.
func TestVastgelegdInWoorden(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	w := func(vraag string) string {
		return p.vraag(p.b.casus, proefWerker, "/casussen/"+proefID+vraag, nil, map[string]string{"id": proefID}).Body.String()
	}
	p.metContact(contactFeit(proefFeit, "werker", "2026-11-24T13:55:00+01:00", map[string]any{"soort": "huisbezoek", "bereikt": true, "met": []string{"client"}}))
	assert.Contains(t, w("?gedaan=contacten&feit="+proefFeit), `Vastgelegd: Contact. Huisbezoek, bereikt, met cliënt. <a href="/casussen/`+proefID+`/corrigeer/`+proefFeit+`">Klopt dit niet?</a>`)
	assert.NotContains(t, w("?gedaan=contacten&feit="+proefID), "Klopt dit niet?")
	p.metContact(contactFeit(proefFeit, "werker2", "2026-11-24T13:55:00+01:00", map[string]any{"soort": "huisbezoek", "bereikt": true}))
	assert.NotContains(t, w("?gedaan=contacten&feit="+proefFeit), "Klopt dit niet?")

	p.neem = func(string, map[string]any) (int, any) {
		return http.StatusCreated, map[string]any{"id": proefFeit, "casus": map[string]any{"id": proefID}}
	}
	in := url.Values{"soort": {"telefoon"}, "bereikt": {"true"}, "op": {"2026-11-24T14:00"}, "sleutel": {proefID}}
	assert.Equal(t, "/casussen/"+proefID+"?gedaan=contacten&feit="+proefFeit, p.stap(proefWerker, "contacten", in).Header().Get("Location"))
}

// The same contact again within ten minutes is asked about, once; another one, or one of another person, is not.
func TestZelfdeContactVraagtEerst(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	p.metContact(contactFeit(proefFeit, "werker", "2026-11-24T13:55:00+01:00", map[string]any{"soort": "huisbezoek", "bereikt": true, "met": []string{"client"}}))
	form := verborgenOp(p.stap(proefWerker, "contacten", nil).Body.String())
	in := func(soort, op string) url.Values {
		return url.Values{"soort": {soort}, "bereikt": {"true"}, "met": {"client"}, "op": {op}, "sleutel": {form.Get("sleutel")}}
	}
	assert.Equal(t, http.StatusSeeOther, p.stap(proefWerker, "contacten", in("telefoon", "2026-11-24T14:00")).Code, "another kind")
	assert.Equal(t, http.StatusSeeOther, p.stap(proefWerker, "contacten", in("huisbezoek", "2026-11-24T13:30")).Code, "another moment")
	assert.Equal(t, http.StatusSeeOther, p.stap(proefCoordinator, "contacten", in("huisbezoek", "2026-11-24T14:00")).Code, "another person")
	w := p.stap(proefWerker, "contacten", in("huisbezoek", "2026-11-24T14:00"))
	assert.Equal(t, http.StatusConflict, w.Code)
	assert.Len(t, p.kreeg, 3)
	assert.Contains(t, w.Body.String(), "Nog niet vastgelegd. Dit legde u om 13:55 ook al vast: huisbezoek, bereikt, met cliënt.")
	again := verborgenOp(w.Body.String())
	for naam, ws := range in("huisbezoek", "2026-11-24T14:00") {
		if !again.Has(naam) {
			again[naam] = ws
		}
	}
	assert.Equal(t, http.StatusSeeOther, p.stap(proefWerker, "contacten", again).Code)
	assert.Len(t, p.kreeg, 4)
}

// After toewijzing the page says who it is now, and the form says who it was; of an aanmelding that was sent a verwijzer hears its number, for no name stands there.
func TestVastgelegdZegtWie(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	p.metContact()
	toegewezen := func(vraag string) string {
		return leesbaarVan(p.vraag(p.b.casus, proefCoordinator, "/casussen/"+proefID+vraag, nil, map[string]string{"id": proefID}).Body.String())
	}
	assert.Contains(t, toegewezen("?gedaan=toewijzing"), "Vastgelegd: Toewijzen. Casehouder is nu Wim Werker.")
	assert.NotContains(t, toegewezen("?gedaan=plannen"), "Casehouder is nu")
	p.casus(map[string]any{"casehouder": "werker", "mogelijkeStappen": []string{"toewijzing"}})
	assert.Contains(t, leesbaarVan(p.stap(proefCoordinator, "toewijzing", nil).Body.String()), "Casehouder is nu Wim Werker.")
	p.casus(map[string]any{"mogelijkeStappen": []string{"toewijzing"}})
	assert.NotContains(t, leesbaarVan(p.stap(proefCoordinator, "toewijzing", nil).Body.String()), "Casehouder is nu")

	p.lees["/v1/casussen/"+proefID+"/vragen"] = map[string]any{"resultaten": []any{}}
	verwijzer := toegang.Identiteit{Gebruiker: "verwijzer", Rol: toegang.RolVerwijzer, Organisatie: "woonstichting-voorbeeld"}
	gemeld := func(vraag string) string {
		return leesbaarVan(p.vraag(p.b.casusVoorRol, verwijzer, "/casussen/"+proefID+vraag, nil, map[string]string{"id": proefID}).Body.String())
	}
	assert.Contains(t, gemeld("?gedaan=aanmelding"), "Vastgelegd: Aanmelden. Schrijf bij u op welk nummer dit is: 2026-00042.")
	assert.NotContains(t, gemeld("?gedaan=antwoord"), "Schrijf bij u op")
}

// A receiver who accepts goes on to the page of the offer: whom to ring for the conversation stands there. Who declines may not read it any more.
func TestNaAcceptatieBijHetAanbod(t *testing.T) {
	t.Parallel()
	for stap, wil := range map[string]string{"acceptatie": "/overdrachten/" + proefFeit + "?gedaan=acceptatie", "weigering": "/casussen/" + proefID + "?gedaan=weigering"} {
		p := nieuweProef(t)
		pad := "overdrachten/" + proefFeit + "/" + stap
		p.casus(map[string]any{"fase": "overdracht", "mogelijkeStappen": []string{pad}})
		p.neem = func(string, map[string]any) (int, any) {
			return http.StatusCreated, map[string]any{"casus": map[string]any{"id": proefID}}
		}
		partner := toegang.Identiteit{Gebruiker: "partner", Rol: toegang.RolKetenpartner, Organisatie: "ggz-voorbeeld"}
		assert.Equal(t, wil, p.stap(partner, pad, url.Values{"sleutel": {proefID}, "reden": {"Vol."}}).Header().Get("Location"))
	}
}
