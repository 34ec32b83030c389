package kluis_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"schakel/internal/kluis"
	"schakel/internal/testkit"
)

func open(t *testing.T, d testkit.DB) *kluis.Kluis {
	t.Helper()
	k, err := kluis.OpenGevolgd(t.Context(), d.Kluis(), d.KluisWerk(), 8, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = k.Close() })
	return k
}

func moet(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func sleutel(kek, tekst string) kluis.Sleutel {
	return kluis.Sleutel{CasusID: uuid.NewString(), Versie: 1, KEK: kek, Ingepakt: []byte(tekst)}
}

func TestVernietigdBlijftVernietigd(t *testing.T) {
	t.Parallel()
	k := open(t, testkit.Database(t))
	moet(t, k.Begin(t.Context(), []string{"een"}))
	a, b := sleutel("een", "a"), sleutel("een", "b")
	moet(t, k.Zet(t.Context(), a, b))
	moet(t, k.Zet(t.Context(), kluis.Sleutel{CasusID: a.CasusID, Versie: 1, KEK: "een", Ingepakt: []byte("anders")})) // what is there stays
	ss, err := k.Haal(t.Context(), []string{a.CasusID, b.CasusID, uuid.NewString()})
	if err != nil || len(ss) != 2 || !slices.ContainsFunc(ss, func(s kluis.Sleutel) bool { return s.CasusID == a.CasusID && string(s.Ingepakt) == "a" }) {
		t.Fatalf("%+v %v", ss, err)
	}
	moet(t, k.Vernietig(t.Context(), a.CasusID))
	moet(t, k.Vernietig(t.Context(), a.CasusID))
	if err := k.Zet(t.Context(), sleutel("een", "c"), a); !errors.Is(err, kluis.ErrVernietigd) {
		t.Errorf("een vernietigde sleutel kwam terug: %v", err)
	}
	ss, err = k.Haal(t.Context(), []string{a.CasusID, b.CasusID})
	if err != nil || len(ss) != 1 || ss[0].CasusID != b.CasusID {
		t.Errorf("%+v %v", ss, err)
	}
	weg, err := k.Vernietigd(t.Context(), []string{a.CasusID, b.CasusID})
	if err != nil || !weg[a.CasusID] || weg[b.CasusID] {
		t.Errorf("%v %v", weg, err)
	}
}

// Whoever puts a key back in the moment it is destroyed loses, whichever of the two is first.
func TestVernietigenTegelijkMetZetten(t *testing.T) {
	t.Parallel()
	d := testkit.Database(t)
	k := open(t, d)
	moet(t, k.Begin(t.Context(), []string{"een"}))
	for range 30 {
		s := sleutel("een", "x")
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() { _ = k.Zet(t.Context(), s) })
			wg.Go(func() { _ = k.Vernietig(t.Context(), s.CasusID) })
		}
		wg.Wait()
	}
	var over int
	moet(t, testkit.Verbind(t, d.KluisEigenaar()).QueryRow(t.Context(), `SELECT count(*) FROM datasleutels`).Scan(&over))
	if over > 0 {
		t.Errorf("%d sleutels kwamen terug", over)
	}
}

func TestAfgelosteKEKPaktNietsMeerIn(t *testing.T) {
	t.Parallel()
	k := open(t, testkit.Database(t))
	ctx := t.Context()
	moet(t, k.Begin(ctx, []string{"een"}))
	if err := k.Begin(ctx, []string{"vreemd"}); !errors.Is(err, kluis.ErrKEKWeg) {
		t.Errorf("een andere sleutel mag beginnen: %v", err)
	}
	s := sleutel("een", "x")
	moet(t, k.Zet(ctx, s))
	moet(t, k.MagPakken(ctx, "twee"))
	if alleen, err := k.Alleen(ctx, "twee"); alleen || err != nil {
		t.Fatalf("afgelost terwijl er nog mee ingepakt is: %v", err)
	}
	ss, err := k.NietMet(ctx, "twee", "", 10)
	if err != nil || len(ss) != 1 {
		t.Fatalf("%+v %v", ss, err)
	}
	for i, wil := range []int{1, 0} { // again: it is not as it was read any more
		if n, err := k.Herpak(ctx, "twee", []kluis.Herpakt{{Sleutel: ss[0], Nieuw: []byte("y")}}); err != nil || n != wil {
			t.Fatalf("keer %d: %d %v", i, n, err)
		}
	}
	if alleen, err := k.Alleen(ctx, "twee"); !alleen || err != nil {
		t.Fatalf("niet afgelost: %v", err)
	}
	if err := k.Zet(ctx, sleutel("een", "z")); !errors.Is(err, kluis.ErrKEKWeg) {
		t.Errorf("ingepakt met de afgeloste: %v", err)
	}
	if alle, anders, err := k.Stand(ctx, "twee"); alle != 1 || anders != 0 || err != nil {
		t.Errorf("%d %d %v", alle, anders, err)
	}
}

