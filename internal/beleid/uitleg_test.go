package beleid

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	beleidsbestanden "schakel/beleid"
	"schakel/internal/casus"
	"schakel/internal/melding"
)

// The page in docs is made from the example, so it cannot be out of date.
func TestUitlegStaatInDocs(t *testing.T) {
	t.Parallel()
	golden(t, "../../docs/herinneringen.md", Uitleg(voorbeeld(t)))
}

// It depends on the policy only: another day makes the same page.
func TestUitlegHangtNietVanDeDagAf(t *testing.T) {
	t.Parallel()
	later, err := Lees("x", strings.NewReader(string(beleidsbestanden.Voorbeeld)), nu().Add(900*24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if Uitleg(later) != Uitleg(voorbeeld(t)) {
		t.Error("een andere dag geeft een andere bladzijde")
	}
}

// Every rung of every ladder has a row, and every term an explanation.
func TestUitlegNoemtElkeTrede(t *testing.T) {
	t.Parallel()
	for naam, data := range map[string][]byte{"voorbeeld": beleidsbestanden.Voorbeeld, "seconden": beleidsbestanden.Seconden} {
		b := lees(t, naam, data)
		treden := 0
		for _, r := range b.Termijnen {
			treden += len(r.Ladder) + len(r.Spoed) + len(r.Hoog)
		}
		uitleg := Uitleg(b)
		uitleg, _, _ = strings.Cut(uitleg, "\n## Na een stap")
		koppen := strings.Count(uitleg, tabelkop)
		if rijen := strings.Count(uitleg, "\n| ") - 2*koppen; rijen != treden {
			t.Errorf("%s: %d rijen voor %d treden", naam, rijen, treden)
		}
		if strings.Contains(uitleg, "| ? |") || strings.Contains(uitleg, "%!") {
			t.Errorf("%s: een termijn zonder uitleg:\n%s", naam, uitleg)
		}
	}
}

// Which terms stand still during opschorting: held by hand against casus/termijnen.go,
// where stopbaar is not exported.
func TestUitlegVanPauzeKlopt(t *testing.T) {
	t.Parallel()
	pauzeert := map[casus.TermijnSoort]bool{
		casus.TermijnEerstePoging: true, casus.TermijnBereikt: true, casus.TermijnPlan: true,
		casus.TermijnAfschaal: true, casus.TermijnOpschaling: true,
	}
	for _, s := range casus.TermijnSoorten() {
		if t1 := toelichting(s); t1.pauzeert != pauzeert[s] || t1.fase == "" || t1.vanaf == "" || t1.stopt == "" {
			t.Errorf("%s: %+v", s, t1)
		}
	}
}

// What the page says of what stops a term is what the rules do (casus.StoptDoor, held against random lives there): each step by its word, and no other.
func TestUitlegZegtWatStopt(t *testing.T) {
	t.Parallel()
	woord := map[casus.StapSoort]string{
		casus.StapOntvangst: "ontvangst", casus.StapIntrekking: "intrekking", casus.StapAfsluiting: "afsluiting", casus.StapAntwoord: "antwoord", casus.StapQuickscan: "quickscan",
		casus.StapSneloverleg: "sneloverleg", casus.StapWachtlijst: "beoordeling van de wachtlijst", casus.StapToewijzing: "toewijzing", casus.StapContact: "contact",
		casus.StapCorrectie: "correctie", casus.StapAfschaalbeoordeling: "afschaalbeoordeling", casus.StapEersteContact: "landing|eerste contact", casus.StapPlan: "plan",
		casus.StapMeting: "meting", casus.StapInzet: "inzet", casus.StapOpschorting: "opschorting|verlenging", casus.StapHervatting: "hervatting",
		casus.StapBeoordeling: "beoordeling van de opschaling", casus.StapAfschaling: "afschaling", casus.StapOverdracht: "aanbod", casus.StapAcceptatie: "acceptatie",
		casus.StapWeigering: "weigering", casus.StapOverdrachtIntrek: "intrekking van het aanbod", casus.StapGesprek: "gesprek", casus.StapNazorgcontact: "nazorgcontact",
		casus.StapTerugvalsignaal: "terugval", casus.StapGeinformeerd: "geïnformeerd", casus.StapVoorstelAfwijzing: "afwijzing van het voorstel",
	}
	for _, s := range casus.TermijnSoorten() {
		door, stopt := casus.StoptDoor(s), toelichting(s).stopt
		if len(door) == 0 {
			t.Errorf("%s stopt nooit", s)
		}
		var woorden []*regexp.Regexp
		for _, st := range door {
			w := regexp.MustCompile(woord[st])
			if woord[st] == "" || !w.MatchString(stopt) {
				t.Errorf("%s stopt door %s, en de bladzijde zegt: %s", s, st, stopt)
			}
			woorden = append(woorden, w)
		}
		for _, deel := range strings.Split(regexp.MustCompile(`\([^)]*\)`).ReplaceAllString(stopt, ""), ", ") {
			if deel != "wat het teken wegneemt dat de vraag stelde " && !slices.ContainsFunc(woorden, func(w *regexp.Regexp) bool { return w.MatchString(deel) }) {
				t.Errorf("%s: %q stopt haar volgens de bladzijde, en niet volgens de regels", s, deel)
			}
		}
	}
}

func TestVoluit(t *testing.T) {
	t.Parallel()
	for duur, wil := range map[string]string{
		"0": "meteen", "1wd": "1 werkdag", "5wd": "5 werkdagen", "1d": "1 dag", "14d": "14 dagen", "1mnd": "1 maand",
		"3mnd": "3 maanden", "1h": "1 uur", "24h": "24 uur", "1min": "1 minuut", "20min": "20 minuten", "1s": "1 seconde", "2s": "2 seconden",
	} {
		d, err := casus.LeesDuur(duur)
		if err != nil {
			t.Fatal(err)
		}
		if kreeg := voluit(d); kreeg != wil {
			t.Errorf("%s: %q", duur, kreeg)
		}
	}
	if o := opsomming([]string{"a"}); o != "a" {
		t.Errorf("een: %q", o)
	}
}

// Every melding a step makes has a row, to exactly those the rules make it for: read
// from the source of the rules.
func TestUitlegNoemtElkeMelding(t *testing.T) {
	t.Parallel()
	inRegels := map[string][]string{}
	bestanden, err := filepath.Glob("../casus/*.go")
	if err != nil {
		t.Fatal(err)
	}
	aanroep := regexp.MustCompile(`\.meld\(f, (Meld\w+), ([\w, ]+)\)|Melding\{Soort: (Meld\w+), Aan: (\w+),`)
	waarden := regexp.MustCompile(`(?m)^\s+(Meld\w+|Aan\w+)(?:\s+Bestemming)?\s+= "([^"]+)"`)
	woord := map[string]string{}
	var bron strings.Builder
	for _, b := range bestanden {
		if strings.HasSuffix(b, "_test.go") {
			continue
		}
		data, err := os.ReadFile(b)
		if err != nil {
			t.Fatal(err)
		}
		bron.Write(data)
	}
	for _, w := range waarden.FindAllStringSubmatch(bron.String(), -1) {
		woord[w[1]] = w[2]
	}
	for _, a := range aanroep.FindAllStringSubmatch(bron.String(), -1) {
		for _, aan := range strings.Split(a[2]+a[4], ", ") {
			inRegels[woord[a[1]+a[3]]] = append(inRegels[woord[a[1]+a[3]]], woord[aan])
		}
	}
	if len(inRegels) < 18 || strings.Count(bron.String(), ".meld(") != len(regexp.MustCompile(`\.meld\(f, `).FindAllString(bron.String(), -1)) {
		t.Fatalf("de regels zijn niet goed gelezen: %v", inRegels)
	}
	opBladzijde := map[string][]string{}
	for _, m := range meldingenNaStappen() {
		for _, b := range m.aan {
			opBladzijde[m.soort] = append(opBladzijde[m.soort], string(b))
		}
	}
	// What the register makes itself stands on the page too, and nothing there is made by nobody.
	vanRegister := soortenVanRegister(t, woord)
	for _, m := range meldingenOpTijd(voorbeeld(t)) {
		if _, er := opBladzijde[m.soort]; er || !vanRegister[m.soort] {
			t.Errorf("%s: twee keer op de bladzijde, of door niemand gemaakt", m.soort)
		}
		delete(vanRegister, m.soort)
	}
	for _, soort := range slices.Collect(maps.Keys(opBladzijde)) {
		if _, er := inRegels[soort]; !er {
			if !vanRegister[soort] && soort != melding.StapGeweigerd { // that one has a name of its own
				t.Errorf("%s: door niemand gemaakt", soort)
			}
			delete(opBladzijde, soort)
		}
		delete(vanRegister, soort)
	}
	for soort := range inRegels {
		delete(vanRegister, soort) // the register asks after them
	}
	if len(vanRegister) > 0 {
		t.Errorf("het register maakt %v, en de bladzijde zwijgt", vanRegister)
	}
	if !reflect.DeepEqual(inRegels, opBladzijde) {
		t.Errorf("in de regels %v\nop de bladzijde %v", inRegels, opBladzijde)
	}
}

// soortenVanRegister are the kinds that the register names outside its tests.
func soortenVanRegister(t *testing.T, woord map[string]string) map[string]bool {
	t.Helper()
	uit := map[string]bool{}
	bestanden, err := filepath.Glob("../register/*.go")
	if err != nil || len(bestanden) < 20 {
		t.Fatalf("%d bestanden, %v", len(bestanden), err)
	}
	for _, b := range bestanden {
		if strings.HasSuffix(b, "_test.go") {
			continue
		}
		data, err := os.ReadFile(b)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`casus\.(Meld[A-Z]\w*)`).FindAllStringSubmatch(string(data), -1) {
			uit[woord[m[1]]] = true
		}
	}
	return uit
}
