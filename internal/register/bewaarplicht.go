package register

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// Bewaarplicht suspends the destruction of one case (legal hold), until it is lifted.
type Bewaarplicht struct {
	ID, CasusID string
	// Nummer is empty for who may not see the case.
	Nummer string
	// Reden is one of [BewaarplichtRedenen].
	Reden string
	// Toelichting and Opheffing are for the coordinator only.
	Toelichting   string `bun:"-"`
	Opheffing     string `bun:"-"`
	GezetDoor     string
	GezetOp       time.Time
	OpgehevenDoor *string
	OpgehevenOp   *time.Time
}

// BewaarplichtRedenen are the reasons one can give; the text beside it says more. A complaint is none of them: whom it is about would read it, and an
// open one holds its dossier by itself (decision 0077).
func BewaarplichtRedenen() []string {
	return []string{"rechtszaak", "tuchtzaak", "verzoek-client", "onderzoek", "anders"}
}

const kolomBewaarplicht, kolomOpheffing, kolomAfgehaald = "bewaarplicht", "bewaarplichtopheffing", "afgehaald"

// NieuweBewaarplicht is one to set. Casus is an id or a number.
type NieuweBewaarplicht struct{ Casus, Reden, Toelichting string }

// ZetBewaarplicht suspends the destruction of a case, once per key. Errors: [fout.NietGevonden] for a case that is not there,
// [fout.NietMogelijk] when one stands already or the case is being destroyed, [fout.SleutelAnders].
func (r *Register) ZetBewaarplicht(ctx context.Context, id toegang.Identiteit, n NieuweBewaarplicht, s Sleutel) (Bewaarplicht, error) {
	var bid string
	// As the engine's side: the privacy officer cannot see the case.
	err := r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		var nieuw bool
		var err error
		if bid, nieuw, err = r.eenmaligDing(ctx, tx, id, s, uuid.NewString()); err != nil || !nieuw {
			return err
		}
		casusID, err := casusMet(ctx, tx, n.Casus)
		if err != nil {
			return err
		}
		return r.schrijfBewaarplicht(ctx, tx, id, bid, casusID, n)
	})
	if err != nil {
		return Bewaarplicht{}, err
	}
	return r.bewaarplicht(ctx, id, bid)
}

// casusMet finds a case by id or number, and holds it: nothing begins to destroy it meanwhile.
func casusMet(ctx context.Context, tx Tx, welke string) (casusID string, err error) {
	waar := "nummer = ?"
	if IsID(welke) {
		waar = "id = ?"
	}
	err = tx.NewRaw(`SELECT id FROM casussen WHERE `+waar+` FOR UPDATE`, welke).Scan(ctx, &casusID)
	if errors.Is(err, sql.ErrNoRows) {
		err = nietGevonden()
	}
	return casusID, err
}

func (r *Register) schrijfBewaarplicht(ctx context.Context, tx Tx, id toegang.Identiteit, bid, casusID string, n NieuweBewaarplicht) error {
	var bezig bool
	if err := tx.NewRaw(`SELECT EXISTS (SELECT FROM grafstenen WHERE casus_id = ?)`, casusID).Scan(ctx, &bezig); err != nil {
		return err
	}
	if bezig {
		return fout.Nieuw(fout.NietMogelijk, "Deze casus wordt al vernietigd. Dat is niet meer te stoppen.")
	}
	dicht, err := r.sluitVoor(ctx, tx, casusID, kolomBewaarplicht, n.Toelichting)
	if err != nil {
		return err
	}
	_, err = tx.NewRaw(`INSERT INTO bewaarplichten (id, casus_id, reden, toelichting, gezet_door, gezet_op) VALUES (?, ?, ?, ?::bytea, ?, ?)`,
		bid, casusID, n.Reden, []byte(dicht), id.Gebruiker, r.nu()).Exec(ctx)
	if alEen(err) {
		return fout.Nieuw(fout.NietMogelijk, "Van deze casus is de vernietiging al opgeschort.")
	}
	if err != nil {
		return err
	}
	return r.logRegel(ctx, tx, vraag{}, id, logregel{casusID: casusID, wat: "bewaarplicht", handeling: "wijzigen", resultaat: "ok"})
}

// sluitVoor encrypts a text with the key of a case.
func (r *Register) sluitVoor(ctx context.Context, tx Tx, casusID, kolom, tekst string) (Geheim, error) {
	sleutel, err := r.sleutels.sleutelVan(ctx, tx, casusID)
	if err != nil {
		return nil, err
	}
	return sluitIn(sleutel, casusID, kolom, []byte(tekst))
}

const selectBewaarplicht = `SELECT b.id, b.casus_id, coalesce(c.nummer, '') AS nummer, b.reden, b.gezet_door, b.gezet_op, b.opgeheven_door, b.opgeheven_op,
	b.toelichting AS dicht, b.opheffing AS einde FROM bewaarplichten b LEFT JOIN casussen c ON c.id = b.casus_id `