func TestEenWisselTegelijk(t *testing.T) {
	t.Parallel()
	d := testkit.Database(t)
	a, b := open(t, d), open(t, d)
	moet(t, a.Alleenwerk(t.Context(), func() error {
		if err := b.Alleenwerk(t.Context(), func() error { return nil }); !errors.Is(err, kluis.ErrBezig) {
			t.Errorf("twee tegelijk: %v", err)
		}
		return nil
	}))
	moet(t, b.Alleenwerk(t.Context(), func() error { return nil }))
}

func TestVeeg(t *testing.T) {
	t.Parallel()
	d := testkit.Database(t)
	k := open(t, d)
	moet(t, k.Begin(t.Context(), []string{"een"}))
	oud, nieuw := sleutel("een", "x"), sleutel("een", "y")
	moet(t, k.Zet(t.Context(), oud, nieuw))
	if _, err := testkit.Verbind(t, d.KluisEigenaar()).Exec(t.Context(), `UPDATE datasleutels SET gemaakt_op = now() - interval '3 days' WHERE casus_id = $1::uuid`, oud.CasusID); err != nil {
		t.Fatal(err)
	}
	ids, err := k.Oud(t.Context(), time.Now().Add(-48*time.Hour), "", 10)
	if err != nil || !slices.Equal(ids, []string{oud.CasusID}) {
		t.Fatalf("%v %v", ids, err)
	}
	for id, wil := range map[string]bool{oud.CasusID: true, nieuw.CasusID: false} {
		if weg, err := k.Veeg(t.Context(), id, time.Second); weg != wil || err != nil { // never younger than a day
			t.Errorf("%v %v", weg, err)
		}
	}
	// Noted, so that an old copy does not come back; but there was no case that has to be destroyed again.
	if err := k.Zet(t.Context(), oud); !errors.Is(err, kluis.ErrVernietigd) {
		t.Errorf("een geveegde sleutel kwam terug: %v", err)
	}
	if vs, err := k.AlleVernietigd(t.Context()); err != nil || len(vs) != 0 {
		t.Errorf("geveegd is niet vernietigd: %v %v", vs, err)
	}
	moet(t, k.Vernietig(t.Context(), oud.CasusID))
	if vs, err := k.AlleVernietigd(t.Context()); err != nil || len(vs) != 1 || vs[0].CasusID != oud.CasusID || vs[0].Op.IsZero() {
		t.Errorf("en daarna vernietigd: %v %v", vs, err)
	}
	for id, wil := range map[string]bool{oud.CasusID: true, nieuw.CasusID: false} {
		if ja, err := k.IsVernietigd(t.Context(), id); ja != wil || err != nil {
			t.Errorf("%v %v", ja, err)
		}
	}
}

// Without the role that destroys, nothing is destroyed, swept or wrapped anew, and it says which role that is.
func TestZonderDeRolVanWork(t *testing.T) {
	t.Parallel()
	d := testkit.Database(t)
	met := open(t, d)
	k, err := kluis.Open(t.Context(), d.Kluis(), 2)
	moet(t, err)
	defer func() { _ = k.Close() }()
	moet(t, k.Begin(t.Context(), []string{"een"}))
	moet(t, k.MagPakken(t.Context(), "twee"))
	a := sleutel("een", "a")
	moet(t, k.Zet(t.Context(), a))
	_, alleen := k.Alleen(t.Context(), "een")
	_, herpak := k.Herpak(t.Context(), "twee", []kluis.Herpakt{{Sleutel: a, Nieuw: []byte("b")}})
	_, veeg := k.Veeg(t.Context(), a.CasusID, 0)
	for wat, err := range map[string]error{"vernietigen": k.Vernietig(t.Context(), a.CasusID), "alleen": alleen, "herpak": herpak, "veeg": veeg, "pols": k.ZetPolsslag(t.Context(), kluis.Polsslag{Nr: 9})} {
		if !errors.Is(err, kluis.ErrAlleenLezen) || !strings.Contains(err.Error(), kluis.RolWerk) {
			t.Errorf("%s: %v", wat, err)
		}
	}
	if ss, err := k.Haal(t.Context(), []string{a.CasusID}); err != nil || len(ss) != 1 || string(ss[0].Ingepakt) != "a" {
		t.Errorf("%v %v", ss, err)
	}
	moet(t, met.ZetPolsslag(t.Context(), kluis.Polsslag{Nr: 7, Bestand: 5}))
	moet(t, met.ZetPolsslag(t.Context(), kluis.Polsslag{Nr: 3, Bestand: 2})) // never down
	if p, err := k.Polsslag(t.Context()); err != nil || p != (kluis.Polsslag{Nr: 7, Bestand: 5}) {
		t.Errorf("%+v %v", p, err)
	}
}

