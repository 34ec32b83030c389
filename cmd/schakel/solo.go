package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"schakel/api"
	beleidsbestanden "schakel/beleid"
	"schakel/internal/beleid"
	"schakel/internal/casus"
	"schakel/internal/engine"
	"schakel/internal/kluis"
	"schakel/internal/product"
	"schakel/internal/register"
	"schakel/internal/sessie"
	"schakel/internal/solo"
	"schakel/internal/toegang"
	"schakel/internal/voordeur"
)

type soloOpdracht struct {
	Listen       string `name:"listen" default:"127.0.0.1:8080" help:"Adres van API en werkbank."`
	HTTPS        bool   `name:"https" help:"Dien https, met een certificaat van een eigen autoriteit in de datamap: voor telefoons op hetzelfde netwerk. Vraagt --oidc-issuer."`
	Data         string `name:"data" default:"./.schakel" help:"Map waarin alles staat; overleeft een herstart."`
	Metrics      string `name:"metrics" help:"Adres van /metrics; zonder: 127.0.0.1:9464 als die poort vrij is."`
	Policy       string `name:"policy" type:"path" help:"Beleidsbestand (YAML), in kracht vanaf deze start; zonder: wat in kracht is, en anders het voorbeeldbeleid."`
	DatabaseURL  string `name:"database-url" env:"SCHAKEL_DATABASE_URL" help:"Een PostgreSQL die er al is, als eigenaar; zonder: een eigen."`
	Temporal     string `name:"temporal" help:"HOST:PORT van een Temporal die er al is; zonder: een eigen temporald."`
	OIDCIssuer   string `name:"oidc-issuer" help:"Vertrouw deze OpenID-provider in plaats van de ontwikkel-inlogdienst."`
	Audience     string `name:"oidc-audience" default:"schakel-api" help:"Het publiek (aud) dat tokens moeten noemen."`
	PerSeconde   int    `name:"per-seconde" default:"100" help:"Verzoeken per seconde die één gebruiker mag doen."`
	Demo         bool   `name:"demo" help:"Vul de regio met 72 verzonnen casussen; een tweede keer voegt niets toe."`
	Stenen       string `name:"grafstenen" env:"SCHAKEL_GRAFSTENEN_FILE" placeholder:"BESTAND" help:"Bestand met wat er is vernietigd; zonder: in de datamap. Zet het elders als u de datamap als geheel terugzet."`
	Door         string `name:"door" placeholder:"WIE" help:"Bij --grafstenen-kwijt: id van de coordinator of FG die dat zegt."`
	BinDir       string `name:"postgres-bin" help:"Map met initdb en postgres; zonder: zoeken."`
	kwijtVlag    `embed:""`
	inlogVlaggen `embed:""`
	postVlaggen  `embed:""`
}

// Run starts everything in order, prints one line when it can take work, and
// stops everything in the other order.
func (s soloOpdracht) Run(ctx context.Context) (err error) {
	if err := s.magZo(); err != nil {
		return err
	}
	if err := stilAanHetEinde(os.Getenv("GOTRACEBACK")); err != nil {
		return err
	}
	bel, err := s.beleid()
	if err != nil {
		return err
	}
	m, err := solo.OpenDatamap(s.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.Sluit()) }()
	luister, err := solo.Luister(s.Listen)
	if err != nil {
		return err
	}
	defer func() { _ = luister.Close() }() // the server closes it too
	logbestand, err := solo.OpenLog(filepath.Join(m.Pad, "schakel.log"))
	if err != nil {
		return err
	}
	defer func() { _ = logbestand.Close() }()
	r := &solorun{soloOpdracht: s, map_: m, beleidNu: bel, log: slog.New(slog.NewJSONHandler(logbestand, nil))}
	if err := r.openHTTPS(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.stop()) }()
	if err := r.start(ctx, luister.Addr()); err != nil {
		return err
	}
	return r.dien(ctx, luister)
}

// magZo refuses what would let strangers in.
func (s soloOpdracht) magZo() error {
	if err := s.sessies(); err != nil {
		return err
	}
	switch {
	case s.OIDCIssuer == "" && s.HTTPS:
		return errHTTPSOntwikkel
	case s.OIDCIssuer == "":
		return solo.AlleenLoopback(s.Listen)
	case s.Demo:
		return errDemoEcht
	}
	return nil
}

