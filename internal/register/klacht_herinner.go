package register

import (
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

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
		n = 0
		var ws []klachtWacht
		err := tx.NewRaw(`SELECT id, behandelaar, bevestigen_voor, bevestigd_op, oordeel_voor, waarschuw_op FROM klachten WHERE status = 'open'`).Scan(ctx, &ws)
		if err != nil {
			return err
		}
		staat := []string{uuid.Nil.String()}
		for _, w := range ws {
			for _, m := range w.meldingen(nu) {
				staat = append(staat, m.id)
				uit, err := tx.NewRaw(`INSERT INTO meldingen (id, klacht_id, soort, trede, aan, persoon, op) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
					m.id, w.ID, m.soort, m.trede, string(casus.AanPersoon), w.Behandelaar, nu).Exec(ctx)
				if err != nil {
					return err
				}
				k, _ := uit.RowsAffected()
				n += int(k)
			}
		}
		_, err = tx.NewRaw(`UPDATE meldingen SET status = 'afgehandeld' WHERE klacht_id IS NOT NULL AND status IN ('open', 'bevestigd') AND id NOT IN (?)`,
			bun.List(staat)).Exec(ctx)
		return err
	})
	return n, err
}

type klachtMelding struct {
	id, soort string
	trede     int
}

// meldingen are those that stand now. Another handler, or another term, gives others.
func (w klachtWacht) meldingen(nu time.Time) []klachtMelding {
	uit := []klachtMelding{{soort: casus.MeldKlacht}}
	if w.BevestigdOp == nil && !nu.Before(w.BevestigenVoor) {
		uit = append(uit, klachtMelding{soort: casus.MeldKlachtBevestigen, trede: 1})
	}
	if !nu.Before(w.WaarschuwOp) {
		uit = append(uit, klachtMelding{soort: casus.MeldKlachtOordeel, trede: 1})
	}
	if !nu.Before(w.OordeelVoor) {
		uit = append(uit, klachtMelding{soort: casus.MeldKlachtOordeel, trede: 2})
	}
	for i, m := range uit {
		wat := m.soort + "/" + strconv.Itoa(m.trede) + "/" + w.Behandelaar
		if m.soort == casus.MeldKlachtOordeel {
			wat += "/" + w.OordeelVoor.UTC().Format(time.RFC3339)
		}
		uit[i].id = uuid.NewSHA1(uuid.MustParse(w.ID), []byte(wat)).String()
	}
	return uit
}
