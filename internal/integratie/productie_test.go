package integratie

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	beleidsbestanden "schakel/beleid"
	"schakel/internal/solo"
)

// The production commands, as processes, against the PostgreSQL and Temporal that
// all tests share; the provider of tokens stands in this process.

// productie is one installation: a database, secrets in files, an environment.
type productie struct {
	geheimen string
	db       string
	env      map[string]string
	issuer   string
}

func nieuweProductie(t *testing.T) *productie {
	t.Helper()
	map_ := werkmap(t)
	p := &productie{geheimen: filepath.Join(map_, "geheimen"), db: "p" + strings.ReplaceAll(uuid.NewString(), "-", "")}
	for _, db := range []string{p.db, p.db + metKluis} {
		if err := solo.MaakDatabase(t.Context(), gedeeld.pg.PostgresAdres, db); err != nil {
			t.Fatal(err)
		}
	}
	if uit, goed := schakel(t, "sleutels", "maak", p.geheimen); !goed {
		t.Fatal(uit)
	}
	// The roles belong to the whole server, so they keep the passwords the other tests know.
	p.schrijf(t, "postgres-owner", gedeeld.pg.Password)
	p.schrijf(t, "postgres-app", "app-geheim")
	p.schrijf(t, "postgres-motor", "motor-geheim")
	p.schrijf(t, "postgres-werk", "werk-geheim")
	p.schrijf(t, "kluis-owner", gedeeld.pg.Password)
	p.schrijf(t, "kluis-app", "kluis-geheim")
	p.schrijf(t, "kluis-werk", "werk-geheim")
	p.schrijf(t, "beleid.yaml", string(beleidsbestanden.Voorbeeld))
	srv := httptest.NewServer(nil)
	t.Cleanup(srv.Close)
	idp, err := solo.NewIDP(solo.IDPConfig{Issuer: srv.URL + solo.IDPPad, KeyPath: filepath.Join(map_, "idp.pem")})
	if err != nil {
		t.Fatal(err)
	}
	srv.Config.Handler = idp
	p.issuer = srv.URL
	temporal := filepath.Join(gedeeld.dir, "temporal")
	p.env = map[string]string{
		"SCHAKEL_DATABASE_URL":                 fmt.Sprintf("postgres://%s@%s/%s?sslmode=disable", gedeeld.pg.User, gedeeld.pg.HostPort(), p.db),
		"SCHAKEL_DATABASE_OWNER_PASSWORD_FILE": p.pad("postgres-owner"),
		"SCHAKEL_DATABASE_APP_PASSWORD_FILE":   p.pad("postgres-app"),
		"SCHAKEL_DATABASE_MOTOR_PASSWORD_FILE": p.pad("postgres-motor"),
		"SCHAKEL_DATABASE_WERK_PASSWORD_FILE":  p.pad("postgres-werk"),
		"SCHAKEL_KLUIS_WERK_PASSWORD_FILE":     p.pad("kluis-werk"),
		"SCHAKEL_KLUIS_URL":                    fmt.Sprintf("postgres://%s@%s/%s?sslmode=disable", gedeeld.pg.User, gedeeld.pg.HostPort(), p.db+metKluis),
		"SCHAKEL_KLUIS_OWNER_PASSWORD_FILE":    p.pad("kluis-owner"),
		"SCHAKEL_KLUIS_PASSWORD_FILE":          p.pad("kluis-app"),
		"SCHAKEL_REGISTER_KEYS_FILE":           p.pad("register.json"),
		"SCHAKEL_TEMPORAL_KEYS_FILE":           p.pad("temporal.json"),
		"SCHAKEL_TEMPORAL":                     gedeeld.temporal.HostPort,
		"SCHAKEL_TEMPORAL_NAMESPACE":           "integratie",
		"SCHAKEL_TEMPORAL_TASK_QUEUE":          p.db,
		"SCHAKEL_TEMPORAL_CA_FILE":             filepath.Join(temporal, "ca.pem"),
		"SCHAKEL_TEMPORAL_CERT_FILE":           filepath.Join(temporal, "cert.pem"),
		"SCHAKEL_TEMPORAL_CERT_KEY_FILE":       filepath.Join(temporal, "key.pem"),
		"SCHAKEL_OIDC_ISSUER":                  idp.Issuer(),
		"SCHAKEL_POLICY":                       p.pad("beleid.yaml"),
		"SCHAKEL_METRICS":                      "127.0.0.1:0",
		"SCHAKEL_DRAIN":                        "1s",
		"SCHAKEL_PER_SECONDE":                  "5000", // tests ask more than people do
		"SCHAKEL_DATABASE_CONNECTIONS":         "6",
	}
	return p
}

