package beleid

import (
	"strings"
	"testing"

	beleidsbestanden "schakel/beleid"
	"schakel/internal/casus"
)

// The page in docs is made from the example, so it cannot be out of date.
func TestUitlegBewarenStaatInDocs(t *testing.T) {
	t.Parallel()
	golden(t, "../../docs/bewaartermijnen.md", UitlegBewaren(voorbeeld(t)))
}

func TestBewaren(t *testing.T) {
	t.Parallel()
	voor, _, _ := strings.Cut(string(beleidsbestanden.Voorbeeld), "\nbewaren:\n")
	for naam, g := range map[string]struct {
		blok string
		wil  map[string]string
	}{
		"zonder blok":   {"", map[string]string{casus.BewaarDossier: "240mnd", casus.BewaarGeenBemoeizorg: "180mnd", casus.BewaarIngetrokken: "42d", casus.BewaarConcept: "14d"}},
		"een deel":      {"bewaren:\n  dossier: 15jr\n", map[string]string{casus.BewaarDossier: "180mnd", casus.BewaarIngetrokken: "42d"}},
		"in maanden":    {"bewaren: {dossier: 13mnd, ingetrokken: 2s, opnieuw: 1d}\n", map[string]string{casus.BewaarDossier: "13mnd", casus.BewaarIngetrokken: "2s"}},
		"onbekend":      {"", map[string]string{"iets anders": "0"}},
		"lange sleutel": {"bewaren: {sleutel: 30d}\n", map[string]string{casus.BewaarSleutel: "30d"}},
	} {
		b := lees(t, naam, []byte(voor+"\n"+g.blok))
		for soort, wil := range g.wil {
			if kreeg := b.Bewaren.Na(soort).String(); kreeg != wil {
				t.Errorf("%s: %s blijft %s, verwacht %s", naam, soort, kreeg, wil)
			}
		}
	}
	if d := lees(t, "x", []byte(voor)).Bewaren.OpnieuwNa(); d.String() != "3mnd" {
		t.Error(d)
	}
	if d := lees(t, "x", []byte(voor+"\nbewaren: {opnieuw: 1d}\n")).Bewaren.OpnieuwNa(); d.String() != "1d" {
		t.Error(d)
	}
}
