package casus

import (
	"slices"
	"time"
)

// Closing and reopening.

func kanAfsluiten(s *State, nu time.Time) *Weigering {
	if s.Overdracht != nil {
		return nietNu("Er staat een overdracht open: trek die eerst in.")
	}
	return geenOpschaling(s, nu)
}

func magAfsluiten(s *State, st Stap, _ time.Time) *Weigering {
	switch {
	case !slices.Contains(Afsluitredenen(), st.Reden):
		return ongeldig("Deze afsluitreden bestaat niet.")
	case st.Reden == Ingetrokken:
		return nietNu("Intrekken doet de verwijzer, met de stap intrekking.")
	case st.Reden == Geland && s.Fase != Nazorg:
		return nietNu("Een casus is pas geland als de ontvanger het eerste eigen contact meldde.")
	case st.Door.Rol == RolWerker && !s.Toegewezen:
		return nietNu("Een werker kan sluiting pas voorstellen na de toewijzing.")
	case st.Reden == UitBeeld:
		return s.magUitBeeld(st)
	}
	return nil
}

// doeAfsluiten closes; by a bmz_werker it is a proposal that the coordinator
// confirms by the same step.
func doeAfsluiten(s *State, st Stap, f *Feit) {
	if st.Reden == UitBeeld {
		f.Zoekacties = s.gezocht(st)
	}
	if st.Door.Rol == RolWerker {
		s.Voorstel = &Voorstel{Reden: st.Reden, Op: f.Vastgelegd, Zoekacties: f.Zoekacties}
		s.meld(f, MeldVoorstel, AanCoordinator)
		return
	}
	s.sluit(f, st.Reden)
}

func welVoorstel(s *State, _ time.Time) *Weigering {
	if s.Voorstel == nil {
		return nietNu("Er staat geen voorstel om te sluiten open.")
	}
	return nil
}

// doeVoorstelAfwijzen turns a worker's proposal down, in any phase and whatever else is open.
func doeVoorstelAfwijzen(s *State, _ Stap, f *Feit) {
	s.Voorstel = nil
	s.meld(f, MeldVoorstelAf, AanCasehouder)
}

// sluit ends the case. Regie is named where it went: it stays with the receiver
// after geland, goes to the verwijzer when BMZ was not (any longer) the place,
// and else to the network around the client, in words (netwerkafspraak): no
// regiehouder (domain description, section 3).
func (s *State) sluit(f *Feit, reden Afsluitreden) {
	switch reden {
	case Geland:
	case AdviesGegeven, Doorgeleid, NietBmz, Onterecht, Ingetrokken:
		s.Regie = s.Verwijzer
	case StructureelWeigerend, UitBeeld, Verhuisd, GedwongenOpname, Detentie, Overleden:
		s.Regie = Regiehouder{}
	}
	s.hervat(f.Vastgelegd)
	s.Fase, s.Afsluitreden, s.AfgeslotenOp = Afgesloten, reden, f.Vastgelegd
	s.Sinds, s.VraagUit = Momenten{}, false
	s.Plan, s.Voorstel, s.Inzet, s.Pauzes, s.Kompas = nil, nil, nil, nil, nil // Informeren stays: see doeHeropenen
	if f.Soort != StapIntrekking {
		s.meld(f, MeldAfgesloten, AanVerwijzer)
	}
}

// kanHeropenen: within the watch, and never after an outcome that says the case
// was not for BMZ or that the client died (contract). A case that never was in
// outreach has nothing to return to: that takes a new aanmelding.
func kanHeropenen(s *State, nu time.Time) *Weigering {
	switch s.Afsluitreden {
	case NietBmz, AdviesGegeven, Doorgeleid, Onterecht, Overleden:
		return nietNu("Een casus met deze afsluitreden wordt niet heropend: doe een nieuwe aanmelding.")
	default:
	}
	if !s.Toegewezen {
		return nietNu("Deze casus is nooit in outreach geweest: doe een nieuwe aanmelding.")
	}
	if !s.binnenWacht(nu) {
		return nietNu("De termijn voor heropening is voorbij: doe een nieuwe aanmelding.")
	}
	return nil
}

// doeHeropenen returns to outreach, same casehouder, no new quickscan; terms start
// anew, that of the duty to inform too when the client did not know yet.
func doeHeropenen(s *State, _ Stap, f *Feit) {
	s.naarOutreach(f.Vastgelegd)
	if s.Informeren != nil && s.Regels >= 1 {
		s.Informeren = &Herziening{Van: f.Vastgelegd, Duur: s.Beleid.Informeren}
	} else {
		s.Informeren = nil
	}
	s.Afsluitreden, s.AfgeslotenOp = "", time.Time{}
	s.Regie = Regiehouder{Organisatie: s.Beleid.Bmz, Persoon: s.Casehouder}
	s.meld(f, MeldHeropend, AanCasehouder)
}
