package werkbank

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/toegang"
)

// What there is to do about one case in one group stands on one card: the most urgent line in front, cards in the order of that line, everything counted. What is
// about no case stands alone.
func TestVandaagPerCasus(t *testing.T) {
	t.Parallel()
	a, b := "a", "b"
	groepen := groepeer(catalogus(t), []werk{
		{CasusID: &a, Soort: "bereikt-contact", Dringendheid: "nu"},
		{Soort: "klacht-oordeel", Dringendheid: "nu"},
		{CasusID: &b, Soort: "plan-herziening", Dringendheid: "nu"},
		{Soort: "klacht-oordeel", Dringendheid: "nu"},
		{CasusID: &a, Soort: "opschaling-review", Dringendheid: "nu"},
		{CasusID: &a, Soort: "informeren", Dringendheid: "binnenkort"},
	})
	var uit []string
	for _, g := range groepen {
		regel := g.Soort + " " + getalTekst(g.aantal()) + ":"
		for _, k := range g.Kaarten {
			var soorten []string
			for _, w := range k {
				soorten = append(soorten, tekstOf(w.CasusID)+"/"+w.Soort)
			}
			regel += " [" + strings.Join(soorten, " ") + "]"
		}
		uit = append(uit, regel)
	}
	assert.Equal(t, []string{
		"nu 5: [a/bereikt-contact a/opschaling-review] [/klacht-oordeel] [b/plan-herziening] [/klacht-oordeel]",
		"binnenkort 1: [a/informeren]",
	}, uit)
}

// What is late says so, also while the next reminder still has to go: on Vandaag in the words of the lists, and so on the pages of a receiver.
func TestVandaagZegtTeLaat(t *testing.T) {
	t.Parallel()
	nu := time.Date(2026, 11, 24, 12, 0, 0, 0, zone)
	c := catalogus(t)
	p := pagina{T: c, Klok: klok{nu: nu, t: c}}
	straks, laat := nu.AddDate(0, 0, 1), nu.AddDate(0, 0, -2)
	for _, g := range []struct {
		w    werk
		wil  string
		rood bool
	}{
		{werk{VervaltOp: &straks}, "morgen", false},
		{werk{VervaltOp: &straks, Verlopen: true}, "te laat, herinnering morgen", true},
		{werk{VervaltOp: &laat, Verlopen: true}, "2 dagen te laat", true},
	} {
		rs := p.waarom(g.w)
		require.Len(t, rs, 1)
		assert.Equal(t, g.wil, rs[0].Tekst)
		assert.Equal(t, g.rood, rs[0].Rood, g.wil)
		var uit bytes.Buffer
		require.NoError(t, overdrachtPagina(p, overdracht{Werk: &g.w}, casus{}).Render(t.Context(), &uit))
		assert.Contains(t, leesbaarVan(uit.String()), g.wil)
	}
}

// A card says once whom it is about and what keeps a worker safe; each line says why, and has its own buttons; what stands on the card is not offered twice.
func TestVandaagKaart(t *testing.T) {
	t.Parallel()
	nu := time.Date(2026, 11, 24, 12, 0, 0, 0, zone)
	c := catalogus(t)
	p := pagina{T: c, Klok: klok{nu: nu, t: c}, Onderweg: true, Wie: toegang.Identiteit{Gebruiker: "werker", Rol: toegang.RolBMZWerker}, boek: &namen{naam: map[string]string{"werker2": "Wanda Werker"}}}
	id, nummer, hoog, laat, straks, namens := proefID, "2026-00042", "hoog", nu.AddDate(0, 0, -2), nu.AddDate(0, 0, 1), "werker2"
	w := werk{CasusID: &id, Nummer: &nummer, Urgentie: &hoog, Client: "Kaatje Voorbeeld", Veiligheid: []string{"hond"}, Dringendheid: "nu", MogelijkeStappen: []string{"contacten", "opschalingen/x/beoordelingen", "opschalingen/x/afschaling", "plannen"}}
	een, twee, drie := w, w, w
	een.Soort, een.Verlopen, een.VervaltOp = "bereikt-contact", true, &laat
	twee.Soort, twee.VervaltOp = "opschaling-review", &straks
	drie.Soort, drie.Namens, drie.Trede = "bereikt-contact", &namens, 1
	var uit bytes.Buffer
	require.NoError(t, werklijst(p, groepeer(c, []werk{een, twee, drie})[0]).Render(t.Context(), &uit))
	blad := uit.String()
	assert.Equal(t, 1, strings.Count(blad, "data-rij"))
	assert.Equal(t, "Zorg dat u de cliënt weer echt bereikt. Hoog Hond Kaatje Voorbeeld 2026-00042 2 dagen te laat Contact : 2026-00042 "+
		"Is de opschaling nog nodig? Beoordeel het. morgen Opschaling beoordelen : 2026-00042 Afschalen : 2026-00042 "+
		"Zorg dat u de cliënt weer echt bereikt. 1 keer herinnerd u vervangt Wanda Werker Contact : 2026-00042", leesbaarVan(blad))
	assert.Contains(t, blad, "s-rij--te-laat")
	naam := strings.Index(blad, `<a href="/casussen/`+proefID+`">`)
	assert.Less(t, naam, strings.Index(blad, "utrecht-button"), "j and k go from case to case")
}
