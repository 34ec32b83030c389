package api

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// Filters of the timeline reach the register as days in the Netherlands, and what is no filter is refused.
func TestTijdlijnFilters(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	p := "/v1/casussen/" + casusID + "/tijdlijn"
	a := b.vraag(t, toegang.RolCoordinator, http.MethodGet, p+"?soort=contact,plan&door=werker&van=2026-03-29&tot=2026-03-29&volgorde=nieuwste&n=20", "")
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	assert.Equal(t, register.Tijdlijnvraag{
		Soorten: []casus.StapSoort{casus.StapContact, casus.StapPlan}, Door: "werker", Nieuwste: true, Blad: register.Blad{N: 20},
		Van: time.Date(2026, 3, 28, 23, 0, 0, 0, time.UTC), Tot: time.Date(2026, 3, 29, 22, 0, 0, 0, time.UTC), // summer time begins: 23 hours
	}, b.tijdlijn)
	require.Equal(t, http.StatusOK, b.vraag(t, toegang.RolCoordinator, http.MethodGet, p+"?feit="+dingID, "").status)
	assert.Equal(t, register.Tijdlijnvraag{Feit: dingID}, b.tijdlijn)
	for _, q := range []string{"?feit=x", "?van=gisteren", "?tot=2026-13-01", "?volgorde=andersom", "?wie=werker"} {
		assert.Equal(t, http.StatusBadRequest, b.vraag(t, toegang.RolCoordinator, http.MethodGet, p+q, "").status, q)
	}
}

// feitMet is a fact of the day that is so many days before now.
func feitMet(id string, soort casus.StapSoort, dagenGeleden int, ding, inhoud string) register.Regel {
	op := nu.AddDate(0, 0, -dagenGeleden)
	return register.Regel{Inhoud: json.RawMessage(inhoud), Feit: casus.Feit{ID: id, Soort: soort, Door: casus.Actor{Persoon: "werker"}, Op: op, Vastgelegd: op, Ding: ding}}
}

func id(n string) string { return "44444444-4444-4444-8444-4444444444" + n }

func eenDossier() []register.Regel {
	return []register.Regel{
		feitMet(id("01"), casus.StapAanmelding, 60, "", `{"verwijzer":{"organisatie":"woonstichting-voorbeeld","naam":"V"},"client":{"naam":"Jan Fout","gemeente":"Voorbeeldstad"},
			"problematiek":["psychiatrie"],"zorgmijding":"z","hulpvraag":"h","urgentie":"hoog"}`),
		feitMet(id("02"), casus.StapContact, 21, "", `{"soort":"huisbezoek","bereikt":true,"op":"2026-11-02T10:00:00Z"}`),
		feitMet(id("03"), casus.StapContact, 21, "", `{"soort":"telefoon","bereikt":true,"op":"2026-11-02T11:00:00Z"}`),
		feitMet(id("04"), casus.StapContact, 8, "", `{"soort":"via_naaste","bereikt":true,"op":"2026-11-15T23:30:00Z"}`), // Monday 16, by the clock here
		feitMet(id("05"), casus.StapContact, 8, "", `{"soort":"administratief","bereikt":false}`),
		feitMet(id("06"), casus.StapPlan, 20, "", `{"methodiek":"cti","doelen":[{"wat":"Oud"}]}`),
		feitMet(id("07"), casus.StapPlan, 10, "", `{"methodiek":"act","doelen":[{"wat":"Huis","behaald":true},{"wat":"Geld"}],"herzienOp":"2026-12-24"}`),
		feitMet(id("08"), casus.StapMeting, 9, "", `{"instrument":"zrm-2017","scores":{"financien":2,"justitie":"niet-noodzakelijk"}}`),
		feitMet(id("09"), casus.StapOpschaling, 7, "", `{"niveau":1,"reden":"r","doel":"d"}`),
		feitMet(id("10"), casus.StapBeoordeling, 6, id("09"), `{"niveau":2,"motivering":"m"}`),
		feitMet(id("11"), casus.StapAfschaling, 5, id("09"), `{"resultaat":"beter"}`),
		feitMet(id("12"), casus.StapOverdracht, 4, "", `{"ontvanger":"ggz-voorbeeld","wet":"zvw","samenvatting":"s"}`),
		feitMet(id("13"), casus.StapWeigering, 3, id("12"), `{"reden":"vol"}`),
		feitMet(id("14"), casus.StapInzet, 3, "", `{"wie":"psychiater","waarvoor":"w","tot":"2026-12-31"}`),
		feitMet(id("15"), casus.StapCorrectie, 2, id("03"), `{"feit":"`+id("03")+`","reden":"verkeerde knop","nieuw":{"bereikt":false}}`),
		feitMet(id("16"), casus.StapCorrectie, 1, id("01"), `{"feit":"`+id("01")+`","reden":"naam","nieuw":{"client":{"naam":"Jan Goed"}}}`),
		feitMet(id("17"), casus.StapCorrectie, 1, id("08"), `{"feit":"`+id("08")+`","reden":"tikfout","nieuw":{"scores":{"financien":3}}}`),
	}
}

