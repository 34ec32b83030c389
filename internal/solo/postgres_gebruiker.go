package solo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// ErrPostgresMap: the user that PostgreSQL runs as can't reach or use its folder.
var ErrPostgresMap = errors.New("PostgreSQL can't use its folder")

// postgresGebruiker is who PostgreSQL runs as. Its programs refuse root; so root runs them as postgres, which the
// distribution's package makes, or as nobody. Anybody else stays who they are, which is a nil credential.
type postgresGebruiker struct {
	naam string
	uid  int
	cred *syscall.Credential
}

func kiesGebruiker() (postgresGebruiker, error) {
	if uid := os.Geteuid(); uid != 0 {
		return postgresGebruiker{naam: "user " + strconv.Itoa(uid), uid: uid}, nil
	}
	for _, naam := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(naam)
		if err != nil {
			continue
		}
		uid, errUID := strconv.ParseUint(u.Uid, 10, 32)
		gid, errGID := strconv.ParseUint(u.Gid, 10, 32)
		if errUID != nil || errGID != nil {
			continue
		}
		cred := &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return postgresGebruiker{naam: "user " + naam, uid: int(uid), cred: cred}, nil
	}
	return postgresGebruiker{}, errors.New("PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as")
}

// geef makes a file or folder the user's.
func (g postgresGebruiker) geef(pad string) error {
	if g.cred == nil {
		return nil
	}
	return os.Chown(pad, int(g.cred.Uid), int(g.cred.Gid))
}

// kanBij checks by really doing it that the user can enter a folder. For root that fails when a parent is closed to others
// (/root, a home folder); the error names it.
func (g postgresGebruiker) kanBij(dir string) error {
	if g.cred == nil {
		return nil
	}
	proef := exec.Command("/bin/true")
	proef.Dir = dir
	proef.SysProcAttr = &syscall.SysProcAttr{Credential: g.cred}
	err := proef.Run()
	if err == nil || !errors.Is(err, fs.ErrPermission) {
		return nil // another reason shows itself, and better, in what follows
	}
	dicht := dichteOuder(dir)
	return fmt.Errorf("%w: %s may not pass through %s; run: chmod o+x %s, or choose a folder elsewhere with --data (for example /var/lib/schakel), or run as an ordinary user",
		ErrPostgresMap, g.naam, dicht, dicht)
}

// dichteOuder is the first folder on the way that others can't pass through.
func dichteOuder(dir string) string {
	dicht := dir
	for pad := dir; ; pad = filepath.Dir(pad) {
		if info, err := os.Stat(pad); err == nil && info.Mode().Perm()&0o001 == 0 {
			dicht = pad
		}
		if pad == filepath.Dir(pad) {
			return dicht
		}
	}
}

// bezit checks that existing data is the user's: PostgreSQL refuses anybody else's.
func (g postgresGebruiker) bezit(data string) error {
	info, err := os.Stat(data)
	if err != nil {
		return ontoegankelijk(data, err)
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok || int(st.Uid) == g.uid {
		return nil
	}
	eigenaar := strconv.FormatUint(uint64(st.Uid), 10)
	if u, err := user.LookupId(eigenaar); err == nil {
		eigenaar = u.Username
	}
	return fmt.Errorf("%w: %s belongs to user %s, and PostgreSQL would run as %s; start it as the same user as the first time, or give the folder away with chown -R",
		ErrPostgresMap, data, eigenaar, g.naam)
}
