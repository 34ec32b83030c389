package register

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// MinGeteld is the smallest number that is shown outside the team (domain
// description, section 5: small numbers are suppressed).
const MinGeteld = 5

// Knelpunt is what climbed to the stuurgroep and still stands: for a coordinator one
// case, for a leidinggevende all of a kind, phase and organisation together.
type Knelpunt struct {
	// Soort is a kind of term, or opschorting-verlengd.
	Soort string
	Fase  casus.Fase
	// Organisatie is where it waits: with the receiver, or with BMZ.
	Organisatie string
	// Sinds is when somebody was first reminded, OpLijst when it came on the list; of
	// several together the earliest, and the day of it.
	Sinds, OpLijst time.Time
	// Aantal is how many; 0: fewer than [MinGeteld].
	Aantal int
	// CasusID and Nummer are for a coordinator only.
	CasusID, Nummer string
}

// Of the engine's side, because nobody sees another's reminders and a leidinggevende
// no case at all; what leaves here is only what the columns of [Knelpunt] say. A rung
// stands until its term ends; an opschorting extended too often until it is resumed.
const (
	knelpunten = `WITH k AS (
		SELECT m.soort, c.fase, c.id, c.nummer, min(e.op) AS sinds, min(m.op) AS op_lijst,
			CASE WHEN m.soort IN ('overdracht-acceptatie', 'overdracht-eerste-contact', 'nazorg-antwoord') AND c.ontvanger <> '' THEN c.ontvanger
				WHEN c.fase = 'wachtlijst' THEN coalesce((SELECT b.beleid->>'bmz' FROM beleidsversies b ORDER BY b.nr DESC LIMIT 1), c.regie_organisatie)
				ELSE c.regie_organisatie END AS organisatie
		FROM meldingen m JOIN casussen c ON c.id = m.casus_id
			JOIN meldingen e ON e.casus_id = m.casus_id AND e.soort = m.soort AND e.status IN ('open', 'bevestigd')
		WHERE m.aan = 'stuurgroep' AND m.status IN ('open', 'bevestigd') AND (m.trede > 0 OR c.projectie->>'opgeschort' = 'true')
		GROUP BY m.soort, c.id),
	regels AS (`
	knelpuntenPerCasus = `SELECT soort, fase, organisatie, sinds, op_lijst, 1 AS aantal, id::text AS casus_id, nummer, id || ' ' || soort AS sleutel FROM k`
	// The day and not the moment: the way to the next page says it too, and of one case a moment is much.
	knelpuntenGeteld = `SELECT soort, fase, organisatie, date_trunc('day', min(sinds), 'Europe/Amsterdam') AS sinds, date_trunc('day', min(op_lijst), 'Europe/Amsterdam') AS op_lijst,
		CASE WHEN count(*) < ?0 THEN 0 ELSE count(*) END AS aantal, '' AS casus_id, '' AS nummer, soort || ' ' || fase || ' ' || organisatie AS sleutel
		FROM k GROUP BY soort, fase, organisatie`
	knelpuntenBlad = `) SELECT * FROM regels WHERE (sinds, sleutel) > (?1::timestamptz, ?2) ORDER BY sinds, sleutel LIMIT ?3`
)

// Knelpunten lists what climbed to the stuurgroep, longest standing first. Roles
// other than coordinator and leidinggevende get [fout.NietBevoegd].
func (r *Register) Knelpunten(ctx context.Context, id toegang.Identiteit, b Blad) (uit []Knelpunt, volgende string, err error) {
	var regels string
	switch id.Rol {
	case toegang.RolCoordinator:
		regels = knelpuntenPerCasus
	case toegang.RolLeidinggevende:
		regels = knelpuntenGeteld
	default:
		return nil, "", fout.Nieuw(fout.NietBevoegd, "Met uw rol kan dit niet.")
	}
	op, na, err := leesKnelpuntCursor(b.Cursor)
	if err != nil {
		return nil, "", err
	}
	n := Filter{N: b.N}.aantal()
	var rijen []struct {
		Knelpunt `bun:",extend"`
		Sleutel  string
	}
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		err := tx.NewRaw(knelpunten+regels+knelpuntenBlad, MinGeteld, op, na, n+1).Scan(ctx, &rijen)
		if err != nil {
			return err
		}
		if len(rijen) > n {
			rijen = rijen[:n]
			volgende = maakKnelpuntCursor(rijen[n-1].Sinds, rijen[n-1].Sleutel)
		}
		var ids []string
		for _, rij := range rijen {
			uit, ids = append(uit, rij.Knelpunt), append(ids, rij.CasusID)
		}
		return r.logLijst(ctx, tx, id, "knelpunten", ids)
	})
	return uit, volgende, err
}

func maakKnelpuntCursor(op time.Time, sleutel string) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %s", op.UnixMicro(), sleutel))
}

func leesKnelpuntCursor(s string) (time.Time, string, error) {
	if s == "" {
		return time.Unix(0, 0), "", nil
	}
	var micro int64
	b, err := base64.RawURLEncoding.DecodeString(s)
	wanneer, sleutel, ok := strings.Cut(string(b), " ")
	if err == nil {
		micro, err = strconv.ParseInt(wanneer, 10, 64)
	}
	if err != nil || !ok || micro < 0 || micro > 1<<53 || !utf8.ValidString(sleutel) || strings.ContainsRune(sleutel, 0) {
		return time.Time{}, "", vreemdeCursor()
	}
	return time.UnixMicro(micro).UTC(), sleutel, nil
}
