package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestSneltoetsen: the help sheet tells which keys there are, each of them does what it says, in a field they are letters, and they can be turned off.
func TestSneltoetsen(t *testing.T) {
	t.Parallel()
	k := als(t, "coordinator", "/casussen")
	k.toets("?")
	k.doe(chromedp.WaitVisible(chromedp.CSS(`dialog#toetsen[open]`)))
	k.ziet("Sneltoetsen", "g dan w", "Volgende in de lijst")
	k.axe("sneltoetsen")
	k.past("sneltoetsen")
	k.beeld("coordinator-sneltoetsen.png")
	rijen := strings.Split(haal(k, chromedp.Evaluate[string](`[...document.querySelectorAll("[data-toets]")].map(r => r.dataset.toets + "=" + r.dataset.naar).join(",")`)), ",")
	if len(rijen) < 8 {
		t.Fatalf("the help sheet of a coordinator has %v", rijen)
	}
	k.toets(kb.Escape)
	k.doe(chromedp.WaitNotPresent(chromedp.CSS(`dialog#toetsen[open]`)))
	// A key right after the sheet was closed, before the next frame takes the keyboard out of it, counts.
	if w := haal(k, chromedp.Evaluate[string](`(() => {
		const d = document.getElementById("toetsen");
		d.showModal();
		d.close();
		const waar = document.activeElement;
		waar.dispatchEvent(new KeyboardEvent("keydown", {key: "?", bubbles: true}));
		return waar.id + " " + d.open;
	})()`)); w != "toetsen-aan true" {
		t.Errorf("a key right after the sheet was closed: the keyboard at, the sheet open: %q", w)
	}
	k.toets(kb.Escape)
	k.doe(chromedp.WaitNotPresent(chromedp.CSS(`dialog#toetsen[open]`)))
	for _, r := range rijen { // all that stands on the sheet is true
		toets, naar, _ := strings.Cut(r, "=")
		k.toets(toets[:1] + toets[2:]) // at once: they belong together for a second and a half
		k.opPad(naar)
		if naar == "/zoek" { // there the keyboard is in the first field at once
			k.naar("/casussen")
		}
	}

	k.toets("/")
	k.opPad("/zoek")
	if f := haal(k, chromedp.Evaluate[string](`document.activeElement.name`)); f != "naam" {
		t.Errorf("after / the keyboard is at %q", f)
	}
	k.leeg("naam")   // of the key that led here a letter may have come along
	k.toets("gb?/j") // in a field: letters
	k.ingevuld("naam", "gb?/j")

	k.naar("/casussen")
	k.toets("j")
	eerste := k.focus()
	k.toets("j")
	tweede := k.focus()
	k.toets("k")
	if terug := k.focus(); !strings.HasPrefix(eerste, "/casussen/") || eerste == tweede || terug != eerste {
		t.Errorf("j, j, k went to %q, %q, %q", eerste, tweede, terug)
	}
	k.toets(kb.Enter)
	k.opPad(eerste)

	k.doe(chromedp.Click(chromedp.CSS(`#toetsen-knop`)), chromedp.WaitVisible(chromedp.CSS(`dialog#toetsen[open]`)), chromedp.Click(chromedp.CSS(`#toetsen-aan`)))
	k.toets(kb.Escape)
	k.naar("/casussen")
	k.toets("gb?")
	k.doe(chromedp.Sleep(200_000_000)) // nothing is what has to happen
	if k.pad() != "/casussen" || haal(k, chromedp.Evaluate[bool](`document.getElementById("toetsen").open`)) {
		t.Error("shortcuts that were turned off do something")
	}
}

// TestKeuren: what is wrong with a field is said at the field when one leaves it, and is gone when it is right; what is sent empty does not go.
func TestKeuren(t *testing.T) {
	t.Parallel()
	s := opGedeeld(t)
	id, _ := s.casusVan("werker")
	w := als(t, "werker", "/casussen/"+id+"/stap/opschalingen")
	w.typ("niveau", "7"+kb.Tab)
	fout := func() string {
		return haal(w, chromedp.Evaluate[string](`[...document.querySelectorAll(".s-veldfout")].map(e => e.innerText).join("|")`))
	}
	if f := fout(); f != "Vul ten hoogste 4 in." {
		t.Fatalf("of a level of 7 it says %q", f)
	}
	if ja := haal(w, chromedp.Evaluate[bool](`(() => { const v = document.querySelector('[name="niveau"]'); return v.getAttribute("aria-invalid") === "true" && v.getAttribute("aria-describedby").split(" ").some(id => document.getElementById(id)?.className === "s-veldfout"); })()`)); !ja {
		t.Error("the field does not tell a screen reader what is wrong")
	}
	w.axe("veld fout")
	w.beeld("werker-veld-fout.png")
	w.typ("niveau", kb.Backspace+"2")
	if f := fout(); f != "" {
		t.Errorf("a field that was put right still says %q", f)
	}
	w.doe(chromedp.Click(chromedp.CSS(`.s-formulier button.utrecht-button--primary-action`))) // the reason is missing
	if f := haal(w, chromedp.Evaluate[string](`document.activeElement.name`)); f != "reden" || !strings.HasSuffix(w.pad(), "/stap/opschalingen") {
		t.Errorf("sent without a reason, the keyboard is at %q of %s", f, w.pad())
	}
	if f := fout(); f != "Vul dit in.|Vul dit in." {
		t.Errorf("of what is missing it says %q", f)
	}
	w.typ("reden", "Onrust.")
	w.typ("doel", "Rust.")
	w.verstuur()
	w.ziet("Vastgelegd: Opschalen.")
}

