package solo

import (
	"net/url"
	"slices"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// idpClient is one client: the workbench (code with PKCE), or a demo user at the
// command line (client credentials).
type idpClient struct {
	id, issuer string
	redirects  []string
	naUit      []string
	grant      oidc.GrantType
}

// The methods of op.Client.
func (c *idpClient) GetID() string                       { return c.id }
func (c *idpClient) RedirectURIs() []string              { return c.redirects }
func (c *idpClient) PostLogoutRedirectURIs() []string    { return c.naUit }
func (c *idpClient) ApplicationType() op.ApplicationType { return op.ApplicationTypeUserAgent }
func (c *idpClient) AuthMethod() oidc.AuthMethod         { return oidc.AuthMethodNone }
func (c *idpClient) ResponseTypes() []oidc.ResponseType {
	return []oidc.ResponseType{oidc.ResponseTypeCode}
}

func (c *idpClient) GrantTypes() []oidc.GrantType {
	if c.grant == oidc.GrantTypeCode {
		return []oidc.GrantType{c.grant, oidc.GrantTypeRefreshToken}
	}
	return []oidc.GrantType{c.grant}
}
func (c *idpClient) AccessTokenType() op.AccessTokenType  { return op.AccessTokenTypeJWT }
func (c *idpClient) IDTokenLifetime() time.Duration       { return idpTokenLife }
func (c *idpClient) IsScopeAllowed(string) bool           { return false }
func (c *idpClient) IDTokenUserinfoClaimsAssertion() bool { return true }
func (c *idpClient) ClockSkew() time.Duration             { return 0 }

// DevMode permits redirects without TLS; the provider only serves this machine.
func (c *idpClient) DevMode() bool { return true }

// LoginURL is the page where a user is chosen.
func (c *idpClient) LoginURL(id string) string {
	return c.issuer + idpLoginPath + "?verzoek=" + url.QueryEscape(id)
}

// RestrictAdditionalIdTokenScopes restricts nothing.
func (c *idpClient) RestrictAdditionalIdTokenScopes() func([]string) []string { return slices.Clone }

// RestrictAdditionalAccessTokenScopes restricts nothing.
func (c *idpClient) RestrictAdditionalAccessTokenScopes() func([]string) []string {
	return slices.Clone
}

// idpRequest is one sign-in on its way.
type idpRequest struct {
	id      string
	in      oidc.AuthRequest
	expires time.Time
	// user is empty until somebody was chosen, at that moment.
	user string
	at   time.Time
	// coded: a code was given out; there is one per sign-in.
	coded bool
}

func (r *idpRequest) copy() *idpRequest { c := *r; return &c }

// The methods of op.AuthRequest.
func (r *idpRequest) GetID() string                      { return r.id }
func (r *idpRequest) GetACR() string                     { return "" }
func (r *idpRequest) GetAMR() []string                   { return nil }
func (r *idpRequest) GetAudience() []string              { return []string{IDPAudience} }
func (r *idpRequest) GetAuthTime() time.Time             { return r.at }
func (r *idpRequest) GetClientID() string                { return r.in.ClientID }
func (r *idpRequest) GetNonce() string                   { return r.in.Nonce }
func (r *idpRequest) GetRedirectURI() string             { return r.in.RedirectURI }
func (r *idpRequest) GetResponseType() oidc.ResponseType { return r.in.ResponseType }
func (r *idpRequest) GetResponseMode() oidc.ResponseMode { return r.in.ResponseMode }
func (r *idpRequest) GetScopes() []string                { return r.in.Scopes }
func (r *idpRequest) GetState() string                   { return r.in.State }
func (r *idpRequest) GetSubject() string                 { return r.user }
func (r *idpRequest) Done() bool                         { return r.user != "" }

// GetCodeChallenge is always there: see CreateAuthRequest.
func (r *idpRequest) GetCodeChallenge() *oidc.CodeChallenge {
	return &oidc.CodeChallenge{Challenge: r.in.CodeChallenge, Method: r.in.CodeChallengeMethod}
}
