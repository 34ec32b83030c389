package toegang_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/stretchr/testify/require"

	"schakel/internal/toegang"
)

const publiek = "schakel-api"

// aanbieder is a real identity provider as far as a verifier sees it: discovery and
// a JWKS endpoint over HTTP, with keys that can change.
type aanbieder struct {
	*httptest.Server
	mu      sync.Mutex
	jwks    []any
	status  int
	gehaald int
	// poort, when set, holds every JWKS answer back until it is closed.
	poort chan struct{}
}

func nieuweAanbieder(t *testing.T, sleutels ...jose.JSONWebKey) *aanbieder {
	t.Helper()
	a := &aanbieder{status: http.StatusOK}
	a.zetSleutels(sleutels...)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{
			"issuer": a.URL, "jwks_uri": a.URL + "/keys", "authorization_endpoint": a.URL + "/a", "token_endpoint": a.URL + "/t",
			"id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		a.mu.Lock()
		a.gehaald++
		poort, status, jwks := a.poort, a.status, a.jwks
		a.mu.Unlock()
		if poort != nil {
			<-poort
		}
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]any{"keys": jwks})
	})
	a.Server = httptest.NewServer(mux)
	t.Cleanup(a.Close)
	return a
}

// zetSleutels publishes the public halves of these keys.
func (a *aanbieder) zetSleutels(sleutels ...jose.JSONWebKey) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.jwks = nil
	for _, s := range sleutels {
		a.jwks = append(a.jwks, s.Public())
	}
}

func (a *aanbieder) doe(f func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f()
}

func (a *aanbieder) keren() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.gehaald
}

// klok is a clock that a test moves.
type klok struct {
	mu sync.Mutex
	nu time.Time
}

func (k *klok) Now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.nu
}

func (k *klok) verder(d time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.nu = k.nu.Add(d)
}

// proef is one verifier with its provider, a good key, and a clock.
type proef struct {
	*aanbieder
	*klok
	keurder *toegang.Keurder
	sleutel jose.JSONWebKey
}

func nieuweProef(t *testing.T, cfg toegang.KeurderConfig) *proef {
	t.Helper()
	p := &proef{klok: &klok{nu: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)}, sleutel: rsaSleutel(t, "een")}
	p.aanbieder = nieuweAanbieder(t, p.sleutel)
	cfg.Issuer, cfg.Audience, cfg.Now = p.URL, publiek, p.Now
	var err error
	p.keurder, err = toegang.NewKeurder(cfg)
	require.NoError(t, err)
	return p
}

// claims are those of a good token of a worker, with changes; nil takes one away.
func (p *proef) claims(anders map[string]any) map[string]any {
	c := map[string]any{
		"iss": p.URL, "sub": "werker", "aud": []string{publiek}, "rol": "bmz_werker", "organisatie": "bmz-voorbeeld",
		"name": "Werker (demo)", "iat": p.Now().Unix(), "nbf": p.Now().Unix(), "exp": p.Now().Add(time.Hour).Unix(),
	}
	maps.Copy(c, anders)
	for naam, waarde := range anders {
		if waarde == nil {
			delete(c, naam)
		}
	}
	return c
}

func (p *proef) goed(t *testing.T) string {
	t.Helper()
	return teken(t, p.sleutel, jose.RS256, p.claims(nil))
}

func rsaSleutel(t *testing.T, kid string) jose.JSONWebKey {
	t.Helper()
	priv, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	return jose.JSONWebKey{Key: priv, KeyID: kid, Algorithm: "RS256", Use: "sig"}
}

func ecSleutel(t *testing.T, kid string, curve elliptic.Curve) jose.JSONWebKey {
	t.Helper()
	priv, err := ecdsa.GenerateKey(curve, rand.Reader)
	require.NoError(t, err)
	return jose.JSONWebKey{Key: priv, KeyID: kid, Use: "sig"}
}

// teken signs claims; the key may also be a []byte for HMAC.
func teken(t *testing.T, sleutel any, alg jose.SignatureAlgorithm, c map[string]any, opties ...func(*jose.SignerOptions)) string {
	t.Helper()
	o := (&jose.SignerOptions{}).WithType("JWT")
	for _, optie := range opties {
		optie(o)
	}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: sleutel}, o)
	require.NoError(t, err)
	token, err := jwt.Signed(s).Claims(c).Serialize()
	require.NoError(t, err)
	return token
}

func privaat(s jose.JSONWebKey) crypto.Signer { return s.Key.(crypto.Signer) }
