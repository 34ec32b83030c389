package register

import (
	"context"
	"time"
)

// PostStand is what an operator wants to know of the mail.
type PostStand struct {
	// Aantallen of the last thirty days, per kind and status.
	Aantallen []PostAantal
	// OudsteWacht is how long the first mail waits that could go; 0 when none does. An
	// overzicht that did not go in office hours waits from the next morning on only.
	OudsteWacht time.Duration
	// ZonderAdres is how many users cannot be reached.
	ZonderAdres int
}

// PostAantal is how many mails there are of a kind and a status.
type PostAantal struct {
	Soort  PostSoort
	Status PostStatus
	N      int
}

// TelPost counts. overzicht is for how long overzichten can go today; 0 outside office hours.
func (r *Register) TelPost(ctx context.Context, overzicht time.Duration) (s PostStand, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		err := tx.NewRaw(`SELECT soort, status, count(*) AS n FROM post WHERE gemaakt_op > now() - interval '30 days' GROUP BY 1, 2 ORDER BY 1, 2`).Scan(ctx, &s.Aantallen)
		if err != nil {
			return err
		}
		var seconden float64
		if err := tx.NewRaw(`SELECT coalesce(max(greatest(0, CASE soort WHEN 'overzicht' THEN least(oud, ?) ELSE oud END)), 0)::float8
			FROM post, LATERAL (SELECT extract(epoch FROM now() - gemaakt_op)::float8 AS oud) o WHERE status = 'wacht'`, overzicht.Seconds()).Scan(ctx, &seconden); err != nil {
			return err
		}
		s.OudsteWacht = time.Duration(seconden * float64(time.Second))
		return tx.NewRaw(`SELECT count(*) FROM gebruikers WHERE email = '' AND actief`).Scan(ctx, &s.ZonderAdres)
	})
	return s, err
}
