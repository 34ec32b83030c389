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

const goedeVerklaring = `{"soort":"bezwaar","tekst":"Ik wil niet dat dit wordt gedeeld."}`

func (b *bank) verklaring(n register.NieuweVerklaring) register.Verklaring {
	return register.Verklaring{ID: dingID, CasusID: casusID, Soort: n.Soort, Tekst: n.Tekst, Op: nu, Vastgelegd: nu, DoorPersoon: "werker"}
}

func (b *bank) LegVerklaringVast(ctx context.Context, id toegang.Identiteit, casus string, n register.NieuweVerklaring, toets func(register.Casus) error, s register.Sleutel) (register.Verklaring, error) {
	b.sleutel = s
	c, err := b.Casus(ctx, id, casus)
	if err == nil {
		err = toets(c)
	}
	return b.verklaring(n), err
}

func (b *bank) Verklaringen(ctx context.Context, id toegang.Identiteit, casus string, toets func(register.Casus) error) ([]register.Verklaring, error) {
	c, err := b.Casus(ctx, id, casus)
	if err == nil {
		err = toets(c)
	}
	return []register.Verklaring{b.verklaring(register.NieuweVerklaring{Soort: "bezwaar", Tekst: "x"})}, err
}

const goedVerklaringAntwoord = `{"uitkomst":"deels","motivering":"De passage is verbeterd."}`

func (b *bank) BeantwoordVerklaring(ctx context.Context, id toegang.Identiteit, casus, vid string, a register.VerklaringAntwoord, toets func(register.Casus) error, s register.Sleutel) (register.Verklaring, error) {
	b.sleutel = s
	c, err := b.Casus(ctx, id, casus)
	if err == nil {
		err = toets(c)
	}
	if err == nil && vid != dingID {
		err = nietGevonden()
	}
	v := b.verklaring(register.NieuweVerklaring{Soort: "bezwaar", Tekst: "x"})
	a.DoorPersoon, a.Op = id.Gebruiker, nu
	v.Antwoord = &a
	return v, err
}

func TestVerklaringBeantwoorden(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	pad := "/v1/casussen/" + casusID + "/verklaringen/" + dingID + "/beantwoording"
	a := b.stap(t, toegang.RolCoordinator, pad, goedVerklaringAntwoord)
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	antwoord, _ := a.json(t)["antwoord"].(map[string]any)
	assert.Equal(t, "deels", antwoord["uitkomst"])
	assert.Equal(t, pad, b.sleutel.Pad)
	for body, veld := range map[string]string{`{"motivering":"x"}`: "uitkomst", `{"uitkomst":"kanarie","motivering":"x"}`: "uitkomst", `{"uitkomst":"deels","motivering":""}`: "motivering", `{"uitkomst":"deels","motivering":"x","op":"2030-01-01T10:00:00Z"}`: "op"} {
		a := b.stap(t, toegang.RolCoordinator, pad, body)
		require.Equal(t, http.StatusBadRequest, a.status, a.ruw)
		assert.Equal(t, veld, a.probleem(t).Fouten[0].Veld, body)
		assert.NotContains(t, a.ruw, "kanarie")
	}
	for _, rol := range []toegang.Rol{toegang.RolCTB, toegang.RolBMZWerker, toegang.RolPrivacyOfficer} {
		assert.Equal(t, http.StatusForbidden, b.stap(t, rol, pad, goedVerklaringAntwoord).status, rol)
	}
	for _, id := range []string{vreemd, "geen-id"} {
		assert.Equal(t, http.StatusNotFound, b.stap(t, toegang.RolCoordinator, "/v1/casussen/"+casusID+"/verklaringen/"+id+"/beantwoording", goedVerklaringAntwoord).status)
	}
}

func TestVerklaringen(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	pad := "/v1/casussen/" + casusID + "/verklaringen"
	a := b.stap(t, toegang.RolBMZWerker, pad, goedeVerklaring)
	require.Equal(t, http.StatusCreated, a.status, a.ruw)
	assert.Equal(t, "bezwaar", a.json(t)["soort"])
	assert.Equal(t, pad, b.sleutel.Pad)
	a = b.vraag(t, toegang.RolCoordinator, http.MethodGet, pad, "")
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	assert.Contains(t, a.ruw, `"tekst"`)
	for body, veld := range map[string]string{`{}`: "soort", `{"soort":"kanarie","tekst":"x"}`: "soort", `{"soort":"bezwaar","tekst":""}`: "tekst", `{"soort":"bezwaar","tekst":"x","op":"2030-01-01T10:00:00Z"}`: "op"} {
		a := b.stap(t, toegang.RolCTB, pad, body)
		require.Equal(t, http.StatusBadRequest, a.status, a.ruw)
		assert.Equal(t, veld, a.probleem(t).Fouten[0].Veld, body)
		assert.NotContains(t, a.ruw, "kanarie")
	}
	b.relaties = toegang.Nood
	assert.Equal(t, http.StatusNotFound, b.stap(t, toegang.RolBMZWerker, pad, goedeVerklaring).status, "met noodtoegang schrijft men dit niet")
	for _, id := range []string{vreemd, "geen-id"} {
		assert.Equal(t, http.StatusNotFound, b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/casussen/"+id+"/verklaringen", "").status)
	}
}
