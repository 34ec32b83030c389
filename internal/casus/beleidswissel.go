package casus

import (
	"slices"
	"time"
)

// A running case gets another policy: other terms, another calendar. The rules
// are in docs/beleid.md and decision 0040.

// FeitBeleid is the kind of the fact that a case got another policy.
const FeitBeleid StapSoort = "beleid"

// Beleidswissel says in a fact which policy a case had and which it got; names
// and numbers only.
type Beleidswissel struct {
	Van  string `json:"van"`
	Naar string `json:"naar"`
	// Nr is the number of the new one in the register.
	Nr int `json:"nr,omitempty"`
	// KalenderTot is how far its closing days go, see [Kalender].
	KalenderTot int `json:"tot,omitempty"`
}

// BeleidKort is which policy a case carries, in a [Projectie].
type BeleidKort struct {
	Nr          int    `json:"nr,omitempty"`
	Versie      string `json:"versie"`
	KalenderTot int    `json:"kalenderTot,omitempty"`
}

func (b *Beleid) kort() BeleidKort {
	return BeleidKort{Nr: b.Nr, Versie: b.Versie, KalenderTot: b.Kalender.Tot}
}

// Uitstel keeps a rung that a change of policy made overdue from being due
// before Op, the moment of that change. The rungs after it count from there.
type Uitstel struct {
	Soort TermijnSoort `json:"s"`
	Begin time.Time    `json:"b"`
	Trede int          `json:"n"`
	Op    time.Time    `json:"op"`
}

// Wissel gives an open case another policy and answers the one fact that records
// it; false when there is nothing to do: the case has not begun, is closed, or
// carries this policy or a later one already (by its Nr; 0 is always taken).
//
// What fired stays fired, also when its term got longer, and no rung fires twice.
// A rung that is due by the new policy and was not by the old is due now; the
// ladder goes on from there, so that one change never fires a whole ladder. A
// moment somebody chose or agreed (review of a plan, a check-in of nazorg) stays.
func (s *State) Wissel(b Beleid, door Actor, nu time.Time) (Feit, bool) {
	if s.Fase == "" || s.Fase == Afgesloten || b.Nr > 0 && b.Nr <= s.Beleid.Nr {
		return Feit{}, false
	}
	was := s.lopend()
	f := Feit{Soort: FeitBeleid, Door: door, Op: nu, Vastgelegd: nu, Beleid: &Beleidswissel{
		Van: s.Beleid.Versie, Naar: b.Versie, Nr: b.Nr, KalenderTot: b.Kalender.Tot,
	}}
	s.Beleid = b
	s.Gevuurd, s.Uitgesteld = slices.Clone(s.Gevuurd), slices.Clone(s.Uitgesteld)
	s.verplaats(was)
	s.rondWachtlijstAf()
	s.stelUit(was, nu)
	return s.voegToe(f), true
}

// lopende is a term as it stood before the change.
type lopende struct {
	termijn
	momenten []time.Time
}

func (s *State) lopend() []lopende {
	var uit []lopende
	for _, t := range s.actief() {
		uit = append(uit, lopende{t, s.momenten(t)})
	}
	return uit
}

// verplaats: a term whose beginning follows from the policy (the window of a
// nazorg check-in) takes the rungs that fired along to its new beginning.
func (s *State) verplaats(was []lopende) {
	for _, t := range s.actief() {
		i := slices.IndexFunc(was, func(l lopende) bool { return l.soort == t.soort })
		if i < 0 || was[i].begin.Equal(t.begin) {
			continue
		}
		for j, g := range s.Gevuurd {
			if g.Soort == t.soort && g.Begin.Equal(was[i].begin) {
				s.Gevuurd[j].Begin = t.begin
			}
		}
		for j, u := range s.Uitgesteld {
			if u.Soort == t.soort && u.Begin.Equal(was[i].begin) {
				s.Uitgesteld[j].Begin = t.begin
			}
		}
	}
}

