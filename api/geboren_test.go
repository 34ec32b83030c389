package api

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// A date of birth that is still to come is said to be so: not that it "must" come.
func TestGeborenInDeToekomst(t *testing.T) {
	t.Parallel()
	f := geboren("client.geboortedatum", "2099-01-01", nu)
	if assert.Len(t, f, 1) {
		assert.Equal(t, "deze datum ligt in de toekomst", f[0].Melding)
	}
	assert.Empty(t, geboren("client.geboortedatum", "1980-03-03", nu))
}
