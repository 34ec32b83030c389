package register

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// Klasse is how soon something must be done.
type Klasse int

// The classes, most urgent first.
const (
	KlasseNu         Klasse = iota // overdue, or nothing else watches it
	KlasseBinnenkort               // due within [binnenkort], or asked without a term
	KlasseLater
)

// binnenkort is what "soon" means in a werkvoorraad (ours).
const binnenkort = 7 * 24 * time.Hour

// WerkVervangerAfwezig is the kind of work of a vervanging whose replacement is away too.
const WerkVervangerAfwezig = "vervanger-afwezig"

// Werkregel is one thing the asker has to do.
type Werkregel struct {
	// Soort is a kind of term, or of a melding that no term watches.
	Soort     string
	Klasse    Klasse
	VervaltOp time.Time // zero: nothing is due
	// Sinds is since when it waits: on the waiting list, or asked; zero: see VervaltOp.
	Sinds time.Time
	// Trede is the highest reminder that climbed to the asker; 0: none.
	Trede    int
	Verlopen bool
	// Casus is nil when it is about none, or about one the asker may not see (any more).
	Casus *Casus
	// Namens is the casehouder whom the asker replaces.
	Namens string
}

type werkRij struct {
	ID, Soort  string
	CasusID    string
	Klasse     Klasse
	Urgentie   int
	VolgordeOp time.Time
	VervaltOp  time.Time
	Sinds      time.Time
	Trede      int
	Verlopen   bool
}

// Werkvoorraad lists what the asker has to do, most urgent first: what is overdue,
// then what is due soon, then the rest; within those by urgency of the case and by
// when it is due. The waiting list goes by urgency and waiting time. One thing is one
// line, whether a term, a reminder or both ask it. Each role gets what it can do
// something about (see werkDelen); a role that has nothing to do gets an empty list.
func (r *Register) Werkvoorraad(ctx context.Context, id toegang.Identiteit, b Blad) (uit []Werkregel, volgende string, err error) {
	delen := werkDelen(id)
	if len(delen) == 0 && b.Cursor == "" {
		return nil, "", r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error { return r.Log(ctx, tx, id, "", "werkvoorraad", "lezen") })
	}
	nu := r.nu().Truncate(time.Microsecond) // as exact as a cursor holds it
	var na *werkRij
	if b.Cursor != "" {
		if nu, na, err = leesWerkCursor(b.Cursor); err != nil {
			return nil, "", err
		}
	}
	n := b.N
	if n <= 0 || n > 100 {
		n = 100
	}
	vraag, args := werkVraag(id, delen, nu, na, n+1)
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		var rijen []werkRij
		if len(delen) > 0 {
			if err := tx.NewRaw(vraag, args...).Scan(ctx, &rijen); err != nil {
				return err
			}
		}
		if len(rijen) > n {
			rijen = rijen[:n]
			volgende = maakWerkCursor(nu, rijen[n-1])
		}
		if uit, err = r.werkregels(ctx, tx, id, rijen); err != nil {
			return err
		}
		return r.Log(ctx, tx, id, "", "werkvoorraad", "lezen")
	})
	return uit, volgende, err
}

