package browser

import (
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// Emergency access, sharing and complaints, each from the first page to the last, and every page in every way that people look ([blikken]).

func (b *tab) zietNiet(woorden ...string) {
	b.t.Helper()
	tekst := b.tekst()
	for _, w := range woorden {
		if strings.Contains(tekst, w) {
			b.t.Errorf("%s: %q is on the page", b.pad(), w)
		}
	}
}

// ingevuld checks what stands in a field.
func (b *tab) ingevuld(naam, wil string) {
	b.t.Helper()
	if w := haal(b, chromedp.Evaluate[string](`(document.querySelector('[name="`+naam+`"]:checked') ?? document.querySelector('[name="`+naam+`"]')).value`)); w != wil {
		b.t.Fatalf("%s: %s is %q", b.pad(), naam, w)
	}
}

// dicht is the path and the number of a case of the demo region that this person may not see.
func (b *tab) dicht(van *tab) (pad, nummer string) {
	b.t.Helper()
	van.naar("/casussen?fase=outreach")
	paden := haal(van, chromedp.Evaluate[string](`[...new Set([...document.querySelectorAll('main a[href^="/casussen/"]')].map(a => a.getAttribute("href").slice(0, 46)))].join(" ")`))
	for _, pad := range strings.Fields(paden) {
		if casusPad.FindString(pad) != pad {
			continue
		}
		b.naar(pad)
		if strings.Contains(b.tekst(), "Hier is niets voor u") {
			van.naar(pad)
			return pad, regexp.MustCompile(`\d{4}-\d{5}`).FindString(haal(van, chromedp.Evaluate[string](`document.querySelector("h1").textContent`)))
		}
	}
	b.t.Fatal("every case is this person's")
	return "", ""
}

func TestNoodprocedure(t *testing.T) {
	t.Parallel()
	k, w := nieuw(t, 1280, 900), nieuw(t, 1280, 900)
	k.inloggen("coordinator", "/zoek")
	w.inloggen("werker2", "/")
	pad, nummer := w.dicht(k)
	w.ziet("Is er gevaar en kan het niet wachten?", "bericht")
	w.rondom("samen nood-404")
	w.naar("/casussen/2099-99999") // a number that is nobody's looks the same
	w.ziet("Hier is niets voor u", "Neem noodtoegang")
	w.naar("/zoek")
	w.vul("nummer", nummer)
	w.klik(`main form button[type="submit"]`)
	w.ziet("Niets gevonden", "Neem noodtoegang")
	w.rondom("samen nood-zoek")
	w.klik(`a[href="/noodtoegang/nieuw?casus=` + nummer + `"]`)
	w.rondom("samen nood-formulier")
	w.vul("casus", "2099-99999")
	w.kies("reden", "crisis")
	w.vul("toelichting", "De buren horen geschreeuw; de casehouder neemt niet op.")
	w.verstuur()
	w.ziet("Deze casus is er niet.", "Geen casus met dit nummer")
	w.ingevuld("toelichting", "De buren horen geschreeuw; de casehouder neemt niet op.")
	w.rondom("samen nood-fout")
	w.vul("casus", nummer)
	w.vul("minuten", "60")
	w.verstuur()
	if casusPad.FindString(w.pad()) != pad {
		t.Fatalf("after taking it the browser is at %s", w.pad())
	}
	w.ziet("U ziet deze casus door noodtoegang", nummer)
	w.zietNiet("Gedeelde gegevens")
	w.rondom("samen nood-casus")

	k.naar("/")
	k.ziet("Iemand heeft noodtoegang tot deze casus genomen")
	k.rondom("samen nood-vandaag-coordinator")
	k.naar("/noodtoegang")
	k.ziet("Tweede bemoeizorgwerker", nummer, "De buren horen geschreeuw", "loopt")
	k.rondom("samen nood-lijst")

	fg := nieuw(t, 1280, 900)
	fg.inloggen("privacy", "/")
	fg.ziet("Beoordeel of dat terecht was")
	fg.zietNiet(nummer)
	fg.rondom("samen nood-vandaag-fg")
	fg.naar("/noodtoegang")
	fg.ziet("Tweede bemoeizorgwerker", "Crisis")
	fg.zietNiet(nummer, "De buren horen geschreeuw")
	fg.rondom("samen nood-lijst-fg")
	fg.naar("/meldingen")
	fg.zietNiet("Stel uit")
	fg.rondom("samen nood-meldingen-fg")
	for strings.Contains(fg.tekst(), "Bevestig\n") || strings.HasSuffix(fg.tekst(), "Bevestig") {
		fg.klik(`form[action$="/bevestiging"] button`)
	}
	fg.naar("/")
	fg.zietNiet("Beoordeel of dat terecht was")

	k.klik(`form[action$="/beeindiging"] button`)
	k.ziet("voorbij", "beëindigd")
	w.naar(pad)
	w.ziet("Hier is niets voor u")
	w.naar("/noodtoegang")
	w.ziet("Uw noodtoegangen", "4 uur")
	w.rondom("samen nood-eigen")
}

func TestDelingen(t *testing.T) {
	t.Parallel()
	k := nieuw(t, 1280, 900)
	k.inloggen("coordinator", "/casussen?fase=overdracht")
	// One of the demo region, not what another journey offers beside this one.
	k.naar(haal(k, chromedp.Evaluate[string](`[...document.querySelectorAll('main a[href^="/casussen/"]')].find(a => Number(a.closest("li, tr")?.innerText.match(/2026-(\d+)/)?.[1]) <= 60).getAttribute("href")`)))
	casus := casusPad.FindString(k.pad())
	k.ziet("Gedeelde gegevens", "Grond: Taak van algemeen belang.", "Dat is de grond uit het beleid.")
	k.doe(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("main details").forEach(d => d.open = true)`))
	k.rondom("samen deling-open")
	naam := strings.TrimSpace(haal(k, chromedp.Evaluate[string](`document.querySelector(".s-client")?.textContent ?? ""`)))
	brief := haal(k, chromedp.AttributeValue(chromedp.CSS(`main a[href*="/brief/"]`), "href")).Value
	oid := brief[strings.LastIndexByte(brief, '/')+1:]
	partner := "ketenpartner"
	if !strings.Contains(haal(k, chromedp.Evaluate[string](`document.querySelector("#delingen").textContent`)), "GGZ") {
		partner = "ketenpartner2"
	}

	// Completing: a breach of confidentiality asks a weighing, and says so.
	k.klik(`#delingen a[href*="vervangt="]`)
	k.rondom("samen deling-aanvullen")
	k.kies("velden", "gemeente")
	k.kies("grondslag", "conflict-van-plichten")
	k.vul("waarom", "Zonder deze gegevens kan de ontvanger niet beginnen.")
	k.kies("geinformeerd.ja", "false")
	k.vul("geinformeerd.reden", "De cliënt is nog niet bereikt.")
	k.verstuur()
	k.ziet("Hier wordt de geheimhouding doorbroken", "De deling klopt niet.")
	k.rondom("samen deling-fout")
	k.kies("weging.door", "werker2")
	k.vul("weging.motivering", "Samen gewogen: het gevaar is groter.")
	k.verstuur()
	k.ziet("Grond: Conflict van plichten.", "gewogen met Tweede bemoeizorgwerker", "De cliënt weet het nog niet.", "1 eerdere versie")
	k.zietNiet("Dat is de grond uit het beleid.")
	k.rondom("samen deling-aangevuld")
	k.klik(`#delingen a[href$="/geinformeerd"]`)
	k.rondom("samen deling-geinformeerd")
	k.kies("ja", "true")
	k.verstuur()
	k.ziet("De cliënt weet het (")

	// One of its own: a question to a partner.
	k.naar(casus + "/stap/delingen")
	k.rondom("samen deling-nieuw")
	k.kies("ontvanger", "huisarts-voorbeeld")
	k.kies("rol", "verwijzer")
	k.kies("doel", "vraag")
	k.kies("velden", "naam")
	k.kies("grondslag", "vitaal-belang")
	k.vul("waarom", "Is hij daar bekend?")
	k.kies("geinformeerd.ja", "true")
	k.verstuur()
	k.ziet("Vastgelegd: Gegevens gedeeld.", "Is hij daar bekend?")

	// The letter shows the receiver what the deling names, and the sender the same.
	k.naar(brief)
	k.ziet("Gemeente")
	k.zietNiet(naam)
	k.rondom("samen brief-afzender")
	o := nieuw(t, 1280, 900)
	o.inloggen(partner, "/overdrachten/"+oid)
	o.ziet("Ook met u gedeeld", "Gemeente")
	o.zietNiet(naam)
	o.rondom("samen overdracht-ontvanger")
	o.klik(`main a[href$="/brief"]`)
	o.ziet("Overdrachtsbrief", "Gemeente")
	o.zietNiet(naam)
	o.rondom("samen brief-ontvanger")
}

func TestKlacht(t *testing.T) {
	t.Parallel()
	c := nieuw(t, 1280, 900)
	c.inloggen("ctb", "/klachten/nieuw")
	c.rondom("samen klacht-nieuw")
	c.vul("klager.naam", "Klager Voorbeeld")
	c.kies("klager.relatie", "naaste")
	c.vul("klacht", "De coördinator belde niet terug.")
	c.kies("betrokkenen", "coordinator")
	c.kies("behandelaar", "coordinator")
	c.verstuur()
	c.ziet("Kies iemand over wie de klacht niet gaat", "In de woorden van de klager.")
	c.ingevuld("klacht", "De coördinator belde niet terug.")
	c.rondom("samen klacht-fout")
	c.kies("behandelaar", "leidinggevende")
	c.verstuur()
	c.ziet("De klacht is vastgelegd als K-")
	c.rondom("samen klacht-vastgelegd")
	kenmerk := regexp.MustCompile(`K-[0-9A-F]{8}`).FindString(c.tekst())
	c.naar("/klachten")
	c.ziet("Dit hoort niet bij uw rol")

	l := nieuw(t, 1280, 900)
	l.inloggen("leidinggevende", "/")
	l.ziet("Bevestig de ontvangst van een klacht.")
	l.rondom("samen klacht-vandaag")
	l.naar("/klachten")
	l.ziet(kenmerk, "Ontvangst bevestigen:", "Oordeel:")
	l.rondom("samen klacht-lijst")
	l.klik(`main a[href^="/klachten/"][href*="-"]`)
	l.ziet("Klager Voorbeeld", "De coördinator belde niet terug.", "ziet de klacht nergens")
	klacht := zonderVraag(l.pad())
	l.rondom("samen klacht-open")
	for _, stap := range []string{"ontvangstbevestiging", "notities", "verdaging", "betrokkenen", "behandelaar", "oordeel", "intrekking"} {
		l.naar(klacht + "/" + stap)
		l.rondom("samen klacht-" + stap)
	}

	// The coordinator it is about finds nothing: no list, no page, no step, no reminder.
	k := nieuw(t, 1280, 900)
	k.inloggen("coordinator", "/klachten?alle")
	k.zietNiet(kenmerk)
	for _, pad := range []string{klacht, klacht + "/oordeel", klacht + "/notities"} {
		k.naar(pad)
		k.ziet("Hier is niets voor u")
		k.zietNiet(kenmerk)
	}
	for _, pad := range []string{"/", "/meldingen"} {
		k.naar(pad)
		k.zietNiet("U behandelt een klacht", "Een klacht wacht op uw oordeel", "Bevestig de ontvangst van een klacht", "De ontvangst van een klacht")
	}

	l.naar(klacht + "/ontvangstbevestiging")
	l.kies("wijze", "brief")
	l.verstuur()
	l.ziet("Ontvangst bevestigd", "Brief")
	l.naar(klacht + "/verdaging")
	l.vul("reden", "De klager is op reis.")
	l.verstuur()
	l.ziet("Oordeel verdaagd", "De klager is op reis.")
	l.naar(klacht + "/oordeel")
	l.kies("uitkomst", "gegrond")
	l.vul("motivering", "Er had moeten worden teruggebeld.")
	l.vul("maatregelen", "Terugbellen staat in de agenda.")
	l.verstuur()
	l.ziet("afgehandeld", "Gegrond", "Maatregelen: Terugbellen staat in de agenda.")
	l.rondom("samen klacht-dicht")
	l.naar("/klachten")
	l.ziet("Hier staat geen klacht.")
	l.rondom("samen klacht-leeg")

	// Two who may both see a complaint learn before they write that the other has the same form open.
	c.naar("/klachten/nieuw")
	c.vul("klager.naam", "Klager Voorbeeld-Twee")
	c.kies("klager.relatie", "naaste")
	c.vul("klacht", "De werker kwam te laat.")
	c.kies("betrokkenen", "werker")
	c.kies("behandelaar", "leidinggevende")
	c.verstuur()
	c.ziet("De klacht is vastgelegd als K-")
	l.naar("/klachten")
	l.klik(`main a[href^="/klachten/"][href*="-"]`)
	open := zonderVraag(l.pad()) + "/oordeel"
	l.naar(open)
	k.naar(open)
	l.wacht("Coördinator heeft dit formulier ook open sinds ")
	k.wacht("Leidinggevende heeft dit formulier ook open sinds ")
	k.rondom("samen klacht-ook-open")
	k.naar("/")
	l.weg("heeft dit formulier ook open sinds")
}

func zonderVraag(pad string) string { return strings.Split(pad, "?")[0] }
