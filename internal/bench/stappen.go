package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"schakel/internal/contract"
)

// stappen measures steps beside their bare counterparts, events, bytes and a whole chain.
func (b *bench) stappen(ctx context.Context) error {
	g, err := b.nieuwGezin(ctx, "stappen")
	if err != nil {
		return err
	}
	k, err := nieuwKaal(ctx, g)
	if err != nil {
		return err
	}
	for _, meet := range []func(context.Context, *gezin, *kaal) error{b.omstebeurt, b.gebeurtenissen, b.keten, b.bytes, b.bytesPerStap, b.vijftig} {
		if err := meet(ctx, g, k); err != nil {
			return err
		}
	}
	return errors.Join(k.stop(), g.stop())
}

// omstebeurt: one client does one of each in turn, so that all see the same machine.
// A ratio is that of the medians of one round. A contact is measured as it comes: by a
// worker who has the case open (decision 0083), and beside it by one who has not.
func (b *bench) omstebeurt(ctx context.Context, g *gezin, k *kaal) error {
	c := klant()
	casus, err := g.casus(ctx, c)
	if err != nil {
		return err
	}
	kale, err := k.begin(ctx)
	if err != nil {
		return err
	}
	rondes, per := b.n(7, 1), b.n(60, 5)
	namen := []string{"kale Update", "besluit over HTTP", "kale insert over HTTP", "contact over HTTP, de casus niet gelezen", "contact over HTTP, de casus staat open"}
	alles := make([]reeks, len(namen))
	var besluit, contacten, ongelezen reeks
	for range rondes {
		ronde := make([]reeks, len(namen))
		for range per {
			for i, doe := range []func() (time.Duration, error){
				func() (time.Duration, error) { return k.update(ctx, kale) },
				func() (time.Duration, error) { return g.besluit(ctx, c, casus) },
				func() (time.Duration, error) { return k.insert(ctx, c) },
				func() (time.Duration, error) { return g.contact(ctx, c, casus) },
				func() (time.Duration, error) {
					if err := g.bezorgd(ctx, casus); err != nil {
						return 0, err
					}
					if _, _, err := g.vraag(ctx, c, "werker", http.MethodGet, "casussen/"+casus, ""); err != nil {
						return 0, err
					}
					return g.contact(ctx, c, casus)
				},
			} {
				d, err := doe()
				if err != nil {
					return fmt.Errorf("%s: %w", namen[i], err)
				}
				ronde[i], alles[i] = ronde[i].bij(d), alles[i].bij(d)
			}
			if err := g.bezorgd(ctx, casus); err != nil { // a contact's delivery must not slow what comes next
				return err
			}
		}
		besluit = append(besluit, ronde[1].p(50)/ronde[0].p(50))
		contacten = append(contacten, ronde[4].p(50)/ronde[2].p(50))
		ongelezen = append(ongelezen, ronde[3].p(50)/ronde[2].p(50))
	}
	for i, naam := range namen {
		b.tabel.meet(naam+", één klant", "ms", alles[i])
	}
	b.tabel.hoogstens("besluit ÷ kale Update (p50 per ronde)", "×", besluit, besluit.p(50), 1.8)
	b.tabel.hoogstens("contact van wie de casus open heeft ÷ kale insert (p50 per ronde)", "×", contacten, contacten.p(50), 2)
	b.tabel.hoogstens("contact van wie de casus niet las ÷ kale insert (p50 per ronde)", "×", ongelezen, ongelezen.p(50), 2)
	return nil
}

// contact is one of the worker's.
func (g *gezin) contact(ctx context.Context, c *http.Client, casus string) (time.Duration, error) {
	_, d, err := g.vraag(ctx, c, "werker", http.MethodPost, "casussen/"+casus+"/contacten", contact())
	return d, err
}

// bezorgd waits until no step of the case waits for the engine.
func (g *gezin) bezorgd(ctx context.Context, casus string) error {
	return g.tot(ctx, 5*time.Millisecond, `SELECT NOT EXISTS (SELECT FROM stappen WHERE casus_id = $1 AND status = 'wacht')`, casus)
}

