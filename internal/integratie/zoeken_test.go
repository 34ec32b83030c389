package integratie

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"mime/quotedprintable"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/jackc/pgx/v5"
)

// Looking for words where they must not be: in the bytes of every column of every table of every database, in the files under them, and in
// whatever text, in every form that a word can have on its way.

// vormen of a word: as it is, in hex, in base64 (both alphabets) at each of its three places in a group, and as JSON, a URL, HTML,
// quoted-printable and UTF-16 write it.
func vormen(woord string) []string {
	b := []byte(woord)
	uit := []string{woord, hex.EncodeToString(b), url.QueryEscape(woord), url.PathEscape(woord), html.EscapeString(woord)}
	uit = append(uit, strings.Trim(strconv.QuoteToASCII(woord), `"`))
	for i := range 3 {
		for _, e := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
			g := e.EncodeToString(append([]byte(strings.Repeat(" ", i)), b...))
			uit = append(uit, strings.TrimRight(g, "=")[[]int{0, 2, 3}[i]:len(g)-4])
		}
	}
	var qp bytes.Buffer
	w := quotedprintable.NewWriter(&qp)
	_, _ = w.Write(b) // to memory
	_ = w.Close()
	uit = append(uit, strings.ReplaceAll(qp.String(), "=\r\n", ""))
	var decimaal strings.Builder
	var le []byte
	for _, r := range woord {
		if r < 128 {
			decimaal.WriteRune(r)
		} else {
			fmt.Fprintf(&decimaal, "&#%d;", r)
		}
	}
	for _, u := range utf16.Encode([]rune(woord)) {
		le = append(le, byte(u), byte(u>>8))
	}
	uit = append(uit, decimaal.String(), string(le))
	for i := range uit {
		uit[i] = string(klein([]byte(uit[i])))
	}
	slices.Sort(uit)
	return slices.Compact(uit)
}

// klein makes ASCII letters small and leaves every other byte alone.
func klein(b []byte) []byte {
	uit := make([]byte, len(b))
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		uit[i] = c
	}
	return uit
}

// bevat reports whether a text holds a word, in whatever form.
func bevat(waar, woord string) bool { return len(zoek(woord).in([]byte(waar))) > 0 }

// zoeker looks for words in all their forms at once.
type zoeker struct {
	begin map[[2]byte][]patroon
	lang  int
}

type patroon struct {
	woord string
	b     []byte
}

func zoek(woorden ...string) *zoeker {
	z := &zoeker{begin: map[[2]byte][]patroon{}}
	for _, w := range woorden {
		for _, v := range vormen(w) {
			if len(v) < 6 {
				panic("a form too short to mean anything: " + v)
			}
			k := [2]byte{v[0], v[1]}
			z.begin[k] = append(z.begin[k], patroon{w, []byte(v)})
			z.lang = max(z.lang, len(v))
		}
	}
	return z
}

// in gives the words that stand in b.
func (z *zoeker) in(b []byte) []string {
	var eerste [1 << 16]bool
	for k := range z.begin {
		eerste[int(k[0])<<8|int(k[1])] = true
	}
	var uit []string
	b = klein(b)
	for i := 0; i+1 < len(b); i++ {
		if !eerste[int(b[i])<<8|int(b[i+1])] {
			continue
		}
		for _, p := range z.begin[[2]byte{b[i], b[i+1]}] {
			if bytes.HasPrefix(b[i:], p.b) && !slices.Contains(uit, p.woord) {
				uit = append(uit, p.woord)
			}
		}
	}
	return uit
}

// stroom looks in what is written to it, also across two writes.
type stroom struct {
	z     *zoeker
	rest  []byte
	n     int
	vindt []string
}

// Write implements [io.Writer].
func (s *stroom) Write(b []byte) (int, error) {
	s.n += len(b)
	s.rest = append(s.rest, b...)
	if len(s.rest) > 1<<20 {
		s.kijk()
		s.rest = slices.Clone(s.rest[len(s.rest)-s.z.lang:])
	}
	return len(b), nil
}

