// Package sessie is signing in to the workbench: OpenID Connect (code, PKCE, state and nonce) and sessions on the server, one per
// browser, that end by signing out, after [Config.Stil] without use, after [Config.Duur] whatever happens, or as soon as the identity
// provider gives no new token.
//
//	no cookie ──► /inloggen ──► provider ──► /inloggen/terug ──► session ──► page
//	                                                               │ access token nearly over, or older than [Config.Herkeur]
//	                                                               ▼
//	                                                        refresh at the provider ──► refused: session ends
//
// The browser holds a random cookie and nothing else; tokens stay on the server, encrypted with a key that only the cookie gives. Every
// request is judged by the same [Keurder] as a bearer token of the API: role and organisation are never remembered in the session.
// It must never put a token, a code or a claim into a log line, an error or a URL of ours.
package sessie

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/coreos/go-oidc/v3/oidc"

	"schakel/internal/toegang"
	"schakel/internal/voordeur"
)

var errNietTeOpenen = errors.New("sessie: niet te openen")

// Keurder judges an access token.
type Keurder interface {
	Keur(ctx context.Context, token string) (toegang.Identiteit, error)
}

// Telefoons keeps work telephone numbers; an empty one is none.
type Telefoons interface {
	OnthoudTelefoon(ctx context.Context, gebruiker, nummer string) error
}

// Config says with which provider people sign in, and how long that holds.
type Config struct {
	// Basis is the address of the workbench as browsers know it: https://HOST, or http:// on this machine.
	Basis string
	// Issuer is the provider; it answers discovery there.
	Issuer string
	// Ontdekking is where it answers discovery, when it is reached by another name than its issuer (a closed network); default: Issuer. What it
	// signs must name the issuer all the same.
	Ontdekking string
	// ClientID is the workbench at the provider; ClientSecret only when the provider gave one.
	ClientID, ClientSecret string
	// Scopes are asked besides openid; default: profile.
	Scopes []string
	// Stil ends a session that nobody used for so long; default 30 minutes.
	Stil time.Duration
	// Duur ends every session after so long; default 10 hours: a working day.
	Duur time.Duration
	// Herkeur is how old a token may be before a new one is asked, so that who was dismissed at the provider is out; default 5 minutes.
	Herkeur time.Duration
	Keurder Keurder
	Rijen   Rijen
	// Telefoons keeps the work number that the provider says of who signs in, under the name TelefoonClaim, in the ID token or else in the access token; nil: nobody
	// does. An empty name: it says none.
	Telefoons     Telefoons
	TelefoonClaim string
	// Client speaks with the provider; default: a time-out of 10 s.
	Client *http.Client
	// Blad shows a person what is wrong and what to do, when sessions cannot be read or are asked too often; nil: one sentence.
	Blad voordeur.Blad
	Log  *slog.Logger
	// Nu is the clock; default time.Now.
	Nu func() time.Time
}

// Dienst signs people in and knows who they are afterwards.
type Dienst struct {
	Config
	scs *scs.SessionManager

	mu       sync.Mutex // guards provider
	provider *aanbieder // nil until the provider answered
	bezig    eenTegelijk
}

// aanbieder is what discovery told.
type aanbieder struct {
	*oidc.Provider
	einde string // end_session_endpoint; empty: none
}

// Nieuw checks the configuration; the provider is asked at the first sign-in.
func Nieuw(c Config) (*Dienst, error) {
	u, err := url.Parse(c.Basis)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("sessie: de werkbank heeft een adres nodig (https://HOST)")
	}
	if c.ClientID == "" || c.Issuer == "" || c.Keurder == nil || c.Rijen == nil {
		return nil, errors.New("sessie: client id, provider, keurder en opslag zijn nodig")
	}
	c.Basis = strings.TrimRight(c.Basis, "/")
	standaard(&c.Stil, 30*time.Minute)
	standaard(&c.Duur, 10*time.Hour)
	standaard(&c.Herkeur, 5*time.Minute)
	if c.Nu == nil {
		c.Nu = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Client == nil {
		c.Client = &http.Client{Timeout: 10 * time.Second}
	}
	if len(c.Scopes) == 0 {
		c.Scopes = []string{"profile"}
	}
	m := scs.New()
	m.Store = opslag{c.Rijen}
	m.Lifetime = c.Duur
	// Secure, also on loopback without TLS: browsers take localhost for safe. __Host-: of this host only, and no other path.
	m.Cookie = scs.SessionCookie{Name: CookieNaam, Path: "/", HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode, Persist: false}
	d := &Dienst{Config: c, scs: m}
	m.ErrorFunc = d.fout
	return d, nil
}

// CookieNaam is the cookie of a session.
const CookieNaam = "__Host-schakel"

func standaard(d *time.Duration, waarde time.Duration) {
	if *d == 0 {
		*d = waarde
	}
}

// inhoud is what a session holds.
type inhoud struct {
	Wie      string    `json:"w,omitempty"` // subject
	Toegang  string    `json:"t"`           // access token
	Vernieuw string    `json:"v,omitempty"` // refresh token
	ID       string    `json:"i,omitempty"` // ID token, for signing out at the provider
	Verloopt time.Time `json:"e"`           // of the access token
	Gekregen time.Time `json:"g"`           // when the access token was had
	Ingelogd time.Time `json:"l"`           // when somebody really signed in (auth_time)
	Gezien   time.Time `json:"z"`           // last use, to [Dienst.korrel]
}

const (
	veldInhoud = "i"
	// naburig is how near the end of a token a new one is asked, and how exact the last use is kept.
	naburig = time.Minute
)

