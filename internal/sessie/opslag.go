package sessie

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"time"

	"github.com/alexedwards/scs/v2"
)

// Rijen is where sessions are kept: by the hash of the cookie, and closed.
type Rijen interface {
	Sessie(ctx context.Context, sleutel []byte) (inhoud []byte, er bool, err error)
	// ZetSessie stores a session of a user; empty: of nobody yet.
	ZetSessie(ctx context.Context, sleutel, inhoud []byte, gebruiker string, verloopt time.Time) error
	// WerkSessieBij is ZetSessie of one that is there; one that ended meanwhile it leaves ended.
	WerkSessieBij(ctx context.Context, sleutel, inhoud []byte, verloopt time.Time) error
	SessieWeg(ctx context.Context, sleutel []byte) error
	// SessiesWeg ends a session and every other of whose it is.
	SessiesWeg(ctx context.Context, sleutel []byte) error
}

// opslag is the store of [scs]: the register sees neither the cookie nor what is in
// the session (tokens of the identity provider), only who sends the cookie can open it.
type opslag struct{ Rijen }

const (
	doelSleutel = "schakel/sessie/sleutel/v1"
	maxCookie   = 128
)

// sleutelBestond is in the context of a request that begins no session: what it keeps is of one that was there when it began.
type sleutelBestond struct{}

// CommitCtx implements [scs.CtxStore]. Somebody may have signed out since the request began: that stays so.
func (o opslag) CommitCtx(ctx context.Context, token string, b []byte, verloopt time.Time) error {
	dicht, err := sluit(token, b)
	if err != nil {
		return err
	}
	if ctx.Value(sleutelBestond{}) != nil {
		return o.WerkSessieBij(ctx, naam(token), dicht, verloopt)
	}
	return o.ZetSessie(ctx, naam(token), dicht, vanWie(b), verloopt)
}

// vanWie is whose session this is: outside the lock too, so that one person can end them all.
func vanWie(b []byte) string {
	_, waarden, err := scs.GobCodec{}.Decode(b)
	if err != nil {
		return ""
	}
	ruw, _ := waarden[veldInhoud].([]byte)
	var i inhoud
	if json.Unmarshal(ruw, &i) != nil {
		return ""
	}
	return i.Wie
}

// FindCtx implements [scs.CtxStore]. A row that does not open is no session.
func (o opslag) FindCtx(ctx context.Context, token string) (b []byte, er bool, err error) {
	if token == "" || len(token) > maxCookie {
		return nil, false, nil
	}
	dicht, er, err := o.Sessie(ctx, naam(token))
	if err != nil || !er {
		return nil, false, err
	}
	b, err = open(token, dicht)
	return b, err == nil, nil
}

// DeleteCtx implements [scs.CtxStore].
func (o opslag) DeleteCtx(ctx context.Context, token string) error {
	return o.SessieWeg(ctx, naam(token))
}

// Commit implements [scs.Store].
func (o opslag) Commit(token string, b []byte, verloopt time.Time) error {
	return o.CommitCtx(context.Background(), token, b, verloopt)
}

// Find implements [scs.Store].
func (o opslag) Find(token string) (b []byte, er bool, err error) {
	return o.FindCtx(context.Background(), token)
}

// Delete implements [scs.Store].
func (o opslag) Delete(token string) error { return o.DeleteCtx(context.Background(), token) }

func naam(token string) []byte {
	s := sha256.Sum256([]byte(token))
	return s[:]
}

// slot is the AEAD of one session. Its key is used for one session only, so random nonces do.
func slot(token string) (cipher.AEAD, error) {
	sleutel, err := hkdf.Key(sha256.New, []byte(token), nil, doelSleutel, 32)
	if err != nil {
		return nil, err
	}
	blok, err := aes.NewCipher(sleutel)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(blok)
}

func sluit(token string, b []byte) ([]byte, error) {
	s, err := slot(token)
	if err != nil {
		return nil, err
	}
	eenmalig := make([]byte, s.NonceSize(), s.NonceSize()+len(b)+s.Overhead())
	_, _ = rand.Read(eenmalig) // never fails
	return s.Seal(eenmalig, eenmalig, b, nil), nil
}

func open(token string, dicht []byte) ([]byte, error) {
	s, err := slot(token)
	if err != nil {
		return nil, err
	}
	if len(dicht) < s.NonceSize() {
		return nil, errNietTeOpenen
	}
	return s.Open(nil, dicht[:s.NonceSize()], dicht[s.NonceSize():], nil)
}
