package integratie

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/jackc/pgx/v5"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"schakel/internal/solo"
)

// Every line between the parts of an installation, over TLS with certificates of an authority of its own, as docker-compose.yml has it: PostgreSQL
// (verify-full), Temporal (both sides show a certificate), the provider (https) and the mail server (STARTTLS). Nothing is allowed to be unsafe.

// afgesloten is such an installation.
type afgesloten struct {
	*productie
	pg   *solo.Postgres
	post *postbus
}

func (p *productie) cert(naam string) string { return filepath.Join(p.geheimen, "tls", naam) }

func nieuweAfgesloten(t *testing.T) *afgesloten {
	t.Helper()
	p := nieuweProductie(t)
	if uit, goed := schakel(t, "sleutels", "certificaten", p.cert(""), "--voor", "postgres", "--voor", "provider", "--voor", "post"); !goed {
		t.Fatal(uit)
	}
	paar := func(naam string) *tls.Config {
		c, err := tls.LoadX509KeyPair(p.cert(naam+".pem"), p.cert(naam+"-key.pem"))
		if err != nil {
			t.Fatal(err)
		}
		return &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{c}}
	}
	a := &afgesloten{productie: p, post: &postbus{}}
	var err error
	a.pg, err = solo.StartPostgres(t.Context(), solo.PostgresConfig{
		Dir: filepath.Join(werkmap(t), "pg"), ZonderFsync: true,
		TLS: &solo.PostgresTLS{Cert: p.cert("postgres.pem"), Sleutel: p.cert("postgres-key.pem"), CA: p.cert("ca.pem")},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.pg.Stop() })
	for _, db := range []string{p.db, p.db + metKluis} {
		if err := solo.MaakDatabase(t.Context(), a.pg.PostgresAdres, db); err != nil {
			t.Fatal(err)
		}
	}
	p.schrijf(t, "kluis-owner", a.pg.Password)
	p.schrijf(t, "postgres-owner", a.pg.Password)
	p.schrijf(t, "postgres-app", "app-geheim")
	p.schrijf(t, "postgres-motor", "motor-geheim")
	p.schrijf(t, "postgres-werk", "werk-geheim")
	p.schrijf(t, "kluis-werk", "werk-geheim")

	idp := httptest.NewUnstartedServer(nil)
	idp.TLS = paar("provider")
	idp.StartTLS()
	t.Cleanup(idp.Close)
	_, poort, err := net.SplitHostPort(idp.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	p.issuer = "https://localhost:" + poort
	provider, err := solo.NewIDP(solo.IDPConfig{Issuer: p.issuer + solo.IDPPad, KeyPath: filepath.Join(p.geheimen, "idp.pem")})
	if err != nil {
		t.Fatal(err)
	}
	idp.Config.Handler = provider

	srv := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &postsessie{p: a.post}, nil }))
	srv.Domain, srv.TLSConfig = "localhost", paar("post")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a.post.adres = l.Addr().String()
	klaar := make(chan struct{})
	go func() { defer close(klaar); _ = srv.Serve(l) }()
	t.Cleanup(func() { _, _ = srv.Close(), l.Close(); <-klaar })

	for k, v := range map[string]string{
		"SCHAKEL_DATABASE_URL": a.dsn("localhost", "sslmode=verify-full&sslrootcert="+p.cert("ca.pem")),
		"SCHAKEL_KLUIS_URL":    strings.Replace(a.dsn("localhost", "sslmode=verify-full&sslrootcert="+p.cert("ca.pem")), p.db, p.db+metKluis, 1),
		"SCHAKEL_OIDC_ISSUER":  provider.Issuer(), "SCHAKEL_OIDC_CA_FILE": p.cert("ca.pem"),
		"SCHAKEL_SMTP": "localhost:" + l.Addr().String()[strings.LastIndexByte(l.Addr().String(), ':')+1:], "SCHAKEL_SMTP_TLS": "starttls", "SCHAKEL_SMTP_CA_FILE": p.cert("ca.pem"),
		"SCHAKEL_SMTP_FROM": "Schakel <schakel@voorbeeld.test>", "SCHAKEL_BASE_URL": "https://schakel.voorbeeld.test", "SCHAKEL_POST_TIME": "08:00",
	} {
		p.env[k] = v
	}
	return a
}

func (a *afgesloten) dsn(host, rest string) string {
	_, poort, _ := net.SplitHostPort(a.pg.HostPort())
	return "postgres://" + a.pg.User + "@" + net.JoinHostPort(host, poort) + "/" + a.db + "?" + rest
}

