package casus

import (
	"slices"
	"time"
)

// A falling contact rate. Time is measured without the stretches of opschorting:
// a client who is detained is not reached less because things go well.

// loopklok is t on a clock that stands still during opschorting.
func (s *State) loopklok(t time.Time) time.Time {
	var stil time.Duration
	for _, p := range s.Pauzes {
		tot := p.Tot
		if tot.IsZero() || tot.After(t) {
			tot = t
		}
		if tot.After(p.Van) {
			stil += tot.Sub(p.Van)
		}
	}
	return t.Add(-stil)
}

// wanneer is the moment the clock of loopklok shows t; false when an opschorting
// that lasts stops it before.
func (s *State) wanneer(t time.Time) (time.Time, bool) {
	for _, p := range s.Pauzes {
		switch {
		case t.Before(p.Van):
			return t, true
		case p.Tot.IsZero():
			return time.Time{}, false
		default:
			t = t.Add(p.Tot.Sub(p.Van))
		}
	}
	return t, true
}

// venster is a length as time on the clock: days of 24 hours.
func venster(d Duur) time.Duration {
	if x, ok := d.exact(); ok {
		return x
	}
	return time.Duration(d.N) * 24 * time.Hour
}

// bereikte are the reached contacts of this stay, oldest first, on the clock of loopklok.
func (s *State) bereikte() []time.Time {
	var uit []time.Time
	for _, c := range s.Contacten {
		if c.Bereikt && c.Op.After(s.Sinds.Toewijzing) {
			uit = append(uit, s.loopklok(c.Op))
		}
	}
	slices.SortFunc(uit, time.Time.Compare)
	return uit
}

// daalt counts the contacts of both windows at t (on the clock of loopklok) and
// says whether that is falling. Before both windows fit in this stay it never is.
func (s *State) daalt(t time.Time, bereikt []time.Time) (eerder, recent int, ja bool) {
	c := s.Beleid.Kompas.Contact
	a, b := venster(c.Recent), venster(c.Eerder)
	grens, begin := t.Add(-a), t.Add(-a-b)
	if begin.Before(s.loopklok(s.Sinds.Toewijzing)) {
		return 0, 0, false
	}
	for _, op := range bereikt {
		switch {
		case op.After(t) || !op.After(begin):
		case op.After(grens):
			recent++
		default:
			eerder++
		}
	}
	// recent/a ≤ percentage × eerder/b, without fractions
	return eerder, recent, eerder >= max(1, c.Minstens) &&
		int64(recent)*int64(b/time.Second)*100 <= int64(c.Percentage)*int64(eerder)*int64(a/time.Second)
}

// signaalContact is the first moment after the last answer at which the contact
// rate is falling. It can only begin to fall when a contact leaves the recent
// window, when the stay becomes long enough to compare, or when its rest is over.
func (s *State) signaalContact() (Signaal, bool) {
	c := s.Beleid.Kompas.Contact
	rust, ok := s.rustTot(SignaalContact)
	if c.Percentage == 0 || !ok {
		return Signaal{}, false
	}
	g := Signaal{Soort: SignaalContact, Duur: c.Recent, DuurVoor: c.Eerder}
	bereikt := s.bereikte()
	if s.Kompas != nil && !s.Kompas.Daling.IsZero() {
		g.Sinds = s.Kompas.Daling
		g.Van, g.Naar, _ = s.daalt(s.loopklok(g.Sinds), bereikt)
		return g, true
	}
	antwoord := s.loopklok(s.Sinds.Afschaal)
	for _, t := range s.kandidaten(bereikt, rust) {
		if !t.After(antwoord) || !rust.IsZero() && t.Before(s.loopklok(rust)) {
			continue
		}
		var ja bool
		if g.Van, g.Naar, ja = s.daalt(t, bereikt); ja {
			g.Sinds, ok = s.wanneer(t)
			return g, ok
		}
	}
	return Signaal{}, false
}

// kandidaten are the moments at which the rate can begin to fall, first one first.
func (s *State) kandidaten(bereikt []time.Time, rust time.Time) []time.Time {
	c := s.Beleid.Kompas.Contact
	uit := []time.Time{s.loopklok(s.Sinds.Toewijzing).Add(venster(c.Recent) + venster(c.Eerder))}
	if !rust.IsZero() {
		uit = append(uit, s.loopklok(rust))
	}
	for _, op := range bereikt {
		uit = append(uit, op.Add(venster(c.Recent)))
	}
	slices.SortFunc(uit, time.Time.Compare)
	return uit
}

// onthoudDaling keeps since when a falling rate asked, once the question was put:
// contacts that prove it may be forgotten, and newer ones don't unask it.
func (s *State) onthoudDaling(op time.Time) []Signaal {
	ss := s.Signalen(op)
	for _, g := range ss {
		if g.Soort == SignaalContact && (s.Kompas == nil || s.Kompas.Daling.IsZero()) {
			s.kompas().Daling = g.Sinds
		}
	}
	return ss
}

// herzieDaling: a contact that is heard of late, or corrected, can disprove a
// falling rate, or show that the rate was falling sooner than was asked.
func (s *State) herzieDaling(op time.Time) {
	if s.Beleid.Kompas == nil || s.Kompas == nil || s.Kompas.Daling.IsZero() || op.After(s.Kompas.Daling) {
		return
	}
	gevraagd := s.Kompas.Daling
	s.kompas().Daling = time.Time{}
	if g, ok := s.signaalContact(); ok && !g.Sinds.After(gevraagd) {
		s.kompas().Daling = g.Sinds
	}
}
