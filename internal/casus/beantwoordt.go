package casus

// Beantwoordt names the meldingen of earlier steps that a step of this kind answers: it does what they ask, or leaves nothing to ask. No term watches those, so no
// rule depends on it and a running case need not know: the register settles them. What a rung asks is settled by its term, see [StoptDoor].
func Beantwoordt(soort StapSoort) []string {
	switch soort {
	case StapOntvangst, StapQuickscan:
		return []string{MeldAanmelding, MeldAntwoord}
	case StapAntwoord:
		return []string{MeldVraag}
	case StapIntrekking:
		return []string{MeldAanmelding, MeldVraag, MeldAntwoord}
	case StapContact:
		return []string{MeldToegewezen, MeldHeropend}
	case StapOverdracht:
		return []string{MeldGeweigerd}
	case StapAcceptatie, StapWeigering, StapOverdrachtIntrek:
		return []string{MeldAangeboden}
	case StapGesprek:
		return []string{MeldGeaccepteerd}
	case StapEersteContact:
		return []string{MeldGeaccepteerd, MeldBesproken}
	case StapHervatting:
		return []string{MeldVerlengd}
	case StapVoorstelAfwijzing:
		return []string{MeldVoorstel}
	case StapHeropening:
		return []string{MeldTerugvalDaar, MeldAfgesloten}
	default:
		return nil
	}
}

// BeantwoordtSluiting names those that are past when a case is closed.
func BeantwoordtSluiting() []string {
	return []string{
		MeldAanmelding, MeldVraag, MeldAntwoord, MeldToegewezen, MeldHeropend, MeldGeweigerd, MeldAangeboden, MeldGeaccepteerd, MeldBesproken, MeldTerugval,
		MeldVerlengd, MeldVoorstel, MeldVoorstelAf,
	}
}
