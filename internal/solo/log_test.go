package solo_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"schakel/internal/solo"
)

// A log above 8 MB is put aside at a start, in place of what was put aside before; a smaller one goes on.
func TestOpenLog(t *testing.T) {
	t.Parallel()
	naam := filepath.Join(t.TempDir(), "schakel.log")
	regel := func(tekst string) {
		f, err := solo.OpenLog(naam)
		require.NoError(t, err)
		_, err = f.WriteString(tekst)
		require.NoError(t, err)
		require.NoError(t, f.Close())
	}
	regel("een\n")
	regel("twee\n")
	b, err := os.ReadFile(naam)
	require.NoError(t, err)
	require.Equal(t, "een\ntwee\n", string(b))
	require.NoError(t, os.Truncate(naam, 8<<20+1))
	regel("drie\n")
	b, err = os.ReadFile(naam)
	require.NoError(t, err)
	require.Equal(t, "drie\n", string(b))
	oud, err := os.Stat(naam + ".1")
	require.NoError(t, err)
	require.EqualValues(t, 8<<20+1, oud.Size())
	info, err := os.Stat(naam)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}
