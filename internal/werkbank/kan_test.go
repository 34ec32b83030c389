package werkbank

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"schakel/internal/toegang"
)

// The address of a step that cannot be taken gives the rule's own reason, and no form that could not be sent.
func TestWaaromEenStapNietKan(t *testing.T) {
	t.Parallel()
	ops := map[string]any{"id": proefFeit, "niveau": 2}
	for _, g := range []struct {
		stap string
		c    map[string]any
		wil  string
	}{
		{"afschaalbeoordelingen", map[string]any{"opschaling": ops}, "Er staat een opschaling open: schaal die eerst af."},
		{"opschalingen", map[string]any{"opschaling": ops}, "Er staat een opschaling open: schaal die eerst af."},
		{"hervatting", map[string]any{}, "De casus is niet opgeschort."},
		{"overdrachten", map[string]any{}, "Deze stap kan niet in de fase waarin de casus nu is."},
		{"overdrachten", map[string]any{"fase": "overdracht", "overdracht": map[string]any{"id": proefFeit, "status": "aangeboden"}}, "Er staat al een overdracht open"},
		{"plannen", map[string]any{}, "Deze stap kan nu wel bij deze casus, maar niet door u."},
		{"opschalingen/" + proefID + "/afschaling", map[string]any{"opschaling": ops, "mogelijkeStappen": []string{"opschalingen/" + proefFeit + "/afschaling"}}, "of niet door u. Misschien was een ander u voor."},
	} {
		p := nieuweProef(t)
		g.c["casehouder"], g.c["urgentie"] = "werker", "hoog"
		p.casus(g.c)
		w := p.stap(proefWerker, g.stap, nil)
		assert.Equal(t, http.StatusConflict, w.Code, g.stap)
		assert.Contains(t, w.Body.String(), g.wil, g.stap)
		assert.NotContains(t, w.Body.String(), "s-formulier", g.stap)
	}
	// Of who sees the status only, the page knows the phase and no more.
	p := nieuweProef(t)
	p.casus(map[string]any{"fase": "nazorg"})
	w := p.stap(toegangVanPartner, "terugvalsignalen", nil).Body.String()
	assert.Contains(t, w, "of niet door u. Misschien was een ander u voor.")
}

//nolint:gochecknoglobals // somebody
var toegangVanPartner = toegang.Identiteit{Gebruiker: "ketenpartner", Rol: toegang.RolKetenpartner, Organisatie: "ggz-voorbeeld"}
