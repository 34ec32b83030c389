package post

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/wneessen/go-mail"

	"schakel/internal/testkit"
)

func eenBericht(t *testing.T) *mail.Msg {
	t.Helper()
	m := mail.NewMsg()
	if err := errors.Join(m.From("schakel@voorbeeld.test"), m.To("werker@voorbeeld.test")); err != nil {
		t.Fatal(err)
	}
	m.Subject("Onderwerp")
	m.SetMessageIDWithValue("een@voorbeeld.test")
	m.SetBodyString(mail.TypeTextPlain, ".punt\nénd")
	return m
}

func stuur(t *testing.T, s *SMTP) (overgedragen bool, err error) {
	t.Helper()
	err = s.Bezorg(t.Context(), "Schakel <schakel@voorbeeld.test>", "werker@voorbeeld.test", eenBericht(t), func(context.Context) error {
		overgedragen = true
		return nil
	})
	return overgedragen, err
}

// What a server does decides what is known of the mail.
func TestSMTPAfloop(t *testing.T) {
	t.Parallel()
	wacht := make(chan struct{})
	t.Cleanup(func() { close(wacht) })
	for _, g := range []struct {
		naam         string
		doe          func(*server, *SMTP)
		goed         bool
		afloop       Afloop
		reden        string
		overgedragen bool
	}{
		{"neemt aan", func(*server, *SMTP) {}, true, 0, "", true},
		{"weigert de ontvanger even", func(s *server, _ *SMTP) { s.zet(func(string) error { return antwoord(450) }, nil) }, false, NogNiet, "ontvanger-450", false},
		{"weigert de ontvanger voorgoed", func(s *server, _ *SMTP) { s.zet(func(string) error { return antwoord(550) }, nil) }, false, Nooit, "ontvanger-550", false},
		{"weigert de inhoud even", func(s *server, _ *SMTP) { s.zet(nil, func(int) error { return antwoord(451) }) }, false, NogNiet, "inhoud-451", true},
		{"weigert de inhoud voorgoed", func(s *server, _ *SMTP) { s.zet(nil, func(int) error { return antwoord(554) }) }, false, Nooit, "inhoud-554", true},
		{"antwoordt te laat", func(s *server, _ *SMTP) { s.zet(nil, func(int) error { <-wacht; return nil }) }, false, Onzeker, "geen-antwoord", true},
		{"is er niet", func(_ *server, c *SMTP) { c.Adres = "127.0.0.1:1" }, false, NogNiet, "verbinding", false},
		{"is niet te vertrouwen", func(_ *server, c *SMTP) { c.TLS = nil }, false, NogNiet, "tls", false},
		{"kent het wachtwoord niet", func(_ *server, c *SMTP) { c.Gebruiker, c.Wachtwoord = "schakel", "fout" }, false, NogNiet, "aanmelden", false},
	} {
		t.Run(g.naam, func(t *testing.T) {
			t.Parallel()
			s := nieuweServer(t)
			c := s.smtp()
			g.doe(s, c)
			overgedragen, err := stuur(t, c)
			var m *Mislukt
			if (err == nil) != g.goed || err != nil && (!errors.As(err, &m) || m.Afloop != g.afloop || !strings.HasPrefix(m.Reden, g.reden)) {
				t.Errorf("kreeg %v (%+v)", err, m)
			}
			if overgedragen != g.overgedragen {
				t.Errorf("overgedragen: %v", overgedragen)
			}
			if err != nil && strings.Contains(err.Error(), "voorbeeld.test") {
				t.Errorf("de fout noemt een adres: %v", err)
			}
		})
	}
}

// A server that takes the connection and says nothing does not hold us for long.
func TestSMTPHangt(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	c := &SMTP{Adres: l.Addr().String(), Wijze: StartTLS, Verbinden: time.Second, Antwoord: 200 * time.Millisecond}
	begin := time.Now()
	_, err = stuur(t, c)
	var m *Mislukt
	if !errors.As(err, &m) || m.Afloop != NogNiet || time.Since(begin) > 5*time.Second {
		t.Errorf("na %s: %v", time.Since(begin), err)
	}
}

