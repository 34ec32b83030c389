package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/stappen"
	"schakel/internal/toegang"
)

// maaktIets are the steps that answer 201 with an id (contract).
var maaktIets = map[casus.StapSoort]bool{
	casus.StapAanmelding: true, casus.StapContact: true, casus.StapPlan: true, casus.StapMeting: true, casus.StapInzet: true,
	casus.StapOpschaling: true, casus.StapOverdracht: true, casus.StapNazorgcontact: true, casus.StapTerugvalsignaal: true,
	casus.StapCorrectie: true, casus.StapBeoordeling: true, casus.StapWachtlijst: true,
}

func TestElkVoorbeeldWordtAangenomen(t *testing.T) {
	t.Parallel()
	for soort, body := range voorbeelden {
		t.Run(string(soort), func(t *testing.T) {
			t.Parallel()
			b := nieuweBank(t)
			a := b.stap(t, wie(t, toegang.VanStap(soort)), pad(soort), body)
			verwacht := http.StatusOK
			if maaktIets[soort] {
				verwacht = http.StatusCreated
				assert.Equal(t, dingID, a.json(t)["id"])
			} else {
				assert.NotContains(t, a.json(t), "id")
			}
			require.Equal(t, verwacht, a.status, a.ruw)
			assert.Contains(t, a.json(t), "casus")
			v := b.laatste(t)
			assert.Equal(t, soort, v.Stap.Soort)
			assert.Equal(t, toegang.VanStap(soort), v.Actie)
			assert.Equal(t, pad(soort), v.Pad)
			assert.JSONEq(t, body, zonderLeeg(t, v.Inhoud, body))
			assert.Equal(t, body, string(v.Lichaam))
		})
	}
}

// zonderLeeg is what was stored, with the empty values that the body spelled out.
func zonderLeeg(t *testing.T, inhoud json.RawMessage, body string) string {
	t.Helper()
	var heen, terug map[string]any
	require.NoError(t, json.Unmarshal(inhoud, &heen))
	require.NoError(t, json.Unmarshal([]byte(body), &terug))
	for _, d := range lijst(terug["doelen"]) {
		for _, h := range lijst(heen["doelen"]) {
			m, _ := h.(map[string]any)
			n, _ := d.(map[string]any)
			m["behaald"] = n["behaald"]
		}
	}
	uit, err := json.Marshal(heen)
	require.NoError(t, err)
	return string(uit)
}

func lijst(w any) []any { l, _ := w.([]any); return l }

func TestAanmeldingZegtWaarZijStaat(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	a := b.stap(t, toegang.RolVerwijzer, "/v1/aanmeldingen", voorbeelden[casus.StapAanmelding])
	require.Equal(t, http.StatusCreated, a.status, a.ruw)
	assert.Equal(t, "/v1/casussen/"+dingID, a.kop.Get("Location"))
	v := b.laatste(t)
	require.NotNil(t, v.Aanmelding)
	assert.Equal(t, casus.Regiehouder{Organisatie: "woonstichting-voorbeeld", Persoon: "verwijzer"}, v.Aanmelding.Verwijzer)
	assert.Equal(t, "verwijzer", v.Stap.Wie)
	assert.Equal(t, "1970-01-01", v.Aanmelding.Geboortedatum)
	assert.Equal(t, []string{"hond"}, v.Aanmelding.Veiligheid)
	assert.Contains(t, string(v.Aanmelding.Client), "Voorbeeldstraat")
	assert.Equal(t, casus.NietGeinformeerd, v.Stap.Uitkomst)
	assert.True(t, v.Stap.TotDag)
	assert.Empty(t, b.laatste(t).CasusID)
}

// Whoever is at the ctb refers for another organisation, without being its person.
func TestCtbMeldtAanVoorEenAnder(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	a := b.stap(t, toegang.RolCTB, "/v1/aanmeldingen", voorbeelden[casus.StapAanmelding])
	require.Equal(t, http.StatusCreated, a.status, a.ruw)
	assert.Empty(t, b.laatste(t).Aanmelding.Verwijzer.Persoon)
	assert.Empty(t, b.laatste(t).Stap.Wie)
}

