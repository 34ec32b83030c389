package casus

import "time"

// Opschaling: levels 1 intern, 2 ketenoverleg, 3 PGA or Zorg- en Veiligheidshuis,
// 4 Wvggz-melding and crisis; at most one open, and nothing lands or closes with
// one open (domain description, section 3).

func geenOpschaling(s *State, _ time.Time) *Weigering {
	if s.Opschaling != nil {
		return nietNu("Er staat een opschaling open: schaal die eerst af.")
	}
	return nil
}

func welOpschaling(s *State, _ time.Time) *Weigering {
	if s.Opschaling == nil {
		return nietNu("Er staat geen opschaling open.")
	}
	return nil
}

func magNiveau(_ *State, st Stap, _ time.Time) *Weigering {
	if st.Niveau < 1 || st.Niveau > 4 {
		return ongeldig("Kies als niveau 1, 2, 3 of 4.")
	}
	return nil
}

func magAfschaling(s *State, st Stap, _ time.Time) *Weigering {
	if st.Ding != s.Opschaling.ID {
		return nietNu("Deze opschaling is al afgeschaald.")
	}
	return nil
}

func magBeoordeling(s *State, st Stap, nu time.Time) *Weigering {
	if w := magAfschaling(s, st, nu); w != nil {
		return w
	}
	return magNiveau(s, st, nu)
}

func doeOpschaling(s *State, st Stap, f *Feit) {
	s.Opschaling = &Opschaling{ID: st.ID, Niveau: st.Niveau, Review: f.Vastgelegd}
}

func doeBeoordeling(s *State, st Stap, f *Feit) {
	s.Opschaling = &Opschaling{ID: s.Opschaling.ID, Niveau: st.Niveau, Review: f.Vastgelegd}
}

func doeAfschaling(s *State, _ Stap, f *Feit) {
	s.Opschaling = nil
	s.rondNazorgAf(f)
}
