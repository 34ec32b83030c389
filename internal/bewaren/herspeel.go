package bewaren

import (
	"context"
	"errors"
	"fmt"

	"schakel/internal/register"
)

// Herspeel holds the register against what the file of tombstones and the kluis know of, before anything is served: a case that was destroyed and stands in
// this register (from a backup) is destroyed again; what the file misses is added to it, and a file that is gone is made anew, as long as the kluis knows all
// that the register does. Histories follow with [Dienst.Ronde]; alles does them now, and every key and case again whatever the register says it has done. It
// answers how many cases it destroyed again.
//
// Errors: [ErrZonderBestand] when cases were destroyed and no file was given, [ErrGeenBestand] when it is gone and what was in it is not to be known,
// [register.ErrGrafsteenGeweigerd] when the owner has to do it: then the rest was done.
func (d *Dienst) Herspeel(ctx context.Context, alles bool) (n int, err error) {
	s, err := d.leesStand(ctx)
	if err != nil || d.Steen == nil {
		return 0, err
	}
	weer, err := d.weerNodig(ctx, s)
	if err != nil {
		return 0, err
	}
	if err := d.vulAan(s, weer); err != nil {
		return 0, err
	}
	if err := d.keerSleutels(ctx, s, weer); err != nil {
		return 0, err
	}
	if alles {
		weer = s.vernietigd()
	}
	n, err = d.alleWeer(ctx, s, weer)
	if err != nil || !alles {
		return n, err
	}
	fouten, err := d.maakAf(ctx)
	return n, errors.Join(err, errors.Join(fouten...))
}

// alleWeer destroys these again, and answers how many. One that only the owner may destroy does not hold up the others.
func (d *Dienst) alleWeer(ctx context.Context, s stand, weer []register.Grafsteen) (n int, err error) {
	var geweigerd []register.Grafsteen
	bijschrijven := map[string]bool{}
	for _, g := range zonderDie(weer, s.bestand) {
		bijschrijven[g.CasusID] = true
	}
	for _, g := range weer {
		err := d.weer(ctx, g, bijschrijven[g.CasusID])
		switch {
		case errors.Is(err, register.ErrGrafsteenGeweigerd):
			geweigerd = append(geweigerd, g)
		case err != nil:
			return n, fmt.Errorf("grafsteen herspelen: %w", err)
		default:
			n++
		}
	}
	if n > 0 {
		d.Log.Warn("grafstenen herspeeld: wat vernietigd was en in dit register stond, is weer vernietigd", "aantal", n)
	}
	if len(geweigerd) == 0 {
		return n, nil
	}
	if alleen := len(zonderDie(geweigerd, s.bestand, s.register)); alleen > 0 {
		d.Log.Warn("van deze weet alleen de kluis: vergelijk het aantal met de certificaten van vernietiging voordat de eigenaar herspeelt", "aantal", alleen)
	}
	return n, fmt.Errorf("%d grafstenen niet herspeeld: %w", len(geweigerd), register.ErrGrafsteenGeweigerd)
}

// vulAan writes in the file what the register has done and the file does not know. What has to be destroyed again, as all that only the kluis knows of, is
// written when that is allowed ([Dienst.weer]): a key that was destroyed by mistake must not become a tombstone by itself.
func (d *Dienst) vulAan(s stand, weer []register.Grafsteen) error {
	mist := zonderDie(klaar(s.register), s.bestand, weer)
	switch bekend := len(s.vernietigd()); {
	case s.zonder && bekend > 0:
		d.Log.Warn("het bestand met grafstenen was er niet; het wordt opnieuw gemaakt uit de kluis en het register", "aantal", bekend)
	case len(mist) > 0:
		d.Log.Warn("het bestand met grafstenen miste er die het register heeft; zij zijn bijgeschreven", "aantal", len(mist))
	case !s.zonder:
		return nil
	}
	return d.Steen.Schrijf(mist...)
}

// keerSleutels destroys the keys of what was destroyed and the kluis does not know of: it came back from its own backup.
func (d *Dienst) keerSleutels(ctx context.Context, s stand, weer []register.Grafsteen) error {
	terug := zonderDie(s.vernietigd(), s.kluis, weer)
	for _, g := range terug {
		if err := d.Register.VernietigSleutel(ctx, g.CasusID); err != nil {
			return fmt.Errorf("sleutel weer vernietigen: %w", err)
		}
	}
	if len(terug) > 0 {
		d.Log.Warn("de kluis kende er die vernietigd zijn niet, zoals na het terugzetten van haar back-up; hun sleutels zijn weer vernietigd", "aantal", len(terug))
	}
	return nil
}

// weer destroys one case again: the tombstone in the register, in the file, the key, the rows.
func (d *Dienst) weer(ctx context.Context, s register.Grafsteen, bijschrijven bool) error {
	if err := d.Register.ZetGrafsteen(ctx, s); err != nil {
		return err
	}
	if bijschrijven {
		if err := d.Steen.Schrijf(s); err != nil {
			return err
		}
	}
	if err := d.Register.VernietigSleutel(ctx, s.CasusID); err != nil {
		return err
	}
	return d.Register.VernietigRijen(ctx, s.CasusID)
}