// The engine gets ids, enums and moments; what a person wrote stays in the register.
func TestGeenTekstNaarDeMotor(t *testing.T) {
	t.Parallel()
	bekend := map[string]bool{
		"werker": true, "werker2": true, "psychiater": true, "ggz-voorbeeld": true, "woonstichting-voorbeeld": true, "verwijzer": true,
	}
	b := nieuweBank(t)
	for soort, body := range voorbeelden {
		b.stap(t, wie(t, toegang.VanStap(soort)), pad(soort), body)
		st := b.laatste(t).Stap
		for _, s := range []string{st.Wie, st.Organisatie, st.Vervangt} {
			assert.True(t, s == "" || bekend[s], "%s: %q", soort, s)
		}
		assert.NotContains(t, st.Uitkomst, " ", soort)
		assert.Empty(t, st.Door, soort)
		assert.Empty(t, st.ID, soort)
	}
}

func TestContactVoorDeKlok(t *testing.T) {
	t.Parallel()
	for naam, g := range map[string]struct {
		body            string
		bereikt, poging bool
	}{
		"met de cliënt":           {`"soort":"huisbezoek","bereikt":true`, true, true},
		"niet bereikt":            {`"soort":"huisbezoek","bereikt":false,"met":"client"`, false, true},
		"cliënt genoemd":          {`"soort":"straat","bereikt":true,"met":"client"`, true, true},
		"cliënt in een lijst":     {`"soort":"straat","bereikt":true,"met":["naaste","client"]`, true, true},
		"alleen een naaste":       {`"soort":"telefoon","bereikt":true,"met":"naaste"`, false, true},
		"alleen een partner":      {`"soort":"telefoon","bereikt":true,"met":["partner"]`, false, true},
		"via een naaste":          {`"soort":"via_naaste","bereikt":true`, false, true},
		"via een naaste, cliënt":  {`"soort":"via_naaste","bereikt":true,"met":"client"`, true, true},
		"administratief":          {`"soort":"administratief","bereikt":false`, false, false},
		"administratief, bereikt": {`"soort":"administratief","bereikt":true`, false, false},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			b := nieuweBank(t)
			a := b.stap(t, toegang.RolBMZWerker, pad(casus.StapContact), `{"op":"2026-11-23T13:04:00+01:00",`+g.body+`}`)
			require.Equal(t, http.StatusCreated, a.status, a.ruw)
			st := b.laatste(t).Stap
			assert.Equal(t, g.bereikt, st.Bereikt)
			assert.Equal(t, g.poging, st.Poging)
			assert.Equal(t, time.Date(2026, 11, 23, 12, 4, 0, 0, time.UTC), st.Op)
		})
	}
}

// A later moment is a date or a moment; the engine is told which.
func TestLaterMoment(t *testing.T) {
	t.Parallel()
	for soort, body := range map[casus.StapSoort]string{
		casus.StapOpschorting: `{"reden":"weg","hervatOp":%s}`, casus.StapPlan: `{"doelen":[{"wat":"wonen"}],"methodiek":"act","herzienOp":%s}`,
		casus.StapInzet: `{"wie":"psychiater","waarvoor":"meekijken","tot":%s}`, casus.StapGeinformeerd: `{"ja":false,"reden":"nog niet","herbeoordelenOp":%s}`,
	} {
		for waarde, dag := range map[string]bool{`"2027-01-10"`: true, `"2027-01-10T10:00:00+01:00"`: false} {
			b := nieuweBank(t)
			a := b.stap(t, wie(t, toegang.VanStap(soort)), pad(soort), vul(body, waarde))
			require.Less(t, a.status, 300, a.ruw)
			st := b.laatste(t).Stap
			assert.Equal(t, dag, st.TotDag, soort)
			assert.Equal(t, 2027, st.Tot.Year(), soort)
			assert.Contains(t, string(b.laatste(t).Inhoud), "2027-01-10", soort)
		}
	}
}

