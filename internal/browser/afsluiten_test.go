package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAfsluiten: a worker proposes to close; the coordinator reads the proposal, turns it down with a reason and, the second time, closes with what stands in it. Until
// then nothing says that the case is closed; after it everybody reads that it is, the verwijzer too.
func TestAfsluiten(t *testing.T) {
	t.Parallel()
	const afspraak, nog = "De huisarts in Tilburg weet ervan.", "De huurschuld is nog niet geregeld."
	s := opGedeeld(t)
	id, nummer := s.casusVan("werker")
	casus := "/casussen/" + id
	k := als(t, "coordinator", "/")
	k.live()
	w := als(t, "werker", "/")
	w.klik(`.s-nav a[href="/casussen"]`)
	w.klikIn(nummer, `a[href="`+casus+`"]`)
	w.klik(`main a[href$="/stap/afsluiting"]`)
	w.ziet("Voorstellen om te sluiten: Kaatje Voorbeeld-Straat", "De coördinator leest uw voorstel.")
	w.zietNiet("Ingetrokken", "Geland bij de ontvanger") // the rules accept neither
	w.staat("voorstellen om te sluiten")

	// Nobody is out of sight who was not searched for: what is to be done is named, the place to fill it in is one press away, what was typed stays.
	w.kies("reden", "uit_beeld")
	w.typ("toelichting", "De woning is leeg.")
	w.verstuur()
	w.ziet("Iemand is pas uit beeld als er gezocht is. Nog te doen: laatst bekende adres, ", "Vul in wat nog te doen was, of kies een andere reden.")
	w.zietNiet("Wat nu wel kan", "_")
	w.wijstNaar("zoekacties.0.soort")
	w.ingevuld("reden", "uit_beeld")
	w.ingevuld("toelichting", "De woning is leeg.")
	w.staat("voorstel fout")
	w.stelSluitenVoor(afspraak)
	w.ziet("De woning is leeg.", afspraak)
	w.staat("voorstel gedaan")

	// It comes to the coordinator by itself, who reads it beside the form and turns it down.
	k.wachtTot(`[...document.querySelectorAll("[data-rij]")].some(r => r.textContent.includes("` + nummer + `"))`)
	k.openLater()
	if rij := k.rijVan(nummer); !strings.Contains(rij, "Besluit over het voorstel om te sluiten.") || !strings.Contains(rij, "casehouder: Bemoeizorgwerker") {
		t.Errorf("on the coordinator's Vandaag: %q", rij)
	}
	k.staat("vandaag met voorstel")
	k.klikIn(nummer, `a[href$="/afwijzing"]`)
	k.ziet("Het voorstel", "Gedaan door Bemoeizorgwerker, vandaag ", "Verhuisd", afspraak, "De woning is leeg.", "Waarom sluit u nog niet?")
	k.staat("voorstel afwijzen") // in every way: TestBladzijden
	k.typ("reden", nog)
	k.verstuur()
	k.ziet("Vastgelegd: Voorstel om te sluiten afwijzen.", "Voorstel om te sluiten afgewezen", nog)
	k.fase("Outreach")
	k.staat("voorstel afgewezen")

	w.klik(`.s-nav a[href="/meldingen"]`)
	w.ziet(nummer + ": De coördinator sluit de casus nog niet: uw voorstel is afgewezen.")
	w.staat("melding van een afwijzing")
	w.klikIn(nummer+": De coördinator", `a[href="`+casus+`"]`)
	w.ziet(nog)
	w.zietNiet("voorstel om te sluiten\n") // the badge

	// Once more, and now it is closed, with what stands in the proposal.
	w.klik(`main a[href$="/stap/afsluiting"]`)
	w.stelSluitenVoor(afspraak)
	w.live()
	k.klik(`.s-nav a[href="/"]`)
	k.openLater()
	k.klikIn(nummer, `a[href$="/stap/afsluiting"]`)
	k.ziet("Afsluiten: Kaatje Voorbeeld-Straat", "Het voorstel", "De verwijzer hoort dat")
	k.ingevuld("reden", "verhuisd")
	k.ingevuld("netwerkafspraak", afspraak)
	k.staat("afsluiten met een voorstel")
	k.verstuur()
	k.ziet("Vastgelegd: Afsluiten.", "Gesloten", "Verhuisd", "De casus is afgesloten.")
	k.fase("Afgesloten")
	k.staat("afgesloten")
	w.wacht("Coördinator, ", ": afgesloten")
	w.fase("Afgesloten")
	w.klik(`.s-nav a[href="/"]`)
	w.zietNiet(nummer)

	v := als(t, "verwijzer", "/")
	v.klik(`.s-nav a[href="/meldingen"]`)
	v.klikIn(nummer+": Deze casus is afgesloten.", `a[href="`+casus+`"]`)
	v.ziet("De bemoeizorg is gestopt.")
	v.zietNiet("Verhuisd", afspraak)
	v.staat("verwijzer van een afgesloten casus")
}

// stelSluitenVoor fills in why, sends it, and looks whether the case says what it is: proposed, by whom, and not closed.
func (b *tab) stelSluitenVoor(afspraak string) {
	b.t.Helper()
	b.kies("reden", "verhuisd")
	b.typ("netwerkafspraak", afspraak)
	b.verstuur()
	b.ziet("Vastgelegd: Voorstellen om te sluiten.", "voorstel om te sluiten", "Voorgesteld om te sluiten")
	b.zietNiet("Afgesloten\nBemoeizorgwerker", "Afgesloten Bemoeizorgwerker")
	b.fase("Outreach")
}

// fase checks where a case stands.
func (b *tab) fase(wil string) {
	b.t.Helper()
	b.wachtTot(`document.querySelector('.d-fasen [aria-current="step"]').innerText === "` + wil + `"`)
}

// openLater unfolds what is not urgent on Vandaag.
func (b *tab) openLater() {
	b.t.Helper()
	b.doe(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details.s-groep-dicht").forEach(d => d.open = true)`))
}
