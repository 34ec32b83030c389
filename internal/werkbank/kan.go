package werkbank

import (
	"slices"

	regels "schakel/internal/casus"
)

// waaromKanNiet is why a step cannot be taken, in the words of its rule as far as the page knows how the case stands.
func (b *werkbank) waaromKanNiet(c casus, naam string) string {
	soort, fase := ketenstap(naam), regels.Fase(c.Fase)
	onbekend := soort == "" || // no step of the chain
		slices.ContainsFunc(c.MogelijkeStappen, func(s string) bool { return stapNaam(s) == naam }) || // this step, on another offer or opschaling
		fase == regels.Afgesloten && soort == regels.StapTerugvalsignaal // how long ago stands nowhere here
	if onbekend {
		return b.tekst.zin("vorm.nietNu")
	}
	if c.Urgentie == "" && slices.Contains(regels.StapSoorten()[soort], fase) { // who sees the status only: of the rest it says nothing
		return b.tekst.zin("vorm.nietNu")
	}
	if w := c.stand().Kan(soort, b.Nu()); w != nil {
		return w.Tekst
	}
	return b.tekst.zin("vorm.nietU")
}

// stand is a case as the rules of what is possible know it. A question that is out and a proposal to close are not in it: a step that answers those is among the
// possible ones, or there is none.
func (c casus) stand() *regels.State {
	s := &regels.State{Fase: regels.Fase(c.Fase), Afsluitreden: regels.Afsluitreden(tekstOf(c.Afsluitreden)), Toegewezen: c.Casehouder != nil}
	if c.Opschaling != nil {
		s.Opschaling = &regels.Opschaling{ID: c.Opschaling.ID}
	}
	if c.Overdracht != nil {
		s.Overdracht = &regels.Overdracht{ID: c.Overdracht.ID, Status: regels.OverdrachtStatus(c.Overdracht.Status)}
	}
	if c.Opgeschort {
		s.Opgeschort = &regels.OpschortingNu{}
	}
	return s
}
