package integratie

import (
	"net/http"
	"strings"
	"testing"
)

// Who assigns sees what each worker carries, the lightest load first.
func TestToewijzenToontWatWerkersDragen(t *testing.T) {
	t.Parallel()
	o := nieuw(t, stil, metWerkbank)
	o.zaak(t) // werker carries one of urgency hoog
	pad := o.aanmelding(t)
	o.stap(t, "ctb", pad+"/ontvangst", `{"volledig":true}`, http.StatusOK)
	o.stap(t, "ctb", pad+"/quickscan", `{"besluit":"accepteren","motivering":"past"}`, http.StatusOK)
	b := o.ingelogd(t, "coordinator").haal(t, strings.TrimPrefix(pad, "/v1")+"/stap/toewijzing").lichaam
	vrij, vol := strings.Index(b, `value="werker2"`), strings.Index(b, `value="werker"`)
	if vrij < 0 || vol < vrij || !strings.Contains(b[vrij:vol], ": 0 casussen, gewicht 0") || !strings.Contains(b[vol:], ": 1 casus, gewicht 5") {
		_, na, _ := strings.Cut(b, "<form")
		t.Errorf("het formulier zegt niet wie wat draagt, of niet de lichtste eerst: %s", na)
	}
}

// Who accepted reads on the page of the case where the overdracht stands and who is to do what, also while nothing is asked of the receiver itself.
func TestOntvangerLeestWaarDeOverdrachtStaat(t *testing.T) {
	t.Parallel()
	o := nieuw(t, stil, metWerkbank)
	pad := o.zaak(t)
	o.stap(t, "werker", pad+"/contacten", `{"soort":"huisbezoek","bereikt":true,"op":"`+nu()+`"}`, http.StatusCreated)
	o.stap(t, "werker", pad+"/afschaalbeoordelingen", `{"besluit":"afschalen","motivering":"doelen gehaald"}`, http.StatusOK)
	aanbod := o.aanbieden(t, pad, "ggz-voorbeeld")
	partner := o.ingelogd(t, "ketenpartner")
	lees := func(status string, stap int) {
		t.Helper()
		b := partner.haal(t, strings.TrimPrefix(pad, "/v1")).lichaam
		_, weg, _ := strings.Cut(b, `class="s-weg"`)
		voor, _, nu := strings.Cut(weg, "s-weg__nu")
		if !strings.Contains(b, "<dd>"+status) || !strings.Contains(b, `<br><a href="`+strings.Replace(aanbod, pad, "", 1)+`">`) || !nu || strings.Count(voor, "<li") != stap {
			t.Errorf("de bladzijde zegt niet dat de overdracht %s is, of wat er dan volgt: %s", status, weg)
		}
	}
	lees("aangeboden", 1)
	o.stap(t, "ketenpartner", aanbod+"/acceptatie", "", http.StatusOK)
	lees("geaccepteerd", 2)
	if b := o.ingelogd(t, "verwijzer").haal(t, strings.TrimPrefix(pad, "/v1")).lichaam; strings.Contains(b, "/overdrachten/") {
		t.Error("de verwijzer leest van de overdracht")
	}
}
