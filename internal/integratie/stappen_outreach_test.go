package integratie

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"schakel/internal/casus"
)

// Outreach: contacts, plan, metingen, inzet, opschaling, opschorting, corrections.

func contactBody(bereikt, rest string) string {
	return `{"soort":"huisbezoek","bereikt":` + bereikt + `,"op":"` + nu() + `"` + rest + `}`
}

func TestStapContact(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	o.kanNiet(t, "coordinator", o.inFase(t, casus.Wachtlijst)+"/contacten", contactBody("true", ""))
	pad := o.zaak(t)
	voor := o.casus(t, pad).termijn(casus.TermijnBereikt)
	a := o.stap(t, "werker", pad+"/contacten", contactBody("false", `,"notitie":"niet thuis"`), http.StatusCreated)
	if a.tekst("id") == "" {
		t.Error("het contact heeft geen id")
	}
	wachtTot(t, "een poging beëindigt eerste-poging", func() bool { return o.casus(t, pad).termijn(casus.TermijnEerstePoging) == nil })
	if na := o.casus(t, pad).termijn(casus.TermijnBereikt); na["vervaltOp"] != voor["vervaltOp"] {
		t.Errorf("een poging verzette bereikt-contact van %v naar %v", voor["vervaltOp"], na["vervaltOp"])
	}
	for _, wie := range []string{"werker2", "psychiater"} {
		o.stap(t, wie, pad+"/contacten", contactBody("true", ""), http.StatusNotFound)
	}
	for _, wie := range []string{"verwijzer", "ctb", "ketenpartner", "privacy"} {
		o.stap(t, wie, pad+"/contacten", contactBody("true", ""), http.StatusForbidden)
	}
	o.stap(t, "coordinator", pad+"/contacten", contactBody("true", `,"met":["naaste","client"],"wijze":"binnen","duurMinuten":30,
		"drang":"aangedrongen","duo":true,"vervolg":{"wat":"bellen","op":"`+over(1)+`"}`), http.StatusCreated)
}

// A contact after closing is kept, marked so, and changes nothing.
func TestContactNaSluiting(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.inFase(t, casus.Afgesloten)
	a := o.stap(t, "werker", pad+"/contacten", contactBody("true", ""), http.StatusCreated)
	a.is(t, "casus.fase", casus.Afgesloten)
	wachtTot(t, "het contact is genummerd", func() bool {
		f := o.tijdlijn(t, pad, casus.StapContact)
		na, _ := f[0]["naSluiting"].(bool)
		return len(f) == 1 && f[0]["seq"] != nil && na
	})
	o.kanNiet(t, "coordinator", o.geslotenVoorToewijzing(t)+"/contacten", contactBody("true", ""))
}

func (o *omgeving) geslotenVoorToewijzing(t *testing.T) string {
	t.Helper()
	pad := o.inFase(t, casus.Quickscan)
	o.stap(t, "ctb", pad+"/quickscan", `{"besluit":"afwijzen","motivering":"past niet"}`, http.StatusOK)
	return pad
}

func TestStapPlanEnMeting(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t)
	a := o.stap(t, "werker", pad+"/plannen", `{"doelen":[{"wat":"huisarts"},{"wat":"schuldhulp","behaald":true}],"methodiek":"cti"}`, http.StatusCreated)
	a.loopt(t, true, casus.TermijnPlan)
	o.stap(t, "werker", pad+"/plannen", `{"doelen":[{"wat":"x"}],"methodiek":"act","herzienOp":"2020-01-01"}`, http.StatusBadRequest)
	o.stap(t, "werker", pad+"/metingen", `{"instrument":"zrm-2017","scores":{"financien":1,"justitie":"niet-noodzakelijk"}}`, http.StatusCreated)
	for _, scores := range []string{`{"financien":6}`, `{"financien":0}`, `{"financien":"nee"}`, `{"geluk":3}`, `{}`} {
		o.stap(t, "werker", pad+"/metingen", `{"instrument":"zrm-2017","scores":`+scores+`}`, http.StatusBadRequest)
	}
	for _, f := range []casus.Fase{casus.Wachtlijst, casus.Afgesloten} {
		ander := o.inFase(t, f)
		o.kanNiet(t, "coordinator", ander+"/plannen", `{"doelen":[{"wat":"x"}],"methodiek":"cti"}`)
		o.kanNiet(t, "coordinator", ander+"/metingen", `{"instrument":"zrm-2017","scores":{"financien":1}}`)
	}
}

