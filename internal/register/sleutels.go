package register

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/tink-crypto/tink-go/v2/core/registry"
	"github.com/tink-crypto/tink-go/v2/tink"
	"github.com/uptrace/bun"

	"schakel/internal/kluis"
)

const (
	dataSleutelLengte = 32 // AES-256
	geheimVersie      = 1  // first byte of a Geheim: the format
	maxInGeheugen     = 4096
)

// SleutelOnthouden is how long a process keeps the data key of a case in memory, counted from when it was read: so long may a key that was
// destroyed by another process go on opening texts here.
const SleutelOnthouden = 2 * time.Minute

// errSleutelWeg: the case has no data key (any more), or not for this asker.
var errSleutelWeg = errors.New("er is geen sleutel")

// sleutelkast gives the data keys of cases: from memory, else from the kluis, else (until they moved) from the table in the register. Destroying the
// wrapped key destroys the case.
type sleutelkast struct {
	bos   *Sleutelbos
	kluis *kluis.Kluis
	kms   registry.KMSClient // nil: the keyset in bos
	kek   string             // of kms
	blok  int                // of a rotation: keys in one transaction, cases between two reports

	mu   sync.Mutex
	open map[string]openSleutel // data keys of recently used cases
}

type openSleutel struct {
	aead tink.AEAD
	tot  time.Time
}

func openKast(ctx context.Context, c Config) (*sleutelkast, error) {
	if c.Sleutels == nil {
		return nil, errors.New("de sleutels van het register ontbreken")
	}
	k, err := kluis.OpenGevolgd(ctx, c.KluisDSN, c.KluisWerkDSN, c.MaxConns, c.Sporen)
	if err != nil {
		return nil, err
	}
	s := &sleutelkast{bos: c.Sleutels, kluis: k, kms: c.KMS, kek: c.KEK, blok: wisselBlok, open: map[string]openSleutel{}}
	if s.kms != nil {
		err = k.MagPakken(ctx, s.kek)
	} else {
		err = k.Begin(ctx, s.inpakkers())
	}
	if errors.Is(err, kluis.ErrKEKWeg) {
		err = errors.New("de kluis neemt niets aan wat met de sleutel van dit programma is ingepakt: zet het nieuwste bestand met sleutels neer (of voer eerst `schakel sleutels wissel` uit)")
	}
	if err != nil {
		return nil, errors.Join(err, k.Close())
	}
	return s, nil
}

// inpakkers name what new data keys are wrapped with: the first that the kluis takes. It refuses the first of a file that a rotation has passed by.
func (s *sleutelkast) inpakkers() []string {
	if s.kms != nil {
		return []string{s.kek}
	}
	return s.bos.inhoud().keks.Namen()
}

// kekVan is what a data key was wrapped with: of the KMS, or of the file (from before there was one).
func (s *sleutelkast) kekVan(naam string) (tink.AEAD, error) {
	if s.kms != nil && s.kms.Supported(naam) {
		return s.kms.GetAEAD(naam)
	}
	return s.bos.inhoud().keks.GetAEAD(naam)
}

// pakUit gives the bytes of a data key, which belongs to the case it is bound to.
func (s *sleutelkast) pakUit(k kluis.Sleutel) ([]byte, error) {
	a, err := s.kekVan(k.KEK)
	if err != nil {
		return nil, fmt.Errorf("sleutel van de casus: %w", err)
	}
	sleutel, err := a.Decrypt(k.Ingepakt, []byte(k.CasusID))
	if err != nil {
		return nil, fmt.Errorf("sleutel van de casus: %w", kluis.ErrDicht) // the cause says nothing more
	}
	return sleutel, nil
}

func nieuweDataSleutel() (sleutel []byte, a tink.AEAD, err error) {
	sleutel = make([]byte, dataSleutelLengte)
	if _, err := rand.Read(sleutel); err != nil {
		return nil, nil, err
	}
	a, err = tekstslot(sleutel)
	return sleutel, a, err
}

