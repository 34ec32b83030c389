package integratie

import (
	"net/http"
	"slices"
	"testing"

	"schakel/internal/casus"
)

// The first phases: aanmelding, quickscan, wachtlijst, toewijzing.

func TestStapAanmelding(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	for _, wie := range []string{"verwijzer", "ctb", "coordinator"} {
		a := o.stap(t, wie, "/v1/aanmeldingen", aanmeldingBody("help"), http.StatusCreated)
		a.is(t, "casus.id", a.tekst("id"))
		a.is(t, "casus.fase", casus.Aanmelding)
		a.is(t, "casus.regiehouder.organisatie", "woonstichting-voorbeeld")
		if a.kop.Get("Location") != "/v1/casussen/"+a.tekst("id") {
			t.Errorf("Location %q", a.kop.Get("Location"))
		}
		persoon := ""
		if wie == "verwijzer" {
			persoon = "verwijzer"
		}
		a.is(t, "casus.regiehouder.persoon", persoon)
		o.casus(t, "/v1/casussen/"+a.tekst("id")).loopt(t, true, casus.TermijnOntvangst)
		if len(o.meldingen(t, "ctb", "/v1/casussen/"+a.tekst("id"), casus.MeldAanmelding)) != 1 {
			t.Error("ctb hoort niet van de aanmelding")
		}
	}
	for _, wie := range []string{"werker", "psychiater", "ketenpartner", "leidinggevende", "beheerder"} {
		o.stap(t, wie, "/v1/aanmeldingen", aanmeldingBody("help"), http.StatusForbidden)
	}
}

func TestStapIntrekking(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.aanmelding(t)
	o.stap(t, "verwijzer2", pad+"/intrekking", `{"reden":"niet meer nodig"}`, http.StatusNotFound)
	o.stap(t, "ctb", pad+"/intrekking", `{"reden":"niet meer nodig"}`, http.StatusForbidden)
	o.stap(t, "verwijzer", pad+"/intrekking", `{}`, http.StatusBadRequest)
	a := o.stap(t, "verwijzer", pad+"/intrekking", `{"reden":"niet meer nodig"}`, http.StatusOK)
	a.is(t, "casus.fase", casus.Afgesloten)
	na := o.casus(t, pad)
	na.is(t, "afsluitreden", casus.Ingetrokken)
	na.is(t, "regiehouder.organisatie", "woonstichting-voorbeeld")
	if len(na.lijst("termijnen")) != 0 {
		t.Errorf("na sluiting lopen termijnen: %s", na.ruw)
	}
	// Before the quickscan only (contract): not once it is on the waiting list.
	o.kanNiet(t, "verwijzer", o.inFase(t, casus.Wachtlijst)+"/intrekking", `{"reden":"te laat"}`)
}

func TestStapOntvangstEnAntwoord(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.aanmelding(t)
	o.kanNiet(t, "verwijzer", pad+"/antwoord", `{"antwoord":"er is niets gevraagd"}`)
	o.stap(t, "ctb", pad+"/ontvangst", `{"volledig":false}`, http.StatusBadRequest)
	o.stap(t, "werker", pad+"/ontvangst", `{"volledig":true}`, http.StatusForbidden)
	a := o.stap(t, "ctb", pad+"/ontvangst", `{"volledig":false,"vraag":"welke hulp was er al?"}`, http.StatusOK)
	a.is(t, "casus.fase", casus.Aanmelding)
	a.loopt(t, true, casus.TermijnAntwoord)
	a.loopt(t, false, casus.TermijnOntvangst)
	if len(o.meldingen(t, "verwijzer", pad, casus.MeldVraag)) != 1 {
		t.Error("de verwijzer hoort niet van de vraag")
	}
	if got := o.haal(t, "verwijzer", pad).teksten("mogelijkeStappen"); !slices.Contains(got, "antwoord") {
		t.Errorf("de verwijzer kan niet antwoorden: %v", got)
	}
	o.stap(t, "verwijzer2", pad+"/antwoord", `{"antwoord":"niet van mij"}`, http.StatusNotFound)
	o.stap(t, "verwijzer", pad+"/antwoord", `{"antwoord":"via de huisarts"}`, http.StatusOK)
	o.casus(t, pad).loopt(t, true, casus.TermijnOntvangst)
	a = o.stap(t, "coordinator", pad+"/ontvangst", `{"volledig":true}`, http.StatusOK)
	a.is(t, "casus.fase", casus.Quickscan)
	a.loopt(t, true, casus.TermijnQuickscan)
	o.kanNiet(t, "ctb", pad+"/ontvangst", `{"volledig":true}`)
}

