package register

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"schakel/internal/casus"
)

// slotBeleid is the advisory lock under which a policy gets its number.
const slotBeleid = 7215043

// Beleidsversie is a policy that is or was in force.
type Beleidsversie struct {
	Nr            int
	Versie, Regio string
	// Hash of its content, closing days included: the same file read in another year is another one.
	Hash string
	// KalenderTot is how far its closing days go, as 20321231.
	KalenderTot int
	Vanaf       time.Time
	// Door is who put it in force: a user id, or `start` for a program that started.
	Door string
	// ToegepastOp is when the last running case had got it; nil: not (yet).
	ToegepastOp *time.Time
	// Lopend is how many running cases carry it now.
	Lopend int
}

// BeleidHash is what two policies are compared by; their numbers do not count.
func BeleidHash(b casus.Beleid) (string, error) {
	b.Nr = 0
	j, err := json.Marshal(b)
	h := sha256.Sum256(j)
	return hex.EncodeToString(h[:]), err
}

// ZetBeleid puts a policy in force and answers it with its number. The one that is
// in force already keeps its number: nieuw is false then. Running cases do not
// change by it.
func (r *Register) ZetBeleid(ctx context.Context, b casus.Beleid, door string) (uit casus.Beleid, nieuw bool, err error) {
	hash, err := BeleidHash(b)
	if err != nil {
		return b, false, err
	}
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		if _, err := tx.NewRaw(`SELECT pg_advisory_xact_lock(?)`, slotBeleid).Exec(ctx); err != nil {
			return err
		}
		var laatste struct {
			Nr   int
			Hash string
		}
		err := tx.NewRaw(`SELECT nr, hash FROM beleidsversies ORDER BY nr DESC LIMIT 1`).Scan(ctx, &laatste)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		b.Nr = laatste.Nr
		if laatste.Hash == hash {
			return nil
		}
		nieuw = true
		b.Nr++
		j, err := json.Marshal(b)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw(`INSERT INTO beleidsversies (nr, versie, regio, hash, kalender_tot, vanaf, door, beleid) VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb)`,
			b.Nr, b.Versie, b.Regio, hash, b.Kalender.Tot, r.nu(), door, string(j)).Exec(ctx)
		return err
	})
	if err != nil {
		err = fmt.Errorf("beleid vastleggen: %w", err)
	}
	return b, nieuw, err
}

// BeleidInKracht is the policy that new cases get; false when none ever was.
func (r *Register) BeleidInKracht(ctx context.Context) (b casus.Beleid, er bool, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) (err error) {
		b, er, err = beleidInKracht(ctx, tx)
		return err
	})
	return b, er, err
}

func beleidInKracht(ctx context.Context, tx Tx) (b casus.Beleid, er bool, err error) {
	var ruw []byte
	if err = tx.NewRaw(`SELECT beleid FROM beleidsversies ORDER BY nr DESC LIMIT 1`).Scan(ctx, &ruw); err == nil {
		er, err = true, json.Unmarshal(ruw, &b)
	}
	if err = zonderLeeg(err); err != nil {
		err = fmt.Errorf("beleid lezen: %w", err)
	}
	return b, er, err
}

// BeleidNr is the number of the policy in force; 0 when none ever was.
func (r *Register) BeleidNr(ctx context.Context) (nr int, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT coalesce(max(nr), 0) FROM beleidsversies`).Scan(ctx, &nr)
	})
	return nr, err
}

// BeleidMetVersie finds the last policy that was in force under a name; false when there was none.
func (r *Register) BeleidMetVersie(ctx context.Context, versie string) (b casus.Beleid, er bool, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		var ruw []byte
		if err := tx.NewRaw(`SELECT beleid FROM beleidsversies WHERE versie = ? ORDER BY nr DESC LIMIT 1`, versie).Scan(ctx, &ruw); err != nil {
			return err
		}
		er = true
		return json.Unmarshal(ruw, &b)
	})
	return b, er, zonderLeeg(err)
}

// lopend are the cases a workflow decides on that have begun; nr is the policy
// they carry, 0 for a case that began before policies had numbers.
const lopend = `(SELECT c.id, c.nummer, c.seq, coalesce((c.projectie->'beleid'->>'nr')::int, 0) AS nr,
		coalesce(c.projectie->'beleid'->>'versie', '') AS versie, coalesce((c.projectie->'beleid'->>'kalenderTot')::int, 0) AS kalender_tot
	FROM casussen c WHERE c.motor = 'loopt' AND c.seq > 0 AND c.fase <> 'afgesloten')`

// Beleidsversies lists all that ever were in force, newest first, with how many
// running cases carry each.
func (r *Register) Beleidsversies(ctx context.Context) ([]Beleidsversie, error) {
	var uit []Beleidsversie
	err := r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT v.nr, v.versie, v.regio, v.hash, v.kalender_tot, v.vanaf, v.door, v.toegepast_op, count(l.id) AS lopend
			FROM beleidsversies v LEFT JOIN `+lopend+` l ON l.nr = v.nr GROUP BY v.nr ORDER BY v.nr DESC`).Scan(ctx, &uit)
	})
	return uit, err
}

// Lopend is a running case, and which policy it carries.
type Lopend struct {
	ID, Nummer string
	// Seq is the last fact the register has of it.
	Seq         int
	Nr          int
	Versie      string
	KalenderTot int
}

// Lopende lists running cases in order of number, from the one after na on, n at a
// time. voor limits them to those whose policy has a lower number; 0: all.
func (r *Register) Lopende(ctx context.Context, voor int, na string, n int) ([]Lopend, error) {
	var uit []Lopend
	err := r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT * FROM `+lopend+` l WHERE l.nummer > ? AND (? = 0 OR l.nr < ?) ORDER BY l.nummer LIMIT ?`, na, voor, voor, n).Scan(ctx, &uit)
	})
	return uit, err
}

// TelLopende counts what [Register.Lopende] lists.
func (r *Register) TelLopende(ctx context.Context, voor int) (n int, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT count(*) FROM `+lopend+` l WHERE ? = 0 OR l.nr < ?`, voor, voor).Scan(ctx, &n)
	})
	return n, err
}

// KalenderEindigt counts the running cases whose closing days end before a day, as 20321231.
func (r *Register) KalenderEindigt(ctx context.Context, voor int) (n int, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT count(*) FROM `+lopend+` l WHERE l.kalender_tot > 0 AND l.kalender_tot < ?`, voor).Scan(ctx, &n)
	})
	return n, err
}

// LopendeCasus reads one running case; false when it no longer runs.
func (r *Register) LopendeCasus(ctx context.Context, casusID string) (l Lopend, er bool, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT * FROM `+lopend+` l WHERE l.id = ?`, casusID).Scan(ctx, &l)
	})
	return l, err == nil, zonderLeeg(err)
}

// BeleidToegepast notes that every running case has the policy with this number; the first time counts.
func (r *Register) BeleidToegepast(ctx context.Context, nr int) error {
	return r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		_, err := tx.NewRaw(`UPDATE beleidsversies SET toegepast_op = ? WHERE nr = ? AND toegepast_op IS NULL`, r.nu(), nr).Exec(ctx)
		return err
	})
}
