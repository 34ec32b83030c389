package solo

import (
	"context"
	"crypto/sha256"
	_ "embed" // the page
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/zitadel/oidc/v3/pkg/op"

	"schakel/internal/regio"
)

//go:embed idp_inloggen.html
var idpPage string

// idpStyle is apart from the page, so that the policy can name it by its hash.
//
//go:embed idp_inloggen.css
var idpStyle string

// idpLogin is the page where somebody chooses which demo user to be.
type idpLogin struct {
	store     *idpStore
	callback  func(context.Context, string) string
	issuer    string
	redirects []string
	tmpl      *template.Template
}

// ServeHTTP shows the list (GET) and takes the choice (POST).
func (l *idpLogin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		l.show(w, r)
	case http.MethodPost:
		l.choose(w, r)
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
	}
}

type idpPageData struct {
	Style   template.CSS
	Fout    string
	Verzoek string
	Actie   string
	Groepen []idpGroup
}

// idpGroup is an organisation with its users, one heading on the page.
type idpGroup struct {
	Organisatie regio.Organisatie
	Gebruikers  []Gebruiker
}

func (l *idpLogin) show(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("verzoek")
	if req, err := l.store.request(id); err != nil || req.Done() {
		l.page(w, http.StatusNotFound, idpPageData{
			Fout: "Dit inloggen duurde te lang of is al gebruikt. Ga terug naar Schakel en begin opnieuw.",
		})
		return
	}
	l.page(w, http.StatusOK, idpPageData{Verzoek: id, Actie: l.issuer + idpLoginPath, Groepen: idpGroups(l.store.gebruikers())})
}

func (l *idpLogin) choose(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "form cannot be read", http.StatusBadRequest)
		return
	}
	id := r.PostForm.Get("verzoek")
	err := l.store.signIn(id, r.PostForm.Get("gebruiker"))
	switch {
	case errors.Is(err, errIDPUnknownUser):
		l.page(w, http.StatusBadRequest, idpPageData{Fout: "Die gebruiker bestaat niet. Ga terug en kies er een uit de lijst."})
	case err != nil:
		l.page(w, http.StatusNotFound, idpPageData{
			Fout: "Dit inloggen duurde te lang of is al gebruikt. Ga terug naar Schakel en begin opnieuw.",
		})
	default:
		http.Redirect(w, r, l.callback(op.ContextWithIssuer(r.Context(), l.issuer), id), http.StatusSeeOther)
	}
}

func (l *idpLogin) page(w http.ResponseWriter, status int, d idpPageData) {
	d.Style = template.CSS(idpStyle) //nolint:gosec // our own embedded file
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", l.policy())
	w.WriteHeader(status)
	_ = l.tmpl.Execute(w, d)
}

// policy lets the form go to this provider and, by its redirects, to the client.
func (l *idpLogin) policy() string {
	sum := sha256.Sum256([]byte(idpStyle))
	naar := []string{"'self'"}
	for _, redirect := range l.redirects {
		if u, err := url.Parse(redirect); err == nil {
			naar = append(naar, u.Scheme+"://"+u.Host)
		}
	}
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; form-action " +
		strings.Join(naar, " ") + "; frame-ancestors 'none'; base-uri 'none'"
}

func idpGroups(gebruikers []Gebruiker) []idpGroup {
	var groepen []idpGroup
	for _, o := range DemoOrganisaties() {
		g := idpGroup{Organisatie: o}
		for _, u := range gebruikers {
			if u.Organisatie == o.ID {
				g.Gebruikers = append(g.Gebruikers, u)
			}
		}
		if len(g.Gebruikers) > 0 {
			groepen = append(groepen, g)
		}
	}
	return groepen
}
