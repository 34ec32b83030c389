package sessie_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/fout"
	"schakel/internal/sessie"
	"schakel/internal/solo"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

// proef is a workbench of one page that says who is there, a real provider and a real register.
type proef struct {
	basis, issuer string
	db            testkit.DB
	dienst        *sessie.Dienst
	verschil      atomic.Int64 // of the clock of the workbench, ns
	weg           atomic.Bool  // the provider does not answer
	ontslagen     atomic.Bool  // who signed in has no role any more
	wissels       atomic.Int64 // requests to the token endpoint
	tls           *httptest.Server
}

type keurder struct {
	*toegang.Keurder
	p *proef
}

func (k keurder) Keur(ctx context.Context, token string) (toegang.Identiteit, error) {
	if k.p.ontslagen.Load() {
		return toegang.Identiteit{}, fout.Nieuw(fout.NietBevoegd, "afgemeld")
	}
	return k.Keurder.Keur(ctx, token)
}

// meeteller counts what goes to the provider, and can cut the line.
type meeteller struct{ p *proef }

func (m meeteller) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/oauth/token") {
		m.p.wissels.Add(1)
	}
	if m.p.weg.Load() {
		return nil, io.ErrUnexpectedEOF
	}
	return http.DefaultTransport.RoundTrip(r)
}

func begin(t *testing.T, opties ...func(*sessie.Config)) *proef {
	t.Helper()
	p := &proef{}
	mux := http.NewServeMux()
	p.tls = httptest.NewTLSServer(mux)
	t.Cleanup(p.tls.Close)
	p.basis = p.tls.URL
	idpMux := http.NewServeMux()
	idp := httptest.NewServer(idpMux)
	t.Cleanup(idp.Close)
	p.issuer = idp.URL + solo.IDPPad
	dienst, err := solo.NewIDP(solo.IDPConfig{
		Issuer: p.issuer, KeyPath: filepath.Join(t.TempDir(), "sleutel.pem"), Redirects: []string{p.basis + sessie.PadTerug},
		NaUit: []string{p.basis + sessie.PadUit},
	})
	require.NoError(t, err)
	idpMux.Handle("/", dienst)
	nu := func() time.Time { return time.Now().Add(time.Duration(p.verschil.Load())) }
	k, err := toegang.NewKeurder(toegang.KeurderConfig{Issuer: p.issuer, Audience: solo.IDPAudience, Regio: "bno"})
	require.NoError(t, err)
	reg, db := testkit.Register(t)
	p.db = db
	conf := sessie.Config{
		Basis: p.basis, Issuer: p.issuer, ClientID: solo.IDPClientWerkbank, Scopes: []string{"profile", "offline_access"},
		Keurder: keurder{k, p}, Rijen: reg, Nu: nu, Client: &http.Client{Transport: meeteller{p}},
	}
	for _, o := range opties {
		o(&conf)
	}
	p.dienst, err = sessie.Nieuw(conf)
	require.NoError(t, err)
	for pad, h := range p.dienst.Paden() {
		mux.Handle(pad, h)
	}
	mux.Handle("GET /uitgelogd", http.NotFoundHandler())
	mux.Handle("GET /", p.dienst.Lees(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, ok := toegang.Van(r.Context())
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, string(sessie.Reden(r.Context())))
			return
		}
		_, _ = io.WriteString(w, id.Gebruiker+" "+r.URL.Path+" "+sessie.Token(r.Context())+" "+id.Ingelogd.UTC().Format(time.RFC3339)+" "+string(id.Rol)+" "+id.Organisatie)
	})))
	return p
}

