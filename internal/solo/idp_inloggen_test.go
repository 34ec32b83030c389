package solo_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"schakel/internal/fout"
	"schakel/internal/solo"
	"schakel/internal/toegang"
)

// doe sends a request and gives the answer with its body read.
func (p *idpProef) doe(t *testing.T, r *http.Request) *http.Response {
	t.Helper()
	antwoord, err := p.client.Do(r)
	require.NoError(t, err)
	body, err := io.ReadAll(antwoord.Body)
	require.NoError(t, err)
	require.NoError(t, antwoord.Body.Close())
	antwoord.Body = io.NopCloser(strings.NewReader(string(body)))
	return antwoord
}

func (p *idpProef) get(t *testing.T, adres string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, adres, nil)
	require.NoError(t, err)
	antwoord := p.doe(t, r)
	body, err := io.ReadAll(antwoord.Body)
	require.NoError(t, err)
	return antwoord, string(body)
}

func (p *idpProef) kies(t *testing.T, verzoek, gebruiker, site string) *http.Response {
	t.Helper()
	form := url.Values{"verzoek": {verzoek}, "gebruiker": {gebruiker}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.issuer+"/inloggen", strings.NewReader(form.Encode()))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", site)
	return p.doe(t, r)
}

var verborgen = regexp.MustCompile(`name="verzoek" value="([^"]+)"`)

// begin starts a sign-in as the workbench would and gives the id of it from the page.
func (p *idpProef) begin(t *testing.T, cfg *oauth2.Config, opties ...oauth2.AuthCodeOption) (verzoek, pagina string) {
	t.Helper()
	antwoord, _ := p.get(t, cfg.AuthCodeURL("staat", opties...))
	require.Equal(t, http.StatusFound, antwoord.StatusCode)
	naar := antwoord.Header.Get("Location")
	require.True(t, strings.HasPrefix(naar, p.issuer+"/inloggen?verzoek="), naar)
	antwoord, pagina = p.get(t, naar)
	require.Equal(t, http.StatusOK, antwoord.StatusCode)
	assert.Contains(t, antwoord.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'")
	gevonden := verborgen.FindStringSubmatch(pagina)
	require.Len(t, gevonden, 2)
	return gevonden[1], pagina
}

// code follows the redirects of a choice to the workbench and gives what it is told.
func (p *idpProef) code(t *testing.T, keuze *http.Response) url.Values {
	t.Helper()
	require.Equal(t, http.StatusSeeOther, keuze.StatusCode)
	antwoord, _ := p.get(t, keuze.Header.Get("Location"))
	require.Equal(t, http.StatusFound, antwoord.StatusCode)
	naar, err := url.Parse(antwoord.Header.Get("Location"))
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(naar.String(), terug+"?"), naar.Path)
	return naar.Query()
}

func (p *idpProef) werkbank(t *testing.T) (*oauth2.Config, *oidc.Provider) {
	t.Helper()
	provider, err := oidc.NewProvider(t.Context(), p.issuer)
	require.NoError(t, err)
	endpoint := provider.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInParams
	return &oauth2.Config{
		ClientID: solo.IDPClientWerkbank, Endpoint: endpoint, RedirectURL: terug, Scopes: []string{oidc.ScopeOpenID, "profile"},
	}, provider
}

