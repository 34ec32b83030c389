package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// Noodtoegang is emergency access: for hours somebody without a relation to a case
// reads its dossier and can record a contact. It ends by the clock of the database,
// or when it is taken back; see decision 0063.
//
//	loopt ──Tot──► voorbij
//	  └─ingetrokken─► voorbij
type Noodtoegang struct {
	ID, CasusID string
	// Nummer is empty for who may not see the case (any more).
	Nummer                string
	Wie, Rol, Organisatie string
	// Reden is one of [NoodRedenen].
	Reden string
	// Toelichting is for the coordinator only.
	Toelichting     string `bun:"-"`
	Van, Tot        time.Time
	IngetrokkenOp   *time.Time
	IngetrokkenDoor *string
	// Status is loopt or voorbij.
	Status string
}

// NoodRedenen are the reasons one can give; the text beside it says more.
func NoodRedenen() []string {
	return []string{"levensgevaar", "crisis", "hulpdienst-vraagt", "casehouder-onbereikbaar", "anders"}
}

// NieuweNoodtoegang is one that is asked for. Casus is an id or a number; Duur is how long it is needed, 0: as long as the policy gives.
type NieuweNoodtoegang struct {
	Casus, Reden, Toelichting string
	Duur                      time.Duration
}

// NoodNu is the emergency access by which alone somebody reads a case now.
type NoodNu struct {
	ID  string
	Tot time.Time
}

const (
	handelingNood = "noodtoegang"
	doelNood      = "noodprocedure"
	kolomNood     = "nood"
)

// VraagNoodtoegang gives emergency access, once per key, and tells the coordinator
// and the privacy officer in the same transaction. Errors: [fout.NietGevonden] for
// a case that is not there, [fout.NietMogelijk] when the asker has access already,
// [fout.TeVaak] when the asker had it as often as the policy allows (judged before
// the case is looked up, so that it says nothing of one), [fout.Ongeldig] for longer
// than the policy gives, [fout.SleutelAnders].
func (r *Register) VraagNoodtoegang(ctx context.Context, id toegang.Identiteit, n NieuweNoodtoegang, s Sleutel) (Noodtoegang, error) {
	bel, _, err := r.BeleidInKracht(ctx)
	if err != nil {
		return Noodtoegang{}, err
	}
	var nid string
	// As the engine's side: who asks cannot see the case, and cannot give it to himself.
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		var nieuw bool
		var err error
		if nid, nieuw, err = r.eenmaligDing(ctx, tx, id, s, uuid.NewString()); err != nil || !nieuw {
			return err
		}
		return r.geefNood(ctx, tx, id, nid, n, bel.Nood.Gevuld())
	})
	if err != nil {
		return Noodtoegang{}, err
	}
	var uit Noodtoegang
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		uit, err = leesNood(ctx, tx, nid)
		return err
	})
	return uit, err
}

func (r *Register) geefNood(ctx context.Context, tx Tx, id toegang.Identiteit, nid string, n NieuweNoodtoegang, regel casus.Noodregel) error {
	if err := noodDuur(n.Duur, &regel); err != nil {
		return err
	}
	switch al, err := r.zietAl(ctx, id, n.Casus); {
	case err != nil:
		return err
	case al:
		return fout.Nieuw(fout.NietMogelijk, "U hebt al toegang tot deze casus.")
	}
	// One at a time per person, or the count could be passed by asking at once.
	if _, err := tx.NewRaw(`SELECT pg_advisory_xact_lock(hashtextextended(?, 0))`, "noodtoegang/"+id.Gebruiker).Exec(ctx); err != nil {
		return err
	}
	var keer int
	if err := tx.NewRaw(`SELECT count(*) FROM noodtoegangen WHERE wie = ? AND van > now() - interval '24 hours'`, id.Gebruiker).Scan(ctx, &keer); err != nil {
		return err
	}
	if keer >= regel.Hoogste {
		return fout.Nieuw(fout.TeVaak, "U hebt vandaag al zo vaak noodtoegang gekregen als het beleid toestaat. Bel de coördinator.")
	}
	waar := "nummer = ?"
	if IsID(n.Casus) {
		waar = "id = ?"
	}
	var casusID string
	err := tx.NewRaw(`SELECT id FROM casussen WHERE `+waar, n.Casus).Scan(ctx, &casusID)
	if errors.Is(err, sql.ErrNoRows) {
		return nietGevonden()
	}
	if err != nil {
		return err
	}
	return r.schrijfNood(ctx, tx, id, nid, casusID, n, regel)
}

