// Package workflows is the chain as durable code: one workflow per case, from
// aanmelding to afgesloten. It decides nothing by itself: the rules are those of
// package casus; this package gives them time, order and memory.
//
// A case is in one phase at a time. Steps arrive as updates and are decided in
// the handler, without an activity; rungs of terms fire by one timer and are
// written to the register by an activity. A run ends at closing, when the
// register has the whole state, or continues as new with nothing lost.
//
// Only deterministic code may stand here: no clock but workflow.Now, no map
// ranged over, no goroutine, no file, no global.
package workflows

import (
	"go.temporal.io/sdk/workflow"

	"schakel/internal/casus"
	"schakel/internal/contract"
)

// Casus runs one case. It never fails: a refused step is an answer, and an
// activity is tried until it succeeds.
func Casus(ctx workflow.Context, in contract.CasusIn) error {
	k, err := setup(ctx, in)
	if err != nil {
		return err
	}
	return k.run(ctx)
}

// run walks the chain: every phase returns the next one.
func (k *keten) run(ctx workflow.Context) error {
	fase, err := k.state.Fase, error(nil)
	for {
		switch fase {
		case begin:
			fase, err = k.begin(ctx)
		case casus.Aanmelding:
			fase, err = k.aanmelding(ctx)
		case casus.Quickscan:
			fase, err = k.quickscan(ctx)
		case casus.Wachtlijst:
			fase, err = k.wachtlijst(ctx)
		case casus.Outreach:
			fase, err = k.outreach(ctx)
		case casus.Overdragen:
			fase, err = k.overdracht(ctx)
		case casus.Nazorg:
			fase, err = k.nazorg(ctx)
		case casus.Afgesloten:
			fase, err = k.afgesloten(ctx)
		default: // einde
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// begin and einde are where a run is before the aanmelding and after the last fact.
const (
	begin casus.Fase = ""
	einde casus.Fase = "einde"
)

// begin waits for the aanmelding, which comes with the start.
func (k *keten) begin(ctx workflow.Context) (casus.Fase, error) {
	return k.tot(ctx, begin)
}

// aanmelding: ctb receives it, or puts a question to the verwijzer, who holds regie.
func (k *keten) aanmelding(ctx workflow.Context) (casus.Fase, error) {
	return k.tot(ctx, casus.Aanmelding)
}

// quickscan: is this bemoeizorg? If in doubt a sneloverleg.
func (k *keten) quickscan(ctx workflow.Context) (casus.Fase, error) {
	return k.tot(ctx, casus.Quickscan)
}

// wachtlijst: no fitting capacity yet; the verwijzer keeps regie.
func (k *keten) wachtlijst(ctx workflow.Context) (casus.Fase, error) {
	return k.tot(ctx, casus.Wachtlijst)
}

// outreach: contact until the client is really reached, trust, plan; opschaling beside it.
func (k *keten) outreach(ctx workflow.Context) (casus.Fase, error) {
	return k.tot(ctx, casus.Outreach)
}

// overdracht: offered, accepted, talked over, and landed with the receiver's own first contact.
func (k *keten) overdracht(ctx workflow.Context) (casus.Fase, error) {
	return k.tot(ctx, casus.Overdragen)
}

// nazorg: check-ins by the receiver, who holds regie.
func (k *keten) nazorg(ctx workflow.Context) (casus.Fase, error) {
	return k.tot(ctx, casus.Nazorg)
}

// afgesloten ends the run once the register has everything, the state for a next
// run too. A run that began closed waits for its heropening, which comes with the
// start or soon after.
func (k *keten) afgesloten(ctx workflow.Context) (casus.Fase, error) {
	if k.state.Seq == k.opgeslagen {
		open := func() bool { return k.state.Fase != casus.Afgesloten }
		if _, err := workflow.AwaitWithTimeout(ctx, wachtOpHeropening, open); err != nil {
			return einde, err
		}
	}
	for k.state.Fase == casus.Afgesloten && k.state.Seq > k.opgeslagen {
		if err := k.vastleggen(ctx); err != nil {
			return einde, err
		}
	}
	if k.state.Fase != casus.Afgesloten {
		return k.state.Fase, nil
	}
	return einde, k.zoekbaar(ctx)
}
