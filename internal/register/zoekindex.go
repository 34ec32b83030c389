package register

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"schakel/internal/zoekwoord"
)

// zoekTokens are the keyed hashes of words, under every key there is: a case may still be known by an older one.
func (s *Sleutelbos) zoekTokens(woorden []string) ([][]byte, error) {
	uit := [][]byte{}
	for _, w := range woorden {
		t, err := s.zoek.ComputeMAC([]byte(w))
		if err != nil {
			return nil, err
		}
		uit = append(uit, t)
	}
	return uit, nil
}

// zoekvorm names the form of words and the key that new cases get.
func (s *Sleutelbos) zoekvorm() string { return fmt.Sprintf("%d", zoekwoord.Vorm) }

// schrijfTokens stores what a new case can be found by.
func (r *Register) schrijfTokens(ctx context.Context, tx Tx, casusID string, p zoekwoord.Persoon) error {
	tokens, err := r.sleutels.zoekTokens(zoekwoord.Bewaar(p))
	if err != nil || len(tokens) == 0 {
		return err
	}
	return voer(ctx, tx, vraag{}, `INSERT INTO zoektokens (casus_id, token) SELECT ?::uuid, t FROM unnest(?::bytea[]) t ON CONFLICT DO NOTHING`, []any{casusID, tokens})
}

// Zoekstand is how far [Register.Herindexeer] came. Gesloten are cases that do not open: their key was destroyed.
type Zoekstand struct{ Bij, Gesloten int }

const herindexeerBlok = 100

// Herindexeer gives every case the words of the present form, under the present key, while the system runs: a case at a time, found by the old
// words until it has the new ones. Called again it goes on with what is not done. n is called after every block; nil: nobody is told.
func (r *Register) Herindexeer(ctx context.Context, n func(Zoekstand)) (Zoekstand, error) {
	var stand Zoekstand
	vorm := r.sleutels.zoekvorm()
	for na := "00000000-0000-0000-0000-000000000000"; ; {
		var ids []string
		err := r.AlsMotor(ctx, func(ctx context.Context, tx Tx) (err error) {
			ids, err = haal[string](ctx, tx, `SELECT id::text FROM casussen WHERE id > ?::uuid AND zoekvorm <> ? ORDER BY id LIMIT ?`, na, vorm, herindexeerBlok)
			return err
		})
		if err != nil || len(ids) == 0 {
			return stand, err
		}
		for _, id := range ids {
			switch err := r.herindexeer(ctx, id, vorm); {
			case errors.Is(err, errSleutelWeg):
				stand.Gesloten++
			case err != nil:
				return stand, fmt.Errorf("zoekwoorden van casus %s: %w", id, err)
			default:
				stand.Bij++
			}
		}
		if na = ids[len(ids)-1]; n != nil {
			n(stand)
		}
	}
}

func (r *Register) herindexeer(ctx context.Context, casusID, vorm string) error {
	return r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		dicht, err := haalEen[[]byte](ctx, tx, `SELECT client FROM casussen WHERE id = ?::uuid FOR UPDATE`, casusID)
		if err != nil {
			return err
		}
		b, err := r.lees(ctx, tx, casusID, dicht, kolomClient)
		if err != nil {
			return err
		}
		var c struct{ Naam, Geboortedatum, Bsn string }
		if len(b) > 0 {
			if err := json.Unmarshal(b, &c); err != nil {
				return err
			}
		}
		tokens, err := r.sleutels.zoekTokens(zoekwoord.Bewaar(zoekwoord.Persoon(c)))
		if err != nil {
			return err
		}
		if _, err := haal[string](ctx, tx, `SELECT zet_zoektokens(?::uuid, ?::bytea[])::text`, casusID, tokens); err != nil {
			return err
		}
		return voer(ctx, tx, vraag{laatst: true}, `UPDATE casussen SET zoekvorm = ? WHERE id = ?::uuid`, []any{vorm, casusID})
	})
}