// noodDuur shortens the rule to what is needed.
func noodDuur(duur time.Duration, regel *casus.Noodregel) error {
	hoogste := time.Duration(regel.Duur.Seconden()) * time.Second
	switch {
	case duur <= 0:
	case duur > hoogste:
		return &fout.Fout{Soort: fout.Ongeldig, Tekst: "Zo lang kan noodtoegang niet duren.", Velden: []fout.Veld{{
			Veld: "minuten", Melding: fmt.Sprintf("volgens het beleid ten hoogste %d", int(hoogste.Minutes())),
		}}}
	default:
		regel.Duur = casus.Duur{N: int(duur.Seconds()), Eenheid: casus.Seconde}
	}
	return nil
}

// lopendeNood is what the asker reads this case by; nil when it ended meanwhile.
func lopendeNood(ctx context.Context, tx Tx, id toegang.Identiteit, casusID string) (*NoodNu, error) {
	n, err := haalEen[NoodNu](ctx, tx, `SELECT n.id, n.einde AS tot FROM noodtoegangen n WHERE n.casus_id = ? AND n.wie = ? AND n.rol = ?
		AND n.van <= clock_timestamp() AND n.einde > clock_timestamp() ORDER BY n.einde DESC LIMIT 1`, casusID, id.Gebruiker, string(id.Rol))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil //nolint:nilnil // none is an answer
	}
	return &n, err
}

