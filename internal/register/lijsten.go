package register

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// Overdracht is an offer as its addressee reads it.
type Overdracht struct {
	ID, CasusID string
	// Nummer of the case; empty once the receiver knows nothing of it any more.
	Nummer       string
	Ontvanger    string
	Wet          string
	Status       casus.OverdrachtStatus
	AangebodenOp time.Time
	GewijzigdOp  time.Time
	// Inzage: the receiver reads what was shared; it does not when that was declined, taken back, or its nazorg is over.
	Inzage bool
	// Samenvatting is only in the document, and only with Inzage.
	Samenvatting string `bun:"-"`
	// Gedeeld is what its deling shows beside that; nil as Samenvatting is empty.
	Gedeeld *Gedeeld `bun:"-"`
	// Casehouder and Bellen are whom the receiver can ring: only in the document, and with a number or not at all.
	Casehouder string `bun:"-"`
	Bellen     `bun:"-"`
}

const kolommenOverdracht = `o.id, o.casus_id, coalesce(c.nummer, '') AS nummer, o.ontvanger, o.wet, o.status, o.aangeboden_op, o.gewijzigd_op, o.inzage_einde IS NULL AS inzage`

// Overdrachten lists the offers addressed to the asker's organisation, newest first; also those that are over, without the case. With a casusID only those of that case.
func (r *Register) Overdrachten(ctx context.Context, id toegang.Identiteit, casusID string) ([]Overdracht, error) {
	var uit []Overdracht
	err := r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		err := tx.NewRaw(`SELECT `+kolommenOverdracht+` FROM overdrachten o LEFT JOIN casussen c ON c.id = o.casus_id
			WHERE o.ontvanger = ? AND (? = '' OR o.casus_id::text = ?) ORDER BY o.aangeboden_op DESC, o.id LIMIT 500`, id.Organisatie, casusID, casusID).Scan(ctx, &uit)
		if err != nil {
			return err
		}
		var ids []string
		for _, o := range uit {
			ids = append(ids, o.CasusID)
		}
		return r.logLijst(ctx, tx, id, "overdrachten", ids)
	})
	return uit, err
}

// Overdracht reads one offer addressed to the asker's organisation.
func (r *Register) Overdracht(ctx context.Context, id toegang.Identiteit, oid string) (Overdracht, error) {
	var o Overdracht
	err := r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		err := tx.NewRaw(`SELECT `+kolommenOverdracht+` FROM overdrachten o LEFT JOIN casussen c ON c.id = o.casus_id
			WHERE o.id = ? AND o.ontvanger = ?`, oid, id.Organisatie).Scan(ctx, &o)
		if errors.Is(err, sql.ErrNoRows) {
			return nietGevonden()
		}
		if err == nil && o.Inzage && o.Status != casus.GeweigerdStatus && o.Status != casus.IngetrokkenStatus {
			if o.Samenvatting, err = r.samenvatting(ctx, tx, o); err == nil {
				o.Gedeeld, err = r.gedeeld(ctx, tx, o)
			}
		}
		if err == nil {
			err = o.belt(ctx, tx)
		}
		if err != nil {
			return err
		}
		return r.LogLaatst(ctx, tx, id, o.CasusID, "overdracht", "lezen")
	})
	return o, err
}

func (r *Register) samenvatting(ctx context.Context, tx Tx, o Overdracht) (string, error) {
	var dicht []byte
	if err := tx.NewRaw(`SELECT inhoud FROM feiten WHERE id = ?`, o.ID).Scan(ctx, &dicht); err != nil {
		return "", err
	}
	b, err := r.lees(ctx, tx, o.CasusID, dicht, kolomInhoud)
	if err != nil {
		return "", err
	}
	var inhoud struct{ Samenvatting string }
	err = json.Unmarshal(b, &inhoud)
	return inhoud.Samenvatting, err
}

// Melding asks somebody to look.
type Melding struct {
	ID, CasusID string
	// KlachtID is the complaint it is about; then there is no case.
	KlachtID string
	// LijstID is the destruction list it is about; then there is no case either.
	LijstID string
	Nummer  string // of the case; empty for who may not see the case
	Soort   string
	Trede   int
	Aan     casus.Bestemming
	Op      time.Time
	Status  string
	// Namens is the casehouder it was sent to, when the asker replaces that one.
	Namens string
}

// Meldingen lists what is asked of the asker and still stands, newest first.
func (r *Register) Meldingen(ctx context.Context, id toegang.Identiteit) ([]Melding, error) {
	var uit []Melding
	err := r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		err := tx.NewRaw(`SELECT m.id, coalesce(m.casus_id::text, '') AS casus_id, coalesce(m.klacht_id::text, '') AS klacht_id, coalesce(m.lijst_id::text, '') AS lijst_id, coalesce(c.nummer, '') AS nummer, m.soort, m.trede, m.aan, m.op, m.status,
				CASE WHEN m.aan = 'casehouder' AND m.persoon <> ? THEN m.persoon ELSE '' END AS namens
			FROM meldingen m LEFT JOIN casussen c ON c.id = m.casus_id
			WHERE m.status IN ('open', 'bevestigd') AND (m.uitgesteld_tot IS NULL OR m.uitgesteld_tot <= ?)
			ORDER BY m.op DESC, m.id LIMIT 500`, id.Gebruiker, r.nu()).Scan(ctx, &uit)
		if err != nil {
			return err
		}
		var ids []string
		for _, m := range uit {
			ids = append(ids, m.CasusID)
		}
		return r.logLijst(ctx, tx, id, "meldingen", ids)
	})
	return uit, err
}

// Sleutel is the idempotency key of a change that is no step of a case.
type Sleutel struct {
	Pad, Sleutel string
	Lichaam      []byte
}

