package bewaren

import (
	"errors"
	"log/slog"
	"os"
	"strings"
	"testing"

	"schakel/internal/register"
	"schakel/internal/testkit"
)

// houdtVast suspends a case after the backup was made: putting that back loses it.
func (p *proef) houdtVast(t *testing.T, id string) {
	t.Helper()
	if _, err := p.ZetBewaarplicht(t.Context(), testkit.Wie(t, "privacy"), register.NieuweBewaarplicht{Casus: id, Reden: "rechtszaak", Toelichting: "x"}, sleutel("later")); err != nil {
		t.Fatal(err)
	}
}

// niets destroys: what was approved before is not carried out, and is not approved any more.
func (p *proef) niets(t *testing.T, db testkit.DB, d *Dienst, id string) {
	t.Helper()
	for range 2 {
		if n, err := d.VoerUit(t.Context()); n != 0 || err != nil {
			t.Errorf("uitgevoerd: %d %v", n, err)
		}
	}
	if !leesbaar(t, d, id) {
		t.Error("zij is weg, op een goedkeuring van voor het terugzetten")
	}
	if g := p.rijenVan(t, db, `SELECT wie FROM vernietigingsgoedkeuringen`); len(g) > 0 {
		t.Errorf("nog goedgekeurd door %v", g)
	}
}

// opnieuw approves the list as it is there now, by the same two people: then it goes.
func (p *proef) opnieuw(t *testing.T, d *Dienst, lijst string) {
	t.Helper()
	for _, wie := range []string{"coordinator", "privacy"} {
		l, err := d.Register.KeurLijstGoed(t.Context(), testkit.Wie(t, wie), lijst, sleutel("opnieuw"))
		if err != nil {
			t.Fatal(err)
		}
		if len(l.Vervallen) != 2 || l.Vervallen[0].Reden != "teruggezet" {
			t.Errorf("de lijst zegt niet wat er verviel: %+v", l.Vervallen)
		}
	}
	if n, err := d.VoerUit(t.Context()); n != 1 || err != nil {
		t.Errorf("opnieuw goedgekeurd: %d %v", n, err)
	}
}

// A list that two people approved, and a hold of after the backup on what stands on it. After putting the register back, nothing goes without two approvals
// anew: also when no case was destroyed in between, so that there is no tombstone to tell.
func TestTerugzettenVraagtOpnieuwTwee(t *testing.T) {
	t.Parallel()
	for naam, kluisOok := range map[string]bool{"alleen het register": false, "register en kluis": true} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			p := nieuweProefMetSleutels(t)
			a := p.vol(t)
			lijst := p.lijst(t, 1)
			dump, dumpKluis := p.dump(t)
			if !kluisOok {
				dumpKluis = ""
			}
			p.houdtVast(t, a)
			if n, err := p.VoerUit(t.Context()); n != 0 || err != nil {
				t.Fatal(n, err)
			}
			db := p.terug(t, dump, dumpKluis)
			d := p.als(t, db, false)
			if g := p.rijenVan(t, db, `SELECT wie FROM vernietigingsgoedkeuringen`); len(g) != 2 || !leesbaar(t, d, a) {
				t.Fatalf("zo is het geen back-up van na de goedkeuring: %v", g)
			}
			var log strings.Builder
			d.Log = slog.New(slog.NewTextHandler(&log, nil))
			if n, err := d.Herspeel(t.Context(), false); n != 0 || err != nil {
				t.Fatal(n, err)
			}
			if !strings.Contains(log.String(), "teruggezet") || strings.Contains(log.String(), a) {
				t.Errorf("het logboek: %s", log.String())
			}
			p.niets(t, db, d, a)
			// Another start is no restore: what is approved after it stays.
			if n, err := p.als(t, db, false).Herspeel(t.Context(), false); n != 0 || err != nil {
				t.Fatal(n, err)
			}
			p.opnieuw(t, d, lijst)
		})
	}
}

