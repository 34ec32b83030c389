package register

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"schakel/internal/toegang"
)

// Zoektoken is the keyed hash of a word, as older code stored it.
func (r *Register) Zoektoken(woord string) ([]byte, error) {
	ts, err := r.sleutels.zoekTokens([]string{woord})
	return ts[0], err
}

// ZoekPlan gives what PostgreSQL did for a search: every node of the plan, with its loops and the rows it gave.
func (r *Register) ZoekPlan(ctx context.Context, id toegang.Identiteit, v Zoekvraag) (string, error) {
	q, args, _, err := r.zoekvraag(id, v)
	if err != nil {
		return "", err
	}
	var ruw string
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		rijen, err := haal[string](ctx, tx, "EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF, COSTS OFF) "+q, args...)
		ruw = strings.Join(rijen, "")
		return err
	})
	if err != nil {
		return "", err
	}
	var plannen []struct{ Plan any }
	if err := json.Unmarshal([]byte(ruw), &plannen); err != nil {
		return "", err
	}
	var b strings.Builder
	werk(&b, plannen[0].Plan, 0)
	return b.String(), nil
}

func werk(b *strings.Builder, n any, diep int) {
	m, _ := n.(map[string]any)
	fmt.Fprintf(b, "%s%v %v loops %v rows %v removed %v\n", strings.Repeat(" ", diep), m["Node Type"], m["Relation Name"], m["Actual Loops"], m["Actual Rows"], m["Rows Removed by Filter"])
	kinderen, _ := m["Plans"].([]any)
	for _, k := range kinderen {
		werk(b, k, diep+1)
	}
}
