package register

import (
	"context"
	"fmt"
	"strings"

	"schakel/internal/regio"
	"schakel/internal/toegang"
)

// RegioStand is who is registered, and what of running cases hangs on each.
type RegioStand struct {
	regio.Stand
	// Draagt counts open cases by [regio.Sleutel]: of a user as casehouder, of an
	// organisation as holder of regie or receiver of an open offer.
	Draagt map[string]int
}

// Regio reads who is registered.
func (r *Register) Regio(ctx context.Context) (s RegioStand, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		s, err = leesRegio(ctx, tx)
		return err
	})
	return s, err
}

func leesRegio(ctx context.Context, tx Tx) (RegioStand, error) {
	s := RegioStand{Stand: regio.Stand{Afgemeld: map[string]bool{}}, Draagt: map[string]int{}}
	if err := tx.NewRaw(`SELECT id, naam, professioneel FROM organisaties ORDER BY id`).Scan(ctx, &s.Organisaties); err != nil {
		return s, err
	}
	if err := tx.NewRaw(`SELECT g.id, g.organisatie, g.naam, g.rol, g.email, coalesce(t.nummer, '') AS telefoon
		FROM gebruikers g LEFT JOIN telefoonnummers t ON t.gebruiker = g.id AND t.herkomst = 'bestand' ORDER BY g.id`).Scan(ctx, &s.Gebruikers); err != nil {
		return s, err
	}
	var weg []struct {
		Gebruiker bool
		ID        string
	}
	err := tx.NewRaw(`SELECT false AS gebruiker, id FROM organisaties WHERE NOT actief UNION ALL SELECT true, id FROM gebruikers WHERE NOT actief`).Scan(ctx, &weg)
	if err != nil {
		return s, err
	}
	for _, w := range weg {
		s.Afgemeld[regio.Sleutel(w.Gebruiker, w.ID)] = true
	}
	var draagt []struct {
		Gebruiker bool
		ID        string
		N         int
	}
	err = tx.NewRaw(`SELECT true AS gebruiker, casehouder AS id, count(*) AS n FROM casussen WHERE fase <> 'afgesloten' AND casehouder <> '' GROUP BY 2
		UNION ALL SELECT false, o.id, count(*) FROM organisaties o JOIN casussen c ON c.fase <> 'afgesloten' AND o.id IN (c.regie_organisatie, c.ontvanger)
		GROUP BY 2`).Scan(ctx, &draagt)
	for _, d := range draagt {
		s.Draagt[regio.Sleutel(d.Gebruiker, d.ID)] = d.N
	}
	return s, err
}

// Draagt: somebody who would be signed off still has running cases.
type Draagt struct {
	Wijziging regio.Wijziging
	Casussen  int
}

// DraagtNog is the refusal to sign off who still has running cases.
type DraagtNog []Draagt

// Error names every one of them, and what to do.
func (d DraagtNog) Error() string {
	var b strings.Builder
	for _, e := range d {
		wat := "organisatie %s is regiehouder of ontvanger van %d open casussen\n"
		if e.Wijziging.Gebruiker {
			wat = "gebruiker %s is casehouder van %d open casussen\n"
		}
		fmt.Fprintf(&b, wat, e.Wijziging.ID, e.Casussen)
	}
	b.WriteString("wijs eerst opnieuw toe of handel de overdracht af; of geef --toch mee: de herinneringen gaan dan naar de coördinator")
	return b.String()
}

// ZetRegio makes nieuw the list of who is registered, in one transaction, and tells what
// it changed. Who is no longer listed is signed off; who of those still has running cases
// stops it ([DraagtNog]) unless toch. With proef nothing is kept. door is who does it.
func (r *Register) ZetRegio(ctx context.Context, nieuw regio.Regio, door string, proef, toch bool) (ws []regio.Wijziging, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		if _, err := tx.NewRaw(`SELECT pg_advisory_xact_lock(hashtext('schakel-regio'))`).Exec(ctx); err != nil {
			return err
		}
		nu, err := leesRegio(ctx, tx)
		if err != nil {
			return err
		}
		ws = regio.Vergelijk(nu.Stand, nieuw)
		if nog := nu.nog(ws); len(nog) > 0 && !toch {
			return nog
		}
		if proef || len(ws) == 0 {
			return nil
		}
		return r.schrijfRegio(ctx, tx, nieuw, ws, door)
	})
	return ws, err
}

// nog are those with running cases who would be signed off, or be casehouder no more.
func (s RegioStand) nog(ws []regio.Wijziging) (uit DraagtNog) {
	for _, w := range ws {
		houdtOp := w.Soort == regio.Afgemeld || w.Gebruiker && w.VanRol == toegang.RolBMZWerker && w.Nu != w.VanRol
		if n := s.Draagt[regio.Sleutel(w.Gebruiker, w.ID)]; houdtOp && n > 0 {
			uit = append(uit, Draagt{w, n})
		}
	}
	return uit
}

func (r *Register) schrijfRegio(ctx context.Context, tx Tx, nieuw regio.Regio, ws []regio.Wijziging, door string) error {
	if err := zetOrganisaties(ctx, tx, nieuw.Organisaties); err != nil {
		return err
	}
	if err := zetGebruikers(ctx, tx, nieuw.Gebruikers); err != nil {
		return err
	}
	for _, w := range ws {
		if w.Soort != regio.Afgemeld {
			continue
		}
		tabel := "organisaties"
		if w.Gebruiker {
			tabel = "gebruikers"
		}
		if _, err := tx.NewRaw(`UPDATE `+tabel+` SET actief = false WHERE id = ?`, w.ID).Exec(ctx); err != nil {
			return err
		}
	}
	return r.Log(ctx, tx, toegang.Identiteit{Gebruiker: door, Rol: toegang.RolBeheerder}, "", "regio", "wijzigen")
}

// Afgemeld lists the users who were signed off: whatever the identity provider says,
// they are let in no more.
func (r *Register) Afgemeld(ctx context.Context) (ids []string, err error) {
	err = r.AlsMotor(ctx, func(ctx context.Context, tx Tx) error {
		return tx.NewRaw(`SELECT id FROM gebruikers WHERE NOT actief`).Scan(ctx, &ids)
	})
	return ids, err
}
