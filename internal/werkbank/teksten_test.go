package werkbank

import (
	"bytes"
	"go/ast"
	goparser "go/parser"
	"go/token"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"schakel/internal/toegang"
)

// buitenCatalogus are the files whose texts have yet to move; none may come, and those that moved must go from here.
//
//nolint:gochecknoglobals // a table
var buitenCatalogus = []string{
	"casus.templ", "dossier.go", "onderweg.templ", "onderweg.go", "live.go", "schil.go",
	"corrigeer.templ", "dossier.templ", "fout.templ", "papier.templ", "corrigeer.go", "tijdlijn.go", "uitgeschreven.go",
}

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
		fouten := tekstInBlad(string(b))
		if slices.Contains(buitenCatalogus, f) {
			continue
		}
		assert.Empty(t, fouten, "%s: belongs in teksten.nl*.yaml", f)
	}
	assert.NotEmpty(t, tekstInBlad("templ x() {\n\t<p>Er staat niets</p>\n}"), "this test can fail")
	assert.NotEmpty(t, tekstInBlad("templ x() {\n\t<p aria-label=\"Wat dan ook\">{ p.Z(\"a\") }</p>\n}"), "this test can fail")
}

func tekstInBlad(b string) (uit []string) {
	for nr, regel := range strings.Split(b, "\n") {
		for _, m := range leesbaar.FindAllStringSubmatch(regel, -1) {
			uit = append(uit, strconv.Itoa(nr+1)+": "+m[1])
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

// Nor do sentences stand in the code behind the pages; what goes to a log or an operator may.
func TestGeenTekstInCode(t *testing.T) {
	t.Parallel()
	zin := regexp.MustCompile(`^[A-ZÀ-Ý]\pL+ \pL+|\pL+ \pL+ \pL+`)
	bestanden, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, f := range bestanden {
		if strings.HasSuffix(f, "_test.go") || strings.HasSuffix(f, "_templ.go") || slices.Contains(buitenCatalogus, f) {
			continue
		}
		boom, err := goparser.ParseFile(token.NewFileSet(), f, nil, 0)
		require.NoError(t, err)
		ast.Inspect(boom, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok {
				if s, ok := c.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"Errorf", "Sprintf", "New", "WarnContext", "ErrorContext", "InfoContext"}, s.Sel.Name) {
					return false
				}
			}
			l, ok := n.(*ast.BasicLit)
			if !ok || l.Kind != token.STRING {
				return true
			}
			s, err := strconv.Unquote(l.Value)
			if err == nil && zin.MatchString(s) && !strings.Contains(s, "-src ") {
				t.Errorf("%s: %q belongs in teksten.nl*.yaml", f, s)
			}
			return true
		})
	}
}

// anderetaal is the catalogue with every text between brackets: another language, as far as a test can tell.
func anderetaal(t *testing.T) teksten {
	t.Helper()
	c := catalogus(t)
	for deel, ws := range c.delen {
		if deel == "uitleg" || deel == "vraag" {
			continue
		}
		for sleutel, w := range ws {
			if deel+"."+sleutel != "zin.taal" {
				ws[sleutel] = "⟦" + w + "⟧"
			}
		}
	}
	for lijst, ws := range c.volgt {
		if strings.HasPrefix(lijst, "dagen") || strings.HasPrefix(lijst, "maanden") {
			for i := range ws {
				ws[i] = "⟦" + ws[i] + "⟧"
			}
		}
	}
	return c
}

