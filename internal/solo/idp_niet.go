package solo

import (
	"context"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
)

// What the library's interface asks and this provider does not offer: clients with secrets, introspection, revocation, JWT profile grants.

// TerminateSession does nothing: there are no sessions at the provider.
func (s *idpStore) TerminateSession(context.Context, string, string) error { return nil }

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
