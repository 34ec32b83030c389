package register

import (
	"context"
	"encoding/binary"
	"strings"
	"time"
)

// Verwerking is one line of the access log as a processing log tells it: what was done with whose data and what for, not by whom.
type Verwerking struct {
	Nr                              int64
	Op                              time.Time
	Wat, Handeling, Resultaat, Doel string
	// Spoor is the trace and span of the application that asked, "32 hex-16 hex"; empty when it said none.
	Spoor string
	// Betrokkenen are pseudonyms of the cases: a keyed hash that cannot be reckoned back without the keys of the register.
	Betrokkenen [][]byte
	// Kenmerk is unique for this line, and the same each time it is told: trace and span of the log are made of it.
	Kenmerk []byte
}

const (
	betrokkeneDoel = "schakel/betrokkene/v1/"
	kenmerkDoel    = "schakel/verwerking/v1/"
)

// Verwerkingen gives sealed lines with a number above na, oldest first, at most n. Only sealed ones: what was told is what stays.
func (r *Register) Verwerkingen(ctx context.Context, na int64, n int) (uit []Verwerking, err error) {
	err = r.alsLoglezer(ctx, func(ctx context.Context, tx Tx) error {
		uit, err = r.verwerkingen(ctx, tx, na, n)
		return err
	})
	return uit, err
}

// MeldVerwerkingen hands the next sealed lines, at most n, to naar and notes that they were told once it took them; when it does not, they come
// again. Of several processes one does it at a time, and the others find nothing to do. It answers how many lines were told.
func (r *Register) MeldVerwerkingen(ctx context.Context, n int, naar func(context.Context, []Verwerking) error) (gemeld int, err error) {
	err = r.AlsWerk(ctx, func(ctx context.Context, tx Tx) error {
		gemeld = 0
		tot, err := haal[int64](ctx, tx, `SELECT tot FROM verwerkingenlog FOR UPDATE SKIP LOCKED`)
		if err != nil || len(tot) == 0 {
			return err
		}
		vs, err := r.verwerkingen(ctx, tx, tot[0], n)
		if err != nil || len(vs) == 0 {
			return err
		}
		if err := naar(ctx, vs); err != nil {
			return err
		}
		gemeld = len(vs)
		return voer(ctx, tx, vraag{laatst: true}, `UPDATE verwerkingenlog SET tot = ?, op = ?`, []any{vs[len(vs)-1].Nr, r.nu()})
	})
	if err != nil {
		gemeld = 0
	}
	return gemeld, err
}

func (r *Register) verwerkingen(ctx context.Context, tx Tx, na int64, n int) ([]Verwerking, error) {
	rijen, err := haal[struct {
		Nr                                     int64
		Op                                     time.Time
		Wat, Handeling, Resultaat, Doel, Spoor string
		Casussen                               string
	}](ctx, tx, `SELECT nr, op, wat, handeling, resultaat, doel, spoor, 
			array_to_string(coalesce(casussen, ARRAY[casus_id]), ' ') AS casussen
		FROM toegangslog WHERE nr > ? AND nr <= (SELECT coalesce(max(tot), 0) FROM logzegels) ORDER BY nr LIMIT ?`, na, n)
	if err != nil {
		return nil, err
	}
	uit := make([]Verwerking, len(rijen))
	for i, rij := range rijen {
		v := Verwerking{Nr: rij.Nr, Op: rij.Op, Wat: rij.Wat, Handeling: rij.Handeling, Resultaat: rij.Resultaat, Doel: rij.Doel, Spoor: rij.Spoor}
		if v.Kenmerk, err = r.sleutels.afdruk(binary.BigEndian.AppendUint64([]byte(kenmerkDoel), uint64(rij.Nr))); err != nil { //nolint:gosec // a number from 1 on
			return nil, err
		}
		for _, c := range strings.Fields(rij.Casussen) {
			b, err := r.sleutels.afdruk([]byte(betrokkeneDoel + c))
			if err != nil {
				return nil, err
			}
			v.Betrokkenen = append(v.Betrokkenen, b)
		}
		uit[i] = v
	}
	return uit, nil
}
