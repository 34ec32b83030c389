package toegang

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"

	"schakel/internal/fout"
)

const (
	fetchTimeout = 5 * time.Second
	// minTussen is the least time between two fetches: a stream of tokens with invented
	// key ids must not become a stream of requests to the provider.
	minTussen = 10 * time.Second
	// maxLeeftijd is how long a key that the provider withdrew may still be trusted.
	maxLeeftijd = 10 * time.Minute
	maxJWKS     = 1 << 20
	minRSA      = 2048
)

// sleutelbos is the cache of the provider's public keys.
//
// Readers never wait for a fetch as long as they find their key. A fetch is made by
// one at a time: for an unknown key id in the foreground, for age in the background.
// When the provider does not answer, the old keys stay.
type sleutelbos struct {
	cfg KeurderConfig
	// slot lets one fetch at a time through; a channel, so that waiting honours the context.
	slot chan struct{}
	stel atomic.Pointer[sleutelstel]
	// jwksURL and geprobeerd are guarded by slot.
	jwksURL    string
	geprobeerd time.Time
}

type sleutelstel struct {
	sleutels []jose.JSONWebKey
	op       time.Time
}

func nieuweSleutelbos(cfg KeurderConfig) *sleutelbos {
	return &sleutelbos{cfg: cfg, slot: make(chan struct{}, 1), jwksURL: cfg.JWKSURL}
}

// voor gives the keys that may have signed a token with this key id and algorithm.
func (b *sleutelbos) voor(ctx context.Context, kid string, alg jose.SignatureAlgorithm) ([]jose.JSONWebKey, error) {
	stel := b.stel.Load()
	if stel != nil {
		if gevonden := stel.zoek(kid, alg); len(gevonden) > 0 {
			b.ververs(ctx, stel)
			return gevonden, nil
		}
	}
	nieuw, err := b.haalNieuwerDan(ctx, stel)
	if nieuw == nil {
		return nil, fout.Om(fout.NietOpgeslagen, "De aanmelddienst is niet bereikbaar. Probeer het zo opnieuw.", err)
	}
	gevonden := nieuw.zoek(kid, alg)
	if len(gevonden) == 0 {
		return nil, geweigerd(redenSleutel)
	}
	return gevonden, nil
}

// ververs starts a fetch in the background when the keys have become old; the caller
// goes on with what there is.
func (b *sleutelbos) ververs(ctx context.Context, stel *sleutelstel) {
	if b.cfg.Now().Sub(stel.op) < maxLeeftijd {
		return
	}
	select {
	case b.slot <- struct{}{}:
	default:
		return
	}
	// The fetch outlives the request that noticed the age; haal bounds it in time.
	go func() {
		defer func() { <-b.slot }()
		_, _ = b.haal(context.WithoutCancel(ctx))
	}()
}

// haalNieuwerDan gives a set other than oud when one could be had, else oud. The
// error says why there is no newer one.
func (b *sleutelbos) haalNieuwerDan(ctx context.Context, oud *sleutelstel) (*sleutelstel, error) {
	select {
	case b.slot <- struct{}{}:
		defer func() { <-b.slot }()
	case <-ctx.Done():
		return oud, ctx.Err()
	}
	if stel := b.stel.Load(); stel != oud {
		return stel, nil // somebody fetched while this one waited
	}
	stel, err := b.haal(context.WithoutCancel(ctx))
	if err != nil {
		return oud, err
	}
	return stel, nil
}

// haal fetches the keys, at most once per minTussen; the caller holds the slot.
func (b *sleutelbos) haal(ctx context.Context) (*sleutelstel, error) {
	nu := b.cfg.Now()
	if !b.geprobeerd.IsZero() && nu.Sub(b.geprobeerd) < minTussen {
		return nil, errors.New("keys were fetched a moment ago")
	}
	b.geprobeerd = nu
	ctx, klaar := context.WithTimeout(ctx, fetchTimeout)
	defer klaar()
	if b.jwksURL == "" {
		adres, err := b.ontdek(ctx)
		if err != nil {
			return nil, err
		}
		b.jwksURL = adres
	}
	sleutels, err := b.haalJWKS(ctx)
	if err != nil {
		return nil, err
	}
	stel := &sleutelstel{sleutels: sleutels, op: nu}
	b.stel.Store(stel)
	return stel, nil
}

// ontdek asks the provider where its keys are (OpenID Connect Discovery), and
// whether it is who we think it is.
func (b *sleutelbos) ontdek(ctx context.Context) (string, error) {
	aanbieder, err := oidc.NewProvider(oidc.ClientContext(ctx, b.cfg.Client), b.cfg.Issuer)
	if err != nil {
		return "", fmt.Errorf("discovery: %w", err)
	}
	var gevonden struct {
		JWKSURI string `json:"jwks_uri"`
	}
	if err := aanbieder.Claims(&gevonden); err != nil {
		return "", fmt.Errorf("discovery: %w", err)
	}
	if err := veiligAdres(gevonden.JWKSURI, b.cfg.AllowHTTP); err != nil {
		return "", fmt.Errorf("discovery: jwks_uri: %w", err)
	}
	return gevonden.JWKSURI, nil
}

func (b *sleutelbos) haalJWKS(ctx context.Context) ([]jose.JSONWebKey, error) {
	vraag, err := http.NewRequestWithContext(ctx, http.MethodGet, b.jwksURL, nil)
	if err != nil {
		return nil, err
	}
	antwoord, err := b.cfg.Client.Do(vraag)
	if err != nil {
		return nil, err
	}
	defer func() { _ = antwoord.Body.Close() }()
	if antwoord.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("keys: status %d", antwoord.StatusCode)
	}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.NewDecoder(io.LimitReader(antwoord.Body, maxJWKS)).Decode(&set); err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	var sleutels []jose.JSONWebKey
	for _, rauw := range set.Keys {
		// A key of a kind we do not know must not take the known ones with it.
		var sleutel jose.JSONWebKey
		if err := sleutel.UnmarshalJSON(rauw); err == nil && bruikbareSleutel(sleutel) {
			sleutels = append(sleutels, sleutel)
		}
	}
	if len(sleutels) == 0 {
		return nil, errors.New("keys: none that can verify RS256 or ES256")
	}
	return sleutels, nil
}

// bruikbareSleutel keeps public keys for signing that are strong enough.
func bruikbareSleutel(s jose.JSONWebKey) bool {
	if !s.Valid() || !s.IsPublic() || (s.Use != "" && s.Use != "sig") {
		return false
	}
	return algoritme(s) != ""
}

// algoritme is the one algorithm a key may verify; empty when it is none of ours.
func algoritme(s jose.JSONWebKey) jose.SignatureAlgorithm {
	var alg jose.SignatureAlgorithm
	switch pub := s.Key.(type) {
	case *rsa.PublicKey:
		if pub.N.BitLen() >= minRSA {
			alg = jose.RS256
		}
	case *ecdsa.PublicKey:
		if pub.Curve == elliptic.P256() {
			alg = jose.ES256
		}
	}
	if s.Algorithm != "" && s.Algorithm != string(alg) {
		return ""
	}
	return alg
}

// zoek gives the keys with this id; a token without an id may be of any key.
func (s *sleutelstel) zoek(kid string, alg jose.SignatureAlgorithm) []jose.JSONWebKey {
	var uit []jose.JSONWebKey
	for _, sleutel := range s.sleutels {
		if (kid == "" || sleutel.KeyID == kid) && algoritme(sleutel) == alg {
			uit = append(uit, sleutel)
		}
	}
	return uit
}
