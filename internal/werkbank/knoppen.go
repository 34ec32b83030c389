package werkbank

import (
	"slices"

	"schakel/internal/toegang"
)

// lost says by which steps a term, or what is asked without one, is settled: the likeliest first.
//
//nolint:gochecknoglobals // a table, held against all that can be asked by a test
var lost = map[string][]string{
	"ontvangst": {"ontvangst"}, "antwoord": {"antwoord", "ontvangst"}, "quickscan": {"quickscan", "sneloverleg"}, "sneloverleg": {"sneloverleg", "quickscan"},
	"wachtlijst-review": {"toewijzing", "wachtlijstbeoordelingen"}, "wachtlijst-urgent": {"toewijzing"}, "eerste-poging": {"contacten"},
	"bereikt-contact": {"contacten"}, "plan-herziening": {"plannen"},
	"afschaalbeoordeling": {"afschaalbeoordelingen", "beoordelingen", "afschaling"}, // as long as an opschaling is open, that one comes first
	"opschaling-review":   {"beoordelingen", "afschaling"}, "opschaling-review-4": {"beoordelingen", "afschaling"},
	"overdracht-aanbieden": {"overdrachten"}, "overdracht-acceptatie": {"acceptatie", "weigering"}, "overdracht-gesprek": {"gesprek"},
	"overdracht-eerste-contact": {"eerste-contact"}, "nazorg-venster": {"nazorgcontacten"}, "nazorg-antwoord": {"nazorgcontacten"},
	"opschorting-hervatten": {"hervatting", "opschorting"}, "informeren": {"geinformeerd"}, "afsluitvoorstel": {"afsluiting", "afwijzing"},
	"inzet-gevraagd": {"contacten"}, "terugval-na-sluiting": {"heropening", "terugvalsignalen"},
}

// eerste are the possible steps that settle a term; none when that is for somebody else.
func eerste(mogelijk []string, termijn string) (uit []string) {
	for _, wil := range lost[termijn] {
		for _, s := range mogelijk {
			if stapNaam(s) == wil {
				uit = append(uit, s)
			}
		}
	}
	return uit
}

// knoppen are the steps to offer beside a line. Who goes out (a coordinator seldom does) registers a contact from there whatever the term asks: three taps, from any list.
func (p pagina) knoppen(mogelijk []string, termijn string) []string {
	uit := eerste(mogelijk, termijn)
	if p.Onderweg && p.Wie.Rol != toegang.RolCoordinator && slices.Contains(mogelijk, "contacten") && !slices.Contains(uit, "contacten") {
		uit = append(uit, "contacten")
	}
	return uit
}

// ingang is where somebody goes from a line of work.
type ingang struct{ Naam, Naar string }

// stapHier is what a step is, by its key in the catalogue, for who looks, at a case at which this is possible: what closes of a coordinator is a proposal of a worker,
// and what suspends goes on doing so at a case that is suspended.
func (p pagina) stapHier(pad string, mogelijk []string) string {
	naam := stapNaam(pad)
	switch {
	case naam == "afsluiting" && p.Wie.Rol == toegang.RolBMZWerker:
		return "afsluitvoorstel"
	case naam == "opschorting" && slices.Contains(mogelijk, "hervatting"):
		return "opschorting-langer"
	}
	return naam
}

// naarStappen are the forms of steps of a case, at which this is possible.
func (p pagina) naarStappen(casusID string, stappen, mogelijk []string) (uit []ingang) {
	for _, s := range stappen {
		uit = append(uit, ingang{p.T.stap(p.stapHier(s, mogelijk)), "/casussen/" + casusID + "/stap/" + s})
	}
	return uit
}

// elders is where that is done which no step of the case settles; none: it is a step, or there is only the case to look at.
func (p pagina) elders(w werk) []ingang {
	bevestig := ingang{p.Z("melding.bevestig"), "/meldingen"}
	switch w.Soort {
	case "noodtoegang":
		return []ingang{{p.Z("nood.bekijk"), padNood}, bevestig}
	case "vervanger-afwezig":
		return []ingang{{p.Z("werk.vervangingen"), "/vervanging"}}
	case "opschorting-verlengd", "stap-geweigerd":
		return []ingang{bevestig}
	}
	switch {
	case w.LijstID != nil:
		return []ingang{{p.Z("vernietiging.open"), padVernietiging + "/" + *w.LijstID}}
	case w.KlachtID != nil:
		return []ingang{{p.Z("klacht.open"), padKlachten + "/" + *w.KlachtID}}
	case w.CasusID == nil: // about a case of which this person sees nothing
		return []ingang{bevestig}
	}
	switch w.Soort {
	case "deling-informeren", "deling-aanvullen":
		return []ingang{{p.Z("werk.delingen"), "/casussen/" + *w.CasusID + "#delingen"}}
	case "verklaring-antwoord":
		return []ingang{{p.Z("werk.verklaringen"), "/casussen/" + *w.CasusID + "#verklaringen"}}
	}
	return nil
}

// ingangen are what to do about a line, one click away: where it is done, the steps that settle it, else the case to look at.
func (p pagina) ingangen(w werk) []ingang {
	uit := p.elders(w)
	if w.CasusID == nil {
		return uit
	}
	uit = append(uit, p.naarStappen(*w.CasusID, p.knoppen(w.MogelijkeStappen, w.Soort), w.MogelijkeStappen)...)
	if len(uit) == 0 {
		uit = append(uit, ingang{p.Z("werk.bekijk"), string(w.naar())})
	}
	return uit
}

// anderAanZet says that somebody else has to act: nothing of what is asked is a step this person can take now.
func (p pagina) anderAanZet(w werk) bool {
	return len(p.elders(w)) == 0 && len(eerste(w.MogelijkeStappen, w.Soort)) == 0
}
