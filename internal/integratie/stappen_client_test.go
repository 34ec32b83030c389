package integratie

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"schakel/internal/casus"
)

// Who came in without a name gets it by a correction of the aanmelding: on lists, in a search, and for who takes the case over. What no client has is refused
// where it is written, and nothing of a name comes to the engine.
func TestClientGecorrigeerd(t *testing.T) {
	t.Parallel()
	o := nieuw(t, stil)
	pad := o.zaak(t)
	aanmelding, _ := o.tijdlijn(t, pad, casus.StapAanmelding)[0]["id"].(string)
	corrigeer := func(nieuw string, status int) antwoord {
		t.Helper()
		return o.stap(t, "coordinator", pad+"/correcties", fmt.Sprintf(`{"feit":%q,"reden":"bekend geworden","nieuw":{"client":%s}}`, aanmelding, nieuw), status)
	}
	for nieuw, veld := range map[string]string{
		`"Kwelgeest"`: "nieuw.client", `{}`: "nieuw.client", `null`: "nieuw.client", `{"bijnaam":"Kwelgeest"}`: "nieuw.client",
		`{"naam":7}`: "nieuw.client.naam", `{"naam":" ","omschrijving":""}`: "nieuw.client.naam", `{"naam":"` + strings.Repeat("Kwelgeest", 40) + `"}`: "nieuw.client.naam",
		`{"geboortedatum":"morgen"}`: "nieuw.client.geboortedatum", `{"geboortedatum":"2999-01-01"}`: "nieuw.client.geboortedatum",
		`{"gemeente":"Kwelgeest 12"}`: "nieuw.client.gemeente", `{"gemeente":""}`: "nieuw.client.gemeente",
		`{"omschrijving":"","adres":"Kade 1"}`:     "nieuw.client.naam", // there is only a description
		`{"bsn":"` + geldigBSN("912345678") + `"}`: "nieuw.client.bsn",  // this region does not use them
	} {
		if s := corrigeer(nieuw, http.StatusBadRequest).ruw; !strings.Contains(s, `"`+veld+`"`) || strings.Contains(s, "Kwelgeest") {
			t.Errorf("%s: %s", nieuw, s)
		}
	}
	for _, ander := range []string{`{"Client":{"naam":"Kwelgeest"}}`, `{"bijzonderheden":"x","client":{"naam":"Kwelgeest"}}`} {
		a := o.stap(t, "coordinator", pad+"/correcties", fmt.Sprintf(`{"feit":%q,"reden":"x","nieuw":%s}`, aanmelding, ander), http.StatusBadRequest)
		if !strings.Contains(a.ruw, `"nieuw"`) || strings.Contains(a.ruw, "Kwelgeest") {
			t.Errorf("%s: %s", ander, a.ruw)
		}
	}
	corrigeer(`{"naam":"Otto Verkeerd"}`, http.StatusCreated)
	// A correction that proves wrong is corrected where it stands: it is the aanmelding that is corrected.
	eerder, _ := o.tijdlijn(t, pad, casus.StapCorrectie)[0]["id"].(string)
	o.stap(t, "coordinator", pad+"/correcties", fmt.Sprintf(`{"feit":%q,"reden":"x","nieuw":{"client":{"bijnaam":"x"}}}`, eerder), http.StatusBadRequest)
	o.stap(t, "coordinator", pad+"/correcties", fmt.Sprintf(`{"feit":%q,"reden":"verkeerd gespeld","nieuw":{"client":{"naam":"Otto Beter"}}}`, eerder), http.StatusCreated)
	if s := o.haal(t, "coordinator", pad).tekst("client"); s != "Otto Beter" {
		if l := o.haal(t, "werker", "/v1/casussen").ruw; !strings.Contains(l, "Otto Beter") || strings.Contains(l, "Otto Verkeerd") {
			t.Errorf("na de correctie van een correctie: %s", l)
		}
	}
	corrigeer(`{"naam":"Otto Rechtgezet","adres":"Nieuwe Kade 5","gemeente":"Andere Stad"}`, http.StatusCreated)
	lijst := o.haal(t, "werker", "/v1/casussen?gemeente=Andere+Stad").ruw
	if !strings.Contains(lijst, "Otto Rechtgezet") {
		t.Errorf("de lijst van de gemeente: %s", lijst)
	}
	for vraag, wil := range map[string]bool{`{"naam":"Rechtgezet"}`: true, `{"naam":"Voorbeeld"}`: false} {
		if s := o.vraag(t, "ctb", http.MethodPost, "/v1/casussen/_zoek", vraag).ruw; strings.Contains(s, pad[13:]) != wil {
			t.Errorf("zoeken met %s: %s", vraag, s)
		}
	}
	o.stap(t, "werker", pad+"/contacten", `{"soort":"huisbezoek","bereikt":true,"op":"`+nu()+`"}`, http.StatusCreated)
	o.stap(t, "werker", pad+"/afschaalbeoordelingen", `{"besluit":"afschalen","motivering":"doelen gehaald"}`, http.StatusOK)
	o.stap(t, "werker", pad+"/delingen", `{"doel":"overdracht","ontvanger":"ggz-voorbeeld","rol":"ketenpartner","grondslag":"vitaal-belang","velden":["naam","adres","gemeente"],
		"waarom":"zij gaan erheen","geinformeerd":{"ja":true}}`, http.StatusCreated)
	aanbod := o.aanbieden(t, pad, "ggz-voorbeeld")
	a := o.haal(t, "ketenpartner", strings.Replace(aanbod, pad, "/v1", 1))
	if a.tekst("gedeeld.naam") != "Otto Rechtgezet" || a.tekst("gedeeld.adres") != "Nieuwe Kade 5" || a.tekst("gedeeld.gemeente") != "Andere Stad" {
		t.Errorf("de ontvanger leest %s", a.ruw)
	}
	if g := o.leesbaar(t, pad); strings.Contains(g, "Rechtgezet") || strings.Contains(g, "Andere Stad") {
		t.Error("de geschiedenis in Temporal draagt wie het is")
	}
}
