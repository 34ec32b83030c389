package register

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// Limits of a vervanging (ours: the domain description names none). Who is away for
// longer than half a year has cases that want another casehouder, by toewijzing.
const (
	MaxVervanging        = 184 * 24 * time.Hour
	MaxVervangingVooruit = 366 * 24 * time.Hour
	// spelingVervanging is how far back a beginning may lie and still mean "now".
	spelingVervanging = 5 * time.Minute
)

// Vervanging is a period in which another bmz_werker has a casehouder's rights and
// gets that casehouder's reminders. It begins and ends by the clock alone: from Van,
// up to but not including Tot, or when it was ended.
//
//	gepland ──Van──► loopt ──Tot──► voorbij
//	   └─────beëindigd─┴──────────► voorbij
//
// The replaced keeps every right. A replacement who is replaced too hands nothing on:
// see decision 0038.
type Vervanging struct {
	ID string
	// Vervangen is who is replaced, Vervanger who does it.
	Vervangen, Vervanger string
	Van, Tot             time.Time
	// Reden is one of [VervangingRedenen], or empty.
	Reden         string
	DoorPersoon   string
	GemaaktOp     time.Time
	BeeindigdOp   *time.Time
	BeeindigdDoor *string
	// Status is gepland, loopt or voorbij.
	Status string
	// VervangerAfwezig: in what is left of the period the replacement is replaced too.
	VervangerAfwezig bool `bun:"-"`
}

// VervangingRedenen are the reasons one can give. No text, so that no client and no
// illness of a worker can stand in it.
func VervangingRedenen() []string {
	return []string{"vakantie", "verlof", "opleiding", "afwezig", "anders"}
}

// NieuweVervanging is one to make.
type NieuweVervanging struct {
	Vervangen, Vervanger, Reden string
	Van, Tot                    time.Time
}

// Blad asks for a page of a list.
type Blad struct {
	Cursor string
	N      int // 1–100; 0: 50
}

const kolommenVervanging = `v.id, v.vervangen, v.vervanger, v.van, v.tot, v.reden, v.door_persoon, v.gemaakt_op, v.beeindigd_op, v.beeindigd_door,
	CASE WHEN v.einde <= clock_timestamp() OR v.einde <= v.van THEN 'voorbij' WHEN v.van > clock_timestamp() THEN 'gepland' ELSE 'loopt' END AS status`

// Vervang makes a vervanging, once per key: the same key and body answer the one
// that is there, as it now is. A bmz_werker can only have the own cases replaced.
// Errors: [fout.Ongeldig] with the fields, [fout.NietBevoegd], [fout.NietMogelijk]
// when the periods clash, [fout.SleutelAnders].
func (r *Register) Vervang(ctx context.Context, id toegang.Identiteit, n NieuweVervanging, s Sleutel) (Vervanging, error) {
	var v Vervanging
	err := r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		vid, nieuw, err := r.eenmaligDing(ctx, tx, id, s, uuid.NewString())
		if err == nil && nieuw {
			err = r.maakVervanging(ctx, tx, id, vid, n)
		}
		if err == nil {
			v, err = leesVervanging(ctx, tx, vid)
		}
		return err
	})
	err = r.metAfwezig(ctx, err, &v)
	return v, err
}

