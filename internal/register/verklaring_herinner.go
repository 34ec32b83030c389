package register

import (
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"schakel/internal/casus"
)

// verklaringWacht is a bezwaar or a correctieverzoek without an answer.
type verklaringWacht struct {
	ID, CasusID    string
	Op, Vastgelegd time.Time
}

// HerinnerVerklaringen makes the meldingen of what a client objects to or asks to correct and that was not answered: to the coordinator when it is
// written down, again some time before the answer is due, and when it is late; then to the privacy officer as well. It settles those of what was
// answered. Any number of processes can call it: a melding has an id that follows from what it is about.
func (r *Register) HerinnerVerklaringen(ctx context.Context) (n int, err error) {
	bel, _, err := r.BeleidInKracht(ctx)
	if err != nil {
		return 0, err
	}
	regel := bel.Rechten.Gevuld()
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		n = 0
		// Of a case that is being destroyed nobody is reminded: its meldingen go with it.
		ws, err := haal[verklaringWacht](ctx, tx, `SELECT v.id, v.casus_id, v.op, v.vastgelegd FROM verklaringen v
			WHERE v.soort IN ('bezwaar', 'correctieverzoek') AND NOT EXISTS (SELECT FROM verklaringantwoorden a WHERE a.verklaring_id = v.id)
				AND NOT EXISTS (SELECT FROM grafstenen g WHERE g.casus_id = v.casus_id)`)
		if err != nil {
			return err
		}
		staat := []string{uuid.Nil.String()}
		for _, w := range ws {
			for _, m := range w.meldingen(regel, r.nu()) {
				staat = append(staat, m.id)
				uit, err := tx.NewRaw(`INSERT INTO meldingen (id, casus_id, soort, trede, aan, op) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
					m.id, w.CasusID, casus.MeldVerklaring, m.trede, string(m.aan), m.op).Exec(ctx)
				if err != nil {
					return err
				}
				k, _ := uit.RowsAffected()
				n += int(k)
			}
		}
		_, err = tx.NewRaw(`UPDATE meldingen SET status = 'afgehandeld' WHERE soort = ? AND status IN ('open', 'bevestigd') AND id NOT IN (?)`,
			casus.MeldVerklaring, bun.List(staat)).Exec(ctx)
		return err
	})
	return n, err
}

type verklaringMelding struct {
	opTijd
	aan casus.Bestemming
}

// meldingen are those that stand now.
func (w verklaringWacht) meldingen(regel casus.Rechtenregel, nu time.Time) (uit []verklaringMelding) {
	voor := na(regel.Antwoord, w.Op)
	for _, m := range []verklaringMelding{
		{opTijd{trede: 1, op: w.Vastgelegd}, casus.AanCoordinator},
		{opTijd{trede: 2, op: voorAf(regel.Vooraf, voor)}, casus.AanCoordinator},
		{opTijd{trede: 3, op: voor}, casus.AanCoordinator},
		{opTijd{trede: 3, op: voor}, casus.AanFG},
	} {
		if !m.op.After(nu) {
			m.id = vasteID(w.ID, casus.MeldVerklaring, strconv.Itoa(m.trede), string(m.aan), voor.UTC().Format(time.RFC3339))
			uit = append(uit, m)
		}
	}
	return uit
}

// voorAf is a moment one length earlier.
func voorAf(d casus.Duur, op time.Time) time.Time {
	d.N = -d.N
	return na(d, op)
}
