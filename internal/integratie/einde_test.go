package integratie

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"go.temporal.io/sdk/client"

	"schakel/internal/casus"
	"schakel/internal/contract"
)

// What is in progress when a process is told to end (SIGTERM). A case whose row is locked by somebody else keeps a request, or an activity, in
// progress for as long as a test wants.

// slot holds the row of a case until it is let go.
type slot struct {
	conn *pgx.Conn
	tx   pgx.Tx
	db   string
}

// vergrendel takes the row; hard: also against who adds something to the case (its foreign keys), else only against who writes what was decided.
func (p *productie) vergrendel(t *testing.T, pad string, hard bool) *slot {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	conn, err := pgx.Connect(ctx, gedeeld.pg.DSN(p.db))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(ctx) })
	s := &slot{conn: conn, db: p.db}
	if s.tx, err = conn.Begin(ctx); err == nil {
		hoe := map[bool]string{true: "FOR UPDATE", false: "FOR NO KEY UPDATE"}[hard]
		_, err = s.tx.Exec(ctx, `SELECT FROM casussen WHERE id = $1 `+hoe, pad[len("/v1/casussen/"):])
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// wachters waits until so many statements wait for the lock; those are in progress then.
func (s *slot) wachters(t *testing.T, minstens int) {
	t.Helper()
	wachtTot(t, "er wacht iets op het slot", func() bool {
		var n int
		err := s.tx.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'`, s.db).Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		return n >= minstens
	})
}

func (s *slot) laatLos(t *testing.T) {
	t.Helper()
	if err := s.tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// gestuurd is the answer to one request on a connection of its own; err when there was none.
type gestuurd struct {
	status   int
	ruw      string
	sluit    bool
	err      error
	gekregen time.Time
}

func (o *omgeving) stuurLos(ctx context.Context, wie, methode, pad, body string) gestuurd {
	tr := &http.Transport{DisableKeepAlives: false}
	defer tr.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, methode, o.url+pad, strings.NewReader(body))
	if err != nil {
		return gestuurd{err: err}
	}
	req.GetBody = nil // never again by itself
	req.Header.Set("Authorization", "Bearer "+o.tokens[wie])
	if methode == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", "einde-"+wie+pad)
	}
	resp, err := (&http.Client{Transport: tr}).Do(req)
	if err != nil {
		return gestuurd{err: err}
	}
	b, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	return gestuurd{status: resp.StatusCode, ruw: string(b), sluit: resp.Close, err: err, gekregen: time.Now()}
}

// geindigd waits for a process that was told to end, at most so long; it answers how long it took.
func (pr *proces) geindigd(t *testing.T, binnen time.Duration) (time.Duration, error) {
	t.Helper()
	begin, klaar := time.Now(), make(chan error, 1)
	go func() { klaar <- pr.cmd.Wait() }()
	select {
	case err := <-klaar:
		return time.Since(begin), err
	case <-time.After(binnen):
		_ = pr.cmd.Process.Kill()
		_ = <-klaar //nolint:staticcheck // its error is of the killing
		t.Fatalf("%v eindigt niet binnen %s: %s", pr.cmd.Args[1:], binnen, pr.logboek)
		return 0, nil
	}
}

// TestEindeMetVerzoekOnderweg: first the balancer is told and everybody is still served; then the port closes, while the request in progress
// waits for its answer and gets it; then the process ends.
func TestEindeMetVerzoekOnderweg(t *testing.T) {
	t.Parallel()
	p := nieuweProductie(t)
	p.migreer(t)
	work := p.begin(t, nil, "work")
	serve := p.begin(t, map[string]string{"SCHAKEL_DRAIN": "2s", "SCHAKEL_STOP_TIMEOUT": "15s"}, "serve", "--listen", "127.0.0.1:0")
	o := &omgeving{url: serve.url, tokens: p.tokens(t)}
	pad := o.zaak(t)
	s := p.vergrendel(t, pad, true)
	onderweg := make(chan gestuurd, 1)
	go func() {
		onderweg <- o.stuurLos(context.WithoutCancel(t.Context()), "werker", http.MethodPost, pad+"/contacten", contactBody("true", ""))
	}()
	s.wachters(t, 1)
	sein := time.Now()
	if err := serve.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	wachtTot(t, "de verdeler hoort het", func() bool {
		return o.stuurLos(t.Context(), "werker", http.MethodGet, "/readyz", "").status == http.StatusServiceUnavailable
	})
	if a := o.stuurLos(t.Context(), "werker", http.MethodGet, "/v1/casussen", ""); a.status != http.StatusOK || !a.sluit {
		t.Errorf("tijdens de uitloop: %d, verbinding sluiten %t, %v", a.status, a.sluit, a.err)
	}
	wachtTot(t, "de poort is dicht", func() bool {
		return errors.Is(o.stuurLos(t.Context(), "werker", http.MethodGet, "/v1/casussen", "").err, syscall.ECONNREFUSED)
	})
	if d := time.Since(sein); d < 2*time.Second {
		t.Errorf("de poort sloot na %s, voor het einde van de uitloop", d)
	}
	select {
	case a := <-onderweg:
		t.Fatalf("het verzoek wachtte niet: %d %s %v", a.status, a.ruw, a.err)
	default:
	}
	// Who watches it can see until the last what it is still doing.
	for pad, status := range map[string]int{"/healthz": http.StatusOK, "/readyz": http.StatusServiceUnavailable, "/metrics": http.StatusOK} {
		if s := haalStatus(t, "http://"+serve.meetadres(t)+pad); s != status {
			t.Errorf("met een verzoek onderweg: %s %d, verwacht %d", pad, s, status)
		}
	}
	s.laatLos(t)
	if a := <-onderweg; a.status != http.StatusCreated {
		t.Errorf("het verzoek dat onderweg was: %d %s %v", a.status, a.ruw, a.err)
	}
	if _, err := serve.geindigd(t, 15*time.Second); err != nil {
		t.Errorf("serve eindigt niet netjes: %v: %s", err, serve.logboek)
	}
	weer := p.begin(t, nil, "serve", "--listen", "127.0.0.1:0")
	o.url = weer.url
	if n := len(o.tijdlijn(t, pad, casus.StapContact)); n != 1 {
		t.Errorf("%d contacten op de tijdlijn", n)
	}
	work.stop(t)
}

