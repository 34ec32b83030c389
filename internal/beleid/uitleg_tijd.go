package beleid

import (
	"fmt"
	"strings"

	"schakel/internal/casus"
	"schakel/internal/melding"
)

// opTijd is a melding that comes by time and that no term of the chain makes: the register
// does (HerinnerDelingen, HerinnerKlachten, HerinnerVerklaringen, HerinnerLijsten). A test holds the kinds against it.
type opTijd struct {
	soort, wanneer, aan, stopt string
}

// meldingenOpTijd follow from the policy: the rungs of delingen are those of the term informeren.
func meldingenOpTijd(b casus.Beleid) []opTijd {
	treden := func(eerst string) (wanneer, aan string) {
		var hoe, wie []string
		for _, t := range b.Ladder(casus.TermijnInformeren) {
			als := eerst
			switch {
			case len(hoe) > 0:
				als = "nog " + voluit(t.Na) + " later"
			case t.Na.N > 0:
				als = voluit(t.Na) + " na " + eerst
			}
			hoe, wie = append(hoe, als), append(wie, string(t.Aan))
		}
		return strings.Join(hoe, "; "), strings.Join(wie, "; ")
	}
	klacht, rechten, weer := b.Klachten.Gevuld(), b.Rechten.Gevuld(), b.Bewaren.HerinnerNa()
	keurders := fmt.Sprintf("%s (iedere coordinator en FG die nog niet goedkeurde)", casus.AanPersoon)
	datum, aanDatum := treden("de datum om opnieuw te kijken")
	leeg, aanLeeg := treden(voluit(b.Delingen.Gevuld().Aanvullen) + " zonder dat iemand de grondslag noemde")
	return []opTijd{
		{casus.MeldDelingInformeren, datum, aanDatum, "de cliënt weet het, of er is een nieuwe datum"},
		{casus.MeldDelingAanvullen, leeg, aanLeeg, "de deling is aangevuld"},
		{casus.MeldKlachtBevestigen, voluit(klacht.Ontvangst) + " na de klacht", string(casus.AanPersoon), "de ontvangst is bevestigd"},
		{
			casus.MeldKlachtOordeel,
			fmt.Sprintf("%s voor de termijn van het oordeel (%s, met verdaging nog %s); en als die voorbij is", voluit(klacht.Vooraf), voluit(klacht.Oordeel), voluit(klacht.Verdaging)),
			string(casus.AanPersoon), "er is een oordeel, of de klacht is ingetrokken",
		},
		{
			casus.MeldVerklaring,
			fmt.Sprintf("meteen; nog %s voor de termijn van het antwoord (%s); als die voorbij is", voluit(rechten.Vooraf), voluit(rechten.Antwoord)),
			fmt.Sprintf("%s; %s; %s en %s", casus.AanCoordinator, casus.AanCoordinator, casus.AanCoordinator, casus.AanFG), "er is een antwoord",
		},
		{casus.MeldLijst, "meteen; nog " + voluit(weer) + " later", keurders, "u keurt goed, of er staat niets meer op"},
		{casus.MeldLijstTweede, "na de eerste goedkeuring; nog " + voluit(weer) + " later", keurders, "twee mensen keurden goed, of er staat niets meer op"},
	}
}

// opTijden writes them.
func opTijden(s *strings.Builder, b casus.Beleid) {
	s.WriteString(`
## Op tijd, buiten de keten

Deze meldingen komen als er iets te lang blijft liggen waar geen termijn van de casus over gaat. In de mail staan zij
iedere werkdag opnieuw, tot u bevestigt, uitstelt of doet wat er gevraagd wordt. Over een klacht hoort alleen wie die behandelt.

| melding | wanneer | aan | tekst | stopt door |
| --- | --- | --- | --- | --- |
`)
	for _, m := range meldingenOpTijd(b) {
		fmt.Fprintf(s, "| **%s** | %s | %s | %s | %s |\n", m.soort, m.wanneer, m.aan, melding.Tekst(m.soort), m.stopt)
	}
}
