package casus

import "time"

// Nazorg and terugvalpreventie: check-ins with the receiver, and what a relapse does.

// vervaltNazorg is when a check-in is due.
func (s *State) vervaltNazorg(c Nazorgcontact) time.Time {
	t, _ := s.Beleid.Kalender.Plus(c.Van, c.Na, nil)
	return t
}

// nazorgVenster is when a check-in may be settled from, and when it is due: the
// policy's window before it, or half its own term when that is shorter (contract).
func (s *State) nazorgVenster(c Nazorgcontact) (opent, vervalt time.Time) {
	k := &s.Beleid.Kalender
	vervalt = s.vervaltNazorg(c)
	half := c.Van.Add(vervalt.Sub(c.Van) / 2)
	venster := s.Beleid.NazorgVenster
	if x, ok := venster.exact(); ok {
		opent = vervalt.Add(-x)
	} else {
		opent = k.eindeVan(k.dagVan(vervalt).plus(-venster.N))
	}
	if opent.Before(half) {
		opent = half
	}
	return opent, vervalt
}

// volgendNazorgcontact is the index of the unsettled check-in that is due first; -1 when all are settled.
func (s *State) volgendNazorgcontact() int {
	beste := -1
	if s.Nazorg == nil {
		return beste
	}
	var op time.Time
	for i, c := range s.Nazorg.Contacten {
		if v := s.vervaltNazorg(c); c.Uitkomst == "" && (beste < 0 || v.Before(op)) {
			beste, op = i, v
		}
	}
	return beste
}

func magNazorg(_ *State, st Stap, _ time.Time) *Weigering {
	switch st.Uitkomst {
	case UitkomstStabiel, UitkomstZorgen, UitkomstTerugval:
		return nil
	default:
		return ongeldig("Kies als uitkomst stabiel, zorgen of terugval.")
	}
}

// doeNazorg settles the check-in whose window is open. Outside a window, or the
// second on one, it is a fact only; a relapse counts always.
func doeNazorg(s *State, st Stap, f *Feit) {
	if st.Uitkomst == UitkomstTerugval {
		s.terugval(f)
		return
	}
	i := s.volgendNazorgcontact()
	if i < 0 {
		return
	}
	n := *s.Nazorg
	n.Contacten = append([]Nazorgcontact(nil), n.Contacten...)
	if opent, _ := s.nazorgVenster(n.Contacten[i]); opent.After(f.Vastgelegd) {
		return
	}
	n.Contacten[i].Uitkomst = st.Uitkomst
	if st.Uitkomst == UitkomstZorgen {
		n.Contacten = append(n.Contacten, Nazorgcontact{Van: f.Vastgelegd, Na: s.Beleid.NazorgExtra})
	}
	s.Nazorg = &n
	s.rondNazorgAf(f)
}

// rondNazorgAf closes the case as geland when every check-in is settled (the last
// then was stabiel: zorgen adds one) and nothing is scaled up.
func (s *State) rondNazorgAf(f *Feit) {
	if s.Fase == Nazorg && s.volgendNazorgcontact() < 0 && s.Opschaling == nil {
		s.sluit(f, Geland)
	}
}

// terugval returns the case to outreach with the same casehouder; terms start anew.
func (s *State) terugval(f *Feit) {
	s.naarOutreach(f.Vastgelegd)
	s.hervat(f.Vastgelegd)
	s.Regie = Regiehouder{Organisatie: s.Beleid.Bmz, Persoon: s.Casehouder}
	s.meld(f, MeldTerugval, AanCasehouder, AanCoordinator)
}

// binnenWacht reports whether the terugval watch after closing still runs.
func (s *State) binnenWacht(nu time.Time) bool {
	einde, _ := s.Beleid.Kalender.Plus(s.AfgeslotenOp, s.Beleid.Terugvalwacht, nil)
	return nu.Before(einde)
}

func kanTerugval(s *State, nu time.Time) *Weigering {
	if s.Fase == Afgesloten && (!s.binnenWacht(nu) || s.Afsluitreden == Overleden) {
		return nietNu("Deze casus is te lang geleden of definitief afgesloten: doe een nieuwe aanmelding.")
	}
	return nil
}

// doeTerugvalsignaal: in nazorg back to outreach; after closing a question to ctb.
func doeTerugvalsignaal(s *State, _ Stap, f *Feit) {
	if s.Fase == Nazorg {
		s.terugval(f)
		return
	}
	f.NaSluiting = true
	s.meld(f, MeldTerugvalDaar, AanCtb)
}
