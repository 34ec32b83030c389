package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"schakel/internal/casus"
	"schakel/internal/kluis"
	"schakel/internal/register"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
)

// lezen measures reads with 10,000 cases in the register, and lists with 100,000. The first are put there by
// the register's own way of a step, with the rules in process in place of Temporal:
// what is read is the same, and it takes minutes less. The others are copies of those.
func (b *bench) lezen(ctx context.Context) error {
	g, err := b.nieuwGezin(ctx, "lezen")
	if err != nil {
		return err
	}
	ids, err := b.vul(ctx, g, b.n(10_000, 60), (*voorraad).casus)
	if err != nil {
		return err
	}
	een := func(i int) string { return "casussen/" + ids[i*37%len(ids)] }
	vast := func(pad string) func(int) string { return func(int) string { return pad } }
	lijsten := func(grens float64) []leesmeting {
		return []leesmeting{
			{"lijst van 50 casussen (coordinator)", "coordinator", vast("casussen"), grens},
			{"lijst van 50, gefilterd op fase (coordinator)", "coordinator", vast("casussen?fase=wachtlijst"), grens},
			{"lijst van 50 (werker, eigen casussen)", "werker", vast("casussen"), grens},
			{"lijst van 50 (verwijzer, eigen aanmeldingen)", "verwijzer", vast("casussen"), grens},
		}
	}
	err = b.leesAf(ctx, g, "10.000 casussen", append([]leesmeting{
		{"een casus lezen (coordinator)", "coordinator", een, 15},
		{"tijdlijn van een casus (coordinator)", "coordinator", func(i int) string { return een(i) + "/tijdlijn" }, 0},
		{"werkvoorraad (coordinator)", "coordinator", vast("werkvoorraad"), 0},
		{"werkvoorraad (werker)", "werker", vast("werkvoorraad"), 0},
	}, lijsten(15)...))
	if err != nil {
		return err
	}
	if err := g.groei(ctx, b.n(100_000, 600)); err != nil {
		return err
	}
	if err := b.leesAf(ctx, g, "100.000 casussen", append(lijsten(25), leesmeting{"een casus lezen (coordinator)", "coordinator", een, 0})); err != nil {
		return err
	}
	return g.stop()
}

// leesmeting is one thing that is read; grens in ms for its p95, 0: none.
type leesmeting struct {
	wat, wie string
	pad      func(i int) string
	grens    float64
}

// leesAf reads all of them in turn.
func (b *bench) leesAf(ctx context.Context, g *gezin, bij string, metingen []leesmeting) error {
	c := klant()
	uit := make([]reeks, len(metingen))
	for i := range b.n(300, 3) {
		for j, m := range metingen {
			_, d, err := g.vraag(ctx, c, m.wie, http.MethodGet, m.pad(i), "")
			if err != nil {
				return fmt.Errorf("%s: %w", m.wat, err)
			}
			uit[j] = uit[j].bij(d)
		}
	}
	for j, m := range metingen {
		if m.grens == 0 {
			b.tabel.meet(m.wat+", "+bij, "ms", uit[j])
			continue
		}
		b.tabel.hoogstens(m.wat+", "+bij+", p95", "ms", uit[j], uit[j].p(95), m.grens)
	}
	return nil
}

