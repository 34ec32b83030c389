package stappen_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/engine"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

func altijd(voor, na error) storing {
	return func(context.Context, contract.StappenIn) (error, error) { return voor, na }
}

func TestAntwoordIsMeteenDeUitkomst(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	casusID := p.Zaak(t)
	uit, err := p.neem(t, "werker", casusID, casus.Stap{Soort: casus.StapPlan})
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "status", uit.Status, register.StapVerwerkt)
	gelijk(t, "nieuw ding: 201", uit.Ding, uit.StapID)
	gelijk(t, "casus", uit.Casus.ID, casusID)
	uit, err = p.neem(t, "coordinator", casusID, casus.Stap{Soort: casus.StapToewijzing, Wie: "werker2", Vervangt: "werker"})
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "niets nieuws: 200", uit.Ding, "")
	gelijk(t, "casehouder", uit.Casus.Projectie.Casehouder, "werker2")
}

func TestWeigeringIsEenFoutMetWatWelKan(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	casusID := p.Zaak(t)
	for _, st := range []casus.Stap{
		{Soort: casus.StapOntvangst, Volledig: true},
		{Soort: casus.StapToewijzing, Wie: "werker2", Vervangt: "niemand"},
	} {
		_, err := p.neem(t, "coordinator", casusID, st)
		f := fout.Als(err)
		gelijk(t, "soort", f.Soort, fout.NietMogelijk)
		if len(f.Stappen) == 0 {
			t.Errorf("%s: geen mogelijke stappen", st.Soort)
		}
	}
	_, err := p.neem(t, "coordinator", casusID, casus.Stap{Soort: casus.StapAfsluiting, Reden: "onzin"})
	gelijk(t, "ongeldig", fout.Als(err).Soort, fout.Ongeldig)
	_, err = p.neem(t, "werker2", casusID, casus.Stap{Soort: casus.StapPlan})
	gelijk(t, "andermans casus", fout.Als(err).Soort, fout.NietGevonden)
	_, err = p.neem(t, "ctb", casusID, casus.Stap{Soort: casus.StapPlan})
	gelijk(t, "andermans werk", fout.Als(err).Soort, fout.NietBevoegd)
	voor := p.Meld(t, "verwijzer", casus.Normaal, "Nog Niet")
	_, err = p.neem(t, "coordinator", voor, casus.Stap{Soort: casus.StapContact, Op: p.Klok.Nu()})
	gelijk(t, "contact voor de toewijzing", fout.Als(err).Soort, fout.NietMogelijk)
}

// The same key again answers the stored refusal.
func TestZelfdeSleutelGeeftDezelfdeWeigering(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	casusID := p.Zaak(t)
	v := verzoek(casusID, casus.Stap{Soort: casus.StapOntvangst, Volledig: true})
	_, eerst := p.d.Neem(t.Context(), testkit.Wie(t, "ctb"), v)
	p.m.stoor(altijd(engine.ErrWeg, nil)) // nothing is asked of the engine again
	_, dan := p.d.Neem(t.Context(), testkit.Wie(t, "ctb"), v)
	gelijk(t, "zelfde tekst", fout.Als(dan).Tekst, fout.Als(eerst).Tekst)
	gelijk(t, "berichten", len(p.m.kreeg()), 0)
}

