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

const (
	goedeBewaarplicht = `{"casus":"2026-00042","reden":"rechtszaak","toelichting":"De zaak loopt nog."}`
	goedeAfhaling     = `{"nr":1,"reden":"nog-nodig","toelichting":"Er loopt een onderzoek."}`
)

// The register's part, in memory.

func (b *bank) lijst() register.Vernietigingslijst {
	nummer, casus, laatste := "2026-00042", casusID, nu.Add(-50*24*time.Hour)
	return register.Vernietigingslijst{
		ID: dingID, Status: "voorgesteld", GemaaktOp: nu, GemaaktDoor: "dagelijks", Beleid: "voorbeeld-1", Soorten: map[string]int{"ingetrokken": 1},
		Goedkeuringen: []register.Goedkeuring{{LijstID: dingID, Wie: "privacy", Rol: "privacy_officer", Op: nu}},
		Vervallen:     []register.VervallenGoedkeuring{{Goedkeuring: register.Goedkeuring{LijstID: dingID, Wie: "privacy", Rol: "privacy_officer", Op: nu}, VervallenOp: nu, Reden: "teruggezet"}},
		Regels:        []register.Lijstregel{{Nr: 1, CasusID: &casus, Nummer: &nummer, Soort: "ingetrokken", Laatste: &laatste, VervaltOp: &laatste, Status: "open"}},
	}
}

func (b *bank) Vernietigingslijsten(context.Context, toegang.Identiteit, register.Blad) ([]register.Vernietigingslijst, string, error) {
	l := b.lijst()
	l.Regels = nil
	return []register.Vernietigingslijst{l}, "volgende", b.fout
}

func (b *bank) Vernietigingslijst(_ context.Context, _ toegang.Identiteit, lijst string) (register.Vernietigingslijst, error) {
	if lijst != dingID {
		return register.Vernietigingslijst{}, nietGevonden()
	}
	return b.lijst(), b.fout
}

func (b *bank) KeurLijstGoed(ctx context.Context, id toegang.Identiteit, lijst string, s register.Sleutel) (register.Vernietigingslijst, error) {
	b.sleutel = s
	return b.Vernietigingslijst(ctx, id, lijst)
}

func (b *bank) HaalVanLijst(ctx context.Context, id toegang.Identiteit, lijst string, a register.Afhaling, s register.Sleutel) (register.Vernietigingslijst, error) {
	b.sleutel = s
	l, err := b.Vernietigingslijst(ctx, id, lijst)
	if err == nil {
		l.Regels[0].Status, l.Regels[0].Reden, l.Regels[0].Door = "afgehaald", a.Reden, id.Gebruiker
	}
	return l, err
}

func (b *bank) plicht() register.Bewaarplicht {
	return register.Bewaarplicht{ID: dingID, CasusID: casusID, Reden: "rechtszaak", GezetDoor: "privacy", GezetOp: nu}
}

func (b *bank) ZetBewaarplicht(_ context.Context, _ toegang.Identiteit, n register.NieuweBewaarplicht, s register.Sleutel) (register.Bewaarplicht, error) {
	b.sleutel = s
	if n.Casus != "2026-00042" {
		return register.Bewaarplicht{}, nietGevonden()
	}
	return b.plicht(), b.fout
}

func (b *bank) Bewaarplichten(context.Context, toegang.Identiteit, register.Blad) ([]register.Bewaarplicht, string, error) {
	return []register.Bewaarplicht{b.plicht()}, "", b.fout
}

func (b *bank) HefBewaarplichtOp(_ context.Context, _ toegang.Identiteit, bid, _ string, s register.Sleutel) (register.Bewaarplicht, error) {
	if bid != dingID {
		return register.Bewaarplicht{}, nietGevonden()
	}
	b.sleutel = s
	p, op, door := b.plicht(), nu, "coordinator"
	p.OpgehevenOp, p.OpgehevenDoor = &op, &door
	return p, b.fout
}