// vul puts n cases in the register, each as maak makes it.
func (b *bench) vul(ctx context.Context, g *gezin, n int, maak func(*voorraad, context.Context, int) (string, error)) ([]string, error) {
	reg, err := g.register(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = reg.Close() }()
	v := nieuweVoorraad(reg)
	ids := make([]string, n)
	var klaar atomic.Int32
	const klanten = 4
	err = samen(klanten, func(i int) (err error) {
		for j := i; j < n; j += klanten {
			if ids[j], err = maak(v, ctx, j); err != nil {
				return err
			}
			if k := klaar.Add(1); k%2500 == 0 {
				fmt.Fprintf(os.Stderr, "bench: %d casussen in het register\n", k)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return ids, g.sql(ctx, "schakel", func(c *pgx.Conn) error { _, err := c.Exec(ctx, "VACUUM ANALYZE"); return err })
}

// register opens the register of a running solo, without waiting for the disk at every commit.
func (g *gezin) register(ctx context.Context) (*register.Register, error) {
	geheim := func(naam string) (string, error) {
		b, err := os.ReadFile(filepath.Join(g.data, "geheimen", naam))
		return strings.TrimSpace(string(b)), err
	}
	dsn := func(rol, wachtwoord string) string {
		a := g.pg
		a.User, a.Password = rol, wachtwoord
		return a.DSN("schakel")
	}
	app, err := geheim("postgres-app")
	if err != nil {
		return nil, err
	}
	motor, err := geheim("postgres-motor")
	if err != nil {
		return nil, err
	}
	sleutelkluis, err := geheim("postgres-kluis")
	if err != nil {
		return nil, err
	}
	k := g.pg
	k.User, k.Password = kluis.Rol, sleutelkluis
	bos, err := register.OpenSleutelbos(filepath.Join(g.data, "geheimen", "register.json"))
	if err != nil {
		return nil, err
	}
	los := "&options=-c%20synchronous_commit%3Doff"
	return register.Open(ctx, register.Config{
		AppDSN: dsn("schakel_app", app) + los, MotorDSN: dsn("schakel_motor", motor) + los, KluisDSN: k.DSN("schakel_kluis") + los, Sleutels: bos, MaxConns: 4,
	})
}

// voorraad makes cases without Temporal.
type voorraad struct {
	reg    *register.Register
	motor  *testkit.Motor
	beleid casus.Beleid
	wie    map[string]toegang.Identiteit
}

// casus is one that is open, as most are here and in no region, and of one of two workers: the worst to list.
func (v *voorraad) casus(ctx context.Context, i int) (string, error) {
	return v.open(ctx, i, []string{"werker", "werker2"}[i%2])
}

// open is a case in one of the phases before a plan; werker has it once it is in outreach.
func (v *voorraad) open(ctx context.Context, i int, werker string) (string, error) {
	id, err := v.aanmelding(ctx)
	if err != nil {
		return "", err
	}
	stappen := []struct {
		wie string
		st  casus.Stap
	}{
		{"ctb", casus.Stap{Soort: casus.StapOntvangst, Volledig: true}},
		{"ctb", casus.Stap{Soort: casus.StapQuickscan, Uitkomst: casus.BesluitAccepteren}},
		{"coordinator", casus.Stap{Soort: casus.StapToewijzing, Wie: werker}},
	}
	for _, s := range stappen[:[]int{3, 3, 3, 3, 2, 3, 3, 1, 3, 0}[i%10]] {
		if err := v.stap(ctx, s.wie, id, s.st); err != nil {
			return "", err
		}
	}
	return id, nil
}

// werkers have the open cases of a region between them: 50 each, twice what a caseload is.
const werkers = 14

// eenOpTien is open for one in ten, and else withdrawn.
func (v *voorraad) eenOpTien(ctx context.Context, i int) (string, error) {
	if i%10 == 0 {
		wie := "werker"
		if w := i / 10 / 10 % werkers; w > 0 { // ten in a row: the phases
			wie = fmt.Sprintf("werker%d", w+1)
		}
		return v.open(ctx, i/10, wie)
	}
	id, err := v.aanmelding(ctx)
	if err != nil {
		return "", err
	}
	return id, v.stap(ctx, "verwijzer", id, casus.Stap{Soort: casus.StapIntrekking})
}

func (v *voorraad) aanmelding(ctx context.Context) (string, error) {
	in, err := v.reg.Indienen(ctx, v.wie["verwijzer"], testkit.Aanmelding(v.wie["verwijzer"], casus.Normaal, "V. Voorbeeld "+uuid.NewString()[:8]))
	if err != nil {
		return "", err
	}
	uit, err := v.motor.Begin(ctx, casus.State{ID: in.CasusID, Nummer: in.Nummer, Beleid: v.beleid}, bericht(in), false)
	if err != nil {
		return "", err
	}
	return in.CasusID, v.reg.Verwerk(ctx, in.CasusID, uit, nil)
}

func (v *voorraad) stap(ctx context.Context, wie, casusID string, st casus.Stap) error {
	in, err := v.reg.Indienen(ctx, v.wie[wie], testkit.Indiening(v.wie[wie], casusID, st, `{"motivering":"Past."}`))
	if err != nil {
		return err
	}
	uit, err := v.motor.Stuur(ctx, casusID, bericht(in))
	if err != nil {
		return err
	}
	return v.reg.Verwerk(ctx, casusID, uit, nil)
}
