package register

import (
	"context"
	"time"

	"schakel/internal/casus"
)

// wachtend is something about a deling that wants doing: telling the client, or naming the ground.
type delingWacht struct {
	ID, CasusID, Casehouder string
	// Aanvullen: without a ground, or with only that of the policy.
	Aanvullen       bool
	HerbeoordelenOp *time.Time
	Vastgelegd      time.Time
}

// HerinnerDelingen makes the meldingen of delingen that want doing, and settles those of
// what was done. A review date that came reminds by the ladder of the term `informeren`, as for the
// aanmelding; a deling without ground, or with only that of the policy, by the same ladder, from when the policy says it should be complete.
// It asks as the engine's side, and can be called by any number of processes: a melding has an id that follows from what it is about.
func (r *Register) HerinnerDelingen(ctx context.Context) (n int, err error) {
	bel, er, err := r.BeleidInKracht(ctx)
	if err != nil || !er {
		return 0, err
	}
	regel := bel.Delingen.Gevuld()
	nu := r.nu()
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		var ws []delingWacht
		err := tx.NewRaw(`SELECT d.id, d.casus_id, c.casehouder, (d.grond = '' OR d.uit_beleid) AS aanvullen, d.vastgelegd, i.herbeoordelen_op FROM delingen d JOIN casussen c ON c.id = d.casus_id
			LEFT JOIN LATERAL (SELECT * FROM delinginformatie i WHERE i.deling_id = d.id ORDER BY i.volgorde DESC LIMIT 1) i ON true
			WHERE NOT EXISTS (SELECT FROM delingen v WHERE v.vervangt = d.id)
				AND (d.grond = '' OR d.uit_beleid OR NOT coalesce(i.ja, false) AND i.herbeoordelen_op <= ?)`, nu).Scan(ctx, &ws)
		if err != nil {
			return err
		}
		var staan []tijdmelding
		for _, w := range ws {
			if w.Aanvullen {
				begin, _ := bel.Kalender.Plus(w.Vastgelegd, regel.Aanvullen, nil)
				staan = append(staan, w.meldingen(casus.MeldDelingAanvullen, begin, &bel, nu)...)
			}
			if w.HerbeoordelenOp != nil && !w.HerbeoordelenOp.After(nu) {
				staan = append(staan, w.meldingen(casus.MeldDelingInformeren, *w.HerbeoordelenOp, &bel, nu)...)
			}
		}
		n, err = legTijdmeldingen(ctx, tx, staan, `soort IN (?, ?)`, casus.MeldDelingAanvullen, casus.MeldDelingInformeren)
		return err
	})
	return n, err
}

// meldingen are those of one kind that the ladder says are due by now. A melding is of the moment it was due, as those of
// the chain, however late the register is asked.
func (w delingWacht) meldingen(soort string, begin time.Time, bel *casus.Beleid, nu time.Time) (uit []tijdmelding) {
	for i, trede := range bel.Ladder(casus.TermijnInformeren) {
		begin, _ = bel.Kalender.Plus(begin, trede.Na, nil)
		if begin.After(nu) {
			break
		}
		m := tijdmelding{casusID: w.CasusID, soort: soort, trede: i + 1, aan: trede.Aan, op: begin}
		if m.aan == casus.AanCasehouder {
			if m.persoon = w.Casehouder; m.persoon == "" {
				m.aan = casus.AanCoordinator
			}
		}
		m.id = vasteID(w.ID, soort+"/"+begin.UTC().Format(time.RFC3339)+"/"+string(rune('0'+i)))
		uit = append(uit, m)
	}
	return uit
}
