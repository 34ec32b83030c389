package integratie

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"schakel/internal/casus"
)

// TestRollendeHerstart: two `serve` and two `work`, restarted one after the other while
// clients work. No request fails, no step is lost or doubled, and the books agree.
func TestRollendeHerstart(t *testing.T) { //nolint:paralleltest // it restarts under load; a busy machine would measure itself
	p := nieuweProductie(t)
	p.migreer(t)
	adressen := []string{vrijAdres(t), vrijAdres(t)}
	begin := func(i int) *proces {
		if i < len(adressen) {
			return p.begin(t, nil, "serve", "--listen", adressen[i])
		}
		return p.begin(t, nil, "work")
	}
	vloot := []*proces{begin(0), begin(1), begin(2), begin(3)}
	o := &omgeving{url: vloot[0].url, tokens: p.tokens(t)}
	last := &last{t: t, tokens: o.tokens, verdeler: nieuweVerdeler(t, adressen), stappen: map[string]int{}}
	for range 4 {
		last.zaken = append(last.zaken, o.zaak(t))
	}
	klaar := last.begin()
	last.wachtOp(20)
	for _, i := range []int{2, 0, 3, 1} {
		vloot[i].stop(t)
		last.wachtOp(10) // the others carry on
		vloot[i] = begin(i)
		last.wachtOp(10)
	}
	last.einde.Store(true)
	<-klaar
	t.Logf("%d verzoeken, %d stappen, %d later bekend, %d opnieuw na een dichte poort; mislukt: %d",
		last.verzoeken.Load(), last.gedaan.Load(), last.later.Load(), last.verdeler.opnieuw.Load(), last.mislukt.Load())
	if last.mislukt.Load() > 0 {
		t.Error("er mislukten verzoeken")
	}
	o.url = vloot[0].url
	for pad, n := range last.stappen {
		wachtTot(t, "alles staat op de tijdlijn", func() bool {
			genummerd := 0
			for _, c := range append(o.tijdlijn(t, pad, casus.StapContact), o.tijdlijn(t, pad, casus.StapPlan)...) {
				if c["seq"] != nil {
					genummerd++
				}
			}
			if genummerd > n {
				t.Fatalf("%s: %d stappen verzonden, %d op de tijdlijn", pad, n, genummerd)
			}
			return genummerd == n
		})
	}
	p.check(t)
}

// last is what clients ask while the fleet is restarted.
type last struct {
	t        *testing.T
	tokens   map[string]string
	verdeler *verdeler
	zaken    []string
	einde    atomic.Bool

	gedaan, verzoeken, later, mislukt atomic.Int64

	mu      sync.Mutex
	stappen map[string]int // acknowledged, per case
}

// begin lets one client per case work until the end; the channel closes when all have heard their last answer.
func (l *last) begin() <-chan struct{} {
	var wg sync.WaitGroup
	for i, pad := range l.zaken {
		wg.Go(func() {
			for n := 0; !l.einde.Load(); n++ {
				l.ronde(i, n, pad)
			}
		})
	}
	klaar := make(chan struct{})
	go func() { wg.Wait(); close(klaar) }()
	return klaar
}

// wachtOp waits until n more steps were acknowledged.
func (l *last) wachtOp(n int64) {
	l.t.Helper()
	doel := l.gedaan.Load() + n
	wachtTot(l.t, "de klanten komen verder", func() bool { return l.gedaan.Load() >= doel || l.mislukt.Load() > 0 })
}

// ronde is a contact or a plan, and a reading of the case.
func (l *last) ronde(i, n int, pad string) {
	wat, body := "/contacten", contactBody("true", "")
	if n%3 == 2 {
		wat, body = "/plannen", `{"doelen":[{"wat":"huisarts"}],"methodiek":"cti"}`
	}
	status, ruw := l.vraag(http.MethodPost, pad+wat, body, fmt.Sprintf("vloot-%d-%d", i, n))
	switch status {
	case http.StatusCreated:
	case http.StatusAccepted:
		l.later.Add(1)
		l.wachtOpUitkomst(ruw)
	default:
		l.fout(wat, status, ruw)
		return
	}
	l.mu.Lock()
	l.stappen[pad]++
	l.mu.Unlock()
	l.gedaan.Add(1)
	if status, ruw := l.vraag(http.MethodGet, pad, "", ""); status != http.StatusOK {
		l.fout("lezen", status, ruw)
	}
}

func (l *last) fout(wat string, status int, ruw []byte) {
	l.mislukt.Add(1)
	l.t.Errorf("%s: %d %s", wat, status, ruw)
}

func (l *last) wachtOpUitkomst(ruw []byte) {
	var wacht struct{ Stap string }
	if err := json.Unmarshal(ruw, &wacht); err != nil {
		l.fout("202", http.StatusAccepted, ruw)
		return
	}
	ctx, stop := context.WithTimeout(l.t.Context(), geduld)
	defer stop()
	tik := time.NewTicker(100 * time.Millisecond)
	defer tik.Stop()
	for {
		status, ruw := l.vraag(http.MethodGet, "/v1/stappen/"+wacht.Stap, "", "")
		if status == http.StatusOK && strings.Contains(string(ruw), `"verwerkt"`) {
			return
		}
		select {
		case <-ctx.Done():
			l.fout("uitkomst", status, ruw)
			return
		case <-tik.C:
		}
	}
}

