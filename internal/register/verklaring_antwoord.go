package register

import (
	"context"
	"slices"
	"time"

	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// VerklaringAntwoord is what was decided on a bezwaar or a correctieverzoek, and told to the client.
type VerklaringAntwoord struct {
	// Uitkomst is one of [VerklaringUitkomsten].
	Uitkomst string
	// Motivering is as the client gets to read it.
	Motivering     string
	DoorPersoon    string
	Op, Vastgelegd time.Time
}

// VerklaringUitkomsten are what an answer can say.
func VerklaringUitkomsten() []string { return []string{"toegekend", "deels", "afgewezen"} }

const (
	kolomVerklaringAntwoord = "verklaringantwoord"
	// verklaringEigen is a statement: it stands there, and asks no answer.
	verklaringEigen = "verklaring"
)

// BeantwoordVerklaring answers what the client objected to or asked to correct, once per key. toets judges whether the asker may do so on this case.
// Op zero: now. Errors: [fout.NietGevonden], [fout.NietMogelijk] for what was answered already or asks no answer, [fout.SleutelAnders].
func (r *Register) BeantwoordVerklaring(ctx context.Context, id toegang.Identiteit, casusID, vid string, a VerklaringAntwoord, toets func(Casus) error, s Sleutel) (v Verklaring, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		if _, err := r.leesGetoetst(ctx, tx, id, casusID, toets); err != nil {
			return err
		}
		vs, err := r.verklaringen(ctx, tx, casusID, vid)
		if err != nil {
			return err
		}
		if len(vs) == 0 {
			return nietGevonden()
		}
		_, nieuw, err := r.eenmaligDing(ctx, tx, id, s, vid)
		if err != nil || !nieuw {
			v = vs[0]
			return err
		}
		if err := r.schrijfVerklaringAntwoord(ctx, tx, id, vs[0], a); err != nil {
			return err
		}
		if vs, err = r.verklaringen(ctx, tx, casusID, vid); err != nil {
			return err
		}
		v = vs[0]
		return r.LogLaatst(ctx, tx, id, casusID, "verklaring.antwoord", "wijzigen")
	})
	return v, err
}

func (r *Register) schrijfVerklaringAntwoord(ctx context.Context, tx Tx, id toegang.Identiteit, v Verklaring, a VerklaringAntwoord) error {
	switch {
	case v.Antwoord != nil:
		return alBeantwoord()
	case v.Soort == verklaringEigen:
		return fout.Nieuw(fout.NietMogelijk, "Een eigen verklaring van de cliënt vraagt geen antwoord.")
	case !slices.Contains(VerklaringUitkomsten(), a.Uitkomst):
		return fout.Nieuw(fout.Ongeldig, "Kies een uitkomst.")
	}
	dicht, err := r.sluitVoor(ctx, tx, v.CasusID, kolomVerklaringAntwoord, a.Motivering)
	if err != nil {
		return err
	}
	nu := r.nu()
	if a.Op.IsZero() {
		a.Op = nu
	}
	_, err = tx.NewRaw(`INSERT INTO verklaringantwoorden (verklaring_id, casus_id, uitkomst, motivering, door_persoon, op, vastgelegd) VALUES (?, ?, ?, ?::bytea, ?, ?, ?)`,
		v.ID, v.CasusID, a.Uitkomst, []byte(dicht), id.Gebruiker, a.Op, nu).Exec(ctx)
	if alEen(err) { // at the same time
		return alBeantwoord()
	}
	return err
}

func alBeantwoord() error { return fout.Nieuw(fout.NietMogelijk, "Dit is al beantwoord.") }
