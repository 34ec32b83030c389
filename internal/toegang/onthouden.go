package toegang

import (
	"crypto/sha256"
	"sync"
	"time"
)

// onthoudDuur is how long a token that was judged is known again without looking at
// its signature, and no longer than the keys it was judged with are the provider's.
// Expiry and the other claims are judged at every request.
const onthoudDuur = 30 * time.Second

// maxOnthouden bounds the memory; beyond it everything is judged anew.
const maxOnthouden = 10_000

// geheugen knows tokens by their hash, whose signature was right.
type geheugen struct {
	mu     sync.Mutex
	tokens map[[sha256.Size]byte]gekeurd
}

type gekeurd struct {
	claims claims
	id     Identiteit
	stel   *sleutelstel
	tot    time.Time
}

func nieuwGeheugen() *geheugen { return &geheugen{tokens: map[[sha256.Size]byte]gekeurd{}} }

func (g *geheugen) ken(token string, stel *sleutelstel, nu time.Time) (gekeurd, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	k, ok := g.tokens[sha256.Sum256([]byte(token))]
	return k, ok && k.stel == stel && nu.Before(k.tot) && !nu.Before(k.tot.Add(-onthoudDuur))
}

func (g *geheugen) onthoud(token string, k gekeurd, nu time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.tokens) >= maxOnthouden {
		clear(g.tokens)
	}
	k.tot = nu.Add(onthoudDuur)
	g.tokens[sha256.Sum256([]byte(token))] = k
}
