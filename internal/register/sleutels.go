package register

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/mac"
	"github.com/tink-crypto/tink-go/v2/tink"
	"github.com/uptrace/bun"
)

const (
	dataSleutelLengte = 32 // AES-256
	geheimVersie      = 1  // first byte of a Geheim: the format
	maxInGeheugen     = 4096
)

// Sleutelbos wraps the data key of every case, so that destroying the wrapped key
// destroys the case, and computes keyed hashes. Its file is not in the database.
type Sleutelbos struct {
	inpakken tink.AEAD
	afdruk   tink.MAC // bodies of steps
	zoek     tink.MAC // blind index

	mu   sync.Mutex
	open map[string]openSleutel // data keys of recently used cases
}

// SleutelOnthouden is how long a process keeps the data key of a case in memory, counted from when it was read: so long may a key that was
// destroyed by another process go on opening texts here.
const SleutelOnthouden = 2 * time.Minute

// errSleutelWeg: the case has no data key (any more), or not for this asker.
var errSleutelWeg = errors.New("er is geen sleutel")

type openSleutel struct {
	aead tink.AEAD
	tot  time.Time
}

type bosBestand struct {
	Inpakken json.RawMessage `json:"inpakken"`
	Afdruk   json.RawMessage `json:"afdruk"`
	Zoek     json.RawMessage `json:"zoek"`
}

// OpenSleutelbos reads the keysets in pad, and makes them (mode 0600) when the file is not there.
func OpenSleutelbos(pad string) (*Sleutelbos, error) {
	b, err := os.ReadFile(pad)
	if errors.Is(err, os.ErrNotExist) {
		b, err = maakBos(pad)
	}
	if err != nil {
		return nil, fmt.Errorf("sleutels van het register: %w", err)
	}
	var f bosBestand
	if err := json.Unmarshal(b, &f); err != nil {
		return nil, fmt.Errorf("sleutels van het register in %s: %w", pad, err)
	}
	s, err := leesBos(f)
	if err != nil {
		return nil, fmt.Errorf("sleutels van het register in %s: %w", pad, err)
	}
	return s, nil
}

func leesBos(f bosBestand) (*Sleutelbos, error) {
	s := &Sleutelbos{open: map[string]openSleutel{}}
	var fouten [6]error
	lees := func(b json.RawMessage, i int) *keyset.Handle {
		h, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(b)))
		fouten[i] = err
		return h
	}
	in, af, zo := lees(f.Inpakken, 0), lees(f.Afdruk, 1), lees(f.Zoek, 2)
	if err := errors.Join(fouten[:]...); err != nil {
		return nil, err
	}
	s.inpakken, fouten[3] = aead.New(in)
	s.afdruk, fouten[4] = mac.New(af)
	s.zoek, fouten[5] = mac.New(zo)
	return s, errors.Join(fouten[:]...)
}

func maakBos(pad string) ([]byte, error) {
	var f bosBestand
	sjablonen := []struct {
		naar *json.RawMessage
		h    func() (*keyset.Handle, error)
	}{
		{&f.Inpakken, func() (*keyset.Handle, error) { return keyset.NewHandle(aead.AES256GCMKeyTemplate()) }},
		{&f.Afdruk, func() (*keyset.Handle, error) { return keyset.NewHandle(mac.HMACSHA256Tag256KeyTemplate()) }},
		{&f.Zoek, func() (*keyset.Handle, error) { return keyset.NewHandle(mac.HMACSHA256Tag256KeyTemplate()) }},
	}
	for _, s := range sjablonen {
		h, err := s.h()
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		if err := insecurecleartextkeyset.Write(h, keyset.NewJSONWriter(&b)); err != nil {
			return nil, err
		}
		*s.naar = b.Bytes()
	}
	b, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(pad), 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(pad+".nieuw", b, 0o600); err != nil {
		return nil, err
	}
	return b, os.Rename(pad+".nieuw", pad)
}

