// Package tempo slows down who asks too much: a bucket for each name (a user, an address), filled so many times a second.
//
// It remembers names for a while and nothing else, and its memory is bounded whoever calls. It must never be asked with a name that
// somebody else can choose for another.
package tempo

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// plaatsen is how many names one generation remembers.
const plaatsen = 10_000

// Meters are the buckets. They are kept in two generations: when the young one is full the old one is forgotten, so memory is bounded and
// who is busy now is not the one who is forgotten. Safe for concurrent use.
type Meters struct {
	tempo  rate.Limit
	ineens int
	plaats int

	mu        sync.Mutex // guards both
	jong, oud map[string]*rate.Limiter
}

// Nieuw gives meters of so many a second, and so many at once.
func Nieuw(perSeconde, ineens int) *Meters {
	return &Meters{tempo: rate.Limit(perSeconde), ineens: ineens, plaats: plaatsen, jong: map[string]*rate.Limiter{}, oud: map[string]*rate.Limiter{}}
}

func (m *Meters) van(wie string) *rate.Limiter {
	m.mu.Lock()
	defer m.mu.Unlock()
	if l := m.jong[wie]; l != nil {
		return l
	}
	l := m.oud[wie]
	if l == nil {
		l = rate.NewLimiter(m.tempo, m.ineens)
	}
	if len(m.jong) >= m.plaats {
		m.oud, m.jong = m.jong, make(map[string]*rate.Limiter, m.plaats)
	}
	m.jong[wie] = l
	return l
}

// Wacht is how long wie must wait; 0: go ahead, and it is counted.
func (m *Meters) Wacht(wie string, nu time.Time) time.Duration {
	r := m.van(wie).ReserveN(nu, 1)
	d := r.DelayFrom(nu)
	if d > 0 {
		r.CancelAt(nu)
	}
	return d
}
