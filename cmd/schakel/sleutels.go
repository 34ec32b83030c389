package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"schakel/internal/engine"
	"schakel/internal/register"
)

type sleutelsOpdracht struct {
	Maak         sleutelsMaak         `cmd:"" help:"Maak de sleutels en wachtwoorden van een nieuwe installatie, elk in een bestand."`
	Certificaten sleutelsCertificaten `cmd:"" help:"Maak of vernieuw een eigen autoriteit en certificaten, voor TLS tussen de delen van een installatie."`
	Zoekindex    sleutelsZoekindex    `cmd:"" help:"Maak de woorden waarop casussen gevonden worden opnieuw, terwijl alles draait; opnieuw starten gaat verder waar het bleef."`
	Verhuis      sleutelsVerhuis      `cmd:"" help:"Haal de sleutels van casussen uit het register; zij staan in de sleutelkluis."`
	Wissel       sleutelsWissel       `cmd:"" help:"Vervang de sleutel waarmee de sleutels van casussen zijn ingepakt, terwijl alles draait; opnieuw starten gaat verder waar het bleef."`
	Veeg         sleutelsVeeg         `cmd:"" help:"Haal sleutels zonder casus uit de kluis."`
}

// sleutelsMaak never touches what is there: a key that is gone takes the dossiers along.
type sleutelsMaak struct {
	Map string `arg:"" type:"path" help:"Map waarin de bestanden komen; zij mag al bestaan."`
}

// Help is what `schakel sleutels maak --help` adds.
func (sleutelsMaak) Help() string {
	return "register.json en temporal.json zijn de sleutels: bewaar een kopie, los van de back-ups van de database. Zonder register.json is geen " +
		"dossier ooit nog te lezen; zonder temporal.json kan geen lopende casus verder. De andere bestanden zijn wachtwoorden van rollen in PostgreSQL; kluis-owner, kluis-app en kluis-werk horen bij de sleutelkluis. serve krijgt postgres-app, postgres-motor en kluis-app; work krijgt postgres-motor, postgres-werk, kluis-app en kluis-werk."
}

// wachtwoordBestanden of the roles in PostgreSQL.
var wachtwoordBestanden = []string{"postgres-owner", "postgres-app", "postgres-motor", "postgres-werk", "kluis-owner", "kluis-app", "kluis-werk"} //nolint:gochecknoglobals // a constant list

const wachtwoordBytes = 32

// Run makes every file, or none when one is there already.
func (s sleutelsMaak) Run() error {
	in := func(naam string) string { return filepath.Join(s.Map, naam) }
	for _, naam := range append([]string{bestandRegister, bestandCodec}, wachtwoordBestanden...) {
		if _, err := os.Lstat(in(naam)); !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("%s is er al: er wordt niets overschreven", in(naam))
		}
	}
	if err := os.MkdirAll(s.Map, 0o700); err != nil {
		return err
	}
	if _, err := register.OpenSleutelbos(in(bestandRegister)); err != nil {
		return err
	}
	if _, err := engine.OpenCodec(in(bestandCodec)); err != nil {
		return err
	}
	for _, naam := range wachtwoordBestanden {
		b := make([]byte, wachtwoordBytes)
		_, _ = rand.Read(b) // never fails (crypto/rand)
		if err := os.WriteFile(in(naam), []byte(base64.RawURLEncoding.EncodeToString(b)+"\n"), 0o600); err != nil {
			return err
		}
	}
	_, err := fmt.Printf("gemaakt in %s: bewaar een kopie van %s en %s buiten deze machine\n", s.Map, bestandRegister, bestandCodec)
	return err
}
