package voordeur

import (
	"bytes"
	"crypto/tls"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func vertrouw(t *testing.T, netten ...string) Proxies {
	t.Helper()
	p, err := LeesProxies(netten)
	require.NoError(t, err)
	return p
}

func vraag(pad, van string, koppen ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, pad, http.NoBody)
	r.RemoteAddr = van
	for i := 0; i+1 < len(koppen); i += 2 {
		r.Header.Add(koppen[i], koppen[i+1])
	}
	return r
}

func TestLeesProxies(t *testing.T) {
	t.Parallel()
	for _, goed := range []string{"10.0.0.5", "10.0.0.0/24", "::1", "fd00::/8", " 192.0.2.7 ", "::ffff:10.0.0.5"} {
		_, err := LeesProxies([]string{goed})
		assert.NoError(t, err, goed)
	}
	for fout, woord := range map[string]string{
		"": "geen adres", "proxy.example": "geen adres", "10.0.0.0/33": "geen adres", "10.0.0.7/24": "10.0.0.0/24", "0.0.0.0/0": "iedereen", "::/0": "iedereen",
		"*": "geen adres", "fe80::1%eth0": "geen adres", "::ffff:10.0.0.0/104": "IPv4",
	} {
		_, err := LeesProxies([]string{"10.0.0.5", fout})
		require.Error(t, err, fout)
		assert.Contains(t, err.Error(), woord)
	}
}

func TestWieKlopt(t *testing.T) {
	t.Parallel()
	p := vertrouw(t, "10.0.0.0/24", "fd00::5")
	for naam, g := range map[string]struct {
		van    string
		koppen []string
		adres  string
		tls    bool
	}{
		"zonder proxy":                       {"203.0.113.9:4711", nil, "203.0.113.9", false},
		"wie zelf iets beweert":              {"203.0.113.9:4711", []string{"X-Forwarded-For", "198.51.100.1", "X-Forwarded-Proto", "https"}, "203.0.113.9", false},
		"van de proxy":                       {"10.0.0.5:80", []string{"X-Forwarded-For", "203.0.113.9", "X-Forwarded-Proto", "https"}, "203.0.113.9", true},
		"wie een ander voor zich zet":        {"10.0.0.5:80", []string{"X-Forwarded-For", "198.51.100.1, 203.0.113.9"}, "203.0.113.9", false},
		"wie een proxy voor zich zet":        {"10.0.0.5:80", []string{"X-Forwarded-For", "10.0.0.9, 203.0.113.9"}, "203.0.113.9", false},
		"twee proxies":                       {"10.0.0.5:80", []string{"X-Forwarded-For", "203.0.113.9, 10.0.0.6", "X-Forwarded-Proto", "http, https"}, "203.0.113.9", true},
		"twee koppen":                        {"10.0.0.5:80", []string{"X-Forwarded-For", "198.51.100.1", "X-Forwarded-For", "203.0.113.9"}, "203.0.113.9", false},
		"onzin voor de proxy":                {"10.0.0.5:80", []string{"X-Forwarded-For", "localhost"}, "10.0.0.5", false},
		"met poort":                          {"10.0.0.5:80", []string{"X-Forwarded-For", "203.0.113.9:5555"}, "203.0.113.9", false},
		"IPv6 met haken":                     {"[fd00::5]:80", []string{"X-Forwarded-For", "[2001:db8::7]:5555"}, "2001:db8::7", false},
		"IPv4 als IPv6":                      {"[::ffff:10.0.0.5]:80", []string{"X-Forwarded-For", "::ffff:203.0.113.9"}, "203.0.113.9", false},
		"alleen proxies":                     {"10.0.0.5:80", []string{"X-Forwarded-For", "10.0.0.6"}, "10.0.0.6", false},
		"een andere kop telt niet":           {"10.0.0.5:80", []string{"X-Real-Ip", "203.0.113.9", "Forwarded", "for=203.0.113.9;proto=https"}, "10.0.0.5", false},
		"geen enkel net":                     {"192.0.2.1:80", []string{"X-Forwarded-For", "203.0.113.9"}, "192.0.2.1", false},
		"leeg":                               {"10.0.0.5:80", []string{"X-Forwarded-For", ""}, "10.0.0.5", false},
		"de proxy zegt dat het http was":     {"10.0.0.5:80", []string{"X-Forwarded-Proto", "http"}, "10.0.0.5", false},
		"een verzonnen schema is geen https": {"10.0.0.5:80", []string{"X-Forwarded-Proto", "httpsx"}, "10.0.0.5", false},
	} {
		k := p.van(vraag("/", g.van, g.koppen...))
		assert.Equal(t, g.adres, k.adres.String(), naam)
		assert.Equal(t, g.tls, k.tls, naam)
	}
	assert.Equal(t, "2001:db8:0:1::/64", klant{adres: adresVan("2001:db8:0:1::7")}.naam(), "who has one has the network")
}