// allesBezorgd waits until no step of any case does.
func (g *gezin) allesBezorgd(ctx context.Context) error {
	return g.tot(ctx, 250*time.Millisecond, `SELECT NOT EXISTS (SELECT FROM stappen WHERE status = 'wacht')`)
}

// vijftig: 50 clients at once, each on a case of its own, bare and ours in turn.
func (b *bench) vijftig(ctx context.Context, g *gezin, k *kaal) error {
	const klanten = 50
	casussen, kale := make([]string, klanten), make([]string, klanten)
	if err := samen(klanten, func(i int) (err error) {
		if casussen[i], err = g.casus(ctx, klant()); err != nil {
			return err
		}
		kale[i], err = k.begin(ctx)
		return err
	}); err != nil {
		return err
	}
	duur := time.Duration(b.n(10, 1)) * time.Second
	var onze, bloot, verhouding, wacht reeks
	for range b.n(4, 1) {
		n, _, err := belast(klanten, duur, func(i int, _ *http.Client) (time.Duration, error) { return k.update(ctx, kale[i]) })
		if err != nil {
			return err
		}
		m, d, err := belast(klanten, duur, func(i int, c *http.Client) (time.Duration, error) { return g.besluit(ctx, c, casussen[i]) })
		if err != nil {
			return err
		}
		bloot, onze, verhouding, wacht = append(bloot, n), append(onze, m), append(verhouding, m/n), append(wacht, d...)
	}
	b.tabel.meet("kale Updates, 50 klanten", "per s", bloot)
	b.tabel.meet("besluiten over HTTP, 50 klanten", "per s", onze)
	b.tabel.meet("wachttijd van een besluit bij 50 klanten", "ms", wacht)
	b.tabel.minstens("doorvoer besluiten ÷ kale Updates, 50 klanten", "×", verhouding, verhouding.p(50), 0.6)
	return nil
}

// samen runs n at once.
func samen(n int, doe func(i int) error) error {
	fouten := make(chan error, n)
	for i := range n {
		go func() { fouten <- doe(i) }()
	}
	var err error
	for range n {
		if e := <-fouten; e != nil {
			err = e
		}
	}
	return err
}

// belast lets n clients go on for a while; answers the number per second and how long each took.
func belast(n int, duur time.Duration, doe func(i int, c *http.Client) (time.Duration, error)) (perSeconde float64, tijden reeks, err error) {
	var mu sync.Mutex
	begin := time.Now()
	err = samen(n, func(i int) error {
		c := klant()
		defer c.CloseIdleConnections()
		var eigen reeks
		for time.Since(begin) < duur {
			d, err := doe(i, c)
			if err != nil {
				return err
			}
			eigen = eigen.bij(d)
		}
		mu.Lock()
		defer mu.Unlock()
		tijden = append(tijden, eigen...)
		return nil
	})
	return float64(len(tijden)) / time.Since(begin).Seconds(), tijden, err
}

// gebeurtenissen counts history events per step.
func (b *bench) gebeurtenissen(ctx context.Context, g *gezin, k *kaal) error {
	c := klant()
	var los, contactLos, salvo reeks
	for range b.n(5, 1) {
		casus, err := g.casus(ctx, c)
		if err != nil {
			return err
		}
		tel := func(per int, doe func() error) (float64, error) {
			voor, err := k.gebeurtenissen(ctx, contract.WorkflowID(casus))
			if err != nil {
				return 0, err
			}
			if err := doe(); err != nil {
				return 0, err
			}
			if err := g.bezorgd(ctx, casus); err != nil {
				return 0, err
			}
			na, err := k.gebeurtenissen(ctx, contract.WorkflowID(casus))
			return float64(na-voor) / float64(per), err
		}
		contactEen := func(int) error {
			_, _, err := g.vraag(ctx, klant(), "werker", http.MethodPost, "casussen/"+casus+"/contacten", contact())
			return err
		}
		for _, m := range []struct {
			waar *reeks
			per  int
			doe  func() error
		}{
			{&los, 1, func() error { _, err := g.besluit(ctx, c, casus); return err }},
			{&contactLos, 1, func() error { return contactEen(0) }},
			{&salvo, 20, func() error { return samen(20, contactEen) }},
		} {
			n, err := tel(m.per, m.doe)
			if err != nil {
				return err
			}
			*m.waar = append(*m.waar, n)
		}
	}
	b.tabel.hoogstens("gebeurtenissen per besluit", "events", los, los.p(100), 8)
	b.tabel.hoogstens("gebeurtenissen per los contact", "events", contactLos, contactLos.p(100), 8)
	b.tabel.hoogstens("gebeurtenissen per contact, 20 tegelijk", "events", salvo, salvo.p(100), 2)
	return b.gebeurtenissenInDeKeten(ctx, g, k)
}

