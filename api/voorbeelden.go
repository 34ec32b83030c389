package api

import (
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"schakel/internal/casus"
)

// voorbeelden are invented bodies, one for each kind of step: they stand in the
// description, and a test sends each of them.
var voorbeelden = map[casus.StapSoort]string{ //nolint:gochecknoglobals // a constant table
	casus.StapAanmelding: `{"verwijzer":{"organisatie":"woonstichting-voorbeeld","naam":"Verwijzer Voorbeeld","functie":"woonconsulent","telefoon":"0000-000000","email":"verwijzer@voorbeeld.invalid"},
		"client":{"naam":"Cliënt Voorbeeld","geboortedatum":"1970-01-01","adres":"Voorbeeldstraat 1","gemeente":"Voorbeeldstad"},
		"urgentie":"hoog","problematiek":["psychiatrie","verslaving"],"zorgmijding":"Doet niet open en reageert niet op brieven.",
		"hulpvraag":"Contact leggen en toeleiden naar zorg.","eerdereHulp":"Twee keer een huisbezoek zonder gehoor.","veiligheid":["hond"],
		"geinformeerd":{"ja":false,"reden":"Er is nog geen contact.","herbeoordelenOp":"2027-01-15"},"grondslag":"vitaal belang"}`,
	casus.StapIntrekking:  `{"reden":"De cliënt is bij familie ingetrokken en heeft nu zorg."}`,
	casus.StapOntvangst:   `{"volledig":false,"vraag":"Is bekend wie de huisarts is?"}`,
	casus.StapAntwoord:    `{"antwoord":"Ja, en de huisarts weet van deze aanmelding."}`,
	casus.StapSneloverleg: `{"op":"2026-11-24T09:00:00+01:00","deelnemers":["ctb","ggz"]}`,
	casus.StapQuickscan:   `{"besluit":"accepteren","motivering":"Past binnen de doelgroep.","urgentie":"hoog"}`,
	casus.StapWachtlijst:  `{"motivering":"Nog geen passende werker vrij.","urgentie":"normaal"}`,
	casus.StapToewijzing:  `{"casehouder":"werker2","vervangt":"werker"}`,
	casus.StapContact: `{"soort":"huisbezoek","bereikt":true,"op":"2026-11-23T10:30:00+01:00","met":["client","naaste"],"wijze":"aan_de_deur",
		"duurMinuten":25,"notitie":"Kort gesproken.","drang":"Gezegd dat de verhuurder anders komt.","duo":true,"vervolg":{"wat":"Nog een keer langs.","op":"2026-11-30"}}`,
	casus.StapPlan:                `{"doelen":[{"wat":"Inkomen op orde","behaald":false}],"methodiek":"cti","herzienOp":"2027-02-01"}`,
	casus.StapMeting:              `{"instrument":"zrm-2017","scores":{"financien":2,"huisvesting":3,"justitie":"niet-noodzakelijk"},"op":"2026-11-20T14:00:00+01:00"}`,
	casus.StapInzet:               `{"wie":"psychiater","waarvoor":"Meekijken bij de medicatie.","tot":"2027-01-31"}`,
	casus.StapOpschaling:          `{"niveau":2,"reden":"De overlast neemt toe.","doel":"Afspraken met de partners."}`,
	casus.StapBeoordeling:         `{"niveau":3,"motivering":"De afspraken werken niet."}`,
	casus.StapAfschaling:          `{"resultaat":"De overlast is gestopt."}`,
	casus.StapAfschaalbeoordeling: `{"besluit":"afschalen","motivering":"De doelen zijn gehaald."}`,
	casus.StapOverdracht:          `{"ontvanger":"ggz-voorbeeld","wet":"zvw","samenvatting":"Er is vertrouwen; behandeling kan beginnen."}`,
	casus.StapAcceptatie:          `{}`,
	casus.StapWeigering:           `{"reden":"Er is een andere aanbieder in beeld."}`,
	casus.StapOverdrachtIntrek:    `{"reden":"De cliënt kiest een andere aanbieder."}`,
	casus.StapGesprek:             `{"op":"2026-11-23T11:00:00+01:00","aanwezig":["cliënt","werker","behandelaar"]}`,
	casus.StapEersteContact:       `{"op":"2026-11-23T11:00:00+01:00"}`,
	casus.StapNazorgcontact:       `{"uitkomst":"stabiel","notitie":"Komt de afspraken na."}`,
	casus.StapTerugvalsignaal:     `{"toelichting":"Doet weer niet open."}`,
	casus.StapOpschorting:         `{"reden":"Opgenomen.","hervatOp":"2027-01-10"}`,
	casus.StapHervatting:          `{}`,
	casus.StapAfsluiting:          `{"reden":"verhuisd","toelichting":"Naar een andere regio.","netwerkafspraak":"De huisarts houdt contact."}`,
	casus.StapVoorstelAfwijzing:   `{"reden":"De huurschuld is nog niet geregeld."}`,
	casus.StapHeropening:          `{"reden":"De problemen zijn terug."}`,
	casus.StapCorrectie:           `{"feit":"1f0b7d0e-5a3c-4e0f-9b7a-0c5d2e8f6a11","reden":"Verkeerd aangevinkt.","nieuw":{"bereikt":false}}`,
	casus.StapGeinformeerd:        `{"ja":true,"op":"2026-11-22T15:00:00+01:00"}`,
	casus.StapVeiligheid:          `{"vlaggen":["wapen","nooit-alleen"],"reden":"Bij het laatste huisbezoek lag er een mes op tafel."}`,
}

