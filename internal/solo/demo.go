package solo

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"schakel/internal/regio"
	"schakel/internal/register"
	rollen "schakel/internal/toegang"
)

// DemoRegio is the demo region's organisations and users: what
// deploy/regio-voorbeeld.yaml says of them.
func DemoRegio() regio.Regio {
	r := regio.Regio{Organisaties: DemoOrganisaties()}
	for _, g := range DemoGebruikers() {
		r.Gebruikers = append(r.Gebruikers, regio.Gebruiker{ID: g.ID, Naam: g.Naam, Organisatie: g.Organisatie, Rol: g.Rol, Email: DemoAdres(g.ID), Telefoon: DemoTelefoon(g)})
	}
	return r
}

// ZetDemo registers the demo region. Doing it again changes nothing; who else is there stays.
func ZetDemo(ctx context.Context, r *register.Register) error {
	demo := DemoRegio()
	if err := r.ZetOrganisaties(ctx, demo.Organisaties...); err != nil {
		return err
	}
	return r.ZetGebruikers(ctx, demo.Gebruikers...)
}

// DemoAdres is the address of a demo user. Nobody can have one under .test (RFC 2606).
func DemoAdres(id string) string { return id + "@voorbeeld.test" }

// DemoTelefoon is the work number of a demo user who can be casehouder; empty of anybody else. No number of the Netherlands begins with 0000.
func DemoTelefoon(g Gebruiker) string {
	if g.Rol != rollen.RolBMZWerker {
		return ""
	}
	n, _ := strconv.Atoi(strings.TrimLeft(g.ID, "abcdefghijklmnopqrstuvwxyz")) // the first has no number behind the name
	return fmt.Sprintf("0000-%06d", max(n, 1))
}