// Without TLS nothing is sent, unless that was chosen; with, it is, and signed in.
func TestSMTPBeveiligd(t *testing.T) {
	t.Parallel()
	zonder := nieuweServer(t, func(s *smtp.Server) { s.TLSConfig = nil })
	c := zonder.smtp()
	_, err := stuur(t, c)
	var m *Mislukt
	if !errors.As(err, &m) || m.Reden != "geen-starttls" || m.Afloop != NogNiet {
		t.Errorf("zonder TLS: %v", err)
	}
	c.Wijze = ZonderTLS
	if _, err := stuur(t, c); err != nil || len(zonder.gekregen()) != 1 {
		t.Errorf("met opzet zonder TLS: %v", err)
	}
	met := nieuweServer(t)
	c = met.smtp()
	c.Gebruiker, c.Wachtwoord = "schakel", "goed"
	c.TLS.ServerName = "localhost"
	if _, err := stuur(t, c); err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
	if !slices.Equal(met.wieIn, []string{"schakel"}) {
		t.Errorf("aangemeld: %v", met.wieIn)
	}
	if g := met.gekregen(); len(g) != 1 || g[0].van != "schakel@voorbeeld.test" || g[0].aan != "werker@voorbeeld.test" || !strings.Contains(ontcijfer(t, g[0].ruw), ".punt\r\nénd") {
		t.Errorf("%+v", g)
	}
}

// ontcijfer gives a mail as its reader sees it: header lines decoded, and the body.
func ontcijfer(t testing.TB, ruw string) string {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(ruw))
	if err != nil {
		t.Fatal(err)
	}
	var s strings.Builder
	for kop, waarden := range m.Header {
		for _, w := range waarden {
			d, err := new(mime.WordDecoder).DecodeHeader(w)
			if err != nil {
				t.Fatal(err)
			}
			s.WriteString(kop + ": " + d + "\n")
		}
	}
	r := m.Body
	switch strings.ToLower(m.Header.Get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return s.String() + "\n" + string(b)
}

// The spool keeps whole mails, once each, for the owner only.
func TestSpoel(t *testing.T) {
	t.Parallel()
	s := &Spoel{Dir: filepath.Join(t.TempDir(), "post")}
	for range 2 {
		if err := s.Bezorg(t.Context(), "", "", eenBericht(t), func(context.Context) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	weiger := errors.New("nee")
	if err := s.Bezorg(t.Context(), "", "", eenBericht(t), func(context.Context) error { return weiger }); !errors.Is(err, weiger) {
		t.Error(err)
	}
	bestanden, err := filepath.Glob(filepath.Join(s.Dir, "*", "*"))
	if err != nil || len(bestanden) != 1 || filepath.Base(bestanden[0]) != "een.eml" {
		t.Fatalf("%v %v", bestanden, err)
	}
	b, err := os.ReadFile(bestanden[0])
	if err != nil || !strings.Contains(ontcijfer(t, string(b)), "énd") {
		t.Errorf("%s %v", b, err)
	}
	if i, err := os.Stat(bestanden[0]); err != nil || i.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", i.Mode(), err)
	}
}

// A stop cuts the connection, also when the server is silent.
func TestSMTPStopt(t *testing.T) {
	t.Parallel()
	s := nieuweServer(t)
	binnen := make(chan struct{})
	los := make(chan struct{})
	s.zet(nil, func(int) error { close(binnen); <-los; return nil })
	t.Cleanup(func() { close(los) })
	c := s.smtp()
	c.Slot = time.Minute
	ctx, stop := context.WithCancel(t.Context())
	klaar := make(chan error, 1)
	go func() {
		klaar <- c.Bezorg(ctx, "schakel@voorbeeld.test", "werker@voorbeeld.test", eenBericht(t), func(context.Context) error { return nil })
	}()
	<-binnen
	stop()
	var m *Mislukt
	if err := <-klaar; !errors.As(err, &m) || m.Afloop != Onzeker {
		t.Error(err)
	}
	testkit.Wacht(t, "de server kreeg hem één keer", func() bool { return len(s.gekregen()) == 1 })
}
