package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"schakel/internal/casus"
	"schakel/internal/regio"
	"schakel/internal/toegang"
)

// Organisatie is a registered organisation.
type Organisatie = regio.Organisatie

// Gebruiker is a registered user. Email is only written: it is looked up when a mail
// goes, see [Register.Adres]. So is Telefoon: see [Casus] and [Overdracht].
type Gebruiker = regio.Gebruiker

// ZetOrganisaties adds or changes organisations; see [Register.ZetRegio] for all at once.
func (r *Register) ZetOrganisaties(ctx context.Context, os ...Organisatie) error {
	return r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error { return zetOrganisaties(ctx, tx, os) })
}

func zetOrganisaties(ctx context.Context, tx Tx, os []Organisatie) error {
	for _, o := range os {
		_, err := tx.NewRaw(`INSERT INTO organisaties (id, naam, professioneel) VALUES (?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET naam = excluded.naam, professioneel = excluded.professioneel, actief = true`, o.ID, o.Naam, o.Professioneel).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

// ZetGebruikers adds or changes users. Without an address the one that is there stays; without a telephone number the one that was given here before goes.
func (r *Register) ZetGebruikers(ctx context.Context, gs ...Gebruiker) error {
	return r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error { return zetGebruikers(ctx, tx, gs) })
}

func zetGebruikers(ctx context.Context, tx Tx, gs []Gebruiker) error {
	for _, g := range gs {
		_, err := tx.NewRaw(`INSERT INTO gebruikers AS g (id, organisatie, rol, naam, email) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET organisatie = excluded.organisatie, rol = excluded.rol, naam = excluded.naam, actief = true,
				email = CASE excluded.email WHEN '' THEN g.email ELSE excluded.email END`,
			g.ID, g.Organisatie, string(g.Rol), g.Naam, g.Email).Exec(ctx)
		if err == nil {
			err = telefoonUitBestand(ctx, tx, g)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Gebruiker finds a user; false when there is none, or none any more.
func (r *Register) Gebruiker(ctx context.Context, id string) (g Gebruiker, ok bool, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT id, organisatie, naam, rol FROM gebruikers WHERE id = ? AND actief`, id).Scan(ctx, &g)
	})
	return g, err == nil, zonderLeeg(err)
}

// Organisatie finds an organisation; false when there is none, or none any more.
func (r *Register) Organisatie(ctx context.Context, id string) (o Organisatie, ok bool, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT id, naam, professioneel FROM organisaties WHERE id = ? AND actief`, id).Scan(ctx, &o)
	})
	return o, err == nil, zonderLeeg(err)
}

func zonderLeeg(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}

// leesStap reads a step; of a case that the asker does not see (any more) it says no number.
const leesStap = `SELECT s.id, s.casus_id, s.proces, s.status, s.weigering, s.ding, s.ingediend_op, coalesce(c.nummer, '') AS nummer, coalesce(c.seq, 0) AS seq,
	coalesce(c.motor, '') AS motor FROM stappen s LEFT JOIN casussen c ON c.id = s.casus_id`

// maxWachtend is how many waiting steps are told at a time: far more than one person sends while the engine is away.
const maxWachtend = 100

// EigenWachtend gives the steps of the asker that were answered with 202 and have no outcome yet, oldest first: all, or those on one case.
func (r *Register) EigenWachtend(ctx context.Context, id toegang.Identiteit, casusID string) (uit []Ingediend, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		waar, args := ` WHERE s.door_persoon = ? AND s.status = 'wacht' AND s.gemeld_wacht`, []any{id.Gebruiker}
		if casusID != "" {
			waar, args = waar+` AND s.casus_id = ?`, append(args, casusID)
		}
		var rijen []stapRij
		if err := tx.NewRaw(leesStap+waar+` ORDER BY s.volgorde LIMIT ?`, append(args, maxWachtend)...).Scan(ctx, &rijen); err != nil {
			return err
		}
		for _, rij := range rijen {
			uit = append(uit, rij.ingediend())
		}
		return nil
	})
	return uit, err
}

// StapVan reads a step for who took it; else not found.
func (r *Register) StapVan(ctx context.Context, id toegang.Identiteit, stapID string) (Ingediend, error) {
	var s stapRij
	err := r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		err := tx.NewRaw(leesStap+` WHERE s.id = ? AND s.door_persoon = ?`, stapID, id.Gebruiker).Scan(ctx, &s)
		if errors.Is(err, sql.ErrNoRows) {
			return nietGevonden()
		}
		return err
	})
	return s.ingediend(), err
}

