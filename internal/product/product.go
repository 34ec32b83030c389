// Package product puts the parts together: register, engine, worker, relay and
// API, for `schakel solo`, for the production commands and for the tests, so that
// what is tested is what runs. It starts nothing by itself that needs another
// process: PostgreSQL and Temporal are given.
package product

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"schakel/activities"
	"schakel/api"
	"schakel/internal/bewaren"
	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/engine"
	"schakel/internal/live"
	"schakel/internal/post"
	"schakel/internal/register"
	"schakel/internal/sessie"
	"schakel/internal/stappen"
	"schakel/internal/toegang"
	"schakel/internal/voordeur"
	"schakel/internal/werkbank"
	"schakel/workflows"
)

// Config is all a running product needs to know.
type Config struct {
	Register register.Config
	Motor    engine.Config
	Keurder  toegang.KeurderConfig
	// Beleid is the policy of the file this process started with. What a new case gets
	// is what is in force in the register, which `schakel beleid toepassen` changes:
	// this, when there is none yet or one of the same versie.
	Beleid func() casus.Beleid
	// BeleidGekozen puts Beleid in force at this start, whatever was (`solo --policy`).
	BeleidGekozen bool
	Log           *slog.Logger
	// Wachttijd a caller waits for an outcome; 0: the contract's 5 s.
	Wachttijd time.Duration
	// Limieten of one caller and one request; zero: the API's defaults.
	Limieten api.Limieten
	// Vers is how long ago a sign-in may be for what asks a fresh one; 0: [toegang.Binnen].
	Vers time.Duration
	// Tabel is who may what; nil: [toegang.NieuweTabel]. For tests that break a wall, and nothing else: no command sets it.
	Tabel *toegang.Tabel
	// ZonderWerker leaves the worker to another process (`schakel serve`), ZonderAPI the
	// API (`schakel work`). The relay runs in both: any number of them share the steps.
	ZonderWerker, ZonderAPI bool
	// Post sends mail, beside the worker; nil: no mail from here. Register, Beleid and Log are filled in.
	Post *post.Config
	// Werkbank is served beside the API; nil: none.
	Werkbank *Werkbank
	// Voordeur stands before both; Log, Cookie and HTTPS are filled in.
	Voordeur voordeur.Config
	// Codec opens for Temporal's UI what went to Temporal; nil: nobody can.
	Codec *Codec
	// Verwerkingen is the processing log of the organisation, told beside the worker; nil: none.
	Verwerkingen Verwerkingen
	// Grafstenen is the file, outside the database, of what was destroyed; empty: nothing is destroyed here, and nothing starts once something was.
	Grafstenen string
	// GrafstenenKwijt says who says that this file is lost; nil: it must be there, and be the newest.
	GrafstenenKwijt *bewaren.Erkenning
	// BewaarRitme is how often approved lists are looked for, beside the worker; 0: every minute.
	BewaarRitme time.Duration
	// Sporen is where spans of all parts go; nil: nowhere.
	Sporen trace.TracerProvider
}

// Product is the running whole.
type Product struct {
	Register *register.Register
	Motor    *engine.Motor
	Stappen  *stappen.Dienst
	// Handler is the API and the workbench (nil without); Metrieken is for a port of its own.
	Handler   http.Handler
	Metrieken http.Handler

	bewaren  *bewaren.Dienst
	ritme    time.Duration
	afgemeld *afgemeld  // nil without API
	live     *live.Naaf // nil without workbench
	worker   worker.Worker
	stop     context.CancelFunc
	wg       sync.WaitGroup
}

// Start opens the register and the engine and begins to work. ctx bounds the
// start only; [Product.Stop] ends it.
func Start(ctx context.Context, c Config) (*Product, error) {
	c.Register.Sporen, c.Motor.Sporen = c.Sporen, c.Sporen
	reg, err := register.Open(ctx, c.Register)
	if err != nil {
		return nil, err
	}
	p := &Product{Register: reg}
	c.Motor.Log = c.Log.With("deel", "temporal")
	if p.Motor, err = engine.Open(c.Motor); err != nil {
		return nil, errors.Join(err, reg.Close())
	}
	// Before anything is served: what was destroyed and came back with a backup goes again.
	if err := p.herspeel(ctx, c); err != nil {
		return nil, errors.Join(err, p.sluit())
	}
	bel, err := beginBeleid(ctx, reg, c)
	if err != nil {
		return nil, errors.Join(err, p.sluit())
	}
	tabel := toegang.NieuweTabel()
	if c.Tabel != nil {
		tabel = *c.Tabel
	}
	p.Stappen = stappen.Nieuw(stappen.Config{
		Register: reg, Motor: p.Motor, Tabel: tabel, Beleid: bel.Nu, Log: c.Log, Wachttijd: c.Wachttijd,
	})
	m := api.NieuweMetrieken()
	p.Metrieken = m.Handler()
	if !c.ZonderWerker { // once per worker is often enough for the register
		if err := m.Registreer(nieuweStandMeter(reg.TelStand, c.Log)); err != nil {
			return nil, errors.Join(err, p.sluit())
		}
	}
	if !c.ZonderAPI {
		if p.afgemeld, err = beginAfgemeld(ctx, reg, c.Log); err != nil {
			return nil, errors.Join(err, p.sluit())
		}
		c.Keurder.Afgemeld = p.afgemeld.is
		if err := p.luister(c, tabel, m, bel); err != nil {
			return nil, errors.Join(err, p.sluit())
		}
	}
	bode, err := p.bode(c, bel, m)
	if err != nil {
		return nil, errors.Join(err, p.sluit())
	}
	if !c.ZonderWerker {
		if err := p.werk(); err != nil {
			return nil, errors.Join(err, p.sluit())
		}
	}
	p.relay(c.Log, bel, bode, c.Verwerkingen)
	return p, nil
}

