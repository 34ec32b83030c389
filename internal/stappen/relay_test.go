package stappen_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/engine"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// A contact is acknowledged without the engine; a burst goes in one message.
func TestContactenVanEenStootGaanInEenBericht(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	casusID := p.Zaak(t)
	p.m.stoor(altijd(engine.ErrWeg, nil))
	var laatste string
	for range 20 {
		uit, err := p.neem(t, "werker", casusID, casus.Stap{Soort: casus.StapContact, Op: p.Klok.Nu(), Poging: true})
		if err != nil {
			t.Fatal(err)
		}
		gelijk(t, "201, ook zonder motor", uit.Status, register.StapVerwerkt)
		laatste = uit.StapID
	}
	gelijk(t, "al op de tijdlijn", p.feiten(t, casusID, casus.StapContact), 20)
	gelijk(t, "berichten", len(p.m.kreeg()), 0)
	p.m.stoor(nil)
	p.relay(t)
	p.bezorgd(t, laatste, register.StapVerwerkt)
	gelijk(t, "berichten", len(p.m.kreeg()), 1)
	gelijk(t, "contacten daarin", len(p.m.kreeg()[0].Stappen), 20)
	gelijk(t, "op de tijdlijn", p.feiten(t, casusID, casus.StapContact), 20)
}

// A relay that is told to stop in the middle of a delivery finishes it: nobody else may take what it claimed before the claim runs out.
func TestRelayMaaktAfWatOnderwegIs(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	casusID := p.Zaak(t)
	binnen, los := make(chan struct{}), make(chan struct{})
	p.m.stoor(func(ctx context.Context, _ contract.StappenIn) (voor, na error) {
		close(binnen)
		<-los
		return ctx.Err(), nil
	})
	uit, err := p.neem(t, "werker", casusID, casus.Stap{Soort: casus.StapContact, Op: p.Klok.Nu(), Poging: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	klaar := make(chan error, 1)
	go func() { klaar <- p.d.Bezorg(ctx) }()
	<-binnen
	stop()
	close(los)
	if err := <-klaar; err != nil {
		t.Error(err)
	}
	p.bezorgd(t, uit.StapID, register.StapVerwerkt)
	gelijk(t, "berichten", len(p.m.kreeg()), 1)
	gelijk(t, "feiten", p.feiten(t, casusID, casus.StapContact), 1)
}

// One step the engine always chokes on: other cases go on, and so do the other steps of its case.
func TestEenGiftigeStapHoudtNietsOp(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	a, b := p.Zaak(t), p.Zaak(t)
	p.m.stoor(altijd(engine.ErrWeg, nil))
	gif := p.wacht(t, "werker", a, casus.Stap{Soort: casus.StapMeting})
	giftig := func(_ context.Context, in contract.StappenIn) (voor, na error) {
		if slices.ContainsFunc(in.Stappen, func(s casus.Stap) bool { return s.ID == gif.StapID }) {
			return errors.New("workflow: kan dit niet lezen"), nil
		}
		return nil, nil
	}
	plan := p.wacht(t, "werker", a, casus.Stap{Soort: casus.StapPlan})
	ander := p.wacht(t, "werker", b, casus.Stap{Soort: casus.StapPlan})
	contact, err := p.neem(t, "werker", a, casus.Stap{Soort: casus.StapContact, Op: p.Klok.Nu()})
	if err != nil {
		t.Fatal(err)
	}
	p.m.stoor(giftig)
	p.Klok.Verder(20 * time.Second)
	p.relay(t)
	p.bezorgd(t, ander.StapID, register.StapVerwerkt)
	p.bezorgd(t, plan.StapID, register.StapVerwerkt)
	p.bezorgd(t, contact.StapID, register.StapVerwerkt)
	s, err := p.StapUitkomst(t.Context(), gif.StapID)
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "de giftige wacht nog", s.Status, register.StapWacht)
	p.m.stoor(nil) // repaired
	p.Klok.Verder(20 * time.Second)
	p.bezorgd(t, gif.StapID, register.StapVerwerkt)
	gelijk(t, "elk één feit", p.feiten(t, a, casus.StapMeting)+p.feiten(t, a, casus.StapPlan)+p.feiten(t, a, casus.StapContact), 3)
}

// An engine that is away gets one message per case and round, not one per step.
func TestMotorWegGeeftGeenStormVanBerichten(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	casusID := p.Zaak(t)
	p.m.stoor(altijd(engine.ErrWeg, nil))
	for range 5 {
		if _, err := p.neem(t, "werker", casusID, casus.Stap{Soort: casus.StapContact, Op: p.Klok.Nu()}); err != nil {
			t.Fatal(err)
		}
	}
	p.relay(t)
	testkit.Wacht(t, "een poging", func() bool { return len(p.m.kreeg()) > 0 })
	p.Klok.Verder(11 * time.Second) // the lease is over
	testkit.Wacht(t, "nog een poging", func() bool { return len(p.m.kreeg()) > 1 })
	for _, b := range p.m.kreeg() {
		gelijk(t, "stappen per bericht", len(b.Stappen), 5)
	}
}

// Two relays, as two servers have: every step one fact.
func TestTweeRelaysBezorgenEenKeer(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	casusID := p.Zaak(t)
	p.relay(t)
	p.relay(t)
	var laatste []string
	for range 30 {
		uit, err := p.neem(t, "werker", casusID, casus.Stap{Soort: casus.StapContact, Op: p.Klok.Nu()})
		if err != nil {
			t.Fatal(err)
		}
		laatste = append(laatste, uit.StapID)
	}
	for _, id := range laatste {
		p.bezorgd(t, id, register.StapVerwerkt)
	}
	keren := map[string]int{}
	for _, b := range p.m.kreeg() {
		for _, s := range b.Stappen {
			keren[s.ID]++
		}
	}
	for _, id := range laatste {
		gelijk(t, "keren gestuurd", keren[id], 1)
	}
	gelijk(t, "feiten", p.feiten(t, casusID, casus.StapContact), 30)
}

func TestGeslotenCasusEnHeropening(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	casusID := p.Zaak(t)
	p.Sluit(t, casusID, casus.Verhuisd)
	p.m.stoor(nil)
	uit, err := p.neem(t, "coordinator", casusID, casus.Stap{Soort: casus.StapContact, Op: p.Klok.Nu()})
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "contact na sluiting", uit.Status, register.StapVerwerkt)
	_, err = p.neem(t, "coordinator", casusID, casus.Stap{Soort: casus.StapPlan})
	gelijk(t, "plan na sluiting", fout.Als(err).Soort, fout.NietMogelijk)
	gelijk(t, "geen workflow gevraagd", len(p.m.kreeg()), 0)
	uit, err = p.neem(t, "coordinator", casusID, casus.Stap{Soort: casus.StapHeropening})
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "fase", uit.Casus.Projectie.Fase, casus.Outreach)
	gelijk(t, "casehouder", uit.Casus.Projectie.Casehouder, "werker")
	if _, loopt := p.Motor.Stand(casusID); !loopt {
		t.Fatal("er loopt geen nieuwe run")
	}
	_, err = p.neem(t, "coordinator", casusID, casus.Stap{Soort: casus.StapHeropening})
	gelijk(t, "nog eens heropenen", fout.Als(err).Soort, fout.NietMogelijk)
}

