package integratie

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"schakel/internal/casus"
)

// Rungs fire by themselves, with the policy in seconds, and make a melding for the right person.

// ladder waits until every rung of a term fired and fails the test when one fired
// twice or went to another than expected.
func (o *omgeving) ladder(t *testing.T, pad string, soort casus.TermijnSoort, aan ...casus.Bestemming) {
	t.Helper()
	wachtTot(t, string(soort)+": alle treden", func() bool { return len(o.tijdlijnTreden(t, pad, soort)) >= len(aan) })
	var kreeg []casus.Bestemming
	for i, f := range o.tijdlijnTreden(t, pad, soort) {
		m, _ := f["termijn"].(map[string]any)
		kreeg = append(kreeg, casus.Bestemming(fmt.Sprint(m["aan"])))
		if fmt.Sprint(m["trede"]) != fmt.Sprint(i+1) || f["door"] != nil {
			t.Errorf("trede %v, verwacht %d, door niemand: %v", m["trede"], i+1, f)
		}
	}
	if !slices.Equal(kreeg, aan) {
		t.Errorf("%s ging naar %v, verwacht %v", soort, kreeg, aan)
	}
}

// een is the one melding of a rung that somebody has.
func (o *omgeving) een(t *testing.T, wie, pad string, soort casus.TermijnSoort, trede int) map[string]any {
	t.Helper()
	var uit []map[string]any
	for _, m := range o.meldingen(t, wie, pad, string(soort)) {
		if fmt.Sprint(m["trede"]) == fmt.Sprint(trede) {
			uit = append(uit, m)
		}
	}
	if len(uit) != 1 {
		t.Fatalf("%s heeft %d meldingen van %s, trede %d", wie, len(uit), soort, trede)
	}
	return uit[0]
}

// Nobody is reached: casehouder, coordinator, agenda of the sneloverleg, stuurgroep; each once.
func TestMeldingenNietBereikt(t *testing.T) {
	t.Parallel()
	o := nieuw(t, seconden)
	pad := o.zaak(t)
	o.stap(t, "werker", pad+"/contacten", contactBody("false", ""), http.StatusCreated)
	o.ladder(t, pad, casus.TermijnBereikt, casus.AanCasehouder, casus.AanCoordinator, casus.AanSneloverleg, casus.AanStuurgroep)
	for trede, wie := range map[int][]string{1: {"werker"}, 2: {"coordinator"}, 3: {"ctb", "coordinator"}, 4: {"leidinggevende", "coordinator"}} {
		for _, w := range wie {
			m := o.een(t, w, pad, casus.TermijnBereikt, trede)
			if m["tekst"] == "" || bevestigd(m) {
				t.Errorf("%s: %v", w, m)
			}
		}
	}
	for _, wie := range []string{"werker2", "verwijzer", "ketenpartner", "psychiater", "privacy"} {
		if n := len(o.meldingen(t, wie, pad, string(casus.TermijnBereikt))); n != 0 {
			t.Errorf("%s kreeg %d meldingen die voor een ander zijn", wie, n)
		}
	}
	if n := len(o.tijdlijnTreden(t, pad, casus.TermijnEerstePoging)); n != 0 {
		t.Errorf("de eerste poging is gedaan, en toch %d treden", n)
	}
	// Reached at last: the ladder stands no longer, and nobody is asked to look any more.
	a := o.stap(t, "werker", pad+"/contacten", contactBody("true", ""), http.StatusCreated)
	wachtTot(t, "de meldingen zijn weg", func() bool {
		return len(o.meldingen(t, "werker", pad, string(casus.TermijnBereikt))) == 0 &&
			len(o.meldingen(t, "leidinggevende", pad, string(casus.TermijnBereikt))) == 0
	})
	o.vervallen(t, pad, a.tekst("id"), casus.Afgehandeld, 4)
}

// vervallen holds what a fact says of the rungs it took back.
func (o *omgeving) vervallen(t *testing.T, pad, feit, als string, n int) {
	t.Helper()
	for _, f := range o.tijdlijn(t, pad, casus.StapContact) {
		if f["id"] != feit {
			continue
		}
		v, _ := f["vervallen"].([]any)
		for _, x := range v {
			if m, _ := x.(map[string]any); m["als"] != als || m["t"] != string(casus.TermijnBereikt) {
				t.Errorf("verwacht %s van bereikt-contact: %v", als, m)
			}
		}
		if len(v) != n {
			t.Errorf("%d treden vervallen, verwacht %d: %v", len(v), n, f)
		}
		return
	}
	t.Errorf("feit %s staat niet op de tijdlijn", feit)
}

