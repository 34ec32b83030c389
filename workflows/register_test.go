package workflows_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"schakel/internal/casus"
	"schakel/internal/contract"
)

// The register fails fifty times: the rung waits with its writing, steps are
// answered meanwhile, and in the end everything is there once, in order.
func TestRegisterVijftigKeerWeg(t *testing.T) {
	t.Parallel()
	for _, max := range []int{0, 1} {
		t.Run(fmt.Sprint(max), func(t *testing.T) {
			t.Parallel()
			goed, weg := nieuweProef(t, max), nieuweProef(t, max)
			weg.faaltTijdens = 50
			bs := append(inOutreach(), los(31*dag, casus.Stap{ID: "poging", Soort: casus.StapContact, Poging: true}))
			goed.draai(voorbeeld(t), bs, 80*dag)
			begin := weg.nu
			var beantwoord time.Time
			weg.tijdens["bereikt-contact"] = []bericht{
				los(time.Minute, casus.Stap{ID: "meting", Soort: casus.StapMeting}),
				los(2*time.Minute, casus.Stap{ID: "plan", Soort: casus.StapPlan}),
			}
			weg.bij = func(stap string) {
				if stap == "meting" {
					beantwoord = weg.env.Now()
				}
			}
			weg.draai(voorbeeld(t), bs, 80*dag)
			require.Zero(t, weg.faalt)
			require.Empty(t, weg.weiger)
			require.WithinRange(t, beantwoord, begin.Add(44*dag), begin.Add(45*dag), "de stap wachtte op het register")
			require.Equal(t, goed.treden(), weg.treden(), "een trede ging verloren of vuurde dubbel")
			require.Equal(t, goed.bekend+2, weg.bekend)
		})
	}
}

// Every fact of a rung comes through the activity, with the ones the register
// missed before it; what was confirmed is not carried again.
func TestVastleggenDraagtWatOntbreekt(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, 0)
	p.draai(voorbeeld(t), leven(), 3*365*dag)
	bekend := map[int]bool{}
	for i, in := range p.vastgelegd {
		require.NotEmpty(t, in.Feiten)
		require.Equal(t, voorbeeld(t).ID, in.CasusID)
		require.Equal(t, in.Feiten[len(in.Feiten)-1].Seq, in.Casus.Seq, "de projectie hoort bij het laatste feit")
		for j, f := range in.Feiten {
			require.Equal(t, in.Feiten[0].Seq+j, f.Seq)
			if f.Soort == casus.FeitTrede {
				require.False(t, bekend[f.Seq], "trede %d is twee keer vastgelegd", f.Seq)
				bekend[f.Seq] = true
			}
		}
		require.Equal(t, i == len(p.vastgelegd)-1, in.Toestand != nil, "alleen bij het sluiten gaat de toestand mee")
	}
	require.Len(t, bekend, len(p.treden()))
	p.opgeslagen()
}

// A step that comes again while a rung is being written, before or after
// continuing as new, gets the fact it got the first time.
func TestOpnieuwBezorgdTijdensVastleggen(t *testing.T) {
	t.Parallel()
	for _, max := range []int{0, 1, 3} {
		t.Run(fmt.Sprint(max), func(t *testing.T) {
			t.Parallel()
			p := nieuweProef(t, max)
			plan := casus.Stap{ID: "plan", Soort: casus.StapPlan}
			weet := 0 // the sender read before any of this was decided
			opnieuw := func(op time.Duration) bericht {
				return bericht{op: op, stappen: []casus.Stap{plan}, bekend: &weet}
			}
			p.tijdens["eerste-poging"] = []bericht{opnieuw(0), opnieuw(time.Millisecond), opnieuw(100 * time.Millisecond)}
			bs := inOutreach()
			bs = append(bs, opnieuw(45*dag), opnieuw(45*dag), los(46*dag, casus.Stap{ID: "m", Soort: casus.StapMeting}), opnieuw(47*dag))
			p.draai(voorbeeld(t), bs, 48*dag)
			require.Empty(t, p.weiger)
			n := 0
			for _, f := range p.feiten {
				if f.Soort == casus.StapPlan {
					n++
				}
			}
			require.Equal(t, 1, n)
			require.Len(t, p.antwoorden["plan"], 6)
			for _, a := range p.antwoorden["plan"] {
				require.Equal(t, p.feitVan("plan"), feitIn(a, "plan"))
			}
		})
	}
}

// Who knows too little is told so: the answer would have a gap. The same step with
// what it should know is taken.
func TestVerouderd(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, 7)
	bs := inOutreach()
	for i := range 60 {
		bs = append(bs, los(31*dag+time.Duration(i)*time.Minute, casus.Stap{ID: fmt.Sprintf("m%d", i), Soort: casus.StapMeting}))
	}
	weet := 3
	bs = append(
		bs, bericht{op: 32 * dag, stappen: []casus.Stap{{ID: "oud", Soort: casus.StapPlan}}, bekend: &weet},
		bericht{op: 32 * dag, stappen: []casus.Stap{{ID: "oud-samen", Soort: casus.StapPlan}, {ID: "b", Soort: casus.StapMeting}}, bekend: &weet},
		los(32*dag+time.Minute, casus.Stap{ID: "vers", Soort: casus.StapPlan}),
	)
	p.draai(voorbeeld(t), bs, 33*dag)
	require.Contains(t, p.weiger["oud"], contract.FoutVerouderd)
	require.Contains(t, p.weiger["oud-samen"], contract.FoutVerouderd)
	require.Len(t, p.weiger, 2)
	require.Equal(t, "vers", p.feiten[p.bekend].ID)
}

// A run that is ending does not know what the register decided on the closed case since: a step that came after that is not for it. Taken all
// the same, its fact would get a number that is another's.
func TestUitvoeringWeetTeWeinig(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, 7)
	bs := inOutreach()
	weet := 1_000
	bs = append(
		bs, bericht{op: 32 * dag, stappen: []casus.Stap{{ID: "later", Soort: casus.StapPlan}}, bekend: &weet},
		los(32*dag+time.Minute, casus.Stap{ID: "vers", Soort: casus.StapPlan}),
	)
	p.draai(voorbeeld(t), bs, 33*dag)
	require.Contains(t, p.weiger["later"], contract.FoutVerouderd)
	require.Len(t, p.weiger, 1)
	require.Equal(t, "vers", p.feiten[p.bekend].ID)
}

// A message carries 1 to 25 steps.
func TestAantalStappenInBericht(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, 0)
	meting := func(naam string, n int) bericht {
		var b bericht
		for i := range n {
			b.stappen = append(b.stappen, casus.Stap{ID: fmt.Sprint(naam, i), Soort: casus.StapMeting})
		}
		b.op = 31 * dag
		return b
	}
	p.draai(voorbeeld(t), append(inOutreach(), meting("goed", 25), meting("vol", 26)), 32*dag)
	require.Len(t, p.weiger, 1)
	require.Contains(t, p.weiger["vol0"], contract.FoutGeweigerd)
	require.Len(t, p.antwoorden["goed0"][0].Feiten, 25)
}