func TestCorrectieVanEenContact(t *testing.T) {
	t.Parallel()
	ja, nee := true, false
	thuis, kantoor := casus.Huisbezoek, casus.Administratief
	op := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for nieuw, verwacht := range map[string]register.NieuwContact{
		`{"bereikt":true}`:                   {Bereikt: &ja},
		`{"bereikt":true,"met":"naaste"}`:    {Bereikt: &nee},
		`{"met":["partner"]}`:                {Bereikt: &nee},
		`{"met":["client"]}`:                 {},
		`{"soort":"administratief"}`:         {Bereikt: &nee, Poging: &nee, Soort: &kantoor},
		`{"soort":"huisbezoek"}`:             {Poging: &ja, Soort: &thuis},
		`{"soort":"in eigen woorden"}`:       {Poging: &ja, Ongeldig: []fout.Veld{{Veld: "nieuw.soort", Melding: "kies een soort van contact"}}}, // a text never goes to the engine
		`{"op":"2026-11-22T10:00:00+01:00"}`: {Op: &op},
		`{"notitie":"was iemand anders"}`:    {},
	} {
		b := nieuweBank(t)
		a := b.stap(t, toegang.RolBMZWerker, pad(casus.StapCorrectie), `{"feit":"`+dingID+`","reden":"vergissing","nieuw":`+nieuw+`}`)
		require.Equal(t, http.StatusCreated, a.status, a.ruw)
		assert.Equal(t, verwacht, b.laatste(t).Correctie, nieuw)
		assert.Equal(t, dingID, b.laatste(t).Stap.Ding)
	}
}

func TestCorrectieVanVlaggen(t *testing.T) {
	t.Parallel()
	lijst := `"schrijf een lijst van ten hoogste 20 korte teksten, elk van ten hoogste 200 tekens"`
	for nieuw, verwacht := range map[string]struct{ stap, aanmelding string }{
		`{"vlaggen":["wapen","kelderdeur"]}`:                     {`["wapen","kelderdeur"]`, ``},
		`{"vlaggen":null,"reden":"vergissing"}`:                  {`[]`, ``},
		`{"reden":"anders"}`:                                     {``, ``},
		`{"vlaggen":"wapen"}`:                                    {lijst, ``},
		`{"vlaggen":["wapen",3]}`:                                {lijst, ``},
		`{"vlaggen":["  "]}`:                                     {lijst, ``},
		`{"vlaggen":["` + strings.Repeat("é", 200) + `"]}`:       {`["` + strings.Repeat("é", 200) + `"]`, ``},
		`{"vlaggen":["` + strings.Repeat("é", 201) + `"]}`:       {lijst, ``},
		`{"vlaggen":[` + strings.Repeat(`"x",`, 20) + `"x"]}`:    {lijst, ``},
		`{"veiligheid":["hond"]}`:                                {`"dit gaat over veiligheid; dat kent vlaggen, reden"`, `["hond"]`},
		`{"veiligheid":[],"client":{"naam":"Vera Voorbeeld"}}`:   {`"dit gaat over veiligheid; dat kent vlaggen, reden"`, `[]`},
		`{"veiligheid":{"hond":true},"hulpvraag":"Iets anders"}`: {`"dit gaat over veiligheid; dat kent vlaggen, reden"`, lijst},
	} {
		b := nieuweBank(t)
		a := b.stap(t, toegang.RolBMZWerker, pad(casus.StapCorrectie), `{"feit":"`+dingID+`","reden":"vergissing","nieuw":`+nieuw+`}`)
		require.Equal(t, http.StatusCreated, a.status, a.ruw)
		for soort, wil := range map[casus.StapSoort]string{casus.StapVeiligheid: verwacht.stap, casus.StapAanmelding: verwacht.aanmelding} {
			n := b.laatste(t).Vlaggen[soort]
			kreeg := string(n.Lijst)
			for _, f := range n.Ongeldig {
				kreeg += strconv.Quote(f.Melding)
			}
			assert.Equal(t, wil, kreeg, "%s als %s", nieuw, soort)
		}
	}
}

