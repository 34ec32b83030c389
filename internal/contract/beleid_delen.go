package contract

import (
	"crypto/sha256"
	"encoding/json"
	"sync"

	"schakel/internal/casus"
)

// maxGedeeld is far more policies than are in force at once; beyond it what was shared so far is let go.
const maxGedeeld = 64

// gedeeld keeps the policies that were read, by the sum of what they say: every case of a region carries the same one, and a process has hundreds
// of cases in memory. Nobody changes a policy in place, and what says the same is the same, so that a replay sees no difference.
//
//nolint:gochecknoglobals // a cache of values that never change
var gedeeld struct {
	mu sync.Mutex
	m  map[[sha256.Size]byte]casus.Beleid
}

// deel answers the policy that was read before and says the same.
func deel(b casus.Beleid) (casus.Beleid, error) {
	tekst, err := json.Marshal(b)
	if err != nil {
		return b, err
	}
	som := sha256.Sum256(tekst)
	gedeeld.mu.Lock()
	defer gedeeld.mu.Unlock()
	if al, er := gedeeld.m[som]; er {
		return al, nil
	}
	if gedeeld.m == nil || len(gedeeld.m) >= maxGedeeld {
		gedeeld.m = map[[sha256.Size]byte]casus.Beleid{}
	}
	gedeeld.m[som] = b
	return b, nil
}

// UnmarshalJSON reads how a run begins. Its policy is shared with that of other cases, and not to be changed in place.
func (in *CasusIn) UnmarshalJSON(tekst []byte) error {
	type kaal CasusIn
	err := json.Unmarshal(tekst, (*kaal)(in))
	if err == nil {
		in.State.Beleid, err = deel(in.State.Beleid)
	}
	return err
}

// UnmarshalJSON reads another policy for a case. It is shared with other cases, and not to be changed in place.
func (in *BeleidIn) UnmarshalJSON(tekst []byte) error {
	type kaal BeleidIn
	err := json.Unmarshal(tekst, (*kaal)(in))
	if err == nil {
		in.Beleid, err = deel(in.Beleid)
	}
	return err
}
