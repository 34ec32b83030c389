package sessie

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"schakel/internal/toegang"
)

// The pages of signing in.
const (
	PadInloggen  = "/inloggen"
	PadTerug     = "/inloggen/terug"
	PadUitloggen = "/uitloggen"
	// PadUit is where somebody is after signing out.
	PadUit = "/uitgelogd"

	hier          = "hier" // a request that was sent on to Basis already
	cookieVerzoek = "__Host-schakel-inlog"
	verzoekDuur   = 10 * time.Minute

	vers = "vers" // in the query of PadInloggen: a real sign-in
	// versMarge is how long ago auth_time may be when a real sign-in was asked: the time to come back, and what two clocks differ.
	versMarge = 2 * time.Minute
)

// PadVers is where somebody signs in anew, to come back to naar: a path of ours with its query.
func PadVers(naar string) string {
	return PadInloggen + "?" + url.Values{vers: {""}, "naar": {naar}}.Encode()
}

// verzoek is one sign-in on its way: it stays in the browser that began it, which alone can end it.
type verzoek struct {
	State, Nonce, Bewijs, Naar string
	// Vers asked the provider to let the person really sign in again.
	Vers bool
}

// Paden are the handlers of signing in and out, for a mux.
func (d *Dienst) Paden() map[string]http.Handler {
	andere := http.NewCrossOriginProtection()
	return map[string]http.Handler{
		"GET " + PadInloggen:   http.HandlerFunc(d.begin),
		"GET " + PadTerug:      d.scs.LoadAndSave(http.HandlerFunc(d.terug)),
		"POST " + PadUitloggen: andere.Handler(d.scs.LoadAndSave(http.HandlerFunc(d.uit))),
	}
}

