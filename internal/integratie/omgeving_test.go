// Package integratie tests the product as it runs: the API over HTTP, a real
// PostgreSQL, a real Temporal server, a real identity provider. PostgreSQL and
// temporald start once, as processes; every test has a database and a task queue
// of its own.
package integratie

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"schakel/api"
	beleidsbestanden "schakel/beleid"
	"schakel/internal/beleid"
	"schakel/internal/casus"
	"schakel/internal/engine"
	"schakel/internal/kluis"
	"schakel/internal/product"
	"schakel/internal/register"
	"schakel/internal/sessie"
	"schakel/internal/solo"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
	"schakel/internal/voordeur"
)

// diensten are the processes all tests share.
type diensten struct {
	dir      string
	pg       *solo.Postgres
	temporal *solo.Temporal
	codec    *engine.Codec
	keur     *contractkeur
}

var gedeeld diensten //nolint:gochecknoglobals // TestMain has no other way to hand over

func TestMain(m *testing.M) {
	flag.Parse()
	_ = flag.Set("test.parallel", "10") // most tests wait for a term, not for a processor
	os.Exit(draai(m))
}

func draai(m *testing.M) int {
	dir, err := os.MkdirTemp("", "schakel-integratie-")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	_ = os.Chmod(dir, 0o755) //nolint:gosec // PostgreSQL runs as another user and must pass
	gedeeld, err = startDiensten(dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, "diensten voor de tests:", err)
		return 1
	}
	defer func() { _ = errors.Join(gedeeld.temporal.Stop(), gedeeld.pg.Stop()) }()
	return m.Run()
}

func startDiensten(dir string) (diensten, error) {
	ctx := context.Background()
	d := diensten{dir: dir, keur: &contractkeur{}}
	var err error
	if d.pg, err = solo.StartPostgres(ctx, solo.PostgresConfig{Dir: filepath.Join(dir, "pg"), ZonderFsync: true}); err != nil {
		return d, err
	}
	if err = maakSjabloon(ctx, d.pg.PostgresAdres); err != nil {
		return d, err
	}
	if d.codec, err = engine.OpenCodec(filepath.Join(dir, "codec.json")); err != nil {
		return d, err
	}
	bin, err := filepath.Abs(filepath.Join("..", "..", "bin", "temporald"))
	if err != nil {
		return d, err
	}
	d.temporal, err = solo.StartTemporal(ctx, solo.TemporalConfig{
		Binary: bin, Dir: filepath.Join(dir, "temporal"), Postgres: d.pg.PostgresAdres, Namespace: "integratie",
	})
	return d, err
}

// sjabloon is a migrated database that every test gets a copy of (42 ms against a migration each).
const sjabloon = "sjabloon"

// metKluis stands behind the name of a database: its store of keys.
const metKluis = "_kluis"

func maakSjabloon(ctx context.Context, pg solo.PostgresAdres) error {
	if err := solo.MaakDatabase(ctx, pg, sjabloon); err != nil {
		return err
	}
	if err := register.Migreer(ctx, pg.DSN(sjabloon), testkit.Wachtwoorden()); err != nil {
		return err
	}
	if err := solo.MaakDatabase(ctx, pg, sjabloon+metKluis); err != nil {
		return err
	}
	return kluis.Migreer(ctx, pg.DSN(sjabloon+metKluis), "kluis-geheim", "werk-geheim")
}

// verseDatabase makes a database of the test's own.
func verseDatabase(t *testing.T) string {
	t.Helper()
	naam := "t" + strings.ReplaceAll(uuid.NewString(), "-", "")
	conn, err := pgx.Connect(t.Context(), gedeeld.pg.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	for _, bij := range []string{"", metKluis} {
		if _, err := conn.Exec(t.Context(), "CREATE DATABASE "+naam+bij+" TEMPLATE "+sjabloon+bij); err != nil {
			t.Fatal(err)
		}
	}
	return naam
}

// omgeving is one product of a test's own.
type omgeving struct {
	*product.Product
	url    string
	config product.Config
	map_   string // holds the key of the identity provider

	mu      sync.Mutex
	tokens  map[string]string
	gehoord strings.Builder // of every answer the headers, and of a refusal all of it
}

// luister keeps what an answer says beside what was asked for.
func (o *omgeving) luister(a antwoord) {
	o.mu.Lock()
	defer o.mu.Unlock()
	fmt.Fprintln(&o.gehoord, a.status, a.kop)
	if a.status >= http.StatusBadRequest {
		o.gehoord.WriteString(a.ruw + "\n")
	}
}

func (o *omgeving) opgevangenTekst() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.gehoord.String()
}

// optie changes the configuration before the start.
type optie func(*product.Config)

// seconden gives every new case the policy in seconds.
func seconden(c *product.Config) { c.Beleid = leesBeleid(beleidsbestanden.Seconden) }

func leesBeleid(b []byte) func() casus.Beleid {
	bel, err := beleid.Lees("beleid.yaml", bytes.NewReader(b), time.Now())
	if err != nil {
		panic(err)
	}
	return func() casus.Beleid { return bel }
}