// vraag sends one request through the balancer; status 0: it failed.
func (l *last) vraag(methode, pad, body, sleutel string) (int, []byte) {
	l.verzoeken.Add(1)
	resp, err := l.verdeler.doe(l.t.Context(), func(ctx context.Context, basis string) (*http.Request, error) {
		req, err := http.NewRequestWithContext(ctx, methode, basis+pad, strings.NewReader(body))
		if err != nil {
			return nil, err
		}
		req.GetBody = nil // so that net/http does not send a step again by itself; a reading it does, see errOpnieuw
		req.Header.Set("Authorization", "Bearer "+l.tokens["werker"])
		if sleutel != "" {
			req.Header.Set("Idempotency-Key", sleutel)
			req.Header.Set("Content-Type", "application/json")
		}
		return req, nil
	})
	if err != nil {
		return 0, []byte(err.Error())
	}
	defer func() { _ = resp.Body.Close() }()
	ruw, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, []byte(err.Error())
	}
	return resp.StatusCode, ruw
}

// verdeler is a small load balancer: round robin over who is ready by /readyz. It tries
// the next one only when a port is closed: whatever else goes wrong, a client notices.
type verdeler struct {
	client  *http.Client
	bases   []string
	gereed  []atomic.Bool
	beurt   atomic.Int64
	opnieuw atomic.Int64
}

func nieuweVerdeler(t *testing.T, adressen []string) *verdeler {
	t.Helper()
	v := &verdeler{client: &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 8}}, gereed: make([]atomic.Bool, len(adressen))}
	for i, a := range adressen {
		v.bases = append(v.bases, "http://"+a)
		v.gereed[i].Store(true)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	var wg sync.WaitGroup
	for i := range v.bases {
		wg.Go(func() { v.bewaak(ctx, i) })
	}
	t.Cleanup(func() { stop(); wg.Wait(); v.client.CloseIdleConnections() })
	return v
}

// bewaak asks five times per drain whether one is ready.
func (v *verdeler) bewaak(ctx context.Context, i int) {
	tik := time.NewTicker(200 * time.Millisecond)
	defer tik.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tik.C:
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, v.bases[i]+"/readyz", http.NoBody)
		if err != nil {
			return
		}
		resp, err := v.client.Do(req)
		if err == nil {
			_ = resp.Body.Close()
		}
		v.gereed[i].Store(err == nil && resp.StatusCode == http.StatusOK)
	}
}

// errOpnieuw: a connection broke under a request and net/http sent it again by itself
// (it does so with a GET). Another client would have seen it fail.
var errOpnieuw = errors.New("de verbinding brak en net/http stuurde het verzoek zelf opnieuw")

func (v *verdeler) doe(ctx context.Context, maak func(context.Context, string) (*http.Request, error)) (*http.Response, error) {
	for poging := 0; ; poging++ {
		i := int(v.beurt.Add(1)) % len(v.bases)
		if !v.gereed[i].Load() {
			i = (i + 1) % len(v.bases)
		}
		var verbindingen atomic.Int64
		volg := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { verbindingen.Add(1) }}
		req, err := maak(httptrace.WithClientTrace(ctx, volg), v.bases[i])
		if err != nil {
			return nil, err
		}
		resp, err := v.client.Do(req)
		dicht := errors.Is(err, syscall.ECONNREFUSED)
		if n := verbindingen.Load(); n > 1 || n == 1 && dicht { // dicht after a connection: it was sent, and the port closed only then
			if err == nil {
				_ = resp.Body.Close()
			}
			return nil, errOpnieuw
		}
		if poging > 20 || !dicht {
			return resp, err
		}
		v.opnieuw.Add(1)
	}
}

// TestVerdelerZietOpnieuwSturen: a server that closes a connection that is in use fails a
// request, also one that net/http would send again unseen, to it or to a port that closed.
func TestVerdelerZietOpnieuwSturen(t *testing.T) {
	t.Parallel()
	for _, dicht := range []bool{false, true} {
		t.Run(fmt.Sprint("poort dicht ", dicht), func(t *testing.T) {
			t.Parallel()
			var n atomic.Int64
			var s *httptest.Server
			s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/readyz" || n.Add(1) != 2 {
					return
				}
				if dicht {
					_ = s.Listener.Close()
				}
				c, _, err := http.NewResponseController(w).Hijack()
				if err == nil {
					_ = c.Close()
				}
			}))
			t.Cleanup(s.Close)
			v := nieuweVerdeler(t, []string{s.Listener.Addr().String()})
			vraag := func() error {
				resp, err := v.doe(t.Context(), func(ctx context.Context, basis string) (*http.Request, error) {
					return http.NewRequestWithContext(ctx, http.MethodGet, basis+"/", strings.NewReader(""))
				})
				if err == nil {
					_ = resp.Body.Close()
				}
				return err
			}
			if err := vraag(); err != nil {
				t.Fatal(err)
			}
			if err := vraag(); !errors.Is(err, errOpnieuw) {
				t.Errorf("het tweede verzoek brak af: %v", err)
			}
		})
	}
}
