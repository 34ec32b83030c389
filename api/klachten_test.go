package api

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/register"
	"schakel/internal/toegang"
)

const goedeKlacht = `{"klager":{"naam":"Klager","relatie":"naaste"},"klacht":"Er werd niet teruggebeld.","betrokkenen":["werker"],"behandelaar":"coordinator","ontvangenOp":"2026-01-05"}`

// The register's part, in memory.

func (b *bank) MaakKlacht(_ context.Context, _ toegang.Identiteit, _ register.NieuweKlacht, s register.Sleutel) (string, error) {
	b.sleutel = s
	return dingID, b.fout
}

func (b *bank) klacht() register.Klacht {
	return register.Klacht{
		ID: dingID, Betrokkenen: []string{"werker"}, Behandelaar: "coordinator", Status: "open", Relatie: "naaste", OntvangenOp: nu, Vastgelegd: nu, BevestigenVoor: nu, OordeelVoor: nu,
		Naam: "Klager", Tekst: "Er werd niet teruggebeld.", Stappen: []register.Klachtstap{{ID: casusID, Soort: "notitie", DoorPersoon: "coordinator", Op: nu, Vastgelegd: nu, Tekst: "x"}},
	}
}

func (b *bank) Klachten(_ context.Context, _ toegang.Identiteit, _ bool, bl register.Blad) ([]register.Klacht, string, error) {
	if bl.Cursor != "" {
		return nil, "", b.fout
	}
	return []register.Klacht{b.klacht()}, "volgende", b.fout
}

func (b *bank) Klacht(_ context.Context, _ toegang.Identiteit, kid string) (register.Klacht, error) {
	if kid != dingID {
		return register.Klacht{}, nietGevonden()
	}
	return b.klacht(), b.fout
}

func (b *bank) BehandelKlacht(ctx context.Context, id toegang.Identiteit, kid string, n register.NieuweKlachtstap, s register.Sleutel) (register.Klacht, error) {
	b.sleutel = s
	k, err := b.Klacht(ctx, id, kid)
	if n.Soort == register.KlachtOordeel {
		k.Status, k.Uitkomst, k.GeslotenOp = "afgehandeld", n.Wat, &k.Vastgelegd
	}
	return k, err
}

func TestKlachtVastleggen(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	for _, rol := range []toegang.Rol{toegang.RolCTB, toegang.RolCoordinator} {
		a := b.stap(t, rol, "/v1/klachten", goedeKlacht)
		require.Equal(t, http.StatusCreated, a.status, a.ruw)
		assert.Equal(t, dingID, a.json(t)["id"])
		assert.NotContains(t, a.ruw, "teruggebeld", "who records it may be somebody who cannot read it")
	}
	for _, rol := range toegang.Rollen() {
		if rol != toegang.RolCTB && rol != toegang.RolCoordinator {
			assert.Equal(t, http.StatusForbidden, b.stap(t, rol, "/v1/klachten", goedeKlacht).status, rol)
		}
	}
	for naam, g := range map[string]struct{ body, veld string }{
		"zonder klager":     {`{"klacht":"x","behandelaar":"coordinator"}`, "klager"},
		"onbekende relatie": {`{"klager":{"naam":"x","relatie":"geheim"},"klacht":"x","behandelaar":"coordinator"}`, "klager.relatie"},
		"in de toekomst":    {`{"klager":{"naam":"x","relatie":"client"},"klacht":"x","behandelaar":"coordinator","ontvangenOp":"2036-01-05"}`, "ontvangenOp"},
		"onbekend veld":     {`{"klager":{"naam":"x","relatie":"client"},"klacht":"x","behandelaar":"coordinator","bsn":"1"}`, "bsn"},
	} {
		a := b.stap(t, toegang.RolCTB, "/v1/klachten", g.body)
		assert.Equal(t, http.StatusBadRequest, a.status, "%s: %s", naam, a.ruw)
		assert.Contains(t, a.ruw, `"`+g.veld+`"`, naam)
		assert.NotContains(t, a.ruw, "geheim", naam)
	}
	assert.Equal(t, http.StatusBadRequest, b.vraag(t, toegang.RolCTB, http.MethodPost, "/v1/klachten", goedeKlacht).status, "zonder sleutel")
}

func TestKlachtLezenEnBehandelen(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	een := "/v1/klachten/" + dingID
	for _, rol := range toegang.Rollen() {
		mag := rol == toegang.RolCoordinator || rol == toegang.RolLeidinggevende
		for _, pad := range []string{"/v1/klachten", "/v1/klachten?status=open", een} {
			assert.Equal(t, map[bool]int{true: http.StatusOK, false: http.StatusForbidden}[mag], b.vraag(t, rol, http.MethodGet, pad, "").status, "%s %s", rol, pad)
		}
		assert.Equal(t, map[bool]int{true: http.StatusOK, false: http.StatusForbidden}[mag], b.stap(t, rol, een+"/notities", `{"notitie":"x"}`).status, rol)
	}
	lijst := b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/klachten", "")
	assert.NotContains(t, lijst.ruw, "teruggebeld", "in a list there is no text")
	assert.Contains(t, b.vraag(t, toegang.RolCoordinator, http.MethodGet, een, "").ruw, "teruggebeld")
	for _, id := range []string{vreemd, "geen-id"} {
		assert.Equal(t, http.StatusNotFound, b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/klachten/"+id, "").status)
		assert.Equal(t, http.StatusNotFound, b.stap(t, toegang.RolCoordinator, "/v1/klachten/"+id+"/notities", `{"notitie":"x"}`).status)
	}
	for pad, body := range map[string]string{
		"ontvangstbevestiging": `{"wijze":"brief","op":"2026-01-05"}`, "verdaging": `{"reden":"x"}`, "behandelaar": `{"behandelaar":"leidinggevende","reden":"x"}`,
		"betrokkenen": `{"betrokkenen":[],"reden":"x"}`, "oordeel": `{"uitkomst":"gegrond","motivering":"x"}`, "intrekking": `{"reden":"x"}`,
		"bewaarplicht": `{"reden":"tuchtzaak","toelichting":"x"}`, "opheffing": `{"reden":"x"}`,
	} {
		a := b.stap(t, toegang.RolLeidinggevende, een+"/"+pad, body)
		assert.Equal(t, http.StatusOK, a.status, "%s: %s", pad, a.ruw)
		assert.Equal(t, een+"/"+pad, b.sleutel.Pad)
	}
	a := b.stap(t, toegang.RolCoordinator, een+"/oordeel", `{"uitkomst":"gegrond","motivering":"x"}`)
	assert.Equal(t, []any{"bewaarplicht"}, a.json(t)["mogelijkeStappen"], "what is closed can be held, and nothing else")
	assert.Equal(t, http.StatusBadRequest, b.stap(t, toegang.RolCoordinator, een+"/notities", `{"notitie":"x","op":"2036-01-05"}`).status)
}
