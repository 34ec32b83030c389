package register

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tink-crypto/tink-go/v2/tink"

	"schakel/internal/zoekwoord"
)

// zoekTokens are the keyed hashes of words, as they are stored.
func (s *sleutelkast) zoekTokens(woorden []string) ([][]byte, error) {
	return tokens(s.bos.inhoud().zoek[:1], woorden)
}

// vraagTokens are the hashes under every key there is: a case may still be known by an older one.
func (s *sleutelkast) vraagTokens(woorden []string) ([][]byte, error) {
	return tokens(s.bos.inhoud().zoek, woorden)
}

func tokens(met []tink.MAC, woorden []string) ([][]byte, error) {
	uit := [][]byte{}
	for _, m := range met {
		for _, w := range woorden {
			t, err := m.ComputeMAC([]byte(w))
			if err != nil {
				return nil, err
			}
			uit = append(uit, t)
		}
	}
	return uit, nil
}

// zoekvorm names the form of words and the key that new cases get.
func (s *sleutelkast) zoekvorm() string {
	return fmt.Sprintf("%d/%s", zoekwoord.Vorm, s.bos.inhoud().zoekNaam)
}

// WisselZoeksleutel replaces the key of the blind index, while the system runs: with the new one every word is hashed anew ([Register.Herindexeer]); meanwhile is looked for under both.
// Interrupted, it goes on where it was. With alleenBegin only the key is added, see [Register.WisselSleutels].
func (r *Register) WisselZoeksleutel(ctx context.Context, alleenBegin bool, n func(Zoekstand)) (stand Zoekstand, err error) {
	s := r.sleutels
	err = s.kluis.Alleenwerk(ctx, func() error {
		k, hervat, err := s.bos.metKandidaat(beurtZoeken)
		if err == nil && !hervat {
			err = s.bos.vervang(k.bestand)
		}
		if err != nil || alleenBegin {
			return err
		}
		if err := wacht(ctx, s.bos.kijk); err != nil { // until every process that reads this file looks for under both
			return err
		}
		if err := s.bos.zetVoorop(beurtZoeken, r.nu()); err != nil {
			return err
		}
		for { // again: a process that did not look at the file yet makes cases with the old one
			ronde, err := r.Herindexeer(ctx, n)
			if err != nil {
				return err
			}
			stand.Bij, stand.Gesloten = stand.Bij+ronde.Bij, ronde.Gesloten
			if ronde.Bij == 0 {
				break
			}
			if err := wacht(ctx, s.bos.kijk); err != nil {
				return err
			}
		}
		_, err = s.bos.ruimOp(beurtZoeken, r.nu())
		return err
	})
	return stand, err
}

func wacht(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

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

// Herindexeer gives every case the words of the present form, under the present key, while the system runs: a case at a time, found by the old
// words until it has the new ones. Corrections of who it is about are in it. Called again it goes on with what is not done. n is called after every block; nil: nobody is told.
func (r *Register) Herindexeer(ctx context.Context, n func(Zoekstand)) (Zoekstand, error) {
	var stand Zoekstand
	vorm := r.sleutels.zoekvorm()
	for na := "00000000-0000-0000-0000-000000000000"; ; {
		var ids []string
		err := r.AlsMotor(ctx, func(ctx context.Context, tx Tx) (err error) {
			ids, err = haal[string](ctx, tx, `SELECT c.id::text FROM casussen c WHERE c.id > ?::uuid AND (c.zoekvorm <> ?
				OR EXISTS (SELECT FROM feiten f WHERE f.casus_id = c.id AND f.soort = 'correctie' AND f.seq > c.client_seq)) ORDER BY c.id LIMIT ?`, na, vorm, r.sleutels.blok)
			return err
		})
		if err != nil || len(ids) == 0 {
			return stand, err
		}
		for _, id := range ids {
			switch err := r.herindexeer(ctx, id); {
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

func (r *Register) herindexeer(ctx context.Context, casusID string) error {
	return r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		seq, _, err := slot(ctx, tx, casusID)
		if err != nil {
			return err
		}
		nieuw, err := r.correcties(ctx, tx, casusID)
		if err != nil {
			return err
		}
		return r.zetClient(ctx, tx, casusID, nieuw, seq)
	})
}