// nieuweSleutel makes the data key of a case and stores it, wrapped and bound to the case, before there is a case: when that is never stored, the key is
// harmless, and [Register.VeegSleutels] takes it away.
func (s *sleutelkast) nieuweSleutel(ctx context.Context, casusID string) (tink.AEAD, error) {
	sleutel, a, err := nieuweDataSleutel()
	if err != nil {
		return nil, err
	}
	err = s.bergOp(ctx, casusID, sleutel)
	if errors.Is(err, kluis.ErrKEKWeg) && s.bos.opnieuw() {
		err = s.bergOp(ctx, casusID, sleutel)
	}
	if err != nil {
		return nil, err
	}
	s.onthoud(casusID, a)
	return a, nil
}

// bergOp stores a data key, wrapped with what the kluis takes.
func (s *sleutelkast) bergOp(ctx context.Context, casusID string, sleutel []byte) (err error) {
	for _, naam := range s.inpakkers() {
		k, e := s.pakIn(naam, casusID, sleutel)
		if e != nil {
			return e
		}
		if err = s.kluis.Zet(ctx, k); !errors.Is(err, kluis.ErrKEKWeg) {
			return err
		}
	}
	return err
}

func (s *sleutelkast) pakIn(kek, casusID string, sleutel []byte) (kluis.Sleutel, error) {
	a, err := s.kekVan(kek)
	if err != nil {
		return kluis.Sleutel{}, err
	}
	ingepakt, err := a.Encrypt(sleutel, []byte(casusID))
	return kluis.Sleutel{CasusID: casusID, Versie: 1, KEK: kek, Ingepakt: ingepakt}, err
}

func (s *sleutelkast) onthoud(casusID string, a tink.AEAD) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.open) >= maxInGeheugen {
		clear(s.open) // rare, and only costs unwrapping again
	}
	s.open[casusID] = openSleutel{a, time.Now().Add(SleutelOnthouden)}
}

// vergeet drops a data key from memory.
func (s *sleutelkast) vergeet(casusID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, casusID)
}

// bekende is a data key that is in memory; nil: none, or it was there for too long.
func (s *sleutelkast) bekende(casusID string) tink.AEAD {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.open[casusID]
	if !ok || time.Now().After(o.tot) {
		delete(s.open, casusID)
		return nil
	}
	return o.aead
}

// sleutelVan gives a case's data key. tx is of who asks: in the kluis there is no wall between cases, what a key opens stands behind that of the register.
func (s *sleutelkast) sleutelVan(ctx context.Context, tx Tx, casusID string) (tink.AEAD, error) {
	if a := s.bekende(casusID); a != nil {
		return a, nil
	}
	gevonden, err := s.zoekOp(ctx, tx, []string{casusID})
	if err != nil {
		return nil, err
	}
	a, er := gevonden[casusID]
	if !er {
		return nil, fmt.Errorf("sleutel van de casus: %w", errSleutelWeg)
	}
	return a, nil
}

// sleutelOnderweg is the key of one case that is being fetched from the kluis; haal waits for it.
type sleutelOnderweg struct {
	casusID string
	haal    func() ([]kluis.Sleutel, error)
}

type onderwegSleutel struct{}

// vooruit begins to fetch a case's data key while something else is asked of the register, when it is not in memory. It stays wrapped until the key is asked
// for with this context, by who turned out to see the case; what goes wrong is said then.
func (s *sleutelkast) vooruit(ctx context.Context, casusID string) context.Context {
	if s.bekende(casusID) != nil {
		return ctx
	}
	haal := sync.OnceValues(func() ([]kluis.Sleutel, error) { return s.kluis.Haal(ctx, []string{casusID}) })
	go func() { _, _ = haal() }() // who asks gets both
	return context.WithValue(ctx, onderwegSleutel{}, sleutelOnderweg{casusID, haal})
}

// haalOp fetches the data keys of many cases at once, of those that are not in memory: a list would ask once per line.
func (s *sleutelkast) haalOp(ctx context.Context, tx Tx, ids []string) error {
	var nodig []string
	for _, id := range ids {
		if s.bekende(id) == nil {
			nodig = append(nodig, id)
		}
	}
	if len(nodig) < 2 {
		return nil
	}
	_, err := s.zoekOp(ctx, tx, nodig)
	return err
}

