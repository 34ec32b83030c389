package werkbank

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"schakel/internal/toegang"
)

const (
	nepNummer = "0000-000001"
	nepBel    = `href="tel:0000000001"`
)

// metNummer gives the case of a fake dossier a casehouder with this number, and an offer that stands so; without a number the API has no field.
func metNummer(status, nummer string) map[string]string {
	antwoord := nepDossier("overdracht", `"gesprek"`)
	bij := `"casehouder":"werker",`
	if nummer != "" {
		bij += `"casehouderTelefoon":"` + nummer + `",`
	}
	pad := "/v1/casussen/" + nepCasus + "/overzicht"
	antwoord[pad] = strings.Replace(antwoord[pad], `"nummer":"2026-00042",`, `"nummer":"2026-00042",`+bij, 1)
	antwoord[pad] = strings.Replace(antwoord[pad], `"metingen":[]`, `"metingen":[],"overdrachten":[{"feit":"`+nepAanbod+`","op":"2026-11-20T10:00:00Z","sinds":"2026-11-20T10:00:00Z","ontvanger":"ggz-voorbeeld","wet":"zvw","samenvatting":"x","status":"`+status+`"}]`, 1)
	return antwoord
}

// metBel puts whom to ring with a fake offer.
func metBel(status string) map[string]string {
	antwoord := nepOverdracht(status, `{"velden":["samenvatting"]}`, `"overdrachten/`+nepAanbod+`/acceptatie"`)
	pad := "/v1/overdrachten/" + nepAanbod
	antwoord[pad] = strings.Replace(antwoord[pad], `"gedeeld"`, `"casehouder":"werker","casehouderTelefoon":"`+nepNummer+`","gedeeld"`, 1)
	return antwoord
}

func aanbodBlad(b *werkbank) func(*verzoek) error   { return b.overdracht }
func briefAanBlad(b *werkbank) func(*verzoek) error { return b.briefAan }
func briefBlad(b *werkbank) func(*verzoek) error    { return b.brief }

// A colleague who reads the dossier can ring its casehouder from the head of the case.
func TestCasusMetNummerVanDeCasehouder(t *testing.T) {
	t.Parallel()
	pad := map[string]string{"id": nepCasus}
	for _, rol := range []toegang.Rol{toegang.RolCoordinator, toegang.RolCTB, toegang.RolBMZWerker, toegang.RolPsychiater, toegang.RolErvaringsdeskundige} {
		blad := nieuwNep(t, metNummer("aangeboden", nepNummer)).als(t, rol, casusBlad, pad)
		assert.Contains(t, leesbaarVan(blad), "Casehouder Wilma Werker "+nepNummer, rol)
		assert.Equal(t, 1, strings.Count(blad, nepBel), rol)
		blad = nieuwNep(t, metNummer("aangeboden", "")).als(t, rol, casusBlad, pad)
		assert.Contains(t, leesbaarVan(blad), "Casehouder Wilma Werker", rol)
		assert.NotContains(t, blad, "tel:", rol)
	}
}

// A receiver can ring the casehouder from the offer, from the form with which it answers, and from the letter; where no number is known no line is empty.
func TestAanbodMetNummerVanDeCasehouder(t *testing.T) {
	t.Parallel()
	for naam, h := range map[string]func(*werkbank) func(*verzoek) error{"bladzijde": aanbodBlad, "formulier": stapBlad, "brief": briefAanBlad} {
		pad := map[string]string{"oid": nepAanbod}
		if naam == "formulier" {
			pad = map[string]string{"id": nepCasus, "stap": "overdrachten/" + nepAanbod + "/acceptatie"}
		}
		blad := nieuwNep(t, metBel("aangeboden")).als(t, toegang.RolKetenpartner, h, pad)
		assert.Contains(t, leesbaarVan(blad), "Bel Wilma Werker "+nepNummer, naam)
		assert.Equal(t, 1, strings.Count(blad, nepBel), naam)
		assert.NotContains(t, blad[:strings.Index(blad, "</title>")], nepNummer, naam)
		blad = nieuwNep(t, nepOverdracht("aangeboden", `{"velden":["samenvatting"]}`, `"overdrachten/`+nepAanbod+`/acceptatie"`)).als(t, toegang.RolKetenpartner, h, pad)
		assert.NotContains(t, leesbaarVan(blad), "Bel ", naam)
		assert.NotContains(t, blad, "tel:", naam)
	}
	lijst := nieuwNep(t, metBel("aangeboden")).als(t, toegang.RolKetenpartner, func(b *werkbank) func(*verzoek) error { return b.overdrachten }, nil)
	assert.NotContains(t, lijst, "tel:")
}

