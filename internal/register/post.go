package register

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"schakel/internal/casus"
	"schakel/internal/toegang"
)

// PostSoort is a kind of mail.
type PostSoort string

// The kinds of mail.
const (
	// PostOverzicht tells on a working morning everything there is.
	PostOverzicht PostSoort = "overzicht"
	// PostSpoed tells of one melding, at once.
	PostSpoed PostSoort = "spoed"
)

// PostStatus is where a mail stands.
type PostStatus string

// Where a mail can stand; all but the first are final.
const (
	PostWacht     PostStatus = "wacht"
	PostVerzonden PostStatus = "verzonden"
	PostGeweigerd PostStatus = "geweigerd"
	PostOnzeker   PostStatus = "onzeker"
	PostVervallen PostStatus = "vervallen"
)

// Gericht is a melding as the post looks at it: at whom it is addressed, and whom it was told to.
type Gericht struct {
	ID, CasusID string
	// Ding is what it is about, a case, a complaint or a destruction list, also when the reader may not see it: for telling
	// things apart, never for a mail.
	Ding string
	// Nummer is empty, and CasusID with it, when the reader may not see the case.
	Nummer               string
	Soort                string
	Trede                int
	Aan                  casus.Bestemming
	Persoon, Organisatie string
	Op                   time.Time
	// Spoed: the case is spoed, an opschaling of level 4 is open, or it is of emergency access.
	Spoed bool
	// Stil: it was confirmed or is put off, so that nothing is said of it; as a later rung it still stands for those before it.
	Stil bool
	// VerteldAan are the users to whom a mail told it, or may have.
	VerteldAan []string `bun:",array"`
	// VerteldSinds are those of them to whom a mail told it since it was last put off, all when it never was: without
	// those of whose mail nobody knows whether it arrived, or even left.
	VerteldSinds []string `bun:",array"`
	// SpoedAan are the users to whom a mail of its own is on its way.
	SpoedAan []string `bun:",array"`
}

// selectGericht reads meldingen: ?0 is a mail that does not count as told, ?1 is now.
const selectGericht = `SELECT m.id, coalesce(m.casus_id::text, '') AS casus_id, coalesce(m.casus_id, m.klacht_id, m.lijst_id)::text AS ding,
	coalesce(c.nummer, '') AS nummer, m.soort, m.trede, m.aan, m.persoon, m.organisatie, m.op,
	(coalesce(c.urgentie, '') = 'spoed' OR coalesce((c.projectie->'opschaling'->>'niveau')::int, 0) = 4 OR m.soort = '` + casus.MeldNood + `') AS spoed,
	NOT (` + gerichtOpen + `) AS stil, v.aan AS verteld_aan, v.sinds AS verteld_sinds,
	ARRAY(SELECT p.aan FROM post p WHERE p.status = 'wacht' AND p.soort = 'spoed' AND p.sleutel = m.id::text) AS spoed_aan
	FROM meldingen m LEFT JOIN casussen c ON c.id = m.casus_id,
	LATERAL (SELECT coalesce(array_agg(p.aan), '{}') AS aan, coalesce(array_agg(p.aan) FILTER (WHERE pm.keer >= m.uitgesteld_keer AND p.status <> 'onzeker'), '{}') AS sinds
		FROM post_meldingen pm JOIN post p ON p.id = pm.post_id WHERE pm.melding_id = m.id
		AND (p.status IN ('verzonden', 'onzeker') OR p.status = 'wacht' AND p.overgedragen > 0 AND p.soort = 'spoed') AND p.id::text <> ?0) v WHERE `

// Which meldingen: gerichtOpen are those that may have to be told, gerichtStaat also
// the later rungs that stand for those before them while they are not.
const (
	gerichtOpen  = `m.status = 'open' AND (m.uitgesteld_tot IS NULL OR m.uitgesteld_tot <= ?1)`
	gerichtStaat = `(` + gerichtOpen + ` OR m.trede > 1 AND m.status IN ('open', 'bevestigd'))`
)

// OpenMeldingen lists what may have to be told, oldest first; it asks as the engine's side.
func (r *Register) OpenMeldingen(ctx context.Context) (uit []Gericht, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(selectGericht+gerichtStaat+` ORDER BY m.op, m.id`, "", r.nu()).Scan(ctx, &uit)
	})
	return uit, err
}

// VerseSpoed lists what may have to be told at once: meldingen of spoed since a moment.
func (r *Register) VerseSpoed(ctx context.Context, sinds time.Time) (uit []Gericht, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(selectGericht+gerichtOpen+` AND m.op > ?2 AND (c.urgentie = 'spoed' OR (c.projectie->'opschaling'->>'niveau')::int = 4 OR m.soort = ?3) ORDER BY m.op, m.id`,
			"", r.nu(), sinds, casus.MeldNood).Scan(ctx, &uit)
	})
	return uit, err
}

