package integratie

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// metMail are the settings of a `work` that mails by p, at an hour at which no overzicht goes.
func metMail(p *postbus) map[string]string {
	ochtend := "22:59"
	if time.Now().UTC().Hour() >= 20 {
		ochtend = "04:00" // and until the close of office hours
	}
	return map[string]string{
		"SCHAKEL_SMTP": p.adres, "SCHAKEL_SMTP_TLS": "geen", "SCHAKEL_SMTP_FROM": "Schakel <schakel@voorbeeld.test>",
		"SCHAKEL_BASE_URL": "https://schakel.voorbeeld.test", "SCHAKEL_POST_TIME": ochtend,
	}
}

// eersteWacht holds the first content that comes until it is let go; binnen closes when it is there.
func (p *postbus) eersteWacht(t *testing.T) (binnen <-chan struct{}, laatLos func()) {
	t.Helper()
	er, los := make(chan struct{}), make(chan struct{})
	var eerste sync.Once
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bijInhoud = func() { eerste.Do(func() { close(er); <-los }) }
	laatLos = sync.OnceFunc(func() { close(los) })
	t.Cleanup(laatLos)
	return er, laatLos
}

// TestPostWorkGedood: `work` is killed while the mail server is in the middle of taking a mail. The next `work` sends it:
// it arrives, and twice at most, which a mail program can see by the Message-ID.
func TestPostWorkGedood(t *testing.T) {
	t.Parallel()
	bus := nieuwePostbus(t)
	binnen, laatLos := bus.eersteWacht(t)
	p := nieuweProductie(t)
	p.migreer(t)
	serve := p.begin(t, nil, "serve", "--listen", "127.0.0.1:0")
	work := p.begin(t, metMail(bus), "work")
	o := &omgeving{url: serve.url, tokens: p.tokens(t)}
	spoed := strings.Replace(aanmeldingBody("contact leggen"), `"urgentie":"hoog"`, `"urgentie":"spoed"`, 1)
	id := o.stap(t, "verwijzer", "/v1/aanmeldingen", spoed, http.StatusCreated).tekst("id")
	wachtTot(t, "de mailserver krijgt de inhoud", func() bool {
		select {
		case <-binnen:
			return true
		default:
			return false
		}
	})
	if err := work.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = work.cmd.Wait() // its error is of the killing
	laatLos()
	conn, err := pgx.Connect(t.Context(), gedeeld.pg.DSN(p.db))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	if s := postStand(t, conn); s != "wacht 1" {
		t.Errorf("na de dood: %s", s)
	}
	// The lease of who was killed runs for minutes, by the clock of the database.
	if _, err := conn.Exec(t.Context(), `UPDATE post SET pacht_tot = now()`); err != nil {
		t.Fatal(err)
	}
	p.begin(t, metMail(bus), "work")
	wachtTot(t, "de volgende work heeft hem verzonden", func() bool { return postStand(t, conn) == "verzonden 2" })
	ids := map[string]int{}
	for _, m := range bus.aan(t, "ctb") {
		if !strings.Contains(m, "Schakel, spoed: ") || !strings.Contains(m, "/casussen/"+id) {
			t.Errorf("een andere mail: %s", m)
		}
		_, na, _ := strings.Cut(m, "Message-Id: ")
		regel, _, _ := strings.Cut(na, "\n")
		ids[regel]++
	}
	_, _, n := bus.alles(t)
	if n < 1 || n > 2 || len(ids) != 1 || ids[""] > 0 {
		t.Errorf("%d mails: %v", n, ids)
	}
}

// postStand is where the one mail stands, and how often its content may have gone.
func postStand(t *testing.T, conn *pgx.Conn) (s string) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), `SELECT string_agg(status || ' ' || overgedragen, ', ') FROM post`).Scan(&s); err != nil {
		t.Fatal(err)
	}
	return s
}