// Inzet lets somebody read and add contacts, until it ends.
func TestStapInzet(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t)
	o.stap(t, "werker", pad+"/inzet", `{"wie":"niemand","waarvoor":"meekijken"}`, http.StatusBadRequest)
	o.stap(t, "werker", pad+"/inzet", `{"wie":"psychiater","waarvoor":"meekijken","tot":"2020-01-01"}`, http.StatusBadRequest)
	if a := o.haal(t, "psychiater", pad); a.status != http.StatusNotFound {
		t.Errorf("de psychiater ziet de casus ongevraagd: %d", a.status)
	}
	o.stap(t, "werker", pad+"/inzet", `{"wie":"psychiater","waarvoor":"meekijken"}`, http.StatusCreated)
	if len(o.meldingen(t, "psychiater", pad, casus.MeldInzet)) != 1 {
		t.Error("de psychiater hoort niet van de inzet")
	}
	o.haal(t, "psychiater", pad).is(t, "casehouder", "werker")
	o.stap(t, "psychiater", pad+"/contacten", contactBody("true", ""), http.StatusCreated)
	o.stap(t, "psychiater", pad+"/afschaalbeoordelingen", `{"besluit":"afschalen","motivering":"x"}`, http.StatusForbidden)
	o.stap(t, "werker2", pad+"/inzet", `{"wie":"werker2","waarvoor":"mag ik"}`, http.StatusNotFound)
	einde := time.Now().Add(1500 * time.Millisecond).UTC().Format(time.RFC3339Nano)
	o.stap(t, "coordinator", pad+"/inzet", `{"wie":"werker2","waarvoor":"samen op huisbezoek","tot":"`+einde+`"}`, http.StatusCreated)
	if a := o.haal(t, "werker2", pad); a.status != http.StatusOK {
		t.Errorf("werker2 ziet de casus niet: %d", a.status)
	}
	wachtTot(t, "de inzet loopt af", func() bool { return o.haal(t, "werker2", pad).status == http.StatusNotFound })
	o.stap(t, "coordinator", pad+"/afsluiting", `{"reden":"verhuisd"}`, http.StatusOK)
	if a := o.haal(t, "psychiater", pad); a.status != http.StatusNotFound {
		t.Errorf("na sluiting ziet de psychiater de casus nog: %d", a.status)
	}
}

func TestStapOpschaling(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t)
	body := `{"niveau":2,"reden":"overlast","doel":"een plan"}`
	for _, niveau := range []string{"0", "5", `"2"`} {
		o.stap(t, "werker", pad+"/opschalingen", `{"niveau":`+niveau+`,"reden":"x","doel":"y"}`, http.StatusBadRequest)
	}
	a := o.stap(t, "werker", pad+"/opschalingen", body, http.StatusCreated)
	oid := a.tekst("id")
	a.is(t, "casus.opschaling.id", oid)
	a.is(t, "casus.opschaling.niveau", 2)
	a.is(t, "casus.fase", casus.Outreach)
	a.loopt(t, true, casus.TermijnOpschaling)
	o.kanNiet(t, "coordinator", pad+"/opschalingen", body)
	o.kanNiet(t, "werker", pad+"/afschaalbeoordelingen", `{"besluit":"afschalen","motivering":"x"}`)
	o.kanNiet(t, "coordinator", pad+"/afsluiting", `{"reden":"verhuisd"}`)
	a = o.stap(t, "werker", pad+"/opschalingen/"+oid+"/beoordelingen", `{"niveau":4,"motivering":"het wordt erger"}`, http.StatusCreated)
	a.is(t, "casus.opschaling.niveau", 4)
	a.is(t, "casus.opschaling.id", oid)
	a.loopt(t, true, casus.TermijnOpschaling4)
	a.loopt(t, false, casus.TermijnOpschaling)
	o.stap(t, "werker", pad+"/opschalingen/"+o.zaak(t)[13:]+"/afschaling", `{"resultaat":"x"}`, http.StatusNotFound)
	a = o.stap(t, "werker", pad+"/opschalingen/"+oid+"/afschaling", `{"resultaat":"geen_terugkoppeling"}`, http.StatusOK)
	a.is(t, "casus.opschaling", nil)
	a.loopt(t, false, casus.TermijnOpschaling4)
	o.kanNiet(t, "werker", pad+"/opschalingen/"+oid+"/afschaling", `{"resultaat":"nog eens"}`)
	o.kanNiet(t, "werker", pad+"/opschalingen/"+oid+"/beoordelingen", `{"niveau":1,"motivering":"x"}`)
}

