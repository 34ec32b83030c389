package regio_test

import (
	"os"
	"strings"
	"testing"

	"schakel/internal/regio"
)

const goed = `organisaties:
  - {id: bmz, naam: Team, professioneel: true}
  - {id: club, naam: Club, professioneel: false}
gebruikers:
  - {id: w1, naam: Een werker, organisatie: bmz, rol: bmz_werker, email: w1@voorbeeld.test, telefoon: 0000-000001}
  - {id: c1, naam: Een coördinator, organisatie: bmz, rol: coordinator}
`

func lees(t *testing.T, tekst string) regio.Regio {
	t.Helper()
	r, err := regio.Lees("r.yaml", strings.NewReader(tekst))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestLees(t *testing.T) {
	t.Parallel()
	r := lees(t, goed)
	if len(r.Organisaties) != 2 || !r.Organisaties[0].Professioneel || r.Organisaties[1].Professioneel {
		t.Errorf("organisaties: %+v", r.Organisaties)
	}
	if len(r.Gebruikers) != 2 || r.Gebruikers[0].Email != "w1@voorbeeld.test" || r.Gebruikers[1].Email != "" || r.Gebruikers[0].Telefoon != "0000-000001" || r.Gebruikers[1].Telefoon != "" || r.Gebruikers[1].Rol != "coordinator" {
		t.Errorf("gebruikers: %+v", r.Gebruikers)
	}
}

// One mistake in the good file: the error says where and what to do, and never repeats a name or address.
func TestLeesWeigert(t *testing.T) {
	t.Parallel()
	for naam, g := range map[string]struct{ oud, nieuw, wil string }{
		"onbekende sleutel":     {"naam: Club", "titel: Club", `r.yaml:3: organisatie: onbekende sleutel "titel"`},
		"ontbrekende sleutel":   {"naam: Club, ", "", `r.yaml:3: organisatie: "naam" ontbreekt`},
		"dubbele organisatie":   {"id: club", "id: bmz", `r.yaml:3: id: "bmz" staat er al, op regel 2`},
		"dubbele gebruiker":     {"id: c1", "id: w1", `r.yaml:6: id: "w1" staat er al, op regel 5`},
		"onbekende rol":         {"rol: coordinator", "rol: baas", `r.yaml:6: rol: "baas" is onbekend`},
		"organisatie ontbreekt": {"organisatie: bmz, rol: coordinator", "organisatie: elders, rol: coordinator", `r.yaml:6: organisatie: "elders" staat niet onder organisaties`},
		"id met hoofdletter":    {"id: w1", "id: W1", `r.yaml:5: id: gebruik kleine letters`},
		"id als mailadres":      {"id: w1", "id: jan@elders.test", `r.yaml:5: id: gebruik kleine letters`},
		"geen ja of nee":        {"professioneel: false", "professioneel: soms", `r.yaml:3: professioneel: "soms" is onbekend`},
		"geen adres":            {"w1@voorbeeld.test", "Jan Jansen", `r.yaml:5: email: dit is geen mailadres`},
		"adres met naam":        {"email: w1@voorbeeld.test", `email: "Jan <w1@voorbeeld.test>"`, `r.yaml:5: email: dit is geen mailadres`},
		"geen nummer":           {"0000-000001", "Jan bellen", `r.yaml:5: telefoon: dit is geen telefoonnummer; gebruik cijfers, spaties, +, - en haakjes, 6 tot 20 tekens`},
		"leeg nummer":           {"telefoon: 0000-000001", `telefoon: ""`, `r.yaml:5: telefoon: hier staat niets`},
		"nummer van een ander":  {"rol: coordinator", "rol: coordinator, telefoon: 0000-000002", `r.yaml:6: telefoon: alleen bij een bmz_werker`},
		"lege lijst":            {goed[strings.Index(goed, "gebruikers:"):], "gebruikers: []\n", `r.yaml:4: gebruikers: de lijst is leeg`},
		"geen gebruikers":       {goed[strings.Index(goed, "gebruikers:"):], "", `"gebruikers" ontbreekt`},
		"geen YAML":             {"[", "]", ""},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			tekst := strings.Replace(goed, g.oud, g.nieuw, 1)
			if g.wil == "" {
				tekst, g.wil = "organisaties: [", "r.yaml:"
			}
			_, err := regio.Lees("r.yaml", strings.NewReader(tekst))
			if err == nil || !strings.Contains(err.Error(), g.wil) {
				t.Fatalf("kreeg %v, wil %s", err, g.wil)
			}
			if strings.Contains(err.Error(), "Jan") || strings.Contains(err.Error(), "jan@") {
				t.Fatalf("de fout herhaalt wie er staat: %v", err)
			}
		})
	}
}

func TestVergelijk(t *testing.T) {
	t.Parallel()
	nu := regio.Stand{Regio: lees(t, goed), Afgemeld: map[string]bool{regio.Sleutel(true, "c1"): true}}
	nieuw := lees(t, goed)
	nieuw.Gebruikers[0].Rol, nieuw.Gebruikers[0].Email, nieuw.Gebruikers[0].Telefoon = "coordinator", "", "" // no address: as it was; no number: none
	nieuw.Organisaties[1] = regio.Organisatie{ID: "wmo", Naam: "Wmo", Professioneel: true}
	var kreeg []string
	for _, w := range regio.Vergelijk(nu, nieuw) {
		kreeg = append(kreeg, w.ID+" "+string(w.Soort)+" "+strings.Join(w.Velden, ","))
	}
	wil := []string{"wmo nieuw ", "club afgemeld ", "w1 gewijzigd rol,telefoon", "c1 terug "}
	if strings.Join(kreeg, ";") != strings.Join(wil, ";") {
		t.Errorf("kreeg %q, wil %q", kreeg, wil)
	}
	if ws := regio.Vergelijk(regio.Stand{Regio: nieuw}, nieuw); len(ws) > 0 {
		t.Errorf("met zichzelf verschilt er: %+v", ws)
	}
}

// The example is read as it comes with the product.
func TestVoorbeeld(t *testing.T) {
	t.Parallel()
	f, err := os.Open("../../deploy/regio-voorbeeld.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read from
	if _, err := regio.Lees("regio-voorbeeld.yaml", f); err != nil {
		t.Fatal(err)
	}
}
