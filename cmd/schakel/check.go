package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"schakel/internal/controle"
	"schakel/internal/engine"
	"schakel/internal/kluis"
	"schakel/internal/register"
	"schakel/internal/solo"
)

type checkOpdracht struct {
	Data   string        `name:"data" default:"./.schakel" help:"De datamap van een draaiende solo."`
	Geduld time.Duration `name:"geduld" default:"60s" help:"Hoe lang een stap mag wachten op zijn uitkomst."`

	verbindingen `embed:""`
	appVlag      `embed:""`
	werkVlaggen  `embed:""`
}

// Help is what `schakel check --help` adds.
func (checkOpdracht) Help() string {
	return "Met --register-keys-file (SCHAKEL_REGISTER_KEYS_FILE) gaat het over een installatie van serve en work, met dezelfde instellingen als " +
		"die; anders over de solo in --data."
}

// Run compares and prints; an error makes the exit code 1.
func (c checkOpdracht) Run(ctx context.Context) error {
	reg, err := c.register(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = reg.Close() }()
	motor, err := c.motor()
	if err != nil {
		return err
	}
	defer motor.Close()
	k := controle.Controle{Register: reg, Motor: motor, Geduld: c.Geduld}
	n, verschillen, err := k.Vergelijk(ctx)
	if err != nil {
		return fmt.Errorf("vergelijken: %w", err)
	}
	for _, v := range verschillen {
		if _, err := fmt.Println(v); err != nil {
			return err
		}
	}
	if len(verschillen) > 0 {
		return fmt.Errorf("%d verschillen in %d casussen", len(verschillen), n)
	}
	_, err = fmt.Printf("%d casussen vergeleken, geen verschillen\n", n)
	return err
}

func (c checkOpdracht) register(ctx context.Context) (*register.Register, error) {
	conf, err := c.config()
	if err != nil {
		return nil, err
	}
	return register.Open(ctx, conf)
}

// config is of the installation that the settings name, or of the solo in the data folder.
func (c checkOpdracht) config() (conf register.Config, err error) {
	if c.RegisterSleutels != "" {
		return c.verbindingen.register(2, rolgeheimen{c.AppWachtwoord, c.WerkWachtwoord, c.KluisWerkWachtwoord})
	}
	adres, err := solo.LeesPostgres(filepath.Join(c.Data, "postgres"))
	if c.DatabaseURL != "" {
		adres, _, err = solo.PostgresVanURL(c.DatabaseURL)
	}
	if err != nil {
		return conf, err
	}
	als := func(rol, bestand, db string) (string, error) {
		wachtwoord, err := os.ReadFile(filepath.Join(c.Data, "geheimen", bestand))
		a := solo.PostgresAdres{Host: adres.Host, Port: adres.Port, User: rol, Password: strings.TrimSpace(string(wachtwoord))}
		return a.DSN(db), err
	}
	app, err1 := als("schakel_app", "postgres-app", database)
	motor, err2 := als("schakel_motor", "postgres-motor", database)
	kluisDSN, err3 := als(kluis.Rol, bestandKluis, databaseKluis)
	werk, err4 := als("schakel_werk", bestandWerk, database)
	kluisWerk, err5 := als(kluis.RolWerk, bestandKluisWerk, databaseKluis)
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		return conf, fmt.Errorf("wachtwoorden in de datamap: %w", err)
	}
	bos, err := register.OpenSleutelbos(filepath.Join(c.Data, "geheimen", "register.json"))
	return register.Config{
		AppDSN: app, MotorDSN: motor, WerkDSN: werk, EigenaarDSN: adres.DSN(database), KluisDSN: kluisDSN, KluisWerkDSN: kluisWerk, Sleutels: bos, MaxConns: 2,
	}, err
}

// alsEigenaar is the way in for the owner: that of a solo, else the URL with the password of this file; empty: there is none.
func (c checkOpdracht) alsEigenaar(vanSolo, bestand string) (string, error) {
	if c.RegisterSleutels == "" || bestand == "" {
		return vanSolo, nil
	}
	geheim, err := leesGeheim(bestand)
	if err != nil {
		return "", err
	}
	return metWachtwoord(c.DatabaseURL, geheim)
}

func (c checkOpdracht) motor() (*engine.Motor, error) {
	if c.RegisterSleutels != "" {
		conf, err := c.verbindingen.motor(slog.New(slog.DiscardHandler))
		if err != nil {
			return nil, err
		}
		return engine.Open(conf)
	}
	codec, err := engine.OpenCodec(filepath.Join(c.Data, "geheimen", "temporal.json"))
	if err != nil {
		return nil, err
	}
	conf := engine.Config{HostPort: c.Temporal, Namespace: naamruimte, Codec: codec, Log: slog.New(slog.DiscardHandler)}
	if c.Temporal == "" {
		if conf.HostPort, conf.TLS, err = solo.LeesTemporal(filepath.Join(c.Data, "temporal")); err != nil {
			return nil, err
		}
	}
	return engine.Open(conf)
}
