package stappen

import (
	"context"
	"errors"
	"sync"
	"time"

	"schakel/internal/engine"
	"schakel/internal/register"
)

const (
	// relayInterval is the net under the wake-ups: how often the relay looks by itself.
	relayInterval = time.Second
	// relayBundel is how long the relay lets a burst of contacts gather.
	relayBundel = 25 * time.Millisecond
	// relayCasussen is how many cases it delivers at a time.
	relayCasussen = 8
	// relayGroepen is how many cases it claims at once.
	relayGroepen = 32
	// relayNaloop is how long deliveries may go on when the relay is told to stop: what it
	// claimed and left, another relay may only take when the claim has run out.
	relayNaloop = 2 * time.Second
)

// Bezorg is the relay: it redelivers every step without an outcome until ctx
// ends. Contacts at once (all waiting ones of a case in one message); other steps
// once whoever took them has stopped waiting.
func (d *Dienst) Bezorg(ctx context.Context) error {
	t := time.NewTicker(relayInterval)
	defer t.Stop()
	for {
		if d.ronde(ctx) {
			continue // there was work: look again at once
		}
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		case <-d.wek:
			if pauzeVan(ctx, relayBundel) != nil {
				return nil
			}
		}
	}
}

// ronde delivers what waits; true when it delivered something.
func (d *Dienst) ronde(ctx context.Context) bool {
	if ctx.Err() != nil {
		return false
	}
	groepen, err := d.Register.Wachtend(ctx, relayGroepen, d.Wachttijd+time.Second)
	if err != nil {
		if ctx.Err() == nil {
			d.Log.Error("relay kan het register niet lezen", "fout", err)
		}
		return false
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	gelukt := false
	plaats := make(chan struct{}, relayCasussen)
	ctx, los := naloop(ctx, relayNaloop)
	defer los()
	for _, rij := range perCasus(groepen) {
		plaats <- struct{}{}
		wg.Go(func() {
			defer func() { <-plaats }()
			if d.bezorgRij(ctx, rij) {
				mu.Lock()
				gelukt = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return gelukt
}

// perCasus puts the groups of one case behind each other, in the order they came:
// what a case has more than one message holds may not overtake what came before.
func perCasus(groepen []register.Groep) [][]register.Groep {
	var uit [][]register.Groep
	plaats := map[string]int{}
	for _, g := range groepen {
		i, al := plaats[g.CasusID]
		if !al {
			i = len(uit)
			plaats[g.CasusID] = i
			uit = append(uit, nil)
		}
		uit[i] = append(uit[i], g)
	}
	return uit
}

// bezorgRij delivers the groups of one case one after another; true when a message
// got through. While the engine is away the rest waits too; a step it chokes on
// holds up no other.
func (d *Dienst) bezorgRij(ctx context.Context, rij []register.Groep) bool {
	gelukt := false
	for i, g := range rij {
		tot, stop := context.WithTimeout(ctx, 2*d.Wachttijd)
		var err error
		if i > 0 { // what was decided meanwhile, this group does not know of
			g, err = d.Register.VoorCasus(tot, g.CasusID, ids(g.Stappen))
		}
		if err == nil && len(g.Stappen) > 0 {
			_, err = d.bezorg(tot, g)
		}
		stop()
		if err != nil {
			d.Log.Warn("relay bezorgde niet", "casus", g.CasusID, "stappen", len(g.Stappen), "fout", err)
		}
		gelukt = gelukt || err == nil
		if errors.Is(err, engine.ErrWeg) || ctx.Err() != nil {
			break
		}
	}
	return gelukt
}

// naloop is a context that ends a while after ctx does.
func naloop(ctx context.Context, duur time.Duration) (context.Context, func()) {
	na, stop := context.WithCancel(context.WithoutCancel(ctx))
	einde := context.AfterFunc(ctx, func() {
		t := time.NewTimer(duur)
		defer t.Stop()
		select {
		case <-t.C:
			stop()
		case <-na.Done():
		}
	})
	return na, func() { einde(); stop() }
}

func pauzeVan(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
