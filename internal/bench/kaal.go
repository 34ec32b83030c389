package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

// kaal is the least one can do: an Update that changes one number in a workflow
// that waits on a timer, and an insert of one row behind Gin.
type kaal struct {
	client client.Client
	worker worker.Worker
	server *httptest.Server
	pool   *pgxpool.Pool
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
	conf, err := pgxpool.ParseConfig(g.pg.DSN("kaal"))
	if err != nil {
		return nil, err
	}
	conf.MaxConns = 8
	if k.pool, err = pgxpool.NewWithConfig(ctx, conf); err != nil {
		return nil, err
	}
	if _, err := k.pool.Exec(ctx, `CREATE TABLE rij (id uuid PRIMARY KEY, tekst text NOT NULL)`); err != nil {
		return nil, err
	}
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.POST("/rij", k.rij)
	k.server = httptest.NewServer(r)
	return k, nil
}

func (k *kaal) stop() {
	k.server.Close()
	k.pool.Close()
	k.worker.Stop()
}

func (k *kaal) rij(c *gin.Context) {
	var in struct {
		Tekst string `json:"tekst"`
	}
	if err := c.ShouldBindJSON(&in); err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	id := uuid.NewString()
	if _, err := k.pool.Exec(c, `INSERT INTO rij (id, tekst) VALUES ($1, $2)`, id, in.Tekst); err != nil {
		c.Status(http.StatusServiceUnavailable)
		return
	}
	c.JSON(http.StatusCreated, gin.H{"id": id})
}

// insert is one row through Gin.
func (k *kaal) insert(ctx context.Context, c *http.Client) (time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, k.server.URL+"/rij",
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
