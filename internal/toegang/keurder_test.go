package toegang_test

import (
	"crypto/elliptic"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/fout"
	"schakel/internal/toegang"
)

func TestKeurAccepts(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, toegang.KeurderConfig{Regio: "brabant-voorbeeld"})
	ec := ecSleutel(t, "ec", elliptic.P256())
	p.zetSleutels(p.sleutel, ec)

	werker := toegang.Identiteit{
		Gebruiker: "werker", Organisatie: "bmz-voorbeeld", Naam: "Werker (demo)", Rol: toegang.RolBMZWerker, Regio: "brabant-voorbeeld",
	}
	met := func(f func(*toegang.Identiteit)) toegang.Identiteit { i := werker; f(&i); return i }
	nu := p.Now()
	gevallen := map[string]struct {
		token string
		wil   toegang.Identiteit
	}{
		"RS256":         {p.goed(t), werker},
		"ES256":         {teken(t, ec, jose.ES256, p.claims(nil)), werker},
		"no key id":     {teken(t, privaat(p.sleutel), jose.RS256, p.claims(nil)), werker},
		"at+jwt":        {teken(t, p.sleutel, jose.RS256, p.claims(nil), typ("application/at+jwt")), werker},
		"one audience":  {teken(t, p.sleutel, jose.RS256, p.claims(map[string]any{"aud": publiek})), werker},
		"no nbf":        {teken(t, p.sleutel, jose.RS256, p.claims(map[string]any{"nbf": nil, "iat": nil})), werker},
		"within leeway": {teken(t, p.sleutel, jose.RS256, p.claims(map[string]any{"exp": nu.Add(-29 * time.Second).Unix()})), werker},
		"clock ahead":   {teken(t, p.sleutel, jose.RS256, p.claims(map[string]any{"nbf": nu.Add(29 * time.Second).Unix()})), werker},
		"own region": {
			teken(t, p.sleutel, jose.RS256, p.claims(map[string]any{"regio": "elders"})),
			met(func(i *toegang.Identiteit) { i.Regio = "elders" }),
		},
		"role in a list with strangers": {
			teken(t, p.sleutel, jose.RS256, p.claims(map[string]any{"rol": []string{"offline_access", "ctb"}})),
			met(func(i *toegang.Identiteit) { i.Rol = toegang.RolCTB }),
		},
		"no name": {
			teken(t, p.sleutel, jose.RS256, p.claims(map[string]any{"name": nil})),
			met(func(i *toegang.Identiteit) { i.Naam = "" }),
		},
	}
	for naam, g := range gevallen {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			i, err := p.keurder.Keur(t.Context(), g.token)
			require.NoError(t, err)
			assert.Equal(t, g.wil, i)
		})
	}
}

func typ(waarde string) func(*jose.SignerOptions) {
	return func(o *jose.SignerOptions) { o.WithType(jose.ContentType(waarde)) }
}

