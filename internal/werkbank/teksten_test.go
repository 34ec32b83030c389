package werkbank

import (
	"go/ast"
	goparser "go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/toegang"
)

// merk is what may stand on a page in any language: a name, a key of the keyboard.
//
//nolint:gochecknoglobals // a table
var merk = []string{"Schakel", "· Schakel"}

var (
	woord    = regexp.MustCompile(`\pL{2,}`)
	tags     = regexp.MustCompile(`<[^>]*>`)
	kop      = regexp.MustCompile(`^\s*(data-[a-z]+$|templ|if|for|switch|case|default|\}|@|import|package|//|else)`)
	code     = regexp.MustCompile(`\{[^{}]*\}`)
	leesbaar = regexp.MustCompile(`(?:aria-label|title|alt|placeholder|value)="([^"]*\pL{2,}[^"]*)"`)
)

// What is read on a page comes from the catalogue: no words between the tags of a page, none in what is read aloud.
func TestGeenTekstInBladen(t *testing.T) {
	t.Parallel()
	bestanden, err := filepath.Glob("*.templ")
	require.NoError(t, err)
	for _, f := range bestanden {
		b, err := os.ReadFile(f)
		require.NoError(t, err)
		assert.Empty(t, tekstInBlad(string(b)), "%s: belongs in teksten.nl*.yaml", f)
	}
	assert.NotEmpty(t, tekstInBlad("templ x() {\n\t<p>Er staat niets</p>\n}"), "this test can fail")
	assert.NotEmpty(t, tekstInBlad("templ x() {\n\t<p aria-label=\"Wat dan ook\">{ p.Z(\"a\") }</p>\n}"), "this test can fail")
}

func tekstInBlad(b string) (uit []string) {
	for nr, regel := range strings.Split(b, "\n") {
		for _, m := range leesbaar.FindAllStringSubmatch(regel, -1) {
			if m[1] != "true" && m[1] != "false" { // what a button sends
				uit = append(uit, strconv.Itoa(nr+1)+": "+m[1])
			}
		}
		kaal := regel
		for kaal != code.ReplaceAllString(kaal, "") {
			kaal = code.ReplaceAllString(kaal, "")
		}
		if kop.MatchString(kaal) {
			continue
		}
		kaal = strings.TrimSpace(tags.ReplaceAllString(kaal, " "))
		if strings.ContainsAny(kaal, "<>{}=") || slices.Contains(merk, kaal) { // the middle of a tag that goes over lines
			continue
		}
		if woord.MatchString(kaal) {
			uit = append(uit, strconv.Itoa(nr+1)+": "+kaal)
		}
	}
	return uit
}

// Nor do words stand in the code behind the pages: no sentence, and no word that is put between others. What goes to a log or an operator may.
func TestGeenTekstInCode(t *testing.T) {
	t.Parallel()
	bestanden, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, f := range bestanden {
		if strings.HasSuffix(f, "_test.go") || strings.HasSuffix(f, "_templ.go") {
			continue
		}
		b, err := os.ReadFile(f)
		require.NoError(t, err)
		assert.Empty(t, tekstInCode(t, string(b)), "%s: belongs in teksten.nl*.yaml", f)
	}
	for _, slecht := range []string{`x = "Er staat niets"`, `x = n + " van " + m`, `x = "met " + wie`, `x = "(mag leeg)"`, `x = "Nee."`} {
		assert.NotEmpty(t, tekstInCode(t, "package x\nfunc f() { "+slecht+" }"), "this test can fail: %s", slecht)
	}
}

var (
	zin    = regexp.MustCompile(`^[A-ZÀ-Ý]\pL+ \pL+|\pL+ \pL+ \pL+|^[A-ZÀ-Ý]\pL+[.!?:]$|\(\pL+ \pL+\)`)
	tussen = regexp.MustCompile(`^ \pL{2,} ?$|^ ?\pL{2,} $|^ ?\pL{2,}: $|^ \pL{2,}\)$`)
)

// nietAan are calls whose words no person reads on a page.
//
//nolint:gochecknoglobals // a table
var nietAan = []string{"Errorf", "Sprintf", "New", "WarnContext", "ErrorContext", "InfoContext"}

