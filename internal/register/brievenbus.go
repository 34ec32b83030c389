package register

import (
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/binary"
	"errors"
	"time"
)

// A brievenbus is a key pair of which a telephone gets the public half: what it puts in, it cannot take out again, and nobody who takes the
// telephone can. The private half goes along wrapped with the register's own key, bound to one person and the day it was made, so that
// nothing of it is stored here. HPKE (RFC 9180): DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, info [BriefInfo], no aad.

const (
	// BriefInfo binds a letter to its purpose.
	BriefInfo = "schakel/onderweg/v1"
	// BriefGeldig is how long a letter can be opened: as long as its idempotency key is sure to be remembered, so that nothing is done twice.
	BriefGeldig = 30 * 24 * time.Hour

	brievenbusDoel = "schakel/brievenbus/v1/"
	// klokVerschil is how much the clocks of two servers may differ.
	klokVerschil = time.Minute
)

// Why a letter does not open: of somebody else or damaged, or too old.
var (
	ErrBrief    = errors.New("brief: not to be opened")
	ErrBriefOud = errors.New("brief: too old")
)

func briefvorm() (hpke.KEM, hpke.KDF, hpke.AEAD) {
	return hpke.DHKEM(ecdh.P256()), hpke.HKDFSHA256(), hpke.AES256GCM()
}

// NieuweBrievenbus makes one for gebruiker: the public key (uncompressed point), and the wrapped private half, which only this
// installation can use and only for that person.
func (r *Register) NieuweBrievenbus(gebruiker string) (publiek, pakje []byte, err error) {
	kem, _, _ := briefvorm()
	k, err := kem.GenerateKey()
	if err != nil {
		return nil, nil, err
	}
	prive, err := k.Bytes()
	if err != nil {
		return nil, nil, err
	}
	in := append(binary.BigEndian.AppendUint64(nil, uint64(r.nu().Unix())), prive...) //nolint:gosec // after 1970
	pakje, err = r.sleutels.bos.inhoud().brief.Encrypt(in, []byte(brievenbusDoel+gebruiker))
	return k.PublicKey().Bytes(), pakje, err
}

// OpenBrief opens what was sealed for the brievenbus of pakje; [ErrBrief] when it is not gebruiker's or was
// changed, [ErrBriefOud] when its brievenbus is older than [BriefGeldig].
func (r *Register) OpenBrief(gebruiker string, pakje, brief []byte) ([]byte, error) {
	in, err := r.sleutels.bos.opent(vanBrief, pakje, []byte(brievenbusDoel+gebruiker))
	if err != nil || len(in) < 8 {
		return nil, ErrBrief
	}
	gemaakt := time.Unix(int64(binary.BigEndian.Uint64(in)), 0) //nolint:gosec // we wrote it
	switch oud := r.nu().Sub(gemaakt); {
	case oud < -klokVerschil:
		return nil, ErrBrief
	case oud > BriefGeldig:
		return nil, ErrBriefOud
	}
	kem, kdf, slot := briefvorm()
	k, err := kem.NewPrivateKey(in[8:])
	if err != nil {
		return nil, ErrBrief
	}
	tekst, err := hpke.Open(k, kdf, slot, []byte(BriefInfo), brief)
	if err != nil {
		return nil, ErrBrief
	}
	return tekst, nil
}
