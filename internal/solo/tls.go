package solo

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

const (
	bestandCA          = "ca.pem"
	bestandCertificaat = "cert.pem"
	bestandSleutel     = "key.pem"
	// geldigVoor and geldigNa lie far around a start, so that a clock that is set back or a process that runs for years
	// does not end the conversation. The certificates are new at every start.
	geldigVoor = 30 * 24 * time.Hour
	geldigNa   = 10 * 365 * 24 * time.Hour
)

// Familie is what the processes of one installation know each other by: a certificate authority made for the occasion, and
// the one certificate it ever signed, which serves listeners and clients alike. The authority's key is thrown away, so
// nobody can join later who can't read the files.
type Familie struct {
	CA, Certificaat, Sleutel []byte // PEM
}

// NieuweFamilie makes a family for 127.0.0.1, valid around nu.
func NieuweFamilie(nu time.Time) (*Familie, error) {
	caSleutel, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("family key: %w", err)
	}
	sleutel, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("family key: %w", err)
	}
	ca := sjabloon("schakel familie", nu)
	ca.IsCA, ca.BasicConstraintsValid = true, true
	ca.KeyUsage = x509.KeyUsageCertSign
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, caSleutel.Public(), caSleutel)
	if err != nil {
		return nil, fmt.Errorf("family authority: %w", err)
	}
	lid := sjabloon("schakel", nu)
	lid.KeyUsage = x509.KeyUsageDigitalSignature
	lid.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	lid.IPAddresses, lid.DNSNames = []net.IP{net.ParseIP(loopback)}, []string{"localhost"}
	lidDER, err := x509.CreateCertificate(rand.Reader, lid, ca, sleutel.Public(), caSleutel)
	if err != nil {
		return nil, fmt.Errorf("family certificate: %w", err)
	}
	sleutelDER, err := x509.MarshalPKCS8PrivateKey(sleutel)
	if err != nil {
		return nil, fmt.Errorf("family key: %w", err)
	}
	return &Familie{
		CA:          alsPEM("CERTIFICATE", caDER),
		Certificaat: alsPEM("CERTIFICATE", lidDER),
		Sleutel:     alsPEM("PRIVATE KEY", sleutelDER),
	}, nil
}

func sjabloon(naam string, nu time.Time) *x509.Certificate {
	nummer, _ := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120)) // never fails (crypto/rand)
	return &x509.Certificate{
		SerialNumber: nummer, Subject: pkix.Name{CommonName: naam},
		NotBefore: nu.Add(-geldigVoor), NotAfter: nu.Add(geldigNa),
	}
}

func alsPEM(soort string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: soort, Bytes: der})
}

// Schrijf puts the family in three files of a folder, readable by this user only.
func (f *Familie) Schrijf(dir string) error {
	for naam, inhoud := range map[string][]byte{bestandCA: f.CA, bestandCertificaat: f.Certificaat, bestandSleutel: f.Sleutel} {
		if err := schrijfVeilig(filepath.Join(dir, naam), inhoud); err != nil {
			return fmt.Errorf("family certificate: %w", err)
		}
	}
	return nil
}

// LeesFamilie reads what Schrijf wrote: for another process of the same user, such as a command beside a running server.
func LeesFamilie(dir string) (*Familie, error) {
	var f Familie
	var fouten [3]error
	f.CA, fouten[0] = os.ReadFile(filepath.Join(dir, bestandCA))
	f.Certificaat, fouten[1] = os.ReadFile(filepath.Join(dir, bestandCertificaat))
	f.Sleutel, fouten[2] = os.ReadFile(filepath.Join(dir, bestandSleutel))
	if err := errors.Join(fouten[:]...); err != nil {
		return nil, fmt.Errorf("family certificate: %w", err)
	}
	return &f, nil
}

// Client is the TLS configuration of a client within the family. It trusts no other authority.
func (f *Familie) Client() (*tls.Config, error) {
	paar, err := tls.X509KeyPair(f.Certificaat, f.Sleutel)
	if err != nil {
		return nil, fmt.Errorf("family certificate: %w", err)
	}
	vertrouwd := x509.NewCertPool()
	if !vertrouwd.AppendCertsFromPEM(f.CA) {
		return nil, errors.New("family certificate: no authority in it")
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{paar}, RootCAs: vertrouwd, ServerName: loopback,
	}, nil
}
