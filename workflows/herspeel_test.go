package workflows_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/temporalproto"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/workflows"
)

// besluiten is what a run decided: the answers to its updates by their id, and in
// order what its activities were given, how long its timers were and what it
// continued with. A replay by Temporal compares the kinds of these only: a rule that
// changed without a version would pass, and a running case would remember something
// else than the register was told.
type besluiten struct {
	antwoorden map[string]string
	rest       []string
}

// kern is what may not differ: facts, refusals, phase, regie and terms. What a
// projection shows beside these may grow.
func kern(fs []casus.Feit, ws []contract.StapWeigering, p casus.Projectie) string {
	return tekst(struct {
		Feiten      []casus.Feit
		Weigeringen []contract.StapWeigering
		Seq         int
		Fase        casus.Fase
		Regie       casus.Regiehouder
		Termijnen   []casus.TermijnStand
	}{fs, ws, p.Seq, p.Fase, p.Regie, p.Termijnen})
}

func vastgelegd(in contract.VastleggenIn) string {
	return "activity " + kern(in.Feiten, nil, in.Casus)
}

func antwoord(uit contract.StappenUit) string { return kern(uit.Feiten, uit.Weigeringen, uit.Casus) }

func opnieuw(in contract.CasusIn) string {
	s := in.State
	return "opnieuw " + kern(s.Feiten, nil, casus.Projectie{Seq: s.Seq, Fase: s.Fase, Regie: s.Regie, Termijnen: s.Termijnen()})
}

// TestReplayBesluitHetzelfde holds today's rules to every decision in every history.
func TestReplayBesluitHetzelfde(t *testing.T) {
	t.Parallel()
	n := 0
	err := filepath.WalkDir(mapHistories, func(pad string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(pad, ".json") {
			return err
		}
		n++
		t.Run(strings.TrimPrefix(pad, mapHistories+"/"), func(t *testing.T) {
			t.Parallel()
			toen, nu := beslotenToen(t, pad), besluitNu(t, pad, workflows.Casus)
			if len(toen.rest) == 0 || len(toen.antwoorden) == 0 {
				t.Error("een history zonder besluiten")
			}
			for _, v := range verschillen(toen, nu) {
				t.Error(v)
			}
		})
		return nil
	})
	if err != nil || n == 0 {
		t.Fatalf("%d histories gevonden, %v", n, err)
	}
}

// TestReplayZietAndereRegel shows that this can fail where a plain replay cannot: a
// rung that tells somebody else leaves every command as it was.
func TestReplayZietAndereRegel(t *testing.T) {
	t.Parallel()
	wf := func(ctx workflow.Context, in contract.CasusIn) error {
		in.State.Beleid.Termijnen = slices.Clone(in.State.Beleid.Termijnen) // what is read is shared
		for i, r := range in.State.Beleid.Termijnen {
			in.State.Beleid.Termijnen[i].Ladder = slices.Clone(r.Ladder)
			in.State.Beleid.Termijnen[i].Ladder[0].Aan = casus.AanStuurgroep
		}
		return workflows.Casus(ctx, in)
	}
	pad := filepath.Join(mapHistories, release, "hele-keten.json")
	if err := speelAf(pad, wf); err != nil {
		t.Fatalf("dit zou een gewone replay niet moeten zien: %v", err)
	}
	if len(verschillen(beslotenToen(t, pad), besluitNu(t, pad, wf))) == 0 {
		t.Error("een andere regel speelde zonder verschil af")
	}
}

// verschillen names every difference.
func verschillen(toen, nu besluiten) []string {
	var uit []string
	for id, a := range toen.antwoorden {
		if b := nu.antwoorden[id]; a != b {
			uit = append(uit, fmt.Sprintf("update %s antwoordt anders:\ntoen %s\nnu   %s", id, a, b))
		}
	}
	for i := range max(len(toen.rest), len(nu.rest)) {
		if a, b := op(toen.rest, i), op(nu.rest, i); a != b {
			uit = append(uit, fmt.Sprintf("besluit %d:\ntoen %s\nnu   %s", i, a, b))
		}
	}
	return uit
}

func op(rij []string, i int) string {
	if i < len(rij) {
		return rij[i]
	}
	return "niets"
}

