package register

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// How long a receiver may know (decision 0091):
//
//	aangeboden … besproken ──landed──► nazorg ──────closed──► watch for terugval ──over──► nothing
//	      │                              └─terugval─► nothing
//	      └─declined, taken back─► nothing
//
// Up to the end of nazorg it reads the summary; in the watch it knows number, fase and regie, and can signal. Of what is over it keeps that there was an
// offer, and how that went.

// standaardWacht is the watch of a register that never had a policy.
var standaardWacht = casus.Duur{N: 12, Eenheid: casus.Maand} //nolint:gochecknoglobals // a constant

// eindeInzage ends what receivers may know, when a fact brings the case to another fase than nazorg.
func (s schrijver) eindeInzage(ctx context.Context, f casus.Feit) error {
	if f.Fase != casus.Afgesloten && f.Fase != casus.Outreach {
		return nil
	}
	uit, err := s.tx.NewRaw(`UPDATE overdrachten SET inzage_einde = coalesce(inzage_einde, ?) WHERE casus_id = ? AND status = ?`,
		f.Vastgelegd, s.casusID, string(casus.GelandStatus)).Exec(ctx)
	if err != nil {
		return err
	}
	if n, _ := uit.RowsAffected(); n == 0 { // nothing landed: nobody to end it for
		return nil
	}
	if f.Fase == casus.Outreach { // terugval, or opened again: it is BMZ's
		if _, err = s.tx.NewRaw(`UPDATE overdrachten SET casus_tot = least(casus_tot, ?::timestamptz, now()) WHERE casus_id = ? AND status = ?`,
			f.Vastgelegd, s.casusID, string(casus.GelandStatus)).Exec(ctx); err == nil {
			_, err = s.tx.NewRaw(`UPDATE casussen SET ontvanger_tot = NULL WHERE id = ?`, s.casusID).Exec(ctx)
		}
		return err
	}
	tot, err := s.eindeWacht(ctx, f.Vastgelegd)
	if err != nil {
		return err
	}
	if _, err = s.tx.NewRaw(`UPDATE overdrachten SET casus_tot = ? WHERE casus_id = ? AND status = ? AND casus_tot IS NULL`,
		tot, s.casusID, string(casus.GelandStatus)).Exec(ctx); err == nil {
		_, err = s.tx.NewRaw(`UPDATE casussen SET ontvanger_tot = ? WHERE id = ?`, tot, s.casusID).Exec(ctx)
	}
	return err
}

// eindeWacht is when the watch of a case that closes now is over, by the policy in force.
func (s schrijver) eindeWacht(ctx context.Context, vanaf time.Time) (time.Time, error) {
	bel, err := beleidIn(ctx, s.tx)
	if err != nil {
		return time.Time{}, err
	}
	wacht := bel.Terugvalwacht
	if wacht.N == 0 {
		wacht = standaardWacht
	}
	tot, _ := bel.Kalender.Plus(vanaf, wacht, nil)
	return tot, nil
}

// voorbij says to a receiver who takes a step on an overdracht of its own that is over, that it is: it knows of that one. Whoever else hears, as of all
// cases, that there is nothing.
func (r *Register) voorbij(ctx context.Context, tx Tx, id toegang.Identiteit, in Indiening) error {
	q, args := "", []any{in.CasusID, id.Organisatie}
	switch in.Stap.Soort {
	case casus.StapAcceptatie, casus.StapWeigering, casus.StapEersteContact:
		q, args = "id = ?", append(args, in.Stap.Ding)
	case casus.StapNazorgcontact, casus.StapTerugvalsignaal:
		q, args = "status = ?", append(args, string(casus.GelandStatus))
	default:
		return nietGevonden()
	}
	if id.Rol != toegang.RolKetenpartner {
		return nietGevonden()
	}
	var er int
	err := tx.NewRaw(`SELECT 1 FROM overdrachten WHERE casus_id = ? AND ontvanger = ? AND `+q+` LIMIT 1`, args...).Scan(ctx, &er)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nietGevonden()
	case err != nil:
		return err
	}
	return fout.Nieuw(fout.NietMogelijk, "Deze overdracht is voorbij; er kan niets meer bij.")
}

// CasusNaEinde reads a case for the answer to the step by which its receiver just lost it: what came of that step, without anything of the dossier. The
// asker's relations are not in it.
func (r *Register) CasusNaEinde(ctx context.Context, casusID string) (c Casus, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		var rij struct {
			Nummer, Motor             string
			Seq                       int
			Projectie                 casus.Projectie `bun:"type:jsonb"`
			AangemaaktOp, GewijzigdOp time.Time
		}
		err := tx.NewRaw(`SELECT nummer, motor, seq, projectie, aangemaakt_op, gewijzigd_op FROM casussen WHERE id = ?`, casusID).Scan(ctx, &rij)
		if errors.Is(err, sql.ErrNoRows) {
			return nietGevonden()
		}
		c = Casus{ID: casusID, Nummer: rij.Nummer, Motor: rij.Motor, Projectie: rij.Projectie, AangemaaktOp: rij.AangemaaktOp, GewijzigdOp: rij.GewijzigdOp}
		c.Projectie.Seq = rij.Seq
		return err
	})
	return c, err
}
