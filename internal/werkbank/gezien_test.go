package werkbank

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/api"
	"schakel/internal/live"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

const proefID = "1f0b7d0e-5a3c-4e0f-9b7a-0c5d2e8f6a11"

// proef is the workbench on an API that is played: what it is asked is kept, what it answers is given by path.
type proef struct {
	t    *testing.T
	b    *werkbank
	mu   sync.Mutex // guards the rest
	lees map[string]any
	// neem answers a step; nil: it is taken.
	neem   func(pad string, lichaam map[string]any) (int, any)
	kreeg  []map[string]any
	feiten []register.Verandering
	status int // answered to everything; 0: what is asked
}

func nieuweProef(t *testing.T) *proef {
	t.Helper()
	p := &proef{t: t, lees: map[string]any{}}
	echt := api.Nieuw(api.Config{Tabel: toegang.NieuweTabel(), Log: slog.New(slog.DiscardHandler)})
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/openapi.json" {
			echt.ServeHTTP(w, r)
			return
		}
		p.antwoord(w, r)
	})
	n := live.Nieuw(proefBron{p})
	t.Cleanup(n.Sluit)
	nu := time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC)
	p.b = &werkbank{
		Config: Config{API: h, Boek: proefBoek{}, Live: n, Tabel: toegang.NieuweTabel(), Log: slog.New(slog.DiscardHandler), Nu: func() time.Time { return nu }},
		api:    kanaal{h}, tekst: catalogus(t),
	}
	return p
}

// proefBron tells what happened at a case.
type proefBron struct{ p *proef }

func (proefBron) Roep(string)                                                  {}
func (proefBron) Luister(ctx context.Context, _ func(string))                  { <-ctx.Done() }
func (proefBron) ZietKlacht(context.Context, toegang.Identiteit, string) error { return nil }
func (b proefBron) Stand(context.Context, toegang.Identiteit, string) (int, error) {
	b.p.mu.Lock()
	defer b.p.mu.Unlock()
	return len(b.p.feiten), nil
}

func (b proefBron) Veranderd(_ context.Context, _ toegang.Identiteit, _ string, na int) (uit []register.Verandering, err error) {
	b.p.mu.Lock()
	defer b.p.mu.Unlock()
	for i := len(b.p.feiten) - 1; i >= 0; i-- {
		if f := b.p.feiten[i]; f.Seq > na {
			uit = append(uit, f)
		}
	}
	return uit, nil
}

func (proefBron) VeranderdeCasussen(context.Context, toegang.Identiteit, []string) ([]register.Verandering, error) {
	return nil, nil
}

type proefBoek struct{ boekVan }

func (proefBoek) Adresboek(context.Context, toegang.Identiteit) (gebruikers, organisaties []register.Persoon, err error) {
	for id, naam := range map[string]string{"werker": "Wim Werker", "werker2": "Wanda Werker", "werker3": "Wout Werker"} {
		gebruikers = append(gebruikers, register.Persoon{ID: id, Naam: naam, Rol: toegang.RolBMZWerker})
	}
	return append(gebruikers, register.Persoon{ID: "coordinator", Naam: "Coördinator Voorbeeld", Rol: toegang.RolCoordinator}), nil, nil
}

func (p *proef) antwoord(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	status, uit := http.StatusNotFound, any(map[string]any{"status": http.StatusNotFound})
	if a, ok := p.lees[r.URL.Path]; ok && r.Method == http.MethodGet {
		status, uit = http.StatusOK, a
	}
	if p.status != 0 {
		status, uit = p.status, map[string]any{"status": p.status}
	}
	if p.status == 0 && (r.Method == http.MethodPost || r.Method == http.MethodPut) {
		var lichaam map[string]any
		b, _ := io.ReadAll(r.Body)
		assert.NoError(p.t, json.Unmarshal(b, &lichaam))
		p.kreeg = append(p.kreeg, lichaam)
		status, uit = http.StatusCreated, map[string]any{"id": proefID, "casus": map[string]any{"id": proefID}}
		if p.neem != nil {
			status, uit = p.neem(r.URL.Path, lichaam)
		}
	}
	w.WriteHeader(status)
	assert.NoError(p.t, json.NewEncoder(w).Encode(uit))
}

// casus puts a case in the API.
func (p *proef) casus(velden map[string]any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := map[string]any{"id": proefID, "nummer": "2026-00042", "fase": "outreach", "mogelijkeStappen": []string{}}
	for k, w := range velden {
		c[k] = w
	}
	p.lees["/v1/casussen/"+proefID] = c
}

// gebeurt adds a fact.
func (p *proef) gebeurt(soort, door string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fase := map[string]string{"afsluiting": "afgesloten"}[soort]
	p.feiten = append(p.feiten, register.Verandering{Casus: proefID, Seq: len(p.feiten) + 1, Soort: soort, Door: door, Fase: fase, Op: p.b.Nu()})
}

