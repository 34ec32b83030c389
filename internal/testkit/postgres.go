package testkit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"schakel/internal/kluis"
	"schakel/internal/register"
	"schakel/internal/solo"
)

// Passwords of the roles; they guard invented data on loopback.
const (
	appGeheim   = "app-geheim"
	motorGeheim = "motor-geheim"
	werkGeheim  = "werk-geheim"
	kluisGeheim = "kluis-geheim"
	sjabloon    = "sjabloon"
	metKluis    = "_kluis" // behind the name of a register: its store of keys
)

// server is the one PostgreSQL of this test program.
type server struct {
	eenmaal sync.Once
	pg      *solo.Postgres
	dir     string
	err     error
}

var gedeeld server // one per program, stopped by Main

// Main runs the tests and stops what they started; call it from TestMain with os.Exit.
func Main(m *testing.M) int {
	code := m.Run()
	if err := gedeeld.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "testkit:", err)
		return 1
	}
	return code
}

// Postgres is the PostgreSQL of this test program, with a migrated template.
func Postgres(t testing.TB) solo.PostgresAdres {
	t.Helper()
	gedeeld.eenmaal.Do(gedeeld.start)
	if gedeeld.err != nil {
		t.Fatalf("PostgreSQL voor de tests: %v", gedeeld.err)
	}
	return gedeeld.pg.PostgresAdres
}

func (s *server) start() {
	ctx := context.Background()
	// Not t.TempDir: PostgreSQL runs as another user when we are root, and must pass.
	if s.dir, s.err = os.MkdirTemp("", "schakel-testkit-"); s.err != nil {
		return
	}
	if s.err = os.Chmod(s.dir, 0o755); s.err != nil {
		return
	}
	if s.pg, s.err = solo.StartPostgres(ctx, solo.PostgresConfig{Dir: filepath.Join(s.dir, "pg"), ZonderFsync: true}); s.err != nil {
		return
	}
	if s.err = solo.MaakDatabase(ctx, s.pg.PostgresAdres, sjabloon); s.err == nil {
		s.err = register.Migreer(ctx, s.pg.DSN(sjabloon), Wachtwoorden())
	}
	if s.err == nil {
		s.err = solo.MaakDatabase(ctx, s.pg.PostgresAdres, sjabloon+metKluis)
	}
	if s.err == nil {
		s.err = kluis.Migreer(ctx, s.pg.DSN(sjabloon+metKluis), kluisGeheim, werkGeheim)
	}
}

func (s *server) stop() error {
	var err error
	if s.pg != nil {
		err = s.pg.Stop()
	}
	if s.dir != "" {
		err = errors.Join(err, os.RemoveAll(s.dir))
	}
	return err
}

// DB is a migrated database of one test.
type DB struct {
	Naam  string
	adres solo.PostgresAdres
	bos   string // the file of keys of who opens it
}

// Database makes one with a store of keys beside it, and drops both when the test is over.
func Database(t testing.TB) DB {
	t.Helper()
	d := nieuweNaam(t)
	d.maak(t, d.Naam, " TEMPLATE "+sjabloon)
	d.maak(t, d.Naam+metKluis, " TEMPLATE "+sjabloon+metKluis)
	return d
}

// LegeDatabase makes one without tables, and a store of keys without.
func LegeDatabase(t testing.TB) DB {
	t.Helper()
	d := nieuweNaam(t)
	d.maak(t, d.Naam, "")
	d.maak(t, d.Naam+metKluis, "")
	return d
}

func nieuweNaam(t testing.TB) DB {
	t.Helper()
	return DB{"t" + strings.ReplaceAll(uuid.NewString(), "-", ""), Postgres(t), filepath.Join(t.TempDir(), "register.json")}
}

func (d DB) maak(t testing.TB, naam, van string) {
	t.Helper()
	beheer := func(opdracht string) error {
		ctx := context.WithoutCancel(t.Context()) // at clean-up it has been cancelled
		conn, err := pgx.Connect(ctx, d.adres.DSN("postgres"))
		if err != nil {
			return err
		}
		_, err = conn.Exec(ctx, opdracht)
		return errors.Join(err, conn.Close(ctx))
	}
	if err := beheer("CREATE DATABASE " + naam + van); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := beheer("DROP DATABASE " + naam + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
}

// Eigenaar is the DSN of the owner, whom row level security does not hold.
func (d DB) Eigenaar() string { return d.adres.DSN(d.Naam) }

// App is the DSN of the application's role.
func (d DB) App() string { return d.als("schakel_app", appGeheim) }

// Motor is the DSN of the role of relay and activities.
func (d DB) Motor() string { return d.als("schakel_motor", motorGeheim) }

// Werk is the DSN of the role that destroys, seals and clears.
func (d DB) Werk() string { return d.als("schakel_werk", werkGeheim) }

// KluisWerk is the DSN of the role that destroys keys and wraps them anew.
func (d DB) KluisWerk() string { return d.inKluis().als(kluis.RolWerk, werkGeheim) }

// Wachtwoorden of the roles of a register.
func Wachtwoorden() register.Wachtwoorden {
	return register.Wachtwoorden{App: appGeheim, Motor: motorGeheim, Werk: werkGeheim}
}

// Kluis is the DSN of the role that reads the store of keys.
func (d DB) Kluis() string { return d.inKluis().als(kluis.Rol, kluisGeheim) }

// KluisEigenaar is the DSN of the owner of the store of keys.
func (d DB) KluisEigenaar() string { return d.inKluis().Eigenaar() }

func (d DB) inKluis() DB { return DB{d.Naam + metKluis, d.adres, ""} }

// MigreerKluis brings the store of keys of a [LegeDatabase] up to date.
func (d DB) MigreerKluis(t testing.TB) {
	t.Helper()
	if err := kluis.Migreer(t.Context(), d.KluisEigenaar(), kluisGeheim, werkGeheim); err != nil {
		t.Fatal(err)
	}
}

func (d DB) als(rol, wachtwoord string) string {
	a := d.adres
	a.User, a.Password = rol, wachtwoord
	return a.DSN(d.Naam)
}

// Verbind opens a connection that is closed when the test is over.
func Verbind(t testing.TB, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}

// Register opens the register on a database of the test's own.
func Register(t testing.TB, opties ...func(*register.Config)) (*register.Register, DB) {
	t.Helper()
	d := Database(t)
	return Open(t, d, opties...), d
}

// Open opens a register on a database, with the keys of that database unless an option gives others.
func Open(t testing.TB, d DB, opties ...func(*register.Config)) *register.Register {
	t.Helper()
	c := register.Config{AppDSN: d.App(), MotorDSN: d.Motor(), WerkDSN: d.Werk(), KluisDSN: d.Kluis(), KluisWerkDSN: d.KluisWerk(), MaxConns: 6}
	for _, o := range opties {
		o(&c)
	}
	if c.Sleutels == nil {
		c.Sleutels = sleutels(t, d.bos)
	}
	r, err := register.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// Sleutels makes a fresh set of keys.
func Sleutels(t testing.TB) *register.Sleutelbos {
	t.Helper()
	return sleutels(t, filepath.Join(t.TempDir(), "register.json"))
}

func sleutels(t testing.TB, pad string) *register.Sleutelbos {
	t.Helper()
	bos, err := register.OpenSleutelbos(pad)
	if err != nil {
		t.Fatal(err)
	}
	return bos
}
