package register

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
)

// A line of the access log that was about a destroyed case stays, without the case. Its seal was made of what it said before, so it keeps the
// sum of that; and who could write that sum could also change what is left, so it keeps a proof beside it: a keyed hash, with the key of the
// seals, of its number, that sum and what is left.

// The forms of a proof, as those of a seal: the second is of every column that is left.
const ontdaanDoel1, ontdaanDoel2 = "schakel/logontdaan/v1", "schakel/logontdaan/v2"

// ontdaan is a line that lost a case; sums in both forms.
type ontdaan struct {
	Nr                                                       int64
	Oorspronkelijk, Bewijs, SomVoor, SomNa, SomVoor2, SomNa2 []byte
}

func (l ontdaan) tekst(doel string, som []byte) []byte {
	b := binary.BigEndian.AppendUint64([]byte(doel), uint64(l.Nr)) //nolint:gosec // a number from 1 on
	return append(append(b, l.Oorspronkelijk...), som...)          // both 32 bytes
}

// bewijst reports whether the proof of a line is ours of these sums, in either form.
func (s *sleutelkast) bewijst(l ontdaan, som1, som2 []byte) bool {
	return s.klopt(l.Bewijs, l.tekst(ontdaanDoel2, som2)) || s.klopt(l.Bewijs, l.tekst(ontdaanDoel1, som1))
}

// errLogVeranderd: what would be proven was changed before.
var errLogVeranderd = errors.New("een regel van het toegangslog is veranderd sinds er een casus uit ging: zie schakel log controleer")

// ontdoeLog takes a destroyed case out of the access log and answers how many lines it was in.
func (r *Register) ontdoeLog(ctx context.Context, tx Tx, casusID string) (int, error) {
	regels, err := haal[ontdaan](ctx, tx, `SELECT nr, oorspronkelijk, bewijs, som_voor, som_na, som_voor2, som_na2 FROM wis_logverwijzing(?::uuid)`, casusID)
	if err != nil || len(regels) == 0 {
		return 0, err
	}
	var nrs []int64
	var bewijzen [][]byte
	for _, l := range regels {
		// A second case leaves it: what the first left must still be what is there, or a change would be proven right.
		if l.Bewijs != nil && !r.sleutels.bewijst(l, l.SomVoor, l.SomVoor2) {
			return 0, errLogVeranderd
		}
		b, err := r.sleutels.afdruk(l.tekst(ontdaanDoel2, l.SomNa2))
		if err != nil {
			return 0, err
		}
		nrs, bewijzen = append(nrs, l.Nr), append(bewijzen, b)
	}
	return len(regels), voer(ctx, tx, vraag{}, `SELECT zet_logbewijs(?::bigint[], ?::bytea[])`, []any{nrs, bewijzen})
}

// controleerOntdaan looks whether the lines that lost a case, up to and with tot, are as they were left. Their seal does not tell: it is of what they said
// before, which they keep the sum of.
func (r *Register) controleerOntdaan(ctx context.Context, tx Tx, tot int64, c *Logcontrole) error {
	for na := int64(0); ; {
		regels, err := haal[ontdaan](ctx, tx, `SELECT nr, oorspronkelijk, bewijs, `+regelsom(1)+` AS som_na, `+regelsom(2)+` AS som_na2 FROM toegangslog
			WHERE oorspronkelijk IS NOT NULL AND nr > ? AND nr <= ? ORDER BY nr LIMIT ?`, na, tot, maxPerBlok)
		if err != nil {
			return err
		}
		for _, l := range regels {
			na = l.Nr
			c.Ontdaan++
			if !r.sleutels.bewijst(l, l.SomNa, l.SomNa2) {
				c.Fouten = append(c.Fouten, fmt.Sprintf("regel %d: veranderd nadat er een vernietigde casus uit ging", l.Nr))
			}
		}
		if len(regels) < maxPerBlok {
			return nil
		}
	}
}

// klopt reports whether a keyed hash is ours of this text.
func (s *sleutelkast) klopt(merk, tekst []byte) bool {
	return s.bos.inhoud().afdruk.VerifyMAC(merk, tekst) == nil
}
