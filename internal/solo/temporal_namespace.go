package solo

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/types/known/durationpb"
)

// The search attributes of every casus; both are keywords.
const (
	ZoekFase     = "Fase"
	ZoekUrgentie = "Urgentie"
)

const (
	proefQueue = "gereedheid"
	proefNaam  = "Gereedheid"
	proefDuur  = 30 * time.Second
	proefStap  = 20 * time.Millisecond
)

// MaakNamespace makes a namespace with the product's search attributes, where they aren't there, and returns when a
// workflow that uses them can really run. That is more than a formality: every service of the server keeps its own copy of
// the namespaces, and until those are fresh a start is refused ("no mapping defined for search attribute").
func MaakNamespace(ctx context.Context, hostPort string, conf *tls.Config, naam string, retention time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, proefDuur)
	defer cancel()
	c, err := client.NewLazyClient(client.Options{
		HostPort: hostPort, Namespace: naam, ConnectionOptions: client.ConnectionOptions{TLS: conf},
		Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler)), // trying and failing is what this does
	})
	if err != nil {
		return fmt.Errorf("namespace %s: %w", naam, err)
	}
	defer c.Close()
	m := namespaceMaker{client: c, naam: naam, retention: retention}
	for _, stap := range []func(context.Context) error{m.registreer, m.zoekattributen} {
		if err := herhaal(ctx, stap); err != nil {
			return fmt.Errorf("namespace %s: %w", naam, err)
		}
	}
	if err := m.proef(ctx); err != nil {
		return fmt.Errorf("namespace %s: %w", naam, err)
	}
	return nil
}

type namespaceMaker struct {
	client    client.Client
	naam      string
	retention time.Duration
}

// registreer makes the namespace, unless it is there.
func (m namespaceMaker) registreer(ctx context.Context) error {
	_, err := m.client.WorkflowService().RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace: m.naam, WorkflowExecutionRetentionPeriod: durationpb.New(m.retention),
	})
	var bestaat *serviceerror.NamespaceAlreadyExists
	if errors.As(err, &bestaat) {
		return nil
	}
	return err
}

// zoekattributen adds the attributes that are missing.
func (m namespaceMaker) zoekattributen(ctx context.Context) error {
	operator := m.client.OperatorService()
	lijst, err := operator.ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: m.naam})
	if err != nil {
		return err
	}
	nodig := map[string]enumspb.IndexedValueType{}
	for _, naam := range []string{ZoekFase, ZoekUrgentie} {
		if _, ok := lijst.GetCustomAttributes()[naam]; !ok {
			nodig[naam] = enumspb.INDEXED_VALUE_TYPE_KEYWORD
		}
	}
	if len(nodig) == 0 {
		return nil
	}
	_, err = operator.AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{Namespace: m.naam, SearchAttributes: nodig})
	var bestaat *serviceerror.AlreadyExists
	if errors.As(err, &bestaat) {
		return nil
	}
	return err
}

// proef runs a workflow that starts with the attributes and changes them, and removes every trace of it.
func (m namespaceMaker) proef(ctx context.Context) error {
	run, err := m.startProef(ctx)
	if err != nil {
		return err
	}
	w := worker.New(m.client, proefQueue, worker.Options{LocalActivityWorkerOnly: true})
	w.RegisterWorkflowWithOptions(gereedheid, workflow.RegisterOptions{Name: proefNaam})
	if err := w.Start(); err != nil {
		return err
	}
	defer w.Stop()
	if err := run.Get(ctx, nil); err != nil {
		return err
	}
	_, err = m.client.WorkflowService().DeleteWorkflowExecution(ctx, &workflowservice.DeleteWorkflowExecutionRequest{
		Namespace:         m.naam,
		WorkflowExecution: &commonpb.WorkflowExecution{WorkflowId: run.GetID(), RunId: run.GetRunID()},
	})
	return err
}

// startProef starts the workflow as soon as the server lets it.
func (m namespaceMaker) startProef(ctx context.Context) (run client.WorkflowRun, err error) {
	err = herhaal(ctx, func(ctx context.Context) error {
		run, err = m.client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
			ID: proefQueue, TaskQueue: proefQueue, WorkflowRunTimeout: proefDuur,
			WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING,
			TypedSearchAttributes:    proefAttributen(),
		}, proefNaam)
		return err
	})
	return run, err
}

// gereedheid is the workflow of proef.
func gereedheid(ctx workflow.Context) error {
	fase, urgentie := proefSleutels()
	return workflow.UpsertTypedSearchAttributes(ctx, fase.ValueUnset(), urgentie.ValueUnset())
}

func proefSleutels() (fase, urgentie temporal.SearchAttributeKeyKeyword) {
	return temporal.NewSearchAttributeKeyKeyword(ZoekFase), temporal.NewSearchAttributeKeyKeyword(ZoekUrgentie)
}

func proefAttributen() temporal.SearchAttributes {
	fase, urgentie := proefSleutels()
	return temporal.NewSearchAttributes(fase.ValueSet(proefQueue), urgentie.ValueSet(proefQueue))
}

// herhaal does a step again until it succeeds, for as long as a fresh server may need.
func herhaal(ctx context.Context, stap func(context.Context) error) error {
	tik := time.NewTicker(proefStap)
	defer tik.Stop()
	for {
		err := stap(ctx)
		if err == nil || blijvend(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w (%w)", err, context.Cause(ctx))
		case <-tik.C:
		}
	}
}

// blijvend tells that trying again won't help.
func blijvend(err error) bool {
	var geenRecht *serviceerror.PermissionDenied
	return errors.As(err, &geenRecht)
}
