package toegang_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every threat in docs/threat-model.md names a test that holds it off, and every test named there exists. A file is no test: what is in it may change.
func TestDreigingenNoemenTestsDieErZijn(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/threat-model.md")
	require.NoError(t, err)
	tests := testnamen(t)
	rijen, namen := 0, 0
	per := map[string]string{} // the letters of STRIDE that each arrow has
	for regel := range strings.Lines(string(doc)) {
		cellen := strings.Split(strings.Trim(strings.TrimSpace(regel), "|"), "|")
		if !strings.HasPrefix(regel, "| ") || len(cellen) != 4 || !strings.Contains(cellen[1], "**") {
			continue
		}
		rijen++
		for pijl := range strings.SplitSeq(cellen[0], ",") {
			for _, l := range regexp.MustCompile(`\*\*([STRIDE])\*\*`).FindAllStringSubmatch(cellen[1], -1) {
				per[strings.TrimSpace(pijl)] += l[1]
			}
		}
		genoemd := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cellen[3], -1)
		assert.NotEmpty(t, genoemd, "no test holds this off: %s", cellen[1])
		for _, g := range genoemd {
			namen++
			assert.True(t, bestaat(tests, g[1]), "%s is named by docs/threat-model.md and is not there", g[1])
		}
	}
	require.Greater(t, rijen, 50)
	require.Greater(t, namen, 80)
	for _, m := range regexp.MustCompile(`-- (\d+) -->`).FindAllStringSubmatch(string(doc), -1) {
		for _, letter := range "STRIDE" {
			assert.Contains(t, per[m[1]], string(letter), "arrow %s", m[1])
		}
	}
	assert.True(t, bestaat(tests, "TestDreigingenNoemenTestsDieErZijn"), "control")
	for _, geen := range []string{"TestDieErNietIs", "TestMain", "testnamen", "internal/toegang/dreigingen_test.go", "internal/toegang", "*"} {
		assert.False(t, bestaat(tests, geen), "control: %s", geen)
	}
}

// bestaat reports whether a test function of this name is there.
func bestaat(tests, naam string) bool {
	return regexp.MustCompile(`(?m)^func `+regexp.QuoteMeta(naam)+`\(t \*testing\.T\)`).MatchString(tests) && strings.HasPrefix(naam, "Test")
}

func testnamen(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir("../..", func(pad string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(pad, "_test.go") {
			inhoud, err := os.ReadFile(pad)
			b.Write(inhoud)
			return err
		}
		return nil
	})
	require.NoError(t, err)
	return b.String()
}
