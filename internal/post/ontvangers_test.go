package post

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

func proefboek() boek {
	return boek{
		mensen: []register.Geadresseerde{
			{ID: "a", Organisatie: "bmz", Rol: toegang.RolBMZWerker},
			{ID: "b", Organisatie: "bmz", Rol: toegang.RolBMZWerker},
			{ID: "co", Organisatie: "bmz", Rol: toegang.RolCoordinator},
			{ID: "ctb", Organisatie: "bmz", Rol: toegang.RolCTB},
			{ID: "ctb2", Organisatie: "bmz", Rol: toegang.RolCTB},
			{ID: "lei", Organisatie: "bmz", Rol: toegang.RolLeidinggevende},
			{ID: "ggz1", Organisatie: "ggz", Rol: toegang.RolKetenpartner},
			{ID: "ggz2", Organisatie: "ggz", Rol: toegang.RolKetenpartner},
			{ID: "ggzv", Organisatie: "ggz", Rol: toegang.RolVerwijzer},
			{ID: "wo1", Organisatie: "wo", Rol: toegang.RolVerwijzer},
			{ID: "wo2", Organisatie: "wo", Rol: toegang.RolVerwijzer},
			{ID: "fg", Organisatie: "bmz", Rol: toegang.RolPrivacyOfficer},
		},
		vervangers: map[string][]string{"b": {"a"}},
	}
}

func TestOntvangers(t *testing.T) {
	t.Parallel()
	for _, g := range []struct {
		aan                  casus.Bestemming
		persoon, organisatie string
		wil                  []string
	}{
		{casus.AanCasehouder, "a", "bmz", []string{"a"}},
		{casus.AanCasehouder, "b", "bmz", []string{"a"}}, // replaced
		{casus.AanPersoon, "b", "bmz", []string{"b"}},    // what was asked of a person alone stays with the person
		{casus.AanPersoon, "weg", "bmz", nil},
		{casus.AanVerwijzer, "wo1", "wo", []string{"wo1"}},
		{casus.AanVerwijzer, "", "wo", []string{"wo1", "wo2"}},
		{casus.AanVerwijzer, "weg", "wo", []string{"wo1", "wo2"}},
		{casus.AanOntvanger, "", "ggz", []string{"ggz1", "ggz2"}},
		{casus.AanCtb, "", "", []string{"ctb", "ctb2"}},
		{casus.AanCoordinator, "", "", []string{"co"}},
		{casus.AanSneloverleg, "", "", []string{"co", "ctb", "ctb2"}},
		{casus.AanStuurgroep, "", "", []string{"lei"}},
		{"iedereen", "", "", nil},
	} {
		if kreeg := proefboek().ontvangers(register.Gericht{Aan: g.aan, Persoon: g.persoon, Organisatie: g.organisatie}); !slices.Equal(kreeg, g.wil) {
			t.Errorf("%s %s %s: %v, verwacht %v", g.aan, g.persoon, g.organisatie, kreeg, g.wil)
		}
	}
}