// browser is one, that follows no redirects by itself.
func (p *proef) browser(t *testing.T) *http.Client {
	t.Helper()
	pot, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &http.Client{
		Jar: pot, Transport: p.tls.Client().Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func haal(t *testing.T, b *http.Client, adres string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, adres, http.NoBody)
	require.NoError(t, err)
	return doe(t, b, r)
}

func doe(t *testing.T, b *http.Client, r *http.Request) (*http.Response, string) {
	t.Helper()
	a, err := b.Do(r)
	require.NoError(t, err)
	defer func() { _ = a.Body.Close() }()
	lichaam, err := io.ReadAll(a.Body)
	require.NoError(t, err)
	return a, string(lichaam)
}

var verzoek = regexp.MustCompile(`name="verzoek" value="([^"]+)"`)

// totTerug signs in at the provider and gives the address it sends the browser back to.
func (p *proef) totTerug(t *testing.T, b *http.Client, gebruiker, naar string) string {
	t.Helper()
	return p.totTerugVanaf(t, b, gebruiker, sessie.PadInloggen+"?naar="+url.QueryEscape(naar))
}

func (p *proef) totTerugVanaf(t *testing.T, b *http.Client, gebruiker, pad string) string {
	t.Helper()
	a, _ := haal(t, b, p.basis+pad)
	require.Equal(t, http.StatusSeeOther, a.StatusCode)
	a, _ = haal(t, b, a.Header.Get("Location"))
	require.Equal(t, http.StatusFound, a.StatusCode)
	_, pagina := haal(t, b, a.Header.Get("Location"))
	v := verzoek.FindStringSubmatch(pagina)
	require.Len(t, v, 2)
	form := url.Values{"verzoek": {v[1]}, "gebruiker": {gebruiker}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.issuer+"/inloggen", strings.NewReader(form.Encode()))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a, _ = doe(t, b, r)
	require.Equal(t, http.StatusSeeOther, a.StatusCode)
	a, _ = haal(t, b, a.Header.Get("Location"))
	require.Equal(t, http.StatusFound, a.StatusCode)
	return a.Header.Get("Location")
}

func (p *proef) meldAan(t *testing.T, b *http.Client, gebruiker, naar string) string {
	t.Helper()
	a, _ := haal(t, b, p.totTerug(t, b, gebruiker, naar))
	require.Equal(t, http.StatusSeeOther, a.StatusCode)
	return a.Header.Get("Location")
}

func (p *proef) cookie(t *testing.T, b *http.Client) string {
	t.Helper()
	u, err := url.Parse(p.basis)
	require.NoError(t, err)
	for _, c := range b.Jar.Cookies(u) {
		if c.Name == sessie.CookieNaam {
			return c.Value
		}
	}
	return ""
}

func (p *proef) metCookie(t *testing.T, waarde string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.basis+"/", http.NoBody)
	require.NoError(t, err)
	r.AddCookie(&http.Cookie{Name: sessie.CookieNaam, Value: waarde}) //nolint:gosec // what a client sends has no attributes
	return doe(t, p.tls.Client(), r)
}

func TestInloggenEnUitloggen(t *testing.T) {
	t.Parallel()
	p := begin(t)
	b := p.browser(t)
	a, _ := haal(t, b, p.basis+"/bord")
	require.Equal(t, http.StatusUnauthorized, a.StatusCode)
	assert.Equal(t, "/bord?fase=outreach", p.meldAan(t, b, "coordinator", "/bord?fase=outreach"))
	a, wie := haal(t, b, p.basis+"/bord")
	require.Equal(t, http.StatusOK, a.StatusCode)
	assert.Contains(t, wie, "coordinator /bord ey")
	oud := p.cookie(t, b)
	require.NotEmpty(t, oud)

	uit := func(site string) *http.Response {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.basis+sessie.PadUitloggen, http.NoBody)
		require.NoError(t, err)
		r.Header.Set("Sec-Fetch-Site", site)
		a, _ := doe(t, b, r)
		return a
	}
	assert.Equal(t, http.StatusForbidden, uit("cross-site").StatusCode, "another site may not sign somebody out")
	a, _ = haal(t, b, p.basis+"/")
	require.Equal(t, http.StatusOK, a.StatusCode)
	a = uit("same-origin")
	require.Equal(t, http.StatusSeeOther, a.StatusCode)
	assert.Empty(t, p.cookie(t, b))
	a, _ = haal(t, b, a.Header.Get("Location")) // at the provider
	assert.Equal(t, p.basis+sessie.PadUit, a.Header.Get("Location"))
	a, _ = p.metCookie(t, oud)
	assert.Equal(t, http.StatusUnauthorized, a.StatusCode, "a copied cookie outlived signing out")
}

func TestCookieIsVanDezeHostEnNietTeLezen(t *testing.T) {
	t.Parallel()
	p := begin(t)
	b := p.browser(t)
	a, _ := haal(t, b, p.totTerug(t, b, "werker", "/"))
	var gezien bool
	for _, c := range a.Cookies() {
		if c.Name != sessie.CookieNaam {
			continue
		}
		gezien = true
		assert.True(t, c.HttpOnly && c.Secure && c.Path == "/" && c.Domain == "" && c.SameSite == http.SameSiteLaxMode, "%+v", c)
	}
	assert.True(t, gezien)
}

