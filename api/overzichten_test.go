package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/toegang"
)

func TestBordEnWachtlijst(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	a := b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/bord?fase=outreach&urgentie=hoog&n=5", "")
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	assert.Contains(t, a.ruw, `"aantal":31,"teLaat":2`)
	assert.Contains(t, a.ruw, `"gemeenten":["Voorbeeldstad"]`)
	assert.Equal(t, http.StatusBadRequest, b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/bord?urgentie=vreemd", "").status)
	a = b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/wachtlijst", "")
	assert.Contains(t, a.ruw, `"problematiek":["lvb"]`)
	assert.Contains(t, a.ruw, `{"wie":"werker2","casussen":0,"gewicht":0,"afwezig":true}`)
}

// A verwijzer reads the questions about the own aanmelding, and still nothing of the dossier.
func TestVragen(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	a := b.vraag(t, toegang.RolVerwijzer, http.MethodGet, "/v1/casussen/"+casusID+"/vragen", "")
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	assert.Contains(t, a.ruw, `"antwoord":"Onbekend."`)
	assert.Contains(t, a.ruw, `"antwoord":null`)
	b.relaties = 0
	assert.Equal(t, http.StatusNotFound, b.vraag(t, toegang.RolVerwijzer, http.MethodGet, "/v1/casussen/"+casusID+"/vragen", "").status)
}

func TestConcepten(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	const pad = "/v1/concepten/" + dingID
	a := b.vraag(t, toegang.RolVerwijzer, http.MethodPut, pad, `{"velden":{"client.naam":["Bram"],"problematiek":["lvb"]}}`)
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	a = b.vraag(t, toegang.RolVerwijzer, http.MethodGet, pad, "")
	assert.Contains(t, a.ruw, `"client.naam":["Bram"]`)
	assert.Contains(t, b.vraag(t, toegang.RolVerwijzer, http.MethodGet, "/v1/concepten", "").ruw, `"verlooptOp":"2026-12-07`)
	for _, slecht := range []string{`{"velden":{"a":"geen lijst"}}`, `{"velden":{},"vreemd":1}`, `{"velden":{"a":["` + strings.Repeat("x", maxConcept) + `"]}}`} {
		assert.Equal(t, http.StatusBadRequest, b.vraag(t, toegang.RolVerwijzer, http.MethodPut, pad, slecht).status)
	}
	assert.Equal(t, http.StatusNotFound, b.vraag(t, toegang.RolVerwijzer, http.MethodGet, "/v1/concepten/"+vreemd, "").status)
	assert.Equal(t, http.StatusNotFound, b.vraag(t, toegang.RolVerwijzer, http.MethodPut, "/v1/concepten/geen-id", `{"velden":{}}`).status)
	assert.Equal(t, http.StatusOK, b.vraag(t, toegang.RolVerwijzer, http.MethodDelete, pad, "").status)
	assert.NotContains(t, b.log.String(), "Bram")
}