// Whatever a client writes: without a trusted proxy it is who it is.
func TestNiemandKiestZijnAdres(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		kop := rapid.SampledFrom([]string{"X-Forwarded-For", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded", "Via"}).Draw(t, "kop")
		waarde := rapid.StringMatching(`[ -~]{0,60}`).Draw(t, "waarde")
		k := Proxies{}.van(vraag("/", "203.0.113.9:1", kop, waarde))
		if k.adres.String() != "203.0.113.9" || k.tls {
			t.Fatalf("%s: %q", kop, waarde)
		}
	})
}

func TestKoppenAltijd(t *testing.T) {
	t.Parallel()
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/paniek":
			panic("kanarie")
		case "/weg":
			http.Redirect(w, r, "/", http.StatusSeeOther)
		case "/fout":
			http.Error(w, "nee", http.StatusBadGateway)
		}
	})
	d := Voor(Config{Proxies: vertrouw(t, "10.0.0.5")}, h)
	for _, pad := range []string{"/", "/paniek", "/weg", "/fout", "/v1/niets"} {
		w := httptest.NewRecorder()
		d.ServeHTTP(w, vraag(pad, "203.0.113.9:1"))
		for _, k := range Koppen() {
			assert.Equal(t, k[1], w.Header().Get(k[0]), "%s %s", pad, k[0])
		}
		assert.Empty(t, w.Header().Get("Strict-Transport-Security"), "not over http")
	}
	over := func(c Config, r *http.Request) string {
		w := httptest.NewRecorder()
		Voor(c, h).ServeHTTP(w, r)
		return w.Header().Get("Strict-Transport-Security")
	}
	zelf := vraag("/", "203.0.113.9:1")
	zelf.TLS = &tls.ConnectionState{}
	assert.Equal(t, hsts, over(Config{}, zelf), "TLS of our own")
	assert.Equal(t, hsts, over(Config{Proxies: vertrouw(t, "10.0.0.5")}, vraag("/", "10.0.0.5:1", "X-Forwarded-Proto", "https")))
	assert.Equal(t, hsts, over(Config{HTTPS: true}, vraag("/", "10.0.0.5:1")), "browsers know us by https")
	assert.Empty(t, over(Config{HTTPS: true, Proxies: vertrouw(t, "10.0.0.5")}, vraag("/", "10.0.0.5:1", "X-Forwarded-Proto", "http")), "the proxy says otherwise")
	assert.Empty(t, over(Config{}, vraag("/", "10.0.0.5:1", "X-Forwarded-Proto", "https")), "nobody is trusted")
}

// What a panic says may be what somebody wrote.
func TestPaniekZegtNiets(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	d := Voor(Config{Log: slog.New(slog.NewJSONHandler(&log, nil))}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/half" {
			_, _ = io.WriteString(w, "begin")
		}
		if r.URL.Path == "/afgebroken" {
			panic(http.ErrAbortHandler)
		}
		lichaam, _ := io.ReadAll(r.Body)
		panic("kanarie " + string(lichaam))
	}))
	for _, pad := range []string{"/v1/casussen", "/casussen"} {
		r := httptest.NewRequest(http.MethodPost, pad, strings.NewReader("kanarie-lichaam"))
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		assert.Equal(t, http.StatusInternalServerError, w.Code)
		assert.NotContains(t, w.Body.String(), "kanarie")
		assert.Contains(t, w.Body.String(), "beheerder")
		if pad == "/v1/casussen" {
			assert.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
		}
	}
	assert.PanicsWithValue(t, http.ErrAbortHandler, func() { d.ServeHTTP(httptest.NewRecorder(), vraag("/half", "203.0.113.9:1")) }, "half an answer is cut")
	assert.PanicsWithValue(t, http.ErrAbortHandler, func() { d.ServeHTTP(httptest.NewRecorder(), vraag("/afgebroken", "203.0.113.9:1")) })
	assert.Contains(t, log.String(), `"soort":"string"`)
	assert.Contains(t, log.String(), "voordeur.TestPaniekZegtNiets")
	assert.NotContains(t, log.String(), "kanarie")
	assert.Equal(t, 3, strings.Count(log.String(), "paniek"))
}

