package toegang

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"schakel/internal/fout"
)

const (
	// speling is how far two clocks may differ when exp, nbf and iat are judged.
	speling = 30 * time.Second
	// maxToken bounds what is parsed at all; real tokens stay well below it.
	maxToken = 16 << 10
)

// KeurderConfig says which tokens to trust.
type KeurderConfig struct {
	// Issuer is the URL of the identity provider; it must equal `iss` and answer
	// discovery. Without AllowHTTP it is https, or a loopback address.
	Issuer string
	// Audience must be in `aud`: the name of this API at the provider.
	Audience string
	// JWKSURL skips discovery, for a provider reached by another name than its issuer.
	JWKSURL string
	// RolClaim, OrganisatieClaim and RegioClaim name the claims; default "rol",
	// "organisatie", "regio". A dot descends: "realm_access.roles". A claim is a text
	// or a list; of the roles in a list exactly one must be a [Rol].
	RolClaim, OrganisatieClaim, RegioClaim string
	// ScopeClaim names the claim with the scopes of a machine; default "scope".
	ScopeClaim string
	// Mensen are the clients people sign in with; a token given to any other client is a machine's and may do only what its scopes
	// name. None: a machine is known by what the token says of itself.
	Mensen []string
	// Regio is used when the token names none.
	Regio string
	// AllowHTTP permits an issuer without TLS that is not on this machine (a closed
	// container network).
	AllowHTTP bool
	// Client fetches the keys; default: a client with a time-out of 5 s.
	Client *http.Client
	// Afgemeld reports whether a user was signed off here; default: nobody was.
	Afgemeld func(gebruiker string) bool
	// Now is the clock; default time.Now.
	Now func() time.Time
}

// Keurder judges bearer tokens. It keeps only public keys, so every request is
// judged by the token it carries. Safe for concurrent use.
type Keurder struct {
	cfg      KeurderConfig
	sleutels *sleutelbos
	bekend   *geheugen
}

// NewKeurder checks the configuration; it does not ask the provider anything yet, so
// that the API can start before its identity provider does.
func NewKeurder(cfg KeurderConfig) (*Keurder, error) {
	if cfg.Audience == "" {
		return nil, errors.New("toegang: an audience is required")
	}
	if err := veiligAdres(cfg.Issuer, cfg.AllowHTTP); err != nil {
		return nil, err
	}
	if cfg.JWKSURL != "" {
		if err := veiligAdres(cfg.JWKSURL, cfg.AllowHTTP); err != nil {
			return nil, err
		}
	}
	zetStandaard(&cfg.RolClaim, "rol")
	zetStandaard(&cfg.OrganisatieClaim, "organisatie")
	zetStandaard(&cfg.RegioClaim, "regio")
	zetStandaard(&cfg.ScopeClaim, "scope")
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Client == nil {
		cfg.Client = &http.Client{Timeout: fetchTimeout}
	}
	return &Keurder{cfg: cfg, sleutels: nieuweSleutelbos(cfg), bekend: nieuwGeheugen()}, nil
}

func zetStandaard(s *string, waarde string) {
	if *s == "" {
		*s = waarde
	}
}

func veiligAdres(adres string, allowHTTP bool) error {
	u, err := url.Parse(adres)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http"):
		return errors.New("toegang: the issuer must be an absolute http(s) URL")
	case u.Scheme == "https" || allowHTTP || isLoopback(u.Hostname()):
		return nil
	default:
		return errors.New("toegang: an issuer on another machine must be https")
	}
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// Bearer takes the token out of an Authorization header (RFC 6750: one scheme, one
// token). Anything else is NietIngelogd.
func Bearer(header string) (string, error) {
	schema, token, ok := strings.Cut(header, " ")
	if !ok || !strings.EqualFold(schema, "Bearer") || token == "" || strings.ContainsAny(token, " ,\t") {
		return "", geweigerd(redenVorm)
	}
	return token, nil
}

// reden is why a token was refused: for the log, never for the caller, and never
// anything out of the token.
type reden string

func (r reden) Error() string { return "token refused: " + string(r) }

const (
	redenVorm         reden = "form"
	redenAlgoritme    reden = "algorithm or encoding"
	redenSleutel      reden = "unknown key"
	redenHandtekening reden = "signature"
	redenUitgever     reden = "issuer"
	redenPubliek      reden = "audience"
	redenVerlopen     reden = "expired, or without expiry"
	redenTeVroeg      reden = "not valid yet"
	redenOnderwerp    reden = "subject"
	redenSoort        reden = "not an access token"
	redenAfgemeld     reden = "signed off in the register"
)