// luister makes what answers requests: the API, and the workbench over it.
func (p *Product) luister(c Config, tabel toegang.Tabel, m *api.Metrieken, bel *beleidNu) error {
	keurder, err := toegang.NewKeurder(c.Keurder)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	a := api.Nieuw(api.Config{
		Stappen: p.Stappen, Register: p.Register, Keurder: keurder, Tabel: tabel, Log: c.Log, Metrieken: m, Limieten: c.Limieten, Sporen: c.Sporen, Vers: c.Vers,
	})
	var wie *sessie.Dienst // nil: programs only
	d := c.Voordeur
	if c.Werkbank == nil {
		mux.Handle("/", a)
	} else {
		p.live = live.Nieuw(p.Register)
		var wb *werkbank.Werkbank
		if wie, wb, err = c.Werkbank.over(mux, a, keurder, p.Register, p.live, tabel, c, bel); err != nil {
			return err
		}
		d.Blad = wb.Hulp
	}
	if c.Codec != nil {
		mux.Handle(padCodec, c.Codec.over(c, keurder, wie, tabel, p.Register))
	}
	d.Log, d.Cookie, d.HTTPS = c.Log.With("deel", "voordeur"), sessie.CookieNaam, c.Werkbank != nil && strings.HasPrefix(c.Werkbank.Basis, "https://")
	p.Handler = voordeur.Voor(d, mux)
	return nil
}

// bode is who sends the mail; nil when nobody does here.
func (p *Product) bode(c Config, bel *beleidNu, m *api.Metrieken) (*post.Dienst, error) {
	if c.Post == nil || c.ZonderWerker {
		return nil, nil
	}
	pc := *c.Post
	pc.Register, pc.Beleid, pc.Log = p.Register, bel.Nu, c.Log.With("deel", "post")
	d := post.Nieuw(pc)
	for _, v := range d.Collectors() {
		if err := m.Registreer(v); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// taakhalers ask for tasks of workflows at the same time. With eight of them tasks of 30 terms a second wait for somebody to fetch them (seconds), with
// sixteen they don't: docs/decisions/0098.
const taakhalers = 16

// werk starts the worker: the workflow and the activity that writes for it.
func (p *Product) werk() error {
	w := worker.New(p.Motor.Client, p.Motor.Taakrij(), worker.Options{
		MaxConcurrentWorkflowTaskPollers: taakhalers, MaxConcurrentActivityTaskPollers: 4,
		WorkerStopTimeout: 10 * time.Second,
	})
	w.RegisterWorkflowWithOptions(workflows.Casus, workflow.RegisterOptions{Name: contract.WorkflowCasus})
	schrijver := &activities.Register{Schrijver: p.Register}
	w.RegisterActivityWithOptions(schrijver.Vastleggen, activity.RegisterOptions{Name: contract.ActVastleggen})
	if err := w.Start(); err != nil {
		return fmt.Errorf("worker: %w", err)
	}
	p.worker = w
	return nil
}

func (p *Product) relay(log *slog.Logger, bel *beleidNu, bode *post.Dienst, verwerkingen Verwerkingen) {
	ctx, stop := context.WithCancel(context.Background())
	p.stop = stop
	if bode != nil {
		p.wg.Go(func() { bode.Run(ctx) })
	}
	p.wg.Go(func() { bel.volg(ctx) })
	if p.live != nil {
		p.wg.Go(func() { p.live.Volg(ctx) })
	}
	if p.afgemeld != nil {
		p.wg.Go(func() { p.afgemeld.volg(ctx) })
	}
	if p.worker != nil {
		p.wg.Go(func() { p.verzegel(ctx, log) })
		if verwerkingen != nil {
			p.wg.Go(func() { p.meldVerwerkingen(ctx, log, verwerkingen) })
		}
		p.wg.Go(func() { p.herinner(ctx, log, herinnerRitme) })
		p.wg.Go(func() { p.bewaar(ctx, log) })
	}
	p.wg.Go(func() {
		if err := p.Stappen.Bezorg(ctx); err != nil {
			log.Error("relay gestopt", "fout", err)
		}
	})
}

// verzegelRitme is how often the access log is looked at: a line is sealed at the second look after it, and a seal costs five statements.
const verzegelRitme = 20 * time.Second

// verzegel seals the access log, beside the worker; of several workers one does it. Each seal is told to the operator's log too: who takes the
// newest seals away with their lines does not reach that.
func (p *Product) verzegel(ctx context.Context, log *slog.Logger) {
	z := p.Register.Zegelaar()
	for t := time.NewTicker(verzegelRitme); ; {
		select {
		case <-ctx.Done():
			t.Stop()
			return
		case <-t.C:
		}
		n, err := z.Verzegel(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			log.Warn("het toegangslog kon niet worden verzegeld", "fout", err)
		case n > 0:
			log.Info("toegangslog verzegeld", "regels", n)
		}
	}
}

// EindStromen ends the streams of open pages, which else would keep a server from stopping; their browsers come back by themselves. It is for
// [net/http.Server.RegisterOnShutdown].
func (p *Product) EindStromen() {
	if p.live != nil {
		p.live.Sluit()
	}
}

// Stop ends the relay and the worker (running activities finish) and closes the
// connections. Stop the HTTP server first.
func (p *Product) Stop() error {
	p.stop()
	p.wg.Wait()
	if p.worker != nil {
		p.worker.Stop()
	}
	return p.sluit()
}

func (p *Product) sluit() error {
	p.Motor.Close()
	return p.Register.Close()
}
