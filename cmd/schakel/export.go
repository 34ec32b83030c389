package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"schakel/internal/fout"
	"schakel/internal/inzage"
)

// exportOpdracht takes something out of the system for who may have it.
type exportOpdracht struct {
	Inzage exportInzage `cmd:"" help:"Alles over een cliënt, in één zip: om te lezen (HTML) en voor een machine (JSON). Staat als export in het toegangslog."`
}

type exportInzage struct {
	Casus       []string `name:"casus" required:"" help:"Nummer of id van de casus; heeft de cliënt er meer, noem ze dan alle."`
	Door        string   `name:"door" required:"" help:"Wie dit opvraagt: id van een coördinator of de FG; komt met rol en organisatie in het toegangslog."`
	Doel        string   `name:"doel" required:"" enum:"inzageverzoek,correctieverzoek,bezwaar,klacht,gegevensoverdracht" help:"Waarvoor: ${enum}; komt in het toegangslog."`
	MetKlachten bool     `name:"met-klachten" help:"Ook de klachten die de cliënt zelf deed, met het oordeel. Geef de zip dan zelf: over wie een klacht gaat, mag haar niet zien."`
	Naar        string   `name:"naar" placeholder:"BESTAND" help:"Bestand dat gemaakt wordt; zonder: inzage-NUMMER.zip. Een bestand dat er al is blijft staan."`

	stenenVlag    `embed:""`
	checkOpdracht `embed:""`
}

// Help is what `schakel export inzage --help` adds.
func (exportInzage) Help() string {
	return "Er staat alles in, ook wat over anderen gaat (naasten, melders): bekijk het voordat u het geeft. De zip is niet versleuteld en alleen voor de eigen gebruiker " +
		"leesbaar; wis hem als hij gegeven is. " + checkOpdracht{}.Help()
}

// Run makes one zip.
func (c exportInzage) Run(ctx context.Context) error {
	reg, err := c.leesbaar(ctx, c.checkOpdracht)
	if err != nil {
		return err
	}
	defer func() { _ = reg.Close() }()
	b := inzage.Bundel{GemaaktOp: time.Now(), Door: c.Door, Doel: c.Doel}
	slices.Sort(c.Casus)
	for _, welke := range slices.Compact(c.Casus) {
		i, err := reg.Inzage(ctx, c.Door, c.Doel, welke, "schakel export inzage")
		if err != nil {
			return inzageFout(err)
		}
		k := inzage.Van(i)
		if c.MetKlachten {
			ks, err := reg.InzageKlachten(ctx, c.Door, i.ID, "schakel export inzage")
			if err != nil {
				return fmt.Errorf("klachten: %w", err)
			}
			k.Klachten = inzage.VanKlachten(ks)
		}
		b.Casussen = append(b.Casussen, k)
	}
	naar := c.Naar
	if naar == "" {
		naar = "inzage-" + b.Casussen[0].Nummer + ".zip"
	}
	if err := schrijfNieuw(naar, b); err != nil {
		return err
	}
	var nummers []string
	for _, k := range b.Casussen {
		nummers = append(nummers, k.Nummer)
	}
	_, err = fmt.Printf("%s gemaakt, van %s; bekijk het voordat u het geeft\n", naar, strings.Join(nummers, ", "))
	return err
}

// inzageFout says which setting it is about, where the error does not say so itself.
func inzageFout(err error) error {
	if fout.Is(err, fout.NietGevonden) {
		return fmt.Errorf("--casus: %w", err)
	}
	return err
}

// schrijfNieuw makes a file for its own user only; what could not be written whole is gone again.
func schrijfNieuw(pad string, b inzage.Bundel) error {
	f, err := os.OpenFile(pad, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("--naar: %s is er al", pad)
	}
	if err != nil {
		return fmt.Errorf("--naar: %w", err)
	}
	if err := errors.Join(b.Schrijf(f), f.Close()); err != nil {
		return errors.Join(err, os.Remove(pad))
	}
	return nil
}
