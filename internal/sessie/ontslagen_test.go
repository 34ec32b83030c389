package sessie_test

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/sessie"
	"schakel/internal/solo"
	"schakel/internal/toegang"
)

// nieuweling is who the provider of these tests knows beside the demo users, until it does not.
var nieuweling = solo.Gebruiker{ID: "nieuweling", Naam: "Nieuweling", Organisatie: "bmz-voorbeeld", Rol: toegang.RolBMZWerker}

// personeelsproef is a workbench at a real provider of which a test says, while people are signed in, whom it knows and as what; nobody at all: it answers 503.
func personeelsproef(t *testing.T) (p *proef, kent func(...solo.Gebruiker)) {
	t.Helper()
	var nu atomic.Pointer[solo.IDP]
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if idp := nu.Load(); idp != nil {
			idp.ServeHTTP(w, r)
			return
		}
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	t.Cleanup(srv.Close)
	sleutel := filepath.Join(t.TempDir(), "sleutel.pem") // of all of them, so that each knows the tokens of the one before
	p = begin(t, func(c *sessie.Config) {
		c.Issuer = srv.URL + solo.IDPPad
		kent = func(wie ...solo.Gebruiker) {
			if len(wie) == 0 {
				nu.Store(nil)
				return
			}
			idp, err := solo.NewIDP(solo.IDPConfig{Issuer: c.Issuer, KeyPath: sleutel, Redirects: []string{c.Basis + sessie.PadTerug}, Extra: wie})
			require.NoError(t, err)
			nu.Store(idp)
		}
		k, err := toegang.NewKeurder(toegang.KeurderConfig{Issuer: c.Issuer, Audience: solo.IDPAudience, Regio: "bno"})
		require.NoError(t, err)
		c.Keurder = k
	})
	p.issuer = p.dienst.Issuer
	kent(nieuweling)
	return p, kent
}

// Who is dismissed at the provider is out as soon as the token is looked at anew: the provider refuses a new one (400 invalid_grant), and the old one, which
// would hold for an hour, counts no more. A provider that is only unwell ends nobody's work.
func TestOntslagenBijDeProvider(t *testing.T) {
	t.Parallel()
	ander := nieuweling
	ander.ID = "een-ander"
	for naam, geval := range map[string]struct {
		kent  []solo.Gebruiker
		na    time.Duration
		code  int
		reden sessie.Waarom
	}{
		"dismissed":                {[]solo.Gebruiker{ander}, 6 * time.Minute, http.StatusUnauthorized, sessie.Voorbij},
		"dismissed, token not due": {[]solo.Gebruiker{ander}, 4 * time.Minute, http.StatusOK, ""},
		"the provider answers 503": {nil, 6 * time.Minute, http.StatusOK, ""},
		"still there":              {[]solo.Gebruiker{nieuweling}, 6 * time.Minute, http.StatusOK, ""},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			p, kent := personeelsproef(t)
			b := p.browser(t)
			p.meldAan(t, b, nieuweling.ID, "/")
			cookie := p.cookie(t, b)
			kent(geval.kent...)
			p.verschil.Store(int64(geval.na))
			a, lichaam := haal(t, b, p.basis+"/")
			require.Equal(t, geval.code, a.StatusCode, lichaam)
			if geval.code == http.StatusOK {
				return
			}
			assert.Equal(t, string(geval.reden), lichaam)
			assert.Empty(t, p.cookie(t, b))
			kent(nieuweling) // taken on again: that is another sign-in
			a, _ = p.metCookie(t, cookie)
			assert.Equal(t, http.StatusUnauthorized, a.StatusCode, "an ended session came back")
		})
	}
}

// Role and organisation are those of the newest token: who is moved at the provider is moved here, and who lost every role of ours is out.
func TestRolEnOrganisatieVolgenHetToken(t *testing.T) {
	t.Parallel()
	for naam, geval := range map[string]struct {
		rol         toegang.Rol
		organisatie string
		wil         string
	}{
		"another role":         {toegang.RolLeidinggevende, nieuweling.Organisatie, "leidinggevende bmz-voorbeeld"},
		"another organisation": {toegang.RolKetenpartner, "wmo-voorbeeld", "ketenpartner wmo-voorbeeld"},
		"no role of ours":      {"schoonmaak", nieuweling.Organisatie, ""},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			p, kent := personeelsproef(t)
			b := p.browser(t)
			p.meldAan(t, b, nieuweling.ID, "/")
			_, voor := haal(t, b, p.basis+"/")
			require.True(t, strings.HasSuffix(voor, " bmz_werker bmz-voorbeeld"), voor)
			nu := nieuweling
			nu.Rol, nu.Organisatie = geval.rol, geval.organisatie
			kent(nu)
			p.verschil.Store(int64(6 * time.Minute))
			a, na := haal(t, b, p.basis+"/")
			if geval.wil == "" {
				assert.Equal(t, http.StatusUnauthorized, a.StatusCode)
				assert.Equal(t, string(sessie.GeenToegang), na)
				return
			}
			require.Equal(t, http.StatusOK, a.StatusCode, na)
			assert.True(t, strings.HasPrefix(na, nieuweling.ID+" ") && strings.HasSuffix(na, " "+geval.wil), na)
		})
	}
}
