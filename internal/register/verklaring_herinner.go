package register

import (
	"context"
	"fmt"
	"time"

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
		// Of a case that is being destroyed nobody is reminded: its meldingen go with it.
		ws, err := haal[verklaringWacht](ctx, tx, `SELECT v.id, v.casus_id, v.op, v.vastgelegd FROM verklaringen v
			WHERE v.soort IN ('bezwaar', 'correctieverzoek') AND NOT EXISTS (SELECT FROM verklaringantwoorden a WHERE a.verklaring_id = v.id)
				AND NOT EXISTS (SELECT FROM grafstenen g WHERE g.casus_id = v.casus_id)`)
		if err != nil {
			return err
		}
		var staan []tijdmelding
		for _, w := range ws {
			staan = append(staan, w.meldingen(regel, r.nu())...)
		}
		n, err = legTijdmeldingen(ctx, tx, staan, `soort = ?`, casus.MeldVerklaring)
		return err
	})
	return n, err
}

// meldingen are those that stand now.
func (w verklaringWacht) meldingen(regel casus.Rechtenregel, nu time.Time) (uit []tijdmelding) {
	voor := na(regel.Antwoord, w.Op)
	for _, m := range []tijdmelding{
		{trede: 1, op: w.Vastgelegd, aan: casus.AanCoordinator},
		{trede: 2, op: voorAf(regel.Vooraf, voor), aan: casus.AanCoordinator},
		{trede: 3, op: voor, aan: casus.AanCoordinator},
		{trede: 3, op: voor, aan: casus.AanFG},
	} {
		if !m.op.After(nu) {
			m.casusID, m.soort = w.CasusID, casus.MeldVerklaring
			m.id = vasteID(w.ID, fmt.Sprintf("/%s/%d/%s/%s", m.soort, m.trede, m.aan, voor.UTC().Format(time.RFC3339)))
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
