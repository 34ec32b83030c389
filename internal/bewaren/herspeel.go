package bewaren

import (
	"context"
	"errors"
	"fmt"

	"schakel/internal/register"
)

// Herspeel holds the register against the file of tombstones, before anything is served: a case that was destroyed and stands in this register
// (from a backup) is destroyed again, and a tombstone that only the register has is added to the file. Histories follow with [Dienst.Ronde];
// alles does them now, and every key and case again whatever the register says it has done. It answers how many cases it destroyed again.
//
// Errors: [ErrZonderBestand] when cases were destroyed and no file was given, [ErrGeenBestand] when it is gone.
func (d *Dienst) Herspeel(ctx context.Context, alles bool) (n int, err error) {
	inRegister, err := d.Register.Grafstenen(ctx)
	if err != nil {
		return 0, err
	}
	if d.Steen == nil {
		if len(inRegister) > 0 {
			return 0, fmt.Errorf("in deze installatie is vernietigd, en %w", ErrZonderBestand)
		}
		return 0, nil
	}
	inBestand, err := d.Steen.Lees()
	switch {
	case errors.Is(err, ErrGeenBestand) && len(inRegister) > 0:
		return 0, fmt.Errorf("%w, terwijl er is vernietigd: zet het terug uit een back-up; is het echt weg, maak het dan leeg aan, en weet dat "+
			"wat na de back-up van het register is vernietigd niet meer bekend is", err)
	case errors.Is(err, ErrGeenBestand):
		return 0, d.Steen.Maak()
	case err != nil:
		return 0, err
	}
	weer, alleenHier, err := d.vergelijk(ctx, inRegister, inBestand, alles)
	if err != nil {
		return 0, err
	}
	if len(alleenHier) > 0 {
		d.Log.Warn("het bestand met grafstenen miste er die het register heeft; zij zijn bijgeschreven", "aantal", len(alleenHier))
		if err := d.Steen.Schrijf(alleenHier...); err != nil {
			return 0, err
		}
	}
	for _, s := range weer {
		if err := d.weer(ctx, s); err != nil {
			return n, fmt.Errorf("grafsteen herspelen: %w", err)
		}
		n++
	}
	if n > 0 {
		d.Log.Warn("grafstenen herspeeld: wat vernietigd was en in dit register stond, is weer vernietigd", "aantal", n)
	}
	if !alles {
		return n, nil
	}
	fouten, err := d.maakAf(ctx)
	return n, errors.Join(err, errors.Join(fouten...))
}

// weer destroys one case again.
func (d *Dienst) weer(ctx context.Context, s register.Grafsteen) error {
	if err := d.Register.ZetGrafsteen(ctx, s); err != nil {
		return err
	}
	if err := d.Register.VernietigSleutel(ctx, s.CasusID); err != nil {
		return err
	}
	return d.Register.VernietigRijen(ctx, s.CasusID)
}

// vergelijk gives what must go again, and what only the register knows of.
func (d *Dienst) vergelijk(ctx context.Context, inRegister, inBestand []register.Grafsteen, alles bool) (weer, alleenHier []register.Grafsteen, err error) {
	klaar, bekend := map[string]bool{}, map[string]bool{}
	for _, s := range inRegister {
		klaar[s.CasusID] = s.RegisterOp != nil && !alles
	}
	var ids []string
	for _, s := range inBestand {
		bekend[s.CasusID] = true
		ids = append(ids, s.CasusID)
	}
	opgestaan, err := d.Register.Opgestaan(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range opgestaan {
		klaar[id] = false
	}
	for _, s := range inBestand {
		if !klaar[s.CasusID] {
			weer = append(weer, s)
		}
	}
	for _, s := range inRegister {
		if !bekend[s.CasusID] && s.RegisterOp != nil {
			alleenHier = append(alleenHier, s)
		}
	}
	return weer, alleenHier, nil
}
