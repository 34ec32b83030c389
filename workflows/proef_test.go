package workflows_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
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
	// tijdens are messages sent in the window in which the activity that carries
	// the named fact is under way: its first attempt then fails, and the next comes
	// 200 ms later. Of these messages, op counts from that moment.
	tijdens map[string][]bericht
	// faaltTijdens is how many attempts more fail then.
	faaltTijdens int
	// toestand is what was stored at closing.
	toestand *casus.State
	weiger   map[string]string
	// antwoorden are all answers to a message, by the id of its first step.
	antwoorden map[string][]contract.StappenUit
	// vastgelegd is what the activity was given, each time it succeeded.
	vastgelegd []contract.VastleggenIn
	// bij is called with the id of a message's first step when it is answered.
	bij func(stap string)
	// timers is how many timers were started.
	timers int
	env    *testsuite.TestWorkflowEnvironment
}

func nieuweProef(t *testing.T, maxStappen int) *proef {
	t.Helper()
	return &proef{
		t: t, max: maxStappen, nu: time.Date(2026, 3, 25, 9, 0, 0, 0, time.UTC), // the clock changes four days later
		feiten: map[int]casus.Feit{}, weiger: map[string]string{}, antwoorden: map[string][]contract.StappenUit{}, tijdens: map[string][]bericht{},
	}
}

// bericht is what is sent at a moment after the start of the case.
type bericht struct {
	op      time.Duration
	stappen []casus.Stap
	// bekend is what the sender knew of the register; nil: all there was.
	bekend *int
	// wissel sends a policy instead of steps.
	wissel *casus.Beleid
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
	env.SetWorkerOptions(worker.Options{Interceptors: []interceptor.WorkerInterceptor{&volhouder{}}})
	env.SetOnTimerScheduledListener(func(string, time.Duration) { p.timers++ })
	p.env = env
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
	var geannuleerd *temporal.CanceledError
	if err := env.GetWorkflowError(); !errors.As(err, &geannuleerd) {
		require.NoError(p.t, err)
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
	if b.wissel != nil {
		p.stuurWissel(env, b, n)
		return
	}
	in := contract.StappenIn{Stappen: b.stappen, Bekend: p.bekend}
	if b.bekend != nil {
		in.Bekend = *b.bekend
	}
	env.UpdateWorkflow(contract.UpdateStappen, fmt.Sprintf("%s-%d", b.stappen[0].ID, n), &testsuite.TestUpdateCallback{
		OnAccept: func() {},
		OnReject: func(err error) { p.weiger[b.stappen[0].ID] = err.Error() },
		OnComplete: func(v any, err error) {
			require.NoError(p.t, err)
			uit, ok := v.(contract.StappenUit)
			require.True(p.t, ok)
			p.antwoorden[b.stappen[0].ID] = append(p.antwoorden[b.stappen[0].ID], uit)
			if p.bij != nil {
				p.bij(b.stappen[0].ID)
			}
			for _, w := range uit.Weigeringen {
				p.weiger[w.Stap] = w.Code
			}
			p.schrijf(uit.Feiten, uit.Casus)
		},
	}, in)
}

// vastleggen stands in for the register: what the activity writes.
func (p *proef) vastleggen(_ context.Context, in contract.VastleggenIn) error {
	if p.stuurTijdens(in) || p.faalt > 0 {
		p.faalt = max(0, p.faalt-1)
		return errors.New("het register is weg")
	}
	p.vastgelegd = append(p.vastgelegd, in)
	p.schrijf(in.Feiten, in.Casus)
	if in.Toestand != nil && in.Toestand.Seq >= p.bekend { // as the register: never an older one
		p.toestand = in.Toestand
	}
	return nil
}

// stuurTijdens sends what was to come while this activity is under way.
func (p *proef) stuurTijdens(in contract.VastleggenIn) bool {
	gestuurd := false
	for _, f := range in.Feiten {
		naam := f.ID
		if f.Soort == casus.FeitTrede {
			naam = string(f.Termijn)
		}
		for i, b := range p.tijdens[naam] {
			p.env.RegisterDelayedCallback(func() { p.stuur(p.env, b, 1000+i) }, b.op+time.Millisecond)
			gestuurd = true
		}
		if gestuurd {
			p.faalt, p.faaltTijdens = p.faalt+p.faaltTijdens, 0
		}
		delete(p.tijdens, naam)
	}
	return gestuurd
}

// volhouder lets an activity be tried as often as on a server; the test
// environment would give up at ten attempts.
type volhouder struct {
	interceptor.WorkerInterceptorBase
}

func (v *volhouder) InterceptWorkflow(_ workflow.Context, next interceptor.WorkflowInboundInterceptor) interceptor.WorkflowInboundInterceptor {
	i := &volhoudend{}
	i.Next = next
	return i
}

type volhoudend struct {
	interceptor.WorkflowInboundInterceptorBase
}

func (v *volhoudend) Init(uit interceptor.WorkflowOutboundInterceptor) error {
	i := &volhoudendUit{}
	i.Next = uit
	return v.Next.Init(i)
}

type volhoudendUit struct {
	interceptor.WorkflowOutboundInterceptorBase
}

func (v *volhoudendUit) ExecuteActivity(ctx workflow.Context, naam string, args ...any) workflow.Future {
	rp := *workflow.GetActivityOptions(ctx).RetryPolicy
	if rp.MaximumAttempts == 0 {
		rp.MaximumAttempts = 1_000
	}
	return v.Next.ExecuteActivity(workflow.WithRetryPolicy(ctx, rp), naam, args...)
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

// treden lists the rungs that fired, with the moments they were due and fired.
func (p *proef) treden() []string {
	var uit []string
	for i := 1; i <= p.bekend; i++ {
		if f := p.feiten[i]; f.Soort == casus.FeitTrede {
			uit = append(uit, fmt.Sprintf("%s %s/%d %v", f.Op.UTC().Format(time.RFC3339), f.Termijn, f.Trede, f.Meldingen))
		}
	}
	return uit
}

func (p *proef) feitVan(stap string) casus.Feit {
	p.t.Helper()
	return feitIn(contract.StappenUit{Feiten: slices.Collect(maps.Values(p.feiten))}, stap)
}

// feitIn is the fact of a step in an answer; the zero Feit when it is not there.
func feitIn(a contract.StappenUit, stap string) casus.Feit {
	i := slices.IndexFunc(a.Feiten, func(f casus.Feit) bool { return f.ID == stap })
	if i < 0 {
		return casus.Feit{}
	}
	return a.Feiten[i]
}

type stil struct{}

func (stil) Debug(string, ...any) {}
func (stil) Info(string, ...any)  {}
func (stil) Warn(string, ...any)  {}
func (stil) Error(string, ...any) {}
