package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestZoekenEnTerug: on a telephone what was found comes into view and has the keyboard; what keeps a worker safe and what is due are seen without scrolling sideways; and who goes back
// from a case comes to the search page, not to a page of the browser about sending anew.
func TestZoekenEnTerug(t *testing.T) {
	t.Parallel()
	s := opGedeeld(t)
	_, nummer := s.casusVan("werker")
	w := nieuw(t, 360, 740)
	w.inloggen("werker", "/zoek")
	zoek := func() {
		t.Helper()
		w.vul("nummer", nummer)
		w.klik(`main form button[type="submit"]`)
		w.ziet("1 casus gevonden", nummer, "Hond")
	}
	zoek()
	if f := w.focus(); f != "gevonden" {
		t.Errorf("the keyboard is at %q, not at what was found", f)
	}
	const buiten = `[...document.querySelectorAll("#gevonden, main tbody tr > *:nth-child(-n+2), main tbody .s-badge, main tbody .s-nodig, main thead th:nth-child(2)")].filter(e => { const r = e.getBoundingClientRect();
		return r.top < 0 || r.bottom > innerHeight || r.left < 0 || r.right > innerWidth; }).map(e => e.textContent).join("|")`
	if b := haal(w, chromedp.Evaluate[string](buiten)); b != "" {
		t.Errorf("out of sight: %s", b)
	}
	w.axe("gevonden op een telefoon")
	w.past("gevonden op een telefoon")
	w.klik(`main tbody a[href^="/casussen/"]`)
	w.doe(chromedp.Evaluate[chromedp.Void](`history.back()`))
	w.opPad("/zoek")
	w.geladen()
	w.ziet("Zoeken", "Nummer van de casus")
	zoek()
}