func TestVernietigingslijsten(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	a := b.vraag(t, toegang.RolPrivacyOfficer, http.MethodGet, "/v1/vernietigingslijsten", "")
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	assert.Equal(t, "volgende", a.json(t)["volgende"])
	assert.NotContains(t, a.ruw, casusID, "de casussen staan bij één lijst")
	a = b.vraag(t, toegang.RolPrivacyOfficer, http.MethodGet, "/v1/vernietigingslijsten/"+dingID, "")
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	assert.Contains(t, a.ruw, casusID)
	a = b.stap(t, toegang.RolCoordinator, "/v1/vernietigingslijsten/"+dingID+"/goedkeuring", "")
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	assert.Equal(t, "/v1/vernietigingslijsten/"+dingID+"/goedkeuring", b.sleutel.Pad)
	a = b.stap(t, toegang.RolCoordinator, "/v1/vernietigingslijsten/"+dingID+"/afhalingen", goedeAfhaling)
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	assert.Contains(t, a.ruw, `"afgehaald"`)
	for _, id := range []string{vreemd, "geen-id"} {
		assert.Equal(t, http.StatusNotFound, b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/vernietigingslijsten/"+id, "").status)
		assert.Equal(t, http.StatusNotFound, b.stap(t, toegang.RolCoordinator, "/v1/vernietigingslijsten/"+id+"/goedkeuring", "").status)
		assert.Equal(t, http.StatusNotFound, b.stap(t, toegang.RolCoordinator, "/v1/vernietigingslijsten/"+id+"/afhalingen", goedeAfhaling).status)
	}
	b.fout = fout.Nieuw(fout.NietMogelijk, "U hebt deze lijst al goedgekeurd.")
	assert.Equal(t, http.StatusConflict, b.stap(t, toegang.RolCoordinator, "/v1/vernietigingslijsten/"+dingID+"/goedkeuring", "").status)
}

func TestBewaarplichten(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	a := b.stap(t, toegang.RolPrivacyOfficer, "/v1/bewaarplichten", goedeBewaarplicht)
	require.Equal(t, http.StatusCreated, a.status, a.ruw)
	assert.Nil(t, a.json(t)["toelichting"])
	assert.Equal(t, http.StatusNotFound, b.stap(t, toegang.RolPrivacyOfficer, "/v1/bewaarplichten", `{"casus":"2026-99999","reden":"rechtszaak","toelichting":"x"}`).status)
	assert.Equal(t, http.StatusOK, b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/bewaarplichten", "").status)
	a = b.stap(t, toegang.RolCoordinator, "/v1/bewaarplichten/"+dingID+"/opheffing", `{"reden":"klaar"}`)
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	assert.Equal(t, "coordinator", a.json(t)["opgehevenDoor"])
	for _, id := range []string{vreemd, "geen-id"} {
		assert.Equal(t, http.StatusNotFound, b.stap(t, toegang.RolCoordinator, "/v1/bewaarplichten/"+id+"/opheffing", `{"reden":"klaar"}`).status)
	}
}

func TestBewarenDatNietKlopt(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	for pad, gevallen := range map[string]map[string]string{
		"/v1/bewaarplichten": {
			`{}`: "casus", `{"casus":"2026-00042","reden":"klacht","toelichting":"x"}`: "reden", `{"casus":"2026-00042","reden":"kanarie","toelichting":"x"}`: "reden", `{"casus":"2026-00042","reden":"rechtszaak","toelichting":" "}`: "toelichting",
		},
		"/v1/bewaarplichten/" + dingID + "/opheffing":        {`{}`: "reden", `{"reden":"x","tot":"kanarie"}`: "tot"},
		"/v1/vernietigingslijsten/" + dingID + "/afhalingen": {`{}`: "nr", `{"nr":0,"reden":"anders","toelichting":"x"}`: "nr", `{"nr":1,"reden":"kanarie","toelichting":"x"}`: "reden", `{"nr":1,"reden":"klacht","toelichting":"x"}`: "reden"},
	} {
		for body, veld := range gevallen {
			a := b.stap(t, toegang.RolCoordinator, pad, body)
			require.Equal(t, http.StatusBadRequest, a.status, "%s %s: %s", pad, body, a.ruw)
			require.NotEmpty(t, a.probleem(t).Fouten)
			assert.Equal(t, veld, a.probleem(t).Fouten[0].Veld, body)
			assert.NotContains(t, a.ruw, "kanarie")
		}
	}
}
