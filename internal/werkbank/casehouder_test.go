package werkbank

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"schakel/internal/toegang"
)

// Each card of who steers says whose case it is: whom to call. Not to the casehouder, nor to who reads already whom they replace; and nothing is asked for it.
func TestVandaagNoemtDeCasehouder(t *testing.T) {
	t.Parallel()
	regel := func(casus, namens string) string {
		return `{"casusId":"` + casus + `","nummer":"2026-00042","soort":"bereikt-contact","dringendheid":"nu","casehouder":"werker","namens":` + namens + `,"mogelijkeStappen":[]}`
	}
	vandaagBlad := func(b *werkbank) func(*verzoek) error { return b.vandaag }
	n := nieuwNep(t, map[string]string{"/v1/werkvoorraad": `{"resultaten":[` + regel(nepCasus, "null") + `,` + regel(nepAanbod, "null") + `,` + regel(nepCasus, "null") + `]}`})
	tekst := leesbaarVan(n.als(t, toegang.RolCoordinator, vandaagBlad, nil))
	assert.Equal(t, 2, strings.Count(tekst, "casehouder: Wilma Werker"))
	assert.Equal(t, []string{"GET /v1/werkvoorraad"}, n.gevraagd)
	n = nieuwNep(t, map[string]string{"/v1/werkvoorraad": `{"resultaten":[` + regel(nepCasus, `"werker"`) + `]}`})
	assert.NotContains(t, leesbaarVan(n.als(t, toegang.RolBMZWerker, vandaagBlad, nil)), "casehouder: Wilma Werker")
	p := pagina{Wie: toegang.Identiteit{Gebruiker: "werker"}}
	assert.Empty(t, p.casehouderVan(werk{Casehouder: "werker"}), "one's own")
}
