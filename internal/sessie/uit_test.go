package sessie_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/sessie"
	"schakel/internal/toegang"
	"schakel/internal/werkbank"
)

// Who comes back after a session ended is told why, by the pages of the workbench: who was going somewhere goes on there, and who sent something hears
// that it was not kept.
func TestWaaromUit(t *testing.T) {
	t.Parallel()
	for naam, geval := range map[string]struct {
		doe        func(p *proef)
		get, post  string
		opnieuwVan string
	}{
		"unused for half an hour": {
			func(p *proef) { p.verschil.Store(int64(31 * time.Minute)) },
			"een tijd niet gebruikt. Log opnieuw in, dan gaat u verder waar u was.", "een tijd niet gebruikt. Wat u net verstuurde, is nog niet vastgelegd, maar het is niet weg.", "/bord?fase=outreach",
		},
		"dismissed": {
			func(p *proef) { p.ontslagen.Store(true) },
			"Uw account heeft hier geen toegang meer. Klopt", "geen toegang meer. Wat u net verstuurde, is niet bewaard.", "/bord?fase=outreach",
		},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			p := begin(t)
			wb, err := werkbank.Nieuw(werkbank.Config{
				Sessie: p.dienst, API: http.NotFoundHandler(), Tabel: toegang.NieuweTabel(), Log: slog.New(slog.DiscardHandler),
			})
			require.NoError(t, err)
			p.tls.Config.Handler = wb
			for _, methode := range []string{http.MethodGet, http.MethodPost} {
				p.verschil.Store(0)
				p.ontslagen.Store(false)
				b := p.browser(t)
				p.meldAan(t, b, "werker", "/")
				geval.doe(p)
				r, err := http.NewRequestWithContext(t.Context(), methode, p.basis+geval.opnieuwVan, strings.NewReader("methodiek=cti"))
				require.NoError(t, err)
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				if methode == http.MethodPost {
					r.URL.Path, r.URL.RawQuery = "/casussen/6f0c1f3e-8c1b-4a52-9f5e-2a4f1f0d7b11/stap/plannen", ""
				}
				a, blad := doe(t, b, r)
				assert.Equal(t, http.StatusUnauthorized, a.StatusCode)
				_, blad, _ = strings.Cut(blad, "<main")
				assert.Contains(t, blad, "U bent niet meer ingelogd")
				assert.NotContains(t, blad, "anmelding is verlopen")
				verder := sessie.PadInloggen + "?naar=" + url.QueryEscape(geval.opnieuwVan)
				if methode == http.MethodGet {
					assert.Contains(t, blad, geval.get)
					assert.NotContains(t, blad, "bewaard")
					assert.Contains(t, blad, verder, "signing in goes on elsewhere")
					continue
				}
				assert.Contains(t, blad, geval.post)
				assert.NotContains(t, blad, "is bewaard")
				terug := strings.Contains(blad, `name="methodiek" value="cti"`) && strings.Contains(blad, `action="`+r.URL.Path+`"`)
				assert.Equal(t, naam != "dismissed", terug, "what was filled in comes back, to send again, to who may")
			}
		})
	}
}

// A page asks how long its session has: by itself that keeps nothing alive, pressed by somebody it begins anew, to a tenth of its length.
func TestSessieStand(t *testing.T) {
	t.Parallel()
	p := begin(t, func(c *sessie.Config) { c.Stil, c.Duur = 2*time.Minute, time.Hour })
	wb, err := werkbank.Nieuw(werkbank.Config{
		Sessie: p.dienst, API: http.NotFoundHandler(), Tabel: toegang.NieuweTabel(), Log: slog.New(slog.DiscardHandler),
		Nu: func() time.Time { return time.Now().Add(time.Duration(p.verschil.Load())) },
	})
	require.NoError(t, err)
	p.tls.Config.Handler = wb
	b := p.browser(t)
	p.meldAan(t, b, "werker", "/")
	stand := func(methode string, vanzelf bool) (int, map[string]any) {
		r, err := http.NewRequestWithContext(t.Context(), methode, p.basis+"/sessie", http.NoBody)
		require.NoError(t, err)
		if vanzelf {
			r.Header.Set(sessie.KopVanzelf, "ja")
		}
		a, lichaam := doe(t, b, r)
		var uit map[string]any
		if a.StatusCode == http.StatusOK {
			require.NoError(t, json.Unmarshal([]byte(lichaam), &uit))
		}
		return a.StatusCode, uit
	}
	ongeveer := func(wil int, is any) { assert.InDelta(t, wil, is, 5) }
	_, s := stand(http.MethodGet, true)
	ongeveer(120, s["stil"])
	ongeveer(3600, s["eind"])
	assert.Len(t, s["eigenaar"], 24)
	p.verschil.Store(int64(90 * time.Second))
	_, s = stand(http.MethodGet, true)
	ongeveer(30, s["stil"])
	_, s = stand(http.MethodPost, false)
	ongeveer(120, s["stil"])
	ongeveer(3510, s["eind"])
	p.verschil.Store(int64(105 * time.Second)) // more than a tenth later: told exactly
	_, s = stand(http.MethodPost, false)
	ongeveer(120, s["stil"])
	p.verschil.Store(int64(216 * time.Second))
	status, _ := stand(http.MethodGet, true)
	assert.Equal(t, http.StatusOK, status)
	p.verschil.Store(int64(230 * time.Second))
	status, _ = stand(http.MethodGet, true)
	assert.Equal(t, http.StatusUnauthorized, status)
}
