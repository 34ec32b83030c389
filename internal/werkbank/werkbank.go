// Package werkbank is what people look at: pages in Dutch, made on the server, over the same API as everybody else's. A page asks the API
// in this same process with the token of who is signed in ([kanaal]); a form is made from the description of the API ([vorm]) and posted to it. So
// the workbench has no rules, no queries and no access table of its own, and cannot show or do what the API does not let that person.
//
// Pages work without script; script only makes them quicker. It must never put personal data into a URL, a title of a page or a log line.
package werkbank

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	regels "schakel/internal/casus"
	"schakel/internal/live"
	"schakel/internal/register"
	"schakel/internal/sessie"
	"schakel/internal/toegang"
)

// Boek gives who is there: for choosing, and names instead of ids.
type Boek interface {
	Adresboek(ctx context.Context, id toegang.Identiteit) (gebruikers, organisaties []register.Persoon, err error)
	Belasting(ctx context.Context, id toegang.Identiteit) ([]register.Belasting, error)
}

// Config is what the workbench stands on.
type Config struct {
	// API is asked for everything.
	API    http.Handler
	Sessie *sessie.Dienst
	Boek   Boek
	// Brieven seals contacts for the way between a telephone and here.
	Brieven Brieven
	// Live tells open pages what happens; nil: they stand still until they are asked for.
	Live *live.Naaf
	// StroomDuur is how long a stream lasts before its session is judged anew; default 2 minutes.
	StroomDuur time.Duration
	// Vers is how long ago a sign-in may be for what asks a fresh one, as the API has it; 0: its default.
	Vers  time.Duration
	Tabel toegang.Tabel
	// FormActie are origins that a form of ours may lead to beside our own: the provider, at signing out.
	FormActie []string
	Log       *slog.Logger
	// Drukker makes a PDF of a page; nil: there is none, and pages say that the browser can.
	Drukker Drukker
	// Beleid is the policy in force: its calendar, to tell terms in working days, and its terms, to say what happens when; nil: without.
	Beleid func() regels.Beleid
	// Nu is the clock; default time.Now.
	Nu func() time.Time
}

// werkbank is the running workbench.
type werkbank struct {
	Config
	api   kanaal
	tekst teksten
	stat  statisch
	csp   string

	mu      sync.Mutex // guards schemas
	schemas map[string]*schema
	boek    boekje
	schil   schil
	pakkers pakkers
	// geldt reports whether the session of a request that is being served is still there (sessie.Dienst.Geldt).
	geldt func(*http.Request) (bool, error)
}

// Werkbank serves the pages.
type Werkbank struct {
	http.Handler
	b *werkbank
}

// Hulp is a page about what keeps a request from the pages: it needs nobody to be signed in, and nothing of the register.
func (w *Werkbank) Hulp(rw http.ResponseWriter, r *http.Request, status int) {
	w.b.hulp(rw, r, status)
}

// Nieuw builds the workbench.
func Nieuw(c Config) (*Werkbank, error) {
	if c.Nu == nil {
		c.Nu = time.Now
	}
	if c.StroomDuur == 0 {
		c.StroomDuur = stroomDuur
	}
	t, err := leesTeksten(nederlands)
	if err != nil {
		return nil, fmt.Errorf("teksten: %w", err)
	}
	s, err := leesStatisch()
	if err != nil {
		return nil, err
	}
	b := &werkbank{Config: c, api: kanaal{c.API}, tekst: t, stat: s, csp: beleidVan(c.FormActie), geldt: c.Sessie.Geldt}
	return &Werkbank{b.paden(), b}, nil
}

func (b *werkbank) paden() http.Handler {
	mux := http.NewServeMux()
	for pad, h := range b.routes() {
		mux.Handle(pad, h)
	}
	andere := http.NewCrossOriginProtection()
	andere.SetDenyHandler(http.HandlerFunc(b.vanElders))
	return andere.Handler(mux)
}