// begin sends the browser to the provider. `naar` is the page to come back to, `vers` asks a real sign-in.
func (d *Dienst) begin(w http.ResponseWriter, r *http.Request) {
	// The provider sends back to Basis, and the cookie of this sign-in must be there: localhost is not 127.0.0.1.
	if q := r.URL.Query(); !strings.HasSuffix(d.Basis, "://"+r.Host) && !q.Has(hier) {
		q.Set(hier, "")
		http.Redirect(w, r, d.Basis+PadInloggen+"?"+q.Encode(), http.StatusSeeOther) //nolint:gosec // to our own address
		return
	}
	a, err := d.aanbieder(r.Context())
	if err != nil {
		d.fout(w, r, errors.New("de provider antwoordt niet"))
		return
	}
	v := verzoek{State: willekeur(), Nonce: willekeur(), Bewijs: oauth2.GenerateVerifier(), Naar: eigenPad(r.URL.Query().Get("naar"))}
	v.Vers = r.URL.Query().Has(vers)
	b, err := json.Marshal(v)
	if err != nil {
		d.fout(w, r, err)
		return
	}
	http.SetCookie(w, d.verzoekCookie(base64.RawURLEncoding.EncodeToString(b), int(verzoekDuur.Seconds())))
	opties := []oauth2.AuthCodeOption{oidc.Nonce(v.Nonce), oauth2.S256ChallengeOption(v.Bewijs)}
	if v.Vers {
		opties = append(opties, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, d.oauth(a).AuthCodeURL(v.State, opties...), http.StatusSeeOther)
}

func (d *Dienst) verzoekCookie(waarde string, duur int) *http.Cookie {
	return &http.Cookie{
		Name: cookieVerzoek, Value: waarde, Path: "/", MaxAge: duur, HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode,
	}
}

// terug ends a sign-in: only of this browser, only once, only with what the provider signed for this very request.
func (d *Dienst) terug(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	http.SetCookie(w, d.verzoekCookie("", -1))
	naar, err := d.wissel(r)
	switch {
	case err == nil:
		http.Redirect(w, r, naar, http.StatusSeeOther) //nolint:gosec // eigenPad let it through: a path of this site
	case errors.Is(err, errNietNu):
		d.fout(w, r, err)
	default:
		d.Log.InfoContext(r.Context(), "inloggen geweigerd", "waarom", err.Error())
		http.Redirect(w, r, PadUit+"?reden="+redenCode(err), http.StatusSeeOther)
	}
}

// Why a sign-in ended without a session.
var (
	errVerzoek = errors.New("no such sign-in in this browser")
	errWissel  = errors.New("the provider's answer was not accepted")
	errRol     = errors.New("no role here")
	errVers    = errors.New("the provider did not let the person sign in again, or does not say when that was")
)

func redenCode(err error) string {
	switch {
	case errors.Is(err, errRol):
		return "rol"
	case errors.Is(err, errVers):
		return "vers"
	}
	return "opnieuw"
}

func (d *Dienst) wissel(r *http.Request) (naar string, err error) {
	ctx := r.Context()
	v, err := leesVerzoek(r)
	if err != nil || subtle.ConstantTimeCompare([]byte(r.URL.Query().Get("state")), []byte(v.State)) != 1 {
		return "", errVerzoek
	}
	if r.URL.Query().Get("error") != "" {
		return "", errWissel
	}
	a, err := d.aanbieder(ctx)
	if err != nil {
		return "", errNietNu
	}
	t, err := d.oauth(a).Exchange(d.metClient(ctx), r.URL.Query().Get("code"), oauth2.VerifierOption(v.Bewijs))
	if err != nil {
		return "", errWissel // the cause may hold the code
	}
	ruw, _ := t.Extra("id_token").(string)
	idt, err := a.Verifier(&oidc.Config{ClientID: d.ClientID, Now: d.Nu}).Verify(d.metClient(ctx), ruw)
	if err != nil || subtle.ConstantTimeCompare([]byte(idt.Nonce), []byte(v.Nonce)) != 1 {
		return "", errWissel
	}
	id, err := d.Keurder.Keur(ctx, t.AccessToken)
	if err != nil {
		if err = soortVan(err); errors.Is(err, errAfgemeld) {
			return "", errRol
		}
		return "", err
	}
	if id.Gebruiker != idt.Subject {
		return "", errWissel
	}
	nu := d.Nu()
	sinds := inlogtijd(idt)
	if v.Vers && nu.Sub(sinds) > versMarge {
		return "", errVers // prompt=login was not honoured: OpenID Connect Core §3.1.2.1 tells the client to look
	}
	if err := d.scs.RenewToken(ctx); err != nil {
		return "", errors.Join(errNietNu, err)
	}
	d.onthoudTelefoon(ctx, id, idt, t.AccessToken)
	return v.Naar, d.zet(ctx, inhoud{Wie: id.Gebruiker, Gezien: nu, Ingelogd: sinds}.met(t, nu))
}

// onthoudTelefoon keeps the work number of who signed in just now. Nobody is kept out for it: without, things are as they were.
func (d *Dienst) onthoudTelefoon(ctx context.Context, id toegang.Identiteit, idt *oidc.IDToken, token string) {
	if d.Telefoons == nil {
		return
	}
	var alle map[string]any
	if err := idt.Claims(&alle); err != nil {
		alle = nil
	}
	nummer, goed := toegang.Telefoon(d.TelefoonClaim, alle, toegang.InhoudVan(token))
	if !goed {
		d.Log.WarnContext(ctx, "inloggen: wat de provider als telefoonnummer noemt is er geen, en telt niet", "claim", d.TelefoonClaim)
	}
	if err := d.Telefoons.OnthoudTelefoon(ctx, id.Gebruiker, nummer); err != nil {
		d.Log.WarnContext(ctx, "inloggen: het telefoonnummer is niet bewaard", "oorzaak", err.Error())
	}
}

// inlogtijd is auth_time; zero for a provider that does not say it: then nothing of what asks a fresh sign-in can be done.
func inlogtijd(t *oidc.IDToken) time.Time {
	var c struct {
		AuthTime int64 `json:"auth_time"`
	}
	if t.Claims(&c) == nil && c.AuthTime > 0 {
		return time.Unix(c.AuthTime, 0)
	}
	return time.Time{}
}

// VeldOveral is the field of signing out that ends every session of this person, on all devices.
const VeldOveral = "overal"

// maxUit is how many bytes a request to sign out can have.
const maxUit = 4 << 10

// uit ends the session here, or all of this person, and then at the provider.
func (d *Dienst) uit(w http.ResponseWriter, r *http.Request) {
	i, er := d.lees(r.Context())
	r.Body = http.MaxBytesReader(w, r.Body, maxUit)
	overal := r.PostFormValue(VeldOveral) != ""
	if overal && !er { // whose are to end? Who signs in again can say so
		http.Redirect(w, r, PadInloggen, http.StatusSeeOther)
		return
	}
	if c, err := r.Cookie(CookieNaam); overal && err == nil {
		if err := d.Rijen.SessiesWeg(r.Context(), naam(c.Value)); err != nil {
			d.fout(w, r, err)
			return
		}
	}
	if err := d.scs.Destroy(r.Context()); err != nil {
		d.fout(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Clear-Site-Data", `"cache"`)
	naar := PadUit
	if a := d.bekend(); er && a != nil && a.einde != "" && i.ID != "" {
		naar = a.einde + "?" + url.Values{
			"id_token_hint": {i.ID}, "client_id": {d.ClientID}, "post_logout_redirect_uri": {d.Basis + PadUit},
		}.Encode()
	}
	http.Redirect(w, r, naar, http.StatusSeeOther)
}

// aanbieder asks the provider what it is, until it answered once.
func (d *Dienst) aanbieder(ctx context.Context) (*aanbieder, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.provider != nil {
		return d.provider, nil
	}
	ctx, waar := d.metClient(context.WithoutCancel(ctx)), d.Issuer
	if d.Ontdekking != "" {
		ctx, waar = oidc.InsecureIssuerURLContext(ctx, d.Issuer), d.Ontdekking // it checks the issuer of tokens against Issuer, not against where it was found
	}
	p, err := oidc.NewProvider(ctx, waar)
	if err != nil {
		return nil, fmt.Errorf("provider: %w", err)
	}
	var meer struct {
		Einde string `json:"end_session_endpoint"`
	}
	if err := p.Claims(&meer); err != nil {
		return nil, fmt.Errorf("provider: %w", err)
	}
	d.provider = &aanbieder{p, meer.Einde}
	return d.provider, nil
}

func (d *Dienst) bekend() *aanbieder {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.provider
}

func (d *Dienst) oauth(a *aanbieder) *oauth2.Config {
	return &oauth2.Config{
		ClientID: d.ClientID, ClientSecret: d.ClientSecret, Endpoint: a.Endpoint(), RedirectURL: d.Basis + PadTerug,
		Scopes: append([]string{oidc.ScopeOpenID}, d.Scopes...),
	}
}

func (d *Dienst) metClient(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, d.Client)
}

func (d *Dienst) nieuwToken(ctx context.Context, i inhoud) (*oauth2.Token, error) {
	a, err := d.aanbieder(ctx)
	if err != nil {
		return nil, err
	}
	// The request may be cut off by its browser; a refresh token that was used must not be lost with it.
	los, stop := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer stop()
	return d.oauth(a).TokenSource(d.metClient(los), &oauth2.Token{RefreshToken: i.Vernieuw}).Token()
}

func leesVerzoek(r *http.Request) (verzoek, error) {
	var v verzoek
	c, err := r.Cookie(cookieVerzoek)
	if err != nil {
		return v, err
	}
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	if err == nil && (len(v.State) < 40 || len(v.Nonce) < 40) {
		err = errVerzoek
	}
	v.Naar = eigenPad(v.Naar)
	return v, err
}

// eigenPad is a path of this site, or the first page: never a road to elsewhere.
func eigenPad(s string) string {
	u, err := url.Parse(s)
	if err != nil || !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.ContainsAny(s, "\\\r\n\t") || u.Host != "" || u.Scheme != "" ||
		strings.HasPrefix(u.Path, PadInloggen) || strings.HasPrefix(u.Path, "//") || len(s) > 500 {
		return "/"
	}
	return u.RequestURI()
}

func willekeur() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}