// rondWachtlijstAf: the review of the waiting list begins anew after its last
// rung; a ladder that became shorter than what fired has had its last.
func (s *State) rondWachtlijstAf() {
	ladder := s.ladder(termijn{soort: TermijnWachtlijst})
	if s.Fase != Wachtlijst || len(ladder) == 0 {
		return
	}
	ronde := s.Sinds.WachtRonde
	for _, g := range s.Gevuurd { // in the order they fired
		if g.Soort == TermijnWachtlijst && g.Begin.Equal(ronde) && g.Trede >= len(ladder) {
			s.Sinds.WachtRonde = g.Op
		}
	}
}

// stelUit notes for every term whose next rung is overdue by the new policy only,
// that it is due now. What no longer runs is forgotten.
func (s *State) stelUit(was []lopende, nu time.Time) {
	actief := s.actief()
	s.Uitgesteld = slices.DeleteFunc(s.Uitgesteld, func(u Uitstel) bool {
		return !slices.ContainsFunc(actief, func(t termijn) bool { return t.soort == u.Soort && t.begin.Equal(u.Begin) })
	})
	for _, t := range actief {
		ms, n := s.momenten(t), s.gevuurd(t)
		if n >= len(ms) || ms[n].After(nu) {
			continue
		}
		i := slices.IndexFunc(was, func(l lopende) bool { return l.soort == t.soort })
		if i >= 0 && n < len(was[i].momenten) && was[i].momenten[n].Equal(ms[n]) {
			continue
		}
		s.Uitgesteld = slices.DeleteFunc(s.Uitgesteld, func(u Uitstel) bool { return u.Soort == t.soort })
		s.Uitgesteld = append(s.Uitgesteld, Uitstel{Soort: t.soort, Begin: t.begin, Trede: n + 1, Op: nu})
	}
	if len(s.Uitgesteld) == 0 {
		s.Uitgesteld = nil
	}
}

// naWissel is when a rung is due that by the ladder is due at m: not before the
// change of policy that made it overdue, and not while a pause stops its term.
func (s *State) naWissel(t termijn, trede int, m time.Time, pauzes []Pauze) (time.Time, bool) {
	for _, u := range s.Uitgesteld {
		if u.Soort != t.soort || !u.Begin.Equal(t.begin) || u.Trede != trede || !u.Op.After(m) {
			continue
		}
		m = u.Op
		for _, p := range pauzes {
			switch {
			case p.Van.After(m):
			case p.Tot.IsZero():
				return time.Time{}, false
			case p.Tot.After(m):
				m = p.Tot
			}
		}
	}
	return m, true
}

// TredeStand is one rung that has not fired: who it tells and when.
type TredeStand struct {
	Soort TermijnSoort
	Trede int // from 1
	Aan   Bestemming
	Na    Duur
	// Vervalt is zero while an opschorting stops the term.
	Vervalt time.Time
}

// Treden lists every rung that is still to fire, as long as nothing else happens.
func (s *State) Treden() []TredeStand {
	var uit []TredeStand
	for _, t := range s.actief() {
		ms, ladder := s.momenten(t), s.ladder(t)
		for i := s.gevuurd(t); i < len(ladder); i++ {
			st := TredeStand{Soort: t.soort, Trede: i + 1, Aan: s.naar(ladder[i].Aan), Na: ladder[i].Na}
			if i < len(ms) {
				st.Vervalt = ms[i]
			}
			uit = append(uit, st)
		}
	}
	return uit
}

// Werkdagen counts the working days after the day of van up to and including that of tot.
func (k *Kalender) Werkdagen(van, tot time.Time) int {
	return k.werkdagenTot(k.dagVan(van), k.dagVan(tot))
}

// Dagen counts the calendar days from the day of van to that of tot; not below zero.
func (k *Kalender) Dagen(van, tot time.Time) int {
	return k.dagVan(van).dagenTot(k.dagVan(tot))
}
