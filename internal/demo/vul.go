// Package demo fills a region with 72 invented cases, so that there is
// something to see. Every step goes through the API, as a demo user, by the one way
// of a step; only the clock is another: it stands in the past, where the story is.
//
//	story ──API──► register (recorded then) ──► rules by the clock of the story, terms firing in between
//	end of the story ──► the workflow starts from that state, and from there on the case is like any other
//
// While its story runs a case has no workflow: the motor of this package decides, by
// the rules of package casus. The API it speaks to listens nowhere, so nobody else
// can take a step in the past. Told again, a story does nothing twice (fixed
// idempotency keys); interrupted, it goes on from the register.
//
// It must never be pointed at a register with real cases: who uses it (`solo
// --demo`) has the development identity provider.
package demo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"schakel/api"
	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/engine"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/solo"
	"schakel/internal/stappen"
	"schakel/internal/toegang"
)

// Config is what a filling stands on.
type Config struct {
	// Register says where the register is; it is opened a second time, with another clock.
	Register register.Config
	// Motor starts the workflow of a case at the end of its story.
	Motor *engine.Motor
	// Beleid is the policy in force.
	Beleid func() casus.Beleid
	Log    *slog.Logger
	// Voortgang hears after each story that was told now how many are, of how many; nil: nobody.
	Voortgang func(klaar, totaal int)
	// Nu is now; nil: time.Now.
	Nu func() time.Time
}

// verteller tells stories, one after the other.
type verteller struct {
	Config
	register *register.Register
	klok     *klok
	motor    *motor
	api      http.Handler
	kalender *casus.Kalender
	themas   []thema
	// anker is the "now" of all stories: fixed at the first filling.
	anker time.Time
}

// Vul tells every story that was not told yet. It is done when it answers nil.
func Vul(ctx context.Context, c Config) (err error) {
	if c.Nu == nil {
		c.Nu = time.Now
	}
	k := &klok{}
	// A step whose story was interrupted stays out of the relay's hands until the story goes on.
	c.Register.Nu, c.Register.Houdt, c.Register.MaxConns = k.Nu, true, 2
	reg, err := register.Open(ctx, c.Register)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reg.Close()) }()
	if err := zetGebruikers(ctx, reg); err != nil {
		return err
	}
	beleid := c.Beleid()
	v := &verteller{Config: c, register: reg, klok: k, kalender: &beleid.Kalender}
	if v.themas, err = leesThemas(); err != nil {
		return err
	}
	v.motor = &motor{klok: k, register: reg, beleid: c.Beleid, loopt: map[string]*casus.State{}}
	v.api = v.maakAPI()
	return v.vertel(ctx)
}

// maakAPI is the API as everybody has it, except for its clock and who may speak to it.
func (v *verteller) maakAPI() http.Handler {
	stil := slog.New(slog.DiscardHandler)
	tabel := toegang.NieuweTabel()
	dienst := stappen.Nieuw(stappen.Config{Register: v.register, Motor: v.motor, Tabel: tabel, Beleid: v.Beleid, Log: v.Log, Nu: v.klok.Nu})
	const genoeg = 1_000_000 // nobody waits behind us
	return api.Nieuw(api.Config{
		Stappen: dienst, Register: v.register, Keurder: keurder(gebruikers()), Tabel: tabel, Log: stil, Nu: v.klok.Nu,
		Limieten: api.Limieten{PerSeconde: genoeg, Ineens: genoeg},
	})
}

func (v *verteller) vertel(ctx context.Context) error {
	alle := verhalen()
	// They are told in order, so when the last one is let go, all are.
	if _, _, los, err := v.stand(ctx, len(alle), alle[len(alle)-1]); err != nil || los {
		return err
	}
	var err error
	if v.anker, err = v.begin(ctx, alle[0]); err != nil {
		return err
	}
	for i, vertel := range alle {
		if err := ctx.Err(); err != nil {
			return err
		}
		verteld, err := v.een(ctx, i+1, vertel)
		if err != nil {
			return err
		}
		if verteld && v.Voortgang != nil {
			v.Voortgang(i+1, len(alle))
		}
	}
	return nil
}

// begin is the anchor: found back by the moment of the first step of the first
// story, or else the last moment that somebody was at work.
func (v *verteller) begin(ctx context.Context, eerste vertelling) (time.Time, error) {
	op, verteld, _, err := v.stand(ctx, 1, eerste)
	if err != nil || !verteld {
		return v.laatsteWerk(v.Nu()), err
	}
	return v.ankerVan(op, eerste.begin), nil
}

func (v *verteller) ankerVan(op time.Time, dagen int) time.Time {
	l := v.kalender.Lokaal(op)
	return v.eindeDag(time.Date(l.Year(), l.Month(), l.Day()+l.Second()+dagen, 12, 0, 0, 0, time.UTC))
}

