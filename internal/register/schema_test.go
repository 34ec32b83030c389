package register_test

import (
	"errors"
	"strings"
	"testing"

	"schakel/internal/register"
	"schakel/internal/testkit"
)

func TestToetsSchema(t *testing.T) {
	t.Parallel()
	for naam, g := range map[string]struct {
		db       func(*testing.T) testkit.DB
		opdracht string
		verwacht error
		woord    string
	}{
		"goed":     {db: func(t *testing.T) testkit.DB { return testkit.Database(t) }},
		"leeg":     {func(t *testing.T) testkit.DB { return testkit.LegeDatabase(t) }, "", register.ErrSchemaOuder, "schakel migrate"},
		"mag niet": {func(t *testing.T) testkit.DB { return testkit.Database(t) }, `REVOKE ALL ON bun_migrations FROM schakel_motor`, register.ErrSchemaOuder, "schakel migrate"},
		"ouder": {
			func(t *testing.T) testkit.DB { return testkit.Database(t) },
			`DELETE FROM bun_migrations WHERE name = '20261124000001'`, register.ErrSchemaOuder, "20261124000001",
		},
		"nieuwer": {
			func(t *testing.T) testkit.DB { return testkit.Database(t) },
			`INSERT INTO bun_migrations (name, group_id) VALUES ('20991231000001', 99)`, register.ErrSchemaNieuwer, "20991231000001",
		},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			db := g.db(t)
			if g.opdracht != "" {
				if _, err := testkit.Verbind(t, db.Eigenaar()).Exec(t.Context(), g.opdracht); err != nil {
					t.Fatal(err)
				}
			}
			err := register.ToetsSchema(t.Context(), db.Motor())
			if !errors.Is(err, g.verwacht) || err != nil && !strings.Contains(err.Error(), g.woord) {
				t.Errorf("kreeg %v, verwacht %v met %q", err, g.verwacht, g.woord)
			}
		})
	}
	err := register.ToetsSchema(t.Context(), "postgres://schakel_motor:zeer-geheim@127.0.0.1:1/x?sslmode=disable")
	if err == nil || strings.Contains(err.Error(), "zeer-geheim") {
		t.Errorf("fout: %v", err)
	}
}
