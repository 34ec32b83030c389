package integratie

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"schakel/internal/sessie"
	"schakel/internal/solo"
)

// What else is in progress when a process is told to end: a mail, and a page that is open.

// mailOnderweg gives a `work` that is in the middle of a mail: the server has the content, and says nothing until it is let go.
func mailOnderweg(t *testing.T) (work *proces, conn *pgx.Conn, bus *postbus, laatLos func()) {
	t.Helper()
	bus = nieuwePostbus(t)
	binnen, laatLos := bus.eersteWacht(t)
	p := nieuweProductie(t)
	p.migreer(t)
	serve := p.begin(t, nil, "serve", "--listen", "127.0.0.1:0")
	work = p.begin(t, metMail(bus), "work")
	o := &omgeving{url: serve.url, tokens: p.tokens(t)}
	spoed := strings.Replace(aanmeldingBody("contact leggen"), `"urgentie":"hoog"`, `"urgentie":"spoed"`, 1)
	o.stap(t, "verwijzer", "/v1/aanmeldingen", spoed, http.StatusCreated)
	select {
	case <-binnen:
	case <-time.After(geduld):
		t.Fatal("de mailserver krijgt de inhoud niet")
	}
	conn, err := pgx.Connect(t.Context(), gedeeld.pg.DSN(p.db))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return work, conn, bus, laatLos
}

// TestEindeMetMailOnderweg: a `work` that is told to end lets the mail that is going out arrive, and notes that it did, so that the next does not send it again.
func TestEindeMetMailOnderweg(t *testing.T) {
	t.Parallel()
	work, conn, bus, laatLos := mailOnderweg(t)
	if err := work.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	wachtTot(t, "work laat de relay los", func() bool { return strings.Contains(work.logboek.String(), "geen verzoeken meer") })
	laatLos()
	if _, err := work.geindigd(t, 15*time.Second); err != nil {
		t.Errorf("work eindigt niet netjes: %v: %s", err, work.logboek)
	}
	if s := postStand(t, conn); s != "verzonden 1" {
		t.Errorf("de mail staat op %q", s)
	}
	if _, _, n := bus.alles(t); n != 1 {
		t.Errorf("%d mails", n)
	}
}

// TestEindeMetMailserverDieZwijgt: a mail server that never answers does not keep a `work`; the mail is not lost.
func TestEindeMetMailserverDieZwijgt(t *testing.T) {
	t.Parallel()
	work, conn, _, _ := mailOnderweg(t)
	if err := work.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	duur, err := work.geindigd(t, 20*time.Second) // 5 s for the mail, at most 5 to note how it went, and a busy machine
	if err != nil || duur < 4*time.Second {
		t.Errorf("work eindigt na %s: %v: %s", duur, err, work.logboek)
	}
	if s := postStand(t, conn); s != "wacht 1" {
		t.Errorf("de mail staat op %q", s)
	}
}

// metWerkbankOp are the settings of a `serve` on an address with the workbench, and the provider that sends people back there.
func (p *productie) metWerkbankOp(t *testing.T, adres string) map[string]string {
	t.Helper()
	srv := httptest.NewServer(nil)
	t.Cleanup(srv.Close)
	idp, err := solo.NewIDP(solo.IDPConfig{Issuer: srv.URL + solo.IDPPad, KeyPath: filepath.Join(werkmap(t), "idp.pem"), Redirects: []string{"http://" + adres + sessie.PadTerug}})
	if err != nil {
		t.Fatal(err)
	}
	srv.Config.Handler = idp
	return map[string]string{
		"SCHAKEL_LISTEN": adres, "SCHAKEL_BASE_URL": "http://" + adres, "SCHAKEL_OIDC_ISSUER": idp.Issuer(), "SCHAKEL_OIDC_CLIENT_ID": solo.IDPClientWerkbank,
		"SCHAKEL_OIDC_SCOPES": "profile,offline_access", "SCHAKEL_PER_SECONDE_ADRES": "1000",
	}
}

// openBladzijde opens the stream of a page; the channel gets how it ended.
func (v *venster) openBladzijde(t *testing.T) <-chan error {
	t.Helper()
	r, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodGet, v.o.url+"/live", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for naam, waarde := range v.cookies {
		r.AddCookie(&http.Cookie{Name: naam, Value: waarde})
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if a.StatusCode != http.StatusOK || a.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("/live: %d %s", a.StatusCode, a.Header)
	}
	einde := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, a.Body)
		_ = a.Body.Close()
		einde <- err
	}()
	return einde
}

// TestEindeMetOpenBladzijde: a page that is open, which hears for minutes what changes, does not keep a process: its stream ends well, and the
// browser comes back by itself, to a process that goes on.
func TestEindeMetOpenBladzijde(t *testing.T) {
	t.Parallel()
	t.Run("serve", func(t *testing.T) {
		t.Parallel()
		p := nieuweProductie(t)
		p.migreer(t)
		env := p.metWerkbankOp(t, vrijAdres(t))
		env["SCHAKEL_DRAIN"] = "1s"
		serve := p.begin(t, env, "serve")
		einde := (&omgeving{url: serve.url}).ingelogd(t, "coordinator").openBladzijde(t)
		if err := serve.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		duur, err := serve.geindigd(t, 30*time.Second)
		if err != nil || duur > 10*time.Second { // of the 20 that a request has
			t.Errorf("serve eindigt na %s: %v: %s", duur, err, serve.logboek)
		}
		if err := <-einde; err != nil {
			t.Errorf("de stroom brak af: %v", err)
		}
	})
	t.Run("solo", func(t *testing.T) {
		t.Parallel()
		f := startFamilie(t, filepath.Join(werkmap(t), "data"), "127.0.0.1:0")
		einde := (&omgeving{url: f.url}).ingelogd(t, "coordinator").openBladzijde(t)
		begin := time.Now()
		if err := f.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := <-einde; err != nil || time.Since(begin) > 10*time.Second { // of the 15 that a request has
			t.Errorf("de stroom eindigde na %s: %v", time.Since(begin), err)
		}
		if err := f.cmd.Wait(); err != nil {
			t.Errorf("solo eindigt niet netjes: %v", err)
		}
	})
}
