package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestVandaagKaarten: what there is to do about one case in one group is one card. It says once whom it is about, the count is of things to do, and the keys go
// from card to card.
func TestVandaagKaarten(t *testing.T) {
	t.Parallel()
	s := opGedeeld(t)
	id, nummer := s.casusVan("werker")
	s.stap("werker", "/v1/casussen/"+id+"/opschalingen", velden{"niveau": 2, "reden": "Overlast elke nacht.", "doel": "Rust in de straat."}, nil)
	w := als(t, "werker", "/")
	w.doe(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("main details").forEach(d => d.open = true)`))
	for wat, vraag := range map[string]string{
		"cases that stand twice in a group": `[...document.querySelectorAll(".s-rijen")].flatMap(l => { const h = [...l.querySelectorAll(":scope > [data-rij] .s-rij__wie > a")].map(a => a.getAttribute("href")); return h.filter((x, i) => h.indexOf(x) !== i); }).join(" ")`,
		"groups that count otherwise":       `[...document.querySelectorAll(".s-rijen")].map(l => [l.parentElement.querySelector("h2 .s-telling").textContent, String(l.querySelectorAll(".s-rij__wat").length)]).filter(([a, b]) => a !== b).join("; ")`,
	} {
		if uit := haal(w, chromedp.Evaluate[string](vraag)); uit != "" {
			t.Errorf("%s: %s", wat, uit)
		}
	}
	kaart := fmt.Sprintf(`[...document.querySelectorAll("[data-rij]")].find(r => r.textContent.includes(%q) && r.querySelector(".s-rij__ook"))`, nummer)
	w.wachtTot(kaart + ` !== undefined`)
	if uit := haal(w, chromedp.Evaluate[string](`(() => { const k = `+kaart+`, wat = [...k.querySelectorAll(".s-rij__wat")];
		return [k.querySelectorAll(".s-rij__wie").length, k.querySelectorAll(".s-badge--veilig").length, wat.length > 1, wat.every(e => e.closest("li").querySelector(".s-rij__waarom") && e.closest("li").querySelector(".s-rij__knoppen a"))].join(" "); })()`)); uit != "1 2 true true" {
		t.Errorf("of this case the card says whom, what keeps one safe, more than one thing, each with why and what to do: %s", uit)
	}
	waar := `[...document.querySelectorAll("[data-rij]")].findIndex(r => r.contains(document.activeElement))`
	for n := range 3 {
		w.toets("j")
		if nu := haal(w, chromedp.Evaluate[int](waar)); nu != n {
			t.Errorf("after %d times j the keyboard is at card %d", n+1, nu)
		}
	}
	w.toets("k")
	if nu := haal(w, chromedp.Evaluate[int](waar)); nu != 1 {
		t.Errorf("after k the keyboard is at card %d", nu)
	}
	w.rondom("vandaag kaarten")
}
