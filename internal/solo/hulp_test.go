package solo

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// temporaldPad is where make puts the server, seen from this package.
const temporaldPad = "../../bin/temporald"

// wachttijd is how long a test waits for what must happen.
const wachttijd = 30 * time.Second

// werkmap is a folder that PostgreSQL's own user can reach when the tests run as root: t.TempDir makes its parent 0700.
func werkmap(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, pad := range []string{filepath.Dir(dir), dir} {
		if err := os.Chmod(pad, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// startPG starts a PostgreSQL for a test, in dir/postgres.
func startPG(t *testing.T, dir string) *Postgres {
	t.Helper()
	pg, err := StartPostgres(t.Context(), PostgresConfig{Dir: filepath.Join(dir, "postgres"), ZonderFsync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pg.Stop() })
	return pg
}

// startTemporal starts a Temporal for a test, in dir/temporal, on a PostgreSQL.
func startTemporal(t *testing.T, dir string, pg *Postgres, familie *Familie) *Temporal {
	t.Helper()
	server, err := StartTemporal(t.Context(), TemporalConfig{
		Binary: temporaldPad, Dir: filepath.Join(dir, "temporal"), Postgres: pg.PostgresAdres, Namespace: "proef",
		Shards: 4, Familie: familie,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop() })
	return server
}

// wachtTot waits for a condition.
func wachtTot(t *testing.T, wat string, waar func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), wachttijd)
	defer cancel()
	tik := time.NewTicker(10 * time.Millisecond)
	defer tik.Stop()
	for !waar() {
		select {
		case <-ctx.Done():
			t.Fatalf("did not happen within %s: %s", wachttijd, wat)
		case <-tik.C:
		}
	}
}

// leeft tells whether a process exists and is not a zombie: in a container nobody may be there to bury an orphan.
func leeft(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	var naam, toestand string
	var id int
	if _, err := fmt.Sscanf(string(stat), "%d %s %s", &id, &naam, &toestand); err != nil {
		return false
	}
	return toestand != "Z"
}

// ouderProces is a process that started a whole family; see TestMain.
type ouderProces struct {
	*exec.Cmd
	kinderen []int
}

// startOuder starts one in a data folder and waits until its family is complete.
func startOuder(t *testing.T, dir string) *ouderProces {
	t.Helper()
	o := &ouderProces{Cmd: exec.Command(os.Args[0])}
	o.Env = append(os.Environ(), ouderVariabele+"="+dir)
	var fouten staart
	o.Stderr = &fouten
	uit, err := o.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.Process.Kill() })
	var zelf, pg, temporal int
	if _, err := fmt.Fscanf(uit, "klaar %d %d %d\n", &zelf, &pg, &temporal); err != nil {
		t.Fatalf("parent: %v\n%s", err, &fouten)
	}
	o.kinderen = []int{pg, temporal}
	return o
}
