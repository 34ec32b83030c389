package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"schakel/api"
	"schakel/internal/casus"
	"schakel/internal/engine"
	"schakel/internal/kluis"
	"schakel/internal/product"
	"schakel/internal/register"
	"schakel/internal/solo"
	"schakel/internal/testkit"
	"schakel/internal/toegang"
	"schakel/internal/voordeur"
)

// alsProduct in the environment, with a [productIn] in JSON, makes this program the product: API, worker and relay in one process, as solo has
// them, on a database of its own. With vul it puts cases in the register, prints their ids and ends.
const alsProduct = "SCHAKEL_BENCH_PRODUCT"

// productIn is where a product finds its parts.
type productIn struct {
	App, Motor, Werk, Kluis, KluisWerk, Bos, Codec string
	Temporal, Rij, Issuer                          string
	Vul                                            int
}

func dienProduct(ctx context.Context, ruw string) error {
	var in productIn
	if err := json.Unmarshal([]byte(ruw), &in); err != nil {
		return err
	}
	c, err := in.config()
	if err != nil {
		return err
	}
	if in.Vul > 0 {
		return vulRegister(ctx, c.Register, in.Vul)
	}
	p, err := product.Start(ctx, c)
	if err != nil {
		return err
	}
	if err := solo.ZetDemo(ctx, p.Register); err != nil {
		return errors.Join(err, p.Stop())
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return errors.Join(err, p.Stop())
	}
	fmt.Println("http://" + l.Addr().String())
	s := api.Server(p.Handler, c.Log)
	context.AfterFunc(ctx, func() { _ = s.Close() })
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return errors.Join(err, p.Stop())
	}
	return p.Stop()
}

func (in productIn) config() (c product.Config, err error) {
	c.Log = slog.New(slog.DiscardHandler)
	c.Register = register.Config{AppDSN: in.App, MotorDSN: in.Motor, KluisDSN: in.Kluis, WerkDSN: in.Werk, KluisWerkDSN: in.KluisWerk}
	if c.Register.Sleutels, err = register.OpenSleutelbos(in.Bos); err != nil {
		return c, err
	}
	codec, err := engine.OpenCodec(in.Codec)
	if err != nil {
		return c, err
	}
	c.Motor = engine.Config{Namespace: naamruimte, Taakrij: in.Rij, Codec: codec}
	if c.Motor.HostPort, c.Motor.TLS, err = solo.LeesTemporal(in.Temporal); err != nil {
		return c, err
	}
	bel := soloBeleid()
	c.Beleid = func() casus.Beleid { return bel }
	c.Keurder = toegang.KeurderConfig{Issuer: in.Issuer, Audience: solo.IDPAudience, Regio: bel.Regio}
	const genoeg = 100_000 // requests per second: no limit is in the way
	c.Limieten, c.Voordeur = api.Limieten{PerSeconde: genoeg}, voordeur.Config{PerSeconde: genoeg}
	return c, nil
}

func vulRegister(ctx context.Context, c register.Config, n int) error {
	reg, err := register.Open(ctx, c)
	if err != nil {
		return err
	}
	defer func() { _ = reg.Close() }()
	v := nieuweVoorraad(reg)
	for i := range n {
		id, err := v.casus(ctx, 3*i%7) // open, and nearly all with a casehouder
		if err != nil {
			return err
		}
		fmt.Println(id)
	}
	return nil
}

func nieuweVoorraad(reg *register.Register) *voorraad {
	v := &voorraad{reg: reg, motor: &testkit.Motor{Nu: time.Now}, beleid: soloBeleid(), wie: map[string]toegang.Identiteit{}}
	for _, u := range solo.DemoGebruikers() {
		v.wie[u.ID] = toegang.Identiteit{Gebruiker: u.ID, Organisatie: u.Organisatie, Rol: u.Rol}
	}
	return v
}

// kant is one of the two products that are compared: a program, and a database on the servers of one solo.
type kant struct {
	*gezin
	in       productIn
	exe      string
	casussen []string
}

