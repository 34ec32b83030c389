package browser

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// axe looks for what keeps people out: WCAG 2.2 AA. What it finds fails the test.
func (b *tab) axe(waar string) {
	b.t.Helper()
	b.doe(chromedp.Evaluate[chromedp.Void](gedeeld.axe))
	uit := haal(b, chromedp.Evaluate[string](`axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(r => JSON.stringify(r.violations.map(v => ({
		id: v.id, hulp: v.help, waar: v.nodes.map(n => n.html.slice(0, 200)).slice(0, 3)}))))`, chromedp.EvalAwaitPromise))
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

// past checks that nothing has to be scrolled sideways.
func (b *tab) past(waar string) {
	b.t.Helper()
	te := haal(b, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
	if te > 0 {
		b.t.Errorf("%s: %d pixels too wide", waar, te)
	}
}

// Every page of every role: no violation of WCAG 2.2 AA, on a desk and at 320 pixels, and no word of English or of a key of ours.
func TestBladzijden(t *testing.T) {
	t.Parallel()
	for rol, paden := range map[string][]string{
		"coordinator":    {"/", "/casussen", "/bord", "/wachtlijst", "/inbox", "/casussen?fase=wachtlijst", "/bord?fase=outreach", "/aanmelden/6f0c1f3e-8c1b-4a52-9f5e-2a4f1f0d7b11?nieuw", "/meldingen", "/knelpunten", "/vervanging", "/vervanging/nieuw", "/zoek", "/aanmelden", "casus"},
		"ctb":            {"/", "/inbox", "/bord", "/casussen?fase=aanmelding", "/meldingen", "/zoek", "/aanmelden", "casus"},
		"werker":         {"/", "/casussen", "/meldingen", "/vervanging", "/zoek", "casus"},
		"verwijzer":      {"/", "/casussen", "/aanmelden", "casus"},
		"ketenpartner":   {"/", "/overdrachten"},
		"leidinggevende": {"/", "/knelpunten"},
		"privacy":        {"/", "/toegangslog", "/toegangslog?handeling=geweigerd"},
	} {
		t.Run(rol, func(t *testing.T) {
			t.Parallel()
			for _, maat := range []struct {
				naam        string
				breed, hoog int64
			}{{"bureau", 1280, 900}, {"telefoon", 320, 640}} {
				b := nieuw(t, maat.breed, maat.hoog)
				b.inloggen(rol, "/")
				for _, pad := range paden {
					naam := strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(strings.Trim(pad, "/"))
					if pad == "casus" {
						b.naar("/casussen")
						pad = b.eersteLink("/casussen/")
					}
					if naam == "" {
						naam = "vandaag"
					}
					b.naar(pad)
					waar := fmt.Sprintf("%s %s %s", rol, maat.naam, pad)
					b.beeld(fmt.Sprintf("%s-%s-%s.png", rol, naam, maat.naam))
					b.axe(waar)
					b.past(waar)
				}
			}
		})
	}
}