// MeldingenVoor lists what may have to be told to one user, oldest first, as far as
// row level security lets that user see it: a mail says no more than a screen
// would. What the mail postID told does not count as told.
func (r *Register) MeldingenVoor(ctx context.Context, id toegang.Identiteit, postID string) (uit []Gericht, err error) {
	var zichtbaar []struct{ ID, Nummer string }
	nu := r.nu()
	err = r.AlsWerk(context.WithValue(ctx, sleutelVrager{}, id), func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT m.id, coalesce(c.nummer, '') AS nummer FROM meldingen m LEFT JOIN casussen c ON c.id = m.casus_id WHERE `+gerichtStaat, "", nu).Scan(ctx, &zichtbaar)
	})
	if err != nil || len(zichtbaar) == 0 {
		return nil, err
	}
	ids, nummers := make([]string, len(zichtbaar)), map[string]string{}
	for i, z := range zichtbaar {
		ids[i], nummers[z.ID] = z.ID, z.Nummer
	}
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(selectGericht+gerichtStaat+` AND m.id IN (?2) ORDER BY m.op, m.id`, postID, nu, bun.List(ids)).Scan(ctx, &uit)
	})
	for i := range uit {
		if uit[i].Nummer = nummers[uit[i].ID]; uit[i].Nummer == "" {
			uit[i].CasusID = ""
		}
	}
	return uit, err
}

// Geadresseerde is somebody a mail can go to.
type Geadresseerde struct {
	ID, Organisatie string
	Rol             toegang.Rol
}

// Geadresseerden lists every user who was not signed off.
func (r *Register) Geadresseerden(ctx context.Context) (uit []Geadresseerde, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT id, organisatie, rol FROM gebruikers WHERE actief ORDER BY id`).Scan(ctx, &uit)
	})
	return uit, err
}

// Adres is where mail to a user goes; empty: nowhere.
func (r *Register) Adres(ctx context.Context, gebruiker string) (adres string, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT email FROM gebruikers WHERE id = ? AND actief`, gebruiker).Scan(ctx, &adres)
	})
	return adres, zonderLeeg(err)
}

// MaakOverzichten makes the overzichten of a working day, once for all processes
// together; false when that was done already. An older one that still waits is
// overtaken, also when it may have arrived: the new one says what still stands, and a day has one.
func (r *Register) MaakOverzichten(ctx context.Context, dag string, aan []string) (nieuw bool, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		uit, err := tx.NewRaw(`INSERT INTO postdagen (dag) VALUES (?) ON CONFLICT DO NOTHING`, dag).Exec(ctx)
		if err != nil {
			return err
		}
		if n, _ := uit.RowsAffected(); n == 0 {
			return nil
		}
		nieuw = true
		if _, err := tx.NewRaw(`UPDATE post SET status = 'vervallen', reden = 'ingehaald', klaar_op = now() WHERE soort = 'overzicht' AND status = 'wacht'
			AND sleutel < ? AND (pacht_tot IS NULL OR pacht_tot < now())`, dag).Exec(ctx); err != nil {
			return err
		}
		for _, wie := range aan {
			if _, err := zetPost(ctx, tx, PostOverzicht, wie, dag); err != nil {
				return err
			}
		}
		return nil
	})
	return nieuw && err == nil, err
}

// OverzichtGemaakt reports whether the overzichten of a working day were made.
func (r *Register) OverzichtGemaakt(ctx context.Context, dag string) (er bool, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT EXISTS (SELECT FROM postdagen WHERE dag = ?)`, dag).Scan(ctx, &er)
	})
	return er, err
}

// MaakSpoed makes the mails of one melding, once per melding and user; false when they were there already.
func (r *Register) MaakSpoed(ctx context.Context, melding string, aan []string) (nieuw bool, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		for _, wie := range aan {
			gezet, err := zetPost(ctx, tx, PostSpoed, wie, melding)
			if err != nil {
				return err
			}
			nieuw = nieuw || gezet
		}
		return nil
	})
	return nieuw && err == nil, err
}

