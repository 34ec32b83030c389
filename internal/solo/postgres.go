package solo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	loopback = "127.0.0.1"
	// postgresGebruikersnaam is the owner of everything inside the private PostgreSQL.
	postgresGebruikersnaam = "schakel"
	postgresStopDuur       = 20 * time.Second
	postgresStartDuur      = 60 * time.Second // recovery after a power cut takes its time
	bestandWachtwoord      = "wachtwoord"
	bestandPoort           = "poort"
	bestandPostgresLog     = "postgres.log"
	bestandPostgresCert    = "server.pem"
	bestandPostgresSleutel = "server-key.pem"
	wachtwoordBytes        = 32
)

// PostgresAdres is how to reach a PostgreSQL.
type PostgresAdres struct {
	Host     string
	Port     int
	User     string
	Password string
	// CA is the file with the authority of its certificate; empty: no TLS, which is for loopback.
	CA string
}

// DSN is the connection string of one database, password included: never log it.
func (a PostgresAdres) DSN(db string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(a.User, a.Password), Host: a.HostPort(), Path: "/" + db,
		RawQuery: "sslmode=disable",
	}
	if a.CA != "" {
		u.RawQuery = url.Values{"sslmode": {"verify-full"}, "sslrootcert": {a.CA}}.Encode()
	}
	return u.String()
}

// HostPort is host:port.
func (a PostgresAdres) HostPort() string { return net.JoinHostPort(a.Host, strconv.Itoa(a.Port)) }

// PostgresConfig describes a private PostgreSQL.
type PostgresConfig struct {
	// Dir is the folder for the data, the password and the log. It is made when it isn't there. Required.
	Dir string
	// Port on loopback; 0 is the one of the last time, or any free one.
	Port int
	// BinDir is the folder with initdb and postgres; empty is wherever the distribution put them.
	BinDir string
	// Log is the log file; empty is postgres.log in Dir.
	Log string
	// TLS is what it shows; with it nobody comes in without TLS. nil: none.
	TLS *PostgresTLS
	// ZonderFsync makes it fast and unsafe: after a power cut the data is lost. For tests.
	ZonderFsync bool
}

// PostgresTLS are files (PEM): the certificate of 127.0.0.1, its key, and the authority that clients know it by.
type PostgresTLS struct{ Cert, Sleutel, CA string }

// Postgres is a running private PostgreSQL: on loopback only, no Unix socket, scram with a random password.
type Postgres struct {
	PostgresAdres

	proces *proces
}

// StartPostgres makes the data folder at the first start, starts the server and returns when it accepts connections. ctx
// covers the start only. The errors are ErrGeenPostgres, ErrPostgresVersie, ErrPostgresMap, ErrPoortBezet and
// ErrDatamapOntoegankelijk; anything else carries the end of PostgreSQL's log.
func StartPostgres(ctx context.Context, conf PostgresConfig) (*Postgres, error) {
	ctx, cancel := context.WithTimeout(ctx, postgresStartDuur)
	defer cancel()
	l, err := bereidVoor(ctx, conf)
	if err != nil {
		return nil, err
	}
	if err := l.initialiseer(ctx); err != nil {
		return nil, err
	}
	if err := l.schrijfToegang(); err != nil {
		return nil, err
	}
	return l.start(ctx)
}

// lancering is one start of PostgreSQL.
type lancering struct {
	conf       PostgresConfig
	data       string
	binaries   postgresBinaries
	gebruiker  postgresGebruiker
	wachtwoord string
	poort      int
}

// bereidVoor finds out everything that can be wrong before something is started.
func bereidVoor(ctx context.Context, conf PostgresConfig) (*lancering, error) {
	dir, err := filepath.Abs(conf.Dir)
	if err != nil {
		return nil, ontoegankelijk(conf.Dir, err)
	}
	conf.Dir = dir
	if conf.Log == "" {
		conf.Log = filepath.Join(dir, bestandPostgresLog)
	}
	l := &lancering{conf: conf, data: filepath.Join(dir, "data")}
	if l.gebruiker, err = kiesGebruiker(); err != nil {
		return nil, err
	}
	if err := maakMap(dir, rechtenMap()); err != nil {
		return nil, err
	}
	if err := l.gebruiker.kanBij(dir); err != nil {
		return nil, err
	}
	if err := wachtOpVoorganger(ctx, l.data); err != nil {
		return nil, err
	}
	if l.binaries, err = zoekPostgres(ctx, conf.BinDir, l.data); err != nil {
		return nil, err
	}
	if l.wachtwoord, err = l.leesWachtwoord(); err != nil {
		return nil, err
	}
	onthouden, _ := os.ReadFile(filepath.Join(dir, bestandPoort)) // not there the first time
	if l.poort, err = kiesPoort(conf.Port, getalIn(string(onthouden))); err != nil {
		return nil, fmt.Errorf("PostgreSQL: %w", err)
	}
	return l, nil
}

// leesWachtwoord refuses to invent a new password for data that has one.
func (l *lancering) leesWachtwoord() (string, error) {
	naam := filepath.Join(l.conf.Dir, bestandWachtwoord)
	if versie, err := versieVan(l.data); err != nil {
		return "", err
	} else if versie != 0 {
		if _, err := os.Stat(naam); err != nil {
			return "", fmt.Errorf("%w: the password of the data in %s is gone: %w; put the file back from a backup",
				ErrDatamapOntoegankelijk, l.data, err)
		}
	}
	return leesOfMaakGeheim(naam, wachtwoordBytes)
}

