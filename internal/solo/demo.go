package solo

import (
	"context"

	"schakel/internal/register"
)

// ZetDemo registers the demo region's organisations and users. Doing it again changes nothing.
func ZetDemo(ctx context.Context, r *register.Register) error {
	var os []register.Organisatie
	for _, o := range DemoOrganisaties() {
		os = append(os, register.Organisatie{ID: o.ID, Naam: o.Naam, Professioneel: o.Professioneel})
	}
	if err := r.ZetOrganisaties(ctx, os...); err != nil {
		return err
	}
	var gs []register.Gebruiker
	for _, g := range DemoGebruikers() {
		gs = append(gs, register.Gebruiker{ID: g.ID, Naam: g.Naam, Organisatie: g.Organisatie, Rol: g.Rol, Email: DemoAdres(g.ID)})
	}
	return r.ZetGebruikers(ctx, gs...)
}

// DemoAdres is the address of a demo user. Nobody can have one under .test (RFC 2606).
func DemoAdres(id string) string { return id + "@voorbeeld.test" }
