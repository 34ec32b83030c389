package solo

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	rollen "schakel/internal/toegang"
)

const (
	idpRequestLife = 10 * time.Minute
	idpCodeLife    = time.Minute
	idpMaxRequests = 1000
)

// What the storage answers to the library; it turns them into OAuth errors.
var (
	errIDPUnknownClient = errors.New("unknown client")
	errIDPUnknownUser   = errors.New("unknown user")
	errIDPNoRequest     = errors.New("sign-in not found or expired")
	errIDPUnsupported   = errors.New("not supported by the development provider")
)

// idpStore is what the library asks of a provider: clients, users, keys, and the open
// sign-ins and codes, in memory.
type idpStore struct {
	key    idpKey
	client *idpClient
	issuer string
	now    func() time.Time
	extra  []Gebruiker
	// telefoon is what it says to be the telephone number of a user
	telefoon func(Gebruiker) string

	mu       sync.Mutex
	requests map[string]*idpRequest
	codes    map[string]idpCode
	gebruikt map[string]time.Time // refresh tokens that were used, until they are over
}

type idpCode struct {
	request string
	expires time.Time
}

var (
	_ op.Storage                  = (*idpStore)(nil)
	_ op.ClientCredentialsStorage = (*idpStore)(nil)

	_ op.CanGetPrivateClaimsFromRequest = (*idpStore)(nil)
	_ op.CanSetUserinfoFromRequest      = (*idpStore)(nil)
	_ op.Client                         = (*idpClient)(nil)
	_ op.AuthRequest                    = (*idpRequest)(nil)
)

func newIDPStore(cfg IDPConfig, key idpKey) *idpStore {
	return &idpStore{
		key: key, issuer: cfg.Issuer, now: cfg.Now, extra: slices.Clone(cfg.Extra), telefoon: cfg.Telefoon,
		client: &idpClient{
			id: IDPClientWerkbank, issuer: cfg.Issuer, redirects: slices.Clone(cfg.Redirects), naUit: slices.Clone(cfg.NaUit), grant: oidc.GrantTypeCode,
		},
		requests: map[string]*idpRequest{}, codes: map[string]idpCode{}, gebruikt: map[string]time.Time{},
	}
}

// CreateAuthRequest keeps a sign-in. Without a challenge by S256 it is refused: the
// workbench has no secret that could stand in for it.
func (s *idpStore) CreateAuthRequest(_ context.Context, r *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	if r.CodeChallenge == "" || r.CodeChallengeMethod != oidc.CodeChallengeMethodS256 {
		return nil, oidc.ErrInvalidRequest().WithDescription("PKCE with S256 is required")
	}
	if slices.Contains(r.Prompt, oidc.PromptNone) {
		return nil, oidc.ErrLoginRequired().WithDescription("there are no sessions here: every sign-in asks")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forgetOld()
	if len(s.requests) >= idpMaxRequests {
		return nil, oidc.ErrServerError().WithDescription("too many open sign-ins")
	}
	req := &idpRequest{id: uuid.NewString(), in: *r, expires: s.now().Add(idpRequestLife)}
	s.requests[req.id] = req
	return req.copy(), nil
}

// forgetOld drops what nobody will finish; the caller holds the lock.
func (s *idpStore) forgetOld() {
	now := s.now()
	for id, r := range s.requests {
		if now.After(r.expires) {
			delete(s.requests, id)
		}
	}
	for code, c := range s.codes {
		if now.After(c.expires) {
			delete(s.codes, code)
		}
	}
}

// AuthRequestByID gives an open sign-in.
func (s *idpStore) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	r, err := s.request(id)
	if err != nil {
		return nil, err
	}
	return r, nil
}

// request gives a copy, for the stored one may change under another request's hands.
func (s *idpStore) request(id string) (*idpRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forgetOld()
	r, ok := s.requests[id]
	if !ok {
		return nil, errIDPNoRequest
	}
	return r.copy(), nil
}

// signIn records who signed in. A sign-in is finished once; choosing again with the
// back button is refused.
func (s *idpStore) signIn(id, user string) error {
	if _, ok := s.gebruiker(user); !ok {
		return errIDPUnknownUser
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forgetOld()
	r, ok := s.requests[id]
	if !ok || r.user != "" {
		return errIDPNoRequest
	}
	r.user, r.at = user, s.now()
	return nil
}

// AuthRequestByCode takes a code: it works once, also when what follows fails.
func (s *idpStore) AuthRequestByCode(_ context.Context, code string) (op.AuthRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forgetOld()
	c, ok := s.codes[code]
	delete(s.codes, code)
	r, found := s.requests[c.request]
	if !ok || !found {
		return nil, errIDPNoRequest
	}
	return r.copy(), nil
}

// SaveAuthCode keeps the code of a finished sign-in; an earlier one no longer works.
func (s *idpStore) SaveAuthCode(_ context.Context, id, code string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.requests[id]
	if !ok || r.coded {
		return errIDPNoRequest
	}
	r.coded = true
	s.codes[code] = idpCode{request: id, expires: s.now().Add(idpCodeLife)}
	return nil
}

// DeleteAuthRequest ends a sign-in.
func (s *idpStore) DeleteAuthRequest(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.requests, id)
	return nil
}

// CreateAccessToken gives a token its id and its end; nothing is kept of it.
func (s *idpStore) CreateAccessToken(context.Context, op.TokenRequest) (string, time.Time, error) {
	return uuid.NewString(), time.Now().Add(idpTokenLife), nil
}

