package solo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	// ErrGeenPostgres: there are no PostgreSQL server programs on this machine.
	ErrGeenPostgres = errors.New("no PostgreSQL server programs found")
	// ErrPostgresVersie: the data is of another major version than the programs.
	ErrPostgresVersie = errors.New("the data is of another version of PostgreSQL")
)

// postgresBinaries is a folder with the programs initdb and postgres of one version.
type postgresBinaries struct {
	dir   string
	major int
}

// zoekPostgres finds the programs: in dir when given, else on the PATH and where distributions put them. When data of an
// earlier start exists, its major version is preferred, and nothing else will do.
func zoekPostgres(ctx context.Context, dir, data string) (postgresBinaries, error) {
	if dir != "" {
		absoluut, err := filepath.Abs(dir) // the programs don't start in our folder
		if err != nil {
			return postgresBinaries{}, fmt.Errorf("%w: %w", ErrGeenPostgres, err)
		}
		dir = absoluut
	}
	gevonden := binariesIn(ctx, plaatsen(dir))
	if len(gevonden) == 0 {
		waar := "this machine"
		if dir != "" {
			waar = dir
		}
		return postgresBinaries{}, fmt.Errorf("%w on %s; install them with: apt-get install postgresql", ErrGeenPostgres, waar)
	}
	nodig, err := versieVan(data)
	if err != nil {
		return postgresBinaries{}, err
	}
	if nodig == 0 {
		return gevonden[0], nil
	}
	i := slices.IndexFunc(gevonden, func(b postgresBinaries) bool { return b.major == nodig })
	if i < 0 {
		return postgresBinaries{}, fmt.Errorf(
			"%w: %s was made by version %d, here is version %d (%s); install postgresql-%d, or convert the data with pg_upgrade",
			ErrPostgresVersie, data, nodig, gevonden[0].major, gevonden[0].dir, nodig)
	}
	return gevonden[i], nil
}

// plaatsen are the folders to look in, best first. Links are resolved: initdb finds its companions by its real path.
func plaatsen(dir string) []string {
	if dir != "" {
		return []string{dir}
	}
	var uit []string
	if pad, err := exec.LookPath("postgres"); err == nil {
		if echt, err := filepath.EvalSymlinks(pad); err == nil {
			uit = append(uit, filepath.Dir(echt))
		}
	}
	for _, patroon := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin"} {
		paden, _ := filepath.Glob(patroon) // only a malformed pattern gives an error
		slices.SortFunc(paden, func(a, b string) int { return getalIn(b) - getalIn(a) })
		uit = append(uit, paden...)
	}
	return uit
}

var cijfers = regexp.MustCompile(`\d+`)

func getalIn(tekst string) int {
	n, _ := strconv.Atoi(cijfers.FindString(tekst)) // no digits is 0
	return n
}

func binariesIn(ctx context.Context, dirs []string) []postgresBinaries {
	var uit []postgresBinaries
	for _, dir := range dirs {
		if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
			continue
		}
		tekst, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "-V").Output()
		if err != nil {
			continue
		}
		uit = append(uit, postgresBinaries{dir: dir, major: getalIn(string(tekst))})
	}
	return uit
}

// versieVan is the major version of a data folder, or 0 when there is none yet.
func versieVan(data string) (int, error) {
	naam := filepath.Join(data, "PG_VERSION")
	tekst, err := os.ReadFile(naam)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, ontoegankelijk(data, err)
	}
	versie, err := strconv.Atoi(strings.TrimSpace(string(tekst)))
	if err != nil {
		return 0, fmt.Errorf("%w: %s does not hold a version", ErrPostgresVersie, naam)
	}
	return versie, nil
}