func TestStapSneloverleg(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.inFase(t, casus.Quickscan)
	a := o.stap(t, "ctb", pad+"/sneloverleg", `{"op":"`+nu()+`","deelnemers":["ctb","psychiater"]}`, http.StatusOK)
	a.is(t, "casus.fase", casus.Quickscan)
	a.loopt(t, true, casus.TermijnSneloverleg)
	a = o.stap(t, "coordinator", pad+"/sneloverleg", `{"op":"`+nu()+`","deelnemers":["ctb"],"uitkomst":"oppakken"}`, http.StatusOK)
	a.loopt(t, false, casus.TermijnSneloverleg)
	o.stap(t, "ctb", pad+"/sneloverleg", `{"op":"`+nu()+`","deelnemers":[]}`, http.StatusBadRequest)
	o.kanNiet(t, "ctb", o.aanmelding(t)+"/sneloverleg", `{"op":"`+nu()+`","deelnemers":["ctb"]}`)
}

func TestStapQuickscan(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	for besluit, reden := range map[string]casus.Afsluitreden{
		"adviseren": casus.AdviesGegeven, "doorgeleiden": casus.Doorgeleid, "afwijzen": casus.NietBmz,
	} {
		pad := o.inFase(t, casus.Quickscan)
		a := o.stap(t, "ctb", pad+"/quickscan", `{"besluit":"`+besluit+`","motivering":"elders beter"}`, http.StatusOK)
		a.is(t, "casus.fase", casus.Afgesloten)
		a.is(t, "casus.afsluitreden", reden)
		a.is(t, "casus.regiehouder.organisatie", "woonstichting-voorbeeld")
		if len(o.meldingen(t, "verwijzer", pad, casus.MeldAfgesloten)) != 1 {
			t.Error("de verwijzer hoort niet dat het eindigde")
		}
		o.kanNiet(t, "coordinator", pad+"/heropening", `{"reden":"toch"}`)
		o.kanNiet(t, "ctb", pad+"/quickscan", `{"besluit":"accepteren","motivering":"toch"}`)
	}
	pad := o.inFase(t, casus.Quickscan)
	o.stap(t, "ctb", pad+"/quickscan", `{"besluit":"misschien","motivering":"x"}`, http.StatusBadRequest)
	o.stap(t, "ctb", pad+"/quickscan", `{"besluit":"accepteren"}`, http.StatusBadRequest)
	a := o.stap(t, "ctb", pad+"/quickscan", `{"besluit":"accepteren","motivering":"past","urgentie":"spoed"}`, http.StatusOK)
	a.is(t, "casus.fase", casus.Wachtlijst)
	a.is(t, "casus.urgentie", casus.Spoed)
	a.is(t, "casus.regiehouder.organisatie", "woonstichting-voorbeeld")
	a.loopt(t, true, casus.TermijnWachtlijst, casus.TermijnWachtlijstUrgent)
}

func TestStapWachtlijst(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.inFase(t, casus.Wachtlijst)
	a := o.stap(t, "coordinator", pad+"/wachtlijstbeoordelingen", `{"motivering":"nog geen plek","urgentie":"normaal"}`, http.StatusCreated)
	a.is(t, "casus.fase", casus.Wachtlijst)
	a.is(t, "casus.urgentie", casus.Normaal)
	if a.tekst("id") == "" {
		t.Error("de beoordeling heeft geen id")
	}
	o.stap(t, "ctb", pad+"/wachtlijstbeoordelingen", `{"motivering":"x"}`, http.StatusForbidden)
	o.kanNiet(t, "coordinator", o.zaak(t)+"/wachtlijstbeoordelingen", `{"motivering":"x"}`)
}

