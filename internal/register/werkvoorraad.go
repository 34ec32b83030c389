package register

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

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
	// KlachtID is the complaint it is about; then there is no case.
	KlachtID string
	// LijstID is the destruction list it is about; then there is no case.
	LijstID string
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
// something about (see werkBron); a role that has nothing to do gets an empty list.
func (r *Register) Werkvoorraad(ctx context.Context, id toegang.Identiteit, b Blad) (uit []Werkregel, volgende string, err error) {
	bron := werkBron(id.Rol)
	if len(bron.delen) == 0 && b.Cursor == "" {
		return nil, "", r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error { return r.LogLaatst(ctx, tx, id, "", "werkvoorraad", "lezen") })
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
	zoek, args := bron.vraag(id, nu, na, n+1)
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		var rijen []werkRij
		if len(bron.delen) > 0 {
			if rijen, err = haal[werkRij](ctx, tx, zoek, args...); err != nil {
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
		var ids []string
		for _, w := range uit {
			if w.Casus != nil && !slices.Contains(ids, w.Casus.ID) {
				ids = append(ids, w.Casus.ID)
			}
		}
		return r.logRegel(ctx, tx, vraag{laatst: true}, id, logregel{wat: "werkvoorraad", handeling: "lezen", resultaat: "ok", casussen: ids})
	})
	return uit, volgende, err
}

// Sources of work, as SQL. Each gives the same columns, and no two of one role the
// same thing; id orders what is otherwise the same. ?0 is now, ?1 what is soon, ?2 who
// asks, ?3 of which organisation.
//
//	id, casus_id, soort, urgentie, vervalt_op, sinds, verlopen, wacht, dringt
//
// verlopen: a reminder went out, or the moment has passed. wacht: it is ordered by
// sinds. dringt: it is for now though nothing of it is overdue.
const (
	werkTermijn = `SELECT w.casus_id AS id, w.casus_id, w.soort, w.urgentie, w.vervalt_op,
			CASE WHEN w.soort LIKE 'wachtlijst-%' THEN w.fase_sinds END AS sinds,
			(w.gevuurd > 0 OR w.vervalt_op < ?0) AS verlopen, w.soort LIKE 'wachtlijst-%' AS wacht, false AS dringt
		FROM werk w WHERE (w.vanaf IS NULL OR w.vanaf <= ?0) AND `
	meldingStaat = `m.status IN ('open', 'bevestigd') AND (m.uitgesteld_tot IS NULL OR m.uitgesteld_tot <= ?0)`
	// What climbed is work as long as its term runs: one that stands still asks nothing.
	// An open question has two lines in werk.
	werkGeklommen = `SELECT w.casus_id, w.casus_id, w.soort, w.urgentie, w.vervalt_op, NULL::timestamptz, true, false, false
		FROM werk w WHERE (w.soort <> 'antwoord' OR w.aan = 'ctb') AND EXISTS (SELECT FROM meldingen m
			WHERE m.casus_id = w.casus_id AND m.soort = w.soort AND m.trede > 0 AND ` + meldingStaat + ` AND `
	// What a step asked and no term watches is work until it is confirmed, as of a case
	// of urgency hoog. Who takes a step is told when it was refused after all.
	werkLos = `SELECT m.casus_id, m.casus_id, m.soort, 1, NULL::timestamptz, min(m.op), false, true, m.soort = '` + casus.MeldTerugvalDaar + `'
		FROM meldingen m WHERE m.status = 'open' AND (m.uitgesteld_tot IS NULL OR m.uitgesteld_tot <= ?0)
			AND (m.aan = 'persoon' AND m.persoon = ?2 AND m.soort = '` + MeldGeweigerd + `'`
	// Of a deling, by its reminder; of the casehouder, or who replaces that one.
	werkDeling   = ` OR m.soort IN ('` + casus.MeldDelingInformeren + `', '` + casus.MeldDelingAanvullen + `') AND `
	werkLosEinde = `) GROUP BY m.casus_id, m.soort`
	werkInzet    = `SELECT i.casus_id, i.casus_id, '` + casus.MeldInzet + `', min(CASE c.urgentie WHEN 'spoed' THEN 0 WHEN 'hoog' THEN 1 ELSE 2 END),
			CASE WHEN bool_and(i.tot IS NOT NULL) THEN max(i.tot) END, min(m.op), false, bool_or(m.id IS NOT NULL), false
		FROM inzet i JOIN casussen c ON c.id = i.casus_id
			LEFT JOIN meldingen m ON m.casus_id = i.casus_id AND m.soort = '` + casus.MeldInzet + `' AND m.persoon = i.wie AND m.status = 'open'
				AND (m.uitgesteld_tot IS NULL OR m.uitgesteld_tot <= ?0)
		WHERE i.wie = ?2 AND (i.tot IS NULL OR i.tot > now()) GROUP BY i.casus_id`
	// A complaint, of its handler: no case, and the id is that of the complaint.
	werkKlacht = `SELECT k.id, NULL::uuid, CASE WHEN k.bevestigd_op IS NULL THEN '` + casus.MeldKlachtBevestigen + `' ELSE '` + casus.MeldKlachtOordeel + `' END, 1,
			CASE WHEN k.bevestigd_op IS NULL THEN k.bevestigen_voor ELSE k.oordeel_voor END, NULL::timestamptz,
			CASE WHEN k.bevestigd_op IS NULL THEN k.bevestigen_voor ELSE k.oordeel_voor END < ?0, false, false
		FROM klachten k WHERE k.status = 'open' AND k.behandelaar = ?2`
	// A destruction list that waits for the asker's approval; no case, and the id is that of the list.
	werkLijst = `SELECT l.id, NULL::uuid, CASE WHEN g.n = 1 THEN '` + casus.MeldLijstTweede + `' ELSE '` + casus.MeldLijst + `' END, 2, NULL::timestamptz, l.gemaakt_op, false, true, false
		FROM vernietigingslijsten l CROSS JOIN LATERAL (SELECT count(*) AS n, bool_or(k.wie = ?2) AS gaf FROM vernietigingsgoedkeuringen k WHERE k.lijst_id = l.id) g
		WHERE l.klaar_op IS NULL AND g.n < 2 AND g.gaf IS NOT TRUE AND EXISTS (SELECT FROM vernietigingsregels v WHERE v.lijst_id = l.id AND v.status = 'open')`
	werkAfwezig = `SELECT v.id, NULL::uuid, '` + WerkVervangerAfwezig + `', 1, v.einde, v.van, false, true, true
		FROM vervangingen v WHERE v.van <= now() AND v.einde > now() AND EXISTS (SELECT FROM vervangingen w
			WHERE w.vervangen = v.vervanger AND w.van <= now() AND w.einde > now())`
)

