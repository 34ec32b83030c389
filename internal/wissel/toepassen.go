package wissel

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/engine"
	"schakel/internal/register"
)

// Uitslag is what applying a policy did.
type Uitslag struct {
	// Nr is the number of the policy; Nieuw says that this run put it in force.
	Nr    int
	Nieuw bool
	// Gewisseld got it in this run, Gehad had it already, Gesloten closed meanwhile.
	Gewisseld, Gehad, Gesloten int
	// Mislukt are the numbers of cases that gave no answer: run it again.
	Mislukt []string
}

// PasToe puts nieuw in force and gives it to every running case. Interrupted, it
// goes on where it was when it is run again; the counts are of this run.
func (w *Wisselaar) PasToe(ctx context.Context, nieuw casus.Beleid, door string) (Uitslag, error) {
	if err := w.Keur(ctx, nieuw); err != nil {
		return Uitslag{}, err
	}
	nieuw, isNieuw, err := w.Register.ZetBeleid(ctx, nieuw, door)
	if err != nil {
		return Uitslag{}, err
	}
	t := &toepassing{Wisselaar: w, beleid: nieuw, door: casus.Actor{Persoon: door}, gezien: map[string]bool{}}
	t.uit = Uitslag{Nr: nieuw.Nr, Nieuw: isNieuw}
	err = t.draai(ctx)
	sorteer(t.uit.Mislukt)
	if err != nil {
		return t.uit, err
	}
	if len(t.uit.Mislukt) > 0 {
		return t.uit, fmt.Errorf("%d casussen gaven geen antwoord: voer de opdracht nog een keer uit", len(t.uit.Mislukt))
	}
	return t.uit, w.Register.BeleidToegepast(ctx, nieuw.Nr)
}

// toepassing is one run of PasToe.
type toepassing struct {
	*Wisselaar
	beleid casus.Beleid
	door   casus.Actor
	totaal int

	mu     sync.Mutex
	gezien map[string]bool
	uit    Uitslag
	// stil is how many cases gave no answer, one after another.
	stil int
}

// draai goes over the cases until none is left that this run has not seen. The
// last look comes after every process knows the policy, for cases born with the
// former one.
func (t *toepassing) draai(ctx context.Context) error {
	begin := time.Now()
	var err error
	if t.totaal, err = t.Register.TelLopende(ctx, t.beleid.Nr); err != nil {
		return err
	}
	alle, err := t.Register.TelLopende(ctx, 0)
	if err != nil {
		return err
	}
	t.uit.Gehad = alle - t.totaal
	tik := t.maat()
	defer tik.Stop()
	for laatste := false; ; {
		voor := t.gedaan()
		err := t.perCasus(ctx, t.beleid.Nr, 1, func(ctx context.Context, l register.Lopend) error { return t.een(ctx, tik, l) })
		if err != nil {
			return err
		}
		if t.gedaan() > voor {
			continue
		}
		if laatste {
			return nil
		}
		if laatste = true; wacht(ctx, time.Until(begin.Add(t.Rust))) != nil {
			return ctx.Err()
		}
	}
}

// maat ticks once for every case.
func (t *toepassing) maat() *time.Ticker {
	n := t.PerSeconde
	if n <= 0 {
		n = 10
	}
	return time.NewTicker(time.Second / time.Duration(n))
}

func (t *toepassing) gedaan() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.gezien)
}

// een gives one case the policy and writes what it answered.
func (t *toepassing) een(ctx context.Context, tik *time.Ticker, l register.Lopend) error {
	t.mu.Lock()
	al := t.gezien[l.ID]
	t.mu.Unlock()
	if al {
		return nil
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-tik.C:
	}
	f, err := t.wissel(ctx, l)
	if err != nil && ctx.Err() != nil {
		return ctx.Err() // interrupted: not the case's fault
	}
	if errors.Is(err, errRegister) {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.gezien[l.ID] = true
	t.stil++
	if !errors.Is(err, engine.ErrWeg) {
		t.stil = 0
	}
	switch {
	case errors.Is(err, engine.ErrGesloten):
		t.uit.Gesloten++
	case err != nil:
		t.uit.Mislukt = append(t.uit.Mislukt, l.Nummer)
	case f:
		t.uit.Gewisseld++
	default:
		t.uit.Gehad++
	}
	if t.Voortgang != nil {
		t.Voortgang(len(t.gezien), max(t.totaal, len(t.gezien)))
	}
	if t.stil >= maxStil {
		return fmt.Errorf("de motor antwoordt niet meer, na %d casussen: dezelfde opdracht gaat later verder", len(t.gezien))
	}
	return nil
}

// maxStil is how many cases in a row may give no answer before it is the engine
// that is away, and not the case.
const maxStil = 3

// errRegister: what was decided could not be written; the next run writes it.
var errRegister = errors.New("het register kan niet worden gelezen of geschreven")

// maxPogingen for one case, when somebody else was writing or it was slow.
const maxPogingen = 5

// wissel sends the policy to one case; true when it changed by it now.
func (t *toepassing) wissel(ctx context.Context, l register.Lopend) (bool, error) {
	var fout error
	for poging := range maxPogingen {
		if poging > 0 {
			if err := wacht(ctx, time.Duration(poging*poging)*20*time.Millisecond); err != nil {
				return false, err
			}
			vers, er, err := t.Register.LopendeCasus(ctx, l.ID)
			if err != nil {
				return false, fmt.Errorf("%w: %w", errRegister, err)
			}
			if !er {
				return false, engine.ErrGesloten
			}
			l = vers
		}
		uit, err := t.stuur(ctx, l)
		if err == nil {
			err = t.Register.Verwerk(ctx, l.ID, uit, nil)
			if err != nil && !errors.Is(err, register.ErrGat) {
				return false, fmt.Errorf("%w: %w", errRegister, err)
			}
		}
		if err == nil {
			if uit.Casus.Fase == casus.Afgesloten {
				err = engine.ErrGesloten
			}
			return slices.ContainsFunc(uit.Feiten, t.isDeze), err
		}
		fout = err
		if !errors.Is(err, engine.ErrVerouderd) && !errors.Is(err, register.ErrGat) && !errors.Is(err, engine.ErrGesloten) {
			return false, err
		}
	}
	return false, fout
}

func (t *toepassing) isDeze(f casus.Feit) bool {
	return f.Soort == casus.FeitBeleid && f.Beleid != nil && f.Beleid.Nr == t.beleid.Nr
}

func (t *toepassing) stuur(ctx context.Context, l register.Lopend) (contract.StappenUit, error) {
	ctx, stop := context.WithTimeout(ctx, wachtOpCasus)
	defer stop()
	return t.Motor.Wissel(ctx, l.ID, contract.BeleidIn{Beleid: t.beleid.VanCasus(), Door: t.door, Bekend: l.Seq})
}

func wacht(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(max(0, d))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func sorteer(ss []string) { slices.Sort(ss) }
