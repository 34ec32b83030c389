package integratie

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"schakel/internal/casus"
)

// TestMetrieken: what an operator sees of a product that has worked, and that every
// metric that the alerts and the dashboard ask for is really there.
func TestMetrieken(t *testing.T) {
	t.Parallel()
	o := nieuw(t, seconden, metPost(nieuwePostbus(t), &postklok{}))
	pad := o.zaak(t)
	o.stap(t, "werker", pad+"/contacten", contactBody("false", ""), http.StatusCreated)
	wachtTot(t, "een termijn herinnert", func() bool {
		return len(o.meldingen(t, "werker", pad, string(casus.TermijnBereikt))) > 0
	})
	var tekst string
	wachtTot(t, "de telling ziet het", func() bool { // it is kept for a while
		w := httptest.NewRecorder()
		o.Metrieken.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
		tekst = w.Body.String()
		return strings.Contains(tekst, `schakel_meldingen_open{aan="casehouder",soort="bereikt-contact"`)
	})
	for _, regel := range []string{
		`schakel_casussen{fase="outreach"} 1`, `schakel_register_telling_gelukt 1`, `schakel_termijnen_verlopen{soort="bereikt-contact"} 1`,
		`schakel_stappen_total{soort="contact",uitkomst="verwerkt"} 1`, `schakel_stap_wachttijd_seconds_count{soort="toewijzing"} 1`,
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
	beschreven := namen(t, tekst)
	gevraagd := append(namenInAlarmen(t), namenInDashboard(t)...)
	if len(gevraagd) < 15 {
		t.Fatalf("alarmen en dashboard vragen naar verdacht weinig: %v", gevraagd)
	}
	for _, naam := range gevraagd {
		kaal := regexp.MustCompile(`_(bucket|count|sum)$`).ReplaceAllString(naam, "")
		if !slices.Contains(beschreven, naam) && !slices.Contains(beschreven, kaal) {
			t.Errorf("%s bestaat niet in /metrics", naam)
		}
	}
	if slices.Contains(beschreven, "schakel_bestaat_niet") || len(uitdrukking(`max(schakel_bestaat_niet{soort="a"}) > 1`)) != 1 {
		t.Error("deze test kan een ontbrekende naam niet zien")
	}
}

// namen of everything in /metrics. What is counted per label may still be empty, so it
// is added by name: these can only appear when something waits.
func namen(t *testing.T, tekst string) []string {
	t.Helper()
	uit := []string{"up", "schakel_stappen_wachtend", "schakel_post_pogingen_total"}
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (\S+)`).FindAllStringSubmatch(tekst, -1) {
		uit = append(uit, m[1])
	}
	return uit
}

// uitdrukking gives the metrics that an expression names.
func uitdrukking(e string) []string {
	e = regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(e, "")
	var uit []string
	for _, n := range regexp.MustCompile(`\b[a-z][a-z0-9_]*\b`).FindAllString(e, -1) {
		if strings.HasPrefix(n, "schakel_") || strings.HasPrefix(n, "go_") || strings.HasPrefix(n, "process_") || n == "up" {
			uit = append(uit, n)
		}
	}
	return uit
}

func namenInAlarmen(t *testing.T) (uit []string) {
	t.Helper()
	var doc struct {
		Groups []struct {
			Rules []struct {
				Alert, Expr string
				Annotations struct{ Summary string }
			}
		}
	}
	if err := yaml.Unmarshal(lees(t, "deploy/prometheus/alerts.yml"), &doc); err != nil {
		t.Fatal(err)
	}
	for _, g := range doc.Groups {
		for _, r := range g.Rules {
			n := uitdrukking(r.Expr)
			if len(n) == 0 || r.Annotations.Summary == "" {
				t.Errorf("%s kijkt nergens naar, of zegt niets", r.Alert)
			}
			uit = append(uit, n...)
		}
	}
	return uit
}

func namenInDashboard(t *testing.T) (uit []string) {
	t.Helper()
	var doc struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(lees(t, "deploy/grafana/schakel.json"), &doc); err != nil {
		t.Fatal(err)
	}
	for _, p := range doc.Panels {
		for _, g := range p.Targets {
			n := uitdrukking(g.Expr)
			if len(n) == 0 {
				t.Errorf("%s kijkt nergens naar", p.Title)
			}
			uit = append(uit, n...)
		}
	}
	return uit
}

func lees(t *testing.T, pad string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(pad)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
