package register

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// Limits of a draft (ours).
const (
	// MaxConcepten is how many drafts one person has at a time.
	MaxConcepten = 20

	kolomConcept = "concept"
)

// Concept is a half filled-in aanmelding: not a case, and only its writer's.
type Concept struct {
	ID                             string
	GemaaktOp, BewaardOp, Verloopt time.Time
	// Inhoud is as it was saved, JSON.
	Inhoud []byte
}

type conceptRij struct {
	ID                             string
	Sleutel, Inhoud                []byte
	GemaaktOp, BewaardOp, Verloopt time.Time
}

func (r *Register) concept(rij conceptRij) (Concept, error) {
	c := Concept{ID: rij.ID, GemaaktOp: rij.GemaaktOp, BewaardOp: rij.BewaardOp, Verloopt: rij.Verloopt}
	sleutel, err := r.sleutels.conceptsleutel(rij.Sleutel, rij.ID)
	if err != nil {
		return c, err
	}
	c.Inhoud, err = Geheim(rij.Inhoud).opent(sleutel, rij.ID, kolomConcept)
	return c, err
}

const kolommenConcept = `id, sleutel, inhoud, gemaakt_op, bewaard_op, verloopt`

// Concepten lists the asker's drafts, last saved first.
func (r *Register) Concepten(ctx context.Context, id toegang.Identiteit) (uit []Concept, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		var rijen []conceptRij
		err := tx.NewRaw(`SELECT `+kolommenConcept+` FROM concepten WHERE van = ? AND verloopt > ? ORDER BY bewaard_op DESC, id LIMIT ?`,
			id.Gebruiker, r.nu(), MaxConcepten).Scan(ctx, &rijen)
		if err != nil {
			return err
		}
		for _, rij := range rijen {
			c, err := r.concept(rij)
			if err != nil {
				return err
			}
			uit = append(uit, c)
		}
		return r.LogLaatst(ctx, tx, id, "", "concepten", "lezen")
	})
	return uit, err
}

// Concept reads one draft of the asker; else [fout.NietGevonden].
func (r *Register) Concept(ctx context.Context, id toegang.Identiteit, cid string) (c Concept, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		var rij conceptRij
		err := tx.NewRaw(`SELECT `+kolommenConcept+` FROM concepten WHERE id = ? AND van = ? AND verloopt > ?`, cid, id.Gebruiker, r.nu()).Scan(ctx, &rij)
		if errors.Is(err, sql.ErrNoRows) {
			return nietGevonden()
		}
		if err != nil {
			return err
		}
		if c, err = r.concept(rij); err != nil {
			return err
		}
		return r.LogLaatst(ctx, tx, id, "", "concept", "lezen")
	})
	return c, err
}

// ZetConcept saves a draft under an id the asker chose, again and again, and throws away what is over, of anybody. Errors:
// [fout.NietGevonden] for an id of somebody else, [fout.NietMogelijk] for one draft too many.
func (r *Register) ZetConcept(ctx context.Context, id toegang.Identiteit, cid string, inhoud []byte) (c Concept, err error) {
	nu := r.nu()
	regel, _, err := r.bewaarregel(ctx)
	if err != nil {
		return c, err
	}
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		_, err := tx.NewRaw(`DELETE FROM concepten WHERE verloopt < ?`, nu).Exec(ctx)
		return err
	})
	if err != nil {
		return c, err
	}
	ingepakt, sleutel, err := r.sleutels.nieuweConceptsleutel(cid)
	if err != nil {
		return c, err
	}
	dicht, err := sluitIn(sleutel, cid, kolomConcept, inhoud)
	if err != nil {
		return c, err
	}
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		var anderen int
		if err := tx.NewRaw(`SELECT count(*) FROM concepten WHERE van = ? AND id <> ? AND verloopt > ?`, id.Gebruiker, cid, nu).Scan(ctx, &anderen); err != nil {
			return err
		}
		if anderen >= MaxConcepten {
			return fout.Nieuw(fout.NietMogelijk, "U hebt al twintig concepten. Verstuur of verwijder er eerst een.")
		}
		rijen, err := haal[conceptRij](ctx, tx, `INSERT INTO concepten (id, van, sleutel, inhoud, gemaakt_op, bewaard_op, verloopt) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET sleutel = EXCLUDED.sleutel, inhoud = EXCLUDED.inhoud, bewaard_op = EXCLUDED.bewaard_op, verloopt = EXCLUDED.verloopt
			RETURNING `+kolommenConcept, cid, id.Gebruiker, ingepakt, []byte(dicht), nu, nu, na(regel.Na(casus.BewaarConcept), nu))
		var pg *pgconn.PgError
		if errors.As(err, &pg) && pg.Code == "42501" { // an id that somebody else has
			return nietGevonden()
		}
		if err != nil {
			return err
		}
		if c, err = r.concept(rijen[0]); err != nil {
			return err
		}
		return r.LogLaatst(ctx, tx, id, "", "concept", "wijzigen")
	})
	return c, err
}

// WisConcept deletes a draft of the asker; one that is not there is gone.
func (r *Register) WisConcept(ctx context.Context, id toegang.Identiteit, cid string) error {
	return r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		if _, err := tx.NewRaw(`DELETE FROM concepten WHERE id = ? AND van = ?`, cid, id.Gebruiker).Exec(ctx); err != nil {
			return err
		}
		return r.LogLaatst(ctx, tx, id, "", "concept", "wijzigen")
	})
}
