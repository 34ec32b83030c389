package browser

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// opGedeeld asks the product that all tests share by its API: for what comes before the part of a journey that is about pages.
func opGedeeld(t *testing.T) *eigenSolo {
	t.Helper()
	return &eigenSolo{t: t, url: gedeeld.url, tokens: map[string]string{}}
}

// als opens a window of somebody at a desk, signed in, at pad.
func als(t *testing.T, wie, pad string) *tab {
	t.Helper()
	b := nieuw(t, 1280, 900)
	b.inloggen(wie, pad)
	return b
}

// typ fills in a field with the keys of a keyboard, after what stands there.
func (b *tab) typ(naam, tekst string) {
	b.t.Helper()
	css := chromedp.CSS(veld(naam))
	b.doe(chromedp.Click(css), chromedp.SendKeys(css, tekst))
}

// leeg empties a field.
func (b *tab) leeg(naam string) {
	b.t.Helper()
	b.doe(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const v = document.querySelector('%s'); v.value = ""; v.dispatchEvent(new Event("input", { bubbles: true })); })()`, veld(naam))))
}

// toets presses keys where the keyboard is now.
func (b *tab) toets(toetsen string) {
	b.t.Helper()
	b.doe(chromedp.KeyEvent(toetsen))
}

// opPad waits until the browser is at this path.
func (b *tab) opPad(pad string) {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, 30*time.Second)
	defer stop()
	for {
		if er, err := chromedp.Run(ctx, chromedp.Evaluate[bool](fmt.Sprintf(`location.pathname === %q && document.readyState === "complete"`, pad))); err == nil && er {
			return
		}
		if ctx.Err() != nil {
			b.mis(fmt.Errorf("the browser does not come to %s", pad))
		}
	}
}

// wachtTot waits until something is so on this page.
func (b *tab) wachtTot(waar string) {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, 30*time.Second)
	defer stop()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](waar)); err != nil {
		b.mis(fmt.Errorf("%s did not become so: %w", waar, err))
	}
}

// rijVan is the text of the line of a list in which this stands, folded or not.
func (b *tab) rijVan(wat string) string {
	b.t.Helper()
	return haal(b, chromedp.Evaluate[string](fmt.Sprintf(`[...document.querySelectorAll("[data-rij]")].find(r => r.textContent.includes(%q))?.textContent.replace(/\s+/g, " ") ?? ""`, wat)))
}

// druk presses something that stays on its page, with the mouse. What is brought up to date under the finger is looked for again.
func (b *tab) druk(css string) {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, 30*time.Second)
	defer stop()
	for {
		een, klaar := context.WithTimeout(ctx, 8*time.Second)
		err := chromedp.Do(een, chromedp.Click(chromedp.CSS(css)))
		klaar()
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			b.mis(err)
		}
	}
}

// klikIn presses a link or button in the line of a list in which wat stands.
func (b *tab) klikIn(wat, css string) {
	b.t.Helper()
	if !haal(b, chromedp.Evaluate[bool](fmt.Sprintf(`(() => { const r = [...document.querySelectorAll("[data-rij]")].find(r => r.textContent.includes(%q));
		const e = r && r.querySelector(%q); if (e) e.dataset.rijklik = "ja"; return !!e; })()`, wat, css))) {
		b.t.Fatalf("%s: no %s in a line with %q:\n%s", b.pad(), css, wat, b.tekst())
	}
	b.klik(`[data-rijklik]`)
}

// staat looks at the page in the state it is in: nothing keeps anybody out, nothing is too wide.
func (b *tab) staat(waar string) {
	b.t.Helper()
	b.axe(waar)
	b.past(waar)
	b.beeld(strings.ReplaceAll(waar, " ", "-") + ".png")
}

// wijstNaar: the page came back with what is wrong on top, where the keyboard is; the only field that is wrong is named there, and one press away.
func (b *tab) wijstNaar(naam string) {
	b.t.Helper()
	if f := b.focus(); f != "fout" {
		b.t.Errorf("%s: the keyboard is at %q, not at what went wrong", b.pad(), f)
	}
	if n := haal(b, chromedp.Evaluate[int](`document.querySelectorAll("#fout .s-fouten a").length`)); n != 1 {
		b.t.Fatalf("%s: %d fields are said to be wrong:\n%s", b.pad(), n, b.tekst())
	}
	b.doe(chromedp.Click(chromedp.CSS(`#fout .s-fouten a`)))
	b.wachtTot(`document.activeElement.name === "` + naam + `"`)
}

// focus is what has the keyboard: its id, else where it leads.
func (b *tab) focus() string {
	b.t.Helper()
	return haal(b, chromedp.Evaluate[string](`document.activeElement.id || document.activeElement.getAttribute("href") || document.activeElement.tagName`))
}

// eerder checks that of two texts on the page this one comes before that.
func (b *tab) eerder(dit, dat string) {
	b.t.Helper()
	tekst := b.tekst()
	i, j := strings.Index(tekst, dit), strings.Index(tekst, dat)
	if i < 0 || j < 0 || i > j {
		b.t.Errorf("%s: %q (at %d) does not come before %q (at %d)", b.pad(), dit, i, dat, j)
	}
}

// totReady waits until a program says on its output that it is ready, and reads on, so that the pipe never fills.
func totReady(t *testing.T, uit io.Reader, wat string) {
	t.Helper()
	klaar := make(chan bool, 1)
	go func() {
		for r := bufio.NewScanner(uit); r.Scan(); {
			if strings.HasPrefix(r.Text(), "ready ") {
				klaar <- true
			}
		}
		klaar <- false
	}()
	select {
	case ok := <-klaar:
		if !ok {
			t.Fatalf("%s ended while it started", wat)
		}
	case <-time.After(2 * time.Minute):
		t.Fatalf("%s was not ready in time", wat)
	}
}
