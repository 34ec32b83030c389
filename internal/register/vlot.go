package register

import (
	"context"
	"sync"
	"time"

	"schakel/internal/toegang"
)

// Who registers a contact has nearly always just looked at the case. So the case as it
// was read, and judged, is remembered together with the version of its row; storing a
// step then goes in one message that writes only if the row is still that version. When
// it is not, nothing is written and the step goes the long way: read, judge, write.
// What is judged on is never older than what is written upon, as on the long way.

// maxGelezen cases are remembered, each as its last reader saw it, for at most gelezenDuur.
const (
	maxGelezen  = 2048
	gelezenDuur = 2 * time.Minute
)

// uitDeRij are the relations that the version of the row vouches for, and that the
// database judges by that row alone (function ongewijzigd): the second wall stands here
// too. Who is asked in, replaces, referred or received goes the long way.
const uitDeRij = toegang.Regio | toegang.Eigen

// gelezen is what was read of late.
type gelezen struct {
	mu sync.Mutex
	m  map[string]gezien
}

type gezien struct {
	door wie
	c    Casus
	tot  time.Time
}

// wie is what row level security and the table judge a caller by.
type wie struct {
	gebruiker, organisatie string
	rol                    toegang.Rol
}

func wieIs(id toegang.Identiteit) wie { return wie{id.Gebruiker, id.Organisatie, id.Rol} }

func (g *gelezen) onthoud(id toegang.Identiteit, c Casus) {
	c.Relaties &= uitDeRij
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.m == nil || len(g.m) >= maxGelezen {
		g.m = make(map[string]gezien, maxGelezen) // rare, and only costs reading again
	}
	g.m[c.ID] = gezien{wieIs(id), c, time.Now().Add(gelezenDuur)}
}

// van gives the case as this caller read it last, if nobody else did since.
func (g *gelezen) van(id toegang.Identiteit, casusID string) (Casus, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	z, ok := g.m[casusID]
	return z.c, ok && z.door == wieIs(id) && time.Now().Before(z.tot)
}

// vergeet a case whose row is about to change: the long way is the shorter one then.
func (g *gelezen) vergeet(casusID string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.m, casusID)
}

// vlot stores a step on a case that its sender read just now, in one message. When it
// answers false nothing happened, and the step goes the long way; that also answers
// whoever may not, and a key that was used before.
func (r *Register) vlot(ctx context.Context, id toegang.Identiteit, in Indiening, afdruk []byte) (Ingediend, bool, error) {
	c, ok := r.gelezen.van(id, in.CasusID)
	if !ok || in.Stap.Ding != "" || in.vraagtGrond() { // looked up in other tables
		return Ingediend{}, false, nil
	}
	if err := in.Toets(c); err != nil {
		return Ingediend{}, false, nil //nolint:nilerr // not refused yet: rights that stand elsewhere count on the long way
	}
	sleutel := r.sleutels.bekende(c.ID)
	if sleutel == nil {
		return Ingediend{}, false, nil
	}
	s := nieuweRij(in.Stap)
	s.zet(c)
	dicht, err := sluitStap(sleutel, c.ID, in)
	if err != nil {
		return Ingediend{}, false, err
	}
	geschreven := false
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		var err error
		geschreven, err = r.schrijfStap(ctx, tx, id, in, s, dicht, afdruk, c.versie)
		return err
	})
	if err != nil || !geschreven {
		r.gelezen.vergeet(c.ID)
		return Ingediend{}, false, err
	}
	uit := s.ingediend()
	uit.Casus = &c
	return uit, true, nil
}
