package register

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"schakel/internal/casus"
)

// Retention, decision 0059. A closed case stays as long as the policy says for its kind; then it comes on a list, which two people approve:
//
//	over termijn ──voorstel──► open ──2 × goedkeuring──► bezig ──► vernietigd
//	                            ├─afgehaald   (with a reason; not again for a while)
//	                            └─vervallen   (opened, changed, held or objected to meanwhile)

// OverTermijn is a closed case, or a closed complaint, whose term has passed, and what keeps it off a new list.
type OverTermijn struct {
	ID, Nummer string
	// Soort is one of the kinds of [casus.Bewaarsoorten].
	Soort string
	// Laatste is the last change, VervaltOp when it may go.
	Laatste, VervaltOp time.Time
	// Opgeschort: a bewaarplicht stands, or a complaint about it is open. Onbeantwoord: what the client objected to or asked to correct has no answer.
	// OpLijst: it is on a list. Afgehaald: taken off one not long ago. Wacht: a step has no outcome.
	Opgeschort, Onbeantwoord, OpLijst, Afgehaald, Wacht bool
}

// Kan reports whether it can come on a list.
func (o OverTermijn) Kan() bool {
	return !o.Opgeschort && !o.Onbeantwoord && !o.OpLijst && !o.Afgehaald && !o.Wacht
}

// MaxRegels of one list: what is over comes on the next.
const MaxRegels = 1000

// bewaarInterval is a term as PostgreSQL counts it, and whether by whole days.
func bewaarInterval(d casus.Duur) (tekst string, dagen bool) {
	switch d.Eenheid {
	case casus.Maand:
		return strconv.Itoa(d.N) + " months", true
	case casus.Dag, casus.Werkdag:
		return strconv.Itoa(d.N) + " days", true
	default:
		return strconv.Itoa(d.Seconden()) + " seconds", false
	}
}

// na is a moment one term later.
func na(d casus.Duur, op time.Time) time.Time {
	switch d.Eenheid {
	case casus.Maand:
		return op.AddDate(0, d.N, 0)
	case casus.Dag, casus.Werkdag:
		return op.AddDate(0, 0, d.N)
	default:
		return op.Add(time.Duration(d.Seconden()) * time.Second)
	}
}

// bewaartermijnen are the terms of the kinds that go by a list, as three arrays of one length.
func bewaartermijnen(regel casus.Bewaarregel) (soorten, lengtes, dagen []string) {
	for _, s := range casus.Bewaarsoorten() {
		if na := regel.Na(s.Soort); s.Lijst && na.N > 0 {
			l, d := bewaarInterval(na)
			soorten, lengtes, dagen = append(soorten, s.Soort), append(lengtes, l), append(dagen, strconv.FormatBool(d))
		}
	}
	return soorten, lengtes, dagen
}

// selectBewaar gives every closed case with its kind and its clock, as the database judges them once more (waarom_niet_weg). Days and months end with the
// day, local time.
const selectBewaar = `WITH k AS (
		SELECT c.id, c.nummer, laatste_wijziging(c.id) AS laatste, CASE WHEN EXISTS (SELECT FROM feiten f WHERE f.casus_id = c.id AND f.soort = 'toewijzing') THEN 'dossier'
			WHEN c.projectie->>'afsluitreden' = 'ingetrokken' THEN 'ingetrokken' ELSE 'geen-bemoeizorg' END AS soort
		FROM casussen c WHERE c.motor = 'gesloten' AND c.fase = 'afgesloten'
	), t AS (
		SELECT t.soort, t.na::interval AS na, t.dagen::boolean AS dagen FROM unnest(?::text[], ?::text[], ?::text[]) AS t (soort, na, dagen)
	), d AS (
		SELECT k.*, CASE WHEN t.dagen THEN ((k.laatste AT TIME ZONE 'Europe/Amsterdam')::date + t.na + interval '1 day') AT TIME ZONE 'Europe/Amsterdam'
			ELSE k.laatste + t.na END AS vervalt_op FROM k JOIN t ON t.soort = k.soort
	) `

// OverTermijn lists every closed case whose term has passed by the policy in force, longest first, and then every closed complaint.
func (r *Register) OverTermijn(ctx context.Context) ([]OverTermijn, error) {
	regel, _, err := r.bewaarregel(ctx)
	if err != nil {
		return nil, err
	}
	return r.OverTermijnVolgens(ctx, regel)
}

// OverTermijnVolgens lists them by another policy: what it would do, before it is in force.
func (r *Register) OverTermijnVolgens(ctx context.Context, regel casus.Bewaarregel) (uit []OverTermijn, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		if uit, err = r.overTermijn(ctx, tx, regel); err != nil {
			return err
		}
		klachten, err := r.klachtenOverTermijn(ctx, tx, regel)
		uit = append(uit, klachten...)
		return err
	})
	return uit, err
}

