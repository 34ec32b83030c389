package register

import (
	"context"
	"time"

	"schakel/internal/toegang"
)

// Sessie gives the content of a session by its key (the hash of a cookie); false when there is none, or no longer.
func (r *Register) Sessie(ctx context.Context, sleutel []byte) (inhoud []byte, er bool, err error) {
	err = r.AlsVrager(ctx, toegang.Identiteit{}, func(ctx context.Context, tx Tx) error {
		rijen, err := haalMet[[]byte](ctx, tx, vraag{laatst: true}, `SELECT inhoud FROM sessies WHERE sleutel = ? AND verloopt > ?`, []any{sleutel, r.nu()})
		if er = len(rijen) > 0; er {
			inhoud = rijen[0]
		}
		return err
	})
	return inhoud, er, err
}

// ZetSessie stores a session of a user (a subject; empty: nobody knows whose) until verloopt, and forgets those that are over.
func (r *Register) ZetSessie(ctx context.Context, sleutel, inhoud []byte, gebruiker string, verloopt time.Time) error {
	return r.AlsVrager(ctx, toegang.Identiteit{}, func(ctx context.Context, tx Tx) error {
		if err := voer(ctx, tx, vraag{}, `DELETE FROM sessies WHERE verloopt < ?`, []any{r.nu()}); err != nil {
			return err
		}
		return voer(ctx, tx, vraag{laatst: true}, `INSERT INTO sessies (sleutel, inhoud, gebruiker, verloopt) VALUES (?, ?, ?, ?)
			ON CONFLICT (sleutel) DO UPDATE SET inhoud = EXCLUDED.inhoud, gebruiker = EXCLUDED.gebruiker, verloopt = EXCLUDED.verloopt`, []any{sleutel, inhoud, gebruiker, verloopt})
	})
}

// WerkSessieBij stores what became of a session that is there. One that ended meanwhile does not come back.
func (r *Register) WerkSessieBij(ctx context.Context, sleutel, inhoud []byte, verloopt time.Time) error {
	return r.AlsVrager(ctx, toegang.Identiteit{}, func(ctx context.Context, tx Tx) error {
		return voer(ctx, tx, vraag{laatst: true}, `UPDATE sessies SET inhoud = ?, verloopt = ? WHERE sleutel = ?`, []any{inhoud, verloopt, sleutel})
	})
}

// SessieWeg ends a session; one that is not there has ended.
func (r *Register) SessieWeg(ctx context.Context, sleutel []byte) error {
	return r.AlsVrager(ctx, toegang.Identiteit{}, func(ctx context.Context, tx Tx) error {
		return voer(ctx, tx, vraag{laatst: true}, `DELETE FROM sessies WHERE sleutel = ?`, []any{sleutel})
	})
}

// SessiesWeg ends a session and every other of the same person.
func (r *Register) SessiesWeg(ctx context.Context, sleutel []byte) error {
	return r.AlsVrager(ctx, toegang.Identiteit{}, func(ctx context.Context, tx Tx) error {
		return voer(ctx, tx, vraag{laatst: true}, `DELETE FROM sessies WHERE sleutel = ? OR gebruiker <> '' AND gebruiker = (SELECT s.gebruiker FROM sessies s WHERE s.sleutel = ?)`, []any{sleutel, sleutel})
	})
}

// LogUit ends every session of a user (a subject), and says how many there were.
func (r *Register) LogUit(ctx context.Context, gebruiker string) (n int, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT log_uit(?)`, gebruiker).Scan(ctx, &n)
	})
	return n, err
}