// ClientCredentials lets every demo user and every demo machine in without a secret: the way of `schakel token`. A token of a user says it
// was given to the command line; that of a machine, to the machine itself.
func (s *idpStore) ClientCredentials(_ context.Context, id, secret string) (op.Client, error) {
	client := &idpClient{id: id, issuer: s.issuer, grant: oidc.GrantTypeClientCredentials}
	if _, ok := machine(id); ok && secret == "" {
		return client, nil
	}
	if _, ok := s.gebruiker(id); !ok || secret != "" {
		return nil, errIDPUnknownClient
	}
	client.id = IDPClientOpdracht
	return client, nil
}

// ClientCredentialsTokenRequest says for whom and for what the token of the CLI is.
func (s *idpStore) ClientCredentialsTokenRequest(_ context.Context, id string, scopes []string) (op.TokenRequest, error) {
	if m, ok := machine(id); ok {
		gekregen, err := m.krijgt(scopes)
		return &oidc.JWTTokenRequest{Subject: id, Audience: oidc.Audience{IDPAudience}, Scopes: gekregen}, err
	}
	if _, ok := s.gebruiker(id); !ok {
		return nil, errIDPUnknownUser
	}
	return &oidc.JWTTokenRequest{Subject: id, Audience: oidc.Audience{IDPAudience}, IssuedAt: oidc.FromTime(s.now())}, nil
}

// GetClientByClientID knows the workbench only.
func (s *idpStore) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	if id != s.client.id {
		return nil, errIDPUnknownClient
	}
	return s.client, nil
}

// GetPrivateClaimsFromScopes gives an access token what the API reads.
func (s *idpStore) GetPrivateClaimsFromScopes(_ context.Context, user, _ string, _ []string) (map[string]any, error) {
	g, ok := s.gebruiker(user)
	if !ok {
		return nil, errIDPUnknownUser
	}
	return map[string]any{"rol": string(g.Rol), "organisatie": g.Organisatie, "name": g.Naam}, nil
}

// GetPrivateClaimsFromRequest adds when a user signed in, and what a machine may.
func (s *idpStore) GetPrivateClaimsFromRequest(ctx context.Context, r op.TokenRequest, scopes []string) (map[string]any, error) {
	if m, ok := machine(r.GetSubject()); ok {
		return map[string]any{"rol": string(m.Rol), "organisatie": m.Organisatie, "name": m.Naam, "scope": strings.Join(r.GetScopes(), " ")}, nil
	}
	c, err := s.GetPrivateClaimsFromScopes(ctx, r.GetSubject(), "", scopes)
	if err != nil {
		return nil, err
	}
	if g, _ := s.gebruiker(r.GetSubject()); s.telefoon(g) != "" && !slices.Contains(r.GetScopes(), oidc.ScopePhone) {
		c[rollen.TelefoonClaim] = s.telefoon(g)
	}
	switch r := r.(type) {
	case *oidc.JWTTokenRequest: // `schakel token` stands for signing in
		c["auth_time"] = r.IssuedAt.AsTime().Unix()
	case interface{ GetAuthTime() time.Time }:
		c["auth_time"] = r.GetAuthTime().Unix()
	}
	return c, nil
}

// SetUserinfoFromRequest fills an ID token. It names no role: it tells the client who
// signed in, and is no key to the API.
func (s *idpStore) SetUserinfoFromRequest(_ context.Context, info *oidc.UserInfo, r op.IDTokenRequest, scopes []string) error {
	if g, ok := s.gebruiker(r.GetSubject()); ok && slices.Contains(scopes, oidc.ScopePhone) {
		info.PhoneNumber = s.telefoon(g)
	}
	return s.fillUserinfo(info, r.GetSubject(), slices.Contains(scopes, oidc.ScopeProfile))
}

// SetUserinfoFromToken answers the userinfo endpoint.
func (s *idpStore) SetUserinfoFromToken(_ context.Context, info *oidc.UserInfo, _, subject, _ string) error {
	return s.fillUserinfo(info, subject, true)
}

func (s *idpStore) fillUserinfo(info *oidc.UserInfo, user string, profile bool) error {
	g, ok := s.gebruiker(user)
	if !ok {
		return errIDPUnknownUser
	}
	info.Subject = g.ID
	if profile {
		info.Name, info.PreferredUsername = g.Naam, g.ID
	}
	return nil
}

// SigningKey signs every token.
func (s *idpStore) SigningKey(context.Context) (op.SigningKey, error) { return s.key, nil }

// SignatureAlgorithms is RS256.
func (s *idpStore) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.RS256}, nil
}

// KeySet is what the keys endpoint publishes.
func (s *idpStore) KeySet(context.Context) ([]op.Key, error) {
	return []op.Key{idpPublicKey{s.key}}, nil
}

// Health is always well: there is nothing that can be away.
func (s *idpStore) Health(context.Context) error { return nil }

// gebruikers are all who can sign in here.
func (s *idpStore) gebruikers() []Gebruiker { return slices.Concat(DemoGebruikers(), s.extra) }

func (s *idpStore) gebruiker(id string) (Gebruiker, bool) {
	alle := s.gebruikers()
	i := slices.IndexFunc(alle, func(g Gebruiker) bool { return g.ID == id })
	if i < 0 {
		return Gebruiker{}, false
	}
	return alle[i], true
}