// Sources of work, as SQL. Each gives the same columns; id orders what is otherwise
// the same. ?0 is now, ?1 what is soon, ?2 who asks, ?3 of which organisation.
//
//	id, casus_id, soort, urgentie, vervalt_op, sinds, trede, verlopen, wacht, dringt
//
// verlopen: a reminder went out, or the moment has passed. wacht: it is ordered by
// sinds. dringt: it is for now though nothing of it is overdue.
const (
	werkTermijn = `SELECT w.casus_id AS id, w.casus_id, w.soort, w.urgentie, w.vervalt_op,
			CASE WHEN w.soort LIKE 'wachtlijst-%' THEN w.fase_sinds END AS sinds, 0 AS trede,
			(w.gevuurd > 0 OR w.vervalt_op < ?0) AS verlopen, w.soort LIKE 'wachtlijst-%' AS wacht, false AS dringt
		FROM werk w WHERE (w.vanaf IS NULL OR w.vanaf <= ?0) AND `
	// A rung is work as long as its term runs: one that stands still asks nothing. What
	// a step asked and no term watches is work until it is confirmed, as of a case of urgency hoog.
	werkMelding = `SELECT m.casus_id, m.casus_id, m.soort, coalesce(w.urgentie, 1), w.vervalt_op,
			CASE WHEN w.soort IS NULL THEN m.op WHEN w.soort LIKE 'wachtlijst-%' THEN w.fase_sinds END, m.trede,
			m.trede > 0, w.soort IS NULL OR w.soort LIKE 'wachtlijst-%', m.soort = '` + casus.MeldTerugvalDaar + `'
		FROM meldingen m LEFT JOIN werk w ON w.casus_id = m.casus_id AND w.soort = m.soort
		WHERE m.status IN ('open', 'bevestigd') AND (m.uitgesteld_tot IS NULL OR m.uitgesteld_tot <= ?0) AND (`
	// Who takes a step is told when it was refused after all.
	werkGeweigerd = `m.status = 'open' AND m.aan = 'persoon' AND m.persoon = ?2 AND m.soort = '` + MeldGeweigerd + `')`
	werkInzet     = `SELECT i.casus_id, i.casus_id, '` + casus.MeldInzet + `', CASE c.urgentie WHEN 'spoed' THEN 0 WHEN 'hoog' THEN 1 ELSE 2 END,
			i.tot, m.op, 0, false, m.id IS NOT NULL, false
		FROM inzet i JOIN casussen c ON c.id = i.casus_id
			LEFT JOIN meldingen m ON m.casus_id = i.casus_id AND m.soort = '` + casus.MeldInzet + `' AND m.persoon = i.wie AND m.status = 'open'
				AND (m.uitgesteld_tot IS NULL OR m.uitgesteld_tot <= ?0)
		WHERE i.wie = ?2 AND (i.tot IS NULL OR i.tot > now())`
	werkAfwezig = `SELECT v.id, NULL::uuid, '` + WerkVervangerAfwezig + `', 1, v.einde, v.van, 0, false, true, true
		FROM vervangingen v WHERE v.van <= now() AND v.einde > now() AND EXISTS (SELECT FROM vervangingen w
			WHERE w.vervangen = v.vervanger AND w.van <= now() AND w.einde > now())`
)

// werkDelen says per role where its work comes from; row level security says again
// which rows those can be.
func werkDelen(id toegang.Identiteit) []string {
	trede := func(aan string) string { return `m.trede > 0 AND w.soort IS NOT NULL AND ` + aan + ` OR ` }
	los := func(aan, soort string) string {
		return `m.status = 'open' AND m.aan = '` + aan + `' AND m.soort = '` + soort + `' OR `
	}
	switch id.Rol {
	case toegang.RolVerwijzer:
		return []string{werkTermijn + `w.aan = 'verwijzer' AND w.organisatie = ?3`, werkMelding + werkGeweigerd}
	case toegang.RolCTB:
		return []string{werkTermijn + `w.aan = 'ctb'`, werkMelding + trede(`m.aan = 'ctb'`) + los("ctb", casus.MeldTerugvalDaar) + werkGeweigerd}
	case toegang.RolCoordinator:
		return []string{
			werkTermijn + `w.aan = 'coordinator'`,
			werkMelding + trede(`m.aan IN ('coordinator', 'agenda-sneloverleg')`) + los("stuurgroep", casus.MeldVerlengd) + werkGeweigerd,
			werkAfwezig,
		}
	case toegang.RolBMZWerker:
		const huis = `'casehouder' AND %s.persoon = ANY ((SELECT huizen())::text[])`
		return []string{
			werkTermijn + `w.aan = ` + fmt.Sprintf(huis, "w"),
			werkMelding + trede(`m.aan = `+fmt.Sprintf(huis, "m")) + werkGeweigerd,
			werkInzet,
		}
	case toegang.RolPsychiater, toegang.RolErvaringsdeskundige:
		return []string{werkTermijn + `false`, werkInzet, werkMelding + werkGeweigerd}
	case toegang.RolKetenpartner:
		return []string{werkTermijn + `w.aan = 'ontvanger' AND w.organisatie = ?3`, werkMelding + werkGeweigerd}
	default: // leidinggevende has /v1/knelpunten; nothing in a case is asked of the others
		return nil
	}
}

