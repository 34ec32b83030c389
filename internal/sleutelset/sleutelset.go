// Package sleutelset reads, makes and changes keysets of tink that stand as JSON in a file. A keyset holds keys with an id; one of them is the primary, with
// which is encrypted, and each of them decrypts. A rotation adds a key ([Bij]), makes it the primary ([Voorop]) and later takes the old one away
// ([Zonder]). It never logs a key and writes a file whole or not at all.
package sleutelset

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"syscall"

	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
)

// Lees reads a keyset.
func Lees(b []byte) (*keyset.Handle, error) {
	return insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(b)))
}

// Schrijf writes one.
func Schrijf(h *keyset.Handle) ([]byte, error) {
	var b bytes.Buffer
	err := insecurecleartextkeyset.Write(h, keyset.NewJSONWriter(&b))
	return b.Bytes(), err
}

// Bij adds a key that decrypts already and does not encrypt yet.
func Bij(h *keyset.Handle, soort *tinkpb.KeyTemplate) (*keyset.Handle, error) {
	m := keyset.NewManagerFromHandle(h)
	if _, err := m.Add(soort); err != nil {
		return nil, err
	}
	return m.Handle()
}

// Voorop makes the key that was added last the primary. was is the id of the primary before it; ander is false when nothing changed.
func Voorop(h *keyset.Handle) (nieuw *keyset.Handle, was uint32, ander bool, err error) {
	p, err := h.Primary()
	if err != nil {
		return nil, 0, false, err
	}
	laatste, err := h.Entry(h.Len() - 1)
	if err != nil {
		return nil, 0, false, err
	}
	if laatste.KeyID() == p.KeyID() {
		return h, p.KeyID(), false, nil
	}
	m := keyset.NewManagerFromHandle(h)
	if err := m.SetPrimary(laatste.KeyID()); err != nil {
		return nil, 0, false, err
	}
	nieuw, err = m.Handle()
	return nieuw, p.KeyID(), true, err
}

// Zonder takes away the keys that weg points out; never the primary.
func Zonder(h *keyset.Handle, weg func(id uint32) bool) (*keyset.Handle, error) {
	m := keyset.NewManagerFromHandle(h)
	for i := range h.Len() {
		e, err := h.Entry(i)
		if err != nil {
			return nil, err
		}
		if e.IsPrimary() || !weg(e.KeyID()) {
			continue
		}
		if err := m.Delete(e.KeyID()); err != nil {
			return nil, err
		}
	}
	return m.Handle()
}

// SchrijfBestand writes a file that replaces the one at pad at once, with the owner and mode of that one (0600 for a new one). A folder that is not there is made.
func SchrijfBestand(pad string, b []byte) error {
	rechten, van := os.FileMode(0o600), func(*os.File) error { return nil }
	if info, err := os.Stat(pad); err == nil {
		rechten = info.Mode().Perm()
		if s, ok := info.Sys().(*syscall.Stat_t); ok {
			van = func(f *os.File) error { return f.Chown(int(s.Uid), int(s.Gid)) }
		}
	}
	if err := os.MkdirAll(filepath.Dir(pad), 0o700); err != nil {
		return err
	}
	nieuw := pad + ".nieuw"
	_ = os.Remove(nieuw) // of a writer that was interrupted
	f, err := os.OpenFile(nieuw, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, van(f), f.Chmod(rechten), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(nieuw, pad)
}
