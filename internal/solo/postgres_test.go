package solo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

func TestPostgresHoudtGegevensWachtwoordEnPoort(t *testing.T) {
	t.Parallel()
	dir := werkmap(t)
	een := startPG(t, dir)
	voer(t, een.PostgresAdres, "CREATE TABLE blijft AS SELECT 7 AS getal")
	if err := een.Stop(); err != nil {
		t.Fatal(err)
	}
	if err, open := <-een.Done(); open {
		t.Fatalf("a stop that was asked for is reported as an accident: %v", err)
	}
	twee := startPG(t, dir)
	if twee.PostgresAdres != een.PostgresAdres {
		t.Error("another address or password after a restart")
	}
	voer(t, twee.PostgresAdres, "INSERT INTO blijft SELECT getal + 1 FROM blijft")
	gelezen, err := LeesPostgres(filepath.Join(dir, "postgres"))
	if err != nil || gelezen != twee.PostgresAdres {
		t.Errorf("another process reads %v %v", gelezen.HostPort(), err)
	}
}

func TestPostgresIsDichtVoorAnderen(t *testing.T) {
	t.Parallel()
	dir := werkmap(t)
	pg := startPG(t, dir)
	for naam, wachtwoord := range map[string]string{"wrong": "fout", "none": ""} {
		adres := pg.PostgresAdres
		adres.Password = wachtwoord
		var pgErr *pgconn.PgError
		if err := adres.verbind(t.Context()); !errors.As(err, &pgErr) && !strings.Contains(fmt.Sprint(err), "password") {
			t.Errorf("%s password: %v", naam, err)
		}
	}
	if sockets := lees(t, pg.PostgresAdres, "SHOW unix_socket_directories"); sockets != "" {
		t.Errorf("Unix socket in %q", sockets)
	}
	if waar := lees(t, pg.PostgresAdres, "SHOW listen_addresses"); waar != loopback {
		t.Errorf("listens on %q", waar)
	}
	regels := lees(t, pg.PostgresAdres, "SELECT string_agg(type||' '||auth_method, ',') FROM pg_hba_file_rules")
	if regels != "host scram-sha-256" {
		t.Errorf("access rules: %q", regels)
	}
	for naam, rechten := range map[string]os.FileMode{bestandWachtwoord: 0o600, bestandPostgresLog: 0o600, "data": 0o700} {
		info, err := os.Stat(filepath.Join(dir, "postgres", naam))
		if err != nil || info.Mode().Perm() != rechten {
			t.Errorf("%s: %v %v", naam, info.Mode(), err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "postgres", "initdb-"+bestandWachtwoord)); !errors.Is(err, os.ErrNotExist) {
		t.Error("the password given to initdb was left behind")
	}
}

// A statement that fails may hold personal data; the log may not.
func TestPostgresLogZonderInhoud(t *testing.T) {
	t.Parallel()
	dir := werkmap(t)
	pg := startPG(t, dir)
	voer(t, pg.PostgresAdres, "CREATE TABLE uniek (naam text PRIMARY KEY)")
	voer(t, pg.PostgresAdres, "INSERT INTO uniek VALUES ('Verzonnen Naam')")
	conn, err := pgx.Connect(t.Context(), pg.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "INSERT INTO uniek VALUES ($1)", "Verzonnen Naam"); err == nil {
		t.Fatal("the second row was taken")
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	tekst := eindVan(filepath.Join(dir, "postgres", bestandPostgresLog), 0)
	if !strings.Contains(tekst, "duplicate key") || strings.Contains(tekst, "Verzonnen") {
		t.Fatalf("log:\n%s", tekst)
	}
}

func TestPostgresFouten(t *testing.T) {
	t.Parallel()
	for naam, geval := range map[string]struct {
		doe  func(t *testing.T, conf *PostgresConfig)
		fout error
		zegt string
	}{
		"no programs": {
			func(t *testing.T, conf *PostgresConfig) { conf.BinDir = t.TempDir() },
			ErrGeenPostgres, "apt-get install postgresql",
		},
		"port taken": {func(t *testing.T, conf *PostgresConfig) {
			l, err := Luister("127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = l.Close() })
			conf.Port = l.Addr().(*net.TCPAddr).Port
		}, ErrPoortBezet, "another program"},
		"other major version": {func(t *testing.T, conf *PostgresConfig) {
			schrijf(t, filepath.Join(conf.Dir, "data", "PG_VERSION"), "9\n")
		}, ErrPostgresVersie, "made by version 9"},
		"password lost": {func(t *testing.T, conf *PostgresConfig) {
			b, err := zoekPostgres(t.Context(), "", "")
			if err != nil {
				t.Fatal(err)
			}
			schrijf(t, filepath.Join(conf.Dir, "data", "PG_VERSION"), fmt.Sprintln(b.major))
		}, ErrDatamapOntoegankelijk, "backup"},
		"folder is a file": {func(t *testing.T, conf *PostgresConfig) {
			schrijf(t, conf.Dir+"-bestand", "")
			conf.Dir += "-bestand/eronder"
		}, ErrDatamapOntoegankelijk, "--data"},
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			conf := PostgresConfig{Dir: filepath.Join(werkmap(t), "postgres"), ZonderFsync: true}
			geval.doe(t, &conf)
			pg, err := StartPostgres(t.Context(), conf)
			if err == nil {
				_ = pg.Stop()
			}
			if !errors.Is(err, geval.fout) || !strings.Contains(fmt.Sprint(err), geval.zegt) {
				t.Fatalf("error %v; want %v, saying %q", err, geval.fout, geval.zegt)
			}
		})
	}
}

// Root's data folder in a closed parent (/root, a home folder) is an ordinary case: PostgreSQL runs as another user then.
// For an ordinary user the same folder is no obstacle.
func TestPostgresInGeslotenOuder(t *testing.T) {
	t.Parallel()
	dicht := filepath.Join(werkmap(t), "dicht")
	if err := os.Mkdir(dicht, 0o700); err != nil {
		t.Fatal(err)
	}
	pg, err := StartPostgres(t.Context(), PostgresConfig{Dir: filepath.Join(dicht, "postgres"), ZonderFsync: true})
	if err == nil {
		t.Cleanup(func() { _ = pg.Stop() })
	}
	if os.Geteuid() != 0 {
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	if !errors.Is(err, ErrPostgresMap) || !strings.Contains(fmt.Sprint(err), "chmod o+x "+dicht+",") {
		t.Fatalf("error %v", err)
	}
}

func TestPostgresMeldtEinde(t *testing.T) {
	t.Parallel()
	pg := startPG(t, werkmap(t))
	if err := syscall.Kill(pg.Pid(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := <-pg.Done(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("told %v", err)
	}
	if _, open := <-pg.Done(); open {
		t.Fatal("the channel stays open")
	}
}

// Two servers on one data folder would ruin it.
func TestPostgresWachtOpVoorganger(t *testing.T) {
	t.Parallel()
	dir := werkmap(t)
	een := startPG(t, dir)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	_, err := StartPostgres(ctx, PostgresConfig{Dir: filepath.Join(dir, "postgres"), ZonderFsync: true})
	if !errors.Is(err, ErrPostgresBezig) || !strings.Contains(err.Error(), fmt.Sprint(een.Pid())) {
		t.Fatalf("error %v", err)
	}
	voer(t, een.PostgresAdres, "SELECT 1") // and the first is none the worse for it
}

// A first start that was cut off leaves half a folder; the next start begins again.
func TestPostgresNaAfgebrokenEersteStart(t *testing.T) {
	t.Parallel()
	dir := werkmap(t)
	schrijf(t, filepath.Join(dir, "postgres", "data.nieuw", "PG_VERSION"), "15\n")
	pg := startPG(t, dir)
	voer(t, pg.PostgresAdres, "SELECT 1")
}

func TestPostgresVanURL(t *testing.T) {
	t.Parallel()
	adres, db, err := PostgresVanURL("postgres://iemand:geheim%2F1@db.example:6000/zaken?sslmode=disable")
	wil := PostgresAdres{Host: "db.example", Port: 6000, User: "iemand", Password: "geheim/1"}
	if err != nil || adres != wil || db != "zaken" {
		t.Errorf("%+v %q %v", adres, db, err)
	}
	if weer, _, err := PostgresVanURL(adres.DSN("zaken")); err != nil || weer != adres {
		t.Errorf("there and back: %+v %v", weer, err)
	}
	if _, _, err := PostgresVanURL("postgres://iemand:geheim@:poort/"); err == nil || strings.Contains(err.Error(), "geheim") {
		t.Errorf("error %v", err)
	}
}

// voer runs a statement.
func voer(t *testing.T, adres PostgresAdres, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), adres.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

// lees gives the one text a query answers.
func lees(t *testing.T, adres PostgresAdres, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), adres.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	var tekst string
	if err := conn.QueryRow(t.Context(), sql).Scan(&tekst); err != nil {
		t.Fatal(err)
	}
	return tekst
}

func schrijf(t *testing.T, naam, inhoud string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(naam), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(naam, []byte(inhoud), 0o600); err != nil {
		t.Fatal(err)
	}
}
