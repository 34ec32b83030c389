package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"schakel/internal/product"
	"schakel/internal/regio"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// regioOpdracht is who a region works with: organisations and users.
type regioOpdracht struct {
	Stand     regioStand     `cmd:"" help:"Welke organisaties en gebruikers er zijn, wie is afgemeld, en hoeveel open casussen aan elk hangen."`
	Toepassen regioToepassen `cmd:"" help:"Maak een bestand tot de lijst van organisaties en gebruikers; wie er niet meer in staat, wordt afgemeld."`
	Uitloggen regioUitloggen `cmd:"" help:"Beëindig elke sessie van één gebruiker op de werkbank, zoals na het verlies van een telefoon of laptop."`
}

type regioStand struct {
	bij `embed:""`
}

// Run prints ids, never names or addresses.
func (r regioStand) Run(ctx context.Context) error {
	reg, err := r.register(ctx)
	if err != nil {
		return err
	}
	defer reg.Close() //nolint:errcheck // only read from
	s, err := reg.Regio(ctx)
	if err != nil {
		return err
	}
	p := &schrijver{naar: os.Stdout}
	for _, o := range s.Organisaties {
		soort := "professioneel"
		if !o.Professioneel {
			soort = "niet professioneel"
		}
		p.regel("organisatie %s  %s%s", o.ID, soort, hangt(s, false, o.ID))
	}
	for _, g := range s.Gebruikers {
		post := ""
		if g.Email == "" {
			post = ", zonder mailadres"
		}
		p.regel("gebruiker %s  %s bij %s%s%s", g.ID, g.Rol, g.Organisatie, post, hangt(s, true, g.ID))
	}
	if len(s.Organisaties) == 0 {
		p.regel("er is nog niemand: schakel regio toepassen (deploy/regio-voorbeeld.yaml is een voorbeeld)")
	}
	return p.fout
}

func hangt(s register.RegioStand, gebruiker bool, id string) string {
	sleutel, uit := regio.Sleutel(gebruiker, id), ""
	if n := s.Draagt[sleutel]; n > 0 {
		uit = fmt.Sprintf(", %d open casussen", n)
	}
	if s.Afgemeld[sleutel] {
		uit += ", afgemeld"
	}
	return uit
}

type regioToepassen struct {
	Bestand string `arg:"" help:"Regiobestand (YAML), zoals deploy/regio-voorbeeld.yaml."`
	Door    string `name:"door" default:"beheer" help:"Wie dit doet: een gebruikersnaam, voor het logboek; geen naam van een persoon."`
	DryRun  bool   `name:"dry-run" help:"Laat zien wat er zou veranderen; verandert niets."`
	Toch    bool   `name:"toch" help:"Meld ook af wie nog casehouder of regiehouder van open casussen is."`

	bij `embed:""`
}

// Help is what `schakel regio toepassen --help` adds.
func (regioToepassen) Help() string {
	return "Het bestand is de hele lijst: wie er niet meer in staat, kan binnen " + product.AfgemeldVerversing.String() + " niets meer, krijgt geen post en " +
		"kan niet worden toegewezen; in de geschiedenis blijft die staan. Wie er met welke rol in mag, zegt de aanbieder van identiteiten: id is het sub van " +
		"het token. Hetzelfde bestand opnieuw toepassen verandert niets."
}

// Run applies the file in one transaction, or refuses it whole.
func (r regioToepassen) Run(ctx context.Context) error {
	if !regexp.MustCompile(gebruikersnaam).MatchString(r.Door) {
		return errors.New("--door: kies een gebruikersnaam (kleine letters, cijfers, punten en streepjes), geen naam van een persoon")
	}
	nieuw, err := regio.LeesBestand(r.Bestand)
	if err != nil {
		return err
	}
	reg, err := r.register(ctx)
	if err != nil {
		return err
	}
	defer reg.Close() //nolint:errcheck // the transaction is over
	if err := bmzErbij(ctx, reg, nieuw); err != nil {
		return err
	}
	ws, err := reg.ZetRegio(ctx, nieuw, r.Door, r.DryRun, r.Toch)
	if err != nil {
		return err
	}
	p := &schrijver{naar: os.Stdout}
	for _, w := range ws {
		p.regel("%s", regelVan(w))
	}
	p.regel("%d organisaties, %d gebruikers; %d wijzigingen%s", len(nieuw.Organisaties), len(nieuw.Gebruikers), len(ws), map[bool]string{true: ", niets gedaan (--dry-run)"}[r.DryRun])
	for _, m := range mist(nieuw) {
		p.regel("let op: %s", m)
	}
	return p.fout
}

type regioUitloggen struct {
	Gebruiker string `arg:"" help:"Wie: het id van de gebruiker (het sub van het token)."`

	bij `embed:""`
}

// Help is what `schakel regio uitloggen --help` adds.
func (regioUitloggen) Help() string {
	return "Wie het is, kan meteen daarna weer inloggen, ook op het toestel dat weg is als de aanbieder van identiteiten het nog kent: laat die het wachtwoord of het toestel intrekken. " +
		"Wie helemaal niet meer mag, meldt u af met regio toepassen."
}

// Run says how many sessions there were.
func (r regioUitloggen) Run(ctx context.Context) error {
	reg, err := r.register(ctx)
	if err != nil {
		return err
	}
	defer reg.Close() //nolint:errcheck // the transaction is over
	n, err := reg.LogUit(ctx, r.Gebruiker)
	if err != nil {
		return err
	}
	p := &schrijver{naar: os.Stdout}
	switch n {
	case 0:
		s, err := reg.Regio(ctx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(s.Gebruikers, func(g register.Gebruiker) bool { return g.ID == r.Gebruiker }) {
			return errors.New("dit is het id van geen gebruiker, en er is niets beëindigd: schakel regio stand noemt ze")
		}
		p.regel("0 sessies beëindigd; wie inlogde vóór deze versie van Schakel draaide, is er binnen een werkdag uit")
	case 1:
		p.regel("1 sessie beëindigd")
	default:
		p.regel("%d sessies beëindigd", n)
	}
	return p.fout
}

func regelVan(w regio.Wijziging) string {
	wat := "organisatie"
	if w.Gebruiker {
		wat = "gebruiker"
	}
	uit := fmt.Sprintf("%s %s %s", wat, w.ID, w.Soort)
	if len(w.Velden) > 0 {
		uit += ": " + strings.Join(w.Velden, ", ")
	}
	return uit
}

// bmzErbij: the organisation that a policy calls its own is one of the region's.
func bmzErbij(ctx context.Context, reg *register.Register, r regio.Regio) error {
	b, er, err := reg.BeleidInKracht(ctx)
	if err != nil || !er {
		return err
	}
	for _, o := range r.Organisaties {
		if o.ID == b.Bmz {
			return nil
		}
	}
	return fmt.Errorf("het beleid in kracht noemt %s als organisatie van bemoeizorg (bmz); zet die in het bestand, of pas eerst een ander beleid toe", b.Bmz)
}

// mist tells of roles without which a case stands still (domain description, section 2).
func mist(r regio.Regio) []string {
	er := map[toegang.Rol]bool{}
	for _, g := range r.Gebruikers {
		er[g.Rol] = true
	}
	var uit []string
	for _, nodig := range []toegang.Rol{toegang.RolCTB, toegang.RolCoordinator, toegang.RolBMZWerker, toegang.RolPrivacyOfficer} {
		if !er[nodig] {
			uit = append(uit, fmt.Sprintf("niemand heeft de rol %s", nodig))
		}
	}
	return uit
}
