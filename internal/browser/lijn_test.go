package browser

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// lijn is the network between a telephone and the product, for everything the browser asks, also while it starts and ends. What the browser itself is told
// about its network holds for one page at a time.
type lijn struct {
	srv     *httptest.Server
	stand   atomic.Int32
	geslikt atomic.Int64 // answers to a contact that were lost
	gestuit atomic.Int64 // contacts that came while nothing gets through
	doof    atomic.Bool  // nobody hears what others do
	schaal  weegschaal
}

const (
	lijnGoed  int32 = iota
	lijnWeg         // nothing gets through
	lijnHeen        // contacts get to the server, and its answer is lost
	lijnTraag       // what is sent takes its time
)

func nieuweLijn(t *testing.T, product string) *lijn {
	t.Helper()
	u, err := url.Parse(product)
	if err != nil {
		t.Fatal(err)
	}
	l := &lijn{}
	hangOp := func(w http.ResponseWriter) {
		if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_ = c.Close()
		}
	}
	door := &httputil.ReverseProxy{
		FlushInterval: -1,
		Rewrite:       func(p *httputil.ProxyRequest) { p.SetURL(u); p.Out.Host = p.In.Host },
		ErrorHandler:  func(w http.ResponseWriter, _ *http.Request, _ error) { hangOp(w) },
	}
	l.srv = httptest.NewUnstartedServer(l.schaal.onder(func(w http.ResponseWriter, r *http.Request) {
		stand := l.stand.Load()
		switch {
		case r.URL.Host != u.Host, stand == lijnWeg: // a browser asks others too, of itself
			if r.URL.Path == "/onderweg/verzend" {
				l.gestuit.Add(1)
			}
			hangOp(w)
		case r.URL.Path == "/live" && l.doof.Load():
			w.WriteHeader(http.StatusNoContent)
		case stand == lijnHeen && r.URL.Path == "/onderweg/verzend":
			door.ServeHTTP(httptest.NewRecorder(), r)
			l.geslikt.Add(1)
			hangOp(w)
		case stand == lijnTraag && r.Method == http.MethodPost:
			select {
			case <-time.After(2500 * time.Millisecond):
			case <-r.Context().Done():
			}
			door.ServeHTTP(w, r)
		default:
			door.ServeHTTP(w, r)
		}
	}))
	l.srv.Listener = &weeglijn{l.srv.Listener, &l.schaal}
	l.srv.Start()
	t.Cleanup(l.srv.Close)
	return l
}

// over lets a browser go over this line, also to this machine.
func (l *lijn) over() []chromedp.ExecAllocatorOption {
	return []chromedp.ExecAllocatorOption{chromedp.ProxyServer(l.srv.URL), chromedp.Flag("proxy-bypass-list", "<-loopback>")}
}

// TestAntwoordWeg: the server has a contact and its answer is lost; the browser ends, the server restarts, two windows send at once. Nothing is lost, nothing
// is there twice.
func TestAntwoordWeg(t *testing.T) {
	t.Parallel()
	s := nieuweSolo(t)
	id, nummer := s.casusVan("werker")
	l, profiel := nieuweLijn(t, s.url), t.TempDir()
	f := nieuweTelefoon(t, s.url, profiel, l.over()...)
	f.inloggen("werker", "/")
	f.bewaarbaar()
	opOnderweg := func(b *tab) {
		t.Helper()
		b.naar("/onderweg")
		b.doe(chromedp.WaitReady(chromedp.CSS(`html[data-onderweg-ronde]`)))
	}
	zijn := func(wil ...string) {
		t.Helper()
		telling := map[string]int{}
		for _, c := range s.contacten(id) {
			telling[c.Inhoud.Soort]++
		}
		for _, soort := range wil {
			telling[soort]--
		}
		for _, n := range telling {
			if n != 0 {
				t.Fatalf("more or less than %v: %v", wil, telling)
			}
		}
	}
	opOnderweg(f.tab)
	l.stand.Store(lijnWeg)
	for _, soort := range []string{"straat", "kaartje", "brief"} {
		f.tikBij(nummer, soort)
	}
	f.wacht("Wacht op verzending: 3 contacten.")
	zijn()

	// The answer to the first is lost, twice.
	l.stand.Store(lijnHeen)
	for keer := range int64(2) {
		f.doe(chromedp.Click(chromedp.CSS(`#verstuur`)))
		for grens := time.Now().Add(20 * time.Second); l.geslikt.Load() <= keer; f.doe(chromedp.Sleep(50 * time.Millisecond)) {
			if time.Now().After(grens) {
				t.Fatal("nothing was sent")
			}
		}
	}
	zijn("straat")
	f.wacht("Wacht op verzending: 3 contacten.")
	f.sluit()
	s.stop()
	f = nieuweTelefoon(t, s.url, profiel, l.over()...)
	l.stand.Store(lijnWeg)
	f.doe(chromedp.Navigate(s.url + "/"))
	f.wacht("Wacht op verzending: 3 contacten.", nummer)
	s.start()
	s.tokens = map[string]string{}
	l.stand.Store(lijnGoed)
	f.inloggen("werker", "/")
	f.klaar()
	zijn("straat", "kaartje", "brief")
	if rij := f.sleutelsWachtend(); len(rij) != 0 {
		t.Fatalf("%d wait after all was sent", len(rij))
	}

	// On the form, with network, until the answer is lost.
	f.naar("/casussen/" + id + "/stap/contacten")
	f.klaar()
	l.stand.Store(lijnHeen)
	f.doe(chromedp.Click(chromedp.CSS(`input[value="huisbezoek"]`)), chromedp.Click(chromedp.CSS(`button[name="bereikt"][value="false"]`)))
	f.wacht("Bewaard op dit toestel", "Wacht op verzending: 1 contact.")
	zijn("straat", "kaartje", "brief", "huisbezoek")

	// Two windows send the same at the same time.
	v := f.venster()
	opOnderweg(v)
	l.stand.Store(lijnWeg)
	f.tikBij(nummer, "telefoon")
	f.tikBij(nummer, "mail")
	l.stand.Store(lijnGoed)
	druk := chromedp.Evaluate[chromedp.Void](`document.getElementById("verstuur").click()`)
	v.doe(druk)
	f.doe(druk)
	f.weg("Wacht op verzending")
	zijn("straat", "kaartje", "brief", "huisbezoek", "telefoon", "mail")
	if rij := f.sleutelsWachtend(); len(rij) != 0 {
		t.Fatalf("%d wait after all was sent", len(rij))
	}
	f.traag(l, "/casussen/"+id+"/stap/contacten")
}

// traag: what takes longer than a second says that it is at work: a contact, and signing out.
func (f *telefoon) traag(l *lijn, formulier string) {
	f.t.Helper()
	bezig := `document.getElementById("bezig").textContent !== ""`
	f.naar(formulier)
	f.klaar()
	l.stand.Store(lijnTraag)
	f.doe(chromedp.Click(chromedp.CSS(`input[value="via_naaste"]`)), chromedp.Click(chromedp.CSS(`button[name="bereikt"][value="false"]`)))
	f.wachtTot(bezig)
	f.wacht("Vastgelegd: Contact.")
	f.klaar()
	if haal(f.tab, chromedp.Evaluate[bool](bezig)) {
		f.t.Error("still busy on the page after it")
	}
	f.doe(chromedp.Click(chromedp.CSS(`form[action="/uitloggen"] button`)))
	f.wachtTot(bezig)
	f.wacht("U bent uitgelogd")
}
