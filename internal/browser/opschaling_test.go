package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestOpschaling: a worker asks for more, the coordinator decides, and it ends; who comes with what can no longer be done reads why.
func TestOpschaling(t *testing.T) {
	t.Parallel()
	id, _ := opGedeeld(t).casusVan("werker")
	casus := "/casussen/" + id
	w, laat := als(t, "werker", casus), als(t, "werker", casus+"/stap/opschalingen")
	w.zietNiet("Niveau 2: ketenoverleg")
	w.klik(`main a[href$="/stap/opschalingen"]`)
	w.typ("niveau", "2")
	w.typ("reden", "Overlast elke nacht.")
	w.typ("doel", "Met de buurt één plan.")
	w.verstuur()
	w.ziet("Vastgelegd: Opschalen.", "Niveau 2: ketenoverleg", "Overlast elke nacht.")

	// The same in another window, opened before: refused, with the reason of the rules and what can be done instead.
	laat.typ("niveau", "3")
	laat.typ("reden", "Nog erger.")
	laat.typ("doel", "Rust.")
	laat.verstuur()
	laat.ziet("Er staat een opschaling open: schaal die eerst af.", "Wat nu wel kan", "opschaling beoordelen")
	laat.ingevuld("reden", "Nog erger.")
	laat.axe("opschaling geweigerd")
	laat.past("opschaling geweigerd")
	laat.beeld("werker-opschaling-geweigerd.png")
	if f := laat.focus(); f != "fout" {
		t.Errorf("the keyboard is at %q, not at what went wrong", f)
	}

	// A level that does not exist stands at the field, before it is sent.
	k := als(t, "coordinator", casus)
	k.ziet("Niveau 2: ketenoverleg")
	k.klik(`main a[href$="/beoordelingen"]`)
	k.typ("niveau", "9")
	k.typ("motivering", "Besproken in het overleg.")
	if teHoog := haal(k, chromedp.Evaluate[bool](`document.querySelector('[name="niveau"]').validity.rangeOverflow`)); !teHoog {
		t.Error("the browser does not know that 9 is no level")
	}
	k.doe(chromedp.SetValue(chromedp.CSS(`[name="niveau"]`), "3"))
	k.verstuur()
	k.ziet("Vastgelegd: Opschaling beoordelen.", "Niveau 3: PGA of Zorg- en Veiligheidshuis")

	// Nothing is handed over with one open: the step is not offered, and its address says why, without a form.
	k.zietNiet("Kan het lichter?")
	k.naar(casus + "/stap/afschaalbeoordelingen")
	k.ziet("Er staat een opschaling open: schaal die eerst af.", "Wat nu wel kan", "afschalen")
	if n := haal(k, chromedp.Evaluate[int](`document.querySelectorAll("main form").length`)); n != 0 {
		t.Error("a form that cannot be sent")
	}

	w.naar(casus)
	w.ziet("Niveau 3: PGA of Zorg- en Veiligheidshuis")
	w.klik(`main a[href$="/afschaling"]`)
	w.typ("resultaat", "De buren slapen weer.")
	w.verstuur()
	w.ziet("Vastgelegd: Afschalen.", "Niet opgeschaald", "Resultaat: De buren slapen weer.")
}
