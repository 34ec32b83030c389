package integratie

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// naarHetRegister puts the data keys where they stood before there was a kluis, as an installation of then has them.
func (p *productie) naarHetRegister(t *testing.T) {
	t.Helper()
	verbind := func(db string) *pgx.Conn {
		conn, err := pgx.Connect(t.Context(), gedeeld.pg.DSN(db))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
		return conn
	}
	rijen, _ := verbind(p.db+metKluis).Query(t.Context(), `DELETE FROM datasleutels RETURNING casus_id::text, ingepakt`)
	ss, err := pgx.CollectRows(rijen, pgx.RowToStructByPos[struct {
		ID       string
		Ingepakt []byte
	}])
	if err != nil || len(ss) == 0 {
		t.Fatal(len(ss), err)
	}
	for _, s := range ss {
		if _, err := verbind(p.db).Exec(t.Context(), `INSERT INTO sleutels (casus_id, versie, ingepakt) VALUES ($1, 1, $2)`, s.ID, s.Ingepakt); err != nil {
			t.Fatal(err)
		}
	}
}

// telIn counts in a database of the installation.
func (p *productie) telIn(t *testing.T, db, vraag string) int {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), gedeeld.pg.DSN(db))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	var n int
	if err := conn.QueryRow(t.Context(), vraag).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestProductieSleutels: an installation of before the kluis goes over to it, and its KEK is replaced by a command that is killed again and again,
// while `serve` and `work` run and take steps.
func TestProductieSleutels(t *testing.T) {
	t.Parallel()
	p := nieuweProductie(t)
	p.migreer(t)
	p.begin(t, nil, "work")
	serve := p.begin(t, nil, "serve", "--listen", "127.0.0.1:0")
	o := &omgeving{url: serve.url, tokens: p.tokens(t)}
	pad := o.zaak(t)
	serve.stop(t)
	p.naarHetRegister(t)
	serve = p.begin(t, nil, "serve", "--listen", "127.0.0.1:0")
	o.url = serve.url
	gaat := func(wat string) {
		t.Helper()
		if a := o.haal(t, "werker", pad); a.status != http.StatusOK {
			t.Errorf("lezen: %d", a.status)
		}
		o.stap(t, "werker", pad+"/contacten", contactBody("true", ""), http.StatusCreated)
		o.zaak(t)
		if t.Failed() {
			t.Fatal(wat)
		}
	}
	gaat("sleutels in het register")
	if uit, goed := p.eenmalig(t, nil, "sleutels", "wissel"); goed || !strings.Contains(uit, "verhuis") {
		t.Errorf("wisselen vóór verhuizen: %s", uit)
	}
	if uit, goed := p.eenmalig(t, nil, "migrate"); !goed || !strings.Contains(uit, "sleutels verhuis") {
		t.Fatalf("migrate: %s", uit)
	}
	gaat("gekopieerd")
	if uit, goed := p.eenmalig(t, map[string]string{"SCHAKEL_DATABASE_OWNER_PASSWORD_FILE": ""}, "sleutels", "verhuis"); goed || !strings.Contains(uit, "--database-owner-password-file") {
		t.Errorf("verhuis zonder eigenaar: %s", uit)
	}
	if uit, goed := p.eenmalig(t, nil, "sleutels", "verhuis"); !goed {
		t.Fatalf("verhuis: %s", uit)
	}
	if n := p.telIn(t, p.db, `SELECT count(*) FROM sleutels`); n > 0 {
		t.Errorf("er staan nog %d sleutels in het register", n)
	}
	gaat("verhuisd")
	voor, err := os.ReadFile(p.pad("register.json"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 6 { // killed a little later each time
		cmd := p.opdracht(t.Context(), t, nil, "sleutels", "wissel")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Duration(20+15*i) * time.Millisecond)
		_ = cmd.Process.Signal(syscall.SIGKILL)
		_ = cmd.Wait()
		gaat("gedood")
	}
	if uit, goed := p.eenmalig(t, nil, "sleutels", "wissel"); !goed || !strings.Contains(uit, "klaar:") {
		t.Fatalf("wissel: %s", uit)
	}
	if uit, goed := p.eenmalig(t, nil, "sleutels", "wissel", "--codec"); !goed {
		t.Fatalf("wissel --codec: %s", uit)
	}
	gaat("gewisseld")
	if n := p.telIn(t, p.db+metKluis, `SELECT count(*) FROM keks`); n != 1 {
		t.Errorf("%d sleutels mogen inpakken", n)
	}
	p.begin(t, nil, "work")
	o.url = p.begin(t, nil, "serve", "--listen", "127.0.0.1:0").url
	gaat("opnieuw begonnen")
	p.check(t)
	p.schrijf(t, "oud.json", string(voor))
	if uit, goed := p.eenmalig(t, map[string]string{"SCHAKEL_REGISTER_KEYS_FILE": p.pad("oud.json")}, "serve", "--listen", "127.0.0.1:0"); goed || !strings.Contains(uit, "nieuwste bestand") {
		t.Errorf("met het oude bestand: %s", uit)
	}
	var f map[string]json.RawMessage
	if b, err := os.ReadFile(p.pad("register.json")); err != nil || json.Unmarshal(b, &f) != nil || len(f["concept"]) == 0 {
		t.Error("het bestand met sleutels is niet heel")
	}
}
