package workflows

import (
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"schakel/internal/casus"
	"schakel/internal/contract"
)

// maxPerBericht is how many steps one update may carry.
const maxPerBericht = 25

// keur refuses an update before it is stored in history: the cheap refusal. It
// changes nothing. Only a lone step is refused here; of several, each has its own
// outcome in the answer.
func (k *keten) keur(ctx workflow.Context, in contract.StappenIn) error {
	if n := len(in.Stappen); n == 0 || n > maxPerBericht {
		return geweigerd(&casus.Weigering{Code: casus.Ongeldig, Tekst: "Een bericht draagt 1 tot 25 stappen."})
	}
	if _, ok := k.state.Na(in.Bekend); !ok {
		return temporal.NewNonRetryableApplicationError("de afzender weet te weinig: lees opnieuw", contract.FoutVerouderd, nil)
	}
	if in.Bekend > k.state.Seq {
		// After this run decided its last, the register decided on the closed case: this run is ending, the next one knows.
		return temporal.NewNonRetryableApplicationError("deze uitvoering weet te weinig: zij eindigt", contract.FoutVerouderd, nil)
	}
	if len(in.Stappen) > 1 {
		return nil
	}
	st := in.Stappen[0]
	if _, al := k.state.FeitVan(st.ID); al {
		return nil
	}
	if w := k.state.Mag(st, workflow.Now(ctx)); w != nil {
		return geweigerd(w)
	}
	return nil
}

// regels notes in history by which version of the rules a step was decided that they
// decide differently; only then, since a version costs two events.
func (k *keten) regels(ctx workflow.Context, st casus.Stap) {
	if st.Versie() {
		k.state.Regels = max(k.state.Regels, int(workflow.GetVersion(ctx, "regels", workflow.DefaultVersion, casus.RegelsNu)))
	}
}

// geweigerd carries a refusal as a typed application error; its text says nothing of the case.
func geweigerd(w *casus.Weigering) error {
	return temporal.NewNonRetryableApplicationError("stap geweigerd", contract.FoutGeweigerd, nil, w)
}

// neem takes steps: rule again (the state may have moved since the validator),
// new state, facts as answer. There is no activity here and no waiting, so
// decision and answer are persisted together. A step seen before gets the answer
// it got then.
func (k *keten) neem(ctx workflow.Context, in contract.StappenIn) (contract.StappenUit, error) {
	nu := workflow.Now(ctx)
	var uit contract.StappenUit
	for _, st := range in.Stappen {
		if f, al := k.state.FeitVan(st.ID); al {
			if f.Seq <= in.Bekend {
				uit.Feiten = append(uit.Feiten, f)
			}
			continue
		}
		k.stappen++
		k.regels(ctx, st)
		if _, w := k.state.Verwerk(st, nu); w != nil {
			uit.Weigeringen = append(uit.Weigeringen, contract.StapWeigering{Stap: st.ID, Weigering: *w})
		}
	}
	nieuw, _ := k.state.Na(in.Bekend)
	uit.Feiten = append(uit.Feiten, nieuw...)
	uit.Casus = k.state.Projecteer(nu)
	k.state.Bevestig(in.Bekend)
	k.gewijzigd.SendAsync(true)
	return uit, nil
}
