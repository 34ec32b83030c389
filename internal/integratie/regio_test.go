package integratie

import (
	"net/http"
	"os"
	"strings"
	"testing"
)

// zonder writes the demo region without the lines that name these ids.
func (p *productie) zonder(t *testing.T, ids ...string) string {
	t.Helper()
	b, err := os.ReadFile(regiobestand)
	if err != nil {
		t.Fatal(err)
	}
	var uit []string
	for _, r := range strings.Split(string(b), "\n") {
		weg := false
		for _, id := range ids {
			weg = weg || strings.Contains(r, "{id: "+id+",")
		}
		if !weg {
			uit = append(uit, r)
		}
	}
	p.schrijf(t, "regio.yaml", strings.Join(uit, "\n"))
	return p.pad("regio.yaml")
}

// moet runs a command that must succeed, or must not, and say these.
func (p *productie) moet(t *testing.T, goed bool, woorden []string, args ...string) {
	t.Helper()
	uit, ging := p.eenmalig(t, nil, args...)
	if ging != goed {
		t.Fatalf("schakel %v: lukte: %t, %s", args, ging, uit)
	}
	for _, w := range woorden {
		if !strings.Contains(uit, w) {
			t.Errorf("schakel %v: verwacht %q in: %s", args, w, uit)
		}
	}
	if strings.Contains(uit, "@voorbeeld.test") || strings.Contains(uit, "Bemoeizorgwerker") {
		t.Errorf("schakel %v noemt namen of adressen: %s", args, uit)
	}
}

// TestRegio: a fresh installation knows nobody and takes no aanmelding; the file of the
// region changes that while it runs. Who is no longer listed is let in no more.
func TestRegio(t *testing.T) {
	t.Parallel()
	p := nieuweProductie(t)
	p.moet(t, true, nil, "migrate")
	p.moet(t, true, []string{"er is nog niemand"}, "regio", "stand")
	serve := p.begin(t, nil, "serve", "--listen", vrijAdres(t))
	p.begin(t, nil, "work")
	o := &omgeving{url: serve.url, tokens: p.tokens(t)}
	o.stap(t, "verwijzer", "/v1/aanmeldingen", aanmeldingBody("Wie kijkt er mee?"), http.StatusForbidden)

	p.moet(t, true, []string{"gebruiker werker nieuw", "--dry-run"}, "regio", "toepassen", regiobestand, "--dry-run")
	o.stap(t, "verwijzer", "/v1/aanmeldingen", aanmeldingBody("Wie kijkt er mee?"), http.StatusForbidden)
	p.moet(t, true, []string{"gebruiker werker nieuw", "28 wijzigingen"}, "regio", "toepassen", regiobestand)
	p.moet(t, true, []string{"0 wijzigingen"}, "regio", "toepassen", regiobestand)
	pad := o.zaak(t) // assigned to werker
	p.moet(t, true, []string{"gebruiker werker  bmz_werker bij bmz-voorbeeld, 1 open casussen", "buurtvereniging-voorbeeld  niet professioneel"}, "regio", "stand")

	// Not while cases hang on somebody; then nothing at all changes.
	p.moet(t, false, []string{"werker is casehouder van 1 open", "--toch"}, "regio", "toepassen", p.zonder(t, "werker", "werker2"))
	o.stap(t, "werker2", pad+"/contacten", contactBody("true", ""), http.StatusNotFound)
	p.moet(t, false, []string{"bmz-voorbeeld"}, "regio", "toepassen", p.zonder(t, "bmz-voorbeeld"))

	p.moet(t, true, []string{"gebruiker werker2 afgemeld", "gebruiker ketenpartner2 afgemeld", "organisatie wmo-voorbeeld afgemeld"},
		"regio", "toepassen", p.zonder(t, "werker2", "ketenpartner2", "wmo-voorbeeld"))
	wachtTot(t, "werker2 komt er niet meer in", func() bool {
		return o.vraag(t, "werker2", http.MethodGet, "/v1/werkvoorraad", "").status == http.StatusForbidden
	})
	o.stap(t, "coordinator", pad+"/toewijzing", `{"casehouder":"werker2","vervangt":"werker"}`, http.StatusBadRequest)
	o.stap(t, "werker", pad+"/afschaalbeoordelingen", `{"besluit":"afschalen","motivering":"De huisarts neemt het over."}`, http.StatusOK)
	o.stap(t, "werker", pad+"/overdrachten", `{"ontvanger":"wmo-voorbeeld","wet":"wmo","samenvatting":"Kort."}`, http.StatusBadRequest)

	p.moet(t, true, []string{"gebruiker werker2 terug"}, "regio", "toepassen", regiobestand)
	wachtTot(t, "werker2 is terug", func() bool {
		return o.vraag(t, "werker2", http.MethodGet, "/v1/werkvoorraad", "").status == http.StatusOK
	})
	p.moet(t, true, []string{"gebruiker werker afgemeld"}, "regio", "toepassen", p.zonder(t, "werker"), "--toch")
	p.moet(t, true, []string{"1 open casussen, afgemeld"}, "regio", "stand")
	p.moet(t, true, []string{"0 sessies beëindigd"}, "regio", "uitloggen", "werker")
	p.moet(t, false, []string{"het id van geen gebruiker"}, "regio", "uitloggen", "wreker")
	p.check(t)
}

func TestRegioBestandMetFouten(t *testing.T) {
	t.Parallel()
	p := nieuweProductie(t)
	p.moet(t, true, nil, "migrate")
	p.schrijf(t, "regio.yaml", "organisaties:\n  - {id: a, naam: A, professioneel: misschien}\ngebruikers:\n  - {id: x, naam: X, organisatie: b, rol: baas}\n")
	p.moet(t, false, []string{"regio.yaml:2: professioneel", "regio.yaml:4: rol", "regio.yaml:4: organisatie"}, "regio", "toepassen", p.pad("regio.yaml"))
	p.moet(t, true, []string{"er is nog niemand"}, "regio", "stand")
}
