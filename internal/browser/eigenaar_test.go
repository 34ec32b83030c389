package browser

import (
	"fmt"
	"net/http"
	"testing"
)

// wissel lets somebody else sign in, in another window of this browser, without a script that tells this one.
func (b *tab) wissel(wie string) {
	b.t.Helper()
	v := b.venster()
	v.script(false)
	v.inloggen(wie, "/inloggen?naar=/ingelogd")
}

// TestAanmeldingVanEenAnder: two people at one computer. An aanmelding that the one filled in is not sent, nor kept as a draft, under the name of the other who
// signed in meanwhile, unless that one says so; and nothing of it is lost when that one may not.
func TestAanmeldingVanEenAnder(t *testing.T) {
	t.Parallel()
	const naam = "Els Voorbeeld-Ander"
	s := opGedeeld(t)
	concepten := func(wie string) (n int) {
		t.Helper()
		var a struct {
			Resultaten []struct {
				Velden map[string][]string `json:"velden"`
			} `json:"resultaten"`
		}
		if status := s.vraag(wie, http.MethodGet, "/v1/concepten", nil, &a); status != http.StatusOK {
			t.Fatalf("concepten: %d", status)
		}
		for _, c := range a.Resultaten {
			if fmt.Sprint(c.Velden["client.naam"]) == "["+naam+"]" {
				n++
				if c.Velden["eigenaar"] != nil {
					t.Error("for whom a form was made is kept as a field of the draft")
				}
			}
		}
		return n
	}
	v := als(t, "verwijzer", "/aanmelden")
	v.script(false)
	v.klik(`main a[href$="?nieuw"]`)
	v.typ("client.naam", naam)
	v.typ("hulpvraag", "Contact leggen.")
	v.wissel("verwijzer2")
	v.klik(`button[formaction$="/concept"]`)
	v.ziet("Nog niet vastgelegd. U bent nu ingelogd als Verwijzer (huisarts)")
	v.ingevuld("client.naam", naam)
	if n := concepten("verwijzer2"); n != 0 {
		t.Fatalf("%d drafts of who did not fill them in", n)
	}
	v.script(true)
	v.axe("aanmelding van een ander")
	v.script(false)

	// Whose it is signs in again, and keeps the draft; another does not throw it away.
	v.wissel("verwijzer")
	v.klik(`button[formaction$="/concept"]`) // this one is of verwijzer2 by now
	v.ziet("Nog niet vastgelegd. U bent nu ingelogd als Verwijzer (woonstichting)")
	v.klik(`button[formaction$="/concept"]`)
	v.ziet("Uw concept is bewaard", naam)
	v.wissel("verwijzer2")
	v.druk(`.s-zeker > summary`)
	v.klik(`.s-zeker button`)
	v.ziet("Niet onder uw naam", "Er is niets vastgelegd. U bent nu ingelogd als Verwijzer (huisarts)")
	if n := concepten("verwijzer"); n != 1 {
		t.Fatalf("%d drafts, want the one that another wanted to throw away", n)
	}

	// Somebody who refers nobody is told so and nothing of what is there; what was filled in waits in the page for whose it is.
	v.wissel("verwijzer")
	v.naar("/aanmelden")
	v.klikIn(naam, `a[href^="/aanmelden/"]`)
	v.typ("client.gemeente", "Voorbeeldstad")
	v.kies("urgentie", "normaal")
	v.kies("problematiek", "psychosociaal")
	v.typ("zorgmijding", "Doet niet open.")
	v.kies("geinformeerd.ja", "true")
	v.wissel("verwijzer2")
	v.verstuur()
	v.ziet("Nog niet vastgelegd. U bent nu ingelogd als Verwijzer (huisarts)")
	v.ingevuld("client.naam", naam)
	v.wissel("ketenpartner")
	v.verstuur()
	v.ziet("Niet onder uw naam", "U bent nu ingelogd als Ketenpartner (ggz)")
	v.zietNiet(naam)
	v.status(http.StatusConflict)
	v.script(true)
	v.rondom("formulier van een ander, niet voor deze rol")
	v.script(false)
	v.wissel("verwijzer")
	v.klik(`main form button`)
	v.ziet("Nog niet vastgelegd. U bent nu ingelogd als Verwijzer (woonstichting)")
	v.ingevuld("client.naam", naam)
	v.verstuur()
	v.ziet("Vastgelegd: Aanmelden.")
	if n := concepten("verwijzer"); n != 0 {
		t.Errorf("%d drafts of what was sent", n)
	}
}

// TestCorrectieVanEenAnder: a correction that the one filled in stands under the name of the other only when that one may and says so.
func TestCorrectieVanEenAnder(t *testing.T) {
	t.Parallel()
	s := opGedeeld(t)
	id, _ := s.casusVan("werker")
	s.stap("werker", "/v1/casussen/"+id+"/contacten", velden{"soort": "telefoon", "bereikt": true, "op": nuTekst(), "notitie": "Sprak zijn broer."}, nil)
	correcties := func() (door []string) {
		t.Helper()
		var o struct {
			Correcties []struct {
				Door string `json:"door"`
			} `json:"correcties"`
		}
		if status := s.vraag("coordinator", http.MethodGet, "/v1/casussen/"+id+"/overzicht", nil, &o); status != http.StatusOK {
			t.Fatalf("overzicht: %d", status)
		}
		for _, c := range o.Correcties {
			door = append(door, c.Door)
		}
		return door
	}
	w := als(t, "werker", "/casussen/"+id)
	w.script(false)
	w.klik(`.d-tijdlijn a[href*="/corrigeer/"]`)
	w.leeg("notitie")
	w.typ("notitie", "Sprak zijn zus.")
	w.typ("correctiereden", "Verkeerd opgeschreven.")

	w.wissel("werker2") // not theirs to know: what is there and what is not look the same
	w.verstuur()
	w.ziet("Niet onder uw naam", "U bent nu ingelogd als Tweede bemoeizorgwerker")
	w.zietNiet("Hier is niets voor u")

	w.wissel("coordinator")
	w.klik(`main form button`)
	w.ziet("Nog niet vastgelegd. U bent nu ingelogd als Coördinator")
	w.ingevuld("notitie", "Sprak zijn zus.")
	w.ingevuld("correctiereden", "Verkeerd opgeschreven.")
	if door := correcties(); len(door) != 0 {
		t.Fatalf("corrected by %v, who did not fill it in", door)
	}
	w.script(true)
	w.axe("correctie van een ander")
	w.script(false)
	w.wissel("werker")
	w.verstuur() // the page is of the coordinator now
	w.ziet("Nog niet vastgelegd. U bent nu ingelogd als Bemoeizorgwerker")
	w.verstuur()
	w.ziet("Vastgelegd: Corrigeren.", "Sprak zijn zus.")
	if door := correcties(); len(door) != 1 || door[0] != "werker" {
		t.Fatalf("corrected by %v", door)
	}
}