// vanElders answers what another site lets a browser send (CSRF): nothing happens, and nothing is told.
func (b *werkbank) vanElders(w http.ResponseWriter, _ *http.Request) {
	b.koppen(w)
	http.Error(w, b.tekst.zin("uit.vanElders"), http.StatusForbidden)
}

// Routes are the patterns of everything the workbench serves, for tests that ask all of it.
func Routes() []string {
	b := &werkbank{Config: Config{Sessie: new(sessie.Dienst)}} // nobody asks it anything
	return slices.Sorted(maps.Keys(b.routes()))
}

func (b *werkbank) routes() map[string]http.Handler {
	uit := map[string]http.Handler{"GET " + padStatisch: b.stat, "GET " + sessie.PadUit: http.HandlerFunc(b.uitgelogd), "GET " + padLive: b.Sessie.LeesStil(http.HandlerFunc(b.stroom))}
	maps.Copy(uit, b.Sessie.Paden())
	maps.Copy(uit, b.onderweg())
	for _, bladen := range []map[string]func(*verzoek) error{b.bladen(), b.toezicht()} {
		for pad, h := range bladen {
			uit[pad] = b.pagina(h)
		}
	}
	return uit
}

// bladen are the pages for who is signed in.
func (b *werkbank) bladen() map[string]func(*verzoek) error {
	return map[string]func(*verzoek) error{
		"GET /{$}":                             b.vandaag,
		"GET /inbox":                           b.inbox,
		"GET /wachtlijst":                      b.wachtlijst,
		"GET /stappen/{sid}":                   b.stapStand,
		"GET /casussen":                        b.lijst,
		"GET /bord":                            b.bord,
		"GET /meldingen":                       b.meldingen,
		"POST /meldingen/{mid}/bevestiging":    b.bevestig,
		"GET /meldingen/{mid}/uitstel":         b.uitstel,
		"POST /meldingen/{mid}/uitstel":        b.uitstel,
		"GET /overdrachten":                    b.overdrachten,
		"GET /overdrachten/{oid}":              b.overdracht,
		"GET /knelpunten":                      b.knelpunten,
		"GET /vervanging":                      b.vervanging,
		"GET /vervanging/nieuw":                b.nieuweVervanging,
		"POST /vervanging/nieuw":               b.nieuweVervanging,
		"POST /vervanging/{vid}/beeindiging":   b.beeindig,
		"GET /zoek":                            b.zoek,
		"POST /zoek":                           b.zoek,
		"GET /aanmelden":                       b.aanmelden,
		"GET /aanmelden/{cid}":                 b.aanmeldFormulier,
		"POST /aanmelden/{cid}":                b.aanmeldFormulier,
		"POST /aanmelden/{cid}/concept":        b.bewaarConcept,
		"POST /aanmelden/{cid}/weg":            b.gooiConceptWeg,
		"GET /casussen/{id}":                   b.casusVoorRol,
		"GET /casussen/{id}/corrigeer/{feit}":  b.corrigeer,
		"POST /casussen/{id}/corrigeer/{feit}": b.corrigeer,
		"GET /casussen/{id}/afdruk":            b.afdruk,
		"POST /casussen/{id}/afdruk":           b.afdruk,
		"GET /casussen/{id}/brief/{oid}":       b.brief,
		"POST /casussen/{id}/brief/{oid}":      b.brief,
		"GET /overdrachten/{oid}/brief":        b.briefAan,
		"POST /overdrachten/{oid}/brief":       b.briefAan,
		"GET /casussen/{id}/stap/{stap...}":    b.stap,
		"POST /casussen/{id}/stap/{stap...}":   b.stap,
		"GET /":                                func(*verzoek) error { return &weigering{Status: http.StatusNotFound} },
	}
}

