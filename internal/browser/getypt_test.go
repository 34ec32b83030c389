package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestGetyptBlijft: what somebody typed is still there when another was first: in the form, over what holds now, or as text when there is nothing to send any more.
func TestGetyptBlijft(t *testing.T) {
	t.Parallel()
	const zin = "Woont nu bij zijn zus, belt zelf met de huisarts."
	s := opGedeeld(t)
	id, _ := s.casusVan("werker")
	w := als(t, "werker", "/casussen/"+id+"/stap/plannen")
	w.kies("methodiek", "cti")
	w.typ("doelen.0.wat", zin)
	s.stap("coordinator", "/v1/casussen/"+id+"/toewijzing", velden{"casehouder": "werker2", "vervangt": "werker"}, nil)
	w.verstuur()
	w.status(404)
	w.ziet("Hier is niets voor u", "Wat u invulde, is niet vastgelegd", zin)
	w.rondom("getypt, en de casus is van een ander")

	// Two people complete one deling.
	id, _, _ = s.aangeboden()
	w.naar("/casussen/" + id)
	w.klik(`#delingen a[href*="vervangt="]`)
	k := als(t, "coordinator", w.pad())
	for _, b := range []*tab{w, k} {
		b.kies("grondslag", "toestemming")
		b.kies("toestemming.antwoord", "ja")
		b.vul("toestemming.op", "2026-11-20")
		b.kies("geinformeerd.ja", "true")
	}
	k.vul("waarom", "De ontvanger moet kunnen bellen.")
	k.verstuur()
	k.ziet("Grond: Toestemming van de cliënt.")
	w.vul("waarom", zin)
	w.verstuur()
	w.status(409)
	w.ziet("Nog niet vastgelegd. Deze deling is intussen aangevuld door Coördinator, vandaag ")
	w.ingevuld("waarom", zin)
	if f := w.focus(); f != "fout" {
		t.Errorf("the keyboard is at %q, not at what happened", f)
	}
	if titel := haal(w, chromedp.Evaluate[string](`document.title`)); titel != "Fout: Deling aanvullen · Schakel" {
		t.Errorf("the window is called %q", titel)
	}
	w.rondom("deling door een ander aangevuld")
	w.verstuur()
	w.ziet(zin, "2 eerdere versies")
}
