package workflows_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	beleidsbestanden "schakel/beleid"
	"schakel/internal/beleid"
	"schakel/internal/casus"
	"schakel/internal/contract"
)

// stuurWissel sends a policy as `schakel beleid toepassen` does.
func (p *proef) stuurWissel(env *testsuite.TestWorkflowEnvironment, b bericht, n int) {
	in := contract.BeleidIn{Beleid: *b.wissel, Door: casus.Actor{Persoon: "beheer"}, Bekend: p.bekend}
	if b.bekend != nil {
		in.Bekend = *b.bekend
	}
	naam := b.wissel.Versie
	env.UpdateWorkflow(contract.UpdateBeleid, fmt.Sprintf("beleid-%d-%d", b.wissel.Nr, n), &testsuite.TestUpdateCallback{
		OnAccept: func() {},
		OnReject: func(err error) { p.weiger[naam] = err.Error() },
		OnComplete: func(v any, err error) {
			require.NoError(p.t, err)
			uit, ok := v.(contract.StappenUit)
			require.True(p.t, ok)
			p.antwoorden[naam] = append(p.antwoorden[naam], uit)
			p.schrijf(uit.Feiten, uit.Casus)
		},
	}, in)
}

func wissel(op time.Duration, b casus.Beleid) bericht { return bericht{op: op, wissel: &b} }

// anders is the example policy with another ladder for bereikt-contact.
func anders(t *testing.T, nr int, ladder ...casus.Trede) casus.Beleid {
	t.Helper()
	b := voorbeeld(t).Beleid
	b.Nr, b.Versie = nr, fmt.Sprintf("proef-%d", nr)
	b.Termijnen = append([]casus.Termijnregel(nil), b.Termijnen...)
	for i := range b.Termijnen {
		if b.Termijnen[i].Soort == casus.TermijnBereikt {
			b.Termijnen[i].Ladder = ladder
		}
	}
	return b
}

func dagen(n int, aan casus.Bestemming) casus.Trede {
	return casus.Trede{Na: casus.Duur{N: n, Eenheid: casus.Dag}, Aan: aan}
}

// korter is the policy in seconds with a short way to the first reached contact.
func korter(nr int) *casus.Beleid {
	b, err := beleid.Lees("beleid/seconden.yaml", bytes.NewReader(beleidsbestanden.Seconden), time.Now())
	if err != nil {
		panic(err)
	}
	b.Nr, b.Versie = nr, fmt.Sprintf("korter-%d", nr)
	for i := range b.Termijnen {
		if b.Termijnen[i].Soort == casus.TermijnBereikt {
			b.Termijnen[i].Ladder = []casus.Trede{
				{Na: casus.Duur{N: 6 / nr, Eenheid: casus.Seconde}, Aan: casus.AanCasehouder},
				{Na: casus.Duur{N: 3, Eenheid: casus.Seconde}, Aan: casus.AanCoordinator},
			}
		}
	}
	return &b
}

// bereikt lists the rungs of bereikt-contact that fired: which, when due, in days after the start.
func (p *proef) bereikt(begin time.Time) []string {
	var uit []string
	for i := 1; i <= p.bekend; i++ {
		if f := p.feiten[i]; f.Termijn == casus.TermijnBereikt {
			uit = append(uit, fmt.Sprintf("%d dag %d", f.Trede, int(f.Op.Sub(begin)/dag)))
		}
	}
	return uit
}

// The timer follows the policy of the moment: a shorter term reminds earlier, a
// longer one later, an overdue one at once and only its first rung, in one run and
// in a run per message alike. Asked again, it answers the same and does nothing.
func TestWisselVerzetDeTimer(t *testing.T) {
	t.Parallel()
	for _, max := range []int{0, 1} {
		t.Run(fmt.Sprint(max), func(t *testing.T) {
			t.Parallel()
			p := nieuweProef(t, max)
			begin := p.nu
			b1 := anders(t, 1, dagen(30, casus.AanCasehouder), dagen(7, casus.AanCoordinator))
			b2 := anders(t, 2, dagen(3, casus.AanCasehouder), dagen(2, casus.AanCoordinator), dagen(2, casus.AanStuurgroep))
			weet := 0
			opnieuw := wissel(41*dag, b1)
			opnieuw.bekend = &weet
			// Assigned on day 30; without a change the first rung would come on day 44.
			bs := append(inOutreach(), wissel(40*dag, b1), opnieuw, wissel(50*dag, b2), wissel(51*dag, b1))
			p.draai(voorbeeld(t), bs, 80*dag)
			require.Empty(t, p.weiger)
			require.Equal(t, []string{"1 dag 50", "2 dag 52", "3 dag 54"}, p.bereikt(begin))
			n := 0
			for _, f := range p.feiten {
				if f.Soort == casus.FeitBeleid {
					n++
				}
			}
			require.Equal(t, 2, n, "elke wissel is één feit")
			require.Equal(t, casus.BeleidKort{Nr: 2, Versie: "proef-2", KalenderTot: 20321231}, p.laatst.Beleid)
			require.Len(t, p.antwoorden["proef-1"], 3)
			require.Equal(t, p.antwoorden["proef-1"][0].Feiten[0], feitIn(p.antwoorden["proef-1"][1], p.antwoorden["proef-1"][0].Feiten[0].ID))
		})
	}
}