// toezicht are those pages that guard the others: who looked, complaints, emergency access, what was shared, what is destroyed.
func (b *werkbank) toezicht() map[string]func(*verzoek) error {
	return map[string]func(*verzoek) error{
		"GET /toegangslog":                       b.toegangslog,
		"GET /toegangslog/export":                b.toegangslogExport,
		"GET /klachten":                          b.klachten,
		"GET /klachten/nieuw":                    b.nieuweKlacht,
		"POST /klachten/nieuw":                   b.nieuweKlacht,
		"GET /klachten/{kid}":                    b.klacht,
		"GET /klachten/{kid}/{stap}":             b.klachtstap,
		"POST /klachten/{kid}/{stap}":            b.klachtstap,
		"GET /delingen":                          verborgen(b.delingenRegio),
		"GET /vernietiging":                      verborgen(b.vernietigingslijsten),
		"GET /vernietiging/{lid}":                verborgen(b.vernietigingslijst),
		"GET /vernietiging/{lid}/goedkeuring":    verborgen(b.keurLijstGoed),
		"POST /vernietiging/{lid}/goedkeuring":   verborgen(b.keurLijstGoed),
		"GET /vernietiging/{lid}/afhaling/{nr}":  verborgen(b.haalVanLijst),
		"POST /vernietiging/{lid}/afhaling/{nr}": verborgen(b.haalVanLijst),
		"GET /bewaarplicht":                      verborgen(b.bewaarplichten),
		"GET /bewaarplicht/nieuw":                verborgen(b.nieuweBewaarplicht),
		"POST /bewaarplicht/nieuw":               verborgen(b.nieuweBewaarplicht),
		"GET /bewaarplicht/{bid}/opheffing":      verborgen(b.hefBewaarplichtOp),
		"POST /bewaarplicht/{bid}/opheffing":     verborgen(b.hefBewaarplichtOp),
		"GET /noodtoegang":                       b.noodtoegangen,
		"GET /noodtoegang/nieuw":                 b.nieuweNood,
		"POST /noodtoegang/nieuw":                b.nieuweNood,
		"GET " + padIngelogd:                     b.versKlaar,
		"POST /noodtoegang/{nid}/beeindiging":    b.beeindigNood,
	}
}

// verzoek is one request for a page, by somebody who is signed in.
type verzoek struct {
	b   *werkbank
	w   http.ResponseWriter
	r   *http.Request
	wie toegang.Identiteit
}

func (v *verzoek) ctx() context.Context { return v.r.Context() }

// naar sends the browser on, to a page that is read anew.
func (v *verzoek) naar(pad string) error {
	http.Redirect(v.w, v.r, pad, http.StatusSeeOther)
	return nil
}

// pagina guards a page: who is not signed in goes to sign in and comes back, and what fails is told in words.
func (b *werkbank) pagina(h func(*verzoek) error) http.Handler {
	return b.Sessie.Lees(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.koppen(w)
		id, ok := toegang.Van(r.Context())
		if !ok {
			b.naarInloggen(w, r)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxFormulier)
		v := &verzoek{b: b, w: w, r: r, wie: id}
		if err := leesVorm(r); err != nil {
			v.fout(err)
			return
		}
		if err := h(v); err != nil {
			v.fout(err)
		}
	}))
}

const maxFormulier = 256 << 10

// leesVorm reads a form whole before anything is done with it: of half a form nothing is true.
func leesVorm(r *http.Request) error {
	if r.Method != http.MethodPost {
		return nil
	}
	err := r.ParseForm()
	var groot *http.MaxBytesError
	switch {
	case errors.As(err, &groot):
		return &weigering{Status: http.StatusRequestEntityTooLarge}
	case err != nil:
		return &weigering{Status: http.StatusBadRequest}
	}
	return nil
}

func (b *werkbank) koppen(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", b.csp)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
}

