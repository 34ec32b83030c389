package register_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

// magNiet fails unless the database refuses for want of a right.
func magNiet(t *testing.T, conn *pgx.Conn, wie, q string, id toegang.Identiteit) {
	t.Helper()
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(t.Context()) }()
	if _, err := tx.Exec(t.Context(), `SELECT set_config('app.gebruiker', $1, true), set_config('app.rol', $2, true), set_config('app.organisatie', $3, true)`, id.Gebruiker, string(id.Rol), id.Organisatie); err != nil {
		t.Fatal(err)
	}
	_, err = tx.Exec(t.Context(), q)
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "42501" {
		t.Errorf("%s mag: %s (%v)", wie, q, err)
	}
}

// What `serve` holds (the application's role, the engine's, and reading the kluis) destroys nothing, whoever it says it is: no case, no key, no line of the
// access log, and it seals and prunes nothing either. That is of `work`.
func TestServeVernietigtEnVerzegeltNiets(t *testing.T) {
	t.Parallel()
	k, ids := ingetrokken(t, 1)
	lijst := voorstel(t, k, 1)
	goed(t, k, lijst, "privacy", "coordinator")
	vul := strings.NewReplacer("LIJST", lijst, "CASUS", ids[0])
	for wie, dsn := range map[string]string{"app": k.DB.App(), "motor": k.DB.Motor()} {
		conn := testkit.Verbind(t, dsn)
		for _, q := range []string{
			`SELECT begin_vernietiging('LIJST', 1, now(), now())`, `SELECT herspeel_grafsteen('CASUS', now())`, `SELECT vernietig_casus('CASUS', 0, now())`, `SELECT vernietig_sleutel('CASUS')`,
			`SELECT wis_logverwijzing('CASUS')`, `SELECT zet_logbewijs('{1}', '{x}')`, `SELECT ruim_op(now(), now())`, `SELECT ruim_personen(now(), now(), now(), now())`, `SELECT ruim_meldingen(now())`,
			`SELECT * FROM snoei_log(now() - interval '9 years', 1, now())`, `SELECT zet_snoeibewijs(1, 'x')`, `SELECT sla_pols(0, true, now())`, `SELECT zet_polsbestand(0)`, `UPDATE polsslag SET nr = 0`,
			`INSERT INTO logzegels (nr, van, tot, aantal, vorm, zegel, op) VALUES (1, 1, 1, 1, 2, 'x', now())`, `UPDATE verwerkingenlog SET tot = 0`, `UPDATE grafstenen SET motor_op = now()`,
			`UPDATE vernietigingslijsten SET klaar_op = now()`, `INSERT INTO grafstenen (casus_id, op) VALUES ('CASUS', now())`, `DELETE FROM vernietigingsgoedkeuringen`,
			`INSERT INTO vervallengoedkeuringen SELECT lijst_id, wie, rol, op, now(), 'verlopen' FROM vernietigingsgoedkeuringen`,
			`INSERT INTO vernietigingsgoedkeuringen (lijst_id, wie, rol, op, gezet_op) VALUES ('LIJST', 'privacy', 'privacy_officer', now(), now())`,
		} {
			magNiet(t, conn, wie, vul.Replace(q), testkit.Wie(t, "privacy"))
		}
	}
	kluis := testkit.Verbind(t, k.DB.Kluis())
	for _, q := range []string{
		`SELECT vernietig('%s')`, `SELECT veeg('%s', interval '9 years')`, `SELECT herpak('%s', 1, 'a', 'a', 'x')`, `DELETE FROM keks WHERE naam <> '%s'`, `DELETE FROM datasleutels WHERE casus_id = '%s'`,
		`UPDATE datasleutels SET ingepakt = 'x' WHERE casus_id = '%s'`, `INSERT INTO vernietigd (casus_id) VALUES ('%s')`, `SELECT zet_polsslag(9, 9), '%s'`, `UPDATE polsslag SET nr = 0 WHERE '%s' <> ''`,
	} {
		magNiet(t, kluis, "de kluis", fmt.Sprintf(q, ids[0]), toegang.Identiteit{})
	}
	gelijk(t, "casussen", tel(t, k, `SELECT count(*) FROM casussen`), 1)
	gelijk(t, "sleutels", inKluis(t, k, `SELECT count(*) FROM datasleutels`), 1)
}

