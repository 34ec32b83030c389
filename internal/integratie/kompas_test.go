package integratie

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"schakel/internal/casus"
)

// The afschaal-kompas as people meet it: facts ask the question by themselves, with their reasons.

const allesBehaald = `{"doelen":[{"wat":"inkomen","behaald":true},{"wat":"huisarts","behaald":true}],"methodiek":"presentie"}`

// redenen are what the compass of a case says now.
func (o *omgeving) redenen(t *testing.T, pad string) []string {
	t.Helper()
	var uit []string
	for _, v := range o.casus(t, pad).lijst("kompas.signalen") {
		m, _ := v.(map[string]any)
		uit = append(uit, fmt.Sprint(m["reden"]))
	}
	return uit
}

// gevraagd waits for the first rung of the question and answers the reasons on the timeline.
func (o *omgeving) gevraagd(t *testing.T, pad string) []any {
	t.Helper()
	wachtTot(t, "de vraag of het lichter kan", func() bool { return len(o.tijdlijnTreden(t, pad, casus.TermijnAfschaal)) > 0 })
	redenen, _ := o.tijdlijnTreden(t, pad, casus.TermijnAfschaal)[0]["redenen"].([]any)
	return redenen
}

// Goals met: the question comes at once, climbs when ignored, stands on the stuurgroep's
// list, and is answered with a reason; then the same sign rests.
func TestKompasDoelenBehaald(t *testing.T) {
	t.Parallel()
	o := nieuw(t, seconden)
	pad := o.zaak(t)
	o.stap(t, "werker", pad+"/contacten", contactBody("true", ""), http.StatusCreated)
	o.stap(t, "werker", pad+"/plannen", strings.Replace(allesBehaald, `"behaald":true}]`, `"behaald":false}]`, 1), http.StatusCreated)
	if r := o.redenen(t, pad); len(r) > 0 {
		t.Errorf("te vroeg: %v", r)
	}
	o.stap(t, "werker", pad+"/plannen", allesBehaald, http.StatusCreated)
	if r := o.gevraagd(t, pad); len(r) != 1 || r[0] != "Alle 2 doelen van het plan zijn behaald." {
		t.Errorf("redenen op de tijdlijn: %v", r)
	}
	o.ladder(t, pad, casus.TermijnAfschaal, casus.AanCasehouder, casus.AanCoordinator, casus.AanStuurgroep)
	o.een(t, "werker", pad, casus.TermijnAfschaal, 1)
	if r := o.redenen(t, pad); !slices.Equal(r, []string{"Alle 2 doelen van het plan zijn behaald."}) {
		t.Errorf("redenen bij de casus: %v", r)
	}
	if b := o.lees(t, "coordinator", "/v1/knelpunten").ruw; !strings.Contains(b, string(casus.TermijnAfschaal)) {
		t.Errorf("staat niet bij de knelpunten: %s", b)
	}
	o.lees(t, "verwijzer", pad).is(t, "kompas", nil)
	o.stap(t, "werker", pad+"/afschaalbeoordelingen", `{"besluit":"voortzetten"}`, http.StatusBadRequest)
	a := o.stap(t, "werker", pad+"/afschaalbeoordelingen", `{"besluit":"voortzetten","motivering":"eerst de verhuizing"}`, http.StatusOK)
	a.is(t, "casus.kompas", nil)
	if n := len(o.meldingen(t, "werker", pad, string(casus.TermijnAfschaal))); n != 0 {
		t.Errorf("beantwoord, en toch %d meldingen", n)
	}
	o.stap(t, "werker", pad+"/plannen", allesBehaald, http.StatusCreated)
	if r := o.redenen(t, pad); len(r) > 0 {
		t.Errorf("vraagt meteen weer: %v", r)
	}
	o.schoon(t, 1)
}

