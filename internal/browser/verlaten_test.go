package browser

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// wachtVraag waits until the browser asked so often whether to leave.
func (b *tab) wachtVraag(n int) {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, 30*time.Second)
	defer stop()
	wekker := time.NewTicker(25 * time.Millisecond)
	defer wekker.Stop()
	for b.waker.gevraagd() < n {
		select {
		case <-wekker.C:
		case <-ctx.Done():
			b.t.Fatalf("the browser asked %d times whether to leave, want %d", b.waker.gevraagd(), n)
		}
	}
}

// TestVerlaten: who leaves a form with something in it that was not sent is asked first, and finds it as it was; who sends it, or changed nothing, is not asked.
func TestVerlaten(t *testing.T) {
	t.Parallel()
	id, _ := opGedeeld(t).casusVan("werker")
	plan := "/casussen/" + id + "/stap/plannen"
	w := als(t, "werker", plan)
	w.kies("methodiek", "cti")
	w.typ("doelen.0.wat", "Huisarts")
	w.waker.blijf(true)
	w.doe(chromedp.Click(chromedp.CSS(`.s-nav a[href="/meldingen"]`)))
	w.wachtVraag(1)
	w.ingevuld("doelen.0.wat", "Huisarts")
	w.doe(chromedp.Evaluate[chromedp.Void](`setTimeout(() => location.reload())`))
	w.wachtVraag(2)
	w.ingevuld("doelen.0.wat", "Huisarts")
	w.waker.blijf(false)
	w.verstuur()
	w.ziet("Vastgelegd: Plan.", "Huisarts", "Klopt dit niet?")

	w.naar(plan)
	w.ingevuld("doelen.0.wat", "Huisarts") // the next one begins with it
	w.doe(chromedp.Click(chromedp.CSS(`#v-doelen-0-wat`)))
	w.klik(`.s-nav a[href="/meldingen"]`)
	if n := w.waker.gevraagd(); n != 2 {
		t.Errorf("asked %d times, where nothing was changed or it was sent", n)
	}
}

// TestConceptVanzelf: what a verwijzer types is a draft by itself, after a pause; read anew the page has it, and leaving asks nothing.
func TestConceptVanzelf(t *testing.T) {
	t.Parallel()
	v := als(t, "verwijzer", "/aanmelden")
	v.klik(`a[href^="/aanmelden/"]`)
	v.typ("client.naam", "Vanzelf Voorbeeld")
	v.waker.blijf(true)
	v.doe(chromedp.Evaluate[chromedp.Void](`setTimeout(() => location.reload())`))
	v.wachtVraag(1)
	v.waker.blijf(false)
	v.wachtTot(`document.getElementById("concept").innerText.includes("Vanzelf bewaard als concept om ")`)
	v.axe("concept vanzelf")
	v.past("concept vanzelf")
	v.naar(v.pad())
	v.ingevuld("client.naam", "Vanzelf Voorbeeld")
	v.naar("/aanmelden")
	v.ziet("Vanzelf Voorbeeld")
	if n := v.waker.gevraagd(); n != 1 {
		t.Errorf("asked %d times; what is kept as a draft is not lost", n)
	}
}

// TestTerugNaWeigering: who goes back to a form that was refused finds the form, not a question of the browser to send it once more.
func TestTerugNaWeigering(t *testing.T) {
	t.Parallel()
	id, _ := opGedeeld(t).casusVan("werker")
	plan := "/casussen/" + id + "/stap/plannen"
	w := als(t, "werker", plan)
	w.kies("methodiek", "cti")
	w.typ("doelen.0.wat", "Huisarts")
	w.vul("herzienOp", "2020-01-01")
	w.verstuur()
	w.ziet("Kies een datum die nog komt.")
	w.waker.blijf(true)
	w.doe(chromedp.Click(chromedp.CSS(`.s-nav a[href="/meldingen"]`))) // it was not kept: leaving asks
	w.wachtVraag(1)
	w.waker.blijf(false)
	w.klik(`.s-nav a[href="/meldingen"]`)
	w.doe(chromedp.Evaluate[chromedp.Void](`setTimeout(() => history.back())`))
	w.anders(`form[action="` + plan + `"] [name="doelen.0.wat"]`)
}
