package integratie

import (
	"bufio"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// What somebody who has access to something tried, to keep it or to get more (decision 0114).

// Being asked in lasts until a case closes. Nobody asks in himself, nor who is casehouder: a replacement, or a casehouder whose case goes to another, would
// read on.
func TestNiemandVraagtZichzelfErbij(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t)
	nu := time.Now()
	v := o.stap(t, "coordinator", "/v1/vervangingen", vervangingBody("werker", "werker2", nu, nu.Add(time.Hour)), http.StatusCreated).tekst("id")
	for _, g := range [][2]string{{"werker2", "werker2"}, {"werker2", "werker"}, {"werker", "werker"}, {"coordinator", "werker"}, {"coordinator", "coordinator"}} {
		a := o.neem(t, g[0], pad+"/inzet", fmt.Sprintf(`{"wie":%q,"waarvoor":"meekijken"}`, g[1]))
		if a.status != http.StatusBadRequest || !strings.Contains(a.ruw, `"veld":"wie"`) {
			t.Errorf("%s vraagt %s erbij: %d %s", g[0], g[1], a.status, a.ruw)
		}
	}
	// Who may not know of the case hears nothing else for it.
	o.stap(t, "coordinator", "/v1/vervangingen/"+v+"/beeindiging", "", http.StatusOK)
	o.stap(t, "werker2", pad+"/inzet", `{"wie":"werker2","waarvoor":"x"}`, http.StatusNotFound)
	o.stap(t, "coordinator", pad+"/toewijzing", `{"casehouder":"werker2","vervangt":"werker"}`, http.StatusOK)
	for _, p := range []string{pad, pad + "/tijdlijn", pad + "/overzicht"} {
		if a := o.haal(t, "werker", p); a.status != http.StatusNotFound {
			t.Errorf("werker leest na de toewijzing aan een ander %s: %d", p, a.status)
		}
	}
	o.stap(t, "werker2", pad+"/inzet", `{"wie":"werker","waarvoor":"samen op huisbezoek"}`, http.StatusCreated) // the other way around is what it is for
	o.lees(t, "werker", pad)
}

// After a case went to another its former casehouder has what was his: that a step was taken, and its id. Nothing of the case comes along, whatever is asked again.
func TestNaDeCasusNietsMeer(t *testing.T) {
	t.Parallel()
	o := nieuw(t, metWerkbank)
	pad := o.zaak(t)
	id, v := pad[len("/v1/casussen/"):], o.ingelogd(t, "werker")
	sleutel, body := uuid.NewString(), contactBody("true", `,"notitie":"`+kanarie+`"`)
	met := func() antwoord {
		return o.vraag(t, "werker", http.MethodPost, pad+"/contacten", body, "Idempotency-Key", sleutel)
	}
	eerst := met()
	if eerst.status != http.StatusCreated || eerst.veld("casus") == nil {
		t.Fatalf("%d %s", eerst.status, eerst.ruw)
	}
	contact := eerst.tekst("id")
	wachtTot(t, "het contact heeft een plaats", func() bool { return strings.Contains(o.lees(t, "coordinator", pad+"/tijdlijn").ruw, contact) })
	o.stap(t, "coordinator", pad+"/toewijzing", `{"casehouder":"werker2","vervangt":"werker"}`, http.StatusOK)

	stil := func(wat string, a antwoord, status int) {
		t.Helper()
		if a.status != status || a.veld("casus") != nil || strings.Contains(a.ruw, kanarie) || strings.Contains(a.ruw, "werker2") || strings.Contains(a.ruw, "2026-") && status == http.StatusNotFound {
			t.Errorf("%s: %d %s", wat, a.status, a.ruw)
		}
	}
	weer := met()
	stil("dezelfde sleutel nog eens", weer, http.StatusCreated)
	weer.is(t, "id", contact)
	stil("de eigen stap", o.haal(t, "werker", "/v1/stappen/"+contact), http.StatusOK)
	stil("een correctie van het eigen contact", o.neem(t, "werker", pad+"/correcties", fmt.Sprintf(`{"feit":%q,"reden":"x","nieuw":{"bereikt":false}}`, contact)), http.StatusNotFound)
	for _, p := range []string{pad, pad + "/overzicht", pad + "/tijdlijn?feit=" + contact, pad + "/regie", pad + "/delingen", pad + "/verklaringen"} {
		stil(p, o.haal(t, "werker", p), http.StatusNotFound)
	}
	for _, p := range []string{"/v1/casussen", "/v1/meldingen", "/v1/werkvoorraad"} {
		if a := o.lees(t, "werker", p); strings.Contains(a.ruw, id) {
			t.Errorf("%s noemt de casus nog: %s", p, a.ruw)
		}
	}
	pogingen := func() int {
		return strings.Count(o.lees(t, "privacy", "/v1/toegangslog?n=100&wie=werker&handeling=geweigerd&casus="+id).ruw, `"handeling":"geweigerd"`)
	}
	for _, p := range []string{"", "/afdruk", "/stap/contacten", "/corrigeer/" + contact} {
		voor := pogingen()
		if b := v.haal(t, "/casussen/"+id+p); b.status != http.StatusNotFound || strings.Contains(b.lichaam, kanarie) {
			t.Errorf("bladzijde %q: %d", p, b.status)
		}
		if n := pogingen() - voor; n != 1 {
			t.Errorf("bladzijde %q staat %d keer als poging in het toegangslog", p, n)
		}
	}
	if b := v.haal(t, "/live?casus="+id); b.status != http.StatusNoContent {
		t.Errorf("een stroom: %d", b.status)
	}
	if b := v.haal(t, "/onderweg/lijst"); strings.Contains(b.lichaam, id) {
		t.Errorf("de lijst voor onderweg houdt de casus: %s", b.lichaam)
	}
}

// Signing out in one window ends what another window of that browser hears, at once.
func TestStroomNaUitloggen(t *testing.T) {
	t.Parallel()
	o := nieuw(t, metWerkbank)
	pad := o.zaak(t)
	v := o.ingelogd(t, "werker")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, o.url+"/live?casus="+pad[len("/v1/casussen/"):], http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for naam, waarde := range v.cookies {
		r.AddCookie(&http.Cookie{Name: naam, Value: waarde}) //nolint:gosec // what a client sends has no attributes
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	s := bufio.NewScanner(a.Body)
	tot := func(wat string) bool {
		for s.Scan() {
			if strings.Contains(s.Text(), wat) {
				return true
			}
		}
		return false
	}
	if !tot("retry:") {
		t.Fatalf("geen stroom: %d %v", a.StatusCode, s.Err())
	}
	o.stap(t, "coordinator", pad+"/contacten", contactBody("true", ""), http.StatusCreated)
	if !tot("contact vastgelegd") {
		t.Fatalf("wie is ingelogd hoort het niet: %v", s.Err())
	}
	if b := v.stuur(t, "/uitloggen", nil); b.status != http.StatusSeeOther {
		t.Fatalf("uitloggen: %d", b.status)
	}
	o.stap(t, "coordinator", pad+"/plannen", `{"doelen":[{"wat":"x"}],"methodiek":"cti"}`, http.StatusCreated)
	if tot("event: veranderd") || s.Err() != nil {
		t.Errorf("na het uitloggen hoort dit venster nog iets: %q %v", s.Text(), s.Err())
	}
}