func TestSignInWithCodeAndPKCE(t *testing.T) {
	t.Parallel()
	p := startIDP(t, nieuweSleutel(t))
	cfg, provider := p.werkbank(t)
	geheim := oauth2.GenerateVerifier()
	verzoek, pagina := p.begin(t, cfg, oauth2.S256ChallengeOption(geheim), oidc.Nonce("eenmalig"))
	for _, g := range solo.DemoGebruikers() {
		assert.Contains(t, pagina, `value="`+g.ID+`"`)
	}
	gekregen := p.code(t, p.kies(t, verzoek, "coordinator", "same-origin"))
	assert.Equal(t, "staat", gekregen.Get("state"))

	token, err := cfg.Exchange(t.Context(), gekregen.Get("code"), oauth2.VerifierOption(geheim))
	require.NoError(t, err)
	assert.Empty(t, token.RefreshToken)
	i, err := p.keurder.Keur(t.Context(), token.AccessToken)
	require.NoError(t, err)
	assert.WithinDuration(t, time.Now(), i.Ingelogd, time.Minute)
	i.Ingelogd = time.Time{}
	assert.Equal(t, toegang.Identiteit{
		Gebruiker: "coordinator", Organisatie: "bmz-voorbeeld", Naam: "Coördinator", Rol: toegang.RolCoordinator,
		Via: solo.IDPClientWerkbank,
	}, i)
	assert.InDelta(t, time.Hour.Seconds(), time.Until(token.Expiry).Seconds(), 30)

	rauw, _ := token.Extra("id_token").(string)
	id, err := provider.Verifier(&oidc.Config{ClientID: cfg.ClientID}).Verify(t.Context(), rauw)
	require.NoError(t, err)
	assert.Equal(t, "eenmalig", id.Nonce)
	assert.Equal(t, "coordinator", id.Subject)
	_, err = p.keurder.Keur(t.Context(), rauw)
	assert.True(t, fout.Is(err, fout.NietIngelogd), "an ID token is no key to the API: %v", err)

	info, err := provider.UserInfo(t.Context(), oauth2.StaticTokenSource(token))
	require.NoError(t, err)
	assert.Equal(t, "coordinator", info.Subject)

	_, err = cfg.Exchange(t.Context(), gekregen.Get("code"), oauth2.VerifierOption(geheim))
	require.Error(t, err, "a code works once")
	assert.Equal(t, http.StatusNotFound, p.kies(t, verzoek, "beheerder", "same-origin").StatusCode, "and so does a sign-in")
}

// A browser only applies the style, and only sends the form, if the policy names
// them exactly.
func TestSignInPageFitsItsPolicy(t *testing.T) {
	t.Parallel()
	p := startIDP(t, nieuweSleutel(t))
	cfg, _ := p.werkbank(t)
	verzoek, pagina := p.begin(t, cfg, oauth2.S256ChallengeOption(oauth2.GenerateVerifier()))
	antwoord, _ := p.get(t, p.issuer+"/inloggen?verzoek="+verzoek)
	beleid := antwoord.Header.Get("Content-Security-Policy")
	_, rest, ok := strings.Cut(pagina, "<style>")
	require.True(t, ok)
	stijl, _, _ := strings.Cut(rest, "</style>")
	require.Contains(t, stijl, "focus-visible")
	som := sha256.Sum256([]byte(stijl))
	assert.Contains(t, beleid, "style-src 'sha256-"+base64.StdEncoding.EncodeToString(som[:])+"'")
	assert.Contains(t, beleid, "form-action 'self' http://127.0.0.1:9;")
	assert.NotContains(t, pagina, "<script")
	assert.Contains(t, pagina, `<html lang="nl">`)
	assert.Contains(t, pagina, `action="`+p.issuer+`/inloggen"`)
	assert.Equal(t, "no-store", antwoord.Header.Get("Cache-Control"))

	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, p.issuer+"/inloggen", nil)
	require.NoError(t, err)
	assert.Equal(t, http.StatusMethodNotAllowed, p.doe(t, r).StatusCode)
}