// What `work` holds beside the engine's role approves nothing, speaks for nobody, and reads no more of a case than its number.
func TestWorkKeurtNietsGoed(t *testing.T) {
	t.Parallel()
	k, ids := ingetrokken(t, 1)
	lijst := voorstel(t, k, 1)
	werk, vul := testkit.Verbind(t, k.DB.Werk()), strings.NewReplacer("LIJST", lijst, "CASUS", ids[0])
	for _, rol := range toegang.Rollen() {
		id := toegang.Identiteit{Gebruiker: "privacy", Rol: rol, Organisatie: "bmz-voorbeeld"}
		for _, q := range []string{
			`INSERT INTO vernietigingsgoedkeuringen (lijst_id, wie, rol, op) VALUES ('LIJST', 'privacy', 'privacy_officer', now())`, `UPDATE vernietigingsregels SET status = 'afgehaald' WHERE lijst_id = 'LIJST'`,
			`INSERT INTO toegangslog (op, wie, rol, organisatie, wat, handeling, resultaat) VALUES (now(), 'privacy', 'x', 'x', 'LIJST', 'lezen', 'ok')`, `UPDATE toegangslog SET wie = 'LIJST'`, `DELETE FROM toegangslog WHERE wat = 'LIJST'`,
			`SELECT client FROM casussen WHERE id = 'CASUS'`, `SELECT projectie FROM casussen WHERE id = 'CASUS'`, `SELECT 1 FROM feiten WHERE casus_id = 'CASUS'`, `SELECT 1 FROM stappen WHERE casus_id = 'CASUS'`,
			`SELECT 1 FROM zoektokens WHERE casus_id = 'CASUS'`, `SELECT 1 FROM sessies, (SELECT 'CASUS') x`, `SELECT email FROM gebruikers WHERE id <> 'CASUS'`, `SELECT nummer FROM telefoonnummers WHERE gebruiker <> 'CASUS'`, `SELECT inhoud FROM klachten WHERE id = 'CASUS'`,
			`SELECT inhoud FROM concepten WHERE id = 'CASUS'`, `SELECT uitstel_reden FROM meldingen WHERE casus_id = 'CASUS'`, `UPDATE meldingen SET status = 'bevestigd' WHERE casus_id = 'CASUS'`, `UPDATE casussen SET fase = fase WHERE id = 'CASUS'`,
			`DELETE FROM casussen WHERE id = 'CASUS'`, `INSERT INTO grafstenen (casus_id, op) VALUES ('CASUS', now())`,
		} {
			magNiet(t, werk, string(rol), vul.Replace(q), id)
		}
		// What nobody approved it does not begin, and without a tombstone it takes nothing away.
		for _, q := range []string{`SELECT begin_vernietiging('LIJST', 1, now(), now())`, `SELECT vernietig_casus('CASUS', 0, now())`, `SELECT wis_logverwijzing('CASUS')`} {
			magNiet(t, werk, string(rol), vul.Replace(q), id)
		}
	}
	gelijk(t, "casussen", tel(t, k, `SELECT count(*) FROM casussen`), 1)
}

// Column by column what `work` may read by its own role: a word, a number or a moment, and of what was written only, encrypted, why a line
// was taken off a list. What comes with a migration is added here by hand.
func TestWorkLeestNietMeerDanDit(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	rijen, err := testkit.Verbind(t, k.DB.Eigenaar()).Query(t.Context(), `SELECT c.relname || ': ' || string_agg(a.attname, ' ' ORDER BY a.attname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		JOIN pg_attribute a ON a.attrelid = c.oid WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege('schakel_werk', c.oid, a.attnum, 'SELECT')
		GROUP BY c.relname ORDER BY c.relname`)
	if err != nil {
		t.Fatal(err)
	}
	kreeg, err := pgx.CollectRows(rijen, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "wat work leest", "\n"+strings.Join(kreeg, "\n")+"\n", `
casussen: casehouder id nummer verwijzer_organisatie
concepten: id verloopt
grafstenen: casus_id lijst_id motor_op nr op register_op runs
inzet: casus_id tot wie
logsnoei: aantal bewijs nr op som tot zegel
logzegels: aantal nr op tot van vorm zegel
meldingen: aan casus_id id organisatie persoon status trede uitgesteld_tot
noodtoegangen: casus_id einde rol van wie
overdrachten: casus_id casus_tot ontvanger
toegangslog: bewijs casus_id casussen doel handeling nr oorspronkelijk op organisatie resultaat rol spoor via wat wie
vernietigingslijsten: beleid certificaat gemaakt_door gemaakt_op id klaar_op klacht_id over_klacht
vernietigingsregels: aantallen casus_id door laatste lijst_id nr nummer op reden soort status toelichting vervalt_op
vervangingen: einde van vervangen vervanger
verwerkingenlog: een op tot
`)
}

