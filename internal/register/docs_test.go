package register_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"schakel/internal/testkit"
)

// docs/register.md shows the tables, columns and references the migrated database has.
func TestDocsTonenHetRegister(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../docs/register.md")
	if err != nil {
		t.Fatal(err)
	}
	conn := testkit.Verbind(t, testkit.Database(t).Eigenaar())
	vraag := func(q string) []string {
		rijen, err := conn.Query(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		uit, err := pgx.CollectRows(rijen, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(uit)
		return uit
	}
	kolommen := vraag(`SELECT c.table_name || '.' || c.column_name || ' ' ||
			replace(replace(c.data_type, 'timestamp with time zone', 'timestamptz'), 'integer', 'int')
		FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.table_name NOT LIKE 'bun_%'`)
	verwijzingen := vraag(`SELECT DISTINCT confrelid::regclass::text || ' ' || conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'`)
	tabellen := vraag(`SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'bun_%'`)

	docs := leesDiagram(string(b))
	gelijkeLijst(t, "kolommen", docs.kolommen, kolommen)
	gelijkeLijst(t, "verwijzingen", docs.verwijzingen, verwijzingen)
	gelijkeLijst(t, "regels in de tabel", docs.uitleg, tabellen)
}

type diagram struct{ kolommen, verwijzingen, uitleg []string }

func leesDiagram(md string) diagram {
	var d diagram
	_, na, _ := strings.Cut(md, "```mermaid\nerDiagram\n")
	er, rest, _ := strings.Cut(na, "```")
	tabel := ""
	for _, regel := range strings.Split(er, "\n") {
		w := strings.Fields(regel)
		switch {
		case len(w) == 2 && w[1] == "{":
			tabel = w[0]
		case len(w) >= 3 && strings.Contains(w[1], "--"):
			d.verwijzingen = append(d.verwijzingen, w[0]+" "+w[2])
		case len(w) >= 2 && tabel != "":
			d.kolommen = append(d.kolommen, fmt.Sprintf("%s.%s %s", tabel, w[1], w[0]))
		}
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\| \\S").FindAllStringSubmatch(rest, -1) {
		d.uitleg = append(d.uitleg, m[1])
	}
	slices.Sort(d.kolommen)
	slices.Sort(d.verwijzingen)
	slices.Sort(d.uitleg)
	return d
}

func gelijkeLijst(t *testing.T, wat string, docs, database []string) {
	t.Helper()
	for _, x := range database {
		if !slices.Contains(docs, x) {
			t.Errorf("%s: docs/register.md mist %q", wat, x)
		}
	}
	for _, x := range docs {
		if !slices.Contains(database, x) {
			t.Errorf("%s: docs/register.md noemt %q, dat er niet is", wat, x)
		}
	}
	if len(docs) != len(database) {
		t.Errorf("%s: %d in de docs, %d in de database", wat, len(docs), len(database))
	}
}
