package werkbank

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"schakel/internal/toegang"
)

// A correction is what its writer changed of what they saw. What was corrected meanwhile is told, stays, and is asked about; never put back unasked.
func TestCorrigerenInTweeVensters(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	const feitID = "2f0b7d0e-5a3c-4e0f-9b7a-0c5d2e8f6a11"
	contact := map[string]any{"soort": "telefoon", "bereikt": true, "op": "2026-11-24T10:00:00+01:00", "met": []string{"client"}, "notitie": "Sprak zijn broer."}
	basis := "/v1/casussen/" + proefID
	p.casus(nil)
	p.lees[basis+"/tijdlijn"] = map[string]any{"resultaten": []any{map[string]any{"id": feitID, "soort": "contact", "op": "2026-11-24T10:00:00+01:00", "door": "werker", "inhoud": contact}}}
	p.lees[basis+"/overzicht"] = map[string]any{"casus": p.lees[basis], "correcties": []any{}}
	vraag := func(in url.Values) *httptest.ResponseRecorder {
		return p.vraag(p.b.corrigeer, proefWerker, "/casussen/"+proefID+"/corrigeer/"+feitID, in, map[string]string{"id": proefID, "feit": feitID})
	}
	leeg := vraag(nil).Body.String()
	assert.Contains(t, leeg, `data-form="corrigeer/`+feitID+`"`, "who else has it open is told")
	form := verborgenOp(leeg)
	in := func(f url.Values) url.Values {
		f.Set("met", "client")
		return met(f, "soort", "telefoon", "bereikt", "true", "op", "2026-11-24T10:00", "notitie", "Sprak zijn broer.", "duurMinuten", "20", "correctiereden", "Duur vergeten.")
	}

	nu := map[string]any{"soort": "telefoon", "bereikt": true, "op": "2026-11-24T10:00:00+01:00", "met": []string{"client"}, "notitie": "Sprak zijn zus."}
	p.mu.Lock()
	p.lees[basis+"/overzicht"] = map[string]any{"casus": p.lees[basis], "correcties": []any{map[string]any{
		"feit": "3f0b7d0e-5a3c-4e0f-9b7a-0c5d2e8f6a11", "betreft": feitID, "door": "coordinator", "op": "2026-11-24T14:00:00+01:00", "nieuw": map[string]any{"notitie": "Sprak zijn zus."}, "nu": nu,
	}}}
	p.mu.Unlock()
	w := vraag(in(form))
	assert.Empty(t, p.kreeg, "sent without a question")
	assert.Equal(t, http.StatusConflict, w.Code)
	assert.Contains(t, w.Body.String(), "Nog niet vastgelegd. Dit is intussen gecorrigeerd door Coördinator Voorbeeld, vandaag 14:00.")
	assert.Contains(t, w.Body.String(), "Sprak zijn zus.")
	assert.Contains(t, w.Body.String(), `value="20"`)
	assert.NotContains(t, w.Body.String(), "Sprak zijn broer.")

	assert.Equal(t, http.StatusSeeOther, vraag(met(in(verborgenOp(w.Body.String())), "notitie", "Sprak zijn zus.")).Code)
	assert.Equal(t, map[string]any{"duurMinuten": 20.0}, p.kreeg[0]["nieuw"])
}

// Who corrects sees what keeps a worker safe, and whom it is about.
func TestCorrigerenMetVeiligheidErbij(t *testing.T) {
	t.Parallel()
	corrigeerBlad := func(b *werkbank) func(*verzoek) error { return b.corrigeer }
	antwoord := nepDossier("outreach", "")
	antwoord["/v1/casussen/"+nepCasus+"/tijdlijn"] = `{"resultaten":[{"id":"f9","soort":"plan","op":"2026-11-20T10:00:00Z","door":"coordinator","inhoud":{"methodiek":"cti","doelen":[{"wat":"x"}]}}]}`
	n := nieuwNep(t, antwoord)
	blad := n.als(t, toegang.RolCoordinator, corrigeerBlad, map[string]string{"id": nepCasus, "feit": "f9"})
	tekst := leesbaarVan(blad)
	assert.Contains(t, tekst, "Let op")
	assert.Contains(t, tekst, "Hond")
	assert.Contains(t, tekst, "Corrigeren: Bram Voorbeeld")
	assert.NotContains(t, blad[:strings.Index(blad, "</title>")], "Bram")
	assert.Equal(t, 1, n.vroeg("/overzicht"))
}
