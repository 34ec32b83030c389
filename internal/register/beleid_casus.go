package register

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"schakel/internal/casus"
)

// beleidskast keeps policies by number: what once was in force under a number never changes.
type beleidskast struct {
	mu  sync.Mutex
	per map[int]casus.Beleid
}

// BeleidVan is the policy with this number; false when there never was one. It holds terms and calendars, and nothing of anybody.
func (r *Register) BeleidVan(ctx context.Context, nr int) (b casus.Beleid, er bool, err error) {
	r.kast.mu.Lock()
	b, er = r.kast.per[nr]
	r.kast.mu.Unlock()
	if er || nr == 0 {
		return b, er, nil
	}
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		var ruw []byte
		if err := tx.NewRaw(`SELECT beleid FROM beleidsversies WHERE nr = ?`, nr).Scan(ctx, &ruw); err != nil {
			return err
		}
		er = true
		return json.Unmarshal(ruw, &b)
	})
	if err = zonderLeeg(err); err != nil {
		return b, false, fmt.Errorf("beleid lezen: %w", err)
	}
	if er {
		b.Nr = nr
		r.kast.mu.Lock()
		if r.kast.per == nil {
			r.kast.per = map[int]casus.Beleid{}
		}
		r.kast.per[nr] = b
		r.kast.mu.Unlock()
	}
	return b, er, nil
}