// A policy that comes while a rung is being written, or at its very moment, makes
// no rung fire twice and loses none.
func TestWisselTijdensVuren(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, 0)
	begin := p.nu
	b := anders(t, 1, dagen(20, casus.AanCasehouder), dagen(10, casus.AanCoordinator))
	p.tijdens["bereikt-contact"] = []bericht{wissel(0, b)}
	p.draai(voorbeeld(t), inOutreach(), 90*dag)
	require.Empty(t, p.weiger)
	require.Equal(t, []string{"1 dag 44", "2 dag 60"}, p.bereikt(begin), "trede 2 volgt de nieuwe ladder: dag 30 + 20 + 10")
}

// What is no policy of the register is refused before it is stored, as is a sender
// who knows too little; a closed case answers and stays as it is.
func TestWisselWeigert(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, 7)
	zonder := anders(t, 0, dagen(3, casus.AanCasehouder))
	leeg := casus.Beleid{Nr: 9, Versie: "leeg"}
	oud := wissel(33*dag, anders(t, 3, dagen(3, casus.AanCasehouder)))
	weet := 2
	oud.bekend = &weet
	bs := append(inOutreach(), wissel(31*dag, zonder), wissel(31*dag, leeg))
	for i := range 60 {
		bs = append(bs, los(32*dag+time.Duration(i)*time.Minute, casus.Stap{ID: fmt.Sprintf("m%d", i), Soort: casus.StapMeting}))
	}
	p.draai(voorbeeld(t), append(bs, oud), 34*dag)
	require.Contains(t, p.weiger["proef-0"], "geweigerd")
	require.Contains(t, p.weiger["leeg"], "geweigerd")
	require.Contains(t, p.weiger["proef-3"], contract.FoutVerouderd)
	require.Zero(t, p.laatst.Beleid.Nr)
}

// The clock of the server is set forward or back two hours between two runs. No
// rung is lost, none fires twice, and each fires at its own moment by the clock of
// then, or at once when that has passed.
func TestKlokVersprongen(t *testing.T) {
	t.Parallel()
	gewoon := nieuweProef(t, 1)
	s0 := gewoon.draai(voorbeeld(t), inOutreach(), 31*dag)
	for _, verzet := range []time.Duration{2 * time.Hour, -2 * time.Hour} {
		for _, bij := range []time.Duration{13*dag - time.Hour, 14 * dag, 14*dag + 8*time.Hour, 14*dag + 9*time.Hour, 21 * dag} {
			t.Run(fmt.Sprint(verzet, " op ", bij), func(t *testing.T) {
				t.Parallel()
				goed, p := vervolg(t, gewoon, s0), vervolg(t, gewoon, s0)
				begin := goed.nu
				goed.draai(s0, nil, 30*dag)
				s := p.draai(s0, nil, bij) // the server stops
				p.nu = p.nu.Add(verzet)    // and finds another clock
				p.draai(s, nil, begin.Add(30*dag).Sub(p.nu))
				require.NotEmpty(t, goed.bereikt(begin))
				require.Equal(t, goed.treden(), p.treden())
				for i := 1; i <= p.bekend; i++ {
					f := p.feiten[i]
					require.False(t, f.Soort == casus.FeitTrede && f.Vastgelegd.Before(f.Op), "trede %d vuurde voor zijn tijd: %+v", i, f)
				}
			})
		}
	}
}

// vervolg is a proef that goes on where another stands.
func vervolg(t *testing.T, p *proef, s casus.State) *proef {
	t.Helper()
	v := nieuweProef(t, 1)
	v.nu, v.bekend = p.nu, s.Seq
	for k, f := range p.feiten {
		v.feiten[k] = f
	}
	return v
}
