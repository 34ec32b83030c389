package sessie_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/sessie"
	"schakel/internal/voordeur"
)

// A cookie that opens no session is no way round the limit per address: it counts as a token that is refused. Who is signed in behind that address works on.
func TestVerzonnenCookieTeltPerAdres(t *testing.T) {
	t.Parallel()
	p := begin(t)
	b := p.browser(t)
	p.meldAan(t, b, "werker", "/")
	echt := p.cookie(t, b)
	require.NotEmpty(t, echt)
	deur := voordeur.Voor(voordeur.Config{PerSeconde: 1, Cookie: sessie.CookieNaam}, p.tls.Config.Handler)
	vraag := func(cookie string) int {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		r.AddCookie(&http.Cookie{Name: sessie.CookieNaam, Value: cookie}) //nolint:gosec // what a client sends has no attributes
		w := httptest.NewRecorder()
		deur.ServeHTTP(w, r)
		if w.Code == http.StatusTooManyRequests {
			assert.NotEmpty(t, w.Header().Get("Retry-After"))
		}
		return w.Code
	}
	geteld := map[int]int{}
	for i := range 30 {
		geteld[vraag("verzonnen"+strconv.Itoa(i))]++
	}
	assert.GreaterOrEqual(t, geteld[http.StatusTooManyRequests], 20, "%v", geteld)
	assert.Positive(t, geteld[http.StatusUnauthorized], "%v", geteld)
	assert.Equal(t, http.StatusOK, vraag(echt))
}

// When nobody can be looked up now, a browser gets a page and a program a sentence.
func TestNietNuMetEenBlad(t *testing.T) {
	t.Parallel()
	p := begin(t, func(c *sessie.Config) {
		c.Blad = func(w http.ResponseWriter, _ *http.Request, status int) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte("<!DOCTYPE html>"))
		}
	})
	p.weg.Store(true)
	for accept, wil := range map[string]string{"text/html,*/*;q=0.8": "<!DOCTYPE html>", "application/json": "Probeer het over een paar seconden opnieuw."} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.basis+"/inloggen", http.NoBody)
		require.NoError(t, err)
		r.Header.Set("Accept", accept)
		a, blad := doe(t, p.browser(t), r)
		assert.Equal(t, http.StatusServiceUnavailable, a.StatusCode)
		assert.NotEmpty(t, a.Header.Get("Retry-After"))
		assert.Contains(t, blad, wil)
	}
}
