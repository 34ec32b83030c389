package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestOverdrachtGeweigerd: a receiver declines, with a reason. The casehouder, who has the case open, reads who, when and why without reload, and offers it to another.
func TestOverdrachtGeweigerd(t *testing.T) {
	t.Parallel()
	const reden = "De verslaving staat op de voorgrond; dat is ons vak niet."
	s := opGedeeld(t)
	id, nummer, aanbod := s.aangeboden()
	w := als(t, "werker", "/casussen/"+id)
	w.ziet("Overdracht aangeboden", "GGZ Voorbeeld")
	w.zietNiet("Overdracht geweigerd")
	w.live()
	w.doe(chromedp.Evaluate[chromedp.Void](`document.body.dataset.zelfde = "ja"`))

	o := als(t, "ketenpartner", "/overdrachten")
	o.klikIn(nummer, `a[href="/overdrachten/`+aanbod+`"]`)
	o.ziet("Wil geholpen worden.")
	o.klik(`main a[href$="/weigering"]`)
	o.typ("reden", reden)
	o.verstuur()
	o.ziet("Vastgelegd: Weigeren.")

	w.wacht("Ketenpartner (ggz), ", ": overdracht geweigerd", "Overdracht geweigerd", reden)
	w.doe(chromedp.WaitReady(chromedp.CSS(`body[data-zelfde]`))) // it is still the same page
	w.axe("overdracht geweigerd")
	w.past("overdracht geweigerd")
	w.beeld("werker-overdracht-geweigerd.png")

	w.klik(`main a[href$="/stap/overdrachten"]`)
	w.kies("ontvanger", "wmo-voorbeeld")
	w.kies("wet", "wmo")
	w.vul("samenvatting", "Wil geholpen worden, aan huis.")
	w.kies("deling.grondslag", "vitaal-belang")
	w.vul("deling.waarom", "De begeleider moet weten wat werkt.")
	w.kies("deling.geinformeerd.ja", "true")
	w.verstuur()
	w.ziet("Vastgelegd: Overdracht aanbieden.", "Wmo-aanbieder Voorbeeld", reden)

	// The other gets the new offer, and nothing of what was declined; who declined has nothing any more.
	p := als(t, "ketenpartner2", "/overdrachten")
	p.klikIn(nummer, `a[href^="/overdrachten/"]`)
	p.ziet("Wil geholpen worden, aan huis.")
	p.zietNiet(reden)
	for _, pad := range []string{"/casussen/" + id, "/overdrachten/" + aanbod} {
		o.naar(pad)
		o.zietNiet("aan huis", "Wil geholpen worden")
	}
}
