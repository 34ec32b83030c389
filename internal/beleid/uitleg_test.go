package beleid

import (
	"strings"
	"testing"
	"time"

	beleidsbestanden "schakel/beleid"
	"schakel/internal/casus"
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
