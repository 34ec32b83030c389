package integratie

import (
	"net/http"
	"testing"
	"time"
)

func nu() string { return time.Now().UTC().Format(time.RFC3339Nano) }

// over is the day so many months from now: what must lie ahead, lies ahead whenever the test runs.
func over(maanden int) string { return time.Now().AddDate(0, maanden, 0).Format(time.DateOnly) }

// zaak makes a case and takes it to outreach with casehouder werker; it answers the path of the case.
func (o *omgeving) zaak(t *testing.T) string {
	t.Helper()
	pad := o.aanmelding(t)
	o.stap(t, "ctb", pad+"/ontvangst", `{"volledig":true}`, http.StatusOK)
	o.stap(t, "ctb", pad+"/quickscan", `{"besluit":"accepteren","motivering":"past"}`, http.StatusOK)
	o.stap(t, "coordinator", pad+"/toewijzing", `{"casehouder":"werker"}`, http.StatusOK)
	return pad
}

func (o *omgeving) aanmelding(t *testing.T) string {
	t.Helper()
	a := o.stap(t, "verwijzer", "/v1/aanmeldingen", aanmeldingBody("contact leggen"), http.StatusCreated)
	return "/v1/casussen/" + a.tekst("id")
}

// aanbieden takes a case to overdracht and offers it; it answers the path of the offer.
func (o *omgeving) aanbieden(t *testing.T, pad, ontvanger string) string {
	t.Helper()
	a := o.stap(t, "werker", pad+"/overdrachten", `{"ontvanger":"`+ontvanger+`","wet":"zvw","samenvatting":"klaar"}`, http.StatusCreated)
	return pad + "/overdrachten/" + a.tekst("id")
}

func TestHeleKeten(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t)
	o.stap(t, "werker", pad+"/contacten", `{"soort":"huisbezoek","bereikt":true,"op":"`+nu()+`"}`, http.StatusCreated)
	o.stap(t, "werker", pad+"/afschaalbeoordelingen", `{"besluit":"afschalen","motivering":"doelen gehaald"}`, http.StatusOK)
	aanbod := o.aanbieden(t, pad, "ggz-voorbeeld")
	o.stap(t, "ketenpartner", aanbod+"/acceptatie", "", http.StatusOK)
	o.stap(t, "werker", aanbod+"/gesprek", `{"op":"`+nu()+`"}`, http.StatusOK)
	a := o.stap(t, "ketenpartner", aanbod+"/eerste-contact", `{"op":"`+nu()+`"}`, http.StatusOK)
	if a.tekst("casus.fase") != "nazorg" || a.tekst("casus.regiehouder.organisatie") != "ggz-voorbeeld" {
		t.Fatalf("na het eerste contact: %s", a.ruw)
	}
}
