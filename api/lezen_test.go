package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

func TestCasusMetDossier(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	a := b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/casussen/"+casusID, "")
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	assert.JSONEq(t, `{"id":"`+casusID+`","nummer":"2026-00042","fase":"outreach","urgentie":"hoog","gemeente":"Voorbeeldstad",
		"regiehouder":{"organisatie":"bmz-voorbeeld","persoon":"werker"},"casehouder":"werker","opschaling":null,
		"overdracht":{"id":"`+dingID+`","ontvanger":"ggz-voorbeeld","status":"aangeboden"},"opgeschort":false,"afsluitreden":null,"veiligheid":["hond"],
		"termijnen":[{"soort":"bereikt-contact","vervaltOp":"2026-12-07T13:00:00+01:00","status":"loopt","aan":"casehouder"}],
		"mogelijkeStappen":["contacten","toewijzing"],"aangemaaktOp":"2026-11-23T13:00:00+01:00","gewijzigdOp":"2026-11-23T13:00:00+01:00"}`, a.ruw)
}

// Who refers or receives sees where a case stands and nothing of the dossier.
func TestCasusZonderDossier(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	mag := []string{"aangemaaktOp", "fase", "gewijzigdOp", "id", "mogelijkeStappen", "nummer", "regiehouder"}
	for rol, stappen := range map[toegang.Rol][]any{
		toegang.RolVerwijzer: {}, toegang.RolKetenpartner: {"overdrachten/" + dingID + "/acceptatie"},
	} {
		a := b.vraag(t, rol, http.MethodGet, "/v1/casussen/"+casusID, "")
		assert.Equal(t, mag, slices.Sorted(maps.Keys(a.json(t))))
		assert.Equal(t, stappen, a.json(t)["mogelijkeStappen"])
		lijst := b.vraag(t, rol, http.MethodGet, "/v1/casussen", "")
		een, _ := lijst.json(t)["resultaten"].([]any)[0].(map[string]any)
		assert.Equal(t, mag, slices.Sorted(maps.Keys(een)))
	}
}

func TestLijstBladert(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	a := b.vraag(t, toegang.RolCTB, http.MethodGet, "/v1/casussen?fase=outreach&casehouder=werker&gemeente=Voorbeeldstad&n=1", "")
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	assert.Equal(t, "volgende", a.json(t)["volgende"])
	a = b.vraag(t, toegang.RolCTB, http.MethodGet, "/v1/casussen?cursor=volgende", "")
	assert.JSONEq(t, `{"resultaten":[],"volgende":null}`, a.ruw)
}

func TestTijdlijn(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	regie := casus.Regiehouder{Organisatie: "bmz-voorbeeld", Persoon: "werker"}
	b.regels = []register.Regel{
		{Nummer: 4, Inhoud: json.RawMessage(`{"casehouder":"werker"}`), Feit: casus.Feit{
			ID: dingID, Soort: casus.StapToewijzing, Door: casus.Actor{Persoon: "coordinator"}, Op: nu, Vastgelegd: nu, Fase: casus.Outreach, Regie: &regie,
		}},
		{Nummer: 5, Feit: casus.Feit{
			ID: stapID, Soort: casus.FeitTrede, Op: nu, Vastgelegd: nu, Termijn: casus.TermijnBereikt, Trede: 2,
			Meldingen: []casus.Melding{{Aan: casus.AanCoordinator}}, Vervallen: []casus.Vervallen{{Termijn: casus.TermijnPlan, Trede: 1, Als: casus.Achterhaald}},
		}},
		{Feit: casus.Feit{ID: vreemd, Soort: casus.StapContact, Op: nu, Vastgelegd: nu, NaSluiting: true}},
	}
	a := b.vraag(t, toegang.RolBMZWerker, http.MethodGet, "/v1/casussen/"+casusID+"/tijdlijn", "")
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	feiten, _ := a.json(t)["resultaten"].([]any)
	require.Len(t, feiten, 3)
	eerste, _ := feiten[0].(map[string]any)
	assert.Equal(t, "outreach", eerste["fase"])
	assert.Equal(t, "coordinator", eerste["door"])
	assert.Equal(t, map[string]any{"casehouder": "werker"}, eerste["inhoud"])
	trede, _ := feiten[1].(map[string]any)
	assert.Nil(t, trede["door"])
	assert.Equal(t, map[string]any{"soort": "bereikt-contact", "trede": 2.0, "aan": "coordinator"}, trede["termijn"])
	laatste, _ := feiten[2].(map[string]any)
	assert.Nil(t, laatste["seq"])
	assert.Equal(t, true, laatste["naSluiting"])
}

func TestRegieOpEenMoment(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	a := b.vraag(t, toegang.RolVerwijzer, http.MethodGet, "/v1/casussen/"+casusID+"/regie?op=2026-11-23T13:30:00%2B01:00", "")
	assert.JSONEq(t, `{"regiehouder":{"organisatie":"bmz-voorbeeld","persoon":"werker"},"vanaf":"2026-11-23T13:00:00+01:00","op":"2026-11-23T13:30:00+01:00"}`, a.ruw)
}

func TestZoekenZonderSleutel(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	a := b.vraag(t, toegang.RolBMZWerker, http.MethodPost, "/v1/casussen/_zoek", `{"naam":"Voorbeeld"}`)
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	for _, body := range []string{`{}`, `{"gemeente":"Voorbeeldstad"}`, `{"naam":" "}`, `{"naam":"x","geboortedatum":"2027-01-01"}`, `{"burgerservicenummer":"123"}`} {
		a = b.vraag(t, toegang.RolBMZWerker, http.MethodPost, "/v1/casussen/_zoek", body)
		assert.Equal(t, http.StatusBadRequest, a.status, body)
		a.probleem(t)
	}
}

