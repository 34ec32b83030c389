package api

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"

	"schakel/internal/toegang"
)

// maxMeters is how many identities one generation of meters remembers.
const maxMeters = 10_000

// meters slow down who asks too much. They are kept in two generations: when the
// young one is full the old one is forgotten, so memory is bounded and who is busy
// now is not the one who is forgotten.
type meters struct {
	tempo rate.Limit
	ineens,
	plaats int

	mu        sync.Mutex
	jong, oud map[string]*rate.Limiter
}

func nieuweMeters(l Limieten) *meters {
	return &meters{
		tempo: rate.Limit(l.PerSeconde), ineens: l.Ineens, plaats: maxMeters,
		jong: map[string]*rate.Limiter{}, oud: map[string]*rate.Limiter{},
	}
}

func (m *meters) van(wie string) *rate.Limiter {
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

// wacht is how long wie must wait; 0: go ahead.
func (m *meters) wacht(wie string, nu time.Time) time.Duration {
	r := m.van(wie).ReserveN(nu, 1)
	d := r.DelayFrom(nu)
	if d > 0 {
		r.CancelAt(nu)
	}
	return d
}

// begrens refuses an identity that asks too much.
func (d *dienst) begrens() gin.HandlerFunc {
	m := nieuweMeters(d.Limieten)
	return func(c *gin.Context) {
		id, _ := toegang.Van(c.Request.Context())
		if wacht := m.wacht(id.Gebruiker, d.Nu()); wacht > 0 {
			c.Header("Retry-After", strconv.Itoa(int(math.Ceil(wacht.Seconds()))))
			schrijfProbleem(c, probleem(http.StatusTooManyRequests, "U stuurt te veel verzoeken achter elkaar. Wacht even en probeer het opnieuw."))
		}
	}
}