func (p *productie) pad(naam string) string { return filepath.Join(p.geheimen, naam) }

func (p *productie) schrijf(t *testing.T, naam, inhoud string) {
	t.Helper()
	if err := os.WriteFile(p.pad(naam), []byte(inhoud), 0o600); err != nil {
		t.Fatal(err)
	}
}

// nietVoor are the settings that a process of production does not get, as in docker-compose.yml: what it does not need it does not hold.
var nietVoor = map[string][]string{ //nolint:gochecknoglobals // a constant
	"serve": {"SCHAKEL_DATABASE_OWNER_PASSWORD_FILE", "SCHAKEL_KLUIS_OWNER_PASSWORD_FILE", "SCHAKEL_DATABASE_WERK_PASSWORD_FILE", "SCHAKEL_KLUIS_WERK_PASSWORD_FILE"},
	"work":  {"SCHAKEL_DATABASE_OWNER_PASSWORD_FILE", "SCHAKEL_KLUIS_OWNER_PASSWORD_FILE", "SCHAKEL_DATABASE_APP_PASSWORD_FILE"},
	"regio": {"SCHAKEL_DATABASE_OWNER_PASSWORD_FILE", "SCHAKEL_KLUIS_OWNER_PASSWORD_FILE", "SCHAKEL_DATABASE_APP_PASSWORD_FILE", "SCHAKEL_DATABASE_WERK_PASSWORD_FILE", "SCHAKEL_KLUIS_WERK_PASSWORD_FILE"},
}

// opdracht is a command with the environment of the installation, as far as it gets that, and nothing else in it.
func (p *productie) opdracht(ctx context.Context, t *testing.T, anders map[string]string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(ctx, binary(t, "schakel"), args...) //nolint:gosec // our own program
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	for k, v := range p.env {
		if w, ok := anders[k]; ok {
			v = w
		} else if slices.Contains(nietVoor[args[0]], k) {
			continue
		}
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	for k, v := range anders {
		if _, ok := p.env[k]; !ok {
			cmd.Env = append(cmd.Env, k+"="+v)
		}
	}
	return cmd
}

// eenmalig runs a command that must end by itself, soon.
func (p *productie) eenmalig(t *testing.T, anders map[string]string, args ...string) (uit string, goed bool) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	b, err := p.opdracht(ctx, t, anders, args...).CombinedOutput()
	if ctx.Err() != nil {
		t.Fatalf("schakel %v eindigt niet: %s", args, b)
	}
	return string(b), err == nil
}

// regiobestand is the example that comes with the product: the demo region.
const regiobestand = "../../deploy/regio-voorbeeld.yaml"

// migreer brings the schema up to date and registers the demo region.
func (p *productie) migreer(t *testing.T) {
	t.Helper()
	for _, args := range [][]string{{"migrate"}, {"regio", "toepassen", regiobestand}} {
		if uit, goed := p.eenmalig(t, nil, args...); !goed {
			t.Fatalf("%v: %s", args, uit)
		}
	}
}

// check runs `schakel check` with the settings of the installation.
func (p *productie) check(t *testing.T) {
	t.Helper()
	if uit, goed := p.eenmalig(t, nil, "check"); !goed {
		t.Errorf("schakel check: %s", uit)
	}
}

// proces is a running serve or work.
type proces struct {
	url     string
	cmd     *exec.Cmd
	logboek *regels
}

// regels collects what a process says.
type regels struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (r *regels) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.Write(b)
}

func (r *regels) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.String()
}