func TestOverdrachtDocument(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	a := b.vraag(t, toegang.RolKetenpartner, http.MethodGet, "/v1/overdrachten/"+dingID, "")
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	for _, veld := range []string{"id", "casusId", "status", "wet", "samenvatting"} {
		assert.NotEmpty(t, a.json(t)[veld], veld)
	}
	a = b.vraag(t, toegang.RolKetenpartner, http.MethodGet, "/v1/overdrachten", "")
	assert.NotContains(t, a.ruw, "samenvatting", "een lijst toont geen dossier")
	// When it is over there is a page that says so, and no letter to print.
	b.voorbij, b.gebruik = true, nil
	for als, status := range map[string]int{"lezen": http.StatusOK, "afdrukken": http.StatusNotFound, "exporteren": http.StatusNotFound} {
		a = b.vraag(t, toegang.RolKetenpartner, http.MethodGet, "/v1/overdrachten/"+dingID+"?als="+als, "")
		assert.Equal(t, status, a.status, als)
		assert.Equal(t, status == http.StatusOK, strings.Contains(a.ruw, `"samenvatting":null`), als)
	}
	assert.Empty(t, b.gebruik)
}

func TestWerkvoorraadEnMeldingen(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	a := b.vraag(t, toegang.RolLeidinggevende, http.MethodGet, "/v1/meldingen", "")
	assert.JSONEq(t, `{"resultaten":[{"id":"`+dingID+`","casusId":"`+casusID+`","soort":"bereikt-contact","trede":3,"bevestigd":true,
		"tekst":"2026-00042: De cliënt is te lang niet echt bereikt. Dit is herinnering 3. Dit staat op de agenda van het sneloverleg.",
		"op":"2026-11-23T13:00:00+01:00"}]}`, a.ruw)
	a = b.vraag(t, toegang.RolBMZWerker, http.MethodGet, "/v1/werkvoorraad", "")
	assert.Contains(t, a.ruw, `"urgentie":"hoog"`)
	a = b.vraag(t, toegang.RolKetenpartner, http.MethodGet, "/v1/werkvoorraad", "")
	assert.Contains(t, a.ruw, `"urgentie":null`)
}

func TestMeldingUitstellen(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	p := "/v1/meldingen/" + dingID + "/uitstel"
	a := b.stap(t, toegang.RolBMZWerker, p, `{"tot":"2026-12-01","reden":"Afspraak staat."}`)
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	assert.Equal(t, time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC), b.uitstel, "een dag begint om middernacht in Nederland")
	assert.Equal(t, p, b.sleutel.Pad)
	for body, veld := range map[string]string{`{"tot":"2026-12-01"}`: "reden", `{"tot":"ooit","reden":"x"}`: "tot", `{"reden":"x"}`: "tot"} {
		a = b.stap(t, toegang.RolBMZWerker, p, body)
		require.Equal(t, http.StatusBadRequest, a.status, body)
		assert.Equal(t, veld, a.probleem(t).Fouten[0].Veld, body)
	}
	assert.Equal(t, http.StatusNotFound, b.stap(t, toegang.RolBMZWerker, "/v1/meldingen/"+vreemd+"/bevestiging", "").status)
	assert.Equal(t, http.StatusNotFound, b.stap(t, toegang.RolBMZWerker, "/v1/meldingen/x/bevestiging", "").status)
	assert.Equal(t, http.StatusOK, b.stap(t, toegang.RolBMZWerker, "/v1/meldingen/"+dingID+"/bevestiging", "").status)
}

func TestStapStand(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	lees := func() map[string]any {
		a := b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/stappen/"+stapID, "")
		require.Equal(t, http.StatusOK, a.status, a.ruw)
		return a.json(t)
	}
	m := lees()
	assert.Equal(t, "verwerkt", m["status"])
	assert.Equal(t, dingID, m["ding"])
	assert.NotNil(t, m["casus"])
	assert.Equal(t, "plan", m["soort"])
	assert.Equal(t, "2026-11-24T14:00:00+01:00", m["ingediendOp"])
	b.status = register.StapWacht
	assert.NotContains(t, lees(), "ding")
	b.status = register.StapGeweigerd
	m = lees()
	p, _ := m["probleem"].(map[string]any)
	assert.EqualValues(t, http.StatusConflict, p["status"])
	assert.NotEmpty(t, p["mogelijkeStappen"])
	assert.Equal(t, http.StatusNotFound, b.vraag(t, toegang.RolCTB, http.MethodGet, "/v1/stappen/"+vreemd, "").status)
}

// What waits is told with what it is, when it was kept and on which case; of a case that is no longer theirs to see without its number.
func TestWachtendeStappen(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	a := b.vraag(t, toegang.RolBMZWerker, http.MethodGet, "/v1/stappen?casus="+casusID, "")
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	assert.JSONEq(t, `{"resultaten":[{"stap":"`+stapID+`","soort":"plan","casusId":"`+casusID+`","nummer":null,"ingediendOp":"2026-11-24T14:00:00+01:00"}]}`, a.ruw)
	assert.JSONEq(t, `{"resultaten":[]}`, b.vraag(t, toegang.RolBMZWerker, http.MethodGet, "/v1/stappen?casus="+vreemd, "").ruw)
	assert.Equal(t, http.StatusBadRequest, b.vraag(t, toegang.RolBMZWerker, http.MethodGet, "/v1/stappen?casus=x", "").status)
}
