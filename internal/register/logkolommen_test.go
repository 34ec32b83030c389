package register_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// ongedekt are the columns of the log and of its seals that may be changed without being found, with the reason.
var ongedekt = map[string]string{
	"logzegels.op": "when a seal was set is told in the operator's log; no line depends on it",
}

// wissels are ways to change a value, by its type: to another, and to and from nothing.
func wissels(kolom, soort string) []string {
	switch soort {
	case "text":
		return []string{kolom + ` || 'x'`, `''`, `' ' || ` + kolom}
	case "timestamp with time zone":
		return []string{kolom + ` + interval '1 microsecond'`, `'epoch'`}
	case "uuid":
		return []string{`gen_random_uuid()`, `NULL`}
	case "ARRAY":
		return []string{`array_append(` + kolom + `, gen_random_uuid())`, `NULL`, `'{}'`, kolom + `[2:]`, `ARRAY[` + kolom + `[2], ` + kolom + `[1]]`}
	case "bigint", "integer":
		return []string{kolom + ` + 1`, kolom + ` - 1`, kolom + ` + 1000`}
	case "bytea":
		return []string{`sha256('anders')`, `NULL`}
	}
	return nil
}

// Whatever column of a sealed line, or of a seal, is changed by who can do anything in the database: it is found. The columns come from the database, so
// that a new one is in it by itself.
func TestElkeKolomVanHetLogIsGedekt(t *testing.T) {
	t.Parallel()
	r, db := testkit.Register(t)
	conn := testkit.Verbind(t, db.Eigenaar())
	doe := func(q string, args ...any) int64 {
		t.Helper()
		uit, err := conn.Exec(t.Context(), q, args...)
		if err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		return uit.RowsAffected()
	}
	// One line with everything, one with as little as can be; the second row of seals so that there is one before and one after.
	z := r.Zegelaar()
	for range 3 {
		doe(`INSERT INTO toegangslog (op, wie, rol, organisatie, casus_id, wat, handeling, resultaat, doel, via, casussen, spoor) VALUES
			(now(), 'werker', 'bmz_werker', 'bmz', gen_random_uuid(), 'casus', 'lezen', 'ok', 'zorgproces', 'werkbank', ARRAY[gen_random_uuid(), gen_random_uuid()], 'a-b'),
			(now(), '', '', '', NULL, '', '', '', '', '', NULL, '')`)
		verzegel(t, z, 2)
	}
	if c := controle(t, r); len(c.Fouten) > 0 || c.Zegels != 3 {
		t.Fatalf("voor de ingrepen: %+v", c)
	}
	geprobeerd := 0
	for _, tabel := range []struct {
		naam string
		nrs  []int64
	}{{"toegangslog", []int64{3, 4}}, {"logzegels", []int64{2}}} {
		for _, k := range kolommenVan(t, conn, tabel.naam) {
			ws := wissels(k.Kolom, k.Soort)
			if ws == nil {
				t.Errorf("%s.%s: een soort die deze test niet kent (%s)", tabel.naam, k.Kolom, k.Soort)
			}
			for _, nr := range tabel.nrs {
				for _, w := range ws {
					gevonden, deed := knoei(t, conn, r, tabel.naam, k.Kolom, w, nr)
					if !deed {
						continue
					}
					geprobeerd++
					_, mag := ongedekt[tabel.naam+"."+k.Kolom]
					if gevonden == mag {
						t.Errorf("%s.%s van regel %d naar %s: gevonden is %v", tabel.naam, k.Kolom, nr, w, gevonden)
					}
				}
			}
		}
	}
	if geprobeerd < 60 {
		t.Errorf("maar %d ingrepen", geprobeerd)
	}
	if c := controle(t, r); len(c.Fouten) > 0 {
		t.Errorf("na alles teruggezet: %v", c.Fouten)
	}
	// Reordered, and gone.
	for naam, q := range map[string]string{
		"verwisseld": `UPDATE toegangslog a SET (op, wie, rol, organisatie, casus_id, wat, handeling, resultaat, doel, via, casussen, spoor) =
			(SELECT op, wie, rol, organisatie, casus_id, wat, handeling, resultaat, doel, via, casussen, spoor FROM toegangslog b WHERE b.nr = 7 - a.nr) WHERE nr IN (3, 4)`,
		"weg": `DELETE FROM toegangslog WHERE nr = 4`,
	} {
		doe(`CREATE TABLE bewaard AS SELECT * FROM toegangslog`)
		doe(q)
		if c := controle(t, r); len(c.Fouten) == 0 {
			t.Errorf("%s: niet gevonden", naam)
		}
		doe(`DELETE FROM toegangslog`)
		doe(`INSERT INTO toegangslog OVERRIDING SYSTEM VALUE SELECT * FROM bewaard`)
		doe(`DROP TABLE bewaard`)
	}
}

