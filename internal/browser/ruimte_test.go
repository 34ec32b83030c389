package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestRuimte: fields that are folded away stand apart once they are unfolded, what says that something is wrong covers nothing, and what a cold hand presses on a telephone is as tall as a
// fingertip: the number to ring, the way to correct, the way back after a slip.
func TestRuimte(t *testing.T) {
	t.Parallel()
	s := opGedeeld(t)
	id, _ := s.casusVan("werker")
	form := "/casussen/" + id + "/stap/contacten"
	w := nieuw(t, 360, 740)
	w.inloggen("werker", form)
	w.klaar()
	w.doe(chromedp.Evaluate[chromedp.Void](`document.querySelector("form[data-contact] details").open = true`))
	const dicht = `[...document.querySelectorAll("form[data-contact] details > .s-veld, form[data-contact] details > fieldset")].map((e, n, alle) => n && e.getBoundingClientRect().top - alle[n-1].getBoundingClientRect().bottom)
		.filter((ruimte, n) => n && ruimte < 12).length`
	if n := haal(w, chromedp.Evaluate[int](dicht)); n != 0 {
		t.Errorf("%d fields stick to the one above", n)
	}
	w.klik(`button[name="bereikt"][value="false"]`)
	w.wacht("Vastgelegd: Contact.")
	w.geladen()
	const klein = `[...document.querySelectorAll('.s-melding a, .d-veilig-bij, .d-corrigeer, dd > a[href^="tel:"], .d-sprong a, .s-filters a')].filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44)
		.map(e => e.textContent + " " + e.getBoundingClientRect().height).join(", ")`
	if k := haal(w, chromedp.Evaluate[string](klein)); k != "" {
		t.Errorf("too small for a cold hand: %s", k)
	}

	z := als(t, "werker", "/zoek")
	z.doe(chromedp.Click(chromedp.CSS(`main form button`)), chromedp.WaitVisible(chromedp.CSS(`#fout`)))
	if r := haal(z, chromedp.Evaluate[float64](`document.getElementById("fout").getBoundingClientRect().top - document.getElementById("fout").previousElementSibling.getBoundingClientRect().bottom`)); r < 8 {
		t.Errorf("what is wrong stands %.0f pixels under the line above it, and covers it once it has the keyboard", r)
	}
}

// TestHulpbladBegintBovenaan: the help sheet of a role with many keys is longer than a small screen: it opens at its title, not at its end.
func TestHulpbladBegintBovenaan(t *testing.T) {
	t.Parallel()
	k := nieuw(t, 1366, 600)
	k.inloggen("coordinator", "/")
	k.toets("?")
	k.doe(chromedp.WaitVisible(chromedp.CSS(`#toetsen[open]`)))
	if boven := haal(k, chromedp.Evaluate[float64](`document.getElementById("toetsen-titel").getBoundingClientRect().top - document.getElementById("toetsen").getBoundingClientRect().top`)); boven < 0 {
		t.Errorf("the title is %.0f pixels above the edge of the sheet", -boven)
	}
}