// The engine is away while a case is reopened, and contacts that were there before
// wait in front of it: all are delivered when it is back.
func TestHeropeningTerwijlDeMotorWegIs(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	casusID := p.Zaak(t)
	contact, err := p.neem(t, "werker", casusID, casus.Stap{Soort: casus.StapContact, Op: p.Klok.Nu()}) // the relay is not there
	if err != nil {
		t.Fatal(err)
	}
	p.Sluit(t, casusID, casus.Verhuisd)
	p.m.stoor(altijd(engine.ErrWeg, nil))
	h := p.wacht(t, "coordinator", casusID, casus.Stap{Soort: casus.StapHeropening})
	later, err := p.neem(t, "coordinator", casusID, casus.Stap{Soort: casus.StapContact, Op: p.Klok.Nu()})
	if err != nil {
		t.Fatal(err)
	}
	p.m.stoor(nil)
	p.Klok.Verder(20 * time.Second)
	p.relay(t)
	p.bezorgd(t, h.StapID, register.StapVerwerkt)
	p.Klok.Verder(20 * time.Second)
	p.bezorgd(t, contact.StapID, register.StapVerwerkt)
	p.bezorgd(t, later.StapID, register.StapVerwerkt)
	c, err := p.Controle(t.Context(), casusID)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := p.Motor.Stand(casusID)
	gelijk(t, "motor en register op hetzelfde feit", c.Seq, s.Seq)
	gelijk(t, "zonder gaten", c.Genummerd, c.Hoogste)
	gelijk(t, "fase", c.Projectie.Fase, casus.Outreach)
}

// The engine was away until the watch was over: the heropening is refused, and the
// case is as closed as before, with the register deciding on what comes after.
func TestHeropeningDieTeLangWachtteIsGeweigerd(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	casusID := p.Zaak(t)
	p.Sluit(t, casusID, casus.Verhuisd)
	p.m.stoor(altijd(engine.ErrWeg, nil))
	h := p.wacht(t, "coordinator", casusID, casus.Stap{Soort: casus.StapHeropening})
	p.m.stoor(nil)
	p.Klok.Verder(2 * 365 * 24 * time.Hour)
	p.relay(t)
	p.bezorgd(t, h.StapID, register.StapGeweigerd)
	if _, loopt := p.Motor.Stand(casusID); loopt {
		t.Error("er is een run begonnen")
	}
	uit, err := p.neem(t, "coordinator", casusID, casus.Stap{Soort: casus.StapContact, Op: p.Klok.Nu()})
	if err != nil {
		t.Fatal(err)
	}
	p.bezorgd(t, uit.StapID, register.StapVerwerkt)
	c, err := p.Controle(t.Context(), casusID)
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "motor", c.Motor, register.MotorGesloten)
}

// The closing is written while a heropening is on its way to the run that is about
// to end, and the rules refuse it: the register goes on deciding.
func TestHeropeningOpHetMomentVanSluiten(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	casusID := p.Zaak(t)
	loopt, _ := p.Motor.Stand(casusID)
	sluiting := p.Sluit(t, casusID, casus.Onterecht)
	if _, err := p.Heropen(t.Context(), casusID); err != nil { // as the race leaves it
		t.Fatal(err)
	}
	if _, err := p.Motor.Begin(t.Context(), *sluiting.Toestand, contract.StappenIn{Bekend: sluiting.Toestand.Seq}, false); err != nil {
		t.Fatal(err) // the run has not ended yet
	}
	_, err := p.neem(t, "coordinator", casusID, casus.Stap{Soort: casus.StapHeropening})
	gelijk(t, "heropening", fout.Als(err).Soort, fout.NietMogelijk)
	p.Motor.Einde(casusID)
	_, err = p.neem(t, "coordinator", casusID, casus.Stap{Soort: casus.StapPlan})
	gelijk(t, "wat daarna komt, krijgt antwoord", fout.Als(err).Soort, fout.NietMogelijk)
	gelijk(t, "de proef begon open", loopt.Fase, casus.Outreach)
}