// beleid reads the policy; closing days are computed from today.
func (s soloOpdracht) beleid() (casus.Beleid, error) {
	if s.Policy == "" {
		return beleid.Lees("beleid/voorbeeld.yaml", bytes.NewReader(beleidsbestanden.Voorbeeld), time.Now())
	}
	return beleid.LeesBestand(s.Policy, time.Now())
}

// solorun is one run of `schakel solo`.
type solorun struct {
	soloOpdracht
	map_     *solo.Datamap
	beleidNu casus.Beleid
	log      *slog.Logger

	mu       sync.Mutex // guards temporal
	pg       *solo.Postgres
	pgAdres  solo.PostgresAdres
	temporal *solo.Temporal
	product  *product.Product
	reg      register.Config
	handler  http.Handler
	werkbank *product.Werkbank
	https    *solo.HTTPS // nil: plain
	stops    []func() error
}

func (r *solorun) stop() error {
	var err error
	for i := len(r.stops) - 1; i >= 0; i-- {
		err = errors.Join(err, r.stops[i]())
	}
	return err
}

func (r *solorun) bij(stop func() error) { r.stops = append(r.stops, stop) }

// start brings up PostgreSQL, the register, Temporal and the product.
func (r *solorun) start(ctx context.Context, adres net.Addr) error {
	pg, err := r.postgres(ctx)
	if err != nil {
		return err
	}
	r.pgAdres = pg
	temporalKlaar := make(chan error, 1)
	go func() { temporalKlaar <- r.startTemporal(ctx, pg) }()
	reg, err := r.register(ctx, pg)
	if err = errors.Join(err, <-temporalKlaar); err != nil {
		return err
	}
	if r.temporal != nil {
		r.bij(func() error { return r.temporalNu().Stop() })
	}
	return r.startProduct(ctx, reg, adres)
}

func (r *solorun) postgres(ctx context.Context) (solo.PostgresAdres, error) {
	if r.DatabaseURL != "" {
		adres, _, err := solo.PostgresVanURL(r.DatabaseURL)
		return adres, err
	}
	dir, err := r.map_.Map("postgres")
	if err != nil {
		return solo.PostgresAdres{}, err
	}
	if r.pg, err = solo.StartPostgres(ctx, solo.PostgresConfig{Dir: dir, BinDir: r.BinDir}); err != nil {
		return solo.PostgresAdres{}, err
	}
	r.bij(r.pg.Stop)
	return r.pg.PostgresAdres, nil
}

func (r *solorun) startTemporal(ctx context.Context, pg solo.PostgresAdres) (err error) {
	if r.Temporal != "" {
		return nil
	}
	dir, err := r.map_.Map("temporal")
	if err != nil {
		return err
	}
	r.temporal, err = solo.StartTemporal(ctx, solo.TemporalConfig{Dir: dir, Postgres: pg, Namespace: naamruimte})
	return err
}

const (
	naamruimte = "schakel"
	database   = "schakel"
	// databaseKluis is a database of its own in the same private server; see docs/operations.md for what that is worth.
	databaseKluis = "schakel_kluis"
	bestandKluis  = "postgres-kluis"
	// The roles that destroy, seal and clear.
	bestandWerk, bestandKluisWerk = "postgres-werk", "postgres-kluis-werk"
)

