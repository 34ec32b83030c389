package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"schakel/internal/casus"
	"schakel/internal/fout"
)

// The steps of destroying a case, each of which can be done again. Their order is that of package bewaren: the tombstone in the register, in
// the file outside it, the key, the rows, the histories.

// Vernietigregel is a line of an approved list that is still to be done. Status is open or bezig.
type Vernietigregel struct {
	Lijst string `bun:"lijst_id"`
	Nr    int
	// CasusID is of the case, or of the complaint when Soort says so.
	CasusID string
	Soort   string
	Status  string
}

// TeVernietigen are the lines of approved lists that are still to be done, those that were begun first.
func (r *Register) TeVernietigen(ctx context.Context) (uit []Vernietigregel, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		uit, err = haal[Vernietigregel](ctx, tx, `SELECT v.lijst_id, v.nr, v.casus_id, v.soort, v.status FROM vernietigingsregels v
			JOIN vernietigingslijsten l ON l.id = v.lijst_id
			WHERE v.status IN ('open', 'bezig') AND l.klaar_op IS NULL AND (SELECT count(*) FROM vernietigingsgoedkeuringen g WHERE g.lijst_id = l.id) >= 2
			ORDER BY v.status <> 'bezig', l.gemaakt_op, v.lijst_id, v.nr`)
		return err
	})
	return uit, err
}

// BeginVernietiging sets the tombstone of one line, after which it is not to be stopped. gaat is false when the case may not go (any more):
// then it fell off the list. The database refuses a list that two people did not approve.
func (r *Register) BeginVernietiging(ctx context.Context, v Vernietigregel) (gaat bool, err error) {
	regel, _, err := r.bewaarregel(ctx)
	if err != nil {
		return false, err
	}
	soorten, lengtes, dagen := bewaartermijnen(regel)
	var vervalt time.Time
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) (err error) {
		vervalt, err = klachtVervalt(ctx, tx, regel, v.CasusID)
		if v.Soort != casus.BewaarKlacht {
			vervalt, err = haalEen[time.Time](ctx, tx, selectBewaar+`SELECT d.vervalt_op FROM d WHERE d.id = ?::uuid`, soorten, lengtes, dagen, v.CasusID)
		}
		return err
	})
	if errors.Is(err, sql.ErrNoRows) { // gone, or open again: the database says which
		vervalt, err = time.Time{}, nil
	}
	if err != nil {
		return false, err
	}
	err = r.AlsWerk(ctx, func(ctx context.Context, tx Tx) error {
		hoe, err := haalEen[string](ctx, tx, `SELECT begin_vernietiging(?::uuid, ?::int, ?::timestamptz, ?::timestamptz)`, v.Lijst, v.Nr, vervalt, r.nu())
		gaat = hoe == "bezig"
		return err
	})
	return gaat && err == nil, err
}

// Grafsteen says that a case is no more, and since when.
type Grafsteen struct {
	CasusID string
	Op      time.Time
	// RegisterOp and MotorOp are when the register, and when Temporal, had nothing left of it; nil: not yet.
	RegisterOp, MotorOp *time.Time
}

// Grafstenen are all of them.
func (r *Register) Grafstenen(ctx context.Context) (uit []Grafsteen, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		uit, err = haal[Grafsteen](ctx, tx, `SELECT casus_id, op, register_op, motor_op FROM grafstenen ORDER BY op, casus_id`)
		return err
	})
	return uit, err
}

// GrafstenenBezig are those that something is left of: of these cases, or of all when none is named.
func (r *Register) GrafstenenBezig(ctx context.Context, casussen ...string) (uit []Grafsteen, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		uit, err = haal[Grafsteen](ctx, tx, `SELECT casus_id, op, register_op, motor_op FROM grafstenen WHERE (register_op IS NULL OR motor_op IS NULL)
			AND (?::int = 0 OR casus_id = ANY (?::text[]::uuid[])) ORDER BY op, casus_id`, len(casussen), casussen)
		return err
	})
	return uit, err
}

// ErrGrafsteenGeweigerd: what was destroyed stands in this register without a list that two people approved, as in a backup of before that. The engine's side
// may not destroy it then.
var ErrGrafsteenGeweigerd = errors.New("in dit register staat wat vernietigd was zonder lijst die twee mensen goedkeurden (of open, opgeschort of later veranderd), zoals in een back-up van " +
	"daarvoor; draai schakel retention --herspeel met het wachtwoord van de eigenaar (--database-owner-password-file)")

// codeGeweigerd is what the database says then (herspeel_grafsteen).
const codeGeweigerd = "SK002"

