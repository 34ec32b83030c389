package solo_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/fout"
	"schakel/internal/solo"
	"schakel/internal/toegang"
)

const terug = "http://127.0.0.1:9/inloggen/terug"

// idpProef is a running provider on a real address, and a verifier that trusts it.
type idpProef struct {
	*httptest.Server
	issuer  string
	keurder *toegang.Keurder
	client  *http.Client
	klok    *idpKlok
}

type idpKlok struct {
	mu   sync.Mutex
	voor time.Duration
}

func (k *idpKlok) Now() time.Time { k.mu.Lock(); defer k.mu.Unlock(); return time.Now().Add(k.voor) }

func (k *idpKlok) verder(d time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.voor += d
}

func startIDP(t *testing.T, sleutel string) *idpProef {
	t.Helper()
	p := &idpProef{Server: httptest.NewUnstartedServer(nil), klok: &idpKlok{}}
	p.issuer = "http://" + p.Listener.Addr().String() + solo.IDPPad
	idp, err := solo.NewIDP(solo.IDPConfig{Issuer: p.issuer, KeyPath: sleutel, Redirects: []string{terug}, Now: p.klok.Now})
	require.NoError(t, err)
	assert.Equal(t, p.issuer, idp.Issuer())
	mux := http.NewServeMux()
	mux.Handle(solo.IDPPad+"/", idp)
	p.Config.Handler = mux
	p.Start()
	t.Cleanup(p.Close)
	p.keurder, err = toegang.NewKeurder(toegang.KeurderConfig{Issuer: p.issuer, Audience: solo.IDPAudience})
	require.NoError(t, err)
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	// Redirects are followed by hand, as far as the workbench's own address.
	p.client = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return p
}

func nieuweSleutel(t *testing.T) string { return filepath.Join(t.TempDir(), "idp.pem") }

// The token of the command line of every demo user is accepted, and stands for the
// role and organisation of the contract.
func TestTokenOfEveryDemoUser(t *testing.T) {
	t.Parallel()
	p := startIDP(t, nieuweSleutel(t))
	contract := map[string]struct {
		rol         toegang.Rol
		organisatie string
	}{
		"verwijzer": {"verwijzer", "woonstichting-voorbeeld"}, "verwijzer2": {"verwijzer", "huisarts-voorbeeld"},
		"ctb": {"ctb", "bmz-voorbeeld"}, "coordinator": {"coordinator", "bmz-voorbeeld"},
		"werker": {"bmz_werker", "bmz-voorbeeld"}, "werker2": {"bmz_werker", "bmz-voorbeeld"},
		"psychiater": {"psychiater", "bmz-voorbeeld"}, "ervaringsdeskundige": {"ervaringsdeskundige", "bmz-voorbeeld"},
		"ketenpartner": {"ketenpartner", "ggz-voorbeeld"}, "ketenpartner2": {"ketenpartner", "wmo-voorbeeld"},
		"leidinggevende": {"leidinggevende", "bmz-voorbeeld"}, "moederorganisatie": {"moederorganisatie", "ggz-voorbeeld"},
		"privacy": {"privacy_officer", "bmz-voorbeeld"}, "beheerder": {"beheerder", "bmz-voorbeeld"},
	}
	require.Len(t, solo.DemoGebruikers(), len(contract))
	for user, wil := range contract {
		token, err := solo.Token(t.Context(), p.URL+"/", user)
		require.NoError(t, err, user)
		i, err := p.keurder.Keur(t.Context(), token)
		require.NoError(t, err, user)
		assert.Equal(t, wil.rol, i.Rol, user)
		assert.Equal(t, wil.organisatie, i.Organisatie, user)
		assert.Equal(t, user, i.Gebruiker)
		assert.NotEmpty(t, i.Naam, user)
	}
}

