package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// verrijk looks up what a step is about: an offer, an opschaling, an earlier fact.
// What is not there, or not the asker's to know, is [fout.NietGevonden].
func (r *Register) verrijk(ctx context.Context, tx Tx, id toegang.Identiteit, st *casus.Stap, in *Indiening, c *Casus) error {
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
		return r.verrijkCorrectie(ctx, tx, id, st, in, c)
	default:
		return nil
	}
}

// verrijkCorrectie notes whether the asker wrote the fact that is corrected, and what its correction changes beside the words.
func (r *Register) verrijkCorrectie(ctx context.Context, tx Tx, id toegang.Identiteit, st *casus.Stap, in *Indiening, c *Casus) error {
	oud, err := leesFeit(ctx, tx, c.ID, st.Ding)
	if err == nil && oud.DoorPersoon == id.Gebruiker {
		c.Relaties |= toegang.Auteur
	}
	if err == nil { // the step itself is only its author's to read, and not every fact is the asker's to see; of them, this takes what the clocks and the flags need
		genoemd := st.Ding
		err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error { return betreft(ctx, tx, c.ID, genoemd, st, in) })
	}
	if errors.Is(err, sql.ErrNoRows) {
		return nietGevonden()
	}
	if err == nil && in.Client.geldt {
		err = r.keurClient(ctx, tx, *c, in)
	}
	return err
}

// betreft looks up what kind of fact a correction is about: one of a correction is of what that one corrects.
func betreft(ctx context.Context, tx Tx, casusID, genoemd string, st *casus.Stap, in *Indiening) error {
	feit, err := leesFeit(ctx, tx, casusID, genoemd)
	if err != nil {
		return err
	}
	proces, err := leesProces(ctx, tx, genoemd)
	if err != nil {
		return err
	}
	st.Ding, st.Uitkomst, in.Veiligheid, in.ongeldig, in.Client.geldt = genoemd, "", nil, nil, false // it may be asked again
	if feit.Soort == casus.StapCorrectie && (proces.Uitkomst == casus.CorrigeertContact || proces.Uitkomst == casus.CorrigeertVeiligheid) {
		st.Ding, feit.Soort = proces.Ding, casus.StapContact
		if proces.Uitkomst == casus.CorrigeertVeiligheid {
			if feit, err = leesFeit(ctx, tx, casusID, st.Ding); err != nil {
				return err
			}
		}
	}
	if feit.Soort == casus.StapCorrectie { // of a correction that only said who it is
		if van, err := leesFeit(ctx, tx, casusID, proces.Ding); err == nil && van.Soort == casus.StapAanmelding {
			st.Ding, feit = proces.Ding, van
		}
	}
	switch feit.Soort {
	case casus.StapContact:
		st.Uitkomst, in.ongeldig = casus.CorrigeertContact, in.Correctie.Ongeldig
		vulAan(st, in.Correctie, proces, feit.Op)
	case casus.StapAanmelding:
		in.Client.geldt = true
		return verbeter(ctx, tx, casusID, st, in, feit.Soort)
	case casus.StapVeiligheid:
		return verbeter(ctx, tx, casusID, st, in, feit.Soort)
	default: // the fact is all
	}
	return nil
}

// oudFeit is a fact that is corrected.
type oudFeit struct {
	DoorPersoon string
	Soort       casus.StapSoort
	Op          time.Time
}

func leesFeit(ctx context.Context, tx Tx, casusID, id string) (oudFeit, error) {
	return haalEen[oudFeit](ctx, tx, `SELECT door_persoon, soort, op FROM feiten WHERE id = ?::uuid AND casus_id = ?::uuid`, id, casusID)
}

// leesProces is what the engine knew of a step.
func leesProces(ctx context.Context, tx Tx, id string) (casus.Stap, error) {
	rij, err := haalEen[struct {
		Proces casus.Stap `bun:"type:jsonb"`
	}](ctx, tx, `SELECT proces FROM stappen WHERE id = ?::uuid`, id)
	return rij.Proces, err
}

// verbeter lets a correction give other safety flags, when what it corrects is where those on the case come from.
func verbeter(ctx context.Context, tx Tx, casusID string, st *casus.Stap, in *Indiening, soort casus.StapSoort) error {
	n := in.Vlaggen[soort]
	if in.ongeldig = n.Ongeldig; n.Lijst == nil {
		return nil
	}
	bron, err := haalEen[string](ctx, tx, `SELECT id::text FROM feiten WHERE casus_id = ?::uuid AND soort IN (?, ?) AND seq IS NOT NULL
		ORDER BY seq DESC LIMIT 1`, casusID, string(casus.StapVeiligheid), string(casus.StapAanmelding))
	if err == nil && bron == st.Ding {
		st.Uitkomst, in.Veiligheid = casus.CorrigeertVeiligheid, n.Lijst
	}
	return err
}

// NieuweVlaggen is what a correction says anew of safety flags, if what it corrects is of the kind that has them.
type NieuweVlaggen struct {
	// Lijst are the flags, as a JSON list; nil: it says nothing of them.
	Lijst    json.RawMessage
	Ongeldig []fout.Veld
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