// Whatever keeps the answer away: 202 now, delivered by the relay, one fact.
func TestZonderAntwoordBezorgtDeRelay(t *testing.T) {
	t.Parallel()
	teLaat := func(ctx context.Context, _ contract.StappenIn) (voor, na error) {
		<-ctx.Done() // decided, but the asker's patience was over
		return nil, errors.Join(engine.ErrWeg, ctx.Err())
	}
	for naam, st := range map[string]storing{
		"de motor is weg":               altijd(engine.ErrWeg, nil),
		"beslist, antwoord verloren":    altijd(nil, engine.ErrWeg),
		"beslist na het geduld":         teLaat,
		"een fout die niemand kent":     altijd(errors.New("workflow: kapot"), nil),
		"blijft zeggen: verouderd":      altijd(engine.ErrVerouderd, nil),
		"blijft zeggen: er loopt niets": altijd(engine.ErrGesloten, nil),
	} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			p := nieuw(t)
			casusID := p.Zaak(t)
			voor := p.feiten(t, casusID, "")
			p.m.stoor(st)
			uit := p.wacht(t, "werker", casusID, casus.Stap{Soort: casus.StapPlan})
			p.m.stoor(nil)
			p.Klok.Verder(20 * time.Second)
			p.relay(t)
			p.bezorgd(t, uit.StapID, register.StapVerwerkt)
			gelijk(t, "feiten", p.feiten(t, casusID, ""), voor+1)
			gelijk(t, "berichten van de relay", len(p.m.kreeg()), 1)
			gelijk(t, "met dezelfde id", p.m.kreeg()[0].Stappen[0].ID, uit.StapID)
			s, _ := p.Motor.Stand(casusID)
			gelijk(t, "feiten in de motor", s.Seq, voor+1)
		})
	}
}

// The engine says once that it knows better: read again and go on, the caller notices nothing.
func TestVerouderdWordtOpnieuwGelezen(t *testing.T) {
	t.Parallel()
	for _, err := range []error{engine.ErrVerouderd, engine.ErrGesloten} {
		p := nieuw(t)
		casusID := p.Zaak(t)
		keer := 0
		p.m.stoor(func(context.Context, contract.StappenIn) (voor, na error) {
			if keer++; keer <= 2 {
				return err, nil
			}
			return nil, nil
		})
		uit, fout := p.neem(t, "werker", casusID, casus.Stap{Soort: casus.StapPlan})
		if fout != nil {
			t.Fatal(fout)
		}
		gelijk(t, "status", uit.Status, register.StapVerwerkt)
		gelijk(t, "pogingen", len(p.m.kreeg()), 3)
	}
}

// Who was told 202 hears of a refusal by a melding.
func TestLateWeigeringKomtAlsMelding(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	casusID := p.Zaak(t)
	p.m.stoor(altijd(engine.ErrWeg, nil))
	uit := p.wacht(t, "ctb", casusID, casus.Stap{Soort: casus.StapOntvangst, Volledig: true})
	p.m.stoor(nil)
	p.Klok.Verder(20 * time.Second)
	p.relay(t)
	p.bezorgd(t, uit.StapID, register.StapGeweigerd)
	ms, err := p.Meldingen(t.Context(), testkit.Wie(t, "ctb"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, m := range ms {
		if m.Soort == register.MeldGeweigerd {
			n++
		}
	}
	gelijk(t, "meldingen", n, 1)
}

// Hanging up does not stop what was stored.
func TestOpgehangenWordtTochBezorgd(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	casusID := p.Zaak(t)
	ctx, ophangen := context.WithCancel(t.Context())
	p.m.stoor(func(motorCtx context.Context, _ contract.StappenIn) (voor, na error) {
		ophangen()
		if motorCtx.Err() != nil {
			return motorCtx.Err(), nil
		}
		return nil, nil
	})
	_, _ = p.d.Neem(ctx, testkit.Wie(t, "werker"), verzoek(casusID, casus.Stap{Soort: casus.StapPlan})) // nobody hears it
	gelijk(t, "feiten", p.feiten(t, casusID, casus.StapPlan), 1)
}

// A step that could not be stored is not half there.
func TestGestoptVoorHetOpslaanIsNiets(t *testing.T) {
	t.Parallel()
	p := nieuw(t)
	casusID := p.Zaak(t)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err := p.d.Neem(ctx, testkit.Wie(t, "werker"), verzoek(casusID, casus.Stap{Soort: casus.StapPlan}))
	gelijk(t, "soort", fout.Als(err).Soort, fout.NietOpgeslagen)
	gelijk(t, "feiten", p.feiten(t, casusID, casus.StapPlan), 0)
	c, err := p.Controle(t.Context(), casusID)
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "wachtend", c.Wachtend, 0)
}