// nieuweSleutel makes the data key of a case and wraps it, bound to the case.
func (s *Sleutelbos) nieuweSleutel(casusID string) (ingepakt []byte, err error) {
	sleutel := make([]byte, dataSleutelLengte)
	if _, err := rand.Read(sleutel); err != nil {
		return nil, err
	}
	a, err := subtle.NewAESGCM(sleutel)
	if err != nil {
		return nil, err
	}
	if ingepakt, err = s.inpakken.Encrypt(sleutel, []byte(casusID)); err != nil {
		return nil, err
	}
	s.onthoud(casusID, a)
	return ingepakt, nil
}

func (s *Sleutelbos) onthoud(casusID string, a tink.AEAD) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.open) >= maxInGeheugen {
		clear(s.open) // rare, and only costs unwrapping again
	}
	s.open[casusID] = openSleutel{a, time.Now().Add(SleutelOnthouden)}
}

// vergeet drops a data key from memory.
func (s *Sleutelbos) vergeet(casusID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, casusID)
}

// bekende is a data key that is in memory; nil: none, or it was there for too long.
func (s *Sleutelbos) bekende(casusID string) tink.AEAD {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.open[casusID]
	if !ok || time.Now().After(o.tot) {
		delete(s.open, casusID)
		return nil
	}
	return o.aead
}

// sleutelVan gives a case's data key: from memory, or read in this transaction.
func (s *Sleutelbos) sleutelVan(ctx context.Context, tx Tx, casusID string) (tink.AEAD, error) {
	a := s.bekende(casusID)
	if a != nil {
		return a, nil
	}
	var ingepakt []byte
	err := tx.NewRaw(`SELECT ingepakt FROM sleutels WHERE casus_id = ?`, casusID).Scan(ctx, &ingepakt)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("sleutel van de casus: %w", errSleutelWeg)
	}
	if err != nil {
		return nil, fmt.Errorf("sleutel van de casus: %w", err)
	}
	if a, err = s.pakUit(ingepakt, casusID); err != nil {
		return nil, err
	}
	s.onthoud(casusID, a)
	return a, nil
}

// pakUit unwraps a data key, of the case or draft it is bound to.
func (s *Sleutelbos) pakUit(ingepakt []byte, id string) (tink.AEAD, error) {
	sleutel, err := s.inpakken.Decrypt(ingepakt, []byte(id))
	if err != nil {
		return nil, fmt.Errorf("sleutel van de casus: %w", err)
	}
	return subtle.NewAESGCM(sleutel)
}

// haalOp fetches the data keys of many cases at once, of those that are not in memory: a list would ask once per line.
func (s *Sleutelbos) haalOp(ctx context.Context, tx Tx, ids []string) error {
	var nodig []string
	for _, id := range ids {
		if s.bekende(id) == nil {
			nodig = append(nodig, id)
		}
	}
	if len(nodig) < 2 {
		return nil
	}
	var rijen []struct {
		CasusID  string
		Ingepakt []byte
	}
	if err := tx.NewRaw(`SELECT casus_id, ingepakt FROM sleutels WHERE casus_id IN (?)`, bun.List(nodig)).Scan(ctx, &rijen); err != nil {
		return fmt.Errorf("sleutels van casussen: %w", err)
	}
	for _, rij := range rijen {
		a, err := s.pakUit(rij.Ingepakt, rij.CasusID)
		if err != nil {
			return err
		}
		s.onthoud(rij.CasusID, a)
	}
	return nil
}

// Geheim is an encrypted column: one byte of format, then AES-GCM bound to the case
// and the column, so that a value copied elsewhere does not open.
type Geheim []byte

func sluitIn(a tink.AEAD, casusID, kolom string, tekst []byte) (Geheim, error) {
	if len(tekst) == 0 {
		return nil, nil
	}
	c, err := a.Encrypt(tekst, []byte(casusID+"/"+kolom))
	if err != nil {
		return nil, err
	}
	return append([]byte{geheimVersie}, c...), nil
}

func (g Geheim) opent(a tink.AEAD, casusID, kolom string) ([]byte, error) {
	if len(g) == 0 {
		return nil, nil
	}
	if g[0] != geheimVersie {
		return nil, errors.New("onbekende vorm van versleuteling")
	}
	return a.Decrypt(g[1:], []byte(casusID+"/"+kolom))
}
