package bewaren

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

func TestMain(m *testing.M) { os.Exit(testkit.Main(m)) }

// historie is Temporal's side, with runs that go when they were deleted. The real one: internal/integratie.
type historie struct {
	mu   sync.Mutex
	runs map[string]int
	weg  bool
}

func (h *historie) WisHistorie(_ context.Context, casusID string) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.weg {
		return 0, errors.New("de motor antwoordt niet")
	}
	n := h.runs[casusID]
	delete(h.runs, casusID)
	return n, nil
}

// proef is a chain with a service beside it.
type proef struct {
	*testkit.Keten
	*Dienst
	h   *historie
	pad string
	bos *register.Sleutelbos // of who opens a backup
}

func nieuweProef(t *testing.T, opties ...func(*register.Config)) *proef {
	t.Helper()
	k := testkit.NieuweKeten(t, opties...)
	// The database judges terms by its own clock, so what is destroyed here is of twenty years ago: Monday 5 January 2004, 10:00 in Amsterdam.
	k.Klok.Verder(time.Date(2004, time.January, 5, 9, 0, 0, 0, time.UTC).Sub(k.Klok.Nu()))
	p := &proef{Keten: k, h: &historie{runs: map[string]int{}}, pad: filepath.Join(t.TempDir(), "grafstenen")}
	p.Dienst = p.dienst(t, k.Register)
	if _, err := p.Herspeel(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *proef) dienst(t *testing.T, r *register.Register) *Dienst {
	t.Helper()
	return &Dienst{Register: r, Motor: p.h, Steen: NieuweGrafstenen(p.pad, r), Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
}

func sleutel(pad string) register.Sleutel {
	return register.Sleutel{Pad: pad, Sleutel: uuid.NewString(), Lichaam: []byte(pad)}
}

// vol makes a closed case with something in every table that can hold something of it.
func (p *proef) vol(t *testing.T) string {
	t.Helper()
	id := p.Zaak(t)
	p.Stap(t, "werker", id, casus.Stap{Soort: casus.StapInzet, Wie: "ervaringsdeskundige"}, `{"waarvoor":"meekijken"}`)
	p.Stap(t, "werker", id, casus.Stap{Soort: casus.StapContact, Op: p.Klok.Nu()}, `{"notitie":"gesproken"}`)
	if _, err := p.VraagNoodtoegang(t.Context(), testkit.Wie(t, "psychiater"), register.NieuweNoodtoegang{Casus: id, Reden: "crisis", Toelichting: "nu"}, sleutel("nood")); err != nil {
		t.Fatal(err)
	}
	p.doe(t, `UPDATE noodtoegangen SET van = $2, tot = $2::timestamptz + interval '4 hours' WHERE casus_id = $1`, id, p.Klok.Nu()) // it goes by the clock of the database
	mag := func(register.Casus) error { return nil }
	v, err := p.LegVerklaringVast(t.Context(), testkit.Wie(t, "werker"), id, register.NieuweVerklaring{Soort: "bezwaar", Tekst: "nee"}, mag, sleutel("v"))
	if err == nil {
		_, err = p.BeantwoordVerklaring(t.Context(), testkit.Wie(t, "coordinator"), id, v.ID, register.VerklaringAntwoord{Uitkomst: "deels", Motivering: "ja"}, mag, sleutel("a"))
	}
	if err != nil {
		t.Fatal(err)
	}
	p.Vuur(t, id)
	p.Aangeboden(t, id, "ggz-voorbeeld", `{"samenvatting":"x"}`)
	if _, err := p.Zoek(t.Context(), testkit.Wie(t, "ctb"), register.Zoekvraag{Naam: "Voorbeeld"}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.Tijdlijn(t.Context(), testkit.Wie(t, "werker"), id, "", 0); err != nil {
		t.Fatal(err)
	}
	b, err := p.ZetBewaarplicht(t.Context(), testkit.Wie(t, "privacy"), register.NieuweBewaarplicht{Casus: id, Reden: "rechtszaak", Toelichting: "x"}, sleutel("b"))
	if err == nil {
		_, err = p.HefBewaarplichtOp(t.Context(), testkit.Wie(t, "privacy"), b.ID, "klaar", sleutel("o"))
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, ov := range p.rijen(t, `SELECT id::text FROM overdrachten WHERE casus_id = $1`, id) {
		p.Stap(t, "werker", id, casus.Stap{Soort: casus.StapOverdrachtIntrek, Ding: ov}, `{"reden":"x"}`)
	}
	p.Stap(t, "coordinator", id, casus.Stap{Soort: casus.StapAfschaalbeoordeling, Uitkomst: casus.BesluitVoortzetten}, "")
	p.Aangeboden(t, id, "ggz-voorbeeld", `{"samenvatting":"y"}`)
	for _, ov := range p.rijen(t, `SELECT id::text FROM overdrachten WHERE casus_id = $1 AND status = 'aangeboden'`, id) {
		p.Stap(t, "werker", id, casus.Stap{Soort: casus.StapOverdrachtIntrek, Ding: ov}, `{"reden":"x"}`)
	}
	p.doe(t, `WITH m AS (SELECT id FROM meldingen WHERE casus_id = $1 LIMIT 1), p AS (
			INSERT INTO post (id, soort, aan, sleutel, status) SELECT gen_random_uuid(), 'spoed', 'werker', id::text, 'verzonden' FROM m RETURNING id)
		INSERT INTO post_meldingen (post_id, melding_id) SELECT p.id, m.id FROM p, m`, id)
	p.Sluit(t, id, casus.Verhuisd)
	p.doe(t, `INSERT INTO werk (casus_id, soort, aan, persoon, organisatie, urgentie, vervalt_op, gevuurd, fase_sinds) VALUES ($1, 'x', 'ctb', '', '', 2, now(), 0, now())`, id)
	p.doe(t, `INSERT INTO inzet (id, casus_id, wie) VALUES (gen_random_uuid(), $1, 'ervaringsdeskundige')`, id)
	p.h.runs[id] = 2
	return id
}

func (p *proef) rijen(t *testing.T, q string, args ...any) []string {
	t.Helper()
	return p.rijenVan(t, p.DB, q, args...)
}

func (p *proef) rijenVan(t *testing.T, db testkit.DB, q string, args ...any) []string {
	t.Helper()
	return p.rijenUit(t, db.Eigenaar(), q, args...)
}

func (p *proef) rijenUit(t *testing.T, dsn, q string, args ...any) []string {
	t.Helper()
	rijen, err := testkit.Verbind(t, dsn).Query(t.Context(), q, args...)
	if err != nil {
		t.Fatal(err)
	}
	uit, err := pgx.CollectRows(rijen, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return uit
}

func (p *proef) doe(t *testing.T, q string, args ...any) {
	t.Helper()
	if _, err := testkit.Verbind(t, p.DB.Eigenaar()).Exec(t.Context(), q, args...); err != nil {
		t.Fatal(err)
	}
}

// lijst proposes one, 21 years later, and has it approved by two.
func (p *proef) lijst(t *testing.T, n int) string {
	t.Helper()
	p.Klok.Verder(21 * 366 * 24 * time.Hour)
	lijst, kreeg, err := p.StelVernietigingVoor(t.Context(), "dagelijks")
	if err != nil || kreeg != n {
		t.Fatalf("%d op de lijst: %v", kreeg, err)
	}
	for _, wie := range []string{"privacy", "coordinator"} {
		if _, err := p.KeurLijstGoed(t.Context(), testkit.Wie(t, wie), lijst, sleutel("k")); err != nil {
			t.Fatal(err)
		}
	}
	return lijst
}

// ids are all ids that a case has in the database: its own, and those of what hangs on it.
func (p *proef) ids(t *testing.T, casusID string) []string {
	t.Helper()
	return append(p.rijen(t, `SELECT id::text FROM stappen WHERE casus_id = $1 UNION SELECT id::text FROM feiten WHERE casus_id = $1 UNION SELECT id::text FROM meldingen
		WHERE casus_id = $1 UNION SELECT id::text FROM overdrachten WHERE casus_id = $1 UNION SELECT id::text FROM noodtoegangen WHERE casus_id = $1
		UNION SELECT id::text FROM delingen WHERE casus_id = $1 UNION SELECT nummer FROM casussen WHERE id = $1`, casusID), casusID)
}

// waar are the columns of any table that hold a text.
func (p *proef) waar(t *testing.T, conn *pgx.Conn, tekst string) (uit []string) {
	t.Helper()
	rijen, err := conn.Query(t.Context(), `SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public'`)
	if err != nil {
		t.Fatal(err)
	}
	kolommen, err := pgx.CollectRows(rijen, pgx.RowToStructByPos[struct{ Tabel, Kolom string }])
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range kolommen {
		var er bool
		q := `SELECT EXISTS (SELECT FROM ` + pgx.Identifier{c.Tabel}.Sanitize() + ` WHERE position($1 in ` + pgx.Identifier{c.Kolom}.Sanitize() + `::text) > 0)`
		if err := conn.QueryRow(t.Context(), q, tekst).Scan(&er); err != nil {
			t.Fatal(err)
		}
		if er {
			uit = append(uit, c.Tabel+"."+c.Kolom)
		}
	}
	return uit
}
