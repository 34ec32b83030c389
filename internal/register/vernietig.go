package register

import (
	"context"
	"errors"
)

// VernietigSleutel destroys the data key of a case, after which nothing that was encrypted with it opens any more: not here and not in a backup
// of the register; a backup of the kluis holds it until that is gone. Again, or for a case that never was, is the same: nil. This process forgets the key at once, another within [SleutelOnthouden].
// It does not look whether the case may be destroyed (retention, legal hold): that is its caller's. Error: the store of keys did not answer;
// then the key may still be there, and it is to be called again.
func (r *Register) VernietigSleutel(ctx context.Context, casusID string) error {
	if !IsID(casusID) {
		return errors.New("geen id van een casus")
	}
	// First where it stood before there was a kluis, so that it cannot move there afterwards.
	err := r.AlsWerk(ctx, func(ctx context.Context, tx Tx) error {
		_, err := tx.NewRaw(`SELECT vernietig_sleutel(?::uuid)`, casusID).Exec(ctx)
		return err
	})
	if err == nil {
		err = r.sleutels.kluis.Vernietig(ctx, casusID)
	}
	r.sleutels.vergeet(casusID)
	return err
}
