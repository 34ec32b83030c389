package register

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/melding"
)

// ErrMotorLoopt: a workflow decides on this case, not the register.
var ErrMotorLoopt = errors.New("voor deze casus loopt een workflow")

// ErrGat: facts before these are missing; the sender must read again.
var ErrGat = errors.New("er ontbreken feiten voor deze")

// Verwerk writes what was decided: facts, projection, outcomes of steps, in one
// transaction, idempotent on (case, seq). toestand comes at closing only.
func (r *Register) Verwerk(ctx context.Context, casusID string, uit contract.StappenUit, toestand *casus.State) error {
	r.gelezen.vergeet(casusID)
	err := r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		seq, _, err := slot(ctx, tx, casusID)
		if err != nil {
			return err
		}
		return r.schrijf(ctx, tx, casusID, seq, uit, toestand)
	})
	if err == nil && len(uit.Feiten) > 0 {
		r.Roep(RoepVeranderd + casusID)
	}
	return err
}

// slot locks a case's row.
func slot(ctx context.Context, tx Tx, casusID string) (seq int, motor string, err error) {
	rij, err := haalEen[struct {
		Seq   int
		Motor string
	}](ctx, tx, `SELECT seq, motor FROM casussen WHERE id = ? FOR UPDATE`, casusID)
	if err != nil {
		err = fmt.Errorf("casus vastzetten: %w", err)
	}
	return rij.Seq, rij.Motor, err
}

func (r *Register) schrijf(ctx context.Context, tx Tx, casusID string, seq int, uit contract.StappenUit, toestand *casus.State) error {
	var nieuw []casus.Feit
	for _, f := range uit.Feiten {
		if f.Seq > seq+len(nieuw) {
			nieuw = append(nieuw, f)
		}
	}
	if len(nieuw) > 0 && (nieuw[0].Seq != seq+1 || nieuw[len(nieuw)-1].Seq != seq+len(nieuw)) {
		return ErrGat
	}
	s := schrijver{Register: r, tx: tx, casusID: casusID, laatst: len(uit.Weigeringen) == 0 && toestand == nil}
	if len(nieuw) > 0 {
		if err := s.feiten(ctx, nieuw, uit.Casus); err != nil {
			return err
		}
	}
	if err := s.geweigerd(ctx, uit.Weigeringen); err != nil {
		return err
	}
	// A late retry of a closing must not close a case that was reopened since, or is
	// being reopened: then the state is there already.
	if toestand == nil || toestand.Seq < seq+len(nieuw) {
		return nil
	}
	b, err := json.Marshal(toestand)
	if err != nil {
		return err
	}
	_, err = tx.NewRaw(`UPDATE casussen SET toestand = ?::jsonb, motor = 'gesloten' WHERE id = ? AND fase = 'afgesloten'
		AND (toestand IS NULL OR (toestand->>'seq')::int < ?)`, string(b), casusID, toestand.Seq).Exec(ctx)
	return err
}

// schrijver writes one batch of facts of one case.
type schrijver struct {
	*Register
	tx      Tx
	casusID string
	laatst  bool // nothing comes after the facts
}

// feiten ends with voegToe, so that it can take COMMIT along.
func (s schrijver) feiten(ctx context.Context, fs []casus.Feit, p casus.Projectie) error {
	for _, stap := range []func(context.Context, []casus.Feit, casus.Projectie) error{
		s.regie, s.overdrachten, s.inzet, s.meldingen, s.client, s.voegToe,
	} {
		if err := stap(ctx, fs, p); err != nil {
			return err
		}
	}
	return nil
}

// feitRij is a fact as voegToe hands it to PostgreSQL.
type feitRij struct {
	ID         string     `json:"id"`
	Seq        int        `json:"seq"`
	Soort      string     `json:"soort"`
	Door       string     `json:"door"`
	Op         time.Time  `json:"op"`
	Vastgelegd time.Time  `json:"vastgelegd"`
	Ding       string     `json:"ding"`
	Feit       casus.Feit `json:"feit"`
	Na         bool       `json:"na"`
}

