package api

import (
	"context"
	"time"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// knelpunten registers the stuurgroep's list.
func (d *dienst) knelpunten() {
	op := d.operatie("GET", "/v1/knelpunten", "knelpunten", "Lees wat tot de stuurgroep is geklommen, langst staande eerst", toegang.ActieKnelpunten)
	op.Tags = []string{"werk"}
	op.Description += " De coordinator krijgt een regel per casus. De leidinggevende krijgt een regel per soort, fase en organisatie, zonder casus; " +
		"een aantal onder de vijf wordt niet genoemd."
	bij(d, op, d.leesKnelpunten)
}

// Knelpunt is what climbed to the stuurgroep and still stands.
type Knelpunt struct {
	Soort       string     `json:"soort" doc:"De termijn die te lang verliep, of opschorting-verlengd."`
	Tekst       string     `json:"tekst"`
	Fase        casus.Fase `json:"fase" enum:"aanmelding,quickscan,wachtlijst,outreach,overdracht,nazorg,afgesloten"`
	Organisatie string     `json:"organisatie" doc:"Waar het wacht."`
	Sinds       string     `json:"sinds" format:"date" doc:"De dag van de eerste herinnering; van meer samen de vroegste."`
	OpDeLijstOp string     `json:"opDeLijstOp" format:"date" doc:"De dag waarop het op deze lijst kwam; van meer samen de vroegste."`
	Dagen       int        `json:"dagen" doc:"Hele dagen sinds de eerste herinnering; van meer samen de meeste."`
	Aantal      *int       `json:"aantal" doc:"Hoeveel casussen; null als het er minder dan vijf zijn."`
	CasusID     *string    `json:"casusId" format:"uuid" doc:"Alleen voor de coordinator."`
	Nummer      *string    `json:"nummer" doc:"Alleen voor de coordinator."`
}

func knelpuntVan(k register.Knelpunt, nu time.Time) Knelpunt {
	u := Knelpunt{
		Soort: k.Soort, Tekst: tekstVanSoort(k.Soort), Fase: k.Fase, Organisatie: k.Organisatie,
		Sinds: lokaal(k.Sinds).Format(time.DateOnly), OpDeLijstOp: lokaal(k.OpLijst).Format(time.DateOnly),
		Dagen: max(0, int(nu.Sub(k.Sinds)/(24*time.Hour))), CasusID: ofNiets(k.CasusID), Nummer: ofNiets(k.Nummer),
	}
	if k.Aantal > 0 {
		u.Aantal = &k.Aantal
	}
	return u
}

func (d *dienst) leesKnelpunten(ctx context.Context, id toegang.Identiteit, in *bladIn) (*uit[Bladzijde[Knelpunt]], error) {
	ks, volgende, err := d.Register.Knelpunten(ctx, id, in.blad())
	if err != nil {
		return nil, err
	}
	l := Bladzijde[Knelpunt]{Resultaten: []Knelpunt{}, Volgende: ofNiets(volgende)}
	for _, k := range ks {
		l.Resultaten = append(l.Resultaten, knelpuntVan(k, d.Nu()))
	}
	return &uit[Bladzijde[Knelpunt]]{l}, nil
}
