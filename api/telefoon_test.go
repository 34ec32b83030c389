package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/toegang"
)

const nummer = "0000-000001"

// Per role and way of reading: the number of the casehouder stands where one case is read, for who reads its dossier, and in the document of an offer; in no list, no
// status and no answer to a step, whatever the register gives.
func TestTelefoonPerRol(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.telefoon, b.vervanger = nummer, "werker2-vervangt"
	tabel := toegang.NieuweTabel()
	casus, document := "/v1/casussen/"+casusID, "/v1/overdrachten/"+dingID
	gezien := 0
	for _, rol := range toegang.Rollen() {
		for p := range lezers {
			a := b.vraag(t, rol, http.MethodGet, p, "")
			mag := p == document && tabel.Kan(rol, toegang.ActieOverdrachtenLezen) ||
				(p == casus || strings.HasPrefix(p, casus+"/overzicht")) && tabel.Kan(rol, toegang.ActieCasusDossier)
			assert.Equal(t, mag, strings.Contains(a.ruw, nummer), "%s als %s: %s", p, rol, a.ruw)
			assert.Equal(t, mag, strings.Contains(a.ruw, `"casehouderVervanger":{"wie":"werker2-vervangt","tot":"2026-11-30T`) && strings.Contains(a.ruw, `"telefoon":"`+nummer+`9"`), "%s als %s: %s", p, rol, a.ruw)
			assert.Equal(t, mag, strings.Contains(a.ruw, "werker2-vervangt"), "%s als %s: %s", p, rol, a.ruw)
			if mag {
				gezien++
			}
		}
		a := b.vraag(t, rol, http.MethodPost, "/v1/casussen/_zoek", `{"nummer":"2026-00042"}`)
		assert.NotContains(t, a.ruw, nummer, "zoeken als %s", rol)
		a = b.stap(t, rol, "/v1/casussen/"+casusID+"/contacten", `{"soort":"telefoon","bereikt":true,"op":"2026-11-23T10:00:00Z"}`)
		assert.NotContains(t, a.ruw, nummer, "een stap als %s", rol)
	}
	assert.Greater(t, gezien, 10)
}

// A program that may not read the dossier does not read the number either, whatever its role.
func TestTelefoonNietVoorEenProgrammaMetAlleenDeStatus(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.telefoon = nummer
	b.wie = func(id *toegang.Identiteit) {
		id.Machine, id.Scopes = true, []string{toegang.Scope(toegang.ActieCasusLezen)}
	}
	b.vervanger = "werker2-vervangt"
	a := b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/casussen/"+casusID, "")
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	assert.NotContains(t, a.ruw, nummer)
	assert.NotContains(t, a.ruw, "vervangt")
}

// Without a number there is no field, so nobody draws an empty line.
func TestZonderTelefoonGeenVeld(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	for p, rol := range map[string]toegang.Rol{"/v1/casussen/" + casusID: toegang.RolCoordinator, "/v1/overdrachten/" + dingID: toegang.RolKetenpartner} {
		a := b.vraag(t, rol, http.MethodGet, p, "")
		require.Equal(t, http.StatusOK, a.status, a.ruw)
		assert.NotContains(t, strings.ToLower(a.ruw), "telefoon", p)
		assert.NotContains(t, strings.ToLower(a.ruw), "vervanger", p)
		if rol == toegang.RolKetenpartner {
			assert.NotContains(t, a.ruw, "casehouder")
		}
	}
}