// zoekOp looks keys up and remembers them. One that does not open is read once more: it may have been wrapped anew since, by a key that is in the file by now.
func (s *sleutelkast) zoekOp(ctx context.Context, tx Tx, ids []string) (map[string]tink.AEAD, error) {
	uit, err := s.neemAlle(s.kluisVooruit(ctx, ids))
	if errors.Is(err, kluis.ErrDicht) {
		s.bos.opnieuw()
		uit, err = s.neemAlle(s.kluis.Haal(ctx, ids))
	}
	if err != nil || len(uit) == len(ids) {
		return uit, err
	}
	return uit, s.uitHetRegister(ctx, tx, ids, uit)
}

// kluisVooruit fetches keys from the kluis, or waits for the one that is on its way ([sleutelkast.vooruit]).
func (s *sleutelkast) kluisVooruit(ctx context.Context, ids []string) ([]kluis.Sleutel, error) {
	if o, er := ctx.Value(onderwegSleutel{}).(sleutelOnderweg); er && len(ids) == 1 && ids[0] == o.casusID {
		return o.haal()
	}
	return s.kluis.Haal(ctx, ids)
}

func (s *sleutelkast) neemAlle(ks []kluis.Sleutel, err error) (map[string]tink.AEAD, error) {
	if err != nil {
		return nil, err
	}
	uit := make(map[string]tink.AEAD, len(ks))
	for _, k := range ks {
		if uit[k.CasusID], err = s.neem(k); err != nil {
			return nil, err
		}
	}
	return uit, nil
}

func (s *sleutelkast) neem(k kluis.Sleutel) (tink.AEAD, error) {
	sleutel, err := s.pakUit(k)
	if err != nil {
		return nil, err
	}
	a, err := tekstslot(sleutel)
	if err != nil {
		return nil, err
	}
	s.onthoud(k.CasusID, a)
	return a, nil
}

// uitHetRegister adds the keys of cases from before there was a kluis, which did not move yet ([VerhuisSleutels]). What was destroyed there is destroyed here.
func (s *sleutelkast) uitHetRegister(ctx context.Context, tx Tx, ids []string, uit map[string]tink.AEAD) error {
	weg, err := s.kluis.Vernietigd(ctx, ids)
	if err != nil {
		return err
	}
	var mist []string
	for _, id := range ids {
		if _, er := uit[id]; !er && !weg[id] {
			mist = append(mist, id)
		}
	}
	if len(mist) == 0 {
		return nil
	}
	var rijen []struct {
		CasusID  string
		Ingepakt []byte
	}
	if err := tx.NewRaw(`SELECT casus_id, ingepakt FROM sleutels WHERE casus_id IN (?)`, bun.List(mist)).Scan(ctx, &rijen); err != nil {
		return fmt.Errorf("sleutels van casussen: %w", err)
	}
	for _, rij := range rijen {
		naam, err := kluis.NaamVan(rij.Ingepakt)
		if err != nil {
			return err
		}
		if uit[rij.CasusID], err = s.neem(kluis.Sleutel{CasusID: rij.CasusID, KEK: naam, Ingepakt: rij.Ingepakt}); err != nil {
			return err
		}
	}
	return nil
}

// nieuweConceptsleutel makes the data key of a draft, which goes with the draft: it is no case, and the kluis does not know it.
func (s *sleutelkast) nieuweConceptsleutel(id string) (ingepakt []byte, a tink.AEAD, err error) {
	sleutel, a, err := nieuweDataSleutel()
	if err != nil {
		return nil, nil, err
	}
	ingepakt, err = s.bos.inhoud().concept.Encrypt(sleutel, []byte(id))
	return ingepakt, a, err
}

func (s *sleutelkast) conceptsleutel(ingepakt []byte, id string) (tink.AEAD, error) {
	sleutel, err := s.bos.opent(vanConcept, ingepakt, []byte(id))
	if err != nil {
		return nil, fmt.Errorf("sleutel van een concept: %w", kluis.ErrDicht)
	}
	return tekstslot(sleutel)
}

// afdruk hashes with a key.
func (s *sleutelkast) afdruk(b []byte) ([]byte, error) { return s.bos.inhoud().afdruk.ComputeMAC(b) }

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