// The other signs, each by its own facts.
func TestKompasSignalen(t *testing.T) {
	t.Parallel()
	o := nieuw(t, seconden)
	meting := func(n int) string {
		return fmt.Sprintf(`{"instrument":"zrm-2017","scores":{"financien":%d,"huisvesting":%d,"justitie":"niet-noodzakelijk"}}`, n, n)
	}
	for naam, g := range map[string]struct {
		doe   func(t *testing.T, pad string)
		reden string
	}{
		"zrm": {func(t *testing.T, pad string) {
			o.stap(t, "werker", pad+"/metingen", meting(2), http.StatusCreated)
			o.stap(t, "werker", pad+"/metingen", meting(3), http.StatusCreated)
		}, "De ZRM is gestegen: van 4 naar 6 over dezelfde 2 domeinen."},
		"ontvanger": {func(t *testing.T, pad string) {
			o.stap(t, "werker", pad+"/inzet", `{"wie":"psychiater","waarvoor":"meekijken"}`, http.StatusCreated)
			o.stap(t, "werker", pad+"/inzet", `{"wie":"wmo-voorbeeld","waarvoor":"samen optrekken"}`, http.StatusCreated)
		}, "Een andere organisatie werkt al 5 seconden mee aan deze casus."},
		"contact": {func(t *testing.T, pad string) {
			for range 4 {
				o.stap(t, "werker", pad+"/contacten", contactBody("true", ""), http.StatusCreated)
			}
		}, "De cliënt is minder vaak bereikt: 0 keer in 5 seconden, tegen 4 keer in de 10 seconden daarvoor."},
		"cti": {func(t *testing.T, pad string) {
			o.stap(t, "werker", pad+"/plannen", `{"doelen":[{"wat":"inkomen"}],"methodiek":"cti"}`, http.StatusCreated)
		}, "De CTI-fasen (3 × 5 seconden) zijn voorbij."},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			pad := o.zaak(t)
			g.doe(t, pad)
			if r := o.gevraagd(t, pad); len(r) != 1 || r[0] != g.reden {
				t.Errorf("redenen %v, verwacht %s", r, g.reden)
			}
			o.een(t, "werker", pad, casus.TermijnAfschaal, 1)
		})
	}
}

// Nothing but time: the timeline says so, and the case how long it is and what the policy says.
func TestKompasTijd(t *testing.T) {
	t.Parallel()
	o := nieuw(t, seconden)
	pad := o.zaak(t)
	if r := o.redenen(t, pad); len(r) > 0 {
		t.Errorf("te vroeg: %v", r)
	}
	if r := o.gevraagd(t, pad); len(r) != 1 || r[0] != casus.RedenTijd {
		t.Errorf("op de tijdlijn: %v", r)
	}
	vorm := regexp.MustCompile(`^Deze casus is nu (1[89]|[2-9]\d) seconden in outreach; het beleid vraagt na 18 seconden of het lichter kan\.`)
	if r := o.redenen(t, pad); len(r) != 1 || !vorm.MatchString(r[0]) {
		t.Errorf("bij de casus: %v", r)
	}
	o.lees(t, "verwijzer", pad).is(t, "kompas", nil)
}

// While a case is suspended no sign asks; when it resumes it does.
func TestKompasBijOpschorting(t *testing.T) {
	t.Parallel()
	o := nieuw(t, seconden)
	pad := o.zaak(t)
	o.stap(t, "werker", pad+"/opschorting", `{"reden":"opgenomen","hervatOp":"`+time.Now().Add(2*time.Second).UTC().Format(time.RFC3339Nano)+`"}`, http.StatusOK)
	o.stap(t, "werker", pad+"/plannen", allesBehaald, http.StatusCreated)
	wachtTot(t, "de opschorting herinnert", func() bool { return len(o.tijdlijnTreden(t, pad, casus.TermijnHervatten)) > 0 })
	if fs := o.tijdlijnTreden(t, pad, casus.TermijnAfschaal); len(fs) > 0 {
		t.Errorf("gevraagd tijdens een opschorting: %v", fs)
	}
	o.stap(t, "werker", pad+"/hervatting", "", http.StatusOK)
	o.gevraagd(t, pad)
}

