package casus

import (
	"slices"
	"time"
)

// How the signs are found, and how the one question begins with the first of them.

// afschaalTermijn is the one question whether the case can be scaled down: asked
// by time, or by the first sign when that comes earlier. There is never a second
// one beside it; a sign that comes while it is open is one more reason.
func (s *State) afschaalTermijn() termijn {
	tijd := s.afschaalDoorTijd()
	if s.Beleid.Kompas == nil || len(s.Beleid.Kompas.Ladder) == 0 {
		return tijd
	}
	ss := s.signalen()
	if len(ss) == 0 {
		return tijd
	}
	door := termijn{soort: TermijnAfschaal, begin: ss[0].Sinds, stopbaar: true, treden: s.Beleid.Kompas.Ladder}
	a, ok := s.eersteMoment(tijd)
	if b, ook := s.eersteMoment(door); ok && (!ook || !b.Before(a)) {
		return tijd
	}
	return door
}

// afschaalDoorTijd is that question as time asks it.
func (s *State) afschaalDoorTijd() termijn {
	return termijn{soort: TermijnAfschaal, begin: s.Sinds.Afschaal, stopbaar: true}
}

// eersteMoment is when the first rung of t is due by its ladder, whatever a change
// of policy put off: that must not turn one question into the other.
func (s *State) eersteMoment(t termijn) (time.Time, bool) {
	l := s.ladder(t)
	if len(l) == 0 {
		return time.Time{}, false
	}
	return s.Beleid.Kalender.Plus(t.begin, l[0].Na, s.Pauzes)
}

// signalen lists the signs of this stay that ask or will ask, first one first:
// one whose moment is ahead asks then when nothing else happens.
func (s *State) signalen() []Signaal {
	if s.Beleid.Kompas == nil || s.Fase != Outreach {
		return nil
	}
	var uit []Signaal
	for _, vind := range []func() (Signaal, bool){s.signaalCti, s.signaalDoelen, s.signaalContact, s.signaalZrm, s.signaalOntvanger} {
		if g, ok := vind(); ok {
			uit = append(uit, g)
		}
	}
	slices.SortStableFunc(uit, func(a, b Signaal) int { return a.Sinds.Compare(b.Sinds) })
	return uit
}

// Signalen lists the signs that ask at nu.
func (s *State) Signalen(nu time.Time) []Signaal { return vragend(s.signalen(), nu) }

// Nu is the compass at a moment: only the signs that ask by then; nil when it says nothing.
func (k *KompasBeeld) Nu(nu time.Time) *KompasBeeld {
	if k == nil {
		return nil
	}
	n := &KompasBeeld{Signalen: vragend(k.Signalen, nu), Suggesties: k.Suggesties}
	for i, g := range n.Signalen {
		if g.Soort == SignaalTijd {
			n.Signalen[i].DuurVoor = verstreken(g.Vanaf, nu, g.Duur)
		}
	}
	if len(n.Signalen)+len(n.Suggesties) == 0 {
		return nil
	}
	return n
}

func vragend(ss []Signaal, nu time.Time) []Signaal {
	var uit []Signaal
	for _, g := range ss {
		if !g.Sinds.After(nu) {
			uit = append(uit, g)
		}
	}
	return uit
}

// vraagt is when a sign asks that holds from van on: not while the case is
// suspended, and not before the rest after its last answer is over.
func (s *State) vraagt(soort SignaalSoort, van time.Time) (time.Time, bool) {
	if van.IsZero() {
		return van, false
	}
	if rust, ok := s.rustTot(soort); !ok {
		return rust, false
	} else if rust.After(van) {
		van = rust
	}
	return s.buitenPauze(van)
}

// rustTot is when the rest of a sign is over; zero when it was never answered,
// false while an opschorting stops it.
func (s *State) rustTot(soort SignaalSoort) (time.Time, bool) {
	for _, b := range s.Kompas.beantwoord() {
		if b.Soort == soort {
			return s.Beleid.Kalender.Plus(b.Op, s.Beleid.Kompas.Rust, s.Pauzes)
		}
	}
	return time.Time{}, true
}

func (k *KompasStand) beantwoord() []Beantwoord {
	if k == nil {
		return nil
	}
	return k.Beantwoord
}

