package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"schakel/internal/verwerkingen"
)

// verwerkingenVlaggen say where the processing log of the organisation is.
type verwerkingenVlaggen struct {
	Verwerkingenlog      string `name:"verwerkingenlog" env:"SCHAKEL_VERWERKINGENLOG" placeholder:"URL" help:"Adres (OTLP over HTTP) van het verwerkingenlog van de organisatie, naar de standaard Logboek Dataverwerkingen; zonder: niets gemeld, wel op te vragen met 'schakel log verwerkingen'."`
	Verwerkingenregister string `name:"verwerkingenregister" env:"SCHAKEL_VERWERKINGENREGISTER" placeholder:"URI" default:"urn:schakel:verwerkingsactiviteit:" help:"Begin van de verwijzing naar het register van verwerkingsactiviteiten; erachter komt waarvoor: zorgproces, toezicht, sturing of beheer."`
}

// log gives the processing log, nil when there is none.
func (v verwerkingenVlaggen) log(ctx context.Context) (*verwerkingen.Logboek, error) {
	if v.Verwerkingenlog == "" {
		return nil, nil
	}
	l, err := verwerkingen.Open(ctx, v.Verwerkingenlog, verwerkingen.Maker{Register: v.Verwerkingenregister, Versie: versie})
	if err != nil {
		return nil, fmt.Errorf("--verwerkingenlog: %w", err)
	}
	return l, nil
}

// logVerwerkingen prints the processing log, for who has no collector.
type logVerwerkingen struct {
	Na                   int64  `name:"na" help:"Alleen wat na deze regel van het toegangslog kwam; de laatste staat op stderr."`
	Verwerkingenregister string `name:"verwerkingenregister" env:"SCHAKEL_VERWERKINGENREGISTER" placeholder:"URI" default:"urn:schakel:verwerkingsactiviteit:" help:"Begin van de verwijzing naar het register van verwerkingsactiviteiten."`

	stenenVlag    `embed:""`
	checkOpdracht `embed:""`
}

// perKeer lines are read at a time.
const perKeer = 500

// Run prints one record per line.
func (l logVerwerkingen) Run(ctx context.Context) (err error) {
	reg, err := l.leesbaar(ctx, l.checkOpdracht)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reg.Close()) }()
	m := verwerkingen.Maker{Register: l.Verwerkingenregister, Versie: versie}
	naar := json.NewEncoder(os.Stdout)
	for na := l.Na; ; {
		vs, err := reg.Verwerkingen(ctx, na, perKeer)
		if err != nil {
			return err
		}
		for _, v := range vs {
			for _, r := range m.Regels(v) {
				if err := naar.Encode(r); err != nil {
					return err
				}
			}
			na = v.Nr
		}
		if len(vs) < perKeer {
			fmt.Fprintf(os.Stderr, "tot en met regel %d\n", na)
			return nil
		}
	}
}
