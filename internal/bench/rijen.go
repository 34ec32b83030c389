package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// rijen is the bare service: one row a request, behind Gin and by bun, set as ours. It is a process of its
// own, as ours is; in the process of its client it would save every switch between the two.
type rijen struct {
	url string
	cmd *exec.Cmd
}

// alsRijen in the environment, with a connection string, makes this program that service.
const alsRijen = "SCHAKEL_BENCH_RIJEN"

func nieuweRijen(ctx context.Context, dsn string) (*rijen, error) {
	zelf, err := os.Executable()
	if err != nil {
		return nil, err
	}
	r := &rijen{cmd: exec.Command(zelf)} //nolint:gosec,noctx // ourselves; stop ends it
	r.cmd.Env = append(os.Environ(), alsRijen+"="+dsn)
	r.cmd.Stderr = os.Stderr
	r.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	uit, err := r.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := r.cmd.Start(); err != nil {
		return nil, err
	}
	regel, err := bufio.NewReader(uit).ReadString('\n')
	if err != nil {
		return nil, errors.Join(fmt.Errorf("de kale dienst startte niet: %w", err), r.stop())
	}
	r.url = strings.TrimSpace(regel)
	return r, ctx.Err()
}

func (r *rijen) stop() error {
	err := r.cmd.Process.Signal(syscall.SIGTERM)
	if e := r.cmd.Wait(); e != nil && err == nil && r.cmd.ProcessState.ExitCode() > 0 {
		err = e
	}
	return err
}

// dienRijen is what the process does; it ends with its signal.
func dienRijen(ctx context.Context, dsn string) error {
	conf, err := pgx.ParseConfig(dsn)
	if err != nil {
		return err
	}
	conf.DefaultQueryExecMode = pgx.QueryExecModeExec
	db := bun.NewDB(stdlib.OpenDB(*conf), pgdialect.New())
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(8)
	db.SetMaxIdleConns(8)
	if _, err := db.NewCreateTable().Model((*rij)(nil)).Exec(ctx); err != nil {
		return err
	}
	gin.SetMode(gin.ReleaseMode)
	g := gin.New()
	g.POST("/rij", func(c *gin.Context) { schrijfRij(c, db) })
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + l.Addr().String())
	s := &http.Server{Handler: g} //nolint:gosec // only this bench asks it
	context.AfterFunc(ctx, func() { _ = s.Close() })
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

type rij struct {
	bun.BaseModel `bun:"table:rij"`

	ID    string `bun:"id,pk,type:uuid"`
	Tekst string `bun:"tekst,notnull"`
}

func schrijfRij(c *gin.Context, db *bun.DB) {
	var in struct {
		Tekst string `json:"tekst"`
	}
	if err := c.ShouldBindJSON(&in); err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	r := rij{ID: uuid.NewString(), Tekst: in.Tekst}
	if _, err := db.NewInsert().Model(&r).Exec(c); err != nil {
		c.Status(http.StatusServiceUnavailable)
		return
	}
	c.JSON(http.StatusCreated, gin.H{"id": r.ID})
}
