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
	form, wat := "/casussen/"+id+"/stap/contacten", "Huisbezoek, bereikt."
	w := als(t, "werker", form)
	leg := func() {
		t.Helper()
		w.doe(chromedp.WaitReady(chromedp.CSS(`html[data-onderweg-klaar]`)), chromedp.Click(chromedp.CSS(`input[value="huisbezoek"]`)))
		w.doe(chromedp.Click(chromedp.CSS(`button[name="bereikt"][value="true"]`)))
	}
	leg()
	w.wachtTot(`document.body.innerText.includes("` + wat + `")`)
	w.ziet("Vastgelegd: Contact. "+wat, "Klopt dit niet?")
	w.axe("contact vastgelegd")
	w.past("contact vastgelegd")

	w.doe(chromedp.Evaluate[chromedp.Void](`history.back()`))
	w.wachtTot(`location.pathname === "` + form + `" && document.documentElement.dataset.onderwegKlaar === "ja"`)
	leg()
	w.wachtTot(`document.activeElement?.id === "fout"`)
	w.ziet("Nog niet vastgelegd. Dit legde u om ", "ook al vast: huisbezoek, bereikt.")
	w.axe("contact nog een keer")
	w.beeld("werker-contact-nog-een-keer.png")
	if n := len(s.contacten(id)); n != 1 {
		t.Fatalf("%d contacts before the question was answered", n)
	}
	w.doe(chromedp.Click(chromedp.CSS(`button[name="bereikt"][value="true"]`)))
	w.wachtTot(`document.body.innerText.includes("` + wat + `")`)
	if n := len(s.contacten(id)); n != 2 {
		t.Errorf("%d contacts after it was answered", n)
	}
	w.klik(`.s-melding a[href*="/corrigeer/"]`)
	w.ziet("Corrigeer")
	w.ingevuld("soort", "huisbezoek")
}
