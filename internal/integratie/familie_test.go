package integratie

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"schakel/internal/solo"
)

// familie is a running `schakel solo` as a user has it: schakel, PostgreSQL and
// temporald as processes.
type familie struct {
	url, data string
	cmd       *exec.Cmd
	tokens    map[string]string
}

// binary is a program in bin/ at the project's root.
func binary(t *testing.T, naam string) string {
	t.Helper()
	pad, err := filepath.Abs(filepath.Join("..", "..", "bin", naam))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(pad); err != nil {
		t.Fatalf("%s is er niet: bouw het met `make build`", pad)
	}
	return pad
}

// startFamilie runs solo on data and waits for its ready line.
func startFamilie(t *testing.T, data, listen string, args ...string) *familie {
	t.Helper()
	args = append([]string{"solo", "--data", data, "--listen", listen, "--per-seconde", "5000"}, args...) // tests ask more than people do
	cmd := exec.Command(binary(t, "schakel"), args...)                                                    //nolint:noctx // its end is what the test is about
	uit, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var fout bytes.Buffer
	cmd.Stderr = &fout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	f := &familie{data: data, cmd: cmd}
	t.Cleanup(f.stop)
	klaar := make(chan string, 1)
	go func() {
		s := bufio.NewScanner(uit)
		for s.Scan() {
			if url, ok := strings.CutPrefix(s.Text(), "ready "); ok {
				klaar <- url
				return
			}
		}
		close(klaar)
	}()
	select {
	case url, ok := <-klaar:
		if !ok {
			_ = cmd.Wait()
			t.Fatalf("solo stopte bij het starten: %s", fout.String())
		}
		f.url = url
	case <-time.After(60 * time.Second):
		t.Fatalf("solo was na 60 s niet klaar: %s", fout.String())
	}
	return f
}

// stop ends the family in the ordinary way.
func (f *familie) stop() {
	if f.cmd.ProcessState != nil {
		return
	}
	_ = f.cmd.Process.Signal(syscall.SIGTERM)
	_ = f.cmd.Wait()
}

// dood kills the whole family at once, as a power cut would.
func (f *familie) dood() {
	pids := append([]int{f.cmd.Process.Pid}, nakomelingen(f.cmd.Process.Pid)...)
	for _, p := range pids {
		_ = syscall.Kill(p, syscall.SIGKILL)
	}
	_ = f.cmd.Wait()
}

// nakomelingen are all processes below pid.
func nakomelingen(pid int) []int {
	kinderen := map[int][]int{}
	paden, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, p := range paden {
		b, err := os.ReadFile(p) //nolint:gosec // /proc
		if err != nil {
			continue
		}
		na := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
		kind, _ := strconv.Atoi(filepath.Base(filepath.Dir(p)))
		ouder, _ := strconv.Atoi(na[1])
		kinderen[ouder] = append(kinderen[ouder], kind)
	}
	var uit []int
	for rij := kinderen[pid]; len(rij) > 0; rij = rij[1:] {
		uit = append(uit, rij[0])
		rij = append(rij, kinderen[rij[0]]...)
	}
	return uit
}

// token of a demo user; it is good for an hour, also across restarts.
func (f *familie) token(t *testing.T, gebruiker string) string {
	t.Helper()
	if f.tokens == nil {
		f.tokens = map[string]string{}
	}
	if f.tokens[gebruiker] == "" {
		tok, err := solo.Token(t.Context(), f.url, gebruiker)
		if err != nil {
			t.Fatal(err)
		}
		f.tokens[gebruiker] = tok
	}
	return f.tokens[gebruiker]
}

// check runs `schakel check` and fails the test with every difference it prints.
func (f *familie) check(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	uit, err := exec.CommandContext(ctx, binary(t, "schakel"), "check", "--data", f.data).CombinedOutput() //nolint:gosec // our own program
	if err != nil {
		t.Errorf("schakel check: %v\n%s", err, uit)
	}
}

// vrijAdres is a loopback address nobody listens on now, nor gets for an outgoing connection before we do.
func vrijAdres(t *testing.T) string {
	t.Helper()
	poorten, err := solo.VrijePoorten(1)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("127.0.0.1:%d", poorten[0])
}

// werkmap is a folder of the test's own that PostgreSQL, which never runs as root, can reach.
func werkmap(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "schakel-test-") //nolint:usetesting // t.TempDir lies in a folder closed to other users
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // PostgreSQL must pass
		t.Fatal(err)
	}
	return dir
}