// ZetGrafsteen sets a tombstone from outside the register, so that the case goes again. What the engine's side may not, the owner does, if [Config] has a
// way in for him. Error: [ErrGrafsteenGeweigerd], or the store's.
func (r *Register) ZetGrafsteen(ctx context.Context, g Grafsteen) error {
	err := r.AlsWerk(ctx, func(ctx context.Context, tx Tx) error {
		return voer(ctx, tx, vraag{}, zetGrafsteen, []any{g.CasusID, g.Op})
	})
	var pg *pgconn.PgError
	switch {
	case !errors.As(err, &pg) || pg.Code != codeGeweigerd:
		return err
	case r.eigenaarDSN == "":
		return ErrGrafsteenGeweigerd
	}
	db, err := verbind(r.eigenaarDSN, 1)
	if err != nil {
		return err
	}
	_, err = db.NewRaw(zetGrafsteen, g.CasusID, g.Op).Exec(ctx)
	return errors.Join(err, db.Close())
}

const zetGrafsteen = `SELECT herspeel_grafsteen(?::uuid, ?::timestamptz)`

// KluisGrafstenen are the tombstones that the kluis knows: the cases and complaints whose key was destroyed. It is apart from the register, and stays where
// that is put back from a backup.
func (r *Register) KluisGrafstenen(ctx context.Context) ([]Grafsteen, error) {
	vs, err := r.sleutels.kluis.AlleVernietigd(ctx)
	uit := make([]Grafsteen, len(vs))
	for i, v := range vs {
		uit[i] = Grafsteen{CasusID: v.CasusID, Op: v.Op}
	}
	return uit, err
}

// isVernietigd reports whether a case or complaint was destroyed, or is being: by the tombstones of the register, or by the kluis.
func (r *Register) isVernietigd(ctx context.Context, id string) (ja bool, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		ja, err = haalEen[bool](ctx, tx, `SELECT EXISTS (SELECT FROM grafstenen WHERE casus_id = ?::uuid)`, id)
		return err
	})
	if err != nil || ja {
		return ja, err
	}
	return r.sleutels.kluis.IsVernietigd(ctx, id)
}

// weigerVernietigd is [fout.NietGevonden] for what was destroyed and came back with a backup, before it was destroyed again.
func (r *Register) weigerVernietigd(ctx context.Context, id string) error {
	weg, err := r.isVernietigd(ctx, id)
	if err == nil && weg {
		err = nietGevonden()
	}
	return err
}

// Opgestaan are those of these cases and complaints that the register holds again, as after the restoring of a part.
func (r *Register) Opgestaan(ctx context.Context, ids []string) (uit []string, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		uit, err = haal[string](ctx, tx, `SELECT id FROM casussen WHERE id = ANY (?::text[]::uuid[]) UNION ALL SELECT id FROM klachten WHERE id = ANY (?::text[]::uuid[])`, ids, ids)
		return err
	})
	return uit, err
}

// VernietigRijen destroys every row of a case that has a tombstone, and takes it out of the access log.
func (r *Register) VernietigRijen(ctx context.Context, casusID string) error {
	return r.AlsWerk(ctx, func(ctx context.Context, tx Tx) error {
		regels, err := r.ontdoeLog(ctx, tx, casusID)
		if err != nil {
			return err
		}
		return voer(ctx, tx, vraag{}, `SELECT vernietig_casus(?::uuid, ?::int, ?::timestamptz)`, []any{casusID, regels, r.nu()})
	})
}

// TelHistories notes how many histories of a destroyed case there were: the most that one look found, for Temporal shows what it is deleting for a while.
func (r *Register) TelHistories(ctx context.Context, casusID string, n int) error {
	return r.AlsWerk(ctx, func(ctx context.Context, tx Tx) error {
		return voer(ctx, tx, vraag{}, `UPDATE grafstenen SET runs = greatest(runs, ?::int) WHERE casus_id = ?::uuid`, []any{n, casusID})
	})
}

// HistorieLeeg notes that Temporal has nothing left of a case.
func (r *Register) HistorieLeeg(ctx context.Context, casusID string) error {
	return r.AlsWerk(ctx, func(ctx context.Context, tx Tx) error {
		return voer(ctx, tx, vraag{}, `UPDATE grafstenen SET motor_op = ?::timestamptz WHERE casus_id = ?::uuid`, []any{r.nu(), casusID})
	})
}

// OntdoeLog takes a destroyed case out of the access log once more: who read it in the moment that it went wrote a line that the first time did not
// see yet.
func (r *Register) OntdoeLog(ctx context.Context, casusID string) error {
	return r.AlsWerk(ctx, func(ctx context.Context, tx Tx) error {
		_, err := r.ontdoeLog(ctx, tx, casusID)
		return err
	})
}