// The register is put back under a worker that goes on running: its next round sees it.
func TestTerugzettenOnderEenWorkerDieDraait(t *testing.T) {
	t.Parallel()
	p := nieuweProefMetSleutels(t)
	a := p.vol(t)
	if err := p.Ronde(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.lijst(t, 1)
	dump, _ := p.dump(t)
	p.houdtVast(t, a)
	for range 2 {
		if err := p.Ronde(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	db := p.terug(t, dump, "")
	p.niets(t, db, p.als(t, db, false), a)
}

// Some of a list went and the rest did not: what went goes again, by its tombstone, and the rest waits for two. A worker that only fell over goes on.
func TestTerugzettenHalverwegeEenLijst(t *testing.T) {
	t.Parallel()
	p := nieuweProefMetSleutels(t)
	a, b := p.vol(t), p.vol(t)
	p.lijst(t, 2)
	dump, dumpKluis := p.dump(t)
	p.houdtVast(t, b)
	if n := p.volledig(t); n != 1 {
		t.Fatal(n)
	}
	db := p.terug(t, dump, dumpKluis)
	d := p.als(t, db, false)
	if n, err := d.Herspeel(t.Context(), false); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	p.nergens(t, db, d, a)
	p.niets(t, db, d, b)
}

// The owner of the database says that something was put back, whatever is to be seen of it.
func TestHerspeelTrektGoedkeuringenIn(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	a := p.vol(t)
	p.lijst(t, 1)
	if n, err := p.Herspeel(t.Context(), true); n != 0 || err != nil {
		t.Fatal(n, err)
	}
	p.niets(t, p.DB, p.Dienst, a)
}

// Everything of one moment was put back, the file with it, so that nothing outside knows better: an approval that is not carried out within a day is none. The
// database looks at its own clock, whatever the program says.
func TestGoedkeuringVanGisterenGeldtNiet(t *testing.T) {
	t.Parallel()
	p := nieuweProef(t)
	a := p.vol(t)
	lijst := p.lijst(t, 1)
	p.doe(t, `UPDATE vernietigingsgoedkeuringen SET gezet_op = now() - interval '25 hours'`)
	if _, err := p.BeginVernietiging(t.Context(), register.Vernietigregel{Lijst: lijst, Nr: 1, CasusID: a, Soort: "dossier"}); err == nil {
		t.Error("begonnen op een goedkeuring van gisteren")
	}
	p.niets(t, p.DB, p.Dienst, a)
	l, err := p.Vernietigingslijst(t.Context(), testkit.Wie(t, "privacy"), lijst)
	if err != nil || l.Status != "voorgesteld" || len(l.Vervallen) != 2 || l.Vervallen[1].Reden != "verlopen" {
		t.Errorf("%+v %v", l, err)
	}
	// One approval alone waits for the other as long as it takes.
	if _, err := p.KeurLijstGoed(t.Context(), testkit.Wie(t, "privacy"), lijst, sleutel("k")); err != nil {
		t.Fatal(err)
	}
	p.doe(t, `UPDATE vernietigingsgoedkeuringen SET gezet_op = now() - interval '30 days'`)
	if _, err := p.VoerUit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := p.KeurLijstGoed(t.Context(), testkit.Wie(t, "coordinator"), lijst, sleutel("k")); err != nil {
		t.Fatal(err)
	}
	if n, err := p.VoerUit(t.Context()); n != 1 || err != nil {
		t.Error(n, err)
	}
}

// The file of tombstones is gone, or is not the newest: nothing is served, nothing taken out and nothing destroyed until somebody who may says that it is lost,
// and why. That stands in the access log. Then it is made anew from what the databases know.
func TestBestandKwijt(t *testing.T) {
	t.Parallel()
	for naam, raak := range map[string]func(t *testing.T, pad string, oud []byte) error{
		"weg":              func(_ *testing.T, pad string, _ []byte) error { return os.Remove(pad) },
		"leeg":             func(_ *testing.T, pad string, _ []byte) error { return os.WriteFile(pad, nil, 0o600) },
		"een oudere":       func(_ *testing.T, pad string, oud []byte) error { return os.WriteFile(pad, oud, 0o600) },
		"zonder een regel": zonderSteen,
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			p := nieuweProef(t)
			oud, err := os.ReadFile(p.pad)
			if err != nil {
				t.Fatal(err)
			}
			a := p.vol(t)
			p.lijst(t, 1)
			if n := p.volledig(t); n != 1 {
				t.Fatal(n)
			}
			if err := raak(t, p.pad, oud); err != nil {
				t.Fatal(err)
			}
			if _, err := p.Herspeel(t.Context(), false); !errors.Is(err, ErrBestandKwijt) || !strings.Contains(err.Error(), "--grafstenen-kwijt") {
				t.Errorf("een start: %v", err)
			}
			if err := p.Toets(t.Context()); !errors.Is(err, ErrBestandKwijt) {
				t.Errorf("een export: %v", err)
			}
			if _, err := p.VoerUit(t.Context()); !errors.Is(err, ErrBestandKwijt) {
				t.Errorf("een ronde: %v", err)
			}
			for _, e := range []Erkenning{{Door: "werker", Reden: "verloren"}, {Door: "niemand", Reden: "verloren"}} {
				p.Erken = &e
				if _, err := p.Herspeel(t.Context(), true); err == nil {
					t.Errorf("erkend door %s", e.Door)
				}
			}
			p.Erken = &Erkenning{Door: "privacy", Reden: "verloren"}
			if n, err := p.Herspeel(t.Context(), true); n != 1 || err != nil {
				t.Fatal(n, err)
			}
			p.Erken = nil
			if n, err := p.Herspeel(t.Context(), false); n != 0 || err != nil {
				t.Errorf("de volgende start: %d %v", n, err)
			}
			if stenen, err := p.Steen.Lees(); err != nil || len(stenen) != 1 || stenen[0].CasusID != a {
				t.Errorf("%v %v", stenen, err)
			}
			if l := p.rijen(t, `SELECT wie || ' ' || rol || ' ' || doel || ' ' || resultaat FROM toegangslog WHERE wat = 'grafstenen.kwijt' ORDER BY nr`); len(l) != 2 ||
				l[0] != "werker bmz_werker zorgproces geweigerd" || l[1] != "privacy privacy_officer verloren ok" {
				t.Errorf("het toegangslog: %q", l)
			}
		})
	}
}

// zonderSteen takes the line of the tombstone out of the file, and leaves the rest.
func zonderSteen(t *testing.T, pad string, _ []byte) error {
	t.Helper()
	b, err := os.ReadFile(pad)
	if err != nil {
		return err
	}
	var over []string
	for regel := range strings.Lines(string(b)) {
		if strings.HasPrefix(regel, "polsslag ") {
			over = append(over, regel)
		}
	}
	if len(over) == strings.Count(string(b), "\n") {
		t.Fatal("er staat geen grafsteen in")
	}
	return os.WriteFile(pad, []byte(strings.Join(over, "")), 0o600)
}

// Register and kluis both come from backups of before a destruction, and the file is lost: nothing knows of it any more, but that there was a file is known, so
// it does not serve what was destroyed before somebody said that he knows.
func TestAllesTerugEnHetBestandKwijt(t *testing.T) {
	t.Parallel()
	p := nieuweProefMetSleutels(t)
	a := p.vol(t)
	dump, dumpKluis := p.dump(t)
	p.lijst(t, 1)
	p.volledig(t)
	if err := os.Remove(p.pad); err != nil {
		t.Fatal(err)
	}
	db := p.terug(t, dump, dumpKluis)
	d := p.als(t, db, true)
	if !leesbaar(t, d, a) {
		t.Fatal("in de back-up is zij niet te lezen, dan zegt de rest niets")
	}
	for _, alles := range []bool{false, true} {
		if _, err := d.Herspeel(t.Context(), alles); !errors.Is(err, ErrBestandKwijt) || !errors.Is(err, ErrGeenBestand) {
			t.Errorf("zij start: %v", err)
		}
	}
	d.Steen = nil
	if _, err := d.Herspeel(t.Context(), false); !errors.Is(err, ErrZonderBestand) {
		t.Errorf("zonder dat er een bestand is genoemd: %v", err)
	}
	if err := d.Toets(t.Context()); !errors.Is(err, ErrZonderBestand) {
		t.Errorf("een export zonder bestand: %v", err)
	}
}

// A new installation has no file yet, and makes it.
func TestEersteStartMaaktHetBestand(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	p := &proef{Keten: k, h: &historie{}, pad: t.TempDir() + "/grafstenen"}
	d := p.dienst(t, k.Register)
	if err := d.Toets(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(p.pad); err == nil {
		t.Error("wie leest maakt het bestand")
	}
	if n, err := d.Herspeel(t.Context(), false); n != 0 || err != nil {
		t.Fatal(n, err)
	}
	if s, err := os.Stat(p.pad); err != nil || s.Mode().Perm() != 0o600 {
		t.Error(s, err)
	}
}
