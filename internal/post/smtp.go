package post

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/textproto"
	"os"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// TLSWijze is how the way to the mail server is protected.
type TLSWijze string

// The ways.
const (
	// StartTLS asks for TLS on a plain connection, and goes no further without.
	StartTLS TLSWijze = "starttls"
	// DirectTLS begins with it (usually port 465).
	DirectTLS TLSWijze = "tls"
	// ZonderTLS is for a server on this machine, or on a closed network on purpose.
	ZonderTLS TLSWijze = "geen"
)

// SMTP hands mails to a mail server, one connection each.
type SMTP struct {
	// Adres is HOST:PORT.
	Adres string
	Wijze TLSWijze
	// TLS overrides what is trusted; nil: the certificates this machine trusts.
	TLS *tls.Config
	// Gebruiker and Wachtwoord sign in; empty: without.
	Gebruiker, Wachtwoord string
	// Verbinden, Antwoord and Slot bound connecting, one answer, and the answer to the
	// content; 0: 10 s, 20 s and 60 s.
	Verbinden, Antwoord, Slot time.Duration
}

func ofAnders(d, anders time.Duration) time.Duration {
	if d == 0 {
		return anders
	}
	return d
}

// Bezorg implements [Bezorger].
func (s *SMTP) Bezorg(ctx context.Context, van, aan string, m *mail.Msg, overdracht func(context.Context) error) error {
	var inhoud bytes.Buffer
	if _, err := m.WriteTo(&inhoud); err != nil {
		return &Mislukt{NogNiet, "opmaak", err}
	}
	van, aan, err := kaal(van, aan)
	if err != nil {
		return &Mislukt{NogNiet, "adres", err}
	}
	conn, err := s.bel(ctx)
	if err != nil {
		return &Mislukt{NogNiet, "verbinding", err}
	}
	defer conn.Close() //nolint:errcheck // whatever it says, the answers decide
	los := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer los()
	c, err := s.groet(conn)
	if err != nil {
		return err
	}
	if err := s.envelop(c, conn, van, aan); err != nil {
		return err
	}
	if err := overdracht(ctx); err != nil {
		return err
	}
	return s.inhoud(c, conn, inhoud.Bytes())
}

// kaal takes the bare addresses, for the envelope.
func kaal(van, aan string) (v, a string, err error) {
	vm, err1 := netmail.ParseAddress(van)
	am, err2 := netmail.ParseAddress(aan)
	if err := errors.Join(err1, err2); err != nil {
		return "", "", err
	}
	return vm.Address, am.Address, nil
}

func (s *SMTP) host() string {
	h, _, _ := net.SplitHostPort(s.Adres)
	return h
}

func (s *SMTP) tls() *tls.Config {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.TLS != nil {
		c = s.TLS.Clone()
	}
	if c.ServerName == "" {
		c.ServerName = s.host()
	}
	return c
}

func (s *SMTP) bel(ctx context.Context) (net.Conn, error) {
	ctx, stop := context.WithTimeout(ctx, ofAnders(s.Verbinden, 10*time.Second))
	defer stop()
	if s.Wijze == DirectTLS {
		return (&tls.Dialer{Config: s.tls()}).DialContext(ctx, "tcp", s.Adres)
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", s.Adres)
}

// wacht gives the server so long for what follows.
func wacht(conn net.Conn, d time.Duration) error { return conn.SetDeadline(time.Now().Add(d)) }

// groet greets, protects the connection and signs in. Whatever goes wrong here is
// the installation's and not the recipient's: it is tried again.
func (s *SMTP) groet(conn net.Conn) (*smtp.Client, error) {
	nogNiet := func(reden string, err error) (*smtp.Client, error) {
		return nil, &Mislukt{NogNiet, reden + code(err), err}
	}
	if err := wacht(conn, ofAnders(s.Antwoord, 20*time.Second)); err != nil {
		return nogNiet("verbinding", err)
	}
	c, err := smtp.NewClient(conn, s.host())
	if err != nil {
		return nogNiet("begroeting", err)
	}
	if naam, err := os.Hostname(); err == nil && !strings.ContainsAny(naam, "\r\n ") {
		err = c.Hello(naam)
		if err != nil {
			return nogNiet("begroeting", err)
		}
	}
	if s.Wijze == StartTLS || s.Wijze == "" {
		if kan, _ := c.Extension("STARTTLS"); !kan {
			return nogNiet("geen-starttls", nil)
		}
		if err := c.StartTLS(s.tls()); err != nil {
			return nogNiet("tls", err)
		}
	}
	if s.Gebruiker == "" {
		return c, nil
	}
	if err := c.Auth(s.aanmelding(c)); err != nil {
		return nogNiet("aanmelden", err)
	}
	return c, nil
}

// aanmelding picks PLAIN, or LOGIN for a server that knows nothing else. Neither
// gives the password to a server without TLS, but to one on this machine.
func (s *SMTP) aanmelding(c *smtp.Client) smtp.Auth {
	_, kan := c.Extension("AUTH")
	if !strings.Contains(kan, "PLAIN") && strings.Contains(kan, "LOGIN") {
		return smtp.LoginAuth(s.Gebruiker, s.Wachtwoord, s.host(), false)
	}
	return smtp.PlainAuth("", s.Gebruiker, s.Wachtwoord, s.host(), false)
}

// envelop names sender and recipient. Only what is said of the recipient is for good.
func (s *SMTP) envelop(c *smtp.Client, conn net.Conn, van, aan string) error {
	if err := wacht(conn, ofAnders(s.Antwoord, 20*time.Second)); err != nil {
		return &Mislukt{NogNiet, "verbinding", err}
	}
	if err := c.Mail("<" + van + ">"); err != nil {
		return &Mislukt{NogNiet, "afzender" + code(err), err}
	}
	if err := c.Rcpt("<" + aan + ">"); err != nil {
		return &Mislukt{voorGoed(err), "ontvanger" + code(err), err}
	}
	return nil
}

// inhoud hands the content over. Until its last line it is not a mail; after that an
// answer says what became of it, and without one nobody knows.
func (s *SMTP) inhoud(c *smtp.Client, conn net.Conn, b []byte) error {
	if err := wacht(conn, ofAnders(s.Antwoord, 20*time.Second)); err != nil {
		return &Mislukt{NogNiet, "verbinding", err}
	}
	w, err := c.Data()
	if err != nil {
		return &Mislukt{voorGoed(err), "inhoud" + code(err), err}
	}
	if _, err := w.Write(b); err != nil {
		return &Mislukt{NogNiet, "verbinding", err}
	}
	if err := wacht(conn, ofAnders(s.Slot, 60*time.Second)); err != nil {
		return &Mislukt{NogNiet, "verbinding", err}
	}
	err = w.Close()
	var antwoord *textproto.Error
	switch {
	case err == nil:
		_ = c.Quit() // it has been taken
		return nil
	case errors.As(err, &antwoord):
		return &Mislukt{voorGoed(err), "inhoud" + code(err), err}
	default:
		return &Mislukt{Onzeker, "geen-antwoord", err}
	}
}

// voorGoed: 5xx is.
func voorGoed(err error) Afloop {
	var antwoord *textproto.Error
	if errors.As(err, &antwoord) && antwoord.Code >= 500 {
		return Nooit
	}
	return NogNiet
}

// code is the number of a server's answer, to stand behind a reason.
func code(err error) string {
	var antwoord *textproto.Error
	if errors.As(err, &antwoord) {
		return fmt.Sprintf("-%d", antwoord.Code)
	}
	return ""
}