// A contact that arrives late takes back the rung it disproves.
func TestMeldingAchterhaald(t *testing.T) {
	t.Parallel()
	o := nieuw(t, seconden)
	pad := o.zaak(t)
	toen := time.Now().Add(8 * time.Second)
	o.stap(t, "werker", pad+"/contacten", contactBody("false", ""), http.StatusCreated)
	wachtTot(t, "de eerste trede", func() bool { return len(o.tijdlijnTreden(t, pad, casus.TermijnBereikt)) > 0 })
	o.een(t, "werker", pad, casus.TermijnBereikt, 1)
	a := o.stap(t, "werker", pad+"/contacten", `{"soort":"straat","bereikt":true,"op":"`+toen.UTC().Format(time.RFC3339Nano)+`"}`, http.StatusCreated)
	wachtTot(t, "de melding is weg", func() bool { return len(o.meldingen(t, "werker", pad, string(casus.TermijnBereikt))) == 0 })
	o.vervallen(t, pad, a.tekst("id"), casus.Achterhaald, 1)
	// The clock runs anew, from the moment of happening.
	vervalt, err := time.Parse(time.RFC3339, fmt.Sprint(o.casus(t, pad).termijn(casus.TermijnBereikt)["vervaltOp"]))
	if d := vervalt.Sub(toen); err != nil || d < 10*time.Second || d > 12*time.Second {
		t.Errorf("de klok loopt tot %s na het contact (%v)", d, err)
	}
}

// The ladders of the other phases reach whom they should.
func TestMeldingenPerFase(t *testing.T) {
	t.Parallel()
	o := nieuw(t, seconden)
	for naam, g := range map[string]struct {
		fase  casus.Fase
		soort casus.TermijnSoort
		doe   func(t *testing.T, pad string)
		aan   []casus.Bestemming
		wie   string // gets the first rung
	}{
		"ontvangst": {casus.Aanmelding, casus.TermijnOntvangst, nil, []casus.Bestemming{casus.AanCtb, casus.AanCoordinator}, "ctb"},
		"antwoord": {casus.Aanmelding, casus.TermijnAntwoord, func(t *testing.T, pad string) {
			o.stap(t, "ctb", pad+"/ontvangst", `{"volledig":false,"vraag":"wie?"}`, http.StatusOK)
		}, []casus.Bestemming{casus.AanCtb, casus.AanCoordinator}, "ctb"},
		"quickscan":  {casus.Quickscan, casus.TermijnQuickscan, nil, []casus.Bestemming{casus.AanCtb, casus.AanCoordinator}, "ctb"},
		"wachtlijst": {casus.Wachtlijst, casus.TermijnWachtlijstUrgent, nil, []casus.Bestemming{casus.AanCoordinator, casus.AanStuurgroep}, "coordinator"},
		"poging":     {casus.Outreach, casus.TermijnEerstePoging, nil, []casus.Bestemming{casus.AanCasehouder, casus.AanCoordinator}, "werker"},
		"opschaling": {casus.Outreach, casus.TermijnOpschaling4, func(t *testing.T, pad string) {
			o.stap(t, "werker", pad+"/opschalingen", `{"niveau":4,"reden":"crisis","doel":"melding"}`, http.StatusCreated)
		}, []casus.Bestemming{casus.AanCasehouder, casus.AanCoordinator, casus.AanStuurgroep}, "werker"},
		"acceptatie": {casus.Overdragen, casus.TermijnAcceptatie, func(t *testing.T, pad string) {
			o.aanbieden(t, pad, "ggz-voorbeeld")
		}, []casus.Bestemming{casus.AanOntvanger, casus.AanCasehouder, casus.AanCoordinator, casus.AanStuurgroep}, "ketenpartner"},
		"nazorg": {casus.Nazorg, casus.TermijnNazorgVenster, nil, []casus.Bestemming{casus.AanOntvanger}, "ketenpartner"},
		"voorstel": {casus.Outreach, casus.TermijnVoorstel, func(t *testing.T, pad string) {
			o.stap(t, "werker", pad+"/afsluiting", `{"reden":"verhuisd"}`, http.StatusOK)
		}, []casus.Bestemming{casus.AanCoordinator, casus.AanStuurgroep}, "coordinator"},
		"hervatten": {casus.Outreach, casus.TermijnHervatten, func(t *testing.T, pad string) {
			o.stap(t, "werker", pad+"/opschorting", `{"reden":"x","hervatOp":"`+time.Now().Add(2*time.Second).UTC().Format(time.RFC3339Nano)+`"}`, http.StatusOK)
		}, []casus.Bestemming{casus.AanCasehouder, casus.AanCoordinator}, "werker"},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			pad := o.inFase(t, g.fase)
			if g.doe != nil {
				g.doe(t, pad)
			}
			o.ladder(t, pad, g.soort, g.aan...)
			o.een(t, g.wie, pad, g.soort, 1)
		})
	}
}