// Nobody can bring a session about in another's browser, keep a cookie from before the sign-in, or end a sign-in twice.
func TestVreemdeAanmelding(t *testing.T) {
	t.Parallel()
	p := begin(t)
	aanvaller, slachtoffer := p.browser(t), p.browser(t)
	terug := p.totTerug(t, aanvaller, "beheerder", "/")
	a, _ := haal(t, slachtoffer, terug)
	assert.Equal(t, sessie.PadUit+"?reden=opnieuw", a.Header.Get("Location"), "a sign-in ended in another browser")
	assert.Empty(t, p.cookie(t, slachtoffer))

	u, err := url.Parse(terug)
	require.NoError(t, err)
	q := u.Query()
	q.Set("state", q.Get("state")+"x")
	u.RawQuery = q.Encode()
	a, _ = haal(t, aanvaller, u.String())
	assert.Equal(t, sessie.PadUit+"?reden=opnieuw", a.Header.Get("Location"), "another state was accepted")

	b := p.browser(t)
	terug = p.totTerug(t, b, "werker", "/")
	zet := func(van map[string]string) { // the cookie of the sign-in, changed
		u, err := url.Parse(p.basis)
		require.NoError(t, err)
		for _, c := range b.Jar.Cookies(u) {
			ruw, err := base64.RawURLEncoding.DecodeString(c.Value)
			require.NoError(t, err)
			for oud, nieuw := range van {
				ruw = regexp.MustCompile(oud).ReplaceAll(ruw, []byte(nieuw))
			}
			c.Value, c.Path, c.Secure = base64.RawURLEncoding.EncodeToString(ruw), "/", true
			b.Jar.SetCookies(u, []*http.Cookie{c})
		}
	}
	zet(map[string]string{`"Nonce":"[^"]+"`: `"Nonce":"` + strings.Repeat("n", 43) + `"`})
	a, _ = haal(t, b, terug)
	assert.Equal(t, sessie.PadUit+"?reden=opnieuw", a.Header.Get("Location"), "an ID token for another sign-in was accepted")

	terug = p.totTerug(t, b, "werker", "/")
	a, _ = haal(t, b, terug)
	assert.Equal(t, "/", a.Header.Get("Location"))
	a, _ = haal(t, b, terug)
	assert.Equal(t, sessie.PadUit+"?reden=opnieuw", a.Header.Get("Location"), "a code worked twice")
}

func TestSessieNietVastTeZetten(t *testing.T) {
	t.Parallel()
	p := begin(t)
	b := p.browser(t)
	u, err := url.Parse(p.basis)
	require.NoError(t, err)
	b.Jar.SetCookies(u, []*http.Cookie{{Name: sessie.CookieNaam, Value: "voorbedacht", Path: "/", Secure: true}}) //nolint:gosec // planted on purpose
	p.meldAan(t, b, "werker", "/")
	een := p.cookie(t, b)
	assert.NotEqual(t, "voorbedacht", een)
	a, _ := p.metCookie(t, "voorbedacht")
	assert.Equal(t, http.StatusUnauthorized, a.StatusCode)
	p.meldAan(t, b, "coordinator", "/")
	assert.NotEqual(t, een, p.cookie(t, b))
	a, _ = p.metCookie(t, een)
	assert.Equal(t, http.StatusUnauthorized, a.StatusCode, "the session of before a second sign-in lives on")
}

func TestNaarBlijftOpDezeSite(t *testing.T) {
	t.Parallel()
	p := begin(t)
	for _, naar := range []string{"https://kwaad.example/", "//kwaad.example", `/\kwaad.example`, "javascript:alert(1)", "/inloggen?naar=/", "/%0d%0aX: y", "", "/a\tb", "http:/x"} {
		b := p.browser(t)
		plek := p.meldAan(t, b, "werker", naar)
		assert.True(t, strings.HasPrefix(plek, "/") && !strings.HasPrefix(plek, "//") && !strings.ContainsAny(plek, "\\\r\n"), "%q → %q", naar, plek)
		assert.False(t, strings.HasPrefix(plek, sessie.PadInloggen), "%q → %q", naar, plek)
	}
}

// What is in the database opens nothing: neither the cookie nor a token can be read from it.
func TestRijVerraadtNiets(t *testing.T) {
	t.Parallel()
	p := begin(t)
	b := p.browser(t)
	p.meldAan(t, b, "werker", "/")
	_, wie := haal(t, b, p.basis+"/")
	token := strings.Fields(wie)[2]
	var sleutel, dicht []byte
	require.NoError(t, testkit.Verbind(t, p.db.Eigenaar()).QueryRow(t.Context(), `SELECT sleutel, inhoud FROM sessies`).Scan(&sleutel, &dicht))
	cookie := p.cookie(t, b)
	for _, geheim := range []string{cookie, token, token[:40], "werker"} {
		for _, vorm := range []string{geheim, hex.EncodeToString([]byte(geheim)), base64.StdEncoding.EncodeToString([]byte(geheim))} {
			assert.False(t, bytes.Contains(dicht, []byte(vorm)) || bytes.Contains(sleutel, []byte(vorm)), "a row holds %d bytes of a secret", len(vorm))
		}
	}
	for _, poging := range []string{hex.EncodeToString(sleutel), base64.RawURLEncoding.EncodeToString(sleutel), string(sleutel[:8])} {
		a, _ := p.metCookie(t, url.QueryEscape(poging))
		assert.Equal(t, http.StatusUnauthorized, a.StatusCode)
	}
}

