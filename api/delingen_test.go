package api

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

const goedeDeling = `{"doel":"vraag","ontvanger":"ggz-voorbeeld","rol":"ketenpartner","grondslag":"vitaal-belang","velden":["naam"],"waarom":"Is hij daar bekend?","geinformeerd":{"ja":true}}`

// The register's part, in memory.

func (b *bank) ToetsDeling(_ context.Context, _ toegang.Identiteit, n register.NieuweDeling) error {
	if n.Grond == "handig" {
		return &fout.Fout{Soort: fout.Ongeldig, Tekst: "De deling klopt niet.", Velden: []fout.Veld{{Veld: "grondslag", Melding: "kies"}}}
	}
	return b.fout
}

func (b *bank) deling() register.Deling {
	return register.Deling{
		ID: dingID, CasusID: casusID, Fase: "outreach", Doel: "vraag", Grond: "vitaal-belang", Ontvanger: "ggz-voorbeeld", Rol: "ketenpartner", Velden: []string{"naam"},
		Antwoord: "niet-gevraagd", DoorPersoon: "werker", Op: nu, Vastgelegd: nu, Geinformeerd: register.DelingInformatie{Ja: true, Op: nu, DoorPersoon: "werker"},
	}
}

func (b *bank) MaakDeling(ctx context.Context, id toegang.Identiteit, casus string, n register.NieuweDeling, toets func(register.Casus) error, s register.Sleutel) (register.Deling, error) {
	b.sleutel = s
	c, err := b.Casus(ctx, id, casus)
	if err == nil {
		err = toets(c)
	}
	if err == nil {
		err = b.ToetsDeling(ctx, id, n)
	}
	return b.deling(), err
}

func (b *bank) InformeerDeling(ctx context.Context, id toegang.Identiteit, casus, did string, _ register.NieuweInformatie, toets func(register.Casus) error, s register.Sleutel) (register.Deling, error) {
	if did != dingID {
		return register.Deling{}, nietGevonden()
	}
	return b.MaakDeling(ctx, id, casus, register.NieuweDeling{}, toets, s)
}

func (b *bank) Delingen(ctx context.Context, id toegang.Identiteit, casus string, toets func(register.Casus) error) ([]register.Deling, error) {
	c, err := b.Casus(ctx, id, casus)
	if err == nil {
		err = toets(c)
	}
	return []register.Deling{b.deling()}, err
}

func (b *bank) DelingenRegio(_ context.Context, _ toegang.Identiteit, _ register.Delingvraag) ([]register.Deling, string, error) {
	return []register.Deling{b.deling()}, "volgende", b.fout
}

func TestDelingVastleggen(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	pad := "/v1/casussen/" + casusID + "/delingen"
	a := b.stap(t, toegang.RolBMZWerker, pad, goedeDeling)
	require.Equal(t, http.StatusCreated, a.status, a.ruw)
	assert.Equal(t, dingID, a.json(t)["id"])
	for naam, g := range map[string]struct{ body, veld string }{
		"onbekend veld":   {`{"bsn":"1"}`, "bsn"},
		"eigen grondslag": {`{"doel":"vraag","ontvanger":"ggz-voorbeeld","rol":"ketenpartner","grondslag":"handig","velden":["naam"],"waarom":"x","geinformeerd":{"ja":true}}`, "grondslag"},
		"geen reden":      {`{"doel":"vraag","ontvanger":"ggz-voorbeeld","rol":"ketenpartner","grondslag":"vitaal-belang","velden":["naam"],"waarom":"x","geinformeerd":{"ja":false}}`, "geinformeerd.reden"},
	} {
		a := b.stap(t, toegang.RolBMZWerker, pad, g.body)
		assert.Equal(t, http.StatusBadRequest, a.status, "%s: %s", naam, a.ruw)
		assert.Contains(t, a.ruw, `"`+g.veld+`"`, naam)
		assert.NotContains(t, a.ruw, "handig", naam)
	}
	for _, id := range []string{vreemd, "geen-id"} {
		assert.Equal(t, http.StatusNotFound, b.stap(t, toegang.RolBMZWerker, "/v1/casussen/"+id+"/delingen", goedeDeling).status)
	}
	weet := b.stap(t, toegang.RolCoordinator, pad+"/"+dingID+"/geinformeerd", `{"ja":true}`)
	assert.Equal(t, http.StatusOK, weet.status, weet.ruw)
	assert.Equal(t, http.StatusNotFound, b.stap(t, toegang.RolCoordinator, pad+"/"+vreemd+"/geinformeerd", `{"ja":true}`).status)
	b.relaties = toegang.Nood
	assert.Equal(t, http.StatusNotFound, b.stap(t, toegang.RolBMZWerker, pad, goedeDeling).status, "met noodtoegang wordt niet gedeeld")
	assert.Equal(t, http.StatusNotFound, b.vraag(t, toegang.RolBMZWerker, http.MethodGet, pad, "").status)
}

// Who may read what was shared is told whether they may add to it: by role, and by how they come to the case.
func TestDelingenZegtWieMagDelen(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	for _, g := range []struct {
		rol      toegang.Rol
		relaties toegang.Relaties
		mag      bool
	}{
		{toegang.RolBMZWerker, toegang.Eigen, true},
		{toegang.RolBMZWerker, toegang.Vervanger, true},
		{toegang.RolBMZWerker, toegang.Gevraagd, false},
		{toegang.RolPsychiater, toegang.Gevraagd, false},
		{toegang.RolErvaringsdeskundige, toegang.Gevraagd, false},
		{toegang.RolCTB, toegang.Regio, true},
		{toegang.RolCoordinator, toegang.Regio, true},
	} {
		b.relaties = g.relaties
		a := b.vraag(t, g.rol, http.MethodGet, "/v1/casussen/"+casusID+"/delingen", "")
		require.Equal(t, http.StatusOK, a.status, a.ruw)
		assert.Equal(t, g.mag, a.json(t)["magDelen"], "%s %v", g.rol, g.relaties.Namen())
	}
}

// The three fields of the contract alone are still good; a deling that is wrong is refused, each field under deling.
func TestOverdrachtMetEnZonderDeling(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	pad := "/v1/casussen/" + casusID + "/overdrachten"
	kaal := `{"ontvanger":"ggz-voorbeeld","wet":"zvw","samenvatting":"kort"`
	assert.Equal(t, http.StatusCreated, b.stap(t, toegang.RolBMZWerker, pad, kaal+`}`).status)
	goed := `,"deling":{"grondslag":"vitaal-belang","velden":["samenvatting","naam"],"waarom":"x","geinformeerd":{"ja":true}}}`
	a := b.stap(t, toegang.RolBMZWerker, pad, kaal+goed)
	assert.Equal(t, http.StatusCreated, a.status, a.ruw)
	a = b.stap(t, toegang.RolBMZWerker, pad, kaal+`,"deling":{"grondslag":"handig","velden":["naam"],"waarom":"x","geinformeerd":{"ja":true}}}`)
	assert.Equal(t, http.StatusBadRequest, a.status, a.ruw)
	assert.Contains(t, a.ruw, `"deling.grondslag"`)
}
