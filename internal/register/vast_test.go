package register_test

import (
	"testing"

	"schakel/internal/register"
)

// A placeholder without a number is the next argument, one with a number that one, as often as it stands there.
func TestGenummerd(t *testing.T) {
	t.Parallel()
	for q, wil := range map[string]string{
		"a = ? AND b = ?": "a = $1 AND b = $2", "a < ?0 OR a < ?1 OR b = ?0": "a < $1 OR a < $2 OR b = $1", "geen": "geen", "?": "$1",
	} {
		if kreeg := register.Genummerd(q); kreeg != wil {
			t.Errorf("%q: %q, verwacht %q", q, kreeg, wil)
		}
	}
}
