package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestNogEenKeer: who goes back after a contact and presses again is asked first, once; what was kept is said in words, with the way to correct it.
func TestNogEenKeer(t *testing.T) {
	t.Parallel()
	s := opGedeeld(t)
	id, _ := s.casusVan("werker")
	const wat, gelegd = "Huisbezoek, bereikt.", `.s-melding a[href*="/corrigeer/"]`
	form := "/casussen/" + id + "/stap/contacten"
	w := als(t, "werker", form)
	leg := func() {
		t.Helper()
		w.doe(chromedp.WaitReady(chromedp.CSS(`html[data-onderweg-klaar]`)), chromedp.Click(chromedp.CSS(`input[value="huisbezoek"]`)))
		w.doe(chromedp.Click(chromedp.CSS(`button[name="bereikt"][value="true"]`)))
	}
	leg()
	w.anders(gelegd)
	w.geladen()
	w.ziet("Vastgelegd: Contact. "+wat, "Klopt dit niet?")
	w.axe("contact vastgelegd")
	w.past("contact vastgelegd")

	w.doe(chromedp.Evaluate[chromedp.Void](`history.back()`))
	w.anders(`html[data-onderweg-klaar] form[data-ook]`)
	leg()
	w.doe(chromedp.WaitVisible(chromedp.CSS(`#fout`)))
	if f := w.focus(); f != "fout" {
		t.Errorf("the keyboard is at %q, not at the question", f)
	}
	w.ziet("Nog niet vastgelegd. Dit legde u om ", "ook al vast: huisbezoek, bereikt.")
	w.axe("contact nog een keer")
	w.beeld("werker-contact-nog-een-keer.png")
	if n := len(s.contacten(id)); n != 1 {
		t.Fatalf("%d contacts before the question was answered", n)
	}
	w.doe(chromedp.Click(chromedp.CSS(`button[name="bereikt"][value="true"]`)))
	w.anders(gelegd)
	w.geladen()
	if n := len(s.contacten(id)); n != 2 {
		t.Errorf("%d contacts after it was answered", n)
	}
	w.klik(gelegd)
	w.ziet("Verander wat niet klopt.")
	w.ingevuld("soort", "huisbezoek")
}
