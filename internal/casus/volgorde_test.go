package casus

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The order in which contacts arrive, and when, does not matter to the terms:
// only when they happened does. Two cases hear of the same contacts and the same
// opschorting, one of each contact as it happens, the other late and in any
// order; in the end their terms stand the same.
func TestVolgordeDoetErNietToe(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		begin := op(t, "outreach")
		begin.s.Beleid = trekBeleid(rt)
		if rapid.Bool().Draw(rt, "plan") {
			begin.stap(Stap{Soort: StapPlan})
		}
		const venster = 60 * 24 * 3600
		var contacten []Stap
		for i := range rapid.IntRange(1, 8).Draw(rt, "contacten") {
			c := contact(fmt.Sprint("c-", i), begin.nu.Add(time.Duration(rapid.IntRange(-3600, venster).Draw(rt, "op"))*time.Second), rapid.Bool().Draw(rt, "bereikt"))
			c.Poging = c.Bereikt || rapid.Bool().Draw(rt, "poging")
			contacten = append(contacten, c)
		}
		var anders []tijdstap
		if rapid.Bool().Draw(rt, "opschorting") {
			van := rapid.IntRange(0, venster-2).Draw(rt, "opgeschort")
			tot := rapid.IntRange(van+1, venster).Draw(rt, "hervat")
			anders = append(anders, tijdstap{begin.nu.Add(time.Duration(van) * time.Second), Stap{Soort: StapOpschorting, Tot: begin.nu.AddDate(1, 0, 0)}},
				tijdstap{begin.nu.Add(time.Duration(tot) * time.Second), Stap{Soort: StapHervatting}})
		}
		einde := begin.nu.Add(venster * time.Second)
		opTijd, laat := slices.Clone(anders), slices.Clone(anders)
		for _, c := range contacten {
			opTijd = append(opTijd, tijdstap{later(c.Op, begin.nu), c})
			aan := later(c.Op, begin.nu)
			laat = append(laat, tijdstap{aan.Add(time.Duration(rapid.Float64Range(0, 1).Draw(rt, "te laat") * float64(einde.Sub(aan)))), c})
		}
		a, b := leef(t, begin, opTijd, einde), leef(t, begin, laat, einde)
		if x, y := alsJSON(rt, a.s.Termijnen()), alsJSON(rt, b.s.Termijnen()); x != y {
			rt.Fatalf("op tijd:\n%s\n  laat:\n%s", x, y)
		}
		gelijk(t, "wat nog komt", treden(a.dagen(120)), treden(b.dagen(120))...)
	})
}

type tijdstap struct {
	op   time.Time
	stap Stap
}

// leef gives a copy of a case these steps at their moments and lets time run till the end.
func leef(t testing.TB, begin *proef, sts []tijdstap, einde time.Time) *proef {
	t.Helper()
	p := kopie(t, begin)
	slices.SortStableFunc(sts, func(a, b tijdstap) int { return a.op.Compare(b.op) })
	for _, st := range sts {
		p.tot(st.op)
		p.stap(st.stap)
	}
	p.tot(einde)
	return p
}

func kopie(t testing.TB, p *proef) *proef {
	t.Helper()
	k := *p
	k.t, k.feiten = t, nil
	k.s = leesTerug(t, p.json())
	return &k
}

// Contacts and their corrections, however many, heard at one moment in any
// order: the same terms and the same rungs standing.
func TestVolgordeBinnenEenBericht(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		begin := op(t, "outreach")
		begin.dagen(rapid.IntRange(1, 60).Draw(rt, "dagen"))
		var sts []Stap
		for i := range rapid.IntRange(1, 120).Draw(rt, "contacten") {
			geleden := time.Duration(rapid.IntRange(0, 60*24).Draw(rt, "geleden")) * time.Hour
			c := contact(fmt.Sprintf("c-%03d", i), begin.nu.Add(-geleden), rapid.IntRange(0, 3).Draw(rt, "bereikt") == 0)
			c.Poging = c.Bereikt || rapid.Bool().Draw(rt, "poging")
			sts = append(sts, c)
		}
		anders := rapid.Permutation(sts).Draw(rt, "volgorde")
		a, b := kopie(t, begin), kopie(t, begin)
		for i := range sts {
			a.stap(sts[i])
			b.stap(anders[i])
		}
		if x, y := alsJSON(rt, a.s.Termijnen()), alsJSON(rt, b.s.Termijnen()); x != y {
			rt.Fatalf("%s\n%s", x, y)
		}
		if x, y := alsJSON(rt, a.s.Contacten), alsJSON(rt, b.s.Contacten); x != y {
			rt.Fatalf("%s\n%s", x, y)
		}
		if x, y := alsJSON(rt, a.s.Gevuurd), alsJSON(rt, b.s.Gevuurd); x != y {
			rt.Fatalf("%s\n%s", x, y)
		}
	})
}
