package toegang_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/fout"
	"schakel/internal/toegang"
)

func TestKeysAreFetchedOnceForMany(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, toegang.KeurderConfig{})
	token := p.goed(t)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			_, err := p.keurder.Keur(t.Context(), token)
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	assert.Equal(t, 1, p.keren())
}

func TestNewKeyIsFoundAndInventedKeysAreNot(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, toegang.KeurderConfig{})
	_, err := p.keurder.Keur(t.Context(), p.goed(t))
	require.NoError(t, err)

	nieuw := rsaSleutel(t, "twee")
	p.zetSleutels(p.sleutel, nieuw)
	token := teken(t, nieuw, jose.RS256, p.claims(nil))
	_, err = p.keurder.Keur(t.Context(), token)
	assert.True(t, fout.Is(err, fout.NietIngelogd), "too soon after the last fetch: %v", err)
	p.verder(10 * time.Second)
	_, err = p.keurder.Keur(t.Context(), token)
	require.NoError(t, err)
	require.Equal(t, 2, p.keren())

	p.verder(10 * time.Second)
	vreemd := rsaSleutel(t, "vreemd")
	for range 20 {
		_, err = p.keurder.Keur(t.Context(), teken(t, vreemd, jose.RS256, p.claims(nil)))
		require.True(t, fout.Is(err, fout.NietIngelogd))
	}
	assert.Equal(t, 3, p.keren(), "20 invented keys, one fetch")
}

func TestWithdrawnKeyStopsWorking(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, toegang.KeurderConfig{})
	oud := p.goed(t)
	_, err := p.keurder.Keur(t.Context(), oud)
	require.NoError(t, err)

	p.zetSleutels(rsaSleutel(t, "twee"))
	p.verder(10*time.Minute + time.Second)
	require.Eventually(t, func() bool {
		_, err := p.keurder.Keur(t.Context(), oud) // the first of these starts the refresh
		return fout.Is(err, fout.NietIngelogd)
	}, 5*time.Second, time.Millisecond)
}

// A token that was judged is known again, and is judged all the same: it expires, and
// one with another signature is another.
func TestKnownTokenExpiresAndIsNoOther(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, toegang.KeurderConfig{})
	token := teken(t, p.sleutel, jose.RS256, p.claims(map[string]any{"exp": p.Now().Add(-15 * time.Second).Unix()}))
	_, err := p.keurder.Keur(t.Context(), p.goed(t)) // the keys are there
	require.NoError(t, err)
	for range 2 {
		id, err := p.keurder.Keur(t.Context(), token)
		require.NoError(t, err)
		require.NotEmpty(t, id.Gebruiker)
	}
	laatste := token[len(token)-4:]
	_, err = p.keurder.Keur(t.Context(), token[:len(token)-4]+strings.Map(func(r rune) rune {
		if r == 'A' {
			return 'B'
		}
		return 'A'
	}, laatste))
	require.True(t, fout.Is(err, fout.NietIngelogd), "%v", err)
	p.verder(20 * time.Second) // the memory lasts longer; the token, with its leeway, does not
	_, err = p.keurder.Keur(t.Context(), token)
	require.True(t, fout.Is(err, fout.NietIngelogd), "%v", err)
}

// A provider that hangs or fails costs nobody with a known key anything.
func TestOldKeysServeWhileProviderIsAway(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, toegang.KeurderConfig{})
	token := teken(t, p.sleutel, jose.RS256, p.claims(map[string]any{"exp": p.Now().Add(3 * time.Hour).Unix()}))
	_, err := p.keurder.Keur(t.Context(), token)
	require.NoError(t, err)

	poort := make(chan struct{})
	p.doe(func() { p.poort, p.status = poort, http.StatusBadGateway })
	p.verder(time.Hour)
	for range 5 {
		_, err = p.keurder.Keur(t.Context(), token)
		require.NoError(t, err, "the refresh hangs in the background")
	}
	require.Eventually(t, func() bool { return p.keren() == 2 }, 5*time.Second, time.Millisecond)

	// An unknown key has to wait for that fetch, but no longer than its own context.
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err = p.keurder.Keur(ctx, teken(t, rsaSleutel(t, "x"), jose.RS256, p.claims(nil)))
	assert.True(t, fout.Is(err, fout.NietIngelogd), "%v", err)

	close(poort)
	_, err = p.keurder.Keur(t.Context(), token)
	require.NoError(t, err, "the failed fetch took nothing away")
}

func TestProviderThatWasNeverSeenIs503(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, toegang.KeurderConfig{})
	p.doe(func() { p.status = http.StatusInternalServerError })
	token := p.goed(t)
	for range 3 {
		_, err := p.keurder.Keur(t.Context(), token)
		require.True(t, fout.Is(err, fout.NietOpgeslagen), "%v", err)
	}
	assert.Equal(t, 1, p.keren(), "failures are rate limited too")
	p.doe(func() { p.status = http.StatusOK })
	p.verder(10 * time.Second)
	_, err := p.keurder.Keur(t.Context(), token)
	assert.NoError(t, err)
}

// Odd and weak keys in the set are passed over, the good one beside them works.
func TestWeakAndUnknownKeysInTheSet(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, toegang.KeurderConfig{})
	versleuteling := rsaSleutel(t, "enc")
	versleuteling.Use = "enc"
	hmac := jose.JSONWebKey{Key: []byte("geheim-van-32-bytes-geheim-van-3"), KeyID: "hmac"}
	verkeerd := rsaSleutel(t, "verkeerd-alg")
	p.doe(func() {
		p.jwks = append([]any{
			map[string]any{"kty": "toekomst", "kid": "?"},
			map[string]any{},
			hmac, versleuteling.Public(),
			map[string]any{"kty": "RSA", "kid": "klein", "e": "AQAB", "n": "rvA"},
			jose.JSONWebKey{Key: verkeerd.Public().Key, KeyID: "verkeerd-alg", Algorithm: "RS512"},
		}, p.jwks...)
	})
	_, err := p.keurder.Keur(t.Context(), p.goed(t))
	require.NoError(t, err)
	for _, sleutel := range []jose.JSONWebKey{versleuteling, verkeerd} {
		_, err = p.keurder.Keur(t.Context(), teken(t, sleutel, jose.RS256, p.claims(nil)))
		assert.True(t, fout.Is(err, fout.NietIngelogd), "%s: %v", sleutel.KeyID, err)
	}
	_, err = p.keurder.Keur(t.Context(), teken(t, hmac, jose.HS256, p.claims(nil)))
	assert.True(t, fout.Is(err, fout.NietIngelogd), "%v", err)
}

func TestProviderUnderAnotherNameIsRefused(t *testing.T) {
	t.Parallel()
	a := nieuweAanbieder(t, rsaSleutel(t, "een"))
	// Discovery at this address answers with an issuer without the slash.
	k, err := toegang.NewKeurder(toegang.KeurderConfig{Issuer: a.URL + "/", Audience: publiek})
	require.NoError(t, err)
	_, err = k.Keur(t.Context(), teken(t, rsaSleutel(t, "een"), jose.RS256, map[string]any{"iss": a.URL}))
	assert.True(t, fout.Is(err, fout.NietOpgeslagen), "%v", err)
	assert.Zero(t, a.keren())
}
