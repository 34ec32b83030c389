package register

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"schakel/internal/casus"
	"schakel/internal/contract"
)

// pacht is how long a relay has the steps it claimed to itself, by the clock of the database.
const pacht = 10 * time.Second

// maxPacht is further ahead than a claim ever reaches, also by the moment of a relay that
// waited for its turn while another claimed (two seconds at most, see lock_timeout below).
const maxPacht = 2 * pacht

// maxGroep is how many steps one message carries.
const maxGroep = 25

// Groep is what waits for one case.
type Groep struct {
	CasusID, Nummer, Motor string
	// Bekend is the last fact in the snapshot in which these steps had no outcome.
	Bekend      int
	Stappen     []casus.Stap
	Weigeringen []contract.StapWeigering
}

// oppakSlot is the advisory lock under which relays claim, one after another.
const oppakSlot = 0x5363_6b6c // "Sckl"

// Wachtend claims steps without an outcome, grouped per case in the order they
// came: contacts at once, others when older than ouderDan. Of a case of which
// another relay holds an earlier step nothing is claimed: it might overtake that
// one. Relays claim one after another, since two that claim at the same moment
// would not see what the other took.
//
// Moments are those of the database, so that processes with other clocks agree. What
// lies further ahead than any claim reaches was noted before that clock was set back
// (or, of a step, by a process whose clock is ahead), and holds nothing up.
func (r *Register) Wachtend(ctx context.Context, maxGroepen int, ouderDan time.Duration) ([]Groep, error) {
	var rijen []struct {
		stapRij
		Volgorde int64
	}
	err := r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		// A statement of its own: the next one must see what was claimed before it.
		if _, err := tx.NewRaw(`SELECT set_config('lock_timeout', '2s', true), pg_advisory_xact_lock(?)`, oppakSlot).Exec(ctx); err != nil {
			return fmt.Errorf("wachten op een andere relay: %w", err)
		}
		return tx.NewRaw(`WITH k AS (
				SELECT id FROM stappen w WHERE status = 'wacht' AND NOT `+fmt.Sprintf(vastgehouden, "w")+`
					AND (soort = 'contact' OR ingediend_op < ?1 - ?3 * interval '1 millisecond' OR ingediend_op > ?1 + ?4 * interval '1 millisecond')
					AND NOT EXISTS (SELECT 1 FROM stappen e WHERE e.casus_id = w.casus_id AND e.status = 'wacht'
						AND e.volgorde < w.volgorde AND `+fmt.Sprintf(vastgehouden, "e")+`)
				ORDER BY volgorde LIMIT ?2 FOR UPDATE SKIP LOCKED
			) UPDATE stappen s SET opgepakt_tot = now() + ?0 * interval '1 millisecond' FROM k, casussen c
			WHERE s.id = k.id AND c.id = s.casus_id RETURNING s.id, s.casus_id, s.proces, s.volgorde, c.nummer, c.seq, c.motor`,
			pacht.Milliseconds(), r.nuInSQL(), maxGroepen*maxGroep, ouderDan.Milliseconds(), maxPacht.Milliseconds()).Scan(ctx, &rijen)
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rijen, func(a, b struct {
		stapRij
		Volgorde int64
	},
	) int {
		return int(a.Volgorde - b.Volgorde)
	})
	var uit []Groep
	for _, s := range rijen {
		i := slices.IndexFunc(uit, func(g Groep) bool { return g.CasusID == s.CasusID && len(g.Stappen) < maxGroep })
		if i < 0 {
			uit = append(uit, Groep{CasusID: s.CasusID, Nummer: s.Nummer, Motor: s.Motor, Bekend: s.Seq})
			i = len(uit) - 1
		}
		uit[i].Stappen = append(uit[i].Stappen, s.Proces)
	}
	return uit, nil
}

// vastgehouden: somebody has this step (%[1]s, a row of stappen) to himself; ?4 is maxPacht in
// milliseconds. `infinity` is a step that no relay may take, see [Config.Houdt].
const vastgehouden = `coalesce(%[1]s.opgepakt_tot >= now() AND (%[1]s.opgepakt_tot <= now() + ?4 * interval '1 millisecond' OR %[1]s.opgepakt_tot = 'infinity'), false)`

// nuInSQL is the moment with which ingediend_op compares: that of the database, or of
// the clock that a register was given, in which its steps were noted too.
func (r *Register) nuInSQL() any {
	if r.eigenKlok {
		return bun.SafeQuery("?::timestamptz", r.nu())
	}
	return bun.Safe("now()")
}