// voorbeeld is the example of a step as the description shows it; nil when there is none.
func voorbeeld(soort casus.StapSoort) any {
	var w any
	if json.Unmarshal([]byte(voorbeelden[soort]), &w) != nil {
		return nil
	}
	return w
}

// overigeVoorbeelden are bodies of what is not a step of the rules, by path.
var overigeVoorbeelden = map[string]string{ //nolint:gochecknoglobals // a constant table
	"/v1/casussen/_zoek":                                 `{"naam":"Cliënt Voorbeeld","geboortedatum":"1970-01-01"}`,
	"/v1/meldingen/{mid}/bevestiging":                    `{}`,
	"/v1/meldingen/{mid}/uitstel":                        `{"tot":"2026-12-01","reden":"De afspraak is volgende week."}`,
	"/v1/noodtoegangen":                                  `{"casus":"2026-00042","reden":"crisis","toelichting":"De crisisdienst staat voor de deur; de casehouder neemt niet op.","minuten":60}`,
	"/v1/noodtoegangen/{id}/intrekking":                  `{}`,
	"/v1/vervangingen":                                   `{"vervangen":"werker","vervanger":"werker2","van":"2026-12-14","tot":"2026-12-24","reden":"vakantie"}`,
	"/v1/vervangingen/{id}/beeindiging":                  `{}`,
	"/v1/concepten/{cid}":                                `{"velden":{"client.naam":["Cliënt Voorbeeld"],"problematiek":["lvb","verslaving"]}}`,
	"/v1/casussen/{id}/verklaringen/{vid}/beantwoording": `{"uitkomst":"deels","motivering":"De passage over uw buren is verbeterd. De rest blijft staan, met uw verklaring erbij."}`,
	"/v1/casussen/{id}/verklaringen":                     `{"soort":"bezwaar","tekst":"Ik wil niet dat dit met de woningcorporatie wordt gedeeld."}`,
	"/v1/bewaarplichten":                                 `{"casus":"2026-00042","reden":"rechtszaak","toelichting":"De zaak is nog niet afgerond."}`,
	"/v1/bewaarplichten/{id}/opheffing":                  `{"reden":"De klacht is afgehandeld."}`,
	"/v1/vernietigingslijsten/{id}/goedkeuring":          `{}`,
	"/v1/vernietigingslijsten/{id}/afhalingen":           `{"nr":3,"reden":"nog-nodig","toelichting":"Er loopt een onderzoek."}`,
	"/v1/casussen/{id}/delingen": `{"doel":"vraag","ontvanger":"ggz-voorbeeld","rol":"ketenpartner","grondslag":"vitaal-belang","velden":["naam"],"waarom":"Is hij daar bekend?",
		"geinformeerd":{"ja":false,"reden":"Er is nog geen contact.","herbeoordelenOp":"2027-01-15"}}`,
	"/v1/casussen/{id}/delingen/{did}/geinformeerd": `{"ja":true}`,
	"/v1/klachten": `{"klager":{"naam":"Klager Voorbeeld","relatie":"naaste","contact":"0000-000000"},"klacht":"Er werd niet teruggebeld.","betrokkenen":["werker2"],
		"behandelaar":"coordinator","ontvangenOp":"2026-11-20"}`,
	"/v1/klachten/{kid}/ontvangstbevestiging": `{"wijze":"brief","op":"2026-11-23"}`,
	"/v1/klachten/{kid}/verdaging":            `{"reden":"De klager is tot volgende maand op reis."}`,
	"/v1/klachten/{kid}/notities":             `{"notitie":"Met de klager gesproken.","op":"2026-11-23"}`,
	"/v1/klachten/{kid}/behandelaar":          `{"behandelaar":"leidinggevende","reden":"De coordinator is met verlof."}`,
	"/v1/klachten/{kid}/betrokkenen":          `{"betrokkenen":["werker","werker2"],"reden":"Het ging ook over een ander."}`,
	"/v1/klachten/{kid}/oordeel":              `{"uitkomst":"gegrond","motivering":"Er had moeten worden teruggebeld.","maatregelen":"Terugbelverzoeken staan voortaan in de agenda."}`,
	"/v1/klachten/{kid}/intrekking":           `{"reden":"Het is uitgepraat."}`,
	"/v1/klachten/{kid}/bewaarplicht":         `{"reden":"tuchtzaak","toelichting":"De tuchtzaak is nog niet afgerond."}`,
	"/v1/klachten/{kid}/opheffing":            `{"reden":"De tuchtzaak is afgerond."}`,
}

// voorbeeldenErbij gives an example to every body that has none of a step.
func (d *dienst) voorbeeldenErbij() {
	for pad, deel := range d.huma.OpenAPI().Paths {
		var w any
		if json.Unmarshal([]byte(overigeVoorbeelden[pad]), &w) != nil {
			continue
		}
		for _, op := range []*huma.Operation{deel.Post, deel.Put} {
			if op == nil || op.RequestBody == nil {
				continue
			}
			if m := op.RequestBody.Content["application/json"]; m != nil && m.Example == nil {
				m.Example = w
			}
		}
	}
}