// register makes the database, migrates it and gives what opens it.
func (r *solorun) register(ctx context.Context, pg solo.PostgresAdres) (register.Config, error) {
	var c register.Config
	app, err := r.map_.Geheim("postgres-app", 32)
	if err != nil {
		return c, err
	}
	motor, err := r.map_.Geheim("postgres-motor", 32)
	if err != nil {
		return c, err
	}
	if err := solo.MaakDatabase(ctx, pg, database); err != nil {
		return c, err
	}
	werk, err := r.map_.Geheim(bestandWerk, 32)
	if err != nil {
		return c, err
	}
	if err := register.Migreer(ctx, pg.DSN(database), register.Wachtwoorden{App: app, Motor: motor, Werk: werk}); err != nil {
		return c, err
	}
	c.EigenaarDSN = pg.DSN(database)
	c.AppDSN = solo.PostgresAdres{Host: pg.Host, Port: pg.Port, User: "schakel_app", Password: app}.DSN(database)
	c.MotorDSN = solo.PostgresAdres{Host: pg.Host, Port: pg.Port, User: "schakel_motor", Password: motor}.DSN(database)
	c.WerkDSN = solo.PostgresAdres{Host: pg.Host, Port: pg.Port, User: "schakel_werk", Password: werk}.DSN(database)
	if err := r.sleutelsZijnEr(ctx, c.MotorDSN); err != nil {
		return c, err
	}
	if c.KluisDSN, c.KluisWerkDSN, err = r.kluis(ctx, pg, c.EigenaarDSN); err != nil {
		return c, err
	}
	c.Sleutels, err = register.OpenSleutelbos(r.sleutelbestand(bestandRegister))
	return c, err
}

// kluis makes the store of keys, and brings there what the register still has from before there was one: no other program of this folder runs now.
func (r *solorun) kluis(ctx context.Context, pg solo.PostgresAdres, eigenaarDSN string) (dsn, werkDSN string, err error) {
	geheim, err := r.map_.Geheim(bestandKluis, 32)
	if err != nil {
		return "", "", err
	}
	werk, err := r.map_.Geheim(bestandKluisWerk, 32)
	if err != nil {
		return "", "", err
	}
	if err := solo.MaakDatabase(ctx, pg, databaseKluis); err != nil {
		return "", "", err
	}
	if err := kluis.Migreer(ctx, pg.DSN(databaseKluis), geheim, werk); err != nil {
		return "", "", err
	}
	dsn = solo.PostgresAdres{Host: pg.Host, Port: pg.Port, User: kluis.Rol, Password: geheim}.DSN(databaseKluis)
	werkDSN = solo.PostgresAdres{Host: pg.Host, Port: pg.Port, User: kluis.RolWerk, Password: werk}.DSN(databaseKluis)
	_, err = verhuisNaar(ctx, eigenaarDSN, dsn, true)
	return dsn, werkDSN, err
}

// The files of keys in the data folder. Without them nothing in the databases can be read.
const (
	bestandRegister = "register.json"
	bestandCodec    = "temporal.json"
)

// bestandGrafstenen is in the data folder itself: it is no secret.
const bestandGrafstenen = "grafstenen"

func (r *solorun) sleutelbestand(naam string) string {
	return filepath.Join(r.map_.Pad, "geheimen", naam)
}

// sleutelsZijnEr refuses to make new keys for cases that were encrypted with others.
func (r *solorun) sleutelsZijnEr(ctx context.Context, dsn string) error {
	er, err := register.HeeftCasussen(ctx, dsn)
	if err != nil || !er {
		return err
	}
	for _, naam := range []string{bestandRegister, bestandCodec} {
		if _, err := os.Stat(r.sleutelbestand(naam)); err != nil {
			return fmt.Errorf("de sleutels in %s ontbreken, terwijl er casussen zijn die ermee zijn versleuteld: zet het bestand terug uit een back-up", r.sleutelbestand(naam))
		}
	}
	return nil
}

