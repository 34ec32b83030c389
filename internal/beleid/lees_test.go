package beleid

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	beleidsbestanden "schakel/beleid"
	"schakel/internal/casus"
)

func TestVoorbeeldIsZoalsVastgelegd(t *testing.T) {
	t.Parallel()
	j, err := json.MarshalIndent(voorbeeld(t), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/voorbeeld.golden.json", string(j)+"\n")
}

// What a case carries must come back as it was from JSON, as it does in a workflow's state.
func TestBeleidGaatHeenEnTerugDoorJSON(t *testing.T) {
	t.Parallel()
	b := voorbeeld(t)
	heen, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	var terug casus.Beleid
	if err := json.Unmarshal(heen, &terug); err != nil {
		t.Fatal(err)
	}
	nog, err := json.Marshal(terug)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(heen, nog) {
		t.Errorf("verschilt:\n%s\n%s", heen, nog)
	}
}

func TestElkeTermijnIsErInVolgorde(t *testing.T) {
	t.Parallel()
	for naam, data := range map[string][]byte{"voorbeeld.yaml": beleidsbestanden.Voorbeeld, "seconden.yaml": beleidsbestanden.Seconden} {
		b := lees(t, naam, data)
		var ss []casus.TermijnSoort
		for _, r := range b.Termijnen {
			ss = append(ss, r.Soort)
		}
		if !slices.Equal(ss, casus.TermijnSoorten()) {
			t.Errorf("%s: %v", naam, ss)
		}
	}
}

// Every error at once, in the order of the lines, each findable with errors.As.
func TestAlleFoutenTegelijk(t *testing.T) {
	t.Parallel()
	tekst := string(beleidsbestanden.Voorbeeld)
	for oud, nieuw := range map[string]string{
		"versie: voorbeeld-1":               "versie: ''",
		"{na: 7d, aan: agenda-sneloverleg}": "{na: -7d, aan: niemand}",
		"maxVerlengingen: 2":                "maxVerlengingen: veel\nkleur: rood",
		"terugvalwacht: 12mnd":              "",
	} {
		if !strings.Contains(tekst, oud) {
			t.Fatalf("%q staat niet in het voorbeeld", oud)
		}
		tekst = strings.Replace(tekst, oud, nieuw, 1)
	}
	fs := fouten(t, tekst)
	if len(fs) != 6 {
		t.Fatalf("%d fouten:\n%v", len(fs), fs)
	}
	if !slices.IsSortedFunc(fs, func(a, b *Fout) int { return a.Regel - b.Regel }) {
		t.Errorf("niet op volgorde:\n%v", fs)
	}
	for _, f := range fs {
		if f.Bestand != "proef.yaml" || f.Regel < 1 || f.Melding == "" {
			t.Errorf("onvolledige fout %+v", f)
		}
	}
	var een *Fout
	if !errors.As(error(fs), &een) || een != fs[0] {
		t.Errorf("errors.As vindt %v", een)
	}
	if regels := strings.Split(fs.Error(), "\n"); len(regels) != 6 || !strings.HasPrefix(regels[0], "proef.yaml:") {
		t.Errorf("tekst: %q", fs.Error())
	}
}

func TestLeesBestand(t *testing.T) {
	t.Parallel()
	pad := filepath.Join(t.TempDir(), "regio.yaml")
	if err := os.WriteFile(pad, beleidsbestanden.Seconden, 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := LeesBestand(pad, nu())
	if err != nil || b.Versie != "seconden-1" {
		t.Errorf("%q, %v", b.Versie, err)
	}
	if _, err := LeesBestand(filepath.Join(t.TempDir(), "weg.yaml"), nu()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("een bestand dat er niet is geeft %v", err)
	}
	if err := os.WriteFile(pad, []byte("versie: [1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LeesBestand(pad, nu()); err == nil || !strings.HasPrefix(err.Error(), pad+":") {
		t.Errorf("de fout noemt het bestand niet: %v", err)
	}
}

type kapot struct{}

func (kapot) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestEenLezerDieBreekt(t *testing.T) {
	t.Parallel()
	if _, err := Lees("x", kapot{}, nu()); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("geeft %v", err)
	}
}

func FuzzLees(f *testing.F) {
	f.Add(beleidsbestanden.Voorbeeld)
	f.Add(beleidsbestanden.Seconden)
	for _, s := range []string{
		"", "---\n", "a: &a [*a]\n", "? [a]\n: b\n", "<<: {versie: x}\n", "versie: !!binary x\n", "\x00", "\xff\xfe",
		"termijnen: {ontvangst: {ladder: [{na: 0, aan: ctb}]}}\n", "kalender: {sluitingsdagen: [0000-00-00]}\n", "a: 1\n---\nb: 2\n",
		"nazorg: {contacten: [1mnd, 0, 99999999999999999999d]}\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Lees("fuzz.yaml", bytes.NewReader(data), nu())
		if err == nil {
			if len(b.Termijnen) != len(casus.TermijnSoorten()) || b.Versie == "" || len(b.Nazorg) == 0 || b.Kalender.EindeDag == 0 {
				t.Errorf("aangenomen maar onvolledig: %+v", b)
			}
			Uitleg(b)
			return
		}
		var fs Fouten
		if !errors.As(err, &fs) || len(fs) == 0 {
			t.Fatalf("geen Fouten: %v", err)
		}
		regels := bytes.Count(data, []byte("\n")) + bytes.Count(data, []byte("\r")) + strings.Count(string(data), "\u2028") +
			strings.Count(string(data), "\u2029") + strings.Count(string(data), "\u0085") + 2
		for _, e := range fs {
			if e.Regel < 1 || e.Regel > regels {
				t.Errorf("regel %d van %d: %s", e.Regel, regels, e)
			}
		}
	})
}
