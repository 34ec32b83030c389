package bewaren

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"schakel/internal/kluis"
	"schakel/internal/register"
)

// stand is what is known to be destroyed, by each of the three that are kept and put back apart.
type stand struct {
	register, bestand, kluis []register.Grafsteen
	// zonder: the file is not there.
	zonder bool
	pols
}

// pols is the number that only goes up, as far as each of the three knows it. Of the databases also the highest that they know to stand in the file.
type pols struct {
	register, kluis kluis.Polsslag
	bestand         int64
}

// gezien is the highest outside the register.
func (p pols) gezien() int64 { return max(p.kluis.Nr, p.bestand) }

// inBestand is what must stand in the file; 0: there never was one.
func (p pols) inBestand() int64 { return max(p.register.Bestand, p.kluis.Bestand) }

// ErrBestandKwijt: the file of tombstones is gone, damaged, or not the newest: what was destroyed is not to be known from it.
var ErrBestandKwijt = errors.New("het bestand met grafstenen is weg, beschadigd of niet het nieuwste: zet het nieuwste terug. Is het echt verloren, laat dat dan een FG of coordinator zeggen: " +
	"schakel retention --herspeel --grafstenen-kwijt REDEN --door WIE (een solo: schakel solo --grafstenen-kwijt REDEN --door WIE). Zijn ook register en kluis teruggezet, dan kan zijn teruggekomen " +
	"wat vernietigd was: vergelijk eerst met de certificaten van vernietiging")

// leesPols reads the number everywhere, and what stands in the file. The databases first: what they know to stand in the file was on disk before.
func (d *Dienst) leesPols(ctx context.Context) (p pols, in inhoud, err error) {
	if p.register, p.kluis, err = d.Register.Polsslagen(ctx); err != nil {
		return p, in, err
	}
	if d.Steen == nil {
		if p.inBestand() > 0 {
			return p, in, fmt.Errorf("in deze installatie is er een bestand met grafstenen, en %w", ErrZonderBestand)
		}
		return p, in, nil
	}
	in, err = d.Steen.lees()
	p.bestand = in.pols
	return p, in, err
}

// kwijt is [ErrBestandKwijt] with what is wrong with the file; nil: nothing, or there never was one.
func (p pols) kwijt(in inhoud, vernietigd bool) error {
	switch {
	case in.gebrek != nil && errors.Is(in.gebrek, ErrGeenBestand) && p.inBestand() == 0 && !vernietigd:
		return nil
	case in.gebrek != nil:
		return fmt.Errorf("%w (%w)", ErrBestandKwijt, in.gebrek)
	case p.bestand < p.inBestand():
		return fmt.Errorf("%w (het is van slag %d, en er is er een van slag %d)", ErrBestandKwijt, p.bestand, p.inBestand())
	}
	return nil
}

// leesStand asks all three. The register last: a destruction that goes on meanwhile begins there, so what the others have then it has too. With kwijt, what is
// wrong with the file is not an error but is answered.
func (d *Dienst) leesStand(ctx context.Context) (s stand, kwijt, err error) {
	var in inhoud
	if s.pols, in, err = d.leesPols(ctx); err != nil {
		return s, nil, err
	}
	if s.kluis, err = d.Register.KluisGrafstenen(ctx); err != nil {
		return s, nil, err
	}
	s.bestand, s.zonder = in.stenen, errors.Is(in.gebrek, ErrGeenBestand)
	if s.register, err = d.Register.Grafstenen(ctx); err != nil {
		return s, nil, err
	}
	vernietigd := len(s.register)+len(s.kluis) > 0
	if d.Steen == nil {
		if vernietigd {
			err = fmt.Errorf("in deze installatie is vernietigd, en %w", ErrZonderBestand)
		}
		return s, nil, err
	}
	return s, s.kwijt(in, vernietigd), nil
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
var ErrNietHerspeeld = errors.New("in dit register staat weer wat vernietigd was, zoals na het terugzetten van een back-up; start eerst work, of draai schakel retention --herspeel")

// Toets is for who reads without a process that was started: it changes nothing. Errors: [ErrNietHerspeeld], and those of [Dienst.Herspeel] when it is not to
// be known.
func (d *Dienst) Toets(ctx context.Context) error {
	s, kwijt, err := d.leesStand(ctx)
	if err = cmp.Or(err, kwijt); err != nil {
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