func zetPost(ctx context.Context, tx Tx, soort PostSoort, aan, sleutel string) (nieuw bool, err error) {
	uit, err := tx.NewRaw(`INSERT INTO post (id, soort, aan, sleutel) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		uuid.NewString(), string(soort), aan, sleutel).Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := uit.RowsAffected()
	return n > 0, err
}

// Poststuk is a mail that this process has to itself for a while.
type Poststuk struct {
	ID      string
	Soort   PostSoort
	Aan     string // user id
	Rol     toegang.Rol
	Org     string
	Sleutel string
	// Pogingen before this one; Overgedragen of them may have arrived.
	Pogingen, Overgedragen int
	Pacht                  string
}

// Identiteit is who it is for.
func (p Poststuk) Identiteit() toegang.Identiteit {
	return toegang.Identiteit{Gebruiker: p.Aan, Rol: p.Rol, Organisatie: p.Org}
}

// maxWacht is longer than a mail ever waits for its next attempt: what would wait longer was noted
// before the clock of the database was set back, and is not held up by that.
const maxWacht = 20 * time.Minute

// PakPost claims the next mail to send, spoed first; false when none waits.
// Without overzichten only spoed. Moments are those of the database, so that
// processes with other clocks agree. Afgeschreven are the mails that it found sent twice, or nearly, by
// who did not live to say how that went: nobody sends them again, what they tell is in the next
// overzicht, and somebody should be told.
func (r *Register) PakPost(ctx context.Context, pacht time.Duration, overzichten bool) (p Poststuk, er bool, afgeschreven []Poststuk, err error) {
	pachtID := uuid.NewString()
	var rijen []Poststuk
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		rijen, afgeschreven = nil, nil
		if err := tx.NewRaw(`UPDATE post SET status = 'onzeker', reden = 'geen-antwoord', klaar_op = now(), pacht = NULL
			WHERE status = 'wacht' AND overgedragen >= 2 AND (pacht_tot IS NULL OR pacht_tot < now())
			RETURNING id, soort, aan, sleutel`).Scan(ctx, &afgeschreven); err != nil {
			return err
		}
		return tx.NewRaw(`WITH k AS (
				SELECT id FROM post WHERE status = 'wacht' AND (volgende <= now() OR volgende > now() + ? * interval '1 millisecond') AND (pacht_tot IS NULL OR pacht_tot < now())
					AND (soort = 'spoed' OR ?) ORDER BY (soort = 'spoed') DESC, volgende, id LIMIT 1 FOR UPDATE SKIP LOCKED
			) UPDATE post p SET pacht = ?, pacht_tot = now() + ? * interval '1 millisecond' FROM k, gebruikers g
			WHERE p.id = k.id AND g.id = p.aan
			RETURNING p.id, p.soort, p.aan, p.sleutel, p.pogingen, p.overgedragen, p.pacht, g.rol, g.organisatie AS org`,
			maxWacht.Milliseconds(), overzichten, pachtID, pacht.Milliseconds()).Scan(ctx, &rijen)
	})
	if err != nil || len(rijen) == 0 {
		return p, false, afgeschreven, err
	}
	return rijen[0], true, afgeschreven, nil
}

// ErrPachtKwijt: another process has this mail now; do not send it.
var ErrPachtKwijt = errors.New("een ander heeft dit poststuk")

// BeginOverdracht notes, before the content of a mail goes out, that from here on it
// may arrive, and what stands in it. [ErrPachtKwijt]: it must not go out.
func (r *Register) BeginOverdracht(ctx context.Context, p Poststuk, meldingen []string) error {
	return r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		uit, err := tx.NewRaw(`UPDATE post SET overgedragen = overgedragen + 1 WHERE id = ? AND pacht = ? AND status = 'wacht' AND overgedragen < 2`, p.ID, p.Pacht).Exec(ctx)
		if err != nil {
			return err
		}
		if n, _ := uit.RowsAffected(); n == 0 {
			return ErrPachtKwijt
		}
		if _, err := tx.NewRaw(`DELETE FROM post_meldingen WHERE post_id = ?`, p.ID).Exec(ctx); err != nil {
			return err
		}
		_, err = tx.NewRaw(`INSERT INTO post_meldingen (post_id, melding_id, keer) SELECT ?, id, uitgesteld_keer FROM meldingen WHERE id IN (?)`, p.ID, bun.List(meldingen)).Exec(ctx)
		return err
	})
}

// PostKlaar notes how a mail ended. A mail that was sent is that, also when
// another process got it meanwhile: it will not send it again.
func (r *Register) PostKlaar(ctx context.Context, p Poststuk, status PostStatus, reden string) error {
	return r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		_, err := tx.NewRaw(`UPDATE post SET status = ?, reden = ?, klaar_op = now(), pogingen = pogingen + 1, pacht = NULL, pacht_tot = NULL
			WHERE id = ? AND (pacht = ? AND status = 'wacht' OR ? AND status IN ('wacht', 'onzeker'))`,
			string(status), reden, p.ID, p.Pacht, status == PostVerzonden).Exec(ctx)
		return err
	})
}

// PostLater gives a mail back to be tried again after wacht. With twijfel it may have
// arrived: after the second time it is left as onzeker, which it reports. Without,
// it certainly did not arrive now.
func (r *Register) PostLater(ctx context.Context, p Poststuk, wacht time.Duration, reden string, twijfel bool) (onzeker bool, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		overgedragen := p.Overgedragen
		if twijfel {
			overgedragen++
		}
		status := PostWacht
		if onzeker = overgedragen >= 2; onzeker {
			status = PostOnzeker
		}
		_, err := tx.NewRaw(`UPDATE post SET status = ?, reden = ?, pogingen = pogingen + 1, overgedragen = ?, volgende = now() + ? * interval '1 millisecond',
			pacht = NULL, pacht_tot = NULL, klaar_op = CASE WHEN ? THEN now() END WHERE id = ? AND pacht = ? AND status = 'wacht'`,
			string(status), reden, overgedragen, wacht.Milliseconds(), onzeker, p.ID, p.Pacht).Exec(ctx)
		return err
	})
	return onzeker, err
}