// Every bad token is refused with the same error, word for word, that says nothing
// of the token.
func TestKeurRefuses(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, toegang.KeurderConfig{})
	ander := rsaSleutel(t, "een") // same id, other key
	vreemd := rsaSleutel(t, "vreemd")
	p384 := ecSleutel(t, "p384", elliptic.P384())
	p.zetSleutels(p.sleutel, p384)
	nu := p.Now()
	claims := func(naam string, waarde any) string {
		return teken(t, p.sleutel, jose.RS256, p.claims(map[string]any{naam: waarde}))
	}
	goed := p.goed(t)
	delen := strings.Split(goed, ".")
	der, err := x509.MarshalPKIXPublicKey(privaat(p.sleutel).Public())
	require.NoError(t, err)
	openbaar := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	kid := func(o *jose.SignerOptions) { o.WithHeader("kid", "een") }

	gevallen := map[string]string{
		"empty":                   "",
		"not a JWT":               "schakel",
		"too long":                goed + strings.Repeat("A", 20_000),
		"alg none":                rauw(t, map[string]any{"alg": "none", "typ": "JWT"}, p.claims(nil)) + ".",
		"alg none, signed":        rauw(t, map[string]any{"alg": "none", "kid": "een"}, p.claims(nil)) + "." + delen[2],
		"alg NONE":                rauw(t, map[string]any{"alg": "NONE"}, p.claims(nil)) + ".",
		"HS256 with public PEM":   teken(t, openbaar, jose.HS256, p.claims(nil), kid),
		"HS256 with public DER":   teken(t, der, jose.HS256, p.claims(nil), kid),
		"RS512":                   teken(t, p.sleutel.Key, jose.RS512, p.claims(nil), kid),
		"PS256":                   teken(t, p.sleutel.Key, jose.PS256, p.claims(nil), kid),
		"ES384":                   teken(t, p384, jose.ES384, p.claims(nil)),
		"other key, same id":      teken(t, ander, jose.RS256, p.claims(nil)),
		"other key, other id":     teken(t, vreemd, jose.RS256, p.claims(nil)),
		"other key, no id":        teken(t, privaat(vreemd), jose.RS256, p.claims(nil)),
		"key of its own inside":   teken(t, vreemd.Key, jose.RS256, p.claims(nil), func(o *jose.SignerOptions) { o.EmbedJWK = true }),
		"claims changed":          delen[0] + "." + deel(t, p.claims(map[string]any{"rol": "coordinator"})) + "." + delen[2],
		"signature cut off":       delen[0] + "." + delen[1] + ".",
		"other issuer":            claims("iss", "https://elders.example"),
		"issuer with slash":       claims("iss", p.URL+"/"),
		"no issuer":               claims("iss", nil),
		"other audience":          claims("aud", "een-ander"),
		"no audience":             claims("aud", nil),
		"expired":                 claims("exp", nu.Add(-31*time.Second).Unix()),
		"no expiry":               claims("exp", nil),
		"expiry is text":          claims("exp", "morgen"),
		"expiry overflows":        claims("exp", 1e300),
		"not yet":                 claims("nbf", nu.Add(31*time.Second).Unix()),
		"issued in the future":    claims("iat", nu.Add(time.Hour).Unix()),
		"no subject":              claims("sub", nil),
		"empty subject":           claims("sub", ""),
		"subject with NUL":        claims("sub", "werker\x00"),
		"subject is number":       claims("sub", 7),
		"subject too long":        claims("sub", strings.Repeat("w", 201)),
		"ID token":                claims("at_hash", "x"),
		"logout token":            teken(t, p.sleutel, jose.RS256, p.claims(nil), typ("logout+jwt")),
		"unknown critical header": teken(t, p.sleutel, jose.RS256, p.claims(nil), func(o *jose.SignerOptions) { o.WithHeader("crit", []string{"x"}).WithHeader("x", 1) }),
		"JSON serialisation":      `{"payload":"` + delen[1] + `","protected":"` + delen[0] + `","signature":"` + delen[2] + `"}`,
	}
	_, err = p.keurder.Keur(t.Context(), goed)
	require.NoError(t, err, "positive control")
	for naam, token := range gevallen {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			i, err := p.keurder.Keur(t.Context(), token)
			require.Error(t, err)
			assert.Zero(t, i)
			var f *fout.Fout
			require.ErrorAs(t, err, &f)
			assert.Equal(t, fout.NietIngelogd, f.Soort)
			assert.Equal(t, "niet-ingelogd: U bent niet (meer) aangemeld. Meld u opnieuw aan.", err.Error())
			for _, lek := range []string{"werker", "elders", "HS256", "een-ander"} {
				assert.NotContains(t, fout.Detail(err), lek, "the cause goes to the log")
			}
		})
	}
}

func rauw(t *testing.T, kop, claims map[string]any) string {
	t.Helper()
	return deel(t, kop) + "." + deel(t, claims)
}

func deel(t *testing.T, v map[string]any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return base64.RawURLEncoding.EncodeToString(b)
}

// A good token without exactly one role of ours, or without an organisation, is 403.
func TestKeurNeedsOneRole(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, toegang.KeurderConfig{})
	for naam, anders := range map[string]map[string]any{
		"no role":           {"rol": nil},
		"empty role":        {"rol": ""},
		"unknown role":      {"rol": "directeur"},
		"the system":        {"rol": "systeem"},
		"other case":        {"rol": "Coordinator"},
		"two roles":         {"rol": []string{"bmz_werker", "coordinator"}},
		"empty list":        {"rol": []string{}},
		"list of numbers":   {"rol": []any{"coordinator", 1}},
		"role is an object": {"rol": map[string]any{"coordinator": true}},
		"no organisation":   {"organisatie": nil},
		"empty":             {"organisatie": ""},
		"two organisations": {"organisatie": []string{"bmz-voorbeeld", "ggz-voorbeeld"}},
		"control character": {"organisatie": "bmz\n"},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			i, err := p.keurder.Keur(t.Context(), teken(t, p.sleutel, jose.RS256, p.claims(anders)))
			assert.True(t, fout.Is(err, fout.NietBevoegd), "%v", err)
			assert.Zero(t, i)
		})
	}
}

func TestClaimNamesAreConfigurable(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, toegang.KeurderConfig{
		RolClaim: "realm_access.roles", OrganisatieClaim: "https://schakel.example/org", RegioClaim: "r.e.g",
	})
	token := teken(t, p.sleutel, jose.RS256, p.claims(map[string]any{
		"rol": nil, "organisatie": nil, "realm_access": map[string]any{"roles": []string{"uma_authorization", "psychiater"}},
		"https://schakel.example/org": "ggz-voorbeeld", "r": map[string]any{"e": map[string]any{"g": "noord"}},
	}))
	i, err := p.keurder.Keur(t.Context(), token)
	require.NoError(t, err)
	assert.Equal(t, toegang.Identiteit{
		Gebruiker: "werker", Organisatie: "ggz-voorbeeld", Naam: "Werker (demo)", Rol: toegang.RolPsychiater, Regio: "noord",
	}, i)
	_, err = p.keurder.Keur(t.Context(), p.goed(t))
	assert.True(t, fout.Is(err, fout.NietBevoegd), "the default claim no longer counts: %v", err)
}

