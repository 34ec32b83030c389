package browser

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// The overview of a case as a file: made by the server, tagged, and named by number.
func TestPDF(t *testing.T) {
	t.Parallel()
	b := nieuw(t, 1100, 900)
	b.inloggen("coordinator", "/zoek")
	b.naarCasus("2026-00025", "")
	b.naar(strings.Split(b.pad(), "?")[0] + "/afdruk")
	kop := haal(b, chromedp.Evaluate[string](`(async () => {
		const f = document.querySelector('form[action$="/afdruk"]');
		const a = await fetch(f.action, { method: "POST" });
		const tekst = new TextDecoder("latin1").decode(await a.arrayBuffer());
		return [a.status, a.headers.get("content-type"), a.headers.get("content-disposition"), a.headers.get("cache-control"), tekst.slice(0, 5), tekst.includes("/StructTreeRoot")].join(" ");
	})()`, chromedp.EvalAwaitPromise))
	if wil := `200 application/pdf attachment; filename="casus-2026-00025.pdf" no-store %PDF- true`; kop != wil {
		t.Errorf("de pdf: %s, verwacht %s", kop, wil)
	}
	b.nogEens(`form[action$="/afdruk"] button`, "/afdruk")

	p := nieuw(t, 1280, 900)
	p.inloggen("privacy", "/toegangslog")
	p.nogEens(`a[href^="/toegangslog/export"]`, "/toegangslog/export")
}

// nogEens asks a file twice, as somebody does who closed the first: it is asked twice, and nothing on the page goes on saying that it is busy.
func (b *tab) nogEens(css, pad string) {
	b.t.Helper()
	var gevraagd atomic.Int32
	if err := chromedp.Listen(b.ctx, func(ev any) {
		if ev, ja := ev.(*network.EventRequestWillBeSent); ja && ev.Type == network.ResourceTypeDocument && strings.Contains(ev.Request.URL, pad) {
			gevraagd.Add(1)
		}
	}); err != nil {
		b.t.Fatal(err)
	}
	for n := int32(1); n <= 2; n++ {
		b.druk(css)
		for grens := time.Now().Add(20 * time.Second); gevraagd.Load() < n; b.doe(chromedp.Sleep(50 * time.Millisecond)) {
			if time.Now().After(grens) {
				b.t.Fatalf("%s: asked %d times after %d clicks", pad, gevraagd.Load(), n)
			}
		}
		b.doe(chromedp.Sleep(1500 * time.Millisecond)) // what is slow is told after a second
		if bezig := haal(b, chromedp.Evaluate[string](`document.getElementById("bezig").textContent + (document.querySelector("main [aria-busy]") ? " aria-busy" : "")`)); bezig != "" {
			b.t.Errorf("%s: after the file came the page says %q", pad, bezig)
		}
	}
}