// voegToe writes in one statement: the facts with the text of their step (a contact's
// fact is there already, recorded when it came in, and gets its number), the outcomes
// of those steps, and what the case is after them, with the newest safety flags. A fact is stronger than a refusal: a
// step that was delivered twice may have been refused the first time.
func (s schrijver) voegToe(ctx context.Context, fs []casus.Feit, p casus.Projectie) error {
	rijen := make([]feitRij, len(fs))
	for i, f := range fs {
		rijen[i] = feitRij{
			ID: f.ID, Seq: f.Seq, Soort: string(f.Soort), Door: f.Door.Persoon, Op: f.Op.Truncate(time.Microsecond),
			Vastgelegd: f.Vastgelegd.Truncate(time.Microsecond), Ding: f.Ding, Feit: f, Na: f.NaSluiting,
		}
	}
	feiten, err := json.Marshal(rijen)
	if err != nil {
		return err
	}
	proj, err := json.Marshal(p)
	if err != nil {
		return err
	}
	nu := s.nu()
	// The answer may be older than its last fact when another answer overtook it; it never is newer. Steps are looked up by their ids, one by
	// one: joined with v, of which PostgreSQL expects a hundred rows, it read all steps ever taken for each decision.
	return voer(ctx, s.tx, vraag{laatst: s.laatst}, `WITH v AS (
			SELECT * FROM jsonb_to_recordset(?::jsonb) AS v (id uuid, seq int, soort text, door text, op timestamptz,
				vastgelegd timestamptz, ding text, feit jsonb, na boolean)
		), f AS (
			INSERT INTO feiten (id, casus_id, seq, soort, door_persoon, op, vastgelegd, ding, feit, na_sluiting, inhoud)
			SELECT v.id, ?::uuid, v.seq, v.soort, v.door, v.op, v.vastgelegd, v.ding, v.feit, v.na, (SELECT s.inhoud FROM stappen s WHERE s.id = v.id) FROM v
			ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, feit = excluded.feit || jsonb_build_object('v', feiten.feit->'v'), na_sluiting = excluded.na_sluiting
			WHERE feiten.seq IS NULL AND feiten.casus_id = excluded.casus_id
		), s AS (
			UPDATE stappen SET status = 'verwerkt', weigering = NULL, inhoud = NULL, veiligheid = NULL, uitkomst_op = ?::timestamptz
			WHERE id = ANY (ARRAY(SELECT v.id FROM v)) AND status <> 'verwerkt'
		) UPDATE casussen SET seq = ?::int, fase = ?, urgentie = ?, regie_organisatie = ?, regie_persoon = ?, casehouder = ?,
			ontvanger = ?, projectie = ?::jsonb, veiligheid = coalesce((SELECT (SELECT s.veiligheid FROM stappen s WHERE s.id = v.id) FROM v
				WHERE v.soort = ? OR (v.feit->>'vl')::boolean ORDER BY v.seq DESC LIMIT 1), veiligheid), gewijzigd_op = ?::timestamptz, motor = CASE WHEN ?::boolean THEN motor ELSE 'loopt' END WHERE id = ?::uuid`, []any{
		string(feiten), s.casusID, nu, fs[len(fs)-1].Seq, string(p.Fase), string(p.Urgentie), p.Regie.Organisatie, p.Regie.Persoon, p.Casehouder,
		p.Ontvanger, string(proj), string(casus.StapVeiligheid), nu, p.Fase == casus.Afgesloten, s.casusID,
	})
}

