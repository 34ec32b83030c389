package voordeur

import (
	"context"
	"encoding/json"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"schakel/internal/tempo"
)

// The limits of one address that shows nothing to judge, unless configured otherwise: an office behind one address can sign in at nine.
const (
	standaardPerSeconde = 20
	ineensFactor        = 5
)

// Config is how the door behaves. The zero value trusts no proxy.
type Config struct {
	Proxies Proxies
	// HTTPS says that browsers know us by an https address, so that a proxy that tells nothing is believed to be one with TLS.
	HTTPS bool
	// PerSeconde is how many requests one address may make without a token or a session, or with one that is refused; 0: 20. At once: five times that.
	PerSeconde int
	// Blad shows a person who must wait what is wrong and what to do; nil: one sentence.
	Blad Blad
	// Cookie is the name of that of a session.
	Cookie string
	Log    *slog.Logger
	// Nu is the clock; nil: time.Now.
	Nu func() time.Time
}

// Blad answers somebody with a browser with a page about this status. Headers of the answer are set already, its body is not begun.
type Blad func(w http.ResponseWriter, r *http.Request, status int)

// Toon answers a browser with a page, and says whether it did: there is one, and a page is what this request asks for.
func (b Blad) Toon(w http.ResponseWriter, r *http.Request, status int) bool {
	if b == nil || strings.HasPrefix(r.URL.Path, "/v1/") || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		return false
	}
	b(w, r, status)
	return true
}

// deur stands before a handler.
type deur struct {
	Config
	h      http.Handler
	meters *tempo.Meters
}

// Voor puts the door before h.
func Voor(c Config, h http.Handler) http.Handler {
	if c.PerSeconde == 0 {
		c.PerSeconde = standaardPerSeconde
	}
	if c.Nu == nil {
		c.Nu = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &deur{Config: c, h: h, meters: tempo.Nieuw(c.PerSeconde, ineensFactor*c.PerSeconde)}
}

type sleutelTeller struct{}

// Mislukt counts a token that was refused, against the address it came from. It is how long that address must wait; 0: this was not yet too
// often. A request that came through no door is not counted.
func Mislukt(ctx context.Context) time.Duration {
	if f, ok := ctx.Value(sleutelTeller{}).(func() time.Duration); ok {
		return f()
	}
	return 0
}

// ServeHTTP implements [http.Handler].
func (d *deur) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k := d.Proxies.van(r)
	d.koppen(w.Header(), k)
	s := &schrijver{ResponseWriter: w}
	tel := func() time.Duration { return d.meters.Wacht(k.naam(), d.Nu()) }
	if d.toontNiets(r) {
		if wacht := tel(); wacht > 0 {
			TeVaak(s, r, wacht, d.Blad)
			return
		}
	}
	r = r.WithContext(context.WithValue(r.Context(), sleutelTeller{}, tel))
	defer d.vangOp(s, r)
	d.h.ServeHTTP(s, r)
}

// toontNiets reports whether there is nothing to judge: neither a token nor a session. Files of ours and the health of the process cost
// nothing and are asked by everybody; signing in costs a question to the provider, whatever one shows.
func (d *deur) toontNiets(r *http.Request) bool {
	p := r.URL.Path
	switch {
	case strings.HasPrefix(p, "/statisch/"), p == "/healthz", p == "/readyz":
		return false
	case p == "/inloggen", strings.HasPrefix(p, "/inloggen/"):
		return true
	case r.Header.Get("Authorization") != "":
		return false
	}
	_, err := r.Cookie(d.Cookie)
	return d.Cookie == "" || err != nil
}

const teVaakTekst = "Vanaf dit adres komen te veel verzoeken achter elkaar. Wacht even en probeer het opnieuw."

// TeVaak answers who must wait; blad may be nil.
func TeVaak(w http.ResponseWriter, r *http.Request, wacht time.Duration, blad Blad) {
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wacht.Seconds()))))
	if blad.Toon(w, r, http.StatusTooManyRequests) {
		return
	}
	zeg(w, r, http.StatusTooManyRequests, "Te veel verzoeken", teVaakTekst)
}

// zeg answers in the form of who asks: a problem document for a program, a sentence for a person.
func zeg(w http.ResponseWriter, r *http.Request, status int, titel, tekst string) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	if !strings.HasPrefix(r.URL.Path, "/v1/") {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(tekst + "\n")) // who hung up needs no answer
		return
	}
	h.Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"type": "about:blank", "title": titel, "status": status, "detail": tekst}) // who hung up needs no answer
}
