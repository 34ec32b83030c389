package api

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

const goedeVervanging = `{"vervangen":"werker","vervanger":"werker2","van":"2026-11-24","tot":"2026-11-30","reden":"vakantie"}`

// The register's part, in memory.

func (b *bank) Vervang(_ context.Context, _ toegang.Identiteit, n register.NieuweVervanging, s register.Sleutel) (register.Vervanging, error) {
	b.sleutel, b.periode = s, [2]time.Time{n.Van, n.Tot}
	return register.Vervanging{
		ID: dingID, Vervangen: n.Vervangen, Vervanger: n.Vervanger, Van: n.Van, Tot: n.Tot, Reden: n.Reden, Status: "gepland", DoorPersoon: "werker", GemaaktOp: nu,
	}, b.fout
}

func (b *bank) BeeindigVervanging(_ context.Context, _ toegang.Identiteit, vid string, s register.Sleutel) (register.Vervanging, error) {
	if vid != dingID {
		return register.Vervanging{}, nietGevonden()
	}
	b.sleutel = s
	op, door := nu, "coordinator"
	return register.Vervanging{
		ID: dingID, Vervangen: "werker", Vervanger: "werker2", Van: nu, Tot: nu.Add(time.Hour), Status: "voorbij", DoorPersoon: "werker", GemaaktOp: nu,
		BeeindigdOp: &op, BeeindigdDoor: &door,
	}, b.fout
}

func (b *bank) Vervangingen(_ context.Context, _ toegang.Identiteit, v register.Blad) ([]register.Vervanging, string, error) {
	if v.Cursor != "" {
		return nil, "", b.fout
	}
	return []register.Vervanging{{ID: dingID, Vervangen: "werker", Vervanger: "werker2", Van: nu, Tot: nu.Add(time.Hour), Status: "loopt", GemaaktOp: nu}}, "volgende", b.fout
}

// A date means the whole day in the Netherlands, today from now on; a moment is itself.
func TestPeriodeVanEenVervanging(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	op := func(s string) time.Time {
		m, err := time.Parse(time.RFC3339, s)
		require.NoError(t, err)
		return m
	}
	for naam, g := range map[string]struct{ van, tot, wilVan, wilTot string }{
		"datums":        {"2026-11-24", "2026-11-30", "2026-11-24T00:00:00+01:00", "2026-12-01T00:00:00+01:00"},
		"één dag":       {"2026-12-24", "2026-12-24", "2026-12-24T00:00:00+01:00", "2026-12-25T00:00:00+01:00"},
		"vandaag is nu": {"2026-11-23", "2026-11-23", "2026-11-23T12:00:00Z", "2026-11-24T00:00:00+01:00"},
		"over de klok":  {"2027-03-27", "2027-03-28", "2027-03-27T00:00:00+01:00", "2027-03-29T00:00:00+02:00"},
		"momenten":      {"2026-11-24T08:30:00+01:00", "2026-11-24T12:00:00Z", "2026-11-24T07:30:00Z", "2026-11-24T12:00:00Z"},
	} {
		a := b.stap(t, toegang.RolCoordinator, "/v1/vervangingen", `{"vervangen":"werker","vervanger":"werker2","van":"`+g.van+`","tot":"`+g.tot+`"}`)
		require.Equal(t, http.StatusCreated, a.status, "%s: %s", naam, a.ruw)
		assert.True(t, b.periode[0].Equal(op(g.wilVan)), "%s: van %s", naam, b.periode[0])
		assert.True(t, b.periode[1].Equal(op(g.wilTot)), "%s: tot %s", naam, b.periode[1])
		assert.Equal(t, dingID, a.json(t)["id"])
		assert.Nil(t, a.json(t)["reden"])
	}
}

func TestVervangingDieNietKlopt(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	for naam, g := range map[string]struct {
		body   string
		velden []string
	}{
		"leeg":                {`{}`, []string{"tot", "van", "vervangen", "vervanger"}},
		"null":                {`{"vervangen":"a","vervanger":"b","van":null,"tot":null}`, []string{"tot", "van"}},
		"geen moment":         {`{"vervangen":"a","vervanger":"b","van":"morgen","tot":"2026-12-01"}`, []string{"van"}},
		"zonder zone":         {`{"vervangen":"a","vervanger":"b","van":"2026-11-24T09:00:00","tot":"2026-12-01"}`, []string{"van"}},
		"reden is geen lijst": {`{"vervangen":"a","vervanger":"b","van":"2026-11-24","tot":"2026-12-01","reden":"griep"}`, []string{"reden"}},
		"onbekend veld":       {`{"vervangen":"a","vervanger":"b","van":"2026-11-24","tot":"2026-12-01","client":"x"}`, []string{"client"}},
	} {
		a := b.stap(t, toegang.RolCoordinator, "/v1/vervangingen", g.body)
		require.Equal(t, http.StatusBadRequest, a.status, "%s: %s", naam, a.ruw)
		var velden []string
		for _, f := range a.probleem(t).Fouten {
			velden = append(velden, f.Veld)
		}
		assert.Equal(t, g.velden, velden, naam)
		assert.NotContains(t, a.ruw, "griep", "wat er gestuurd is, komt niet terug")
	}
	a := b.vraag(t, toegang.RolCoordinator, http.MethodPost, "/v1/vervangingen", goedeVervanging)
	assert.Equal(t, http.StatusBadRequest, a.status, "zonder sleutel")
	b.fout = fout.Nieuw(fout.NietMogelijk, "In deze periode is al een vervanging geregeld.")
	assert.Equal(t, http.StatusConflict, b.stap(t, toegang.RolCoordinator, "/v1/vervangingen", goedeVervanging).status)
}

func TestVervangingBeeindigen(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	a := b.vraag(t, toegang.RolBMZWerker, http.MethodPost, "/v1/vervangingen/"+dingID+"/beeindiging", "", "Idempotency-Key", "sleutel-1")
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	assert.Equal(t, "voorbij", a.json(t)["status"])
	assert.Equal(t, "coordinator", a.json(t)["beeindigdDoor"])
	assert.Equal(t, register.Sleutel{Pad: "/v1/vervangingen/" + dingID + "/beeindiging", Sleutel: "sleutel-1"}.Pad, b.sleutel.Pad)
	for _, id := range []string{vreemd, "geen-id"} {
		assert.Equal(t, http.StatusNotFound, b.stap(t, toegang.RolBMZWerker, "/v1/vervangingen/"+id+"/beeindiging", "").status)
	}
	assert.Equal(t, http.StatusBadRequest, b.vraag(t, toegang.RolBMZWerker, http.MethodPost, "/v1/vervangingen/"+dingID+"/beeindiging", "").status, "zonder sleutel")
}

func TestVervangingenLezen(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	a := b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/vervangingen?n=1", "")
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	assert.Equal(t, "volgende", a.json(t)["volgende"])
	a = b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/vervangingen?cursor="+uuid.NewString(), "")
	assert.Nil(t, a.json(t)["volgende"])
	assert.Equal(t, http.StatusBadRequest, b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/vervangingen?n=101", "").status)
}
