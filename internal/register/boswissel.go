package register

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/mac"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"

	"schakel/internal/kluis"
	"schakel/internal/sleutelset"
)

// The file of keysets, as a rotation changes it; one rotation at a time, see [Register.WisselSleutels]. Every change replaces the whole file at once.

// vorigeBos is put behind the name of the file, with the moment, for what was in it before a KEK was taken out.
const (
	vorigeBos = ".vorige-"
	vorigeOp  = "20060102T150405"
)

type kandidaat struct {
	bestand bosBestand
	kek     string
}

// beurt is what rotates in one turn: the first keyset says how far it is, and nothing needs its old keys afterwards; those of the others stay for
// [bewaarAfgelost].
type beurt struct {
	sets  []string
	soort func() *tinkpb.KeyTemplate
}

var (
	beurtInpakken = beurt{[]string{"inpakken", "concept", "brief"}, aead.AES256GCMKeyTemplate} //nolint:gochecknoglobals // a constant
	beurtZoeken   = beurt{[]string{"zoek"}, mac.HMACSHA256Tag256KeyTemplate}                   //nolint:gochecknoglobals // a constant
)

func (f *bosBestand) set(naam string) *json.RawMessage {
	return map[string]*json.RawMessage{"inpakken": &f.Inpakken, "concept": &f.Concept, "brief": &f.Brief, "zoek": &f.Zoek}[naam]
}

// metKandidaat gives the file with a new key in each keyset of this turn. hervat: there was one already.
func (s *Sleutelbos) metKandidaat(b beurt) (k kandidaat, hervat bool, err error) {
	f, err := leesBosBestand(s.pad)
	if err != nil {
		return k, false, err
	}
	h, err := sleutelset.Lees(*f.set(b.sets[0]))
	if err != nil {
		return k, false, err
	}
	if h.Len() > 1 {
		return k, true, nil
	}
	was := f.Inpakken
	for i, naam := range b.sets {
		set := f.set(naam)
		if len(*set) == 0 { // a file of before it had a keyset of its own
			*set = was
		}
		h, err := sleutelset.Lees(*set)
		if err != nil {
			return k, false, err
		}
		if h, err = sleutelset.Bij(h, b.soort()); err != nil {
			return k, false, err
		}
		if *set, err = sleutelset.Schrijf(h); err != nil {
			return k, false, err
		}
		if i > 0 {
			continue
		}
		laatste, err := h.Entry(h.Len() - 1)
		if err != nil {
			return k, false, err
		}
		k.kek = kluis.NaamVanID(laatste.KeyID())
	}
	k.bestand = f
	return k, false, nil
}

// vervang writes the file and goes on with it.
func (s *Sleutelbos) vervang(f bosBestand) error {
	if _, err := leesBos(f); err != nil {
		return fmt.Errorf("nieuw bestand met sleutels: %w", err)
	}
	if err := f.schrijf(s.pad); err != nil {
		return fmt.Errorf("het bestand met sleutels is niet te schrijven; voer dit uit waar dat kan, en breng het dan naar elke machine: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stand = bosStand{} // also when the clock of the disk did not move
	_, err := s.lees()
	return err
}

// zetVoorop makes the newest key of each keyset of this turn the one that encrypts.
func (s *Sleutelbos) zetVoorop(b beurt, nu time.Time) error {
	f, err := leesBosBestand(s.pad)
	if err != nil {
		return err
	}
	if f.Afgelost == nil {
		f.Afgelost = map[string]time.Time{}
	}
	iets := false
	for i, naam := range b.sets {
		set := f.set(naam)
		h, err := sleutelset.Lees(*set)
		if err != nil {
			return err
		}
		h, was, ander, err := sleutelset.Voorop(h)
		if err != nil {
			return err
		}
		if !ander {
			continue
		}
		iets = true
		if i > 0 {
			f.Afgelost[naam+"/"+strconv.FormatUint(uint64(was), 10)] = nu.UTC()
		}
		if *set, err = sleutelset.Schrijf(h); err != nil {
			return err
		}
	}
	if !iets {
		return nil
	}
	return s.vervang(f)
}

// ruimOp takes out what nothing needs any more, and keeps the file with the KEK of before beside it.
func (s *Sleutelbos) ruimOp(b beurt, nu time.Time) (vorige string, err error) {
	heel, err := os.ReadFile(s.pad)
	if err != nil {
		return "", err
	}
	f, err := leesBosBestand(s.pad)
	if err != nil {
		return "", err
	}
	iets := false
	for i, naam := range b.sets {
		set := f.set(naam)
		h, err := sleutelset.Lees(*set)
		if err != nil {
			return "", err
		}
		kort, err := sleutelset.Zonder(h, func(id uint32) bool {
			sinds, er := f.Afgelost[naam+"/"+strconv.FormatUint(uint64(id), 10)]
			return i == 0 || er && nu.Sub(sinds) > bewaarAfgelost
		})
		if err != nil {
			return "", err
		}
		if kort.Len() == h.Len() {
			continue
		}
		iets = true
		if *set, err = sleutelset.Schrijf(kort); err != nil {
			return "", err
		}
	}
	if !iets {
		return "", nil
	}
	for k, sinds := range f.Afgelost {
		if nu.Sub(sinds) > bewaarAfgelost {
			delete(f.Afgelost, k)
		}
	}
	if b.sets[0] == beurtInpakken.sets[0] { // words can be hashed anew, a backup of the kluis cannot be wrapped anew
		vorige = s.pad + vorigeBos + nu.UTC().Format(vorigeOp)
		if err := sleutelset.SchrijfBestand(vorige, heel); err != nil {
			return "", err
		}
	}
	return vorige, s.vervang(f)
}
