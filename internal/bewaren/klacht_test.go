package bewaren

import (
	"slices"
	"testing"
	"time"

	"schakel/internal/register"
	"schakel/internal/testkit"
)

// klacht is a closed complaint about a worker and a case, with what can hang on one.
func (p *proef) klacht(t *testing.T, casus string) string {
	t.Helper()
	co := testkit.Wie(t, "coordinator")
	kid, err := p.MaakKlacht(t.Context(), testkit.Wie(t, "ctb"), register.NieuweKlacht{
		Casus: casus, Relatie: "client", Naam: "Kanarie klager", Tekst: "Kanarie klacht", Betrokkenen: []string{"werker"}, Behandelaar: "coordinator",
	}, sleutel("klacht"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.HerinnerKlachten(t.Context()); err != nil {
		t.Fatal(err)
	}
	mid := p.rijen(t, `SELECT id::text FROM meldingen WHERE klacht_id = $1`, kid)[0]
	if err := p.Bevestig(t.Context(), co, mid, register.Sleutel{Pad: "/v1/meldingen/" + mid + "/bevestiging", Sleutel: mid, Lichaam: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	p.doe(t, `WITH p AS (INSERT INTO post (id, soort, aan, sleutel, status) VALUES (gen_random_uuid(), 'overzicht', 'coordinator', 'dag', 'verzonden') RETURNING id)
		INSERT INTO post_meldingen (post_id, melding_id) SELECT p.id, $1::uuid FROM p`, mid)
	for _, n := range []register.NieuweKlachtstap{{Soort: register.KlachtNotitie, Tekst: "Kanarie notitie"}, {Soort: register.KlachtOordeel, Wat: "gegrond", Tekst: "Kanarie oordeel"}} {
		s := sleutel("stap")
		s.Pad = "/v1/klachten/" + kid + "/x"
		if _, err := p.BehandelKlacht(t.Context(), co, kid, n, s); err != nil {
			t.Fatal(err)
		}
	}
	return kid
}

// klachtlijst proposes a list over a complaint, after its term, and has it approved by two.
func (p *proef) klachtlijst(t *testing.T) string {
	t.Helper()
	p.Klok.Verder(25 * 31 * 24 * time.Hour)
	if n, err := p.StelKlachtenVoor(t.Context(), "dagelijks"); err != nil || n != 1 {
		t.Fatalf("%d op een lijst: %v", n, err)
	}
	lijst := p.rijen(t, `SELECT id::text FROM vernietigingslijsten WHERE over_klacht`)[0]
	for _, wie := range []string{"privacy", "coordinator"} {
		if _, err := p.KeurLijstGoed(t.Context(), testkit.Wie(t, wie), lijst, sleutel("k")); err != nil {
			t.Fatal(err)
		}
	}
	return lijst
}

// A complaint goes with its key, its steps and its reminders, and nothing says any more which one it was; the case that it was about stays as it was.
func TestKlachtVernietigen(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	a := p.Zaak(t)
	kid := p.klacht(t, a)
	conn := testkit.Verbind(t, p.DB.Eigenaar())
	ids := append(p.rijen(t, `SELECT id::text FROM klachtstappen WHERE klacht_id = $1 UNION SELECT id::text FROM meldingen WHERE klacht_id = $1`, kid), kid, register.Kenmerk(kid))
	lijst := p.klachtlijst(t)
	for _, id := range ids {
		if len(p.waar(t, conn, id)) == 0 {
			t.Fatalf("%s was nergens te vinden: dan zegt niet vinden niets", id)
		}
	}
	feiten := p.rijen(t, `SELECT f::text FROM feiten f WHERE casus_id = $1`, a)
	if n := p.volledig(t); n != 1 {
		t.Fatalf("%d vernietigd", n)
	}
	for _, id := range ids {
		for _, w := range p.waar(t, conn, id) {
			if id != kid || w != "grafstenen.casus_id" {
				t.Errorf("na vernietigen staat er nog iets in %s", w)
			}
		}
	}
	c := p.certificaat(t, lijst)
	if c.Vernietigd != 1 || c.Soorten["klacht"] != 1 {
		t.Errorf("%+v", c)
	}
	for _, tabel := range []string{"klachten", "klachtstappen", "meldingen", "post_meldingen", "idempotentie", "sleutels"} {
		if c.Rijen[tabel] == 0 {
			t.Errorf("van %s is niets vernietigd", tabel)
		}
	}
	if na := p.rijen(t, `SELECT f::text FROM feiten f WHERE casus_id = $1`, a); !slices.Equal(na, feiten) {
		t.Error("de casus is veranderd")
	}
	if _, err := p.Casus(t.Context(), testkit.Wie(t, "coordinator"), a); err != nil {
		t.Error(err)
	}
}

// A backup that brings a destroyed complaint back is cleared of it before anything is served.
func TestKlachtUitEenBackupGaatWeer(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	kid := p.klacht(t, p.Zaak(t))
	terug := p.rijen(t, `SELECT (k.*)::text FROM klachten k`)
	p.doe(t, `CREATE TABLE kopie AS SELECT * FROM klachten`)
	p.klachtlijst(t)
	p.volledig(t)
	if rest := p.rijen(t, `SELECT id::text FROM klachten`); len(rest) > 0 || len(terug) != 1 {
		t.Fatalf("%v", rest)
	}
	p.doe(t, `INSERT INTO klachten SELECT * FROM kopie`)
	if n, err := p.Herspeel(t.Context(), false); err != nil || n != 1 {
		t.Fatalf("%d %v", n, err)
	}
	if rest := p.rijen(t, `SELECT id::text FROM klachten WHERE id = $1`, kid); len(rest) > 0 {
		t.Error("zij is terug")
	}
}
