package sessie_test

import (
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/sessie"
)

// meldAf signs out, as the button does.
func (p *proef) meldAf(t *testing.T, b *http.Client) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.basis+sessie.PadUitloggen, http.NoBody)
	require.NoError(t, err)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	a, _ := doe(t, b, r)
	require.Equal(t, http.StatusSeeOther, a.StatusCode)
}

// Signing out holds, also against a request that was under way and has something to keep of the session: a page that was slow, in another window or in
// another hand.
func TestVerzoekOnderwegBrengtGeenSessieTerug(t *testing.T) {
	t.Parallel()
	p := begin(t)
	b := p.browser(t)
	p.meldAan(t, b, "werker", "/")
	gewoon, bezig, verder := p.tls.Config.Handler, make(chan struct{}), make(chan struct{})
	traag := p.dienst.Lees(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(bezig)
		<-verder
		_, _ = io.WriteString(w, "traag")
	}))
	p.tls.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/traag" {
			traag.ServeHTTP(w, r)
			return
		}
		gewoon.ServeHTTP(w, r)
	})
	cookie := p.cookie(t, b)
	p.verschil.Store(int64(2 * time.Minute)) // long enough for a use to be noted with the session
	r, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodGet, p.basis+"/traag", http.NoBody)
	require.NoError(t, err)
	r.AddCookie(&http.Cookie{Name: sessie.CookieNaam, Value: cookie}) //nolint:gosec // what a client sends has no attributes
	klaar := make(chan string, 1)
	go func() {
		a, err := p.tls.Client().Do(r)
		if err != nil {
			klaar <- err.Error()
			return
		}
		lichaam, _ := io.ReadAll(a.Body)
		_ = a.Body.Close()
		klaar <- string(lichaam)
	}()
	<-bezig
	p.meldAf(t, b)
	close(verder)
	assert.Equal(t, "traag", <-klaar)
	a, _ := p.metCookie(t, cookie)
	assert.Equal(t, http.StatusUnauthorized, a.StatusCode, "the session is back")
}

// What goes on for minutes can ask whether its session is still there: not after signing out, not after signing in anew in that browser, and not for who was
// dismissed.
func TestGeldtEenSessieNog(t *testing.T) {
	t.Parallel()
	for naam, einde := range map[string]func(p *proef, b *http.Client){
		"signed out":     func(p *proef, b *http.Client) { p.meldAf(t, b) },
		"signed in anew": func(p *proef, b *http.Client) { p.meldAan(t, b, "coordinator", "/") },
		"dismissed":      func(p *proef, _ *http.Client) { p.ontslagen.Store(true) },
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			p := begin(t)
			b := p.browser(t)
			p.meldAan(t, b, "werker", "/")
			type antwoord struct {
				geldt bool
				err   error
			}
			vraag, antwoorden := make(chan struct{}), make(chan antwoord)
			gewoon := p.tls.Config.Handler
			stroom := p.dienst.LeesStil(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				for range vraag {
					geldt, err := p.dienst.Geldt(r)
					antwoorden <- antwoord{geldt, err}
				}
			}))
			p.tls.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/stroom" {
					stroom.ServeHTTP(w, r)
					return
				}
				gewoon.ServeHTTP(w, r)
			})
			cookie, klaar := p.cookie(t, b), make(chan struct{})
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.basis+"/stroom", http.NoBody)
			require.NoError(t, err)
			r.AddCookie(&http.Cookie{Name: sessie.CookieNaam, Value: cookie}) //nolint:gosec // what a client sends has no attributes
			go func() {
				defer close(klaar)
				if a, err := p.tls.Client().Do(r); err == nil {
					_ = a.Body.Close()
				}
			}()
			vraag <- struct{}{}
			assert.Equal(t, antwoord{true, nil}, <-antwoorden)
			einde(p, b)
			vraag <- struct{}{}
			assert.Equal(t, antwoord{false, nil}, <-antwoorden)
			close(vraag)
			<-klaar
		})
	}
}
