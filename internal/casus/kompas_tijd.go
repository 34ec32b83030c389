package casus

import (
	"slices"
	"time"
)

// Time asks too, by the ladder of the afschaalbeoordeling; here is its reason.

// signaalTijd is when time asks, and the two lengths its reason is made of.
func (s *State) signaalTijd() (Signaal, bool) {
	t := s.afschaalDoorTijd()
	if s.Fase != Outreach || t.begin.IsZero() {
		return Signaal{}, false
	}
	sinds, ok := s.eersteMoment(t)
	if !ok {
		return Signaal{}, false
	}
	return Signaal{
		Soort: SignaalTijd, Sinds: sinds, Vanaf: t.begin, Duur: s.ladder(t)[0].Na, Antwoord: t.begin.After(s.Sinds.Toewijzing),
	}, true
}

// redenen are the signs and time, which is a reason as good as they are, first one first.
func (s *State) redenen() []Signaal {
	uit := s.signalen()
	if g, ok := s.signaalTijd(); ok {
		uit = append(uit, g)
	}
	slices.SortStableFunc(uit, func(a, b Signaal) int { return a.Sinds.Compare(b.Sinds) })
	return uit
}

// verstreken is how long ago van was at nu, in the unit in which the policy says
// als (working days in days), opschorting and all. As nu is not before als was
// over, it is never said to be shorter than als: a day of the calendar that has
// begun counts as one there.
func verstreken(van, nu time.Time, als Duur) Duur {
	n, d := 0, nu.Sub(van)
	switch als.Eenheid {
	case Maand:
		for !van.AddDate(0, n+1, 0).After(nu) {
			n++
		}
	case Werkdag, Dag:
		n = int((d + time.Hour) / (24 * time.Hour)) // the day on which summer time begins has 23 hours
	case Uur:
		n = int(d / time.Hour)
	case Minuut:
		n = int(d / time.Minute)
	case Seconde:
		n = int(d / time.Second)
	}
	if als.Eenheid == Werkdag {
		return Duur{N: n, Eenheid: Dag}
	}
	return Duur{N: max(n, als.N), Eenheid: als.Eenheid}
}
