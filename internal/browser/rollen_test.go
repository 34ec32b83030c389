package browser

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// Roles that look in, or beside: each one's day, what it sees, what it may do and what it must not see.

// TestPsychiater is asked in on a case: before that it does not exist, then it is read and written in, and not steered; after closing it is gone.
func TestPsychiater(t *testing.T) {
	t.Parallel()
	s := opGedeeld(t)
	id, nummer := s.casusVan("werker")
	casus := "/casussen/" + id
	p := als(t, "psychiater", "/")
	p.menuLeidtErgens("Vandaag", "Casussen", "Onderweg", "Meldingen", "Noodtoegang")
	p.bestaatNiet(casus)
	p.naar("/")
	p.zietNiet(nummer)

	p.live()
	w := als(t, "werker", casus)
	w.klik(`main a[href$="/stap/inzet"]`)
	w.kies("wie", "psychiater")
	w.typ("waarvoor", "Is dit een psychose?")
	w.verstuur()
	w.ziet("Vastgelegd: Iemand erbij vragen.", "Is dit een psychose?")

	p.wachtTot(`[...document.querySelectorAll("[data-rij]")].some(r => r.textContent.includes("` + nummer + `"))`) // without being asked for
	if rij := p.rijVan(nummer); !strings.Contains(rij, "Kaatje Voorbeeld-Straat") || !strings.Contains(rij, "Hond") {
		t.Errorf("the line on Vandaag is %q", rij)
	}
	p.axe("vandaag van wie gevraagd is")
	p.beeld("psychiater-vandaag.png")
	p.klikIn(nummer, `a[href="`+casus+`"]`)
	p.ziet("Kaatje Voorbeeld-Straat", "Hond", "Is dit een psychose?")
	p.stappenZijn("contacten", "plannen", "metingen", "veiligheid")
	p.rondom("casus van wie gevraagd is")
	p.klik(`main a[href$="/stap/contacten"]`)
	p.kies("soort", "huisbezoek")
	p.klik(`button[name="bereikt"][value="true"]`)
	p.ziet("Vastgelegd: Contact.", "Huisbezoek")
	p.naar("/casussen")
	p.ziet("Casussen waar u bij gevraagd bent", nummer)
	p.rondom("casussen van wie gevraagd is")
	w.naar(casus)
	w.ziet("Huisbezoek", "Psychiater")

	// What is the casehouder's or the coordinator's.
	for _, stap := range []string{"opschalingen", "afschaalbeoordelingen", "afsluiting", "inzet", "toewijzing"} {
		p.nietVanU(casus + "/stap/" + stap)
	}
	for _, pad := range []string{"/bord", "/wachtlijst", "/zoek", "/knelpunten", "/toegangslog", "/klachten", "/vernietiging"} {
		p.nietVanU(pad)
	}
	s.stap("coordinator", "/v1"+casus+"/afsluiting", velden{"reden": "verhuisd", "netwerkafspraak": "De nieuwe gemeente weet ervan."}, nil)
	p.bestaatNiet(casus)
	p.naar("/casussen")
	p.zietNiet(nummer)
}

// TestErvaringsdeskundige goes along on a visit and says what keeps the next one safe; there is no emergency access.
func TestErvaringsdeskundige(t *testing.T) {
	t.Parallel()
	s := opGedeeld(t)
	id, nummer := s.casusVan("werker")
	ander, _ := s.casusVan("werker")
	casus := "/casussen/" + id
	e := als(t, "ervaringsdeskundige", "/")
	e.menuLeidtErgens("Vandaag", "Casussen", "Onderweg", "Meldingen")
	s.stap("werker", "/v1"+casus+"/inzet", velden{"wie": "ervaringsdeskundige", "waarvoor": "Samen het gesprek openen."}, nil)
	e.naar("/meldingen")
	e.klikIn(nummer, `form[action$="/bevestiging"] button`)
	e.naar("/casussen")
	e.klikIn(nummer, `a[href="`+casus+`"]`)
	e.ziet("Samen het gesprek openen.")
	e.stappenZijn("contacten", "plannen", "metingen", "veiligheid")
	e.naar(casus + "/stap/veiligheid")
	e.typ("vlaggen", "\ntrap zonder licht")
	e.typ("reden", "Gezien bij het bezoek.")
	e.verstuur()
	e.ziet("Vastgelegd: Veiligheid bijwerken.", "trap zonder licht")
	e.bestaatNiet("/casussen/" + ander)
	e.zietNiet("Neem noodtoegang")
	for _, pad := range []string{"/bord", "/wachtlijst", "/zoek", "/noodtoegang", "/noodtoegang/nieuw", "/knelpunten", "/toegangslog", "/delingen"} {
		e.nietVanU(pad)
	}
	w := als(t, "werker", casus)
	if balk := haal(w, chromedp.Evaluate[string](`document.querySelector(".s-veiligheid").innerText`)); !strings.Contains(balk, "trap zonder licht") || !strings.Contains(balk, "Hond") {
		t.Errorf("what the casehouder reads on top: %q", balk)
	}

	// It was another staircase: corrected where it was written, and the bar follows.
	e.naar(casus)
	feit := haal(e, chromedp.AttributeValue(chromedp.CSS(`main a[href*="/corrigeer/"]`), "href")).Value
	e.naar(feit)
	e.ziet("Veiligheid")
	e.rondom("veiligheid corrigeren")
	e.leeg("vlaggen")
	e.typ("vlaggen", "hond")
	e.typ("correctiereden", "Dat was een ander adres.")
	e.verstuur()
	e.ziet("Vastgelegd: Corrigeren.")
	w.naar(casus)
	if balk := haal(w, chromedp.Evaluate[string](`document.querySelector(".s-veiligheid").innerText`)); strings.Contains(balk, "trap") || !strings.Contains(balk, "Hond") {
		t.Errorf("after the correction the casehouder reads on top: %q", balk)
	}
}

