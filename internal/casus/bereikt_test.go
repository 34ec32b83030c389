package casus

import (
	"fmt"
	"testing"
	"time"
)

func contact(id string, op time.Time, bereikt bool) Stap {
	return Stap{ID: id, Soort: StapContact, Op: op, Poging: true, Bereikt: bereikt}
}

// Only a reached contact arms the 14-day watch again.
func TestAlleenBereiktHerstartDeWacht(t *testing.T) {
	t.Parallel()
	p := op(t, "outreach")
	p.dagen(10)
	p.stap(contact("a", p.nu, false))
	p.stap(Stap{Soort: StapContact, Op: p.nu}) // administratief
	p.stap(Stap{Soort: StapPlan})
	p.vervalt(TermijnBereikt, "2026-01-19 17:00")
	p.stap(contact("b", p.nu, true))
	p.vervalt(TermijnBereikt, "2026-01-29 17:00")
	p.dagen(5)
	p.stap(contact("c", om(t, "2026-01-09 12:00"), true)) // older: changes nothing
	p.vervalt(TermijnBereikt, "2026-01-29 17:00")
}

// A rung that fired is achterhaald by what had happened before it, afgehandeld by what came after.
func TestLaatContact(t *testing.T) {
	t.Parallel()
	for _, r := range []struct {
		naam, op string
		wil      string
	}{
		{"gebeurd voor trede 1 en 2, kwam erna", "2026-01-16 12:00", "[{bereikt-contact 1 achterhaald} {bereikt-contact 2 achterhaald}]"},
		{"gebeurd tussen trede 1 en 2", "2026-01-22 12:00", "[{bereikt-contact 1 afgehandeld} {bereikt-contact 2 achterhaald}]"},
		{"gebeurd na trede 2", "2026-01-27 12:00", "[{bereikt-contact 1 afgehandeld} {bereikt-contact 2 afgehandeld}]"},
		{"zo oud dat trede 1 hoe dan ook gevuurd had", "2026-01-12 12:00", "[{bereikt-contact 2 achterhaald}]"},
		{"van voor de toewijzing", "2026-01-04 12:00", "[]"},
	} {
		t.Run(r.naam, func(t *testing.T) {
			t.Parallel()
			p := na(t, "outreach", contact("poging", maandag().Add(time.Hour), false))
			p.dagen(23)
			gelijk(t, "vooraf", treden(p.feiten), "bereikt-contact 1 casehouder", "bereikt-contact 2 coordinator")
			f := p.stap(contact("laat", om(t, r.op), true))
			if kreeg := fmt.Sprint(f.Vervallen); kreeg != r.wil {
				t.Errorf("kreeg %s, verwacht %s", kreeg, r.wil)
			}
			if fs := p.tot(p.nu); len(fs) > 0 {
				t.Errorf("vuurt opnieuw: %v", treden(fs))
			}
		})
	}
}

// A late first attempt says of the fired rungs whether they were right.
func TestLateEerstePoging(t *testing.T) {
	t.Parallel()
	p := op(t, "outreach")
	p.dagen(12)
	gelijk(t, "vooraf", treden(p.feiten), "eerste-poging 1 casehouder", "eerste-poging 2 coordinator")
	f := p.stap(contact("laat", om(t, "2026-01-13 12:00"), false))
	if kreeg := fmt.Sprint(f.Vervallen); kreeg != "[{eerste-poging 1 afgehandeld} {eerste-poging 2 achterhaald}]" {
		t.Error(kreeg)
	}
}

// A correction that undoes the reached contact starts the clock again: what
// would have fired meanwhile fires now, once.
func TestCorrectieMaaktBereiktOngedaan(t *testing.T) {
	t.Parallel()
	p := op(t, "outreach")
	p.dagen(10)
	p.stap(contact("b", p.nu, true))
	p.dagen(13) // day 23: rungs 1 and 2 would have come on 14 and 21
	gelijk(t, "met bereikt", treden(van(TermijnBereikt, p.feiten)))
	f := p.stap(Stap{Soort: StapCorrectie, Uitkomst: CorrigeertContact, Ding: "b", Poging: true})
	if f.Ding != "b" {
		t.Errorf("%+v", f)
	}
	gelijk(t, "na de correctie", treden(p.tot(p.nu)), "bereikt-contact 1 casehouder", "bereikt-contact 2 coordinator")
	p.vervalt(TermijnBereikt, "2026-02-02 17:00")
	gelijk(t, "daarna", treden(p.tot(om(t, "2026-02-03 10:00"))), "bereikt-contact 3 agenda-sneloverleg")
}

