package product_test

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"schakel/internal/contract"
	"schakel/internal/telemetrie"
	"schakel/workflows"
)

// TestReplayMetSporen: histories that were recorded without tracing replay with it, so
// that it can be switched on and off under running cases.
func TestReplayMetSporen(t *testing.T) {
	t.Parallel()
	uit := tracetest.NewInMemoryExporter()
	sporen, err := telemetrie.Temporal(trace.NewTracerProvider(trace.WithSyncer(uit)))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	err = filepath.WalkDir(filepath.Join("..", "..", "testdata", "histories"), func(pad string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(pad, ".json") {
			return err
		}
		n++
		r, err := worker.NewWorkflowReplayerWithOptions(worker.WorkflowReplayerOptions{Interceptors: []interceptor.WorkerInterceptor{sporen}})
		if err != nil {
			return err
		}
		r.RegisterWorkflowWithOptions(workflows.Casus, workflow.RegisterOptions{Name: contract.WorkflowCasus})
		if err := r.ReplayWorkflowHistoryFromJSONFile(nil, pad); err != nil {
			t.Errorf("%s: %v", pad, err)
		}
		return nil
	})
	if err != nil || n == 0 {
		t.Fatalf("%d histories: %v", n, err)
	}
}
