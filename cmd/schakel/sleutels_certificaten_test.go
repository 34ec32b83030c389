package main

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestCertificaten: what is made is believed by who knows the authority and by nobody else, in both directions, and is renewed without a new authority.
func TestCertificaten(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "geheimen")
	maak := sleutelsCertificaten{Map: dir, Voor: []string{"postgres", "schakel"}, Duur: 24 * time.Hour}
	if err := maak.Run(); err != nil {
		t.Fatal(err)
	}
	in := func(naam string) string { return filepath.Join(dir, naam) }
	for _, naam := range []string{bestandCAKey, "postgres-key.pem", "schakel-key.pem"} {
		if err := veiligBestand(in(naam)); err != nil {
			t.Error(err)
		}
	}
	praat := func(ca, cert, naam string) error {
		t.Helper()
		return groet(t, in(bestandCA), in("postgres"), ca, cert, naam)
	}
	zegt(t, praat(in(bestandCA), in("schakel"), "postgres"), "")
	zegt(t, praat(in(bestandCA), in("schakel"), "localhost"), "")
	zegt(t, praat(in(bestandCA), in("schakel"), "temporal"), "certificate is valid for")
	zegt(t, praat(in(bestandCA), "", "postgres"), "certificate required")

	ander := sleutelsCertificaten{Map: filepath.Join(t.TempDir(), "elders"), Voor: []string{"schakel"}, Duur: 24 * time.Hour}
	if err := ander.Run(); err != nil {
		t.Fatal(err)
	}
	zegt(t, praat(in(bestandCA), filepath.Join(ander.Map, "schakel"), "postgres"), "unknown certificate authority")
	zegt(t, praat(filepath.Join(ander.Map, bestandCA), in("schakel"), "postgres"), "unknown authority")

	ca, _ := os.ReadFile(in(bestandCA))
	oud, _ := os.ReadFile(in("postgres.pem"))
	if err := maak.Run(); err != nil {
		t.Fatal(err)
	}
	nieuw, _ := os.ReadFile(in("postgres.pem"))
	if na, _ := os.ReadFile(in(bestandCA)); string(na) != string(ca) || string(nieuw) == string(oud) {
		t.Error("vernieuwen hoort de autoriteit te laten en het certificaat niet")
	}
	if err := os.Remove(in(bestandCAKey)); err != nil {
		t.Fatal(err)
	}
	zegt(t, maak.Run(), bestandCAKey)
	for _, naam := range []string{"", "ca", "../x", "A b", "*.example"} {
		zegt(t, sleutelsCertificaten{Map: dir, Voor: []string{naam}, Duur: 24 * time.Hour}.Run(), "naam van een machine")
	}
	zegt(t, sleutelsCertificaten{Map: dir, Voor: []string{"a"}, Duur: time.Second}.Run(), "--duur")
}

// groet lets a client with this authority and certificate talk to a server that asks for one.
func groet(t *testing.T, serverCA, serverCert, ca, cert, naam string) error {
	t.Helper()
	pool := func(pad string) *x509.CertPool {
		c, err := vertrouw(pad)
		if err != nil {
			t.Fatal(err)
		}
		return c.RootCAs
	}
	paar := func(pad string) tls.Certificate {
		p, err := tls.LoadX509KeyPair(pad+".pem", pad+"-key.pem")
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{paar(serverCert)}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool(serverCA),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		_, _ = io.WriteString(c, "x")
		_ = c.Close()
	}()
	conf := &tls.Config{MinVersion: tls.VersionTLS13, RootCAs: pool(ca), ServerName: naam}
	if cert != "" {
		conf.Certificates = []tls.Certificate{paar(cert)}
	}
	c, err := tls.DialWithDialer(&net.Dialer{Timeout: 5 * time.Second}, "tcp", l.Addr().String(), conf)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	_, err = io.ReadAll(c)
	return err
}
