package bewaren

import (
	"context"
	"errors"
	"fmt"

	"schakel/internal/register"
)

// stand is what is known to be destroyed, by each of the three that are kept and put back apart.
type stand struct {
	register, bestand, kluis []register.Grafsteen
	// zonder: the file is not there.
	zonder bool
}

// leesStand asks all three. The register last: a destruction that goes on meanwhile begins there, so what the others have then it has too.
func (d *Dienst) leesStand(ctx context.Context) (s stand, err error) {
	if s.kluis, err = d.Register.KluisGrafstenen(ctx); err != nil {
		return s, err
	}
	if d.Steen != nil {
		if s.bestand, err = d.Steen.Lees(); err != nil && !errors.Is(err, ErrGeenBestand) {
			return s, err
		}
		s.zonder = err != nil
	}
	weg := err
	if s.register, err = d.Register.Grafstenen(ctx); err != nil {
		return s, err
	}
	if d.Steen == nil && len(s.register)+len(s.kluis) > 0 {
		return s, fmt.Errorf("in deze installatie is vernietigd, en %w", ErrZonderBestand)
	}
	if n := len(zonderDie(klaar(s.register), s.kluis)); s.zonder && n > 0 {
		return s, fmt.Errorf("%w, terwijl er is vernietigd, en de kluis kent %d grafstenen van het register niet: zet het bestand terug uit een back-up; is het echt "+
			"weg, maak het dan leeg aan, en weet dat wat na de back-ups van register en kluis is vernietigd niet meer bekend is", weg, n)
	}
	return s, nil
}

// klaar are those of which the register has nothing left: their key is gone too.
func klaar(stenen []register.Grafsteen) (uit []register.Grafsteen) {
	for _, s := range stenen {
		if s.RegisterOp != nil {
			uit = append(uit, s)
		}
	}
	return uit
}

// zonderDie are the tombstones that none of the others has.
func zonderDie(stenen []register.Grafsteen, andere ...[]register.Grafsteen) (uit []register.Grafsteen) {
	er := map[string]bool{}
	for _, a := range andere {
		for _, s := range a {
			er[s.CasusID] = true
		}
	}
	for _, s := range stenen {
		if !er[s.CasusID] {
			uit = append(uit, s)
		}
	}
	return uit
}

// vernietigd are all of them, once each: with the moment of the file, else of the register, else of the kluis. What the register has only begun with is not
// among them unless another knows it: that goes on by itself.
func (s stand) vernietigd() []register.Grafsteen {
	k := klaar(s.register)
	uit := append([]register.Grafsteen(nil), s.bestand...)
	uit = append(uit, zonderDie(k, s.bestand)...)
	return append(uit, zonderDie(s.kluis, s.bestand, k)...)
}

// weerNodig are those that must be destroyed again: that the register does not have, began with, or holds again.
func (d *Dienst) weerNodig(ctx context.Context, s stand) (weer []register.Grafsteen, err error) {
	alle := s.vernietigd()
	ids := make([]string, len(alle))
	for i, g := range alle {
		ids[i] = g.CasusID
	}
	opgestaan, err := d.Register.Opgestaan(ctx, ids)
	if err != nil {
		return nil, err
	}
	af := map[string]bool{}
	for _, g := range klaar(s.register) {
		af[g.CasusID] = true
	}
	for _, id := range opgestaan {
		af[id] = false
	}
	for _, g := range alle {
		if !af[g.CasusID] {
			weer = append(weer, g)
		}
	}
	return weer, nil
}

// ErrNietHerspeeld: the register holds what was destroyed.
var ErrNietHerspeeld = errors.New("in dit register staat weer wat vernietigd was, zoals na het terugzetten van een back-up; draai eerst schakel retention --herspeel")

// Toets is for who reads without a process that was started: it changes nothing. Errors: [ErrNietHerspeeld], and those of [Dienst.Herspeel] when it is not to
// be known.
func (d *Dienst) Toets(ctx context.Context) error {
	s, err := d.leesStand(ctx)
	if err != nil {
		return err
	}
	weer, err := d.weerNodig(ctx, s)
	if err != nil {
		return err
	}
	// What the register itself has begun with goes on by itself, and is refused one by one.
	ids := make([]string, 0, len(weer))
	for _, g := range zonderDie(weer, s.bezig()) {
		ids = append(ids, g.CasusID)
	}
	if er, err := d.Register.Opgestaan(ctx, ids); err != nil || len(er) == 0 {
		return err
	}
	return ErrNietHerspeeld
}

// bezig are those that the register has begun with.
func (s stand) bezig() []register.Grafsteen { return zonderDie(s.register, klaar(s.register)) }
