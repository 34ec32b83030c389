package werkbank

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	regels "schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// Who goes out finds the contact beside every line where it is possible, after what the term asks; who does not, finds what the term asks.
func TestKnoppen(t *testing.T) {
	t.Parallel()
	for _, g := range []struct {
		rol      toegang.Rol
		onderweg bool
		mogelijk []string
		wil      []string
	}{
		{toegang.RolBMZWerker, true, []string{"contacten", "plannen"}, []string{"plannen", "contacten"}},
		{toegang.RolBMZWerker, true, []string{"plannen"}, []string{"plannen"}},
		{toegang.RolBMZWerker, true, []string{"contacten"}, []string{"contacten"}},
		{toegang.RolCoordinator, true, []string{"contacten", "plannen"}, []string{"plannen"}},
		{toegang.RolKetenpartner, false, []string{"contacten", "plannen"}, []string{"plannen"}},
	} {
		p := pagina{Onderweg: g.onderweg}
		p.Wie.Rol = g.rol
		if uit := p.knoppen(g.mogelijk, "plan-herziening"); !slices.Equal(uit, g.wil) {
			t.Errorf("%s, mogelijk %v: %v, verwacht %v", g.rol, g.mogelijk, uit, g.wil)
		}
	}
}

// All that can be asked of somebody has something to do beside it that settles it: a step, or the place where it is done. A step for which somebody else
// is responsible leaves the case to look at, and the line says so.
func TestElkWerkHeeftEenIngang(t *testing.T) {
	t.Parallel()
	p := pagina{T: catalogus(t)}
	p.Wie.Rol = toegang.RolCoordinator
	id := "x"
	soorten := []string{
		regels.MeldInzet, regels.MeldTerugvalDaar, regels.MeldVerlengd, regels.MeldNood, regels.MeldVerklaring, regels.MeldDelingInformeren, regels.MeldDelingAanvullen,
		register.WerkVervangerAfwezig, register.MeldGeweigerd,
	}
	for _, s := range regels.TermijnSoorten() {
		soorten = append(soorten, string(s))
	}
	for _, s := range soorten {
		w := werk{Soort: s, CasusID: &id, MogelijkeStappen: []string{"contacten", "opschaling"}}
		w.MogelijkeStappen = append(w.MogelijkeStappen, lost[s]...)
		if p.anderAanZet(w) {
			t.Errorf("%s: er is geen stap en geen plaats waar dat wordt gedaan", s)
		}
		for _, i := range p.ingangen(w) {
			if i.Naam == "" || i.Naar == "" || i.Naar == "/casussen/x" {
				t.Errorf("%s: %+v", s, i)
			}
		}
		leidenErgens(t, s, p.ingangen(w))
		w.MogelijkeStappen = nil
		if uit := p.ingangen(w); len(uit) == 0 {
			t.Errorf("%s: wie niets kan doen, kan nergens heen", s)
		}
		leidenErgens(t, s, p.ingangen(w))
		leidenErgens(t, s, p.ingangen(werk{Soort: s}))
		leidenErgens(t, s, p.ingangen(werk{Soort: s, KlachtID: &id}))
		leidenErgens(t, s, p.ingangen(werk{Soort: s, LijstID: &id}))
	}
	w := werk{Soort: string(regels.TermijnAcceptatie), CasusID: &id, MogelijkeStappen: []string{"contacten"}}
	assert.Equal(t, []ingang{{p.Z("werk.bekijk"), "/casussen/x"}}, p.ingangen(w))
	assert.True(t, p.anderAanZet(w))
	klacht := "k"
	assert.Equal(t, []ingang{{p.Z("klacht.open"), padKlachten + "/k"}}, p.ingangen(werk{Soort: regels.MeldKlachtOordeel, KlachtID: &klacht}))
	assert.Equal(t, "/meldingen", p.ingangen(werk{Soort: regels.MeldVerklaring})[0].Naar) // a privacy officer sees no case
}

// leidenErgens checks that each of these leads to a page that the workbench has, and a form to a step that there is.
func leidenErgens(t *testing.T, soort string, ingangen []ingang) {
	t.Helper()
	mux := http.NewServeMux()
	for _, pad := range Routes() {
		mux.Handle(pad, http.NotFoundHandler())
	}
	for _, i := range ingangen {
		u, err := url.Parse(i.Naar)
		require.NoError(t, err)
		if _, pad := mux.Handler(httptest.NewRequestWithContext(t.Context(), http.MethodGet, u.Path, http.NoBody)); pad == "" || pad == "GET /" {
			t.Errorf("%s: %s is geen bladzijde", soort, i.Naar)
		}
		if _, stap, ja := strings.Cut(u.Path, "/stap/"); ja && lichaamVan[stapNaam(stap)] == "" {
			t.Errorf("%s: %s is geen stap", soort, i.Naar)
		}
	}
}

// What is late stands in front, of that what climbed highest; what stands still is nothing to do.
func TestVolgendeTermijn(t *testing.T) {
	t.Parallel()
	nu := time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)
	op := func(dagen int) *time.Time { t := nu.AddDate(0, 0, dagen); return &t }
	c := casus{Termijnen: []termijn{
		{Soort: "overdracht-acceptatie", Status: "loopt", VervaltOp: op(2)},
		{Soort: "plan-herziening", Status: "loopt", VervaltOp: op(5), Verstuurd: 1},
		{Soort: "bereikt-contact", Status: "loopt", VervaltOp: op(9), Verstuurd: 3},
		{Soort: "afschaalbeoordeling", Status: "opgeschort", VervaltOp: op(-9), Verstuurd: 4},
	}}
	for _, wil := range []string{"bereikt-contact", "plan-herziening", "overdracht-acceptatie"} {
		eerst, ok := c.volgende(nu)
		if !ok || eerst.Soort != wil {
			t.Errorf("%q, verwacht %q", eerst.Soort, wil)
		}
		c.Termijnen = slices.DeleteFunc(c.Termijnen, func(t termijn) bool { return t.Soort == wil })
	}
	if eerst, ok := c.volgende(nu); ok {
		t.Errorf("%+v loopt niet", eerst)
	}
}