// werkVraag puts the sources together: one line per thing, in order, a page of it.
func werkVraag(id toegang.Identiteit, delen []string, nu time.Time, na *werkRij, n int) (string, []any) {
	args := []any{nu, nu.Add(binnenkort), id.Gebruiker, id.Organisatie, n}
	verder := ""
	if na != nil {
		verder = `WHERE (klasse, urgentie, volgorde_op, id, soort) > (?5, ?6, ?7::timestamptz, ?8::uuid, ?9)`
		args = append(args, int(na.Klasse), na.Urgentie, na.VolgordeOp, na.ID, na.Soort)
	}
	return `WITH alles AS (` + strings.Join(delen, " UNION ALL ") + `),
		een AS (SELECT id, casus_id, soort, min(urgentie) AS urgentie, min(vervalt_op) AS vervalt_op, min(sinds) AS sinds, max(trede) AS trede,
				bool_or(verlopen) AS verlopen, bool_or(wacht) AS wacht, bool_or(dringt) AS dringt FROM alles GROUP BY id, casus_id, soort),
		regels AS (SELECT e.*, CASE WHEN dringt OR verlopen AND soort <> 'wachtlijst-review' THEN 0
					WHEN wacht OR vervalt_op < ?1 THEN 1 ELSE 2 END AS klasse,
				least(coalesce(CASE WHEN wacht THEN sinds END, vervalt_op), '9999-01-01') AS volgorde_op FROM een e)
		SELECT id, coalesce(casus_id::text, '') AS casus_id, soort, klasse, urgentie, volgorde_op, vervalt_op, sinds, trede, verlopen
		FROM regels ` + verder + ` ORDER BY klasse, urgentie, volgorde_op, id, soort LIMIT ?4`, args
}

// werkregels adds the case, as far as the asker may see it.
func (r *Register) werkregels(ctx context.Context, tx Tx, id toegang.Identiteit, rijen []werkRij) ([]Werkregel, error) {
	var ids []string
	for _, rij := range rijen {
		if rij.CasusID != "" {
			ids = append(ids, rij.CasusID)
		}
	}
	casussen := map[string]*Casus{}
	if len(ids) > 0 {
		var cs []casusRij
		if err := tx.NewRaw(`SELECT `+kolommenCasus+` FROM casussen c WHERE c.id IN (?)`, id.Gebruiker, bun.List(ids)).Scan(ctx, &cs); err != nil {
			return nil, err
		}
		for _, rij := range cs {
			rij.Veiligheid = nil // not on this list, so not opened
			c, err := r.casus(ctx, tx, id, rij)
			if err != nil {
				return nil, err
			}
			casussen[c.ID] = &c
		}
	}
	uit := make([]Werkregel, len(rijen))
	for i, rij := range rijen {
		uit[i] = Werkregel{
			Soort: rij.Soort, Klasse: rij.Klasse, VervaltOp: rij.VervaltOp, Sinds: rij.Sinds, Trede: rij.Trede, Verlopen: rij.Verlopen,
			Casus: casussen[rij.CasusID],
		}
		if c := uit[i].Casus; c != nil && c.Relaties.Heeft(toegang.Vervanger) && !c.Relaties.Heeft(toegang.Eigen) && id.Rol == toegang.RolBMZWerker {
			uit[i].Namens = c.Projectie.Casehouder
		}
	}
	return uit, nil
}

// A cursor holds the moment the first page was made: what is overdue changes while one turns pages.
func maakWerkCursor(nu time.Time, w werkRij) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %d %d %d %s %s", nu.UnixMicro(), w.Klasse, w.Urgentie, w.VolgordeOp.UnixMicro(), w.ID, w.Soort))
}

func leesWerkCursor(s string) (time.Time, *werkRij, error) {
	var w werkRij
	ongeldig := &fout.Fout{
		Soort: fout.Ongeldig, Tekst: "Deze cursor is niet van deze lijst. Begin de lijst opnieuw, zonder cursor.",
		Velden: []fout.Veld{{Veld: "cursor", Melding: "onbekend"}},
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return time.Time{}, nil, ongeldig
	}
	var van, op int64
	n, err := fmt.Sscanf(string(b), "%d %d %d %d %36s %60s", &van, &w.Klasse, &w.Urgentie, &op, &w.ID, &w.Soort)
	if err != nil || n != 6 || !IsID(w.ID) || van < 0 || van > 1<<53 || op < -1<<53 || op > 1<<58 {
		return time.Time{}, nil, ongeldig
	}
	w.VolgordeOp = time.UnixMicro(op).UTC()
	return time.UnixMicro(van).UTC(), &w, nil
}
