package browser

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// vul fills in a field by its name.
// veld is where one writes in a field of which some may be ticked as well.
func veld(naam string) string { return `[name="` + naam + `"]:not([type="checkbox"])` }

func (b *tab) vul(naam, waarde string) {
	b.t.Helper()
	b.doe(chromedp.SetValue(chromedp.CSS(veld(naam)), waarde))
}

// kies takes one of a list, be it short (to tick) or long (to fold out).
func (b *tab) kies(naam, waarde string) {
	b.t.Helper()
	if haal(b, chromedp.Evaluate[bool](`document.querySelector("select[name='`+naam+`']") !== null`)) {
		b.vul(naam, waarde)
		return
	}
	b.doe(chromedp.Click(chromedp.CSS(`input[name="` + naam + `"][value="` + waarde + `"]`)))
}

// verstuur presses the button of the form and waits for the page after it.
func (b *tab) verstuur() {
	b.t.Helper()
	b.klik(`.s-formulier button.utrecht-button--primary-action`)
}

// klik presses the first that can be seen, with the mouse, where it is; it leads to another page. What stands in a closed
// <details> has a place too, under what is shown there.
func (b *tab) klik(css string) {
	b.t.Helper()
	b.doe(chromedp.Evaluate[chromedp.Void](`document.body.dataset.oud = "ja"`))
	ctx, stop := context.WithTimeout(b.ctx, 30*time.Second)
	defer stop()
	for {
		// A page that is brought up to date may change the very thing that was to be pressed: then it is looked for again, as a person does.
		een, klaar := context.WithTimeout(ctx, 8*time.Second)
		err := chromedp.Do(een, chromedp.WaitReady(chromedp.CSS(css)), chromedp.Evaluate[chromedp.Void](`for (const e of document.querySelectorAll('`+css+`')) { if (e.checkVisibility()) { e.dataset.klik = "ja"; break } }`), chromedp.Click(chromedp.CSS(`[data-klik]`)))
		klaar()
		// A click that leads away can lose its own node on the way: that is an answer too, which the page after it confirms.
		if err == nil || strings.Contains(err.Error(), "node with given id") || strings.Contains(err.Error(), "No node") {
			break
		}
		if ctx.Err() != nil {
			b.mis(err)
		}
	}
	b.anders(`body:not([data-oud]) main`)
	b.geladen()
}

// geladen waits until the page stands still: what is pressed while a page is still being laid out is somewhere else when the finger comes down.
func (b *tab) geladen() {
	b.t.Helper()
	wekker := time.NewTicker(25 * time.Millisecond)
	defer wekker.Stop()
	for range 400 {
		// A page that goes cannot answer: the next one does.
		var klaar bool
		if c, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`document.readyState === "complete"`)); err == nil {
			klaar = c
		}
		if klaar {
			return
		}
		select {
		case <-wekker.C:
		case <-b.ctx.Done():
			b.t.Fatal(b.ctx.Err())
		}
	}
	b.t.Fatalf("%s was never done loading", b.pad())
}

// anders waits for something on the page after this one. Between two pages a question may reach the one that goes, and is asked again.
func (b *tab) anders(css string) {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, 30*time.Second)
	defer stop()
	for {
		err := chromedp.Do(ctx, chromedp.WaitReady(chromedp.CSS(css)))
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			b.mis(err)
		}
	}
}

func (b *tab) ziet(woorden ...string) {
	b.t.Helper()
	tekst := b.tekst()
	for _, w := range woorden {
		if !strings.Contains(tekst, w) {
			b.t.Fatalf("%s: %q is not on the page:\n%s", b.pad(), w, tekst)
		}
	}
}

var casusPad = regexp.MustCompile(`^/casussen/[0-9a-f-]{36}`)

