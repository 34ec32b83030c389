package live

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// ErrTeveel: this person has too many pages open, or the process stops.
var ErrTeveel = errors.New("live: no more streams")

// Stroom is one page that looks.
type Stroom struct {
	Wie toegang.Identiteit
	// Casus is the case that the page is about, Klacht the complaint of which it is a form; both empty: a list.
	Casus, Klacht string
	// Form is the step that is being filled in; empty: none. Pagina names the page and Sinds is when it was opened.
	Form, Pagina string
	Sinds        time.Time
	// Na is the last fact that the page shows.
	Na int
	// Dossier says that this person reads the facts of a case, or complaints: others may know that they fill in a form, and they who else does.
	Dossier bool

	naaf   *Naaf
	wakker chan struct{}

	mu       sync.Mutex
	cases    map[string]struct{} // changed since it was looked
	opnieuw  bool                // something may have been missed
	aanwezig bool                // who has the form open is otherwise
}

// over is what the page is about; empty: a list.
func (st *Stroom) over() string { return cmp.Or(st.Casus, st.Klacht) }

// Lijst reports whether the page is about more than one thing.
func (st *Stroom) Lijst() bool { return st.over() == "" }

// Erbij adds a stream; end it with [Stroom.Eraf].
func (n *Naaf) Erbij(st *Stroom) error {
	st.naaf, st.wakker, st.cases = n, make(chan struct{}, 1), map[string]struct{}{}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.dicht || n.perWie[st.Wie.Gebruiker] >= maxStromen {
		return ErrTeveel
	}
	n.perWie[st.Wie.Gebruiker]++
	n.stromen[st] = struct{}{}
	if st.Lijst() {
		n.lijsten[st] = struct{}{}
		return nil
	}
	if n.over[st.over()] == nil {
		n.over[st.over()] = map[*Stroom]struct{}{}
	}
	n.over[st.over()][st] = struct{}{}
	if st.Form != "" && st.Dossier {
		n.roep(bericht{Soort: berichtWie, Over: st.over()})
		n.zegOpen(st)
		st.wekAanwezig()
	}
	return nil
}

// Eraf ends a stream. terug says that the page comes back at once, and so has its form open still.
func (st *Stroom) Eraf(terug bool) {
	n := st.naaf
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.stromen, st)
	delete(n.lijsten, st)
	delete(n.over[st.over()], st)
	if len(n.over[st.over()]) == 0 {
		delete(n.over, st.over())
	}
	if n.perWie[st.Wie.Gebruiker]--; n.perWie[st.Wie.Gebruiker] <= 0 {
		delete(n.perWie, st.Wie.Gebruiker)
	}
	if st.Form != "" && st.Dossier && !terug {
		n.roep(bericht{Soort: berichtDicht, Over: st.over(), Form: st.Form, Pagina: st.Pagina})
	}
}

func (st *Stroom) wek() {
	select {
	case st.wakker <- struct{}{}:
	default:
	}
}

func (st *Stroom) vuil(casusID string) {
	st.mu.Lock()
	if len(st.cases) < maxVuil {
		st.cases[casusID] = struct{}{}
	} else {
		st.opnieuw = true
	}
	st.mu.Unlock()
	st.wek()
}

// Kijk makes the next [Stroom.Haal] ask, whatever was heard.
func (st *Stroom) Kijk() { st.alles() }

func (st *Stroom) alles() {
	st.mu.Lock()
	st.opnieuw = true
	st.mu.Unlock()
	st.wek()
}

func (st *Stroom) wekAanwezig() {
	st.mu.Lock()
	st.aanwezig = true
	st.mu.Unlock()
	st.wek()
}

// Wakker gives something when there may be something to tell; Klaar when the process ends its streams.
func (st *Stroom) Wakker() <-chan struct{} { return st.wakker }

// Klaar is closed when this process stops.
func (st *Stroom) Klaar() <-chan struct{} { return st.naaf.klaar }

// Nieuws is what there is to tell.
type Nieuws struct {
	Veranderd []register.Verandering // the oldest first
	// Ververs: look again, whatever happened.
	Ververs bool
	// Weg: this person may not see the case any more.
	Weg bool
	// Anderen have the form open too; only when AnderenNieuw.
	Anderen      []Aanwezig
	AnderenNieuw bool
}

// Haal asks what happened, as the person of the stream. What could not be asked now is asked the next time.
func (st *Stroom) Haal(ctx context.Context) (Nieuws, error) {
	st.mu.Lock()
	ids := make([]string, 0, len(st.cases))
	for id := range st.cases {
		ids = append(ids, id)
	}
	opnieuw, aanwezig := st.opnieuw, st.aanwezig
	clear(st.cases)
	st.opnieuw, st.aanwezig = false, false
	st.mu.Unlock()

	var uit Nieuws
	if aanwezig && st.Dossier {
		uit.Anderen, uit.AnderenNieuw = st.naaf.Anderen(st), true
	}
	var err error
	switch {
	case st.Casus != "" && (opnieuw || len(ids) > 0):
		err = st.eenCasus(ctx, &uit)
	case st.Lijst() && opnieuw:
		uit.Ververs = true
	case st.Lijst() && len(ids) > 0:
		uit.Veranderd, err = st.naaf.Bron.VeranderdeCasussen(ctx, st.Wie, ids)
	}
	if err != nil {
		st.alles()
	}
	return uit, err
}

func (st *Stroom) eenCasus(ctx context.Context, uit *Nieuws) error {
	vs, err := st.naaf.Bron.Veranderd(ctx, st.Wie, st.Casus, st.Na)
	if err != nil {
		return err
	}
	if len(vs) == 0 { // nothing new for this person, or the case is no longer theirs to see
		seq, err := st.naaf.Bron.Stand(ctx, st.Wie, st.Casus)
		uit.Weg = err != nil && isWeg(err)
		uit.Ververs = err == nil && seq > st.Na
		st.Na = max(st.Na, seq)
		if uit.Weg {
			return nil
		}
		return err
	}
	for i := len(vs) - 1; i >= 0; i-- {
		uit.Veranderd = append(uit.Veranderd, vs[i])
	}
	st.Na = vs[0].Seq
	return nil
}

func isWeg(err error) bool { return fout.Als(err).Soort == fout.NietGevonden }
