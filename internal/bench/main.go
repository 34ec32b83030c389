// Command bench measures what a step, a read and a term cost on this machine,
// beside what they cannot cost less than: a bare Temporal Update and a bare
// one-row insert through Gin on the same servers, in the same run, turn by turn.
// It drives `schakel solo` as a process, with its own PostgreSQL and Temporal,
// over HTTP, as users do. Ratios matter; milliseconds belong to one machine.
//
// It fails (exit 1) when a limit the project set itself is not reached.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	b := &bench{}
	flag.StringVar(&b.bin, "bin", "bin", "folder with schakel and temporald")
	flag.StringVar(&b.doc, "doc", "", "page to write the table into, between its markers; empty: only print")
	flag.BoolVar(&b.kort, "kort", false, "a few of everything: shows that the bench works, measures nothing")
	flag.StringVar(&b.alleen, "alleen", "", "stap, kosten, lezen, pagina, termijnen or rust; empty: all")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	doe := b.draai
	if dsn := os.Getenv(alsRijen); dsn != "" {
		doe = func(ctx context.Context) error { return dienRijen(ctx, dsn) }
	}
	if in := os.Getenv(alsProduct); in != "" {
		doe = func(ctx context.Context) error { return dienProduct(ctx, in) }
	}
	err := doe(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench is one run.
type bench struct {
	bin, doc, alleen string
	kort             bool

	dir   string
	tabel tabel
}

// n is how many of something: the whole number, or a few in a short run.
func (b *bench) n(heel, kort int) int {
	if b.kort {
		return kort
	}
	return heel
}

func (b *bench) draai(ctx context.Context) (err error) {
	if b.doc != "" && b.alleen != "" {
		return errors.New("met -alleen is de tabel niet heel: laat -doc weg")
	}
	if b.bin, err = filepath.Abs(b.bin); err != nil {
		return err
	}
	if b.dir, err = os.MkdirTemp("", "schakel-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	if err := os.Chmod(b.dir, 0o755); err != nil { //nolint:gosec // PostgreSQL runs as another user and must pass
		return err
	}
	for _, deel := range []struct {
		naam string
		doe  func(context.Context) error
	}{{"stap", b.stappen}, {"kosten", b.kosten}, {"lezen", b.lezen}, {"pagina", b.paginas}, {"termijnen", b.termijnen}, {"rust", b.rust}} {
		if b.alleen != "" && b.alleen != deel.naam {
			continue
		}
		fmt.Fprintf(os.Stderr, "bench: %s\n", deel.naam)
		if err := deel.doe(ctx); err != nil {
			return fmt.Errorf("%s: %w", deel.naam, err)
		}
	}
	fmt.Print(b.tabel.markdown())
	if b.doc != "" && !b.kort {
		if err := b.tabel.schrijf(b.doc); err != nil {
			return err
		}
	}
	if mist := b.tabel.gemist(); len(mist) > 0 && !b.kort {
		return fmt.Errorf("%d grenzen niet gehaald: %v", len(mist), mist)
	}
	return nil
}
