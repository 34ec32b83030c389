package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const wortel = "../.."

// Everything that is in the program has a licence that may come along, and stands in docs/licenties.md as it is now.
func TestLicentiesVanSchakel(t *testing.T) {
	t.Parallel()
	delen, err := programmas()[0].delen(wortel)
	require.NoError(t, err)
	require.Greater(t, len(delen), 50)
	assert.Empty(t, toets(delen))
	doc, err := os.ReadFile(filepath.Join(wortel, pagina))
	require.NoError(t, err)
	nu := alsPagina([]inhoud{{"schakel", delen}})
	_, nu, _ = strings.Cut(nu, "\n## schakel\n")
	_, staat, _ := strings.Cut(string(doc), "\n## schakel\n")
	staat, _, _ = strings.Cut(staat, "\n## temporald\n")
	assert.Equal(t, strings.TrimSpace(nu), strings.TrimSpace(staat), "make sbom")
	namen := map[string]bool{}
	for _, d := range delen {
		namen[d.naam] = true
	}
	for _, n := range []string{"std", "htmx.org", "@utrecht/component-library-css", "github.com/gin-gonic/gin", "go.temporal.io/sdk"} {
		assert.True(t, namen[n], n)
	}
	for _, n := range []string{"github.com/chromedp/chromedp", "github.com/google/licensecheck", "axe-core", "go.temporal.io/server"} {
		assert.False(t, namen[n], "%s is not in the program", n)
	}
}

// temporald is a module of its own, which takes long to list: what the page says of it is held against its go.sum and the policy.
func TestLicentiesVanTemporald(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile(filepath.Join(wortel, pagina))
	require.NoError(t, err)
	som, err := os.ReadFile(filepath.Join(wortel, "cmd/temporald/go.sum"))
	require.NoError(t, err)
	_, staat, ok := strings.Cut(string(doc), "\n## temporald\n")
	require.True(t, ok)
	rijen := regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (\\S+) \\| (.+) \\|$").FindAllStringSubmatch(staat, -1)
	require.Greater(t, len(rijen), 100)
	for _, r := range rijen {
		if r[1] != "std" {
			assert.Contains(t, string(som), r[1]+" "+r[2]+" h1:", "make sbom")
		}
		for l := range strings.SplitSeq(r[3], " AND ") {
			assert.True(t, mag(l) || l == onbekend && nagezocht(r[1]) != nil, "%s: %s", r[1], l)
		}
	}
}

// Controls: what may not come along is found.
func TestBeleidVindtWatNietMag(t *testing.T) {
	t.Parallel()
	assert.Len(t, toets([]deel{{naam: "a", licenties: []string{"MIT"}}, {naam: "b", licenties: []string{"MIT", "AGPL-3.0"}}, {naam: "c"}}), 2)
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "LICENSE"), []byte("Ask us, and we may let you use this."), 0o600))
	assert.Empty(t, licentiesIn(dir))
	tekst, err := os.ReadFile(filepath.Join(wortel, "LICENSE"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "COPYING.txt"), tekst, 0o600))
	assert.Equal(t, []string{"EUPL-1.2"}, licentiesIn(dir))
}

func TestCycloneDX(t *testing.T) {
	t.Parallel()
	b, err := cycloneDX("schakel", []deel{{naam: "example.org/x", versie: "v1.2.3", purl: "pkg:golang/example.org/x@v1.2.3", licenties: []string{"MIT"}}})
	require.NoError(t, err)
	var m map[string]any
	require.NoError(t, json.Unmarshal(b, &m))
	assert.Equal(t, "CycloneDX", m["bomFormat"])
	c, _ := m["components"].([]any)[0].(map[string]any)
	assert.Equal(t, "pkg:golang/example.org/x@v1.2.3", c["purl"])
	assert.Equal(t, "MIT", c["licenses"].([]any)[0].(map[string]any)["license"].(map[string]any)["id"])
}
