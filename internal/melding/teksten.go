package melding

import (
	"fmt"
	"strings"

	"schakel/internal/casus"
)

// StapGeweigerd is the kind of the melding to whoever took a step that was refused
// after it was answered with 202; the register makes it, not a rule.
const StapGeweigerd = "stap-geweigerd"

// catalogus is the catalogue of what a melding asks, in plain Dutch, without personal data.
var catalogus = map[string]string{ //nolint:gochecknoglobals // a constant table
	casus.MeldAanmelding:       "Er is een nieuwe aanmelding. Neem die in ontvangst.",
	casus.MeldVraag:            "De CTB heeft een vraag over uw aanmelding. Beantwoord die.",
	casus.MeldAntwoord:         "De verwijzer heeft geantwoord. Bekijk de aanmelding opnieuw.",
	casus.MeldIngetrokken:      "De verwijzer heeft de aanmelding ingetrokken.",
	casus.MeldToegewezen:       "Deze casus is aan u toegewezen. Leg het eerste contact.",
	casus.MeldInzet:            "U bent bij deze casus gevraagd.",
	casus.MeldAangeboden:       "Er is een overdracht aan uw organisatie aangeboden. Accepteer of weiger die.",
	casus.MeldGeaccepteerd:     "De ontvanger heeft de overdracht geaccepteerd. Plan het gezamenlijke gesprek.",
	casus.MeldGeweigerd:        "De ontvanger heeft de overdracht geweigerd. Zoek een andere ontvanger.",
	casus.MeldTerug:            "Het aanbod van deze overdracht is ingetrokken.",
	casus.MeldBesproken:        "Het gezamenlijke gesprek is gevoerd. Meld uw eerste eigen contact.",
	casus.MeldGeland:           "De casus is geland: de ontvanger had het eerste eigen contact en heeft nu de regie.",
	casus.MeldTerugval:         "Er is terugval. De casus is terug in outreach.",
	casus.MeldTerugvalDaar:     "Er is een signaal van terugval bij een gesloten casus. Beoordeel of die heropend moet worden.",
	casus.MeldVerlengd:         "De opschorting van deze casus is vaker verlengd dan het beleid toestaat.",
	casus.MeldVoorstel:         "De werker stelt voor de casus te sluiten. Bevestig dat, of wijs het af.",
	casus.MeldVoorstelAf:       "De coördinator sluit de casus nog niet: uw voorstel is afgewezen.",
	casus.MeldAfgesloten:       "Deze casus is afgesloten.",
	casus.MeldHeropend:         "Deze casus is heropend. Pak het contact weer op.",
	casus.MeldNood:             "Iemand heeft noodtoegang tot deze casus genomen. Bekijk of dat terecht was; u kunt die intrekken.",
	casus.MeldDelingInformeren: "De cliënt weet nog niet dat er gegevens zijn gedeeld. Beoordeel of dat nu wel kan.",
	casus.MeldDelingAanvullen:  "Er zijn gegevens gedeeld zonder dat iemand de grondslag noemde. Vul de deling aan.",
	casus.MeldKlacht:           "U behandelt een klacht. Bevestig de ontvangst en zorg voor een oordeel.",
	casus.MeldKlachtBevestigen: "De ontvangst van een klacht is nog niet bevestigd.",
	casus.MeldKlachtOordeel:    "Een klacht wacht op uw oordeel.",
	casus.MeldVerklaring:       "Een cliënt maakte bezwaar of vroeg om een verbetering. Geef antwoord.",
	casus.MeldLijst:            "Er is een vernietigingslijst. Keur haar goed, of haal eraf wat nog niet weg mag.",
	casus.MeldLijstTweede:      "Een vernietigingslijst wacht op de tweede goedkeuring.",
	StapGeweigerd:              "Een stap die u eerder nam, is alsnog geweigerd. Bekijk de casus.",

	string(casus.TermijnOntvangst):        "De aanmelding wacht op ontvangst.",
	string(casus.TermijnAntwoord):         "De vraag aan de verwijzer is nog niet beantwoord.",
	string(casus.TermijnQuickscan):        "De quickscan moet worden afgerond.",
	string(casus.TermijnSneloverleg):      "Het sneloverleg heeft nog geen uitkomst.",
	string(casus.TermijnWachtlijst):       "Deze casus staat op de wachtlijst. Bekijk die opnieuw.",
	string(casus.TermijnWachtlijstUrgent): "Deze urgente casus wacht te lang op toewijzing.",
	string(casus.TermijnEerstePoging):     "Er is nog geen poging tot contact gedaan.",
	string(casus.TermijnBereikt):          "De cliënt is te lang niet echt bereikt.",
	string(casus.TermijnPlan):             "Het plan moet worden herzien.",
	string(casus.TermijnAfschaal):         "Kan deze casus lichter? Beoordeel of afschalen kan.",
	string(casus.TermijnOpschaling):       "De opschaling moet worden beoordeeld.",
	string(casus.TermijnOpschaling4):      "De opschaling op niveau 4 moet worden beoordeeld.",
	string(casus.TermijnAanbieden):        "Tot afschalen is besloten. Bied de casus aan een ontvanger aan.",
	string(casus.TermijnAcceptatie):       "De ontvanger heeft nog niet op de overdracht geantwoord.",
	string(casus.TermijnGesprek):          "Het gezamenlijke gesprek van de overdracht moet nog plaatsvinden.",
	string(casus.TermijnEersteContact):    "De ontvanger heeft nog geen eerste eigen contact gemeld.",
	string(casus.TermijnNazorgVenster):    "Het is tijd voor een nazorgcontact. Hoe gaat het?",
	string(casus.TermijnNazorg):           "Het nazorgcontact is nog niet beantwoord.",
	string(casus.TermijnHervatten):        "De opschorting loopt af. Hervat de casus of verleng met een reden.",
	string(casus.TermijnInformeren):       "De cliënt weet het nog niet. Beoordeel of dat nu wel kan.",
	string(casus.TermijnVoorstel):         "Het voorstel om te sluiten wacht op een besluit.",
}