// One case through the chain by the pages alone, everybody in a browser of their own.
func TestKeten(t *testing.T) {
	t.Parallel()
	v := nieuw(t, 1100, 900)
	v.inloggen("verwijzer", "/aanmelden")
	v.ziet("bel bij direct gevaar 112")
	v.klik(`a[href^="/aanmelden/"]`)
	v.vul("client.naam", "Bram Voorbeeld-Keten")
	v.vul("client.gemeente", "Voorbeeldstad")
	v.kies("urgentie", "hoog")
	v.kies("problematiek", "psychiatrie")
	v.vul("zorgmijding", "Doet niet open.")
	v.vul("hulpvraag", "Contact leggen.")
	v.kies("veiligheid", "hond")
	v.vul("veiligheid", "blaft hard")
	v.kies("geinformeerd.ja", "true")
	v.verstuur()
	v.ziet("Vastgelegd: Aanmelden.", "Aanmelding")
	casus := casusPad.FindString(v.pad())
	if casus == "" {
		t.Fatalf("after referring the browser is at %s", v.pad())
	}
	if strings.Contains(v.tekst(), "Bram") {
		t.Fatal("a verwijzer sees the status of a case, not whom it is about")
	}

	c := nieuw(t, 1100, 900)
	c.inloggen("ctb", casus)
	c.ziet("Bram Voorbeeld-Keten", "Hond", "blaft hard")
	if titel := haal(c, chromedp.Title()); strings.Contains(titel, "Bram") {
		t.Fatalf("the title of the page names the client: it ends up in the history of the browser")
	}
	c.klik(`a[href$="/stap/ontvangst"]`)
	c.kies("volledig", "true")
	c.verstuur()
	c.klik(`a[href$="/stap/quickscan"]`)
	c.kies("besluit", "accepteren")
	c.vul("motivering", "Past bij de doelgroep.")
	c.verstuur()
	c.ziet("Wachtlijst")

	k := nieuw(t, 1100, 900)
	k.inloggen("coordinator", casus)
	k.klik(`a[href$="/stap/toewijzing"]`)
	k.kies("casehouder", "werker")
	k.verstuur()
	k.ziet("Outreach", "Bemoeizorgwerker")

	w := nieuw(t, 390, 800) // a telephone
	w.inloggen("werker", casus)
	w.ziet("Let op", "Hond")
	w.klik(`a[href$="/stap/contacten"]`) // tap one
	w.ziet("Let op", "Hond")
	w.beeld("werker-contact-telefoon.png")
	w.axe("contact")
	w.kies("soort", "straat")                      // tap two
	w.klik(`button[name="bereikt"][value="true"]`) // tap three
	w.ziet("Vastgelegd: Contact.", "Op straat")
	w.klik(`a[href$="/stap/afschaalbeoordelingen"]`)
	w.kies("besluit", "afschalen")
	w.vul("motivering", "Het gaat beter.")
	w.verstuur()
	w.klik(`a[href$="/stap/overdrachten"]`)
	w.kies("ontvanger", "ggz-voorbeeld")
	w.kies("wet", "zvw")
	w.vul("samenvatting", "Wil geholpen worden. Komt liever niet op kantoor.")
	w.axe("overdracht")
	w.kies("deling.grondslag", "vitaal-belang")
	w.vul("deling.waarom", "De behandelaar moet weten wat werkt.")
	w.kies("deling.geinformeerd.ja", "true")
	w.verstuur()
	w.ziet("aangeboden")
	nummer := regexp.MustCompile(`\d{4}-\d{5}`).FindString(w.tekst())

	o := nieuw(t, 1100, 900)
	o.inloggen("ketenpartner", "/overdrachten")
	o.naar(haal(o, chromedp.Evaluate[string](`[...document.querySelectorAll("main a")].find(a => a.textContent === "`+nummer+`").getAttribute("href")`)))
	o.ziet("Komt liever niet op kantoor")
	if strings.Contains(o.tekst(), "Bram") {
		t.Fatal("the receiver sees more than the summary")
	}
	w.live()
	o.klik(`a[href$="/acceptatie"]`)
	o.verstuur()
	w.wacht("Ketenpartner (ggz), ", ": overdracht geaccepteerd") // without being asked for
	w.klik(`a[href$="/gesprek"]`)
	w.verstuur()
	w.ziet("eerste contact volgt")
	o.naar(casus)
	o.klik(`a[href$="/eerste-contact"]`)
	o.verstuur()
	w.naar(casus)
	w.ziet("Nazorg", "GGZ Voorbeeld")

	// Two people at the same step: the second is told, not lost.
	k.naar(casus)
	k.klik(`a[href$="/stap/terugvalsignalen"]`)
	w.naar(casus)
	w.klik(`a[href$="/stap/terugvalsignalen"]`)
	w.vul("toelichting", "Weer klachten van de buren.")
	w.verstuur()
	w.ziet("Outreach")
	k.vul("toelichting", "Ook gezien.")
	k.verstuur()
	k.ziet("Wat nu wel kan", "contact")

	// What another may not see looks like what is not there.
	x := nieuw(t, 1100, 900)
	x.inloggen("werker2", casus)
	x.ziet("Hier is niets voor u")
	x.naar("/casussen/00000000-0000-4000-8000-000000000000")
	x.ziet("Hier is niets voor u")
	x.axe("niets voor u")

	// The privacy officer reads who looked, and who was refused; nothing of the dossier.
	fg := nieuw(t, 1280, 900)
	fg.inloggen("privacy", "/toegangslog?casus="+strings.TrimPrefix(casus, "/casussen/"))
	fg.ziet("Tweede bemoeizorgwerker", "geweigerd", "schakel-werkbank")
	if strings.Contains(fg.tekst(), "Bram") {
		t.Fatal("the log names the client")
	}
	fg.naar("/toegangslog?handeling=wijzigen&casus=" + strings.TrimPrefix(casus, "/casussen/"))
	fg.ziet("Bemoeizorgwerker", "contact")

	// Signing out ends it, also for a page that the browser still has.
	w.klik(`form[action="/uitloggen"] button`)
	w.naar(casus)
	w.doe(chromedp.WaitVisible(chromedp.CSS(`button[value="werker"]`)))
}