// zietAl: whether the asker may know of the case by another relation, or still has this one.
func (r *Register) zietAl(ctx context.Context, id toegang.Identiteit, welke string) (al bool, err error) {
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT EXISTS (SELECT FROM casussen WHERE id::text = ? OR nummer = ?)`, welke, welke).Scan(ctx, &al)
	})
	return al, err
}

func (r *Register) schrijfNood(ctx context.Context, tx Tx, id toegang.Identiteit, nid, casusID string, n NieuweNoodtoegang, regel casus.Noodregel) error {
	sleutel, err := r.sleutels.sleutelVan(ctx, tx, casusID)
	if err != nil {
		return err
	}
	dicht, err := sluitIn(sleutel, casusID, kolomNood, []byte(n.Toelichting))
	if err != nil {
		return err
	}
	_, err = tx.NewRaw(`INSERT INTO noodtoegangen (id, casus_id, wie, rol, organisatie, reden, toelichting, tot)
		VALUES (?, ?, ?, ?, ?, ?, ?::bytea, now() + ? * interval '1 second')`,
		nid, casusID, id.Gebruiker, string(id.Rol), id.Organisatie, n.Reden, []byte(dicht), regel.Duur.Seconden()).Exec(ctx)
	if err != nil {
		return err
	}
	for _, aan := range []casus.Bestemming{casus.AanCoordinator, casus.AanFG} {
		_, err := tx.NewRaw(`INSERT INTO meldingen (id, casus_id, soort, trede, aan, op) VALUES (?, ?, ?, 0, ?, ?)`,
			uuid.NewString(), casusID, casus.MeldNood, string(aan), r.nu()).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return r.logRegel(ctx, tx, vraag{}, id, logregel{casusID: casusID, wat: "noodtoegang", handeling: handelingNood, resultaat: "ok", doel: doelNood})
}

const kolommenNood = `n.id, n.casus_id, coalesce(c.nummer, '') AS nummer, n.wie, n.rol, n.organisatie, n.reden, n.van, n.tot, n.ingetrokken_op, n.ingetrokken_door,
	CASE WHEN n.einde > clock_timestamp() THEN 'loopt' ELSE 'voorbij' END AS status FROM noodtoegangen n LEFT JOIN casussen c ON c.id = n.casus_id`

func leesNood(ctx context.Context, tx Tx, nid string) (Noodtoegang, error) {
	var n Noodtoegang
	err := tx.NewRaw(`SELECT `+kolommenNood+` WHERE n.id = ?`, nid).Scan(ctx, &n)
	if errors.Is(err, sql.ErrNoRows) {
		return n, nietGevonden()
	}
	return n, err
}

// Noodtoegangen lists those the asker may see, newest first: the coordinator and the
// privacy officer all, who asked for it the own. What was written beside the reason
// is for the coordinator, who may read the case.
func (r *Register) Noodtoegangen(ctx context.Context, id toegang.Identiteit, b Blad) (uit []Noodtoegang, volgende string, err error) {
	waar, args := "true", []any{}
	if id.Rol != toegang.RolCoordinator && id.Rol != toegang.RolPrivacyOfficer {
		waar, args = "n.wie = ?", []any{id.Gebruiker}
	}
	if b.Cursor != "" {
		op, na, err := leesCursor(b.Cursor)
		if err != nil {
			return nil, "", err
		}
		waar += " AND (n.van, n.id) < (?, ?::uuid)"
		args = append(args, op, na)
	}
	n := Filter{N: b.N}.aantal()
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		err := tx.NewRaw(`SELECT `+kolommenNood+` WHERE `+waar+` ORDER BY n.van DESC, n.id DESC LIMIT ?`, append(args, n+1)...).Scan(ctx, &uit)
		if err != nil {
			return err
		}
		if len(uit) > n {
			uit = uit[:n]
			volgende = maakCursor(uit[n-1].Van, uit[n-1].ID)
		}
		var ids []string
		for i := range uit {
			ids = append(ids, uit[i].CasusID)
			if id.Rol != toegang.RolCoordinator {
				continue
			}
			if uit[i].Toelichting, err = r.noodToelichting(ctx, tx, uit[i]); err != nil {
				return err
			}
		}
		return r.logRegel(ctx, tx, vraag{laatst: true}, id, logregel{wat: "noodtoegangen", handeling: "lezen", resultaat: "ok", casussen: ids})
	})
	return uit, volgende, err
}

func (r *Register) noodToelichting(ctx context.Context, tx Tx, n Noodtoegang) (string, error) {
	var dicht []byte
	if err := tx.NewRaw(`SELECT toelichting FROM noodtoegangen WHERE id = ?`, n.ID).Scan(ctx, &dicht); err != nil {
		return "", err
	}
	b, err := r.lees(ctx, tx, n.CasusID, dicht, kolomNood)
	return string(b), err
}

// TrekNoodtoegangIn ends emergency access now, once per key: the coordinator's and the
// privacy officer's to do, and that of who has it. Errors: [fout.NietGevonden] when it
// is not the asker's to know, [fout.NietMogelijk] when it is over already.
func (r *Register) TrekNoodtoegangIn(ctx context.Context, id toegang.Identiteit, nid string, s Sleutel) (Noodtoegang, error) {
	var n Noodtoegang
	err := r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		var err error
		if n, err = leesNood(ctx, tx, nid); err != nil {
			return err
		}
		_, nieuw, err := r.eenmaligDing(ctx, tx, id, s, nid)
		if err != nil || !nieuw {
			return err
		}
		uit, err := tx.NewRaw(`UPDATE noodtoegangen SET ingetrokken_op = clock_timestamp(), ingetrokken_door = ?
			WHERE id = ? AND einde > clock_timestamp() AND ingetrokken_op IS NULL`, id.Gebruiker, nid).Exec(ctx)
		if err != nil {
			return err
		}
		if k, _ := uit.RowsAffected(); k == 0 {
			return fout.Nieuw(fout.NietMogelijk, "Deze noodtoegang is al voorbij.")
		}
		if n, err = leesNood(ctx, tx, nid); err != nil {
			return err
		}
		return r.logRegel(ctx, tx, vraag{laatst: true}, id, logregel{casusID: n.CasusID, wat: "noodtoegang.intrekking", handeling: "wijzigen", resultaat: "ok"})
	})
	return n, err
}
