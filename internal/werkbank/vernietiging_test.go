package werkbank

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	regels "schakel/internal/casus"
	"schakel/internal/register"
)

// Every kind that goes by a list, every reason that a case left one, and every table of a certificate has words of its own.
func TestBewarenHeeftWoorden(t *testing.T) {
	t.Parallel()
	c := catalogus(t)
	for _, s := range regels.Bewaarsoorten() {
		if s.Lijst {
			assert.NotEmpty(t, c.delen["bewaarsoort"][s.Soort], s.Soort)
			assert.NotEmpty(t, c.delen["bewaarbron"][s.Soort], s.Soort)
			assert.NotEmpty(t, c.delen["bewaarklok"][s.Soort], s.Soort)
		}
	}
	for _, reden := range slices.Concat(register.AfhaalRedenen(), register.BewaarplichtRedenen(), []string{"bewaarplicht", "onbeantwoord", "geopend", "veranderd", "te-vroeg", "weg"}) {
		assert.NotEmpty(t, c.delen["keuze"][reden], reden)
	}
	for _, w := range []string{"bewaarplicht", "onbeantwoord"} {
		assert.NotEmpty(t, c.delen["houdtTegen"][w], w)
	}
	for _, tabel := range append(vernietigtabellen(t), "sleutels", "toegangslog", "workflows") {
		assert.NotEmpty(t, c.delen["bewaartabel"][tabel], tabel)
	}
}

// vernietigtabellen are the tables that go with a case, as the migrations say.
func vernietigtabellen(t *testing.T) (uit []string) {
	t.Helper()
	bestanden, err := filepath.Glob("../register/migraties/*.sql")
	require.NoError(t, err)
	zet := regexp.MustCompile(`(?s)INSERT INTO vernietigtabellen.*?;`)
	rij := regexp.MustCompile(`\(\d+, '(\w+)',`)
	for _, f := range bestanden {
		b, err := os.ReadFile(f)
		require.NoError(t, err)
		for _, z := range zet.FindAllString(string(b), -1) {
			for _, m := range rij.FindAllStringSubmatch(z, -1) {
				uit = append(uit, m[1])
			}
		}
	}
	require.Greater(t, len(uit), 15)
	return uit
}

// The button to approve is there for who can: not for who did, not when nothing is left, not afterwards.
func TestWieLijstOpent(t *testing.T) {
	t.Parallel()
	l := vernietigingslijst{Status: "voorgesteld", Soorten: []soortaantal{{"dossier", 1}}, Goedkeuringen: []lijstgoedkeuring{{Wie: "fg"}}}
	assert.True(t, l.opent("coordinator"))
	assert.False(t, l.opent("fg"))
	l.Soorten = nil
	assert.False(t, l.opent("coordinator"))
	l.Soorten, l.Status = []soortaantal{{"dossier", 1}}, "goedgekeurd"
	assert.False(t, l.opent("coordinator"))
}

// Twenty years are said as such, and six weeks as days.
func TestJaren(t *testing.T) {
	t.Parallel()
	c := catalogus(t)
	for wil, d := range map[string]regels.Duur{
		"20 jaar": {N: 240, Eenheid: regels.Maand}, "12 maanden": {N: 12, Eenheid: regels.Maand}, "42 dagen": {N: 42, Eenheid: regels.Dag}, "30 maanden": {N: 30, Eenheid: regels.Maand},
	} {
		assert.Equal(t, wil, c.jaren(d))
	}
}