// begin starts serve or work and waits for its ready line.
func (p *productie) begin(t *testing.T, anders map[string]string, args ...string) *proces {
	t.Helper()
	pr := &proces{cmd: p.opdracht(context.WithoutCancel(t.Context()), t, anders, args...), logboek: &regels{}}
	uit, err := pr.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	pr.cmd.Stderr = pr.logboek
	if err := pr.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pr.stop(t) })
	klaar := make(chan string, 1)
	go func() {
		s := bufio.NewScanner(uit)
		for s.Scan() {
			if url, ok := strings.CutPrefix(s.Text(), "ready "); ok {
				klaar <- url
			}
		}
		close(klaar)
	}()
	select {
	case pr.url = <-klaar:
	case <-time.After(30 * time.Second):
	}
	if pr.url == "" {
		t.Fatalf("schakel %v komt niet op: %s", args, pr.logboek)
	}
	return pr
}

// stop asks a process to end and expects that it does so cleanly.
func (pr *proces) stop(t *testing.T) {
	t.Helper()
	if pr.cmd.ProcessState != nil {
		return
	}
	_ = pr.cmd.Process.Signal(syscall.SIGTERM)
	if err := pr.cmd.Wait(); err != nil {
		t.Errorf("%v eindigt niet netjes: %v\n%s", pr.cmd.Args[1:], err, pr.logboek)
	}
}

// TestProductie: migrate, serve and work are the same product as solo, each its part.
func TestProductie(t *testing.T) {
	t.Parallel()
	p := nieuweProductie(t)
	uit, goed := p.eenmalig(t, nil, "serve")
	if goed || !strings.Contains(uit, "ouder") || !strings.Contains(uit, "schakel migrate") {
		t.Errorf("serve op een lege database: %s", uit)
	}
	p.migreer(t)
	p.migreer(t) // again changes nothing
	serve := p.begin(t, nil, "serve", "--listen", "127.0.0.1:0")
	o := &omgeving{url: serve.url, tokens: p.tokens(t)}
	if a := o.vraag(t, "", http.MethodGet, "/oidc/.well-known/openid-configuration", ""); a.status != http.StatusNotFound {
		t.Errorf("serve heeft een inlogdienst: %d", a.status)
	}
	wacht := o.stap(t, "verwijzer", "/v1/aanmeldingen", aanmeldingBody("zonder worker"), http.StatusAccepted)
	work := p.begin(t, nil, "work")
	wachtTot(t, "de worker haalt in wat wachtte", func() bool {
		return o.haal(t, "verwijzer", "/v1/stappen/"+wacht.tekst("stap")).tekst("status") == "verwerkt"
	})
	pad := o.zaak(t)
	o.stap(t, "werker", pad+"/contacten", contactBody("true", ""), http.StatusCreated)
	for naam, status := range map[string]int{"/healthz": 200, "/readyz": 200, "/metrics": 200, "/v1/casussen": 404} {
		if s := haalStatus(t, work.url+naam); s != status {
			t.Errorf("work %s: %d, verwacht %d", naam, s, status)
		}
	}
	wachtTot(t, "het contact is genummerd", func() bool { c := o.tijdlijn(t, pad, "contact"); return len(c) == 1 && c[0]["seq"] != nil })
	p.check(t)
	work.stop(t)
	serve.stop(t)
	for _, pr := range []*proces{serve, work} {
		for regel := range strings.Lines(pr.logboek.String()) {
			if !strings.HasPrefix(regel, "{") {
				t.Errorf("dit is geen JSON: %s", regel)
			}
		}
	}
}

// tokens of everybody; they outlive every process.
func (p *productie) tokens(t *testing.T) map[string]string {
	t.Helper()
	uit := map[string]string{}
	for _, g := range []string{"verwijzer", "ctb", "coordinator", "werker", "werker2"} {
		tok, err := solo.Token(t.Context(), p.issuer, g)
		if err != nil {
			t.Fatal(err)
		}
		uit[g] = tok
	}
	return uit
}

