package browser

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"schakel/internal/testkit/pdf"
)

// bestand is what the server gave to keep.
type bestand struct {
	kop string
	pdf.Document
}

// haalPDF asks the file of the page, as its button does, and reads it as a screen reader does.
func (b *tab) haalPDF() (f bestand) {
	b.t.Helper()
	delen := strings.SplitN(haal(b, chromedp.Evaluate[string](`(async () => {
		const f = document.querySelector('form[data-bestand]');
		const a = await fetch(f.action, { method: "POST" });
		const bytes = new Uint8Array(await a.arrayBuffer());
		let ruw = ""; for (const c of bytes) ruw += String.fromCharCode(c);
		return [a.status, a.headers.get("content-type"), a.headers.get("content-disposition"), a.headers.get("cache-control")].join(" ") + "\n" + btoa(ruw);
	})()`, chromedp.EvalAwaitPromise)), "\n", 2)
	f.kop = delen[0]
	ruw, err := base64.StdEncoding.DecodeString(delen[1])
	if err != nil {
		b.t.Fatal(err)
	}
	if f.Document, err = pdf.Lees(ruw); err != nil {
		b.t.Fatalf("%s: %v", f.kop, err)
	}
	return f
}

// isVoorIedereen checks what any file of ours must be: named by number, kept by nobody, tagged, in Dutch, with a title, one heading of the first rank, and read
// in the order in which the page is.
func (b *tab) isVoorIedereen(f bestand, naam, titel string) {
	b.t.Helper()
	if wil := `200 application/pdf attachment; filename="` + naam + `.pdf" no-store`; f.kop != wil {
		b.t.Errorf("%s, want %s", f.kop, wil)
	}
	if !f.Getagd || f.Taal != "nl" || f.Titel != titel {
		b.t.Errorf("tagged %v, language %q, title %q", f.Getagd, f.Taal, f.Titel)
	}
	if h := f.Soorten("H1"); len(h) != 1 {
		b.t.Errorf("headings of the first rank: %v", h)
	}
	op := haal(b, chromedp.Evaluate[string](`[...document.querySelectorAll(".d-papier :is(h1, h2, h3)")].map(e => e.innerText).join("|")`))
	var koppen []string
	for _, h := range f.Soorten("H") {
		koppen = append(koppen, h.Tekst)
	}
	if strings.Join(koppen, "|") != op {
		b.t.Errorf("headings are read as %q, on the page they are %q", koppen, op)
	}
	letters := func(s string) []rune {
		return []rune(strings.Join(regexp.MustCompile(`[\pL\pN]+`).FindAllString(s, -1), ""))
	}
	pagina := letters(haal(b, chromedp.Evaluate[string](`(() => { const k = document.querySelector(".d-papier").cloneNode(true); k.querySelectorAll("svg, .s-klein, thead").forEach(e => e.remove()); return k.textContent.normalize("NFKC"); })()`)))
	if len(pagina) < 80 {
		b.t.Fatalf("next to nothing on the page: %s", string(pagina))
	}
	gelezen, i := letters(f.Tekst()), 0
	for _, r := range gelezen { // what is on the page, in this order; what stands between (when it was made, the head of a table on each page) may
		if i < len(pagina) && r == pagina[i] {
			i++
		}
	}
	if i < len(pagina) {
		b.t.Errorf("after %q is not read in its place: %q\n%s", string(pagina[max(0, i-30):i]), string(pagina[i:min(len(pagina), i+30)]), f.Tekst())
	}
	if n := len(gelezen); n > len(pagina)*3/2+400 {
		b.t.Errorf("%d letters are read, %d are on the page", n, len(pagina))
	}
}

