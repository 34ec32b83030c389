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

	"schakel/internal/register"
	"schakel/internal/solo"
)

// Passwords of the two roles; they guard invented data on loopback.
const (
	appGeheim   = "app-geheim"
	motorGeheim = "motor-geheim"
	sjabloon    = "sjabloon"
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
		s.err = register.Migreer(ctx, s.pg.DSN(sjabloon), appGeheim, motorGeheim)
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
}

// Database makes one, and drops it when the test is over.
func Database(t testing.TB) DB {
	t.Helper()
	return maak(t, " TEMPLATE "+sjabloon)
}

// LegeDatabase makes one without tables.
func LegeDatabase(t testing.TB) DB {
	t.Helper()
	return maak(t, "")
}

func maak(t testing.TB, van string) DB {
	t.Helper()
	d := DB{Naam: "t" + strings.ReplaceAll(uuid.NewString(), "-", ""), adres: Postgres(t)}
	beheer := func(opdracht string) error {
		ctx := context.WithoutCancel(t.Context()) // at clean-up it has been cancelled
		conn, err := pgx.Connect(ctx, d.adres.DSN("postgres"))
		if err != nil {
			return err
		}
		_, err = conn.Exec(ctx, opdracht)
		return errors.Join(err, conn.Close(ctx))
	}
	if err := beheer("CREATE DATABASE " + d.Naam + van); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := beheer("DROP DATABASE " + d.Naam + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return d
}

// Eigenaar is the DSN of the owner, whom row level security does not hold.
func (d DB) Eigenaar() string { return d.adres.DSN(d.Naam) }

// App is the DSN of the application's role.
func (d DB) App() string { return d.als("schakel_app", appGeheim) }

// Motor is the DSN of the role of relay and activities.
func (d DB) Motor() string { return d.als("schakel_motor", motorGeheim) }

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

// Open opens a register on a database, with keys of its own unless an option gives others.
func Open(t testing.TB, d DB, opties ...func(*register.Config)) *register.Register {
	t.Helper()
	c := register.Config{AppDSN: d.App(), MotorDSN: d.Motor(), MaxConns: 6}
	for _, o := range opties {
		o(&c)
	}
	if c.Sleutels == nil {
		c.Sleutels = Sleutels(t)
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
	bos, err := register.OpenSleutelbos(filepath.Join(t.TempDir(), "register.json"))
	if err != nil {
		t.Fatal(err)
	}
	return bos
}
