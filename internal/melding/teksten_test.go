package melding

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"schakel/internal/casus"
)

// Every kind of melding and every term has a text of its own, and no text is left over.
func TestElkeMeldingHeeftEenTekst(t *testing.T) {
	t.Parallel()
	soorten := map[string]bool{StapGeweigerd: true}
	for _, s := range casus.TermijnSoorten() {
		soorten[string(s)] = true
	}
	for _, s := range meldsoorten(t) {
		soorten[s] = true
	}
	for s := range soorten {
		if _, ok := catalogus[s]; !ok {
			t.Errorf("geen tekst voor %s", s)
		}
	}
	vorm := regexp.MustCompile(`^[A-Z].*[.?]$`)
	for soort, tekst := range catalogus {
		if !soorten[soort] || !vorm.MatchString(tekst) || tekst == Tekst("onbekend") {
			t.Errorf("%s: %q", soort, tekst)
		}
	}
}

// meldsoorten are the kinds that a step makes, as the rules name them: casus.Meld….
func meldsoorten(t *testing.T) []string {
	t.Helper()
	var uit []string
	alle := token.NewFileSet()
	err := filepath.WalkDir("../casus", func(pad string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(pad, ".go") || strings.HasSuffix(pad, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(alle, pad, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if ok && len(v.Values) == 1 && strings.HasPrefix(v.Names[0].Name, "Meld") {
				if w, ok := v.Values[0].(*ast.BasicLit); ok {
					uit = append(uit, strings.Trim(w.Value, `"`))
				}
			}
			return true
		})
		return nil
	})
	if err != nil || len(uit) < 18 {
		t.Fatalf("%d soorten gevonden: %v", len(uit), err)
	}
	return uit
}

func TestRegel(t *testing.T) {
	t.Parallel()
	for _, g := range []struct{ kreeg, wil string }{
		{Regel("2026-00042", "bereikt-contact", 1, casus.AanCasehouder), "2026-00042: De cliënt is te lang niet echt bereikt."},
		{Regel("2026-00042", "bereikt-contact", 3, casus.AanSneloverleg), "2026-00042: De cliënt is te lang niet echt bereikt. Dit is herinnering 3. Dit staat op de agenda van het sneloverleg."},
		{Regel("", "bereikt-contact", 4, casus.AanStuurgroep), "De cliënt is te lang niet echt bereikt. Dit is herinnering 4. Dit staat op de lijst van de stuurgroep."},
		{Regel("2026-00042", "wat-nieuws", 0, casus.AanCtb), "2026-00042: Bekijk deze casus."},
	} {
		if g.kreeg != g.wil {
			t.Errorf("%q, verwacht %q", g.kreeg, g.wil)
		}
	}
}

// Everybody a policy can name is somebody, and so is a person a step named.
func TestWie(t *testing.T) {
	t.Parallel()
	for _, b := range append(casus.Bestemmingen(), casus.AanPersoon) {
		if Wie(b) == "" {
			t.Errorf("%s is niemand", b)
		}
	}
	if Wie("iedereen") != "" {
		t.Error("iemand die er niet is")
	}
	for _, g := range []struct{ kreeg, wil string }{
		{OnderwerpSpoed("2026-00042"), "Schakel, spoed: 2026-00042"},
		{OnderwerpSpoed(""), "Schakel, spoed"},
		{OnderwerpOverzicht(2, 1), "Schakel: 2 nieuw, 1 nog open"},
		{OnderwerpOverzicht(0, 3), "Schakel: 3 nog open"},
	} {
		if g.kreeg != g.wil {
			t.Errorf("%q, verwacht %q", g.kreeg, g.wil)
		}
	}
}
