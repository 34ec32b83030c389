package api

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

func (b *bank) Knelpunten(_ context.Context, id toegang.Identiteit, v register.Blad) ([]register.Knelpunt, string, error) {
	k := register.Knelpunt{
		Soort: string(casus.TermijnAcceptatie), Fase: casus.Overdragen, Organisatie: "ggz-voorbeeld",
		Sinds: nu.AddDate(0, 0, -20), OpLijst: nu.AddDate(0, 0, -3), Aantal: 1, CasusID: casusID, Nummer: "2026-00042",
	}
	if id.Rol == toegang.RolLeidinggevende {
		k.CasusID, k.Nummer, k.Aantal = "", "", 0
	}
	if v.Cursor != "" {
		return nil, "", b.fout
	}
	return []register.Knelpunt{k}, "volgende", b.fout
}

func TestKnelpuntenInWoorden(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	lees := func(rol toegang.Rol) map[string]any {
		a := b.vraag(t, rol, http.MethodGet, "/v1/knelpunten", "")
		require.Equal(t, http.StatusOK, a.status, a.ruw)
		assert.Equal(t, "volgende", a.json(t)["volgende"])
		return a.json(t)["resultaten"].([]any)[0].(map[string]any)
	}
	assert.Equal(t, map[string]any{
		"soort": "overdracht-acceptatie", "tekst": "De ontvanger heeft nog niet op de overdracht geantwoord.", "fase": "overdracht",
		"organisatie": "ggz-voorbeeld", "sinds": "2026-11-03", "opDeLijstOp": "2026-11-20", "dagen": 20.0, "aantal": 1.0,
		"casusId": casusID, "nummer": "2026-00042",
	}, lees(toegang.RolCoordinator))
	l := lees(toegang.RolLeidinggevende)
	for _, veld := range []string{"aantal", "casusId", "nummer"} {
		assert.Contains(t, l, veld)
		assert.Nil(t, l[veld], veld)
	}
	a := b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/knelpunten?cursor=x", "")
	assert.Nil(t, a.json(t)["volgende"])
}
