package browser

import (
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestVerwijzer is a day of who refers: a draft that is saved, found again after signing out, and sent; a question back and its answer; the status
// of what was referred, and never whom it is about.
func TestVerwijzer(t *testing.T) {
	t.Parallel()
	const naam = "Roos Voorbeeld-Concept"
	v := als(t, "verwijzer2", "/aanmelden")
	v.klik(`main a[href$="?nieuw"]`)
	v.typ("client.naam", naam)
	v.typ("zorgmijding", "Post blijft liggen.")
	v.klik(`button[formaction$="/concept"]`)
	v.ziet("Uw concept is bewaard", "Concept over "+naam)
	if rij := v.rijVan(naam); !regexp.MustCompile(`bewaard .*verdwijnt \S+`).MatchString(strings.ReplaceAll(rij, "\n", " ")) {
		t.Errorf("when the draft was kept and when it goes does not stand beside it: %q", rij)
	}
	v.axe("concept bewaard")
	v.beeld("verwijzer-concept.png")
	if strings.Contains(v.pad(), "Roos") {
		t.Fatal("the address names the client")
	}

	// Another day, another session: the draft is where it was.
	v.klik(`form[action="/uitloggen"] button`)
	v.inloggen("verwijzer2", "/aanmelden")
	v.klikIn(naam, `a[href^="/aanmelden/"]`)
	v.ingevuld("client.naam", naam)
	v.ingevuld("zorgmijding", "Post blijft liggen.")
	v.typ("client.gemeente", "Voorbeeldstad")
	v.kies("urgentie", "normaal")
	v.kies("problematiek", "psychosociaal")
	v.typ("hulpvraag", "Contact leggen.")
	v.kies("geinformeerd.ja", "true")
	v.verstuur()
	v.ziet("Vastgelegd: Aanmelden.")
	casus := casusPad.FindString(v.pad())
	nummer := regexp.MustCompile(`\d{4}-\d{5}`).FindString(v.tekst())
	v.naar("/aanmelden")
	v.zietNiet(naam)

	// The question goes out, and is the first thing the verwijzer sees.
	c := als(t, "ctb", casus)
	c.klik(`a[href$="/stap/ontvangst"]`)
	c.kies("volledig", "false")
	c.typ("vraag", "Wie komt er nog wel over de vloer?")
	c.verstuur()
	c.naar("/inbox")
	c.eerder("Vragen uit bij de verwijzer", nummer)
	v.naar("/")
	if rij := v.rijVan("Er is een vraag aan u"); !strings.Contains(rij, nummer) {
		t.Errorf("the line with the question is %q", rij)
	}
	v.beeld("verwijzer-vraag.png")
	v.klikIn("Er is een vraag aan u", `a[href="`+casus+`"]`)
	v.ziet("Wie komt er nog wel over de vloer?", "Nog geen antwoord.")
	v.zietNiet(naam)
	v.axe("vraag aan verwijzer")
	v.klik(`main a[href$="/stap/antwoord"]`)
	v.typ("antwoord", "Alleen een zus, op zondag.")
	v.verstuur()
	v.ziet("Vastgelegd: Vraag beantwoorden.", "Alleen een zus, op zondag.", "Verwijzer (huisarts)")
	v.zietNiet("Nog geen antwoord.", naam)

	// It came back to ctb, which goes on; the verwijzer sees how far it is, and who has regie.
	c.naar(casus)
	c.ziet("Alleen een zus, op zondag.")
	c.klik(`a[href$="/stap/ontvangst"]`)
	c.kies("volledig", "true")
	c.verstuur()
	v.naar("/casussen")
	if rij := v.rijVan(nummer); !strings.Contains(rij, "Quickscan") || !strings.Contains(rij, "Huisartsenpraktijk Voorbeeld") || strings.Contains(rij, "vraag aan u") {
		t.Errorf("the status of the referral is %q", rij)
	}
	v.naar(casus)
	if nu := haal(v, chromedp.Evaluate[string](`document.querySelector('[aria-current="step"]').innerText`)); nu != "Quickscan" {
		t.Errorf("the referral is said to be in %q", nu)
	}
	v.zietNiet(naam)
	v.axe("status van de aanmelding")

	// Of another organisation it does not exist.
	x := als(t, "verwijzer", casus)
	x.ziet("Hier is niets voor u")
	x.naar("/casussen")
	x.zietNiet(nummer)
}
