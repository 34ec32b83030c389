package solo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// procesConfig describes a child process.
type procesConfig struct {
	naam string // for errors
	pad  string
	args []string
	env  []string // nothing is inherited
	// gebruiker is nil to stay who we are.
	gebruiker *syscall.Credential
	stopSein  syscall.Signal // asks for a clean end; the kernel sends it too when this process dies
	haast     syscall.Signal // after stopDuur
	stopDuur  time.Duration
	stdin     io.Reader
	stdout    io.Writer
	stderr    io.Writer
}

// proces is a child that does not outlive this process, however that ends, and that a ctrl-C in the terminal does not
// reach: it has a process group of its own, so that children stop in the order their parent chooses.
type proces struct {
	conf procesConfig
	cmd  *exec.Cmd
	// geëindigd is closed when the child is gone; einde then tells how.
	geëindigd chan struct{}
	einde     error
	// onverwacht gets one error when the child ends without having been asked, and is closed when it is gone.
	onverwacht chan error

	mu       sync.Mutex
	gevraagd bool
}

// startProces starts a child.
func startProces(conf procesConfig) (*proces, error) {
	p := &proces{conf: conf, geëindigd: make(chan struct{}), onverwacht: make(chan error, 1)}
	p.cmd = exec.Command(conf.pad, conf.args...)
	p.cmd.Env = conf.env
	// The folder a server runs in can't be unmounted or removed; and as root the child may not be able to enter ours.
	p.cmd.Dir = "/"
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = conf.stdin, conf.stdout, conf.stderr
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: conf.stopSein, Credential: conf.gebruiker}
	gestart := make(chan error)
	go p.leven(gestart)
	if err := <-gestart; err != nil {
		return nil, fmt.Errorf("start %s: %w", conf.naam, err)
	}
	return p, nil
}

// leven starts the child and waits for its end. The kernel sends the death signal when the *thread* that forked ends, not
// the process; so this goroutine keeps its thread for as long as the child lives.
func (p *proces) leven(gestart chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := p.cmd.Start()
	gestart <- err
	if err != nil {
		return
	}
	err = p.cmd.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.einde = err
	if !p.gevraagd {
		p.onverwacht <- fmt.Errorf("%s ended by itself: %s", p.conf.naam, p.cmd.ProcessState)
	}
	close(p.onverwacht)
	close(p.geëindigd)
}

func (p *proces) pid() int { return p.cmd.Process.Pid }

// stop asks the child to end, then insists, then kills. The error says that it was not clean. It may be called twice.
func (p *proces) stop() error {
	p.mu.Lock()
	eerder := p.gevraagd
	p.gevraagd = true
	p.mu.Unlock()
	if !eerder {
		_ = p.cmd.Process.Signal(p.conf.stopSein) // an error means that it is gone already
	}
	for _, sein := range []syscall.Signal{p.conf.haast, syscall.SIGKILL} {
		if p.wacht(p.conf.stopDuur) {
			break
		}
		_ = p.cmd.Process.Signal(sein)
	}
	if !p.wacht(p.conf.stopDuur) {
		return fmt.Errorf("stop %s: process %d does not end", p.conf.naam, p.pid())
	}
	var exit *exec.ExitError
	if errors.As(p.einde, &exit) {
		return fmt.Errorf("stop %s: %s", p.conf.naam, exit.ProcessState)
	}
	return nil
}

// wacht tells whether the child ended within a time.
func (p *proces) wacht(duur time.Duration) bool {
	klok := time.NewTimer(duur)
	defer klok.Stop()
	select {
	case <-p.geëindigd:
		return true
	case <-klok.C:
		return false
	}
}

// totKlaar tries until proberen succeeds, the child ends or ctx does. The error is the last one of proberen, with the cause.
func (p *proces) totKlaar(ctx context.Context, proberen func(context.Context) error) error {
	tik := time.NewTicker(10 * time.Millisecond)
	defer tik.Stop()
	for {
		err := proberen(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-p.geëindigd:
			return fmt.Errorf("%s ended while starting: %s", p.conf.naam, p.cmd.ProcessState)
		case <-ctx.Done():
			return fmt.Errorf("%s does not get ready: %w (%w)", p.conf.naam, context.Cause(ctx), err)
		case <-tik.C:
		}
	}
}

// OpenLog opens a log file for appending. One that grew beyond maxLog is put aside first, as NAME.1.
func OpenLog(naam string) (*os.File, error) {
	if info, err := os.Stat(naam); err == nil && info.Size() > maxLog {
		if err := os.Rename(naam, naam+".1"); err != nil {
			return nil, fmt.Errorf("log file: %w", err)
		}
	}
	f, err := os.OpenFile(naam, os.O_CREATE|os.O_APPEND|os.O_WRONLY, rechtenGeheim)
	if err != nil {
		return nil, fmt.Errorf("log file: %w", err)
	}
	return f, nil
}

// maxLog is the size of a log file at which a start puts it aside.
const maxLog = 8 << 20

// staart is a writer that keeps the last bytes, for an error message.
type staart struct {
	mu    sync.Mutex
	bytes []byte
}

const staartLengte = 2000

func (s *staart) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bytes = append(s.bytes, b...)
	if over := len(s.bytes) - staartLengte; over > 0 {
		s.bytes = append(s.bytes[:0], s.bytes[over:]...)
	}
	return len(b), nil
}

func (s *staart) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.bytes)
}
