package browser

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"schakel/internal/werkbank"
)

// blik is one way to look at a page that is already there: on another screen, or with what somebody asked of the machine.
type blik struct {
	naam        string
	breed, hoog int64
	schaal      float64
	wil         [][2]string
	ruim        bool     // text set wide, as WCAG 1.4.12 lets a reader do; it also stands for a machine whose letters are wider than here
	alleen      []string // rules of axe that can differ from those before; none: all
}

// kleur are the rules that a colour scheme can break; the others were held at the first look.
//
//nolint:gochecknoglobals // a table
var kleur = []string{"color-contrast", "link-in-text-block"}

// maat are the rules that a window at twice the size can break, beside those.
//
//nolint:gochecknoglobals // a table
var maat = []string{"color-contrast", "scrollable-region-focusable", "target-size"}

// blikken are how every page is looked at. Size and colours are crossed in pairs, not all with all.
//
//nolint:gochecknoglobals // a table
var blikken = []blik{
	{naam: "bureau", breed: 1280, hoog: 900, schaal: 1},
	{naam: "donker", breed: 1280, hoog: 900, schaal: 1, wil: [][2]string{{"prefers-color-scheme", "dark"}}, alleen: kleur},
	{naam: "contrast", breed: 1280, hoog: 900, schaal: 1, wil: [][2]string{{"forced-colors", "active"}}, alleen: kleur},
	{naam: "dubbel", breed: 640, hoog: 450, schaal: 2, wil: [][2]string{{"prefers-reduced-motion", "reduce"}, {"prefers-contrast", "more"}}, alleen: maat}, // a desk at 200%
	{naam: "smal", breed: 320, hoog: 640, schaal: 1},
	{naam: "ruim", breed: 320, hoog: 640, schaal: 1, ruim: true, alleen: maat},
}

// rondom looks at the page as it is, in every way there is, and leaves it as on a desk.
func (b *tab) rondom(waar string) {
	b.t.Helper()
	for _, k := range blikken {
		b.kijk(k)
		naam := waar + " " + k.naam
		b.beeld(strings.NewReplacer("/", "-", "?", "-", "=", "-", " ", "-").Replace(naam) + ".png")
		b.axe(naam, k.alleen...)
		b.past(naam)
		if len(k.wil) > 0 && k.wil[0][0] == "prefers-reduced-motion" {
			b.stil(naam)
		}
	}
	b.kijk(blikken[0])
}

