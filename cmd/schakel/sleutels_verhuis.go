package main

import (
	"context"
	"fmt"

	"schakel/internal/kluis"
	"schakel/internal/register"
)

// sleutelsVerhuis takes the keys out of the register; `migrate` brought them to the kluis already.
type sleutelsVerhuis struct {
	Eigenaar string `name:"database-owner-password-file" env:"SCHAKEL_DATABASE_OWNER_PASSWORD_FILE" placeholder:"BESTAND" help:"Bestand met het wachtwoord van de eigenaar, de rol in --database-url: alleen die haalt sleutels uit het register."`

	checkOpdracht `embed:""`
}

// Help is what `schakel sleutels verhuis --help` adds.
func (sleutelsVerhuis) Help() string {
	return "Eenmaal, na de overgang naar een versie met een sleutelkluis, en pas als nergens meer een proces van de vorige versie draait: dat zou zijn casussen niet " +
		"meer kunnen lezen. Onderbroken gaat het bij opnieuw starten verder. Back-ups van het register van vóór dit moment bevatten nog sleutels: bewaar ze niet " +
		"langer dan nodig. Een solo doet dit zelf bij het starten."
}

// Run moves what is there.
func (s sleutelsVerhuis) Run(ctx context.Context) error {
	conf, err := s.config()
	if err != nil {
		return err
	}
	if conf.EigenaarDSN, err = s.alsEigenaar(conf.EigenaarDSN, s.Eigenaar); err != nil {
		return err
	}
	if conf.EigenaarDSN == "" {
		return verplicht("--database-owner-password-file", "SCHAKEL_DATABASE_OWNER_PASSWORD_FILE", "")
	}
	v, err := verhuisNaar(ctx, conf.EigenaarDSN, conf.KluisDSN, true)
	if err != nil {
		return fmt.Errorf("verhuizen (opnieuw starten gaat verder): %w", err)
	}
	_, err = fmt.Printf("klaar: %d sleutels gingen uit het register\n", v.Weg)
	return err
}

// kopieer brings keys to the kluis, and leaves them where they are.
func kopieer(ctx context.Context, motorDSN string, naar kluisVlaggen) (register.Verhuisd, error) {
	dsn, err := naar.dsn()
	if err != nil {
		return register.Verhuisd{}, err
	}
	return verhuisNaar(ctx, motorDSN, dsn, false)
}

func verhuisNaar(ctx context.Context, registerDSN, kluisDSN string, weg bool) (register.Verhuisd, error) {
	k, err := kluis.Open(ctx, kluisDSN, 1)
	if err != nil {
		return register.Verhuisd{}, err
	}
	defer func() { _ = k.Close() }() // nothing is pending
	return register.VerhuisSleutels(ctx, registerDSN, k, weg, nil)
}
