package browser

import (
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// zonder opens a window without script, signed in, at pad. An old telephone, a locked desk: what is there has to work as it stands.
func zonder(t *testing.T, wie, pad string) *tab {
	t.Helper()
	b := nieuw(t, 1280, 900)
	b.script(false)
	b.inloggen(wie, pad)
	return b
}

// doetHet checks that nothing is shown on this page that only script would do something with, and that no script ran.
func (b *tab) doetHet() {
	b.t.Helper()
	dood := haal(b, chromedp.Evaluate[string](`[...document.querySelectorAll("button, [role=button], a")].filter(e => e.checkVisibility())
		.filter(e => e.tagName === "A" ? !e.getAttribute("href") : e.tagName !== "BUTTON" || e.type !== "submit" || !e.form).map(e => e.outerHTML.slice(0, 120)).join("\n")`))
	if dood != "" {
		b.t.Errorf("%s: does nothing without script:\n%s", b.pad(), dood)
	}
	if haal(b, chromedp.Evaluate[bool](`"htmx" in window || document.documentElement.dataset.onderwegKlaar !== undefined`)) {
		b.t.Errorf("%s: script ran", b.pad())
	}
}

// gaat presses a link or button of this page, sees that the next one stands on its own, and goes on.
func (b *tab) gaat(css string) {
	b.t.Helper()
	b.klik(css)
	b.doetHet()
}

// TestZonderScript is a case through the chain by four people none of whose browsers run script: referred, with a mistake and a draft on the way; judged; reached; taken over.
func TestZonderScript(t *testing.T) {
	t.Parallel()
	s := opGedeeld(t)
	v := zonder(t, "verwijzer", "/")
	v.doetHet()
	v.gaat(`main a[href="/aanmelden"]`)
	v.gaat(`main a[href$="?nieuw"]`)
	v.typ("client.naam", "Ole Voorbeeld-Zonder")
	v.gaat(`button[formaction$="/concept"]`)
	v.ziet("Uw concept is bewaard")
	v.klikIn("Ole Voorbeeld-Zonder", `a[href^="/aanmelden/"]`)
	v.ingevuld("client.naam", "Ole Voorbeeld-Zonder")
	v.typ("client.gemeente", "Voorbeeldstad")
	v.kies("urgentie", "hoog")
	v.kies("problematiek", "verslaving")
	v.typ("zorgmijding", "Doet niet open.")
	v.typ("hulpvraag", " ") // filled in, for the browser; empty, for who reads it
	v.kies("geinformeerd.ja", "false")
	v.gaat(`.s-formulier button.utrecht-button--primary-action`)
	v.ziet("Er klopt iets niet in wat u stuurde.", "Noem waarom de cliënt het nog niet weet")
	v.status(400)
	v.ingevuld("client.naam", "Ole Voorbeeld-Zonder")
	v.typ("hulpvraag", "Contact leggen.")
	v.typ("geinformeerd.reden", "Hij laat niemand binnen.")
	v.gaat(`.s-formulier button.utrecht-button--primary-action`)
	v.ziet("Vastgelegd: Aanmelden.")
	v.zietNiet("Ole")
	casus := casusPad.FindString(v.pad())
	nummer := regexp.MustCompile(`\d{4}-\d{5}`).FindString(v.tekst())

	c := zonder(t, "ctb", "/inbox")
	c.doetHet()
	c.klikIn(nummer, `a[href$="/stap/ontvangst"]`)
	c.kies("volledig", "true")
	c.gaat(`.s-formulier button.utrecht-button--primary-action`)
	c.gaat(`main a[href$="/stap/quickscan"]`)
	c.kies("besluit", "accepteren")
	c.typ("motivering", "Past bij de doelgroep.")
	c.gaat(`.s-formulier button.utrecht-button--primary-action`)
	c.ziet("Vastgelegd: Besluit quickscan.", "Wachtlijst")
	c.naar("/inbox")
	c.zietNiet(nummer)

	s.stap("coordinator", "/v1"+casus+"/toewijzing", velden{"casehouder": "werker"}, nil)
	w := zonder(t, "werker", "/casussen")
	w.doetHet()
	w.klikIn(nummer, `a[href$="/stap/contacten"]`)
	w.doetHet()
	w.kies("soort", "straat")
	w.druk(`form[data-contact] details > summary`)
	w.typ("notitie", "Op de bank bij het station.")
	w.gaat(`button[name="bereikt"][value="true"]`)
	w.ziet("Vastgelegd: Contact.", "Op straat", "Op de bank bij het station.")
	if n := len(s.contacten(strings.TrimPrefix(casus, "/casussen/"))); n != 1 {
		t.Errorf("%d contacts after one", n)
	}
	w.gaat(`main a[href$="/stap/afschaalbeoordelingen"]`)
	w.kies("besluit", "afschalen")
	w.typ("motivering", "Het gaat beter.")
	w.gaat(`.s-formulier button.utrecht-button--primary-action`)
	w.gaat(`main a[href$="/stap/overdrachten"]`)
	w.kies("ontvanger", "ggz-voorbeeld")
	w.kies("wet", "zvw")
	w.typ("samenvatting", "Komt liever niet op kantoor.")
	w.kies("deling.grondslag", "vitaal-belang")
	w.typ("deling.waarom", "De behandelaar moet weten wat werkt.")
	w.kies("deling.geinformeerd.ja", "true")
	w.gaat(`.s-formulier button.utrecht-button--primary-action`)
	w.ziet("aangeboden")

	o := zonder(t, "ketenpartner", "/overdrachten")
	o.doetHet()
	o.klikIn(nummer, `a[href^="/overdrachten/"]`)
	o.doetHet()
	o.ziet("Komt liever niet op kantoor.")
	o.zietNiet("Ole")
	o.gaat(`main a[href$="/acceptatie"]`)
	o.gaat(`.s-formulier button.utrecht-button--primary-action`)
	o.ziet("Vastgelegd: Accepteren.", "U kunt bij deze casus nu geen stap zetten.")
	o.naar("/overdrachten")
	o.ziet("geaccepteerd")
	w.naar(casus)
	w.ziet("geaccepteerd")
	w.klik(`form[action="/uitloggen"] button`)
	w.ziet("U bent uitgelogd")
}
