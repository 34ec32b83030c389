package casus

import (
	"slices"
	"time"
)

// Afschaalbeoordeling and warme overdracht. BMZ keeps regie until the receiver
// takes it with its own first contact (domain description, section 3).

func magAfschaal(s *State, st Stap, _ time.Time) *Weigering {
	switch {
	case st.Uitkomst != BesluitAfschalen && st.Uitkomst != BesluitVoortzetten:
		return ongeldig("Kies als besluit afschalen of voortzetten.")
	case st.Uitkomst == BesluitAfschalen && s.Fase == Overdragen:
		return nietNu("Tot afschalen is al besloten: bied de casus aan een ontvanger aan.")
	}
	return nil
}

// kanAfschaal: with an offer open neither answer is possible.
func kanAfschaal(s *State, nu time.Time) *Weigering {
	if s.Overdracht != nil {
		return nietNu("Er staat een overdracht open: trek die eerst in.")
	}
	return geenOpschaling(s, nu)
}

// doeAfschaal answers the question; voortzetten also turns down a worker's proposal to close.
func doeAfschaal(s *State, st Stap, f *Feit) {
	if st.Uitkomst == BesluitVoortzetten {
		s.Voorstel = nil
	}
	s.Fase = Outreach
	s.beantwoord(f)
	s.Sinds.Afschaal, s.Sinds.Overdracht = f.Vastgelegd, time.Time{}
	if st.Uitkomst == BesluitAfschalen {
		s.Fase, s.Sinds.Overdracht = Overdragen, f.Vastgelegd
	}
}

func kanAanbieden(s *State, nu time.Time) *Weigering {
	if s.Overdracht != nil {
		return nietNu("Er staat al een overdracht open: er kan er één tegelijk open staan.")
	}
	return geenOpschaling(s, nu)
}

func magAanbieden(_ *State, st Stap, _ time.Time) *Weigering {
	if st.Wie == "" {
		return ongeldig("Noem de ontvangende organisatie.")
	}
	return nil
}

func doeAanbieden(s *State, st Stap, f *Feit) {
	s.Overdracht = &Overdracht{ID: st.ID, Ontvanger: st.Wie, Wet: st.Wet, Status: Aangeboden, Sinds: f.Vastgelegd}
	s.meld(f, MeldAangeboden, AanOntvanger)
}

// kanBij: the open offer has one of these states.
func kanBij(sts ...OverdrachtStatus) func(*State, time.Time) *Weigering {
	return func(s *State, _ time.Time) *Weigering {
		switch {
		case s.Overdracht == nil:
			return nietNu("Er staat geen overdracht open.")
		case !slices.Contains(sts, s.Overdracht.Status):
			return nietNu("Deze stap past niet bij de stand van de overdracht: die gaat van aangeboden naar geaccepteerd naar besproken naar geland.")
		}
		return nil
	}
}

func magDeze(s *State, st Stap, _ time.Time) *Weigering {
	if st.Ding != s.Overdracht.ID {
		return nietNu("Deze overdracht is gesloten.")
	}
	return nil
}

// zet gives the offer another status; a closed one makes room for a new offer.
func (s *State) zet(f *Feit, st OverdrachtStatus) {
	o := *s.Overdracht
	o.Status, o.Sinds = st, f.Vastgelegd
	s.Overdracht = &o
}

func (s *State) sluitAanbod(f *Feit) {
	s.Overdracht, s.Sinds.Overdracht = nil, f.Vastgelegd
}

func doeAcceptatie(s *State, _ Stap, f *Feit) {
	s.zet(f, Geaccepteerd)
	s.meld(f, MeldGeaccepteerd, AanCasehouder)
}

func doeWeigering(s *State, _ Stap, f *Feit) {
	s.meld(f, MeldGeweigerd, AanCasehouder, AanCoordinator)
	s.sluitAanbod(f)
}

func doeTerugnemen(s *State, _ Stap, f *Feit) {
	s.meld(f, MeldTerug, AanOntvanger)
	s.sluitAanbod(f)
}

// doeGesprek: the receiver's term counts from the talk, not from its recording; not
// from before the acceptance, and not from a moment that has yet to come.
func doeGesprek(s *State, _ Stap, f *Feit) {
	van := s.Overdracht.Sinds
	s.zet(f, Besproken)
	if s.Regels >= 1 && f.Op.Before(f.Vastgelegd) {
		s.Overdracht.Sinds = f.Op
		if f.Op.Before(van) {
			s.Overdracht.Sinds = van
		}
	}
	s.meld(f, MeldBesproken, AanOntvanger)
}

func kanLanden(s *State, nu time.Time) *Weigering {
	if w := kanBij(Besproken)(s, nu); w != nil {
		return w
	}
	return geenOpschaling(s, nu)
}

// doeLanden: the receiver's first own contact. Regie moves, nazorg begins, and
// its check-ins count from the contact itself, not from its recording.
func doeLanden(s *State, st Stap, f *Feit) {
	geland := f.Op
	if geland.After(f.Vastgelegd) || geland.Before(s.Overdracht.Sinds) {
		geland = f.Vastgelegd
	}
	n := &NazorgStand{
		OverdrachtID: s.Overdracht.ID, Geland: geland,
		Ontvanger: Regiehouder{Organisatie: s.Overdracht.Ontvanger, Persoon: st.Door.Persoon},
	}
	for _, d := range s.Beleid.Nazorg {
		n.Contacten = append(n.Contacten, Nazorgcontact{Van: geland, Na: d})
	}
	s.Nazorg, s.Overdracht, s.Fase = n, nil, Nazorg
	s.Regie = n.Ontvanger
	s.meld(f, MeldGeland, AanCasehouder)
}
