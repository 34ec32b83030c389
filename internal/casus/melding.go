package casus

// Kinds of melding made by a step; those of a rung bear the name of its term.
const (
	MeldAanmelding   = "nieuwe-aanmelding"
	MeldVraag        = "vraag"
	MeldAntwoord     = "antwoord-gekomen"
	MeldIngetrokken  = "aanmelding-ingetrokken"
	MeldToegewezen   = "toegewezen"
	MeldInzet        = "inzet-gevraagd"
	MeldAangeboden   = "overdracht-aangeboden"
	MeldGeaccepteerd = "overdracht-geaccepteerd"
	MeldGeweigerd    = "overdracht-geweigerd"
	MeldTerug        = "overdracht-ingetrokken"
	MeldBesproken    = "overdracht-besproken"
	MeldGeland       = "geland"
	MeldTerugval     = "terugval"
	MeldTerugvalDaar = "terugval-na-sluiting"
	MeldVerlengd     = "opschorting-verlengd"
	MeldVoorstel     = "afsluitvoorstel-gedaan"
	MeldVoorstelAf   = "afsluitvoorstel-afgewezen"
	MeldAfgesloten   = "afgesloten"
	MeldHeropend     = "heropend"
	// MeldNood is made by the register, not by a rule: emergency access is no step of the chain.
	MeldNood = "noodtoegang"
	// So are these: sharing is accounted for beside the chain.
	MeldDelingInformeren = "deling-informeren"
	MeldDelingAanvullen  = "deling-aanvullen"
)

// naar resolves a destination that does not exist in this case: without a
// casehouder the ctb is asked before toewijzing, the coordinator after it;
// without a receiver the casehouder.
func (s *State) naar(b Bestemming) Bestemming {
	if b == AanOntvanger && s.ontvanger().Organisatie == "" {
		b = AanCasehouder
	}
	if b != AanCasehouder || s.Casehouder != "" {
		return b
	}
	if s.Fase == Aanmelding || s.Fase == Quickscan {
		return AanCtb
	}
	return AanCoordinator
}

// ontvanger is who may act as receiver now: of the open offer, or after landing.
func (s *State) ontvanger() Regiehouder {
	switch {
	case s.Overdracht != nil:
		return Regiehouder{Organisatie: s.Overdracht.Ontvanger}
	case s.Nazorg != nil:
		return s.Nazorg.Ontvanger
	default:
		return Regiehouder{}
	}
}

// melding makes a melding to b, with the person or organisation it means here.
func (s *State) melding(soort string, trede int, b Bestemming) Melding {
	m := Melding{Soort: soort, Trede: trede, Aan: s.naar(b)}
	switch m.Aan {
	case AanCasehouder:
		m.Wie = Regiehouder{Organisatie: s.Beleid.Bmz, Persoon: s.Casehouder}
	case AanVerwijzer:
		m.Wie = s.Verwijzer
	case AanOntvanger:
		m.Wie = Regiehouder{Organisatie: s.ontvanger().Organisatie}
	case AanCtb, AanCoordinator, AanSneloverleg, AanStuurgroep, AanPersoon, AanFG:
	}
	return m
}

func (s *State) meld(f *Feit, soort string, aan ...Bestemming) {
	for _, b := range aan {
		f.Meldingen = append(f.Meldingen, s.melding(soort, 0, b))
	}
}
