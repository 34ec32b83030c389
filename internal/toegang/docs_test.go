package toegang_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/toegang"
)

var update = flag.Bool("update", false, "write the table into docs/toegang.md")

// docs/toegang.md shows the table that is in force, and no other.
func TestDocsShowTheTable(t *testing.T) {
	t.Parallel()
	const pad, begin, einde = "../../docs/toegang.md", "<!-- tabel: begin -->\n", "<!-- tabel: einde -->"
	oud, err := os.ReadFile(pad)
	require.NoError(t, err)
	voor, rest, ok := strings.Cut(string(oud), begin)
	require.True(t, ok, "the mark %q is gone", begin)
	_, na, ok := strings.Cut(rest, einde)
	require.True(t, ok, "the mark %q is gone", einde)
	nieuw := voor + begin + toegang.NieuweTabel().Matrix() + einde + na
	if *update {
		require.NoError(t, os.WriteFile(pad, []byte(nieuw), 0o644))
		return
	}
	assert.Equal(t, nieuw, string(oud), "out of date: go test ./internal/toegang -update")
}