// korrel is how exact the last use is kept: to a minute, so that not every request is a row that changes; finer when a session is short.
func (d *Dienst) korrel() time.Duration { return min(naburig, d.Stil/10) }

func (d *Dienst) lees(ctx context.Context) (inhoud, bool) {
	var i inhoud
	b := d.scs.GetBytes(ctx, veldInhoud)
	if len(b) == 0 || json.Unmarshal(b, &i) != nil || i.Toegang == "" {
		return inhoud{}, false
	}
	return i, true
}

func (d *Dienst) zet(ctx context.Context, i inhoud) error {
	b, err := json.Marshal(i)
	if err != nil {
		return err
	}
	d.scs.Put(ctx, veldInhoud, b)
	return nil
}

// wie is who is signed in, as a request carries it.
type wie struct {
	token      string
	stil, eind time.Time // when it ends without use, and whatever happens
}

type sleutelWie struct{}

// Token is the access token of who is signed in, to ask the API with; empty without [Dienst.Lees].
func Token(ctx context.Context) string {
	w, _ := ctx.Value(sleutelWie{}).(wie)
	return w.token
}

// Einde is when the session of this request ends: without further use, and whatever happens. Both are zero without [Dienst.Lees].
func Einde(ctx context.Context) (stil, eind time.Time) {
	w, _ := ctx.Value(sleutelWie{}).(wie)
	return w.stil, w.eind
}

// Lees gives next the session of the request. Who has none, or no longer, gets next too, without [Token]: next decides whether that
// is a page or a road to [PadInloggen].
func (d *Dienst) Lees(next http.Handler) http.Handler {
	gewoon, stil := d.lezer(next, false), d.lezer(next, true)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(KopVanzelf) != "" {
			stil.ServeHTTP(w, r)
			return
		}
		gewoon.ServeHTTP(w, r)
	})
}

// KopVanzelf is the header of a request that a page makes by itself: it does not keep a session alive.
const KopVanzelf = "Schakel-Vanzelf"

// LeesStil is [Dienst.Lees] for what a page asks by itself: nobody used it, so it ends as if it was not asked.
func (d *Dienst) LeesStil(next http.Handler) http.Handler { return d.lezer(next, true) }

func (d *Dienst) lezer(next http.Handler, stil bool) http.Handler {
	h := d.metSessie(next, stil)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), sleutelBestond{}, true)))
	})
}

func (d *Dienst) metSessie(next http.Handler, stil bool) http.Handler {
	return d.scs.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		i, er := d.lees(ctx)
		if !er {
			if c, err := r.Cookie(CookieNaam); err == nil && c.Value != "" { // it opens nothing: counted per address, as a token that is refused
				if wacht := voordeur.Mislukt(ctx); wacht > 0 {
					voordeur.TeVaak(w, r, wacht, d.Blad)
					return
				}
			}
			next.ServeHTTP(w, r)
			return
		}
		i, id, err := d.keur(ctx, i, stil)
		switch {
		case errors.Is(err, errNietNu):
			d.fout(w, r, err)
			return
		case err != nil:
			if err := d.scs.Destroy(ctx); err != nil {
				d.fout(w, r, err)
				return
			}
			next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, sleutelReden{}, redenVan(err))))
			return
		}
		ctx = toegang.MetIdentiteit(context.WithValue(ctx, sleutelWie{}, wie{token: i.Toegang, stil: i.Gezien.Add(d.Stil), eind: d.scs.Deadline(ctx)}), id)
		next.ServeHTTP(w, r.WithContext(ctx))
	}))
}

// Geldt reports whether the session of a request that is being served is still there, and who has it may still be here: what goes on for minutes asks before
// it tells anything. With an error nobody can say now.
func (d *Dienst) Geldt(r *http.Request) (bool, error) {
	c, err := r.Cookie(CookieNaam)
	if err != nil {
		return false, nil //nolint:nilerr // no cookie is no session
	}
	if _, er, err := d.Rijen.Sessie(r.Context(), naam(c.Value)); err != nil || !er {
		return false, err
	}
	if _, err := d.Keurder.Keur(r.Context(), Token(r.Context())); err != nil {
		if err = soortVan(err); errors.Is(err, errNietNu) {
			return false, err
		}
		return false, nil
	}
	return true, nil
}

type sleutelReden struct{}

// Waarom is why there is no session any more: a code, for which the pages have words.
type Waarom string

// Why a session ended. The zero value: there was none, or nobody knows.
const (
	// Stil: nobody used it for [Config.Stil].
	Stil Waarom = "stil"
	// Voorbij: the provider gives no new token.
	Voorbij Waarom = "voorbij"
	// GeenToegang: who it is may no longer be here.
	GeenToegang Waarom = "geenToegang"
)

// Reden is why the session of this request ended just now; empty when there was none.
func Reden(ctx context.Context) Waarom {
	s, _ := ctx.Value(sleutelReden{}).(Waarom)
	return s
}

// fout answers when sessions cannot be read or stored.
func (d *Dienst) fout(w http.ResponseWriter, r *http.Request, err error) {
	d.Log.WarnContext(r.Context(), "sessie", "oorzaak", err.Error())
	w.Header().Set("Retry-After", "5")
	w.Header().Set("Cache-Control", "no-store")
	if d.Blad.Toon(w, r, http.StatusServiceUnavailable) {
		return
	}
	http.Error(w, "Schakel kan nu niet nagaan of u bent ingelogd. Probeer het over een paar seconden opnieuw.", http.StatusServiceUnavailable)
}