// A correction happened when it was made, but what it corrects keeps its moment.
func TestCorrectieVerplaatstContactNiet(t *testing.T) {
	t.Parallel()
	p := na(t, "outreach", contact("b", maandag().Add(time.Hour), true))
	p.dagen(10)
	p.stap(Stap{Soort: StapCorrectie, Uitkomst: CorrigeertContact, Ding: "b", Poging: true, Bereikt: true}) // only a note, say
	p.vervalt(TermijnBereikt, "2026-01-19 17:00")
	p.stap(Stap{Soort: StapCorrectie, Uitkomst: CorrigeertContact, Ding: "b", Poging: true, Bereikt: true, Op: om(t, "2026-01-08 12:00")})
	p.vervalt(TermijnBereikt, "2026-01-22 17:00")
	p.stap(Stap{Soort: StapCorrectie, Ding: "stap-1"}) // of anything else: a fact only
	p.vervalt(TermijnBereikt, "2026-01-22 17:00")
}

// A contact that is delivered after its own correction does not undo it.
func TestContactNaZijnCorrectie(t *testing.T) {
	t.Parallel()
	p := op(t, "outreach")
	p.dagen(5)
	p.stap(Stap{Soort: StapCorrectie, Uitkomst: CorrigeertContact, Ding: "b", Poging: true, Op: p.nu})
	p.stap(contact("b", p.nu, true))
	p.vervalt(TermijnBereikt, "2026-01-19 17:00")
}

// However many calls follow, the clocks keep the contact they count from.
func TestVeelContactenVerdringenNiets(t *testing.T) {
	t.Parallel()
	p := op(t, "outreach")
	p.dagen(8)
	p.stap(contact("bereikt", p.nu, true))
	for i := range 3 * maxContacten {
		p.tot(p.nu.Add(time.Minute))
		p.stap(contact(fmt.Sprint("poging-", i), p.nu, false))
	}
	p.vervalt(TermijnBereikt, "2026-01-27 17:00")

	q := na(t, "outreach", contact("poging", maandag().Add(time.Minute), false))
	for i := range 2 * maxContacten {
		q.stap(Stap{ID: fmt.Sprint("admin-", i), Soort: StapContact, Op: q.nu.Add(time.Hour)})
	}
	gelijk(t, "eerste poging blijft gedaan", treden(van(TermijnEerstePoging, q.dagen(30))))
	if n := len(q.s.Contacten); n > maxContacten {
		t.Errorf("%d contacten onthouden", n)
	}
}

// After many reached contacts in an earlier stay, the first attempt of a new one counts.
func TestEerdereContactenVerdringenGeenNieuwe(t *testing.T) {
	t.Parallel()
	p := op(t, "nazorg")
	for i := range 2 * maxContacten {
		p.stap(contact(fmt.Sprint("c-", i), p.nu.Add(-time.Duration(i)*time.Minute), true))
	}
	p.dagen(3)
	p.stap(Stap{Soort: StapTerugvalsignaal})
	p.vervalt(TermijnEerstePoging, "2026-01-15 17:00")
	p.stap(contact("nieuw", p.nu.Add(time.Minute), false))
	gelijk(t, "eerste poging is gedaan", treden(van(TermijnEerstePoging, p.dagen(30))))
}

// Contacts of an earlier stay say nothing about the new one.
func TestHeropeningBegintOpnieuw(t *testing.T) {
	t.Parallel()
	p := na(t, "outreach", contact("b", maandag().Add(time.Minute), true))
	p.stap(sluit(Verhuisd))
	p.dagen(100)
	f := p.stap(contact("na", p.nu, true))
	if !f.NaSluiting {
		t.Error("niet gemerkt als na sluiting")
	}
	p.dagen(1)
	p.stap(Stap{Soort: StapHeropening})
	p.vervalt(TermijnBereikt, "2026-04-30 17:00")
	p.vervalt(TermijnEerstePoging, "2026-04-23 17:00")
	p.vervalt(TermijnAfschaal, "2026-07-15 17:00")
}

// Reassigning starts no term anew; the next rung goes to the new casehouder.
func TestHerverdelenLaatTermijnenLopen(t *testing.T) {
	t.Parallel()
	p := op(t, "outreach")
	p.dagen(3)
	p.stap(Stap{Soort: StapToewijzing, Wie: "wanda", Vervangt: "wim"})
	p.vervalt(TermijnBereikt, "2026-01-19 17:00")
	for _, f := range p.dagen(20) {
		if m := f.Meldingen[0]; m.Aan == AanCasehouder && m.Wie.Persoon != "wanda" {
			t.Errorf("%+v", m)
		}
	}
}
