package register

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"schakel/internal/toegang"
)

// Processes tell each other that something changed, over NOTIFY: ids and nothing else. It is a hint and may get lost; what is so, is in the tables.
//
// NOTIFY does not go along with the step: a transaction that notifies holds a lock of the whole database until it is on the disk, and so would
// line up all steps behind each other. It goes after it, a few hundred times a second at most, in one transaction for many.

const (
	roepKanaal = "schakel_live"
	// RoepVeranderd begins a message that names a case that changed.
	RoepVeranderd = "v "
	// RoepAlles says that messages may have been missed.
	RoepAlles = "*"

	roepRitme    = 50 * time.Millisecond
	luisterStil  = time.Minute
	luisterPauze = time.Second
)

// omroep collects what is to be told.
type omroep struct {
	mu      sync.Mutex
	wacht   map[string]struct{}
	wakker  chan struct{}
	stop    context.CancelFunc
	gestopt chan struct{}
}

func (r *Register) beginOmroep() {
	ctx, stop := context.WithCancel(context.Background())
	r.omroep = &omroep{wacht: map[string]struct{}{}, wakker: make(chan struct{}, 1), stop: stop, gestopt: make(chan struct{})}
	go r.roepLus(ctx)
}

func (o *omroep) sluit() {
	o.stop()
	<-o.gestopt
}

// Roep tells every process that listens, soon; it waits for nothing.
func (r *Register) Roep(bericht string) {
	o := r.omroep
	o.mu.Lock()
	o.wacht[bericht] = struct{}{}
	o.mu.Unlock()
	select {
	case o.wakker <- struct{}{}:
	default:
	}
}

func (r *Register) roepLus(ctx context.Context) {
	defer close(r.omroep.gestopt)
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.omroep.wakker:
		}
		r.omroep.mu.Lock()
		berichten := make([]string, 0, len(r.omroep.wacht))
		for b := range r.omroep.wacht {
			berichten = append(berichten, b)
		}
		clear(r.omroep.wacht)
		r.omroep.mu.Unlock()
		// What cannot be told now is not told: the register is away, and then there is nothing to look at either.
		_ = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
			b, err := json.Marshal(berichten)
			if err == nil {
				_, err = tx.NewRaw(`SELECT pg_notify(?, m) FROM jsonb_array_elements_text(?::jsonb) m`, roepKanaal, string(b)).Exec(ctx)
			}
			return err
		})
		t := time.NewTimer(roepRitme)
		select {
		case <-ctx.Done():
			t.Stop()
			return
		case <-t.C:
		}
	}
}

// Luister hears what is told, on a connection of its own, until ctx ends. A connection that breaks is made again, and [RoepAlles] is heard then.
func (r *Register) Luister(ctx context.Context, hoor func(string)) {
	for ctx.Err() == nil {
		_ = r.luisterEen(ctx, hoor) // PostgreSQL is away: again, until it is there
		t := time.NewTimer(luisterPauze)
		select {
		case <-ctx.Done():
		case <-t.C:
		}
		t.Stop()
	}
}

func (r *Register) luisterEen(ctx context.Context, hoor func(string)) error {
	c, err := pgx.Connect(ctx, r.appDSN)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close(context.WithoutCancel(ctx)) }()
	if _, err := c.Exec(ctx, "LISTEN "+roepKanaal); err != nil {
		return err
	}
	hoor(RoepAlles)
	for {
		if err := r.hoorEen(ctx, c, hoor); err != nil {
			return err
		}
	}
}

// hoorEen waits for one message. A line that is silent is tried now and then: of a connection that is gone nothing is ever heard.
func (r *Register) hoorEen(ctx context.Context, c *pgx.Conn, hoor func(string)) error {
	wacht, stop := context.WithTimeout(ctx, luisterStil)
	n, err := c.WaitForNotification(wacht)
	stil := wacht.Err() != nil && ctx.Err() == nil
	stop()
	switch {
	case err == nil:
		hoor(n.Payload)
		return nil
	case stil && !c.IsClosed():
		return c.Ping(ctx)
	}
	return err
}