// erbij is what a rung says to whom it climbed.
var erbij = map[casus.Bestemming]string{ //nolint:gochecknoglobals // a constant table
	casus.AanSneloverleg: " Dit staat op de agenda van het sneloverleg.",
	casus.AanStuurgroep:  " Dit staat op de lijst van de stuurgroep.",
}

// Tekst says what a kind of melding asks. One nobody wrote a text for still asks to look.
func Tekst(soort string) string {
	if t, ok := catalogus[soort]; ok {
		return t
	}
	return "Bekijk deze casus."
}

// Regel says what one melding asks: of which case (nummer; empty for who may not see
// it), what, the how manyth time and, where it is on a list people look at together, on which.
func Regel(nummer, soort string, trede int, aan casus.Bestemming) string {
	var b strings.Builder
	if nummer != "" {
		b.WriteString(nummer + ": ")
	}
	b.WriteString(Tekst(soort))
	if trede > 1 {
		fmt.Fprintf(&b, " Dit is herinnering %d.", trede)
	}
	b.WriteString(erbij[aan])
	return b.String()
}

// Vraagt reports whether a kind of melding asks to do something. What does not, is
// news: told once, and never in a hurry.
func Vraagt(soort string) bool {
	switch soort {
	case casus.MeldIngetrokken, casus.MeldTerug, casus.MeldGeland, casus.MeldAfgesloten:
		return false
	default:
		return true
	}
}

// Herhaalt reports whether a mail of every morning says it again, as long as it
// stands and nobody confirmed it: a reminder to people. What a step made is said
// once, because a term follows that reminds; so is what is on a list people look at together.
func Herhaalt(trede int, aan casus.Bestemming) bool {
	return trede > 0 && aan != casus.AanSneloverleg && aan != casus.AanStuurgroep
}
