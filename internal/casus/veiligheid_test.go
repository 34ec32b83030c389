package casus

import (
	"encoding/json"
	"testing"
)

// Which flags stand: those of the newest step, or of its newest correction. A correction of what was replaced since changes nothing on top of the case.
func TestWelkeVlaggenStaan(t *testing.T) {
	t.Parallel()
	zet := func(id string) Stap { return Stap{ID: id, Soort: StapVeiligheid} }
	verbeter := func(van string) Stap { return Stap{Soort: StapCorrectie, Uitkomst: CorrigeertVeiligheid, Ding: van} }
	for _, d := range []struct {
		naam string
		voor []Stap
		stap Stap
		wil  bool
	}{
		{"een stap veiligheid", nil, zet("a"), true},
		{"een tweede", []Stap{zet("a")}, zet("b"), true},
		{"correctie van de aanmelding", nil, verbeter("stap-1"), true},
		{"correctie van de bron", []Stap{zet("a")}, verbeter("a"), true},
		{"nog een van de bron", []Stap{zet("a"), verbeter("a")}, verbeter("a"), true},
		{"correctie van wat vervangen is", []Stap{zet("a"), zet("b")}, verbeter("a"), false},
		{"correctie van de aanmelding na een stap", []Stap{zet("a")}, verbeter("stap-1"), false},
		{"correctie van iets anders", []Stap{zet("a")}, Stap{Soort: StapCorrectie, Ding: "a"}, false},
		{"correctie van een contact", nil, Stap{Soort: StapCorrectie, Uitkomst: CorrigeertContact, Ding: "c"}, false},
		{"een andere stap", []Stap{zet("a")}, Stap{Soort: StapPlan}, false},
		{"een correctie maakt geen bron", []Stap{zet("a"), zet("b"), verbeter("a")}, verbeter("b"), true},
	} {
		t.Run(d.naam, func(t *testing.T) {
			t.Parallel()
			p := na(t, "outreach", d.voor...)
			if err := json.Unmarshal([]byte(p.json()), &p.s); err != nil { // what a continued run knows
				t.Fatal(err)
			}
			if f := p.stap(d.stap); f.Vlaggen != d.wil {
				t.Errorf("de vlaggen van deze stap staan: %v, verwacht %v", f.Vlaggen, d.wil)
			}
		})
	}
	// After closing too: a file is read for years.
	p := na(t, "outreach", zet("a"), sluit(Verhuisd))
	if f := p.stap(verbeter("a")); !f.Vlaggen || !f.NaSluiting {
		t.Errorf("na sluiting: %+v", f)
	}
}
