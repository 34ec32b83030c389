package browser

import (
	"net/http"
	"net/http/httptest"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestDienstwerker: a server that does not come, or a door in front of it that says so, gives the page that works without network, on the two pages that
// somebody opens on the street.
func TestDienstwerker(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile("../werkbank/statisch/wortel/sw.js")
	if err != nil {
		t.Fatal(err)
	}
	var traag, status atomic.Int64
	mux := http.NewServeMux()
	blad := func(tekst string) string {
		return "<!DOCTYPE html><html lang=nl><body><main>" + tekst + "</main></body></html>"
	}
	geef := func(w http.ResponseWriter, soort, tekst string) {
		w.Header().Set("Content-Type", soort+"; charset=utf-8")
		_, _ = w.Write([]byte(tekst))
	}
	mux.HandleFunc("GET /sw.js", func(w http.ResponseWriter, _ *http.Request) {
		geef(w, "text/javascript", `const SCHAKEL = {"versie": "1", "bestanden": [], "onderweg": "/onderweg"};`+string(script))
	})
	mux.HandleFunc("GET /onderweg", func(w http.ResponseWriter, _ *http.Request) { geef(w, "text/html", blad("Zonder netwerk")) })
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(time.Duration(traag.Load())):
		case <-r.Context().Done():
		}
		if s := status.Load(); s != 0 {
			w.WriteHeader(int(s))
		}
		geef(w, "text/html", blad("Met netwerk"))
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	f := nieuweTelefoon(t, srv.URL, t.TempDir())
	f.naar("/")
	f.doe(chromedp.Evaluate[chromedp.Void](`navigator.serviceWorker.register("/sw.js").then(() => navigator.serviceWorker.ready)`, chromedp.EvalAwaitPromise))
	naar := func(pad, wil string) {
		t.Helper()
		f.naar(pad)
		f.ziet(wil)
	}
	naar("/", "Met netwerk")
	for _, s := range []int64{502, 503, 504} {
		status.Store(s)
		naar("/", "Zonder netwerk")
		naar("/casussen/x/stap/contacten", "Zonder netwerk")
		naar("/casussen/x", "Met netwerk")
	}
	status.Store(500)
	naar("/", "Met netwerk")
	status.Store(0)
	traag.Store(int64(12 * time.Second))
	begin := time.Now()
	naar("/", "Zonder netwerk")
	if duur := time.Since(begin); duur < 4*time.Second || duur > 10*time.Second {
		t.Errorf("the page came after %v", duur)
	}
	traag.Store(0)
	naar("/casussen/x/stap/contacten", "Met netwerk")
}
