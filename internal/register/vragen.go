package register

import (
	"context"
	"encoding/json"
	"time"

	"schakel/internal/casus"
	"schakel/internal/toegang"
)

// Vraag is what ctb asked about an aanmelding, and the answer when it came.
type Vraag struct {
	Vraag         string
	Op            time.Time
	Antwoord      string
	BeantwoordOp  time.Time // zero: not answered yet
	BeantwoordWie string
}

// Vragen gives the questions about an aanmelding, oldest first. Of the facts of a case, row level security shows a verwijzer these only.
func (r *Register) Vragen(ctx context.Context, id toegang.Identiteit, casusID string) (uit []Vraag, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		var rijen []struct {
			Soort       casus.StapSoort
			Op          time.Time
			DoorPersoon string
			Inhoud      []byte
		}
		err := tx.NewRaw(`SELECT soort, op, door_persoon, inhoud FROM feiten WHERE casus_id = ? AND soort IN ('ontvangst', 'antwoord') AND seq IS NOT NULL
			ORDER BY seq`, casusID).Scan(ctx, &rijen)
		if err != nil {
			return err
		}
		for _, rij := range rijen {
			b, err := r.lees(ctx, tx, casusID, rij.Inhoud, kolomInhoud)
			if err != nil {
				return err
			}
			var in struct{ Vraag, Antwoord string }
			if err := json.Unmarshal(b, &in); err != nil {
				return err
			}
			switch {
			case rij.Soort == casus.StapOntvangst && in.Vraag != "":
				uit = append(uit, Vraag{Vraag: in.Vraag, Op: rij.Op})
			case rij.Soort == casus.StapAntwoord && len(uit) > 0:
				v := &uit[len(uit)-1]
				v.Antwoord, v.BeantwoordOp, v.BeantwoordWie = in.Antwoord, rij.Op, rij.DoorPersoon
			}
		}
		return r.LogLaatst(ctx, tx, id, casusID, "vragen", "lezen")
	})
	return uit, err
}
