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

// tot waits until a question to the register is answered with yes.
func (g *gezin) tot(ctx context.Context, vraag string, args ...any) error {
	return g.sql(ctx, cmp.Or(g.db, naamruimte), func(c *pgx.Conn) error {
		for ctx.Err() == nil {
			var ja bool
			if err := c.QueryRow(ctx, vraag, args...).Scan(&ja); err != nil || ja {
				return err
			}
			time.Sleep(5 * time.Millisecond) //nolint:forbidigo // a poll of another process
		}
		return ctx.Err()
	})
}

// termijnen: n terms that are due at once, the fastest way a region can see that: the
// product was away when they fell due, and starts again.
func (b *bench) termijnen(ctx context.Context) error {
	const termijn = 150 * time.Second // longer than it takes to make the cases
	pad := filepath.Join(b.dir, "termijnen.yaml")
	met := strings.Replace(string(beleidsbestanden.Voorbeeld), "- {na: 1wd, aan: ctb}  ", fmt.Sprintf("- {na: %ds, aan: ctb}", int(termijn.Seconds())), 1)
	if met == string(beleidsbestanden.Voorbeeld) {
		return errors.New("de termijn van ontvangst staat anders in het voorbeeldbeleid")
	}
	if err := os.WriteFile(pad, []byte(met), 0o644); err != nil { //nolint:gosec // a policy is no secret
		return err
	}
	g, err := b.nieuwGezin(ctx, "termijnen", "--policy", pad)
	if err != nil {
		return err
	}
	n := b.n(2_000, 20)
	begin := time.Now()
	if err := g.meldAan(ctx, n); err != nil {
		return err
	}
	if time.Since(begin) > termijn {
		return fmt.Errorf("het maken van %d casussen duurde langer dan hun termijn (%s)", n, time.Since(begin))
	}
	b.tabel.meet("aanmeldingen over HTTP, 16 klanten", "per s", reeks{float64(n) / time.Since(begin).Seconds()})
	if err := g.stop(); err != nil {
		return err
	}
	select {
	case <-time.After(termijn): // the last was made just now: then all are due
	case <-ctx.Done():
		return ctx.Err()
	}
	if g, err = b.nieuwGezin(ctx, "termijnen", "--policy", pad); err != nil {
		return err
	}
	if err := b.leegloop(ctx, g, n); err != nil {
		return err
	}
	return g.stop()
}

// meldAan makes n cases with 16 clients at once.
func (g *gezin) meldAan(ctx context.Context, n int) error {
	const klanten = 16
	return samen(klanten, func(i int) error {
		c := klant()
		for j := i; j < n; j += klanten {
			if _, _, err := g.stap(ctx, c, "verwijzer", "aanmeldingen", aanmelding); err != nil {
				return err
			}
		}
		return nil
	})
}

// leegloop measures how fast the terms fire, and what somebody at work notices of it.
func (b *bench) leegloop(ctx context.Context, g *gezin, n int) error {
	c := klant()
	casus, err := g.casus(ctx, c)
	if err != nil {
		return err
	}
	al, begin := 0, time.Now() // what fired before the clock starts does not count
	err = g.sql(ctx, "schakel", func(c *pgx.Conn) error {
		return c.QueryRow(ctx, `SELECT count(*) FROM feiten WHERE soort = 'trede'`).Scan(&al)
	})
	if err != nil {
		return err
	}
	klaar := make(chan error, 1)
	var duur time.Duration
	go func() {
		err := g.tot(ctx, `SELECT count(*) >= $1 FROM feiten WHERE soort = 'trede'`, n)
		duur = time.Since(begin)
		klaar <- err
	}()
	var stappen, contacten reeks
	for bezig := true; bezig; {
		d, err := g.besluit(ctx, c, casus)
		if err != nil {
			return err
		}
		stappen = stappen.bij(d)
		_, d, err = g.vraag(ctx, c, "werker", http.MethodPost, "casussen/"+casus+"/contacten", contact())
		if err != nil {
			return err
		}
		contacten = contacten.bij(d)
		select {
		case err := <-klaar:
			if err != nil {
				return err
			}
			bezig = false
		default:
		}
	}
	if n -= al; n <= 0 && !b.kort {
		return fmt.Errorf("alle %d termijnen waren al gevuurd voor er gemeten werd", al)
	}
	tempo := reeks{float64(n) / duur.Seconds()}
	b.tabel.minstens(fmt.Sprintf("%d termijnen tegelijk verstreken: tempo van vuren", n), "per s", tempo, tempo.p(50), 50)
	b.tabel.hoogstens("een besluit ondertussen, p99", "ms", stappen, stappen.p(99), 1000)
	b.tabel.hoogstens("een contact ondertussen, p99", "ms", contacten, contacten.p(99), 1000)
	return nil
}
