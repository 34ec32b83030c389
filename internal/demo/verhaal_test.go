package demo

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"schakel/internal/casus"
)

// The anchor can be read from the first moment of the first story, whatever day that
// is: bodies told again are then the same to the byte.
func TestAnkerIsTeruggevonden(t *testing.T) {
	t.Parallel()
	k := &casus.Kalender{Afwijking: 3600, Zomertijd: true, EindeDag: 17 * 60, Sluitdagen: []int{20260525, 20260514, 20260406, 20260427}}
	eerste := verhalen()[0]
	for dag := range 400 {
		v := &verteller{kalender: k}
		v.anker = v.laatsteWerk(time.Date(2026, 6, 1+dag, 3, 0, 0, 0, time.UTC))
		h := &verhaal{verteller: v, nr: 1, kans: rand.New(rand.NewPCG(1, 2026))}
		h.voor(eerste.begin)
		assert.True(t, k.Werkdag(h.nu))
		assert.True(t, v.anker.Equal(v.ankerVan(h.nu.UTC(), eerste.begin)), "%s werd %s", v.anker, v.ankerVan(h.nu.UTC(), eerste.begin))
	}
}

// Stories are told oldest first, and the last one is open: when its workflow runs, all were told.
func TestVerhalenStaanOpVolgorde(t *testing.T) {
	t.Parallel()
	alle := verhalen()
	for i := 1; i < len(alle); i++ {
		assert.LessOrEqual(t, alle[i].begin, alle[i-1].begin)
	}
	assert.False(t, alle[len(alle)-1].sluit)
	assert.Len(t, alle, 72, "zoveel noemen README, `solo --help` en de uitleg van dit pakket")
	themas, err := leesThemas()
	assert.NoError(t, err)
	for _, th := range themas {
		assert.Len(t, th.Doelen, 3)
		assert.GreaterOrEqual(t, len(th.Notities), 8)
		assert.NotEmpty(t, th.Problematiek)
	}
}