// Verandering is that something happened at a case: who, when it was recorded, and of which kind. Nothing of what.
type Verandering struct {
	Casus, Nummer string
	Seq           int
	Soort, Door   string
	Fase          string // that began with it; empty: it stayed the same
	Op            time.Time
}

const selectVeranderd = `SELECT c.id AS casus, c.nummer, f.seq, f.soort, f.door_persoon AS door, coalesce(f.feit->>'f', '') AS fase, f.vastgelegd AS op`

// zieVeranderd is what of a case was decided after na, at most vijftig, as far as the asker may see (row level security).
const zieVeranderd = selectVeranderd + `
	FROM casussen c JOIN feiten f ON f.casus_id = c.id AND f.seq > ? WHERE c.id = ? ORDER BY f.seq DESC LIMIT 50`

// Stand is the last fact of a case that says something to the asker; else [fout.NietGevonden]. To who sees the status only that is not every fact, or a page that is
// kept up to date would tell when somebody works on the case.
func (r *Register) Stand(ctx context.Context, id toegang.Identiteit, casusID string) (seq int, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		rijen, err := haalMet[int](ctx, tx, vraag{laatst: true}, `SELECT seq FROM casussen WHERE id = ?::uuid`, []any{casusID})
		if err == nil && len(rijen) == 0 {
			err = nietGevonden()
		}
		if err == nil {
			seq = rijen[0]
		}
		return err
	})
	if err != nil || leestVeiligheid(id.Rol) {
		return seq, err
	}
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error { // of facts that the asker may not see, only which is the last that changed what it does see
		rijen, err := haalMet[int](ctx, tx, vraag{laatst: true}, standVanStatus, []any{casusID, id.Gebruiker, string(id.Rol), id.Organisatie})
		if err == nil {
			seq = rijen[0]
		}
		return err
	})
	return seq, err
}

// standVanStatus: the phase or who has regie changed, the asker did it, or it is about a question to who referred or an offer to who receives.
const standVanStatus = `SELECT coalesce(max(f.seq), 0) FROM feiten f WHERE f.casus_id = ?0::uuid AND (f.feit->>'f' IS NOT NULL OR f.feit->>'r' IS NOT NULL OR f.door_persoon = ?1
	OR ?2::text = 'verwijzer' AND f.soort IN ('ontvangst', 'antwoord')
	OR ?2::text = 'ketenpartner' AND EXISTS (SELECT FROM overdrachten o WHERE o.casus_id = f.casus_id AND o.ontvanger = ?3 AND (o.id = f.id OR o.id::text = f.ding)))`

// Veranderd gives what happened at one case after na, the newest first. It is not logged: it says no more than the page that asks for it, whose
// reading is.
func (r *Register) Veranderd(ctx context.Context, id toegang.Identiteit, casusID string, na int) (uit []Verandering, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		var err error
		uit, err = haalMet[Verandering](ctx, tx, vraag{laatst: true}, zieVeranderd, []any{na, casusID})
		return err
	})
	return uit, err
}

// VeranderdeCasussen gives the last that happened at each of these cases, for as far as the asker may see it.
func (r *Register) VeranderdeCasussen(ctx context.Context, id toegang.Identiteit, ids []string) (uit []Verandering, err error) {
	lijst, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		var err error
		uit, err = haalMet[Verandering](ctx, tx, vraag{laatst: true}, selectVeranderd+`
			FROM casussen c JOIN feiten f ON f.casus_id = c.id AND f.seq = c.seq
			WHERE c.id IN (SELECT v::uuid FROM jsonb_array_elements_text(?::jsonb) v)`, []any{string(lijst)})
		return err
	})
	return uit, err
}

// VanRoep gives the case that a message says has changed.
func VanRoep(bericht string) (casusID string, ok bool) {
	return strings.CutPrefix(bericht, RoepVeranderd)
}
