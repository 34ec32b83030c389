package casus

import (
	"testing"
	"time"
)

// tijdsreden is why time asks at nu; empty when it does not.
func (p *proef) tijdsreden() string {
	var uit string
	if k := p.s.Projecteer(p.nu).Kompas.Nu(p.nu); k != nil {
		for _, g := range k.Signalen {
			if g.Soort == SignaalTijd {
				uit += g.Reden()
			}
		}
	}
	return uit
}

// Time asks with a reason too: how long it is, and what the policy says of that.
// Not before it asks, no more after the answer, and then of the answer.
func TestTijdVraagtMetReden(t *testing.T) {
	t.Parallel()
	for naam, b := range map[string]func(*State){"met kompas": func(*State) {}, "zonder": func(s *State) { s.Beleid.Kompas = nil }} {
		p := metKompas(t)
		b(&p.s)
		p.tot(om(t, "2026-04-05 16:59"))
		gelijk(t, naam+": te vroeg", []string{p.tijdsreden()}, "")
		if fs := van(TermijnAfschaal, p.tot(om(t, "2026-04-05 17:10"))); len(fs) != 1 || len(fs[0].Signalen) > 0 {
			t.Errorf("%s: %+v", naam, fs)
		}
		wil := "Deze casus is nu 90 dagen in outreach; het beleid vraagt na 90 dagen of het lichter kan. Opschorting telt niet mee."
		gelijk(t, naam+": gevraagd", []string{p.tijdsreden()}, wil)
		p.dagen(20)
		gelijk(t, naam+": nu", []string{p.tijdsreden()}, "Deze casus is nu 110 dagen in outreach; het beleid vraagt na 90 dagen of het lichter kan. Opschorting telt niet mee.")
		p.voortzetten()
		gelijk(t, naam+": beantwoord", []string{p.tijdsreden()}, "")
		p.dagen(91)
		gelijk(t, naam+": weer", []string{p.tijdsreden()}, "Deze vraag is 13 weken geleden voor het laatst beantwoord; het beleid stelt haar na 90 dagen opnieuw. Opschorting telt niet mee.")
		p.stap(Stap{Soort: StapAfschaalbeoordeling, Uitkomst: BesluitAfschalen})
		gelijk(t, naam+": in overdracht", []string{p.tijdsreden()}, "")
	}
}

// While a case is suspended time asks nothing; the reason then names the days that passed and says that they don't all count.
func TestTijdVraagtNietBijOpschorting(t *testing.T) {
	t.Parallel()
	p := metKompas(t)
	p.stap(Stap{Soort: StapOpschorting, Tot: p.nu.AddDate(0, 0, 30)})
	p.dagen(100)
	gelijk(t, "opgeschort", []string{p.tijdsreden()}, "")
	p.stap(Stap{Soort: StapHervatting})
	gelijk(t, "hervat", []string{p.tijdsreden()}, "")
	p.dagen(91)
	gelijk(t, "later", []string{p.tijdsreden()}, "Deze casus is nu 191 dagen in outreach; het beleid vraagt na 90 dagen of het lichter kan. Opschorting telt niet mee.")
}

// How long ago is said in the unit of the policy, and never less than the policy when that has passed.
func TestVerstreken(t *testing.T) {
	t.Parallel()
	van := om(t, "2026-01-05 20:00")
	for _, g := range []struct {
		als Duur
		nu  time.Time
		wil Duur
	}{
		{Duur{90, Dag}, om(t, "2026-04-05 17:00"), Duur{90, Dag}}, // 89 days and 20 hours, summer time within
		{Duur{90, Dag}, om(t, "2026-04-15 20:00"), Duur{100, Dag}},
		{Duur{6, Maand}, om(t, "2026-07-05 17:00"), Duur{6, Maand}},
		{Duur{6, Maand}, om(t, "2026-08-10 09:00"), Duur{7, Maand}},
		{Duur{60, Werkdag}, om(t, "2026-04-05 20:00"), Duur{90, Dag}},
		{Duur{2, Seconde}, van.Add(3500 * time.Millisecond), Duur{3, Seconde}},
		{Duur{2, Uur}, van.Add(5*time.Hour + time.Minute), Duur{5, Uur}},
		{Duur{20, Minuut}, van.Add(90 * time.Second * 20), Duur{30, Minuut}},
		{Duur{}, om(t, "2026-04-05 17:00"), Duur{}},
	} {
		if got := verstreken(van, g.nu, g.als); got != g.wil {
			t.Errorf("%s op %s: %s, verwacht %s", g.als, g.nu, got, g.wil)
		}
	}
}

// Who hears of it next is by the ladder of what asks: time's, until a sign asks sooner.
func TestVervolgVanWieVraagt(t *testing.T) {
	t.Parallel()
	p := metKompas(t)
	p.s.Beleid.Kompas.Ladder = ladder("0 casehouder, 2wd stuurgroep")
	p.stap(Stap{Soort: StapPlan, Methodiek: MethodiekCti, Doelen: 1}) // will ask in nine months, long after time does
	wie := func() []string {
		var uit []string
		for _, v := range p.s.Beleid.Vervolg(p.s.Projecteer(p.nu), p.termijn(TermijnAfschaal)) {
			uit = append(uit, string(v.Aan))
		}
		return uit
	}
	gelijk(t, "de tijd vraagt", wie(), "coordinator", "stuurgroep")
	p.stap(Stap{Soort: StapPlan, Methodiek: MethodiekCti, Doelen: 1, Behaald: 1})
	gelijk(t, "een signaal vraagt", wie(), "stuurgroep")
}
