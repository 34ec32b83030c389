package stappen

import (
	"context"
	"errors"
	"fmt"
	"time"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/engine"
	"schakel/internal/register"
)

// Motor is what delivery asks of the engine.
type Motor interface {
	Stuur(ctx context.Context, casusID string, in contract.StappenIn) (contract.StappenUit, error)
	Begin(ctx context.Context, s casus.State, in contract.StappenIn, heropening bool) (contract.StappenUit, error)
}

// maxPogingen in one delivery before it is left to the relay.
const maxPogingen = 5

// bezorgEen delivers the step that was just stored and answers its status.
func (d *Dienst) bezorgEen(ctx context.Context, in register.Ingediend) (register.StapStatus, error) {
	st := in.Stap
	g := register.Groep{
		CasusID: in.CasusID, Nummer: in.Nummer, Motor: in.Motor, Bekend: in.Bekend, Stappen: []casus.Stap{st},
	}
	w, err := d.bezorg(ctx, g)
	switch {
	case err != nil:
		return register.StapWacht, err
	case len(w) > 0:
		return register.StapGeweigerd, nil
	default:
		return register.StapVerwerkt, nil
	}
}

// bezorg delivers the steps of one case, in order, and writes what was decided.
// It answers the refusals. An error means that some have no outcome yet: the relay
// tries again, with the same ids. Several steps that fail together are delivered
// one by one, so that a step the engine chokes on holds up no other; not when the
// engine is away, for then none would get through.
func (d *Dienst) bezorg(ctx context.Context, g register.Groep) ([]contract.StapWeigering, error) {
	geweigerd, err := d.bezorgSamen(ctx, g)
	if err == nil || len(g.Stappen) == 1 || ctx.Err() != nil || errors.Is(err, engine.ErrWeg) {
		return geweigerd, err
	}
	var fouten error
	for _, st := range g.Stappen {
		een, err := d.Register.VoorCasus(ctx, g.CasusID, []string{st.ID})
		if err == nil && len(een.Stappen) > 0 {
			een.Weigeringen, err = d.bezorgSamen(ctx, een)
		}
		geweigerd, fouten = append(geweigerd, een.Weigeringen...), errors.Join(fouten, err)
		if errors.Is(err, engine.ErrWeg) || ctx.Err() != nil {
			break
		}
	}
	return geweigerd, fouten
}

// bezorgSamen delivers in one message, and reads again when somebody knows better.
func (d *Dienst) bezorgSamen(ctx context.Context, g register.Groep) ([]contract.StapWeigering, error) {
	var fout error
	for poging := range maxPogingen {
		if poging > 0 {
			if err := pauze(ctx, poging); err != nil {
				return nil, errors.Join(fout, err)
			}
			vers, err := d.Register.VoorCasus(ctx, g.CasusID, ids(g.Stappen))
			if err != nil {
				return nil, err
			}
			g = vers
			if len(g.Stappen) == 0 {
				return g.Weigeringen, nil // somebody else delivered them
			}
		}
		w, err := d.probeer(ctx, g)
		if err == nil {
			return w, nil
		}
		fout = err
		if !errors.Is(err, engine.ErrVerouderd) && !errors.Is(err, engine.ErrGesloten) && !errors.Is(err, register.ErrMotorLoopt) {
			return nil, err
		}
	}
	return nil, fout
}