func tekstInCode(t *testing.T, code string) (uit []string) {
	t.Helper()
	boom, err := goparser.ParseFile(token.NewFileSet(), "", code, 0)
	require.NoError(t, err)
	ast.Inspect(boom, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			if s, ok := c.Fun.(*ast.SelectorExpr); ok && slices.Contains(nietAan, s.Sel.Name) {
				return false
			}
		}
		l, ok := n.(*ast.BasicLit)
		if !ok || l.Kind != token.STRING {
			return true
		}
		s, err := strconv.Unquote(l.Value)
		if err == nil && (zin.MatchString(s) || tussen.MatchString(s)) && !strings.Contains(s, "-src ") && !slices.Contains(draad, s) {
			uit = append(uit, s)
		}
		return true
	})
	return uit
}

// draad is what a browser reads and no person.
//
//nolint:gochecknoglobals // a table
var draad = []string{"event: ", "id: ", "data: ", "GET ", "POST ", "Bearer "}

// Nor in the scripts: what they say comes with the page.
func TestGeenTekstInScripts(t *testing.T) {
	t.Parallel()
	bestanden, err := filepath.Glob("statisch/*/*.js")
	require.NoError(t, err)
	los, err := filepath.Glob("statisch/*.js")
	require.NoError(t, err)
	for _, f := range append(bestanden, los...) {
		if strings.HasPrefix(f, "statisch/npm/") {
			continue
		}
		b, err := os.ReadFile(f)
		require.NoError(t, err)
		assert.Empty(t, tekstInScript(string(b)), "%s: belongs in teksten.nl*.yaml", f)
	}
	assert.NotEmpty(t, tekstInScript("toon(\"Er staat niets.\");"), "this test can fail")
}

func tekstInScript(b string) (uit []string) {
	aanhaling := regexp.MustCompile(`"([^"\n]*)"|'([^'\n]*)'|\x60([^\x60\n]*)\x60`)
	for nr, regel := range strings.Split(b, "\n") {
		if strings.HasPrefix(strings.TrimSpace(regel), "//") || strings.Contains(regel, "throw new Error") {
			continue
		}
		if n := strings.Index(regel, " // "); n >= 0 {
			regel = regel[:n]
		}
		for _, m := range aanhaling.FindAllStringSubmatch(regel, -1) {
			if s := m[1] + m[2] + m[3]; zin.MatchString(s) && s != "use strict" && !strings.Contains(s, "utrecht-") && !strings.Contains(regel, "querySelector") {
				uit = append(uit, strconv.Itoa(nr+1)+": "+s)
			}
		}
	}
	return uit
}

// A catalogue in two files is one; a text that stands there twice is told.
func TestCatalogusUitMeerBestanden(t *testing.T) {
	t.Parallel()
	c, err := leesTeksten(fstest.MapFS{"a.yaml": {Data: []byte("zin: {a: \"A {n}\"}")}, "b.yaml": {Data: []byte("zin: {b.een: één, b.meer: \"{n} stuks\"}")}})
	require.NoError(t, err)
	assert.Equal(t, "A 3", c.zin("a", "n", "3"))
	assert.Equal(t, "één", c.aantal("b", 1))
	assert.Equal(t, "0 stuks", c.aantal("b", 0))
	_, err = leesTeksten(fstest.MapFS{"a.yaml": {Data: []byte("zin: {a: A}")}, "b.yaml": {Data: []byte("zin: {a: B}")}})
	assert.ErrorContains(t, err, "twice")
}

// Every sentence a page asks for is in the catalogue, and nothing is there that no page asks for.
func TestZinnenKloppen(t *testing.T) {
	t.Parallel()
	c := catalogus(t)
	gebruikt := map[string]bool{}
	vraagt := regexp.MustCompile(`(?:p\.Z|zin|aantal|tekst\.zin|T\.zin|T\.aantal|zeg|bij)\("([a-z-]+[a-zA-Z0-9.]*)"`)
	los := regexp.MustCompile(`"([a-z-]+\.[a-zA-Z0-9.]+)"`)
	bestanden, _ := filepath.Glob("*.*")
	for _, f := range bestanden {
		if strings.HasSuffix(f, "_test.go") || strings.HasSuffix(f, "_templ.go") || strings.HasSuffix(f, ".yaml") {
			continue
		}
		b, err := os.ReadFile(f)
		require.NoError(t, err)
		for _, m := range vraagt.FindAllStringSubmatch(string(b), -1) {
			gebruikt[m[1]] = true
			_, zelf := c.delen["zin"][m[1]]
			_, een := c.delen["zin"][m[1]+".een"]
			if strings.Contains(m[1], ".") && !strings.HasSuffix(m[1], ".") && !zelf && !een && !deelsVan(c, m[1]) {
				t.Errorf("%s: %s is not in the catalogue", f, m[1])
			}
		}
		for _, m := range los.FindAllStringSubmatch(string(b), -1) {
			gebruikt[m[1]] = true
		}
	}
	for sleutel := range c.delen["zin"] {
		kaal := strings.TrimSuffix(strings.TrimSuffix(sleutel, ".een"), ".meer")
		if !gebruikt[kaal] && !deelsGebruikt(gebruikt, kaal) && !strings.HasPrefix(kaal, "duur.") && !strings.HasPrefix(kaal, "menu.") {
			t.Errorf("no page asks for zin.%s", sleutel)
		}
	}
}