// The overview of a case as a file: made by the server, tagged, and named by number.
func TestPDF(t *testing.T) {
	t.Parallel()
	b := nieuw(t, 1100, 900)
	b.inloggen("coordinator", "/zoek")
	b.naarCasus("2026-00025", "")
	b.naar(strings.Split(b.pad(), "?")[0] + "/afdruk")
	b.isVoorIedereen(b.haalPDF(), "casus-2026-00025", "Casusoverzicht 2026-00025")
	b.nogEens(`form[action$="/afdruk"] button`, "/afdruk")

	p := nieuw(t, 1280, 900)
	p.inloggen("privacy", "/toegangslog")
	p.nogEens(`a[href^="/toegangslog/export"]`, "/toegangslog/export")
}

// The handover letter as a file, for who sends it and for who receives it: the same words, and no name in what a browser or a mail keeps of it.
func TestBriefPDF(t *testing.T) {
	t.Parallel()
	id, nummer := opGedeeld(t).overgedragen()
	w := als(t, "werker", "/casussen/"+id)
	w.naar(haal(w, chromedp.AttributeValue(chromedp.CSS(`main a[href*="/brief/"]`), "href")).Value)
	o := als(t, "ketenpartner", "/overdrachten")
	o.klikIn(nummer, `a[href^="/overdrachten/"]`)
	o.klik(`main a[href$="/brief"]`)
	for _, b := range []*tab{w, o} {
		b.ziet("Bewaar als pdf")
		f := b.haalPDF()
		b.isVoorIedereen(f, "overdracht-"+nummer, "Overdrachtsbrief "+nummer)
		for _, wil := range []string{"Overdrachtsbrief", nummer, "GGZ Voorbeeld", "Wil geholpen worden."} {
			if !strings.Contains(f.Tekst(), wil) {
				t.Errorf("%q does not stand in the letter: %s", wil, f.Tekst())
			}
		}
		if strings.Contains(f.Tekst()+f.kop+f.Titel+b.pad(), "Kaatje") {
			t.Errorf("the letter or what it is called names the client, whose name was not shared: %s %s", f.kop, b.pad())
		}
		if !slices.ContainsFunc(f.Delen, func(d pdf.Deel) bool { return d.Tekst == "Wil geholpen worden." }) {
			t.Errorf("the summary is no part of its own: %v", f.Delen)
		}
	}
	w.nogEens(`form[data-bestand] button`, "/brief/")

	// Of another organisation, and of who is not on the case, the file is not there either.
	x := als(t, "ketenpartner2", "/")
	y := als(t, "werker2", "/")
	for wie, pad := range map[*tab]string{x: o.pad(), y: w.pad()} {
		if s := haal(wie, chromedp.Evaluate[int](`fetch("`+pad+`", { method: "POST" }).then(a => a.status)`, chromedp.EvalAwaitPromise)); s != 404 {
			t.Errorf("the file of a letter of others: status %d", s)
		}
	}
}

// nogEens asks a file twice, as somebody does who closed the first: it is asked twice, and nothing on the page goes on saying that it is busy.
func (b *tab) nogEens(css, pad string) {
	b.t.Helper()
	var gevraagd atomic.Int32
	if err := chromedp.Listen(b.ctx, func(ev any) {
		if ev, ja := ev.(*network.EventRequestWillBeSent); ja && ev.Type == network.ResourceTypeDocument && strings.Contains(ev.Request.URL, pad) {
			gevraagd.Add(1)
		}
	}); err != nil {
		b.t.Fatal(err)
	}
	for n := int32(1); n <= 2; n++ {
		b.druk(css)
		for grens := time.Now().Add(20 * time.Second); gevraagd.Load() < n; b.doe(chromedp.Sleep(50 * time.Millisecond)) {
			if time.Now().After(grens) {
				b.t.Fatalf("%s: asked %d times after %d clicks", pad, gevraagd.Load(), n)
			}
		}
		b.doe(chromedp.Sleep(1500 * time.Millisecond)) // what is slow is told after a second
		if bezig := haal(b, chromedp.Evaluate[string](`document.getElementById("bezig").textContent + (document.querySelector("main [aria-busy]") ? " aria-busy" : "")`)); bezig != "" {
			b.t.Errorf("%s: after the file came the page says %q", pad, bezig)
		}
	}
}