// buitenPauze is t, or the end of the opschorting it falls in; false while that lasts.
func (s *State) buitenPauze(t time.Time) (time.Time, bool) {
	for _, p := range s.Pauzes {
		switch {
		case t.Before(p.Van):
			return t, true
		case p.Tot.IsZero():
			return time.Time{}, false
		case t.Before(p.Tot):
			t = p.Tot
		}
	}
	return t, true
}

func (s *State) signaalCti() (Signaal, bool) {
	b := s.Beleid.Kompas
	if s.Kompas == nil || s.Kompas.CtiSinds.IsZero() || b.CtiFasen == 0 {
		return Signaal{}, false
	}
	d := b.CtiFase
	d.N = min(d.N*b.CtiFasen, d.Eenheid.max())
	van, ok := s.Beleid.Kalender.Plus(s.Kompas.CtiSinds, d, s.Pauzes)
	if !ok {
		return Signaal{}, false
	}
	sinds, ok := s.vraagt(SignaalCti, van)
	return Signaal{Soort: SignaalCti, Sinds: sinds, N: b.CtiFasen, Duur: b.CtiFase}, ok
}

func (s *State) signaalDoelen() (Signaal, bool) {
	if s.Kompas == nil {
		return Signaal{}, false
	}
	sinds, ok := s.vraagt(SignaalDoelen, s.Kompas.DoelenOp)
	return Signaal{Soort: SignaalDoelen, Sinds: sinds, Van: s.Kompas.Doelen, Naar: s.Kompas.Behaald}, ok
}

// signaalZrm compares the newest measurement with the oldest of this stay that
// scored exactly the same domains with the same instrument. It asks from when both were known.
func (s *State) signaalZrm() (Signaal, bool) {
	if s.Kompas == nil || len(s.Kompas.Metingen) < 2 || s.Beleid.Kompas.ZrmStijging == 0 {
		return Signaal{}, false
	}
	ms := s.Kompas.Metingen
	nieuw := ms[len(ms)-1]
	i := slices.IndexFunc(ms, func(m Meting) bool { return m.Instrument == nieuw.Instrument && m.Domeinen == nieuw.Domeinen })
	oud, n := ms[i], bits(nieuw.Domeinen)
	if i == len(ms)-1 || (nieuw.Totaal-oud.Totaal)*10 < s.Beleid.Kompas.ZrmStijging*n {
		return Signaal{}, false
	}
	van := nieuw.Vastgelegd
	if oud.Vastgelegd.After(van) {
		van = oud.Vastgelegd
	}
	sinds, ok := s.vraagt(SignaalZrm, van)
	return Signaal{Soort: SignaalZrm, Sinds: sinds, Van: oud.Totaal, Naar: nieuw.Totaal, N: n}, ok
}

func bits(x int) int {
	n := 0
	for ; x > 0; x &= x - 1 {
		n++
	}
	return n
}

// signaalOntvanger: somebody of another organisation is asked in (inzet) and works
// alongside for OntvangerNa: "samen optrekken" is then on its way to a handover.
func (s *State) signaalOntvanger() (Signaal, bool) {
	var beste Signaal
	gevonden := false
	d := s.Beleid.Kompas.OntvangerNa
	for _, i := range s.Inzet {
		if i.Organisatie == "" || i.Organisatie == s.Beleid.Bmz || i.Sinds.Before(s.Sinds.Toewijzing) {
			continue
		}
		van, ok := s.Beleid.Kalender.Plus(i.Sinds, d, s.Pauzes)
		if !ok || !i.Tot.IsZero() && i.Tot.Before(van) {
			continue
		}
		if sinds, ok := s.vraagt(SignaalOntvanger, van); ok && (!gevonden || sinds.Before(beste.Sinds)) {
			beste, gevonden = Signaal{Soort: SignaalOntvanger, Sinds: sinds, Duur: d}, true
		}
	}
	return beste, gevonden
}

// beantwoord notes which signs an answer was about: they rest for a while.
func (s *State) beantwoord(f *Feit) {
	f.Signalen = s.Signalen(f.Vastgelegd)
	if len(f.Signalen) == 0 {
		return
	}
	k := s.kompas()
	k.Beantwoord = slices.Clone(k.Beantwoord)
	for _, g := range f.Signalen {
		k.Beantwoord = slices.DeleteFunc(k.Beantwoord, func(b Beantwoord) bool { return b.Soort == g.Soort })
		k.Beantwoord = append(k.Beantwoord, Beantwoord{Soort: g.Soort, Op: f.Vastgelegd})
	}
	k.Daling = time.Time{}
}
