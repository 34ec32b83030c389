package solo

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/go-jose/go-jose/v4"
)

const idpKeyBits = 2048

// idpKey is the signing key; it implements op.SigningKey. Its public half is [idpPublicKey].
type idpKey struct {
	id   string
	priv *rsa.PrivateKey
}

func (k idpKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k idpKey) Key() any                                    { return k.priv }
func (k idpKey) ID() string                                  { return k.id }

// idpPublicKey implements op.Key.
type idpPublicKey struct{ idpKey }

func (k idpPublicKey) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k idpPublicKey) Use() string                        { return "sig" }
func (k idpPublicKey) Key() any                           { return k.priv.Public() }

// loadIDPKey reads the signing key, or makes it when there is none yet. A key that
// others can read is refused: with it anybody is coordinator.
func loadIDPKey(path string) (idpKey, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeIDPKey(path); err != nil {
			return idpKey{}, err
		}
		return readIDPKey(path)
	}
	if err != nil {
		return idpKey{}, fmt.Errorf("signing key of the identity provider: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return idpKey{}, fmt.Errorf("signing key %s can be read by others (mode %04o): run chmod 600, or delete it for a new one",
			path, info.Mode().Perm())
	}
	return readIDPKey(path)
}

func readIDPKey(path string) (idpKey, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return idpKey{}, fmt.Errorf("signing key of the identity provider: %w", err)
	}
	block, _ := pem.Decode(raw)
	if block == nil || block.Type != "PRIVATE KEY" {
		return idpKey{}, fmt.Errorf("signing key %s is not a PEM private key: delete it for a new one", path)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return idpKey{}, fmt.Errorf("signing key %s: %w", path, err)
	}
	priv, ok := parsed.(*rsa.PrivateKey)
	if !ok || priv.N.BitLen() < idpKeyBits {
		return idpKey{}, fmt.Errorf("signing key %s is not an RSA key of at least %d bits", path, idpKeyBits)
	}
	// RFC 7638: the id follows from the key, so a restart gives the same.
	thumb, err := (&jose.JSONWebKey{Key: priv.Public()}).Thumbprint(crypto.SHA256)
	if err != nil {
		return idpKey{}, fmt.Errorf("signing key %s: %w", path, err)
	}
	return idpKey{id: base64.RawURLEncoding.EncodeToString(thumb), priv: priv}, nil
}

// makeIDPKey writes a new key beside its place and moves it there, so that a crash
// leaves a whole key or none.
func makeIDPKey(path string) (err error) {
	priv, err := rsa.GenerateKey(rand.Reader, idpKeyBits)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(priv)
	if err != nil {
		return err
	}
	// CreateTemp makes files with mode 0600.
	f, err := os.CreateTemp(filepath.Dir(path), ".idp-*")
	if err != nil {
		return fmt.Errorf("signing key of the identity provider: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	err = errors.Join(pem.Encode(f, &pem.Block{Type: "PRIVATE KEY", Bytes: der}), f.Sync(), f.Close())
	if err != nil {
		return fmt.Errorf("signing key of the identity provider: %w", err)
	}
	return os.Rename(f.Name(), path)
}
