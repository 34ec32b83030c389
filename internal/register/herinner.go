package register

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"schakel/internal/casus"
)

// tijdmelding is a melding that the register makes by itself, because of a moment: of a case, of a complaint, or of a destruction list.
type tijdmelding struct {
	// id follows from what it is about, so that any number of processes make one: [vasteID].
	id                         string
	casusID, klachtID, lijstID string
	soort                      string
	trede                      int
	aan                        casus.Bestemming
	persoon                    string
	op                         time.Time
}

// legTijdmeldingen makes those that stand and are not there yet, and answers how many; of those that waar finds it settles what stands no longer.
func legTijdmeldingen(ctx context.Context, tx Tx, staan []tijdmelding, waar string, args ...any) (n int, err error) {
	ids := []string{uuid.Nil.String()} // a list in SQL is never empty
	for _, m := range staan {
		ids = append(ids, m.id)
		uit, err := tx.NewRaw(`INSERT INTO meldingen (id, casus_id, klacht_id, lijst_id, soort, trede, aan, persoon, op)
			VALUES (?, NULLIF(?, '')::uuid, NULLIF(?, '')::uuid, NULLIF(?, '')::uuid, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
			m.id, m.casusID, m.klachtID, m.lijstID, m.soort, m.trede, string(m.aan), m.persoon, m.op).Exec(ctx)
		if err != nil {
			return n, err
		}
		k, _ := uit.RowsAffected()
		n += int(k)
	}
	_, err = tx.NewRaw(`UPDATE meldingen SET status = 'afgehandeld' WHERE status IN ('open', 'bevestigd') AND id NOT IN (?) AND `+waar,
		append([]any{bun.List(ids)}, args...)...).Exec(ctx)
	return n, err
}

// vasteID is the id of a melding that follows from what it is about.
func vasteID(van, wat string) string { return uuid.NewSHA1(uuid.MustParse(van), []byte(wat)).String() }