// VoorCasus reads again what is left of these steps. Whoever delivers them goes on:
// a claim on them begins anew.
func (r *Register) VoorCasus(ctx context.Context, casusID string, ids []string) (Groep, error) {
	g := Groep{CasusID: casusID}
	var rijen []stapRij
	err := r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`WITH p AS (
				UPDATE stappen SET opgepakt_tot = now() + ? * interval '1 millisecond'
				WHERE id IN (?) AND status = 'wacht' AND opgepakt_tot < 'infinity'
			) SELECT s.id, s.casus_id, s.proces, s.status, s.weigering, c.nummer, c.seq, c.motor
			FROM stappen s JOIN casussen c ON c.id = s.casus_id WHERE s.id IN (?) ORDER BY s.volgorde`,
			pacht.Milliseconds(), bun.List(ids), bun.List(ids)).Scan(ctx, &rijen)
	})
	for _, s := range rijen {
		g.Nummer, g.Motor, g.Bekend = s.Nummer, s.Motor, s.Seq
		switch {
		case s.Status == StapWacht:
			g.Stappen = append(g.Stappen, s.Proces)
		case s.Status == StapGeweigerd && s.Weigering != nil:
			g.Weigeringen = append(g.Weigeringen, contract.StapWeigering{Stap: s.ID, Weigering: *s.Weigering})
		}
	}
	return g, err
}

// Gesloten lets the rules decide on a closed case, under the lock of its row.
func (r *Register) Gesloten(ctx context.Context, casusID string, fn func(*casus.State) (contract.StappenUit, error)) error {
	err := r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		seq, motor, err := slot(ctx, tx, casusID)
		if err != nil {
			return err
		}
		if motor != MotorGesloten {
			return ErrMotorLoopt
		}
		s, err := toestand(ctx, tx, casusID)
		if err != nil {
			return err
		}
		uit, err := fn(&s)
		if err != nil {
			return err
		}
		return r.schrijf(ctx, tx, casusID, seq, uit, &s)
	})
	if err == nil {
		r.Roep(RoepVeranderd + casusID)
	}
	return err
}

func toestand(ctx context.Context, tx Tx, casusID string) (casus.State, error) {
	var ruw []byte
	var s casus.State
	if err := tx.NewRaw(`SELECT toestand FROM casussen WHERE id = ?`, casusID).Scan(ctx, &ruw); err != nil {
		return s, err
	}
	if ruw == nil {
		return s, ErrMotorLoopt
	}
	if err := json.Unmarshal(ruw, &s); err != nil {
		return s, fmt.Errorf("toestand van de casus: %w", err)
	}
	return s, nil
}

// Heropen hands a closed case back to a workflow and gives the state it starts
// from. Asked again, it answers the same. [ErrMotorLoopt] without a state, or with
// one of an earlier closing: a run that began from that would forget what came
// after it, and number its facts a second time.
func (r *Register) Heropen(ctx context.Context, casusID string) (casus.State, error) {
	var s casus.State
	err := r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		seq, _, err := slot(ctx, tx, casusID)
		if err != nil {
			return err
		}
		if s, err = toestand(ctx, tx, casusID); err != nil {
			return err
		}
		if s.Seq < seq { // it runs, or is being closed again
			return ErrMotorLoopt
		}
		_, err = tx.NewRaw(`UPDATE casussen SET motor = 'loopt' WHERE id = ?`, casusID).Exec(ctx)
		return err
	})
	return s, err
}

// BlijftGesloten takes a handing over by [Register.Heropen] back, when nothing was decided since.
func (r *Register) BlijftGesloten(ctx context.Context, casusID string) error {
	return r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		_, err := tx.NewRaw(`UPDATE casussen SET motor = 'gesloten' WHERE id = ? AND fase = 'afgesloten' AND (toestand->>'seq')::int = seq`, casusID).Exec(ctx)
		return err
	})
}

// MarkeerWacht notes that a step was answered with 202: a late refusal is told,
// also one that came in just before this.
func (r *Register) MarkeerWacht(ctx context.Context, stapID string) error {
	return r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		var stap []gemerkt
		err := tx.NewRaw(`UPDATE stappen SET gemeld_wacht = true WHERE id = ? RETURNING id, casus_id, status, door_persoon, gemeld_wacht`, stapID).Scan(ctx, &stap)
		if err != nil || len(stap) == 0 {
			return err
		}
		return schrijver{Register: r, tx: tx, casusID: stap[0].CasusID}.laatGeweigerd(ctx, stap)
	})
}

// StapUitkomst reads a step as the engine's side.
func (r *Register) StapUitkomst(ctx context.Context, stapID string) (Ingediend, error) {
	var s stapRij
	err := r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT s.id, s.casus_id, s.proces, s.status, s.weigering, s.ding, c.nummer, c.seq, c.motor
			FROM stappen s JOIN casussen c ON c.id = s.casus_id WHERE s.id = ?`, stapID).Scan(ctx, &s)
	})
	return s.ingediend(), err
}