// New once; reminders again until they are done, the last of a term for all; news and lists once.
func TestVerdeel(t *testing.T) {
	t.Parallel()
	al := []string{"a"}
	ms := []register.Gericht{
		{ID: "1", Ding: "x", Soort: "bereikt-contact", Trede: 1, Aan: casus.AanCoordinator, VerteldAan: al, VerteldSinds: al},
		{ID: "2", Ding: "x", Soort: "bereikt-contact", Trede: 2, Aan: casus.AanCoordinator, VerteldAan: al, VerteldSinds: al},
		{ID: "3", Ding: "y", Soort: "bereikt-contact", Trede: 1, Aan: casus.AanCoordinator, VerteldAan: al, VerteldSinds: al},
		{ID: "4", Ding: "y", Soort: "bereikt-contact", Trede: 3, Aan: casus.AanSneloverleg, VerteldAan: al, VerteldSinds: al},
		{ID: "5", Ding: "y", Soort: "quickscan", Trede: 1, Aan: casus.AanCtb, VerteldAan: []string{"b"}, VerteldSinds: []string{"b"}},
		{ID: "6", Ding: "y", Soort: "terugval", Trede: 0, Aan: casus.AanCoordinator, VerteldAan: al, VerteldSinds: al},
		{ID: "7", Ding: "z", Soort: "quickscan", Trede: 1, Aan: casus.AanCtb, VerteldAan: al, VerteldSinds: al},
		{ID: "8", Ding: "z", Soort: "quickscan", Trede: 2, Aan: casus.AanCtb},
		{ID: "a", Ding: "v", Soort: "terugval", Trede: 0, Aan: casus.AanCoordinator, VerteldAan: al}, // put off since
		{ID: "b", Ding: "u", Soort: "quickscan", Trede: 1, Aan: casus.AanCtb, VerteldAan: al, VerteldSinds: al},
		{ID: "c", Ding: "u", Soort: "quickscan", Trede: 2, Aan: casus.AanCtb, Stil: true}, // confirmed: for both
		{ID: "9", Ding: "w", Soort: "quickscan", Trede: 1, Aan: casus.AanCtb, SpoedAan: al},
		// The reader sees no case of these: one complaint that was confirmed says nothing of another.
		{ID: "d", Ding: "k1", Soort: casus.MeldKlachtOordeel, Trede: 1, Aan: casus.AanPersoon, VerteldAan: al, VerteldSinds: al},
		{ID: "e", Ding: "k2", Soort: casus.MeldKlachtOordeel, Trede: 1, Aan: casus.AanPersoon, VerteldAan: al, VerteldSinds: al},
		// a replaces b: news of before is old, a question that stands is not, nor what came back or was never told.
		{ID: "g", Ding: "r", Soort: casus.MeldToegewezen, Trede: 0, Aan: casus.AanCasehouder, Persoon: "b", VerteldAan: []string{"b"}, VerteldSinds: []string{"b"}},
		{ID: "h", Ding: "r", Soort: "bereikt-contact", Trede: 1, Aan: casus.AanCasehouder, Persoon: "b", VerteldAan: []string{"b"}, VerteldSinds: []string{"b"}},
		{ID: "i", Ding: "r", Soort: casus.MeldToegewezen, Trede: 0, Aan: casus.AanCasehouder, Persoon: "b", VerteldAan: []string{"b"}},
		{ID: "j", Ding: "r", Soort: casus.MeldToegewezen, Trede: 0, Aan: casus.AanCasehouder, Persoon: "b"},
		{ID: "f", Ding: "k2", Soort: casus.MeldKlachtOordeel, Trede: 2, Aan: casus.AanPersoon, Stil: true},
	}
	o := verdeel(ms, "a")
	ids := func(gs []register.Gericht) (s string) {
		for _, g := range gs {
			s += g.ID
		}
		return s
	}
	if ids(o.nieuw) != "58hij" || ids(o.open) != "2ad" || strings.Join(o.ids(), "") != "58hij2ad" {
		t.Errorf("nieuw %s, open %s", ids(o.nieuw), ids(o.open))
	}
	if !verdeel(nil, "a").leeg() || verdeel(ms, "a").leeg() {
		t.Error("leeg")
	}
}

// Who may not see the cases reads each question once, without a number or a count;
// who has too much to read is sent to Schakel.
func TestBriefOverzicht(t *testing.T) {
	t.Parallel()
	d := &Dienst{Config: Config{Basis: "https://s.test"}}
	dag := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	lijst := []register.Gericht{
		{CasusID: "geheim", Soort: "bereikt-contact", Trede: 4, Aan: casus.AanStuurgroep},
		{CasusID: "geheim2", Soort: "bereikt-contact", Trede: 4, Aan: casus.AanStuurgroep},
	}
	b := d.briefOverzicht(overzicht{nieuw: lijst}, "lei", dag)
	if b.onderwerp != "Schakel: 1 nieuw" || strings.Contains(b.tekst, "geheim") || strings.Count(b.tekst, "te lang niet echt bereikt") != 1 ||
		!strings.Contains(b.tekst, "https://s.test/knelpunten") || !strings.Contains(b.tekst, "op maandag 5 januari 2026") {
		t.Errorf("%s\n%s", b.onderwerp, b.tekst)
	}
	var veel []register.Gericht
	for i := range maxRegels + 7 {
		veel = append(veel, register.Gericht{Nummer: fmt.Sprintf("2026-%05d", i), CasusID: fmt.Sprint(i), Soort: "quickscan", Trede: 1, Aan: casus.AanCtb})
	}
	b = d.briefOverzicht(overzicht{open: veel}, "ctb", dag)
	if b.onderwerp != "Schakel: 47 nog open" || strings.Count(b.tekst, "/casussen/") != maxRegels || !strings.Contains(b.tekst, "En nog 7 andere") {
		t.Errorf("%s\n%s", b.onderwerp, b.tekst)
	}
}

// The wait grows, and ends somewhere.
func TestWachten(t *testing.T) {
	t.Parallel()
	for n, wil := range map[int]time.Duration{1: 15 * time.Second, 2: 30 * time.Second, 3: time.Minute, 9: 15 * time.Minute, 1000: 15 * time.Minute} {
		if w := wachten(n); w < wil*4/5 || w > wil*6/5 {
			t.Errorf("na %d keer %s", n, w)
		}
	}
}