func (s schrijver) regie(ctx context.Context, fs []casus.Feit, _ casus.Projectie) error {
	for _, f := range fs {
		if f.Regie == nil {
			continue
		}
		_, err := s.tx.NewRaw(`INSERT INTO regie (casus_id, seq, vanaf, organisatie, persoon) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			s.casusID, f.Seq, f.Vastgelegd, f.Regie.Organisatie, f.Regie.Persoon).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

// overdrachten keeps the list of offers: who, which law, where it stands, and until when the receiver knows of it.
func (s schrijver) overdrachten(ctx context.Context, fs []casus.Feit, p casus.Projectie) error {
	standen := map[casus.StapSoort]casus.OverdrachtStatus{
		casus.StapAcceptatie: casus.Geaccepteerd, casus.StapWeigering: casus.GeweigerdStatus, casus.StapGesprek: casus.Besproken,
		casus.StapOverdrachtIntrek: casus.IngetrokkenStatus, casus.StapEersteContact: casus.GelandStatus,
	}
	for _, f := range fs {
		var err error
		if st, ok := standen[f.Soort]; ok {
			dicht := st == casus.GeweigerdStatus || st == casus.IngetrokkenStatus
			_, err = s.tx.NewRaw(`UPDATE overdrachten SET status = ?0, gewijzigd_op = ?1, inzage_einde = CASE WHEN ?4 THEN ?1::timestamptz ELSE inzage_einde END,
				casus_tot = CASE WHEN ?4 THEN least(?1::timestamptz, now()) ELSE casus_tot END WHERE id = ?2 AND casus_id = ?3`,
				string(st), f.Vastgelegd, f.Ding, s.casusID, dicht).Exec(ctx)
		} else if f.Soort == casus.StapOverdracht {
			_, err = s.tx.NewRaw(`INSERT INTO overdrachten (id, casus_id, ontvanger, wet, status, aangeboden_op, gewijzigd_op)
				SELECT id, casus_id, proces->>'wie', coalesce(proces->>'wet', ''), ?, ?, ? FROM stappen WHERE id = ? ON CONFLICT DO NOTHING`,
				string(casus.Aangeboden), f.Vastgelegd, f.Vastgelegd, f.ID).Exec(ctx)
			if err == nil {
				err = s.deling(ctx, f, p)
			}
		}
		if err == nil {
			err = s.eindeInzage(ctx, f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// inzet keeps who is asked in; at closing nobody is any more.
func (s schrijver) inzet(ctx context.Context, fs []casus.Feit, p casus.Projectie) error {
	raakt := false
	for _, f := range fs {
		raakt = raakt || f.Soort == casus.StapInzet || f.Fase == casus.Afgesloten
	}
	if !raakt {
		return nil
	}
	if _, err := s.tx.NewRaw(`DELETE FROM inzet WHERE casus_id = ?`, s.casusID).Exec(ctx); err != nil {
		return err
	}
	for _, i := range p.Inzet {
		var tot any
		if !i.Tot.IsZero() {
			tot = i.Tot
		}
		if _, err := s.tx.NewRaw(`INSERT INTO inzet (id, casus_id, wie, tot) VALUES (?, ?, ?, ?)`, i.ID, s.casusID, i.Wie, tot).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// meldingen: what no longer stands first, then the new ones; and what was asked of a casehouder goes to the next one.
func (s schrijver) meldingen(ctx context.Context, fs []casus.Feit, p casus.Projectie) error {
	for _, f := range fs {
		for _, v := range f.Vervallen {
			_, err := s.tx.NewRaw(`UPDATE meldingen SET status = ? WHERE casus_id = ? AND soort = ? AND trede = ? AND status IN ('open', 'bevestigd')`,
				v.Als, s.casusID, string(v.Termijn), v.Trede).Exec(ctx)
			if err != nil {
				return err
			}
		}
		if err := s.beantwoord(ctx, f); err != nil {
			return err
		}
		for n, m := range f.Meldingen {
			if err := s.zetMelding(ctx, meldingID(f.ID, n), m, f); err != nil {
				return err
			}
		}
	}
	if slices.ContainsFunc(fs, func(f casus.Feit) bool { return f.Soort == casus.StapToewijzing }) {
		return s.verhuisMeldingen(ctx, p.Casehouder)
	}
	return nil
}

// beantwoord settles what earlier steps asked and this one did. A contact that happened before somebody was asked answers nothing, nor does one after closing.
func (s schrijver) beantwoord(ctx context.Context, f casus.Feit) error {
	soorten, voor := casus.Beantwoordt(f.Soort), f.Vastgelegd
	if f.Soort == casus.StapContact {
		voor = f.Op
	}
	if f.Fase == casus.Afgesloten {
		soorten = append(soorten, casus.BeantwoordtSluiting()...)
	}
	if len(soorten) == 0 || f.NaSluiting {
		return nil
	}
	_, err := s.tx.NewRaw(`UPDATE meldingen SET status = ? WHERE casus_id = ? AND soort IN (?) AND trede = 0 AND status IN ('open', 'bevestigd') AND op <= ?`,
		casus.Afgehandeld, s.casusID, bun.List(soorten), voor).Exec(ctx)
	return err
}

// verhuisMeldingen gives what a former casehouder was asked, and still stands, to the
// present one, who hears it as new: a reminder that the former one confirmed is open
// again, what was put off stays so. That the case was assigned to the former is past.
func (s schrijver) verhuisMeldingen(ctx context.Context, naar string) error {
	_, err := s.tx.NewRaw(`UPDATE meldingen SET persoon = CASE WHEN soort = ?0 THEN persoon ELSE ?1 END,
			status = CASE WHEN soort = ?0 THEN 'achterhaald' WHEN trede > 0 THEN 'open' ELSE status END
		WHERE casus_id = ?2 AND aan = 'casehouder' AND persoon <> ?1 AND status IN ('open', 'bevestigd')`,
		casus.MeldToegewezen, naar, s.casusID).Exec(ctx)
	return err
}

// meldingID is fixed by its fact, so that writing twice makes one.
func meldingID(feit string, n int) string {
	return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "%s/%d", feit, n)).String()
}

func (s schrijver) zetMelding(ctx context.Context, id string, m casus.Melding, f casus.Feit) error {
	_, err := s.tx.NewRaw(`INSERT INTO meldingen (id, casus_id, soort, trede, aan, persoon, organisatie, op) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, id, s.casusID, m.Soort, m.Trede, string(m.Aan), m.Wie.Persoon, m.Wie.Organisatie, f.Vastgelegd).Exec(ctx)
	return err
}

// MeldGeweigerd is the melding to whoever took a step that was refused after it was answered with 202.
const MeldGeweigerd = melding.StapGeweigerd

// geweigerd stores refusals and erases the text of the step.
func (s schrijver) geweigerd(ctx context.Context, ws []contract.StapWeigering) error {
	for _, w := range ws {
		j, err := json.Marshal(w.Weigering)
		if err != nil {
			return err
		}
		var door []gemerkt
		err = s.tx.NewRaw(`UPDATE stappen SET status = 'geweigerd', weigering = ?::jsonb, inhoud = NULL, veiligheid = NULL, uitkomst_op = ?
			WHERE id = ? AND status = 'wacht' RETURNING id, status, door_persoon, gemeld_wacht`, string(j), s.nu(), w.Stap).Scan(ctx, &door)
		if err != nil {
			return err
		}
		if err := s.laatGeweigerd(ctx, door); err != nil {
			return err
		}
	}
	return nil
}

// gemerkt is a step and whether it was answered with 202.
type gemerkt struct {
	ID          string
	CasusID     string
	Status      StapStatus
	DoorPersoon string
	GemeldWacht bool
}

// laatGeweigerd tells who took a step that it was refused after all; once.
func (s schrijver) laatGeweigerd(ctx context.Context, stappen []gemerkt) error {
	for _, g := range stappen {
		if g.Status != StapGeweigerd || !g.GemeldWacht {
			continue
		}
		m := casus.Melding{Soort: MeldGeweigerd, Aan: casus.AanPersoon, Wie: casus.Regiehouder{Persoon: g.DoorPersoon}}
		if err := s.zetMelding(ctx, meldingID(g.ID, 0), m, casus.Feit{Vastgelegd: s.nu()}); err != nil {
			return err
		}
	}
	return nil
}
