package werkbank

import (
	"net/url"
	"slices"

	regels "schakel/internal/casus"
	"schakel/internal/toegang"
)

// Closing: a worker proposes, the coordinator decides. Who decides reads the proposal beside the form, and closes with what stands in it or with something else.

// veldZoekacties is what was done to find somebody who is out of sight.
const veldZoekacties = "zoekacties"

// voorgesteld: a worker proposed to close, and the coordinator has not decided.
func (c casus) voorgesteld() bool { return c.heeftTermijn(regels.TermijnVoorstel) }

// nooitBegonnen: it ended before anybody went out.
func (c casus) nooitBegonnen() bool {
	return c.Fase == string(regels.Afgesloten) && c.Casehouder == nil
}

// afsluitredenen are those that the rules can accept at this case: withdrawing is a step of its own, and what did not reach nazorg has not landed.
func (p pagina) afsluitredenen(c casus) (uit []keus) {
	for _, r := range regels.Afsluitredenen() {
		if r != regels.Ingetrokken && (r != regels.Geland || c.Fase == string(regels.Nazorg)) {
			uit = append(uit, keus{string(r), p.T.van("keuze", string(r))})
		}
	}
	return uit
}

// redenVoorop is the same with why in front, as the form asks it.
func (p pagina) redenVoorop(inhoud []keus) []keus {
	reden := p.T.van("vraag", "reden")
	slices.SortStableFunc(inhoud, func(a, b keus) int {
		switch {
		case a.Naam == b.Naam:
			return 0
		case a.Naam == reden:
			return -1
		case b.Naam == reden:
			return 1
		}
		return 0
	})
	return inhoud
}

// metVoorstel puts the proposal that is open beside the form, and lets the form to close begin with it. To who may not read it, and when it cannot be read now, the form
// is as it is without: the rules of the step hold all the same.
func (f *formulier) metVoorstel(v *verzoek, c casus) {
	if !c.voorgesteld() || !v.b.Tabel.Kan(v.wie.Rol, toegang.ActieTijdlijn) {
		return
	}
	var bl bladzijde[feit]
	q := url.Values{"soort": {string(regels.StapAfsluiting)}, "n": {"1"}, "volgorde": {"nieuwste"}}
	if err := v.b.api.lees(v.ctx(), "/v1/casussen/"+url.PathEscape(c.ID)+"/tijdlijn?"+q.Encode(), &bl); err != nil || len(bl.Resultaten) == 0 {
		return
	}
	r := f.p.regelVan(bl.Resultaten[0], nil)
	r.Inhoud = f.p.redenVoorop(r.Inhoud)
	f.f.Voorstel = &r
	if f.schema != "Afsluiting" {
		return
	}
	f.begin = url.Values{}
	inhoud := velden(bl.Resultaten[0].Inhoud)
	for _, naam := range []string{"reden", "toelichting", "netwerkafspraak"} {
		if s, ok := inhoud[naam].(string); ok {
			f.begin.Set(naam, s)
		}
	}
}