// tekst is called by who listens to a replay, never by a workflow.
//
//workflowcheck:ignore
func tekst(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// beslotenToen reads what a history holds.
func beslotenToen(t *testing.T, pad string) besluiten {
	t.Helper()
	b, err := os.ReadFile(pad)
	if err != nil {
		t.Fatal(err)
	}
	var h historypb.History
	if err := (temporalproto.CustomJSONUnmarshalOptions{}).Unmarshal(b, &h); err != nil {
		t.Fatal(err)
	}
	uit := besluiten{antwoorden: map[string]string{}}
	for _, e := range h.GetEvents() {
		switch {
		case e.GetTimerStartedEventAttributes() != nil:
			uit.rest = append(uit.rest, "timer "+e.GetTimerStartedEventAttributes().GetStartToFireTimeout().AsDuration().String())
		case e.GetActivityTaskScheduledEventAttributes() != nil:
			uit.rest = append(uit.rest, vastgelegd(uitPayload[contract.VastleggenIn](t, e.GetActivityTaskScheduledEventAttributes().GetInput())))
		case e.GetWorkflowExecutionContinuedAsNewEventAttributes() != nil:
			uit.rest = append(uit.rest, opnieuw(uitPayload[contract.CasusIn](t, e.GetWorkflowExecutionContinuedAsNewEventAttributes().GetInput())))
		case e.GetWorkflowExecutionUpdateCompletedEventAttributes() != nil:
			a := e.GetWorkflowExecutionUpdateCompletedEventAttributes()
			uit.antwoorden[a.GetMeta().GetUpdateId()] = antwoord(uitPayload[contract.StappenUit](t, a.GetOutcome().GetSuccess()))
		}
	}
	return uit
}

// uitPayload reads a payload as today's types do: what they do not know any more shows as a difference.
func uitPayload[T any](t *testing.T, p *commonpb.Payloads) T {
	t.Helper()
	var v T
	if err := converter.GetDefaultDataConverter().FromPayloads(p, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// besluitNu replays a history and listens to what today's code decides.
func besluitNu(t *testing.T, pad string, wf any) besluiten {
	t.Helper()
	l := &luisteraar{besluiten: besluiten{antwoorden: map[string]string{}}}
	r, err := worker.NewWorkflowReplayerWithOptions(worker.WorkflowReplayerOptions{Interceptors: []interceptor.WorkerInterceptor{l}})
	if err != nil {
		t.Fatal(err)
	}
	r.RegisterWorkflowWithOptions(wf, workflow.RegisterOptions{Name: contract.WorkflowCasus})
	if err := r.ReplayWorkflowHistoryFromJSONFile(nil, pad); err != nil {
		t.Fatal(err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.besluiten
}

// luisteraar notes what a workflow decides, on its way in and on its way out.
type luisteraar struct {
	interceptor.WorkerInterceptorBase
	mu sync.Mutex
	besluiten
}

func (l *luisteraar) InterceptWorkflow(_ workflow.Context, next interceptor.WorkflowInboundInterceptor) interceptor.WorkflowInboundInterceptor {
	in := &luistertIn{l: l}
	in.Next = next
	return in
}

// timer is not noted when it fires at once: that leaves no event.
func (l *luisteraar) timer(d time.Duration) {
	if d > 0 {
		l.noteer("timer " + d.String())
	}
}

func (l *luisteraar) noteer(wat string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest = append(l.rest, wat)
}

type luistertIn struct {
	interceptor.WorkflowInboundInterceptorBase
	l *luisteraar
}

func (i *luistertIn) Init(uit interceptor.WorkflowOutboundInterceptor) error {
	o := &luistertUit{l: i.l}
	o.Next = uit
	return i.Next.Init(o)
}

func (i *luistertIn) ExecuteUpdate(ctx workflow.Context, in *interceptor.UpdateInput) (any, error) {
	id := workflow.GetCurrentUpdateInfo(ctx).ID
	v, err := i.Next.ExecuteUpdate(ctx, in)
	if uit, ok := v.(contract.StappenUit); ok {
		i.l.mu.Lock()
		defer i.l.mu.Unlock()
		i.l.antwoorden[id] = antwoord(uit)
	}
	return v, err
}

type luistertUit struct {
	interceptor.WorkflowOutboundInterceptorBase
	l *luisteraar
}

func (o *luistertUit) NewTimerWithOptions(ctx workflow.Context, d time.Duration, opties workflow.TimerOptions) workflow.Future {
	o.l.timer(d)
	return o.Next.NewTimerWithOptions(ctx, d, opties)
}

func (o *luistertUit) NewTimer(ctx workflow.Context, d time.Duration) workflow.Future {
	o.l.timer(d)
	return o.Next.NewTimer(ctx, d)
}

func (o *luistertUit) ExecuteActivity(ctx workflow.Context, naam string, args ...any) workflow.Future {
	if in, ok := args[0].(contract.VastleggenIn); ok {
		o.l.noteer(vastgelegd(in))
	}
	return o.Next.ExecuteActivity(ctx, naam, args...)
}

func (o *luistertUit) NewContinueAsNewError(ctx workflow.Context, wf any, args ...any) error {
	if in, ok := args[0].(contract.CasusIn); ok {
		o.l.noteer(opnieuw(in))
	}
	return o.Next.NewContinueAsNewError(ctx, wf, args...)
}
