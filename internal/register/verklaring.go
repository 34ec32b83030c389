package register

import (
	"context"
	"time"

	"github.com/google/uuid"

	"schakel/internal/toegang"
)

// Verklaring is what the client says of the dossier: it stays beside what others wrote.
type Verklaring struct {
	ID, CasusID string
	// Soort is one of [VerklaringSoorten].
	Soort string
	Tekst string `bun:"-"`
	// Op is when the client said it.
	Op, Vastgelegd time.Time
	DoorPersoon    string
	// Antwoord is what was decided; nil as long as there is none, or none is asked.
	Antwoord *VerklaringAntwoord `bun:"-"`
}

// VerklaringSoorten are what it can be.
func VerklaringSoorten() []string { return []string{"bezwaar", "verklaring", "correctieverzoek"} }

// NieuweVerklaring is one to record. Op zero: now.
type NieuweVerklaring struct {
	Soort, Tekst string
	Op           time.Time
}

const kolomVerklaring = "verklaring"

// LegVerklaringVast records what the client says, once per key. toets judges whether the asker may do so on this case. Errors: [fout.NietGevonden],
// [fout.SleutelAnders].
func (r *Register) LegVerklaringVast(ctx context.Context, id toegang.Identiteit, casusID string, n NieuweVerklaring, toets func(Casus) error, s Sleutel) (v Verklaring, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		if _, err := r.leesGetoetst(ctx, tx, id, casusID, toets); err != nil {
			return err
		}
		vid, nieuw, err := r.eenmaligDing(ctx, tx, id, s, uuid.NewString())
		if err != nil {
			return err
		}
		if nieuw {
			if err := r.schrijfVerklaring(ctx, tx, id, vid, casusID, n); err != nil {
				return err
			}
		}
		vs, err := r.verklaringen(ctx, tx, casusID, vid)
		if err != nil || len(vs) == 0 {
			return err
		}
		v = vs[0]
		if !nieuw {
			return nil
		}
		return r.LogLaatst(ctx, tx, id, casusID, "verklaring", "wijzigen")
	})
	return v, err
}

func (r *Register) schrijfVerklaring(ctx context.Context, tx Tx, id toegang.Identiteit, vid, casusID string, n NieuweVerklaring) error {
	dicht, err := r.sluitVoor(ctx, tx, casusID, kolomVerklaring, n.Tekst)
	if err != nil {
		return err
	}
	nu := r.nu()
	if n.Op.IsZero() {
		n.Op = nu
	}
	_, err = tx.NewRaw(`INSERT INTO verklaringen (id, casus_id, soort, tekst, op, door_persoon, vastgelegd) VALUES (?, ?, ?, ?::bytea, ?, ?, ?)`,
		vid, casusID, n.Soort, []byte(dicht), n.Op, id.Gebruiker, nu).Exec(ctx)
	return err
}

// verklaringen reads those of a case, or one of them, oldest first.
func (r *Register) verklaringen(ctx context.Context, tx Tx, casusID, vid string) ([]Verklaring, error) {
	rijen, err := haal[struct {
		Verklaring                     `bun:",extend"`
		Dicht, AntwoordDicht           []byte
		Uitkomst, AntwoordDoor         string
		AntwoordOp, AntwoordVastgelegd *time.Time
	}](ctx, tx, `SELECT v.id, v.casus_id, v.soort, v.op, v.vastgelegd, v.door_persoon, v.tekst AS dicht, coalesce(a.uitkomst, '') AS uitkomst,
			a.motivering AS antwoord_dicht, coalesce(a.door_persoon, '') AS antwoord_door, a.op AS antwoord_op, a.vastgelegd AS antwoord_vastgelegd
		FROM verklaringen v LEFT JOIN verklaringantwoorden a ON a.verklaring_id = v.id
		WHERE v.casus_id = ?::uuid AND (? = '' OR v.id::text = ?) ORDER BY v.vastgelegd, v.id`, casusID, vid, vid)
	if err != nil {
		return nil, err
	}
	var uit []Verklaring
	for _, rij := range rijen {
		v := rij.Verklaring
		b, err := r.lees(ctx, tx, casusID, rij.Dicht, kolomVerklaring)
		if err != nil {
			return nil, err
		}
		v.Tekst = string(b)
		if rij.AntwoordOp != nil {
			b, err := r.lees(ctx, tx, casusID, rij.AntwoordDicht, kolomVerklaringAntwoord)
			if err != nil {
				return nil, err
			}
			v.Antwoord = &VerklaringAntwoord{Uitkomst: rij.Uitkomst, Motivering: string(b), DoorPersoon: rij.AntwoordDoor, Op: *rij.AntwoordOp, Vastgelegd: *rij.AntwoordVastgelegd}
		}
		uit = append(uit, v)
	}
	return uit, nil
}

// Verklaringen lists what the client said of a case, oldest first; toets judges whether the asker may see it.
func (r *Register) Verklaringen(ctx context.Context, id toegang.Identiteit, casusID string, toets func(Casus) error) (uit []Verklaring, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		if _, err := r.leesGetoetst(ctx, tx, id, casusID, toets); err != nil {
			return err
		}
		if uit, err = r.verklaringen(ctx, tx, casusID, ""); err != nil {
			return err
		}
		return r.LogLaatst(ctx, tx, id, casusID, "verklaringen", "lezen")
	})
	return uit, err
}