// The overview is what the facts come down to, with corrections in it; by hand beside it.
func TestOverzicht(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.regels = eenDossier()
	a := b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/casussen/"+casusID+"/overzicht", "")
	require.Equal(t, http.StatusOK, a.status, a.ruw)
	var o Overzicht
	require.NoError(t, json.Unmarshal([]byte(a.ruw), &o))
	assert.Equal(t, "2026-00042", o.Casus.Nummer)
	assert.Equal(t, ClientNu{Naam: "Jan Goed", Gemeente: "Voorbeeldstad"}, *o.Client)
	assert.Equal(t, []Contactweek{{Begin: "2026-11-02", Bereikt: 1, NietBereikt: 1}, {Begin: "2026-11-16", NietBereikt: 1}}, o.Weken)
	assert.Equal(t, "act", o.Plan.Methodiek)
	assert.Equal(t, [3]int{1, 2, 1}, [3]int{o.Plan.Behaald, len(o.Plan.Doelen), o.Plan.Eerdere})
	require.NotNil(t, o.Plan.HerzienOp)
	assert.EqualValues(t, "2026-12-24", *o.Plan.HerzienOp)
	require.Len(t, o.Metingen, 1)
	financien, _ := o.Metingen[0].Scores["financien"].getal()
	assert.Equal(t, 3, financien)
	_, nodig := o.Metingen[0].Scores["justitie"].getal()
	assert.False(t, nodig)
	require.Len(t, o.Opschalingen, 1)
	assert.Equal(t, 2, o.Opschalingen[0].Niveau)
	assert.Equal(t, "beter", o.Opschalingen[0].Resultaat)
	assert.NotNil(t, o.Opschalingen[0].Einde)
	require.Len(t, o.Overdrachten, 1)
	assert.Equal(t, casus.GeweigerdStatus, o.Overdrachten[0].Status)
	assert.Equal(t, "vol", o.Overdrachten[0].Reden)
	assert.Equal(t, "psychiater", o.Inzet[0].Wie)
	require.Len(t, o.Correcties, 3)
	assert.JSONEq(t, `{"soort":"telefoon","bereikt":false,"op":"2026-11-02T11:00:00Z"}`, string(o.Correcties[0].Nu))
	assert.Equal(t, []string{"overzicht lezen"}, b.gebruik)
}

// What was written before there were rules for it is read as far as it goes.
func TestOverzichtVanVreemdeInhoud(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	for _, soort := range []casus.StapSoort{casus.StapAanmelding, casus.StapPlan, casus.StapMeting, casus.StapContact, casus.StapInzet, casus.StapOpschaling, casus.StapAfschaling, casus.StapOverdracht, casus.StapCorrectie} {
		for _, inhoud := range []string{"", "{}", "[]", `{"doelen":"x","scores":[1],"client":7,"nieuw":[]}`} {
			b.regels = append(b.regels, feitMet(id("01"), soort, 1, vreemd, inhoud))
		}
	}
	a := b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/casussen/"+casusID+"/overzicht", "")
	assert.Equal(t, http.StatusOK, a.status, a.ruw)
}

