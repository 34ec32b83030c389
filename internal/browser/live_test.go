package browser

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// live waits until the page listens.
func (f *tab) live() {
	f.t.Helper()
	f.doe(chromedp.WaitReady(chromedp.CSS(`html[data-live]`)))
}

// TestLive: what another does appears without reload, with who and when, and only to who may see it; two people at the same form know of each other before,
// and who submits on a case that changed is asked again, without losing what was typed. The server restarts, and the pages hear on.
func TestLive(t *testing.T) {
	t.Parallel()
	s := nieuweSolo(t)
	casus, nummer := s.casusVan("werker")
	open := func(wie, pad string) *telefoon {
		f := nieuweTelefoon(t, s.url, t.TempDir())
		f.inloggen(wie, pad)
		return f
	}
	k, w, ander := open("coordinator", "/casussen/"+casus), open("werker", "/"), open("werker2", "/casussen")
	k.live()
	w.live()
	ander.live()
	k.doe(chromedp.Evaluate[chromedp.Void](`document.body.dataset.zelfde = "ja"`))

	contact := func(notitie string) {
		t.Helper()
		if status := s.vraag("werker", http.MethodPost, "/v1/casussen/"+casus+"/contacten", velden{"soort": "straat", "bereikt": true, "op": nuTekst(), "met": []string{"client"}, "notitie": notitie}, nil); status != http.StatusCreated {
			t.Fatalf("contact: %d", status)
		}
	}
	k.doe(chromedp.Click(chromedp.CSS(`.d-nauwer > summary`)))
	contact("Sprak op het plein")
	k.wacht("Bemoeizorgwerker, ", ": contact vastgelegd", "Sprak op het plein")
	k.doe(chromedp.WaitReady(chromedp.CSS(`body[data-zelfde]`))) // it is still the same page
	if open := haal(k.tab, chromedp.Evaluate[string](`[document.querySelector(".d-nauwer").open, document.activeElement === document.querySelector(".d-nauwer > summary"), scrollY > 0].join(" ")`)); open != "true true true" {
		t.Errorf("what was opened, had the keyboard and was scrolled to is so after the page was brought up to date: %s", open)
	}
	k.axe("live")
	k.beeld("coordinator-casus-live.png")

	// A list hears it too, of what may be seen, and not of the rest.
	if status := s.vraag("coordinator", http.MethodPost, "/v1/casussen/"+casus+"/plannen", velden{"doelen": []velden{{"wat": "Huis"}}, "methodiek": "cti"}, nil); status != http.StatusCreated {
		t.Fatalf("plan: %d", status)
	}
	w.wacht(nummer+": ", ": plan vastgelegd")
	ander.zietNiet(nummer, "plan vastgelegd")

	// Two who correct the same fact, and two at the same form of a step.
	feit := "/casussen/" + casus + "/corrigeer/" + s.contacten(casus)[0].ID
	k.naar(feit)
	w.naar(feit)
	w.wacht("Coördinator heeft dit formulier ook open sinds ")
	k.wacht("Bemoeizorgwerker heeft dit formulier ook open sinds ")
	k.axe("samen aan een correctie")
	k.naar("/casussen/" + casus + "/stap/opschalingen")
	k.live()
	w.naar("/casussen/" + casus + "/stap/opschalingen")
	w.wacht("heeft dit formulier ook open sinds ")
	k.wacht("Bemoeizorgwerker heeft dit formulier ook open sinds ")
	k.axe("samen op een formulier")
	k.beeld("coordinator-samen-op-formulier.png")
	w.naar("/")
	k.weg("heeft dit formulier ook open sinds")

	// The case changes under the form: it says so, and asks again when it is sent.
	k.vul("niveau", "1")
	k.vul("reden", "Buren bang, en dat blijft staan")
	k.vul("doel", "Rust")
	contact("Nog eens")
	k.wacht("Let op: deze casus is veranderd sinds u dit formulier opende.")
	k.verstuur()
	k.ziet("Nog niet vastgelegd", "contact vastgelegd", "verstuur het dan opnieuw")
	k.axe("veranderd onder het formulier")
	k.beeld("coordinator-veranderd-onder-formulier.png")
	if r := haal(k.tab, chromedp.Evaluate[string](`document.querySelector('[name="reden"]').value`)); r != "Buren bang, en dat blijft staan" {
		t.Errorf("what was typed became %q", r)
	}
	k.verstuur()
	k.ziet("Vastgelegd: ")

	// A server that stops lets go of its streams at once, and the pages find the next one.
	k.naar("/casussen/" + casus)
	k.live()
	s.stop()
	k.wacht("Deze bladzijde wordt nu niet bijgewerkt. U ziet hoe het was: vandaag ")
	k.axe("niet meer live")
	s.start()
	s.tokens = map[string]string{}
	k.live()
	k.wacht("De verbinding is terug.")
	k.zietNiet("niet bijgewerkt")
	contact("Na de herstart")
	k.wacht("Na de herstart")

	// A line that died without a word: nothing is heard for longer than the server is ever silent, and it does not come back at once.
	w.live()
	w.zonder("/live*")
	// Each look at the clock is a minute and a half after the one before: a sign of life just before the page looks does not help.
	w.doe(chromedp.Evaluate[chromedp.Void](`{ const echt = Date.now; let later = 0; window.stil = true; Date.now = () => echt() + (window.stil ? later += 90e3 : later); }`))
	w.wacht("Deze bladzijde wordt nu niet bijgewerkt.")
	w.doe(chromedp.Evaluate[chromedp.Void](`window.stil = false`))
	w.zonder("")
	w.wacht("De verbinding is terug.")
	w.live()
	if strings.Contains(ander.tekst(), nummer) {
		t.Error("somebody who may not see the case heard of it")
	}
}
