package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestIntrekking: a verwijzer takes an aanmelding back. With ctb it goes from the inbox while they look, a form that was open there says why it cannot be any more, and
// the reason is there to be read; the verwijzer is told where it stands, and what to do when the worry comes back.
func TestIntrekking(t *testing.T) {
	t.Parallel()
	const reden = "Opgenomen op eigen verzoek."
	id, nummer := opGedeeld(t).meld("Kaatje Voorbeeld-Terug")
	casus := "/casussen/" + id
	c := als(t, "ctb", "/")
	c.klik(`.s-nav a[href="/inbox"]`)
	c.live()
	// Of what happens the last few stand there, and other tests go on beside this one: what stood there is kept.
	c.doe(chromedp.Evaluate[chromedp.Void](`window.stond = ""; new MutationObserver(() => { window.stond += document.getElementById("live").innerText + "\n"; }).observe(document.getElementById("live"), {childList: true, subtree: true, characterData: true})`))
	if rij := c.rijVan(nummer); !strings.Contains(rij, "Kaatje Voorbeeld-Terug") || !strings.Contains(rij, "In ontvangst nemen") {
		t.Fatalf("in the inbox it says: %q", rij)
	}
	laat := als(t, "ctb", "/inbox")
	laat.klikIn(nummer, `a[href$="/stap/ontvangst"]`)

	v := als(t, "verwijzer", "/")
	v.klik(`.s-nav a[href="/casussen"]`)
	v.klikIn(nummer, `a[href="`+casus+`"]`)
	v.klik(`main a[href$="/stap/intrekking"]`)
	v.ziet("Waarom trekt u de aanmelding in?", "wordt na zes weken vernietigd")
	v.zietNiet("Kaatje")
	v.staat("intrekken")
	v.stuurKaal("")
	v.wijstNaar("reden")
	v.staat("intrekken fout")
	v.typ("reden", reden)
	v.verstuur()
	v.ziet("Vastgelegd: Aanmelding intrekken.", "Deze aanmelding is afgesloten.", "Doe dan een nieuwe aanmelding.")
	v.zietNiet("Terugval melden", "De bemoeizorg is gestopt.")
	v.staat("ingetrokken")
	v.klik(`.s-nav a[href="/casussen"]`)
	if rij := v.rijVan(nummer); !strings.Contains(rij, "Deze aanmelding is afgesloten.") {
		t.Errorf("among the own aanmeldingen: %q", rij)
	}

	// It goes while ctb looks, with who did it.
	c.wachtTot(`![...document.querySelectorAll("[data-rij]")].some(r => r.textContent.includes("` + nummer + `"))`)
	c.wachtTot(`/` + nummer + `: Verwijzer \(woonstichting\), \d\d:\d\d: aanmelding ingetrokken/.test(window.stond)`)
	c.staat("inbox na een intrekking")

	// The form that was open: it cannot be any more, and who was first stands there.
	laat.kies("volledig", "true")
	laat.verstuur()
	laat.ziet("Verwijzer (woonstichting), ", ": aanmelding ingetrokken.")
	laat.staat("in ontvangst nemen wat is ingetrokken")
	if n := haal(laat, chromedp.Evaluate[int](`document.querySelectorAll("#fout").length`)); n != 1 {
		t.Errorf("%d times told what went wrong", n)
	}

	c.klik(`.s-nav a[href="/meldingen"]`)
	c.klikIn(nummer+": De verwijzer heeft de aanmelding ingetrokken.", `a[href="`+casus+`"]`)
	c.ziet("Aanmelding ingetrokken", reden, "Ingetrokken", "U kunt bij deze casus nu geen stap zetten.")
	c.zietNiet("Er is nog geen plan", "Nog geen contact vastgelegd")
	c.staat("ingetrokken bij ctb")
}
