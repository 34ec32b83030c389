package integratie

import (
	"net/http"
	"slices"
	"testing"

	"schakel/internal/casus"
)

// Afschaalbeoordeling and overdracht: offered, accepted or declined, talked over, landed.

const afschalen = `{"besluit":"afschalen","motivering":"doelen gehaald"}`

func aanbodBody(ontvanger string) string {
	return `{"ontvanger":"` + ontvanger + `","wet":"wmo","samenvatting":"stabiel, wil verder"}`
}

func TestStapAfschaalbeoordeling(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t)
	a := o.stap(t, "werker", pad+"/afschaalbeoordelingen", `{"besluit":"voortzetten","motivering":"nog niet"}`, http.StatusOK)
	a.is(t, "casus.fase", casus.Outreach)
	o.stap(t, "werker", pad+"/afschaalbeoordelingen", `{"besluit":"afschalen"}`, http.StatusBadRequest)
	a = o.stap(t, "coordinator", pad+"/afschaalbeoordelingen", afschalen, http.StatusOK)
	a.is(t, "casus.fase", casus.Overdragen)
	a.loopt(t, true, casus.TermijnAanbieden)
	a.loopt(t, false, casus.TermijnAfschaal)
	o.kanNiet(t, "werker", pad+"/afschaalbeoordelingen", afschalen)
	a = o.stap(t, "werker", pad+"/afschaalbeoordelingen", `{"besluit":"voortzetten","motivering":"toch te vroeg"}`, http.StatusOK)
	a.is(t, "casus.fase", casus.Outreach)
	a.loopt(t, true, casus.TermijnAfschaal)
	o.kanNiet(t, "coordinator", o.inFase(t, casus.Nazorg)+"/afschaalbeoordelingen", afschalen)
}

func TestStapOverdrachtAanbieden(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.inFase(t, casus.Overdragen)
	o.stap(t, "werker", pad+"/overdrachten", aanbodBody("bestaat-niet"), http.StatusBadRequest)
	o.stap(t, "werker", pad+"/overdrachten", aanbodBody("buurtvereniging-voorbeeld"), http.StatusBadRequest)
	o.stap(t, "werker", pad+"/overdrachten", `{"ontvanger":"ggz-voorbeeld","wet":"pw","samenvatting":"x"}`, http.StatusBadRequest)
	o.kanNiet(t, "werker", o.zaak(t)+"/overdrachten", aanbodBody("ggz-voorbeeld"))
	a := o.stap(t, "werker", pad+"/overdrachten", aanbodBody("ggz-voorbeeld"), http.StatusCreated)
	oid := a.tekst("id")
	a.is(t, "casus.overdracht.id", oid)
	a.is(t, "casus.overdracht.ontvanger", "ggz-voorbeeld")
	a.is(t, "casus.overdracht.status", casus.Aangeboden)
	a.loopt(t, true, casus.TermijnAcceptatie)
	a.loopt(t, false, casus.TermijnAanbieden)
	if len(o.meldingen(t, "ketenpartner", pad, casus.MeldAangeboden)) != 1 {
		t.Error("de ontvanger hoort niet van het aanbod")
	}
	d := o.haal(t, "ketenpartner", "/v1/overdrachten/"+oid)
	for veld, waarde := range map[string]string{"id": oid, "casusId": pad[13:], "status": "aangeboden", "wet": "wmo", "samenvatting": "stabiel, wil verder", "casehouder": "werker", "casehouderTelefoon": "0000-000001"} {
		d.is(t, veld, waarde)
	}
	o.haal(t, "coordinator", pad).is(t, "casehouderTelefoon", "0000-000001")
	if n := len(o.haal(t, "ketenpartner", "/v1/overdrachten").lijst("resultaten")); n != 1 {
		t.Errorf("de ontvanger ziet %d aanbiedingen", n)
	}
	// One open at a time; nothing closes or scales down meanwhile.
	o.kanNiet(t, "werker", pad+"/overdrachten", aanbodBody("wmo-voorbeeld"))
	o.kanNiet(t, "werker", pad+"/afschaalbeoordelingen", `{"besluit":"voortzetten","motivering":"x"}`)
	o.kanNiet(t, "coordinator", pad+"/afsluiting", `{"reden":"verhuisd"}`)
}

