package post

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/jackc/pgx/v5"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/solo"
	"schakel/internal/testkit"
)

func TestMain(m *testing.M) { os.Exit(testkit.Main(m)) }

// ontvangen is a mail the server took, whatever it answered.
type ontvangen struct{ van, aan, ruw string }

// server is a real mail server that does as it is told.
type server struct {
	adres string
	tls   *tls.Config // what clients trust

	mu    sync.Mutex
	mails []ontvangen
	// bijRcpt and bijData answer; nil: they accept. bijData runs when the whole content is in.
	bijRcpt func(aan string) error
	bijData func(n int) error
	wieIn   []string // who signed in
	conns   []net.Conn
}

// breek cuts every connection.
func (s *server) breek() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.conns {
		_ = c.Close()
	}
}

func (s *server) zet(rcpt func(string) error, data func(int) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bijRcpt, s.bijData = rcpt, data
}

func (s *server) gekregen() []ontvangen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]ontvangen(nil), s.mails...)
}

// nieuweServer starts one on a port of its own.
func nieuweServer(t *testing.T, opties ...func(*smtp.Server)) *server {
	t.Helper()
	f, err := solo.NieuweFamilie(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	paar, err := tls.X509KeyPair(f.Certificaat, f.Sleutel)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(f.CA)
	s := &server{tls: &tls.Config{RootCAs: pool, ServerName: "localhost", MinVersion: tls.VersionTLS12}}
	srv := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.conns = append(s.conns, c.Conn())
		return &sessie{s: s}, nil
	}))
	srv.Domain, srv.TLSConfig, srv.ErrorLog = "localhost", &tls.Config{Certificates: []tls.Certificate{paar}, MinVersion: tls.VersionTLS12}, stil{}
	for _, o := range opties {
		o(srv)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.adres = l.Addr().String()
	klaar := make(chan struct{})
	go func() { defer close(klaar); _ = srv.Serve(l) }()
	t.Cleanup(func() { _, _ = srv.Close(), l.Close(); <-klaar }) // a server that had not begun to serve does not close its listener
	return s
}

type stil struct{}

func (stil) Printf(string, ...any) {}
func (stil) Println(...any)        {}

type sessie struct {
	s        *server
	van, aan string
}

func (x *sessie) AuthMechanisms() []string { return []string{sasl.Plain} }

func (x *sessie) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, naam, wachtwoord string) error {
		if wachtwoord != "goed" {
			return errors.New("nee")
		}
		x.s.mu.Lock()
		defer x.s.mu.Unlock()
		x.s.wieIn = append(x.s.wieIn, naam)
		return nil
	}), nil
}

func (x *sessie) Mail(van string, _ *smtp.MailOptions) error { x.van = van; return nil }

func (x *sessie) Rcpt(aan string, _ *smtp.RcptOptions) error {
	x.aan = aan
	x.s.mu.Lock()
	fn := x.s.bijRcpt
	x.s.mu.Unlock()
	if fn != nil {
		return fn(aan)
	}
	return nil
}

func (x *sessie) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	x.s.mu.Lock()
	x.s.mails = append(x.s.mails, ontvangen{x.van, x.aan, string(b)})
	n, fn := len(x.s.mails), x.s.bijData
	x.s.mu.Unlock()
	if fn != nil {
		return fn(n)
	}
	return nil
}

func (x *sessie) Reset()        {}
func (x *sessie) Logout() error { return nil }

func antwoord(code int) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 0, 0}, Message: "zo is het"}
}

// smtpNaar sends to s, with little patience.
func (s *server) smtp() *SMTP {
	return &SMTP{Adres: s.adres, Wijze: StartTLS, TLS: s.tls, Verbinden: time.Second, Antwoord: 2 * time.Second, Slot: 300 * time.Millisecond}
}

// proef is a register with a post that sends when the test says so.
type proef struct {
	*testkit.Keten
	*Dienst
	nu   func() time.Time
	log  *strings.Builder
	conn *pgx.Conn // as the owner
}

