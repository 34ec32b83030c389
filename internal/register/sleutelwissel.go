package register

import (
	"context"
	"errors"
	"fmt"
	"time"

	"schakel/internal/kluis"
)

// Rotation of the key that wraps the data keys (KEK), while everything runs. Each step can be interrupted; started again, it goes on where it was:
//
//	one key ──begin──► a second is in the file, and decrypts ──voorop──► it encrypts ──herpak──► no data key is wrapped with the first
//	   ▲                                                                                                        │
//	   └──────────────────────── the first leaves the file ◄──ruimOp── the kluis takes nothing wrapped with it ◄┘
//
// Other processes follow the file: one that meets a key it does not know looks at once, and one that still wraps with the first is refused by the kluis,
// looks, and wraps with the second. Drafts and letters get a new key in the same turn; theirs stays for who still has something of before ([bewaarAfgelost]).

const (
	wisselBlok = 200
	// wisselGeduld is how long a rotation waits for processes that still wrapped with the old key a moment ago.
	wisselGeduld = time.Minute
	// bewaarAfgelost is how long a key of drafts or letters stays after it was replaced: longer than any draft or letter.
	bewaarAfgelost = BriefGeldig + 24*time.Hour
)

// ErrEerstVerhuizen: there are keys in the register, which a rotation would not reach.
var ErrEerstVerhuizen = errors.New("er staan nog sleutels in het register: voer eerst `schakel sleutels verhuis` uit")

// Wisselstand is how far a rotation is: data keys that were wrapped anew in this run, and all there are.
type Wisselstand struct {
	Gedaan, Alle int
	// Hervat: an earlier rotation was not finished, and this run went on with that one.
	Hervat bool
	// Vorige is the file with the keys of before, to keep as long as there are backups of the kluis from before; empty when none was taken out.
	Vorige string
}

// WisselSleutels replaces the KEK, or finishes an earlier rotation. With alleenBegin it only adds the new key to the file, which is then to be brought to every
// machine before the rest. With a KMS in the [Config] it wraps with that what something else still wraps. meld is called after every block; nil: nobody is told.
// Errors: [kluis.ErrBezig], [ErrEerstVerhuizen], or what failed; nothing is lost then, and it is to be called again.
func (r *Register) WisselSleutels(ctx context.Context, alleenBegin bool, meld func(Wisselstand)) (w Wisselstand, err error) {
	s := r.sleutels
	err = s.kluis.Alleenwerk(ctx, func() error {
		var over bool
		err := r.AlsMotor(ctx, func(ctx context.Context, tx Tx) (err error) {
			over, err = haalEen[bool](ctx, tx, `SELECT EXISTS (SELECT FROM sleutels)`)
			return err
		})
		if err != nil {
			return err
		}
		if over {
			return ErrEerstVerhuizen
		}
		if s.kms != nil {
			return s.herpakAlles(ctx, &w, meld)
		}
		if w.Hervat, err = s.beginWissel(ctx); err != nil || alleenBegin {
			return err
		}
		if err := s.bos.zetVoorop(beurtInpakken, r.nu()); err != nil {
			return err
		}
		if err := s.herpakAlles(ctx, &w, meld); err != nil {
			return err
		}
		w.Vorige, err = s.bos.ruimOp(beurtInpakken, r.nu())
		return err
	})
	return w, err
}

// beginWissel adds a key, unless an earlier rotation did. The kluis knows it first: a file with a key that may not wrap would keep programs from starting.
func (s *sleutelkast) beginWissel(ctx context.Context) (hervat bool, err error) {
	nieuw, hervat, err := s.bos.metKandidaat(beurtInpakken)
	if err != nil || hervat {
		return hervat, err
	}
	if err := s.kluis.MagPakken(ctx, nieuw.kek); err != nil {
		return false, err
	}
	return false, s.bos.vervang(nieuw.bestand)
}

// herpakAlles wraps every data key with the present KEK and retires all others.
func (s *sleutelkast) herpakAlles(ctx context.Context, w *Wisselstand, meld func(Wisselstand)) error {
	naar := s.inpakkers()[0]
	if err := s.kluis.MagPakken(ctx, naar); err != nil {
		return err
	}
	for tot := time.Now().Add(wisselGeduld); ; {
		if err := s.herpakRonde(ctx, naar, w, meld); err != nil {
			return err
		}
		alleen, err := s.kluis.Alleen(ctx, naar)
		if err != nil || alleen {
			return err
		}
		if time.Now().After(tot) {
			return errors.New("er is een proces dat nog met de oude sleutel inpakt: breng het bestand met sleutels naar elke machine, en voer dit dan opnieuw uit")
		}
	}
}

func (s *sleutelkast) herpakRonde(ctx context.Context, naar string, w *Wisselstand, meld func(Wisselstand)) error {
	for na := ""; ; {
		ss, err := s.kluis.NietMet(ctx, naar, na, s.blok)
		if err != nil || len(ss) == 0 {
			return err
		}
		hs := make([]kluis.Herpakt, len(ss))
		for i, k := range ss {
			if hs[i], err = s.omgepakt(k, naar); err != nil {
				return fmt.Errorf("sleutel van casus %s: %w", k.CasusID, err)
			}
		}
		n, err := s.kluis.Herpak(ctx, naar, hs)
		if err != nil {
			return err
		}
		w.Gedaan += n
		if w.Alle, _, err = s.kluis.Stand(ctx, naar); err != nil {
			return err
		}
		if na = ss[len(ss)-1].CasusID; meld != nil {
			meld(*w)
		}
	}
}

// omgepakt wraps a data key with the present KEK, and makes sure that it opens.
func (s *sleutelkast) omgepakt(k kluis.Sleutel, naar string) (kluis.Herpakt, error) {
	sleutel, err := s.pakUit(k)
	if err != nil {
		return kluis.Herpakt{}, err
	}
	nieuw, err := s.pakIn(naar, k.CasusID, sleutel)
	if err != nil {
		return kluis.Herpakt{}, err
	}
	if _, err := s.pakUit(nieuw); err != nil {
		return kluis.Herpakt{}, err
	}
	return kluis.Herpakt{Sleutel: k, Nieuw: nieuw.Ingepakt}, nil
}

// VeegSleutels takes away the data keys that no case and no complaint needs: of an aanmelding that was not stored. dan is how old they must be, at least a day. Not by itself: after
// the register was put back from a backup, the keys of what came later look the same.
func (r *Register) VeegSleutels(ctx context.Context, dan time.Duration) (n int, err error) {
	dan = max(dan, 24*time.Hour)
	for na := ""; ; {
		ids, err := r.sleutels.kluis.Oud(ctx, time.Now().Add(-dan), na, wisselBlok)
		if err != nil || len(ids) == 0 {
			return n, err
		}
		var wezen []string
		err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) (err error) {
			wezen, err = haal[string](ctx, tx, `SELECT w.wees FROM unnest(?::text[]) AS w (wees) WHERE NOT EXISTS (SELECT FROM casussen c WHERE c.id = w.wees::uuid)
				AND NOT EXISTS (SELECT FROM klachten k WHERE k.id = w.wees::uuid)`, ids)
			return err
		})
		if err != nil {
			return n, err
		}
		for _, id := range wezen {
			weg, err := r.sleutels.kluis.Veeg(ctx, id, dan)
			if err != nil {
				return n, err
			}
			if weg {
				n++
			}
		}
		na = ids[len(ids)-1]
	}
}
