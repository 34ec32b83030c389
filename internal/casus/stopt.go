package casus

// StoptDoor lists the kinds of step that can end a term of this kind, or begin it anew; which do, depends on what they say. The page of reminders
// (docs/herinneringen.md) names all of them.
func StoptDoor(s TermijnSoort) []StapSoort {
	switch s {
	case TermijnOntvangst:
		return []StapSoort{StapOntvangst, StapIntrekking, StapAfsluiting}
	case TermijnAntwoord:
		return []StapSoort{StapAntwoord, StapOntvangst, StapIntrekking, StapAfsluiting}
	case TermijnQuickscan:
		return []StapSoort{StapQuickscan, StapIntrekking, StapAfsluiting}
	case TermijnSneloverleg:
		return []StapSoort{StapSneloverleg, StapQuickscan, StapIntrekking, StapAfsluiting}
	case TermijnWachtlijst, TermijnWachtlijstUrgent:
		return []StapSoort{StapWachtlijst, StapToewijzing, StapAfsluiting}
	case TermijnEerstePoging:
		return []StapSoort{StapContact, StapCorrectie, StapAfschaalbeoordeling, StapAfsluiting}
	case TermijnBereikt:
		return []StapSoort{StapContact, StapCorrectie, StapEersteContact, StapAfsluiting}
	case TermijnPlan:
		return []StapSoort{StapPlan, StapEersteContact, StapAfsluiting}
	case TermijnAfschaal: // what changes the signs can end a question that they put
		return []StapSoort{
			StapAfschaalbeoordeling, StapContact, StapCorrectie, StapPlan, StapMeting, StapInzet, StapOpschorting, StapHervatting, StapAfsluiting,
		}
	case TermijnOpschaling, TermijnOpschaling4:
		return []StapSoort{StapBeoordeling, StapAfschaling}
	default:
		return stoptDoorEinde(s)
	}
}

// stoptDoorEinde is StoptDoor of overdracht and nazorg, and of what runs through every phase.
func stoptDoorEinde(s TermijnSoort) []StapSoort {
	switch s {
	case TermijnAanbieden:
		return []StapSoort{StapOverdracht, StapAfschaalbeoordeling, StapAfsluiting}
	case TermijnAcceptatie:
		return []StapSoort{StapAcceptatie, StapWeigering, StapOverdrachtIntrek}
	case TermijnGesprek:
		return []StapSoort{StapGesprek, StapOverdrachtIntrek}
	case TermijnEersteContact:
		return []StapSoort{StapEersteContact, StapOverdrachtIntrek}
	case TermijnNazorgVenster, TermijnNazorg:
		return []StapSoort{StapNazorgcontact, StapTerugvalsignaal, StapAfsluiting}
	case TermijnHervatten:
		return []StapSoort{StapHervatting, StapOpschorting, StapAfschaling, StapNazorgcontact, StapTerugvalsignaal, StapAfsluiting}
	case TermijnInformeren:
		return []StapSoort{StapGeinformeerd, StapQuickscan, StapNazorgcontact, StapAfschaling, StapIntrekking, StapAfsluiting}
	case TermijnVoorstel:
		return []StapSoort{StapAfsluiting, StapVoorstelAfwijzing, StapAfschaalbeoordeling, StapNazorgcontact, StapAfschaling, StapTerugvalsignaal}
	default:
		return nil
	}
}
