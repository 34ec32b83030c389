package casus

import (
	"fmt"
	"strings"
)

// What the compass says, in words for a person. Counts and lengths only, nothing of a client.

// Reden is a sign in one sentence.
func (g Signaal) Reden() string {
	switch g.Soort {
	case SignaalCti:
		return fmt.Sprintf("De CTI-fasen (%d × %s) zijn voorbij.", g.N, inWoorden(g.Duur))
	case SignaalDoelen:
		if g.Van == 1 {
			return "Het enige doel van het plan is behaald."
		}
		return fmt.Sprintf("Alle %d doelen van het plan zijn behaald.", g.Van)
	case SignaalContact:
		return fmt.Sprintf("De cliënt is minder vaak bereikt: %d keer in %s, tegen %d keer in de %s daarvoor.",
			g.Naar, inWoorden(g.Duur), g.Van, inWoorden(g.DuurVoor))
	case SignaalZrm:
		return fmt.Sprintf("De ZRM is gestegen: van %d naar %d over dezelfde %d domeinen.", g.Van, g.Naar, g.N)
	case SignaalOntvanger:
		if g.Duur.N == 0 {
			return "Een andere organisatie werkt al mee aan deze casus."
		}
		return fmt.Sprintf("Een andere organisatie werkt al %s mee aan deze casus.", inWoorden(g.Duur))
	case SignaalTijd:
		if g.Antwoord {
			return fmt.Sprintf("Deze vraag is %s geleden voor het laatst beantwoord; het beleid stelt haar na %s opnieuw. Opschorting telt niet mee.",
				inWoorden(g.DuurVoor), inWoorden(g.Duur))
		}
		return fmt.Sprintf("Deze casus is nu %s in outreach; het beleid vraagt na %s of het lichter kan. Opschorting telt niet mee.",
			inWoorden(g.DuurVoor), inWoorden(g.Duur))
	default:
		return ""
	}
}

// RedenTijd says on the timeline why a rung of the afschaalbeoordeling fired that no
// sign asked for. It has no lengths: the policy may have changed since.
const RedenTijd = "De tijd vraagt het: zo lang na de toewijzing, de terugkeer of het vorige antwoord wil het beleid weten of het lichter kan."

// inWoorden writes a length as people say it; weeks when it is whole weeks.
func inWoorden(d Duur) string {
	if d.Eenheid == Dag && d.N > 0 && d.N%7 == 0 {
		return telWoord(d.N/7, "week", "weken")
	}
	switch d.Eenheid {
	case Werkdag:
		return telWoord(d.N, "werkdag", "werkdagen")
	case Dag:
		return telWoord(d.N, "dag", "dagen")
	case Maand:
		return telWoord(d.N, "maand", "maanden")
	case Uur:
		return telWoord(d.N, "uur", "uur")
	case Minuut:
		return telWoord(d.N, "minuut", "minuten")
	default:
		return telWoord(d.N, "seconde", "seconden")
	}
}

func telWoord(n int, een, meer string) string {
	if n == 1 {
		return "1 " + een
	}
	return fmt.Sprintf("%d %s", n, meer)
}

// Tekst is a suggestion in words.
func (g Suggestie) Tekst() string {
	switch g.Waarde {
	case string(Ochtend):
		return "'s ochtends"
	case string(Middag):
		return "'s middags"
	case string(Avond):
		return "'s avonds"
	case string(Huisbezoek):
		return "thuis langsgaan"
	case string(Straat):
		return "op straat"
	case string(OpLocatie):
		return "een afspraak op een andere plek"
	case string(Telefoon):
		return "bellen"
	case string(SmsWhatsapp):
		return "een sms of WhatsApp"
	case string(Kaartje):
		return "een kaartje"
	case string(ViaNaaste):
		return "via een naaste"
	case string(Brief):
		return "een brief"
	case string(Mail):
		return "een e-mail"
	default:
		return g.Waarde
	}
}

// NogNiet is what was not tried, in one sentence; empty when there is nothing to suggest.
func NogNiet(gs []Suggestie) string {
	if len(gs) == 0 {
		return ""
	}
	var delen []string
	for _, g := range gs {
		delen = append(delen, g.Tekst())
	}
	return "Nog niet geprobeerd: " + strings.Join(delen, "; ") + "."
}