// pauze waits a little longer each time: what it waits for is another process finishing a write.
func pauze(ctx context.Context, poging int) error {
	t := time.NewTimer(time.Duration(poging*poging) * 5 * time.Millisecond)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func ids(sts []casus.Stap) []string {
	uit := make([]string, len(sts))
	for i, s := range sts {
		uit[i] = s.ID
	}
	return uit
}

func (d *Dienst) probeer(ctx context.Context, g register.Groep) ([]contract.StapWeigering, error) {
	if g.Motor == register.MotorGesloten {
		return d.gesloten(ctx, g)
	}
	in := contract.StappenIn{Stappen: g.Stappen, Bekend: g.Bekend}
	var uit contract.StappenUit
	var err error
	switch g.Stappen[0].Soort {
	case casus.StapAanmelding:
		uit, err = d.Motor.Begin(ctx, casus.State{ID: g.CasusID, Nummer: g.Nummer, Beleid: d.Beleid().VanCasus()}, in, false)
	case casus.StapHeropening:
		uit, err = d.heropen(ctx, g, in)
	default:
		uit, err = d.Motor.Stuur(ctx, g.CasusID, in)
	}
	var w *casus.Weigering
	if errors.As(err, &w) { // only a lone step is refused this way
		uit = contract.StappenUit{Weigeringen: []contract.StapWeigering{{Stap: g.Stappen[0].ID, Weigering: *w}}}
		err = nil
	}
	if err != nil {
		return nil, err
	}
	return uit.Weigeringen, d.Register.Verwerk(ctx, g.CasusID, uit, nil)
}

// heropen starts a new run from the state stored at closing; when a run is there
// already, the rules decide as for any step.
func (d *Dienst) heropen(ctx context.Context, g register.Groep, in contract.StappenIn) (contract.StappenUit, error) {
	s, err := d.Register.Heropen(ctx, g.CasusID)
	if errors.Is(err, register.ErrMotorLoopt) {
		return d.Motor.Stuur(ctx, g.CasusID, in)
	}
	if err != nil {
		return contract.StappenUit{}, err
	}
	s.Beleid = d.Beleid().VanCasus() // a new stay begins by the policy in force, as a new case does
	// What the rules do not allow begins no run that would end at once: the case stays
	// closed, unless a run is there already, which decides for itself.
	if w := s.Mag(in.Stappen[0], d.Nu().UTC()); w != nil {
		if err := d.Register.BlijftGesloten(ctx, g.CasusID); err != nil {
			return contract.StappenUit{}, err
		}
		uit, err := d.Motor.Stuur(ctx, g.CasusID, in)
		if errors.Is(err, engine.ErrGesloten) {
			err = w
		}
		return uit, err
	}
	s.Feiten, s.Geregistreerd = nil, s.Seq
	return d.Motor.Begin(ctx, s, in, true)
}

// gesloten takes steps on a closed case. No workflow runs for it: the same rules
// decide, under the lock of its row. A heropening that the rules allow starts the
// next run.
func (d *Dienst) gesloten(ctx context.Context, g register.Groep) ([]contract.StapWeigering, error) {
	var uit contract.StappenUit
	var rest []casus.Stap
	err := d.Register.Gesloten(ctx, g.CasusID, func(s *casus.State) (contract.StappenUit, error) {
		nu := d.Nu().UTC()
		uit, rest = contract.StappenUit{}, nil
		for i, st := range g.Stappen {
			if _, al := s.FeitVan(st.ID); al {
				continue
			}
			if st.Soort == casus.StapHeropening && s.Mag(st, nu) == nil {
				rest = g.Stappen[i:]
				break
			}
			f, w := s.Verwerk(st, nu)
			if w != nil {
				uit.Weigeringen = append(uit.Weigeringen, contract.StapWeigering{Stap: st.ID, Weigering: *w})
				continue
			}
			uit.Feiten = append(uit.Feiten, f)
		}
		s.Bevestig(s.Seq)
		uit.Casus = s.Projecteer(nu)
		return uit, nil
	})
	if err != nil || len(rest) == 0 {
		return uit.Weigeringen, err
	}
	in := contract.StappenIn{Stappen: rest, Bekend: uit.Casus.Seq}
	na, err := d.heropen(ctx, g, in)
	var w *casus.Weigering
	if errors.As(err, &w) {
		na, err = contract.StappenUit{Weigeringen: []contract.StapWeigering{{Stap: rest[0].ID, Weigering: *w}}}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("heropening: %w", err)
	}
	return append(uit.Weigeringen, na.Weigeringen...), d.Register.Verwerk(ctx, g.CasusID, na, nil)
}
