package integratie

import (
	"net/http"
	"testing"

	"schakel/internal/casus"
)

// Nazorg: check-ins in their windows, relapse, and what a signal does.

func TestStapNazorgcontact(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.inFase(t, casus.Nazorg)
	// Outside a window it is a fact only.
	voor := o.casus(t, pad).termijn(casus.TermijnNazorg)
	a := o.stap(t, "ketenpartner", pad+"/nazorgcontacten", `{"uitkomst":"stabiel","notitie":"gaat goed"}`, http.StatusCreated)
	if a.tekst("id") == "" {
		t.Error("het nazorgcontact heeft geen id")
	}
	if na := o.casus(t, pad).termijn(casus.TermijnNazorg); na["vervaltOp"] != voor["vervaltOp"] {
		t.Errorf("een contact buiten het venster handelde het nazorgcontact af: %v, was %v", na, voor)
	}
	o.stap(t, "ketenpartner", pad+"/nazorgcontacten", `{"uitkomst":"prima"}`, http.StatusBadRequest)
	o.stap(t, "ketenpartner2", pad+"/nazorgcontacten", `{"uitkomst":"stabiel"}`, http.StatusNotFound)
	o.stap(t, "verwijzer", pad+"/nazorgcontacten", `{"uitkomst":"stabiel"}`, http.StatusForbidden)
	o.kanNiet(t, "werker", o.zaak(t)+"/nazorgcontacten", `{"uitkomst":"stabiel"}`)
	a = o.stap(t, "werker", pad+"/nazorgcontacten", `{"uitkomst":"terugval"}`, http.StatusCreated)
	a.is(t, "casus.fase", casus.Outreach)
	a.is(t, "casus.regiehouder.persoon", "werker")
	a.loopt(t, true, casus.TermijnEerstePoging, casus.TermijnBereikt)
	a.loopt(t, false, casus.TermijnNazorg)
	if a := o.haal(t, "ketenpartner", pad); a.status != http.StatusNotFound {
		t.Errorf("na terugval ziet de ontvanger de casus nog: %d", a.status)
	}
	oid := o.haal(t, "ketenpartner", "/v1/overdrachten").lijst("resultaten")[0].(map[string]any)["id"].(string)
	d := o.haal(t, "ketenpartner", "/v1/overdrachten/"+oid)
	d.is(t, "status", "geland")
	d.is(t, "samenvatting", nil)
	d.is(t, "inzage", false)
}

func TestStapTerugvalsignaal(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	o.kanNiet(t, "verwijzer", o.zaak(t)+"/terugvalsignalen", `{"toelichting":"x"}`)
	for _, wie := range []string{"ketenpartner", "verwijzer", "werker"} {
		pad := o.inFase(t, casus.Nazorg)
		o.stap(t, "verwijzer2", pad+"/terugvalsignalen", `{"toelichting":"x"}`, http.StatusNotFound)
		o.stap(t, wie, pad+"/terugvalsignalen", `{}`, http.StatusBadRequest)
		a := o.stap(t, wie, pad+"/terugvalsignalen", `{"toelichting":"komt niet meer"}`, http.StatusCreated)
		a.is(t, "casus.fase", casus.Outreach) // also for a receiver who lost it by this
		if a.tekst("id") == "" {
			t.Error("het signaal heeft geen id")
		}
		o.casus(t, pad).is(t, "fase", casus.Outreach)
		for _, hoort := range []string{"werker", "coordinator"} {
			if len(o.meldingen(t, hoort, pad, casus.MeldTerugval)) != 1 {
				t.Errorf("%s hoort niet van de terugval", hoort)
			}
		}
	}
}

// Three check-ins in their windows, one of them `zorgen`, end in geland; within
// the watch a signal is a question to ctb, after it neither signal nor heropening is possible.
func TestNazorgTotGeland(t *testing.T) {
	t.Parallel()
	o := nieuw(t, seconden)
	pad := o.inFase(t, casus.Nazorg)
	antwoorden := []string{"stabiel", "zorgen", "stabiel", "stabiel"}
	for i, uitkomst := range antwoorden {
		// The melding of the window says that it is open.
		wachtTot(t, "het venster gaat open", func() bool {
			return len(o.tijdlijnTreden(t, pad, casus.TermijnNazorgVenster)) == i+1
		})
		o.stap(t, "ketenpartner", pad+"/nazorgcontacten", `{"uitkomst":"`+uitkomst+`"}`, http.StatusCreated)
	}
	na := o.casus(t, pad)
	na.is(t, "fase", casus.Afgesloten)
	na.is(t, "afsluitreden", casus.Geland)
	na.is(t, "regiehouder.organisatie", "ggz-voorbeeld")
	o.stap(t, "ketenpartner", pad+"/terugvalsignalen", `{"toelichting":"weer mis"}`, http.StatusCreated)
	if len(o.meldingen(t, "ctb", pad, casus.MeldTerugvalDaar)) != 1 {
		t.Error("ctb hoort niet van het signaal")
	}
	wachtTot(t, "de terugvalwacht loopt af", func() bool {
		return o.neem(t, "verwijzer", pad+"/terugvalsignalen", `{"toelichting":"weer mis"}`).status == http.StatusConflict
	})
	o.kanNiet(t, "coordinator", pad+"/heropening", `{"reden":"te laat"}`)
}

// tijdlijnTreden are the rungs of a term that fired.
func (o *omgeving) tijdlijnTreden(t *testing.T, pad string, soort casus.TermijnSoort) []map[string]any {
	t.Helper()
	var uit []map[string]any
	for _, f := range o.tijdlijn(t, pad, casus.FeitTrede) {
		if m, _ := f["termijn"].(map[string]any); m["soort"] == string(soort) {
			uit = append(uit, f)
		}
	}
	return uit
}
