package main

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
	"regexp"
	"time"
)

// sleutelsCertificaten makes an authority for one installation, and certificates for its parts: PostgreSQL, Temporal, the provider, the mail
// server, and Schakel as their client.
type sleutelsCertificaten struct {
	Map  string        `arg:"" type:"path" help:"Map waarin de bestanden komen."`
	Voor []string      `name:"voor" required:"" placeholder:"NAAM" help:"Namen waarvoor een certificaat komt, zoals de andere delen ze kennen: postgres, temporal. Elk certificaat geldt ook voor localhost."`
	Duur time.Duration `name:"duur" default:"9480h" help:"Hoe lang de certificaten gelden (9480h is 395 dagen); de autoriteit tien jaar."`
}

// Help is what `schakel sleutels certificaten --help` adds.
func (sleutelsCertificaten) Help() string {
	return "Maakt ca.pem en ca-key.pem als die er niet zijn, en van elke naam NAAM.pem en NAAM-key.pem opnieuw: zo worden ze ook vernieuwd. Wie een eigen " +
		"autoriteit heeft, gebruikt die. ca-key.pem hoort daarna niet op een machine die draait: bewaar haar elders, zij is alleen voor vernieuwen nodig."
}

const (
	caDuur       = 10 * 365 * 24 * time.Hour
	bestandCA    = "ca.pem"
	bestandCAKey = "ca-key.pem"
)

// naamVorm is a name of a machine, and also of a file.
var naamVorm = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]{0,200}[a-z0-9])?$`)

// Run makes them all, or none of them.
func (s sleutelsCertificaten) Run() error {
	nu := time.Now()
	if s.Duur < time.Hour || s.Duur > caDuur/2 {
		return errors.New("--duur is een tijd van een uur tot vijf jaar")
	}
	for _, n := range s.Voor {
		if !naamVorm.MatchString(n) || n == "ca" {
			return fmt.Errorf("--voor %q is geen naam van een machine", n)
		}
	}
	if err := os.MkdirAll(s.Map, 0o700); err != nil {
		return err
	}
	ca, err := s.autoriteit(nu)
	if err != nil {
		return err
	}
	for _, n := range s.Voor {
		if err := s.onderteken(ca, n, nu); err != nil {
			return err
		}
	}
	_, err = fmt.Printf("certificaten in %s voor %v, geldig tot %s; bewaar %s elders\n", s.Map, s.Voor, nu.Add(s.Duur).Format(time.DateOnly), bestandCAKey)
	return err
}

// autoriteit is the one that is there, or a new one.
func (s sleutelsCertificaten) autoriteit(nu time.Time) (*tls.Certificate, error) {
	cert, sleutel := filepath.Join(s.Map, bestandCA), filepath.Join(s.Map, bestandCAKey)
	if _, err := os.Stat(cert); errors.Is(err, os.ErrNotExist) {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return nil, err
		}
		v := certificaat("Schakel, deze installatie", nu, caDuur)
		v.IsCA, v.BasicConstraintsValid, v.MaxPathLenZero, v.KeyUsage = true, true, true, x509.KeyUsageCertSign|x509.KeyUsageCRLSign
		if err := schrijfPaar(cert, sleutel, v, v, k, k); err != nil {
			return nil, err
		}
	}
	paar, err := tls.LoadX509KeyPair(cert, sleutel)
	if err != nil {
		return nil, fmt.Errorf("de autoriteit in %s: zet %s terug om te vernieuwen, of haal %s weg voor een nieuwe: %w", s.Map, bestandCAKey, bestandCA, err)
	}
	if nu.Add(s.Duur).After(paar.Leaf.NotAfter) {
		return nil, fmt.Errorf("de autoriteit in %s verloopt op %s: maak een nieuwe", s.Map, paar.Leaf.NotAfter.Format(time.DateOnly))
	}
	return &paar, nil
}

func (s sleutelsCertificaten) onderteken(ca *tls.Certificate, naam string, nu time.Time) error {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	caSleutel, ok := ca.PrivateKey.(*ecdsa.PrivateKey)
	if !ok {
		return errors.New("de sleutel van de autoriteit is van een andere soort")
	}
	v := certificaat(naam, nu, s.Duur)
	v.KeyUsage, v.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	v.DNSNames, v.IPAddresses = []string{naam, "localhost"}, []net.IP{net.IPv4(127, 0, 0, 1)}
	return schrijfPaar(filepath.Join(s.Map, naam+".pem"), filepath.Join(s.Map, naam+"-key.pem"), v, ca.Leaf, k, caSleutel)
}

func certificaat(naam string, nu time.Time, duur time.Duration) *x509.Certificate {
	nummer, _ := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120)) // never fails (crypto/rand)
	return &x509.Certificate{SerialNumber: nummer, Subject: pkix.Name{CommonName: naam}, NotBefore: nu.Add(-time.Hour), NotAfter: nu.Add(duur)}
}

// schrijfPaar signs and writes; the key first, so that a certificate without its key is never there.
func schrijfPaar(pad, sleutelPad string, v, ouder *x509.Certificate, k, door *ecdsa.PrivateKey) error {
	der, err := x509.CreateCertificate(rand.Reader, v, ouder, k.Public(), door)
	if err != nil {
		return err
	}
	geheim, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		return err
	}
	if err := vervang(sleutelPad, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: geheim})); err != nil {
		return err
	}
	return vervang(pad, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// vervang writes a file in one move.
func vervang(pad string, inhoud []byte) error {
	nieuw := pad + ".nieuw"
	if err := os.WriteFile(nieuw, inhoud, 0o600); err != nil {
		return err
	}
	return os.Rename(nieuw, pad)
}