// Controle is what the register itself knows of one case, for `schakel check`.
type Controle struct {
	ID, Nummer, Motor string
	Seq               int
	Projectie         casus.Projectie `bun:"type:jsonb"`
	ToestandRuw       []byte          `bun:"toestand"`
	// Genummerd facts, the highest number, contacts without a number.
	Genummerd, Hoogste, ZonderNummer int
	// Wachtend steps without an outcome, and the oldest of them.
	Wachtend int
	Oudste   *time.Time
	// VerwerktZonderFeit: steps that were processed but have no fact.
	VerwerktZonderFeit int
	RegieOrganisatie   string
	RegiePersoon       string
	// RegieLaatste is the last row of the history of regie.
	LaatsteOrganisatie, LaatstePersoon string
}

// Toestand is the state stored at closing; nil when there is none.
func (c Controle) Toestand() (*casus.State, error) {
	if len(c.ToestandRuw) == 0 {
		return nil, nil
	}
	s := &casus.State{}
	return s, json.Unmarshal(c.ToestandRuw, s)
}

// selectControle reads what a [Controle] holds; one query, so one snapshot.
const selectControle = `SELECT c.id, c.nummer, c.motor, c.seq, c.projectie, c.toestand, c.regie_organisatie, c.regie_persoon,
	(SELECT count(*) FROM feiten f WHERE f.casus_id = c.id AND f.seq IS NOT NULL) AS genummerd,
	(SELECT coalesce(max(f.seq), 0) FROM feiten f WHERE f.casus_id = c.id) AS hoogste,
	(SELECT count(*) FROM feiten f WHERE f.casus_id = c.id AND f.seq IS NULL) AS zonder_nummer,
	(SELECT count(*) FROM stappen s WHERE s.casus_id = c.id AND s.status = 'wacht') AS wachtend,
	(SELECT min(s.ingediend_op) FROM stappen s WHERE s.casus_id = c.id AND s.status = 'wacht') AS oudste,
	(SELECT count(*) FROM stappen s WHERE s.casus_id = c.id AND s.status = 'verwerkt'
		AND NOT EXISTS (SELECT FROM feiten f WHERE f.id = s.id)) AS verwerkt_zonder_feit,
	coalesce(l.organisatie, '') AS laatste_organisatie, coalesce(l.persoon, '') AS laatste_persoon
	FROM casussen c LEFT JOIN LATERAL (SELECT organisatie, persoon FROM regie r WHERE r.casus_id = c.id ORDER BY seq DESC LIMIT 1) l ON true `

// AlleCasussen gives every case, in order of number.
func (r *Register) AlleCasussen(ctx context.Context) ([]Controle, error) {
	var uit []Controle
	err := r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(selectControle+`ORDER BY c.nummer`).Scan(ctx, &uit)
	})
	return uit, err
}

// Controle gives one case.
func (r *Register) Controle(ctx context.Context, casusID string) (Controle, error) {
	var uit Controle
	err := r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(selectControle+`WHERE c.id = ?`, casusID).Scan(ctx, &uit)
	})
	return uit, err
}

// Persoon is an entry of the address book: a user (with Organisatie and Rol) or an organisation.
type Persoon struct {
	ID, Naam, Organisatie string
	Rol                   toegang.Rol
	// Professioneel organisations may refer.
	Professioneel bool
	// Afgemeld is who stands in the past only.
	Afgemeld bool
}

// Adresboek is who is there in the region, by name: for choosing, and for names instead of ids.
func (r *Register) Adresboek(ctx context.Context, id toegang.Identiteit) (gebruikers, organisaties []Persoon, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		var err error
		if gebruikers, err = haal[Persoon](ctx, tx, `SELECT id, naam, organisatie, rol, NOT actief AS afgemeld FROM gebruikers ORDER BY naam, id`); err != nil {
			return err
		}
		organisaties, err = haalMet[Persoon](ctx, tx, vraag{laatst: true}, `SELECT id, naam, professioneel, NOT actief AS afgemeld FROM organisaties ORDER BY naam, id`, nil)
		return err
	})
	return gebruikers, organisaties, err
}
