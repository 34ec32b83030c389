// Package wissel changes the policy of running cases, and shows beforehand what
// that would do. Both go by the same rules (package casus); a dry run asks each
// case for its state and reckons, and applying sends each case the policy.
//
//	NEW put in force ──► every running case gets it, in order of number ──► toegepast
//	      │                    └── interrupted: the same command goes on where it was
//	      └── cases that begin from now on have it already
//
// Applying is idempotent per case and number of the policy: the case itself
// refuses a number it has, so a crash between deciding and writing costs nothing.
// A case that does not answer is left for the next run, never skipped silently.
package wissel

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"schakel/internal/beleid"
	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/engine"
	"schakel/internal/register"
)

// Motor is what is asked of the engine.
type Motor interface {
	// Stand is the whole state of a running case; [engine.ErrGesloten] when it does not run.
	Stand(ctx context.Context, casusID string) (casus.State, error)
	// Wissel gives a running case another policy.
	Wissel(ctx context.Context, casusID string, in contract.BeleidIn) (contract.StappenUit, error)
}

// Wisselaar compares and applies.
type Wisselaar struct {
	Register *register.Register
	Motor    Motor
	// PerSeconde is how many cases get a policy in a second, so that the steps of
	// people keep their speed; 0: 10.
	PerSeconde int
	// Tegelijk is how many cases are asked at the same moment; 0: 4 to compare, 1 to apply.
	Tegelijk int
	// Rust is how long a process may still hand the former policy to new cases; a
	// last look comes after it. 0: none.
	Rust time.Duration
	// Voortgang is called now and then with how far it is; nil: nobody listens.
	Voortgang func(gedaan, totaal int)
	// Nu is the clock; nil: time.Now.
	Nu func() time.Time
}

func (w *Wisselaar) nu() time.Time {
	if w.Nu == nil {
		return time.Now().UTC()
	}
	return w.Nu().UTC()
}

// bladzijde is how many cases are read from the register at a time.
const bladzijde = 200

// perCasus calls fn for every running case, in order of number, a few at the same
// time: tegelijk, unless the caller chose. voor limits it to cases with a lower
// number of policy.
func (w *Wisselaar) perCasus(ctx context.Context, voor, tegelijk int, fn func(context.Context, register.Lopend) error) error {
	if w.Tegelijk > 0 {
		tegelijk = w.Tegelijk
	}
	na := ""
	for {
		rij, err := w.Register.Lopende(ctx, voor, na, bladzijde)
		if err != nil || len(rij) == 0 {
			return err
		}
		na = rij[len(rij)-1].Nummer
		if err := samen(ctx, rij, tegelijk, fn); err != nil {
			return err
		}
	}
}

// samen does a page; the first error stops what has not begun.
func samen(ctx context.Context, rij []register.Lopend, tegelijk int, fn func(context.Context, register.Lopend) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	plaats := make(chan struct{}, tegelijk)
	var wg sync.WaitGroup
	for _, l := range rij {
		select {
		case <-ctx.Done():
		case plaats <- struct{}{}:
			wg.Go(func() {
				defer func() { <-plaats }()
				if err := fn(ctx, l); err != nil {
					stop(err)
				}
			})
		}
	}
	wg.Wait()
	return context.Cause(ctx)
}

// Proef is the outcome of a dry run.
type Proef struct {
	// Casussen were looked at, of which Geraakt have something that moves.
	Casussen, Geraakt int
	Verschuivingen    []beleid.Verschuiving
	// NietGelezen are the numbers of cases whose state could not be read.
	NietGelezen []string
}

// Vergelijk reckons for every running case what would move if it got nieuw now.
// oud takes the place of the policy each case carries; nil: that one. Nothing changes.
func (w *Wisselaar) Vergelijk(ctx context.Context, oud *casus.Beleid, nieuw casus.Beleid) (Proef, error) {
	var p Proef
	var mu sync.Mutex
	per := map[string][]beleid.Verschuiving{}
	var volgorde []string
	err := w.perCasus(ctx, 0, 4, func(ctx context.Context, l register.Lopend) error {
		s, err := w.stand(ctx, l.ID)
		if err != nil && ctx.Err() != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		switch {
		case errors.Is(err, engine.ErrGesloten):
			return nil // closed meanwhile
		case err != nil:
			p.NietGelezen = append(p.NietGelezen, l.Nummer)
			return nil
		}
		p.Casussen++
		nu := w.nu()
		if oud != nil {
			eerst := *oud
			eerst.Nr = 0
			s.Wissel(eerst, casus.Actor{}, nu)
		}
		per[l.Nummer] = beleid.VergelijkCasus(s, nieuw, nu)
		return nil
	})
	for n := range per {
		volgorde = append(volgorde, n)
	}
	sorteer(volgorde)
	for _, n := range volgorde {
		if len(per[n]) > 0 {
			p.Geraakt++
		}
		p.Verschuivingen = append(p.Verschuivingen, per[n]...)
	}
	sorteer(p.NietGelezen)
	return p, err
}

// wachtOpCasus is how long one case may take to answer.
const wachtOpCasus = 10 * time.Second

func (w *Wisselaar) stand(ctx context.Context, id string) (casus.State, error) {
	ctx, stop := context.WithTimeout(ctx, wachtOpCasus)
	defer stop()
	return w.Motor.Stand(ctx, id)
}

// Keur refuses a policy that cannot be put on running cases: of another region, or
// with other rules under a name that was in force before. It changes nothing.
func (w *Wisselaar) Keur(ctx context.Context, nieuw casus.Beleid) error {
	nu, er, err := w.Register.BeleidInKracht(ctx)
	if err != nil {
		return err
	}
	if er && (nu.Regio != nieuw.Regio || nu.Bmz != nieuw.Bmz) {
		return fmt.Errorf("dit beleid is van %s (%s), maar in kracht is dat van %s (%s): een ander regio of uitvoerder is geen ander beleid", nieuw.Regio, nieuw.Bmz, nu.Regio, nu.Bmz)
	}
	zelfde, er, err := w.Register.BeleidMetVersie(ctx, nieuw.Versie)
	if err != nil || !er {
		return err
	}
	zelfde.Kalender, nieuw.Kalender = casus.Kalender{}, casus.Kalender{} // other closing days are the same policy
	if d := beleid.Verschillen(zelfde, nieuw); len(d) > 0 {
		return fmt.Errorf("versie %s was al in kracht met andere regels (%s): geef het bestand een nieuwe versie", nieuw.Versie, strings.Join(d, "; "))
	}
	return nil
}
