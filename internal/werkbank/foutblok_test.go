package werkbank

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every field that is wrong is named on top of the form, in the order of the page, and is a link to where it is put right; the title of the page says that
// something is wrong before it says what the page is.
func TestElkeFoutIsEenLink(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	p.neem = func(string, map[string]any) (int, any) {
		var fouten []map[string]string
		for _, f := range []string{"verwijzer.naam", "client", "client.gemeente", "problematiek", "geinformeerd.ja", "urgentie", "onbekend"} {
			fouten = append(fouten, map[string]string{"veld": "body." + f, "melding": "vul dit in"})
		}
		return http.StatusBadRequest, map[string]any{"status": 400, "detail": "Er klopt iets niet.", "fouten": fouten}
	}
	delen := map[string]string{"cid": proefDing}
	w := p.vraag(p.b.aanmeldFormulier, proefCoordinator, "/aanmelden/"+proefDing+"?nieuw", nil, delen)
	assert.Contains(t, w.Body.String(), "<title>Aanmelden voor bemoeizorg · Schakel</title>")
	w = p.vraag(p.b.aanmeldFormulier, proefCoordinator, "/aanmelden/"+proefDing, url.Values{"hulpvraag": {getypt}}, delen)
	blad := w.Body.String()
	assert.Equal(t, http.StatusBadRequest, w.Code)
	assert.Contains(t, blad, "<title>Fout: Aanmelden voor bemoeizorg · Schakel</title>")
	assert.Contains(t, blad, `<h1 class="utrecht-heading-1">Aanmelden voor bemoeizorg</h1>`)
	assert.Equal(t, []string{
		"#v-client-naam Over wie gaat het? Vul dit in",
		"#v-client-gemeente Over wie gaat het? Gemeente: vul dit in",
		"#v-urgentie Urgentie: vul dit in",
		"#v-problematiek Problematiek: vul dit in",
		"#v-geinformeerd-ja Weet de cliënt van de aanmelding? Is de cliënt geïnformeerd? Vul dit in",
		"#v-verwijzer-naam Wie meldt aan? Naam: vul dit in",
		"onbekend: vul dit in",
	}, foutregelsOp(blad))
	wijzenErgensHeen(t, "Aanmelding", blad)
}

// foutregelsOp are the lines of the list on top of a form: where each leads, and what it says.
func foutregelsOp(blad string) (uit []string) {
	_, na, _ := strings.Cut(blad, `<ul class="s-fouten">`)
	lijst, _, _ := strings.Cut(na, "</ul>")
	for _, regel := range strings.Split(lijst, "</li>")[:strings.Count(lijst, "</li>")] {
		naar := ""
		if _, href, ja := strings.Cut(regel, `href="`); ja {
			naar = href[:strings.IndexByte(href, '"')] + " "
		}
		uit = append(uit, naar+leesbaarVan(regel))
	}
	return uit
}

// wijzenErgensHeen checks that every link in the list leads to one place on the page.
func wijzenErgensHeen(t *testing.T, form, blad string) {
	t.Helper()
	for _, r := range foutregelsOp(blad) {
		if naar, _, _ := strings.Cut(r, " "); strings.HasPrefix(naar, "#") {
			assert.Equal(t, 1, strings.Count(blad, `id="`+naar[1:]+`"`), "%s: %s", form, r)
		}
	}
}

// So it is with every field of every form.
func TestElkVeldIsTeVinden(t *testing.T) {
	t.Parallel()
	schemas, _ := beschrijving(t)
	c := catalogus(t)
	vm := vorm{schemas: schemas, tekst: c, nu: time.Now()}
	formulieren := []string{"Aanmelding", "Zoekvraag", "Uitstel", "NieuweVervanging", "NieuweNoodtoegang", "NieuweKlacht", "NieuweBewaarplicht", "Afhaling"}
	for _, tabel := range []map[string]string{lichaamVan, klachtlichaam} {
		for _, schema := range tabel {
			formulieren = append(formulieren, schema)
		}
	}
	for _, schema := range formulieren {
		fouten := map[string]string{}
		var mis func([]invoer)
		mis = func(is []invoer) {
			for _, i := range is {
				fouten[i.Naam] = "dit klopt niet"
				mis(i.Velden)
			}
		}
		mis(vm.velden(schema, nil, nil))
		f := stapformulier{Velden: vm.velden(schema, nil, fouten), Snel: schema == "Contact", foutblok: foutblok{Fout: "x"}}
		f.Bij = foutenBij(f.Velden)
		var uit bytes.Buffer
		require.NoError(t, stapPagina(pagina{T: c, Klok: klok{nu: time.Now(), t: c}}, f).Render(t.Context(), &uit))
		if schema != "Leeg" {
			assert.NotEmpty(t, foutregelsOp(uit.String()), schema)
		}
		wijzenErgensHeen(t, schema, uit.String())
	}
}