// vraag asks a page; in: what is posted, nil: nothing is.
func (p *proef) vraag(h func(*verzoek) error, wie toegang.Identiteit, pad string, in url.Values, delen map[string]string) *httptest.ResponseRecorder {
	p.t.Helper()
	methode := http.MethodGet
	if in != nil {
		methode = http.MethodPost
	}
	r := httptest.NewRequestWithContext(toegang.MetIdentiteit(p.t.Context(), wie), methode, pad, strings.NewReader(in.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for naam, w := range delen {
		r.SetPathValue(naam, w)
	}
	w := httptest.NewRecorder()
	v := &verzoek{b: p.b, w: w, r: r, wie: wie}
	require.NoError(p.t, leesVorm(r))
	if err := h(v); err != nil {
		v.fout(err)
	}
	return w
}

func (p *proef) stap(wie toegang.Identiteit, stap string, in url.Values) *httptest.ResponseRecorder {
	p.t.Helper()
	naam, vraag, _ := strings.Cut(stap, "?")
	return p.vraag(p.b.stap, wie, "/casussen/"+proefID+"/stap/"+naam+"?"+vraag, in, map[string]string{"id": proefID, "stap": naam})
}

//nolint:gochecknoglobals // somebody
var (
	proefCoordinator = toegang.Identiteit{Gebruiker: "coordinator", Rol: toegang.RolCoordinator, Organisatie: "bmz-voorbeeld"}
	proefWerker      = toegang.Identiteit{Gebruiker: "werker", Rol: toegang.RolBMZWerker, Organisatie: "bmz-voorbeeld"}
)

var verborgenVeld = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// verborgenOp are the hidden fields of the form on a page, as a browser would send them.
func verborgenOp(blad string) url.Values {
	uit := url.Values{}
	for _, m := range verborgenVeld.FindAllStringSubmatch(blad, -1) {
		uit.Set(m[1], m[2])
	}
	return uit
}

func met(in url.Values, paren ...string) url.Values {
	for i := 0; i < len(paren); i += 2 {
		in.Set(paren[i], paren[i+1])
	}
	return in
}

// A form says who was casehouder when it was made: who assigns in a second window, opened before the first was sent, hears who it is now and is asked again.
func TestToewijzenInTweeVensters(t *testing.T) {
	t.Parallel()
	for _, g := range []struct {
		naam, was string // was: casehouder when the windows were opened
		live      bool
	}{{"wacht", "", true}, {"heeft er een", "werker2", true}, {"zonder live", "", false}} {
		t.Run(g.naam, func(t *testing.T) {
			t.Parallel()
			p := nieuweProef(t)
			if !g.live {
				p.b.Live = nil
			}
			houder := g.was
			zet := func() {
				c := map[string]any{"mogelijkeStappen": []string{"toewijzing"}}
				if houder != "" {
					c["casehouder"] = houder
				}
				p.casus(c)
			}
			zet()
			p.neem = func(_ string, l map[string]any) (int, any) {
				if v, _ := l["vervangt"].(string); v != houder {
					return http.StatusConflict, map[string]any{"status": 409, "detail": "De casehouder is intussen een ander. Noem in `vervangt` wie.", "mogelijkeStappen": []string{"toewijzing"}}
				}
				houder, _ = l["casehouder"].(string)
				return http.StatusOK, map[string]any{"id": proefID, "casus": map[string]any{"id": proefID}}
			}
			een := verborgenOp(p.stap(proefCoordinator, "toewijzing?casehouder=werker3", nil).Body.String())
			twee := verborgenOp(p.stap(proefCoordinator, "toewijzing?casehouder=werker3", nil).Body.String())
			assert.True(t, een.Has("vervangt"), "the form does not say who was casehouder when it was made")

			assert.Equal(t, http.StatusSeeOther, p.stap(proefCoordinator, "toewijzing", met(een, "casehouder", "werker")).Code)
			zet()
			p.gebeurt("toewijzing", "coordinator")
			w := p.stap(proefCoordinator, "toewijzing", met(twee, "casehouder", "werker3"))
			assert.Equal(t, "werker", houder, "it moved without a question")
			assert.Equal(t, http.StatusConflict, w.Code)
			assert.Contains(t, w.Body.String(), "Casehouder is nu Wim Werker.")
			assert.NotContains(t, w.Body.String(), "`vervangt`")

			opnieuw := verborgenOp(w.Body.String())
			assert.Equal(t, "werker", opnieuw.Get("vervangt"))
			assert.Equal(t, http.StatusSeeOther, p.stap(proefCoordinator, "toewijzing", met(opnieuw, "casehouder", "werker3")).Code)
			assert.Equal(t, "werker3", houder)
		})
	}
}

// What somebody did in another window of their own is told before the same is done again; another step of their own is not.
func TestZelfInEenAnderVenster(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	p.casus(map[string]any{"casehouder": "werker", "mogelijkeStappen": []string{"metingen"}})
	form := verborgenOp(p.stap(proefWerker, "metingen", nil).Body.String())
	p.gebeurt("contact", "werker")
	in := func() url.Values { return met(form, "instrument", "zrm-2017", "scores.financien", "3") }
	assert.Equal(t, http.StatusSeeOther, p.stap(proefWerker, "metingen", in()).Code)
	p.gebeurt("meting", "werker")
	w := p.stap(proefWerker, "metingen", in())
	assert.Equal(t, http.StatusConflict, w.Code)
	assert.Contains(t, w.Body.String(), "uzelf, 14:00: meting vastgelegd")
	assert.Len(t, p.kreeg, 1)
	again := verborgenOp(w.Body.String())
	assert.Equal(t, form.Get("sleutel"), again.Get("sleutel"), "sent twice it must be done once")
	assert.Equal(t, http.StatusSeeOther, p.stap(proefWerker, "metingen", met(again, "instrument", "zrm-2017", "scores.financien", "3")).Code)
}