// TestMoederorganisatie lends its people: no case, no list, no figure of a client, and a page that says so.
func TestMoederorganisatie(t *testing.T) {
	t.Parallel()
	id, _ := opGedeeld(t).casusVan("werker")
	m := als(t, "moederorganisatie", "/")
	m.ziet("U ziet geen dossiers.", "vraag het de coördinator")
	m.menuLeidtErgens("Vandaag", "Meldingen")
	m.buitenDeur(id)
}

// TestBeheerder keeps users, organisations and policy, and sees no case.
func TestBeheerder(t *testing.T) {
	t.Parallel()
	id, _ := opGedeeld(t).casusVan("werker")
	b := als(t, "beheerder", "/")
	b.ziet("U ziet geen dossiers.", "Tweede bemoeizorgwerker", "Woonstichting Voorbeeld", "schakel regio toepassen", "versie")
	b.menuLeidtErgens("Vandaag", "Meldingen")
	b.buitenDeur(id)
}

// buitenDeur: of cases there is nothing for this role, whether they are there or not.
func (b *tab) buitenDeur(id string) {
	b.t.Helper()
	for _, onder := range []string{"", "/afdruk", "/stap/contacten", "/stap/veiligheid"} {
		teksten := map[string]bool{}
		for _, casus := range []string{id, "00000000-0000-4000-8000-000000000000"} {
			b.nietVanU("/casussen/" + casus + onder)
			b.zietNiet("Terug naar de casus")
			teksten[b.tekst()] = true
		}
		if len(teksten) != 1 {
			b.t.Errorf("%s: what is there and what is not look different: %v", onder, teksten)
		}
	}
	for _, pad := range []string{"/casussen", "/bord", "/wachtlijst", "/inbox", "/zoek", "/overdrachten", "/aanmelden", "/knelpunten", "/toegangslog", "/klachten", "/klachten/nieuw", "/noodtoegang", "/delingen", "/vernietiging", "/bewaarplicht", "/vervanging"} {
		b.nietVanU(pad)
	}
}

// nietVanU is a page that is not of this role: it says so, and shows nothing else.
func (b *tab) nietVanU(pad string) {
	b.t.Helper()
	b.naar(pad)
	if s := haal(b, chromedp.Evaluate[int](`performance.getEntriesByType("navigation")[0].responseStatus`)); s != 403 && s != 404 {
		b.t.Errorf("%s: status %d for who may not", pad, s)
	}
	if kop := haal(b, chromedp.Evaluate[string](`document.querySelector("main h1").innerText`)); kop != "Dit hoort niet bij uw rol" && kop != "Hier is niets voor u" {
		b.t.Errorf("%s: %q for who may not", pad, kop)
	}
}

// bestaatNiet: a case of others looks like one that never was, its parts too.
func (b *tab) bestaatNiet(casus string) {
	b.t.Helper()
	for _, onder := range []string{"", "/afdruk", "/stap/contacten", "/stap/plannen"} {
		var gezien []string
		for _, pad := range []string{casus, "/casussen/00000000-0000-4000-8000-000000000000"} {
			b.naar(pad + onder)
			b.status(404)
			gezien = append(gezien, strings.ReplaceAll(haal(b, chromedp.Evaluate[string](`document.querySelector("main").innerHTML`)), strings.TrimPrefix(pad, "/casussen/"), ""))
		}
		if gezien[0] != gezien[1] {
			b.t.Errorf("%s%s: of others:\n%s\nnever was:\n%s", casus, onder, gezien[0], gezien[1])
		}
	}
	b.ziet("Hier is niets voor u")
}

// menuLeidtErgens: the menu has these, and each leads to a page of its own name.
func (b *tab) menuLeidtErgens(wil ...string) {
	b.t.Helper()
	namen := haal(b, chromedp.Evaluate[string](`[...document.querySelectorAll(".s-nav a")].filter(a => getComputedStyle(a.parentElement).display !== "none").map(a => a.textContent.trim()).join("|")`))
	if namen != strings.Join(wil, "|") {
		b.t.Errorf("the menu is %s, want %s", namen, strings.Join(wil, "|"))
	}
	for _, pad := range strings.Fields(haal(b, chromedp.Evaluate[string](`[...new Set([...document.querySelectorAll(".s-nav a")].map(a => a.getAttribute("href")))].join(" ")`))) {
		b.naar(pad)
		b.status(200)
		if hier := haal(b, chromedp.Evaluate[int](`[...document.querySelectorAll('.s-nav a[aria-current="page"]')].filter(a => getComputedStyle(a.parentElement).display !== "none").length`)); hier != 1 && pad != "/onderweg" { // that page is nobody's, and knows of no menu
			b.t.Errorf("%s: the menu says %d times where one is", pad, hier)
		}
		if !haal(b, chromedp.Evaluate[bool](`document.querySelector("main").innerText.length > 60`)) {
			b.t.Errorf("%s: says next to nothing:\n%s", pad, b.tekst())
		}
	}
}

// stappenZijn checks which steps a page of a case leads to.
func (b *tab) stappenZijn(wil ...string) {
	b.t.Helper()
	stappen := strings.Fields(haal(b, chromedp.Evaluate[string](`[...new Set([...document.querySelectorAll('main a[href*="/stap/"]')].map(a => a.getAttribute("href").split("/stap/")[1].split("?")[0]))].join(" ")`)))
	slices.Sort(stappen)
	if wil = slices.Sorted(slices.Values(wil)); !slices.Equal(stappen, wil) {
		b.t.Errorf("%s leads to the steps %v, want %v", b.pad(), stappen, wil)
	}
}
