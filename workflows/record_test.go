package workflows_test

import (
	"context"
	"flag"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/temporalproto"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/engine"
	"schakel/internal/solo"
	"schakel/internal/testkit"
	"schakel/workflows"
)

// opnemen records histories on a real server (`make record`), into the folder of this release.
var opnemen = flag.Bool("record", false, "neem de histories van elk scenario op, op een echte Temporal")

// alleen records one scenario: what a release recorded stays as it was.
var alleen = flag.String("scenario", "", "neem alleen dit scenario op")

const (
	mapHistories = "../testdata/histories"
	release      = "v0.1.0"
)

// TestRecord records with -record; without it, it holds the stored files to be
// whole: one per scenario of this release, and none with a word a person wrote.
func TestRecord(t *testing.T) {
	t.Parallel()
	if *opnemen {
		neemOp(t)
	}
	for naam := range scenarios() {
		b, err := os.ReadFile(filepath.Join(mapHistories, release, naam+".json"))
		if err != nil {
			t.Errorf("scenario zonder history (make record): %v", err)
			continue
		}
		var h historypb.History
		if err := (temporalproto.CustomJSONUnmarshalOptions{}).Unmarshal(b, &h); err != nil {
			t.Errorf("%s: %v", naam, err)
		}
		if len(h.GetEvents()) < 8 {
			t.Errorf("%s: maar %d gebeurtenissen", naam, len(h.GetEvents()))
		}
	}
}

// TestReplay plays every stored history of every release back on today's code.
func TestReplay(t *testing.T) {
	t.Parallel()
	n := 0
	err := filepath.WalkDir(mapHistories, func(pad string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(pad, ".json") {
			return err
		}
		n++
		t.Run(strings.TrimPrefix(pad, mapHistories+"/"), func(t *testing.T) {
			t.Parallel()
			if err := speelAf(pad, workflows.Casus); err != nil {
				t.Error(err)
			}
		})
		return nil
	})
	if err != nil || n < len(scenarios()) {
		t.Fatalf("%d histories gevonden, %v", n, err)
	}
}

// TestReplayZietVerandering shows that the replay can fail: a workflow that sets
// one timer more does not fit any history.
func TestReplayZietVerandering(t *testing.T) {
	t.Parallel()
	anders := func(ctx workflow.Context, in contract.CasusIn) error {
		workflow.NewTimer(ctx, time.Hour)
		return workflows.Casus(ctx, in)
	}
	for naam := range scenarios() {
		if err := speelAf(filepath.Join(mapHistories, release, naam+".json"), anders); err == nil {
			t.Errorf("%s: een andere workflow speelde zonder fout af", naam)
		}
	}
}

func speelAf(pad string, wf any) error {
	r := worker.NewWorkflowReplayer()
	r.RegisterWorkflowWithOptions(wf, workflow.RegisterOptions{Name: contract.WorkflowCasus})
	return r.ReplayWorkflowHistoryFromJSONFile(nil, pad)
}

