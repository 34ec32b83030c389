package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"schakel/internal/engine"
	"schakel/internal/solo"
)

// gezin is a running `schakel solo`: three processes, and the ways into them.
type gezin struct {
	url, data string
	inlog     string // where tokens come from; empty: url
	db        string // the register; empty: that of solo
	cmd       *exec.Cmd
	pg        solo.PostgresAdres
	motor     *engine.Motor

	mu     sync.Mutex
	tokens map[string]string
}

const naamruimte = "schakel"

// nieuwGezin starts solo on a data folder of its own under the bench's, or again on the same.
func (b *bench) nieuwGezin(ctx context.Context, naam string, args ...string) (*gezin, error) {
	g := &gezin{data: filepath.Join(b.dir, naam), tokens: map[string]string{}}
	args = append([]string{"solo", "--data", g.data, "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--per-seconde", "100000"}, args...)
	g.cmd = exec.Command(filepath.Join(b.bin, "schakel"), args...) //nolint:gosec,noctx // our own program; stop ends it
	uit, err := g.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	var fouten bytes.Buffer
	g.cmd.Stderr = &fouten
	if err := g.cmd.Start(); err != nil {
		return nil, err
	}
	regels := bufio.NewScanner(uit)
	for g.url == "" && regels.Scan() {
		g.url, _ = strings.CutPrefix(regels.Text(), "ready ")
	}
	go func() {
		for regels.Scan() {
			continue // so that the pipe never fills
		}
	}()
	if g.url == "" {
		return nil, errors.Join(fmt.Errorf("solo startte niet: %s", fouten.String()), g.cmd.Wait())
	}
	if err := g.verbind(); err != nil {
		return nil, errors.Join(err, g.stop())
	}
	return g, ctx.Err()
}

func (g *gezin) verbind() (err error) {
	if g.pg, err = solo.LeesPostgres(filepath.Join(g.data, "postgres")); err != nil {
		return err
	}
	codec, err := engine.OpenCodec(filepath.Join(g.data, "geheimen", "temporal.json"))
	if err != nil {
		return err
	}
	c := engine.Config{Namespace: naamruimte, Codec: codec, Log: slog.New(slog.DiscardHandler)}
	if c.HostPort, c.TLS, err = solo.LeesTemporal(filepath.Join(g.data, "temporal")); err != nil {
		return err
	}
	g.motor, err = engine.Open(c)
	return err
}

func (g *gezin) stop() error {
	if g.motor != nil {
		g.motor.Close()
	}
	if err := g.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return g.cmd.Wait()
}

// token is a bearer token of a demo user, renewed well before it expires.
func (g *gezin) token(ctx context.Context, wie string) (string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	sleutel := fmt.Sprint(wie, time.Now().Unix()/240) // a token of the development provider lives longer than this
	if t, ok := g.tokens[sleutel]; ok {
		return t, nil
	}
	t, err := solo.Token(ctx, cmp.Or(g.inlog, g.url), wie)
	g.tokens[sleutel] = t
	return t, err
}

// sql runs statements as the owner of a database.
func (g *gezin) sql(ctx context.Context, db string, fn func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, g.pg.DSN(db))
	if err != nil {
		return err
	}
	return errors.Join(fn(conn), conn.Close(ctx))
}

// temporalDatabases are where Temporal stores.
func temporalDatabases() []string { return []string{"temporal", "temporal_visibility"} }

// omvang is the size of all four databases in bytes, as they lie or (vacuum) rewritten.
func (g *gezin) omvang(ctx context.Context, vacuum bool) (totaal, temporal float64, err error) {
	for _, db := range append(temporalDatabases(), naamruimte, naamruimte+"_kluis") {
		err := g.sql(ctx, db, func(c *pgx.Conn) error {
			if vacuum {
				if _, err := c.Exec(ctx, "VACUUM FULL"); err != nil {
					return err
				}
			}
			var n float64
			if err := c.QueryRow(ctx, "SELECT pg_database_size(current_database())").Scan(&n); err != nil {
				return err
			}
			totaal += n
			if strings.HasPrefix(db, "temporal") {
				temporal += n
			}
			return nil
		})
		if err != nil {
			return 0, 0, err
		}
	}
	return totaal, temporal, nil
}
