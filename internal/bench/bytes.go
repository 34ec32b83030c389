package main

import (
	"context"
	"net/http"

	"github.com/jackc/pgx/v5"
)

// bytes per open case after 18 steps, as it lies and rewritten.
func (b *bench) bytes(ctx context.Context, g *gezin, _ *kaal) error {
	voorLos, temporalLos, err := g.omvang(ctx, true) // rewritten: what the other measurements left is not counted as room
	if err != nil {
		return err
	}
	n := b.n(300, 5)
	klanten := 10
	err = samen(klanten, func(i int) error {
		c := klant()
		for j := i; j < n; j += klanten {
			if err := g.achttien(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := g.allesBezorgd(ctx); err != nil {
		return err
	}
	naLos, temporalNa, err := g.omvang(ctx, false)
	if err != nil {
		return err
	}
	na, temporalDicht, err := g.omvang(ctx, true)
	if err != nil {
		return err
	}
	kb := func(na, voor float64) reeks { return reeks{(na - voor) / 1024 / float64(n)} }
	los, dicht := kb(naLos, voorLos), kb(na, voorLos)
	b.tabel.hoogstens("KB per open casus na 18 stappen, zoals het ligt", "KB", los, los.p(50), 150)
	b.tabel.meet("waarvan Temporal", "KB", kb(temporalNa, temporalLos))
	b.tabel.hoogstens("KB per open casus na 18 stappen, na VACUUM FULL", "KB", dicht, dicht.p(50), 100)
	b.tabel.meet("waarvan Temporal", "KB", kb(temporalDicht, temporalLos))
	return nil
}

// achttien takes eighteen steps on a new case.
func (g *gezin) achttien(ctx context.Context, c *http.Client) error {
	casus, err := g.casus(ctx, c) // 4
	if err != nil {
		return err
	}
	weg := []stapje{
		{"werker", "plannen", `{"doelen":[{"wat":"Inkomen op orde"},{"wat":"Een huisarts"}],"methodiek":"cti"}`},
		{"werker", "metingen", `{"instrument":"zrm-2017","scores":{"financien":2,"huisvesting":3},"op":"` + nu() + `"}`},
		{"werker", "opschalingen", `{"niveau":1,"reden":"Zorgen over de veiligheid.","doel":"Meekijken."}`},
		{"werker", "opschalingen/OID/afschaling", `{"resultaat":"Weer rustig."}`},
	}
	for range 10 {
		weg = append(weg, stapje{"werker", "contacten", contact()})
	}
	return g.weg(ctx, c, casus, weg...)
}

// bytesPerStap measures what one decision and one lone contact leave behind, in all databases together (register, kluis and Temporal) as it lies and
// rewritten, and what goes through the log of the server (WAL) for it, which is what replication and backups carry.
func (b *bench) bytesPerStap(ctx context.Context, g *gezin, _ *kaal) error {
	const klanten = 8
	casussen := make([]string, klanten)
	if err := samen(klanten, func(i int) (err error) { casussen[i], err = g.casus(ctx, klant()); return err }); err != nil {
		return err
	}
	per := b.n(50, 2)
	for _, m := range []struct {
		wat string
		doe func(c *http.Client, casus string) error
	}{
		{"besluit", func(c *http.Client, casus string) error { _, err := g.besluit(ctx, c, casus); return err }},
		{"los contact", func(c *http.Client, casus string) error {
			if _, err := g.contact(ctx, c, casus); err != nil {
				return err
			}
			return g.bezorgd(ctx, casus)
		}},
	} {
		voor, _, err := g.omvang(ctx, true)
		if err != nil {
			return err
		}
		wal, err := g.wal(ctx)
		if err != nil {
			return err
		}
		err = samen(klanten, func(i int) error {
			c := klant()
			for range per {
				if err := m.doe(c, casussen[i]); err != nil {
					return err
				}
			}
			return g.bezorgd(ctx, casussen[i])
		})
		if err != nil {
			return err
		}
		naWal, err := g.wal(ctx)
		if err != nil {
			return err
		}
		los, _, err := g.omvang(ctx, false)
		if err != nil {
			return err
		}
		dicht, _, err := g.omvang(ctx, true)
		if err != nil {
			return err
		}
		kb := func(n float64) reeks { return reeks{n / 1024 / float64(klanten*per)} }
		b.tabel.meet("KB per "+m.wat+", zoals het ligt", "KB", kb(los-voor))
		b.tabel.meet("KB per "+m.wat+", na VACUUM FULL", "KB", kb(dicht-voor))
		b.tabel.meet("KB per "+m.wat+" door het logboek van PostgreSQL (WAL)", "KB", kb(naWal-wal))
	}
	return nil
}

// wal is how far the log of the server is, in bytes.
func (g *gezin) wal(ctx context.Context) (n float64, err error) {
	err = g.sql(ctx, naamruimte, func(c *pgx.Conn) error {
		return c.QueryRow(ctx, `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8`).Scan(&n)
	})
	return n, err
}