// A second catalogue is enough for a second language: on every list nothing is read that is not from it, but names and what the API says.
func TestTweedeTaal(t *testing.T) {
	t.Parallel()
	nu := time.Date(2026, 11, 24, 12, 0, 0, 0, zone)
	c := anderetaal(t)
	gegeven := "GEGEVEN"
	p := pagina{
		Titel: c.zin("bord.titel"), Pad: "/", Wie: toegang.Identiteit{Gebruiker: gegeven, Rol: toegang.RolCoordinator, Organisatie: gegeven}, T: c, Klok: klok{nu: nu, t: c},
		boek: &namen{naam: map[string]string{}}, Gedaan: c.zin("blad.vastgelegd", "stap", gegeven),
	}
	b := &werkbank{tekst: c, Config: Config{Tabel: toegang.NieuweTabel(), Log: slog.New(slog.DiscardHandler)}}
	p.Nav = b.menu(toegang.RolCoordinator)
	moment, ja := nu.AddDate(0, 0, -4), gegeven
	cs := casus{
		ID: "x", Client: gegeven, Nummer: gegeven, Fase: "outreach", Urgentie: "hoog", Gemeente: gegeven, Casehouder: &ja, Veiligheid: []string{"hond"},
		Termijnen: []termijn{{Soort: "bereikt-contact", VervaltOp: &moment, Status: "loopt", Aan: "casehouder", Verstuurd: 1}}, MogelijkeStappen: []string{"contacten", "antwoord", "toewijzing"},
		AangemaaktOp: moment, GewijzigdOp: nu.AddDate(0, 0, 3),
	}
	w := werk{CasusID: &ja, Nummer: &ja, Client: gegeven, Soort: "afsluitvoorstel", Dringendheid: "nu", VervaltOp: &moment, Verlopen: true, Trede: 2, Sinds: &moment, Namens: &ja, MogelijkeStappen: []string{"afsluiting"}}
	o := overdracht{ID: "x", Nummer: gegeven, Status: "aangeboden", Wet: "wmo", AangebodenOp: moment, Werk: &w}
	wg0 := werk{Soort: "noodtoegang", Tekst: gegeven, Dringendheid: "nu"}
	gegrond := "gegrond"
	nood := noodtoegang{Nummer: &ja, Wie: gegeven, Rol: "psychiater", Organisatie: gegeven, Reden: "crisis", Toelichting: &ja, Status: "voorbij", IngetrokkenOp: &moment, IngetrokkenDoor: &ja}
	gedeeld := deling{Rol: "verwijzer", Doel: "vraag", Ontvanger: gegeven, Velden: []string{"naam", "adres"}, Grondslag: &ja, Waarom: &ja, WegingDoor: &ja, Weging: &ja, Door: gegeven, Op: moment}
	gedeeld.Toestemming.Antwoord, gedeeld.Toestemming.Op, gedeeld.Geinformeerd.Reden, gedeeld.Geinformeerd.HerbeoordelenOp = "nee", &moment, &ja, &moment
	gr := "vitaal-belang"
	gedeeld.Grondslag = &gr
	kl := klachtheel{klachtkort: klachtkort{Kenmerk: gegeven, Status: "open", Behandelaar: gegeven, Betrokkenen: []string{gegeven}, Nummer: &ja, CasusID: &ja}, Klacht: gegeven, MogelijkeStappen: []string{"notities", "oordeel"}}
	kl.Klager.Naam, kl.Klager.Relatie, kl.Klager.Contact = gegeven, "naaste", gegeven
	kl.Stappen = []klachtgedaan{
		{Soort: "oordeel", Wat: &gegrond, Tekst: &ja, Maatregelen: &ja, Door: gegeven}, {Soort: "behandelaar", Wat: &ja, Door: gegeven}, {Soort: "betrokkenen", Wat: &ja, Door: gegeven}, {Soort: "betrokkenen", Door: gegeven}, {Soort: "notitie", Door: gegeven},
	}
	wg := groepeer(c, []werk{w, wg0, {Soort: "klacht-oordeel", Tekst: gegeven, Dringendheid: "nu", KlachtID: &ja}, {Soort: "x", Tekst: gegeven, Dringendheid: "later"}})
	bladen := map[string]templ.Component{
		"vandaag":         vandaag(p, vandaagBlad{Groepen: wg, Nu: 1, MagAanmelden: true, Eigen: []casus{cs}, Afgekapt: true}),
		"leeg":            vandaag(p, vandaagBlad{Leeg: "vandaag.leidingBij", Naar: "/knelpunten", NaarNaam: c.zin("vandaag.leidingNaar")}),
		"caseload":        caseload(p, verdeel(p, []casus{cs, {Fase: "afgesloten", Nummer: gegeven, Opgeschort: true}})),
		"inbox":           inbox(p, []inboxvak{{Soort: "nieuw", Casussen: []casus{cs}}, {Soort: "vraag"}, {Soort: "quickscan"}}),
		"lijst":           lijst(p, []casus{cs}, lijstfilter{Fase: "outreach", Volgende: "/x"}),
		"bord":            bord(p, bordBlad{Kolommen: []kolom{{Fase: "outreach", Aantal: 3, TeLaat: 1, Casussen: []casus{cs}}, {Fase: "nazorg"}}, Open: 3, TeLaat: 1}),
		"wachtlijst":      wachtlijst(p, wachtBlad{Wachtend: []wachtende{{Casus: cs, Sinds: moment, Problematiek: []string{"lvb"}, Voorstel: gegeven}}, Werkers: []werklast{{Wie: gegeven, Afwezig: true}}}),
		"meldingen":       meldingen(p, []meldinggroep{{Soort: "nieuw", Meldingen: []melding{{Tekst: gegeven, Op: moment, Namens: gegeven}}}}),
		"overdracht":      overdrachtPagina(p, o, casus{}),
		"overdrachten":    overdrachten(p, []overdrachtgroep{{Soort: "wacht", Overdrachten: []overdracht{o}}}),
		"zoek":            zoek(p, zoekBlad{Gezocht: true}),
		"aanmelden":       aanmelden(p, []concept{{ID: "x", BewaardOp: moment, VerlooptOp: nu, Velden: url.Values{"client.naam": {gegeven}}}}, "x", beloften{}),
		"verwijzing":      verwijzing(p, casus{Nummer: gegeven, Fase: "aanmelding"}, []vraagEnAntwoord{{Vraag: gegeven, Op: moment, Antwoord: &ja, BeantwoordOp: &moment, Beantwoorder: &ja}, {Vraag: gegeven}}),
		"vervanging":      vervangingen(p, []vervanging{{Vervangen: gegeven, Vervanger: gegeven, Van: moment, Tot: nu, Status: "loopt"}}, true),
		"knelpunten":      knelpunten(p, []knelpunt{{Tekst: gegeven, Fase: "outreach", Organisatie: gegeven, Dagen: 3}}),
		"toegangslog":     toegangslog(p, []logregel{{Op: moment, Wie: gegeven, Rol: "ctb", Organisatie: gegeven, Handeling: "lezen", Wat: gegeven, Doel: gegeven, Via: gegeven, Casussen: 3}}, logfilter{Volgende: "/x"}),
		"uitgelogd":       uitgelogd(p, c.zin("uit.uitleg")),
		"noodtoegang":     noodPagina(p, noodblad{Mag: true, Duur: c.aantal("duur.h", 4), Keer: "3", Volgende: "/x", Rijen: []noodtoegang{nood}}),
		"nood fg":         noodPagina(p, noodblad{Toezicht: true, Rijen: []noodtoegang{nood, {Status: "loopt", Reden: "crisis", Wie: gegeven, Organisatie: gegeven}}}),
		"nood leeg":       noodPagina(p, noodblad{}),
		"noodbalk":        noodbalk(p, &noodNu{Tot: nu}),
		"nooduitweg":      noodUitweg(p, "/x"),
		"vers":            versPagina(p),
		"delingen":        delingblok(p, dossier{Delingen: delingen{MagDelen: true, Gelden: []deling{gedeeld, {Rol: "ketenpartner", Ontvanger: gegeven, Velden: []string{"naam"}, Door: gegeven}}, Vervangen: []deling{gedeeld}}}),
		"niets gedeeld":   delingblok(p, dossier{}),
		"verklaringen":    verklaringblok(p, casus{}, verklaringen{Mag: true, Alle: []verklaring{{Soort: "bezwaar", Tekst: gegeven, Op: moment, DoorPersoon: gegeven}}}),
		"geen verklaring": verklaringblok(p, casus{}, verklaringen{Mag: true}),
		"klachten":        klachtenPagina(p, klachtlijst{Mag: true, Volgende: "/x", Rijen: []klachtkort{kl.klachtkort, {Status: "afgehandeld", Uitkomst: &gegrond, Behandelaar: gegeven}}}),
		"geen klacht":     klachtenPagina(p, klachtlijst{Alle: true}),
		"klacht":          klachtPagina(p, kl),
		"klacht dienst":   klachtPagina(p, klachtheel{klachtkort: klachtkort{Status: "ingetrokken", Behandelaar: gegeven, Kenmerk: gegeven}}),
		"wacht":           wachtPagina(p, wachtDeel(p, wachtmelding{Klaar: true, Mis: true, Tekst: c.zin("fout.heel"), Casus: "/x"})),
	}
	for naam, blad := range bladen {
		var uit bytes.Buffer
		require.NoError(t, blad.Render(t.Context(), &uit), naam)
		for _, s := range leesbareTekst(t, &uit) {
			kaal := regexp.MustCompile(`⟦[^⟦⟧]*(?:⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧`).ReplaceAllString(s, "")
			kaal = strings.NewReplacer(gegeven, "", "Schakel", "").Replace(kaal)
			assert.False(t, woord.MatchString(kaal), "%s: %q is not from the catalogue", naam, s)
		}
	}
}

// leesbareTekst is what is read or heard of a page.
func leesbareTekst(t *testing.T, b *bytes.Buffer) (uit []string) {
	t.Helper()
	boom, err := html.Parse(b)
	require.NoError(t, err)
	var loop func(*html.Node)
	loop = func(n *html.Node) {
		if n.Type == html.TextNode {
			uit = append(uit, n.Data)
		}
		for _, a := range n.Attr {
			if slices.Contains([]string{"aria-label", "title", "alt", "placeholder"}, a.Key) {
				uit = append(uit, a.Val)
			}
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			loop(k)
		}
	}
	loop(boom)
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
