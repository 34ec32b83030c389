package browser

import (
	"bufio"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// TestHTTPS: a solo with a real provider serves a telephone that knows its authority, and prints by what to know it. With the development provider it refuses.
func TestHTTPS(t *testing.T) {
	t.Parallel()
	aanbieder := nieuweSolo(t)
	uit, err := exec.CommandContext(t.Context(), "../../bin/schakel", "solo", "--https", "--data", t.TempDir()).CombinedOutput()
	if err == nil || !strings.Contains(string(uit), "--oidc-issuer") {
		t.Errorf("https with the development provider: %v %s", err, uit)
	}

	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, poort, _ := net.SplitHostPort(l.Addr().String())
	_ = l.Close()
	data := filepath.Join(filepath.Dir(aanbieder.data), "https")
	cmd := exec.CommandContext(t.Context(), "../../bin/schakel", "solo", "--https", "--listen", "127.0.0.1:"+poort, "--data", data, "--oidc-issuer", aanbieder.url+"/oidc", //nolint:gosec // a test
		"--oidc-client-id", "schakel-werkbank", "--base-url", "https://127.0.0.1:"+poort)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	pijp, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Signal(syscall.SIGTERM); _ = cmd.Wait() })
	var gezegd strings.Builder
	for r := bufio.NewScanner(pijp); r.Scan(); {
		gezegd.WriteString(r.Text() + "\n")
		if strings.HasPrefix(r.Text(), "ready https://") {
			break
		}
	}
	if !strings.Contains(gezegd.String(), "ready https://") {
		t.Fatalf("it said: %s", gezegd.String())
	}
	keurHTTPS(t, "https://127.0.0.1:"+poort, gezegd.String())
}

func keurHTTPS(t *testing.T, url, gezegd string) {
	t.Helper()
	haal := func(c *http.Client, adres string) (*http.Response, []byte, error) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, adres, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		a, err := c.Do(r)
		if err != nil {
			return nil, nil, err
		}
		defer func() { _ = a.Body.Close() }()
		b, err := io.ReadAll(a.Body)
		return a, b, err
	}
	if _, _, err := haal(http.DefaultClient, url+"/healthz"); err == nil {
		t.Error("who does not know the authority is served")
	}
	blind := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // as a telephone does once, to fetch what it then compares
	_, der, err := haal(blind, url+"/schakel-ca.crt")
	if err != nil {
		t.Fatal(err)
	}
	ca, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	gedrukt := regexp.MustCompile(`[0-9A-F]{2}(:[0-9A-F]{2}){31}`).FindString(gezegd)
	if vinger := strings.ReplaceAll(fmt.Sprintf("% X", sha256.Sum256(der)), " ", ":"); gedrukt != vinger {
		t.Errorf("printed %s, served %s", gedrukt, vinger)
	}
	kent := x509.NewCertPool()
	kent.AddCert(ca)
	telefoon := &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: kent, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	a, b, err := haal(telefoon, url+"/onderweg")
	if err != nil || a.StatusCode != http.StatusOK || !strings.Contains(string(b), "Onderweg") {
		t.Fatalf("onderweg: %v", err)
	}
	if a.ProtoMajor != 2 {
		t.Errorf("served with %s", a.Proto)
	}
	if a, _, err = haal(telefoon, url+"/sw.js"); err != nil || a.StatusCode != http.StatusOK {
		t.Errorf("sw.js: %v", err)
	}
	a, _, err = haal(telefoon, url+"/inloggen?naar=/")
	if err != nil || a.StatusCode != http.StatusSeeOther || !strings.Contains(a.Header.Get("Location"), "/oidc/authorize") {
		t.Errorf("inloggen: %v", err)
	}
}