func (b *tab) kijk(k blik) {
	b.t.Helper()
	b.doe(chromedp.EmulateViewport(k.breed, k.hoog, chromedp.EmulateScale(k.schaal)))
	b.kleuren(k.wil...)
	b.doe(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
		const s = new CSSStyleSheet();
		if (%t) s.replaceSync("* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; line-height: 1.5 !important } p { margin-block-end: 2em !important }");
		document.adoptedStyleSheets = [s];
	})()`, k.ruim)))
}

// stil checks that nothing moves, for who asked that.
func (b *tab) stil(waar string) {
	b.t.Helper()
	if n := haal(b, chromedp.Evaluate[int](`document.getAnimations().filter(a => a.playState === "running").length`)); n > 0 {
		b.t.Errorf("%s: %d things move", waar, n)
	}
}

// axe looks for what keeps people out: WCAG 2.2 AA. What it finds fails the test.
func (b *tab) axe(waar string, alleen ...string) {
	b.t.Helper()
	wat := `"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"`
	if len(alleen) > 0 {
		wat = `"` + strings.Join(alleen, `", "`) + `"`
	}
	b.doe(chromedp.Evaluate[chromedp.Void](`if (!window.axe) {` + gedeeld.axe + `}`))
	// A menu that is open lies over the page until it is closed: how large what it lies over is to press is looked at then.
	uit := haal(b, chromedp.Evaluate[string](`axe.run(document, {resultTypes: ["violations"], runOnly: [`+wat+`]}).then(r => JSON.stringify(r.violations.map(v => ({
		id: v.id, hulp: v.help, waar: v.nodes.filter(n => !(v.id === "target-size" && document.querySelector("#meer[open]") && document.querySelector(n.target[0])?.closest("main")))
			.map(n => n.html.slice(0, 200) + " " + n.any.map(a => a.message).join(" ").slice(0, 200)).slice(0, 3)})).filter(v => v.waar.length)))`, chromedp.EvalAwaitPromise))
	var fouten []struct {
		ID, Hulp string
		Waar     []string
	}
	if err := json.Unmarshal([]byte(uit), &fouten); err != nil {
		b.t.Fatal(err)
	}
	for _, f := range fouten {
		b.t.Errorf("%s: axe %s: %s\n  %s", waar, f.ID, f.Hulp, strings.Join(f.Waar, "\n  "))
	}
}

// past checks that nothing has to be scrolled sideways: neither the page, nor a part of it that is no table.
func (b *tab) past(waar string) {
	b.t.Helper()
	te := haal(b, chromedp.Evaluate[string](`(() => {
		const d = document.documentElement, uit = [];
		if (d.scrollWidth > d.clientWidth) {
			uit.push("the page, " + (d.scrollWidth - d.clientWidth));
			const breed = [...document.querySelectorAll("body *")].filter(e => !e.closest(".s-tabel, .s-bord, .s-nav__meer") && e.getBoundingClientRect().right > d.clientWidth + 1).slice(-3);
			for (const e of breed) uit.push(e.tagName + "." + e.className + " reaches " + Math.round(e.getBoundingClientRect().right));
		}
		for (const e of document.querySelectorAll("body *")) {
			if (e.scrollWidth > e.clientWidth + 1 && ["auto", "scroll"].includes(getComputedStyle(e).overflowX) && !e.matches(".s-tabel, .s-bord, textarea, select, input") && e.checkVisibility())
				uit.push(e.tagName + "." + e.className + ", " + (e.scrollWidth - e.clientWidth));
		}
		return uit.join("; ");
	})()`))
	if te != "" {
		b.t.Errorf("%s: pixels too wide: %s", waar, te)
	}
}

// formulieren are the steps that this page leads to, one of each kind that was not looked at yet.
func (b *tab) formulieren(gehad map[string]bool) (paden []string) {
	b.t.Helper()
	alle := haal(b, chromedp.Evaluate[string](`[...document.querySelectorAll('main a[href*="/stap/"], main a[href*="/corrigeer/"], main a[href*="/brief/"], main a[href$="/afdruk"], main a[href$="/uitstel"]')].map(a => a.getAttribute("href")).join(" ")`))
	for _, pad := range strings.Fields(alle) {
		kaal := strings.Split(pad, "?")[0]
		soort := path.Base(kaal)
		if _, stap, ja := strings.Cut(kaal, "/stap/"); ja {
			soort = werkbank.StapVan(stap)
		}
		if strings.Contains(pad, "/corrigeer/") || strings.Contains(pad, "/brief/") {
			soort = path.Base(path.Dir(pad))
		}
		if !gehad[soort] {
			gehad[soort] = true
			paden = append(paden, pad)
		}
	}
	return paden
}

// Every page of every role, and every form they lead to, one of each kind: no violation of WCAG 2.2 AA on a desk, at 200% and at 320 pixels, in light, dark and forced
// colours; nothing to scroll sideways. No form of a step is left out: what the demo region does not lead to, is looked at on cases made for it.
func TestBladzijden(t *testing.T) {
	t.Parallel()
	gehad := map[string]bool{}
	t.Run("rollen", func(t *testing.T) { bladzijdenVanRollen(t, gehad) }) //nolint:paralleltest // what follows is about what all of them looked at
	overigeFormulieren(t, gehad)
}

// bladzijdenVanRollen looks at the pages of every role, and notes the kinds of forms that it looked at.
func bladzijdenVanRollen(t *testing.T, gehad map[string]bool) {
	t.Helper()
	var een sync.Mutex // guards gehad
	for rol, paden := range map[string][]string{
		"coordinator":         {"/", "/casussen", "/bord", "/wachtlijst", "/inbox", "/casussen?fase=wachtlijst", "/bord?fase=outreach", "/aanmelden/6f0c1f3e-8c1b-4a52-9f5e-2a4f1f0d7b11?nieuw", "/meldingen", "/knelpunten", "/vervanging", "/vervanging/nieuw", "/zoek", "/aanmelden", "/klachten", "/klachten/nieuw", "/noodtoegang", "/delingen", "/delingen?weet=nee", "/vernietiging", "lijst", "lijst /goedkeuring", "lijst /afhaling/1", "/bewaarplicht", "/bewaarplicht/nieuw", "casus", "/casussen?fase=overdracht casus", "/casussen?fase=nazorg casus"},
		"ctb":                 {"/", "/inbox", "/bord", "/casussen?fase=aanmelding", "/meldingen", "/zoek", "/aanmelden", "/klachten/nieuw", "casus"},
		"werker":              {"/", "/casussen", "/meldingen", "/vervanging", "/zoek", "/noodtoegang", "/noodtoegang/nieuw", "/onderweg", "casus"},
		"verwijzer":           {"/", "/casussen", "/aanmelden", "casus"},
		"ketenpartner":        {"/", "/overdrachten", "/meldingen", "overdracht", "overdracht /brief"},
		"psychiater":          {"/", "/casussen", "/meldingen", "/noodtoegang", "/noodtoegang/nieuw", "casus"},
		"ervaringsdeskundige": {"/", "/casussen", "/meldingen", "casus"},
		"moederorganisatie":   {"/", "/meldingen"},
		"beheerder":           {"/", "/meldingen"},
		"leidinggevende":      {"/", "/knelpunten", "/klachten", "/meldingen"},
		"privacy":             {"/", "/toegangslog", "/toegangslog?handeling=geweigerd", "/noodtoegang", "/meldingen", "/delingen", "/vernietiging", "lijst", "lijst /goedkeuring", "lijst /afhaling/1", "/bewaarplicht", "/bewaarplicht/nieuw"},
	} {
		t.Run(rol, func(t *testing.T) {
			t.Parallel()
			b := nieuw(t, 1280, 900)
			b.inloggen(rol, "/")
			for _, pad := range paden {
				if lijst, ja := strings.CutSuffix(pad, "casus"); ja {
					if b.naar("/casussen"); lijst != "" {
						b.naar(strings.TrimSpace(lijst))
					}
					pad = b.eersteLink("/casussen/")
				}
				for soort, lijst := range map[string]string{"lijst": "/vernietiging", "overdracht": "/overdrachten"} {
					if onder, ja := strings.CutPrefix(pad, soort); ja {
						b.naar(lijst)
						pad = b.eersteLink(lijst+"/") + strings.TrimSpace(onder)
					}
				}
				b.naar(pad)
				b.rondom(rol + " " + pad)
				een.Lock()
				vormen := b.formulieren(gehad)
				een.Unlock()
				for _, vorm := range vormen {
					b.naar(vorm)
					b.rondom(fmt.Sprintf("%s formulier %s", rol, vorm))
				}
			}
		})
	}
}

// What a receiver meets between an offer and its first contact, and how a closed case is opened again: states that the demo region need not have.
func TestBladzijdenVanEenOverdracht(t *testing.T) {
	t.Parallel()
	s := opGedeeld(t)
	id, _, aanbod := s.aangeboden()
	casus, stappen := "/casussen/"+id, "/casussen/"+id+"/stap/overdrachten/"+aanbod
	o := nieuw(t, 1280, 900)
	o.inloggen("ketenpartner", "/")
	for _, pad := range []string{casus, "/overdrachten/" + aanbod, stappen + "/acceptatie", stappen + "/weigering"} {
		o.naar(pad)
		o.status(200)
		o.rondom("overdracht open " + strings.TrimPrefix(pad, "/casussen/"+id))
	}
	o.ziet("Wil geholpen worden.", "Bemoeizorgwerker")
	s.stap("ketenpartner", "/v1"+strings.Replace(stappen, "/stap/", "/", 1)+"/acceptatie", velden{}, nil)
	s.stap("werker", "/v1"+strings.Replace(stappen, "/stap/", "/", 1)+"/gesprek", velden{"op": nuTekst()}, nil)
	for _, pad := range []string{casus, "/overdrachten/" + aanbod, stappen + "/eerste-contact"} {
		o.naar(pad)
		o.status(200)
		o.rondom("overdracht geaccepteerd " + strings.TrimPrefix(pad, "/casussen/"+id))
	}
	o.ziet("Wil geholpen worden.")

	dicht, _ := s.casusVan("werker")
	s.stap("coordinator", "/v1/casussen/"+dicht+"/afsluiting", velden{"reden": "verhuisd", "netwerkafspraak": "De huisarts weet het."}, nil)
	k := nieuw(t, 1280, 900)
	k.inloggen("coordinator", "/")
	for _, pad := range []string{"/casussen/" + dicht, "/casussen/" + dicht + "/stap/heropening"} {
		k.naar(pad)
		k.status(200)
		k.rondom("gesloten " + strings.TrimPrefix(pad, "/casussen/"+dicht))
	}
}
