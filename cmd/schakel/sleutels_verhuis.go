package main

import (
	"context"
	"fmt"

	"schakel/internal/kluis"
	"schakel/internal/register"
)

// sleutelsVerhuis takes the keys out of the register; `migrate` brought them to the kluis already.
type sleutelsVerhuis struct {
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
	v, err := verhuisNaar(ctx, conf.MotorDSN, conf.KluisDSN, true)
	if err != nil {
		return fmt.Errorf("verhuizen (opnieuw starten gaat verder): %w", err)
	}
	_, err = fmt.Printf("klaar: %d sleutels gingen uit het register\n", v.Weg)
	return err
}

func verhuis(ctx context.Context, motorDSN string, naar kluisVlaggen, weg bool) (register.Verhuisd, error) {
	dsn, err := naar.dsn()
	if err != nil {
		return register.Verhuisd{}, err
	}
	return verhuisNaar(ctx, motorDSN, dsn, weg)
}

func verhuisNaar(ctx context.Context, motorDSN, kluisDSN string, weg bool) (register.Verhuisd, error) {
	k, err := kluis.Open(ctx, kluisDSN, 1)
	if err != nil {
		return register.Verhuisd{}, err
	}
	defer func() { _ = k.Close() }() // nothing is pending
	return register.VerhuisSleutels(ctx, motorDSN, k, weg, nil)
}
