package api

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/toegang"
)

// iedereen are the routes without signing in: whether the process lives, and what the API is. Whoever adds one says here why.
var iedereen = []string{"GET /healthz", "GET /readyz", "GET /v1/openapi.json", "GET /v1/docs"}

// Every route that the router really serves stands behind a row of the access table that somebody has, or in the list above.
func TestElkeRouteHeeftEenRij(t *testing.T) {
	t.Parallel()
	router, ok := nieuweBank(t).h.(*gin.Engine)
	require.True(t, ok)
	acties := actiesVanRoutes(t)
	gezien := 0
	for _, r := range router.Routes() {
		naam := r.Method + " " + regexp.MustCompile(`:(\w+)`).ReplaceAllString(r.Path, "{$1}")
		if slices.Contains(iedereen, naam) {
			continue
		}
		gezien++
		assert.Empty(t, zonderRij(acties[naam]), "%s", naam)
	}
	require.Greater(t, gezien, 45)
	// Controls: no row, an unknown one, and one that nobody has.
	for _, actie := range []toegang.Actie{"", "bestaat-niet"} {
		assert.NotEmpty(t, zonderRij(actie))
	}
}

func zonderRij(actie toegang.Actie) string {
	if !slices.Contains(toegang.Acties(), actie) {
		return "staat achter geen rij van de toegangstabel"
	}
	tabel := toegang.NieuweTabel()
	if !slices.ContainsFunc(toegang.Rollen(), func(r toegang.Rol) bool { return tabel.Kan(r, actie) }) {
		return "kan door geen enkele rol"
	}
	return ""
}

func actiesVanRoutes(t *testing.T) map[string]toegang.Actie {
	t.Helper()
	ruw, _ := document()
	var doc struct {
		Paths map[string]map[string]struct {
			Actie toegang.Actie `json:"x-actie"`
		} `json:"paths"`
	}
	require.NoError(t, json.Unmarshal(ruw, &doc))
	uit := map[string]toegang.Actie{}
	for pad, methoden := range doc.Paths {
		for m, op := range methoden {
			uit[strings.ToUpper(m)+" "+pad] = op.Actie
		}
	}
	return uit
}