// schakel_kluis can add and read; all at once it can neither destroy nor spoil, and the roles of the register do not come in.
func TestRolVanDeKluis(t *testing.T) {
	t.Parallel()
	d := testkit.Database(t)
	d.MigreerKluis(t) // twice is the same; and closes this copy of the template to others
	moet(t, open(t, d).ToetsSchema(t.Context()))
	conn := testkit.Verbind(t, d.Kluis())
	for _, q := range []string{
		`DELETE FROM datasleutels`, `UPDATE datasleutels SET ingepakt = ''`, `TRUNCATE datasleutels`, `DELETE FROM vernietigd`, `INSERT INTO vernietigd (casus_id) VALUES (gen_random_uuid())`,
		`INSERT INTO datasleutels (casus_id, versie, kek, ingepakt) VALUES (gen_random_uuid(), 1, 'een', '')`, `UPDATE keks SET naam = 'x'`,
		`CREATE TABLE x (i int)`, `DROP TABLE datasleutels`, `SET ROLE schakel`,
	} {
		if _, err := conn.Exec(t.Context(), q); err == nil {
			t.Errorf("schakel_kluis mag: %s", q)
		}
	}
	werk := testkit.Verbind(t, d.KluisWerk())
	for _, q := range []string{
		`SELECT ingepakt FROM datasleutels`, `DELETE FROM datasleutels`, `TRUNCATE datasleutels`, `DELETE FROM vernietigd`, `UPDATE datasleutels SET ingepakt = ''`, `UPDATE polsslag SET nr = 0`,
		`SELECT zet(gen_random_uuid(), 1, 'een', 'x')`, `SET ROLE schakel_kluis`,
	} {
		if _, err := werk.Exec(t.Context(), q); err == nil {
			t.Errorf("schakel_kluis_werk mag: %s", q)
		}
	}
	for _, rol := range []string{"schakel_app:app-geheim", "schakel_motor:motor-geheim", "schakel_werk:werk-geheim"} {
		dsn := strings.Replace(d.Kluis(), kluis.Rol+":kluis-geheim", rol, 1)
		if c, err := pgx.Connect(t.Context(), dsn); err == nil {
			_ = c.Close(t.Context())
			t.Errorf("%s komt in de kluis", rol)
		} else if !strings.Contains(err.Error(), "42501") {
			t.Error(err)
		}
	}
}

func TestSchemaVanDeKluis(t *testing.T) {
	t.Parallel()
	leeg := testkit.LegeDatabase(t)
	if err := open(t, leeg).ToetsSchema(t.Context()); !errors.Is(err, kluis.ErrSchema) || !strings.Contains(err.Error(), "schakel migrate") {
		t.Errorf("leeg: %v", err)
	}
	d := testkit.Database(t)
	if _, err := testkit.Verbind(t, d.KluisEigenaar()).Exec(t.Context(), `INSERT INTO bun_migrations (name, group_id) VALUES ('20991231000001', 99)`); err != nil {
		t.Fatal(err)
	}
	if err := open(t, d).ToetsSchema(t.Context()); !errors.Is(err, kluis.ErrSchema) {
		t.Errorf("nieuwer: %v", err)
	}
	for _, dsn := range []string{"", "postgres://u:zeer-geheim@[", "postgres://u:zeer-geheim@127.0.0.1:1/x?sslmode=disable"} {
		if _, err := kluis.Open(t.Context(), dsn, 1); err == nil || strings.Contains(err.Error(), "zeer-geheim") {
			t.Errorf("%v", err)
		}
	}
}
