package integratie

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// A contact that arrives late, from a phone that had no network: whoever was
// casehouder then may still bring it, and sees nothing of the case any more.
func TestContactVanWieHetToenWas(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t)
	toen := time.Now().UTC().Format(time.RFC3339Nano)
	o.stap(t, "coordinator", pad+"/toewijzing", `{"casehouder":"werker2","vervangt":"werker"}`, http.StatusOK)

	a := o.stap(t, "werker", pad+"/contacten", `{"soort":"huisbezoek","bereikt":true,"op":"`+toen+`","notitie":"nog van mij"}`, http.StatusCreated)
	if a.tekst("id") == "" || a.veld("casus") != nil {
		t.Fatalf("verwacht een id en niets van de casus: %s", a.ruw)
	}
	o.stap(t, "werker", pad+"/contacten", `{"soort":"huisbezoek","bereikt":true,"op":"`+time.Now().UTC().Format(time.RFC3339Nano)+`"}`, http.StatusNotFound)
	o.stap(t, "werker", pad+"/plannen", `{"doelen":[{"wat":"x"}],"methodiek":"cti"}`, http.StatusNotFound)
	tot := time.Now().Add(10 * time.Second)
	for {
		tijdlijn := o.haal(t, "coordinator", pad+"/tijdlijn").ruw
		if strings.Contains(tijdlijn, `"naSluiting":true`) && strings.Contains(tijdlijn, "nog van mij") {
			return
		}
		if time.Now().After(tot) {
			t.Fatalf("het late contact staat niet als na sluiting op de tijdlijn: %s", tijdlijn)
		}
	}
}
