package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	beleidsbestanden "schakel/beleid"
	"schakel/internal/beleid"
	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/register"
)

func bericht(in register.Ingediend) contract.StappenIn {
	return contract.StappenIn{Stappen: []casus.Stap{in.Stap}, Bekend: in.Bekend}
}

func soloBeleid() casus.Beleid {
	b, err := beleid.Lees("voorbeeld.yaml", bytes.NewReader(beleidsbestanden.Voorbeeld), time.Now())
	if err != nil {
		panic(err) // it is compiled in, and tested
	}
	return b
}

// tot waits until a question to the register is answered with yes, asked every ritme: what asks often is part of the load.
func (g *gezin) tot(ctx context.Context, ritme time.Duration, vraag string, args ...any) error {
	return g.sql(ctx, cmp.Or(g.db, naamruimte), func(c *pgx.Conn) error {
		for {
			var ja bool
			if err := c.QueryRow(ctx, vraag, args...).Scan(&ja); err != nil || ja {
				return err
			}
			if err := tot(ctx, time.Now().Add(ritme)); err != nil {
				return err
			}
		}
	})
}

// termijnen: n terms that are due at the same moment, as those of a day are at the end of the working day: cases whose client was last reached
// at one moment. First with the product at work, then the next rung with the product away when it falls due: that one it meets at its start.
func (b *bench) termijnen(ctx context.Context) error {
	n := b.n(2_000, 20)
	eerst, dan := time.Duration(b.n(270, 30))*time.Second, time.Duration(b.n(120, 20))*time.Second // the first: longer than it takes to make the cases
	pad, err := b.ladder(eerst, dan)
	if err != nil {
		return err
	}
	g, err := b.nieuwGezin(ctx, "termijnen", "--policy", pad)
	if err != nil {
		return err
	}
	begin := time.Now()
	casussen, err := g.inOutreach(ctx, n)
	if err != nil {
		return err
	}
	bereikt := time.Now() // after every toewijzing: a term counts from the later of the two
	if err := g.bereikt(ctx, casussen, bereikt); err != nil {
		return err
	}
	c := klant()
	casus, err := g.casus(ctx, c)
	if err != nil {
		return err
	}
	l := leegloop{g: g, c: c, casus: casus, n: n, vervalt: bereikt.Add(eerst)}
	if bereikt.Sub(begin) > eerst || time.Now().After(l.vervalt) {
		return fmt.Errorf("het maken van %d casussen duurde langer dan hun termijn (%s)", n, time.Since(begin))
	}
	if err := l.meet(ctx, b, "", 50); err != nil {
		return err
	}
	if err := g.stop(); err != nil {
		return err
	}
	l.vervalt = l.vervalt.Add(dan)
	if err := tot(ctx, l.vervalt); err != nil {
		return err
	}
	if l.g, err = b.nieuwGezin(ctx, "termijnen", "--policy", pad); err != nil {
		return err
	}
	l.al = n
	return errors.Join(l.meet(ctx, b, "terwijl het product uit stond", 0), l.g.stop())
}

// ladder is the example policy with two rungs of the term of a reached contact that are measured in seconds.
func (b *bench) ladder(eerst, dan time.Duration) (string, error) {
	met := string(beleidsbestanden.Voorbeeld)
	for oud, na := range map[string]time.Duration{"- {na: 14d, aan: casehouder}           # [§3] dag 14": eerst, "- {na: 7d, aan: coordinator}           # [§3] dag 21": dan} {
		nieuw := strings.Replace(met, oud, fmt.Sprintf("- {na: %ds, aan: %s", int(na.Seconds()), oud[strings.Index(oud, "aan: ")+5:]), 1)
		if nieuw == met {
			return "", errors.New("de termijn van het bereikte contact staat anders in het voorbeeldbeleid")
		}
		met = nieuw
	}
	pad := filepath.Join(b.dir, "termijnen.yaml")
	return pad, os.WriteFile(pad, []byte(met), 0o644) //nolint:gosec // a policy is no secret
}

// meldAan makes n cases with 16 clients at once.
func (g *gezin) meldAan(ctx context.Context, n int) error {
	return samenVan(n, func(c *http.Client) error {
		_, _, err := g.stap(ctx, c, "verwijzer", "aanmeldingen", aanmelding)
		return err
	})
}

