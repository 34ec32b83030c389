package solo

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	// StandaardShards is the number of history shards of a new store. A store can never change it, and a cluster spreads its
	// locks and its hosts over the shards, so it must not be too small for the day this data is served by a cluster: 64
	// leaves 16 history hosts 4 shards each, and the cases of every region in the country would not need 16. Too many cost
	// at rest, because every shard polls its queues. Measured on two cores, nothing to do, temporald alone:
	// 4 shards 0.4–1.5% of a core and 179 MB; 64 shards 0.9–2.2% and 184 MB; 512 shards 3.8–6.5% and 300 MB. A warm start
	// takes 1.1 s with 64 and 2.8 s with 512.
	StandaardShards = 64
	// StandaardRetention is how long Temporal keeps the history of a closed run; the register keeps what matters.
	StandaardRetention = 3 * 24 * time.Hour

	// binnenPoorten are those of history, matching and worker, which temporald's services use among themselves.
	binnenPoorten = 3

	temporalProgramma  = "temporald"
	temporalStopDuur   = 15 * time.Second
	temporalStartDuur  = 90 * time.Second
	bestandTemporalLog = "temporald.log"
	dbTemporal         = "temporal"
	dbZichtbaarheid    = "temporal_visibility"
)

// ErrGeenTemporald: the program temporald was not built.
var ErrGeenTemporald = errors.New("temporald not found")

// TemporalConfig describes a local Temporal server.
type TemporalConfig struct {
	// Binary is the path of temporald; empty is beside the running program.
	Binary string
	// Dir is the folder for certificates and log. It is made when it isn't there. Required.
	Dir string
	// Postgres is where it stores, in the databases temporal and temporal_visibility, which it makes. Required.
	Postgres PostgresAdres
	// Namespace is made when it isn't there; with an empty one the caller makes its own (MaakNamespace).
	Namespace string
	// Shards of a new store; 0 is StandaardShards.
	Shards int32
	// Retention of closed runs in Namespace; 0 is StandaardRetention, less than a day is refused by the server.
	Retention time.Duration
	// Port on loopback; 0 is the one of the last time, or any free one.
	Port int
	// Familie is that of an earlier start, for clients that stay; nil makes a new one.
	Familie *Familie
}

// Temporal is a running local Temporal server. Only who holds the family's certificate can talk to any of its ports.
type Temporal struct {
	// HostPort is the frontend's address, for SDK clients, with TLS().
	HostPort string

	proces   *proces
	invoer   *os.File // open for as long as temporald may live
	familie  *Familie
	client   *tls.Config
	sluitEen sync.Once
}

// temporaldConfig is the document on standard input of cmd/temporald; see Config there.
type temporaldConfig struct {
	Postgres temporaldPostgres `json:"postgres"`
	Port     int               `json:"port"`
	Inner    []int             `json:"inner"`
	Shards   int32             `json:"shards"`
	TLS      temporaldTLS      `json:"tls"`
	LogFile  string            `json:"logFile"`
}

type temporaldPostgres struct {
	Addr       string `json:"addr"`
	User       string `json:"user"`
	Password   string `json:"password"`
	Database   string `json:"database"`
	Visibility string `json:"visibility"`
}

type temporaldTLS struct {
	CA   string `json:"ca"`
	Cert string `json:"cert"`
	Key  string `json:"key"`
}

// StartTemporal starts temporald and returns when a workflow can be started in the namespace. ctx covers the start only.
// The errors are ErrGeenTemporald, ErrPoortBezet and ErrDatamapOntoegankelijk; anything else carries what temporald said.
func StartTemporal(ctx context.Context, conf TemporalConfig) (*Temporal, error) {
	ctx, cancel := context.WithTimeout(ctx, temporalStartDuur)
	defer cancel()
	conf, err := vulAan(conf)
	if err != nil {
		return nil, err
	}
	t, doc, err := bereidTemporalVoor(conf)
	if err != nil {
		return nil, err
	}
	if err := t.start(ctx, conf, doc); err != nil {
		return nil, err
	}
	if err := t.rondAf(ctx, conf); err != nil {
		return nil, errors.Join(err, t.Stop())
	}
	return t, nil
}

// vulAan fills in what the caller left to us.
func vulAan(conf TemporalConfig) (TemporalConfig, error) {
	dir, err := filepath.Abs(conf.Dir)
	if err != nil {
		return conf, ontoegankelijk(conf.Dir, err)
	}
	conf.Dir = dir
	if conf.Binary == "" {
		zelf, err := os.Executable()
		if err != nil {
			return conf, fmt.Errorf("%w: %w", ErrGeenTemporald, err)
		}
		conf.Binary = filepath.Join(filepath.Dir(zelf), temporalProgramma)
	}
	if conf.Binary, err = filepath.Abs(conf.Binary); err != nil { // it does not start in our folder
		return conf, fmt.Errorf("%w: %w", ErrGeenTemporald, err)
	}
	if _, err := os.Stat(conf.Binary); err != nil {
		return conf, fmt.Errorf("%w: %s is not there; build it with: make build", ErrGeenTemporald, conf.Binary)
	}
	if conf.Shards == 0 {
		conf.Shards = StandaardShards
	}
	if conf.Retention == 0 {
		conf.Retention = StandaardRetention
	}
	return conf, nil
}

