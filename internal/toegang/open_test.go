package toegang_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/toegang"
)

// A table without walls, or with a broken one, is for tests: no program names one.
func TestOpenTabelIsVoorTests(t *testing.T) {
	t.Parallel()
	gezien := 0
	err := filepath.WalkDir("../..", func(pad string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "bin" || d.Name() == ".cache") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(pad, ".go") || strings.HasSuffix(pad, "_test.go") || strings.HasSuffix(pad, filepath.Join("internal", "toegang", "tabel.go")) {
			return nil
		}
		gezien++
		b, err := os.ReadFile(pad)
		for _, woord := range []string{"OpenTabel(", ".Met(toegang.", "Tabel: &"} {
			assert.NotContains(t, string(b), woord, pad)
		}
		return err
	})
	require.NoError(t, err)
	require.Greater(t, gezien, 200)
}

func TestTabelMetEenAndereCel(t *testing.T) {
	t.Parallel()
	goed := toegang.NieuweTabel()
	anders := goed.Met(toegang.ActieTijdlijn, toegang.RolVerwijzer, toegang.Verwezen)
	assert.True(t, anders.Kan(toegang.RolVerwijzer, toegang.ActieTijdlijn))
	assert.False(t, goed.Kan(toegang.RolVerwijzer, toegang.ActieTijdlijn), "the table itself stays as it was")
	assert.True(t, toegang.OpenTabel().Mag(toegang.RolBeheerder, toegang.ActieTijdlijn, 0))
}