type bewaarplichtRij struct {
	Bewaarplicht `bun:",extend"`
	Dicht, Einde []byte
}

func (r *Register) leesBewaarplicht(ctx context.Context, tx Tx, id toegang.Identiteit, rij bewaarplichtRij) (Bewaarplicht, error) {
	b := rij.Bewaarplicht
	if id.Rol != toegang.RolCoordinator {
		return b, nil
	}
	toelichting, err := r.lees(ctx, tx, b.CasusID, rij.Dicht, kolomBewaarplicht)
	if err != nil {
		return b, err
	}
	einde, err := r.lees(ctx, tx, b.CasusID, rij.Einde, kolomOpheffing)
	b.Toelichting, b.Opheffing = string(toelichting), string(einde)
	return b, err
}

func (r *Register) bewaarplicht(ctx context.Context, id toegang.Identiteit, bid string) (b Bewaarplicht, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		rij, err := haalEen[bewaarplichtRij](ctx, tx, selectBewaarplicht+`WHERE b.id = ?::uuid`, bid)
		if errors.Is(err, sql.ErrNoRows) {
			return nietGevonden()
		}
		if err != nil {
			return err
		}
		b, err = r.leesBewaarplicht(ctx, tx, id, rij)
		return err
	})
	return b, err
}

// Bewaarplichten lists them, newest first. What was written beside the reason is for the coordinator, who may read the case.
func (r *Register) Bewaarplichten(ctx context.Context, id toegang.Identiteit, b Blad) (uit []Bewaarplicht, volgende string, err error) {
	waar, args := "true", []any{}
	if b.Cursor != "" {
		op, na, err := leesCursor(b.Cursor)
		if err != nil {
			return nil, "", err
		}
		waar, args = "(b.gezet_op, b.id) < (?::timestamptz, ?::uuid)", []any{op, na}
	}
	n := Filter{N: b.N}.aantal()
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		rijen, err := haal[bewaarplichtRij](ctx, tx, selectBewaarplicht+`WHERE `+waar+` ORDER BY b.gezet_op DESC, b.id DESC LIMIT ?`, append(slices.Clone(args), n+1)...)
		if err != nil {
			return err
		}
		if len(rijen) > n {
			rijen = rijen[:n]
			volgende = maakCursor(rijen[n-1].GezetOp, rijen[n-1].ID)
		}
		var ids []string
		uit = nil
		for _, rij := range rijen {
			p, err := r.leesBewaarplicht(ctx, tx, id, rij)
			if err != nil {
				return err
			}
			uit, ids = append(uit, p), append(ids, p.CasusID)
		}
		return r.logRegel(ctx, tx, vraag{laatst: true}, id, logregel{wat: "bewaarplichten", handeling: "lezen", resultaat: "ok", casussen: ids})
	})
	return uit, volgende, err
}

// HefBewaarplichtOp lifts one, with why, once per key. Errors: [fout.NietGevonden], [fout.NietMogelijk] when it was lifted already, [fout.SleutelAnders].
func (r *Register) HefBewaarplichtOp(ctx context.Context, id toegang.Identiteit, bid, reden string, s Sleutel) (Bewaarplicht, error) {
	b, err := r.bewaarplicht(ctx, id, bid)
	if err != nil {
		return b, err
	}
	dicht, err := r.sluitAlsMotor(ctx, b.CasusID, kolomOpheffing, reden)
	if err != nil {
		return b, err
	}
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		_, nieuw, err := r.eenmaligDing(ctx, tx, id, s, bid)
		if err != nil || !nieuw {
			return err
		}
		uit, err := tx.NewRaw(`UPDATE bewaarplichten SET opheffing = ?::bytea, opgeheven_door = ?, opgeheven_op = ? WHERE id = ? AND opgeheven_op IS NULL`,
			[]byte(dicht), id.Gebruiker, r.nu(), bid).Exec(ctx)
		if err != nil {
			return err
		}
		if k, _ := uit.RowsAffected(); k == 0 {
			return fout.Nieuw(fout.NietMogelijk, "Deze opschorting is al opgeheven.")
		}
		return r.logRegel(ctx, tx, vraag{laatst: true}, id, logregel{casusID: b.CasusID, wat: "bewaarplicht.opheffing", handeling: "wijzigen", resultaat: "ok"})
	})
	if err != nil {
		return b, err
	}
	return r.bewaarplicht(ctx, id, bid)
}

// sluitAlsMotor is sluitVoor for who may not see the case.
func (r *Register) sluitAlsMotor(ctx context.Context, casusID, kolom, tekst string) (dicht Geheim, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		dicht, err = r.sluitVoor(ctx, tx, casusID, kolom, tekst)
		return err
	})
	return dicht, err
}
