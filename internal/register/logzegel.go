package register

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"time"

	"schakel/internal/toegang"
)

// The access log is sealed in batches: a seal is a keyed hash over a stretch of lines and over the seal before it, with a key that is not in the
// database. Who changes, removes, reorders or slips in a sealed line, or takes a seal away, is found by [Register.ControleerLog]. Nothing is locked
// for it: readers only add lines.

// Zegelaar seals what is old enough. One of them works at a time, whichever process it is in; the others do nothing.
type Zegelaar struct {
	r *Register
	// what the last look saw: every line up to gezien whose transaction could still run then has ended when no snapshot is older than grens.
	gezien int64
	grens  string
	vorm   int // [zegelVorm]
}

// Zegelaar makes one.
func (r *Register) Zegelaar() *Zegelaar { return &Zegelaar{r: r, vorm: zegelVorm} }

// zegelvrager is as whom the log is read to verify it, where there is no role that seals: the wall of the database lets no other see it.
var zegelvrager = toegang.Identiteit{Gebruiker: "verzegeling", Rol: toegang.RolPrivacyOfficer, Organisatie: "schakel"} //nolint:gochecknoglobals // a constant

const (
	slotZegel  = 7_513_001 // of the advisory lock
	maxPerBlok = 10_000
	// zegelVorm is that of new seals: of every column of a line. Seals of before 2026-11-26 (form 1) leave out spoor, see decision 0082.
	zegelVorm = 2
)

// vormVan gives what a seal of a form is bound to, and how its lines are summed: in the order of their numbers. A line that lost a destroyed case
// counts for what it said before, see [Register.ontdoeLog].
func vormVan(vorm int) (doel, afdruk string) {
	return "schakel/logzegel/v" + strconv.Itoa(vorm), `SELECT count(*) AS aantal, coalesce(sha256(string_agg(coalesce(oorspronkelijk, ` + regelsom(vorm) + `), '' ORDER BY nr)), '') AS som
		FROM toegangslog WHERE nr > ? AND nr <= ?`
}

// regelsom is the sum of one line in SQL, as the functions logregelsom of the database; who verifies does not ask those, which an owner could replace.
// A record as text quotes what is in it, so that no two say the same.
func regelsom(vorm int) string {
	kolommen := `nr, (extract(epoch FROM op) * 1000000)::bigint, wie, rol, organisatie, casus_id, wat, handeling, resultaat, doel, via, casussen`
	if vorm > 1 {
		kolommen += `, spoor`
	}
	return `sha256(convert_to(ROW(` + kolommen + `)::text, 'UTF8'))`
}

type zegelrij struct {
	Nr, Van, Tot, Aantal int64
	Vorm                 int
	Zegel                []byte
	Op                   time.Time
}

type logsom struct {
	Aantal int64
	Som    []byte
}

// Verzegel seals the lines that an earlier call saw and that can no longer change, and looks again. n is how many lines it sealed.
func (z *Zegelaar) Verzegel(ctx context.Context) (n int64, err error) {
	err = z.r.AlsWerk(ctx, func(ctx context.Context, tx Tx) error {
		mag, err := haalEen[bool](ctx, tx, `SELECT pg_try_advisory_xact_lock(?::bigint)`, slotZegel)
		if err != nil || !mag {
			return err
		}
		af, err := z.af(ctx, tx)
		if err != nil || !af {
			return err // what was seen stays what waits
		}
		if n, err = z.blok(ctx, tx); err != nil {
			return err
		}
		return z.kijk(ctx, tx)
	})
	return n, err
}

// af reports whether every transaction has ended that ran when the last look was taken.
func (z *Zegelaar) af(ctx context.Context, tx Tx) (bool, error) {
	if z.grens == "" {
		return true, nil
	}
	return haalEen[bool](ctx, tx, `SELECT pg_snapshot_xmin(pg_current_snapshot()) >= ?::text::xid8`, z.grens)
}