func (r *Register) maakVervanging(ctx context.Context, tx Tx, id toegang.Identiteit, vid string, n NieuweVervanging) error {
	if id.Rol != toegang.RolCoordinator && n.Vervangen != id.Gebruiker {
		return fout.Nieuw(fout.NietBevoegd, "U kunt alleen uw eigen vervanging regelen. Voor een collega doet de coördinator dat.")
	}
	if err := n.toets(r.nu()); err != nil {
		return err
	}
	if n.Van.Before(r.nu()) {
		n.Van = r.nu() // never backwards: nobody had these rights before
	}
	if err := zijnWerkers(ctx, tx, n); err != nil {
		return err
	}
	// One at a time per person, or two overlapping ones could be made at once.
	if _, err := tx.NewRaw(`SELECT pg_advisory_xact_lock(hashtextextended(?, 0))`, "vervanging/"+n.Vervangen).Exec(ctx); err != nil {
		return err
	}
	if err := r.past(ctx, n); err != nil {
		return err
	}
	_, err := tx.NewRaw(`INSERT INTO vervangingen (id, vervangen, vervanger, van, tot, reden, door_persoon, gemaakt_op) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		vid, n.Vervangen, n.Vervanger, n.Van, n.Tot, n.Reden, id.Gebruiker, r.nu()).Exec(ctx)
	if err != nil {
		return err
	}
	return r.Log(ctx, tx, id, "", "vervanging", "wijzigen")
}

// toets judges what can be judged without looking anything up.
func (n NieuweVervanging) toets(nu time.Time) error {
	var velden []fout.Veld
	als := func(aan bool, veld, melding string) {
		if aan {
			velden = append(velden, fout.Veld{Veld: veld, Melding: melding})
		}
	}
	als(n.Van.Before(nu.Add(-spelingVervanging)), "van", "kies een begin dat niet voorbij is")
	als(n.Van.After(nu.Add(MaxVervangingVooruit)), "van", "kies een begin binnen een jaar")
	als(!n.Tot.After(n.Van) || !n.Tot.After(nu), "tot", "kies een einde dat na het begin ligt en nog komt")
	als(n.Tot.Sub(n.Van) > MaxVervanging, "tot", "een vervanging duurt ten hoogste een half jaar (184 dagen); wijs anders de casussen opnieuw toe")
	als(n.Vervangen == n.Vervanger, "vervanger", "kies een ander dan wie vervangen wordt")
	if len(velden) == 0 {
		return nil
	}
	return &fout.Fout{Soort: fout.Ongeldig, Tekst: "De vervanging klopt niet.", Velden: velden}
}

// zijnWerkers: only a bmz_werker has cases to be replaced in, and can replace. The
// register holds one region, so a registered one is one of the region.
func zijnWerkers(ctx context.Context, tx Tx, n NieuweVervanging) error {
	var werkers []string
	err := tx.NewRaw(`SELECT id FROM gebruikers WHERE id IN (?, ?) AND rol = ? AND actief`, n.Vervangen, n.Vervanger, string(toegang.RolBMZWerker)).Scan(ctx, &werkers)
	if err != nil {
		return err
	}
	er := map[string]bool{}
	for _, w := range werkers {
		er[w] = true
	}
	var velden []fout.Veld
	for _, w := range [][2]string{{"vervangen", n.Vervangen}, {"vervanger", n.Vervanger}} {
		if !er[w[1]] {
			velden = append(velden, fout.Veld{Veld: w[0], Melding: "noem het id van een geregistreerde bmz_werker"})
		}
	}
	if len(velden) == 0 {
		return nil
	}
	return &fout.Fout{Soort: fout.Ongeldig, Tekst: "De vervanging klopt niet.", Velden: velden}
}

// past refuses a period that clashes. It looks as the engine's side, because a
// worker does not see when a colleague is replaced.
func (r *Register) past(ctx context.Context, n NieuweVervanging) error {
	var al, weg bool
	err := r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT coalesce(bool_or(vervangen = ?), false), coalesce(bool_or(vervangen = ?), false)
			FROM vervangingen WHERE vervangen IN (?, ?) AND van < ? AND einde > ? AND einde > van`,
			n.Vervangen, n.Vervanger, n.Vervangen, n.Vervanger, n.Tot, n.Van).Scan(ctx, &al, &weg)
	})
	switch {
	case err != nil:
		return err
	case al:
		return fout.Nieuw(fout.NietMogelijk, "In deze periode is al een vervanging geregeld. Beëindig die eerst, of kies een andere periode.")
	case weg:
		return fout.Nieuw(fout.NietMogelijk, "Deze vervanger wordt in deze periode zelf vervangen. Kies een ander: een vervanger geeft niets door.")
	}
	return nil
}

// BeeindigVervanging ends a vervanging now, or withdraws one that has not begun; once
// per key. Errors: [fout.NietGevonden] when it is not the asker's to end,
// [fout.NietMogelijk] when it is over already.
func (r *Register) BeeindigVervanging(ctx context.Context, id toegang.Identiteit, vid string, s Sleutel) (Vervanging, error) {
	var v Vervanging
	err := r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		var err error
		if v, err = leesVervanging(ctx, tx, vid); err != nil {
			return err
		}
		if id.Rol != toegang.RolCoordinator && v.Vervangen != id.Gebruiker {
			return nietGevonden() // the replacement cannot hand back what another gave
		}
		_, nieuw, err := r.eenmaligDing(ctx, tx, id, s, vid)
		if err != nil || !nieuw {
			return err
		}
		uit, err := tx.NewRaw(`UPDATE vervangingen SET beeindigd_op = now(), beeindigd_door = ? WHERE id = ? AND einde > now() AND beeindigd_op IS NULL`,
			id.Gebruiker, vid).Exec(ctx)
		if err != nil {
			return err
		}
		if n, _ := uit.RowsAffected(); n == 0 {
			return fout.Nieuw(fout.NietMogelijk, "Deze vervanging is al voorbij.")
		}
		if v, err = leesVervanging(ctx, tx, vid); err != nil {
			return err
		}
		return r.LogLaatst(ctx, tx, id, "", "vervanging", "wijzigen")
	})
	err = r.metAfwezig(ctx, err, &v)
	return v, err
}