// laatsteWerk is half past four of the last working day before today.
func (v *verteller) laatsteWerk(nu time.Time) time.Time {
	a := v.eindeDag(nu.AddDate(0, 0, -1))
	for !v.kalender.Werkdag(a) {
		a = v.eindeDag(a.AddDate(0, 0, -1))
	}
	return a
}

func (v *verteller) eindeDag(t time.Time) time.Time {
	l := v.kalender.Lokaal(t)
	return time.Date(l.Year(), l.Month(), l.Day(), 16, 30, 0, 0, l.Location())
}

func (v *verteller) nieuw(ctx context.Context, nr int, w vertelling) *verhaal {
	return &verhaal{
		verteller: v, ctx: ctx, nr: nr, wie: w.werker, thema: v.themas[w.thema%len(v.themas)],
		kans: rand.New(rand.NewPCG(uint64(nr), 2026)), //nolint:gosec // variety, not secrecy; nr counts from 1
	}
}

// een tells one story, unless it was told to its end, and then lets the case go.
func (v *verteller) een(ctx context.Context, nr int, w vertelling) (verteld bool, err error) {
	if _, _, los, err := v.stand(ctx, nr, w); err != nil || los {
		return false, err
	}
	h := v.nieuw(ctx, nr, w)
	h.meldAan(w)
	w.vertel(h)
	if h.err != nil {
		return false, h.err
	}
	return true, v.laatLos(ctx, h.casusID)
}

// stand is whether a story was begun, when, and whether it was told to its end.
func (v *verteller) stand(ctx context.Context, nr int, w vertelling) (op time.Time, begonnen, los bool, err error) {
	op, casusID, err := v.register.SleutelOp(ctx, w.door, sleutel(nr, 1))
	if err != nil || casusID == "" {
		return op, false, false, err
	}
	los, err = v.isLos(ctx, casusID, w)
	return op, true, los, err
}

// isLos reports whether a case was let go of: its workflow was started, or it ended closed.
func (v *verteller) isLos(ctx context.Context, casusID string, w vertelling) (bool, error) {
	c, err := v.register.Controle(ctx, casusID)
	if err != nil {
		return false, err
	}
	if w.sluit {
		return c.Motor == register.MotorGesloten, nil
	}
	_, err = v.Motor.Client.DescribeWorkflowExecution(ctx, contract.WorkflowID(casusID), "")
	if geenWorkflow(err) {
		return false, nil
	}
	return err == nil, err
}

// sluit keeps the state of a case that closed, as the workflow does at its end.
func (v *verteller) sluit(ctx context.Context, casusID string) error {
	c, err := v.register.Controle(ctx, casusID)
	if err != nil || c.Motor == register.MotorGesloten {
		return err
	}
	s, err := v.motor.stand(ctx, casusID)
	if err != nil {
		return err
	}
	if s.Fase != casus.Afgesloten {
		return nil // told again: it was reopened since
	}
	k, err := kopie(*s)
	if err != nil {
		return err
	}
	k.Bevestig(k.Seq)
	k.Feiten = nil
	return v.register.Verwerk(ctx, casusID, contract.StappenUit{Casus: k.Projecteer(v.klok.Nu())}, k)
}

// laatLos lets the rungs fire that fell due since the story ended, and starts the
// workflow from there.
func (v *verteller) laatLos(ctx context.Context, casusID string) error {
	c, err := v.register.Controle(ctx, casusID)
	if err != nil || c.Motor == register.MotorGesloten {
		return err
	}
	s, err := v.motor.stand(ctx, casusID)
	if err != nil {
		return err
	}
	nu := v.Nu().UTC()
	if err := vuur(s, nu); err != nil {
		return err
	}
	if feiten, _ := s.Na(c.Seq); len(feiten) > 0 {
		v.klok.zet(feiten[len(feiten)-1].Vastgelegd)
		if err := v.register.Verwerk(ctx, casusID, contract.StappenUit{Feiten: feiten, Casus: s.Projecteer(nu)}, nil); err != nil {
			return err
		}
	}
	s.Bevestig(s.Seq)
	s.Feiten = nil
	_, err = v.Motor.Client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: contract.WorkflowID(casusID), TaskQueue: v.Motor.Taakrij(), StaticSummary: "casus " + s.Nummer,
		WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
	}, contract.WorkflowCasus, contract.CasusIn{State: *s})
	if err != nil {
		return fmt.Errorf("workflow van casus %s: %w", s.Nummer, err)
	}
	delete(v.motor.loopt, casusID)
	return nil
}

// keurder knows the demo users by name: its tokens are accepted by an API nobody can reach.
type keurder []solo.Gebruiker

// Keur implements [api.Keurder].
func (k keurder) Keur(_ context.Context, token string) (toegang.Identiteit, error) {
	for _, g := range k {
		if g.ID == token {
			return toegang.Identiteit{Gebruiker: g.ID, Organisatie: g.Organisatie, Naam: g.Naam, Rol: g.Rol}, nil
		}
	}
	return toegang.Identiteit{}, fout.Nieuw(fout.NietIngelogd, "Deze demogebruiker bestaat niet.")
}