// TestFilters: a choice shows at once, in place, and stands in the address, from where it can be opened again; going back goes back.
func TestFilters(t *testing.T) {
	t.Parallel()
	k := als(t, "coordinator", "/bord")
	for _, d := range []struct{ pad, deel string }{{"/bord", "#bord"}, {"/casussen", "#lijst"}} {
		k.naar(d.pad)
		k.doe(chromedp.Evaluate[chromedp.Void](`document.body.dataset.zelfde = "ja"`))
		voor := haal(k, chromedp.Evaluate[int](`document.querySelectorAll("`+d.deel+` [data-rij]").length`))
		k.doe(chromedp.Focus(chromedp.CSS(`#f-fase`)))
		k.toets("n") // as one chooses with the keyboard: Nazorg
		k.anders(`body[data-zelfde] ` + d.deel)
		k.wachtTot(`location.search.includes("fase=nazorg")`)
		if haal(k, chromedp.Evaluate[bool](`/naam|client|bsn/.test(location.search)`)) {
			t.Errorf("%s: the address says more than the choice", d.pad)
		}
		k.alsGevraagd(d.deel) // what was changed in place is what its address gives; other tests take cases along meanwhile
		na := haal(k, chromedp.Evaluate[int](`document.querySelectorAll("`+d.deel+` [data-rij]").length`))
		if na == 0 || na >= voor {
			t.Errorf("%s: %d lines, and %d of nazorg alone", d.pad, voor, na)
		}
		k.axe("filter " + d.pad)
		adres := haal(k, chromedp.Evaluate[string](`location.pathname + location.search`))
		k.naar(adres)
		if weer := haal(k, chromedp.Evaluate[int](`document.querySelectorAll("`+d.deel+` [data-rij]").length`)); weer == 0 || weer >= voor {
			t.Errorf("%s opened again shows %d lines of %d", adres, weer, voor)
		}
		if s := haal(k, chromedp.Evaluate[string](`document.getElementById("f-fase").value`)); s != "nazorg" {
			t.Errorf("%s opened again has %q chosen", adres, s)
		}
		k.vanCasehouder(d.deel)
		k.klik(`main a[href="` + d.pad + `"]`)
		k.alsGevraagd(d.deel)
		if alles := haal(k, chromedp.Evaluate[int](`document.querySelectorAll("`+d.deel+` [data-rij]").length`)); alles <= na {
			t.Errorf("%s: all again is %d lines, of which %d of nazorg", d.pad, alles, na)
		}
	}
}

// vanCasehouder narrows a list that is narrowed to nazorg to one casehouder too: no line of another is left, and the address has the pseudonym of that person, no name.
func (b *tab) vanCasehouder(deel string) {
	b.t.Helper()
	const vanAnder = `[...document.querySelectorAll("%s [data-rij]")].filter(r => !r.innerText.includes("Tweede bemoeizorgwerker")).length`
	rijen := func() string {
		return haal(b, chromedp.Evaluate[string](fmt.Sprintf(`document.querySelectorAll("%s [data-rij]").length + " " + `+vanAnder, deel, deel)))
	}
	voor := rijen()
	b.doe(chromedp.Evaluate[chromedp.Void](`document.body.dataset.zelfde = "ja"`), chromedp.Focus(chromedp.CSS(`#f-casehouder`)))
	b.toets("t") // Tweede bemoeizorgwerker
	b.anders(`body[data-zelfde] ` + deel)
	b.wachtTot(`new URLSearchParams(location.search).get("casehouder") === "werker2"`)
	b.alsGevraagd(deel)
	if zoek := haal(b, chromedp.Evaluate[string](`[...new URLSearchParams(location.search)].filter(([, w]) => w).sort().join(" ")`)); zoek != "casehouder,werker2 fase,nazorg" {
		b.t.Errorf("%s: the address says %q", b.pad(), zoek)
	}
	var alle, ander int
	if _, err := fmt.Sscan(rijen(), &alle, &ander); err != nil || alle == 0 || ander != 0 || rijen() == voor {
		b.t.Errorf("%s: %d lines, of which %d of another; it was %s", b.pad(), alle, ander, voor)
	}
	b.axe("filter casehouder " + deel)
	b.naar(haal(b, chromedp.Evaluate[string](`location.pathname + location.search`)))
	b.ingevuld("casehouder", "werker2")
	b.ingevuld("fase", "nazorg")
}

// alsGevraagd waits until this part of the page has the lines that the server gives for its address.
func (b *tab) alsGevraagd(deel string) {
	b.t.Helper()
	rijen := `[...%s.querySelectorAll("` + deel + ` [data-rij]")].map(r => r.querySelector("a")?.getAttribute("href")).join(" ")`
	b.wachtTot(fmt.Sprintf(`fetch(location.href).then(a => a.text()).then(h => `+rijen+` === `+rijen+`)`, `new DOMParser().parseFromString(h, "text/html")`, "document"))
}