func (s *stroom) kijk() {
	for _, w := range s.z.in(s.rest) {
		if !slices.Contains(s.vindt, w) {
			s.vindt = append(s.vindt, w)
		}
	}
}

// inDatabase looks in the decoded bytes of every column of every table of a database, and answers where words stand.
func (z *zoeker) inDatabase(t *testing.T, naam string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), gedeeld.pg.DSN(naam))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	// Of the catalog: what the planner remembers of values, large objects and comments.
	rijen, err := conn.Query(t.Context(), `SELECT n.nspname::text, c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') OR c.oid IN ('pg_statistic'::regclass, 'pg_largeobject'::regclass, 'pg_description'::regclass)
		ORDER BY 1, 2`)
	if err != nil {
		t.Fatal(err)
	}
	tabellen, err := pgx.CollectRows(rijen, pgx.RowToStructByPos[struct{ Schema, Tabel string }])
	if err != nil {
		t.Fatal(err)
	}
	var uit []string
	for _, k := range tabellen {
		s := &stroom{z: z}
		vorm := "binary" // the bytes as they are, not as PostgreSQL shows them
		if k.Schema == "pg_catalog" {
			vorm = "text" // not all of its types have another form; bytes in hex
		}
		if _, err := conn.PgConn().CopyTo(t.Context(), s, `COPY `+pgx.Identifier{k.Schema, k.Tabel}.Sanitize()+` TO STDOUT (FORMAT `+vorm+`)`); err != nil {
			t.Fatalf("%s.%s.%s: %v", naam, k.Schema, k.Tabel, err)
		}
		s.kijk()
		for _, w := range s.vindt {
			uit = append(uit, fmt.Sprintf("%s.%s.%s (%s)", naam, k.Schema, k.Tabel, w))
		}
	}
	return uit
}

// inDatabase is the same for words.
func inDatabase(t *testing.T, naam string, woorden ...string) []string {
	t.Helper()
	return zoek(woorden...).inDatabase(t, naam)
}

// databases are all of the server that hold anything. The template of the tests holds nothing, and must not be looked at while it is copied.
func databases(t *testing.T, als string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), gedeeld.pg.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	rijen, err := conn.Query(t.Context(), `SELECT datname::text FROM pg_database WHERE datallowconn AND NOT datistemplate AND datname NOT LIKE $1 AND datname LIKE $2 ORDER BY 1`, sjabloon+"%", als)
	if err != nil {
		t.Fatal(err)
	}
	namen, err := pgx.CollectRows(rijen, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return namen
}

// temporalDatabases are all databases that Temporal made.
func temporalDatabases(t *testing.T) []string {
	t.Helper()
	namen := databases(t, "%temporal%")
	if len(namen) < 2 {
		t.Fatalf("databases van Temporal: %v", namen)
	}
	return namen
}

// inAlleDatabases looks in everything the server has, whoever made it.
func (z *zoeker) inAlleDatabases(t *testing.T) (uit []string) {
	t.Helper()
	namen := databases(t, "%")
	if len(namen) < 4 {
		t.Fatalf("maar %v gevonden", namen)
	}
	for _, db := range namen {
		uit = append(uit, z.inDatabase(t, db)...)
	}
	return uit
}

// inTemporal looks in the tables and the files of Temporal.
func (z *zoeker) inTemporal(t *testing.T) (uit []string) {
	t.Helper()
	for _, db := range temporalDatabases(t) {
		uit = append(uit, z.inDatabase(t, db)...)
	}
	return append(uit, z.inMappen(t, mappenVan(t, temporalDatabases(t)...))...)
}

// inBestanden looks in the files of PostgreSQL: those of a database with its kluis and of Temporal (rows that were replaced are still there) and the WAL.
func (z *zoeker) inBestanden(t *testing.T, db string) []string {
	t.Helper()
	mappen := mappenVan(t, append(temporalDatabases(t), db, db+metKluis)...)
	mappen["de WAL"] = filepath.Join(gedeeld.dir, "pg", "data", "pg_wal")
	return z.inMappen(t, mappen)
}

