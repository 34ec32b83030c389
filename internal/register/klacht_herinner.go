package register

import (
	"context"
	"strconv"
	"time"

	"schakel/internal/casus"
)

// klachtWacht is a complaint that wants doing, as the engine's side may look at it.
type klachtWacht struct {
	ID, Behandelaar string
	BevestigenVoor  time.Time
	BevestigdOp     *time.Time
	OordeelVoor     time.Time
	WaarschuwOp     time.Time
}

// HerinnerKlachten makes the meldingen of complaints, to the handler and nobody else:
// that there is one, that its receipt should have been confirmed, that the answer is
// due soon, and that it is late. It settles those of what was done or given to another. Any number of
// processes can call it: a melding has an id that follows from what it is about.
func (r *Register) HerinnerKlachten(ctx context.Context) (n int, err error) {
	nu := r.nu()
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		var ws []klachtWacht
		err := tx.NewRaw(`SELECT id, behandelaar, bevestigen_voor, bevestigd_op, oordeel_voor, waarschuw_op FROM klachten WHERE status = 'open'`).Scan(ctx, &ws)
		if err != nil {
			return err
		}
		var staan []tijdmelding
		for _, w := range ws {
			staan = append(staan, w.meldingen(nu)...)
		}
		n, err = legTijdmeldingen(ctx, tx, staan, `klacht_id IS NOT NULL`)
		return err
	})
	return n, err
}

// meldingen are those that stand now. Another handler, or another term, gives others.
func (w klachtWacht) meldingen(nu time.Time) []tijdmelding {
	uit := []tijdmelding{{soort: casus.MeldKlacht}}
	if w.BevestigdOp == nil && !nu.Before(w.BevestigenVoor) {
		uit = append(uit, tijdmelding{soort: casus.MeldKlachtBevestigen, trede: 1})
	}
	if !nu.Before(w.WaarschuwOp) {
		uit = append(uit, tijdmelding{soort: casus.MeldKlachtOordeel, trede: 1})
	}
	if !nu.Before(w.OordeelVoor) {
		uit = append(uit, tijdmelding{soort: casus.MeldKlachtOordeel, trede: 2})
	}
	for i := range uit {
		m := &uit[i]
		m.klachtID, m.aan, m.persoon, m.op = w.ID, casus.AanPersoon, w.Behandelaar, nu
		wat := m.soort + "/" + strconv.Itoa(m.trede) + "/" + w.Behandelaar
		if m.soort == casus.MeldKlachtOordeel {
			wat += "/" + w.OordeelVoor.UTC().Format(time.RFC3339)
		}
		m.id = vasteID(w.ID, wat)
	}
	return uit
}