func TestStapOpschortingEnHervatting(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t)
	o.kanNiet(t, "werker", pad+"/hervatting", "")
	o.stap(t, "werker", pad+"/opschorting", `{"reden":"detentie"}`, http.StatusBadRequest)
	o.stap(t, "werker", pad+"/opschorting", `{"reden":"detentie","hervatOp":"2020-01-01"}`, http.StatusBadRequest)
	a := o.stap(t, "werker", pad+"/opschorting", `{"reden":"detentie","hervatOp":"`+over(3)+`"}`, http.StatusOK)
	a.is(t, "casus.opgeschort", true)
	a.loopt(t, true, casus.TermijnHervatten)
	if m := a.termijn(casus.TermijnBereikt); m["status"] != casus.StatusOpgeschort {
		t.Errorf("bereikt-contact staat niet stil: %v", m)
	}
	o.stap(t, "coordinator", pad+"/opschorting", `{"reden":"verlengd","hervatOp":"`+over(4)+`"}`, http.StatusOK)
	a = o.stap(t, "werker", pad+"/hervatting", "", http.StatusOK)
	a.is(t, "casus.opgeschort", false)
	a.loopt(t, false, casus.TermijnHervatten)
	if m := a.termijn(casus.TermijnBereikt); m["status"] != casus.StatusLoopt {
		t.Errorf("bereikt-contact loopt niet verder: %v", m)
	}
	o.stap(t, "werker2", pad+"/opschorting", `{"reden":"x","hervatOp":"`+over(3)+`"}`, http.StatusNotFound)
	o.kanNiet(t, "coordinator", o.inFase(t, casus.Wachtlijst)+"/opschorting", `{"reden":"x","hervatOp":"`+over(3)+`"}`)
}

// A correction leaves the old fact and speaks to the clocks in its place.
func TestStapCorrectie(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t)
	begin := o.casus(t, pad).termijn(casus.TermijnBereikt)["vervaltOp"]
	// The moment of happening is tomorrow's worth of minutes later than the start, so that the clock moves visibly.
	c := o.stap(t, "werker", pad+"/contacten", contactBody("true", ""), http.StatusCreated).tekst("id")
	wachtTot(t, "het contact is genummerd", func() bool {
		f := o.tijdlijn(t, pad, casus.StapContact)
		return len(f) == 1 && f[0]["seq"] != nil
	})
	body := `{"feit":"` + c + `","reden":"verkeerde casus","nieuw":{"bereikt":false}}`
	o.stap(t, "werker2", pad+"/correcties", body, http.StatusNotFound)
	o.stap(t, "ctb", pad+"/correcties", body, http.StatusNotFound)
	o.stap(t, "leidinggevende", pad+"/correcties", body, http.StatusForbidden)
	o.stap(t, "werker", pad+"/correcties", `{"feit":"`+pad[13:]+`","reden":"x","nieuw":{"bereikt":false}}`, http.StatusNotFound)
	a := o.stap(t, "werker", pad+"/correcties", body, http.StatusCreated)
	if got := a.termijn(casus.TermijnBereikt)["vervaltOp"]; got != begin {
		t.Errorf("de klok staat na de correctie op %v, hij begon op %v", got, begin)
	}
	eerste := a.tekst("id")
	for _, nieuw := range []string{`{"soort":"vliegtuig"}`, `{"weer":"zon"}`, `{"wijze":"raam"}`, `{"duurMinuten":-1}`, `{"duo":"ja"}`} {
		fouten := o.stap(t, "werker", pad+"/correcties", `{"feit":"`+c+`","reden":"x","nieuw":`+nieuw+`}`, http.StatusBadRequest)
		if s := fouten.ruw; strings.Contains(s, "vliegtuig") || !strings.Contains(s, "nieuw") {
			t.Errorf("%s: %s", nieuw, s)
		}
	}
	o.stap(t, "werker", pad+"/correcties", `{"feit":"`+eerste+`","reden":"toch wel","nieuw":{"bereikt":true,"op":"`+nu()+`"}}`, http.StatusCreated)
	o.stap(t, "coordinator", pad+"/correcties", `{"feit":"`+c+`","reden":"nagevraagd","nieuw":{"notitie":"anders"}}`, http.StatusCreated)
	feiten := o.tijdlijn(t, pad, casus.StapCorrectie)
	if len(feiten) != 3 || feiten[0]["betreft"] != c || len(o.tijdlijn(t, pad, casus.StapContact)) != 1 {
		t.Errorf("verwacht drie correcties naast het oude contact: %v", feiten)
	}
}
