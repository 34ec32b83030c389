package register

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"schakel/internal/casus"
)

// wachtend is something about a deling that wants doing: telling the client, or naming the ground.
type delingWacht struct {
	ID, CasusID, Casehouder string
	Grond                   string
	HerbeoordelenOp         *time.Time
	Vastgelegd              time.Time
}

// HerinnerDelingen makes the meldingen of delingen that want doing, and settles those of
// what was done. A review date that came reminds by the ladder of the term `informeren`, as for the
// aanmelding; a deling without ground by the same ladder, from when the policy says it should be complete.
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
		err := tx.NewRaw(`SELECT d.id, d.casus_id, c.casehouder, d.grond, d.vastgelegd, i.herbeoordelen_op FROM delingen d JOIN casussen c ON c.id = d.casus_id
			LEFT JOIN LATERAL (SELECT * FROM delinginformatie i WHERE i.deling_id = d.id ORDER BY i.volgorde DESC LIMIT 1) i ON true
			WHERE NOT EXISTS (SELECT FROM delingen v WHERE v.vervangt = d.id)
				AND (d.grond = '' OR NOT coalesce(i.ja, false) AND i.herbeoordelen_op <= ?)`, nu).Scan(ctx, &ws)
		if err != nil {
			return err
		}
		staat := []string{uuid.Nil.String()}
		for _, w := range ws {
			if w.Grond == "" {
				begin, _ := bel.Kalender.Plus(w.Vastgelegd, regel.Aanvullen, nil)
				if err := r.meldDeling(ctx, tx, w, casus.MeldDelingAanvullen, begin, &bel, &staat, &n); err != nil {
					return err
				}
			}
			if w.HerbeoordelenOp != nil && !w.HerbeoordelenOp.After(nu) {
				if err := r.meldDeling(ctx, tx, w, casus.MeldDelingInformeren, *w.HerbeoordelenOp, &bel, &staat, &n); err != nil {
					return err
				}
			}
		}
		_, err = tx.NewRaw(`UPDATE meldingen SET status = 'afgehandeld' WHERE soort IN (?, ?) AND status IN ('open', 'bevestigd') AND id NOT IN (?)`,
			casus.MeldDelingAanvullen, casus.MeldDelingInformeren, bun.List(staat)).Exec(ctx)
		return err
	})
	return n, err
}

// meldDeling makes what the ladder says is due by now, and notes which meldingen stand. A melding is of the moment it
// was due, as those of the chain, however late the register is asked.
func (r *Register) meldDeling(ctx context.Context, tx Tx, w delingWacht, soort string, begin time.Time, bel *casus.Beleid, staat *[]string, n *int) error {
	for i, trede := range bel.Ladder(casus.TermijnInformeren) {
		begin, _ = bel.Kalender.Plus(begin, trede.Na, nil)
		if begin.After(r.nu()) {
			return nil
		}
		aan, persoon := trede.Aan, ""
		if aan == casus.AanCasehouder {
			if persoon = w.Casehouder; persoon == "" {
				aan = casus.AanCoordinator
			}
		}
		id := uuid.NewSHA1(uuid.MustParse(w.ID), []byte(soort+"/"+begin.UTC().Format(time.RFC3339)+"/"+string(rune('0'+i)))).String()
		*staat = append(*staat, id)
		uit, err := tx.NewRaw(`INSERT INTO meldingen (id, casus_id, soort, trede, aan, persoon, op) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
			id, w.CasusID, soort, i+1, string(aan), persoon, begin).Exec(ctx)
		if err != nil {
			return err
		}
		k, _ := uit.RowsAffected()
		*n += int(k)
	}
	return nil
}
