package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// paginas measures what people look at all day, in a region with 10,000 cases of which
// one in ten is open: the page as the server makes it, until its last byte.
func (b *bench) paginas(ctx context.Context) error {
	g, err := b.nieuwGezin(ctx, "pagina")
	if err != nil {
		return err
	}
	ids, err := b.vul(ctx, g, b.n(10_000, 60), (*voorraad).eenOpTien)
	if err != nil {
		return err
	}
	vol, err := b.dossiers(ctx, g, b.n(20, 2))
	if err != nil {
		return err
	}
	metingen := []struct {
		wat, wie string
		pad      func(i int) string
		grens    float64
	}{
		{"Vandaag (coordinator)", "coordinator", func(int) string { return "/" }, 50},
		{"Vandaag (werker)", "werker", func(int) string { return "/" }, 50},
		{"Bord (coordinator)", "coordinator", func(int) string { return "/bord" }, 50},
		{"Casus (coordinator)", "coordinator", func(i int) string { return "/casussen/" + ids[i*10%len(ids)] }, 50},
		{"Casus met een jaar aan feiten (werker)", "werker", func(i int) string { return "/casussen/" + vol[i%len(vol)] }, 50},
		{"Wachtlijst (coordinator)", "coordinator", func(int) string { return "/wachtlijst" }, 0},
		{"Meldingen (coordinator)", "coordinator", func(int) string { return "/meldingen" }, 0},
	}
	binnen := map[string]*http.Client{}
	for _, wie := range []string{"coordinator", "werker"} {
		if binnen[wie], err = g.binnen(ctx, wie); err != nil {
			return err
		}
	}
	uit := make([]reeks, len(metingen))
	groot := make([]reeks, len(metingen))
	for i := range b.n(200, 3) {
		for j, m := range metingen {
			blad, d, err := g.blad(ctx, binnen[m.wie], m.pad(i))
			if err != nil {
				return fmt.Errorf("%s: %w", m.wat, err)
			}
			uit[j] = uit[j].bij(d)
			groot[j] = append(groot[j], ingepakt(blad))
		}
	}
	for j, m := range metingen {
		if m.grens == 0 {
			b.tabel.meet("bladzijde "+m.wat+", 10.000 casussen waarvan 1.000 open", "ms", uit[j])
		} else {
			b.tabel.hoogstens("bladzijde "+m.wat+", 10.000 casussen waarvan 1.000 open, p95", "ms", uit[j], uit[j].p(95), m.grens)
		}
		b.tabel.meet("bladzijde "+m.wat+", de HTML ingepakt", "KB", groot[j])
	}
	return g.stop()
}

// dossiers are n cases more, each with what a year leaves on its page: forty contacts, three plans and four metingen.
func (b *bench) dossiers(ctx context.Context, g *gezin, n int) ([]string, error) {
	ids, err := g.inOutreach(ctx, n)
	if err != nil {
		return nil, err
	}
	jaar := slices.Repeat([]stapje{{"werker", "contacten", contact()}}, 40)
	jaar = append(jaar, slices.Repeat([]stapje{{"werker", "plannen", `{"doelen":[{"wat":"Inkomen op orde"},{"wat":"Rust in huis"}],"methodiek":"presentie"}`}}, 3)...)
	meting := `{"instrument":"zrm-2017","scores":{"financien":2,"huisvesting":3,"justitie":"niet-noodzakelijk"},"op":"` + nu() + `"}`
	jaar = append(jaar, slices.Repeat([]stapje{{"werker", "metingen", meting}}, 4)...)
	for _, id := range ids {
		if err := g.weg(ctx, klant(), id, jaar...); err != nil {
			return nil, err
		}
	}
	return ids, g.allesBezorgd(ctx)
}

// ingepakt is how many KB a page takes on its way, compressed.
func ingepakt(blad []byte) float64 {
	var uit bytes.Buffer
	w := gzip.NewWriter(&uit)
	_, _ = w.Write(blad) // a buffer takes all
	_ = w.Close()
	return float64(uit.Len()) / 1024
}

// blad asks a page; anything but the page itself is an error.
func (g *gezin) blad(ctx context.Context, c *http.Client, pad string) ([]byte, time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, g.url+pad, http.NoBody)
	if err != nil {
		return nil, 0, err
	}
	begin := time.Now()
	ruw, status, err := doe(c, req)
	duur := time.Since(begin)
	if err == nil && (status != http.StatusOK || !bytes.Contains(ruw, []byte("s-wie"))) {
		err = fmt.Errorf("%s: %d, en niet de bladzijde", pad, status)
	}
	return ruw, duur, err
}

var verborgen = regexp.MustCompile(`name="verzoek" value="([^"]+)"`)

var actie = regexp.MustCompile(`<form method="post" action="([^"]+)"`)

// binnen signs a demo user in to the workbench, through its pages.
func (g *gezin) binnen(ctx context.Context, wie string) (*http.Client, error) {
	c := klant()
	c.Jar = &pot{}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, g.url+"/", http.NoBody)
	if err != nil {
		return nil, err
	}
	ruw, _, err := doe(c, req)
	if err != nil {
		return nil, err
	}
	v, naar := verborgen.FindSubmatch(ruw), actie.FindSubmatch(ruw)
	if v == nil || naar == nil {
		return nil, fmt.Errorf("de inlogbladzijde is niet wat zij was: %.200s", ruw)
	}
	form := url.Values{"verzoek": {html.UnescapeString(string(v[1]))}, "gebruiker": {wie}}
	adres := html.UnescapeString(string(naar[1]))
	if strings.HasPrefix(adres, "/") {
		adres = g.url + adres
	}
	req, err = http.NewRequestWithContext(ctx, http.MethodPost, adres, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if ruw, _, err = doe(c, req); err == nil && !bytes.Contains(ruw, []byte("s-wie")) {
		err = fmt.Errorf("%s is niet ingelogd: %.200s", wie, ruw)
	}
	return c, err
}

// pot keeps cookies as a browser does on its own machine, where http is safe enough for those marked Secure.
type pot struct {
	mu sync.Mutex
	m  map[string]*http.Cookie
}

// SetCookies implements [http.CookieJar].
func (p *pot) SetCookies(_ *url.URL, cs []*http.Cookie) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.m == nil {
		p.m = map[string]*http.Cookie{}
	}
	for _, c := range cs {
		if c.MaxAge < 0 {
			delete(p.m, c.Name)
			continue
		}
		p.m[c.Name] = c
	}
}

// Cookies implements [http.CookieJar].
func (p *pot) Cookies(*url.URL) []*http.Cookie {
	p.mu.Lock()
	defer p.mu.Unlock()
	uit := make([]*http.Cookie, 0, len(p.m))
	for _, c := range p.m {
		uit = append(uit, c)
	}
	return uit
}
