package workflows

import (
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"schakel/internal/casus"
	"schakel/internal/contract"
)

// luisterBeleid lets a policy in. It needs no GetVersion: an update that old
// histories do not hold changes nothing in how they replay (decision 0040).
func (k *keten) luisterBeleid(ctx workflow.Context) error {
	return workflow.SetUpdateHandlerWithOptions(ctx, contract.UpdateBeleid, k.wissel, workflow.UpdateHandlerOptions{
		Validator: k.keurWissel, Description: "een ander beleid voor deze casus",
	})
}

// keurWissel refuses before anything is stored in history.
func (k *keten) keurWissel(in contract.BeleidIn) error {
	if in.Beleid.Nr <= 0 || in.Beleid.Versie == "" || len(in.Beleid.Termijnen) == 0 {
		return geweigerd(&casus.Weigering{Code: casus.Ongeldig, Tekst: "Dit is geen beleid uit het register."})
	}
	if _, ok := k.state.Na(in.Bekend); !ok {
		return temporal.NewNonRetryableApplicationError("de afzender weet te weinig: lees opnieuw", contract.FoutVerouderd, nil)
	}
	return nil
}

// wissel replaces the policy and wakes the main loop, which sets the timer anew.
// Like a step it has no activity and no waiting; asked again it changes nothing.
func (k *keten) wissel(ctx workflow.Context, in contract.BeleidIn) (contract.StappenUit, error) {
	nu := workflow.Now(ctx)
	if _, ja := k.state.Wissel(in.Beleid, in.Door, nu); ja {
		k.stappen++
		k.gewijzigd.SendAsync(true)
	}
	feiten, _ := k.state.Na(in.Bekend)
	uit := contract.StappenUit{Feiten: feiten, Casus: k.state.Projecteer(nu)}
	k.state.Bevestig(in.Bekend)
	return uit, nil
}
