package bewaren

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"schakel/internal/register"
	"schakel/internal/testkit"
)

func postgresProgramma(t *testing.T, naam string) string {
	t.Helper()
	paden, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + naam)
	if pad, err := exec.LookPath(naam); err == nil {
		paden = append(paden, pad)
	}
	if len(paden) == 0 {
		t.Fatalf("%s is er niet: installeer postgresql", naam)
	}
	return paden[len(paden)-1]
}

func draai(t *testing.T, naam string, args ...string) {
	t.Helper()
	if uit, err := exec.CommandContext(t.Context(), postgresProgramma(t, naam), args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", naam, err, uit)
	}
}

// A backup from before, put back: what was destroyed goes again before anything is served, and the rest is there.
func TestTeruggezetteBackup(t *testing.T) {
	t.Parallel()
	bos := testkit.Sleutels(t)
	k := testkit.NieuweKeten(t, func(c *register.Config) { c.Sleutels = bos })
	p := &proef{Keten: k, h: &historie{runs: map[string]int{}}, pad: filepath.Join(t.TempDir(), "grafstenen")}
	p.Dienst = p.dienst(t, k.Register)
	a, b := p.vol(t), p.Zaak(t)
	dump := filepath.Join(t.TempDir(), "backup.sql")
	draai(t, "pg_dump", "--dbname="+k.DB.Eigenaar(), "--file="+dump)
	draai(t, "pg_dump", "--dbname="+k.DB.KluisEigenaar(), "--file="+dump+".kluis")
	p.lijst(t, 1)
	if n := p.volledig(t); n != 1 {
		t.Fatal(n)
	}

	terug := testkit.LegeDatabase(t)
	draai(t, "psql", "--dbname="+terug.Eigenaar(), "--quiet", "--set=ON_ERROR_STOP=1", "--file="+dump)
	draai(t, "psql", "--dbname="+terug.KluisEigenaar(), "--quiet", "--set=ON_ERROR_STOP=1", "--file="+dump+".kluis")
	r := testkit.Open(t, terug, func(c *register.Config) { c.Sleutels, c.Nu = bos, k.Klok.Nu })
	p.h.runs[a] = 1 // Temporal's backup came back too
	if rs, _, err := r.Tijdlijn(t.Context(), testkit.Wie(t, "werker"), a, "", 0); err != nil || len(rs) < 5 {
		t.Fatalf("in de back-up is zij niet te lezen, dan zegt de rest niets: %v", err)
	}
	d := p.dienst(t, r)
	n, err := d.Herspeel(t.Context(), false)
	if err != nil || n != 1 {
		t.Fatalf("%d herspeeld: %v", n, err)
	}
	conn := testkit.Verbind(t, terug.Eigenaar())
	if waar := p.waar(t, conn, a); !slices.Equal(waar, []string{"grafstenen.casus_id"}) {
		t.Errorf("na herspelen staat zij in %v", waar)
	}
	if _, err := r.Casus(t.Context(), testkit.Wie(t, "coordinator"), a); err == nil {
		t.Error("zij is te lezen")
	}
	if _, _, err := r.Tijdlijn(t.Context(), testkit.Wie(t, "werker"), b, "", 0); err != nil {
		t.Errorf("de ander niet: %v", err)
	}
	for range 2 {
		if err := d.Ronde(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if p.h.runs[a] != 0 {
		t.Error("haar geschiedenis staat er weer")
	}
	if n, err := d.Herspeel(t.Context(), false); err != nil || n != 0 {
		t.Errorf("de tweede start: %d %v", n, err)
	}
	var sleutels int
	if err := testkit.Verbind(t, terug.KluisEigenaar()).QueryRow(t.Context(), `SELECT count(*) FROM datasleutels WHERE casus_id::text = $1`, a).Scan(&sleutels); err != nil || sleutels != 0 {
		t.Errorf("haar sleutel staat weer in de kluis: %d %v", sleutels, err)
	}
	if c, err := r.ControleerLog(t.Context()); err != nil || len(c.Fouten) > 0 {
		t.Errorf("%v %v", c.Fouten, err)
	}
	// Only Temporal came back, or a key: everything again does it.
	p.h.runs[a] = 1
	if n, err := d.Herspeel(t.Context(), true); err != nil || n != 1 || p.h.runs[a] != 0 {
		t.Errorf("alles: %d %v", n, err)
	}
}

// A start that cannot know what must stay destroyed does not serve.
func TestHerspeelWeigert(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	a := p.vol(t)
	p.lijst(t, 1)
	p.volledig(t)
	steen := p.Steen
	p.Steen = nil
	if _, err := p.Herspeel(t.Context(), false); !errors.Is(err, ErrZonderBestand) {
		t.Errorf("zonder bestand: %v", err)
	}
	p.Steen = steen
	goed, err := os.ReadFile(p.pad)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(p.pad); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Herspeel(t.Context(), false); !errors.Is(err, ErrGeenBestand) {
		t.Errorf("bestand weg: %v", err)
	}
	vreemd := strings.Replace(string(goed), a, uuid.NewString(), 1)
	for naam, inhoud := range map[string]string{
		"een ander id": vreemd, "zonder merk": a + " " + time.Now().Format(time.RFC3339Nano) + " x\n", "rommel": "x\n", "een andere tijd": strings.Replace(string(goed), " 20", " 19", 1),
	} {
		if err := os.WriteFile(p.pad, []byte(inhoud), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Herspeel(t.Context(), false); err == nil || !strings.Contains(err.Error(), "regel 1") {
			t.Errorf("%s: %v", naam, err)
		}
	}
	// Made empty on purpose: what the register knows comes back in it.
	if err := os.WriteFile(p.pad, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if n, err := p.Herspeel(t.Context(), false); err != nil || n != 0 {
		t.Errorf("%d %v", n, err)
	}
	if stenen, err := p.Steen.Lees(); err != nil || len(stenen) != 1 || stenen[0].CasusID != a {
		t.Errorf("%v %v", stenen, err)
	}
}

// A line that was cut off by a crash does not count, and the next one is not glued to it.
func TestAfgebrokenRegel(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	een, twee := register.Grafsteen{CasusID: uuid.NewString(), Op: time.Now()}, register.Grafsteen{CasusID: uuid.NewString(), Op: time.Now()}
	if err := p.Steen.Schrijf(een); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(p.pad)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p.pad, append(b, b[:40]...), 0o600); err != nil {
		t.Fatal(err)
	}
	if stenen, err := p.Steen.Lees(); err != nil || len(stenen) != 1 {
		t.Fatalf("%v %v", stenen, err)
	}
	if err := p.Steen.Schrijf(twee, een); err != nil { // een again: once
		t.Fatal(err)
	}
	stenen, err := p.Steen.Lees()
	if err != nil || len(stenen) != 2 || stenen[1].CasusID != twee.CasusID || !stenen[0].Op.Equal(een.Op) {
		t.Errorf("%v %v", stenen, err)
	}
	if s, err := os.Stat(p.pad); err != nil || s.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", s.Mode(), err)
	}
}

// Several processes write at once, and every line is whole.
func TestSamenSchrijven(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	fouten := make(chan error, 8)
	for range 8 {
		ander := NieuweGrafstenen(p.pad, p.Keten.Register) // as another process: its own lock in memory
		go func() {
			var err error
			for range 20 {
				err = errors.Join(err, ander.Schrijf(register.Grafsteen{CasusID: uuid.NewString(), Op: time.Now()}))
			}
			fouten <- err
		}()
	}
	for range 8 {
		if err := <-fouten; err != nil {
			t.Fatal(err)
		}
	}
	if stenen, err := p.Steen.Lees(); err != nil || len(stenen) != 160 {
		t.Errorf("%d %v", len(stenen), err)
	}
}
