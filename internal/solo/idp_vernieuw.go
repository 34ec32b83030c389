package solo

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// A refresh token is signed and says everything itself, so that people stay signed in over a restart. It works once; that
// is only known to the process that saw it used.

const (
	idpRefreshLife = 10 * time.Hour // after the sign-in, however often it is renewed
	idpRefreshType = "schakel-vernieuwing"
	idpRefreshMark = "v-" // begins the id of a refresh token, so that it is not taken for an access token
)

// idpRefresh is what a refresh token says.
type idpRefresh struct {
	ID       string    `json:"jti"`
	Client   string    `json:"client"`
	User     string    `json:"sub"`
	Scopes   []string  `json:"scopes"`
	At       time.Time `json:"ingelogd"`
	audience string
}

var _ op.RefreshTokenRequest = (*idpRefresh)(nil)

// The methods of op.RefreshTokenRequest.
func (r *idpRefresh) GetAMR() []string          { return nil }
func (r *idpRefresh) GetAudience() []string     { return []string{r.audience} }
func (r *idpRefresh) GetAuthTime() time.Time    { return r.At }
func (r *idpRefresh) GetClientID() string       { return r.Client }
func (r *idpRefresh) GetScopes() []string       { return r.Scopes }
func (r *idpRefresh) GetSubject() string        { return r.User }
func (r *idpRefresh) SetCurrentScopes([]string) {}

// CreateAccessAndRefreshTokens gives both; oud is the refresh token that was handed in, empty at a sign-in.
func (s *idpStore) CreateAccessAndRefreshTokens(_ context.Context, r op.TokenRequest, oud string) (id, nieuw string, _ time.Time, err error) {
	var v idpRefresh
	switch r := r.(type) {
	case *idpRequest:
		v = idpRefresh{Client: r.GetClientID(), User: r.user, Scopes: r.GetScopes(), At: r.at}
	case *idpRefresh:
		if err := s.gebruik(oud); err != nil {
			return "", "", time.Time{}, err
		}
		v = *r
	default:
		return "", "", time.Time{}, errIDPUnsupported
	}
	v.ID = idpRefreshMark + uuid.NewString()
	nieuw, err = s.teken(v)
	return uuid.NewString(), nieuw, time.Now().Add(idpTokenLife), err
}

func (s *idpStore) teken(v idpRefresh) (string, error) {
	ondertekenaar, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: s.key.Key()},
		(&jose.SignerOptions{}).WithType(idpRefreshType))
	if err != nil {
		return "", err
	}
	b, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	t, err := ondertekenaar.Sign(b)
	if err != nil {
		return "", err
	}
	return t.CompactSerialize()
}

// TokenRequestByRefreshToken reads a refresh token; a user who is gone gets nothing more.
func (s *idpStore) TokenRequestByRefreshToken(_ context.Context, token string) (op.RefreshTokenRequest, error) {
	v, err := s.leesVernieuwing(token)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	_, al := s.gebruikt[v.ID]
	s.mu.Unlock()
	if _, ok := s.gebruiker(v.User); al || !ok {
		return nil, op.ErrInvalidRefreshToken
	}
	return v, nil
}

func (s *idpStore) leesVernieuwing(token string) (*idpRefresh, error) {
	t, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil || len(t.Signatures) != 1 || t.Signatures[0].Header.ExtraHeaders[jose.HeaderType] != idpRefreshType {
		return nil, op.ErrInvalidRefreshToken
	}
	b, err := t.Verify(idpPublicKey{s.key}.Key())
	if err != nil {
		return nil, op.ErrInvalidRefreshToken
	}
	v := &idpRefresh{audience: IDPAudience}
	if json.Unmarshal(b, v) != nil || v.Client != s.client.id || s.now().After(v.At.Add(idpRefreshLife)) {
		return nil, op.ErrInvalidRefreshToken
	}
	v.Scopes = slices.Clip(v.Scopes)
	return v, nil
}

// gebruik marks a refresh token as used; it fails when another was faster.
func (s *idpStore) gebruik(token string) error {
	v, err := s.leesVernieuwing(token)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, over := range s.gebruikt {
		if s.now().After(over) {
			delete(s.gebruikt, id)
		}
	}
	if _, al := s.gebruikt[v.ID]; al {
		return op.ErrInvalidRefreshToken
	}
	s.gebruikt[v.ID] = v.At.Add(idpRefreshLife)
	return nil
}

// GetRefreshTokenInfo says whose a refresh token is, for revoking it.
func (s *idpStore) GetRefreshTokenInfo(_ context.Context, client, token string) (user, id string, err error) {
	v, err := s.leesVernieuwing(token)
	if err != nil || v.Client != client {
		return "", "", op.ErrInvalidRefreshToken
	}
	return v.User, v.ID, nil
}

// RevokeToken takes a refresh token back. Access tokens say everything themselves and cannot be.
func (s *idpStore) RevokeToken(_ context.Context, tokenOfID, user, client string) *oidc.Error {
	if user == "" || client != s.client.id || !strings.HasPrefix(tokenOfID, idpRefreshMark) {
		return oidc.ErrInvalidRequest().WithDescription("access tokens of the development provider cannot be revoked")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gebruikt[tokenOfID] = s.now().Add(idpRefreshLife)
	return nil
}
