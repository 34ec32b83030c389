package register

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"schakel/internal/kluis"
	"schakel/internal/schema"
)

const verhuisBlok = 500

// Verhuisd is how many keys [VerhuisSleutels] saw in the register, and of how many of them it took the copy there away.
type Verhuisd struct{ Gezien, Weg int }

// VerhuisSleutels brings the data keys from the table in the register (until 2026-11-26 their place) to the kluis: a copy, which changes nothing for a
// program of before; with weg they also leave the register, each only after it stands in the kluis. Interrupted, it goes on where it was; again is nothing.
// It opens no key. A copy may be made as the engine's role; taking them out is refused to all but the owner, for the database cannot see whether a key stands in
// the kluis. meld is called after every block; nil: nobody is told.
func VerhuisSleutels(ctx context.Context, dsn string, naar *kluis.Kluis, weg bool, meld func(Verhuisd)) (Verhuisd, error) {
	var v Verhuisd
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return v, fmt.Errorf("register niet bereikbaar: %w", schema.ZonderWachtwoord(err))
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // nothing is pending
	for na := "00000000-0000-0000-0000-000000000000"; ; {
		rijen, _ := conn.Query(ctx, `SELECT casus_id::text, versie, '' AS kek, ingepakt FROM sleutels WHERE casus_id > $1::uuid ORDER BY casus_id LIMIT $2`, na, verhuisBlok) // CollectRows gives its error
		ss, err := pgx.CollectRows(rijen, pgx.RowToStructByPos[kluis.Sleutel])
		if err != nil || len(ss) == 0 {
			return v, err
		}
		na = ss[len(ss)-1].CasusID
		v.Gezien += len(ss)
		ids, err := kopieer(ctx, naar, ss)
		if err != nil {
			return v, err
		}
		if weg {
			if _, err := conn.Exec(ctx, `SELECT vernietig_sleutel(id::uuid) FROM unnest($1::text[]) id`, ids); err != nil {
				return v, err
			}
			v.Weg += len(ids)
		}
		if meld != nil {
			meld(v)
		}
	}
}

// kopieer puts keys in the kluis and answers the cases of which nothing needs to stay in the register: the key is in the kluis, or was destroyed.
func kopieer(ctx context.Context, naar *kluis.Kluis, ss []kluis.Sleutel) ([]string, error) {
	ids, keks := make([]string, len(ss)), map[string]bool{}
	for i := range ss {
		naam, err := kluis.NaamVan(ss[i].Ingepakt)
		if err != nil {
			return nil, fmt.Errorf("sleutel van casus %s: %w", ss[i].CasusID, err)
		}
		ids[i], ss[i].KEK, keks[naam] = ss[i].CasusID, naam, true
	}
	weg, err := naar.Vernietigd(ctx, ids)
	if err != nil {
		return nil, err
	}
	over := slices.DeleteFunc(ss, func(s kluis.Sleutel) bool { return weg[s.CasusID] })
	if err := naar.MagPakken(ctx, slices.Collect(maps.Keys(keks))...); err != nil {
		return nil, err
	}
	if err := naar.Zet(ctx, over...); err != nil { // one that was destroyed in this moment: again goes well
		return nil, err
	}
	return ids, nil
}
