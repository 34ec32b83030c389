package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"schakel/api"
	"schakel/internal/casus"
	"schakel/internal/kluis"
	"schakel/internal/product"
	"schakel/internal/register"
	"schakel/internal/solo"
	"schakel/internal/telemetrie"
)

// dienst is a process of production: serve or work.
//
//	starting ──► ready ──SIGTERM──► draining (readyz 503, still serving) ──► shutting down ──► ended
type dienst struct {
	dienstVlaggen
	verbindingen

	naam   string
	listen string // empty: no API
	rollen rolgeheimen

	log    *slog.Logger
	afloop api.Afloop
}

// run checks everything that can be wrong, starts the product and serves until ctx ends.
func (d *dienst) run(ctx context.Context, maak func(*product.Config, casus.Beleid)) error {
	if err := stilAanHetEinde(os.Getenv("GOTRACEBACK")); err != nil {
		return err
	}
	if err := d.toets(); err != nil {
		return err
	}
	d.log = d.logboek().With("proces", d.naam, "versie", versie)
	slog.SetDefault(d.log)
	bel, err := d.beleid()
	if err != nil {
		return err
	}
	c := product.Config{Log: d.log, Beleid: func() casus.Beleid { return bel }, Grafstenen: d.Stenen}
	if c.Register, err = d.register(d.Conns, d.rollen); err != nil {
		return err
	}
	if c.Motor, err = d.motor(d.log); err != nil {
		return err
	}
	maak(&c, bel)
	if err := register.ToetsSchema(ctx, c.Register.MotorDSN); err != nil {
		return err
	}
	if err := toetsKluis(ctx, c.Register.KluisDSN); err != nil {
		return err
	}
	sporen, stopSporen, err := telemetrie.Open(ctx, d.naam, versie)
	if err != nil {
		return err
	}
	c.Sporen = sporen
	d.waarschuw(c.Keurder.AllowHTTP)
	luister, err := d.luister()
	if err != nil {
		return err
	}
	p, err := product.Start(ctx, c)
	if err != nil {
		return errors.Join(err, luister.sluit())
	}
	err = errors.Join(d.dien(ctx, p, luister), p.Stop(), luister.sluit())
	if e := stopSporen(); e != nil {
		d.log.Warn("de laatste sporen zijn niet verzonden", "fout", e)
	}
	return err
}

// toetsKluis compares the schema of the store of keys with that of this program.
func toetsKluis(ctx context.Context, dsn string) error {
	k, err := kluis.Open(ctx, dsn, 1)
	if err != nil {
		return err
	}
	defer func() { _ = k.Close() }() // nothing is pending
	return k.ToetsSchema(ctx)
}

// waarschuw notes at every start what was allowed on purpose.
func (d *dienst) waarschuw(oidc bool) {
	if oidc {
		d.log.Warn("onveilig toegestaan: de verbinding met de OpenID-provider wordt niet beschermd", "vlag", "--onveilig-oidc")
	}
	if d.OnveiligDatabase {
		d.log.Warn("onveilig toegestaan: de verbinding met PostgreSQL wordt niet beschermd", "vlag", "--onveilig-database")
	}
	if d.OnveiligeKluis {
		d.log.Warn("onveilig toegestaan: de verbinding met de sleutelkluis wordt niet beschermd", "vlag", "--onveilig-kluis")
	}
	if d.OnveiligeTemporal {
		d.log.Warn("onveilig toegestaan: de verbinding met Temporal wordt niet beschermd", "vlag", "--onveilig-temporal")
	}
}

// poorten are what a process listens on.
type poorten struct{ api, metrieken net.Listener }

func (p poorten) sluit() error {
	err := p.metrieken.Close()
	if p.api != nil {
		err = errors.Join(err, p.api.Close())
	}
	if errors.Is(err, net.ErrClosed) { // by the server, which is in order
		return nil
	}
	return err
}

// luister takes the ports before anything is started, so that a taken port costs nothing.
func (d *dienst) luister() (p poorten, err error) {
	if p.metrieken, err = solo.Luister(d.Metrics); err != nil {
		return p, fmt.Errorf("--metrics: %w", err)
	}
	if d.listen == "" {
		return p, nil
	}
	if p.api, err = solo.Luister(d.listen); err != nil {
		return p, errors.Join(fmt.Errorf("--listen: %w", err), p.metrieken.Close())
	}
	return p, nil
}

// dien serves until ctx ends or a listener breaks.
func (d *dienst) dien(ctx context.Context, p *product.Product, l poorten) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", p.Metrieken)
	api.Gezond(mux, p.Register.Ping)
	servers := []*http.Server{api.Server(d.afloop.Handler(mux), d.log)}
	luisteraars, adres := []net.Listener{l.metrieken}, l.metrieken.Addr()
	if l.api != nil { // ends before the port with the health of the process does
		servers = append([]*http.Server{api.Server(d.afloop.Handler(p.Handler), d.log)}, servers...)
		servers[0].RegisterOnShutdown(p.EindStromen)
		luisteraars, adres = append([]net.Listener{l.api}, luisteraars...), l.api.Addr()
	}
	gestopt := make(chan error, len(servers))
	for i, s := range servers {
		go func() { gestopt <- s.Serve(luisteraars[i]) }()
	}
	d.log.Info("gereed", "adres", adres.String(), "metrieken", l.metrieken.Addr().String())
	if _, err := fmt.Printf("ready http://%s\n", adres); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		d.laatUitlopen(gestopt)
		return d.sluitAf(ctx, servers)
	case err := <-gestopt:
		return errors.Join(err, d.sluitAf(ctx, servers))
	}
}

// laatUitlopen tells the load balancer and gives it time to notice. To a worker nobody sends.
func (d *dienst) laatUitlopen(gestopt <-chan error) {
	d.afloop.Begin()
	if d.listen == "" {
		return
	}
	d.log.Info("stopt: neemt nog aan wat komt", "uitloop", d.Uitloop.String())
	t := time.NewTimer(d.Uitloop)
	defer t.Stop()
	select {
	case <-t.C:
	case err := <-gestopt:
		d.log.Error("een poort stopte tijdens de uitloop", "fout", err)
	}
}

// sluitAf lets requests in progress finish, for a while.
func (d *dienst) sluitAf(ctx context.Context, servers []*http.Server) error {
	tot, stop := context.WithTimeout(context.WithoutCancel(ctx), d.Stoptijd)
	defer stop()
	var err error
	for _, s := range servers {
		if e := s.Shutdown(tot); e != nil {
			err = errors.Join(err, fmt.Errorf("verzoeken niet op tijd klaar: %w", e), s.Close())
		}
	}
	d.log.Info("geen verzoeken meer: relay en worker stoppen")
	return err
}
