package werkbank

import (
	"slices"
	"time"
)

// sport is one rung in words: when, and who is told.
type sport struct {
	Op       time.Time
	Aan      string
	Verlopen bool
}

// ladder is a term with what happens when it passes, rung by rung.
type ladder struct {
	Soort, Titel string
	Op           *time.Time
	TeLaat       bool // the next rung should have gone, or all have
	Staat        string
	Verstuurd    int
	Sporten      []sport
	// Los are the steps that settle it, possible now.
	Los []string
	// Keert says that it begins anew after its last rung.
	Keert bool
}

// ladders are the terms of a case, what asks attention first before the others ([eerder]).
func (p pagina) ladders(c casus) []ladder {
	var uit []ladder
	for _, t := range c.Termijnen {
		l := ladder{
			Soort: t.Soort, Titel: p.T.van("termijn", t.Soort), Op: t.VervaltOp, Staat: t.Status, Verstuurd: t.Verstuurd,
			Los: eerste(c.MogelijkeStappen, t.Soort), Keert: t.Soort == "wachtlijst-review",
		}
		l.TeLaat = t.Status == "verlopen" || t.Verstuurd > 0 || (t.VervaltOp != nil && t.VervaltOp.Before(p.Klok.nu))
		if t.Status == "loopt" && t.VervaltOp != nil {
			l.Sporten = append(l.Sporten, p.sport(c, *t.VervaltOp, t.Aan))
			for _, d := range t.Daarna {
				l.Sporten = append(l.Sporten, p.sport(c, d.Op, d.Aan))
			}
		}
		uit = append(uit, l)
	}
	slices.SortStableFunc(uit, eerder(c.Fase))
	return uit
}

// sport names who is told: the person where there is one.
func (p pagina) sport(c casus, op time.Time, aan string) sport {
	naam := p.T.van("aan", aan)
	switch {
	case aan == "casehouder" && c.Casehouder != nil:
		naam = p.naam(*c.Casehouder)
	case aan == "ontvanger" && c.Overdracht != nil:
		naam = p.naam(c.Overdracht.Ontvanger)
	}
	return sport{Op: op, Aan: naam, Verlopen: op.Before(p.Klok.nu)}
}

// fasestap is one phase on the way.
type fasestap struct{ Fase, Stand string }

// stappenVan says of every phase whether it is done, now, or to come; what a case skipped at closing is neither.
func (p pagina) fasestappen(c casus) []fasestap {
	nu := slices.Index(fasen, c.Fase)
	uit := make([]fasestap, 0, len(fasen))
	for i, f := range fasen {
		stand := "komt"
		switch {
		case i == nu:
			stand = "nu"
		case i < nu && (c.Fase != "afgesloten" || doorlopen(c, f)):
			stand = "gedaan"
		case i < nu:
			stand = "over"
		}
		uit = append(uit, fasestap{f, stand})
	}
	return uit
}

// doorlopen is whether a closed case was in a phase, as far as its ending tells.
func doorlopen(c casus, fase string) bool {
	if c.Afsluitreden != nil && *c.Afsluitreden == "geland" {
		return true
	}
	return fase == "aanmelding" || (c.Casehouder != nil && slices.Contains([]string{"quickscan", "wachtlijst", "outreach"}, fase))
}

// plaats is "4 van 7", for who does not see the row.
func (p pagina) plaats(c casus) string {
	return p.Z("dossier.plaats", "n", getalTekst(slices.Index(fasen, c.Fase)+1), "van", getalTekst(len(fasen)))
}