func TestWachtendeStap(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.neem = func(stappen.Verzoek) (stappen.Uitkomst, error) {
		return stappen.Uitkomst{StapID: stapID, Status: register.StapWacht}, nil
	}
	a := b.stap(t, toegang.RolCTB, pad(casus.StapQuickscan), voorbeelden[casus.StapQuickscan])
	require.Equal(t, http.StatusAccepted, a.status)
	assert.JSONEq(t, `{"stap":"`+stapID+`","status":"wacht"}`, a.ruw)
	assert.Equal(t, "/v1/stappen/"+stapID, a.kop.Get("Location"))
}

// What was stored is not called failed because its outcome could not be read.
func TestOpgeslagenMaarNietGelezen(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.neem = func(stappen.Verzoek) (stappen.Uitkomst, error) {
		return stappen.Uitkomst{StapID: stapID, Status: register.StapVerwerkt}, errors.New("verbinding weg")
	}
	a := b.stap(t, toegang.RolCTB, pad(casus.StapQuickscan), voorbeelden[casus.StapQuickscan])
	require.Equal(t, http.StatusAccepted, a.status, a.ruw)
	assert.Equal(t, stapID, a.json(t)["stap"])
}

func TestGeweigerdeStapNoemtWatWelKan(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	for _, kan := range [][]string{{"contacten", "opschorting"}, {}, nil} {
		b.neem = func(stappen.Verzoek) (stappen.Uitkomst, error) {
			return stappen.Uitkomst{StapID: stapID}, &fout.Fout{Soort: fout.NietMogelijk, Tekst: "Dit kan nu niet.", Stappen: kan}
		}
		a := b.stap(t, toegang.RolCTB, pad(casus.StapQuickscan), voorbeelden[casus.StapQuickscan])
		require.Equal(t, http.StatusConflict, a.status)
		assert.Contains(t, a.ruw, `"mogelijkeStappen":[`)
		assert.Len(t, a.probleem(t).MogelijkeStappen, len(kan))
	}
}

// A step whose caller may no longer see the case is a good step all the same.
func TestStapZonderZicht(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.relaties = 0
	a := b.stap(t, toegang.RolKetenpartner, pad(casus.StapWeigering), voorbeelden[casus.StapWeigering])
	require.Equal(t, http.StatusOK, a.status)
	assert.JSONEq(t, `{}`, a.ruw)
}

func TestLeegLichaamMag(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "{}"} {
		b := nieuweBank(t)
		a := b.stap(t, toegang.RolKetenpartner, pad(casus.StapAcceptatie), body)
		require.Equal(t, http.StatusOK, a.status, a.ruw)
		assert.JSONEq(t, `{}`, string(b.laatste(t).Inhoud))
	}
}

// What stands from now on goes to the encrypted column, an empty list too; the engine hears nothing of it.
func TestVeiligheidGaatNietNaarDeMotor(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	for _, lijst := range []string{`["wapen","achter de deur"]`, `[]`} {
		a := b.stap(t, toegang.RolCTB, pad(casus.StapVeiligheid), `{"vlaggen":`+lijst+`,"reden":"gebeld"}`)
		require.Equal(t, http.StatusOK, a.status, a.ruw)
		v := b.laatste(t)
		assert.JSONEq(t, lijst, string(v.Veiligheid))
		assert.Equal(t, casus.Stap{Soort: casus.StapVeiligheid}, v.Stap)
	}
	b.stap(t, toegang.RolCTB, pad(casus.StapGeinformeerd), `{"ja":true}`)
	assert.Nil(t, b.laatste(t).Veiligheid, "no other step says anything of it")
}