// Who must wait gets a page in a browser, and a problem document or a sentence elsewhere.
func TestWachtenMetEenBlad(t *testing.T) {
	t.Parallel()
	d := Voor(Config{PerSeconde: 1, Blad: func(w http.ResponseWriter, _ *http.Request, status int) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "<!DOCTYPE html>")
	}}, http.NotFoundHandler())
	antwoord := func(pad, accept string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		d.ServeHTTP(w, vraag(pad, "203.0.113.9:1", "Accept", accept))
		return w
	}
	for range ineensFactor {
		antwoord("/", "")
	}
	for _, g := range [][3]string{
		{"/inloggen", "text/html,application/xhtml+xml,*/*;q=0.8", "<!DOCTYPE html>"}, {"/", "*/*", teVaakTekst + "\n"}, {"/v1/casussen", "text/html", `"status":429`},
	} {
		w := antwoord(g[0], g[1])
		assert.Equal(t, http.StatusTooManyRequests, w.Code)
		assert.NotEmpty(t, w.Header().Get("Retry-After"))
		assert.Contains(t, w.Body.String(), g[2], "%s %s", g[0], g[1])
	}
}

func TestPerAdres(t *testing.T) {
	t.Parallel()
	klok := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	d := Voor(Config{PerSeconde: 1, Cookie: "sessie", Proxies: vertrouw(t, "10.0.0.5"), Nu: func() time.Time { return klok }}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "slecht" && Mislukt(r.Context()) > 0 {
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}))
	status := func(r *http.Request) int {
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		if w.Code == http.StatusTooManyRequests && r.Header.Get("Authorization") == "" {
			assert.NotEmpty(t, w.Header().Get("Retry-After"))
		}
		return w.Code
	}
	for range ineensFactor {
		assert.Equal(t, http.StatusOK, status(vraag("/inloggen", "203.0.113.9:1")))
	}
	assert.Equal(t, http.StatusTooManyRequests, status(vraag("/inloggen/terug?code=x", "203.0.113.9:2")))
	assert.Equal(t, http.StatusTooManyRequests, status(vraag("/v1/casussen", "203.0.113.9:3")))
	assert.Equal(t, http.StatusTooManyRequests, status(vraag("/v1/casussen", "203.0.113.9:3", "Authorization", "slecht")), "a bad token")
	assert.Equal(t, http.StatusTooManyRequests, status(vraag("/inloggen", "203.0.113.9:3", "Cookie", "sessie=x")), "signing in asks the provider, whatever one shows")
	assert.Equal(t, http.StatusTooManyRequests, status(vraag("/", "203.0.113.9:3", "X-Forwarded-For", "198.51.100.1")), "nobody becomes another by saying so")
	assert.Equal(t, http.StatusOK, status(vraag("/v1/casussen", "203.0.113.9:3", "Authorization", "goed")), "a colleague behind the same address works on")
	assert.Equal(t, http.StatusOK, status(vraag("/", "203.0.113.9:3", "Cookie", "sessie=x")))
	assert.Equal(t, http.StatusOK, status(vraag("/statisch/x.css", "203.0.113.9:3")))
	assert.Equal(t, http.StatusOK, status(vraag("/readyz", "203.0.113.9:3")))
	assert.Equal(t, http.StatusOK, status(vraag("/inloggen", "203.0.113.10:1")), "another address")
	assert.Equal(t, http.StatusOK, status(vraag("/inloggen", "10.0.0.5:1", "X-Forwarded-For", "203.0.113.11")), "behind the proxy everybody counts alone")
	klok = klok.Add(time.Second)
	assert.Equal(t, http.StatusOK, status(vraag("/inloggen", "203.0.113.9:1")))
	assert.Zero(t, Mislukt(t.Context()), "without a door nothing is counted")
}