// bron is where the work of a role comes from.
type bron struct {
	delen []string
	// aan are the meldingen that are to this role, for which reminder it was.
	aan string
}

// werkBron says so per role; row level security says again which rows those can be.
func werkBron(rol toegang.Rol) bron {
	const losse = werkLos + werkLosEinde
	ook := func(aan, soort string) string {
		return werkLos + ` OR m.aan = '` + aan + `' AND m.soort IN ('` + soort + `')` + werkLosEinde
	}
	geklommen := func(zonder, aan string) string { return werkGeklommen + aan + `) AND w.aan <> '` + zonder + `'` }
	switch rol {
	case toegang.RolVerwijzer:
		return bron{[]string{werkTermijn + `w.aan = 'verwijzer' AND w.organisatie = ?3`, losse}, `m.aan = 'verwijzer'`}
	case toegang.RolCTB:
		const aan = `m.aan = 'ctb'`
		return bron{[]string{werkTermijn + `w.aan = 'ctb'`, geklommen("ctb", aan), ook("ctb", casus.MeldTerugvalDaar)}, aan}
	case toegang.RolCoordinator:
		const aan = `m.aan IN ('coordinator', 'agenda-sneloverleg')`
		return bron{[]string{werkTermijn + `w.aan = 'coordinator'`, geklommen("coordinator", aan), werkLos + ` OR m.aan = 'stuurgroep' AND m.soort = '` + casus.MeldVerlengd + `' OR m.aan = 'coordinator' AND m.soort IN ('` + casus.MeldNood + `', '` + casus.MeldVerklaring + `')` +
			werkDeling + `m.aan = 'coordinator'` + werkLosEinde, werkAfwezig, werkKlacht, werkLijst}, aan}
	case toegang.RolBMZWerker:
		const aan = `m.aan = 'casehouder' AND m.persoon = ANY ((SELECT huizen())::text[])`
		const eigen = `w.aan = 'casehouder' AND w.persoon = ANY ((SELECT huizen())::text[])`
		return bron{[]string{werkTermijn + eigen, geklommen("casehouder", aan), werkInzet, werkLos + werkDeling + aan + werkLosEinde}, aan}
	case toegang.RolPsychiater, toegang.RolErvaringsdeskundige:
		return bron{[]string{werkTermijn + `false`, werkInzet, losse}, `false`}
	case toegang.RolKetenpartner:
		return bron{[]string{werkTermijn + `w.aan = 'ontvanger' AND w.organisatie = ?3`, losse}, `m.aan = 'ontvanger'`}
	case toegang.RolPrivacyOfficer: // whose case it is, the privacy officer does not see
		return bron{[]string{werkTermijn + `false`, ook(string(casus.AanFG), casus.MeldNood+"', '"+casus.MeldVerklaring), werkLijst}, `m.aan = '` + string(casus.AanFG) + `'`}
	case toegang.RolLeidinggevende: // what climbed is on /v1/knelpunten
		return bron{[]string{werkTermijn + `false`, werkKlacht}, `false`}
	default: // nothing is asked of the others
		return bron{}
	}
}

