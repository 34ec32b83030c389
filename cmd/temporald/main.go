// Command temporald is a whole Temporal server (frontend, history, matching, worker) in one process, for one machine.
//
// It is started by a parent that owns it. The parent writes one JSON document (Config) on standard input and leaves the
// pipe open; the end of standard input means that the parent is gone, and temporald stops. SIGTERM and SIGINT stop it too.
// When the frontend serves, it prints one line on standard output:
//
//	ready 127.0.0.1:PORT
//
// Whoever wants to start workflows then creates a namespace through the API, as in any other Temporal cluster; temporald
// knows nothing of the product that uses it. Before that line the only other outcome is an exit code above zero with one
// line on standard error. What the services have to say goes to the log file.
//
// It never listens on anything but loopback, never without mutual TLS, and keeps nothing outside PostgreSQL: killing it at
// any moment loses nothing that was acknowledged.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
)

const (
	exitOK     = 0
	exitFailed = 1
	// exitForced: the services did not stop in time. Nothing is lost (PostgreSQL has it), but it is not clean.
	exitForced = 3
	// stopLimit is how long the services may take to stop: without a database they would retry for minutes.
	stopLimit = 10 * time.Second
	// orphanLimit is the same when the parent is gone: it took PostgreSQL with it, and its successor may be starting.
	orphanLimit = 2 * time.Second
	// memoryLimit makes the garbage collector work harder before the process grows beyond what one machine gives it.
	memoryLimit = 512 << 20
)

var errParentGone = errors.New("standard input ended: the parent is gone")

func main() {
	debug.SetMemoryLimit(memoryLimit)
	os.Exit(run(os.Stdin, os.Stdout, os.Stderr))
}

// run is main without the process around it, apart from the forced exit of exitAfter.
func run(stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	context.AfterFunc(ctx, func() { exitAfter(stopLimit) })

	cfg, err := readConfig(stdin, func() {
		cancel(errParentGone)
		exitAfter(orphanLimit)
	})
	if err == nil {
		err = serve(ctx, cfg, stdout, stderr)
	}
	if err != nil {
		fmt.Fprintf(stderr, "temporald: %v\n", err)
		return exitFailed
	}
	return exitOK
}

// exitAfter ends the process when stopping takes too long.
func exitAfter(limit time.Duration) {
	time.AfterFunc(limit, func() { os.Exit(exitForced) })
}

// readConfig reads the document and goes on reading in the background; gone is called when the input ends.
func readConfig(stdin io.Reader, gone func()) (Config, error) {
	dec := json.NewDecoder(stdin)
	dec.DisallowUnknownFields()
	var cfg Config
	if err := dec.Decode(&cfg); err != nil {
		return Config{}, fmt.Errorf("configuration on standard input: %w", err)
	}
	go func() {
		_, _ = io.Copy(io.Discard, stdin)
		gone()
	}()
	return cfg, cfg.validate()
}

// serve runs the server until ctx ends.
func serve(ctx context.Context, cfg Config, stdout, stderr io.Writer) error {
	logger, closeLog, err := openLog(cfg.LogFile, stderr)
	if err != nil {
		return err
	}
	defer closeLog()
	srv, err := startServer(ctx, cfg, logger)
	if err != nil {
		return err
	}
	if ctx.Err() == nil {
		fmt.Fprintf(stdout, "ready %s\n", cfg.hostPort())
	}
	<-ctx.Done()
	return srv.Stop()
}
