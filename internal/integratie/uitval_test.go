package integratie

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"schakel/internal/casus"
	"schakel/internal/product"
	"schakel/internal/register"
)

// kort makes a caller wait a second for an outcome, not five.
func kort(c *product.Config) { c.Wachttijd = time.Second }

// uitkomst waits for what became of a step.
func (o *omgeving) uitkomst(t *testing.T, wie, stap string) antwoord {
	t.Helper()
	var a antwoord
	wachtTot(t, "de stap heeft een uitkomst", func() bool {
		a = o.lees(t, wie, "/v1/stappen/"+stap)
		return a.tekst("status") != "wacht"
	})
	return a
}

// wacht takes a step that is stored and has no outcome yet; it answers the step's id.
func (o *omgeving) wacht(t *testing.T, wie, pad, body, sleutel string) string {
	t.Helper()
	a := o.vraag(t, wie, http.MethodPost, pad, body, "Idempotency-Key", sleutel)
	if a.status != http.StatusAccepted || a.tekst("status") != "wacht" || a.kop.Get("Location") != "/v1/stappen/"+a.tekst("stap") {
		t.Fatalf("%s: verwacht 202 met Location, kreeg %d %q %s", pad, a.status, a.kop.Get("Location"), a.ruw)
	}
	return a.tekst("stap")
}

// Temporal away: decisions are stored and answered with 202, contacts are taken at
// once, reading goes on; and when it is back everything is delivered, once.
func TestTemporalWeg(t *testing.T) {
	t.Parallel()
	s := graaf(t, gedeeld.temporal.HostPort)
	o := nieuw(t, kort, viaTemporal(s))
	pad := o.zaak(t)
	s.zet(true)
	sleutel := uuid.NewString()
	plan := `{"doelen":[{"wat":"huisarts"}],"methodiek":"cti"}`
	stap := o.wacht(t, "werker", pad+"/plannen", plan, sleutel)
	nieuwe := o.wacht(t, "verwijzer", "/v1/aanmeldingen", aanmeldingBody("help"), uuid.NewString())
	o.haal(t, "werker", "/v1/stappen/"+stap).is(t, "status", "wacht")
	begin := time.Now()
	var ids []string
	for range 3 {
		ids = append(ids, o.stap(t, "werker", pad+"/contacten", contactBody("true", ""), http.StatusCreated).tekst("id"))
	}
	if d := time.Since(begin); d > 900*time.Millisecond {
		t.Errorf("drie contacten duurden %s zonder Temporal", d)
	}
	if a := o.vraag(t, "", http.MethodGet, "/readyz", ""); a.status != http.StatusOK {
		t.Errorf("readyz hangt van Temporal af: %d", a.status)
	}
	o.casus(t, pad).is(t, "fase", casus.Outreach)
	// Sent again while it waits, it is the same step.
	if weer := o.wacht(t, "werker", pad+"/plannen", plan, sleutel); weer != stap {
		t.Errorf("dezelfde sleutel, een andere stap: %s en %s", stap, weer)
	}
	s.zet(false)
	a := o.uitkomst(t, "werker", stap)
	a.is(t, "status", "verwerkt")
	a.is(t, "ding", stap)
	b := o.vraag(t, "werker", http.MethodPost, pad+"/plannen", plan, "Idempotency-Key", sleutel)
	if b.status != http.StatusCreated || b.tekst("id") != stap {
		t.Errorf("daarna herhaald: %d %s", b.status, b.ruw)
	}
	o.uitkomst(t, "verwijzer", nieuwe).is(t, "casus.fase", casus.Aanmelding)
	wachtTot(t, "de contacten zijn genummerd", func() bool {
		f := o.tijdlijn(t, pad, casus.StapContact)
		return len(f) == 3 && f[0]["seq"] != nil && f[1]["seq"] != nil && f[2]["seq"] != nil
	})
	for _, f := range o.tijdlijn(t, pad, casus.StapContact) {
		if !strings.Contains(strings.Join(ids, " "), f["id"].(string)) { //nolint:forcetypeassert,errcheck // of our own making
			t.Errorf("een onbekend contact: %v", f)
		}
	}
	if n := len(o.tijdlijn(t, pad, casus.StapPlan)); n != 1 {
		t.Errorf("%d plannen", n)
	}
	if n := len(o.meldingen(t, "werker", pad, register.MeldGeweigerd)); n != 0 {
		t.Errorf("%d meldingen van geweigerde stappen", n)
	}
}

