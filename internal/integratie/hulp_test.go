package integratie

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"schakel/internal/casus"
)

// geduld is how long a condition may take to come true.
const geduld = 40 * time.Second

// wachtTot waits for a condition.
func wachtTot(t *testing.T, wat string, waar func() bool) {
	t.Helper()
	ctx, klaar := context.WithTimeout(t.Context(), geduld)
	defer klaar()
	tik := time.NewTicker(100 * time.Millisecond)
	defer tik.Stop()
	for !waar() {
		select {
		case <-ctx.Done():
			t.Fatalf("niet gebeurd binnen %s: %s", geduld, wat)
		case <-tik.C:
		}
	}
}

// lijst is the list at a dotted path.
func (a antwoord) lijst(pad string) []any {
	l, _ := a.veld(pad).([]any)
	return l
}

// teksten is the list of texts at a dotted path.
func (a antwoord) teksten(pad string) []string {
	uit := []string{}
	for _, v := range a.lijst(pad) {
		s, _ := v.(string)
		uit = append(uit, s)
	}
	return uit
}

// is fails the test when a value differs from what was expected.
func (a antwoord) is(t *testing.T, pad string, verwacht any) {
	t.Helper()
	if v := a.veld(pad); fmt.Sprint(v) != fmt.Sprint(verwacht) {
		t.Errorf("%s is %v, verwacht %v: %s", pad, v, verwacht, a.ruw)
	}
}

// termijn is the term of a kind in an answer of a step or a case; nil when it does not run.
func (a antwoord) termijn(soort casus.TermijnSoort) map[string]any {
	for _, pad := range []string{"casus.termijnen", "termijnen"} {
		for _, v := range a.lijst(pad) {
			if m, _ := v.(map[string]any); m["soort"] == string(soort) {
				return m
			}
		}
	}
	return nil
}

// loopt fails the test when a term does not run (or, with nee, when it does).
func (a antwoord) loopt(t *testing.T, ja bool, soorten ...casus.TermijnSoort) {
	t.Helper()
	for _, s := range soorten {
		if m := a.termijn(s); (m != nil) != ja {
			t.Errorf("termijn %s loopt: %v, verwacht %v: %s", s, m != nil, ja, a.ruw)
		}
	}
}

// neem takes a step with a fresh key, whatever comes of it.
func (o *omgeving) neem(t *testing.T, wie, pad, body string) antwoord {
	t.Helper()
	if body == "" {
		body = "{}"
	}
	return o.vraag(t, wie, http.MethodPost, pad, body, "Idempotency-Key", uuid.NewString())
}

// casus reads a case as the coordinator.
func (o *omgeving) casus(t *testing.T, pad string) antwoord {
	t.Helper()
	return o.lees(t, "coordinator", pad)
}

// lees reads what must be there. Tests that poll side by side as one user can ask
// too much of the product: then, as a client should, it waits.
func (o *omgeving) lees(t *testing.T, wie, pad string) antwoord {
	t.Helper()
	a := o.haal(t, wie, pad)
	if a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable {
		wachtTot(t, pad+" is te lezen", func() bool {
			a = o.haal(t, wie, pad)
			return a.status != http.StatusTooManyRequests && a.status != http.StatusServiceUnavailable
		})
	}
	if a.status != http.StatusOK {
		t.Fatalf("%s als %s: %d %s", pad, wie, a.status, a.ruw)
	}
	return a
}

// kanNiet takes a step that must be refused with 409 and the steps that are possible; the case stays as it was.
func (o *omgeving) kanNiet(t *testing.T, wie, pad, body string) antwoord {
	t.Helper()
	a := o.stap(t, wie, pad, body, http.StatusConflict)
	zaak := strings.Join(strings.SplitN(pad, "/", 5)[:4], "/")
	mogelijk := o.haal(t, wie, zaak).teksten("mogelijkeStappen")
	if got := a.teksten("mogelijkeStappen"); !slices.Equal(got, mogelijk) {
		t.Errorf("%s als %s: mogelijkeStappen %v, de casus zelf zegt %v", pad, wie, got, mogelijk)
	}
	return a
}

// meldingen of a person about a case, of a kind; of every kind when that is empty.
func (o *omgeving) meldingen(t *testing.T, wie, pad, soort string) []map[string]any {
	t.Helper()
	var uit []map[string]any
	for _, v := range o.lees(t, wie, "/v1/meldingen").lijst("resultaten") {
		m, _ := v.(map[string]any)
		if strings.HasSuffix(pad, fmt.Sprint(m["casusId"])) && (soort == "" || m["soort"] == soort) {
			uit = append(uit, m)
		}
	}
	return uit
}

// inFase makes a case and takes it to a phase.
func (o *omgeving) inFase(t *testing.T, f casus.Fase) string {
	t.Helper()
	pad := o.aanmelding(t)
	for _, s := range []struct {
		tot             casus.Fase
		wie, stap, body string
	}{
		{casus.Aanmelding, "ctb", "/ontvangst", `{"volledig":true}`},
		{casus.Quickscan, "ctb", "/quickscan", `{"besluit":"accepteren","motivering":"past"}`},
		{casus.Wachtlijst, "coordinator", "/toewijzing", `{"casehouder":"werker"}`},
		{casus.Outreach, "werker", "/afschaalbeoordelingen", `{"besluit":"afschalen","motivering":"doelen gehaald"}`},
	} {
		if s.tot == f || f == casus.Afgesloten && s.tot == casus.Outreach {
			break
		}
		o.stap(t, s.wie, pad+s.stap, s.body, http.StatusOK)
	}
	switch f {
	case casus.Nazorg:
		o.landen(t, o.aanbieden(t, pad, "ggz-voorbeeld"), "ketenpartner")
	case casus.Afgesloten:
		o.stap(t, "coordinator", pad+"/afsluiting", `{"reden":"uit_beeld",`+gezocht+`}`, http.StatusOK)
	default:
	}
	return pad
}

// gezocht is what the example policy asks before uit_beeld.
const gezocht = `"zoekacties":[{"soort":"laatst_bekende_adres","op":"2026-01-05"},{"soort":"telefoon","op":"2026-01-05"},{"soort":"naasten","op":"2026-01-06"},` +
	`{"soort":"verwijzer","op":"2026-01-07"},{"soort":"politie","op":"2026-01-08"},{"soort":"maatschappelijke_opvang","op":"2026-01-08T09:30:00+01:00"}]`

// landen takes an offer to landed.
func (o *omgeving) landen(t *testing.T, aanbod, partner string) antwoord {
	t.Helper()
	o.stap(t, partner, aanbod+"/acceptatie", "", http.StatusOK)
	o.stap(t, "werker", aanbod+"/gesprek", `{"op":"`+nu()+`"}`, http.StatusOK)
	return o.stap(t, partner, aanbod+"/eerste-contact", `{"op":"`+nu()+`"}`, http.StatusOK)
}

// tijdlijn is every fact of a case of a kind, as the coordinator reads it.
func (o *omgeving) tijdlijn(t *testing.T, pad string, soort casus.StapSoort) []map[string]any {
	t.Helper()
	var uit []map[string]any
	for cursor := ""; ; {
		a := o.lees(t, "coordinator", pad+"/tijdlijn?n=100&cursor="+cursor)
		for _, v := range a.lijst("resultaten") {
			if m, _ := v.(map[string]any); soort == "" || m["soort"] == string(soort) {
				uit = append(uit, m)
			}
		}
		if cursor = a.tekst("volgende"); cursor == "" {
			return uit
		}
	}
}