// mappenVan are the folders of databases, with on disk what is in them now.
func mappenVan(t *testing.T, dbs ...string) map[string]string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), gedeeld.pg.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	if _, err := conn.Exec(t.Context(), `CHECKPOINT`); err != nil {
		t.Fatal(err)
	}
	mappen := map[string]string{}
	for _, naam := range dbs {
		var oid uint32
		if err := conn.QueryRow(t.Context(), `SELECT oid FROM pg_database WHERE datname = $1`, naam).Scan(&oid); err != nil {
			t.Fatal(err)
		}
		mappen["de bestanden van "+naam] = filepath.Join(gedeeld.dir, "pg", "data", "base", strconv.FormatUint(uint64(oid), 10))
	}
	return mappen
}

func (z *zoeker) inMappen(t *testing.T, mappen map[string]string) (uit []string) {
	t.Helper()
	for naam, map_ := range mappen {
		s := &stroom{z: z}
		doorMap(t, map_, "", func(b []byte) { _, _ = s.Write(b) }) // in memory
		s.kijk()
		if s.n < 1<<20 {
			t.Errorf("%s: maar %d bytes", naam, s.n)
		}
		for _, w := range s.vindt {
			uit = append(uit, naam+" ("+w+")")
		}
	}
	return uit
}

// doorMap reads every file of a folder whose name ends so. What goes while it looks, went.
func doorMap(t *testing.T, map_, eindigt string, f func([]byte)) {
	t.Helper()
	err := filepath.WalkDir(map_, func(pad string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || err == nil && (d.IsDir() || !strings.HasSuffix(pad, eindigt)) {
			return nil
		}
		if err != nil {
			return err
		}
		b, err := os.ReadFile(pad)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		f(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// logbestanden are what the servers wrote.
func logbestanden(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	doorMap(t, gedeeld.dir, ".log", func(inhoud []byte) { b.Write(inhoud) })
	return b.String()
}

// inMap is everything in a folder, as it lies and as a mail is read.
func inMap(t *testing.T, map_ string) string {
	t.Helper()
	var b strings.Builder
	doorMap(t, map_, "", func(inhoud []byte) {
		b.Write(inhoud)
		b.WriteString("\n" + leesMail(t, string(inhoud)) + "\n")
	})
	return b.String()
}

// Controls of the search itself: every form is found wherever it begins, and what is not there is not.
func TestZoekenVindtElkeVorm(t *testing.T) {
	t.Parallel()
	for _, woord := range []string{"Kanarie4711abc", "àéîöûçëïñóú", "912345678"} {
		z := zoek(woord)
		for vorm, tekst := range map[string]string{
			"kaal": "over " + woord, "hex": hex.EncodeToString([]byte("over " + woord + "!")), "HEX": strings.ToUpper(hex.EncodeToString([]byte(woord))),
			"base64/0": base64.StdEncoding.EncodeToString([]byte("abc" + woord + "def")), "base64/1": base64.StdEncoding.EncodeToString([]byte("abcd" + woord + "def")),
			"base64/2": base64.RawURLEncoding.EncodeToString([]byte("abcde" + woord + "def")), "JSON": strconv.QuoteToASCII("over " + woord + " en verder"), "URL": "/zoek?naam=" + url.QueryEscape(woord),
			"HTML": "<p>" + html.EscapeString(woord),
		} {
			if len(z.in([]byte(tekst))) != 1 {
				t.Errorf("%s als %s wordt niet gevonden in %q", woord, vorm, tekst)
			}
		}
		if f := z.in([]byte(strings.Repeat("Kanarie4711ab 91234567 àéîöûçëïñó ", 20))); len(f) > 0 {
			t.Errorf("%s wordt gevonden waar hij niet is", woord)
		}
		s := &stroom{z: z}
		for _, stuk := range []string{strings.Repeat("x", 1<<20), "x" + woord[:5], woord[5:] + "x", strings.Repeat("x", 1<<20)} {
			_, _ = s.Write([]byte(stuk)) // in memory
		}
		s.kijk()
		if len(s.vindt) != 1 {
			t.Errorf("%s over twee stukken heen wordt niet gevonden", woord)
		}
	}
}
