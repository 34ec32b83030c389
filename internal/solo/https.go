package solo

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// HTTPS for telephones on the same network, with an authority of our own: browsers give a page that works without network only to an address
// they trust. The authority is made once and kept, so that a telephone has to learn it once; the certificate it signs is new at every start.
//
// A telephone that trusts an authority believes it about every name. So this one can only speak for private addresses and names of a local
// network: who takes its key cannot pass for a bank.

// HTTPSPad is where a telephone gets the certificate of the authority, which is no secret.
const HTTPSPad = "/schakel-ca.crt"

const (
	bestandHTTPSCA      = "https-ca.pem"
	bestandHTTPSSleutel = "https-ca-key.pem"

	httpsCADuur = 5 * 365 * 24 * time.Hour
	// httpsDuur stays under what telephones accept.
	httpsDuur = 390 * 24 * time.Hour
)

// ErrGeenEigenNaam: an address for which our own authority cannot vouch.
var ErrGeenEigenNaam = errors.New("not an address of a local network")

//nolint:gochecknoglobals // constants
var (
	eigenNetten = []string{"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10"}
	eigenNamen  = []string{"localhost", "local", "lan", "internal", "home.arpa"}
)

// HTTPS is what serves TLS.
type HTTPS struct {
	// CA is the certificate of the authority (PEM); Vingerafdruk its SHA-256, to compare on a telephone.
	CA           []byte
	Vingerafdruk string
	TLS          *tls.Config
}

// OpenHTTPS reads or makes the authority in dir, and signs a certificate for these hosts (names and addresses). A host for which the
// authority cannot vouch gives [ErrGeenEigenNaam].
func OpenHTTPS(dir string, hosts []string, nu time.Time) (*HTTPS, error) {
	ca, sleutel, err := leesHTTPS(dir, nu)
	if err != nil {
		return nil, fmt.Errorf("https: %w", err)
	}
	blad, err := signeerHTTPS(ca, sleutel, hosts, nu)
	if err != nil {
		return nil, fmt.Errorf("https: %w", err)
	}
	return &HTTPS{
		CA: alsPEM("CERTIFICATE", ca.Raw), Vingerafdruk: vingerafdruk(ca.Raw),
		TLS: &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{blad}, NextProtos: []string{"h2", "http/1.1"}},
	}, nil
}

func vingerafdruk(der []byte) string {
	som := sha256.Sum256(der)
	return strings.ReplaceAll(fmt.Sprintf("% X", som[:]), " ", ":")
}

func leesHTTPS(dir string, nu time.Time) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	cert, err := os.ReadFile(filepath.Join(dir, bestandHTTPSCA))
	if errors.Is(err, os.ErrNotExist) {
		return maakHTTPS(dir, nu)
	}
	if err != nil {
		return nil, nil, err
	}
	sleutel, err := os.ReadFile(filepath.Join(dir, bestandHTTPSSleutel))
	if err != nil {
		return nil, nil, err
	}
	paar, err := tls.X509KeyPair(cert, sleutel)
	if err != nil {
		return nil, nil, fmt.Errorf("the authority in %s does not fit its key; remove both for a new one, which every telephone must learn: %w", dir, err)
	}
	k, ok := paar.PrivateKey.(*ecdsa.PrivateKey)
	if !ok {
		return nil, nil, errors.New("the authority's key is of another kind")
	}
	if nu.After(paar.Leaf.NotAfter.Add(-httpsDuur)) { // what it signs would outlive it
		return maakHTTPS(dir, nu)
	}
	return paar.Leaf, k, nil
}

func maakHTTPS(dir string, nu time.Time) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	s := sjabloon("Schakel op dit netwerk", nu)
	s.NotBefore, s.NotAfter = nu.Add(-time.Hour), nu.Add(httpsCADuur)
	s.IsCA, s.BasicConstraintsValid, s.MaxPathLenZero, s.KeyUsage = true, true, true, x509.KeyUsageCertSign
	s.PermittedDNSDomainsCritical, s.PermittedDNSDomains = true, eigenNamen
	for _, n := range eigenNetten {
		_, net_, err := net.ParseCIDR(n)
		if err != nil {
			return nil, nil, err
		}
		s.PermittedIPRanges = append(s.PermittedIPRanges, net_)
	}
	der, err := x509.CreateCertificate(rand.Reader, s, s, k.Public(), k)
	if err != nil {
		return nil, nil, err
	}
	sleutel, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		return nil, nil, err
	}
	err = errors.Join(schrijfVeilig(filepath.Join(dir, bestandHTTPSSleutel), alsPEM("PRIVATE KEY", sleutel)),
		schrijfVeilig(filepath.Join(dir, bestandHTTPSCA), alsPEM("CERTIFICATE", der)))
	if err != nil {
		return nil, nil, err
	}
	ca, err := x509.ParseCertificate(der)
	return ca, k, err
}

func signeerHTTPS(ca *x509.Certificate, caSleutel *ecdsa.PrivateKey, hosts []string, nu time.Time) (tls.Certificate, error) {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	s := sjabloon("Schakel", nu)
	s.NotBefore, s.NotAfter = nu.Add(-time.Hour), nu.Add(httpsDuur)
	s.KeyUsage, s.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	for _, h := range hosts {
		switch ip := net.ParseIP(h); {
		case ip != nil && eigenAdres(ip):
			s.IPAddresses = append(s.IPAddresses, ip)
		case ip == nil && eigenNaam(h):
			s.DNSNames = append(s.DNSNames, h)
		default:
			return tls.Certificate{}, fmt.Errorf("%s: %w: take a name like schakel.local or an address like 192.168.1.10, or put a proxy with a real certificate in front", h, ErrGeenEigenNaam)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, s, ca, k.Public(), caSleutel)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der, ca.Raw}, PrivateKey: k}, nil
}

func eigenAdres(ip net.IP) bool {
	return ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast()
}

func eigenNaam(naam string) bool {
	naam = strings.ToLower(naam)
	for _, e := range eigenNamen {
		if naam == e || strings.HasSuffix(naam, "."+e) {
			return true
		}
	}
	return false
}

// HTTPSHosts are what a certificate must name for this listen address: that one, or for "every interface" the private addresses of this machine; and
// the machine itself.
func HTTPSHosts(listen string, meer ...string) ([]string, error) {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return nil, fmt.Errorf("listen address: %w", err)
	}
	uit := append([]string{"localhost", loopback}, meer...)
	if ip := net.ParseIP(host); host != "" && (ip == nil || !ip.IsUnspecified()) {
		return uniek(append(uit, host)), nil
	}
	adressen, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	for _, a := range adressen {
		if n, ok := a.(*net.IPNet); ok && eigenAdres(n.IP) {
			uit = append(uit, n.IP.String())
		}
	}
	return uniek(uit), nil
}

func uniek(in []string) (uit []string) {
	er := map[string]bool{}
	for _, s := range in {
		if !er[s] {
			er[s] = true
			uit = append(uit, s)
		}
	}
	return uit
}

// Over serves the certificate of the authority beside h.
func (s *HTTPS) Over(h http.Handler) http.Handler {
	b, _ := pem.Decode(s.CA)
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+HTTPSPad, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-x509-ca-cert")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = w.Write(b.Bytes)
	})
	mux.Handle("/", h)
	return mux
}
