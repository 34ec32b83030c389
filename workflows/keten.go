package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"schakel/internal/casus"
	"schakel/internal/contract"
)

const (
	// maxStappen per run before it continues as new, far below the server's 2,000 updates.
	maxStappen = 500
	// wachtOpHeropening is how long a run that began closed waits for its step.
	wachtOpHeropening = time.Minute
)

// keten is one run of a case.
type keten struct {
	state casus.State
	max   int
	// stappen counts updates and firings of this run.
	stappen int
	// opgeslagen is the last fact in the state that the register has for a next run.
	opgeslagen int
	// gewijzigd wakes the main loop after a step; one place in it is enough.
	gewijzigd workflow.Channel
	wekker    wekker
	log       log.Logger
	// zichtbaar is what the search attributes say now.
	zichtbaar [2]string
}

// wekker is the one timer, set for the earliest rung.
type wekker struct {
	casus.Wekker
	loopt   workflow.Future
	annulee workflow.CancelFunc
}

// setup initialises the state first and only then lets steps in: a handler may
// run before any other line of the workflow.
func setup(ctx workflow.Context, in contract.CasusIn) (*keten, error) {
	k := &keten{
		state: in.State, max: in.MaxStappen,
		gewijzigd: workflow.NewBufferedChannel(ctx, 1), log: workflow.GetLogger(ctx),
	}
	if k.max <= 0 {
		k.max = maxStappen
	}
	if in.State.Fase == casus.Afgesloten {
		k.opgeslagen = in.State.Seq // where this run comes from
	}
	if workflow.GetInfo(ctx).ContinuedExecutionRunID != "" {
		k.zichtbaar = [2]string{string(in.State.Fase), string(in.State.Urgentie)} // carried over by the server
	}
	err := workflow.SetUpdateHandlerWithOptions(ctx, contract.UpdateStappen, k.neem, workflow.UpdateHandlerOptions{
		Validator: k.keur, Description: "één of meer stappen van deze casus",
	})
	if err == nil {
		err = k.luisterBeleid(ctx)
	}
	if err != nil {
		return nil, err
	}
	err = workflow.SetQueryHandlerWithOptions(ctx, contract.QueryStand, func() (casus.State, error) { return k.state, nil },
		workflow.QueryHandlerOptions{Description: "de hele toestand, zonder persoonsgegevens"})
	return k, err
}

// tot runs the case as long as it is in fase: it sleeps to the earliest rung,
// fires it, and answers the phase a step brought it to. Between two of these it
// may continue as new.
func (k *keten) tot(ctx workflow.Context, fase casus.Fase) (casus.Fase, error) {
	for k.state.Fase == fase {
		if k.vol(ctx) {
			return fase, k.opnieuw(ctx)
		}
		if err := k.zoekbaar(ctx); err != nil {
			return fase, err
		}
		k.zet(ctx)
		if k.slaap(ctx) {
			k.stappen++
			k.state.Vuur(k.wekker.Wekker, workflow.Now(ctx))
			k.wekker = wekker{}
			if err := k.vastleggen(ctx); err != nil {
				return fase, err
			}
		}
		if err := ctx.Err(); err != nil {
			return fase, err
		}
	}
	return k.state.Fase, nil
}

// zet sets the timer to the earliest rung; it touches nothing when that is unchanged.
func (k *keten) zet(ctx workflow.Context) {
	w, ok := k.state.Volgende()
	if ok && k.wekker.loopt != nil && w.Wek.Equal(k.wekker.Wek) {
		k.wekker.Wekker = w
		return
	}
	if k.wekker.loopt != nil {
		k.wekker.annulee()
		k.wekker = wekker{}
	}
	if !ok {
		return
	}
	tctx, annulee := workflow.WithCancel(ctx)
	loopt := workflow.NewTimerWithOptions(tctx, max(0, w.Wek.Sub(workflow.Now(ctx))), workflow.TimerOptions{
		Summary: fmt.Sprintf("%s, trede %d", w.Soort, w.Trede),
	})
	k.wekker = wekker{Wekker: w, loopt: loopt, annulee: annulee}
}

// slaap waits for a step or for the timer; true when the timer fired.
func (k *keten) slaap(ctx workflow.Context) bool {
	var af bool
	s := workflow.NewSelector(ctx)
	s.AddReceive(k.gewijzigd, func(c workflow.ReceiveChannel, _ bool) { c.Receive(ctx, nil) })
	s.AddReceive(ctx.Done(), func(workflow.ReceiveChannel, bool) {})
	if k.wekker.loopt != nil {
		s.AddFuture(k.wekker.loopt, func(f workflow.Future) { af = f.Get(ctx, nil) == nil })
	}
	s.Select(ctx)
	return af
}

// vol reports whether this run has had enough and nothing is being answered.
func (k *keten) vol(ctx workflow.Context) bool {
	return (k.stappen >= k.max || workflow.GetInfo(ctx).GetContinueAsNewSuggested()) && workflow.AllHandlersFinished(ctx)
}

func (k *keten) opnieuw(ctx workflow.Context) error {
	return workflow.NewContinueAsNewError(ctx, contract.WorkflowCasus, contract.CasusIn{State: k.state, MaxStappen: k.max})
}

// vastleggen writes what the register may still miss, and at closing the state,
// which no answer to a step carries. It is tried until it succeeds: the case's
// clocks wait while the register is away, and nothing is lost.
func (k *keten) vastleggen(ctx workflow.Context) error {
	feiten, _ := k.state.Na(k.state.Geregistreerd)
	gesloten := k.state.Fase == casus.Afgesloten
	if len(feiten) == 0 && !gesloten {
		return nil
	}
	seq := k.state.Seq
	in := contract.VastleggenIn{CasusID: k.state.ID, Feiten: feiten, Casus: k.state.Projecteer(workflow.Now(ctx))}
	if gesloten {
		toestand := k.state
		toestand.Feiten = nil
		in.Toestand = &toestand
	}
	actx := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 10 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: 200 * time.Millisecond, MaximumInterval: 15 * time.Second},
		Summary:             "feiten naar het register",
	})
	if err := workflow.ExecuteActivity(actx, contract.ActVastleggen, in).Get(actx, nil); err != nil {
		return err
	}
	k.state.Bevestig(seq)
	if gesloten {
		k.opgeslagen = seq
	}
	return nil
}

// zoekbaar keeps the two search attributes and the details that Temporal's UI
// shows; only when they change, since each change costs an event and a write.
func (k *keten) zoekbaar(ctx workflow.Context) error {
	nu := [2]string{string(k.state.Fase), string(k.state.Urgentie)}
	if nu == k.zichtbaar || nu[0] == "" {
		return nil
	}
	k.zichtbaar = nu
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("Fase %s, urgentie %s, %d feiten", nu[0], nu[1], k.state.Seq))
	return workflow.UpsertTypedSearchAttributes(ctx,
		temporal.NewSearchAttributeKeyKeyword(contract.ZoekFase).ValueSet(nu[0]),
		temporal.NewSearchAttributeKeyKeyword(contract.ZoekUrgentie).ValueSet(nu[1]))
}
