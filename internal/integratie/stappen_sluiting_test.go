package integratie

import (
	"net/http"
	"slices"
	"testing"

	"schakel/internal/casus"
)

// Closing, what each outcome does to regie and to reopening, and reopening itself.

func TestStapAfsluiting(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	for _, g := range []struct {
		reden  casus.Afsluitreden
		regie  any
		terug  int
		signal int
	}{
		{casus.StructureelWeigerend, nil, http.StatusOK, http.StatusCreated},
		{casus.UitBeeld, nil, http.StatusOK, http.StatusCreated},
		{casus.Verhuisd, nil, http.StatusOK, http.StatusCreated},
		{casus.GedwongenOpname, nil, http.StatusOK, http.StatusCreated},
		{casus.Detentie, nil, http.StatusOK, http.StatusCreated},
		{casus.Overleden, nil, http.StatusConflict, http.StatusConflict},
		{casus.AdviesGegeven, "woonstichting-voorbeeld", http.StatusConflict, http.StatusCreated},
		{casus.Doorgeleid, "woonstichting-voorbeeld", http.StatusConflict, http.StatusCreated},
		{casus.NietBmz, "woonstichting-voorbeeld", http.StatusConflict, http.StatusCreated},
		{casus.Onterecht, "woonstichting-voorbeeld", http.StatusConflict, http.StatusCreated},
	} {
		t.Run(string(g.reden), func(t *testing.T) {
			t.Parallel()
			pad := o.zaak(t)
			a := o.stap(t, "coordinator", pad+"/afsluiting", `{"reden":"`+string(g.reden)+`","netwerkafspraak":"de corporatie let op",`+gezocht+`}`, http.StatusOK)
			a.is(t, "casus.fase", casus.Afgesloten)
			a.is(t, "casus.afsluitreden", g.reden)
			a.is(t, "casus.regiehouder.organisatie", g.regie)
			if len(a.lijst("casus.termijnen")) != 0 || a.tekst("casus.geenTermijn") == "" {
				t.Errorf("na sluiting lopen termijnen, of er staat geen reden: %s", a.ruw)
			}
			if len(o.meldingen(t, "verwijzer", pad, casus.MeldAfgesloten)) != 1 {
				t.Error("de verwijzer hoort niet dat het eindigde")
			}
			if heropenen := slices.Contains(a.teksten("casus.mogelijkeStappen"), "heropening"); heropenen != (g.terug == http.StatusOK) {
				t.Errorf("mogelijkeStappen noemt heropening: %v", heropenen)
			}
			o.stap(t, "verwijzer", pad+"/terugvalsignalen", `{"toelichting":"weer gezien"}`, g.signal)
			if n := len(o.meldingen(t, "ctb", pad, casus.MeldTerugvalDaar)); (n == 1) != (g.signal == http.StatusCreated) {
				t.Errorf("%d vragen aan ctb", n)
			}
			o.stap(t, "werker", pad+"/heropening", `{"reden":"weer in beeld"}`, http.StatusForbidden)
			na := o.stap(t, "ctb", pad+"/heropening", `{"reden":"weer in beeld"}`, g.terug)
			if g.terug == http.StatusOK {
				na.is(t, "casus.fase", casus.Outreach)
				na.is(t, "casus.afsluitreden", nil)
				na.is(t, "casus.regiehouder.persoon", "werker")
				na.loopt(t, true, casus.TermijnEerstePoging, casus.TermijnBereikt, casus.TermijnAfschaal)
				o.kanNiet(t, "coordinator", pad+"/heropening", `{"reden":"nog eens"}`)
				o.stap(t, "coordinator", pad+"/afsluiting", `{"reden":"verhuisd"}`, http.StatusOK)
				o.stap(t, "coordinator", pad+"/heropening", `{"reden":"en terug"}`, http.StatusOK)
			}
		})
	}
}

func TestAfsluitingWeigeringen(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t)
	o.stap(t, "coordinator", pad+"/afsluiting", `{"reden":"zomaar"}`, http.StatusBadRequest)
	o.kanNiet(t, "coordinator", pad+"/afsluiting", `{"reden":"ingetrokken"}`)
	o.kanNiet(t, "coordinator", pad+"/afsluiting", `{"reden":"geland"}`)
	o.stap(t, "ctb", pad+"/afsluiting", `{"reden":"verhuisd"}`, http.StatusForbidden)
	o.stap(t, "werker2", pad+"/afsluiting", `{"reden":"verhuisd"}`, http.StatusNotFound)
	for _, f := range []casus.Fase{casus.Aanmelding, casus.Quickscan, casus.Wachtlijst, casus.Overdragen, casus.Nazorg} {
		o.stap(t, "coordinator", o.inFase(t, f)+"/afsluiting", `{"reden":"overleden"}`, http.StatusOK).is(t, "casus.fase", casus.Afgesloten)
	}
	// A case that never was in outreach has nothing to return to.
	nooit := o.inFase(t, casus.Wachtlijst)
	o.stap(t, "coordinator", nooit+"/afsluiting", `{"reden":"verhuisd"}`, http.StatusOK)
	o.kanNiet(t, "coordinator", nooit+"/heropening", `{"reden":"x"}`)
	o.kanNiet(t, "coordinator", nooit+"/afsluiting", `{"reden":"verhuisd"}`)
}

// Of a bmz_werker closing is a proposal; the coordinator confirms it by the same step.
func TestAfsluitvoorstel(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t)
	a := o.stap(t, "werker", pad+"/afsluiting", `{"reden":"verhuisd","toelichting":"naar een andere gemeente"}`, http.StatusOK)
	a.is(t, "casus.fase", casus.Outreach)
	a.loopt(t, true, casus.TermijnVoorstel)
	if len(o.meldingen(t, "coordinator", pad, casus.MeldVoorstel)) != 1 {
		t.Error("de coordinator hoort niet van het voorstel")
	}
	a = o.stap(t, "werker", pad+"/afschaalbeoordelingen", `{"besluit":"voortzetten","motivering":"toch niet"}`, http.StatusOK)
	a.loopt(t, false, casus.TermijnVoorstel)
	o.stap(t, "werker", pad+"/afsluiting", `{"reden":"verhuisd"}`, http.StatusOK)
	o.stap(t, "coordinator", pad+"/afsluiting", `{"reden":"verhuisd"}`, http.StatusOK).is(t, "casus.fase", casus.Afgesloten)
}
