package bewaren

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"schakel/internal/register"
)

// Historie is Temporal's side of a case.
type Historie interface {
	// WisHistorie deletes every run of a case and answers how many it found; none: there is nothing (left).
	WisHistorie(ctx context.Context, casusID string) (int, error)
}

// Dienst destroys.
type Dienst struct {
	Register *register.Register
	Motor    Historie
	// Steen is the file of tombstones; nil: nothing is destroyed here.
	Steen *Grafstenen
	// Erken says that the file is lost; nil: it must be there, and be the newest.
	Erken *Erkenning
	Log   *slog.Logger
	// na is called between two steps, by tests that end there.
	na func(stap string) error
}

// ErrZonderBestand: there are lists to carry out, or cases were destroyed, and nobody said where the tombstones are.
var ErrZonderBestand = errors.New("er is geen bestand met grafstenen opgegeven: geef --grafstenen, of zet SCHAKEL_GRAFSTENEN_FILE")

func (d *Dienst) stap(naam string) error {
	if d.na == nil {
		return nil
	}
	return d.na(naam)
}

// maxFouten of one round: what goes wrong so often is not about one case.
const maxFouten = 3

// VoerUit carries on with everything that was begun, and then with every line of every approved list. It answers how many cases it destroyed. A case
// that cannot go (yet) does not hold up another; its error comes back, and the next call tries it again. First it looks whether this register was put back from
// a backup: then nothing on it is approved any more.
func (d *Dienst) VoerUit(ctx context.Context) (n int, err error) {
	regels, err := d.goedgekeurd(ctx)
	if err != nil {
		return 0, err
	}
	fouten, err := d.maakAf(ctx)
	if err != nil {
		return 0, err
	}
	for _, regel := range regels {
		if len(fouten) >= maxFouten || ctx.Err() != nil {
			break
		}
		gaat, err := d.Register.BeginVernietiging(ctx, regel)
		if err == nil && gaat {
			if err = d.stap("begin"); err != nil {
				return n, err
			}
			var mis []error
			mis, err = d.maakAf(ctx, regel.CasusID)
			fouten = append(fouten, mis...)
			n++
		}
		if err != nil {
			fouten = append(fouten, fmt.Errorf("vernietigen: %w", err))
		}
	}
	if n > 0 { // the number after what went says that it stands before it
		fouten = append(fouten, d.kijkOf(ctx, true))
	}
	if _, err := d.Register.RondLijstenAf(ctx); err != nil {
		fouten = append(fouten, fmt.Errorf("certificaat: %w", err))
	}
	return n, errors.Join(fouten...)
}

// goedgekeurd are the lines to carry out, once it is known that they were not approved in a backup.
func (d *Dienst) goedgekeurd(ctx context.Context) ([]register.Vernietigregel, error) {
	if err := d.kijkOf(ctx, false); err != nil {
		return nil, err
	}
	regels, err := d.Register.TeVernietigen(ctx)
	switch {
	case err != nil || len(regels) == 0:
		return nil, err
	case d.Steen == nil:
		return nil, ErrZonderBestand
	}
	return regels, d.kijkOf(ctx, true)
}

// maakAf goes on with every tombstone of the register that something is left of, or with those of these cases. fouten are of cases, err is of all of it.
func (d *Dienst) maakAf(ctx context.Context, casussen ...string) (fouten []error, err error) {
	stenen, err := d.Register.GrafstenenBezig(ctx, casussen...)
	if err != nil {
		return nil, err
	}
	for _, s := range stenen {
		if mis := d.een(ctx, s); mis != nil {
			fouten = append(fouten, fmt.Errorf("vernietigen: %w", mis))
		}
		if len(fouten) >= maxFouten || ctx.Err() != nil {
			break
		}
	}
	return fouten, nil //nolint:nilerr // they are in fouten
}

// een does what is left to do of one case.
func (d *Dienst) een(ctx context.Context, s register.Grafsteen) error {
	if s.RegisterOp == nil {
		if d.Steen == nil {
			return ErrZonderBestand
		}
		if err := d.uitRegister(ctx, s); err != nil {
			return err
		}
	}
	if s.MotorOp != nil {
		return nil
	}
	return d.uitMotor(ctx, s)
}

// uitRegister is steps 2, 3 and 4.
func (d *Dienst) uitRegister(ctx context.Context, s register.Grafsteen) error {
	if err := d.Steen.Schrijf(s); err != nil {
		return err
	}
	if err := d.stap("bestand"); err != nil {
		return err
	}
	if err := d.Register.VernietigSleutel(ctx, s.CasusID); err != nil {
		return err
	}
	if err := d.stap("sleutel"); err != nil {
		return err
	}
	if err := d.Register.VernietigRijen(ctx, s.CasusID); err != nil {
		return err
	}
	return d.stap("rijen")
}

// uitMotor is step 5. Temporal deletes a little later than it says, and a message that was on its way may start a run: so it is done when a look
// finds nothing.
func (d *Dienst) uitMotor(ctx context.Context, s register.Grafsteen) error {
	n, err := d.Motor.WisHistorie(ctx, s.CasusID)
	if err != nil {
		return err
	}
	if err := d.stap("historie"); err != nil {
		return err
	}
	if n > 0 {
		return d.Register.TelHistories(ctx, s.CasusID, n)
	}
	// Later than the rows: a line of who was reading just then is there by now.
	if err := d.Register.OntdoeLog(ctx, s.CasusID); err != nil {
		return err
	}
	return d.Register.HistorieLeeg(ctx, s.CasusID)
}

// Ronde is what a worker does again and again: what was begun, what was approved, what goes by itself.
func (d *Dienst) Ronde(ctx context.Context) error {
	n, err := d.VoerUit(ctx)
	if n > 0 {
		d.Log.Info("casussen vernietigd", "aantal", n)
	}
	return err
}

// Dagelijks proposes a list of what is over its term, and clears what goes by itself. Again on the same day it finds nothing more to do.
func (d *Dienst) Dagelijks(ctx context.Context) error {
	if err := d.kijkOf(ctx, true); err != nil { // so a file that is put back is a day behind at most
		return err
	}
	_, n, err := d.Register.StelVernietigingVoor(ctx, "dagelijks")
	if err != nil {
		return fmt.Errorf("vernietigingslijst: %w", err)
	}
	if n > 0 {
		d.Log.Info("vernietigingslijst voorgesteld; twee mensen moeten haar goedkeuren", "casussen", n)
	}
	k, err := d.Register.StelKlachtenVoor(ctx, "dagelijks")
	if err != nil {
		return fmt.Errorf("vernietigingslijst: %w", err)
	}
	if k > 0 {
		d.Log.Info("vernietigingslijsten over klachten voorgesteld", "aantal", k)
	}
	weg, err := d.Register.RuimOp(ctx)
	if err != nil {
		return fmt.Errorf("opruimen: %w", err)
	}
	for tabel, aantal := range weg {
		if aantal > 0 {
			d.Log.Info("opgeruimd", "tabel", tabel, "rijen", aantal)
		}
	}
	n64, err := d.Register.SnoeiLog(ctx)
	if n64 > 0 {
		d.Log.Info("opgeruimd", "tabel", "toegangslog", "rijen", n64)
	}
	if err != nil {
		return fmt.Errorf("toegangslog snoeien: %w", err)
	}
	return nil
}