// TestEindeBinnenDeTijd: a request that never ends does not keep the process.
func TestEindeBinnenDeTijd(t *testing.T) {
	t.Parallel()
	p := nieuweProductie(t)
	p.migreer(t)
	p.begin(t, nil, "work")
	serve := p.begin(t, map[string]string{"SCHAKEL_DRAIN": "500ms", "SCHAKEL_STOP_TIMEOUT": "1s"}, "serve", "--listen", "127.0.0.1:0")
	o := &omgeving{url: serve.url, tokens: p.tokens(t)}
	pad := o.zaak(t)
	s, body := p.vergrendel(t, pad, true), contactBody("true", "")
	onderweg := make(chan gestuurd, 1)
	go func() {
		onderweg <- o.stuurLos(context.WithoutCancel(t.Context()), "werker", http.MethodPost, pad+"/contacten", body)
	}()
	s.wachters(t, 1)
	if err := serve.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	duur, err := serve.geindigd(t, 10*time.Second) // 0.5 + 1 s, 2 s for the relay, and a busy machine
	if err == nil || !strings.Contains(serve.logboek.String(), "verzoeken niet op tijd klaar") {
		t.Errorf("na %s: %v; het logboek zegt niet dat er een verzoek werd afgebroken: %s", duur, err, serve.logboek)
	}
	if a := <-onderweg; a.err == nil {
		t.Errorf("het verzoek kreeg antwoord: %d %s", a.status, a.ruw)
	}
	s.laatLos(t)
	// What had no answer happened not at all, or once: the same key tells.
	weer := p.begin(t, nil, "serve", "--listen", "127.0.0.1:0")
	o.url = weer.url
	if a := o.stuurLos(t.Context(), "werker", http.MethodPost, pad+"/contacten", body); a.status != http.StatusCreated && a.status != http.StatusOK {
		t.Errorf("dezelfde sleutel: %d %s %v", a.status, a.ruw, a.err)
	}
	if n := len(o.tijdlijn(t, pad, casus.StapContact)); n != 1 {
		t.Errorf("%d contacten op de tijdlijn", n)
	}
}

// wachtendeActiviteiten of the workflow of a case.
func wachtendeActiviteiten(t *testing.T, casusID string) int {
	t.Helper()
	c, err := client.Dial(client.Options{HostPort: gedeeld.temporal.HostPort, Namespace: "integratie", ConnectionOptions: client.ConnectionOptions{TLS: gedeeld.temporal.TLS()}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	d, err := c.DescribeWorkflowExecution(t.Context(), contract.WorkflowID(casusID), "")
	if err != nil {
		t.Fatal(err)
	}
	return len(d.GetPendingActivities())
}

// TestEindeMetActiviteitOnderweg: a worker that is told to end finishes what it is writing. No other worker runs, so what is written after it ended,
// it wrote.
func TestEindeMetActiviteitOnderweg(t *testing.T) {
	t.Parallel()
	p := nieuweProductie(t)
	p.migreer(t)
	serve := p.begin(t, nil, "serve", "--listen", "127.0.0.1:0")
	work := p.begin(t, map[string]string{"SCHAKEL_DRAIN": "1m"}, "work") // nobody sends to a worker, so it waits for nobody
	o := &omgeving{url: serve.url, tokens: p.tokens(t)}
	pad := o.zaak(t)
	s := p.vergrendel(t, pad, false)
	onderweg := make(chan gestuurd, 1)
	go func() {
		onderweg <- o.stuurLos(context.WithoutCancel(t.Context()), "coordinator", http.MethodPost, pad+"/afsluiting", `{"reden":"verhuisd","netwerkafspraak":"de corporatie let op"}`)
	}()
	s.wachters(t, 2) // serve, which writes the facts of the answer, and the activity, which alone writes how a closed case was left
	if err := work.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	wachtTot(t, "work laat de relay los", func() bool { return strings.Contains(work.logboek.String(), "geen verzoeken meer") })
	s.wachters(t, 2) // it is still at it
	s.laatLos(t)
	duur, err := work.geindigd(t, 15*time.Second)
	if err != nil {
		t.Errorf("work eindigt niet netjes: %v: %s", err, work.logboek)
	}
	t.Logf("work eindigde in %s", duur)
	var motor string
	if err := s.conn.QueryRow(t.Context(), `SELECT motor FROM casussen WHERE id = $1`, pad[len("/v1/casussen/"):]).Scan(&motor); err != nil || motor != "gesloten" {
		t.Errorf("wat de activiteit schreef, is er niet: %q %v", motor, err)
	}
	if n := wachtendeActiviteiten(t, pad[len("/v1/casussen/"):]); n > 0 {
		t.Errorf("dat zij klaar is, hoorde de workflow niet: %d activiteiten wachten op de volgende worker", n)
	}
	if a := <-onderweg; a.status != http.StatusOK && a.status != http.StatusAccepted {
		t.Errorf("de afsluiting: %d %s %v", a.status, a.ruw, a.err)
	}
}
