package sessie_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/sessie"
)

func ingelogdOp(t *testing.T, pagina string) time.Time {
	t.Helper()
	op, err := time.Parse(time.RFC3339, strings.Fields(pagina)[3])
	require.NoError(t, err, pagina)
	return op
}

// The session knows when somebody really signed in, and a new token does not make that later.
func TestInlogtijdBlijftBijVernieuwen(t *testing.T) {
	t.Parallel()
	p := begin(t)
	b := p.browser(t)
	p.meldAan(t, b, "werker", "/")
	_, eerst := haal(t, b, p.basis+"/")
	assert.WithinDuration(t, time.Now(), ingelogdOp(t, eerst), time.Minute)
	p.verschil.Store(int64(6 * time.Minute))
	_, later := haal(t, b, p.basis+"/")
	assert.NotEqual(t, strings.Fields(eerst)[2], strings.Fields(later)[2], "no new token")
	assert.Equal(t, ingelogdOp(t, eerst), ingelogdOp(t, later), "a new token is no sign-in")
}

// A fresh sign-in asks the provider to ask (prompt=login, max_age=0), comes back to where somebody was, and is a new session.
func TestVersInloggen(t *testing.T) {
	t.Parallel()
	p := begin(t)
	b := p.browser(t)
	p.meldAan(t, b, "privacy", "/")
	oud := p.cookie(t, b)
	pad := sessie.PadVers("/toegangslog/export?wie=werker")
	a, _ := haal(t, b, p.basis+pad)
	u, err := url.Parse(a.Header.Get("Location"))
	require.NoError(t, err)
	assert.Equal(t, "login", u.Query().Get("prompt"))
	assert.Equal(t, "0", u.Query().Get("max_age"))
	a, _ = haal(t, b, p.totTerugVanaf(t, b, "privacy", pad))
	assert.Equal(t, "/toegangslog/export?wie=werker", a.Header.Get("Location"))
	assert.NotEqual(t, oud, p.cookie(t, b))
	a, _ = p.metCookie(t, oud)
	assert.Equal(t, http.StatusUnauthorized, a.StatusCode, "the session of before lives on")
}

// A provider that lets somebody through on an old sign-in is not believed: nothing comes of it, and the page says why.
func TestProviderDieNietOpnieuwVraagt(t *testing.T) {
	t.Parallel()
	p := begin(t)
	b := p.browser(t)
	p.meldAan(t, b, "privacy", "/")
	_, voor := haal(t, b, p.basis+"/")
	terug := p.totTerugVanaf(t, b, "privacy", sessie.PadVers("/"))
	p.verschil.Store(int64(3 * time.Minute)) // auth_time is three minutes ago
	a, _ := haal(t, b, terug)
	assert.Equal(t, sessie.PadUit+"?reden=vers", a.Header.Get("Location"))
	_, na := haal(t, b, p.basis+"/")
	assert.Equal(t, ingelogdOp(t, voor), ingelogdOp(t, na), "it counts as a fresh sign-in all the same")
}