// start runs the server and waits until it accepts connections.
func (l *lancering) start(ctx context.Context) (*Postgres, error) {
	logbestand, err := OpenLog(l.conf.Log)
	if err != nil {
		return nil, err
	}
	defer func() { _ = logbestand.Close() }() // the child has its own
	laatste, err := logbestand.Seek(0, 2)
	if err != nil {
		return nil, fmt.Errorf("log file: %w", err)
	}
	proc, err := startProces(procesConfig{
		naam: "PostgreSQL", pad: filepath.Join(l.binaries.dir, "postgres"), args: l.argumenten(), env: postgresOmgeving(),
		gebruiker: l.gebruiker.cred, stdout: logbestand, stderr: logbestand,
		stopSein: syscall.SIGINT, // "fast": ends sessions, writes a checkpoint
		haast:    syscall.SIGQUIT, stopDuur: postgresStopDuur,
	})
	if err != nil {
		return nil, err
	}
	p := &Postgres{
		PostgresAdres: PostgresAdres{Host: loopback, Port: l.poort, User: postgresGebruikersnaam, Password: l.wachtwoord},
		proces:        proc,
	}
	if l.conf.TLS != nil {
		p.CA = l.conf.TLS.CA
	}
	if err := proc.totKlaar(ctx, p.verbind); err != nil {
		return nil, errors.Join(fmt.Errorf("%w; the end of %s:\n%s", err, l.conf.Log, eindVan(l.conf.Log, laatste)), p.Stop())
	}
	if err := schrijfVeilig(filepath.Join(l.conf.Dir, bestandPoort), []byte(strconv.Itoa(l.poort)+"\n")); err != nil {
		return nil, errors.Join(ontoegankelijk(l.conf.Dir, err), p.Stop())
	}
	return p, nil
}

// argumenten are the settings that are ours to decide; a postgresql.conf edited by the owner of the machine loses to them.
func (l *lancering) argumenten() []string {
	args := []string{"-D", l.data, "-p", strconv.Itoa(l.poort)}
	instellingen := []string{
		"listen_addresses=" + loopback,
		"unix_socket_directories=",
		"password_encryption=scram-sha-256",
		"max_connections=200",
		"shared_buffers=128MB",
		// Many short statements and no large reports: compiling them costs more than it gives.
		"jit=off",
		// All of it is in memory or on a disk without a head: to look a row up costs little more than to read on. With four times as much, a list
		// of one phase was sorted whole.
		"random_page_cost=1.1",
		// The log must never hold personal data: no statements that failed, no details with the values of a row.
		"log_min_error_statement=panic", "log_error_verbosity=terse", "log_parameter_max_length=0",
		"log_parameter_max_length_on_error=0",
		"log_timezone=UTC", "timezone=UTC",
	}
	if l.conf.TLS != nil {
		instellingen = append(instellingen, "ssl=on", "ssl_min_protocol_version=TLSv1.3",
			"ssl_cert_file="+filepath.Join(l.conf.Dir, bestandPostgresCert), "ssl_key_file="+filepath.Join(l.conf.Dir, bestandPostgresSleutel))
	}
	if l.conf.ZonderFsync {
		// Tests only: a database of each of many products that run beside each other stands in the one server.
		instellingen = append(instellingen, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=600")
	}
	for _, i := range instellingen {
		args = append(args, "-c", i)
	}
	return args
}

// postgresOmgeving keeps PG… variables of whoever starts us out of the server.
func postgresOmgeving() []string {
	return []string{"PATH=/usr/bin:/bin", "HOME=/", "LANG=C", "TZ=UTC"}
}

// verbind proves that the server takes our password.
func (a PostgresAdres) verbind(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, a.DSN("postgres"))
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// eindVan is what a log file got since a position.
func eindVan(naam string, vanaf int64) string {
	b, err := os.ReadFile(naam)
	if err != nil || int64(len(b)) < vanaf {
		return ""
	}
	tekst := strings.TrimSpace(string(b[vanaf:]))
	return tekst[max(0, len(tekst)-staartLengte):]
}

// Pid is the process id of the server.
func (p *Postgres) Pid() int { return p.proces.pid() }

// Done gets one error when PostgreSQL ends without Stop having been called, and is closed when it has ended.
func (p *Postgres) Done() <-chan error { return p.proces.onverwacht }

// Stop ends all sessions, writes everything to disk and returns when the server is gone.
func (p *Postgres) Stop() error { return p.proces.stop() }

// LeesPostgres is the address of the private PostgreSQL that another process of this user started in dir, or last did.
func LeesPostgres(dir string) (PostgresAdres, error) {
	poort, err := os.ReadFile(filepath.Join(dir, bestandPoort))
	if err != nil {
		return PostgresAdres{}, fmt.Errorf("no PostgreSQL was started in %s: %w", dir, err)
	}
	wachtwoord, err := os.ReadFile(filepath.Join(dir, bestandWachtwoord))
	if err != nil {
		return PostgresAdres{}, fmt.Errorf("password of PostgreSQL: %w", err)
	}
	return PostgresAdres{
		Host: loopback, Port: getalIn(string(poort)), User: postgresGebruikersnaam, Password: strings.TrimSpace(string(wachtwoord)),
	}, nil
}

// PostgresVanURL reads a connection string such as postgres://user:password@host:5432/database, and the database in it.
func PostgresVanURL(dsn string) (PostgresAdres, string, error) {
	c, err := pgconn.ParseConfig(dsn)
	if err != nil {
		return PostgresAdres{}, "", errors.New("database URL is not one of PostgreSQL") // the cause may repeat the password
	}
	return PostgresAdres{Host: c.Host, Port: int(c.Port), User: c.User, Password: c.Password}, c.Database, nil
}