// A process that was not given a role does what it is for without it, and the rest is refused with the name of what is missing: nothing half.
func TestZonderDeRolVanEenAnder(t *testing.T) {
	t.Parallel()
	_, bos := metBos(t)
	k := testkit.NieuweKeten(t, bos)
	zetKlok(k, time.Now().AddDate(0, -6, 0))
	id := k.Meld(t, "verwijzer", casus.Normaal, "In Getrokken")
	k.TrekIn(t, "verwijzer", id)
	zetKlok(k, time.Now())
	serve := testkit.Open(t, k.DB, bos, func(c *register.Config) { c.WerkDSN, c.KluisWerkDSN, c.Nu = "", "", k.Klok.Nu })
	work := testkit.Open(t, k.DB, bos, func(c *register.Config) { c.AppDSN, c.Nu = "", k.Klok.Nu })
	lijst, n, err := work.StelVernietigingVoor(t.Context(), "dagelijks")
	if err != nil || n != 1 {
		t.Fatal(n, err)
	}
	if _, err := work.KeurLijstGoed(t.Context(), testkit.Wie(t, "privacy"), lijst, sleutel("k")); !errors.Is(err, register.ErrRolOntbreekt) || !strings.Contains(err.Error(), "schakel_app") {
		t.Errorf("work keurt goed: %v", err)
	}
	for _, wie := range []string{"privacy", "coordinator"} {
		if _, err := serve.KeurLijstGoed(t.Context(), testkit.Wie(t, wie), lijst, sleutel("k")); err != nil {
			t.Fatal(err)
		}
	}
	regel := register.Vernietigregel{Lijst: lijst, Nr: 1, CasusID: id, Soort: casus.BewaarIngetrokken}
	for wat, doe := range map[string]func(r *register.Register) error{
		"beginnen": func(r *register.Register) error { _, err := r.BeginVernietiging(t.Context(), regel); return err },
		"sleutel":  func(r *register.Register) error { return r.VernietigSleutel(t.Context(), id) },
		"rijen":    func(r *register.Register) error { return r.VernietigRijen(t.Context(), id) },
		"opruimen": func(r *register.Register) error { _, err := r.RuimOp(t.Context()); return err },
		"zegel":    func(r *register.Register) error { _, err := r.Zegelaar().Verzegel(t.Context()); return err },
		"pols":     func(r *register.Register) error { _, err := r.SlaPols(t.Context(), 0, false); return err },
		"post": func(r *register.Register) error {
			_, err := r.MeldingenVoor(t.Context(), testkit.Wie(t, "privacy"), "")
			return err
		},
	} {
		if err := doe(serve); !errors.Is(err, register.ErrRolOntbreekt) || !strings.Contains(err.Error(), "schakel_werk") {
			t.Errorf("serve, %s: %v", wat, err)
		}
	}
	gelijk(t, "sleutels", inKluis(t, k, `SELECT count(*) FROM datasleutels`), 1)
	if gaat, err := work.BeginVernietiging(t.Context(), regel); err != nil || !gaat {
		t.Fatal(gaat, err)
	}
	if err := errors.Join(work.VernietigSleutel(t.Context(), id), work.VernietigRijen(t.Context(), id), work.HistorieLeeg(t.Context(), id)); err != nil {
		t.Fatal(err)
	}
	if _, err := work.RondLijstenAf(t.Context()); err != nil {
		t.Fatal(err)
	}
	if l, err := serve.Vernietigingslijst(t.Context(), testkit.Wie(t, "privacy"), lijst); err != nil || l.Status != "uitgevoerd" {
		t.Errorf("%+v %v", l, err)
	}
	if _, err := work.MeldingenVoor(t.Context(), testkit.Wie(t, "coordinator"), ""); err != nil {
		t.Error(err)
	}
	z := work.Zegelaar()
	testkit.Wacht(t, "de verzegeling", func() bool { n, err := z.Verzegel(t.Context()); return err != nil || n > 0 })
	if c, err := serve.ControleerLog(t.Context()); err != nil || c.Zegels == 0 || len(c.Fouten) > 0 {
		t.Errorf("%+v %v", c, err)
	}
	if err := errors.Join(serve.Ping(t.Context()), work.Ping(t.Context())); err != nil {
		t.Error(err)
	}
}