// A step that was answered with 202 and refused later is told to who took it.
func TestLaatGeweigerd(t *testing.T) {
	t.Parallel()
	s := graaf(t, gedeeld.temporal.HostPort)
	o := nieuw(t, kort, viaTemporal(s))
	pad := o.zaak(t)
	s.zet(true)
	eerste := o.wacht(t, "coordinator", pad+"/afsluiting", `{"reden":"verhuisd"}`, uuid.NewString())
	sleutel := uuid.NewString()
	tweede := o.wacht(t, "werker", pad+"/plannen", `{"doelen":[{"wat":"x"}],"methodiek":"cti"}`, sleutel)
	s.zet(false)
	o.uitkomst(t, "coordinator", eerste).is(t, "status", "verwerkt")
	a := o.uitkomst(t, "werker", tweede)
	a.is(t, "status", "geweigerd")
	a.is(t, "probleem.status", http.StatusConflict)
	if a.tekst("probleem.detail") == "" {
		t.Errorf("een weigering zonder reden: %s", a.ruw)
	}
	if n := len(o.meldingen(t, "werker", pad, register.MeldGeweigerd)); n != 1 {
		t.Errorf("%d meldingen van de weigering", n)
	}
	if n := len(o.meldingen(t, "coordinator", pad, register.MeldGeweigerd)); n != 0 {
		t.Error("de weigering ging naar een ander")
	}
	weer := o.vraag(t, "werker", http.MethodPost, pad+"/plannen", `{"doelen":[{"wat":"x"}],"methodiek":"cti"}`, "Idempotency-Key", sleutel)
	if weer.status != http.StatusConflict {
		t.Errorf("dezelfde sleutel antwoordt niet hoe het afliep: %d %s", weer.status, weer.ruw)
	}
}

// PostgreSQL away: 503 with Retry-After, nothing half; back, it works again.
func TestPostgresWeg(t *testing.T) {
	t.Parallel()
	s := graaf(t, gedeeld.pg.HostPort())
	naarSluis := func(c *product.Config) {
		c.Register.AppDSN = strings.Replace(c.Register.AppDSN, gedeeld.pg.HostPort(), s.adres, 1)
		c.Register.MotorDSN = strings.Replace(c.Register.MotorDSN, gedeeld.pg.HostPort(), s.adres, 1)
	}
	o := nieuw(t, kort, naarSluis)
	pad := o.zaak(t)
	for _, wie := range []string{"verwijzer", "coordinator"} {
		o.token(t, wie)
	}
	s.zet(true)
	sleutel := uuid.NewString()
	plan := `{"doelen":[{"wat":"huisarts"}],"methodiek":"cti"}`
	for _, v := range []struct{ wie, methode, pad, body string }{
		{"werker", http.MethodPost, pad + "/plannen", plan},
		{"werker", http.MethodPost, pad + "/contacten", contactBody("true", "")},
		{"verwijzer", http.MethodPost, "/v1/aanmeldingen", aanmeldingBody("help")},
		{"coordinator", http.MethodGet, pad, ""},
		{"coordinator", http.MethodGet, "/v1/casussen", ""},
		{"coordinator", http.MethodGet, "/v1/meldingen", ""},
		{"coordinator", http.MethodPost, "/v1/casussen/_zoek", `{"naam":"x"}`},
	} {
		a := o.vraag(t, v.wie, v.methode, v.pad, v.body, "Idempotency-Key", sleutel)
		if a.status != http.StatusServiceUnavailable || a.kop.Get("Retry-After") == "" {
			t.Errorf("%s %s: %d, Retry-After %q: %s", v.methode, v.pad, a.status, a.kop.Get("Retry-After"), a.ruw)
		}
	}
	if a := o.vraag(t, "", http.MethodGet, "/readyz", ""); a.status != http.StatusServiceUnavailable {
		t.Errorf("readyz: %d", a.status)
	}
	if a := o.vraag(t, "", http.MethodGet, "/healthz", ""); a.status != http.StatusOK {
		t.Errorf("healthz: %d", a.status)
	}
	s.zet(false)
	wachtTot(t, "readyz is weer goed", func() bool { return o.vraag(t, "", http.MethodGet, "/readyz", "").status == http.StatusOK })
	if n := len(o.tijdlijn(t, pad, "")); n != 4 {
		t.Errorf("er staan %d feiten, verwacht 4", n)
	}
	if n := len(o.haal(t, "coordinator", "/v1/casussen").lijst("resultaten")); n != 1 {
		t.Errorf("er staan %d casussen", n)
	}
	o.stap(t, "werker", pad+"/plannen", plan, http.StatusCreated)
}