// beleidVan is the content security policy: our own files, no inline script or style, no frames.
func beleidVan(formActie []string) string {
	actie := "'self'"
	for _, a := range formActie {
		actie += " " + a
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; " +
		"form-action " + actie + "; frame-ancestors 'none'; base-uri 'none'"
}

// naarInloggen keeps where somebody was going, and gives back what somebody sent, to send again. The page says why there is no session any more.
func (b *werkbank) naarInloggen(w http.ResponseWriter, r *http.Request) {
	if vraagtDeel(r) {
		laatInloggen(w, r)
		return
	}
	reden, inloggen := sessie.Reden(r.Context()), sessie.PadInloggen
	if r.Method == http.MethodGet {
		inloggen += "?naar=" + urlPad(r.URL.RequestURI())
		if reden == "" {
			http.Redirect(w, r, inloggen, http.StatusSeeOther) //nolint:gosec // to a path of ours; the query is escaped
			return
		}
	}
	n := nogmaals{}
	if reden != sessie.GeenToegang {
		n = verstuurd(w, r)
	}
	b.toon(w, r, http.StatusUnauthorized, uitgelogd(b.nieuwePagina(r, b.tekst.zin("uit.nietIngelogd")), b.waaromUit(reden, r.Method, n.er()), inloggen, n))
}

// waaromUit says why somebody is signed out: and to who sent something, whether it can be sent again or is gone.
func (b *werkbank) waaromUit(reden sessie.Waarom, methode string, nog bool) string {
	verstuurd := methode != http.MethodGet
	switch {
	case reden == sessie.Stil && nog:
		return b.tekst.zin("uit.stilNog")
	case nog:
		return b.tekst.zin("uit.voorbijNog")
	case reden == sessie.Stil && verstuurd:
		return b.tekst.zin("uit.stilVerstuurd")
	case reden == sessie.Stil:
		return b.tekst.zin("uit.stil")
	case reden == sessie.GeenToegang && verstuurd:
		return b.tekst.zin("uit.geenToegangVerstuurd")
	case reden == sessie.GeenToegang:
		return b.tekst.zin("uit.geenToegang")
	case verstuurd:
		return b.tekst.zin("uit.voorbijVerstuurd")
	}
	return b.tekst.zin("uit.voorbij")
}

func (b *werkbank) uitgelogd(w http.ResponseWriter, r *http.Request) {
	b.koppen(w)
	titel, uitleg := b.tekst.zin("uit.titel"), b.tekst.zin("uit.uitleg")
	switch r.URL.Query().Get("reden") {
	case "rol":
		titel, uitleg = b.tekst.zin("uit.rol"), b.tekst.zin("uit.rolUitleg")
	case "vers":
		titel, uitleg = b.tekst.zin("uit.vers"), b.tekst.zin("uit.versUitleg")
	case "opnieuw":
		titel, uitleg = b.tekst.zin("uit.opnieuw"), b.tekst.zin("uit.opnieuwUitleg")
	}
	b.toon(w, r, http.StatusOK, uitgelogd(b.nieuwePagina(r, titel), uitleg, sessie.PadInloggen, nogmaals{}))
}

func (v *verzoek) vorm() (vorm, error) { return v.b.vorm(v.ctx()) }

// vorm gives forms; the description of the API is asked once.
func (b *werkbank) vorm(ctx context.Context) (vorm, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.schemas == nil {
		var d struct {
			Components struct {
				Schemas map[string]*schema `json:"schemas"`
			} `json:"components"`
		}
		var ruw json.RawMessage
		if err := b.api.lees(ctx, "/v1/openapi.json", &ruw); err != nil {
			return vorm{}, err
		}
		if err := json.Unmarshal(ruw, &d); err != nil {
			return vorm{}, err
		}
		b.schemas = d.Components.Schemas
	}
	vm := vorm{schemas: b.schemas, tekst: b.tekst, nu: b.Nu()}
	if b.Beleid != nil && !b.Beleid().Bsn {
		vm.weg = []string{"bsn"}
	}
	return vm, nil
}

func nieuweSleutel() string { return uuid.NewString() }