func haalStatus(t *testing.T, url string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

// TestProductieWeigert: what is not safe or does not fit does not start, and says why in one line. Here serve; work and migrate: productie_weigert_test.go.
func TestProductieWeigert(t *testing.T) {
	t.Parallel()
	p := nieuweProductie(t)
	p.migreer(t)
	for naam, g := range map[string]struct{ variabele, waarde, woord string }{
		"geen database":            {"SCHAKEL_DATABASE_URL", "", "SCHAKEL_DATABASE_URL"},
		"wachtwoord in de URL":     {"SCHAKEL_DATABASE_URL", "postgres://schakel:zeer-geheim@127.0.0.1/x", "bestand"},
		"database zonder TLS":      {"SCHAKEL_DATABASE_URL", "postgres://schakel@db.example/x?sslmode=require", "verify-full"},
		"Temporal zonder TLS":      {"SCHAKEL_TEMPORAL_CA_FILE", "", "--temporal-ca-file"},
		"Temporal-CA is er niet":   {"SCHAKEL_TEMPORAL_CA_FILE", p.pad("weg.pem"), "weg.pem"},
		"geen kluis":               {"SCHAKEL_KLUIS_URL", "", "SCHAKEL_KLUIS_URL"},
		"zonder zijn eigen rol":    {"SCHAKEL_DATABASE_APP_PASSWORD_FILE", "", "SCHAKEL_DATABASE_APP_PASSWORD_FILE"},
		"kluis zonder TLS":         {"SCHAKEL_KLUIS_URL", "postgres://schakel@db.example/x", "--onveilig-kluis"},
		"verkeerde kluis":          {"SCHAKEL_KLUIS_PASSWORD_FILE", p.pad("postgres-app"), "kluis niet bereikbaar"},
		"geen sleutels":            {"SCHAKEL_REGISTER_KEYS_FILE", p.pad("weg.json"), "schakel sleutels maak"},
		"open sleutels":            {"SCHAKEL_REGISTER_KEYS_FILE", p.openBestand(t, "register.json"), "anderen"},
		"geen sleutels Temporal":   {"SCHAKEL_TEMPORAL_KEYS_FILE", p.pad("weg.json"), "schakel sleutels maak"},
		"uitgever zonder https":    {"SCHAKEL_OIDC_ISSUER", "http://inloggen.example", "https"},
		"geen uitgever":            {"SCHAKEL_OIDC_ISSUER", "", "SCHAKEL_OIDC_ISSUER"},
		"geen beleid":              {"SCHAKEL_POLICY", "", "SCHAKEL_POLICY"},
		"beleid is er niet":        {"SCHAKEL_POLICY", p.pad("weg.yaml"), "weg.yaml"},
		"verkeerd wachtwoord":      {"SCHAKEL_DATABASE_MOTOR_PASSWORD_FILE", p.pad("postgres-app"), "register niet bereikbaar"},
		"poort":                    {"SCHAKEL_METRICS", "onzin", "--metrics"},
		"geen verbindingen":        {"SCHAKEL_DATABASE_CONNECTIONS", "0", "--database-connections"},
		"verbindingen zonder eind": {"SCHAKEL_DATABASE_CONNECTIONS", "-1", "--database-connections"},
		"uitloop terug":            {"SCHAKEL_DRAIN", "-1s", "--drain"},
		"geen tijd om te stoppen":  {"SCHAKEL_STOP_TIMEOUT", "0s", "--stop-timeout"},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			p.weigert(t, weigering{map[string]string{g.variabele: g.waarde}, g.woord}, "serve", "--listen", "127.0.0.1:0")
		})
	}
	t.Run("schema nieuwer", func(t *testing.T) {
		t.Parallel()
		nieuwer := nieuweProductie(t)
		nieuwer.migreer(t)
		conn, err := pgx.Connect(t.Context(), gedeeld.pg.DSN(nieuwer.db))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
		if _, err := conn.Exec(t.Context(), `INSERT INTO bun_migrations (name, group_id) VALUES ('20991231000001', 99)`); err != nil {
			t.Fatal(err)
		}
		for _, wat := range []string{"serve", "work"} {
			if uit, goed := nieuwer.eenmalig(t, nil, wat); goed || !strings.Contains(uit, "nieuwer") {
				t.Errorf("%s: %s", wat, uit)
			}
		}
	})
}
