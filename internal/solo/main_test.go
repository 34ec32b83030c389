package solo

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
)

// ouderVariabele makes the test program a parent instead: it starts the whole family in the folder it names.
const ouderVariabele = "SOLO_TEST_OUDER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(ouderVariabele); dir != "" {
		os.Exit(ouder(dir))
	}
	os.Exit(m.Run())
}

// ouder starts PostgreSQL and Temporal, prints their process ids, and waits to be killed or told to stop.
func ouder(dir string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	d, err := OpenDatamap(dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	pg, err := StartPostgres(ctx, PostgresConfig{Dir: filepath.Join(d.Pad, "postgres")})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	t, err := StartTemporal(ctx, TemporalConfig{
		Binary: temporaldPad, Dir: filepath.Join(d.Pad, "temporal"), Postgres: pg.PostgresAdres, Namespace: "ouder",
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err, pg.Stop())
		return 1
	}
	fmt.Println("klaar", os.Getpid(), pg.Pid(), t.Pid())
	<-ctx.Done()
	if err := t.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if err := pg.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