func TestStapToewijzing(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.inFase(t, casus.Wachtlijst)
	o.stap(t, "werker", pad+"/toewijzing", `{"casehouder":"werker"}`, http.StatusForbidden)
	o.stap(t, "coordinator", pad+"/toewijzing", `{"casehouder":"verwijzer"}`, http.StatusBadRequest)
	o.stap(t, "coordinator", pad+"/toewijzing", `{"casehouder":"niemand"}`, http.StatusBadRequest)
	o.kanNiet(t, "coordinator", pad+"/toewijzing", `{"casehouder":"werker","vervangt":"werker2"}`)
	if a := o.haal(t, "werker", pad); a.status != http.StatusNotFound {
		t.Errorf("de werker ziet de casus voor de toewijzing: %d", a.status)
	}
	a := o.stap(t, "coordinator", pad+"/toewijzing", `{"casehouder":"werker"}`, http.StatusOK)
	a.is(t, "casus.fase", casus.Outreach)
	a.is(t, "casus.casehouder", "werker")
	a.is(t, "casus.regiehouder.organisatie", "bmz-voorbeeld")
	a.is(t, "casus.regiehouder.persoon", "werker")
	a.loopt(t, true, casus.TermijnEerstePoging, casus.TermijnBereikt, casus.TermijnAfschaal)
	if len(o.meldingen(t, "werker", pad, casus.MeldToegewezen)) != 1 {
		t.Error("de werker hoort niet van de toewijzing")
	}
	o.kanNiet(t, "coordinator", pad+"/toewijzing", `{"casehouder":"werker2"}`)
	o.kanNiet(t, "coordinator", pad+"/toewijzing", `{"casehouder":"werker2","vervangt":"werker2"}`)
	o.kanNiet(t, "coordinator", pad+"/toewijzing", `{"casehouder":"werker","vervangt":"werker"}`)
	a = o.stap(t, "coordinator", pad+"/toewijzing", `{"casehouder":"werker2","vervangt":"werker"}`, http.StatusOK)
	a.is(t, "casus.regiehouder.persoon", "werker2")
	a.is(t, "casus.fase", casus.Outreach)
	if a := o.haal(t, "werker", pad); a.status != http.StatusNotFound {
		t.Errorf("wie geen casehouder meer is, ziet de casus nog: %d", a.status)
	}
}

// Two coordinators reassign at once: one is first, the other hears so.
func TestTweeCoordinatorsTegelijk(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	for range 5 {
		pad := o.inFase(t, casus.Wachtlijst)
		uit := make(chan antwoord, 2)
		for _, werker := range []string{"werker", "werker2"} {
			go func() { uit <- o.neem(t, "coordinator", pad+"/toewijzing", `{"casehouder":"`+werker+`"}`) }()
		}
		a, b := <-uit, <-uit
		if a.status > b.status {
			a, b = b, a
		}
		if a.status != http.StatusOK || b.status != http.StatusConflict {
			t.Fatalf("verwacht 200 en 409, kreeg %d en %d", a.status, b.status)
		}
		o.casus(t, pad).is(t, "casehouder", a.tekst("casus.casehouder"))
		if n := len(o.tijdlijn(t, pad, casus.StapToewijzing)); n != 1 {
			t.Errorf("%d toewijzingen", n)
		}
	}
}

func TestStapGeinformeerd(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t)
	o.stap(t, "werker", pad+"/geinformeerd", `{"ja":false}`, http.StatusBadRequest)
	a := o.stap(t, "werker", pad+"/geinformeerd", `{"ja":false,"reden":"onveilig","herbeoordelenOp":"`+over(6)+`"}`, http.StatusOK)
	a.loopt(t, true, casus.TermijnInformeren)
	o.stap(t, "werker", pad+"/geinformeerd", `{"ja":false,"reden":"onveilig","herbeoordelenOp":"2020-06-01"}`, http.StatusBadRequest)
	a = o.stap(t, "ctb", pad+"/geinformeerd", `{"ja":true,"op":"`+nu()+`"}`, http.StatusOK)
	a.loopt(t, false, casus.TermijnInformeren)
	o.kanNiet(t, "coordinator", o.inFase(t, casus.Afgesloten)+"/geinformeerd", `{"ja":true}`)
}
