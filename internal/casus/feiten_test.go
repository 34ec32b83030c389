package casus

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// The state remembers every fact the register misses, and the last ones beyond.
func TestGeheugen(t *testing.T) {
	t.Parallel()
	p := op(t, "outreach")
	for i := range 100 {
		p.stap(Stap{ID: fmt.Sprint("m-", i), Soort: StapMeting})
	}
	if fs, ok := p.s.Na(0); !ok || len(fs) != p.s.Seq {
		t.Fatalf("%d feiten, %v", len(fs), ok)
	}
	p.s.Bevestig(p.s.Seq - 50)
	if _, ok := p.s.FeitVan("m-50"); !ok || len(p.s.Feiten) != 50 {
		t.Errorf("%d feiten", len(p.s.Feiten))
	}
	if _, ok := p.s.Na(p.s.Seq - 51); ok {
		t.Error("weet niet dat het vergeten is")
	}
	p.s.Bevestig(p.s.Seq + 100) // more than there is
	p.s.Bevestig(3)             // older than known
	if p.s.Geregistreerd != p.s.Seq || len(p.s.Feiten) != bewaarFeiten {
		t.Errorf("geregistreerd %d, %d feiten", p.s.Geregistreerd, len(p.s.Feiten))
	}
	if _, ok := p.s.FeitVan("m-1"); ok {
		t.Error("onthoudt te veel")
	}
	if fs, ok := p.s.Na(p.s.Seq); !ok || fs != nil {
		t.Error("er is niets na het laatste feit")
	}
	p.s.Feiten = nil // as after a heropening
	if _, ok := p.s.Na(p.s.Seq - 1); ok {
		t.Error("weet niet dat alles vergeten is")
	}
}

// A fact of a timer has an id of its own, the same at every replay.
func TestFeitID(t *testing.T) {
	t.Parallel()
	a := feitID("c", 1)
	if !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(a) {
		t.Error(a)
	}
	if a != feitID("c", 1) || a == feitID("c", 2) || a == feitID("d", 1) {
		t.Error("niet uniek of niet vast")
	}
}

// Dates far ahead, as people type them, leave a state that can be read back.
func TestVerreDatumsBlijvenLeesbaar(t *testing.T) {
	t.Parallel()
	for _, jaren := range []int{2, 19, 100, 7973} {
		tot := maandag().AddDate(jaren, 0, 0)
		for _, dag := range []bool{false, true} {
			p := leeg(t)
			_, _ = p.neem(Stap{Soort: StapAanmelding, Urgentie: Hoog, Organisatie: "woon", Uitkomst: NietGeinformeerd, Tot: tot, TotDag: dag})
			_, _ = p.neem(Stap{Soort: StapOntvangst, Volledig: true})
			_, _ = p.neem(Stap{Soort: StapQuickscan, Uitkomst: BesluitAccepteren})
			_, _ = p.neem(Stap{Soort: StapToewijzing, Wie: "wim"})
			for _, soort := range []StapSoort{StapPlan, StapOpschorting, StapGeinformeerd, StapInzet} {
				_, w := p.neem(Stap{Soort: soort, Wie: "pia", Uitkomst: NietGeinformeerd, Tot: tot, TotDag: dag})
				if (w == nil) != (jaren < 20) {
					t.Errorf("%s over %d jaar: %v", soort, jaren, w)
				}
			}
			var terug State
			if err := json.Unmarshal([]byte(p.json()), &terug); err != nil {
				t.Errorf("over %d jaar: %v", jaren, err)
			}
			if o := p.s.Opgeschort; jaren < 20 && p.termijn(TermijnHervatten).VervaltOp.Year() != tot.Year() {
				t.Errorf("over %d jaar herinnert het in %s (%+v)", jaren, p.termijn(TermijnHervatten).VervaltOp, o)
			}
		}
	}
}

func FuzzLeesDuur(f *testing.F) {
	for _, s := range []string{"", "0", "3wd", "14d", "3mnd", "24h", "20min", "2s", "007d", "0wd", "-1d", "99999999999999999999d", "7301d", "1.5d", "3", "d", "٣d", "3 d", "3D"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := LeesDuur(s)
		if err != nil {
			if d != (Duur{}) || err.Error() == "" || len(s) > 30 && strings.Contains(err.Error(), s) {
				t.Errorf("%q: %v, %v", s, d, err)
			}
			return
		}
		if terug, err := LeesDuur(d.String()); err != nil || terug != d {
			t.Errorf("%q → %v → %v, %v", s, d, terug, err)
		}
		b, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var j Duur
		if err := json.Unmarshal(b, &j); err != nil || j != d {
			t.Errorf("%q: JSON %s → %v, %v", s, b, j, err)
		}
		k := nederland()
		if m, ok := k.Plus(maandag(), d, nil); !ok || d.N > 0 && !m.After(maandag()) {
			t.Errorf("%q later is %v", s, m)
		}
	})
}

func TestLeesDuur(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "d", "-3d", "3 d", "3D", "3x", "1.5d", "٣d", "7301d", "5001wd", "241mnd", "99999999999999999999s"} {
		if d, err := LeesDuur(s); err == nil {
			t.Errorf("%q gelezen als %v", s, d)
		}
	}
	for _, b := range []string{`3`, `"3x"`, `null3`} {
		if err := new(Duur).UnmarshalJSON([]byte(b)); err == nil {
			t.Errorf("%s gelezen", b)
		}
	}
}
