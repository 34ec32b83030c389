package werkbank

import (
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/sessie"
	"schakel/internal/toegang"
)

// hulp is a page about what went wrong: what it is, and what one can do now.
type hulp struct {
	Uitleg, Doen string
	Kan          []string // steps that are possible, when the API named them
	Wegen        []navigatie
	Tijdstip     bool
	Nood         templ.SafeURL // the way to emergency access to the case of this page; empty: none
	Nog          nogmaals      // what was sent and not taken, to send again
	Ingevuld     []keus        // what was filled in and not taken, to take along
	Roep         bool          // it comes into a page that is there already, and is read aloud
}

var inCasus = regexp.MustCompile(`^/casussen/[0-9a-fA-F-]{36}`)

// fout tells in words what went wrong. What does not exist and what is not yours look the same; that a role never may is no secret.
func (v *verzoek) fout(err error) {
	if pad, ok := v.versVoor(err); ok {
		_ = v.naar(pad)
		return
	}
	if v.isVanAnder(err) {
		v.nietVan()
		return
	}
	status, h := http.StatusInternalServerError, hulp{}
	var w *weigering
	if errors.As(err, &w) {
		status, h.Uitleg, h.Kan = w.Status, w.Detail, w.MogelijkeStappen
	}
	sleutel := strconv.Itoa(status)
	t := v.b.tekst.delen["fout"]
	switch status {
	case http.StatusForbidden, http.StatusNotFound, http.StatusServiceUnavailable, http.StatusTooManyRequests, http.StatusRequestEntityTooLarge:
		h.Uitleg = t["uitleg-"+sleutel] // the same words for all who meet it
	case http.StatusConflict:
	case http.StatusBadRequest:
		sleutel = "409"
	default:
		status, sleutel, h.Uitleg, h.Tijdstip = http.StatusInternalServerError, "500", t["uitleg-500"], true
		v.b.Log.ErrorContext(v.ctx(), "werkbank", "fout", err.Error(), "route", v.r.Pattern)
	}
	if h.Uitleg == "" {
		h.Uitleg = t["uitleg-"+sleutel]
	}
	v.straks(err)
	h.Doen = t["doen-"+sleutel]
	p := v.pagina(t["titel-"+sleutel])
	h.Wegen = v.wegen(p, status)
	if status == http.StatusNotFound && !v.b.Tabel.Kan(v.wie.Rol, toegang.ActieZoek) {
		h.Doen = t["doen-404-zonder"]
	}
	if status == http.StatusNotFound {
		h.Nood = v.noodVoor()
	}
	h.Ingevuld = v.ingevuld(p)
	if nietNu(status) || status == http.StatusInternalServerError { // its key keeps it from being done twice
		h.Nog = verstuurd(v.w, v.r)
	}
	v.b.toonHulp(v.w, v.r, status, p, h)
}

// wegen are the ways on from here: only those that lead somewhere for who asks.
func (v *verzoek) wegen(p pagina, status int) []navigatie {
	t := v.b.tekst.delen["fout"]
	var uit []navigatie
	if casus := inCasus.FindString(v.r.URL.Path); casus != "" && status != http.StatusNotFound && casus != v.r.URL.Path && v.b.Tabel.Kan(v.wie.Rol, toegang.ActieCasusLezen) {
		uit = append(uit, navigatie{Pad: casus, Naam: t["terug"]})
	}
	if v.r.Method == http.MethodGet && status >= http.StatusTooManyRequests {
		uit = append(uit, navigatie{Pad: v.r.URL.RequestURI(), Naam: t["opnieuw"]})
	}
	uit = append(uit, navigatie{Pad: "/", Naam: t["vandaag"]})
	for _, n := range p.Nav {
		if n.Pad == "/zoek" {
			uit = append(uit, navigatie{Pad: "/zoek", Naam: t["zoeken"]})
		}
	}
	return uit
}

// hulp tells somebody who comes no further than the door what is wrong: too many requests, or nobody can be looked up now. What was sent comes back, to send
// again.
func (b *werkbank) hulp(w http.ResponseWriter, r *http.Request, status int) {
	b.koppen(w)
	t, sleutel := b.tekst.delen["fout"], strconv.Itoa(status)
	h := hulp{Uitleg: t["uitleg-"+sleutel], Doen: t["doen-"+sleutel], Nog: verstuurd(w, r)}
	if r.Method == http.MethodGet && !strings.HasPrefix(r.URL.Path, sessie.PadInloggen) { // what the provider sent along is good for once
		h.Wegen = append(h.Wegen, navigatie{Pad: r.URL.RequestURI(), Naam: t["opnieuw"]})
	}
	h.Wegen = append(h.Wegen, navigatie{Pad: "/", Naam: t["vandaag"]})
	b.toonHulp(w, r, status, b.nieuwePagina(r, t["titel-"+sleutel]), h)
}
