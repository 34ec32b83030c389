// Package engine is the product's side of Temporal: the client, the codec that
// encrypts every payload, and the two ways a message reaches a case. It knows no
// rules and no register. Only ids, enums and moments may pass through it.
package engine

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"go.opentelemetry.io/otel/trace"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/interceptor"
	tlog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/telemetrie"
)

// Config says where Temporal is. Taakrij defaults to [contract.Taakrij]; tests use their own.
type Config struct {
	HostPort, Namespace, Taakrij string
	TLS                          *tls.Config
	Codec                        converter.PayloadCodec
	Log                          *slog.Logger
	// MaxStappen per run before continue-as-new; 0: the workflow's default.
	MaxStappen int
	// Sporen is where spans go; nil: nowhere, and no header is sent.
	Sporen trace.TracerProvider
}

// Motor sends messages to cases.
type Motor struct {
	Client     client.Client
	naamruimte string
	taakrij    string
	max        int
}

// What can be said of a message that brought no answer.
var (
	// ErrGesloten: there is no run that can take it.
	ErrGesloten = errors.New("er loopt geen workflow voor deze casus")
	// ErrVerouderd: the sender must read the register again first.
	ErrVerouderd = errors.New("de afzender weet te weinig")
	// ErrWeg: Temporal did not answer in time; what was sent may or may not have arrived.
	ErrWeg = errors.New("de motor antwoordt niet")
)

// Open makes a client. It does not wait for Temporal to be there: steps are
// stored without it.
func Open(c Config) (*Motor, error) {
	opts := client.Options{
		HostPort: c.HostPort, Namespace: c.Namespace, Logger: stilLog{tlog.NewStructuredLogger(c.Log)},
		// Payloads are encrypted: zipping them costs both sides processor time and wins nothing.
		ConnectionOptions: client.ConnectionOptions{TLS: c.TLS, GrpcCompression: &client.GrpcCompressionNone{}},
	}
	if c.Codec != nil {
		opts.DataConverter = converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), c.Codec)
		opts.FailureConverter = temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{
			DataConverter: opts.DataConverter, EncodeCommonAttributes: true,
		})
	}
	if c.Sporen != nil {
		sporen, err := telemetrie.Temporal(c.Sporen)
		if err != nil {
			return nil, fmt.Errorf("temporal-client: %w", err)
		}
		opts.Interceptors = []interceptor.ClientInterceptor{sporen} // the worker takes it from the client
	}
	cl, err := client.NewLazyClient(opts)
	if err != nil {
		return nil, fmt.Errorf("temporal-client: %w", err)
	}
	rij := c.Taakrij
	if rij == "" {
		rij = contract.Taakrij
	}
	return &Motor{Client: cl, naamruimte: c.Namespace, taakrij: rij, max: c.MaxStappen}, nil
}

// Close closes the connection.
func (m *Motor) Close() { m.Client.Close() }

// Taakrij is the task queue this motor uses.
func (m *Motor) Taakrij() string { return m.taakrij }

// Stuur sends steps to a running case and waits for the decision, as long as ctx
// allows. A lone step that was refused comes back as a [*casus.Weigering].
func (m *Motor) Stuur(ctx context.Context, casusID string, in contract.StappenIn) (contract.StappenUit, error) {
	h, err := m.Client.UpdateWorkflow(ctx, bericht(casusID, in))
	return antwoord(ctx, h, err)
}

// Begin starts a run of a case and sends it its first steps in the same call.
// heropening: from the state stored at closing; a run that is already there takes
// the steps as it is.
func (m *Motor) Begin(ctx context.Context, s casus.State, in contract.StappenIn, heropening bool) (contract.StappenUit, error) {
	hergebruik := enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE
	if heropening {
		hergebruik = enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE
	}
	start := m.Client.NewWithStartWorkflowOperation(client.StartWorkflowOptions{
		ID: contract.WorkflowID(s.ID), TaskQueue: m.taakrij, WorkflowIDReusePolicy: hergebruik,
		WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		StaticSummary:            "casus " + s.Nummer,
	}, contract.WorkflowCasus, contract.CasusIn{State: s, MaxStappen: m.max})
	h, err := m.Client.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: start, UpdateOptions: bericht(s.ID, in),
	})
	return antwoord(ctx, h, err)
}

// Stand asks the whole state of a case, for `schakel check`.
func (m *Motor) Stand(ctx context.Context, casusID string) (casus.State, error) {
	var s casus.State
	v, err := m.Client.QueryWorkflow(ctx, contract.WorkflowID(casusID), "", contract.QueryStand)
	if err == nil {
		err = v.Get(&s)
	}
	return s, vertaal(err)
}

// Loopt reports whether a run of the case is open.
func (m *Motor) Loopt(ctx context.Context, casusID string) (bool, error) {
	d, err := m.Client.DescribeWorkflowExecution(ctx, contract.WorkflowID(casusID), "")
	if err = vertaal(err); errors.Is(err, ErrGesloten) {
		return false, nil
	}
	return d.GetWorkflowExecutionInfo().GetStatus() == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING, err
}

func bericht(casusID string, in contract.StappenIn) client.UpdateWorkflowOptions {
	return client.UpdateWorkflowOptions{
		WorkflowID: contract.WorkflowID(casusID), UpdateID: berichtID(in), UpdateName: contract.UpdateStappen,
		Args: []any{in}, WaitForStage: client.WorkflowUpdateStageCompleted,
	}
}

// berichtID is the step's id, or a hash of all of them: the same message has the
// same id, so the server too sees a redelivery.
func berichtID(in contract.StappenIn) string {
	if len(in.Stappen) == 1 {
		return in.Stappen[0].ID
	}
	ids := make([]string, len(in.Stappen))
	for i, s := range in.Stappen {
		ids[i] = s.ID
	}
	h := sha256.Sum256([]byte(strings.Join(ids, " ")))
	return hex.EncodeToString(h[:16])
}

func antwoord(ctx context.Context, h client.WorkflowUpdateHandle, err error) (contract.StappenUit, error) {
	var uit contract.StappenUit
	if err == nil {
		err = h.Get(ctx, &uit)
	}
	return uit, vertaal(err)
}

// vertaal maps what Temporal says to the few things a sender can act on.
func vertaal(err error) error {
	if err == nil {
		return nil
	}
	var app *temporal.ApplicationError
	if errors.As(err, &app) {
		switch app.Type() {
		case contract.FoutVerouderd:
			return ErrVerouderd
		case contract.FoutGeweigerd:
			var w casus.Weigering
			if e := app.Details(&w); e != nil {
				return fmt.Errorf("weigering zonder inhoud: %w", e)
			}
			return &w
		}
		return fmt.Errorf("workflow: %w", err)
	}
	var weg *serviceerror.NotFound
	var dubbel *serviceerror.WorkflowExecutionAlreadyStarted
	if errors.As(err, &weg) || errors.As(err, &dubbel) {
		return ErrGesloten
	}
	return fmt.Errorf("%w: %w", ErrWeg, err)
}