func TestSessieEindigt(t *testing.T) {
	t.Parallel()
	for naam, geval := range map[string]struct {
		doe   func(p *proef)
		code  int
		reden string
	}{
		"in use":                    {func(p *proef) { p.verschil.Store(int64(20 * time.Minute)) }, http.StatusOK, ""},
		"unused for half an hour":   {func(p *proef) { p.verschil.Store(int64(31 * time.Minute)) }, http.StatusUnauthorized, string(sessie.Stil)},
		"dismissed at the provider": {func(p *proef) { p.ontslagen.Store(true) }, http.StatusUnauthorized, string(sessie.GeenToegang)},
		"provider away, token good": {func(p *proef) { p.weg.Store(true); p.verschil.Store(int64(20 * time.Minute)) }, http.StatusOK, ""},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			p := begin(t)
			b := p.browser(t)
			p.meldAan(t, b, "werker", "/")
			geval.doe(p)
			a, lichaam := haal(t, b, p.basis+"/")
			assert.Equal(t, geval.code, a.StatusCode)
			assert.Contains(t, lichaam, geval.reden)
			p.ontslagen.Store(false)
			if geval.code != http.StatusOK {
				p.verschil.Store(0)
				a, _ = haal(t, b, p.basis+"/")
				assert.Equal(t, http.StatusUnauthorized, a.StatusCode, "an ended session came back")
			}
		})
	}
}

// Twenty requests of one browser find a token that is due: one asks the provider, all get in, and the new token is kept.
func TestVernieuwtEenmaal(t *testing.T) {
	t.Parallel()
	p := begin(t)
	b := p.browser(t)
	p.meldAan(t, b, "werker", "/")
	_, voor := haal(t, b, p.basis+"/")
	p.wissels.Store(0)
	p.verschil.Store(int64(6 * time.Minute))
	var wg sync.WaitGroup
	antwoorden := make([]string, 20)
	for i := range antwoorden {
		wg.Go(func() { _, antwoorden[i] = haal(t, b, p.basis+"/") })
	}
	wg.Wait()
	for _, a := range antwoorden {
		assert.Equal(t, antwoorden[0], a)
		assert.True(t, strings.HasPrefix(a, "werker"), a)
	}
	assert.NotEqual(t, voor, antwoorden[0])
	assert.EqualValues(t, 1, p.wissels.Load())
	p.verschil.Store(int64(12 * time.Minute))
	_, later := haal(t, b, p.basis+"/")
	assert.True(t, strings.HasPrefix(later, "werker") && later != antwoorden[0], "the refresh token that came along was not kept")
	assert.EqualValues(t, 2, p.wissels.Load())
}

// A session that is used all the time ends all the same.
func TestWerkdagEindigt(t *testing.T) {
	t.Parallel()
	p := begin(t, func(c *sessie.Config) { c.Duur = 2 * time.Second })
	b := p.browser(t)
	p.meldAan(t, b, "werker", "/")
	cookie := p.cookie(t, b)
	a, _ := p.metCookie(t, cookie)
	require.Equal(t, http.StatusOK, a.StatusCode)
	testkit.Wacht(t, "the end of the session", func() bool {
		a, _ := p.metCookie(t, cookie)
		return a.StatusCode == http.StatusUnauthorized
	})
}

// What a page asks by itself is no use: a telephone left on a table ends as it should, however often its page looks for news.
func TestVanzelfHoudtNietsInLeven(t *testing.T) {
	t.Parallel()
	p := begin(t)
	b := p.browser(t)
	p.meldAan(t, b, "werker", "/")
	vanzelf := func() int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.basis+"/", http.NoBody)
		require.NoError(t, err)
		r.Header.Set(sessie.KopVanzelf, "ja")
		a, _ := doe(t, b, r)
		return a.StatusCode
	}
	for _, d := range []time.Duration{10 * time.Minute, 20 * time.Minute, 29 * time.Minute} {
		p.verschil.Store(int64(d))
		assert.Equal(t, http.StatusOK, vanzelf())
	}
	p.verschil.Store(int64(31 * time.Minute))
	assert.Equal(t, http.StatusUnauthorized, vanzelf())
	a, _ := haal(t, b, p.basis+"/")
	assert.Equal(t, http.StatusUnauthorized, a.StatusCode)
}
