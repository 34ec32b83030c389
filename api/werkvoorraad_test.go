package api

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

func (b *bank) Werkvoorraad(_ context.Context, _ toegang.Identiteit, v register.Blad) ([]register.Werkregel, string, error) {
	if v.Cursor != "" {
		return nil, "", b.fout
	}
	c := b.casus()
	return []register.Werkregel{
		{Soort: string(casus.TermijnBereikt), VervaltOp: nu.AddDate(0, 0, 7), Verlopen: true, Trede: 1, Casus: &c, Namens: "werker"},
		{Soort: string(casus.TermijnWachtlijst), Klasse: register.KlasseBinnenkort, VervaltOp: nu.AddDate(0, 0, 3), Sinds: nu.AddDate(0, 0, -21), Casus: &c},
		{Soort: register.WerkVervangerAfwezig, Klasse: register.KlasseNu, Sinds: nu},
		{Soort: string(casus.TermijnAfschaal), Klasse: register.KlasseLater, VervaltOp: nu.AddDate(0, 0, 90), Casus: &c},
	}, "volgende", b.fout
}

func TestWerkvoorraadInWoorden(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	lees := func(rol toegang.Rol) []map[string]any {
		a := b.vraag(t, rol, http.MethodGet, "/v1/werkvoorraad?n=4", "")
		require.Equal(t, http.StatusOK, a.status, a.ruw)
		assert.Equal(t, "volgende", a.json(t)["volgende"])
		var uit []map[string]any
		for _, v := range a.json(t)["resultaten"].([]any) {
			uit = append(uit, v.(map[string]any))
		}
		require.Len(t, uit, 4)
		return uit
	}
	w := lees(toegang.RolBMZWerker)
	assert.Equal(t, "De termijn is verlopen. Herinnering 1 kwam bij u.", w[0]["waarom"])
	assert.Equal(t, []any{"nu", "binnenkort", "nu", "later"}, []any{w[0]["dringendheid"], w[1]["dringendheid"], w[2]["dringendheid"], w[3]["dringendheid"]})
	assert.Equal(t, "werker", w[0]["namens"])
	assert.Equal(t, casusID, w[0]["casusId"])
	assert.Equal(t, "hoog", w[0]["urgentie"])
	assert.Contains(t, w[0]["mogelijkeStappen"], "contacten")
	assert.Equal(t, "Wacht sinds 2 november 2026 (21 dagen).", w[1]["waarom"])
	assert.Nil(t, w[2]["casusId"])
	assert.Equal(t, []any{}, w[2]["mogelijkeStappen"])
	assert.Equal(t, "Vervalt op 21 februari 2027.", w[3]["waarom"])
	assert.Equal(t, "werker", w[0]["casehouder"])
	assert.NotContains(t, w[2], "casehouder", "about no case")
	for _, rol := range []toegang.Rol{toegang.RolCoordinator, toegang.RolCTB} {
		assert.Equal(t, "werker", lees(rol)[0]["casehouder"], "%s: whom to call", rol)
	}
	// A ketenpartner sees nothing of the dossier, and only the own steps.
	k := lees(toegang.RolKetenpartner)
	assert.Nil(t, k[0]["urgentie"])
	assert.NotContains(t, k[0], "casehouder")
	assert.NotContains(t, lees(toegang.RolVerwijzer)[0], "casehouder")
	assert.Equal(t, []any{"overdrachten/" + dingID + "/acceptatie"}, k[0]["mogelijkeStappen"])
	a := b.vraag(t, toegang.RolCTB, http.MethodGet, "/v1/werkvoorraad?cursor=x", "")
	assert.Nil(t, a.json(t)["volgende"])
}

func TestDagenInWoorden(t *testing.T) {
	t.Parallel()
	for n, wil := range map[time.Duration]string{0: "minder dan een dag", 23 * time.Hour: "minder dan een dag", 24 * time.Hour: "1 dag", 60 * time.Hour: "2 dagen", -time.Hour: "minder dan een dag"} {
		assert.Equal(t, wil, dagen(nu, nu.Add(n)))
	}
}
