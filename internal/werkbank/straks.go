package werkbank

import (
	"errors"
	"net/http"
	"strings"
)

// What cannot be now (429, 503) says when it can, in the header that proxies and programs read and in words; and a part of a page that a script asked (htmx) gets
// an answer that fits there: never a page within a page.

const (
	kopStraks = "Retry-After"
	// straksGewoon is in how many seconds to ask again, when nobody said.
	straksGewoon = "5"
	padStappen   = "/stappen/"
)

// nietNu: this status is of the moment, not of what was asked.
func nietNu(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
}

// straks says when to ask again, when err is of the moment.
func (v *verzoek) straks(err error) {
	var w *weigering
	if errors.As(err, &w) && nietNu(w.Status) && w.straks != "" {
		v.w.Header().Set(kopStraks, w.straks)
	}
}

// vraagtDeel says that a script asks a part of a page.
func vraagtDeel(r *http.Request) bool { return r.Header.Get("HX-Request") == "true" }

// toonHulp writes a page about what went wrong. In a page that asked a part it takes the place of what that page shows; what waits for a step goes on waiting.
func (b *werkbank) toonHulp(w http.ResponseWriter, r *http.Request, status int, p pagina, h hulp) {
	k := w.Header()
	if nietNu(status) && k.Get(kopStraks) == "" {
		k.Set(kopStraks, straksGewoon)
	}
	if !vraagtDeel(r) {
		b.toon(w, r, status, hulpPagina(p, h))
		return
	}
	if nietNu(status) && strings.HasPrefix(r.URL.Path, padStappen) {
		b.toon(w, r, status, wachtDeel(p, wachtmelding{Naar: r.URL.RequestURI(), Tekst: p.Z("blad.wachtStoring"), Straks: k.Get(kopStraks)}))
		return
	}
	k.Set("HX-Retarget", "#inhoud")
	k.Set("HX-Reselect", "#inhoud")
	k.Set("HX-Reswap", "outerHTML")
	h.Roep = true
	b.toon(w, r, status, hulpPagina(p, h))
}

// laatInloggen lets a page that asked a part go to sign in as a whole, and come back to what was asked: a script cannot follow to the provider.
func laatInloggen(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, padStappen) {
		w.Header().Set("HX-Refresh", "true")
	} else {
		w.Header().Set("HX-Redirect", r.URL.RequestURI())
	}
	w.WriteHeader(http.StatusUnauthorized)
}
