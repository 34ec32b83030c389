package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"schakel/internal/casus"
)

// inOutreach is a case that was just assigned, and nothing happened yet.
func inOutreach() []bericht { return leven()[:6] }

func los(op time.Duration, st casus.Stap) bericht {
	return bericht{op: op, stappen: []casus.Stap{st}}
}

func afsluiting(op time.Duration) bericht {
	return los(op, casus.Stap{ID: "sluit", Soort: casus.StapAfsluiting, Reden: casus.StructureelWeigerend})
}

// opgeslagen holds the state stored at closing to be the whole of it: the next
// run numbers on from there, so a fact it lacks would be given out twice.
func (p *proef) opgeslagen() {
	p.t.Helper()
	require.NotNil(p.t, p.toestand, "de toestand is nooit opgeslagen")
	require.Equal(p.t, p.bekend, p.toestand.Seq)
	require.Equal(p.t, casus.Afgesloten, p.toestand.Fase)
}

// A case is closed while an earlier rung is still on its way to the register, and
// the register learns of the closing from its answer: the state is stored all the same.
func TestSluitingTerwijlHetRegisterHetAlWeet(t *testing.T) {
	t.Parallel()
	for _, max := range []int{0, 1} {
		p := nieuweProef(t, max)
		p.tijdens["eerste-poging"] = []bericht{
			afsluiting(0),
			{op: 50 * time.Millisecond, stappen: []casus.Stap{{ID: "x", Soort: casus.StapHervatting}, {ID: "y", Soort: casus.StapPlan}}},
		}
		p.draai(voorbeeld(t), inOutreach(), 60*dag)
		require.Equal(t, map[string]string{"x": casus.NietNu, "y": casus.NietNu}, p.weiger)
		require.Equal(t, casus.Afgesloten, p.laatst.Fase)
		p.opgeslagen()
	}
}

// A contact that comes while the closing is being written is kept as after
// closing, and stands in the stored state.
func TestContactTijdensSluiten(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, 0)
	contact := casus.Stap{ID: "laat", Soort: casus.StapContact, Poging: true, Bereikt: true, Op: p.nu.Add(31 * dag)}
	p.tijdens["sluit"] = []bericht{los(0, contact), los(50*time.Millisecond, contact)}
	p.draai(voorbeeld(t), append(inOutreach(), afsluiting(32*dag)), 60*dag)
	require.Empty(t, p.weiger)
	laatste := p.feiten[p.bekend]
	require.Equal(t, "laat", laatste.ID)
	require.True(t, laatste.NaSluiting)
	require.Len(t, p.antwoorden["laat"], 2)
	require.Equal(t, laatste, p.antwoorden["laat"][1].Feiten[len(p.antwoorden["laat"][1].Feiten)-1])
	p.opgeslagen()
	require.Less(t, p.nu.Sub(p.toestand.AfgeslotenOp), time.Minute, "de run bleef openstaan")
}

// A heropening that comes while the closing is being written is taken by the same run.
func TestHeropeningTijdensSluiten(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, 0)
	p.tijdens["sluit"] = []bericht{los(0, casus.Stap{ID: "terug", Soort: casus.StapHeropening})}
	stand := p.draai(voorbeeld(t), append(inOutreach(), afsluiting(32*dag)), 50*dag)
	require.Empty(t, p.weiger)
	require.Equal(t, casus.Outreach, stand.Fase)
	require.Equal(t, "werker", stand.Casehouder)
	terug := 0
	for i := 1; i <= p.bekend; i++ {
		switch {
		case p.feiten[i].ID == "terug":
			terug = i
		case terug > 0:
			require.Equal(t, casus.FeitTrede, p.feiten[i].Soort)
		}
	}
	require.NotZero(t, terug)
	require.Greater(t, p.bekend, terug+2, "de termijnen begonnen niet opnieuw")
	require.Nil(t, p.toestand, "een heropende casus hoort geen slotstand te hebben")
}

// A run that began with a heropening ends as soon as it is closed again; it waits
// for a step only when it had none.
func TestHeropendEnWeerGesloten(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, 0)
	p.draai(voorbeeld(t), append(inOutreach(), afsluiting(32*dag)), 60*dag)
	p.opgeslagen()
	q := nieuweProef(t, 0)
	q.nu, q.bekend = p.toestand.AfgeslotenOp.Add(dag), p.bekend
	weer := afsluiting(time.Hour)
	weer.stappen[0].ID = "weer"
	dicht := q.nu.Add(time.Hour)
	q.draai(*p.toestand, []bericht{los(0, casus.Stap{ID: "terug", Soort: casus.StapHeropening}), weer}, 60*dag)
	require.Empty(t, q.weiger)
	q.opgeslagen()
	require.WithinDuration(t, dicht, q.nu, time.Second, "de run bleef na het sluiten openstaan")
	require.Equal(t, p.bekend+2, q.bekend)
}

// The stored state opens a run as it is: a run that is sent nothing, or only what
// is refused, ends within minutes, whatever the state says of the register.
func TestHeropeningVanOpgeslagenStand(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, 0)
	p.draai(voorbeeld(t), append(inOutreach(), afsluiting(32*dag)), 60*dag)
	for naam, bs := range map[string][]bericht{
		"niets":     nil,
		"geweigerd": {los(0, casus.Stap{ID: "plan", Soort: casus.StapPlan})},
		"contact":   {los(0, casus.Stap{ID: "contact", Soort: casus.StapContact, Op: p.nu})},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			q := nieuweProef(t, 0)
			q.nu, q.bekend, q.toestand = p.nu.Add(dag), p.bekend, p.toestand
			q.draai(*p.toestand, bs, 60*dag)
			require.Less(t, q.nu.Sub(p.nu), dag+2*time.Minute)
			q.opgeslagen()
		})
	}
}
