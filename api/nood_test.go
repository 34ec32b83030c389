package api

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

const goedeNood = `{"casus":"2026-00042","reden":"crisis","toelichting":"De crisisdienst staat voor de deur."}`

// The register's part, in memory.

func (b *bank) nood() register.Noodtoegang {
	return register.Noodtoegang{
		ID: dingID, CasusID: casusID, Nummer: "2026-00042", Wie: "werker2", Rol: "bmz_werker", Organisatie: "bmz-voorbeeld", Reden: "crisis",
		Van: nu, Tot: nu.Add(4 * time.Hour), Status: "loopt",
	}
}

func (b *bank) VraagNoodtoegang(_ context.Context, _ toegang.Identiteit, n register.NieuweNoodtoegang, s register.Sleutel) (register.Noodtoegang, error) {
	b.sleutel = s
	if n.Casus != "2026-00042" {
		return register.Noodtoegang{}, nietGevonden()
	}
	return b.nood(), b.fout
}

func (b *bank) Noodtoegangen(_ context.Context, id toegang.Identiteit, bl register.Blad) ([]register.Noodtoegang, string, error) {
	n := b.nood()
	if id.Rol == toegang.RolCoordinator {
		n.Toelichting = "De crisisdienst staat voor de deur."
	}
	if bl.Cursor != "" {
		return []register.Noodtoegang{n}, "", b.fout
	}
	return []register.Noodtoegang{n}, "volgende", b.fout
}

func (b *bank) TrekNoodtoegangIn(_ context.Context, _ toegang.Identiteit, nid string, s register.Sleutel) (register.Noodtoegang, error) {
	if nid != dingID {
		return register.Noodtoegang{}, nietGevonden()
	}
	b.sleutel = s
	n, op, door := b.nood(), nu, "coordinator"
	n.Status, n.IngetrokkenOp, n.IngetrokkenDoor = "voorbij", &op, &door
	return n, b.fout
}

func TestNoodtoegangVragen(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	a := b.stap(t, toegang.RolBMZWerker, "/v1/noodtoegangen", goedeNood)
	require.Equal(t, http.StatusCreated, a.status, a.ruw)
	assert.Equal(t, casusID, a.json(t)["casusId"])
	assert.Nil(t, a.json(t)["toelichting"])
	assert.Equal(t, "/v1/noodtoegangen", b.sleutel.Pad)
	onbekend := b.stap(t, toegang.RolBMZWerker, "/v1/noodtoegangen", `{"casus":"2026-99999","reden":"crisis","toelichting":"x"}`)
	assert.Equal(t, http.StatusNotFound, onbekend.status, onbekend.ruw)
	geenNummer := b.stap(t, toegang.RolBMZWerker, "/v1/noodtoegangen", `{"casus":"geen-nummer","reden":"crisis","toelichting":"x"}`)
	assert.Equal(t, onbekend.ruw, geenNummer.ruw)
	assert.Equal(t, http.StatusBadRequest, b.vraag(t, toegang.RolBMZWerker, http.MethodPost, "/v1/noodtoegangen", goedeNood).status, "zonder sleutel")
	b.fout = fout.Nieuw(fout.TeVaak, "Te vaak.")
	assert.Equal(t, http.StatusTooManyRequests, b.stap(t, toegang.RolBMZWerker, "/v1/noodtoegangen", goedeNood).status)
	b.fout = fout.Nieuw(fout.NietMogelijk, "U hebt al toegang tot deze casus.")
	assert.Equal(t, http.StatusConflict, b.stap(t, toegang.RolBMZWerker, "/v1/noodtoegangen", goedeNood).status)
}

func TestNoodtoegangDieNietKlopt(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	for naam, g := range map[string]struct {
		body   string
		velden []string
	}{
		"leeg":           {`{}`, []string{"casus", "reden", "toelichting"}},
		"zonder waarom":  {`{"casus":"2026-00042","reden":"crisis","toelichting":"  "}`, []string{"toelichting"}},
		"eigen reden":    {`{"casus":"2026-00042","reden":"nieuwsgierig","toelichting":"x"}`, []string{"reden"}},
		"eigen einde":    {`{"casus":"2026-00042","reden":"crisis","toelichting":"x","tot":"2027-01-01"}`, []string{"tot"}},
		"geen kenmerk":   {`{"casus":"","reden":"crisis","toelichting":"x"}`, []string{"casus"}},
		"casus is lijst": {`{"casus":["2026-00042"],"reden":"crisis","toelichting":"x"}`, []string{"casus"}},
	} {
		a := b.stap(t, toegang.RolPsychiater, "/v1/noodtoegangen", g.body)
		require.Equal(t, http.StatusBadRequest, a.status, "%s: %s", naam, a.ruw)
		var velden []string
		for _, f := range a.probleem(t).Fouten {
			if len(velden) == 0 || velden[len(velden)-1] != f.Veld {
				velden = append(velden, f.Veld)
			}
		}
		assert.Equal(t, g.velden, velden, naam)
		assert.NotContains(t, a.ruw, "nieuwsgierig")
	}
}

func TestNoodtoegangenLezenEnIntrekken(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	a := b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/noodtoegangen?n=1", "")
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	assert.Contains(t, a.ruw, "voor de deur")
	assert.Equal(t, "volgende", a.json(t)["volgende"])
	a = b.vraag(t, toegang.RolPrivacyOfficer, http.MethodGet, "/v1/noodtoegangen?cursor=x", "")
	assert.NotContains(t, a.ruw, "voor de deur")
	a = b.stap(t, toegang.RolPrivacyOfficer, "/v1/noodtoegangen/"+dingID+"/intrekking", "")
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	assert.Equal(t, "voorbij", a.json(t)["status"])
	for _, id := range []string{vreemd, "geen-id"} {
		assert.Equal(t, http.StatusNotFound, b.stap(t, toegang.RolCoordinator, "/v1/noodtoegangen/"+id+"/intrekking", "").status)
	}
}
