package browser

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// grootMet opens a telephone of somebody who set the letters of the browser itself to twice their size: whatever is counted in letters, breakpoints too, grows along.
func grootMet(t *testing.T, breed, hoog int64) *tab {
	t.Helper()
	opties := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.Flag("lang", "nl-NL"), chromedp.Flag("disable-dev-shm-usage", true), //nolint:gocritic // a copy on purpose
		chromedp.Flag("blink-settings", "defaultFontSize=32"))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opties...) //nolint:usetesting // ends after the test, with Cleanup
	t.Cleanup(stop)
	return nieuwIn(alloc, t, breed, hoog)
}

// alsAnder signs in as another, in the same browser.
func (b *tab) alsAnder(gebruiker string) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, network.ClearBrowserCookies, cdp.Empty{}); err != nil {
		b.t.Fatal(err)
	}
	b.inloggen(gebruiker, "/")
}

// smalleKolommen are texts that stand with a few letters on a line: a column that is too narrow to be read. The second answer is how many texts were looked at.
const smalleKolommen = `(() => {
	const uit = [], loop = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	let n = 0;
	for (let t; (t = loop.nextNode());) {
		const tekst = t.data.trim();
		if (tekst.length < 9 || !t.parentElement.checkVisibility() || t.parentElement.closest("svg, script, option, .s-alleen-voorlezen")) continue;
		const r = document.createRange();
		r.selectNodeContents(t);
		const regels = new Set([...r.getClientRects()].map(k => Math.round(k.top))).size;
		n++;
		if (regels > 2 && tekst.length / regels < 4) uit.push(tekst.slice(0, 40) + " (" + regels + " lines)");
	}
	return n < 5 ? "only " + n + " texts were looked at" : uit.join("; ");
})()`

// Letters at 200% of the browser itself on a telephone: nothing to scroll sideways, and no column that holds a few letters (WCAG 1.4.4, 1.4.10).
func TestGroteLetters(t *testing.T) {
	t.Parallel()
	b := grootMet(t, 360, 740)
	for _, d := range []struct {
		rol   string
		paden []string
	}{
		{"coordinator", []string{"/", "/casussen", "/bord", "/wachtlijst", "/inbox", "/meldingen", "/zoek", "/casussen?fase=quickscan casus", "/casussen?fase=quickscan casus/stap/quickscan", "/casussen?fase=outreach casus", "/casussen?fase=overdracht casus"}},
		{"werker", []string{"/", "/casussen", "/casussen casus", "/casussen casus/stap/contacten", "/casussen casus/stap/plannen"}},
		{"verwijzer", []string{"/", "/aanmelden", "/aanmelden/6f0c1f3e-8c1b-4a52-9f5e-2a4f1f0d7b21?nieuw"}},
		{"ketenpartner", []string{"/", "/overdrachten", "/overdrachten overdracht"}},
	} {
		b.alsAnder(d.rol)
		for _, pad := range d.paden {
			if lijst, onder, ja := strings.Cut(pad, " casus"); ja {
				b.naar(lijst)
				pad = b.eersteLink("/casussen/") + onder
			} else if lijst, _, ja := strings.Cut(pad, " overdracht"); ja {
				b.naar(lijst)
				pad = b.eersteLink("/overdrachten/")
			}
			b.naar(pad)
			b.beeld("groot" + strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(d.rol+pad) + ".png")
			b.past(d.rol + " " + pad)
			if smal := haal(b, chromedp.Evaluate[string](smalleKolommen)); smal != "" {
				t.Errorf("%s %s: too narrow to read: %s", d.rol, pad, smal)
			}
		}
	}
}
