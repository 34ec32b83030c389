package beleid

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"schakel/internal/casus"
	"schakel/internal/melding"
)

// naStap is a melding that a step makes: which, after what, to whom. A test holds it
// against the rules (package casus), where the meldingen are made.
type naStap struct {
	soort, stap string
	aan         []casus.Bestemming
}

func meldingenNaStappen() []naStap {
	aan := func(b ...casus.Bestemming) []casus.Bestemming { return b }
	return []naStap{
		{casus.MeldAanmelding, "een aanmelding", aan(casus.AanCtb)},
		{casus.MeldVraag, "ontvangst met een vraag", aan(casus.AanVerwijzer)},
		{casus.MeldAntwoord, "het antwoord op een vraag", aan(casus.AanCtb)},
		{casus.MeldIngetrokken, "intrekking van een aanmelding", aan(casus.AanCtb)},
		{casus.MeldToegewezen, "toewijzing", aan(casus.AanCasehouder)},
		{casus.MeldInzet, "inzet", aan(casus.AanPersoon)},
		{casus.MeldAangeboden, "een aanbod van overdracht", aan(casus.AanOntvanger)},
		{casus.MeldGeaccepteerd, "acceptatie van het aanbod", aan(casus.AanCasehouder)},
		{casus.MeldGeweigerd, "weigering van het aanbod", aan(casus.AanCasehouder, casus.AanCoordinator)},
		{casus.MeldTerug, "intrekking van het aanbod", aan(casus.AanOntvanger)},
		{casus.MeldBesproken, "het gesprek", aan(casus.AanOntvanger)},
		{casus.MeldGeland, "eerste contact van de ontvanger", aan(casus.AanCasehouder)},
		{casus.MeldTerugval, "terugval in nazorg", aan(casus.AanCasehouder, casus.AanCoordinator)},
		{casus.MeldTerugvalDaar, "een signaal van terugval na sluiting", aan(casus.AanCtb)},
		{casus.MeldVerlengd, "een opschorting die te vaak is verlengd", aan(casus.AanStuurgroep)},
		{casus.MeldVoorstel, "een voorstel om af te sluiten", aan(casus.AanCoordinator)},
		{casus.MeldVoorstelAf, "afwijzing van dat voorstel", aan(casus.AanCasehouder)},
		{casus.MeldAfgesloten, "afsluiting", aan(casus.AanVerwijzer)},
		{casus.MeldHeropend, "heropening", aan(casus.AanCasehouder)},
		{casus.MeldNood, "het nemen van noodtoegang", aan(casus.AanCoordinator, casus.AanFG)},
		{casus.MeldKlacht, "een klacht die u behandelt", aan(casus.AanPersoon)},
		{melding.StapGeweigerd, "een stap die na een voorlopig antwoord is geweigerd", aan(casus.AanPersoon)},
	}
}

// naStappen writes the meldingen that no term makes.
func naStappen(s *strings.Builder) {
	s.WriteString(`
## Na een stap

Deze meldingen komen meteen na een stap van een ander, en in de mail één keer: voor wat er
daarna moet gebeuren loopt een termijn. Ze stoppen als u ze bevestigt, of als iemand doet wat er gevraagd wordt.

| melding | na | aan | tekst | vraagt iets | stopt ook bij |
| --- | --- | --- | --- | --- | --- |
`)
	for _, m := range meldingenNaStappen() {
		namen := make([]string, len(m.aan))
		for i, b := range m.aan {
			namen[i] = string(b)
		}
		vraagt := "ja"
		if !melding.Vraagt(m.soort) {
			vraagt = "nee"
		}
		fmt.Fprintf(s, "| **%s** | %s | %s | %s | %s | %s |\n", m.soort, m.stap, strings.Join(namen, ", "), melding.Tekst(m.soort), vraagt, antwoorden(m.soort))
	}
}

// antwoorden are the steps that answer a melding of an earlier step.
func antwoorden(soort string) string {
	var uit []string
	for _, s := range slices.Sorted(maps.Keys(casus.StapSoorten())) {
		if slices.Contains(casus.Beantwoordt(s), soort) {
			uit = append(uit, string(s))
		}
	}
	if slices.Contains(casus.BeantwoordtSluiting(), soort) {
		uit = append(uit, string(casus.StapAfsluiting))
	}
	return strings.Join(uit, ", ")
}

// mails writes when a melding is mailed, and to whom.
func mails(s *strings.Builder) {
	fmt.Fprintf(s, `
## Per mail

- **Overzicht**: op een werkdag één mail per persoon, om 08:00 uur als de beheerder niets anders
  koos, met wat nieuw is en wat nog open staat. Onderwerp: "%s".
  Niet in het weekend, op feestdagen en op dagen waarop het team dicht is. Wie niets heeft, krijgt geen mail.
- **Spoed**: bij een casus met urgentie spoed of een open opschaling op niveau 4 gaat wat iets vraagt
  meteen, dag en nacht; dat iemand noodtoegang nam ook. Onderwerp: "%s".
- Een trede aan een persoon, rol of organisatie staat iedere werkdag opnieuw in het overzicht, tot iemand
  bevestigt, uitstelt of doet wat er gevraagd wordt. Wat op een agenda of lijst staat, wordt één keer gemaild.
- Wat achterhaald, afgehandeld, bevestigd of uitgesteld is voor de mail gaat, staat er niet in.
- Krijgt een casus een andere casehouder, dan gaat wat nog van de casehouder gevraagd wordt mee: de nieuwe hoort het
  als nieuw, ook wat de vorige bevestigde; de vorige hoort er niets meer over. Wat uitgesteld is, blijft dat.
- Wie vervangt, krijgt vanaf de eerste ochtend wat nog gevraagd wordt; wat de vervangen collega al één keer gemeld kreeg, niet.
  Wie terug is, krijgt wat intussen kwam en nog openstaat als nieuw.
- Bleef bij een mail twee keer onbekend of zij aankwam, dan staat wat erin stond in het volgende overzicht als nog
  open, ook wat anders één keer wordt gemaild.
- Wat u uitstelt, komt terug in het overzicht van de dag die u koos, ook wat anders één keer wordt gemaild. Wat u
  bevestigt of uitstelt, geldt ook voor de eerdere herinneringen aan u over dezelfde termijn.
- In een mail staat het nummer van de casus, wat er gevraagd wordt en waar u haar vindt. Nooit wie het is,
  en niets wat iemand schreef. Wie een casus niet mag inzien, krijgt ook haar nummer niet.

| aan | wie de mail krijgt |
| --- | --- |
`, melding.OnderwerpOverzicht(2, 1), melding.OnderwerpSpoed("2026-00042"))
	for _, b := range append(casus.Bestemmingen(), casus.AanPersoon, casus.AanFG) {
		fmt.Fprintf(s, "| %s | %s |\n", b, melding.Wie(b))
	}
}
