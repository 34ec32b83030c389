package solo

import (
	"context"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// What the library's interface asks and this provider does not offer: refresh
// tokens, clients with secrets, introspection, revocation, JWT profile grants.

// CreateAccessAndRefreshTokens is never reached: no client has the refresh grant.
func (s *idpStore) CreateAccessAndRefreshTokens(context.Context, op.TokenRequest, string) (string, string, time.Time, error) {
	return "", "", time.Time{}, errIDPUnsupported
}

// TokenRequestByRefreshToken refuses.
func (s *idpStore) TokenRequestByRefreshToken(context.Context, string) (op.RefreshTokenRequest, error) {
	return nil, op.ErrInvalidRefreshToken
}

// GetRefreshTokenInfo refuses.
func (s *idpStore) GetRefreshTokenInfo(context.Context, string, string) (string, string, error) {
	return "", "", op.ErrInvalidRefreshToken
}

// TerminateSession does nothing: there are no sessions at the provider.
func (s *idpStore) TerminateSession(context.Context, string, string) error { return nil }

// RevokeToken refuses, rather than answer as if a signed token could be taken back.
func (s *idpStore) RevokeToken(context.Context, string, string, string) *oidc.Error {
	return oidc.ErrInvalidRequest().WithDescription("tokens of the development provider cannot be revoked")
}

// AuthorizeClientIDSecret refuses: no client has a secret.
func (s *idpStore) AuthorizeClientIDSecret(context.Context, string, string) error {
	return errIDPUnknownClient
}

// SetUserinfoFromScopes is deprecated by the library; SetUserinfoFromRequest does it.
func (s *idpStore) SetUserinfoFromScopes(context.Context, *oidc.UserInfo, string, string, []string) error {
	return nil
}

// SetIntrospectionFromToken refuses.
func (s *idpStore) SetIntrospectionFromToken(context.Context, *oidc.IntrospectionResponse, string, string, string) error {
	return errIDPUnsupported
}

// GetKeyByIDAndClientID refuses: no client signs anything.
func (s *idpStore) GetKeyByIDAndClientID(context.Context, string, string) (*jose.JSONWebKey, error) {
	return nil, errIDPUnknownClient
}

// ValidateJWTProfileScopes refuses.
func (s *idpStore) ValidateJWTProfileScopes(context.Context, string, []string) ([]string, error) {
	return nil, errIDPUnsupported
}
