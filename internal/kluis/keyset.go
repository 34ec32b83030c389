package kluis

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/core/registry"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Keyset gives the keys of a tink keyset as KEKs, by the name `keyset:ID`: the KMS of an installation that has none. A municipality with a KMS of its own
// gives another registry.KMSClient, of which the names are the KMS's own (`aws-kms://…`, `hcvault://…`); see docs/operations.md.
type Keyset struct {
	namen []string
	open  map[string]tink.AEAD
}

const voorvoegsel = "keyset:"

// NaamVanID is the name of a key of a [Keyset].
func NaamVanID(id uint32) string { return voorvoegsel + strconv.FormatUint(uint64(id), 10) }

// NieuweKeyset makes one of a keyset of AEAD keys. Only keys whose id is written before what they encrypt will do, as those of the register are.
func NieuweKeyset(h *keyset.Handle) (*Keyset, error) {
	p, err := h.Primary()
	if err != nil {
		return nil, err
	}
	k := &Keyset{namen: []string{NaamVanID(p.KeyID())}, open: map[string]tink.AEAD{}}
	for i := h.Len() - 1; i >= 0; i-- {
		e, err := h.Entry(i)
		if err != nil {
			return nil, err
		}
		m := keyset.NewManagerFromHandle(h)
		if err := m.SetPrimary(e.KeyID()); err != nil {
			return nil, err
		}
		een, err := m.Handle()
		if err != nil {
			return nil, err
		}
		if k.open[NaamVanID(e.KeyID())], err = aead.New(een); err != nil {
			return nil, err
		}
		if !e.IsPrimary() {
			k.namen = append(k.namen, NaamVanID(e.KeyID()))
		}
	}
	return k, nil
}

// Namen are the keys there are: first the primary, with which new data keys are wrapped, then the others, newest first.
func (k *Keyset) Namen() []string { return slices.Clone(k.namen) }

// Supported implements [registry.KMSClient].
func (k *Keyset) Supported(naam string) bool { return strings.HasPrefix(naam, voorvoegsel) }

// GetAEAD implements [registry.KMSClient].
func (k *Keyset) GetAEAD(naam string) (tink.AEAD, error) {
	a, er := k.open[naam]
	if !er {
		return nil, fmt.Errorf("%w: de sleutel %s staat niet in het bestand met sleutels", ErrDicht, naam)
	}
	return a, nil
}

var _ registry.KMSClient = (*Keyset)(nil)
