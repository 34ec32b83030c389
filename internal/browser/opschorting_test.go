package browser

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestOpschorting: a worker lets a case stand still, and longer; what it says meanwhile on its own page, on Vandaag and in the lists; and the coordinator lets it go on, under
// the eyes of the worker.
func TestOpschorting(t *testing.T) {
	t.Parallel()
	s := opGedeeld(t)
	id, nummer := s.casusVan("werker2")
	casus := "/casussen/" + id
	w := als(t, "werker2", "/")
	w.klik(`.s-nav a[href="/casussen"]`)
	w.klikIn(nummer, `a[href="`+casus+`"]`)
	w.eerder("Eerste poging tot contact", "Wat kan nu")
	w.zietNiet("Hervatten", "opgeschort")
	w.klik(`main a[href$="/stap/opschorting"]`)
	w.ziet("Opschorten: Kaatje Voorbeeld-Straat", "De casus gaat niet vanzelf verder.")
	w.staat("opschorten")

	// A day that is past: it is said, the field is one press away, and the reason stands there still.
	w.typ("reden", "Zit vast in Vught.")
	w.vul("hervatOp", "2020-01-01")
	w.verstuur()
	w.ziet("Kies een datum die nog komt.")
	w.wijstNaar("hervatOp")
	w.ingevuld("reden", "Zit vast in Vught.")
	w.staat("opschorten fout")
	w.vul("hervatOp", over(2))
	w.verstuur()
	w.ziet("Vastgelegd: Opschorten.", "Zit vast in Vught.")
	w.staatStil(over(2))
	w.rondom("opgeschort")

	// On Vandaag and in the list nothing of what stands still is asked; what there is to do, is.
	w.klik(`.s-nav a[href="/casussen"]`)
	if rij := w.rijVan(nummer); !strings.Contains(rij, "opgeschort") || !strings.Contains(rij, "de casus weer bekijken") || strings.Contains(rij, "eerste poging") {
		t.Errorf("in the caseload it says: %q", rij)
	}
	w.klik(`.s-nav a[href="/"]`)
	w.druk(`details.s-groep-dicht summary`) // what is not urgent is folded
	if rij := w.rijVan(nummer); !strings.Contains(rij, "Hervat de casus, of schort langer op met een reden.") || strings.Contains(rij, "eerste poging") {
		t.Errorf("on Vandaag it says: %q", rij)
	}
	w.staat("vandaag met opschorting")
	w.klikIn(nummer, `a[href$="/stap/opschorting"]`)
	w.ziet("Langer opschorten: Kaatje Voorbeeld-Straat", "De casus staat al stil.")
	w.staat("langer opschorten")
	w.typ("reden", "De zitting is uitgesteld.")
	w.vul("hervatOp", over(3))
	w.verstuur()
	w.ziet("Vastgelegd: Langer opschorten.", "Zit vast in Vught.", "De zitting is uitgesteld.")
	w.staatStil(over(3))

	// The coordinator finds it, reads why, and lets it go on. The worker sees that happen.
	w.live()
	k := als(t, "coordinator", "/zoek")
	k.vul("nummer", nummer)
	k.klik(`main form button[type="submit"]`)
	if rij := k.rijVan(nummer); !strings.Contains(rij, "opgeschort") {
		t.Errorf("the coordinator finds: %q", rij)
	}
	k.klikIn(nummer, `a[href="`+casus+`"]`)
	k.ziet("De zitting is uitgesteld.", "Langer opschorten")
	k.klik(`main a[href$="/stap/hervatting"]`)
	k.ziet("De termijnen lopen door waar ze stilstonden.")
	k.staat("hervatten")
	k.verstuur()
	k.ziet("Vastgelegd: Hervatten.", "Eerste poging tot contact over 5 werkdagen")
	k.zietNiet("opgeschort", "staat stil zolang", "Langer opschorten")
	w.wacht("Coördinator, ", ": hervat", "Eerste poging tot contact over 5 werkdagen")
	w.zietNiet("staat stil zolang")
	w.staat("hervat")
}

// over is a day so many months ahead, as a form has it.
func over(maanden int) string { return nuInDeRegio().AddDate(0, maanden, 0).Format(time.DateOnly) }

// nuInDeRegio is now, by the clock whose days are meant.
func nuInDeRegio() time.Time {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		panic(err)
	}
	return time.Now().In(zone)
}

// staatStil: at the case stands that it is suspended and when it is looked at again; that comes first, and all that depends on the client stands still.
func (b *tab) staatStil(tot string) {
	b.t.Helper()
	b.ziet("opgeschort")
	b.eerder("De casus weer bekijken", "Andere termijnen")
	b.doe(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("#nu details").forEach(d => d.open = true)`))
	uit := haal(b, chromedp.Evaluate[string](fmt.Sprintf(`(() => { const [eerst, ...ook] = [...document.querySelectorAll("#nu .s-volgende")];
		return [eerst.querySelector("time").dateTime.slice(0, 10) === %q, eerst.textContent.includes("Hervatten") && eerst.textContent.includes("Langer opschorten"),
			ook.length > 1 && ook.every(e => e.textContent.includes("staat stil zolang de casus is opgeschort") && !e.querySelector("time"))].join(" "); })()`, tot)))
	if uit != "true true true" {
		b.t.Errorf("it is looked at again on that day, can go on or stand still for longer, and the rest stands still: %s\n%s", uit, b.tekst())
	}
}