// The letter that a worker sends along says the same as the one its receiver prints: whom to ring, as long as the offer goes on.
func TestBriefMetNummerVanDeCasehouder(t *testing.T) {
	t.Parallel()
	pad := map[string]string{"id": nepCasus, "oid": nepAanbod}
	for status, wel := range map[string]bool{"aangeboden": true, "geaccepteerd": true, "besproken": true, "geland": false, "geweigerd": false, "ingetrokken": false} {
		blad := nieuwNep(t, metNummer(status, nepNummer)).als(t, toegang.RolBMZWerker, briefBlad, pad)
		assert.Equal(t, wel, strings.Contains(leesbaarVan(blad), "Bel Wilma Werker "+nepNummer), status)
		assert.Equal(t, wel, strings.Contains(blad, nepBel), status)
	}
	blad := nieuwNep(t, metNummer("aangeboden", "")).als(t, toegang.RolBMZWerker, briefBlad, pad)
	assert.NotContains(t, leesbaarVan(blad), "Bel ")
}

// nepDrukker keeps what a file was made of.
type nepDrukker struct{ html string }

func (d *nepDrukker) PDF(_ context.Context, html []byte) ([]byte, error) {
	d.html = string(html)
	return []byte("%PDF"), nil
}

// So does the file.
func TestPdfMetNummerVanDeCasehouder(t *testing.T) {
	t.Parallel()
	for naam, g := range map[string]struct {
		antwoord map[string]string
		rol      toegang.Rol
		h        func(*werkbank) func(*verzoek) error
	}{
		"ontvanger": {metBel("geaccepteerd"), toegang.RolKetenpartner, briefAanBlad}, "afzender": {metNummer("geaccepteerd", nepNummer), toegang.RolCoordinator, briefBlad},
	} {
		n, d := nieuwNep(t, g.antwoord), &nepDrukker{}
		n.b.Drukker = d
		require.Equal(t, "%PDF", n.als(t, g.rol, g.h, map[string]string{"id": nepCasus, "oid": nepAanbod}, url.Values{}), naam)
		assert.Contains(t, leesbaarVan(d.html), "Bel Wilma Werker "+nepNummer, naam)
	}
}

// While the casehouder is away a colleague reads who replaces that one and until when, and a receiver rings who is there.
func TestNummerVanWieVervangt(t *testing.T) {
	t.Parallel()
	const bij, vervangt = `"casehouderVervanger":{"wie":"coordinator","tot":"2026-12-03T23:00:00Z","telefoon":"0000-000002"},`, "0000-000002"
	met := func(antwoord map[string]string, pad string) map[string]string {
		antwoord[pad] = strings.Replace(antwoord[pad], `"casehouder":"werker",`, `"casehouder":"werker",`+bij, 1)
		require.Contains(t, antwoord[pad], bij)
		return antwoord
	}
	overzicht, aanbod := "/v1/casussen/"+nepCasus+"/overzicht", "/v1/overdrachten/"+nepAanbod
	blad := nieuwNep(t, met(metNummer("aangeboden", nepNummer), overzicht)).als(t, toegang.RolPsychiater, casusBlad, map[string]string{"id": nepCasus})
	assert.Regexp(t, `Wilma Werker `+nepNummer+` Vervangen door .+ tot vr 4 dec.* `+vervangt, leesbaarVan(blad))
	for naam, g := range map[string]struct {
		antwoord map[string]string
		rol      toegang.Rol
		h        func(*werkbank) func(*verzoek) error
	}{
		"bladzijde": {met(metBel("aangeboden"), aanbod), toegang.RolKetenpartner, aanbodBlad}, "brief": {met(metBel("aangeboden"), aanbod), toegang.RolKetenpartner, briefAanBlad},
		"afzender": {met(metNummer("aangeboden", nepNummer), overzicht), toegang.RolBMZWerker, briefBlad},
	} {
		blad := nieuwNep(t, g.antwoord).als(t, g.rol, g.h, map[string]string{"id": nepCasus, "oid": nepAanbod})
		assert.Regexp(t, `Bel .+, die Wilma Werker vervangt tot vr 4 dec.* `+vervangt, leesbaarVan(blad), naam)
		assert.NotContains(t, blad, nepBel, naam)
	}
}
