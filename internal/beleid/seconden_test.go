package beleid

import (
	"slices"
	"testing"

	beleidsbestanden "schakel/beleid"
	"schakel/internal/casus"
)

// What seconden.yaml promises in its own comment; scripts and tests lean on it.

func TestSecondenIsDezelfdeKeten(t *testing.T) {
	t.Parallel()
	a, b := voorbeeld(t), lees(t, "seconden.yaml", beleidsbestanden.Seconden)
	for i, r := range a.Termijnen {
		s := b.Termijnen[i]
		for naam, paar := range map[string][2][]casus.Trede{"ladder": {r.Ladder, s.Ladder}, "spoed": {r.Spoed, s.Spoed}, "hoog": {r.Hoog, s.Hoog}} {
			if !slices.Equal(aan(paar[0]), aan(paar[1])) {
				t.Errorf("%s %s: %v tegen %v", r.Soort, naam, aan(paar[0]), aan(paar[1]))
			}
		}
	}
	if !slices.Equal(aan(a.Kompas.Ladder), aan(b.Kompas.Ladder)) || !slices.Equal(a.Zoekacties, b.Zoekacties) ||
		a.Kompas.Pogingen != b.Kompas.Pogingen || a.Kompas.CtiFasen != b.Kompas.CtiFasen {
		t.Error("kompas of zoekacties verschillen")
	}
	if len(a.Nazorg) != len(b.Nazorg) || a.Bmz != b.Bmz || a.MaxVerlengingen != b.MaxVerlengingen || a.Uitstel != b.Uitstel {
		t.Error("nazorg, bmz of verlengingen verschillen")
	}
}

// A script that takes its steps promptly sees only the rungs it waits for.
func TestSecondenGeeftRuimteVoorElkeStap(t *testing.T) {
	t.Parallel()
	b := lees(t, "seconden.yaml", beleidsbestanden.Seconden)
	for _, r := range b.Termijnen {
		for _, ladder := range [][]casus.Trede{r.Ladder, r.Spoed, r.Hoog} {
			for i, tr := range ladder {
				if tr.Na.N != 0 && tr.Na.Eenheid != casus.Seconde {
					t.Errorf("%s: %s", r.Soort, tr.Na)
				}
				if i == 0 && tr.Na.N < 6 && !slices.Contains(gepland(), r.Soort) {
					t.Errorf("%s: eerste trede na %s is te snel", r.Soort, tr.Na)
				}
				if i > 0 && tr.Na.N < 1 {
					t.Errorf("%s: trede %d valt samen met de vorige", r.Soort, i+1)
				}
			}
			if som(ladder) > 22 {
				t.Errorf("%s: de ladder duurt %d s", r.Soort, som(ladder))
			}
		}
	}
}

// The waits of one case: not reached and the afschaal question side by side, a
// receiver that does not answer, nazorg; none of them disturbs another.
func TestSecondenBlijftOnderEenMinuut(t *testing.T) {
	t.Parallel()
	b := lees(t, "seconden.yaml", beleidsbestanden.Seconden)
	bereikt, afschaal := ladderVan(t, b, casus.TermijnBereikt), ladderVan(t, b, casus.TermijnAfschaal)
	acceptatie, antwoord := ladderVan(t, b, casus.TermijnAcceptatie), ladderVan(t, b, casus.TermijnNazorg)
	const stappen = 8 // about 25 steps of at most 300 ms
	laatste := b.Nazorg[len(b.Nazorg)-1].N
	if totaal := som(afschaal) + som(acceptatie) + laatste + stappen; totaal >= 60 {
		t.Errorf("een casus duurt %d s", totaal)
	}
	if som(bereikt) >= afschaal[0].Na.N {
		t.Error("de afschaalvraag komt door niemand bereikt heen")
	}
	if som(acceptatie)+2 > bereikt[0].Na.N {
		t.Error("niemand bereikt komt door het wachten op de ontvanger heen")
	}
	for i := 1; i < len(b.Nazorg); i++ {
		if tussen := b.Nazorg[i].N - b.Nazorg[i-1].N; som(antwoord) >= tussen {
			t.Errorf("het antwoord op nazorgcontact %d klimt nog als het volgende er is", i)
		}
	}
	if 2*b.NazorgVenster.N > b.Nazorg[0].N || b.NazorgVenster.N+antwoord[0].Na.N < 6 {
		t.Error("het venster is te kort om te antwoorden, of wordt afgekapt")
	}
	if b.PlanHerziening.N <= som(afschaal)+som(acceptatie)+stappen || b.Informeren.N < 60 {
		t.Error("plan of informeren herinnert in een casus die gewoon verloopt")
	}
}

func aan(ladder []casus.Trede) []casus.Bestemming {
	var uit []casus.Bestemming
	for _, t := range ladder {
		uit = append(uit, t.Aan)
	}
	return uit
}

func som(ladder []casus.Trede) int {
	n := 0
	for _, t := range ladder {
		n += t.Na.N
	}
	return n
}

func ladderVan(t *testing.T, b casus.Beleid, s casus.TermijnSoort) []casus.Trede {
	t.Helper()
	i := slices.IndexFunc(b.Termijnen, func(r casus.Termijnregel) bool { return r.Soort == s })
	if i < 0 {
		t.Fatalf("%s ontbreekt", s)
	}
	return b.Termijnen[i].Ladder
}
