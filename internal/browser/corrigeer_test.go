package browser

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestCorrigeren: what was written wrong is put right at the fact itself; what stood there stays to be read, with who and why.
func TestCorrigeren(t *testing.T) {
	t.Parallel()
	s := opGedeeld(t)
	id, _ := s.casusVan("werker")
	if status := s.vraag("werker", http.MethodPost, "/v1/casussen/"+id+"/contacten", velden{"soort": "telefoon", "bereikt": true, "op": nuTekst(), "notitie": "Sprak zijn broer."}, nil); status != http.StatusCreated {
		t.Fatalf("contact: %d", status)
	}
	w := als(t, "werker", "/casussen/"+id)
	w.ziet("Telefoon", "Sprak zijn broer.")
	w.klik(`.d-tijdlijn a[href*="/corrigeer/"]`)
	w.ingevuld("notitie", "Sprak zijn broer.")
	w.axe("corrigeren")
	w.typ("correctiereden", "Verkeerd opgeschreven.")
	w.verstuur()
	w.ziet("U hebt nog niets veranderd.")
	w.ingevuld("correctiereden", "Verkeerd opgeschreven.")
	w.leeg("notitie")
	w.typ("notitie", "Sprak zijn zus.")
	w.verstuur()
	w.ziet("Vastgelegd: Corrigeren.", "Sprak zijn zus.", "gecorrigeerd")
	w.doe(chromedp.Click(chromedp.CSS(`.d-was summary`)))
	w.ziet("Verkeerd opgeschreven.", "Eerst stond er:", "Sprak zijn broer.")
	w.axe("gecorrigeerd")
	w.beeld("werker-gecorrigeerd.png")

	// Another may read it and not change it: there is no link, and the address refuses in words.
	weg := haal(w, chromedp.AttributeValue(chromedp.CSS(`.d-tijdlijn a[href*="/corrigeer/"]`), "href")).Value
	c := als(t, "ctb", "/casussen/"+id)
	c.ziet("Sprak zijn zus.")
	if n := haal(c, chromedp.Evaluate[int](`document.querySelectorAll('.d-tijdlijn a[href="`+weg+`"]').length`)); n != 0 {
		t.Error("a correction is offered to who may not")
	}
	c.naar(weg)
	c.ziet("Dit is niet (meer) door u te corrigeren.")
}
