package main

import (
	"context"
	"net/http"

	"github.com/jackc/pgx/v5"
)

// bytesGroepen is how often bytes are measured, each time of as many cases or steps: autovacuum, checkpoints and half-filled pages fall otherwise each time.
const bytesGroepen = 3

// aanwas measures groups of something: how much all databases grow, of that Temporal's, as it lies and rewritten, and how much goes through the log of the
// server (WAL). It is in KB for each of n.
type aanwas struct{ los, losTemporal, dicht, dichtTemporal, wal reeks }

// aanwas lets each group begin alike: vooraf makes what it needs, and all is rewritten, so that what was measured before is not counted as room.
func (b *bench) aanwas(ctx context.Context, g *gezin, n int, vooraf, groep func() error) (uit aanwas, err error) {
	for range b.n(bytesGroepen, 1) {
		if err := vooraf(); err != nil {
			return uit, err
		}
		voor, voorTemporal, err := g.omvang(ctx, true)
		if err != nil {
			return uit, err
		}
		wal, err := g.wal(ctx)
		if err != nil {
			return uit, err
		}
		if err := groep(); err != nil {
			return uit, err
		}
		naWal, err := g.wal(ctx)
		if err != nil {
			return uit, err
		}
		los, losTemporal, err := g.omvang(ctx, false)
		if err != nil {
			return uit, err
		}
		dicht, dichtTemporal, err := g.omvang(ctx, true)
		if err != nil {
			return uit, err
		}
		bij := func(r *reeks, bytes float64) { *r = append(*r, bytes/1024/float64(n)) }
		bij(&uit.wal, naWal-wal)
		bij(&uit.los, los-voor)
		bij(&uit.losTemporal, losTemporal-voorTemporal)
		bij(&uit.dicht, dicht-voor)
		bij(&uit.dichtTemporal, dichtTemporal-voorTemporal)
	}
	return uit, nil
}

// bytes per open case after 18 steps, as it lies and rewritten.
func (b *bench) bytes(ctx context.Context, g *gezin, _ *kaal) error {
	n := b.n(200, 5)
	kb, err := b.aanwas(ctx, g, n, func() error { return nil }, func() error {
		if err := samenVan(n, func(c *http.Client) error { return g.achttien(ctx, c) }); err != nil {
			return err
		}
		return g.allesBezorgd(ctx)
	})
	if err != nil {
		return err
	}
	b.tabel.hoogstens("KB per open casus na 18 stappen, zoals het ligt", "KB", kb.los, kb.los.p(50), 150)
	b.tabel.meet("waarvan Temporal", "KB", kb.losTemporal)
	b.tabel.hoogstens("KB per open casus na 18 stappen, na VACUUM FULL", "KB", kb.dicht, kb.dicht.p(50), 100)
	b.tabel.meet("waarvan Temporal", "KB", kb.dichtTemporal)
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
	verse := func() error { // a case with many steps behind it costs more for each
		return samen(klanten, func(i int) (err error) { casussen[i], err = g.casus(ctx, klant()); return err })
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
		kb, err := b.aanwas(ctx, g, klanten*per, verse, func() error {
			return samen(klanten, func(i int) error {
				c := klant()
				for range per {
					if err := m.doe(c, casussen[i]); err != nil {
						return err
					}
				}
				return g.bezorgd(ctx, casussen[i])
			})
		})
		if err != nil {
			return err
		}
		b.tabel.meet("KB per "+m.wat+", zoals het ligt", "KB", kb.los)
		b.tabel.meet("KB per "+m.wat+", na VACUUM FULL", "KB", kb.dicht)
		b.tabel.meet("KB per "+m.wat+" door het logboek van PostgreSQL (WAL)", "KB", kb.wal)
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
