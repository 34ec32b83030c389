// The development identity provider: every demo user signs in without a password.
// It exists so that `schakel solo` works out of the box, and must never be reachable
// from another machine: [AlleenLoopback] guards the address, and every request must
// carry a loopback name in its Host header, so that a web page cannot reach it by
// letting its own name point here (DNS rebinding).
//
//	browser: /authorize ──► /inloggen (choose a user) ──► /authorize/callback ──► code ──► /oauth/token (PKCE)
//	CLI:     /oauth/token  grant client_credentials, client_id = user name, no secret
//	machine: the same, client_id = name of the machine; the token carries its scopes
//
// Codes and open sign-ins are kept in memory: they live for minutes, and this is for
// development. Only the signing key is kept, so that tokens outlive a restart. There
// is no session at the provider: every sign-in asks again, and signing out is the
// client's own affair. Access tokens cannot be revoked; they live an hour. Who asks for
// offline_access gets a refresh token that works once, for ten hours after the sign-in.

package solo

import (
	"crypto/rand"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/zitadel/oidc/v3/pkg/op"
	"golang.org/x/text/language"
)

const (
	// IDPPad is where the provider stands under the base URL of `schakel solo`.
	IDPPad = "/oidc"
	// IDPAudience is in `aud` of every access token.
	IDPAudience = "schakel-api"
	// IDPClientWerkbank is the client id of the workbench: public, code with PKCE (S256) only.
	IDPClientWerkbank = "schakel-werkbank"

	idpTokenLife = time.Hour
	idpLoginPath = "/inloggen"
	idpMaxBody   = 64 << 10
)

// ErrNotLoopback: the development identity provider lets everybody in, so it serves
// this machine only.
var ErrNotLoopback = errors.New("the development identity provider only listens on this machine " +
	"(127.0.0.1, ::1 or localhost); use --oidc-issuer to trust a real provider")

// AlleenLoopback refuses (with [ErrNotLoopback]) any listen address but loopback. An
// address without host means every interface, and is refused; names other than
// localhost are not looked up.
func AlleenLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("listen address: %w", err)
	}
	if !isLoopbackHost(host) {
		return fmt.Errorf("%s: %w", addr, ErrNotLoopback)
	}
	return nil
}

func isLoopbackHost(host string) bool {
	return strings.EqualFold(host, "localhost") || net.ParseIP(host).IsLoopback()
}

// IDPConfig configures the development identity provider.
type IDPConfig struct {
	// Issuer is the provider's URL, on loopback: the base URL of solo plus [IDPPad].
	Issuer string
	// KeyPath is the file of the signing key (mode 0600), made when it is not there. Its
	// folder must exist.
	KeyPath string
	// Redirects are the redirect URIs of the workbench; none: nobody can sign in with a browser.
	Redirects []string
	// NaUit are the addresses a browser may be sent to after signing out.
	NaUit []string
	// Extra are users beside [DemoGebruikers].
	Extra []Gebruiker
	// Telefoon is what it says to be somebody's telephone number (phone_number): in the ID token for who asks scope phone, else in the access token as what it says
	// besides. Default: [DemoTelefoon].
	Telefoon func(Gebruiker) string
	// Now is the clock for what is kept in memory; default time.Now.
	Now func() time.Time
}

// IDP is the development identity provider: an http.Handler for everything under the
// path of its issuer.
type IDP struct {
	issuer string
	http.Handler
}

// NewIDP loads or makes the signing key and builds the provider. It refuses an issuer
// that is not on loopback ([ErrNotLoopback]).
func NewIDP(cfg IDPConfig) (*IDP, error) {
	u, err := url.Parse(cfg.Issuer)
	if err != nil || u.Host == "" {
		return nil, errors.New("identity provider: the issuer must be an absolute URL")
	}
	if !isLoopbackHost(u.Hostname()) {
		return nil, fmt.Errorf("issuer %s: %w", u.Host, ErrNotLoopback)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Telefoon == nil {
		cfg.Telefoon = DemoTelefoon
	}
	key, err := loadIDPKey(cfg.KeyPath)
	if err != nil {
		return nil, err
	}
	store := newIDPStore(cfg, key)
	provider, err := newOpProvider(cfg.Issuer, store)
	if err != nil {
		return nil, fmt.Errorf("identity provider: %w", err)
	}
	login := &idpLogin{
		store: store, callback: op.AuthCallbackURL(provider), issuer: cfg.Issuer, redirects: cfg.Redirects,
		tmpl: template.Must(template.New("inloggen").Parse(idpPage)), // our own embedded file: a test renders it
	}
	mux := http.NewServeMux()
	// A sign-in is a change: a page of another origin may not post it.
	mux.Handle(u.Path+idpLoginPath, http.NewCrossOriginProtection().Handler(login))
	mux.Handle(u.Path+"/", http.StripPrefix(u.Path, provider))
	return &IDP{issuer: cfg.Issuer, Handler: onlyLoopbackNames(mux)}, nil
}

// Issuer is the URL that tokens name and that a verifier is given.
func (p *IDP) Issuer() string { return p.issuer }

func newOpProvider(issuer string, store *idpStore) (*op.Provider, error) {
	// The key only encrypts codes, which do not outlive the process anyway.
	var codeKey [32]byte
	_, _ = rand.Read(codeKey[:])
	return op.NewProvider(&op.Config{
		CryptoKey:                codeKey,
		DefaultLogoutRedirectURI: strings.TrimSuffix(issuer, IDPPad) + "/",
		CodeMethodS256:           true,
		GrantTypeRefreshToken:    true,
		SupportedUILocales:       []language.Tag{language.Dutch},
		SupportedScopes:          []string{"openid", "profile", "offline_access"},
		SupportedClaims:          []string{"sub", "aud", "exp", "iat", "nbf", "iss", "name", "preferred_username", "rol", "organisatie", "auth_time", "scope"},
	}, store, op.StaticIssuer(issuer),
		op.WithAllowInsecure(),  // http on loopback
		op.WithCORSOptions(nil)) // the default lets every web page read tokens
}

// onlyLoopbackNames also bounds the body.
func onlyLoopbackNames(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		if !isLoopbackHost(strings.Trim(host, "[]")) {
			http.Error(w, ErrNotLoopback.Error(), http.StatusMisdirectedRequest)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, idpMaxBody)
		next.ServeHTTP(w, r)
	})
}