func TestTokenErrors(t *testing.T) {
	t.Parallel()
	p := startIDP(t, nieuweSleutel(t))
	for _, user := range []string{"burgemeester", "", "werker ", solo.IDPClientWerkbank} {
		_, err := solo.Token(t.Context(), p.URL, user)
		var unknown *solo.UnknownUserError
		require.ErrorAs(t, err, &unknown, user)
		for _, g := range solo.DemoGebruikers() {
			assert.ErrorContains(t, err, g.ID)
		}
	}
	leeg := httptest.NewServer(http.NotFoundHandler())
	defer leeg.Close()
	_, err := solo.Token(t.Context(), leeg.URL, "werker")
	require.ErrorIs(t, err, solo.ErrNoDevelopmentProvider)
	elders := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"token_endpoint":"https://elders.example/token"}`)
	}))
	defer elders.Close()
	_, err = solo.Token(t.Context(), elders.URL, "werker")
	require.ErrorIs(t, err, solo.ErrNoDevelopmentProvider, "a token is asked for on this machine only")
	leeg.Close()
	_, err = solo.Token(t.Context(), leeg.URL, "werker")
	require.ErrorIs(t, err, solo.ErrNoDevelopmentProvider)
}

// A person may type localhost where the issuer says 127.0.0.1.
func TestTokenByTheNameLocalhost(t *testing.T) {
	t.Parallel()
	p := startIDP(t, nieuweSleutel(t))
	token, err := solo.Token(t.Context(), strings.Replace(p.URL, "127.0.0.1", "localhost", 1), "ctb")
	require.NoError(t, err)
	_, err = p.keurder.Keur(t.Context(), token)
	require.NoError(t, err)
}

func TestRestartKeepsTokensValid(t *testing.T) {
	t.Parallel()
	sleutel := nieuweSleutel(t)
	p := startIDP(t, sleutel)
	token, err := solo.Token(t.Context(), p.URL, "werker")
	require.NoError(t, err)
	p.Close()

	// A new provider process on the same key, at the same issuer.
	tweede := httptest.NewUnstartedServer(nil)
	idp, err := solo.NewIDP(solo.IDPConfig{Issuer: p.issuer, KeyPath: sleutel})
	require.NoError(t, err)
	tweede.Config.Handler = idp
	tweede.Start()
	defer tweede.Close()
	keurder, err := toegang.NewKeurder(toegang.KeurderConfig{
		Issuer: p.issuer, Audience: solo.IDPAudience, JWKSURL: tweede.URL + solo.IDPPad + "/keys",
	})
	require.NoError(t, err)
	_, err = keurder.Keur(t.Context(), token)
	require.NoError(t, err)

	info, err := os.Stat(sleutel)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	// Another key: the same token is worth nothing.
	ander, err := solo.NewIDP(solo.IDPConfig{Issuer: p.issuer, KeyPath: nieuweSleutel(t)})
	require.NoError(t, err)
	derde := httptest.NewServer(ander)
	defer derde.Close()
	keurder, err = toegang.NewKeurder(toegang.KeurderConfig{
		Issuer: p.issuer, Audience: solo.IDPAudience, JWKSURL: derde.URL + solo.IDPPad + "/keys",
	})
	require.NoError(t, err)
	_, err = keurder.Keur(t.Context(), token)
	assert.True(t, fout.Is(err, fout.NietIngelogd), "%v", err)
}

func TestSigningKeyIsRefused(t *testing.T) {
	t.Parallel()
	open := func(t *testing.T, pad string) error {
		t.Helper()
		_, err := solo.NewIDP(solo.IDPConfig{Issuer: "http://127.0.0.1:1" + solo.IDPPad, KeyPath: pad})
		return err
	}
	leesbaar := nieuweSleutel(t)
	require.NoError(t, open(t, leesbaar))
	require.NoError(t, os.Chmod(leesbaar, 0o640))
	require.ErrorContains(t, open(t, leesbaar), "can be read by others")

	kapot := nieuweSleutel(t)
	require.NoError(t, os.WriteFile(kapot, []byte("geen sleutel"), 0o600))
	require.ErrorContains(t, open(t, kapot), "not a PEM private key")

	require.Error(t, open(t, filepath.Join(t.TempDir(), "geen", "map", "idp.pem")))
}

func TestOnlyOnThisMachine(t *testing.T) {
	t.Parallel()
	for adres, goed := range map[string]bool{
		"127.0.0.1:8080": true, "127.5.0.1:0": true, "[::1]:8080": true, "localhost:8080": true, "LOCALHOST:1": true,
		":8080": false, "0.0.0.0:8080": false, "[::]:8080": false, "192.168.1.2:8080": false,
		"example.org:80": false, "127.0.0.1.example.org:80": false, "localhost.example.org:80": false,
	} {
		err := solo.AlleenLoopback(adres)
		assert.Equal(t, goed, err == nil, "%s: %v", adres, err)
		assert.Equal(t, !goed, errors.Is(err, solo.ErrNotLoopback), adres)
	}
	require.Error(t, solo.AlleenLoopback("127.0.0.1"), "no port")
	for _, issuer := range []string{"http://192.168.1.2/oidc", "https://schakel.example/oidc", "", "/oidc"} {
		_, err := solo.NewIDP(solo.IDPConfig{Issuer: issuer, KeyPath: nieuweSleutel(t)})
		require.Error(t, err, issuer)
	}
}

// A web page that lets its own name point to this machine gets nothing, and no page
// of another origin may read an answer.
func TestWebPagesCannotReachIt(t *testing.T) {
	t.Parallel()
	p := startIDP(t, nieuweSleutel(t))
	vraag := func(host, origin string) *http.Response {
		form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"coordinator"}}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.issuer+"/oauth/token", strings.NewReader(form.Encode()))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		if host != "" {
			r.Host = host
		}
		return p.doe(t, r)
	}
	assert.Equal(t, http.StatusOK, vraag("", "").StatusCode)
	assert.Equal(t, http.StatusMisdirectedRequest, vraag("kwaad.example:8080", "").StatusCode)
	assert.Equal(t, http.StatusMisdirectedRequest, vraag("127.0.0.1.kwaad.example", "").StatusCode)
	assert.Empty(t, vraag("", "https://kwaad.example").Header.Get("Access-Control-Allow-Origin"))
}

// What the provider does not do, it says so, or refuses.
func TestNotOffered(t *testing.T) {
	t.Parallel()
	p := startIDP(t, nieuweSleutel(t))
	_, doc := p.get(t, p.issuer+"/.well-known/openid-configuration")
	var discovery struct {
		Issuer string   `json:"issuer"`
		Grants []string `json:"grant_types_supported"`
		Algs   []string `json:"id_token_signing_alg_values_supported"`
		PKCE   []string `json:"code_challenge_methods_supported"`
	}
	require.NoError(t, json.Unmarshal([]byte(doc), &discovery))
	assert.Equal(t, p.issuer, discovery.Issuer)
	assert.Equal(t, []string{"RS256"}, discovery.Algs)
	assert.Equal(t, []string{"S256"}, discovery.PKCE)
	assert.Contains(t, discovery.Grants, "client_credentials")

	token, err := solo.Token(t.Context(), p.URL, "werker")
	require.NoError(t, err)
	for pad, form := range map[string]url.Values{
		"/oauth/token ":     {"grant_type": {"client_credentials"}, "client_id": {"werker"}, "client_secret": {"x"}},
		"/oauth/token  ":    {"grant_type": {"refresh_token"}, "refresh_token": {token}, "client_id": {solo.IDPClientWerkbank}},
		"/oauth/token   ":   {"grant_type": {"password"}, "username": {"werker"}},
		"/oauth/token":      {"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {token}},
		"/oauth/introspect": {"token": {token}, "client_id": {solo.IDPClientWerkbank}},
		"/revoke":           {"token": {token}, "client_id": {solo.IDPClientWerkbank}},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.issuer+strings.TrimSpace(pad), strings.NewReader(form.Encode()))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		antwoord := p.doe(t, r)
		assert.GreaterOrEqual(t, antwoord.StatusCode, 400, "%s %v", pad, form["grant_type"])
	}
}

func TestDemoOrganisations(t *testing.T) {
	t.Parallel()
	bekend := map[string]bool{}
	for _, o := range solo.DemoOrganisaties() {
		assert.NotContains(t, bekend, o.ID)
		assert.NotEmpty(t, o.Naam)
		bekend[o.ID] = o.Professioneel
	}
	for _, id := range []string{
		"woonstichting-voorbeeld", "huisarts-voorbeeld", "bmz-voorbeeld", "ggz-voorbeeld", "wmo-voorbeeld",
		"ggd-voorbeeld", "verslavingszorg-voorbeeld", "politie-voorbeeld",
	} {
		assert.True(t, bekend[id], id)
	}
	for _, g := range solo.DemoGebruikers() {
		assert.Contains(t, bekend, g.Organisatie)
		assert.True(t, g.Rol.Bestaat())
	}
}