func leesVervanging(ctx context.Context, tx Tx, vid string) (Vervanging, error) {
	var v Vervanging
	err := tx.NewRaw(`SELECT `+kolommenVervanging+` FROM vervangingen v WHERE v.id = ?`, vid).Scan(ctx, &v)
	if errors.Is(err, sql.ErrNoRows) {
		return v, nietGevonden()
	}
	return v, err
}

// Vervangingen lists those the asker may see, last to begin first: a coordinator all,
// a bmz_werker those that concern the own person.
func (r *Register) Vervangingen(ctx context.Context, id toegang.Identiteit, b Blad) (uit []Vervanging, volgende string, err error) {
	waar, args := "true", []any{}
	if id.Rol != toegang.RolCoordinator {
		waar, args = "? IN (v.vervangen, v.vervanger)", []any{id.Gebruiker}
	}
	if b.Cursor != "" {
		op, na, err := leesCursor(b.Cursor)
		if err != nil {
			return nil, "", err
		}
		waar += " AND (v.van, v.id) < (?, ?::uuid)"
		args = append(args, op, na)
	}
	n := Filter{N: b.N}.aantal()
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		err := tx.NewRaw(`SELECT `+kolommenVervanging+` FROM vervangingen v WHERE `+waar+` ORDER BY v.van DESC, v.id DESC LIMIT ?`, append(args, n+1)...).Scan(ctx, &uit)
		if err != nil {
			return err
		}
		if len(uit) > n {
			uit = uit[:n]
			volgende = maakCursor(uit[n-1].Van, uit[n-1].ID)
		}
		return r.LogLaatst(ctx, tx, id, "", "vervangingen", "lezen")
	})
	naar := make([]*Vervanging, len(uit))
	for i := range uit {
		naar[i] = &uit[i]
	}
	return uit, volgende, r.metAfwezig(ctx, err, naar...)
}

// metAfwezig notes of which the replacement is replaced too.
func (r *Register) metAfwezig(ctx context.Context, err error, vs ...*Vervanging) error {
	if err != nil || len(vs) == 0 {
		return err
	}
	ids := make([]string, len(vs))
	for i, v := range vs {
		ids[i] = v.ID
	}
	var weg []string
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT v.id FROM vervangingen v WHERE v.id IN (?) AND EXISTS (SELECT FROM vervangingen w WHERE w.vervangen = v.vervanger
			AND w.van < v.einde AND w.einde > greatest(v.van, now()) AND w.einde > w.van)`, bun.List(ids)).Scan(ctx, &weg)
	})
	for _, v := range vs {
		for _, w := range weg {
			v.VervangerAfwezig = v.VervangerAfwezig || v.ID == w
		}
	}
	return err
}

// VervangersOp tells who replaces whom at a moment: user id of the replaced → ids of
// the replacements (at most one today, see [Register.Vervang]). Reminders to a
// casehouder go to them too. Chains are not followed: a replacement who is
// replaced at that moment is in it as a key of its own. It asks as the engine's side.
func (r *Register) VervangersOp(ctx context.Context, op time.Time) (map[string][]string, error) {
	var rijen []struct{ Vervangen, Vervanger string }
	err := r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT vervangen, vervanger FROM vervangingen WHERE van <= ? AND einde > ? ORDER BY vervangen, van`, op, op).Scan(ctx, &rijen)
	})
	uit := map[string][]string{}
	for _, rij := range rijen {
		uit[rij.Vervangen] = append(uit[rij.Vervangen], rij.Vervanger)
	}
	return uit, err
}

// eenmaligDing notes a key for something new with this id, and answers the id that
// belongs to the key: that of before when it was used before, with the same body.
func (r *Register) eenmaligDing(ctx context.Context, tx Tx, id toegang.Identiteit, s Sleutel, ding string) (vid string, nieuw bool, err error) {
	afdruk, err := r.sleutels.afdruk(s.Lichaam)
	if err != nil {
		return "", false, err
	}
	uit, err := tx.NewRaw(`INSERT INTO idempotentie (subject, pad, sleutel, hash, stap_id, op) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		id.Gebruiker, s.Pad, s.Sleutel, afdruk, ding, r.nu()).Exec(ctx)
	if err != nil {
		return "", false, err
	}
	if n, _ := uit.RowsAffected(); n == 1 {
		return ding, true, nil
	}
	var eerder []byte
	err = tx.NewRaw(`SELECT hash, stap_id FROM idempotentie WHERE subject = ? AND pad = ? AND sleutel = ?`, id.Gebruiker, s.Pad, s.Sleutel).Scan(ctx, &eerder, &vid)
	if err == nil && !hmac.Equal(eerder, afdruk) {
		return "", false, sleutelAnders()
	}
	return vid, false, err
}