func (r *solorun) startProduct(ctx context.Context, reg register.Config, adres net.Addr) error {
	r.reg = reg
	codec, err := engine.OpenCodec(r.sleutelbestand(bestandCodec))
	if err != nil {
		return err
	}
	mc := engine.Config{HostPort: r.Temporal, Namespace: naamruimte, Codec: codec}
	if r.temporal != nil {
		mc.HostPort, mc.TLS = r.temporal.HostPort, r.temporal.TLS()
	}
	basis := r.schema() + "://" + adres.String()
	keurder := toegang.KeurderConfig{Issuer: r.OIDCIssuer, Audience: r.Audience, Regio: r.beleidNu.Regio}
	var idp *solo.IDP
	if r.OIDCIssuer == "" {
		idp, err = solo.NewIDP(solo.IDPConfig{
			Issuer: basis + solo.IDPPad, KeyPath: filepath.Join(r.map_.Pad, "geheimen", "inlogdienst.pem"), Extra: r.extra(),
			Redirects: []string{basis + sessie.PadTerug}, NaUit: []string{basis + sessie.PadUit},
		})
		if err != nil {
			return err
		}
		keurder.Issuer, keurder.Audience = idp.Issuer(), solo.IDPAudience
		r.werkbank = &product.Werkbank{Basis: basis, ClientID: solo.IDPClientWerkbank, Scopes: []string{"profile", "offline_access"}, TelefoonClaim: r.Telefoon, Stil: r.Stil, Duur: r.Duur}
		if r.werkbank.Drukker, err = r.drukker(); err != nil {
			return err
		}
	} else if r.werkbank, err = r.inlogVlaggen.werkbank(cmp.Or(r.Basis, basis)); err != nil {
		return err
	}
	bode, err := r.postSolo(basis)
	if err != nil {
		return err
	}
	r.product, err = product.Start(ctx, product.Config{
		Post:     bode,
		Register: reg, Motor: mc, Keurder: keurder, Log: r.log, Beleid: func() casus.Beleid { return r.beleidNu }, BeleidGekozen: r.Policy != "",
		Limieten: api.Limieten{PerSeconde: r.PerSeconde}, Werkbank: r.werkbank, Voordeur: voordeur.Config{PerSeconde: max(1, r.PerSeconde/5)},
		Grafstenen: cmp.Or(r.Stenen, filepath.Join(r.map_.Pad, bestandGrafstenen)), GrafstenenKwijt: r.erken(r.Door),
	})
	if err != nil {
		return err
	}
	r.bij(r.product.Stop)
	r.handler = r.product.Handler
	if idp == nil {
		return nil
	}
	mux := http.NewServeMux()
	mux.Handle(solo.IDPPad+"/", idp)
	mux.Handle("/", r.product.Handler)
	r.handler = mux
	return solo.ZetDemo(ctx, r.product.Register)
}

// metriekenStandaard is where the metrics are when nobody says where; when it is
// taken (a second solo on this machine), they are left out.
const metriekenStandaard = "127.0.0.1:9464"

// metrieken serves /metrics on a port of its own, until stop.
func (r *solorun) metrieken() (stop func(), err error) {
	adres := r.Metrics
	if adres == "" {
		adres = metriekenStandaard
	}
	l, err := solo.Luister(adres)
	if err != nil && r.Metrics == "" {
		r.log.Warn("geen metrieken: de poort is bezet", "adres", adres)
		return func() {}, nil
	}
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/metrics", r.product.Metrieken)
	srv := api.Server(mux, r.log)
	go func() { _ = srv.Serve(l) }() // ends with Close
	r.log.Info("metrieken", "adres", l.Addr().String())
	return func() { _ = srv.Close() }, nil
}

// dien serves until ctx ends or a child does.
func (r *solorun) dien(ctx context.Context, l net.Listener) error {
	srv := api.Server(r.handler, r.log)
	srv.RegisterOnShutdown(r.product.EindStromen)
	meet, err := r.metrieken()
	if err != nil {
		return err
	}
	defer meet()
	klaar := make(chan error, 1)
	go func() { klaar <- r.serveer(srv, l) }()
	if _, err := fmt.Printf("ready %s://%s\n", r.schema(), l.Addr()); err != nil {
		return err
	}
	if r.Demo {
		r.vulDemo(ctx, r.reg)
	}
	var reden error
	select {
	case <-ctx.Done():
	case reden = <-klaar:
	case reden = <-r.kind(ctx):
	}
	stopCtx, stop := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer stop()
	return errors.Join(reden, srv.Shutdown(stopCtx))
}

// kind answers when a child ended that could not be brought back. PostgreSQL ends
// the run: without the register there is nothing to do. Temporal is started again
// under the clients that stay; what was stored meanwhile is delivered then.
func (r *solorun) kind(ctx context.Context) <-chan error {
	uit := make(chan error, 2)
	if r.pg != nil {
		go func() {
			if err, ok := <-r.pg.Done(); ok && err != nil {
				uit <- fmt.Errorf("PostgreSQL stopte onverwacht: %w", err)
			}
		}()
	}
	if r.temporal != nil {
		go r.bewaakTemporal(ctx, uit)
	}
	return uit
}