// What goes on paper or into a file is in the log as such; a role that may not, leaves only a refusal.
func TestAfdrukEnExportInHetLog(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.regels = eenDossier()
	for _, als := range []string{"lezen", "afdrukken", "exporteren"} {
		assert.Equal(t, http.StatusOK, b.vraag(t, toegang.RolBMZWerker, http.MethodGet, "/v1/casussen/"+casusID+"/overzicht?als="+als, "").status)
		assert.Equal(t, http.StatusOK, b.vraag(t, toegang.RolKetenpartner, http.MethodGet, "/v1/overdrachten/"+dingID+"?als="+als, "").status)
	}
	assert.Equal(t, []string{"overzicht lezen", "overzicht afdrukken", "overdracht afdrukken", "overzicht exporteren", "overdracht exporteren"}, b.gebruik)
	b.gebruik = nil
	for _, rol := range []toegang.Rol{toegang.RolVerwijzer, toegang.RolKetenpartner, toegang.RolLeidinggevende, toegang.RolPrivacyOfficer} {
		assert.Equal(t, http.StatusForbidden, b.vraag(t, rol, http.MethodGet, "/v1/casussen/"+casusID+"/overzicht?als=exporteren", "").status, rol)
	}
	assert.Equal(t, http.StatusBadRequest, b.vraag(t, toegang.RolBMZWerker, http.MethodGet, "/v1/casussen/"+casusID+"/overzicht?als=delen", "").status)
	assert.Empty(t, b.gebruik)
}

// Paper and files leave the house: who takes them along signed in a moment ago. Reading on the screen goes on.
func TestAfdrukVraagtVersInloggen(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.regels = eenDossier()
	b.wie = func(id *toegang.Identiteit) { id.Ingelogd = nu.Add(-toegang.Binnen - time.Second) }
	for rol, p := range map[toegang.Rol]string{toegang.RolBMZWerker: "/v1/casussen/" + casusID + "/overzicht", toegang.RolKetenpartner: "/v1/overdrachten/" + dingID} {
		for als, status := range map[string]int{"lezen": http.StatusOK, "afdrukken": http.StatusUnauthorized, "exporteren": http.StatusUnauthorized} {
			a := b.vraag(t, rol, http.MethodGet, p+"?als="+als, "")
			require.Equal(t, status, a.status, "%s %s", p, als)
			if status == http.StatusUnauthorized {
				assert.Equal(t, TypeOpnieuwInloggen, a.probleem(t).Type)
				assert.Contains(t, a.kop.Get("WWW-Authenticate"), "insufficient_user_authentication")
			}
		}
	}
	assert.Equal(t, http.StatusForbidden, b.vraag(t, toegang.RolVerwijzer, http.MethodGet, "/v1/casussen/"+casusID+"/overzicht?als=afdrukken", "").status, "first who it is for")
	b.wie = func(id *toegang.Identiteit) {
		id.Machine, id.Scopes = true, []string{toegang.ScopeLezen, toegang.Scope(toegang.ActieAfdruk)}
	}
	assert.Equal(t, http.StatusForbidden, b.vraag(t, toegang.RolBMZWerker, http.MethodGet, "/v1/casussen/"+casusID+"/overzicht?als=exporteren", "").status, "never a machine")
	assert.Equal(t, http.StatusOK, b.vraag(t, toegang.RolBMZWerker, http.MethodGet, "/v1/casussen/"+casusID+"/overzicht", "").status)
	assert.NotContains(t, b.gebruik, "overzicht afdrukken")
}

// A term tells who is told after, and when, by the policy the case carries.
func TestTermijnZegtWatDaarnaKomt(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.beleid = casus.Beleid{Nr: 7, Termijnen: []casus.Termijnregel{{Soort: casus.TermijnBereikt, Ladder: []casus.Trede{
		{Na: casus.Duur{N: 14, Eenheid: casus.Dag}, Aan: casus.AanCasehouder}, {Na: casus.Duur{N: 24, Eenheid: casus.Uur}, Aan: casus.AanCoordinator},
	}}}}
	for _, p := range []string{"", "/overzicht"} {
		a := b.vraag(t, toegang.RolCoordinator, http.MethodGet, "/v1/casussen/"+casusID+p, "")
		require.Equal(t, http.StatusOK, a.status, a.ruw)
		assert.Contains(t, a.ruw, `"daarna":[{"op":"2026-12-08T13:00:00+01:00","aan":"coordinator"}]`, p)
	}
	for _, rol := range []toegang.Rol{toegang.RolVerwijzer, toegang.RolKetenpartner} {
		assert.NotContains(t, b.vraag(t, rol, http.MethodGet, "/v1/casussen/"+casusID, "").ruw, "daarna", rol)
	}
}
