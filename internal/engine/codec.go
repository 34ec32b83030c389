package engine

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/proto"

	"schakel/internal/sleutelset"
)

const (
	codering     = "binary/schakel-aead"
	metaCodering = "encoding"
	codecContext = "schakel/temporal-payload/v1"
)

// Codec encrypts every payload that goes to Temporal, failure messages included.
// There is no personal data in them; this is the second lock on that door. The
// key that was used travels in the ciphertext (tink's key id), so a keyset can rotate
// ([WisselCodec]): a payload that does not open makes it look once at the file.
type Codec struct {
	pad string

	mu        sync.Mutex
	aead      tink.AEAD
	gewijzigd time.Time // the file, when it was read last
	grootte   int64
}

// OpenCodec reads the keyset in pad, and makes one (AES-256-GCM, mode 0600) when there is none.
func OpenCodec(pad string) (*Codec, error) {
	if _, err := os.Stat(pad); errors.Is(err, os.ErrNotExist) {
		if err := maakCodec(pad); err != nil {
			return nil, fmt.Errorf("sleutels voor Temporal: %w", err)
		}
	}
	c := &Codec{pad: pad}
	if _, err := c.lees(); err != nil {
		return nil, err
	}
	return c, nil
}

// lees reads the file when it is another than was read last.
func (c *Codec) lees() (nieuw bool, err error) {
	info, err := os.Stat(c.pad)
	if err != nil {
		return false, fmt.Errorf("sleutels voor Temporal: %w", err)
	}
	if c.aead != nil && info.ModTime().Equal(c.gewijzigd) && info.Size() == c.grootte {
		return false, nil
	}
	h, err := leesCodec(c.pad)
	if err != nil {
		return false, err
	}
	a, err := aead.New(h)
	if err != nil {
		return false, fmt.Errorf("sleutels voor Temporal in %s: %w", c.pad, err)
	}
	c.aead, c.gewijzigd, c.grootte = a, info.ModTime(), info.Size()
	return true, nil
}

func leesCodec(pad string) (*keyset.Handle, error) {
	b, err := os.ReadFile(pad)
	if err != nil {
		return nil, fmt.Errorf("sleutels voor Temporal: %w", err)
	}
	h, err := sleutelset.Lees(b)
	if err != nil {
		return nil, fmt.Errorf("sleutels voor Temporal in %s: %w", pad, err)
	}
	return h, nil
}

func maakCodec(pad string) error {
	h, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return err
	}
	return schrijfCodec(pad, h)
}

func schrijfCodec(pad string, h *keyset.Handle) error {
	b, err := sleutelset.Schrijf(h)
	if err != nil {
		return err
	}
	return sleutelset.SchrijfBestand(pad, b)
}

// WisselCodec adds a key to the keyset in pad, and encrypts with it from then on; with alleenBegin only the first, so that the file can be brought to every machine before
// anybody encrypts with it. Called again after that it does the second. The keys of before stay: histories that were encrypted with them are read as long as
// they are there. klaar is false when the second is yet to be done.
func WisselCodec(pad string, alleenBegin bool) (klaar bool, err error) {
	h, err := leesCodec(pad)
	if err != nil {
		return false, err
	}
	voor, _, begonnen, err := sleutelset.Voorop(h)
	if err != nil {
		return false, err
	}
	if !begonnen {
		if h, err = sleutelset.Bij(h, aead.AES256GCMKeyTemplate()); err != nil {
			return false, err
		}
		if voor, _, _, err = sleutelset.Voorop(h); err != nil {
			return false, err
		}
	}
	if alleenBegin {
		return false, schrijfCodec(pad, h)
	}
	return true, schrijfCodec(pad, voor)
}

func (c *Codec) slot() tink.AEAD {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.aead
}

// opnieuw looks at the file; true when it was another.
func (c *Codec) opnieuw() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	nieuw, err := c.lees()
	return nieuw && err == nil
}

func (c *Codec) open(dicht []byte) ([]byte, error) {
	b, err := c.slot().Decrypt(dicht, []byte(codecContext))
	if err != nil && c.opnieuw() {
		return c.slot().Decrypt(dicht, []byte(codecContext))
	}
	return b, err
}

// Encode encrypts.
func (c *Codec) Encode(ps []*commonpb.Payload) ([]*commonpb.Payload, error) {
	uit := make([]*commonpb.Payload, len(ps))
	for i, p := range ps {
		b, err := proto.Marshal(p)
		if err != nil {
			return nil, err
		}
		dicht, err := c.slot().Encrypt(b, []byte(codecContext))
		if err != nil {
			return nil, err
		}
		uit[i] = &commonpb.Payload{Metadata: map[string][]byte{metaCodering: []byte(codering)}, Data: dicht}
	}
	return uit, nil
}

// Decode decrypts; what was not encrypted by a Codec is left as it is.
func (c *Codec) Decode(ps []*commonpb.Payload) ([]*commonpb.Payload, error) {
	uit := make([]*commonpb.Payload, len(ps))
	for i, p := range ps {
		if string(p.GetMetadata()[metaCodering]) != codering {
			uit[i] = p
			continue
		}
		b, err := c.open(p.GetData())
		if err != nil {
			return nil, fmt.Errorf("payload niet te ontcijferen: %w", err)
		}
		uit[i] = &commonpb.Payload{}
		if err := proto.Unmarshal(b, uit[i]); err != nil {
			return nil, err
		}
	}
	return uit, nil
}

var _ converter.PayloadCodec = (*Codec)(nil)