// neemOp plays every scenario on a real server and stores the history of each run.
func neemOp(t *testing.T) {
	t.Helper()
	dir, err := os.MkdirTemp("", "schakel-record-") //nolint:usetesting // PostgreSQL must be able to pass
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // PostgreSQL runs as another user
		t.Fatal(err)
	}
	pg, err := solo.StartPostgres(t.Context(), solo.PostgresConfig{Dir: filepath.Join(dir, "pg"), ZonderFsync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pg.Stop() })
	bin, err := filepath.Abs("../bin/temporald")
	if err != nil {
		t.Fatal(err)
	}
	tp, err := solo.StartTemporal(t.Context(), solo.TemporalConfig{Binary: bin, Dir: filepath.Join(dir, "tp"), Postgres: pg.PostgresAdres, Namespace: "opname"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tp.Stop() })
	// Without the codec: a history in the repository must be readable in a diff.
	for naam, s := range scenarios() {
		if *alleen != "" && naam != *alleen {
			continue
		}
		m, err := engine.Open(engine.Config{
			HostPort: tp.HostPort, TLS: tp.TLS(), Namespace: "opname", Taakrij: naam, MaxStappen: s.maxStappen, Log: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		w := worker.New(m.Client, naam, worker.Options{})
		w.RegisterWorkflowWithOptions(workflows.Casus, workflow.RegisterOptions{Name: contract.WorkflowCasus})
		w.RegisterWorkflowWithOptions(workflow.Sleep, workflow.RegisterOptions{Name: pauze})
		w.RegisterActivityWithOptions(func(context.Context, contract.VastleggenIn) error { return nil }, activity.RegisterOptions{Name: contract.ActVastleggen})
		if err := w.Start(); err != nil {
			t.Fatal(err)
		}
		id := uuid.NewString()
		speel(t, m, id, s)
		bewaar(t, m, id, naam)
		w.Stop()
		m.Close()
	}
}

const pauze = "pauze"

// pauzeer waits until a timer of this length fired on the server that the case has its timers on: those of the case that were due before it fired too.
func pauzeer(t *testing.T, m *engine.Motor, d time.Duration) {
	t.Helper()
	run, err := m.Client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{TaskQueue: m.Taakrij()}, pauze, d)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Get(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
}

// speel takes the steps of a scenario, as the step service would.
func speel(t *testing.T, m *engine.Motor, id string, s scenario) {
	t.Helper()
	bekend := 0
	dingen := map[string]string{}
	var gesloten *casus.State // what the register keeps of a closed case
	for i, d := range s.delen {
		if d.wacht > 0 {
			pauzeer(t, m, d.wacht)
		}
		if d.wissel != nil {
			uit, err := m.Wissel(t.Context(), id, contract.BeleidIn{Beleid: *d.wissel, Door: casus.Actor{Persoon: "beheer"}, Bekend: bekend})
			if err != nil {
				t.Fatalf("wissel %d: %v", i, err)
			}
			bekend = uit.Casus.Seq
			continue
		}
		if d.gesloten {
			gesloten = sluitAf(t, m, id)
			bekend = gesloten.Seq
		}
		in := contract.StappenIn{Bekend: bekend}
		for _, st := range d.stappen {
			st.ID = uuid.NewString()
			if st.Ding != "" {
				st.Ding = dingen[st.Ding]
			}
			dingen[string(st.Soort)] = st.ID
			if st.Soort == casus.StapContact {
				st.Op = time.Now().UTC()
			}
			in.Stappen = append(in.Stappen, st)
		}
		var uit contract.StappenUit
		var err error
		switch heropening := d.stappen[0].Soort == casus.StapHeropening; {
		case i == 0:
			uit, err = m.Begin(t.Context(), casus.State{ID: id, Nummer: "2026-00001", Beleid: beleidInSeconden(t)}, in, false)
		case gesloten != nil && !heropening:
			uit.Casus = besluitZonderWorkflow(t, gesloten, in.Stappen)
		case gesloten != nil:
			gesloten.Feiten, gesloten.Geregistreerd = nil, gesloten.Seq
			uit, err = m.Begin(t.Context(), *gesloten, in, true)
			gesloten = nil
		default:
			uit, err = m.Stuur(t.Context(), id, in)
		}
		if err != nil {
			t.Fatalf("stap %d (%s): %v", i, d.stappen[0].Soort, err)
		}
		bekend = uit.Casus.Seq
	}
	testkit.Wacht(t, "de laatste taak van de workflow", func() bool {
		d, err := m.Client.DescribeWorkflowExecution(t.Context(), contract.WorkflowID(id), "")
		return err == nil && d.GetPendingWorkflowTask() == nil
	})
}

// sluitAf waits until the run of a closed case has ended and answers its state, as
// the register keeps it.
func sluitAf(t *testing.T, m *engine.Motor, id string) *casus.State {
	t.Helper()
	if err := m.Client.GetWorkflow(t.Context(), contract.WorkflowID(id), "").Get(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	s, err := m.Stand(t.Context(), id)
	if err != nil || s.Fase != casus.Afgesloten {
		t.Fatalf("fase %s, %v", s.Fase, err)
	}
	return &s
}

// besluitZonderWorkflow takes steps on a closed case, as the register does.
func besluitZonderWorkflow(t *testing.T, s *casus.State, stappen []casus.Stap) casus.Projectie {
	t.Helper()
	nu := time.Now().UTC()
	for _, st := range stappen {
		if _, w := s.Verwerk(st, nu); w != nil {
			t.Fatalf("%s: %v", st.Soort, w)
		}
	}
	return s.Projecteer(nu)
}

func bewaar(t *testing.T, m *engine.Motor, id, naam string) {
	t.Helper()
	it := m.Client.GetWorkflowHistory(t.Context(), contract.WorkflowID(id), "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	var h historypb.History
	for it.HasNext() {
		e, err := it.Next()
		if err != nil {
			t.Fatal(err)
		}
		h.Events = append(h.Events, e)
	}
	b, err := (temporalproto.CustomJSONMarshalOptions{Indent: " "}).Marshal(&h)
	if err != nil {
		t.Fatal(err)
	}
	map_ := filepath.Join(mapHistories, release)
	if err := os.MkdirAll(map_, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(map_, naam+".json"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %d gebeurtenissen", naam, len(h.GetEvents()))
}