// nieuw starts a product on a fresh database.
func nieuw(t *testing.T, opties ...optie) *omgeving {
	t.Helper()
	naam := verseDatabase(t)
	bos, err := register.OpenSleutelbos(filepath.Join(t.TempDir(), "register.json"))
	if err != nil {
		t.Fatal(err)
	}
	als := func(rol, wachtwoord string) string {
		a := gedeeld.pg.PostgresAdres
		a.User, a.Password = rol, wachtwoord
		return a.DSN(naam)
	}
	k := gedeeld.pg.PostgresAdres
	k.User, k.Password = kluis.Rol, "kluis-geheim"
	kw := k
	kw.User, kw.Password = kluis.RolWerk, "werk-geheim"
	return start(t, product.Config{
		Register: register.Config{
			AppDSN: als("schakel_app", "app-geheim"), MotorDSN: als("schakel_motor", "motor-geheim"), WerkDSN: als("schakel_werk", "werk-geheim"),
			KluisDSN: k.DSN(naam + metKluis), KluisWerkDSN: kw.DSN(naam + metKluis), Sleutels: bos, MaxConns: 8,
		},
		Motor: engine.Config{
			HostPort: gedeeld.temporal.HostPort, TLS: gedeeld.temporal.TLS(), Namespace: "integratie", Codec: gedeeld.codec, Taakrij: naam,
		},
		// Tests ask more than people do: the limits have tests of their own in package api.
		Limieten: api.Limieten{PerSeconde: 5000, Ineens: 5000}, Voordeur: voordeur.Config{PerSeconde: 5000},
		Beleid: leesBeleid(beleidsbestanden.Voorbeeld), Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	}, opties...)
}

// start runs a product with the identity provider beside it, as solo does.
func start(t *testing.T, c product.Config, opties ...optie) *omgeving {
	t.Helper()
	for _, o := range opties {
		o(&c)
	}
	o := &omgeving{tokens: map[string]string{}, map_: t.TempDir()}
	mux := http.NewServeMux()
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	o.url = srv.URL
	if c.Werkbank != nil {
		c.Werkbank.Basis = srv.URL
	}
	idp, err := solo.NewIDP(solo.IDPConfig{
		Issuer: srv.URL + solo.IDPPad, KeyPath: filepath.Join(o.map_, "idp.pem"),
		Redirects: []string{srv.URL + sessie.PadTerug}, NaUit: []string{srv.URL + sessie.PadUit},
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Keurder = toegang.KeurderConfig{Issuer: idp.Issuer(), Audience: solo.IDPAudience, Regio: "Voorbeeldregio"}
	o.config = c
	if o.Product, err = product.Start(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		srv.Close()
		if err := o.Stop(); err != nil {
			t.Error(err)
		}
	})
	if err := solo.ZetDemo(t.Context(), o.Register); err != nil {
		t.Fatal(err)
	}
	mux.Handle(solo.IDPPad+"/", idp)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { o.Handler.ServeHTTP(w, r) })
	return o
}

// herstart stops the product and starts it again on the same register, as a new process would.
func (o *omgeving) herstart(t *testing.T, intussen func()) {
	t.Helper()
	if err := o.Stop(); err != nil {
		t.Fatal(err)
	}
	intussen()
	p, err := product.Start(t.Context(), o.config)
	if err != nil {
		t.Fatal(err)
	}
	o.Product = p
}

func (o *omgeving) token(t *testing.T, wie string) string {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.tokens[wie] == "" {
		tok, err := solo.Token(t.Context(), o.url, wie)
		if err != nil {
			t.Fatal(err)
		}
		o.tokens[wie] = tok
	}
	return o.tokens[wie]
}

// antwoord is what the API said.
type antwoord struct {
	status int
	kop    http.Header
	ruw    string
	json   map[string]any
}

// veld finds a value by a dotted path; nil when it is not there.
func (a antwoord) veld(pad string) any {
	var v any = a.json
	for _, d := range strings.Split(pad, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[d]
	}
	return v
}

func (a antwoord) tekst(pad string) string {
	s, _ := a.veld(pad).(string)
	return s
}

// vraag sends any request as a demo user.
func (o *omgeving) vraag(t *testing.T, wie, methode, pad, body string, koppen ...string) antwoord {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), methode, o.url+pad, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if wie != "" {
		req.Header.Set("Authorization", "Bearer "+o.token(t, wie))
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(koppen); i += 2 {
		req.Header.Set(koppen[i], koppen[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := antwoord{status: resp.StatusCode, kop: resp.Header, ruw: string(b)}
	if len(b) > 0 {
		if err := json.Unmarshal(b, &a.json); err != nil {
			t.Fatalf("%s %s: geen JSON: %s", methode, pad, b)
		}
	}
	o.luister(a)
	gedeeld.keur.antwoord(t, o.url, req, body, a)
	return a
}

// haal reads as a demo user.
func (o *omgeving) haal(t *testing.T, wie, pad string) antwoord {
	t.Helper()
	return o.vraag(t, wie, http.MethodGet, pad, "")
}

// stap takes a step with a fresh key and expects a status.
func (o *omgeving) stap(t *testing.T, wie, pad, body string, status int) antwoord {
	t.Helper()
	if body == "" {
		body = "{}"
	}
	sleutel := uuid.NewString()
	a := o.vraag(t, wie, http.MethodPost, pad, body, "Idempotency-Key", sleutel)
	if a.status == http.StatusAccepted && status != a.status { // a busy machine: the key answers how the step stands
		wachtTot(t, pad+" heeft een uitkomst", func() bool {
			a = o.vraag(t, wie, http.MethodPost, pad, body, "Idempotency-Key", sleutel)
			return a.status != http.StatusAccepted
		})
	}
	if a.status != status {
		t.Fatalf("%s als %s: verwacht %d, kreeg %d %s", pad, wie, status, a.status, a.ruw)
	}
	return a
}
