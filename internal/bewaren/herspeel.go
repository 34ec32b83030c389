package bewaren

import (
	"context"
	"errors"
	"fmt"
	"time"

	"schakel/internal/register"
)

// Erkenning is who says that the file of tombstones is lost, and why (one of [register.GrafstenenKwijtRedenen]).
type Erkenning struct{ Door, Reden string }

// Herspeel holds the register against what the file of tombstones and the kluis know of, before anything is served: a case that was destroyed and stands in
// this register (from a backup) is destroyed again; what the file misses is added to it. Histories follow with [Dienst.Ronde]; alles does them now, and every key
// and case again whatever the register says it has done. Of a register that was put back, or with alles, no approval of a list counts any more. It answers how
// many cases it destroyed again.
//
// Errors: [ErrZonderBestand] when there is a file and none was given, [ErrBestandKwijt] when it is gone or not the newest and nobody said that he knows
// ([Dienst.Erken]), [register.ErrGrafsteenGeweigerd] when the owner has to do it: then the rest was done.
func (d *Dienst) Herspeel(ctx context.Context, alles bool) (n int, err error) {
	s, kwijt, err := d.leesStand(ctx)
	if err != nil || d.Steen == nil {
		return 0, err
	}
	if err := d.erken(ctx, s, kwijt); err != nil {
		return 0, err
	}
	weer, err := d.weerNodig(ctx, s)
	if err != nil {
		return 0, err
	}
	if err := d.vulAan(&s, weer); err != nil {
		return 0, err
	}
	if err := d.keerSleutels(ctx, s, weer); err != nil {
		return 0, err
	}
	// What the register itself has begun with is no sign of a backup.
	terug := alles || kwijt != nil || len(zonderDie(weer, s.bezig())) > 0
	if alles {
		weer = s.vernietigd()
	}
	n, err = d.alleWeer(ctx, s, weer)
	if err == nil || errors.Is(err, register.ErrGrafsteenGeweigerd) { // the approvals were the proof, and now count no more
		err = errors.Join(err, d.slaPols(ctx, s.gezien(), terug, true))
	}
	if err != nil || !alles {
		return n, err
	}
	fouten, err := d.maakAf(ctx)
	return n, errors.Join(err, errors.Join(fouten...))
}

// erken refuses to go on without the newest file, unless somebody who may says that it is lost: then it is made anew, with what is still to be read of it.
func (d *Dienst) erken(ctx context.Context, s stand, kwijt error) error {
	switch {
	case kwijt == nil && d.Erken == nil:
		return nil
	case kwijt == nil:
		return errors.New("het bestand met grafstenen is er, en is het nieuwste: laat --grafstenen-kwijt weg")
	case d.Erken == nil:
		return kwijt
	}
	if err := d.Register.ErkenGrafstenenKwijt(ctx, d.Erken.Door, d.Erken.Reden); err != nil {
		return err
	}
	d.Log.Warn("het bestand met grafstenen is verloren verklaard; het wordt opnieuw gemaakt uit de kluis en het register", "door", d.Erken.Door, "reden", d.Erken.Reden)
	return d.Steen.vernieuw(time.Now(), s.bestand)
}

// slaPols takes the next number, after which the register knows whether it was put back; inBestand: and writes it in the file.
func (d *Dienst) slaPols(ctx context.Context, gezien int64, terug, inBestand bool) error {
	slag, err := d.Register.SlaPols(ctx, gezien, terug)
	if err != nil {
		return fmt.Errorf("polsslag: %w", err)
	}
	switch {
	case slag.Lijsten > 0 && slag.Teruggezet:
		d.Log.Warn("dit register is teruggezet uit een back-up: goedkeuringen van vernietigingslijsten gelden niet meer; twee mensen moeten opnieuw kijken", "lijsten", slag.Lijsten)
	case slag.Teruggezet:
		d.Log.Warn("dit register is teruggezet uit een back-up; er was geen goedgekeurde vernietigingslijst in")
	case slag.Lijsten > 0:
		d.Log.Warn("goedkeuringen van vernietigingslijsten zijn vervallen: er is langer dan een dag niets mee gedaan", "lijsten", slag.Lijsten)
	}
	if !inBestand || d.Steen == nil {
		return nil
	}
	if err := d.Steen.Pols(slag.Nr); err != nil {
		return err
	}
	return d.Register.NoteerBestand(ctx, slag.Nr)
}

// kijkOf looks whether the register was put back, before anything is destroyed. Error: [ErrBestandKwijt], [ErrZonderBestand], or that somebody did not answer.
func (d *Dienst) kijkOf(ctx context.Context, inBestand bool) error {
	p, in, err := d.leesPols(ctx)
	if err != nil {
		return err
	}
	if d.Steen != nil {
		if err := p.kwijt(in, false); err != nil {
			return err
		}
	}
	return d.slaPols(ctx, p.gezien(), false, inBestand)
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

// vulAan writes in the file what the register has done and the file does not know, and makes it when there never was one. What has to be destroyed again, as all that only the kluis knows of, is
// written when that is allowed ([Dienst.weer]): a key that was destroyed by mistake must not become a tombstone by itself.
func (d *Dienst) vulAan(s *stand, weer []register.Grafsteen) error {
	mist := zonderDie(klaar(s.register), s.bestand, weer)
	if len(mist) > 0 {
		d.Log.Warn("het bestand met grafstenen miste er die het register heeft; zij zijn bijgeschreven", "aantal", len(mist))
	}
	if len(mist) == 0 && !s.zonder {
		return nil
	}
	s.bestand = append(s.bestand, mist...)
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