// vraag puts the sources together, in order, a page of it; then the reminders of that page.
func (b bron) vraag(id toegang.Identiteit, nu time.Time, na *werkRij, n int) (string, []any) {
	args := []any{nu, nu.Add(binnenkort), id.Gebruiker, id.Organisatie}
	verder := ""
	if na != nil {
		verder = `WHERE (klasse, urgentie, volgorde_op, id, soort) > (?4::int, ?5::int, ?6::timestamptz, ?7::uuid, ?8::text)`
		args = append(args, int(na.Klasse), na.Urgentie, na.VolgordeOp, na.ID, na.Soort)
	}
	// The first part gives each argument its type, also where a role does not use it.
	return `WITH gegeven AS (SELECT ?0::timestamptz, ?1::timestamptz, ?2::text, ?3::text), alles AS (` + strings.Join(b.delen, " UNION ALL ") + `),
		regels AS (SELECT a.*, CASE WHEN dringt OR verlopen AND soort <> 'wachtlijst-review' THEN 0
					WHEN wacht OR vervalt_op < ?1 THEN 1 ELSE 2 END AS klasse,
				least(coalesce(CASE WHEN wacht THEN sinds END, vervalt_op), '9999-01-01') AS volgorde_op FROM alles a),
		blad AS MATERIALIZED (SELECT * FROM regels ` + verder + ` ORDER BY klasse, urgentie, volgorde_op, id, soort LIMIT ` + strconv.Itoa(n) + `)
		SELECT id, coalesce(casus_id::text, '') AS casus_id, soort, klasse, urgentie, volgorde_op, vervalt_op, sinds, verlopen,
			coalesce((SELECT max(m.trede) FROM meldingen m WHERE m.casus_id = b.casus_id AND m.soort = b.soort AND ` + meldingStaat + ` AND ` + b.aan + `), 0) AS trede
		FROM blad b ORDER BY klasse, urgentie, volgorde_op, id, soort`, args
}

// werkregels adds the case, as far as the asker may see it.
func (r *Register) werkregels(ctx context.Context, tx Tx, id toegang.Identiteit, rijen []werkRij) ([]Werkregel, error) {
	var ids []string
	for _, rij := range rijen {
		if rij.CasusID != "" {
			ids = append(ids, rij.CasusID)
		}
	}
	casussen, err := r.casussenVan(ctx, tx, id, ids)
	if err != nil {
		return nil, err
	}
	var wie []*Casus
	for _, c := range casussen {
		wie = append(wie, c)
	}
	if err := r.metClient(ctx, tx, id, wie); err != nil {
		return nil, err
	}
	uit := make([]Werkregel, len(rijen))
	for i, rij := range rijen {
		uit[i] = Werkregel{
			Soort: rij.Soort, Klasse: rij.Klasse, VervaltOp: rij.VervaltOp, Sinds: rij.Sinds, Trede: rij.Trede,
			Verlopen: rij.Verlopen || rij.Trede > 0, // a review of the waiting list begins a new round while the old one stands
			Casus:    casussen[rij.CasusID],
		}
		switch rij.Soort {
		case casus.MeldKlachtBevestigen, casus.MeldKlachtOordeel:
			uit[i].KlachtID = rij.ID
		case casus.MeldLijst, casus.MeldLijstTweede:
			uit[i].LijstID = rij.ID
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
	if err != nil || n != 6 || !IsID(w.ID) || van < 0 || van > 1<<53 || op < -1<<53 || op > 1<<58 ||
		w.Klasse < KlasseNu || w.Klasse > KlasseLater || w.Urgentie < 0 || w.Urgentie > 9 {
		return time.Time{}, nil, ongeldig
	}
	w.VolgordeOp = time.UnixMicro(op).UTC()
	return time.UnixMicro(van).UTC(), &w, nil
}
