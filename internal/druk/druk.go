// Package druk makes a tagged PDF of an HTML document, with a Chromium that is on the machine.
//
// A document is a whole: style inside, nothing to fetch. Each PDF is a process of its
// own, in Chromium's sandbox and with a folder of its own (in memory where the machine
// has that) that is gone afterwards; as root it runs as nobody. What it prints is health
// data, so nothing of it is in arguments, logs or errors.
//
// Failures: [ErrBezet] when too many are being made, [ErrDruk] for all else. It must
// never reach the network, and never outlive its caller.
package druk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// ErrDruk says that there is no PDF: Chromium failed, or took too long.
var ErrDruk = errors.New("de pdf kon niet worden gemaakt")

// ErrBezet says that others are waiting for theirs; trying again helps.
var ErrBezet = fmt.Errorf("%w: er worden er al te veel gemaakt", ErrDruk)

const (
	tegelijk  = 2 // each takes a core for most of a second
	duur      = 20 * time.Second
	wachttijd = 5 * time.Second // for a place
	niemand   = 65534           // nobody, nogroup
)

// Chromium prints. The zero value cannot; see [Vind].
type Chromium struct {
	programma string
	plaatsen  chan struct{}
}

// Vind looks for Chromium: the program named, or one of the usual names on the PATH.
// An error when the one named is not there; nil without error when none was named and there is none.
func Vind(programma string) (*Chromium, error) {
	namen := []string{"chromium", "chromium-browser", "google-chrome"}
	if programma != "" {
		namen = []string{programma}
	}
	for _, naam := range namen {
		if pad, err := exec.LookPath(naam); err == nil {
			return &Chromium{programma: pad, plaatsen: make(chan struct{}, tegelijk)}, nil
		}
	}
	if programma != "" {
		return nil, fmt.Errorf("chromium: %s is er niet of is niet uit te voeren: geef het pad van Chromium, of niets", programma)
	}
	return nil, nil //nolint:nilnil // none named, none there: pages say that the browser can print
}

// PDF prints a whole HTML document.
func (c *Chromium) PDF(ctx context.Context, html []byte) ([]byte, error) {
	plaats, op := context.WithTimeout(ctx, wachttijd)
	defer op()
	select {
	case c.plaatsen <- struct{}{}:
		defer func() { <-c.plaatsen }()
	case <-plaats.Done():
		return nil, ErrBezet
	}
	ctx, stop := context.WithTimeout(ctx, duur)
	defer stop()
	dir, err := eigenMap()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDruk, err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := schrijf(filepath.Join(dir, "in.html"), html); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDruk, err)
	}
	if err := c.draai(ctx, dir); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDruk, errors.Join(err, ctx.Err()))
	}
	pdf, err := os.ReadFile(filepath.Join(dir, "uit.pdf"))
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		return nil, fmt.Errorf("%w: chromium schreef er geen", ErrDruk)
	}
	return pdf, nil
}

// eigenMap makes the folder of one PDF, for who runs Chromium only.
func eigenMap() (string, error) {
	in := "/dev/shm"
	if s, err := os.Stat(in); err != nil || !s.IsDir() {
		in = ""
	}
	dir, err := os.MkdirTemp(in, "schakel-druk-")
	if err == nil && os.Geteuid() == 0 {
		err = os.Chown(dir, niemand, niemand)
	}
	return dir, err
}

func schrijf(pad string, html []byte) error {
	if err := os.WriteFile(pad, html, 0o600); err != nil {
		return err
	}
	if os.Geteuid() == 0 {
		return os.Chown(pad, niemand, niemand)
	}
	return nil
}

// draai runs Chromium once. Its own words may hold what it prints, and are thrown away.
func (c *Chromium) draai(ctx context.Context, dir string) error {
	cmd := exec.CommandContext( //nolint:gosec // the operator names the program
		ctx, c.programma,
		"--headless", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--no-first-run", "--no-default-browser-check",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic", "--disable-crash-reporter",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir="+filepath.Join(dir, "profiel"),
		"--export-tagged-pdf", "--generate-pdf-document-outline", "--no-pdf-header-footer",
		"--print-to-pdf="+filepath.Join(dir, "uit.pdf"), "file://"+filepath.Join(dir, "in.html"),
	)
	cmd.Dir, cmd.Env = dir, []string{"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "LANG=nl_NL.UTF-8", "TMPDIR=" + dir}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Geteuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: niemand, Gid: niemand}
	}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	return cmd.Run()
}
