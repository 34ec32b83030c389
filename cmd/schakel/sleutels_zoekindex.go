package main

import (
	"context"
	"fmt"

	"schakel/internal/register"
)

type sleutelsZoekindex struct {
	checkOpdracht `embed:""`
}

// Help is what `schakel sleutels zoekindex --help` adds.
func (sleutelsZoekindex) Help() string {
	return "Nodig na een nieuwe versie die anders zoekt, en na het wisselen van de zoeksleutel. Wat nog niet opnieuw gemaakt is, wordt intussen op de oude manier gevonden."
}

// Run goes through every case that is not done yet.
func (z sleutelsZoekindex) Run(ctx context.Context) error {
	reg, err := z.register(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = reg.Close() }()
	stand, err := reg.Herindexeer(ctx, func(s register.Zoekstand) { fmt.Printf("%d casussen bijgewerkt\n", s.Bij) })
	if err != nil {
		return fmt.Errorf("zoekwoorden maken (opnieuw starten gaat verder): %w", err)
	}
	fmt.Printf("klaar: %d casussen bijgewerkt, %d zijn vernietigd en hebben geen woorden meer nodig\n", stand.Bij, stand.Gesloten)
	return nil
}
