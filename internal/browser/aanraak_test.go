package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestEnter: whether somebody was reached is said by pressing that button. Enter in a field of the form registers nothing, with and without network.
func TestEnter(t *testing.T) {
	t.Parallel()
	s := opGedeeld(t)
	id, nummer := s.casusVan("werker")
	w := nieuw(t, 390, 844)
	w.inloggen("werker", "/casussen/"+id+"/stap/contacten")
	w.klaar()
	w.ziet("Contact met Kaatje Voorbeeld-Straat", nummer, "Hoe zocht u contact?")
	w.eerder("Hond", nummer)
	if titel := haal(w, chromedp.Evaluate[string](`document.title`)); strings.Contains(titel, "Kaatje") {
		t.Errorf("the title of the window, which a browser keeps, is %q", titel)
	}
	if soorten := haal(w, chromedp.Evaluate[int](`new Set([...document.querySelectorAll('button[name="bereikt"]')].map(e => e.className)).size`)); soorten != 1 {
		t.Error("one of the two answers is shown as the better one")
	}
	w.doe(chromedp.Evaluate[chromedp.Void](`document.querySelector("form[data-contact] details").open = true; document.body.dataset.zelfde = "ja"`))
	velden := haal(w, chromedp.Evaluate[string](`[...document.querySelectorAll('form[data-contact] input:not([type=hidden], [type=checkbox])')].map(e => e.name).filter((n, i, a) => a.indexOf(n) === i).join(" ")`))
	if n := len(strings.Fields(velden)); n < 4 {
		t.Fatalf("fields to press Enter in: %s", velden)
	}
	for _, v := range strings.Fields(velden) {
		w.doe(chromedp.Evaluate[chromedp.Void](`document.querySelector('[name="` + v + `"]').focus()`))
		w.toets(kb.Enter)
	}
	w.doe(chromedp.Sleep(500_000_000)) // nothing is what has to happen
	w.doe(chromedp.WaitReady(chromedp.CSS(`body[data-zelfde]`)))
	if n := len(s.contacten(id)); n != 0 {
		t.Fatalf("Enter registered %d contacts", n)
	}
	w.klik(`button[name="bereikt"][value="false"]`)
	w.wacht("Vastgelegd: Contact.")
	if n := len(s.contacten(id)); n != 1 {
		t.Fatalf("pressing registered %d contacts", n)
	}
}

// TestFocusInZicht: what sticks to an edge of the window does not cover what has the keyboard (WCAG 2.4.11), and the places where something is said aloud are
// in the page before they say anything.
func TestFocusInZicht(t *testing.T) {
	t.Parallel()
	s := opGedeeld(t)
	id, _ := s.casusVan("werker")
	for _, d := range []struct {
		rol, pad    string
		breed, hoog int64
	}{
		{"werker", "/casussen/" + id + "/stap/contacten", 390, 700},
		{"werker", "/casussen/" + id + "/stap/contacten", 320, 640},
		{"verwijzer", "/aanmelden/6f0c1f3e-8c1b-4a52-9f5e-2a4f1f0d7b12?nieuw", 390, 700},
		{"verwijzer", "/aanmelden/6f0c1f3e-8c1b-4a52-9f5e-2a4f1f0d7b13?nieuw", 1280, 600},
	} {
		b := nieuw(t, d.breed, d.hoog)
		b.inloggen(d.rol, d.pad)
		if stom := haal(b, chromedp.Evaluate[string](`[...document.querySelectorAll("#live, #onderweg, #bezig")].filter(e => !e.checkVisibility() || e.textContent).map(e => e.id).join(" ")`)); stom != "" {
			t.Errorf("%s: not empty and ready to speak: %s", d.pad, stom)
		}
		b.doe(chromedp.Evaluate[chromedp.Void](`for (const d of document.querySelectorAll("main details")) d.open = true; document.getElementById("inhoud").focus()`))
		gehad := 0
		for range 60 {
			b.toets(kb.Tab)
			uit := haal(b, chromedp.Evaluate[string](`(() => { const e = document.activeElement, r = e.getBoundingClientRect();
				if (!e.closest("main form")) return e.closest("main") ? "" : "klaar";
				let van = 0, tot = innerHeight; // between the bars
				for (const balk of document.querySelectorAll(".s-knoppen--plak, .s-knoppen--onder, main > .s-veiligheid")) {
					if (getComputedStyle(balk).position !== "sticky" || balk.contains(e)) continue;
					if (balk.matches(".s-veiligheid")) van = balk.getBoundingClientRect().bottom; else tot = balk.getBoundingClientRect().top;
				}
				const ziet = Math.min(r.bottom, tot) - Math.max(r.top, van); // of a large field a line is enough: the browser goes to where one types
				return ziet < Math.min(r.height, 40) - 1 ? (e.name || e.tagName) + " from " + r.top + " to " + r.bottom + ", seen is from " + van + " to " + tot : ""; })()`))
			if uit == "klaar" {
				break
			}
			gehad++
			if uit != "" {
				t.Errorf("%s at %d by %d: under a bar: %s", d.pad, d.breed, d.hoog, uit)
			}
		}
		if gehad < 8 {
			t.Errorf("%s: only %d places came by", d.pad, gehad)
		}
	}
}

// TestLijstenTablet: between a telephone and a desk a line of a list has two columns, and nothing to scroll sideways.
func TestLijstenTablet(t *testing.T) {
	t.Parallel()
	for _, d := range [][2]string{{"coordinator", "/wachtlijst"}, {"coordinator", "/inbox"}, {"werker", "/casussen"}} {
		b := nieuw(t, 800, 1000)
		b.inloggen(d[0], d[1])
		b.past(d[1] + " tablet")
		b.beeld("tablet" + strings.ReplaceAll(d[1], "/", "-") + ".png")
		if k := haal(b, chromedp.Evaluate[string](`[...new Set([...document.querySelectorAll(".s-rij--casus")].map(e => getComputedStyle(e).gridTemplateColumns.split(" ").length + " " + getComputedStyle(e).textAlign + (e.querySelector(".s-rij__tekst").offsetWidth > 0.4 * e.offsetWidth ? "" : " narrow")))].join("|")`)); k != "2 start" {
			t.Errorf("%s: columns and side of a line, and room for what it says: %s", d[1], k)
		}
	}
}
