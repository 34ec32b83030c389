// Package spectral_test holds our API description against our rules, and the rules
// against a document that breaks each of them.
package spectral_test

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"schakel/api"
)

// bevinding is what Spectral finds.
type bevinding struct {
	Code    string
	Message string
	Path    []any
}

// keur runs Spectral with our rules.
func keur(t *testing.T, document string) []bevinding {
	t.Helper()
	programma, err := filepath.Abs("../node_modules/.bin/spectral")
	require.NoError(t, err)
	require.FileExists(t, programma, "run `make npm` first: it installs the tools that package-lock.json names")
	cmd := exec.CommandContext(t.Context(), programma, "lint", "--ruleset", "regels.yaml", "--format", "json", "--quiet", document) //nolint:gosec // our own tool and files
	var klacht strings.Builder
	cmd.Stderr = &klacht
	uit, _ := cmd.Output() // it ends with 1 when it finds an error
	require.Empty(t, klacht.String())
	// Without findings it prints a sentence for people after the list, whatever the format.
	var gevonden []bevinding
	require.NoError(t, json.NewDecoder(strings.NewReader(string(uit))).Decode(&gevonden), string(uit))
	return gevonden
}

func TestRegelsVindenNietsInOnzeBeschrijving(t *testing.T) {
	t.Parallel()
	b, err := api.Document()
	require.NoError(t, err)
	bestand := filepath.Join(t.TempDir(), "openapi.json")
	require.NoError(t, os.WriteFile(bestand, b, 0o600))
	for _, f := range keur(t, bestand) {
		t.Errorf("%s: %s (%v)", f.Code, f.Message, f.Path)
	}
}

// TestRegelsVindenWatFoutIs: a rule that never finds anything is no rule.
func TestRegelsVindenWatFoutIs(t *testing.T) {
	t.Parallel()
	verwacht := map[string]int{
		"date-time-format": 1, "doc-openapi-contact": 1, "doc-openapi-omschrijving": 1, "doc-openapi-versie": 1, "doc-openapi-voorbeeld": 1,
		"http-methods": 1, "http-response-code": 3, "http-safety": 1, "invalid-input": 3, "no-trailing-slash": 1,
		"path-segments-kebab-case": 1, "problem-details": 2, "problem-details-inhoud": 1, "query-keys-camel-case": 1, "semver": 1,
		"transport-no-sensitive-uris": 1, "transport-tls": 1, "uri-version": 3, "version-header": 5,
		"huis-aanmelden": 2, "huis-idempotency-key": 1, "huis-location": 1, "huis-velden-camel-case": 1,
		"oas3-schema": 1, "oas3-unused-component": 1, "oas3-valid-media-example": 1, "operation-operationId-unique": 1, "path-params": 2,
	}
	gevonden := map[string]int{}
	for _, f := range keur(t, filepath.Join("testdata", "slecht.json")) {
		gevonden[f.Code]++
	}
	assert.Equal(t, verwacht, gevonden)

	var regels struct{ Rules map[string]any }
	b, err := os.ReadFile("regels.yaml")
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(b, &regels))
	assert.Equal(t, slices.Sorted(maps.Keys(regels.Rules)), slices.Sorted(maps.Keys(verwacht)), "every rule finds something in testdata/slecht.json")
}