// geweigerd is the one error for every token that is not accepted.
func geweigerd(waarom error) error {
	return fout.Om(fout.NietIngelogd, "U bent niet (meer) aangemeld. Meld u opnieuw aan.", waarom)
}

func zonderRol(waarom reden) error {
	return fout.Om(fout.NietBevoegd, "Uw account heeft geen rol in dit systeem. Vraag de beheerder.", waarom)
}

// claims are the registered claims we judge and the two that tell an ID token from
// an access token.
type claims struct {
	jwt.Claims
	ATHash string `json:"at_hash"`
	CHash  string `json:"c_hash"`
}

// Keur judges a token and gives who it stands for. Errors are [fout.Fout]:
// NietIngelogd for any token that is not accepted, NietBevoegd for a good token
// without exactly one role and an organisation or of somebody who was signed off here, NietOpgeslagen (503) when the keys of
// the provider could not be had.
func (k *Keurder) Keur(ctx context.Context, token string) (Identiteit, error) {
	id, err := k.keur(ctx, token)
	if err == nil && k.cfg.Afgemeld != nil && k.cfg.Afgemeld(id.Gebruiker) {
		return Identiteit{}, fout.Om(fout.NietBevoegd, "Uw account is afgemeld in dit systeem. Werkt u hier nog, vraag de beheerder.", redenAfgemeld)
	}
	return id, err
}

func (k *Keurder) keur(ctx context.Context, token string) (Identiteit, error) {
	if token == "" || len(token) > maxToken {
		return Identiteit{}, geweigerd(redenVorm)
	}
	stel := k.sleutels.stel.Load()
	if al, ok := k.bekend.ken(token, stel, k.cfg.Now()); ok {
		if err := k.keurClaims(al.claims); err != nil {
			return Identiteit{}, geweigerd(err)
		}
		return al.id, nil
	}
	parsed, err := ontleed(token)
	if err != nil || len(parsed.Headers) != 1 {
		return Identiteit{}, geweigerd(redenAlgoritme)
	}
	if !toegangstoken(parsed.Headers[0]) {
		return Identiteit{}, geweigerd(redenSoort)
	}
	var vast claims
	var alle map[string]any
	if err := k.open(ctx, parsed, &vast, &alle); err != nil {
		return Identiteit{}, err
	}
	if err := k.keurClaims(vast); err != nil {
		return Identiteit{}, geweigerd(err)
	}
	id, err := k.identiteit(vast.Subject, alle)
	if err == nil && stel == k.sleutels.stel.Load() {
		k.bekend.onthoud(token, gekeurd{claims: vast, id: id, stel: stel}, k.cfg.Now())
	}
	return id, err
}

// ontleed reads a token and judges nothing of it. Only asymmetric algorithms: "none" and HS256 do not even parse.
func ontleed(token string) (*jwt.JSONWebToken, error) {
	return jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.RS256, jose.ES256})
}

// toegangstoken refuses what says of itself that it is another kind of JWT, such as
// a logout token (RFC 9068 §4, RFC 8725 §3.11). Many providers just say "JWT".
func toegangstoken(h jose.Header) bool {
	typ, ok := h.ExtraHeaders[jose.HeaderType]
	if !ok {
		return true
	}
	s, _ := typ.(string)
	switch strings.TrimPrefix(strings.ToLower(s), "application/") {
	case "jwt", "at+jwt":
		return true
	}
	return false
}

// open checks the signature and decodes the claims.
func (k *Keurder) open(ctx context.Context, t *jwt.JSONWebToken, naar ...any) error {
	kop := t.Headers[0]
	kandidaten, err := k.sleutels.voor(ctx, kop.KeyID, jose.SignatureAlgorithm(kop.Algorithm))
	if err != nil {
		return err
	}
	for _, sleutel := range kandidaten {
		err = t.Claims(sleutel.Key, naar...)
		if err == nil {
			return nil
		}
	}
	return geweigerd(redenHandtekening)
}

func (k *Keurder) keurClaims(c claims) error {
	nu := k.cfg.Now()
	switch {
	case c.Issuer != k.cfg.Issuer:
		return redenUitgever
	case !c.Audience.Contains(k.cfg.Audience):
		return redenPubliek
	case c.Expiry == nil || !nu.Before(c.Expiry.Time().Add(speling)):
		return redenVerlopen
	case c.NotBefore != nil && nu.Add(speling).Before(c.NotBefore.Time()):
		return redenTeVroeg
	case c.IssuedAt != nil && nu.Add(speling).Before(c.IssuedAt.Time()):
		return redenTeVroeg
	case !bruikbaar(c.Subject):
		return redenOnderwerp
	case c.ATHash != "" || c.CHash != "":
		// An ID token tells a client who signed in; it is no key to an API.
		return redenSoort
	}
	return nil
}
