package integratie

import (
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"schakel/internal/product"
	"schakel/internal/sessie"
	"schakel/internal/solo"
)

// metWerkbank serves the workbench beside the API; its address is filled in when it is known.
func metWerkbank(c *product.Config) {
	c.Werkbank = &product.Werkbank{ClientID: solo.IDPClientWerkbank, Scopes: []string{"profile", "offline_access"}}
}

// venster is a browser of one person, as far as headers and cookies go: it follows no redirects and keeps what a server asks it to keep.
type venster struct {
	o       *omgeving
	cookies map[string]string
}

// blad is what came back.
type blad struct {
	status  int
	kop     http.Header
	lichaam string
}

func (o *omgeving) venster() *venster { return &venster{o: o, cookies: map[string]string{}} }

// doe sends one request. The answer of a stream is not waited for.
func (v *venster) doe(t *testing.T, methode, adres, lichaam string, koppen ...string) blad {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), methode, adres, strings.NewReader(lichaam))
	if err != nil {
		t.Fatal(err)
	}
	if lichaam != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for naam, waarde := range v.cookies {
		r.AddCookie(&http.Cookie{Name: naam, Value: waarde})
	}
	for i := 0; i+1 < len(koppen); i += 2 {
		r.Header.Set(koppen[i], koppen[i+1])
	}
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	a, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	for _, k := range a.Cookies() {
		if k.MaxAge < 0 || k.Value == "" {
			delete(v.cookies, k.Name)
		} else {
			v.cookies[k.Name] = k.Value
		}
	}
	b := blad{status: a.StatusCode, kop: a.Header}
	if a.Header.Get("Content-Type") == "text/event-stream" {
		return b
	}
	ruw, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	b.lichaam = string(ruw)
	return b
}

// haal reads a page of the product.
func (v *venster) haal(t *testing.T, pad string, koppen ...string) blad {
	t.Helper()
	return v.doe(t, http.MethodGet, v.o.url+pad, "", koppen...)
}

// stuur sends a form, as a page of ours does.
func (v *venster) stuur(t *testing.T, pad string, vorm url.Values) blad {
	t.Helper()
	return v.doe(t, http.MethodPost, v.o.url+pad, vorm.Encode(), "Origin", v.o.url, "Sec-Fetch-Site", "same-origin")
}

var verborgenVerzoek = regexp.MustCompile(`name="verzoek" value="([^"]+)"`)

// totTerug signs in at the provider, up to the address that it sends the browser back to.
func (v *venster) totTerug(t *testing.T, wie string) string {
	t.Helper()
	b := v.haal(t, sessie.PadInloggen+"?naar=/")
	b = v.doe(t, http.MethodGet, b.kop.Get("Location"), "")
	naar := b.kop.Get("Location")
	b = v.doe(t, http.MethodGet, naar, "")
	m := verborgenVerzoek.FindStringSubmatch(b.lichaam)
	if len(m) != 2 {
		t.Fatalf("geen inlogpagina op %s: %d", naar, b.status)
	}
	inlog, _, _ := strings.Cut(naar, "?")
	b = v.doe(t, http.MethodPost, inlog, url.Values{"verzoek": {m[1]}, "gebruiker": {wie}}.Encode())
	b = v.doe(t, http.MethodGet, b.kop.Get("Location"), "")
	return b.kop.Get("Location")
}

// ingelogd is a browser in which somebody has signed in.
func (o *omgeving) ingelogd(t *testing.T, wie string) *venster {
	t.Helper()
	v := o.venster()
	if b := v.doe(t, http.MethodGet, v.totTerug(t, wie), ""); b.status != http.StatusSeeOther || v.cookies[sessie.CookieNaam] == "" {
		t.Fatalf("inloggen als %s: %d", wie, b.status)
	}
	return v
}

// anders is another browser with the same cookies.
func (v *venster) anders() *venster { return &venster{o: v.o, cookies: maps.Clone(v.cookies)} }
