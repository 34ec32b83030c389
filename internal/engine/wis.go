package engine

import (
	"context"
	"errors"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"

	"schakel/internal/contract"
)

// WisHistorie deletes every run of a case, running or not, with its history and its row in visibility, and answers how many it found. Temporal
// deletes a little later than it says: nothing is left once a call finds none. The error is [ErrWeg] when Temporal does not answer.
func (m *Motor) WisHistorie(ctx context.Context, casusID string) (int, error) {
	runs, err := m.runs(ctx, contract.WorkflowID(casusID))
	if err != nil {
		return 0, vertaal(err)
	}
	for _, run := range runs {
		_, err := m.Client.WorkflowService().DeleteWorkflowExecution(ctx, &workflowservice.DeleteWorkflowExecutionRequest{
			Namespace: m.naamruimte, WorkflowExecution: &commonpb.WorkflowExecution{WorkflowId: contract.WorkflowID(casusID), RunId: run},
		})
		var weg *serviceerror.NotFound
		if err != nil && !errors.As(err, &weg) { // gone meanwhile
			return len(runs), vertaal(err)
		}
	}
	return len(runs), nil
}

// runs are those that visibility knows, and the present one, which visibility may learn of later.
func (m *Motor) runs(ctx context.Context, id string) ([]string, error) {
	uit := map[string]bool{}
	d, err := m.Client.DescribeWorkflowExecution(ctx, id, "")
	var weg *serviceerror.NotFound
	switch {
	case err == nil:
		uit[d.GetWorkflowExecutionInfo().GetExecution().GetRunId()] = true
	case !errors.As(err, &weg):
		return nil, err
	}
	var blad []byte
	for {
		l, err := m.Client.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
			Namespace: m.naamruimte, Query: `WorkflowId = "` + id + `"`, NextPageToken: blad,
		})
		if err != nil {
			return nil, err
		}
		for _, e := range l.GetExecutions() {
			uit[e.GetExecution().GetRunId()] = true
		}
		if blad = l.GetNextPageToken(); len(blad) == 0 {
			break
		}
	}
	var runs []string
	for run := range uit {
		runs = append(runs, run)
	}
	return runs, nil
}
