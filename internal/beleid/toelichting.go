package beleid

import "schakel/internal/casus"

// uitlegTermijn says in words what the rules (package casus) do with a term.
type uitlegTermijn struct {
	fase     string
	vanaf    string
	stopt    string
	pauzeert bool // stands still during opschorting
}

// toelichting explains a term; a term nobody explained is shown as such.
func toelichting(s casus.TermijnSoort) uitlegTermijn {
	for _, uit := range []func(casus.TermijnSoort) (uitlegTermijn, bool){toelichtingBegin, toelichtingOutreach, toelichtingEinde} {
		if t, ok := uit(s); ok {
			return t
		}
	}
	return uitlegTermijn{fase: "Overig", vanaf: "?", stopt: "?"}
}

// toelichtingBegin explains the terms up to the waiting list.
func toelichtingBegin(s casus.TermijnSoort) (uitlegTermijn, bool) {
	switch s {
	case casus.TermijnOntvangst:
		return uitlegTermijn{
			fase: "Aanmelding", vanaf: "de aanmelding, of het antwoord op een vraag",
			stopt: "ontvangst (volledig of met een vraag terug), intrekking, afsluiting",
		}, true
	case casus.TermijnAntwoord:
		return uitlegTermijn{
			fase: "Aanmelding", vanaf: "de vraag aan de verwijzer",
			stopt: "antwoord, ontvangst als volledig of met een nieuwe vraag (begint opnieuw), intrekking, afsluiting",
		}, true
	case casus.TermijnQuickscan:
		return uitlegTermijn{fase: "Quickscan", vanaf: "de volledige ontvangst", stopt: "besluit van de quickscan, intrekking, afsluiting"}, true
	case casus.TermijnSneloverleg:
		return uitlegTermijn{
			fase: "Quickscan", vanaf: "het bijeenroepen van het sneloverleg",
			stopt: "uitkomst van het sneloverleg, besluit van de quickscan, intrekking, afsluiting",
		}, true
	case casus.TermijnWachtlijst:
		return uitlegTermijn{
			fase: "Wachtlijst", vanaf: "de plaatsing of de vorige keer; begint na de laatste trede opnieuw",
			stopt: "beoordeling van de wachtlijst (begint opnieuw), toewijzing, afsluiting",
		}, true
	case casus.TermijnWachtlijstUrgent:
		return uitlegTermijn{fase: "Wachtlijst", vanaf: "de plaatsing, bij spoed of hoog", stopt: "toewijzing, beoordeling van de wachtlijst die de urgentie normaal maakt, afsluiting"}, true
	default:
		return uitlegTermijn{}, false
	}
}

// toelichtingOutreach explains the terms while BMZ itself is at work.
func toelichtingOutreach(s casus.TermijnSoort) (uitlegTermijn, bool) {
	const fase = "Outreach en opschaling"
	switch s {
	case casus.TermijnEerstePoging:
		return uitlegTermijn{fase, "de toewijzing, of de terugkeer na terugval of heropening", "een contact met of poging naar de client, een correctie van een contact, afschaalbeoordeling met afschalen, afsluiting", true}, true
	case casus.TermijnBereikt:
		return uitlegTermijn{
			fase, "het laatste contact waarin de client echt bereikt is, of de toewijzing",
			"een bereikt contact met de client (begint opnieuw), een correctie van een contact, landing, afsluiting", true,
		}, true
	case casus.TermijnPlan:
		return uitlegTermijn{fase, "de herzieningsdatum van het plan", "een nieuw plan (begint opnieuw), landing, afsluiting", true}, true
	case casus.TermijnAfschaal:
		return uitlegTermijn{
			fase, "de toewijzing, of het vorige antwoord",
			"afschaalbeoordeling (voortzetten begint opnieuw), wat het teken wegneemt dat de vraag stelde (een contact of de correctie ervan, een plan, een meting, een inzet), opschorting of hervatting, afsluiting", true,
		}, true
	case casus.TermijnOpschaling:
		return uitlegTermijn{
			fase, "de opschaling (niveau 1 tot en met 3), of de vorige beoordeling ervan",
			"beoordeling van de opschaling (begint opnieuw), afschaling", true,
		}, true
	case casus.TermijnOpschaling4:
		return uitlegTermijn{
			fase, "de opschaling (niveau 4), of de vorige beoordeling ervan",
			"beoordeling van de opschaling (begint opnieuw), afschaling", false,
		}, true
	default:
		return uitlegTermijn{}, false
	}
}

// toelichtingEinde explains overdracht, nazorg and what runs through every phase.
func toelichtingEinde(s casus.TermijnSoort) (uitlegTermijn, bool) {
	const overdracht, nazorg, altijd = "Overdracht", "Nazorg", "Door alle fasen heen"
	switch s {
	case casus.TermijnAanbieden:
		return uitlegTermijn{overdracht, "het besluit om af te schalen, een weigering of een intrekking", "een aanbod, afschaalbeoordeling met voortzetten, afsluiting", false}, true
	case casus.TermijnAcceptatie:
		return uitlegTermijn{overdracht, "het aanbod", "acceptatie, weigering, intrekking van het aanbod", false}, true
	case casus.TermijnGesprek:
		return uitlegTermijn{overdracht, "de acceptatie", "gesprek, intrekking van het aanbod", false}, true
	case casus.TermijnEersteContact:
		return uitlegTermijn{overdracht, "het gesprek", "eerste contact van de ontvanger, intrekking van het aanbod", false}, true
	case casus.TermijnNazorgVenster:
		return uitlegTermijn{nazorg, "de opening van het venster van een nazorgcontact", "nazorgcontact, terugval, afsluiting", false}, true
	case casus.TermijnNazorg:
		return uitlegTermijn{nazorg, "de dag van een nazorgcontact", "nazorgcontact, terugval, afsluiting", false}, true
	case casus.TermijnHervatten:
		return uitlegTermijn{altijd, "de dag waarop hervat zou worden", "hervatting, verlenging (begint opnieuw), terugval, het nazorgcontact of de afschaling waarmee de nazorg eindigt, afsluiting", false}, true
	case casus.TermijnInformeren:
		return uitlegTermijn{altijd, "de dag waarop opnieuw bekeken wordt of de client het kan weten", "de client is geïnformeerd of er komt een nieuwe datum met reden (begint opnieuw), intrekking, sluiten door de quickscan, het nazorgcontact of de afschaling waarmee de nazorg eindigt, afsluiting", false}, true
	case casus.TermijnVoorstel:
		return uitlegTermijn{altijd, "het voorstel van een medewerker om af te sluiten", "afsluiting door de coordinator, afwijzing van het voorstel, afschaalbeoordeling met voortzetten, terugval, het nazorgcontact of de afschaling waarmee de nazorg eindigt", false}, true
	default:
		return uitlegTermijn{}, false
	}
}
