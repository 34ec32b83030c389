package main

import (
	"context"
	"fmt"

	"schakel/internal/register"
)

// migrateOpdracht brings the schema up to date, as its owner.
type migrateOpdracht struct {
	databaseVlaggen `embed:""`
	Wachtwoord      string `name:"database-owner-password-file" env:"SCHAKEL_DATABASE_OWNER_PASSWORD_FILE" placeholder:"BESTAND" help:"Bestand met het wachtwoord van de eigenaar, de rol in --database-url. Die moet rollen mogen maken (CREATEROLE)."`
}

// Help is what `schakel migrate --help` adds.
func (migrateOpdracht) Help() string {
	return "Maakt de rollen schakel_app en schakel_motor met de wachtwoorden uit de bestanden, en voert onder een slot de migraties uit die nog " +
		"ontbreken: tweemaal of tegelijk mag. Er is geen weg terug; maak eerst een back-up. De database zelf moet er al zijn."
}

// Run migrates once.
func (m migrateOpdracht) Run(ctx context.Context) error {
	app, motor, err := m.wachtwoorden()
	if err != nil {
		return err
	}
	if err := verplicht("--database-owner-password-file", "SCHAKEL_DATABASE_OWNER_PASSWORD_FILE", m.Wachtwoord); err != nil {
		return err
	}
	if err := veiligeDatabase(m.DatabaseURL, m.OnveiligDatabase); err != nil {
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
	if err := register.Migreer(ctx, dsn, app, motor); err != nil {
		return err
	}
	_, err = fmt.Println("het schema is bij")
	return err
}
