package main

import (
	"context"
	"errors"

	"schakel/internal/casus"
	"schakel/internal/product"
)

// workOpdracht is the Temporal worker and the relay, without the API.
type workOpdracht struct {
	dienstVlaggen `embed:""`
	verbindingen  `embed:""`
	werkVlaggen   `embed:""`
	postVlaggen   `embed:""`

	verwerkingenVlaggen `embed:""`
}

// Help is what `schakel work --help` adds.
func (workOpdracht) Help() string {
	return "Zonder een draaiende work gaat geen casus verder; stappen wachten dan. Work leest en keurt niets goed namens mensen: dat doet serve, met een rol die work niet heeft. Er mogen er zoveel draaien als nodig. Bij SIGTERM worden " +
		"lopende activiteiten afgemaakt. Met --smtp gaan " +
		"herinneringen ook per mail: op werkdagen één overzicht, spoed meteen; hoeveel er ook draaien, iedere mail gaat één keer. Staat Temporal er nog niet, dan stopt work met een fout: laat het opnieuw starten. " +
		"OTEL_EXPORTER_OTLP_ENDPOINT zet OpenTelemetry-sporen aan."
}

// Run works until ctx ends.
func (w workOpdracht) Run(ctx context.Context) error {
	bode, err := w.post()
	if err != nil {
		return err
	}
	verwerkingen, err := w.log(ctx)
	if err != nil {
		return err
	}
	if err := errors.Join(w.verplicht(), w.compleet()); err != nil {
		return err
	}
	d := dienst{
		naam: "work", dienstVlaggen: w.dienstVlaggen, verbindingen: w.verbindingen, rollen: rolgeheimen{werk: w.WerkWachtwoord, kluisWerk: w.KluisWerkWachtwoord},
	}
	return d.run(ctx, func(c *product.Config, _ casus.Beleid) {
		c.ZonderAPI, c.Post = true, bode
		if verwerkingen != nil {
			c.Verwerkingen = verwerkingen
		}
		if bode == nil {
			d.log.Warn("geen mailserver: van dit proces gaan geen herinneringen per mail", "vlag", "--smtp")
		}
		if w.OnveiligeSMTP {
			d.log.Warn("onveilig toegestaan: de verbinding met de mailserver wordt niet beschermd", "vlag", "--onveilig-smtp")
		}
	})
}
