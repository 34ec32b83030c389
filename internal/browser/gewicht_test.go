package browser

import (
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// weegschaal weighs what goes over a line to a browser: every byte of it, with the headers, also what its service worker asks.
type weegschaal struct {
	mu     sync.Mutex // guards the rest
	bytes  int
	keren  map[string]int // how often each address was asked
	per    map[string]int // what came of each, without its headers
	bezig  int
	laatst time.Time // when the last of them began or ended
}

// weeglijn are the connections that are weighed.
type weeglijn struct {
	net.Listener
	schaal *weegschaal
}

// Accept implements [net.Listener].
func (w *weeglijn) Accept() (net.Conn, error) {
	c, err := w.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &weegdraad{c, w.schaal}, nil
}

type weegdraad struct {
	net.Conn
	schaal *weegschaal
}

// Write implements [net.Conn].
func (w *weegdraad) Write(b []byte) (int, error) {
	n, err := w.Conn.Write(b)
	w.schaal.mu.Lock()
	defer w.schaal.mu.Unlock()
	w.schaal.bytes += n
	return n, err
}

// onder notes what each address took.
func (s *weegschaal) onder(h http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodConnect { // a browser asks others too, of itself
			h(w, r)
			return
		}
		m := &weegantwoord{ResponseWriter: w}
		s.begin(r.URL.Path)
		defer func() { s.eind(r.URL.Path, m.n) }()
		h(m, r)
	})
}

func (s *weegschaal) begin(pad string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keren == nil {
		s.keren, s.per = map[string]int{}, map[string]int{}
	}
	s.keren[pad]++
	s.bezig++
	s.laatst = time.Now()
}

func (s *weegschaal) eind(pad string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.per[pad] += n
	s.bezig--
	s.laatst = time.Now()
}

type weegantwoord struct {
	http.ResponseWriter
	n int
}

// Write implements [http.ResponseWriter].
func (w *weegantwoord) Write(b []byte) (int, error) {
	n, err := w.ResponseWriter.Write(b)
	w.n += n
	return n, err
}

// Unwrap is for [http.ResponseController].
func (w *weegantwoord) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// leeg begins anew.
func (s *weegschaal) leeg() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bytes, s.keren, s.per = 0, map[string]int{}, map[string]int{}
}

// rust says that nothing is on its way, and has not been for a second.
func (s *weegschaal) rust() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bezig == 0 && time.Since(s.laatst) > time.Second
}

// bon is what was weighed, a line for each address, the heaviest first; and what came twice.
func (s *weegschaal) bon() (bytes int, regels string, dubbel []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	paden := slices.SortedFunc(maps.Keys(s.keren), func(a, b string) int { return s.per[b] - s.per[a] })
	var uit strings.Builder
	for _, pad := range paden {
		fmt.Fprintf(&uit, "%7d %dx %s\n", s.per[pad], s.keren[pad], pad)
		if s.keren[pad] > 1 {
			dubbel = append(dubbel, pad)
		}
	}
	return s.bytes, uit.String(), dubbel
}

// TestVanElders: what another site lets a browser ask with words of its own goes unpacked, also past the service worker; what we ask ourselves goes packed.
func TestVanElders(t *testing.T) {
	t.Parallel()
	f := nieuweTelefoon(t, gedeeld.url, t.TempDir())
	var mu sync.Mutex // guards ingepakt
	ingepakt := map[string]bool{}
	if err := chromedp.Listen(f.ctx, func(ev any) {
		if a, ok := ev.(*network.EventResponseReceived); ok {
			mu.Lock()
			defer mu.Unlock()
			ingepakt[strings.TrimPrefix(a.Response.URL, f.url)] = a.Response.Headers["Content-Encoding"] == "gzip"
		}
	}); err != nil {
		t.Fatal(err)
	}
	elders := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<!DOCTYPE html><main><a href="`+f.url+`/casussen?door=elders">x</a></main>`)
	}))
	t.Cleanup(elders.Close)
	ander := strings.Replace(elders.URL, "127.0.0.1", "localhost", 1)
	f.bij(f.url, ander)
	f.inloggen("werker", "/")
	f.bewaarbaar()
	f.naar("/casussen?door=hier")
	f.doe(chromedp.Navigate(ander), chromedp.Click(chromedp.CSS(`main a`)), chromedp.WaitVisible(chromedp.CSS(`.s-wie`)))
	f.klaar()
	mu.Lock()
	defer mu.Unlock()
	for pad, wil := range map[string]bool{"/": true, "/casussen?door=hier": true, "/casussen?door=elders": false} {
		if is, er := ingepakt[pad]; !er || is != wil {
			t.Errorf("%s: asked %t, packed %t, want %t", pad, er, is, wil)
		}
	}
}

// eersteMax is what a first page may weigh, all that comes with it, as it goes over the line.
const eersteMax = 150 << 10

// TestEerstePagina: what somebody's first page costs on a telephone that has nothing yet, weighed at the line from the press that signs in until nothing is
// asked any more: with its headers, and with all that the service worker keeps for when there is no network. Nothing comes twice. What others do meanwhile is
// no part of a first page, so the line tells of nothing (/live); that is what made the page weigh one page more now and then.
func TestEerstePagina(t *testing.T) {
	t.Parallel()
	for _, rol := range []string{"werker", "coordinator", "verwijzer"} {
		l := nieuweLijn(t, gedeeld.url)
		l.doof.Store(true)
		f := nieuweTelefoon(t, gedeeld.url, t.TempDir(), l.over()...)
		f.doe(chromedp.Navigate(f.url+"/"), chromedp.WaitVisible(chromedp.CSS(`button[value="`+rol+`"]`)))
		l.schaal.leeg() // the provider's page is another's
		f.doe(chromedp.Click(chromedp.CSS(`button[value="`+rol+`"]`)), chromedp.WaitVisible(chromedp.CSS(`.s-wie`)))
		f.klaar()
		if gaatOpPad := rol != "verwijzer"; gaatOpPad {
			f.bewaarbaar()
		}
		for grens := time.Now().Add(30 * time.Second); !l.schaal.rust(); f.doe(chromedp.Sleep(100 * time.Millisecond)) {
			if time.Now().After(grens) {
				t.Fatal("the first page does not come to rest")
			}
		}
		bytes, regels, dubbel := l.schaal.bon()
		t.Logf("%s: %d bytes\n%s", rol, bytes, regels)
		if bytes > eersteMax || bytes < 20<<10 {
			t.Errorf("%s: the first page is %d bytes, may be %d", rol, bytes, eersteMax)
		}
		if len(dubbel) > 0 {
			t.Errorf("%s: came more than once: %v", rol, dubbel)
		}
		f.sluit()
	}
}
