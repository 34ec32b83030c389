package demo

import (
	"sync/atomic"
	"time"
)

// klok stands where a story is: it moves when the story does. Moments are whole
// seconds, so that what the register gives back is what was written.
type klok struct{ nu atomic.Int64 }

func (k *klok) zet(t time.Time) { k.nu.Store(t.Unix()) }

// Nu is the moment of the story, in UTC.
func (k *klok) Nu() time.Time { return time.Unix(k.nu.Load(), 0).UTC() }
