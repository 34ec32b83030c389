package engine

import (
	"context"
	"fmt"

	"go.temporal.io/sdk/client"

	"schakel/internal/contract"
)

// Wissel gives a running case another policy and waits for the answer. The same
// number sent again has the same id, so a redelivery is one.
func (m *Motor) Wissel(ctx context.Context, casusID string, in contract.BeleidIn) (contract.StappenUit, error) {
	h, err := m.Client.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: contract.WorkflowID(casusID), UpdateID: fmt.Sprintf("beleid-%d", in.Beleid.Nr), UpdateName: contract.UpdateBeleid,
		Args: []any{in}, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	return antwoord(ctx, h, err)
}