func TestStapAcceptatieTotLanden(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.inFase(t, casus.Overdragen)
	aanbod := o.aanbieden(t, pad, "ggz-voorbeeld")
	o.stap(t, "ketenpartner2", aanbod+"/acceptatie", "", http.StatusNotFound)
	o.stap(t, "werker", aanbod+"/acceptatie", "", http.StatusForbidden)
	o.kanNiet(t, "werker", aanbod+"/gesprek", `{"op":"`+nu()+`"}`)
	o.kanNiet(t, "ketenpartner", aanbod+"/eerste-contact", `{"op":"`+nu()+`"}`)
	a := o.stap(t, "ketenpartner", aanbod+"/acceptatie", "", http.StatusOK)
	a.is(t, "casus.regiehouder.organisatie", "bmz-voorbeeld")
	na := o.casus(t, pad)
	na.is(t, "overdracht.status", casus.Geaccepteerd)
	na.loopt(t, true, casus.TermijnGesprek)
	o.kanNiet(t, "ketenpartner", aanbod+"/acceptatie", "")
	o.kanNiet(t, "ketenpartner", aanbod+"/weigering", `{"reden":"toch niet"}`)
	o.kanNiet(t, "ketenpartner", aanbod+"/eerste-contact", `{"op":"`+nu()+`"}`)
	a = o.stap(t, "werker", aanbod+"/gesprek", `{"op":"`+nu()+`","aanwezig":["client","ontvanger"]}`, http.StatusOK)
	a.is(t, "casus.overdracht.status", casus.Besproken)
	a.loopt(t, true, casus.TermijnEersteContact)
	o.stap(t, "werker", aanbod+"/eerste-contact", `{"op":"`+nu()+`"}`, http.StatusForbidden)
	a = o.stap(t, "ketenpartner", aanbod+"/eerste-contact", `{"op":"`+nu()+`"}`, http.StatusOK)
	a.is(t, "casus.fase", casus.Nazorg)
	a.is(t, "casus.regiehouder.organisatie", "ggz-voorbeeld")
	a.is(t, "casus.regiehouder.persoon", "ketenpartner")
	na = o.casus(t, pad)
	na.is(t, "overdracht", nil)
	na.is(t, "casehouder", "werker")
	na.loopt(t, true, casus.TermijnNazorg)
	d := o.haal(t, "ketenpartner", "/v1/overdrachten/"+aanbod[len(pad)+14:])
	d.is(t, "status", "geland")
	d.is(t, "samenvatting", "klaar")
	o.kanNiet(t, "ketenpartner", aanbod+"/eerste-contact", `{"op":"`+nu()+`"}`)
	if len(o.meldingen(t, "werker", pad, casus.MeldGeland)) != 1 {
		t.Error("de casehouder hoort niet dat het geland is")
	}
}

// An opschaling that opens during the overdracht keeps it from landing.
func TestOpschalingHoudtLandenTegen(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.inFase(t, casus.Overdragen)
	aanbod := o.aanbieden(t, pad, "ggz-voorbeeld")
	o.stap(t, "ketenpartner", aanbod+"/acceptatie", "", http.StatusOK)
	o.stap(t, "werker", aanbod+"/gesprek", `{"op":"`+nu()+`"}`, http.StatusOK)
	op := o.stap(t, "werker", pad+"/opschalingen", `{"niveau":1,"reden":"zorgen","doel":"overleg"}`, http.StatusCreated).tekst("id")
	o.kanNiet(t, "ketenpartner", aanbod+"/eerste-contact", `{"op":"`+nu()+`"}`)
	o.stap(t, "werker", pad+"/opschalingen/"+op+"/afschaling", `{"resultaat":"klaar"}`, http.StatusOK)
	o.stap(t, "ketenpartner", aanbod+"/eerste-contact", `{"op":"`+nu()+`"}`, http.StatusOK)
}

// Declined or taken back, the offer closes, the receiver sees nothing more of the
// case, and a new offer has an id of its own.
func TestStapWeigeringEnIntrekking(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.inFase(t, casus.Overdragen)
	eerste := o.aanbieden(t, pad, "wmo-voorbeeld")
	o.stap(t, "ketenpartner", eerste+"/weigering", `{"reden":"niet van mij"}`, http.StatusNotFound)
	o.stap(t, "ketenpartner2", eerste+"/weigering", `{}`, http.StatusBadRequest)
	// Who lost the case by this very step still sees what came of it.
	o.stap(t, "ketenpartner2", eerste+"/weigering", `{"reden":"geen plek"}`, http.StatusOK).is(t, "casus.fase", casus.Overdragen)
	na := o.casus(t, pad)
	na.is(t, "overdracht", nil)
	na.is(t, "fase", casus.Overdragen)
	na.loopt(t, true, casus.TermijnAanbieden)
	for _, wie := range []string{"werker", "coordinator"} {
		if len(o.meldingen(t, wie, pad, casus.MeldGeweigerd)) != 1 {
			t.Errorf("%s hoort niet van de weigering", wie)
		}
	}
	if a := o.haal(t, "ketenpartner2", pad); a.status != http.StatusNotFound {
		t.Errorf("wie weigerde, ziet de casus nog: %d", a.status)
	}
	a := o.haal(t, "ketenpartner2", "/v1/overdrachten/"+eerste[len(pad)+14:])
	a.is(t, "status", "geweigerd")
	a.is(t, "samenvatting", nil)
	a.is(t, "inzage", false)
	a.is(t, "nummer", "")
	o.kanNiet(t, "ketenpartner2", eerste+"/acceptatie", "")
	tweede := o.aanbieden(t, pad, "ggz-voorbeeld")
	if tweede == eerste {
		t.Error("het tweede aanbod heeft hetzelfde id")
	}
	o.kanNiet(t, "werker", eerste+"/intrekking", `{"reden":"al dicht"}`)
	o.stap(t, "ketenpartner", tweede+"/acceptatie", "", http.StatusOK)
	o.stap(t, "ketenpartner", tweede+"/intrekking", `{"reden":"x"}`, http.StatusForbidden)
	a = o.stap(t, "werker", tweede+"/intrekking", `{"reden":"cliënt ziet ervan af"}`, http.StatusOK)
	a.is(t, "casus.overdracht", nil)
	if len(o.meldingen(t, "ketenpartner", pad, casus.MeldTerug)) != 1 {
		t.Error("de ontvanger hoort niet dat het aanbod is ingetrokken")
	}
	if got := a.teksten("casus.mogelijkeStappen"); !slices.Contains(got, "overdrachten") {
		t.Errorf("na intrekking kan er geen nieuw aanbod: %v", got)
	}
}
