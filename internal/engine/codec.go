package engine

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/proto"
)

const (
	codering      = "binary/schakel-aead"
	metaCodering  = "encoding"
	codecContext  = "schakel/temporal-payload/v1"
	sleutelModus  = 0o600
	tijdelijkNaam = ".nieuw"
)

// Codec encrypts every payload that goes to Temporal, failure messages included.
// There is no personal data in them; this is the second lock on that door. The
// key that was used travels in the ciphertext (tink's key id), so a keyset can rotate.
type Codec struct{ aead tink.AEAD }

// OpenCodec reads the keyset in pad, and makes one (AES-256-GCM, mode 0600) when there is none.
func OpenCodec(pad string) (*Codec, error) {
	b, err := os.ReadFile(pad)
	if errors.Is(err, os.ErrNotExist) {
		b, err = maakSleutels(pad)
	}
	if err != nil {
		return nil, fmt.Errorf("sleutels voor Temporal: %w", err)
	}
	h, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(b)))
	if err != nil {
		return nil, fmt.Errorf("sleutels voor Temporal in %s: %w", pad, err)
	}
	a, err := aead.New(h)
	if err != nil {
		return nil, fmt.Errorf("sleutels voor Temporal in %s: %w", pad, err)
	}
	return &Codec{aead: a}, nil
}

func maakSleutels(pad string) ([]byte, error) {
	h, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := insecurecleartextkeyset.Write(h, keyset.NewJSONWriter(&b)); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(pad), 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(pad+tijdelijkNaam, b.Bytes(), sleutelModus); err != nil {
		return nil, err
	}
	return b.Bytes(), os.Rename(pad+tijdelijkNaam, pad)
}

// Encode encrypts.
func (c *Codec) Encode(ps []*commonpb.Payload) ([]*commonpb.Payload, error) {
	uit := make([]*commonpb.Payload, len(ps))
	for i, p := range ps {
		b, err := proto.Marshal(p)
		if err != nil {
			return nil, err
		}
		dicht, err := c.aead.Encrypt(b, []byte(codecContext))
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
		b, err := c.aead.Decrypt(p.GetData(), []byte(codecContext))
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
