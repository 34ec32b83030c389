package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// inRij changes the oldest contact that waits on this telephone: wat is script, p the row.
func (f *telefoon) inRij(wat string) {
	f.t.Helper()
	f.doe(chromedp.Evaluate[chromedp.Void](`new Promise((ja, nee) => { const v = indexedDB.open("schakel"); v.onsuccess = () => {
		const tx = v.result.transaction("wachtrij", "readwrite"), b = tx.objectStore("wachtrij");
		b.getAll().onsuccess = (e) => { const p = e.target.result.sort((a, b) => a.op - b.op)[0]; `+wat+`; b.put(p); };
		tx.oncomplete = ja; tx.onabort = nee; }; })`, chromedp.EvalAwaitPromise))
}

// gooiWeg throws away what stands there, in two taps.
func (f *telefoon) gooiWeg() {
	f.t.Helper()
	f.tikTot(`#posten .s-taak__knoppen button:last-child`, `document.querySelector("#posten [data-zeker]") !== null`)
	f.doe(chromedp.Click(chromedp.CSS(`#posten [data-zeker]`)))
}

// wachtrij: a letter that cannot be opened holds nobody up, says so and can be thrown away, as can one that waits; and a session that ended takes neither the
// list of the day nor what waits.
func wachtrij(t *testing.T, s *eigenSolo) {
	t.Helper()
	id, nummer := s.casusVan("werker")
	f := nieuweTelefoon(t, s.url, t.TempDir())
	f.inloggen("werker", "/")
	f.bewaarbaar()
	f.naar("/onderweg")
	f.doe(chromedp.WaitReady(chromedp.CSS(`html[data-onderweg-ronde]`)))
	f.netwerk(false)
	f.tikBij(nummer, "straat")
	f.tikBij(nummer, "kaartje")
	f.wacht("Wacht op verzending: 2 contacten.")
	f.inRij(`p.brief[p.brief.length - 1] ^= 1`)
	f.doe(chromedp.Evaluate[chromedp.Void](`window.kop = []; const echt = fetch; window.fetch = (p, i) => { kop.push(p + " " + new Headers(i?.headers).get("Schakel-Vanzelf")); return echt(p, i); }`))
	f.netwerk(true)
	f.wacht("1 contact verzonden en vastgelegd.", "Niet aangenomen: 1 contact.", "Schakel kan dit contact niet openen.", "Probeer opnieuw")
	if !haal(f.tab, chromedp.Evaluate[bool](`kop.includes("/onderweg/verzend ja") && !kop.includes("/onderweg/verzend null")`)) {
		t.Error("what a page sends by itself keeps the session alive")
	}
	f.axe("niet te openen")
	if cs := s.contacten(id); len(cs) != 1 || cs[0].Inhoud.Soort != "kaartje" {
		t.Fatalf("behind a letter that cannot be opened: %+v", cs)
	}
	f.netwerk(false)
	f.doe(chromedp.Click(chromedp.CSS(`#posten button`)))
	f.wacht("Zonder netwerk kan alleen Schakel dit openen.")
	f.zietNiet("Wacht op verzending:  contact")
	f.gooiWeg()
	f.weg("Niet aangenomen")
	f.tikBij(nummer, "brief")
	f.wacht("Wacht op verzending: 1 contact.")
	f.gooiWeg()
	f.weg("Wacht op verzending: 1 contact.")

	f.tikBij(nummer, "via_naaste")
	f.inRij(`p.op -= 40 * 24 * 3600e3`) // by the clock of the telephone; the server knows better
	s.sql(`DELETE FROM sessies`)
	f.netwerk(true)
	f.wacht("U bent niet (meer) ingelogd")
	f.doe(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const f = document.createElement("form"); f.method = "post"; f.action = "/casussen/%s/stap/plannen"; document.body.append(f); f.submit(); })()`, id)))
	f.wacht("Wat u net verstuurde, is niet bewaard.")
	time.Sleep(500 * time.Millisecond) // whatever its scripts do by themselves
	f.naar("/onderweg")
	f.doe(chromedp.WaitReady(chromedp.CSS(`html[data-onderweg-ronde]`)))
	f.ziet("Wacht op verzending: 1 contact.", "Bij wie was u?", nummer, "Hond")
	f.inloggen("werker", "/")
	f.klaar()
	f.naar("/casussen/" + id)
	f.ziet("Via een naaste")
}

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