func TestBearer(t *testing.T) {
	t.Parallel()
	for kop, wil := range map[string]string{
		"Bearer abc": "abc", "bearer abc": "abc", "": "", "Bearer": "", "Bearer ": "", "Basic abc": "",
		"Bearer a b": "", "Bearer  a": "", "Bearer a, Bearer b": "", "abc": "",
	} {
		token, err := toegang.Bearer(kop)
		assert.Equal(t, wil, token, kop)
		assert.Equal(t, wil == "", fout.Is(err, fout.NietIngelogd), kop)
	}
}

func TestNewKeurderRefusesUnsafeConfiguration(t *testing.T) {
	t.Parallel()
	for naam, g := range map[string]struct {
		cfg  toegang.KeurderConfig
		goed bool
	}{
		"https":             {toegang.KeurderConfig{Issuer: "https://id.example", Audience: publiek}, true},
		"http, loopback":    {toegang.KeurderConfig{Issuer: "http://127.0.0.1:8080/oidc", Audience: publiek}, true},
		"http, IPv6":        {toegang.KeurderConfig{Issuer: "http://[::1]:8080/oidc", Audience: publiek}, true},
		"http, elsewhere":   {toegang.KeurderConfig{Issuer: "http://id.example", Audience: publiek}, false},
		"http, looks local": {toegang.KeurderConfig{Issuer: "http://127.0.0.1.example", Audience: publiek}, false},
		"http, allowed":     {toegang.KeurderConfig{Issuer: "http://id.example", Audience: publiek, AllowHTTP: true}, true},
		"no issuer":         {toegang.KeurderConfig{Audience: publiek}, false},
		"no host":           {toegang.KeurderConfig{Issuer: "https:///x", Audience: publiek}, false},
		"other scheme":      {toegang.KeurderConfig{Issuer: "file:///etc/passwd", Audience: publiek, AllowHTTP: true}, false},
		"no audience":       {toegang.KeurderConfig{Issuer: "https://id.example"}, false},
		"unsafe key URL":    {toegang.KeurderConfig{Issuer: "https://id.example", JWKSURL: "http://id.example/k", Audience: publiek}, false},
	} {
		_, err := toegang.NewKeurder(g.cfg)
		assert.Equal(t, g.goed, err == nil, "%s: %v", naam, err)
	}
}

func TestIdentityInContext(t *testing.T) {
	t.Parallel()
	_, ok := toegang.Van(t.Context())
	assert.False(t, ok)
	wil := toegang.Identiteit{Gebruiker: "ctb", Organisatie: "bmz-voorbeeld", Rol: toegang.RolCTB}
	i, ok := toegang.Van(toegang.MetIdentiteit(t.Context(), wil))
	assert.True(t, ok)
	assert.Equal(t, wil, i)
}

// What a token says of where its key is, is not followed; what it says its key is called, is only a name to look up among the provider's keys.
func TestKeurVolgtGeenAdres(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, toegang.KeurderConfig{})
	vreemd := rsaSleutel(t, "een")
	var bezocht atomic.Int64
	elders := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		bezocht.Add(1)
		_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: vreemd.Public().Key, KeyID: "een", Algorithm: "RS256", Use: "sig"}}})
	}))
	t.Cleanup(elders.Close)
	kop := func(naam string, waarde any) string {
		return teken(t, privaat(vreemd), jose.RS256, p.claims(nil), func(o *jose.SignerOptions) { o.WithHeader(jose.HeaderKey(naam), waarde) })
	}
	gevallen := map[string]string{
		"jku": kop("jku", elders.URL), "x5u": kop("x5u", elders.URL), "x5c": kop("x5c", []string{"MIIB"}),
		"kid is an address": kop("kid", elders.URL), "kid is a path": kop("kid", "../../../../dev/null"), "kid is a statement": kop("kid", "een' UNION SELECT 'x' --"),
		"kid is a command": kop("kid", "|/bin/true"), "kid is empty": kop("kid", ""), "kid is long": kop("kid", strings.Repeat("k", 10_000)), "kid with NUL": kop("kid", "een\x00"),
	}
	_, err := p.keurder.Keur(t.Context(), p.goed(t))
	require.NoError(t, err, "positive control")
	for naam, token := range gevallen {
		i, err := p.keurder.Keur(t.Context(), token)
		assert.True(t, fout.Is(err, fout.NietIngelogd), "%s: %v", naam, err)
		assert.Zero(t, i, naam)
	}
	assert.Zero(t, bezocht.Load(), "somebody followed an address out of a token")
}
