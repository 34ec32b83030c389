package browser

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// What a coordinator and two workers arrange among themselves: parts of [TestEigen].

// wachtlijst: everybody carries something; a place comes free, and the suggestion goes there, with who and why.
func wachtlijst(t *testing.T, s *eigenSolo) {
	t.Helper()
	vol, _ := s.casusVan("werker")
	s.casusVan("werker2")
	ook, _ := s.casusVan("werker")
	_, nummer := s.wachtend("Wim Voorbeeld-Wacht")
	k := s.als("coordinator", "/wachtlijst")
	k.live()
	rij := k.rijVan(nummer)
	for _, w := range []string{"Wim Voorbeeld-Wacht", "Hoog", "Hond", "Psychiatrie", "wacht", "Toewijzen aan Tweede bemoeizorgwerker", "draagt nu het minst"} {
		if !strings.Contains(rij, w) {
			t.Errorf("%q does not stand on the waiting list: %q", w, rij)
		}
	}
	k.axe("wachtlijst")
	k.beeld("coordinator-wachtlijst-voorstel.png")

	for _, id := range []string{vol, ook} { // a place comes free
		s.stap("coordinator", "/v1/casussen/"+id+"/afsluiting", velden{"reden": "verhuisd", "netwerkafspraak": "De nieuwe gemeente weet ervan."}, nil)
	}
	k.naar("/wachtlijst")
	k.klikIn(nummer, `a[href*="casehouder=werker"]`)
	k.ingevuld("casehouder", "werker")
	k.verstuur()
	k.ziet("Vastgelegd: Toewijzen.", "Outreach", "Bemoeizorgwerker", "Toegewezen")
	casus := casusPad.FindString(k.pad())
	k.naar("/wachtlijst")
	k.zietNiet(nummer)

	w := s.als("werker", "/")
	rij = w.rijVan(nummer)
	if !strings.Contains(rij, "Wim Voorbeeld-Wacht") || !strings.Contains(rij, "Contact") {
		t.Errorf("the new case does not stand on the casehouder's Vandaag: %q", rij)
	}
	w.klikIn(nummer, `a[href="`+casus+`"]`)
	w.ziet("Coördinator", "Toegewezen")
}

// vervanging: the replacement finds the other's work on Vandaag and takes the step; when it ends, the case is gone for them.
func vervanging(t *testing.T, s *eigenSolo) {
	t.Helper()
	id, nummer := s.casusVan("werker2")
	w, w2 := s.als("werker", "/"), s.als("werker2", "/vervanging")
	w.zietNiet(nummer)
	w2.klik(`a[href="/vervanging/nieuw"]`)
	w2.ingevuld("vervangen", "werker2")
	w2.kies("vervanger", "werker")
	w2.doe(chromedp.SetValue(chromedp.CSS(`[name="van"]`), time.Now().Format(time.DateOnly)), chromedp.SetValue(chromedp.CSS(`[name="tot"]`), time.Now().AddDate(0, 0, 7).Format(time.DateOnly)))
	w2.kies("reden", "vakantie")
	w2.axe("vervanging regelen")
	w2.verstuur()
	w2.ziet("Bemoeizorgwerker vervangt Tweede bemoeizorgwerker", "loopt")

	w.naar("/")
	if rij := w.rijVan(nummer); !strings.Contains(rij, "u vervangt Tweede bemoeizorgwerker") {
		t.Fatalf("the other's work on the replacement's Vandaag: %q", rij)
	}
	w.beeld("werker-vervangt-vandaag.png")
	w.klikIn(nummer, `a[href$="/stap/contacten"]`)
	w.klaar()
	w.kies("soort", "huisbezoek")
	w.klik(`button[name="bereikt"][value="true"]`)
	w.ziet("Vastgelegd: Contact.", "Huisbezoek")
	w.naar("/casussen")
	w.ziet("U vervangt Tweede bemoeizorgwerker", nummer)
	w2.naar("/casussen/" + id)
	w2.ziet("Huisbezoek", "Bemoeizorgwerker")

	// Who is away is not suggested.
	_, wacht := s.wachtend("Sien Voorbeeld-Later")
	k := s.als("coordinator", "/wachtlijst")
	k.ziet("wordt nu vervangen")
	if rij := k.rijVan(wacht); !strings.Contains(rij, "Toewijzen aan Bemoeizorgwerker") {
		t.Errorf("the suggestion while somebody is away: %q", rij)
	}

	w2.naar("/vervanging")
	w2.klik(`form[action$="/beeindiging"] button`)
	w2.ziet("voorbij")
	w.naar("/")
	w.zietNiet(nummer)
	w.naar("/casussen/" + id)
	w.ziet("Hier is niets voor u")
}
