package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// stuurKaal sends the form of the page as a browser without checks would, and waits for the answer.
func (b *tab) stuurKaal(eerst string) {
	b.t.Helper()
	b.doe(chromedp.Evaluate[chromedp.Void](`document.body.dataset.oud = "ja"; ` + eerst + `; document.querySelector("main form[method=post]").submit()`))
	b.anders(`body:not([data-oud]) main`)
	b.geladen()
}

// status is what the server said of this page.
func (b *tab) status(wil int) {
	b.t.Helper()
	if s := haal(b, chromedp.Evaluate[int](`performance.getEntriesByType("navigation")[0].responseStatus`)); s != wil {
		b.t.Errorf("%s: status %d, wanted %d", b.pad(), s, wil)
	}
}

// The pages that nobody hopes to see: wrong, refused, gone, too much, too late. Each says what it is and what one can do, and each is for everybody.
func TestToestandenVanFouten(t *testing.T) {
	t.Parallel()
	b := nieuw(t, 1280, 900)
	b.inloggen("werker", "/casussen")
	casus := b.eersteLink("/casussen/")

	b.naar(casus + "/stap/plannen")
	b.stuurKaal("")
	b.status(400)
	b.doe(chromedp.WaitVisible(chromedp.CSS(`fieldset[aria-describedby] .s-veldfout`)))
	if waar := haal(b, chromedp.Evaluate[string](`document.activeElement.id`)); waar != "fout" {
		t.Errorf("after an error the focus is at %q", waar)
	}
	if titel := haal(b, chromedp.Evaluate[string](`document.title`)); !strings.HasPrefix(titel, "Fout: ") {
		t.Errorf("the window of a form that came back is called %q", titel)
	}
	b.rondom("formulier met fouten")
	if n := haal(b, chromedp.Evaluate[string](`document.querySelectorAll(".s-fouten a").length + " of " + document.querySelectorAll(".s-veldfout").length`)); n[:1] == "0" || n[:1] != n[len(n)-1:] {
		t.Errorf("on top of the form stand %s wrong fields", n)
	}
	for _, k := range []blik{blikken[0], {breed: 320, hoog: 640, schaal: 1}} {
		b.kijk(k)
		b.doe(chromedp.Click(chromedp.CSS(`.s-fouten a`)))
		b.wachtTot(`document.activeElement.name === "methodiek"`)
		if ziet := haal(b, chromedp.Evaluate[bool](`document.activeElement.closest("fieldset").querySelector("legend").getBoundingClientRect().top >= 0`)); !ziet {
			t.Errorf("at %d pixels: who comes to a field from the list does not see its question", k.breed)
		}
	}
	b.kijk(blikken[0])

	b.naar(casus + "/stap/opschalingen")
	b.stuurKaal("")
	b.status(400)
	if fout := haal(b, chromedp.Evaluate[string](`(() => { const v = [...document.querySelectorAll(".s-veldfout")].flatMap(f => [...document.querySelectorAll('[aria-describedby~="' + f.id + '"]')]);
		return v.length < 3 ? v.length + " fields" : v.filter(e => e.getAttribute("aria-invalid") !== "true").map(e => e.name).join(" "); })()`)); fout != "" {
		t.Errorf("a screen reader does not hear that these are wrong: %s", fout)
	}

	b.naar(casus + "/stap/contacten")
	b.stuurKaal("")
	b.status(400)
	b.rondom("contact met fouten")

	b.naar(casus + "/stap/hervatting")
	b.status(409)
	b.ziet("Wat nu wel kan")
	b.rondom("stap kan nu niet")

	b.naar("/knelpunten")
	b.ziet("Dit hoort niet bij uw rol", "Er is niets veranderd", "Naar Vandaag")
	b.status(403)
	b.rondom("geweigerd")

	b.naar("/bestaat-niet")
	b.ziet("Hier is niets voor u", "Zoek een casus")
	b.status(404)
	b.rondom("bestaat niet")

	b.naar(casus + "/stap/plannen")
	b.stuurKaal(`document.querySelector("main textarea, main input[type=text]").value = "x".repeat(300000)`)
	b.ziet("Dit is te groot", "Terug naar de casus")
	b.status(413)
	b.rondom("te groot")

	b.naar(casus + "/stap/plannen")
	if _, err := chromedp.Call(b.ctx, network.ClearBrowserCookies, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	b.stuurKaal("")
	b.ziet("U bent niet meer ingelogd", "Log in (nieuw tabblad)", "Verstuur opnieuw")
	b.status(401)
	b.rondom("sessie verlopen")
	b.naar("/uitgelogd")
	b.ziet("U bent uitgelogd")
	b.rondom("uitgelogd")
}

// With nothing to show a page says why, and where to go.
func TestToestandenLeeg(t *testing.T) {
	t.Parallel()
	for rol, paden := range map[string][]string{
		"coordinator": {"/bord?gemeente=Nergens", "/casussen?gemeente=Nergens", "/klachten"},
		"privacy":     {"/", "/toegangslog?casus=6f0c1f3e-8c1b-4a52-9f5e-2a4f1f0d7b11"},
		"verwijzer":   {"/aanmelden"},
	} {
		t.Run(rol, func(t *testing.T) {
			t.Parallel()
			b := nieuw(t, 1280, 900)
			b.inloggen(rol, "/")
			for _, pad := range paden {
				b.naar(pad)
				b.rondom("leeg " + rol + " " + pad)
			}
			if rol != "coordinator" {
				return
			}
			b.naar("/zoek")
			b.vul("nummer", "2099-00001")
			b.klik(`main form button[type="submit"]`)
			b.ziet("Niets gevonden")
			b.rondom("niets gevonden")
		})
	}
}

// The help sheet open, a contact that waits for network on every page, and the page without network with what waits.
func TestToestandenVanScript(t *testing.T) {
	t.Parallel()
	b := nieuw(t, 1280, 900)
	b.inloggen("werker", "/")
	b.doe(chromedp.KeyEvent("?"), chromedp.WaitVisible(chromedp.CSS(`#toetsen[open]`)))
	b.rondom("sneltoetsen open")
	b.doe(chromedp.KeyEvent("\x1b"))
	for _, staat := range []string{"stil", "uit"} {
		b.doe(chromedp.Evaluate[chromedp.Void](`(() => { const d = document.getElementById("sessie"); d.toggleAttribute("data-dicht", "` + staat + `" === "uit");
			for (const e of d.querySelectorAll("[data-staat]")) e.hidden = e.dataset.staat !== "` + staat + `";
			d.setAttribute("aria-labelledby", "sessie-` + staat + `-titel"); d.setAttribute("aria-describedby", "sessie-` + staat + `-uitleg"); d.close(); d.showModal(); })()`))
		b.rondom("sessie " + staat)
	}

	b.naar("/casussen")
	casus := haal(b, chromedp.Evaluate[string](`document.querySelector('main a[href$="/stap/contacten"]').getAttribute("href")`))
	b.naar(casus)
	b.doe(chromedp.WaitReady(chromedp.CSS(`html[data-onderweg-klaar]`)))
	dicht := network.SetBlockedURLsParams{URLPatterns: []*network.BlockPattern{{URLPattern: b.url + "/onderweg/verzend", Block: true}}}
	if _, err := chromedp.Call(b.ctx, network.SetBlockedURLs, dicht); err != nil {
		t.Fatal(err)
	}
	b.klik(`button[name="bereikt"][value="false"]`)
	b.doe(chromedp.WaitVisible(chromedp.CSS(`#posten .s-taak`)))
	b.ziet("Wacht op verzending: 1 contact.", "Wacht op netwerk")
	b.rondom("onderweg met wat wacht")
	b.naar("/")
	b.doe(chromedp.WaitVisible(chromedp.CSS(`#onderweg a`)))
	b.ziet("Wacht op verzending: 1 contact.")
	b.rondom("balk onderweg")
}

// What goes on paper, as it goes on paper.
func TestToestandenOpPapier(t *testing.T) {
	t.Parallel()
	b := nieuw(t, 1280, 900)
	b.inloggen("coordinator", "/zoek")
	b.naarCasus("2026-00025", "")
	b.naar(strings.Split(b.pad(), "?")[0] + "/afdruk")
	b.doe(opPapier("print"))
	b.axe("afdruk op papier")
	b.past("afdruk op papier")
	if haal(b, chromedp.Evaluate[bool](`[...document.querySelectorAll("header, nav, footer, button")].some(e => e.checkVisibility())`)) {
		t.Error("on paper stands what can only be pressed")
	}
	b.doe(opPapier(""))
	b.rondom("afdruk")
}

// Charts are pictures for everybody: with a title, a description in words, a table of every number, and lines that stand out in every colour scheme.
func TestGrafieken(t *testing.T) {
	t.Parallel()
	b := nieuw(t, 1280, 900)
	b.inloggen("coordinator", "/zoek")
	b.naarCasus("2026-00025", "")
	b.doe(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => d.open = true)`))
	fout := haal(b, chromedp.Evaluate[string](`[...document.querySelectorAll("svg[role=img]")].flatMap(s => {
		const uit = [], tabel = s.closest("section").querySelector("table"), naam = s.getAttribute("aria-labelledby").split(" ").map(i => document.getElementById(i)?.textContent ?? "");
		if (naam.length !== 2 || naam.some(n => n.length < 10)) uit.push("no title and description: " + naam);
		if (!tabel || tabel.querySelectorAll("tbody tr").length < 10) uit.push("no table beside " + naam[0]);
		if (tabel && [...tabel.querySelectorAll("tbody tr")].some(r => !r.querySelector("th[scope=row]"))) uit.push("rows without a header: " + naam[0]);
		return uit;
	}).join("\n")`))
	if fout != "" {
		t.Error(fout)
	}
	if n := haal(b, chromedp.Evaluate[int](`document.querySelectorAll("svg[role=img]").length`)); n != 2 {
		t.Fatalf("%d charts", n)
	}
	for _, k := range blikken {
		b.kijk(k)
		if zwak := haal(b, chromedp.Evaluate[string](zwakkeLijnen)); zwak != "" {
			t.Errorf("%s: under 3 to 1 against what is behind it: %s", k.naam, zwak)
		}
	}
}

// zwakkeLijnen are parts of charts that stand out too little (WCAG 1.4.11). The grid is no information: every number is in the table.
const zwakkeLijnen = `(() => {
	const c = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
	const rgb = (k) => { c.clearRect(0, 0, 1, 1); c.fillStyle = k; c.fillRect(0, 0, 1, 1); return c.getImageData(0, 0, 1, 1).data; };
	const licht = (k) => { const [r, g, b] = [...rgb(k)].map(x => (x /= 255) <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
	const achter = (e) => { for (; e; e = e.parentElement) { const k = getComputedStyle(e).backgroundColor; if (rgb(k)[3] === 255) return k; } return "Canvas"; };
	const uit = new Set();
	for (const [kies, eigen] of [[".d-bereikt", "fill"], [".d-niet", "stroke"], [".d-arcering", "stroke"], [".d-weg", "stroke"], [".d-laatst", "fill"], [".d-eerder", "stroke"], [".d-bodem", "stroke"], [".d-svg text", "fill"]])
		for (const e of document.querySelectorAll(kies)) {
			const [a, b] = [licht(getComputedStyle(e)[eigen]), licht(achter(e.closest("svg").parentElement))].sort((x, y) => y - x);
			if ((a + 0.05) / (b + 0.05) < 3) uit.add(kies + " " + getComputedStyle(e)[eigen]);
		}
	return [...uit].join(", ");
})()`