type logkolom struct{ Kolom, Soort string }

func kolommenVan(t *testing.T, conn *pgx.Conn, tabel string) []logkolom {
	t.Helper()
	rijen, err := conn.Query(t.Context(), `SELECT column_name::text, data_type::text FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position`, tabel)
	if err != nil {
		t.Fatal(err)
	}
	uit, err := pgx.CollectRows(rijen, pgx.RowToStructByPos[logkolom])
	if err != nil {
		t.Fatal(err)
	}
	if len(uit) < 6 {
		t.Fatalf("kolommen van %s: %v", tabel, uit)
	}
	return uit
}

// knoei changes one value, looks whether that is found, and puts the row back. deed is false when it changed nothing or the database takes no such value.
func knoei(t *testing.T, conn *pgx.Conn, r *register.Register, tabel, kolom, naar string, nr int64) (gevonden, deed bool) {
	t.Helper()
	var rij string
	if err := conn.QueryRow(t.Context(), fmt.Sprintf(`SELECT to_jsonb(l)::text FROM %s l WHERE nr = $1`, tabel), nr).Scan(&rij); err != nil {
		t.Fatal(err)
	}
	terug := func(van string) {
		_, err := conn.Exec(t.Context(), fmt.Sprintf(`DELETE FROM %s WHERE nr = $1`, tabel), nr)
		if err == nil && van != "" {
			_, err = conn.Exec(t.Context(), fmt.Sprintf(`INSERT INTO %[1]s OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_record(NULL::%[1]s, $1::jsonb)`, tabel), van)
		}
		if err != nil {
			t.Fatalf("%s.%s: %v", tabel, kolom, err)
		}
	}
	// By way of a changed copy, because a number cannot be updated.
	var anders string
	err := conn.QueryRow(t.Context(), fmt.Sprintf(`SELECT (to_jsonb(l) || jsonb_build_object('%[1]s', %[2]s))::text FROM %[3]s l WHERE nr = $1`, kolom, naar, tabel), nr).Scan(&anders)
	if err != nil {
		t.Fatalf("%s.%s naar %s: %v", tabel, kolom, naar, err)
	}
	if anders == rij {
		return false, false
	}
	terug("")
	_, err = conn.Exec(t.Context(), fmt.Sprintf(`INSERT INTO %[1]s OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_record(NULL::%[1]s, $1::jsonb)`, tabel), anders)
	if err == nil {
		deed, gevonden = true, len(controle(t, r).Fouten) > 0
		if kolom == "nr" {
			if _, err := conn.Exec(t.Context(), fmt.Sprintf(`DELETE FROM %s WHERE nr = ($1::jsonb->>'nr')::bigint`, tabel), anders); err != nil {
				t.Fatal(err)
			}
		}
	}
	terug(rij)
	return gevonden, deed
}

// Seals of before spoor was in them are still right, and what they did cover is still found. Their form cannot be changed into another.
func TestZegelVanEerdereVorm(t *testing.T) {
	t.Parallel()
	r, db := testkit.Register(t)
	conn := testkit.Verbind(t, db.Eigenaar())
	for i := range 2 {
		if err := r.LogGeweigerd(t.Context(), testkit.Wie(t, "werker"), "", fmt.Sprint("proef ", i)); err != nil {
			t.Fatal(err)
		}
		verzegel(t, r.ZegelaarVan(i+1), 1) // first by a process of before
	}
	rijen, err := conn.Query(t.Context(), `SELECT vorm FROM logzegels ORDER BY nr`)
	if err != nil {
		t.Fatal(err)
	}
	vormen, err := pgx.CollectRows(rijen, pgx.RowTo[int])
	if err != nil || !slices.Equal(vormen, []int{1, 2}) {
		t.Fatal(vormen, err)
	}
	for _, g := range []struct {
		q    string
		vind bool
	}{
		{`SELECT`, false},
		{`UPDATE toegangslog SET spoor = 'x' WHERE nr = 1`, false}, // not in that form
		{`UPDATE toegangslog SET spoor = 'x' WHERE nr = 2`, true},
		{`UPDATE toegangslog SET wie = 'x' WHERE nr = 1`, true},
		{`UPDATE logzegels SET vorm = 3 - vorm WHERE nr = 1`, true},
		{`UPDATE logzegels SET vorm = 3 - vorm WHERE nr = 2`, true},
	} {
		for _, q := range []string{`CREATE TABLE regels AS SELECT * FROM toegangslog`, `CREATE TABLE zegels AS SELECT * FROM logzegels`, g.q} {
			if _, err := conn.Exec(t.Context(), q); err != nil {
				t.Fatal(q, err)
			}
		}
		if c := controle(t, r); (len(c.Fouten) > 0) != g.vind {
			t.Errorf("%s: %s", g.q, strings.Join(c.Fouten, "; "))
		}
		for _, q := range []string{
			`DELETE FROM toegangslog`, `INSERT INTO toegangslog OVERRIDING SYSTEM VALUE SELECT * FROM regels`, `DROP TABLE regels`,
			`DELETE FROM logzegels`, `INSERT INTO logzegels SELECT * FROM zegels`, `DROP TABLE zegels`,
		} {
			if _, err := conn.Exec(t.Context(), q); err != nil {
				t.Fatal(q, err)
			}
		}
	}
}

