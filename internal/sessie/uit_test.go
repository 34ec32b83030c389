package sessie_test

import (
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
			"een tijd niet gebruikt. Log opnieuw in, dan gaat u verder waar u was.", "een tijd niet gebruikt. Wat u net verstuurde, is niet bewaard.", "/bord?fase=outreach",
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
			}
		})
	}
}