// A melding is confirmed, or put off until a moment, and then comes back.
func TestMeldingBevestigingEnUitstel(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	pad := o.zaak(t)
	m := o.meldingen(t, "werker", pad, casus.MeldToegewezen)[0]
	mid := fmt.Sprint("/v1/meldingen/", m["id"])
	for range 2 {
		a := o.stap(t, "werker", mid+"/bevestiging", "", http.StatusOK)
		a.is(t, "status", "bevestigd")
	}
	if m := o.meldingen(t, "werker", pad, casus.MeldToegewezen); len(m) != 1 || !bevestigd(m[0]) {
		t.Errorf("na bevestiging: %v", m)
	}
	uitstel := func(tot string) string { return `{"tot":"` + tot + `","reden":"eerst overleg"}` }
	o.stap(t, "werker", mid+"/uitstel", uitstel("2020-01-01"), http.StatusBadRequest)
	morgen := time.Now().AddDate(0, 0, 1).Format(time.DateOnly)
	if a := o.stap(t, "werker", mid+"/uitstel", `{"tot":"`+morgen+`"}`, http.StatusBadRequest); !strings.Contains(a.ruw, `"reden"`) || strings.Contains(a.ruw, `"tot"`) {
		t.Errorf("zonder reden: %s", a.ruw)
	}
	o.stap(t, "werker", mid+"/uitstel", uitstel(time.Now().AddDate(0, 2, 0).Format(time.DateOnly)), http.StatusBadRequest)
	o.stap(t, "werker", mid+"/uitstel", uitstel(time.Now().Add(2*time.Second).UTC().Format(time.RFC3339Nano)), http.StatusOK).is(t, "status", "uitgesteld")
	if n := len(o.meldingen(t, "werker", pad, casus.MeldToegewezen)); n != 0 {
		t.Errorf("uitgesteld, en toch te zien: %d", n)
	}
	wachtTot(t, "de melding komt terug", func() bool { return len(o.meldingen(t, "werker", pad, casus.MeldToegewezen)) == 1 })
}

// What one has to do stands in the werkvoorraad, most urgent first, and goes when it is done.
func TestWerkvoorraad(t *testing.T) {
	t.Parallel()
	o := nieuw(t)
	normaal := o.zaak(t)
	spoed := o.inFase(t, casus.Quickscan)
	o.stap(t, "ctb", spoed+"/quickscan", `{"besluit":"accepteren","motivering":"past","urgentie":"spoed"}`, http.StatusOK)
	o.stap(t, "coordinator", spoed+"/toewijzing", `{"casehouder":"werker"}`, http.StatusOK)
	werk := func(wie string) (uit []string) {
		for _, v := range o.haal(t, wie, "/v1/werkvoorraad").lijst("resultaten") {
			m, _ := v.(map[string]any)
			uit = append(uit, fmt.Sprint(m["casusId"], " ", m["soort"]))
		}
		return uit
	}
	w := werk("werker")
	if len(w) < 4 || w[0] != spoed[13:]+" "+string(casus.TermijnEerstePoging) {
		t.Errorf("werkvoorraad van werker: %v", w)
	}
	o.stap(t, "werker", normaal+"/contacten", contactBody("true", ""), http.StatusCreated)
	wachtTot(t, "de eerste poging is geen werk meer", func() bool {
		return !slices.Contains(werk("werker"), normaal[13:]+" "+string(casus.TermijnEerstePoging))
	})
	for _, wie := range []string{"werker2", "verwijzer2", "ketenpartner", "leidinggevende"} {
		if got := werk(wie); len(got) != 0 {
			t.Errorf("werkvoorraad van %s: %v", wie, got)
		}
	}
}

func bevestigd(m map[string]any) bool {
	b, _ := m["bevestigd"].(bool)
	return b
}