// After failed attempts the case says what was not tried; a text a worker wrote stays out of it.
func TestKompasSuggesties(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t)
	for _, soort := range []string{"huisbezoek", "telefoon"} {
		o.stap(t, "werker", pad+"/contacten", `{"soort":"`+soort+`","bereikt":false,"op":"`+nu()+`","notitie":"kanarie"}`, http.StatusCreated)
	}
	wachtTot(t, "er is een suggestie", func() bool { return o.casus(t, pad).veld("kompas") != nil })
	a := o.lees(t, "werker", pad)
	if s := a.tekst("kompas.suggestie"); !strings.HasPrefix(s, "Nog niet geprobeerd: ") || !strings.Contains(s, "een sms of WhatsApp; op straat.") {
		t.Errorf("suggestie %q", s)
	}
	if n := len(a.lijst("kompas.suggesties")); n != 3 || strings.Contains(a.ruw, "kanarie") {
		t.Errorf("%d suggesties: %s", n, a.ruw)
	}
	o.stap(t, "werker", pad+"/contacten", contactBody("true", ""), http.StatusCreated)
	wachtTot(t, "bereikt", func() bool { return o.casus(t, pad).veld("kompas") == nil })
}

// uit_beeld asks what was done to find the client; the coordinator need not repeat it.
func TestUitBeeldMetZoekacties(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t)
	a := o.kanNiet(t, "werker", pad+"/afsluiting", `{"reden":"uit_beeld","zoekacties":[{"soort":"politie","op":"2026-01-05"}]}`)
	var mist []string
	for _, v := range a.lijst("fouten") {
		m, _ := v.(map[string]any)
		mist = append(mist, fmt.Sprint(m["veld"], " ", m["melding"]))
	}
	if len(mist) != 5 || mist[0] != "zoekacties nog te doen: laatst_bekende_adres" || strings.Contains(strings.Join(mist, ""), "politie") {
		t.Errorf("wat ontbreekt: %v", mist)
	}
	o.kanNiet(t, "coordinator", pad+"/afsluiting", `{"reden":"uit_beeld"}`)
	o.stap(t, "werker", pad+"/afsluiting", `{"reden":"uit_beeld",`+gezocht+`}`, http.StatusOK).is(t, "casus.fase", casus.Outreach)
	o.stap(t, "coordinator", pad+"/afsluiting", `{"reden":"uit_beeld","netwerkafspraak":"de corporatie belt"}`, http.StatusOK).is(t, "casus.fase", casus.Afgesloten)
	fs := o.tijdlijn(t, pad, casus.StapAfsluiting)
	if z, _ := fs[len(fs)-1]["zoekacties"].([]any); len(z) != 6 {
		t.Errorf("zoekacties in het feit: %v", fs[len(fs)-1])
	}
}

// A proposal to close is turned down in nazorg, with an offer open and with an opschaling.
func TestAfsluitvoorstelAfwijzen(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	voorstel := func(t *testing.T, pad string) {
		o.stap(t, "werker", pad+"/afsluiting", `{"reden":"verhuisd"}`, http.StatusOK).loopt(t, true, casus.TermijnVoorstel)
	}
	afwijzen := func(t *testing.T, pad string) {
		const stap, reden = "/afsluitvoorstel/afwijzing", `{"reden":"de ontvanger is nog niet zover"}`
		o.stap(t, "werker", pad+stap, reden, http.StatusForbidden)
		o.stap(t, "coordinator", pad+stap, `{}`, http.StatusBadRequest)
		if m := o.casus(t, pad).teksten("mogelijkeStappen"); !slices.Contains(m, "afsluitvoorstel/afwijzing") {
			t.Errorf("mogelijkeStappen %v", m)
		}
		o.stap(t, "coordinator", pad+stap, reden, http.StatusOK).loopt(t, false, casus.TermijnVoorstel)
		if n := len(o.meldingen(t, "werker", pad, casus.MeldVoorstelAf)); n != 1 {
			t.Errorf("%d meldingen aan de werker", n)
		}
		o.kanNiet(t, "coordinator", pad+stap, reden)
	}
	nazorg := o.inFase(t, casus.Nazorg)
	voorstel(t, nazorg)
	afwijzen(t, nazorg)
	aanbod := o.inFase(t, casus.Overdragen)
	voorstel(t, aanbod)
	o.aanbieden(t, aanbod, "ggz-voorbeeld")
	afwijzen(t, aanbod)
	op := o.zaak(t)
	voorstel(t, op)
	o.stap(t, "werker", op+"/opschalingen", `{"niveau":2,"reden":"overlast","doel":"afspraken"}`, http.StatusCreated)
	afwijzen(t, op)
}