// bereidTemporalVoor writes the certificates and chooses the port.
func bereidTemporalVoor(conf TemporalConfig) (*Temporal, temporaldConfig, error) {
	if err := maakMap(conf.Dir, rechtenEigen); err != nil {
		return nil, temporaldConfig{}, err
	}
	familie, err := conf.Familie, error(nil)
	if familie == nil {
		familie, err = NieuweFamilie(time.Now())
	}
	if err != nil {
		return nil, temporaldConfig{}, err
	}
	if err := familie.Schrijf(conf.Dir); err != nil {
		return nil, temporaldConfig{}, err
	}
	client, err := familie.Client()
	if err != nil {
		return nil, temporaldConfig{}, err
	}
	onthouden, _ := os.ReadFile(filepath.Join(conf.Dir, bestandPoort)) // not there the first time
	poort, err := kiesPoort(conf.Port, getalIn(string(onthouden)))
	if err != nil {
		return nil, temporaldConfig{}, fmt.Errorf("Temporal: %w", err)
	}
	binnen, err := VrijePoorten(binnenPoorten, poort)
	if err != nil {
		return nil, temporaldConfig{}, fmt.Errorf("Temporal: %w", err)
	}
	doc := temporaldConfig{
		Postgres: temporaldPostgres{
			Addr: conf.Postgres.HostPort(), User: conf.Postgres.User, Password: conf.Postgres.Password,
			Database: dbTemporal, Visibility: dbZichtbaarheid,
		},
		Port: poort, Inner: binnen, Shards: conf.Shards, LogFile: filepath.Join(conf.Dir, bestandTemporalLog),
		TLS: temporaldTLS{
			CA: filepath.Join(conf.Dir, bestandCA), Cert: filepath.Join(conf.Dir, bestandCertificaat),
			Key: filepath.Join(conf.Dir, bestandSleutel),
		},
	}
	t := &Temporal{HostPort: net.JoinHostPort(loopback, strconv.Itoa(poort)), familie: familie, client: client}
	return t, doc, nil
}

// start runs temporald and waits for the line that says it serves.
func (t *Temporal) start(ctx context.Context, conf TemporalConfig, doc temporaldConfig) error {
	lees, schrijf, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("start temporald: %w", err)
	}
	t.invoer = schrijf
	klaar, fouten := nieuweRegel(), &staart{}
	t.proces, err = startProces(procesConfig{
		naam: "temporald", pad: conf.Binary, env: []string{"HOME=/", "TZ=UTC"},
		stopSein: syscall.SIGTERM, haast: syscall.SIGKILL, stopDuur: temporalStopDuur,
		stdin: lees, stdout: klaar, stderr: fouten,
	})
	_ = lees.Close() // the child has its own
	if err != nil {
		return errors.Join(err, schrijf.Close())
	}
	if err := json.NewEncoder(schrijf).Encode(doc); err != nil {
		return errors.Join(fmt.Errorf("start temporald: %w", err), t.Stop())
	}
	select {
	case <-klaar.compleet:
		return nil
	case <-t.proces.geëindigd:
		err = fmt.Errorf("temporald ended while starting (%s); see %s", t.proces.cmd.ProcessState, doc.LogFile)
	case <-ctx.Done():
		err = fmt.Errorf("temporald does not get ready: %w; see %s", context.Cause(ctx), doc.LogFile)
	}
	if tekst := strings.TrimSpace(fouten.String()); tekst != "" {
		err = fmt.Errorf("%w\n%s", err, tekst)
	}
	_ = t.Stop() // how it ends does not matter any more
	return err
}

// rondAf makes the namespace and remembers the port.
func (t *Temporal) rondAf(ctx context.Context, conf TemporalConfig) error {
	if conf.Namespace != "" {
		err := MaakNamespace(ctx, t.HostPort, t.TLS(), conf.Namespace, conf.Retention)
		if err != nil {
			return err
		}
	}
	_, poort, _ := net.SplitHostPort(t.HostPort) // we joined it
	if err := schrijfVeilig(filepath.Join(conf.Dir, bestandPoort), []byte(poort+"\n")); err != nil {
		return ontoegankelijk(conf.Dir, err)
	}
	return nil
}

// TLS is the configuration for clients; a copy for each.
func (t *Temporal) TLS() *tls.Config { return t.client.Clone() }

// Familie is what a later start needs to keep the clients of this one.
func (t *Temporal) Familie() *Familie { return t.familie }

// Pid is the process id of temporald.
func (t *Temporal) Pid() int { return t.proces.pid() }

// Done gets one error when temporald ends without Stop having been called, and is closed when it has ended.
func (t *Temporal) Done() <-chan error { return t.proces.onverwacht }

// Stop asks temporald to end and returns when it is gone. PostgreSQL must still run then, or it takes longer.
func (t *Temporal) Stop() error {
	err := t.proces.stop()
	t.sluitEen.Do(func() { _ = t.invoer.Close() })
	return err
}

// LeesTemporal is the address of the Temporal server that another process of this user started in dir, or last did, with
// what a client needs to be let in.
func LeesTemporal(dir string) (hostPort string, conf *tls.Config, err error) {
	poort, err := os.ReadFile(filepath.Join(dir, bestandPoort))
	if err != nil {
		return "", nil, fmt.Errorf("no Temporal was started in %s: %w", dir, err)
	}
	familie, err := LeesFamilie(dir)
	if err != nil {
		return "", nil, err
	}
	conf, err = familie.Client()
	return net.JoinHostPort(loopback, strings.TrimSpace(string(poort))), conf, err
}

// regel is a writer that tells when the first line is complete.
type regel struct {
	compleet chan struct{}
	een      sync.Once
}

func nieuweRegel() *regel { return &regel{compleet: make(chan struct{})} }

func (r *regel) Write(b []byte) (int, error) {
	if strings.Contains(string(b), "\n") {
		r.een.Do(func() { close(r.compleet) })
	}
	return len(b), nil
}
