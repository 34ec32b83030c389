package solo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// initialiseer makes the data folder at the first start. It is made beside its place and moved there when complete, so that
// a first start that was interrupted leaves nothing that looks like data.
func (l *lancering) initialiseer(ctx context.Context) error {
	versie, err := versieVan(l.data)
	if err != nil {
		return err
	}
	if versie != 0 {
		return l.gebruiker.bezit(l.data)
	}
	nieuw := l.data + ".nieuw"
	if err := os.RemoveAll(nieuw); err != nil {
		return ontoegankelijk(nieuw, err)
	}
	if err := os.Mkdir(nieuw, rechtenEigen); err != nil {
		return ontoegankelijk(nieuw, err)
	}
	if err := l.gebruiker.geef(nieuw); err != nil {
		return ontoegankelijk(nieuw, err)
	}
	if err := l.initdb(ctx, nieuw); err != nil {
		return err
	}
	if err := os.Rename(nieuw, l.data); err != nil {
		return ontoegankelijk(l.data, err)
	}
	return nil
}

// initdb runs the program of that name. The password goes through a file because that is the only way it takes one.
func (l *lancering) initdb(ctx context.Context, data string) error {
	wachtwoord := filepath.Join(l.conf.Dir, "initdb-"+bestandWachtwoord)
	defer func() { _ = os.Remove(wachtwoord) }()
	if err := errors.Join(schrijfVeilig(wachtwoord, []byte(l.wachtwoord+"\n")), l.gebruiker.geef(wachtwoord)); err != nil {
		return ontoegankelijk(wachtwoord, err)
	}
	args := []string{
		"-D", data, "-U", postgresGebruikersnaam, "--pwfile=" + wachtwoord, "--auth=scram-sha-256", "--encoding=UTF8",
		// Order by code point, the same on every machine and after every upgrade; letters are letters in every language.
		"--lc-collate=C", "--lc-ctype=C.UTF-8", "--lc-messages=C", "--no-instructions",
	}
	if l.conf.ZonderFsync {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, filepath.Join(l.binaries.dir, "initdb"), args...)
	cmd.Dir, cmd.Env = "/", postgresOmgeving()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: l.gebruiker.cred}
	if uit, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("make the PostgreSQL data folder %s: %w\n%s", data, err, uit)
	}
	return nil
}

// toegang is the whole of pg_hba.conf: who can't show the password over loopback is refused, the owner of the machine too.
const toegang = "# Written by Schakel at every start.\nhost all all " + loopback + "/32 scram-sha-256\n"

// With a certificate also nobody without TLS.
func (l *lancering) schrijfToegang() error {
	regels := toegang
	if l.conf.TLS != nil {
		regels = strings.Replace(toegang, "\nhost ", "\nhostssl ", 1)
	}
	naam := filepath.Join(l.data, "pg_hba.conf")
	if err := errors.Join(schrijfVeilig(naam, []byte(regels)), l.gebruiker.geef(naam)); err != nil {
		return ontoegankelijk(naam, err)
	}
	if l.conf.TLS == nil {
		return nil
	}
	for van, naar := range map[string]string{l.conf.TLS.Cert: bestandPostgresCert, l.conf.TLS.Sleutel: bestandPostgresSleutel} {
		b, err := os.ReadFile(van)
		if err != nil {
			return fmt.Errorf("certificate of PostgreSQL: %w", err)
		}
		naam := filepath.Join(l.conf.Dir, naar)
		if err := errors.Join(schrijfVeilig(naam, b), l.gebruiker.geef(naam)); err != nil {
			return ontoegankelijk(naam, err)
		}
	}
	return nil
}

// ErrPostgresBezig: a PostgreSQL of an earlier start still has the data.
var ErrPostgresBezig = errors.New("an earlier PostgreSQL still uses the data")

// wachtOpVoorganger waits for the server of a parent that was killed: it is on its way out, and has the data until then.
// It is not sent a signal: the kernel did that, and if it did not, somebody else owns that server.
func wachtOpVoorganger(ctx context.Context, data string) error {
	ctx, cancel := context.WithTimeout(ctx, postgresStopDuur)
	defer cancel()
	tik := time.NewTicker(20 * time.Millisecond)
	defer tik.Stop()
	for {
		pid := voorganger(data)
		if pid == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: process %d, %s; stop it with: kill -INT %d", ErrPostgresBezig, pid, data, pid)
		case <-tik.C:
		}
	}
}

// zombie reports whether a process ended and waits to be reaped.
func zombie(pid int) bool {
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return false
	}
	_, na, _ := strings.Cut(string(stat), ") ")
	return strings.HasPrefix(na, "Z") || strings.HasPrefix(na, "X")
}

// voorganger is the process id of a server that has the data, or 0. A file that a crash left behind may name a process that
// is something else by now; a server of PostgreSQL has its data folder as working directory.
func voorganger(data string) int {
	inhoud, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return 0 // errors.Is(err, fs.ErrNotExist); an unreadable one is for PostgreSQL itself to refuse
	}
	regel, _, _ := strings.Cut(string(inhoud), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(regel))
	if err != nil || pid <= 0 {
		return 0
	}
	if zombie(pid) {
		return pid // killed and not yet reaped: PostgreSQL still takes it for a living server
	}
	map_, err := os.Readlink(filepath.Join("/proc", strconv.Itoa(pid), "cwd"))
	if errors.Is(err, fs.ErrNotExist) && syscall.Kill(pid, 0) == nil {
		return pid // on its way out: it has let go of its folder, and is there all the same
	}
	if err != nil && !errors.Is(err, fs.ErrPermission) {
		return 0
	}
	echt, errEcht := filepath.EvalSymlinks(data)
	if err == nil && errEcht == nil && map_ != echt {
		return 0
	}
	return pid
}
