package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"schakel/internal/engine"
	"schakel/internal/register"
)

// sleutelsWissel replaces the key that wraps the data keys.
type sleutelsWissel struct {
	checkOpdracht `embed:""`

	Codec bool `name:"codec" xor:"wat" help:"Niet de sleutel van de casussen, maar die van wat naar Temporal gaat (temporal.json). De vorige blijft erin: lopende geschiedenissen zijn ermee versleuteld."`
	Zoek  bool `name:"zoek" xor:"wat" help:"Niet de sleutel van de casussen, maar die waarmee op namen wordt gezocht: alle zoekwoorden worden opnieuw gemaakt."`
	Begin bool `name:"begin" help:"Zet alleen de nieuwe sleutel erbij. Breng het bestand dan naar elke machine (containers: maak ze opnieuw), en voer daarna dit zonder --begin uit. Niet nodig als alle processen hetzelfde bestand lezen."`
}

// Help is what `schakel sleutels wissel --help` adds.
func (sleutelsWissel) Help() string {
	return "Terwijl alles draait: er komt een nieuwe sleutel in register.json, alle sleutels van casussen worden ermee opnieuw ingepakt, en de oude gaat eruit. " +
		"Onderbroken gaat het bij opnieuw starten verder. Wat er stond blijft in register.json.vorige-MOMENT: bewaar dat zolang er back-ups van de kluis van vóór nu zijn, en " +
		"wis het dan. Voer dit uit waar het bestand te schrijven is."
}

// Run rotates, or finishes what an earlier run began.
func (s sleutelsWissel) Run(ctx context.Context) error {
	if s.Codec {
		return s.codec()
	}
	reg, err := s.register(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = reg.Close() }()
	if s.Zoek {
		return s.zoek(ctx, reg)
	}
	w, err := reg.WisselSleutels(ctx, s.Begin, func(w register.Wisselstand) {
		fmt.Printf("%d sleutels opnieuw ingepakt, van de %d\n", w.Gedaan, w.Alle)
	})
	if err != nil {
		return fmt.Errorf("sleutels wisselen (opnieuw starten gaat verder): %w", err)
	}
	if w.Hervat {
		fmt.Println("een eerdere wisseling was niet af; die is afgemaakt")
	}
	if s.Begin {
		_, err = fmt.Println("de nieuwe sleutel staat erbij: breng het bestand naar elke machine, en voer dan `schakel sleutels wissel` uit")
		return err
	}
	if w.Vorige != "" {
		fmt.Printf("de oude sleutel staat nog in %s: wis dat als er geen back-up van de kluis van vóór nu meer is\n", w.Vorige)
	}
	_, err = fmt.Printf("klaar: %d sleutels opnieuw ingepakt\n", w.Gedaan)
	return err
}

// codec adds a key for Temporal; running processes go on with the one they know, and look at the file when they meet the new one.
func (s sleutelsWissel) codec() error {
	pad := s.TemporalSleutels
	if pad == "" {
		pad = filepath.Join(s.Data, "geheimen", bestandCodec)
	}
	klaar, err := engine.WisselCodec(pad, s.Begin)
	if err != nil {
		return err
	}
	tekst := "klaar: nieuwe berichten aan Temporal gaan met de nieuwe sleutel; de vorige opent wat er al was"
	if !klaar {
		tekst = "de nieuwe sleutel staat erbij: breng het bestand naar elke machine, en voer dan `schakel sleutels wissel --codec` uit"
	}
	_, err = fmt.Println(tekst)
	return err
}

// zoek replaces the key of the blind index.
func (s sleutelsWissel) zoek(ctx context.Context, reg *register.Register) error {
	stand, err := reg.WisselZoeksleutel(ctx, s.Begin, func(z register.Zoekstand) { fmt.Printf("%d casussen bijgewerkt\n", z.Bij) })
	if err != nil {
		return fmt.Errorf("zoeksleutel wisselen (opnieuw starten gaat verder): %w", err)
	}
	if s.Begin {
		_, err = fmt.Println("de nieuwe sleutel staat erbij: breng het bestand naar elke machine, en voer dan `schakel sleutels wissel --zoek` uit")
		return err
	}
	_, err = fmt.Printf("klaar: %d casussen bijgewerkt, %d zijn vernietigd en hebben geen woorden meer nodig\n", stand.Bij, stand.Gesloten)
	return err
}

// sleutelsVeeg takes away keys without a case.
type sleutelsVeeg struct {
	checkOpdracht `embed:""`

	Ouder time.Duration `name:"ouder-dan" default:"168h" help:"Alleen sleutels die zo oud zijn; ten minste een dag."`
}

// Help is what `schakel sleutels veeg --help` adds.
func (sleutelsVeeg) Help() string {
	return "De sleutel van een casus wordt bewaard vóór de casus zelf; gaat er daartussen iets mis, dan blijft er een sleutel over waar niets bij hoort. Dat kan geen kwaad. " +
		"Doe dit niet als het register net uit een back-up is teruggezet en u een latere back-up nog wilt kunnen gebruiken."
}

// Run sweeps once.
func (s sleutelsVeeg) Run(ctx context.Context) error {
	reg, err := s.register(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = reg.Close() }()
	n, err := reg.VeegSleutels(ctx, s.Ouder)
	if err != nil {
		return fmt.Errorf("sleutels vegen: %w", err)
	}
	_, err = fmt.Printf("klaar: %d sleutels zonder casus zijn weg\n", n)
	return err
}
