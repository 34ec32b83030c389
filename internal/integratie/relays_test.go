package integratie

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"

	"schakel/internal/casus"
)

// TestTweeRelaysEenCasus: two `serve` share what waits for one case while Temporal is
// away. When it is back everything arrives once, and in the order it came: of steps
// that only make sense one after another none is refused.
func TestTweeRelaysEenCasus(t *testing.T) {
	t.Parallel()
	s := graaf(t, gedeeld.temporal.HostPort)
	een := nieuw(t, kort, viaTemporal(s))
	twee := start(t, een.config)
	pad := een.zaak(t)
	s.zet(true)
	var stappen, contacten []string
	for i := range 6 {
		o := []*omgeving{een, twee}[i%2]
		wat, body := "/opschorting", `{"reden":"detentie","hervatOp":"`+time.Now().AddDate(0, 2, 0).Format(time.DateOnly)+`"}`
		if i%2 == 1 {
			wat, body = "/hervatting", ""
		}
		stappen = append(stappen, o.wacht(t, "werker", pad+wat, body, uuid.NewString()))
		for range 5 {
			contacten = append(contacten, o.stap(t, "werker", pad+"/contacten", contactBody("true", ""), http.StatusCreated).tekst("id"))
		}
	}
	s.zet(false)
	for i, stap := range stappen {
		if a := een.uitkomst(t, "werker", stap); a.tekst("status") != "verwerkt" {
			t.Errorf("stap %d haalde een andere in: %s", i, a.ruw)
		}
	}
	volgorde := func() []string {
		op := map[int]string{}
		for _, f := range een.tijdlijn(t, pad, casus.StapContact) {
			if n, ok := f["seq"].(float64); ok {
				op[int(n)] = f["id"].(string) //nolint:forcetypeassert,errcheck // of our own making
			}
		}
		var uit []string
		for n := range 200 {
			if id, ja := op[n]; ja {
				uit = append(uit, id)
			}
		}
		return uit
	}
	wachtTot(t, "alle contacten hebben een nummer", func() bool { return len(volgorde()) == len(contacten) })
	for i, id := range volgorde() {
		if id != contacten[i] {
			t.Errorf("contact %d kwam niet in de volgorde waarin het werd opgeslagen", i)
		}
	}
	een.schoon(t, 1)
}
