package register

import (
	"context"
	"strconv"
	"time"

	"schakel/internal/casus"
	"schakel/internal/toegang"
)

// Tijdlijnvraag says which facts of a case are asked for; empty fields do not narrow.
type Tijdlijnvraag struct {
	// Soorten are kinds of facts; Door is a user id; Van and Tot are moments of happening, Tot not included.
	Soorten  []casus.StapSoort
	Door     string
	Van, Tot time.Time
	// Feit is the id of the only fact wanted.
	Feit string
	// Nieuwste gives what was decided last first.
	Nieuwste bool
	Blad
}

// waar is the condition, without the place on the timeline.
func (v Tijdlijnvraag) waar(casusID string) (waar string, args []any) {
	waar, args = "casus_id = ?", []any{casusID}
	voeg := func(aan bool, deel string, a any) {
		if aan {
			waar, args = waar+" AND "+deel, append(args, a)
		}
	}
	voeg(len(v.Soorten) > 0, "soort = ANY (?::text[])", v.Soorten)
	voeg(v.Door != "", "door_persoon = ?", v.Door)
	voeg(v.Feit != "", "id = ?", v.Feit)
	voeg(!v.Van.IsZero(), "op >= ?", v.Van)
	voeg(!v.Tot.IsZero(), "op < ?", v.Tot)
	return waar, args
}

// sql asks one number more than wanted: that shows whether there is a next page. Facts without a number, which the engine has not seen,
// are the newest; there is no place yet to go on from, so they all stand on one page.
func (v Tijdlijnvraag) sql(casusID string, plaats, n int) (string, []any) {
	waar, args := v.waar(casusID)
	args = append(args, args...) // the condition stands there twice
	los, grens, orde, laatst := "true", "seq > ?", "seq", "seq NULLS LAST, vastgelegd, id"
	if v.Nieuwste {
		grens, orde, laatst = "seq < ?", "seq DESC", "seq DESC NULLS FIRST, vastgelegd DESC, id"
		if plaats > 0 {
			los = "false"
		} else {
			grens = "seq > ?" // from the end: nulls would come first
		}
	}
	return `SELECT id, seq, feit, inhoud FROM feiten WHERE ` + waar + ` AND ((seq IS NULL AND ` + los + `) OR seq IN (
		SELECT seq FROM feiten WHERE ` + waar + ` AND ` + grens + ` ORDER BY ` + orde + ` LIMIT ` + strconv.Itoa(n+1) + `)) ORDER BY ` + laatst, append(args, plaats)
}

type tijdlijnRij struct {
	ID     string
	Seq    *int
	Feit   casus.Feit `bun:"type:jsonb"`
	Inhoud []byte
}

// Tijdlijn gives the facts of a case in order, n at a time; see [Register.TijdlijnVan].
func (r *Register) Tijdlijn(ctx context.Context, id toegang.Identiteit, casusID, cursor string, n int) ([]Regel, string, error) {
	return r.TijdlijnVan(ctx, id, casusID, Tijdlijnvraag{Blad: Blad{Cursor: cursor, N: n}})
}

// TijdlijnVan gives facts of a case in order, or the newest first; volgende is the cursor of the next page, empty at the end. Those the
// engine has not seen yet stand all together, on the last page, or with [Tijdlijnvraag.Nieuwste] on the first.
func (r *Register) TijdlijnVan(ctx context.Context, id toegang.Identiteit, casusID string, v Tijdlijnvraag) (uit []Regel, volgende string, err error) {
	plaats := 0
	if v.Cursor != "" {
		if plaats, err = strconv.Atoi(v.Cursor); err != nil || plaats < 0 || plaats > 1<<30 {
			return nil, "", vreemdeCursor()
		}
	}
	n := Filter{N: v.N}.aantal()
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		vraag, args := v.sql(casusID, plaats, n)
		rijen, err := haal[tijdlijnRij](ctx, tx, vraag, args...)
		if err != nil {
			return err
		}
		rijen, volgende = knip(rijen, n)
		if uit, err = r.regels(ctx, tx, casusID, rijen); err != nil {
			return err
		}
		return r.LogLaatst(ctx, tx, id, casusID, "tijdlijn", "lezen")
	})
	return uit, volgende, err
}

// knip keeps n rows with a number, and says from where to go on when there were more.
func knip(rijen []tijdlijnRij, n int) (uit []tijdlijnRij, volgende string) {
	gezien, laatste := 0, 0
	for i, rij := range rijen {
		if rij.Seq == nil {
			continue
		}
		if gezien++; gezien > n {
			return rijen[:i], strconv.Itoa(laatste)
		}
		laatste = *rij.Seq
	}
	return rijen, ""
}

// regels opens what was written.
func (r *Register) regels(ctx context.Context, tx Tx, casusID string, rijen []tijdlijnRij) ([]Regel, error) {
	var uit []Regel
	for _, rij := range rijen {
		regel := Regel{Feit: rij.Feit}
		if rij.Seq != nil {
			regel.Nummer = *rij.Seq
		}
		if len(rij.Inhoud) > 0 {
			var err error
			if regel.Inhoud, err = r.lees(ctx, tx, casusID, rij.Inhoud, kolomInhoud); err != nil {
				return nil, err
			}
		}
		uit = append(uit, regel)
	}
	return uit, nil
}

// maxOverzicht bounds how many facts an overview is made of: far more than a case of years has.
const maxOverzicht = 5000

// Overzicht gives what people wrote in a case, in order: every fact but those of a timer. handeling is what it is for, as the access
// log will say: lezen, afdrukken or exporteren (NEN 7513: print, export).
func (r *Register) Overzicht(ctx context.Context, id toegang.Identiteit, casusID, handeling string) (uit []Regel, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		var rijen []tijdlijnRij
		err := tx.NewRaw(`SELECT f.id, f.seq, f.feit, f.inhoud FROM (SELECT id, seq, feit, inhoud, vastgelegd FROM feiten WHERE casus_id = ? AND soort <> ?
			ORDER BY seq DESC NULLS FIRST, vastgelegd DESC, id LIMIT ?) f ORDER BY f.seq NULLS LAST, f.vastgelegd, f.id`, casusID, string(casus.FeitTrede), maxOverzicht).Scan(ctx, &rijen)
		if err != nil {
			return err
		}
		if uit, err = r.regels(ctx, tx, casusID, rijen); err != nil {
			return err
		}
		return r.LogLaatst(ctx, tx, id, casusID, "overzicht", handeling)
	})
	return uit, err
}

// LogGebruik notes that what was read went further than a screen: handeling is afdrukken or exporteren (NEN 7513: print, export).
func (r *Register) LogGebruik(ctx context.Context, id toegang.Identiteit, casusID, wat, handeling string) error {
	return r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		return r.LogLaatst(ctx, tx, id, casusID, wat, handeling)
	})
}