// PostgreSQL goes and comes back in the middle of steps: what was acknowledged is
// there exactly once, also what was sent again with its key.
func TestPostgresHapert(t *testing.T) {
	t.Parallel()
	s := graaf(t, gedeeld.pg.HostPort())
	o := nieuw(t, kort, func(c *product.Config) {
		c.Register.AppDSN = strings.Replace(c.Register.AppDSN, gedeeld.pg.HostPort(), s.adres, 1)
		c.Register.MotorDSN = strings.Replace(c.Register.MotorDSN, gedeeld.pg.HostPort(), s.adres, 1)
	})
	pad := o.zaak(t)
	stop, wg := make(chan struct{}), sync.WaitGroup{}
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(400 * time.Millisecond): // long enough for a step to get through on a busy machine
				s.zet(true)
				s.zet(false)
			}
		}
	})
	const n = 15
	for range n {
		sleutel := uuid.NewString()
		wachtTot(t, "de stap is opgeslagen", func() bool {
			a := o.vraag(t, "werker", http.MethodPost, pad+"/plannen", `{"doelen":[{"wat":"x"}],"methodiek":"cti"}`, "Idempotency-Key", sleutel)
			if a.status != http.StatusCreated && a.status != http.StatusServiceUnavailable && a.status != http.StatusAccepted {
				t.Errorf("%d %s", a.status, a.ruw)
			}
			return a.status == http.StatusCreated || a.status == http.StatusAccepted
		})
	}
	close(stop)
	wg.Wait()
	wachtTot(t, "elk plan staat er", func() bool { return len(o.tijdlijn(t, pad, casus.StapPlan)) >= n })
	if k := len(o.tijdlijn(t, pad, casus.StapPlan)); k != n {
		t.Errorf("%d plannen van %d stappen", k, n)
	}
}

// The product stops and starts on the same register: a key of before answers the
// same, a step that waited is delivered, also when the case has closed.
func TestHerstart(t *testing.T) {
	t.Parallel()
	s := graaf(t, gedeeld.temporal.HostPort)
	o := nieuw(t, kort, viaTemporal(s))
	pad := o.zaak(t)
	sleutel, body := uuid.NewString(), contactBody("true", "")
	contact := o.vraag(t, "werker", http.MethodPost, pad+"/contacten", body, "Idempotency-Key", sleutel).tekst("id")
	s.zet(true)
	stap := o.wacht(t, "coordinator", pad+"/afsluiting", `{"reden":"verhuisd"}`, sleutel)
	o.herstart(t, func() { s.zet(false) })
	o.uitkomst(t, "coordinator", stap).is(t, "casus.fase", casus.Afgesloten)
	o.herstart(t, func() {})
	a := o.vraag(t, "werker", http.MethodPost, pad+"/contacten", body, "Idempotency-Key", sleutel)
	if a.status != http.StatusCreated || a.tekst("id") != contact || a.tekst("casus.fase") != "afgesloten" {
		t.Errorf("dezelfde sleutel na herstart en sluiting: %d %s", a.status, a.ruw)
	}
	b := o.vraag(t, "coordinator", http.MethodPost, pad+"/afsluiting", `{"reden":"verhuisd"}`, "Idempotency-Key", sleutel)
	if b.status != http.StatusOK || b.tekst("casus.afsluitreden") != "verhuisd" {
		t.Errorf("de sluiting, herhaald: %d %s", b.status, b.ruw)
	}
}