// A case that goes out of lines that were sealed in the earlier form leaves a log that is right; and so do the proofs that the program of before made.
func TestVernietigenUitEenEerderVerzegeldLog(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	id := k.Meld(t, "verwijzer", casus.Normaal, "In Trekker")
	k.TrekIn(t, "verwijzer", id)
	z := k.ZegelaarVan(1)
	testkit.Wacht(t, "alles is verzegeld", func() bool {
		if _, err := z.Verzegel(t.Context()); err != nil {
			t.Fatal(err)
		}
		c := controle(t, k.Register)
		return c.Zegels > 0 && c.Open == 0
	})
	if _, err := testkit.Verbind(t, k.DB.Eigenaar()).Exec(t.Context(), `SELECT herspeel_grafsteen($1::uuid, $2)`, id, k.Klok.Nu()); err != nil {
		t.Fatal(err)
	}
	if err := k.VernietigRijen(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	goed := func(wat string) {
		t.Helper()
		if c := controle(t, k.Register); len(c.Fouten) > 0 || c.Ontdaan < 2 {
			t.Fatalf("%s: %+v", wat, c)
		}
	}
	goed("na het vernietigen")
	conn := testkit.Verbind(t, k.DB.Eigenaar())
	rijen, err := conn.Query(t.Context(), `SELECT l.nr, l.oorspronkelijk, logregelsom(l) AS som FROM toegangslog l WHERE l.oorspronkelijk IS NOT NULL ORDER BY l.nr`)
	if err != nil {
		t.Fatal(err)
	}
	ls, err := pgx.CollectRows(rijen, pgx.RowToStructByPos[struct {
		Nr                  int64
		Oorspronkelijk, Som []byte
	}])
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range []struct {
		q    string
		vind bool
	}{{`spoor = 'x'`, true}, {`wie = 'x'`, true}} {
		knoeiEen(t, conn, k.Register, ls[0].Nr, g.q, g.vind)
	}
	for _, l := range ls { // as the program of before wrote them
		if _, err := conn.Exec(t.Context(), `UPDATE toegangslog SET bewijs = $2 WHERE nr = $1`, l.Nr, k.Bewijs1(l.Nr, l.Oorspronkelijk, l.Som)); err != nil {
			t.Fatal(err)
		}
	}
	goed("met bewijzen van eerder")
	knoeiEen(t, conn, k.Register, ls[0].Nr, `wie = 'x'`, true)
	knoeiEen(t, conn, k.Register, ls[0].Nr, `spoor = 'x'`, false) // not in that form
}

// knoeiEen changes one line and puts it back.
func knoeiEen(t *testing.T, conn *pgx.Conn, r *register.Register, nr int64, zet string, vind bool) {
	t.Helper()
	for i, q := range []string{
		`CREATE TABLE ooit AS SELECT * FROM toegangslog WHERE nr = %d`, `UPDATE toegangslog SET ` + zet + ` WHERE nr = %d`, `DELETE FROM toegangslog WHERE nr = %d`,
		`INSERT INTO toegangslog OVERRIDING SYSTEM VALUE SELECT * FROM ooit WHERE nr = %d`, `DROP TABLE ooit -- %d`,
	} {
		if i == 2 {
			if c := controle(t, r); (len(c.Fouten) > 0) != vind {
				t.Errorf("%s: gevonden is %v", zet, c.Fouten)
			}
		}
		if _, err := conn.Exec(t.Context(), fmt.Sprintf(q, nr)); err != nil {
			t.Fatal(q, err)
		}
	}
}
