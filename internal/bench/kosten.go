package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
)

// kosten measures what access, encryption and log cost together: the product beside the product without them, on the same servers, turn by
// turn. Each has a database and a worker of its own; only the compiler knows the difference (decision 0075).
func (b *bench) kosten(ctx context.Context) error {
	wortel, err := modulewortel()
	if err != nil {
		return err
	}
	met, zonder := filepath.Join(b.dir, "met-muren"), filepath.Join(b.dir, "zonder-muren")
	if err := bouw(ctx, wortel, filepath.Join(b.dir, "overlay-met"), met, nil); err != nil {
		return err
	}
	if err := bouw(ctx, wortel, filepath.Join(b.dir, "overlay-zonder"), zonder, zonderMuren()); err != nil {
		return err
	}
	g, err := b.nieuwGezin(ctx, "kosten")
	if err != nil {
		return err
	}
	n := b.n(600, 12)
	m, err := b.nieuweKant(ctx, g, "met", met, false, n)
	if err != nil {
		return err
	}
	z, err := b.nieuweKant(ctx, g, "zonder", zonder, true, n)
	if err != nil {
		return err
	}
	if err := b.vergelijk(ctx, m, z); err != nil {
		return err
	}
	if err := errors.Join(muren(ctx, m, true), muren(ctx, z, false)); err != nil {
		return err
	}
	return errors.Join(m.stopProduct(), z.stopProduct(), g.stop())
}

// modulewortel is the folder with the sources of which the two are made.
func modulewortel() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, e := os.Stat(filepath.Join(dir, "go.mod")); e == nil {
			return dir, nil
		}
		op := filepath.Dir(dir)
		if op == dir {
			return "", errors.New("hier staan geen bronnen: draai de meting in de map van het project")
		}
		dir = op
	}
	return "", err
}

// vergelijk asks both the same, in turn; who goes first changes each time.
func (b *bench) vergelijk(ctx context.Context, met, zonder *kant) error {
	kanten := [2]*kant{met, zonder}
	var klanten [2]*http.Client
	var eigen [2]string
	for i, k := range kanten {
		var err error
		klanten[i] = klant()
		if eigen[i], err = k.casus(ctx, klanten[i]); err != nil {
			return err
		}
	}
	vragen := []struct {
		naam string
		doe  func(i, n int) (time.Duration, error)
	}{
		{"besluit", func(i, _ int) (time.Duration, error) { return kanten[i].besluit(ctx, klanten[i], eigen[i]) }},
		{"contact", func(i, _ int) (time.Duration, error) {
			d, err := kanten[i].contact(ctx, klanten[i], eigen[i])
			return d, errors.Join(err, kanten[i].bezorgd(ctx, eigen[i]))
		}},
		{"een casus lezen, die lang niet is gelezen", func(i, n int) (time.Duration, error) {
			return kanten[i].lees(ctx, klanten[i], "casussen/"+kanten[i].casussen[n%len(kanten[i].casussen)])
		}},
		{"een casus lezen, die net is gelezen", func(i, _ int) (time.Duration, error) {
			return kanten[i].lees(ctx, klanten[i], "casussen/"+eigen[i])
		}},
		{"lijst van 50", func(i, _ int) (time.Duration, error) { return kanten[i].lees(ctx, klanten[i], "casussen") }},
	}
	rondes, per := b.n(9, 1), b.n(60, 6)
	erbij, deel := make([]reeks, len(vragen)), make([]reeks, len(vragen))
	alle := make([][2]reeks, len(vragen))
	for r := range rondes {
		ronde := make([][2]reeks, len(vragen))
		for n := range per {
			for v, vraag := range vragen {
				for j := range kanten {
					i := (j + n) % len(kanten)
					d, err := vraag.doe(i, r*per+n)
					if err != nil {
						return fmt.Errorf("%s (%s): %w", vraag.naam, kanten[i].db, err)
					}
					ronde[v][i], alle[v][i] = ronde[v][i].bij(d), alle[v][i].bij(d)
				}
			}
		}
		for v := range vragen {
			a, z := ronde[v][0].p(50), ronde[v][1].p(50)
			erbij[v], deel[v] = append(erbij[v], a-z), append(deel[v], 100*(a-z)/a)
		}
	}
	for v, vraag := range vragen {
		b.tabel.meet(vraag.naam+", met toegang, versleuteling en log", "ms", alle[v][0])
		b.tabel.meet(vraag.naam+", zonder", "ms", alle[v][1])
	}
	const samen = ": toegang, versleuteling en log samen (verschil van de p50 per ronde)"
	b.tabel.hoogstens("besluit"+samen, "% van het besluit", deel[0], deel[0].p(50), 15)
	b.tabel.meet("contact"+samen, "ms", erbij[1])
	b.tabel.hoogstens(vragen[2].naam+samen, "ms", erbij[2], erbij[2].p(50), 1)
	b.tabel.hoogstens(vragen[3].naam+samen, "ms", erbij[3], erbij[3].p(50), 1)
	b.tabel.meet("lijst van 50"+samen, "ms", erbij[4])
	return nil
}

// lees is one reading by the coordinator.
func (k *kant) lees(ctx context.Context, c *http.Client, pad string) (time.Duration, error) {
	_, d, err := k.vraag(ctx, c, "coordinator", http.MethodGet, pad, "")
	return d, err
}

// muren looks whether the walls stand, or are really gone: else the difference would be between two equals.
func muren(ctx context.Context, k *kant, staan bool) error {
	var logregels, leesbaar, rls int
	err := k.sql(ctx, k.db, func(c *pgx.Conn) error {
		return c.QueryRow(ctx, `SELECT (SELECT count(*) FROM toegangslog),
			(SELECT count(*) FROM feiten WHERE position('broos'::bytea IN inhoud) > 0),
			(SELECT count(*) FROM pg_class WHERE relrowsecurity)`).Scan(&logregels, &leesbaar, &rls)
	})
	if err != nil {
		return err
	}
	_, _, err = k.vraag(ctx, klant(), "ketenpartner", http.MethodGet, "casussen/"+k.casussen[0], "")
	if dicht := err != nil; dicht != staan || (logregels > 0) != staan || (leesbaar == 0) != staan || (rls > 0) != staan {
		return fmt.Errorf("muren van %s: %t verwacht; %d logregels, %d leesbare teksten, %d tabellen met row level security, een vreemde buiten: %t", k.db, staan, logregels, leesbaar, rls, dicht)
	}
	return nil
}