func TestTLSTussenAlleDelen(t *testing.T) {
	t.Parallel()
	a := nieuweAfgesloten(t)
	for k := range a.env {
		if strings.Contains(k, "ONVEILIG") {
			t.Fatalf("%s: er is iets onveiligs toegestaan", k)
		}
	}
	a.migreer(t)
	serve := a.begin(t, nil, "serve", "--listen", "127.0.0.1:0")
	work := a.begin(t, nil, "work")
	o := &omgeving{url: serve.url, tokens: a.tokensTLS(t)}
	spoed := strings.Replace(aanmeldingBody("over TLS"), `"urgentie":"hoog"`, `"urgentie":"spoed"`, 1)
	pad := "/v1/casussen/" + o.stap(t, "verwijzer", "/v1/aanmeldingen", spoed, http.StatusCreated).tekst("id")
	wachtTot(t, "er is gemaild, over TLS", func() bool { _, _, n := a.post.alles(t); return n > 0 })
	o.stap(t, "ctb", pad+"/ontvangst", `{"volledig":true}`, http.StatusOK)

	conn, err := pgx.Connect(t.Context(), a.pg.DSN(a.db))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	var met, zonder int
	if err := conn.QueryRow(t.Context(), `SELECT count(*) FILTER (WHERE ssl AND version = 'TLSv1.3'), count(*) FILTER (WHERE NOT ssl)
		FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename LIKE 'schakel_%'`).Scan(&met, &zonder); err != nil {
		t.Fatal(err)
	}
	if met < 2 || zonder > 0 {
		t.Errorf("%d verbindingen met TLS, %d zonder", met, zonder)
	}
	for _, pr := range []*proces{serve, work} {
		if strings.Contains(pr.logboek.String(), "onveilig") {
			t.Errorf("%v waarschuwt: %s", pr.cmd.Args[1], pr.logboek)
		}
	}
	serve.stop(t)
	work.stop(t)
	a.geweigerd(t)
}

// geweigerd: each line is refused when one side is not who it should be.
func (a *afgesloten) geweigerd(t *testing.T) {
	t.Helper()
	elders := filepath.Join(a.geheimen, "elders")
	if uit, goed := schakel(t, "sleutels", "certificaten", elders, "--voor", "schakel"); !goed {
		t.Fatal(uit)
	}
	vreemd := filepath.Join(elders, "ca.pem")
	for naam, g := range map[string]struct {
		anders map[string]string
		woord  string
	}{
		"PostgreSQL van een vreemde autoriteit":             {map[string]string{"SCHAKEL_DATABASE_URL": a.dsn("localhost", "sslmode=verify-full&sslrootcert="+vreemd)}, "niet bereikbaar"},
		"PostgreSQL zonder TLS":                             {map[string]string{"SCHAKEL_DATABASE_URL": a.dsn("127.0.0.1", "sslmode=disable")}, "niet bereikbaar"},
		"een kluis van een vreemde autoriteit":              {map[string]string{"SCHAKEL_KLUIS_URL": strings.Replace(a.dsn("localhost", "sslmode=verify-full&sslrootcert="+vreemd), a.db, a.db+metKluis, 1)}, "niet bereikbaar"},
		"een andere machine, niet nagekeken":                {map[string]string{"SCHAKEL_DATABASE_URL": a.dsn("db.example", "sslmode=require")}, "verify-full"},
		"de autoriteit van de provider ontbreekt op schijf": {map[string]string{"SCHAKEL_OIDC_CA_FILE": filepath.Join(elders, "weg.pem")}, "--oidc-ca-file"},
		"een proxy die iedereen is":                         {map[string]string{"SCHAKEL_VERTROUWDE_PROXIES": "0.0.0.0/0"}, "--vertrouwde-proxies"},
		"een Temporal-UI zonder https":                      {map[string]string{"SCHAKEL_TEMPORAL_UI": "http://temporal.example"}, "--temporal-ui"},
		"een geheugenafdruk bij een fout":                   {map[string]string{"GOTRACEBACK": "crash"}, "GOTRACEBACK"},
	} {
		if uit, goed := a.eenmalig(t, g.anders, "serve", "--listen", "127.0.0.1:0"); goed || !strings.Contains(uit, g.woord) {
			t.Errorf("%s: verwacht een weigering met %q: %s", naam, g.woord, uit)
		}
	}
	// A client of another authority is not let in by Temporal: work ends with an error.
	uit, goed := a.eenmalig(t, map[string]string{"SCHAKEL_TEMPORAL_CERT_FILE": filepath.Join(elders, "schakel.pem"), "SCHAKEL_TEMPORAL_CERT_KEY_FILE": filepath.Join(elders, "schakel-key.pem")}, "work")
	if goed || !strings.Contains(uit, "worker") {
		t.Errorf("work met een vreemd certificaat: %s", uit)
	}
	// A provider that is not the one its certificate says: no token of it is believed.
	serve := a.begin(t, map[string]string{"SCHAKEL_OIDC_CA_FILE": vreemd}, "serve", "--listen", "127.0.0.1:0")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, serve.url+"/v1/casussen", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+a.tokensTLS(t)["coordinator"])
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("een provider met een vreemd certificaat: %d", resp.StatusCode)
	}
	serve.stop(t)
}

// tokensTLS asks the provider over its own certificate, as a client that knows the authority.
func (a *afgesloten) tokensTLS(t *testing.T) map[string]string {
	t.Helper()
	ca, err := os.ReadFile(a.cert("ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(ca)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS13, RootCAs: pool}}, Timeout: 10 * time.Second}
	uit := map[string]string{}
	for _, g := range []string{"verwijzer", "ctb", "coordinator"} {
		c := clientcredentials.Config{ClientID: g, TokenURL: a.issuer + solo.IDPPad + "/oauth/token", AuthStyle: oauth2.AuthStyleInParams}
		tok, err := c.Token(context.WithValue(t.Context(), oauth2.HTTPClient, client))
		if err != nil {
			t.Fatal(err)
		}
		uit[g] = tok.AccessToken
	}
	return uit
}
