package main

import (
	"context"
	"errors"
	"fmt"

	"schakel/internal/kluis"
	"schakel/internal/register"
)

// migrateOpdracht brings the schema up to date, as its owner.
type migrateOpdracht struct {
	databaseVlaggen `embed:""`
	kluisVlaggen    `embed:""`
	appVlag         `embed:""`
	werkVlaggen     `embed:""`
	Wachtwoord      string `name:"database-owner-password-file" env:"SCHAKEL_DATABASE_OWNER_PASSWORD_FILE" placeholder:"BESTAND" help:"Bestand met het wachtwoord van de eigenaar, de rol in --database-url. Die moet rollen mogen maken (CREATEROLE)."`
	KluisEigenaar   string `name:"kluis-owner-password-file" env:"SCHAKEL_KLUIS_OWNER_PASSWORD_FILE" placeholder:"BESTAND" help:"Bestand met het wachtwoord van de eigenaar van de kluis, de rol in --kluis-url. Die moet rollen mogen maken (CREATEROLE)."`
}

// Help is what `schakel migrate --help` adds.
func (migrateOpdracht) Help() string {
	return "Maakt de rollen schakel_app, schakel_motor en schakel_werk met de wachtwoorden uit de bestanden, en voert onder een slot de migraties uit die nog " +
		"ontbreken: tweemaal of tegelijk mag. Daarna hetzelfde voor de sleutelkluis, met de rollen schakel_kluis en schakel_kluis_werk. Sleutels die nog in het register staan, komen " +
		"ook in de kluis te staan; uit het register gaan ze met `schakel sleutels verhuis`. Er is geen weg terug; maak eerst een back-up. De databases zelf moeten er al zijn."
}

// Run migrates once.
func (m migrateOpdracht) Run(ctx context.Context) error {
	rollen, kluisWerk, err := m.wachtwoorden()
	if err != nil {
		return err
	}
	if err := verplicht("--database-owner-password-file", "SCHAKEL_DATABASE_OWNER_PASSWORD_FILE", m.Wachtwoord); err != nil {
		return err
	}
	if err := veiligeDatabase("--database-url", m.DatabaseURL, m.OnveiligDatabase); err != nil {
		return err
	}
	eigenaar, err := leesGeheim(m.Wachtwoord)
	if err != nil {
		return err
	}
	dsn, err := metWachtwoord(m.DatabaseURL, eigenaar)
	if err != nil {
		return err
	}
	kluisWachtwoord, kluisDSN, err := m.kluis()
	if err != nil {
		return err
	}
	if err := register.Migreer(ctx, dsn, rollen); err != nil {
		return err
	}
	if err := kluis.Migreer(ctx, kluisDSN, kluisWachtwoord, kluisWerk); err != nil {
		return err
	}
	if err := m.kopieerSleutels(ctx, rollen.Motor); err != nil {
		return err
	}
	_, err = fmt.Println("het schema is bij")
	return err
}

// wachtwoorden of the roles that it makes.
func (m migrateOpdracht) wachtwoorden() (w register.Wachtwoorden, kluisWerk string, err error) {
	if err := errors.Join(m.compleet(), m.appVlag.verplicht(), m.werkVlaggen.verplicht()); err != nil {
		return w, "", err
	}
	for _, g := range []struct {
		naar    *string
		bestand string
	}{{&w.App, m.AppWachtwoord}, {&w.Motor, m.MotorWachtwoord}, {&w.Werk, m.WerkWachtwoord}, {&kluisWerk, m.KluisWerkWachtwoord}} {
		if *g.naar, err = leesGeheim(g.bestand); err != nil {
			return w, "", err
		}
	}
	return w, kluisWerk, nil
}

// kluis gives the password of schakel_kluis and the way in for the owner of its database.
func (m migrateOpdracht) kluis() (wachtwoord, eigenaar string, err error) {
	if wachtwoord, err = m.wachtwoord(); err != nil {
		return "", "", err
	}
	if err := verplicht("--kluis-owner-password-file", "SCHAKEL_KLUIS_OWNER_PASSWORD_FILE", m.KluisEigenaar); err != nil {
		return "", "", err
	}
	geheim, err := leesGeheim(m.KluisEigenaar)
	if err != nil {
		return "", "", err
	}
	eigenaar, err = metWachtwoord(m.KluisURL, geheim)
	return wachtwoord, eigenaar, err
}

// kopieerSleutels is for an installation of before there was a kluis; the programs of then, which may still run, keep what they have.
func (m migrateOpdracht) kopieerSleutels(ctx context.Context, motorWachtwoord string) error {
	motor, err := alsRol(m.DatabaseURL, "schakel_motor", motorWachtwoord)
	if err != nil {
		return err
	}
	v, err := kopieer(ctx, motor, m.kluisVlaggen)
	if err == nil && v.Gezien > 0 {
		_, err = fmt.Printf("%d sleutels van casussen staan in de kluis, en nog in het register: draait nergens meer de vorige versie, voer dan `schakel sleutels verhuis` uit\n", v.Gezien)
	}
	return err
}