// codeGrafsteen is what the database says when something is written on a case that is being destroyed (trigger zz_na_grafsteen).
const codeGrafsteen = "SK001"

// codeKlachtGrafsteen is the same of a complaint that is to be held (trigger zz_na_grafsteen_klacht).
const codeKlachtGrafsteen = "SK003"

// naGrafsteen makes of that refusal one in words: nothing was stored.
func naGrafsteen(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == codeGrafsteen {
		return fout.Om(fout.NietMogelijk, "Deze casus wordt vernietigd, want de bewaartermijn is voorbij. Er kan niets meer bij; er is niets vastgelegd.", err)
	}
	if errors.As(err, &pg) && pg.Code == codeKlachtGrafsteen {
		return fout.Om(fout.NietMogelijk, "Deze klacht wordt al vernietigd. Dat is niet meer te stoppen.", err)
	}
	return err
}

// Certificaat says what a list destroyed, in numbers only.
type Certificaat struct {
	Vernietigd int            `json:"vernietigd"`
	Afgehaald  int            `json:"afgehaald"`
	Vervallen  int            `json:"vervallen"`
	Soorten    map[string]int `json:"soorten"`
	// Rijen per table that were destroyed (of toegangslog: lines that lost the case); Workflows are histories.
	Rijen     map[string]int64 `json:"rijen"`
	Workflows int              `json:"workflows"`
}

// RondLijstenAf writes the certificate of every list that was approved and has nothing left to do, and answers how many.
func (r *Register) RondLijstenAf(ctx context.Context) (n int, err error) {
	err = r.AlsWerk(ctx, func(ctx context.Context, tx Tx) error {
		n = 0
		klaar, err := haal[string](ctx, tx, `SELECT l.id FROM vernietigingslijsten l WHERE l.klaar_op IS NULL
			AND NOT EXISTS (SELECT FROM vernietigingsregels v WHERE v.lijst_id = l.id AND v.status IN ('open', 'bezig'))
			AND NOT EXISTS (SELECT FROM grafstenen g WHERE g.lijst_id = l.id AND (g.register_op IS NULL OR g.motor_op IS NULL))
			FOR UPDATE SKIP LOCKED`)
		if err != nil {
			return err
		}
		for _, lijst := range klaar {
			c, err := certificaat(ctx, tx, lijst)
			if err != nil {
				return err
			}
			b, err := json.Marshal(c)
			if err != nil {
				return err
			}
			if err := voer(ctx, tx, vraag{}, `UPDATE vernietigingslijsten SET klaar_op = ?::timestamptz, certificaat = ?::jsonb WHERE id = ?::uuid`, []any{r.nu(), string(b), lijst}); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

func certificaat(ctx context.Context, tx Tx, lijst string) (Certificaat, error) {
	c := Certificaat{Soorten: map[string]int{}, Rijen: map[string]int64{}}
	regels, err := haal[struct {
		Soort, Status string
		Aantallen     string
	}](ctx, tx, `SELECT soort, status, coalesce(aantallen, '{}')::text AS aantallen FROM vernietigingsregels WHERE lijst_id = ?::uuid`, lijst)
	if err != nil {
		return c, err
	}
	for _, l := range regels {
		switch l.Status {
		case "afgehaald":
			c.Afgehaald++
			continue
		case "vervallen":
			c.Vervallen++
			continue
		}
		c.Vernietigd++
		c.Soorten[l.Soort]++
		var rijen map[string]int64
		if err := json.Unmarshal([]byte(l.Aantallen), &rijen); err != nil {
			return c, fmt.Errorf("certificaat: %w", err)
		}
		for tabel, n := range rijen {
			c.Rijen[tabel] += n
		}
	}
	c.Workflows, err = haalEen[int](ctx, tx, `SELECT coalesce(sum(runs), 0)::int FROM grafstenen WHERE lijst_id = ?::uuid`, lijst)
	return c, err
}

const grafsteenDoel = "schakel/grafsteen/v1/"

func grafsteentekst(g Grafsteen) []byte {
	return []byte(grafsteenDoel + g.CasusID + "/" + g.Op.UTC().Format(time.RFC3339Nano))
}

// Grafsteenmerk is what a tombstone outside the database is signed with, so that nobody destroys a case by writing a line in a file.
func (r *Register) Grafsteenmerk(g Grafsteen) ([]byte, error) {
	return r.sleutels.afdruk(grafsteentekst(g))
}

// KlopGrafsteen reports whether a tombstone was signed by an installation with these keys.
func (r *Register) KlopGrafsteen(g Grafsteen, merk []byte) bool {
	return r.sleutels.klopt(merk, grafsteentekst(g))
}
