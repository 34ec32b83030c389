package bewaren

import (
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"schakel/internal/fout"
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

// terug puts a dump of the register and of the kluis back in a database of its own; of what is not named, what there is now.
func (p *proef) terug(t *testing.T, register, kluis string) testkit.DB {
	t.Helper()
	if register == "" {
		register, _ = p.dump(t)
	}
	if kluis == "" {
		_, kluis = p.dump(t)
	}
	db := testkit.LegeDatabase(t)
	draai(t, "psql", "--dbname="+db.Eigenaar(), "--quiet", "--set=ON_ERROR_STOP=1", "--file="+register)
	draai(t, "psql", "--dbname="+db.KluisEigenaar(), "--quiet", "--set=ON_ERROR_STOP=1", "--file="+kluis)
	return db
}

// dump makes a backup of both as they are now.
func (p *proef) dump(t *testing.T) (register, kluis string) {
	t.Helper()
	pad := filepath.Join(t.TempDir(), "backup.sql")
	draai(t, "pg_dump", "--dbname="+p.DB.Eigenaar(), "--file="+pad)
	draai(t, "pg_dump", "--dbname="+p.DB.KluisEigenaar(), "--file="+pad+".kluis")
	return pad, pad + ".kluis"
}

// als opens a database with the keys and the clock of this installation, as who runs it: with the password of the owner, or as serve and work do.
func (p *proef) als(t *testing.T, db testkit.DB, eigenaar bool) *Dienst {
	t.Helper()
	return p.dienst(t, testkit.Open(t, db, func(c *register.Config) {
		if c.Sleutels, c.Nu = p.bos, p.Klok.Nu; eigenaar {
			c.EigenaarDSN = db.Eigenaar()
		}
	}))
}

// nieuweProefMetSleutels knows its keys, to open a backup with.
func nieuweProefMetSleutels(t *testing.T) *proef {
	t.Helper()
	bos := testkit.Sleutels(t)
	p := nieuweProef(t, func(c *register.Config) { c.Sleutels = bos })
	p.bos = bos
	return p
}

// leesbaar: she can be read as somebody who works with her, and as the client asks.
func leesbaar(t *testing.T, d *Dienst, id string) bool {
	t.Helper()
	rs, _, err := d.Register.Tijdlijn(t.Context(), testkit.Wie(t, "werker"), id, "", 0)
	return err == nil && len(rs) >= 3
}

// nergens fails when a case is more than a tombstone.
func (p *proef) nergens(t *testing.T, db testkit.DB, d *Dienst, id string) {
	t.Helper()
	if waar := p.waar(t, testkit.Verbind(t, db.Eigenaar()), id); !slices.Equal(waar, []string{"grafstenen.casus_id"}) {
		t.Errorf("zij staat in %v", waar)
	}
	if _, err := d.Register.Casus(t.Context(), testkit.Wie(t, "coordinator"), id); err == nil || leesbaar(t, d, id) {
		t.Error("zij is te lezen")
	}
	var sleutels int
	if err := testkit.Verbind(t, db.KluisEigenaar()).QueryRow(t.Context(), `SELECT count(*) FROM datasleutels WHERE casus_id::text = $1`, id).Scan(&sleutels); err != nil || sleutels != 0 {
		t.Errorf("haar sleutel staat in de kluis: %d %v", sleutels, err)
	}
}

// A backup from before, put back: what was destroyed goes again before anything is served, and the rest is there. When it stood on an approved list already the
// start does that by itself; else it refuses, with nothing destroyed, until the owner did.
func TestTeruggezetteBackup(t *testing.T) {
	t.Parallel()
	for naam, goedgekeurd := range map[string]bool{"na de goedkeuring": true, "van daarvoor": false} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			p := nieuweProefMetSleutels(t)
			a, b := p.vol(t), p.Zaak(t)
			dump, dumpKluis := p.dump(t)
			p.lijst(t, 1)
			if goedgekeurd {
				dump, dumpKluis = p.dump(t)
			}
			if n := p.volledig(t); n != 1 {
				t.Fatal(n)
			}
			db := p.terug(t, dump, dumpKluis)
			p.h.runs[a] = 1 // Temporal's backup came back too
			d := p.als(t, db, false)
			if !leesbaar(t, d, a) {
				t.Fatal("in de back-up is zij niet te lezen, dan zegt de rest niets")
			}
			if err := d.Toets(t.Context()); !errors.Is(err, ErrNietHerspeeld) {
				t.Errorf("wie nu iets uitvoert, leest haar: %v", err)
			}
			if !goedgekeurd {
				if n, err := d.Herspeel(t.Context(), false); n != 0 || !errors.Is(err, register.ErrGrafsteenGeweigerd) {
					t.Fatalf("de motor herspeelt zonder bewijs: %d %v", n, err)
				}
				if !leesbaar(t, d, a) {
					t.Error("geweigerd, en toch iets vernietigd")
				}
				d = p.als(t, db, true)
			}
			if n, err := d.Herspeel(t.Context(), false); err != nil || n != 1 {
				t.Fatalf("%d herspeeld: %v", n, err)
			}
			p.nergens(t, db, d, a)
			if !leesbaar(t, d, b) {
				t.Error("de ander is niet te lezen")
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
			if c, err := d.Register.ControleerLog(t.Context()); err != nil || len(c.Fouten) > 0 {
				t.Errorf("%v %v", c.Fouten, err)
			}
			// Only Temporal came back: everything again does it.
			p.h.runs[a] = 1
			if n, err := d.Herspeel(t.Context(), true); err != nil || n != 1 || p.h.runs[a] != 0 {
				t.Errorf("alles: %d %v", n, err)
			}
			if err := d.Toets(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// Who had it destroyed again as the owner, and fell over with the tombstone in the register and nothing else done: the next start goes on, without the owner.
func TestEigenaarVielHalverwege(t *testing.T) {
	t.Parallel()
	p := nieuweProefMetSleutels(t)
	a := p.vol(t)
	dump, dumpKluis := p.dump(t)
	p.lijst(t, 1)
	p.volledig(t)
	stenen, err := p.Steen.Lees()
	if err != nil || len(stenen) != 1 {
		t.Fatal(stenen, err)
	}
	//nolint:paralleltest // they share the file
	for naam, raak := range map[string]func() error{"met het bestand": func() error { return nil }, "bestand leeg": func() error { return os.WriteFile(p.pad, nil, 0o600) }} {
		t.Run(naam, func(t *testing.T) {
			db := p.terug(t, dump, map[bool]string{true: dumpKluis}[naam == "met het bestand"])
			if err := raak(); err != nil {
				t.Fatal(err)
			}
			if err := p.als(t, db, true).Register.ZetGrafsteen(t.Context(), stenen[0]); err != nil {
				t.Fatal(err)
			}
			d := p.als(t, db, false)
			if naam == "bestand leeg" {
				d.Erken = &Erkenning{"privacy", "verloren"}
			}
			if n, err := d.Herspeel(t.Context(), false); n != 1 || err != nil {
				t.Fatalf("%d %v", n, err)
			}
			p.nergens(t, db, d, a)
			if in, err := d.Steen.Lees(); err != nil || len(in) != 1 || in[0].CasusID != a {
				t.Errorf("het bestand: %v %v", in, err)
			}
		})
	}
}

// A register of before the first destruction knows of none. With the file gone, or empty, the kluis does: nothing starts, nothing is exported, and when somebody
// said that the file is lost it is made anew from the kluis, and the log says so without saying of whom.
func TestBackupVanVoorDeEersteVernietigingZonderBestand(t *testing.T) {
	t.Parallel()
	for naam, raak := range map[string]func(pad string) error{
		"weg": os.Remove, "leeg": func(pad string) error { return os.WriteFile(pad, nil, 0o600) },
		"half": func(pad string) error { return os.WriteFile(pad, []byte("0193"), 0o600) },
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			p := nieuweProefMetSleutels(t)
			a, b := p.vol(t), p.Zaak(t)
			dump, _ := p.dump(t)
			p.lijst(t, 1)
			p.volledig(t)
			if err := raak(p.pad); err != nil {
				t.Fatal(err)
			}
			db := p.terug(t, dump, "") // the kluis stayed as it was
			d := p.als(t, db, false)
			if n := len(p.rijenVan(t, db, `SELECT casus_id::text FROM grafstenen`)); n != 0 || len(p.rijenVan(t, db, `SELECT id::text FROM feiten WHERE casus_id = $1`, a)) == 0 {
				t.Fatal("dit is geen back-up van daarvoor")
			}
			if err := d.Toets(t.Context()); !errors.Is(err, ErrBestandKwijt) {
				t.Errorf("een export leest haar: %v", err)
			}
			if _, err := d.Register.Inzage(t.Context(), "coordinator", "inzageverzoek", a, "proef"); !fout.Is(err, fout.NietGevonden) {
				t.Errorf("inzage: %v", err)
			}
			if rs, err := d.Register.WieZagWat(t.Context(), "privacy", "inzageverzoek", a, "proef"); !fout.Is(err, fout.NietGevonden) || len(rs) > 0 {
				t.Errorf("wie zag wat: %v", err)
			}
			if rs, err := d.Register.WieZagWat(t.Context(), "privacy", "inzageverzoek", b, "proef"); err != nil || len(rs) == 0 {
				t.Errorf("van de ander: %v", err)
			}
			var log strings.Builder
			d.Log = slog.New(slog.NewTextHandler(&log, nil))
			if n, err := d.Herspeel(t.Context(), false); n != 0 || !errors.Is(err, ErrBestandKwijt) {
				t.Fatalf("zij start: %d %v", n, err)
			}
			d.Erken = &Erkenning{"coordinator", "verloren"}
			if n, err := d.Herspeel(t.Context(), false); n != 0 || !errors.Is(err, register.ErrGrafsteenGeweigerd) {
				t.Fatalf("zij start: %d %v", n, err)
			}
			d.Steen = nil
			if _, err := d.Herspeel(t.Context(), false); !errors.Is(err, ErrZonderBestand) {
				t.Errorf("zonder dat er een bestand is genoemd: %v", err)
			}
			log.Reset()
			d = p.als(t, db, true)
			d.Log = slog.New(slog.NewTextHandler(&log, nil))
			if n, err := d.Herspeel(t.Context(), false); n != 1 || err != nil {
				t.Fatalf("als eigenaar: %d %v", n, err)
			}
			p.nergens(t, db, d, a)
			if !leesbaar(t, d, b) {
				t.Error("de ander is niet te lezen")
			}
			if stenen, err := d.Steen.Lees(); err != nil || len(stenen) != 1 || stenen[0].CasusID != a {
				t.Errorf("het bestand: %v %v", stenen, err)
			}
			if !strings.Contains(log.String(), "herspeeld") || strings.Contains(log.String(), a) {
				t.Errorf("het logboek: %s", log.String())
			}
			if n, err := p.als(t, db, false).Herspeel(t.Context(), false); n != 0 || err != nil {
				t.Errorf("de volgende start: %d %v", n, err)
			}
		})
	}
}

// Only the kluis came back from its backup, with the key: the next start destroys it again.
func TestKluisUitEenBackup(t *testing.T) {
	t.Parallel()
	p := nieuweProefMetSleutels(t)
	a := p.vol(t)
	_, dumpKluis := p.dump(t)
	p.lijst(t, 1)
	p.volledig(t)
	db := p.terug(t, "", dumpKluis)
	sleutels := func() []string {
		return p.rijenUit(t, db.KluisEigenaar(), `SELECT casus_id::text FROM datasleutels WHERE casus_id = $1`, a)
	}
	if len(sleutels()) != 1 {
		t.Fatal("haar sleutel kwam niet terug, dan zegt de rest niets")
	}
	if n, err := p.als(t, db, false).Herspeel(t.Context(), false); n != 0 || err != nil {
		t.Fatalf("%d %v", n, err)
	}
	if len(sleutels()) != 0 {
		t.Error("haar sleutel is er weer")
	}
	// With the file gone too, nobody knows what went after the backups.
	if err := os.Remove(p.pad); err != nil {
		t.Fatal(err)
	}
	db = p.terug(t, "", dumpKluis)
	if _, err := p.als(t, db, true).Herspeel(t.Context(), false); !errors.Is(err, ErrGeenBestand) || !errors.Is(err, ErrBestandKwijt) {
		t.Errorf("%v", err)
	}
	if err := p.als(t, db, true).Toets(t.Context()); !errors.Is(err, ErrGeenBestand) {
		t.Errorf("%v", err)
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
	vreemd := strings.Replace(string(goed), a, uuid.NewString(), 1)
	for naam, inhoud := range map[string]string{
		"een ander id": vreemd, "zonder merk": a + " " + time.Now().Format(time.RFC3339Nano) + " x\n", "rommel": "x\n", "een andere tijd": strings.Replace(string(goed), " 20", " 19", 1),
	} {
		if err := os.WriteFile(p.pad, []byte(inhoud), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Herspeel(t.Context(), false); !errors.Is(err, ErrBestandKwijt) || !strings.Contains(err.Error(), "regel ") {
			t.Errorf("%s: %v", naam, err)
		}
	}
	// Who says that it is damaged gets what the register knows back in it, and what was there stays beside it.
	p.Erken = &Erkenning{"privacy", "beschadigd"}
	if n, err := p.Herspeel(t.Context(), false); err != nil || n != 0 {
		t.Errorf("%d %v", n, err)
	}
	if stenen, err := p.Steen.Lees(); err != nil || len(stenen) != 1 || stenen[0].CasusID != a {
		t.Errorf("%v %v", stenen, err)
	}
	if oud, err := filepath.Glob(p.pad + ".kwijt-*"); err != nil || len(oud) != 1 {
		t.Errorf("%v %v", oud, err)
	}
	if _, err := p.Herspeel(t.Context(), false); err == nil || !strings.Contains(err.Error(), "laat --grafstenen-kwijt weg") {
		t.Errorf("nog eens: %v", err)
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