// blok seals one batch of what was seen.
func (z *Zegelaar) blok(ctx context.Context, tx Tx) (int64, error) {
	vorige, err := laatsteZegel(ctx, tx)
	if err != nil || z.gezien <= vorige.Tot {
		return 0, err
	}
	tot := min(z.gezien, vorige.Tot+maxPerBlok)
	_, afdruk := vormVan(z.vorm)
	som, err := haalEen[logsom](ctx, tx, afdruk, vorige.Tot, tot)
	if err != nil {
		return 0, err
	}
	nieuw := zegelrij{Nr: vorige.Nr + 1, Van: vorige.Tot + 1, Tot: tot, Aantal: som.Aantal, Vorm: z.vorm}
	if nieuw.Zegel, err = z.r.zegel(nieuw, vorige.Zegel, som.Som); err != nil {
		return 0, err
	}
	return som.Aantal, voer(ctx, tx, vraag{}, `INSERT INTO logzegels (nr, van, tot, aantal, vorm, zegel, op) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		[]any{nieuw.Nr, nieuw.Van, nieuw.Tot, nieuw.Aantal, nieuw.Vorm, nieuw.Zegel, z.r.nu()})
}

// kijk remembers the highest line there is, and the transactions that ran.
func (z *Zegelaar) kijk(ctx context.Context, tx Tx) error {
	stand, err := haalEen[struct {
		Gezien int64
		Grens  string
	}](ctx, tx, `SELECT coalesce(max(nr), 0) AS gezien, pg_snapshot_xmax(pg_current_snapshot())::text AS grens FROM toegangslog`)
	if err == nil {
		z.gezien, z.grens = stand.Gezien, stand.Grens
	}
	return err
}

func laatsteZegel(ctx context.Context, tx Tx) (zegelrij, error) {
	rijen, err := haal[zegelrij](ctx, tx, `SELECT nr, van, tot, aantal, vorm, zegel FROM logzegels ORDER BY nr DESC LIMIT 1`)
	if err != nil || len(rijen) == 0 {
		return zegelrij{}, err
	}
	return rijen[0], nil
}

// zegel is the keyed hash of a batch and of the seal before it.
func (r *Register) zegel(z zegelrij, vorige, som []byte) ([]byte, error) {
	var b bytes.Buffer
	doel, _ := vormVan(z.Vorm)
	b.WriteString(doel)
	for _, n := range []int64{z.Nr, z.Van, z.Tot, z.Aantal, int64(len(vorige)), int64(len(som))} {
		_ = binary.Write(&b, binary.BigEndian, n) // a buffer takes all
	}
	b.Write(vorige)
	b.Write(som)
	return r.sleutels.afdruk(b.Bytes())
}

// Logcontrole is what [Register.ControleerLog] found.
type Logcontrole struct {
	// Zegels and Regels that were looked at; Open are the newest lines, not sealed yet.
	Zegels, Regels, Open int64
	// Gesnoeid are lines that were past their term and went, in order.
	Gesnoeid int64
	// Ontdaan are lines that a destroyed case was taken out of.
	Ontdaan int64
	// Fouten in words, one per batch that is not as it was sealed.
	Fouten []string
	// Tot is when the newest seal was set.
	Tot time.Time
}

// ControleerLog compares every sealed batch with its seal, from the first on.
func (r *Register) ControleerLog(ctx context.Context) (c Logcontrole, err error) {
	err = r.alsLoglezer(ctx, func(ctx context.Context, tx Tx) error {
		c = Logcontrole{}
		snoei, weg, fouten, err := r.leesSnoei(ctx, tx)
		if err != nil {
			return err
		}
		c.Gesnoeid, c.Fouten = weg, fouten
		zegels, err := haal[zegelrij](ctx, tx, `SELECT nr, van, tot, aantal, vorm, zegel, op FROM logzegels ORDER BY nr`)
		if err != nil {
			return err
		}
		if err := r.controleerKeten(ctx, tx, snoei.begin(), zegels, &c); err != nil {
			return err
		}
		vorige := snoei.begin()
		if c.Zegels = int64(len(zegels)); c.Zegels > 0 {
			vorige = zegels[c.Zegels-1]
			c.Tot = vorige.Op
		}
		ervoor, err := haalEen[int64](ctx, tx, `SELECT count(*) FROM toegangslog WHERE nr <= ?`, snoei.Tot)
		if err != nil {
			return err
		}
		if ervoor > 0 {
			c.Fouten = append(c.Fouten, fmt.Sprintf("%d regels hebben een nummer dat nooit is uitgegeven, of dat weg moest zijn", ervoor))
		}
		if c.Open, err = haalEen[int64](ctx, tx, `SELECT count(*) FROM toegangslog WHERE nr > ?`, vorige.Tot); err != nil {
			return err
		}
		return r.controleerOntdaan(ctx, tx, math.MaxInt64, &c)
	})
	return c, err
}

// controleerKeten looks at seals in a row, each made over the one before it; begin is what the first was made over.
func (r *Register) controleerKeten(ctx context.Context, tx Tx, begin zegelrij, zegels []zegelrij, c *Logcontrole) error {
	for _, z := range zegels {
		if z.Nr != begin.Nr+1 || z.Van != begin.Tot+1 {
			c.Fouten = append(c.Fouten, fmt.Sprintf("zegel %d sluit niet aan op het vorige (%d): er is een zegel weg of tussengevoegd", z.Nr, begin.Nr))
		}
		if err := r.controleerBlok(ctx, tx, z, begin.Zegel, c); err != nil {
			return err
		}
		begin = z
	}
	return nil
}

func (r *Register) controleerBlok(ctx context.Context, tx Tx, z zegelrij, vorige []byte, c *Logcontrole) error {
	_, afdruk := vormVan(z.Vorm)
	som, err := haalEen[logsom](ctx, tx, afdruk, z.Van-1, z.Tot)
	if err != nil {
		return err
	}
	c.Regels += som.Aantal
	moet, err := r.zegel(z, vorige, som.Som)
	switch {
	case err != nil:
		return err
	case som.Aantal != z.Aantal:
		c.Fouten = append(c.Fouten, fmt.Sprintf("zegel %d (regels %d tot en met %d): %d regels verzegeld, nu zijn het er %d", z.Nr, z.Van, z.Tot, z.Aantal, som.Aantal))
	case !bytes.Equal(moet, z.Zegel):
		c.Fouten = append(c.Fouten, fmt.Sprintf("zegel %d (regels %d tot en met %d): een regel of een zegel is veranderd", z.Nr, z.Van, z.Tot))
	}
	return nil
}
