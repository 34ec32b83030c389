package browser

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// inMenu are the entries of the menu that are there at this width: in the row, and under "Meer".
const inMenu = `[...document.querySelectorAll(".s-nav a")].filter(a => getComputedStyle(a.parentElement).display !== "none" && getComputedStyle(a.closest("#meer")?.parentElement ?? a).display !== "none")`

// TestMenuEenRij: on every screen and for every role the menu is one row, in which all of it can be read; what does not fit stands under "Meer", once; where one
// is shows, folded or not; and opened it lies over the page. What is of every day on a telephone is there without opening anything.
func TestMenuEenRij(t *testing.T) {
	t.Parallel()
	smal := map[string]string{
		"coordinator": "Vandaag Casussen Bord Zoeken Meer", "ctb": "Vandaag CTB-inbox Zoeken Meer", "werker": "Vandaag Caseload Onderweg Meer", "verwijzer": "Vandaag Mijn aanmeldingen Meer",
		"ketenpartner": "Vandaag Overdrachten Meldingen", "psychiater": "Vandaag Casussen Onderweg Meer", "ervaringsdeskundige": "Vandaag Casussen Onderweg Meldingen",
		"moederorganisatie": "Vandaag Meldingen", "beheerder": "Vandaag Meldingen", "leidinggevende": "Vandaag Meldingen Knelpunten Klachten", "privacy": "Vandaag Toegangslog Meer",
	}
	for rol, wil := range smal {
		t.Run(rol, func(t *testing.T) {
			t.Parallel()
			b := nieuw(t, 1280, 900)
			b.inloggen(rol, "/")
			alles := strings.Fields(haal(b, chromedp.Evaluate[string](inMenu+`.map(a => a.getAttribute("href")).join(" ")`)))
			for _, pad := range slices.Compact([]string{"/", "/knelpunten", alles[len(alles)-1]}) {
				if !slices.Contains(alles, pad) {
					continue
				}
				b.naar(pad)
				for _, breed := range []int64{320, 360, 414, 640, 768, 896, 1024, 1280} {
					b.doe(chromedp.EmulateViewport(breed, 700))
					b.eenRij(alles, pad)
					if rij := haal(b, chromedp.Evaluate[string](`[...document.querySelectorAll(".s-nav__lijst > li")].filter(e => e.checkVisibility()).map(e => e.querySelector("a, summary").firstChild.data.trim()).join(" ")`)); breed <= 640 && rij != wil {
						t.Errorf("%s at %d pixels: the menu is %q, want %q", pad, breed, rij, wil)
					}
				}
			}
		})
	}
}

// eenRij looks at the menu as it is.
func (b *tab) eenRij(alles []string, pad string) {
	b.t.Helper()
	mis := haal(b, chromedp.Evaluate[string](`(() => {
		const uit = [], rij = [...document.querySelectorAll(".s-nav__lijst > li")].filter(e => e.checkVisibility());
		if (new Set(rij.map(e => e.offsetTop)).size !== 1) uit.push("more than one row");
		for (const e of rij) {
			const r = e.getBoundingClientRect();
			if (r.left < 0 || r.right > innerWidth + 0.5 || e.firstElementChild.scrollWidth > Math.ceil(r.width)) uit.push(e.textContent.trim() + " does not fit");
			if (r.height < 40) uit.push("too low for a finger: " + r.height);
		}
		const hier = `+inMenu+`.filter(a => a.ariaCurrent === "page");
		if (hier.length !== 1) uit.push("says " + hier.length + " times where one is");
		const vouw = document.querySelector("#meer");
		if (hier[0]?.closest("#meer") && getComputedStyle(vouw.firstElementChild).fontWeight !== "700") uit.push("Meer does not show that one is in it");
		if (vouw?.checkVisibility()) {
			vouw.open = true;
			for (const a of vouw.querySelectorAll("a")) {
				const r = a.getBoundingClientRect();
				if (a.checkVisibility() && r.top < innerHeight - 10 && !a.contains(document.elementFromPoint(r.left + 20, r.top + r.height / 2))) uit.push(a.textContent + " lies under the page");
			}
			if (document.documentElement.scrollWidth > innerWidth) uit.push("opened it is too wide");
			vouw.open = false;
		}
		return uit.join("; ");
	})()`))
	breed := haal(b, chromedp.Evaluate[int](`innerWidth`))
	if mis != "" {
		b.t.Errorf("%s at %d pixels: %s", pad, breed, mis)
	}
	nu := strings.Fields(haal(b, chromedp.Evaluate[string](inMenu+`.map(a => a.getAttribute("href")).join(" ")`)))
	slices.Sort(nu)
	if wil := slices.Sorted(slices.Values(alles)); !slices.Equal(nu, wil) {
		b.t.Errorf("%s at %d pixels: the menu leads to %v, want %v", pad, breed, nu, wil)
	}
}

