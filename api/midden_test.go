package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/casus"
	"schakel/internal/toegang"
	"schakel/internal/voordeur"
)

func TestKoppenOpElkAntwoord(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	for _, p := range []string{"/healthz", "/readyz", "/v1/openapi.json", "/v1/casussen", "/v1/casussen/" + vreemd, "/niets"} {
		a := b.vraag(t, toegang.RolCTB, http.MethodGet, p, "")
		assert.Equal(t, Versie, a.kop.Get("API-Version"), p)
		for _, k := range voordeur.Koppen() {
			if p == "/v1/openapi.json" && k[0] == "Cross-Origin-Resource-Policy" {
				k[1] = "cross-origin" // what there is, is for everybody
			}
			assert.Equal(t, k[1], a.kop.Get(k[0]), p)
		}
		assert.True(t, strings.HasPrefix(a.kop.Get("Content-Type"), "application/"), p)
	}
}

func TestTeVaak(t *testing.T) {
	t.Parallel()
	klok := nu
	b := nieuweBank(t, func(c *Config) {
		c.Limieten = Limieten{PerSeconde: 1, Ineens: 2}
		c.Nu = func() time.Time { return klok }
	})
	lees := func(rol toegang.Rol) antwoord { return b.vraag(t, rol, http.MethodGet, "/v1/meldingen", "") }
	assert.Equal(t, http.StatusOK, lees(toegang.RolCTB).status)
	assert.Equal(t, http.StatusOK, lees(toegang.RolCTB).status)
	a := lees(toegang.RolCTB)
	require.Equal(t, http.StatusTooManyRequests, a.status)
	assert.Equal(t, "1", a.kop.Get("Retry-After"))
	a.probleem(t)
	assert.Equal(t, http.StatusOK, lees(toegang.RolCoordinator).status, "een ander heeft er geen last van")
	klok = klok.Add(time.Second)
	assert.Equal(t, http.StatusOK, lees(toegang.RolCTB).status)
}

func TestPaniekWordtEenProbleem(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.paniek = true
	a := b.stap(t, toegang.RolVerwijzer, pad(casus.StapIntrekking), `{"reden":"kanarie"}`)
	require.Equal(t, http.StatusInternalServerError, a.status)
	a.probleem(t)
	assert.NotContains(t, a.ruw, "kanarie")
	assert.Contains(t, b.log.String(), "paniek")
	assert.Contains(t, b.log.String(), "schakel/api.(*bank).Neem", "waar het misging")
	assert.NotContains(t, b.log.String(), "kanarie")
}

// Neither log nor metrics hold what was in a path, a query, a header or a body.
func TestLogEnMetriekenZonderWaarden(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	b.stap(t, toegang.RolVerwijzer, pad(casus.StapIntrekking), `{"reden":"kanarie"}`)
	b.stap(t, toegang.RolVerwijzer, pad(casus.StapIntrekking), `{"kanarie":"kanarie"}`)
	b.vraag(t, toegang.RolCTB, http.MethodGet, "/v1/casussen?kanarie=kanarie", "")
	b.vraag(t, toegang.RolCTB, http.MethodGet, "/v1/kanarie", "", "User-Agent", "kanarie")
	b.vraag(t, toegang.RolCTB, http.MethodGet, "/v1/casussen/kanarie", "")
	b.vraag(t, toegang.RolCTB, "KANARIE", "/v1/casussen", "")
	assert.Contains(t, b.log.String(), `"route":"/v1/casussen/:id/intrekking","status":200,"rol":"verwijzer"`)
	w := httptest.NewRecorder()
	b.metrieken.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	assert.Contains(t, w.Body.String(), `schakel_stappen_total{soort="intrekking",uitkomst="verwerkt"} 1`)
	assert.Contains(t, w.Body.String(), `route="/v1/casussen/:id/intrekking",status="400"`)
	for _, uit := range []string{b.log.String(), w.Body.String()} {
		assert.NotContains(t, strings.ToLower(uit), "kanarie")
		assert.NotContains(t, uit, casusID)
		assert.NotContains(t, uit, stapID)
	}
}

// A real server: a client that is slow or sends too much does not hold it, and hears why.
func TestEchteServer(t *testing.T) {
	t.Parallel()
	b := nieuweBank(t)
	srv := httptest.NewUnstartedServer(nil)
	srv.Config = Server(b.h, slogNaar(b))
	srv.Start()
	t.Cleanup(srv.Close)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+pad(casus.StapIntrekking), strings.NewReader(strings.Repeat("x", 10<<20)))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer verwijzer")
	resp, err := srv.Client().Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, http.StatusRequestEntityTooLarge, resp.StatusCode)
	req, err = http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+"/v1/casussen", nil)
	require.NoError(t, err)
	req.Header.Set("X-Lang", strings.Repeat("x", 64<<10))
	resp, err = srv.Client().Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, http.StatusRequestHeaderFieldsTooLarge, resp.StatusCode)
	assert.NotZero(t, srv.Config.ReadHeaderTimeout)
	assert.NotZero(t, srv.Config.ReadTimeout)
	assert.NotZero(t, srv.Config.WriteTimeout)
}
