package demo

import (
	"context"
	"slices"

	"schakel/internal/register"
	"schakel/internal/solo"
	"schakel/internal/toegang"
)

// Extra are the people of the demo region beside the users of the contract, so that
// caseloads look as they do in a team.
func Extra() []solo.Gebruiker {
	const bmz = "bmz-voorbeeld"
	return []solo.Gebruiker{
		{ID: "werker3", Naam: "Derde bemoeizorgwerker", Organisatie: bmz, Rol: toegang.RolBMZWerker, Doet: "Casehouder in de demo."},
		{ID: "werker4", Naam: "Vierde bemoeizorgwerker", Organisatie: bmz, Rol: toegang.RolBMZWerker, Doet: "Casehouder in de demo."},
		{ID: "werker5", Naam: "Vijfde bemoeizorgwerker", Organisatie: bmz, Rol: toegang.RolBMZWerker, Doet: "Casehouder in de demo."},
		{ID: "ketenpartner3", Naam: "Ketenpartner (verslavingszorg)", Organisatie: "verslavingszorg-voorbeeld", Rol: toegang.RolKetenpartner, Doet: "Neemt overdrachten aan in de demo."},
		{ID: "ketenpartner4", Naam: "Ketenpartner (LVB-zorg)", Organisatie: "lvb-zorg-voorbeeld", Rol: toegang.RolKetenpartner, Doet: "Neemt overdrachten aan in de demo."},
	}
}

func gebruikers() []solo.Gebruiker { return slices.Concat(solo.DemoGebruikers(), Extra()) }

// zetGebruikers registers everybody who takes a step.
func zetGebruikers(ctx context.Context, r *register.Register) error {
	if err := solo.ZetDemo(ctx, r); err != nil {
		return err
	}
	var gs []register.Gebruiker
	for _, g := range Extra() {
		gs = append(gs, register.Gebruiker{ID: g.ID, Naam: g.Naam, Organisatie: g.Organisatie, Rol: g.Rol, Email: solo.DemoAdres(g.ID), Telefoon: solo.DemoTelefoon(g)})
	}
	return r.ZetGebruikers(ctx, gs...)
}

// Receivers, and the law by which they take over.
var (
	naarGGZ        = ontvanger{"ggz-voorbeeld", "ketenpartner", "zvw"}              //nolint:gochecknoglobals // a constant
	naarWmo        = ontvanger{"wmo-voorbeeld", "ketenpartner2", "wmo"}             //nolint:gochecknoglobals // a constant
	naarVerslaving = ontvanger{"verslavingszorg-voorbeeld", "ketenpartner3", "zvw"} //nolint:gochecknoglobals // a constant
	naarLVB        = ontvanger{"lvb-zorg-voorbeeld", "ketenpartner4", "wlz"}        //nolint:gochecknoglobals // a constant
)

// verwijzer is who refers, as the aanmelding has it.
func (w vertelling) verwijzer() lichaam {
	wie := map[string]lichaam{
		"woonstichting-voorbeeld": {"naam": "Medewerker Sociaal Beheer", "functie": "consulent leefbaarheid"},
		"huisarts-voorbeeld":      {"naam": "Praktijkondersteuner", "functie": "poh-ggz"},
		"politie-voorbeeld":       {"naam": "Wijkagent", "functie": "wijkagent"},
		"sociaal-team-voorbeeld":  {"naam": "Medewerker Sociaal Team", "functie": "maatschappelijk werker"},
		"opvang-voorbeeld":        {"naam": "Medewerker Nachtopvang", "functie": "begeleider"},
		"ggd-voorbeeld":           {"naam": "Medewerker Meldpunt", "functie": "verpleegkundige"},
	}
	l := lichaam{"organisatie": w.org, "telefoon": "0000-000000", "email": "verwijzer@voorbeeld.invalid"}
	for k, x := range wie[w.org] {
		l[k] = x
	}
	return l
}
