package integratie

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"schakel/internal/casus"
)

// TestMetrieken: what an operator sees of a product that has worked, and that every
// metric that the alerts and the dashboard ask for is really there.
func TestMetrieken(t *testing.T) {
	t.Parallel()
	o := nieuw(t, seconden, metPost(nieuwePostbus(t), &postklok{}))
	pad := o.zaak(t)
	o.stap(t, "werker", pad+"/contacten", contactBody("false", ""), http.StatusCreated)
	o.stap(t, "ctb", pad+"/ontvangst", `{"volledig":true}`, http.StatusConflict)
	wachtTot(t, "een termijn herinnert", func() bool {
		return len(o.meldingen(t, "werker", pad, string(casus.TermijnBereikt))) > 0
	})
	var tekst string
	wachtTot(t, "de telling ziet het", func() bool { // it is kept for a while
		tekst = metriekenVan(o.Metrieken)
		return strings.Contains(tekst, `schakel_meldingen_open{aan="casehouder",soort="bereikt-contact"`)
	})
	for _, regel := range []string{
		`schakel_casussen{fase="outreach"} 1`, `schakel_register_telling_gelukt 1`, `schakel_termijnen_verlopen{soort="bereikt-contact"} 1`,
		`schakel_stappen_total{soort="contact",uitkomst="verwerkt"} 1`, `schakel_stappen_total{soort="ontvangst",uitkomst="niet-mogelijk"} 1`, `schakel_stap_wachttijd_seconds_count{soort="toewijzing"} 1`,
		`schakel_stappen_oudste_wacht_seconds 0`, `schakel_termijnen_te_laat 0`,
		`schakel_post_oudste_wacht_seconds 0`, `schakel_gebruikers_zonder_adres 0`,
		`route="/v1/casussen/:id/contacten",status="201"`, `go_goroutines`, `process_resident_memory_bytes`,
	} {
		if !strings.Contains(tekst, regel) {
			t.Errorf("%s ontbreekt in: %s", regel, tekst)
		}
	}
	if strings.Contains(tekst, pad[13:]) || strings.Contains(tekst, "woonstichting") {
		t.Error("in de metrieken staat over wie het gaat")
	}
	er, n := meetreeksen(tekst), 0
	for _, q := range append(alarmvragen(t), bordvragen(t)...) {
		namen, fouten := keurVraag(q, er)
		n += len(namen)
		for _, f := range fouten {
			t.Error(f)
		}
	}
	if n < 30 {
		t.Fatalf("alarmen en dashboard vragen naar verdacht weinig: %d reeksen", n)
	}
}

func lees(t *testing.T, pad string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(pad)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