func (r *Register) overTermijn(ctx context.Context, tx Tx, regel casus.Bewaarregel) ([]OverTermijn, error) {
	soorten, lengtes, dagen := bewaartermijnen(regel)
	opnieuw, _ := bewaarInterval(regel.OpnieuwNa())
	return haal[OverTermijn](ctx, tx, selectBewaar+`SELECT d.*,
			coalesce(houdt_vast(d.id) = 'bewaarplicht', false) OR EXISTS (SELECT FROM klachten x WHERE x.casus_id = d.id AND x.status = 'open') AS opgeschort,
			coalesce(houdt_vast(d.id) = 'onbeantwoord', false) AS onbeantwoord,
			EXISTS (SELECT FROM vernietigingsregels v WHERE v.casus_id = d.id AND v.status IN ('open', 'bezig')) AS op_lijst,
			EXISTS (SELECT FROM vernietigingsregels v WHERE v.casus_id = d.id AND v.status = 'afgehaald' AND v.op + ?::interval > ?::timestamptz) AS afgehaald,
			EXISTS (SELECT FROM stappen s WHERE s.casus_id = d.id AND s.status = 'wacht') AS wacht
		FROM d WHERE d.vervalt_op <= ?::timestamptz ORDER BY d.vervalt_op, d.nummer`, soorten, lengtes, dagen, opnieuw, r.nu(), r.nu())
}

func (r *Register) bewaarregel(ctx context.Context) (casus.Bewaarregel, string, error) {
	bel, _, err := r.BeleidInKracht(ctx)
	return bel.Bewaren, bel.Versie, err
}

// slotBewaren is of the advisory lock: one proposal at a time.
const slotBewaren = 7_513_059

// StelVernietigingVoor puts every case that can go on a new list, at most [MaxRegels], and answers its id and how many; empty when there is
// nothing to propose, so that doing it again is the same. door is who asked, or `dagelijks`.
func (r *Register) StelVernietigingVoor(ctx context.Context, door string) (lijst string, n int, err error) {
	regel, versie, err := r.bewaarregel(ctx)
	if err != nil {
		return "", 0, err
	}
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		lijst, n = "", 0
		if _, err := tx.NewRaw(`SELECT pg_advisory_xact_lock(?)`, slotBewaren).Exec(ctx); err != nil {
			return err
		}
		alle, err := r.overTermijn(ctx, tx, regel)
		if err != nil {
			return err
		}
		for _, o := range alle {
			if !o.Kan() || n == MaxRegels {
				continue
			}
			if n++; n == 1 {
				lijst = uuid.NewString()
				if _, err := tx.NewRaw(`INSERT INTO vernietigingslijsten (id, gemaakt_op, gemaakt_door, beleid) VALUES (?, ?, ?, ?)`,
					lijst, r.nu(), door, versie).Exec(ctx); err != nil {
					return err
				}
			}
			if _, err := tx.NewRaw(`INSERT INTO vernietigingsregels (lijst_id, nr, casus_id, nummer, soort, laatste, vervalt_op) VALUES (?, ?, ?, ?, ?, ?, ?)`,
				lijst, n, o.ID, o.Nummer, o.Soort, o.Laatste, o.VervaltOp).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	return lijst, n, err
}

// Opgeruimd is how many rows went by themselves, per table.
type Opgeruimd map[string]int64

// RuimOp removes what goes by itself: drafts, proofs of mail, keys of requests, meldingen that were settled, what says something of those who work here and
// nobody needs any more. None of it is a record of a client.
func (r *Register) RuimOp(ctx context.Context) (uit Opgeruimd, err error) {
	regel, _, err := r.bewaarregel(ctx)
	if err != nil {
		return nil, err
	}
	sleutels, _ := bewaarInterval(regel.Na(casus.BewaarSleutel))
	post, _ := bewaarInterval(regel.Na(casus.BewaarPost))
	err = r.AlsWerk(ctx, func(ctx context.Context, tx Tx) error {
		weg, err := tx.NewRaw(`DELETE FROM concepten WHERE verloopt < ?`, r.nu()).Exec(ctx)
		if err != nil {
			return err
		}
		ruw, err := haalEen[string](ctx, tx, `SELECT ruim_op(?::timestamptz - ?::interval, ?::timestamptz - ?::interval)::text`, r.nu(), sleutels, r.nu(), post)
		if err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(ruw), &uit); err != nil {
			return fmt.Errorf("opruimen: %w", err)
		}
		uit["concepten"], _ = weg.RowsAffected()
		if err := r.ruimPersonen(ctx, tx, regel, uit); err != nil {
			return err
		}
		uit["meldingen"], err = haalEen[int64](ctx, tx, `SELECT ruim_meldingen(?::timestamptz)`, voorAf(regel.Na(casus.BewaarMelding), r.nu()))
		return err
	})
	return uit, err
}

// ruimPersonen adds what it removed to uit.
func (r *Register) ruimPersonen(ctx context.Context, tx Tx, regel casus.Bewaarregel, uit Opgeruimd) error {
	var voor []any
	for _, soort := range []string{casus.BewaarAdres, casus.BewaarMedewerker, casus.BewaarVervanging, casus.BewaarPost} {
		voor = append(voor, voorAf(regel.Na(soort), r.nu()))
	}
	ruw, err := haalEen[string](ctx, tx, `SELECT ruim_personen(?::timestamptz, ?::timestamptz, ?::timestamptz, ?::timestamptz)::text`, voor...)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(ruw), &uit) // adds to what is there
}
