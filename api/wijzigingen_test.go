package api

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What clients rely on does not break by accident: the present description against
// that of the last release. What breaks on purpose is named in docs/api-changelog.md,
// under the version that is being made.

// wijziging is one breaking change, as oasdiff tells it.
type wijziging struct {
	ID, Text, Operation, Path string
}

func (w wijziging) bewerking() string { return w.Operation + " " + w.Path }

// oasdiff compares two descriptions.
func oasdiff(t *testing.T, oud, nieuw string) []wijziging {
	t.Helper()
	versies, err := os.ReadFile("../make/versions.mk")
	require.NoError(t, err)
	pin := regexp.MustCompile(`(?m)^OASDIFF_VERSION\s*:=\s*(\S+)`).FindSubmatch(versies)
	require.NotNil(t, pin)
	programma := "../.cache/bin/oasdiff-" + string(pin[1])
	require.FileExists(t, programma, "run `make api-wijzigingen` first: it installs oasdiff")
	cmd := exec.CommandContext(t.Context(), programma, "breaking", oud, nieuw, "--format", "json")
	uit, err := cmd.Output()
	var fout *exec.ExitError
	if errors.As(err, &fout) {
		t.Fatalf("oasdiff: %s", fout.Stderr)
	}
	require.NoError(t, err)
	var ws []wijziging
	if len(strings.TrimSpace(string(uit))) > 0 {
		require.NoError(t, json.Unmarshal(uit, &ws), string(uit))
	}
	return ws
}

// laatsteUitgave is the description of the highest version in testdata.
func laatsteUitgave(t *testing.T) string {
	t.Helper()
	alle, err := filepath.Glob("testdata/openapi/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, alle)
	return slices.MaxFunc(alle, func(a, b string) int { return slices.Compare(versieVan(a), versieVan(b)) })
}

func versieVan(bestand string) []int {
	var uit []int
	for _, d := range strings.Split(strings.TrimSuffix(filepath.Base(bestand), ".json"), ".") {
		n, _ := strconv.Atoi(d)
		uit = append(uit, n)
	}
	return uit
}

// nieuwste is the part of the changelog of the version that is being made.
func nieuwste(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../docs/api-changelog.md")
	require.NoError(t, err)
	delen := strings.Split(string(b), "\n## ")
	require.Greater(t, len(delen), 1)
	return delen[1]
}

// nietGenoemd are the changes for which the changelog has no line with the word
// "Brekend" and the operation.
func nietGenoemd(ws []wijziging, changelog string) []wijziging {
	var uit []wijziging
	for _, w := range ws {
		genoemd := slices.ContainsFunc(strings.Split(changelog, "\n"), func(r string) bool {
			return strings.Contains(r, "Brekend") && strings.Contains(r, "`"+w.bewerking()+"`")
		})
		if !genoemd {
			uit = append(uit, w)
		}
	}
	return uit
}

func schrijf(t *testing.T, doc any) string {
	t.Helper()
	b, ok := doc.([]byte)
	if !ok {
		var err error
		b, err = json.Marshal(doc)
		require.NoError(t, err)
	}
	bestand := filepath.Join(t.TempDir(), "openapi.json")
	require.NoError(t, os.WriteFile(bestand, b, 0o600))
	return bestand
}

func TestNietsBreektOngenoemd(t *testing.T) {
	t.Parallel()
	nu, err := Document()
	require.NoError(t, err)
	for _, w := range nietGenoemd(oasdiff(t, laatsteUitgave(t), schrijf(t, nu)), nieuwste(t)) {
		t.Errorf("%s: %s. Undo it, or name it in the newest part of docs/api-changelog.md: \"- Brekend: `%s`: …\" (docs/api-versies.md)", w.bewerking(), w.Text, w.bewerking())
	}
}

// The comparison finds what it must, and a line in the changelog lets it pass.
func TestWatBreektWordtGevonden(t *testing.T) {
	t.Parallel()
	nu, err := Document()
	require.NoError(t, err)
	oud := schrijf(t, nu)
	for naam, verander := range map[string]func(doc map[string]any){
		"weg":      func(d map[string]any) { delete(kind(d, "paths"), "/v1/casussen/{id}/inzet") },
		"veld weg": func(d map[string]any) { delete(kind(d, "components", "schemas", "Casus", "properties"), "nummer") },
		"verplicht": func(d map[string]any) {
			s := kind(d, "components", "schemas", "Toewijzing")
			s["required"] = []string{"casehouder", "vervangt"}
		},
		"keuze weg": func(d map[string]any) {
			kind(d, "components", "schemas", "Quickscan", "properties", "besluit")["enum"] = []string{"accepteren"}
		},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			var doc map[string]any
			require.NoError(t, json.Unmarshal(nu, &doc))
			verander(doc)
			ws := nietGenoemd(oasdiff(t, oud, schrijf(t, doc)), nieuwste(t))
			require.NotEmpty(t, ws)
			regel := "Nog niet\n- Brekend: `" + ws[0].bewerking() + "`: met opzet.\n"
			assert.Less(t, len(nietGenoemd(ws, regel)), len(ws))
		})
	}
}

func kind(m map[string]any, pad ...string) map[string]any {
	for _, p := range pad {
		m, _ = m[p].(map[string]any)
	}
	return m
}
