package register_test

import (
	"context"
	"encoding/hex"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/kluis"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// inKluis counts in the store of keys.
func inKluis(t *testing.T, k *testkit.Keten, vraag string, args ...any) int {
	t.Helper()
	var n int
	if err := testkit.Verbind(t, k.DB.KluisEigenaar()).QueryRow(t.Context(), vraag, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func doe(t *testing.T, dsn, opdracht string, args ...any) {
	t.Helper()
	if _, err := testkit.Verbind(t, dsn).Exec(t.Context(), opdracht, args...); err != nil {
		t.Fatal(err)
	}
}

func leesbaar(t *testing.T, r *register.Register, casusID string) error {
	t.Helper()
	_, _, err := r.Tijdlijn(t.Context(), testkit.Wie(t, "werker"), casusID, "", 0)
	return err
}

// metBos opens registers on one file of keys, as processes on one machine do.
func metBos(t *testing.T) (pad string, optie func(*register.Config)) {
	t.Helper()
	pad = filepath.Join(t.TempDir(), "register.json")
	return pad, func(c *register.Config) {
		var err error
		if c.Sleutels, err = register.OpenSleutelbos(pad); err != nil {
			t.Fatal(err)
		}
	}
}

// A backup of the register holds nothing that opens a case; with that of the kluis beside it, it does.
func TestRegisterBevatGeenSleutels(t *testing.T) {
	t.Parallel()
	_, bos := metBos(t)
	k := testkit.NieuweKeten(t, bos)
	a := k.Zaak(t)
	gelijk(t, "sleutels in het register", tel(t, k, `SELECT count(*) FROM sleutels`), 0)
	gelijk(t, "sleutels in de kluis", inKluis(t, k, `SELECT count(*) FROM datasleutels WHERE casus_id = $1::uuid`, a), 1)
	conn := testkit.Verbind(t, k.DB.KluisEigenaar())
	var ingepakt []byte
	if err := conn.QueryRow(t.Context(), `SELECT ingepakt FROM datasleutels WHERE casus_id = $1::uuid`, a).Scan(&ingepakt); err != nil {
		t.Fatal(err)
	}
	// Not in any other column of the register either.
	if waar := zoekOveral(t, k, hex.EncodeToString(ingepakt[5:25])); len(waar) > 0 {
		t.Errorf("de ingepakte sleutel staat in %v", waar)
	}
	if err := leesbaar(t, testkit.Open(t, k.DB, bos), a); err != nil {
		t.Error(err)
	}
	ander := testkit.Database(t) // a kluis without this key
	zonder := testkit.Open(t, k.DB, bos, func(c *register.Config) { c.KluisDSN = ander.Kluis() })
	if leesbaar(t, zonder, a) == nil {
		t.Error("zonder de kluis las hij")
	}
}

// An aanmelding that fails after its key was stored leaves a key without a case, which is swept; one that cannot store its key is not there at all.
func TestSleutelZonderCasus(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	houd := k.Zaak(t)
	doe(t, k.DB.Eigenaar(), `CREATE FUNCTION stuk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'stuk'; END $$; CREATE TRIGGER stuk BEFORE INSERT ON casussen FOR EACH ROW EXECUTE FUNCTION stuk()`)
	wie := testkit.Wie(t, "verwijzer")
	if _, err := k.Indienen(t.Context(), wie, testkit.Aanmelding(wie, casus.Normaal, "V. Voorbeeld")); !fout.Is(err, fout.NietOpgeslagen) {
		t.Fatalf("verwacht niet-opgeslagen: %v", err)
	}
	gelijk(t, "sleutels", inKluis(t, k, `SELECT count(*) FROM datasleutels`), 2)
	if n, err := k.VeegSleutels(t.Context(), 0); n != 0 || err != nil {
		t.Errorf("een sleutel van zojuist is geveegd: %d %v", n, err)
	}
	doe(t, k.DB.KluisEigenaar(), `UPDATE datasleutels SET gemaakt_op = now() - interval '2 days'`)
	if n, err := k.VeegSleutels(t.Context(), 0); n != 1 || err != nil {
		t.Errorf("geveegd: %d %v", n, err)
	}
	if err := leesbaar(t, testkit.Open(t, k.DB, func(c *register.Config) { c.Sleutels = k.Sleutelbos() }), houd); err != nil {
		t.Error(err)
	}
	doe(t, k.DB.Eigenaar(), `DROP TRIGGER stuk ON casussen`)
	doe(t, k.DB.KluisEigenaar(), `REVOKE EXECUTE ON FUNCTION zet FROM schakel_kluis`)
	if _, err := k.Indienen(t.Context(), wie, testkit.Aanmelding(wie, casus.Normaal, "V. Voorbeeld")); !fout.Is(err, fout.NietOpgeslagen) {
		t.Fatalf("zonder kluis: %v", err)
	}
	gelijk(t, "casussen", tel(t, k, `SELECT count(*) FROM casussen`), 1)
}

// terug puts the keys of cases where they stood before there was a kluis.
func terug(t *testing.T, k *testkit.Keten) {
	t.Helper()
	kluisConn, conn := testkit.Verbind(t, k.DB.KluisEigenaar()), testkit.Verbind(t, k.DB.Eigenaar())
	rijen, _ := kluisConn.Query(t.Context(), `DELETE FROM datasleutels RETURNING casus_id::text, ingepakt`)
	ss, err := pgx.CollectRows(rijen, pgx.RowToStructByPos[struct {
		ID       string
		Ingepakt []byte
	}])
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range ss {
		if _, err := conn.Exec(t.Context(), `INSERT INTO sleutels (casus_id, versie, ingepakt) VALUES ($1, 1, $2)`, s.ID, s.Ingepakt); err != nil {
			t.Fatal(err)
		}
	}
	doe(t, k.DB.KluisEigenaar(), `DELETE FROM keks`)
}

// An installation of before: its keys are read where they are, move without getting lost when that is interrupted, and what was destroyed does not come back.
func TestSleutelsVerhuizen(t *testing.T) {
	t.Parallel()
	_, bos := metBos(t)
	k := testkit.NieuweKeten(t, bos)
	ids := []string{k.Zaak(t), k.Zaak(t), k.Zaak(t), k.Zaak(t)}
	terug(t, k)
	r := testkit.Open(t, k.DB, bos)
	alle := func(wat string, r *register.Register, weg ...string) {
		t.Helper()
		for _, id := range ids {
			if err := leesbaar(t, r, id); (err == nil) == (len(weg) > 0 && id == weg[0]) {
				t.Errorf("%s: casus %s: %v", wat, id, err)
			}
		}
		if _, _, err := r.Lijst(t.Context(), testkit.Wie(t, "coordinator"), register.Filter{}); err != nil {
			t.Errorf("%s: lijst: %v", wat, err)
		}
	}
	alle("nog niet verhuisd", r)
	if _, err := r.WisselSleutels(t.Context(), false, nil); !errors.Is(err, register.ErrEerstVerhuizen) {
		t.Errorf("wisselen zonder verhuizen: %v", err)
	}
	naar, err := kluis.Open(t.Context(), k.DB.Kluis(), 2)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = naar.Close() }()
	verhuis := func(ctx context.Context, weg bool) (register.Verhuisd, error) {
		return register.VerhuisSleutels(ctx, map[bool]string{false: k.DB.Motor(), true: k.DB.Eigenaar()}[weg], naar, weg, nil)
	}
	if v, err := verhuis(t.Context(), false); err != nil || v.Gezien != 4 || v.Weg != 0 {
		t.Fatalf("%+v %v", v, err)
	}
	gelijk(t, "nog in het register", tel(t, k, `SELECT count(*) FROM sleutels`), 4)
	// Interrupted between the two databases: in the kluis, and not yet out of the register.
	doe(t, k.DB.KluisEigenaar(), `DELETE FROM datasleutels WHERE casus_id IN ($1::uuid, $2::uuid)`, ids[0], ids[1])
	alle("half verhuisd", testkit.Open(t, k.DB, bos))
	// Destroyed before it moved: the copy in the register (put back from an old backup, here) does not count.
	var oud []byte
	conn := testkit.Verbind(t, k.DB.Eigenaar())
	if err := conn.QueryRow(t.Context(), `SELECT ingepakt FROM sleutels WHERE casus_id = $1::uuid`, ids[0]).Scan(&oud); err != nil {
		t.Fatal(err)
	}
	doe(t, k.DB.Eigenaar(), `INSERT INTO grafstenen (casus_id, op) VALUES ($1, now())`, ids[0])
	if err := r.VernietigSleutel(t.Context(), ids[0]); err != nil {
		t.Fatal(err)
	}
	doe(t, k.DB.Eigenaar(), `INSERT INTO sleutels (casus_id, versie, ingepakt) VALUES ($1, 1, $2)`, ids[0], oud)
	alle("een vernietigd", testkit.Open(t, k.DB, bos), ids[0])
	for range 2 {
		if _, err := verhuis(t.Context(), true); err != nil {
			t.Fatal(err)
		}
	}
	gelijk(t, "in het register", tel(t, k, `SELECT count(*) FROM sleutels`), 0)
	gelijk(t, "in de kluis", inKluis(t, k, `SELECT count(*) FROM datasleutels`), 3)
	alle("verhuisd", testkit.Open(t, k.DB, bos), ids[0])
	if _, err := register.VerhuisSleutels(t.Context(), strings.Replace(k.DB.Motor(), "motor-geheim", "zeer-geheim", 1), naar, true, nil); err == nil || strings.Contains(err.Error(), "zeer-geheim") {
		t.Errorf("fout: %v", err)
	}
}

// An installation whose keys did not move yet: the engine's role takes none of them away, one by one or all at once, unless the case has a tombstone. Moving
// them is for the owner.
func TestDeMotorWistGeenSleutelUitHetRegister(t *testing.T) {
	t.Parallel()
	_, bos := metBos(t)
	k := testkit.NieuweKeten(t, bos)
	a, weg := k.Zaak(t), k.Zaak(t)
	terug(t, k)
	for wie, conn := range map[string]*pgx.Conn{"de motor": testkit.Verbind(t, k.DB.Motor()), "work": testkit.Verbind(t, k.DB.Werk())} {
		for _, q := range []string{
			`SELECT vernietig_sleutel($1::uuid)`, `SELECT vernietig_sleutel(id) FROM casussen WHERE id = $1 OR true`, `DELETE FROM sleutels WHERE casus_id = $1`,
			`UPDATE sleutels SET ingepakt = '' WHERE casus_id = $1`,
		} {
			if n, err := conn.Exec(t.Context(), q, a); err == nil && n.RowsAffected() > 0 {
				t.Errorf("%s mag: %s", wie, q)
			}
		}
	}
	gelijk(t, "sleutels in het register", tel(t, k, `SELECT count(*) FROM sleutels`), 2)
	if err := leesbaar(t, testkit.Open(t, k.DB, bos), a); err != nil {
		t.Error(err)
	}
	naar, err := kluis.Open(t.Context(), k.DB.Kluis(), 2)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = naar.Close() }()
	if _, err := register.VerhuisSleutels(t.Context(), k.DB.Motor(), naar, true, nil); err == nil {
		t.Error("de motor haalt sleutels uit het register")
	}
	gelijk(t, "sleutels in het register na de motor", tel(t, k, `SELECT count(*) FROM sleutels`), 2)
	doe(t, k.DB.Eigenaar(), `INSERT INTO grafstenen (casus_id, op) VALUES ($1, now())`, weg)
	if err := k.VernietigSleutel(t.Context(), weg); err != nil {
		t.Errorf("met een grafsteen: %v", err)
	}
	if v, err := register.VerhuisSleutels(t.Context(), k.DB.Eigenaar(), naar, true, nil); err != nil || v.Weg != 1 {
		t.Errorf("de eigenaar: %+v %v", v, err)
	}
	if err := leesbaar(t, testkit.Open(t, k.DB, bos), a); err != nil {
		t.Error(err)
	}
}

// Another process forgets a destroyed key within [register.SleutelOnthouden]; one that starts anew never had it.
func TestVernietigdInEenAnderProces(t *testing.T) {
	t.Parallel()
	_, bos := metBos(t)
	k := testkit.NieuweKeten(t, bos)
	a := k.Zaak(t)
	ander := testkit.Open(t, k.DB, bos)
	if err := leesbaar(t, ander, a); err != nil {
		t.Fatal(err)
	}
	if err := k.VernietigSleutel(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	gelijk(t, "in de kluis", inKluis(t, k, `SELECT count(*) FROM datasleutels`), 0)
	ander.Verouder(register.SleutelOnthouden)
	if leesbaar(t, ander, a) == nil {
		t.Error("een ander proces las na twee minuten nog")
	}
	if leesbaar(t, testkit.Open(t, k.DB, bos), a) == nil {
		t.Error("een nieuw proces las")
	}
}