func nieuweProef(t *testing.T, b Bezorger, opties ...func(*Config)) *proef {
	t.Helper()
	p := &proef{Keten: testkit.NieuweKeten(t), log: &strings.Builder{}}
	p.nu = p.Klok.Nu
	p.Dienst = p.dienst(b, opties...)
	p.conn = testkit.Verbind(t, p.DB.Eigenaar())
	p.Klok.Verder(9 * time.Hour) // Monday 19:00: nobody is at work
	return p
}

// nieuweProefOp goes by a clock of the test's own, register and all.
func nieuweProefOp(t *testing.T, b Bezorger, nu func() time.Time) *proef {
	t.Helper()
	p := &proef{Keten: testkit.NieuweKeten(t, func(c *register.Config) { c.Nu = nu }), log: &strings.Builder{}, nu: nu}
	p.Dienst = p.dienst(b)
	p.conn = testkit.Verbind(t, p.DB.Eigenaar())
	return p
}

// dienst makes one more process on the same register.
func (p *proef) dienst(b Bezorger, opties ...func(*Config)) *Dienst {
	c := Config{
		Register: p.Register, Bezorger: b, Beleid: func() casus.Beleid { return p.Beleid }, Van: "Schakel <schakel@voorbeeld.test>",
		Basis: "https://schakel.voorbeeld.test", Log: slog.New(slog.NewTextHandler(&slot{w: p.log}, nil)), Nu: p.nu,
		Rust: 10 * time.Millisecond, Wachten: func(int) time.Duration { return 0 },
	}
	for _, o := range opties {
		o(&c)
	}
	return Nieuw(c)
}

type slot struct {
	mu sync.Mutex
	w  io.Writer
}

func (s *slot) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.w.Write(b)
}

// morgen moves the clock to the next 08:00 in the Netherlands, a working day or not.
func (p *proef) morgen() {
	k := p.Beleid.Kalender
	l := k.Lokaal(p.Klok.Nu())
	_, afwijking := l.Zone()
	acht := time.Date(l.Year(), l.Month(), l.Day(), 8, 0, 0, 0, time.UTC).Add(-time.Duration(afwijking) * time.Second)
	for !acht.After(p.Klok.Nu()) {
		acht = acht.Add(24 * time.Hour)
	}
	if l := k.Lokaal(acht); l.Hour() != 8 { // the clock changed in between
		acht = acht.Add(time.Duration(8-l.Hour()) * time.Hour)
	}
	p.Klok.Verder(acht.Sub(p.Klok.Nu()))
}

// allesUit plans and sends until nothing is left to do now.
func (p *proef) allesUit(ctx context.Context) {
	p.plan(ctx)
	for p.verstuur(ctx) {
	}
}

// stand is what the register says of every mail: "overzicht werker verzonden". Of what came to an end it says when, and of nothing else.
func (p *proef) stand(t *testing.T) []string {
	t.Helper()
	var scheef int
	if err := p.conn.QueryRow(t.Context(), `SELECT count(*) FROM post WHERE (status = 'wacht') <> (klaar_op IS NULL)`).Scan(&scheef); err != nil || scheef > 0 {
		t.Errorf("van %d mails klopt niet of er staat wanneer het afliep: %v", scheef, err)
	}
	rijen, err := p.conn.Query(t.Context(), `SELECT soort || ' ' || aan || ' ' || status || ' ' || reden FROM post ORDER BY gemaakt_op, soort, aan`)
	if err != nil {
		t.Fatal(err)
	}
	defer rijen.Close()
	var uit []string
	for rijen.Next() {
		var s string
		if err := rijen.Scan(&s); err != nil {
			t.Fatal(err)
		}
		uit = append(uit, strings.TrimSpace(s))
	}
	return uit
}

// spoed makes a case that is spoed, with a melding to the ctb and nobody else.
func (p *proef) spoed(t *testing.T) string {
	t.Helper()
	return p.Meld(t, "verwijzer", casus.Spoed, "Karel Kanarie")
}

var _ Register = (*register.Register)(nil)

func (p *proef) verder(uren int) { p.Klok.Verder(time.Duration(uren) * time.Hour) }
