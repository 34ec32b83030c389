package werkbank

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// zonderEigenaar are the forms that need not say for whom they were made: what they do happens under the name of who is signed in, as with every link (a search,
// a file, signing out), or they are the telephone's own, or send on what says it already.
//
//nolint:gochecknoglobals // a table
var zonderEigenaar = []string{`"/uitloggen"`, `"/zoek"`, `{ templ.SafeURL(pad) }`, `"/onderweg"`, `{ templ.SafeURL(n.Naar) }`}

var (
	vormKop = regexp.MustCompile(`(?s)<form\s[^>]*?method="post".*?</form>`)
	naarWie = regexp.MustCompile(`action=("[^"]*"|\{[^}]*\})`)
)

// Every form that changes something says for whom it was made: in one browser people sign in after each other.
func TestElkFormulierZegtVanWie(t *testing.T) {
	t.Parallel()
	bestanden, err := filepath.Glob("*.templ")
	require.NoError(t, err)
	n, vrij := 0, map[string]bool{}
	for _, f := range bestanden {
		b, err := os.ReadFile(f)
		require.NoError(t, err)
		for _, vorm := range vormKop.FindAllString(string(b), -1) {
			naar := naarWie.FindStringSubmatch(vorm)
			require.NotNil(t, naar, "%s: %.80s", f, vorm)
			n++
			if slices.Contains(zonderEigenaar, naar[1]) {
				vrij[naar[1]] = true
				continue
			}
			assert.True(t, strings.Contains(vorm, "@vanWie(p)"), "%s: the form to %s does not say for whom it was made", f, naar[1])
		}
	}
	assert.Greater(t, n, 10)
	assert.Len(t, vrij, len(zonderEigenaar), "an exception that is nowhere")
}
