package werkbank

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	regels "schakel/internal/casus"
	"schakel/internal/toegang"
)

// What stands under a question helps who fills it in: in sentences, without the words of programs, and not the question once more.
func TestUitlegIsVoorMensen(t *testing.T) {
	t.Parallel()
	schemas, stappen := beschrijving(t)
	vm := vorm{schemas: schemas, tekst: catalogus(t), kies: func(_, naam string) []keus {
		if naam == "casehouder" || naam == "vervanger" { // chosen by name
			return []keus{{"x", "X"}}
		}
		return nil
	}}
	vormen := map[string]bool{"Aanmelding": true, "Zoekvraag": true, "NieuweVervanging": true, "Uitstel": true}
	for _, v := range stappen {
		vormen[v] = true
	}
	var loop func([]invoer)
	loop = func(is []invoer) {
		for _, i := range is {
			assert.NotRegexp(t, `zonder:|[a-z]_[a-z]`, i.Uitleg, i.Naam)
			assert.NotContains(t, i.Uitleg, "Een datum of een moment", i.Naam)
			assert.False(t, nogEens(i.Vraag, i.Uitleg), "%s: %q asks once more %q", i.Naam, i.Uitleg, i.Vraag)
			loop(i.Velden)
		}
	}
	for v := range vormen {
		loop(vm.velden(v, nil, nil))
	}
	assert.NotContains(t, vm.tekst.uitleg("Aanmelding", "hulpvraag", "Wat er van bemoeizorg wordt gevraagd."), "Wat er van bemoeizorg wordt gevraagd")
	assert.NotContains(t, vm.tekst.uitleg("Aanmelding", "zorgmijding", "Waaruit blijkt"), "Waaruit blijkt")
}

// nogEens says whether an explanation has hardly a word that its question has not.
func nogEens(vraag, uitleg string) bool {
	woorden := func(s string) []string { return strings.Fields(strings.ToLower(woordenAlleen.Replace(s))) }
	anders := slices.DeleteFunc(woorden(uitleg), func(w string) bool { return slices.Contains(woorden(vraag), w) })
	return uitleg != "" && len(anders) < 2
}

//nolint:gochecknoglobals // a table
var woordenAlleen = strings.NewReplacer("?", " ", ".", " ", ",", " ", "(", " ", ")", " ")

// A burgerservicenummer is asked only where the policy of the region has one.
func TestBsnAlleenWaarHetBeleidHetHeeft(t *testing.T) {
	t.Parallel()
	zoekBlad := func(b *werkbank) func(*verzoek) error { return b.zoek }
	meldAan := func(b *werkbank) func(*verzoek) error { return b.aanmeldFormulier }
	for _, bsn := range []bool{true, false} {
		n := nieuwNep(t, nepDossier("aanmelding", ""))
		n.metBeleid(regels.Beleid{Bsn: bsn})
		assert.Equal(t, bsn, strings.Contains(n.als(t, toegang.RolCoordinator, zoekBlad, nil), `name="bsn"`))
		n.antwoord["/v1/concepten/c1"] = `{"id":"c1","velden":{}}`
		assert.Equal(t, bsn, strings.Contains(n.als(t, toegang.RolVerwijzer, meldAan, map[string]string{"cid": "c1"}), `name="client.bsn"`))
	}
}
