package register

import (
	"context"
	"fmt"
	"time"

	"schakel/internal/casus"
)

// lijstWacht is a list that waits, for one of those who can approve it.
type lijstWacht struct {
	ID, Wie string
	// Sinds is when the list was made, or approved for the first time, or its approvals counted no more.
	Sinds  time.Time
	Tweede bool
	// Keer is how often its approvals counted no more: then it is asked anew.
	Keer int
}

// HerinnerLijsten makes the meldingen of destruction lists that wait for the first or the second approval, to each who can still give it, at once and
// once more when it lasts; and settles those of who approved, and of lists that two approved or that nothing is left on. Any number of processes can
// call it: a melding has an id that follows from what it is about.
func (r *Register) HerinnerLijsten(ctx context.Context) (n int, err error) {
	regel, _, err := r.bewaarregel(ctx)
	if err != nil {
		return 0, err
	}
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		ws, err := haal[lijstWacht](ctx, tx, `SELECT l.id, u.id AS wie, coalesce(g.op, x.op, l.gemaakt_op) AS sinds, g.n = 1 AS tweede, x.keer
			FROM vernietigingslijsten l CROSS JOIN gebruikers u
			CROSS JOIN LATERAL (SELECT count(*) AS n, max(op) AS op FROM vernietigingsgoedkeuringen k WHERE k.lijst_id = l.id) g
			CROSS JOIN LATERAL (SELECT count(DISTINCT k.vervallen_op) AS keer, max(k.vervallen_op) AS op FROM vervallengoedkeuringen k WHERE k.lijst_id = l.id) x
			WHERE l.klaar_op IS NULL AND g.n < 2 AND u.actief AND u.rol IN ('coordinator', 'privacy_officer')
				AND EXISTS (SELECT FROM vernietigingsregels v WHERE v.lijst_id = l.id AND v.status = 'open')
				AND NOT EXISTS (SELECT FROM vernietigingsgoedkeuringen k WHERE k.lijst_id = l.id AND k.wie = u.id)
				AND NOT EXISTS (SELECT FROM klachten k WHERE k.id = l.klacht_id AND u.id = ANY (k.betrokkenen))`)
		if err != nil {
			return err
		}
		var staan []tijdmelding
		for _, w := range ws {
			staan = append(staan, w.meldingen(regel.HerinnerNa(), r.nu())...)
		}
		n, err = legTijdmeldingen(ctx, tx, staan, `lijst_id IS NOT NULL`)
		return err
	})
	return n, err
}

// meldingen are those that stand now.
func (w lijstWacht) meldingen(weer casus.Duur, nu time.Time) (uit []tijdmelding) {
	soort := casus.MeldLijst
	if w.Tweede {
		soort = casus.MeldLijstTweede
	}
	keer := ""
	if w.Keer > 0 {
		keer = fmt.Sprintf("/%d", w.Keer)
	}
	for i, op := range []time.Time{w.Sinds, na(weer, w.Sinds)} {
		if !op.After(nu) {
			uit = append(uit, tijdmelding{
				id: vasteID(w.ID, fmt.Sprintf("/%s/%d/%s%s", soort, i+1, w.Wie, keer)), lijstID: w.ID, soort: soort, trede: i + 1, aan: casus.AanPersoon, persoon: w.Wie, op: op,
			})
		}
	}
	return uit
}
