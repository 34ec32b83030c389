package workflows_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/workflows"
)

// proef runs one case under time skipping, across as many runs as it takes: where
// a run continues as new, the next one goes on at that moment with what was carried
// over, after a trip through JSON as on a real server.
type proef struct {
	t   *testing.T
	nu  time.Time
	max int

	feiten map[int]casus.Feit // what the register would have
	bekend int
	laatst casus.Projectie
	runs   int
	// faalt makes the first n attempts of the activity fail.
	faalt int
	// toestand is what was stored at closing.
	toestand *casus.State
	weiger   map[string]string
}

func nieuweProef(t *testing.T, maxStappen int) *proef {
	t.Helper()
	return &proef{
		t: t, max: maxStappen, nu: time.Date(2026, 3, 25, 9, 0, 0, 0, time.UTC), // the clock changes four days later
		feiten: map[int]casus.Feit{}, weiger: map[string]string{},
	}
}

// bericht is what is sent at a moment after the start of the case.
type bericht struct {
	op      time.Duration
	stappen []casus.Stap
}

// draai sends the messages and lets the case live until tot.
func (p *proef) draai(s casus.State, berichten []bericht, tot time.Duration) casus.State {
	begin := p.nu
	for {
		p.runs++
		require.Less(p.t, p.runs, 500, "te veel runs")
		volgende, door := p.run(s, begin, &berichten, begin.Add(tot))
		if !door {
			return volgende
		}
		s = volgende
	}
}

// run is one run; it answers the state it ended with and whether it continued as new.
func (p *proef) run(s casus.State, begin time.Time, berichten *[]bericht, tot time.Time) (casus.State, bool) {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(stil{})
	env := suite.NewTestWorkflowEnvironment()
	env.SetStartTime(p.nu)
	env.SetTestTimeout(time.Minute)
	env.SetWorkflowRunTimeout(100 * 365 * 24 * time.Hour)
	env.RegisterWorkflowWithOptions(workflows.Casus, workflow.RegisterOptions{Name: contract.WorkflowCasus})
	env.RegisterActivityWithOptions(p.vastleggen, activity.RegisterOptions{Name: contract.ActVastleggen})
	for i, b := range *berichten {
		env.RegisterDelayedCallback(func() {
			*berichten = (*berichten)[1:]
			p.stuur(env, b, i)
		}, max(0, begin.Add(b.op).Sub(p.nu)))
	}
	var stand casus.State
	env.RegisterDelayedCallback(func() {
		stand = p.stand(env)
		env.CancelWorkflow()
	}, max(time.Millisecond, tot.Sub(p.nu)))
	env.ExecuteWorkflow(contract.WorkflowCasus, contract.CasusIn{State: s, MaxStappen: p.max})
	p.nu = env.Now()
	var opnieuw *workflow.ContinueAsNewError
	if errors.As(env.GetWorkflowError(), &opnieuw) {
		var in contract.CasusIn
		require.NoError(p.t, converter.GetDefaultDataConverter().FromPayloads(opnieuw.Input, &in))
		return in.State, true
	}
	if stand.ID == "" && p.toestand != nil {
		stand = *p.toestand
	}
	return stand, false
}

func (p *proef) stand(env *testsuite.TestWorkflowEnvironment) casus.State {
	v, err := env.QueryWorkflow(contract.QueryStand)
	require.NoError(p.t, err)
	var s casus.State
	require.NoError(p.t, v.Get(&s))
	return s
}

func (p *proef) stuur(env *testsuite.TestWorkflowEnvironment, b bericht, n int) {
	in := contract.StappenIn{Stappen: b.stappen, Bekend: p.bekend}
	env.UpdateWorkflow(contract.UpdateStappen, fmt.Sprintf("%s-%d", b.stappen[0].ID, n), &testsuite.TestUpdateCallback{
		OnAccept: func() {},
		OnReject: func(err error) { p.weiger[b.stappen[0].ID] = err.Error() },
		OnComplete: func(v any, err error) {
			require.NoError(p.t, err)
			uit, ok := v.(contract.StappenUit)
			require.True(p.t, ok)
			for _, w := range uit.Weigeringen {
				p.weiger[w.Stap] = w.Code
			}
			p.schrijf(uit.Feiten, uit.Casus)
		},
	}, in)
}

// vastleggen stands in for the register: what the activity writes.
func (p *proef) vastleggen(_ context.Context, in contract.VastleggenIn) error {
	if p.faalt > 0 {
		p.faalt--
		return errors.New("het register is weg")
	}
	p.schrijf(in.Feiten, in.Casus)
	if in.Toestand != nil {
		p.toestand = in.Toestand
	}
	return nil
}

// schrijf is idempotent on the number, and refuses a gap, as the register does.
func (p *proef) schrijf(fs []casus.Feit, c casus.Projectie) {
	for _, f := range fs {
		if f.Seq <= p.bekend {
			require.Equal(p.t, p.feiten[f.Seq].ID, f.ID, "een ander feit met hetzelfde nummer")
			continue
		}
		require.Equal(p.t, p.bekend+1, f.Seq, "een gat in de feiten")
		p.feiten[f.Seq], p.bekend, p.laatst = f, f.Seq, c
	}
}

// verloop is what happened, as lines that two lives can be compared by.
func (p *proef) verloop() []string {
	var uit []string
	for i := 1; i <= p.bekend; i++ {
		f := p.feiten[i]
		uit = append(uit, fmt.Sprintf("%d %s %s %s/%d %s %v %v", f.Seq, f.Soort, f.Op.UTC().Format(time.RFC3339), f.Termijn, f.Trede, f.Fase, f.Meldingen, f.Vervallen))
	}
	return uit
}

type stil struct{}

func (stil) Debug(string, ...any) {}
func (stil) Info(string, ...any)  {}
func (stil) Warn(string, ...any)  {}
func (stil) Error(string, ...any) {}