// nieuweKant makes the database called naam, fills it, and starts the program exe on it.
func (b *bench) nieuweKant(ctx context.Context, g *gezin, naam, exe string, zonder bool, n int) (*kant, error) {
	geheimen := filepath.Join(g.data, "geheimen")
	geheim := map[string]string{}
	for _, s := range []string{"postgres-app", "postgres-motor", "postgres-werk", "postgres-kluis", "postgres-kluis-werk"} {
		ruw, err := os.ReadFile(filepath.Join(geheimen, s))
		if err != nil {
			return nil, err
		}
		geheim[s] = strings.TrimSpace(string(ruw))
	}
	als := func(rol, wachtwoord, db string) string {
		a := g.pg
		a.User, a.Password = rol, wachtwoord
		return a.DSN(db)
	}
	k := &kant{exe: exe, gezin: &gezin{inlog: g.url, data: g.data, pg: g.pg, motor: g.motor, db: naam, tokens: map[string]string{}}}
	k.in = productIn{
		App: als("schakel_app", geheim["postgres-app"], naam), Motor: als("schakel_motor", geheim["postgres-motor"], naam),
		Werk: als("schakel_werk", geheim["postgres-werk"], naam), KluisWerk: als(kluis.RolWerk, geheim["postgres-kluis-werk"], naam+"_kluis"),
		Kluis: als(kluis.Rol, geheim["postgres-kluis"], naam+"_kluis"), Rij: naam, Issuer: g.url + solo.IDPPad, Temporal: filepath.Join(g.data, "temporal"),
		Bos: filepath.Join(geheimen, naam+".json"), Codec: filepath.Join(geheimen, naam+"-codec.json"),
	}
	for _, db := range []string{naam, naam + "_kluis"} {
		if err := solo.MaakDatabase(ctx, g.pg, db); err != nil {
			return nil, err
		}
	}
	err := register.Migreer(ctx, g.pg.DSN(naam), register.Wachtwoorden{App: geheim["postgres-app"], Motor: geheim["postgres-motor"], Werk: geheim["postgres-werk"]})
	if err == nil {
		err = kluis.Migreer(ctx, g.pg.DSN(naam+"_kluis"), geheim["postgres-kluis"], geheim["postgres-kluis-werk"])
	}
	if err == nil && zonder {
		err = k.doeSQL(ctx, zonderRLS)
	}
	if err == nil {
		err = k.vul(ctx, n)
	}
	if err == nil {
		err = k.start()
	}
	return k, err
}

func (k *kant) doeSQL(ctx context.Context, opdracht string) error {
	return k.sql(ctx, k.db, func(c *pgx.Conn) error { _, err := c.Exec(ctx, opdracht); return err })
}

// vul puts cases in the register by the program itself, in a process that ends: what it had in memory is gone.
func (k *kant) vul(ctx context.Context, n int) error {
	in := k.in
	in.Vul = n
	cmd, err := k.opdracht(in)
	if err != nil {
		return err
	}
	uit, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("vullen van %s: %w", k.db, err)
	}
	k.casussen = strings.Fields(string(uit))
	return k.doeSQL(ctx, "VACUUM ANALYZE")
}

func (k *kant) opdracht(in productIn) (*exec.Cmd, error) {
	ruw, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(k.exe) //nolint:gosec,noctx // ourselves; stop ends it
	cmd.Env = append(os.Environ(), alsProduct+"="+string(ruw))
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	return cmd, nil
}

func (k *kant) start() error {
	var err error
	if k.cmd, err = k.opdracht(k.in); err != nil {
		return err
	}
	uit, err := k.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := k.cmd.Start(); err != nil {
		return err
	}
	regel, err := bufio.NewReader(uit).ReadString('\n')
	if err != nil {
		return errors.Join(fmt.Errorf("het product op %s startte niet: %w", k.db, err), k.stopProduct())
	}
	k.url = strings.TrimSpace(regel)
	return nil
}

// stopProduct ends the process; the servers it used stay.
func (k *kant) stopProduct() error {
	return errors.Join(k.cmd.Process.Signal(syscall.SIGTERM), k.cmd.Wait())
}