func TestSignInRefusals(t *testing.T) {
	t.Parallel()
	p := startIDP(t, nieuweSleutel(t))
	cfg, _ := p.werkbank(t)
	geheim := oauth2.GenerateVerifier()
	pkce := oauth2.S256ChallengeOption(geheim)

	t.Run("no PKCE, plain PKCE, no prompt", func(t *testing.T) {
		t.Parallel()
		for naam, opties := range map[string][]oauth2.AuthCodeOption{
			"invalid_request":  nil,
			"invalid_request ": {oauth2.SetAuthURLParam("code_challenge", geheim), oauth2.SetAuthURLParam("code_challenge_method", "plain")},
			"login_required":   {pkce, oauth2.SetAuthURLParam("prompt", "none")},
		} {
			antwoord, _ := p.get(t, cfg.AuthCodeURL("s", opties...))
			assert.Contains(t, antwoord.Header.Get("Location"), terug+"?error="+strings.TrimSpace(naam))
		}
	})
	t.Run("another redirect, another client, implicit", func(t *testing.T) {
		t.Parallel()
		for _, anders := range []oauth2.AuthCodeOption{
			oauth2.SetAuthURLParam("redirect_uri", "https://kwaad.example/"),
			oauth2.SetAuthURLParam("redirect_uri", terug+"/../elders"),
			oauth2.SetAuthURLParam("client_id", "coordinator"),
		} {
			antwoord, _ := p.get(t, cfg.AuthCodeURL("s", pkce, anders))
			assert.Equal(t, http.StatusBadRequest, antwoord.StatusCode, "told here, not redirected")
		}
		antwoord, _ := p.get(t, cfg.AuthCodeURL("s", pkce, oauth2.SetAuthURLParam("response_type", "id_token token")))
		assert.Contains(t, antwoord.Header.Get("Location"), "error=unauthorized_client")
	})
	t.Run("wrong verifier burns the code", func(t *testing.T) {
		t.Parallel()
		verzoek, _ := p.begin(t, cfg, pkce)
		code := p.code(t, p.kies(t, verzoek, "werker", "same-origin")).Get("code")
		_, err := cfg.Exchange(t.Context(), code, oauth2.VerifierOption(oauth2.GenerateVerifier()))
		require.Error(t, err)
		_, err = cfg.Exchange(t.Context(), code, oauth2.VerifierOption(geheim))
		require.Error(t, err)
	})
	t.Run("form of another site, unknown user, unknown sign-in", func(t *testing.T) {
		t.Parallel()
		verzoek, _ := p.begin(t, cfg, pkce)
		assert.Equal(t, http.StatusForbidden, p.kies(t, verzoek, "werker", "cross-site").StatusCode)
		assert.Equal(t, http.StatusBadRequest, p.kies(t, verzoek, "burgemeester", "same-origin").StatusCode)
		assert.Equal(t, http.StatusNotFound, p.kies(t, "verzonnen", "werker", "same-origin").StatusCode)
		antwoord, pagina := p.get(t, p.issuer+"/inloggen?verzoek=%3Cscript%3E")
		assert.Equal(t, http.StatusNotFound, antwoord.StatusCode)
		assert.NotContains(t, pagina, "<script")
		antwoord, _ = p.get(t, p.issuer+"/authorize/callback?id="+verzoek)
		assert.Contains(t, antwoord.Header.Get("Location"), "error=interaction_required", "nobody was chosen yet")

		assert.Equal(t, http.StatusSeeOther, p.kies(t, verzoek, "werker", "same-origin").StatusCode)
		assert.Equal(t, http.StatusNotFound, p.kies(t, verzoek, "beheerder", "same-origin").StatusCode, "a choice is final")
	})
	t.Run("two take one code at once", func(t *testing.T) {
		t.Parallel()
		verzoek, _ := p.begin(t, cfg, pkce)
		code := p.code(t, p.kies(t, verzoek, "werker", "same-origin")).Get("code")
		var wg sync.WaitGroup
		gelukt := make(chan string, 8)
		for range cap(gelukt) {
			wg.Go(func() {
				if token, err := cfg.Exchange(context.WithoutCancel(t.Context()), code, oauth2.VerifierOption(geheim)); err == nil {
					gelukt <- token.AccessToken
				}
			})
		}
		wg.Wait()
		assert.Len(t, gelukt, 1)
	})
}

func TestCodesAndSignInsExpire(t *testing.T) {
	t.Parallel()
	p := startIDP(t, nieuweSleutel(t))
	cfg, _ := p.werkbank(t)
	geheim := oauth2.GenerateVerifier()
	verzoek, _ := p.begin(t, cfg, oauth2.S256ChallengeOption(geheim))
	code := p.code(t, p.kies(t, verzoek, "werker", "same-origin")).Get("code")
	laat, _ := p.begin(t, cfg, oauth2.S256ChallengeOption(geheim))
	p.klok.verder(time.Minute + time.Second)
	_, err := cfg.Exchange(t.Context(), code, oauth2.VerifierOption(geheim))
	require.Error(t, err, "a code lives a minute")
	p.klok.verder(10 * time.Minute)
	assert.Equal(t, http.StatusNotFound, p.kies(t, laat, "werker", "same-origin").StatusCode, "a sign-in ten")
}
