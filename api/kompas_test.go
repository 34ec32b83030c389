package api

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// What goes to the engine for the compass: counts and codes, never a text or a single score.
func TestKompasNaarDeMotor(t *testing.T) {
	t.Parallel()
	for _, g := range []struct {
		soort casus.StapSoort
		body  string
		wil   casus.Stap
	}{
		{casus.StapPlan, `{"doelen":[{"wat":"geheim een","behaald":true},{"wat":"geheim twee"}],"methodiek":"cti"}`, casus.Stap{Methodiek: "cti", Doelen: 2, Behaald: 1}},
		{casus.StapMeting, `{"instrument":"zrm-2017","scores":{"financien":2,"tijdsbesteding":3,"justitie":"niet-noodzakelijk"}}`, casus.Stap{Instrument: "zrm-2017", Domeinen: 0b101, Totaal: 5}},
		{casus.StapContact, `{"soort":"via_naaste","bereikt":true,"met":"naaste","op":"2026-11-23T13:00:00+01:00","notitie":"geheim"}`, casus.Stap{
			Contactsoort: casus.ViaNaaste, Poging: true, Op: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC),
		}},
		{casus.StapAfsluiting, `{"reden":"uit_beeld","zoekacties":[{"soort":"politie","op":"2026-11-20"},{"soort":"brp","op":"2026-11-23T09:00:00+01:00"}]}`, casus.Stap{
			Reden: casus.UitBeeld, Zoekacties: []casus.Zoekactie{
				{Soort: casus.ZoekPolitie, Op: time.Date(2026, 11, 19, 23, 0, 0, 0, time.UTC)}, {Soort: casus.ZoekBrp, Op: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)},
			},
		}},
	} {
		b := nieuweBank(t)
		a := b.stap(t, toegang.RolBMZWerker, pad(g.soort), g.body)
		require.Less(t, a.status, 300, a.ruw)
		st := b.laatste(t).Stap
		g.wil.Soort = g.soort
		assert.Equal(t, g.wil, st)
	}
}

func TestZoekactiesInvoer(t *testing.T) {
	t.Parallel()
	for naam, zoek := range map[string]string{
		"onbekende soort": `[{"soort":"kelder","op":"2026-11-20"}]`,
		"zonder moment":   `[{"soort":"politie"}]`,
		"nog te doen":     `[{"soort":"politie","op":"2026-12-20"}]`,
		"eigen woorden":   `[{"soort":"politie","op":"2026-11-20","wat":"gebeld"}]`,
		"geen lijst":      `"politie"`,
	} {
		b := nieuweBank(t)
		a := b.stap(t, toegang.RolCoordinator, pad(casus.StapAfsluiting), `{"reden":"uit_beeld","zoekacties":`+zoek+`}`)
		assert.Equal(t, http.StatusBadRequest, a.status, "%s: %s", naam, a.ruw)
		assert.Contains(t, a.ruw, "zoekacties", naam)
	}
}

// The compass in words, for who sees the dossier.
func TestKompasInWoorden(t *testing.T) {
	t.Parallel()
	k := kompas(&casus.KompasBeeld{
		Signalen:   []casus.Signaal{{Soort: casus.SignaalDoelen, Sinds: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), Van: 1, Naar: 1}},
		Suggesties: []casus.Suggestie{{Soort: casus.SuggestieDagdeel, Waarde: "avond"}, {Soort: casus.SuggestieContact, Waarde: "via_naaste"}},
	})
	assert.Equal(t, "Het enige doel van het plan is behaald.", k.Signalen[0].Reden)
	assert.Equal(t, "Nog niet geprobeerd: 's avonds; via een naaste.", k.NogNietTekst)
	assert.Equal(t, "via een naaste", k.Suggesties[1].Tekst)
	assert.Nil(t, kompas(nil))
}

// A rung of the question that no sign asked for says on the timeline that time did; another rung says nothing of the kind.
func TestTijdOpDeTijdlijn(t *testing.T) {
	t.Parallel()
	op := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	trede := func(soort casus.TermijnSoort, gs ...casus.Signaal) []string {
		return feit(register.Regel{Feit: casus.Feit{Soort: casus.FeitTrede, Op: op, Vastgelegd: op, Termijn: soort, Trede: 1, Signalen: gs}}).Redenen
	}
	assert.Equal(t, []string{casus.RedenTijd}, trede(casus.TermijnAfschaal))
	assert.Equal(t, []string{"Het enige doel van het plan is behaald."}, trede(casus.TermijnAfschaal, casus.Signaal{Soort: casus.SignaalDoelen, Van: 1, Naar: 1}))
	assert.Empty(t, trede(casus.TermijnBereikt))
	assert.Empty(t, feit(register.Regel{Feit: casus.Feit{Soort: casus.StapAfschaalbeoordeling, Op: op, Vastgelegd: op}}).Redenen)
}