// deelsVan: keys that are put together, like "inbox."+soort+"Leeg" or "overdracht.stap"+n.
func deelsVan(c teksten, begin string) bool {
	for sleutel := range c.delen["zin"] {
		if strings.HasPrefix(sleutel, begin) {
			return true
		}
	}
	return false
}

func deelsGebruikt(gebruikt map[string]bool, sleutel string) bool {
	for g := range gebruikt {
		if (strings.HasSuffix(g, ".") || strings.HasSuffix(g, "stap") || strings.HasSuffix(g, "deel") || strings.HasSuffix(g, "Bij")) && strings.HasPrefix(sleutel, strings.TrimSuffix(g, "Bij")) {
			return true
		}
	}
	return false
}

// Whom a waiting case is suggested to: the lightest load, counting what was suggested above, never who is away.
func TestStelVoor(t *testing.T) {
	t.Parallel()
	ws := make([]wachtende, 3)
	stelVoor(ws, []werklast{{Wie: "weg", Afwezig: true}, {Wie: "a", Gewicht: 5}, {Wie: "b", Gewicht: 6}})
	assert.Equal(t, []string{"a", "b", "a"}, []string{ws[0].Voorstel, ws[1].Voorstel, ws[2].Voorstel})
	ws = make([]wachtende, 1)
	stelVoor(ws, []werklast{{Wie: "weg", Afwezig: true}})
	assert.Empty(t, ws[0].Voorstel)
}

// A caseload has the own cases first and the closed last, and of the open what is late first.
func TestVerdeel(t *testing.T) {
	t.Parallel()
	nu := time.Date(2026, 11, 24, 12, 0, 0, 0, zone)
	c := catalogus(t)
	p := pagina{T: c, Klok: klok{nu: nu, t: c}, Wie: toegang.Identiteit{Gebruiker: "ik", Rol: toegang.RolBMZWerker}, boek: &namen{naam: map[string]string{"jij": "Jij"}}}
	ik, jij, gisteren, straks := "ik", "jij", nu.AddDate(0, 0, -1), nu.AddDate(0, 0, 9)
	blad := verdeel(p, []casus{
		{Nummer: "dicht", Fase: "afgesloten", Casehouder: &ik},
		{Nummer: "spoed", Fase: "outreach", Urgentie: "spoed", Casehouder: &ik, Termijnen: []termijn{{VervaltOp: &straks, Status: "loopt"}}},
		{Nummer: "laat", Fase: "outreach", Urgentie: "normaal", Casehouder: &ik, Termijnen: []termijn{{VervaltOp: &gisteren, Status: "loopt"}}},
		{Nummer: "stil", Fase: "outreach", Urgentie: "normaal", Casehouder: &ik, Termijnen: []termijn{{VervaltOp: &gisteren, Status: "opgeschort"}}},
		{Nummer: "ander", Fase: "outreach", Casehouder: &jij},
	})
	require.Len(t, blad.Groepen, 3)
	assert.Equal(t, []string{"laat", "spoed", "stil"}, []string{blad.Groepen[0].Casussen[0].Nummer, blad.Groepen[0].Casussen[1].Nummer, blad.Groepen[0].Casussen[2].Nummer})
	assert.Equal(t, "U vervangt Jij", blad.Groepen[1].Naam)
	assert.True(t, blad.Groepen[2].Dicht)
	assert.Equal(t, 4, blad.Open)
	assert.Equal(t, 1, blad.TeLaat)
}
