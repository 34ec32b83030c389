package solo

import (
	"context"

	"schakel/internal/regio"
	"schakel/internal/register"
)

// DemoRegio is the demo region's organisations and users: what
// deploy/regio-voorbeeld.yaml says of them.
func DemoRegio() regio.Regio {
	r := regio.Regio{Organisaties: DemoOrganisaties()}
	for _, g := range DemoGebruikers() {
		r.Gebruikers = append(r.Gebruikers, regio.Gebruiker{ID: g.ID, Naam: g.Naam, Organisatie: g.Organisatie, Rol: g.Rol, Email: DemoAdres(g.ID)})
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
