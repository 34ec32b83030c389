package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"schakel/internal/casus"
)

// Two coordinators assign at the same moment: both messages reach the same
// workflow task, one is taken and the other refused, and there is one fact.
func TestTweeTegelijk(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, 0)
	bs := append([]bericht(nil), leven()[:5]...)
	op := 20 * dag
	bs = append(
		bs, bericht{op: op, stappen: []casus.Stap{{ID: "een", Soort: casus.StapToewijzing, Wie: "anna"}}},
		bericht{op: op, stappen: []casus.Stap{{ID: "twee", Soort: casus.StapToewijzing, Wie: "bert"}}},
	)
	p.draai(voorbeeld(t), bs, op+time.Minute)
	require.Len(t, p.weiger, 1)
	n := 0
	for _, f := range p.feiten {
		if f.Soort == casus.StapToewijzing {
			n++
		}
	}
	require.Equal(t, 1, n)
	require.Equal(t, casus.Outreach, p.laatst.Fase)
}

// A burst of twenty contacts is one message with twenty facts, each counted once.
func TestBundelContacten(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t, 1)
	bs := append([]bericht(nil), leven()[:6]...)
	var bundel []casus.Stap
	for i := range 20 {
		bundel = append(bundel, casus.Stap{
			ID: string(rune('a' + i)), Soort: casus.StapContact, Poging: true, Bereikt: i == 7, Op: p.nu.Add(31*dag + time.Duration(i)*time.Minute),
		})
	}
	bs = append(bs, bericht{op: 32 * dag, stappen: bundel}, bericht{op: 32*dag + time.Hour, stappen: bundel})
	p.draai(voorbeeld(t), bs, 33*dag)
	n := 0
	for _, f := range p.feiten {
		if f.Soort == casus.StapContact {
			n++
		}
	}
	require.Equal(t, 20, n)
	require.Empty(t, p.weiger)
}
