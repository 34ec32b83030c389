//go:build !zonderslot

package register

import (
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// tekstslot makes of the bytes of a data key what closes and opens texts: AES-256-GCM. It is a function and no setting: nothing that a service reads can
// choose another. A test builds one that closes nothing (`-tags zonderslot`); with that tag there is no program.
func tekstslot(sleutel []byte) (tink.AEAD, error) { return subtle.NewAESGCM(sleutel) }
