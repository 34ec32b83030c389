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

// verrijk looks up what a step is about: an offer, an opschaling, an earlier fact.
// What is not there, or not the asker's to know, is [fout.NietGevonden].
func (r *Register) verrijk(ctx context.Context, tx Tx, id toegang.Identiteit, st *casus.Stap, nieuw NieuwContact, c *Casus) error {
	switch st.Soort {
	case casus.StapAcceptatie, casus.StapWeigering, casus.StapOverdrachtIntrek, casus.StapGesprek, casus.StapEersteContact:
		var ontvanger string
		err := tx.NewRaw(`SELECT ontvanger FROM overdrachten WHERE id = ? AND casus_id = ?`, st.Ding, c.ID).Scan(ctx, &ontvanger)
		if errors.Is(err, sql.ErrNoRows) {
			return nietGevonden()
		}
		c.Relaties &^= toegang.Geadresseerd
		if ontvanger == id.Organisatie {
			c.Relaties |= toegang.Geadresseerd
		}
		return err
	case casus.StapAfschaling, casus.StapBeoordeling:
		var n int
		err := tx.NewRaw(`SELECT 1 FROM feiten WHERE id = ? AND casus_id = ? AND soort = ?`, st.Ding, c.ID, string(casus.StapOpschaling)).Scan(ctx, &n)
		if errors.Is(err, sql.ErrNoRows) {
			return nietGevonden()
		}
		return err
	case casus.StapCorrectie:
		return r.verrijkCorrectie(ctx, tx, id, st, nieuw, c)
	default:
		return nil
	}
}

// verrijkCorrectie notes whether the asker wrote the fact that is corrected.
func (r *Register) verrijkCorrectie(ctx context.Context, tx Tx, id toegang.Identiteit, st *casus.Stap, nieuw NieuwContact, c *Casus) error {
	var oud struct {
		DoorPersoon string
		Soort       casus.StapSoort
		Op          time.Time
	}
	var stap struct {
		Proces casus.Stap `bun:"type:jsonb"`
	}
	err := tx.NewRaw(`SELECT door_persoon, soort, op FROM feiten WHERE id = ? AND casus_id = ?`, st.Ding, c.ID).Scan(ctx, &oud)
	if err == nil { // the step itself is only its author's to read; of it, this takes what the clocks knew
		err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
			return tx.NewRaw(`SELECT proces FROM stappen WHERE id = ?`, st.Ding).Scan(ctx, &stap)
		})
	}
	if errors.Is(err, sql.ErrNoRows) {
		return nietGevonden()
	}
	if err != nil {
		return err
	}
	if oud.DoorPersoon == id.Gebruiker {
		c.Relaties |= toegang.Auteur
	}
	if oud.Soort == casus.StapCorrectie && stap.Proces.Uitkomst == casus.CorrigeertContact {
		st.Ding, oud.Soort = stap.Proces.Ding, casus.StapContact // a correction of a correction is of the contact
	}
	if oud.Soort == casus.StapContact {
		st.Uitkomst = casus.CorrigeertContact
		vulAan(st, nieuw, stap.Proces, oud.Op)
	}
	return nil
}

// NieuwContact is what a correction of a contact says of the clocks; nil: as it was.
type NieuwContact struct {
	Bereikt, Poging *bool
	Soort           *casus.Contactsoort
	Op              *time.Time
	// Ongeldig is what is wrong with it if the fact is a contact.
	Ongeldig []fout.Veld
}

// vulAan completes a correction with what the contact said, for what it does not say anew.
func vulAan(st *casus.Stap, n NieuwContact, oud casus.Stap, op time.Time) {
	st.Bereikt, st.Poging, st.Op, st.Contactsoort = oud.Bereikt, oud.Poging, op.UTC(), oud.Contactsoort
	if n.Soort != nil {
		st.Contactsoort = *n.Soort
	}
	if n.Bereikt != nil {
		st.Bereikt = *n.Bereikt
	}
	if n.Poging != nil {
		st.Poging = *n.Poging
	}
	if n.Op != nil {
		st.Op = *n.Op
	}
}
