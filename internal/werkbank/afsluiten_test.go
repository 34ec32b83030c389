package werkbank

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	regels "schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// What closes of a coordinator is a proposal of a worker, and a case that is suspended is suspended for longer: in every place that names the step.
func TestStapHeetNaarWieEnWaar(t *testing.T) {
	t.Parallel()
	stil := []string{"opschorting", "hervatting", "afsluiting"}
	for _, g := range []struct {
		rol      toegang.Rol
		mogelijk []string
		wil      [2]string
	}{
		{toegang.RolBMZWerker, stil, [2]string{"Langer opschorten", "Voorstellen om te sluiten"}},
		{toegang.RolCoordinator, stil, [2]string{"Langer opschorten", "Afsluiten"}},
		{toegang.RolBMZWerker, []string{"opschorting", "afsluiting"}, [2]string{"Opschorten", "Voorstellen om te sluiten"}},
	} {
		p := pagina{T: catalogus(t), Wie: toegang.Identiteit{Rol: g.rol}}
		var uit []string
		for _, i := range p.naarStappen("c", []string{"opschorting", "afsluiting"}, g.mogelijk) {
			uit = append(uit, i.Naam)
			assert.NotEmpty(t, p.T.stapuitleg(p.stapHier("opschorting", g.mogelijk)))
		}
		assert.Equal(t, g.wil[:], uit)
	}
}

// A proposal that waits for the engine is called one as well.
func TestVoorstelDatWachtHeetVoorstel(t *testing.T) {
	t.Parallel()
	c := catalogus(t)
	for rol, wil := range map[toegang.Rol]string{toegang.RolBMZWerker: "Voorstellen om te sluiten", toegang.RolCoordinator: "Afsluiten"} {
		p := pagina{T: c, Wie: toegang.Identiteit{Rol: rol}, Klok: klok{nu: time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC), t: c}}
		nummer := "2026-00042"
		assert.Contains(t, p.wacht(wachtstap{Soort: "afsluiting", Nummer: &nummer}).Tekst, wil)
		for _, status := range []string{"wacht", "verwerkt", "geweigerd"} {
			assert.Contains(t, stand{Soort: "afsluiting", Status: status}.wacht(p).Tekst, wil, status)
		}
	}
}

// An organisation that refers and receives: of what landed there a relapse is reported, of what came back it is not.
func TestTerugBijWieVerwees(t *testing.T) {
	t.Parallel()
	p := pagina{Wie: toegang.Identiteit{Gebruiker: "v", Rol: toegang.RolVerwijzer, Organisatie: "ggz-voorbeeld"}, boek: &namen{gebruikers: []register.Persoon{
		{ID: "v", Rol: toegang.RolVerwijzer, Organisatie: "ggz-voorbeeld"}, {ID: "o", Rol: toegang.RolKetenpartner, Organisatie: "ggz-voorbeeld"},
	}}}
	for _, g := range []struct {
		fase, organisatie, persoon string
		wil                        bool
	}{
		{"afgesloten", "ggz-voorbeeld", "v", true},
		{"afgesloten", "ggz-voorbeeld", "o", false},
		{"afgesloten", "ggz-voorbeeld", "weg", false},
		{"afgesloten", "wmo-voorbeeld", "v", false},
		{"nazorg", "ggz-voorbeeld", "v", false},
	} {
		c := casus{Fase: g.fase, Regiehouder: &regiehouder{Organisatie: g.organisatie, Persoon: g.persoon}, MogelijkeStappen: []string{"terugvalsignalen"}}
		assert.Equal(t, g.wil, p.terugBijU(c), g)
		assert.Equal(t, g.wil, len(p.zonderTerugval(c).MogelijkeStappen) == 0, g)
	}
	assert.False(t, p.terugBijU(casus{Fase: "afgesloten"}), "nobody has regie")
}

// A fact of closing that closed nothing is a proposal: on the timeline, and for who hears of it.
func TestVoorstelIsGeenSluiting(t *testing.T) {
	t.Parallel()
	p := pagina{T: catalogus(t), Klok: klok{nu: time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC), t: catalogus(t)}}
	dicht := string(regels.Afgesloten)
	assert.Equal(t, "Voorgesteld om te sluiten", p.regelVan(feit{Soort: "afsluiting"}, nil).Titel)
	assert.Equal(t, "Afgesloten", p.regelVan(feit{Soort: "afsluiting", Fase: &dicht}, nil).Titel)
	assert.Contains(t, p.gebeurd(register.Verandering{Soort: "afsluiting", Door: "w"}, false), ": voorgesteld om te sluiten")
	assert.Contains(t, p.gebeurd(register.Verandering{Soort: "afsluiting", Door: "k", Fase: dicht}, false), ": afgesloten")
}

// The rules never take what is not offered, and what is offered is all that they take.
func TestAfsluitredenen(t *testing.T) {
	t.Parallel()
	p := pagina{T: catalogus(t)}
	for _, fase := range []regels.Fase{regels.Outreach, regels.Overdragen, regels.Nazorg} {
		aangeboden := map[string]bool{}
		for _, k := range p.afsluitredenen(casus{Fase: string(fase)}) {
			aangeboden[k.Waarde] = true
		}
		for _, r := range regels.Afsluitredenen() {
			s := &regels.State{Fase: fase, Toegewezen: true}
			w := s.Mag(regels.Stap{ID: "s", Soort: regels.StapAfsluiting, Reden: r, Door: regels.Actor{Rol: regels.RolCoordinator}}, time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC))
			assert.Equal(t, w == nil, aangeboden[string(r)], "%s: %s", fase, r)
		}
	}
}

// What is still to be searched is named once, on top; the field says what to do, and what can be done instead is not told of the step that was tried.
func TestZoekactiesDieMissen(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	p.casus(map[string]any{"mogelijkeStappen": []string{"afsluiting", "contacten"}})
	p.neem = func(string, map[string]any) (int, any) {
		return http.StatusConflict, map[string]any{"status": 409, "detail": "Nog te doen: telefoon, politie.", "mogelijkeStappen": []string{"afsluiting", "contacten"}, "fouten": []map[string]string{
			{"veld": "zoekacties", "melding": "nog te doen: telefoon"}, {"veld": "zoekacties", "melding": "nog te doen: politie"},
		}}
	}
	blad := p.stap(proefWerker, "afsluiting", url.Values{"reden": {"uit_beeld"}, "toelichting": {getypt}}).Body.String()
	assert.Equal(t, []string{"#v-zoekacties-0-soort Wat is gedaan om de cliënt te vinden? Vul in wat nog te doen was, of kies een andere reden."}, foutregelsOp(blad))
	assert.NotContains(t, blad, "Wat nu wel kan")
	assert.Contains(t, blad, getypt)
}
