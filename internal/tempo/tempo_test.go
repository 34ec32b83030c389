package tempo

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestMetersBlijvenBeperkt(t *testing.T) {
	t.Parallel()
	nu := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	m := Nieuw(1, 1)
	m.plaats = 10
	for i := range 1000 {
		assert.Zero(t, m.Wacht("druk"+strings.Repeat("x", i), nu))
		if i%5 == 0 {
			m.Wacht("altijd", nu)
		}
	}
	assert.LessOrEqual(t, len(m.jong)+len(m.oud), 20)
	assert.NotZero(t, m.Wacht("altijd", nu), "who is busy is not forgotten")
	assert.Zero(t, m.Wacht("altijd", nu.Add(time.Second)))
}