// On a telephone what is folded is reached with a finger, without script; with a keyboard, in order; and closes with Escape when there is script.
func TestMenuOpTelefoon(t *testing.T) {
	t.Parallel()
	b := nieuw(t, 360, 640)
	b.inloggen("coordinator", "/bord")
	b.script(false)
	b.naar("/bord")
	b.doe(chromedp.Click(chromedp.CSS(`.s-nav__meer summary`)))
	b.klik(`#meer a[href="/wachtlijst"]`)
	b.ziet("Wachtlijst")
	b.script(true)
	b.naar("/bord")
	b.doe(chromedp.Evaluate[chromedp.Void](`document.querySelector('.s-nav a[href="/zoek"]').focus()`))
	b.toets(kb.Tab)
	if f := b.focus(); f != "SUMMARY" {
		t.Errorf("after Zoeken the keyboard is at %s", f)
	}
	b.toets(kb.Enter)
	b.toets(kb.Tab)
	if f := b.focus(); f != "/inbox" {
		t.Errorf("in the opened menu the keyboard is at %s", f)
	}
	b.axe("menu op een telefoon, open")
	b.beeld("menu-telefoon-open.png")
	b.toets(kb.Escape)
	if f := b.focus(); f != "SUMMARY" || haal(b, chromedp.Evaluate[bool](`document.getElementById("meer").open`)) {
		t.Errorf("after Escape the keyboard is at %s", f)
	}
	b.toets(kb.Tab)
	if f := b.focus(); strings.HasPrefix(f, "/inbox") || f == "/meldingen" {
		t.Errorf("a closed menu has the keyboard, at %s", f)
	}
}

// The menu's rest is behind a disclosure of the browser itself: it opens without script, and closes with Escape when there is.
func TestMenuMeer(t *testing.T) {
	t.Parallel()
	b := nieuw(t, 1280, 900)
	b.inloggen("coordinator", "/")
	b.script(false)
	b.naar("/bord")
	zichtbaar := `document.querySelector('.s-nav__meer a[href="/klachten"]').checkVisibility()`
	if haal(b, chromedp.Evaluate[bool](zichtbaar)) {
		t.Fatal("the menu is open by itself")
	}
	b.doe(chromedp.Click(chromedp.CSS(`.s-nav__meer summary`)))
	b.klik(`.s-nav__meer a[href="/klachten"]`)
	b.ziet("Klachten")
	if meer := haal(b, chromedp.Evaluate[string](`document.querySelector(".s-nav__meer summary").innerText`)); !strings.Contains(meer, "Klachten") {
		t.Errorf("the menu does not say where one is: %q", meer)
	}
	b.script(true)
	b.naar("/bord")
	b.doe(chromedp.Click(chromedp.CSS(`.s-nav__meer summary`)))
	b.rondom("menu open")
	b.doe(chromedp.KeyEvent("\x1b"))
	if haal(b, chromedp.Evaluate[bool](zichtbaar)) {
		t.Error("Escape does not close the menu")
	}
}
