package register

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// Retention of complaints, decision 0077. Each comes on a list of its own: whom it is about must not see that list either.

// Kenmerk is what a complaint is called in a letter. It does not count up: a gap would tell of one that somebody may not see.
func Kenmerk(kid string) string { return "K-" + strings.ToUpper(kid[:8]) }

// selectKlachtBewaar gives every closed complaint with its clock; the arguments are the length and whether it is of whole days.
const selectKlachtBewaar = `WITH d AS (
		SELECT k.id, k.casus_id, k.bewaarplicht, k.gesloten_op AS laatste, 'klacht' AS soort, CASE WHEN ?::boolean THEN ((k.gesloten_op AT TIME ZONE 'Europe/Amsterdam')::date + ?::interval + interval '1 day') AT TIME ZONE 'Europe/Amsterdam'
			ELSE k.gesloten_op + ?::interval END AS vervalt_op FROM klachten k WHERE k.status <> 'open'
	) `

func klachtTerm(regel casus.Bewaarregel) []any {
	lengte, dagen := bewaarInterval(regel.Na(casus.BewaarKlacht))
	return []any{dagen, lengte, lengte}
}

func (r *Register) klachtenOverTermijn(ctx context.Context, tx Tx, regel casus.Bewaarregel) ([]OverTermijn, error) {
	opnieuw, _ := bewaarInterval(regel.OpnieuwNa())
	uit, err := haal[OverTermijn](ctx, tx, selectKlachtBewaar+`SELECT d.id, d.laatste, d.soort, d.vervalt_op,
			d.bewaarplicht <> '' OR EXISTS (SELECT FROM bewaarplichten b WHERE b.casus_id = d.casus_id AND b.opgeheven_op IS NULL) AS opgeschort,
			EXISTS (SELECT FROM vernietigingsregels v WHERE v.casus_id = d.id AND v.status IN ('open', 'bezig')) AS op_lijst,
			EXISTS (SELECT FROM vernietigingsregels v WHERE v.casus_id = d.id AND v.status = 'afgehaald' AND v.op + ?::interval > ?::timestamptz) AS afgehaald
		FROM d WHERE d.vervalt_op <= ?::timestamptz ORDER BY d.vervalt_op, d.id`, append(klachtTerm(regel), opnieuw, r.nu(), r.nu())...)
	for i := range uit {
		uit[i].Nummer = Kenmerk(uit[i].ID)
	}
	return uit, err
}

// StelKlachtenVoor makes a list of its own for every complaint that is over its term, and answers how many; doing it again makes none.
func (r *Register) StelKlachtenVoor(ctx context.Context, door string) (n int, err error) {
	regel, versie, err := r.bewaarregel(ctx)
	if err != nil {
		return 0, err
	}
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		n = 0
		if _, err := tx.NewRaw(`SELECT pg_advisory_xact_lock(?)`, slotBewaren).Exec(ctx); err != nil {
			return err
		}
		over, err := r.klachtenOverTermijn(ctx, tx, regel)
		if err != nil {
			return err
		}
		for _, o := range over {
			if !o.Kan() || n == MaxRegels {
				continue
			}
			lijst := uuid.NewString()
			if _, err := tx.NewRaw(`INSERT INTO vernietigingslijsten (id, gemaakt_op, gemaakt_door, beleid, over_klacht, klacht_id) VALUES (?, ?, ?, ?, true, ?)`,
				lijst, r.nu(), door, versie, o.ID).Exec(ctx); err != nil {
				return err
			}
			if _, err := tx.NewRaw(`INSERT INTO vernietigingsregels (lijst_id, nr, casus_id, nummer, soort, laatste, vervalt_op) VALUES (?, 1, ?, ?, ?, ?, ?)`,
				lijst, o.ID, o.Nummer, o.Soort, o.Laatste, o.VervaltOp).Exec(ctx); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// klachtVervalt is when a complaint may go by this policy; zero for one that is open, or gone: the database says which.
func klachtVervalt(ctx context.Context, tx Tx, regel casus.Bewaarregel, kid string) (time.Time, error) {
	op, err := haalEen[time.Time](ctx, tx, selectKlachtBewaar+`SELECT d.vervalt_op FROM d WHERE d.id = ?::uuid`, append(klachtTerm(regel), kid)...)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return op, err
}

// InzageKlacht is what a client may have of a complaint of the own: what was said, and what was answered. Not whom it is about, who handles it, or what
// was noted of others.
type InzageKlacht struct {
	Kenmerk, Tekst, Status  string
	OntvangenOp             time.Time
	BevestigdOp, GeslotenOp *time.Time
	Verdaagd                bool
	Uitkomst                string
	Motivering, Maatregelen string
}

// InzageKlachten are the complaints that the client himself made about the handling of a case, as far as door, who takes them out, is not whom one is
// about: of those there is nothing, as everywhere. It is one export in the access log, without a case or an id (decision 0065). Errors:
// [fout.NietBevoegd] when door is no coordinator of this region: the privacy officer handles no complaints.
func (r *Register) InzageKlachten(ctx context.Context, door, casusID, via string) (uit []InzageKlacht, err error) {
	id, _, err := r.uitvoerder(ctx, door, "klacht", via)
	if err != nil {
		return nil, err
	}
	if id.Rol != toegang.RolCoordinator {
		return nil, fout.Nieuw(fout.NietBevoegd, "--met-klachten: dit kan alleen op naam van een coördinator, want de FG behandelt geen klachten.")
	}
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		uit = nil
		ids, err := haal[string](ctx, tx, `SELECT id FROM klachten WHERE casus_id = ?::uuid AND relatie = 'client' ORDER BY ontvangen_op, id`, casusID)
		if err != nil {
			return err
		}
		for _, kid := range ids {
			k, _, err := r.leesKlacht(ctx, tx, kid)
			if err != nil {
				return err
			}
			uit = append(uit, inzageKlacht(k))
		}
		return r.logKlacht(ctx, tx, id, "exporteren")
	})
	return uit, err
}

func inzageKlacht(k Klacht) InzageKlacht {
	u := InzageKlacht{
		Kenmerk: Kenmerk(k.ID), Tekst: k.Tekst, Status: k.Status, OntvangenOp: k.OntvangenOp, BevestigdOp: k.BevestigdOp, GeslotenOp: k.GeslotenOp,
		Verdaagd: k.Verdaagd, Uitkomst: k.Uitkomst,
	}
	for _, s := range k.Stappen {
		if s.Soort == KlachtOordeel {
			u.Motivering, u.Maatregelen = s.Tekst, s.Maatregelen
		}
	}
	return u
}

// alsKlacht makes of a line over a complaint what the asker may see of it: the privacy officer, who handles none, that there is one and its term.
func (g *Lijstregel) alsKlacht(rol toegang.Rol) {
	g.KlachtID, g.CasusID = g.CasusID, nil
	if rol == toegang.RolPrivacyOfficer {
		g.KlachtID, g.Nummer = nil, nil
	}
}