// inOutreach makes n cases in outreach with 16 clients at once.
func (g *gezin) inOutreach(ctx context.Context, n int) (casussen []string, err error) {
	var mu sync.Mutex
	err = samenVan(n, func(c *http.Client) error {
		casus, err := g.casus(ctx, c)
		mu.Lock()
		defer mu.Unlock()
		casussen = append(casussen, casus)
		return err
	})
	return casussen, err
}

// bereikt says of each of these cases that the client was reached at the same moment, and waits until the cases know.
func (g *gezin) bereikt(ctx context.Context, casussen []string, op time.Time) error {
	lichaam := `{"soort":"huisbezoek","bereikt":true,"op":"` + op.UTC().Format(time.RFC3339Nano) + `","met":"client"}`
	var volgende atomic.Int64
	err := samenVan(len(casussen), func(c *http.Client) error {
		_, _, err := g.stap(ctx, c, "werker", "casussen/"+casussen[volgende.Add(1)-1]+"/contacten", lichaam)
		return err
	})
	if err != nil {
		return err
	}
	return g.allesBezorgd(ctx)
}

// samenVan does something n times, by 16 clients at once.
func samenVan(n int, doe func(*http.Client) error) error {
	const klanten = 16
	return samen(klanten, func(i int) error {
		c := klant()
		for j := i; j < n; j += klanten {
			if err := doe(c); err != nil {
				return err
			}
		}
		return nil
	})
}

// tot waits for a moment.
func tot(ctx context.Context, op time.Time) error {
	select {
	case <-time.After(time.Until(op)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// leegloop is n terms that fall due at a moment, and somebody at work meanwhile; al is how many rungs there were before.
type leegloop struct {
	g       *gezin
	c       *http.Client
	casus   string
	n, al   int
	vervalt time.Time
}

// meet measures how fast the terms fire, and what somebody at work notices of it; grens 0: none.
func (l leegloop) meet(ctx context.Context, b *bench, wanneer string, grens float64) error {
	if err := tot(ctx, l.vervalt); err != nil {
		return err
	}
	al, begin := 0, time.Now() // what fired before the clock starts does not count
	err := l.g.sql(ctx, "schakel", func(c *pgx.Conn) error {
		return c.QueryRow(ctx, `SELECT count(*) FROM feiten WHERE soort = 'trede'`).Scan(&al)
	})
	if err != nil {
		return err
	}
	klaar := make(chan error, 1)
	var duur time.Duration
	go func() {
		err := l.g.tot(ctx, 250*time.Millisecond, `SELECT count(*) >= $1 FROM feiten WHERE soort = 'trede'`, l.al+l.n)
		duur = time.Since(begin)
		klaar <- err
	}()
	stappen, contacten, err := l.werk(ctx, klaar)
	if err != nil {
		return err
	}
	n := l.n + l.al - al
	if n <= 0 && !b.kort {
		return fmt.Errorf("alle %d termijnen waren al gevuurd voor er gemeten werd", al)
	}
	met := strings.TrimSuffix(fmt.Sprintf("%d termijnen tegelijk verstreken, %s", n, wanneer), ", ")
	tempo := reeks{float64(n) / duur.Seconds()}
	if grens == 0 {
		b.tabel.meet(met+": tempo van vuren", "per s", tempo)
		return nil
	}
	b.tabel.minstens(met+": tempo van vuren", "per s", tempo, tempo.p(50), grens)
	b.tabel.hoogstens("een besluit ondertussen, p99", "ms", stappen, stappen.p(99), 1000)
	b.tabel.hoogstens("een contact ondertussen, p99", "ms", contacten, contacten.p(99), 1000)
	return nil
}

// werkRitme is how often somebody takes a decision and registers a contact meanwhile: that of a region with thousands of cases, at its busiest. Who sends
// the next step at once measures how much of the machine he can take, not what he notices of the terms.
const werkRitme = 500 * time.Millisecond

// werk takes steps until klaar says that all fired.
func (l leegloop) werk(ctx context.Context, klaar chan error) (stappen, contacten reeks, err error) {
	ritme := time.NewTicker(werkRitme)
	defer ritme.Stop()
	for {
		d, err := l.g.besluit(ctx, l.c, l.casus)
		if err != nil {
			return nil, nil, err
		}
		stappen = stappen.bij(d)
		_, d, err = l.g.vraag(ctx, l.c, "werker", http.MethodPost, "casussen/"+l.casus+"/contacten", contact())
		if err != nil {
			return nil, nil, err
		}
		contacten = contacten.bij(d)
		select {
		case err := <-klaar:
			return stappen, contacten, err
		case <-ritme.C:
		}
	}
}
