package sessie_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/register"
	"schakel/internal/sessie"
)

// Who lost a telephone signs out everywhere from another device; only that person's sessions end.
func TestOveralUitloggen(t *testing.T) {
	t.Parallel()
	p := begin(t)
	hier, kwijt, ander := p.browser(t), p.browser(t), p.browser(t)
	p.meldAan(t, hier, "werker", "/")
	p.meldAan(t, kwijt, "werker", "/")
	p.meldAan(t, ander, "werker2", "/")
	naar := ""
	uit := func(b *http.Client, site string, velden url.Values) int {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.basis+sessie.PadUitloggen, strings.NewReader(velden.Encode()))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", site)
		a, _ := doe(t, b, r)
		naar = a.Header.Get("Location")
		return a.StatusCode
	}
	staat := func(b *http.Client) int {
		t.Helper()
		a, _ := haal(t, b, p.basis+"/")
		return a.StatusCode
	}
	overal := url.Values{sessie.VeldOveral: {"ja"}}
	assert.Equal(t, http.StatusForbidden, uit(hier, "cross-site", overal), "another site may not sign somebody out")
	assert.Equal(t, http.StatusSeeOther, uit(p.browser(t), "same-origin", overal), "who is nobody ends nothing, and is asked who it is")
	assert.Equal(t, sessie.PadInloggen, naar)
	assert.Equal(t, [3]int{200, 200, 200}, [3]int{staat(hier), staat(kwijt), staat(ander)})
	oud := p.cookie(t, hier)

	require.Equal(t, http.StatusSeeOther, uit(hier, "same-origin", overal))
	assert.Empty(t, p.cookie(t, hier))
	assert.Equal(t, [3]int{401, 401, 200}, [3]int{staat(hier), staat(kwijt), staat(ander)})
	a, _ := p.metCookie(t, oud)
	assert.Equal(t, http.StatusUnauthorized, a.StatusCode, "a copied cookie outlived it")

	p.meldAan(t, hier, "werker", "/")
	p.meldAan(t, kwijt, "werker", "/")
	require.Equal(t, http.StatusSeeOther, uit(hier, "same-origin", url.Values{"x": {strings.Repeat("x", 5<<10)}, sessie.VeldOveral: {"ja"}}), "more than it reads")
	assert.Equal(t, [2]int{401, 200}, [2]int{staat(hier), staat(kwijt)}, "signing out is of this device alone")
}

// Who manages the machines ends the sessions of somebody else: one command, and it says how many there were.
func TestUitgelogdDoorBeheer(t *testing.T) {
	t.Parallel()
	var reg *register.Register
	p := begin(t, func(c *sessie.Config) { reg, _ = c.Rijen.(*register.Register) })
	een, twee, ander := p.browser(t), p.browser(t), p.browser(t)
	p.meldAan(t, een, "werker", "/")
	p.meldAan(t, twee, "werker", "/")
	p.meldAan(t, ander, "werker2", "/")
	for gebruiker, wil := range map[string]int{"": 0, "bestaat-niet": 0, "werker": 2} {
		n, err := reg.LogUit(t.Context(), gebruiker)
		require.NoError(t, err)
		assert.Equal(t, wil, n, gebruiker)
	}
	for b, wil := range map[*http.Client]int{een: 401, twee: 401, ander: 200} {
		a, _ := haal(t, b, p.basis+"/")
		assert.Equal(t, wil, a.StatusCode)
	}
}
