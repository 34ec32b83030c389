package register

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/mac"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
	"github.com/tink-crypto/tink-go/v2/tink"

	"schakel/internal/kluis"
	"schakel/internal/sleutelset"
)

// Sleutelbos are the keysets of the register, in a file that is in no database, each for one purpose: what wraps the data keys (unless a KMS does),
// drafts, letters from telephones, and keyed hashes. The file may be replaced while the program runs, see [Register.WisselSleutels]: it is looked at again
// every [bosKijken], and at once when something does not open.
type Sleutelbos struct {
	pad string

	mu      sync.Mutex
	nu      *bosInhoud
	stand   bosStand
	gekeken time.Time
	kijk    time.Duration
}

type bosInhoud struct {
	keks           *kluis.Keyset
	concept, brief tink.AEAD
	afdruk         tink.MAC   // bodies of steps, seals of the log, pseudonyms
	zoek           []tink.MAC // blind index: first what new words are hashed with
	zoekNaam       string     // of that one
}

// bosStand is how a file that was not replaced looks.
type bosStand struct {
	gewijzigd time.Time
	grootte   int64
}

const bosKijken = 15 * time.Second

// bosBestand is the file. Concept and Brief are not there in a file of before 2026-11-26: then Inpakken does their work.
type bosBestand struct {
	Inpakken json.RawMessage `json:"inpakken"`
	Afdruk   json.RawMessage `json:"afdruk"`
	Zoek     json.RawMessage `json:"zoek"`
	Concept  json.RawMessage `json:"concept,omitempty"`
	Brief    json.RawMessage `json:"brief,omitempty"`
	// Afgelost says since when a key of Concept or Brief (`brief/ID`) does not encrypt any more.
	Afgelost map[string]time.Time `json:"afgelost,omitempty"`
}

// OpenSleutelbos reads the keysets in pad, and makes them (mode 0600) when the file is not there.
func OpenSleutelbos(pad string) (*Sleutelbos, error) {
	if _, err := os.Stat(pad); errors.Is(err, os.ErrNotExist) {
		if err := maakBos(pad); err != nil {
			return nil, fmt.Errorf("sleutels van het register: %w", err)
		}
	}
	s := &Sleutelbos{pad: pad, kijk: bosKijken}
	if _, err := s.lees(); err != nil {
		return nil, err
	}
	return s, nil
}

// lees reads the file when it is another than was read last.
func (s *Sleutelbos) lees() (nieuw bool, err error) {
	s.gekeken = time.Now()
	info, err := os.Stat(s.pad)
	if err != nil {
		return false, fmt.Errorf("sleutels van het register: %w", err)
	}
	stand := bosStand{info.ModTime(), info.Size()}
	if s.nu != nil && stand == s.stand {
		return false, nil
	}
	f, err := leesBosBestand(s.pad)
	if err != nil {
		return false, err
	}
	in, err := leesBos(f)
	if err != nil {
		return false, fmt.Errorf("sleutels van het register in %s: %w", s.pad, err)
	}
	s.nu, s.stand = in, stand
	return true, nil
}

func leesBosBestand(pad string) (f bosBestand, err error) {
	b, err := os.ReadFile(pad)
	if err != nil {
		return f, fmt.Errorf("sleutels van het register: %w", err)
	}
	if err := json.Unmarshal(b, &f); err != nil {
		return f, fmt.Errorf("sleutels van het register in %s: %w", pad, err)
	}
	return f, nil
}

// inhoud gives the keys, of a file that was looked at a moment ago. What can no longer be read stays as it was read.
func (s *Sleutelbos) inhoud() *bosInhoud {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.gekeken) > s.kijk {
		_, _ = s.lees()
	}
	return s.nu
}

// opnieuw looks at the file at once; true when it was another.
func (s *Sleutelbos) opnieuw() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	nieuw, err := s.lees()
	return nieuw && err == nil
}

// opent decrypts with the keyset that kies gives; when that fails, once more with what is in the file by now.
func (s *Sleutelbos) opent(kies func(*bosInhoud) tink.AEAD, dicht, bij []byte) ([]byte, error) {
	b, err := kies(s.inhoud()).Decrypt(dicht, bij)
	if err != nil && s.opnieuw() {
		return kies(s.inhoud()).Decrypt(dicht, bij)
	}
	return b, err
}

func vanConcept(b *bosInhoud) tink.AEAD { return b.concept }

func vanBrief(b *bosInhoud) tink.AEAD { return b.brief }

func leesBos(f bosBestand) (*bosInhoud, error) {
	if len(f.Concept) == 0 {
		f.Concept = f.Inpakken
	}
	if len(f.Brief) == 0 {
		f.Brief = f.Inpakken
	}
	var hs [5]*keyset.Handle
	for i, b := range [5]json.RawMessage{f.Inpakken, f.Concept, f.Brief, f.Afdruk, f.Zoek} {
		var err error
		if hs[i], err = sleutelset.Lees(b); err != nil {
			return nil, err
		}
	}
	in := &bosInhoud{}
	var fouten [5]error
	in.keks, fouten[0] = kluis.NieuweKeyset(hs[0])
	in.concept, fouten[1] = aead.New(hs[1])
	in.brief, fouten[2] = aead.New(hs[2])
	in.afdruk, fouten[3] = mac.New(hs[3])
	in.zoek, in.zoekNaam, fouten[4] = macs(hs[4])
	return in, errors.Join(fouten[:]...)
}

// macs gives every key of a keyset apart, the primary first.
func macs(h *keyset.Handle) (uit []tink.MAC, naam string, err error) {
	p, err := h.Primary()
	if err != nil {
		return nil, "", err
	}
	for i := range h.Len() {
		e, err := h.Entry(i)
		if err != nil {
			return nil, "", err
		}
		m := keyset.NewManagerFromHandle(h)
		if err := m.SetPrimary(e.KeyID()); err != nil {
			return nil, "", err
		}
		een, err := m.Handle()
		if err != nil {
			return nil, "", err
		}
		a, err := mac.New(een)
		if err != nil {
			return nil, "", err
		}
		if e.IsPrimary() {
			uit = append([]tink.MAC{a}, uit...)
		} else {
			uit = append(uit, a)
		}
	}
	return uit, strconv.FormatUint(uint64(p.KeyID()), 10), nil
}

func maakBos(pad string) error {
	var f bosBestand
	for _, s := range []struct {
		naar  *json.RawMessage
		soort *tinkpb.KeyTemplate
	}{
		{&f.Inpakken, aead.AES256GCMKeyTemplate()},
		{&f.Concept, aead.AES256GCMKeyTemplate()},
		{&f.Brief, aead.AES256GCMKeyTemplate()},
		{&f.Afdruk, mac.HMACSHA256Tag256KeyTemplate()},
		{&f.Zoek, mac.HMACSHA256Tag256KeyTemplate()},
	} {
		h, err := keyset.NewHandle(s.soort)
		if err != nil {
			return err
		}
		if *s.naar, err = sleutelset.Schrijf(h); err != nil {
			return err
		}
	}
	return f.schrijf(pad)
}

func (f bosBestand) schrijf(pad string) error {
	b, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return sleutelset.SchrijfBestand(pad, b)
}