// eenmalig notes a key, and refuses it when it came with another body before.
func (r *Register) eenmalig(ctx context.Context, tx Tx, id toegang.Identiteit, s Sleutel, ding string) error {
	afdruk, err := r.sleutels.afdruk(s.Lichaam)
	if err != nil {
		return err
	}
	_, err = tx.NewRaw(`INSERT INTO idempotentie (subject, pad, sleutel, hash, stap_id, op) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		id.Gebruiker, s.Pad, s.Sleutel, afdruk, ding, r.nu()).Exec(ctx)
	if err != nil {
		return err
	}
	var eerder []byte
	err = tx.NewRaw(`SELECT hash FROM idempotentie WHERE subject = ? AND pad = ? AND sleutel = ?`, id.Gebruiker, s.Pad, s.Sleutel).Scan(ctx, &eerder)
	if err == nil && !hmac.Equal(eerder, afdruk) {
		return sleutelAnders()
	}
	return err
}

// Bevestig notes that the asker has seen a melding. Again is the same.
func (r *Register) Bevestig(ctx context.Context, id toegang.Identiteit, mid string, s Sleutel) error {
	return r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		if err := r.eenmalig(ctx, tx, id, s, mid); err != nil {
			return err
		}
		return r.raakMelding(ctx, tx, id, `UPDATE meldingen SET status = CASE status WHEN 'open' THEN 'bevestigd' ELSE status END
			WHERE id = ? RETURNING coalesce(casus_id::text, '')`, mid)
	})
}

// StelUit hides a melding until a moment, with a reason that is kept encrypted; once
// per key, also when that moment has passed since. Who had confirmed it wants to be
// asked again. Errors: [fout.Ongeldig] for a moment that is past or further than the
// policy in force allows, [fout.NietMogelijk] when it was put off as often as that allows.
func (r *Register) StelUit(ctx context.Context, id toegang.Identiteit, mid string, tot time.Time, reden string, s Sleutel) error {
	bel, _, err := r.BeleidInKracht(ctx)
	if err != nil {
		return err
	}
	return r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		_, nieuw, err := r.eenmaligDing(ctx, tx, id, s, mid)
		if err != nil || !nieuw {
			return err
		}
		var casusID string
		var zichtbaar bool // asked of the database: whether the key happens to be in memory says nothing
		var keer int
		err = tx.NewRaw(`SELECT coalesce(m.casus_id::text, ''), c.id IS NOT NULL, m.uitgesteld_keer FROM meldingen m LEFT JOIN casussen c ON c.id = m.casus_id
			WHERE m.id = ? FOR UPDATE OF m`, mid).Scan(ctx, &casusID, &zichtbaar, &keer)
		if errors.Is(err, sql.ErrNoRows) {
			return nietGevonden()
		}
		if err != nil {
			return err
		}
		if casusID == "" {
			return fout.Nieuw(fout.NietBevoegd, "Een melding die niet over een casus gaat, kunt u bevestigen maar niet uitstellen.")
		}
		if !zichtbaar {
			return fout.Nieuw(fout.NietBevoegd, "Een melding over een casus die u niet mag inzien, kunt u bevestigen maar niet uitstellen.")
		}
		if err := magUitstel(&bel, r.nu(), tot, keer); err != nil {
			return err
		}
		sleutel, err := r.sleutels.sleutelVan(ctx, tx, casusID)
		if err != nil {
			return err
		}
		dicht, err := sluitIn(sleutel, casusID, kolomUitstel, []byte(reden))
		if err != nil {
			return err
		}
		return r.raakMelding(ctx, tx, id, `UPDATE meldingen SET uitgesteld_tot = ?, uitstel_reden = ?::bytea, uitgesteld_keer = uitgesteld_keer + 1,
			status = CASE status WHEN 'bevestigd' THEN 'open' ELSE status END WHERE id = ? RETURNING casus_id`, tot, []byte(dicht), mid)
	})
}

// maxUitstel is more than any policy allows (sixty working days): of what lies further ahead no days are counted.
const maxUitstel = 366 * 24 * time.Hour

// magUitstel judges a moment to put a melding off to, which was put off before so many times.
func magUitstel(b *casus.Beleid, nu, tot time.Time, keer int) error {
	regel := b.Uitstel.Gevuld()
	melding := ""
	switch {
	case !tot.After(nu):
		melding = "kies een moment dat nog komt"
	case tot.Sub(nu) > maxUitstel, b.Kalender.Werkdagen(nu, tot) > regel.Werkdagen:
		melding = fmt.Sprintf("kies een moment binnen %d werkdagen", regel.Werkdagen)
	case regel.Keer == 0:
		return fout.Nieuw(fout.NietMogelijk, "Een herinnering uitstellen kan niet volgens het beleid van deze regio.")
	case keer >= regel.Keer:
		return fout.Nieuw(fout.NietMogelijk, fmt.Sprintf("Deze herinnering is al %d keer uitgesteld; vaker kan niet. Doe wat er gevraagd wordt, of bevestig dat u het weet.", keer))
	}
	if melding == "" {
		return nil
	}
	return &fout.Fout{Soort: fout.Ongeldig, Tekst: "Tot dat moment uitstellen kan niet.", Velden: []fout.Veld{{Veld: "tot", Melding: melding}}}
}

func (r *Register) raakMelding(ctx context.Context, tx Tx, id toegang.Identiteit, opdracht string, args ...any) error {
	var casusID string
	err := tx.NewRaw(opdracht, args...).Scan(ctx, &casusID)
	if errors.Is(err, sql.ErrNoRows) {
		return nietGevonden()
	}
	if err != nil {
		return err
	}
	return r.Log(ctx, tx, id, casusID, "melding", "wijzigen")
}
