package main

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

// kaal is the least one can do: an Update that changes one number in a workflow
// that waits on a timer, and an insert of one row behind Gin.
type kaal struct {
	client client.Client
	worker worker.Worker
	rijen  *rijen
}

const kaleRij = "kaal"

// kaleWorkflow waits for a year and counts.
func kaleWorkflow(ctx workflow.Context) error {
	n := 0
	err := workflow.SetUpdateHandler(ctx, "kaal", func(workflow.Context, string) (int, error) {
		n++
		return n, nil
	})
	if err != nil {
		return err
	}
	return workflow.Sleep(ctx, 365*24*time.Hour)
}

func nieuwKaal(ctx context.Context, g *gezin) (*kaal, error) {
	k := &kaal{client: g.motor.Client}
	k.worker = worker.New(k.client, kaleRij, worker.Options{MaxConcurrentWorkflowTaskPollers: 8, DisableWorkflowWorker: false})
	k.worker.RegisterWorkflowWithOptions(kaleWorkflow, workflow.RegisterOptions{Name: kaleRij})
	if err := k.worker.Start(); err != nil {
		return nil, err
	}
	err := g.sql(ctx, "postgres", func(c *pgx.Conn) error {
		_, err := c.Exec(ctx, `CREATE DATABASE kaal`)
		return err
	})
	if err != nil {
		return nil, err
	}
	k.rijen, err = nieuweRijen(ctx, g.pg.DSN("kaal"))
	return k, err
}

func (k *kaal) stop() error {
	k.worker.Stop()
	return k.rijen.stop()
}

// insert is one row through Gin.
func (k *kaal) insert(ctx context.Context, c *http.Client) (time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, k.rijen.url+"/rij",
		strings.NewReader(`{"tekst":"Aan de keukentafel gezeten; de post ligt ongeopend."}`))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	begin := time.Now()
	_, _, err = doe(c, req)
	return time.Since(begin), err
}

// begin starts a bare workflow.
func (k *kaal) begin(ctx context.Context) (string, error) {
	run, err := k.client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: "kaal-" + uuid.NewString(), TaskQueue: kaleRij}, kaleRij)
	if err != nil {
		return "", err
	}
	_, err = k.update(ctx, run.GetID()) // so that its first task is behind it
	return run.GetID(), err
}

// update is one bare Update, from sending to its outcome.
func (k *kaal) update(ctx context.Context, id string) (time.Duration, error) {
	begin := time.Now()
	h, err := k.client.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: id, UpdateName: "kaal", Args: []any{"x"}, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err != nil {
		return 0, err
	}
	var n int
	err = h.Get(ctx, &n)
	return time.Since(begin), err
}

// gebeurtenissen is the length of a workflow's history.
func (k *kaal) gebeurtenissen(ctx context.Context, id string) (int64, error) {
	d, err := k.client.DescribeWorkflowExecution(ctx, id, "")
	if err != nil {
		return 0, err
	}
	return d.WorkflowExecutionInfo.HistoryLength, nil
}
