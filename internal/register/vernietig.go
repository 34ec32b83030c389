package register

import (
	"context"
	"errors"
)

// VernietigSleutel destroys the data key of a case, after which nothing that was encrypted with it opens any more: not here and not in a backup
// of the register. Again, or for a case that never was, is the same: nil. This process forgets the key at once, another within [SleutelOnthouden].
// It does not look whether the case may be destroyed (retention, legal hold): that is its caller's. Error: the store of keys did not answer;
// then the key may still be there, and it is to be called again.
func (r *Register) VernietigSleutel(ctx context.Context, casusID string) error {
	if !IsID(casusID) {
		return errors.New("geen id van een casus")
	}
	err := r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		_, err := tx.NewRaw(`SELECT vernietig_sleutel(?::uuid)`, casusID).Exec(ctx)
		return err
	})
	r.sleutels.vergeet(casusID)
	return err
}