// gebeurtenissenInDeKeten counts them for each step of a case up to its closing, which ends the run and is no step like the others.
func (b *bench) gebeurtenissenInDeKeten(ctx context.Context, g *gezin, k *kaal) error {
	c := klant()
	var alle reeks
	oid := ""
	casus, err := g.casus(ctx, c)
	if err != nil {
		return err
	}
	weg := naarEinde()
	for _, s := range weg[:len(weg)-1] {
		voor, err := k.gebeurtenissen(ctx, contract.WorkflowID(casus))
		if err != nil {
			return err
		}
		if err := g.zet(ctx, c, casus, s, &oid); err != nil {
			return err
		}
		if err := g.bezorgd(ctx, casus); err != nil {
			return err
		}
		na, err := k.gebeurtenissen(ctx, contract.WorkflowID(casus))
		if err != nil {
			return err
		}
		alle = append(alle, float64(na-voor))
	}
	b.tabel.hoogstens("gebeurtenissen per stap van de keten, van de toewijzing tot de afsluiting, de meeste", "events", alle, alle.p(100), 8)
	return nil
}

// naarEinde are the steps from outreach to closing.
func naarEinde() []stapje {
	return []stapje{
		{"werker", "contacten", contact()},
		{"werker", "plannen", `{"doelen":[{"wat":"Inkomen op orde"}],"methodiek":"presentie"}`},
		{"werker", "afschaalbeoordelingen", `{"besluit":"afschalen","motivering":"De huisarts en de Wmo nemen het over."}`},
		{"werker", "overdrachten", `{"ontvanger":"ggz-voorbeeld","wet":"zvw","samenvatting":"Kort wat nodig is."}`},
		{"ketenpartner", "overdrachten/OID/acceptatie", `{}`},
		{"werker", "overdrachten/OID/gesprek", `{"op":"` + nu() + `"}`},
		{"ketenpartner", "overdrachten/OID/eerste-contact", `{"op":"` + nu() + `"}`},
		{"ketenpartner", "nazorgcontacten", `{"uitkomst":"stabiel"}`},
		{"coordinator", "afsluiting", `{"reden":"geland","netwerkafspraak":"De huisarts let op."}`},
	}
}

// keten is a case from aanmelding to its closing, over HTTP, with nobody waiting: until the register decides on it and no workflow runs.
func (b *bench) keten(ctx context.Context, g *gezin, _ *kaal) error {
	c := klant()
	var heel reeks
	for range b.n(20, 1) {
		begin := time.Now()
		casus, err := g.casus(ctx, c)
		if err != nil {
			return err
		}
		err = g.weg(ctx, c, casus, naarEinde()...)
		if err != nil {
			return err
		}
		if err := g.tot(ctx, 5*time.Millisecond, `SELECT fase = 'afgesloten' AND motor = 'gesloten' FROM casussen WHERE id = $1`, casus); err != nil {
			return err
		}
		heel = heel.bij(time.Since(begin))
	}
	b.tabel.meet("hele keten: dertien stappen van aanmelding tot en met nazorg en afsluiting", "ms", heel)
	return nil
}
