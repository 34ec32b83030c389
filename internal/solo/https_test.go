package solo

import (
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A telephone that knows the authority trusts what it signs, at every start again, and for nothing outside a local network.
func TestHTTPSMetEigenAutoriteit(t *testing.T) {
	t.Parallel()
	dir, nu := t.TempDir(), time.Now()
	eerst, err := OpenHTTPS(dir, []string{"localhost", "192.168.1.10", "schakel.local"}, nu)
	if err != nil {
		t.Fatal(err)
	}
	kent := x509.NewCertPool()
	kent.AppendCertsFromPEM(eerst.CA)
	later, err := OpenHTTPS(dir, []string{"localhost", "10.0.0.3"}, nu.Add(24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if later.Vingerafdruk != eerst.Vingerafdruk || strings.Count(later.Vingerafdruk, ":") != 31 {
		t.Errorf("another authority after a start: %s, %s", eerst.Vingerafdruk, later.Vingerafdruk)
	}
	keur := func(h *HTTPS, naam string) error {
		b, err := x509.ParseCertificate(h.TLS.Certificates[0].Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.Verify(x509.VerifyOptions{DNSName: naam, Roots: kent, CurrentTime: nu.Add(48 * time.Hour)})
		return err
	}
	for _, g := range []struct {
		h    *HTTPS
		naam string
		goed bool
	}{{eerst, "192.168.1.10", true}, {eerst, "schakel.local", true}, {later, "10.0.0.3", true}, {later, "192.168.1.10", false}, {eerst, "bank.example", false}} {
		if err := keur(g.h, g.naam); (err == nil) != g.goed {
			t.Errorf("%s: %v", g.naam, err)
		}
	}
	for _, h := range []string{"bank.example", "8.8.8.8", "evil-local"} {
		if _, err := OpenHTTPS(dir, []string{h}, nu); !errors.Is(err, ErrGeenEigenNaam) {
			t.Errorf("%s: %v", h, err)
		}
	}
	for _, naam := range []string{bestandHTTPSSleutel, bestandHTTPSCA} {
		if i, err := os.Stat(filepath.Join(dir, naam)); err != nil || i.Mode().Perm() != rechtenGeheim {
			t.Errorf("%s: %v, %v", naam, i, err)
		}
	}
}

// Who takes the key of the authority still cannot pass for another: what it signs for a public name, nobody believes.
func TestHTTPSAutoriteitIsBegrensd(t *testing.T) {
	t.Parallel()
	dir, nu := t.TempDir(), time.Now()
	if _, err := OpenHTTPS(dir, []string{"localhost"}, nu); err != nil {
		t.Fatal(err)
	}
	paar, err := tls.LoadX509KeyPair(filepath.Join(dir, bestandHTTPSCA), filepath.Join(dir, bestandHTTPSSleutel))
	if err != nil {
		t.Fatal(err)
	}
	kent := x509.NewCertPool()
	kent.AddCert(paar.Leaf)
	for naam, goed := range map[string]bool{"schakel.lan": true, "bank.example": false} {
		s := sjabloon("x", nu)
		s.DNSNames = []string{naam}
		if !goed {
			s.IPAddresses = []net.IP{net.ParseIP("8.8.8.8")}
		}
		der, err := x509.CreateCertificate(nil, s, paar.Leaf, paar.PrivateKey.(*ecdsa.PrivateKey).Public(), paar.PrivateKey)
		if err != nil {
			t.Fatal(err)
		}
		c, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Verify(x509.VerifyOptions{DNSName: naam, Roots: kent}); (err == nil) != goed {
			t.Errorf("%s: %v", naam, err)
		}
	}
}
