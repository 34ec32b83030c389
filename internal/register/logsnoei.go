package register

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"schakel/internal/casus"
)

// Lines of the access log that are past their term are cut off at the oldest end, whole seals at a time (decision 0078). The seals that stay were made
// over those that went, so the last one that went is kept, with a proof: a keyed hash, with the key of the seals. What follows is verified from there;
// who takes away more than we did, or cuts himself, has no proof.

const (
	snoeiDoel = "schakel/logsnoei/v1"
	// maxSnoei seals are looked at and cut at once; the rest follows in the same call.
	maxSnoei = 2000
)

// snoeirij is one cut.
type snoeirij struct {
	Nr, Zegel, Tot, Aantal int64
	Som                    []byte
	Op                     time.Time
	// Bewijs of this cut, Vorige of the one before it.
	Bewijs, Vorige []byte
}

func (s snoeirij) tekst() []byte {
	b := []byte(snoeiDoel)
	for _, n := range []int64{s.Nr, s.Zegel, s.Tot, s.Aantal, s.Op.UnixMicro(), int64(len(s.Som)), int64(len(s.Vorige))} {
		b = binary.BigEndian.AppendUint64(b, uint64(n)) //nolint:gosec // each is from 0 on
	}
	return append(append(b, s.Som...), s.Vorige...)
}

// begin is where the chain begins: after what was cut.
func (s snoeirij) begin() zegelrij { return zegelrij{Nr: s.Zegel, Tot: s.Tot, Zegel: s.Som} }

// leesSnoei gives the last cut, how many lines went in all, and what is wrong with the proofs.
func (r *Register) leesSnoei(ctx context.Context, tx Tx) (laatste snoeirij, weg int64, fouten []string, err error) {
	rijen, err := haal[snoeirij](ctx, tx, `SELECT nr, zegel, tot, aantal, som, op, bewijs FROM logsnoei ORDER BY nr`)
	for _, s := range rijen {
		s.Vorige = laatste.Bewijs
		if s.Nr != laatste.Nr+1 || !r.sleutels.klopt(s.Bewijs, s.tekst()) {
			fouten = append(fouten, fmt.Sprintf("het snoeien tot en met regel %d is niet van Schakel, of is veranderd", s.Tot))
		}
		laatste, weg = s, weg+s.Aantal
	}
	return laatste, weg, fouten, err
}

// ErrLogKloptNiet: what would be cut off is not as it was sealed; it stays, for whoever looks into it.
var ErrLogKloptNiet = errors.New("het toegangslog klopt niet met zijn zegels, en wordt niet gesnoeid: zie schakel log controleer")

// SnoeiLog cuts off the lines that are past the term of the policy in force, and answers how many. First it verifies them: what was tampered with is
// not cut away. Error: [ErrLogKloptNiet], or the store's.
func (r *Register) SnoeiLog(ctx context.Context) (n int64, err error) {
	regel, _, err := r.bewaarregel(ctx)
	if err != nil {
		return 0, err
	}
	voor := voorAf(regel.Na(casus.BewaarLog), r.nu())
	for {
		tot, err := r.teSnoeien(ctx, voor)
		if err != nil || tot == 0 {
			return n, err
		}
		k, err := r.snoei(ctx, voor, tot)
		if err != nil || k < 0 {
			return n, err
		}
		n += k
	}
}

// teSnoeien verifies the oldest seals of which every line is older than voor, and gives the number of the last; 0: there is none.
func (r *Register) teSnoeien(ctx context.Context, voor time.Time) (tot int64, err error) {
	err = r.AlsWerk(ctx, func(ctx context.Context, tx Tx) error {
		tot = 0
		snoei, _, fouten, err := r.leesSnoei(ctx, tx)
		if err != nil {
			return err
		}
		zegels, err := haal[zegelrij](ctx, tx, `SELECT nr, van, tot, aantal, vorm, zegel FROM logzegels WHERE nr < (SELECT max(nr) FROM logzegels)
			AND tot < coalesce((SELECT l.nr FROM toegangslog l WHERE l.op >= ? ORDER BY l.nr LIMIT 1), 9223372036854775807) ORDER BY nr LIMIT ?`, voor, maxSnoei)
		if err != nil || len(zegels) == 0 {
			return err
		}
		c := Logcontrole{Fouten: fouten}
		if err := r.controleerKeten(ctx, tx, snoei.begin(), zegels, &c); err != nil {
			return err
		}
		laatste := zegels[len(zegels)-1]
		if err := r.controleerOntdaan(ctx, tx, laatste.Tot, &c); err != nil {
			return err
		}
		if len(c.Fouten) > 0 {
			return ErrLogKloptNiet
		}
		tot = laatste.Nr
		return nil
	})
	return tot, err
}

// snoei cuts up to and with a seal; -1: there was nothing to cut (any more).
func (r *Register) snoei(ctx context.Context, voor time.Time, tot int64) (n int64, err error) {
	err = r.AlsWerk(ctx, func(ctx context.Context, tx Tx) error {
		n = -1
		rijen, err := haal[snoeirij](ctx, tx, `SELECT nr, zegel, tot, aantal, som, op, vorige FROM snoei_log(?::timestamptz, ?::bigint, ?::timestamptz)`, voor, tot, r.nu())
		if err != nil || len(rijen) == 0 {
			return err
		}
		s := rijen[0]
		bewijs, err := r.sleutels.afdruk(s.tekst())
		if err != nil {
			return err
		}
		n = s.Aantal
		return voer(ctx, tx, vraag{}, `SELECT zet_snoeibewijs(?::bigint, ?::bytea)`, []any{s.Nr, bewijs})
	})
	return n, err
}
