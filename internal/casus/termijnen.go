package casus

import (
	"hash/fnv"
	"slices"
	"time"
)

// termijn is a term that applies to the case as it stands. It is derived from
// the state each time, never stored: only which rungs fired is.
type termijn struct {
	soort TermijnSoort
	begin time.Time
	basis Duur // runs before the ladder begins: a date somebody chose
	// stopbaar terms depend on the client and stand still during opschorting.
	stopbaar bool
	// treden replaces the policy's ladder of this term; nil: as the policy says.
	treden []Trede
}

// actief lists the terms that apply now, in the order of the chain. Each line
// says when a term applies and from which moment it counts (domain description, section 3).
func (s *State) actief() []termijn {
	var ts []termijn
	als := func(aan bool, t termijn) {
		if aan && !t.begin.IsZero() {
			ts = append(ts, t)
		}
	}
	f, m := s.Fase, s.Sinds
	begeleid := f == Outreach || f == Overdragen
	als(f == Aanmelding && !s.VraagUit, termijn{soort: TermijnOntvangst, begin: m.Ontvangst})
	als(f == Aanmelding && s.VraagUit, termijn{soort: TermijnAntwoord, begin: m.Vraag})
	als(f == Quickscan, termijn{soort: TermijnQuickscan, begin: m.Quickscan})
	als(f == Quickscan, termijn{soort: TermijnSneloverleg, begin: m.Sneloverleg})
	als(f == Wachtlijst, termijn{soort: TermijnWachtlijst, begin: m.WachtRonde})
	als(f == Wachtlijst && s.Urgentie != Normaal, termijn{soort: TermijnWachtlijstUrgent, begin: m.Wachtlijst})
	als(f == Outreach && s.eerstePoging().IsZero(), termijn{soort: TermijnEerstePoging, begin: m.Toewijzing, stopbaar: true})
	als(begeleid, termijn{soort: TermijnBereikt, begin: s.bereiktSinds(), stopbaar: true})
	als(f == Outreach, s.afschaalTermijn())
	als(f == Overdragen && s.Overdracht == nil, termijn{soort: TermijnAanbieden, begin: m.Overdracht})
	if s.Plan != nil {
		als(begeleid, termijn{soort: TermijnPlan, begin: s.Plan.Van, basis: s.Plan.Duur, stopbaar: true})
	}
	return append(ts, s.actiefNaast()...)
}

// actiefNaast lists the terms of what runs beside the phase.
func (s *State) actiefNaast() []termijn {
	if s.Fase == Afgesloten {
		return nil
	}
	var ts []termijn
	if o := s.Opschaling; o != nil && o.Niveau < 4 {
		ts = append(ts, termijn{soort: TermijnOpschaling, begin: o.Review, stopbaar: o.Niveau < 3})
	} else if o != nil {
		ts = append(ts, termijn{soort: TermijnOpschaling4, begin: o.Review})
	}
	if o := s.Overdracht; o != nil {
		ts = append(ts, termijn{soort: overdrachtTermijn(o.Status), begin: o.Sinds})
	}
	if i := s.volgendNazorgcontact(); s.Fase == Nazorg && i >= 0 {
		opent, vervalt := s.nazorgVenster(s.Nazorg.Contacten[i])
		ts = append(ts, termijn{soort: TermijnNazorgVenster, begin: opent}, termijn{soort: TermijnNazorg, begin: vervalt})
	}
	if o := s.Opgeschort; o != nil {
		ts = append(ts, termijn{soort: TermijnHervatten, begin: o.Van, basis: o.Duur})
	}
	if o := s.Informeren; o != nil {
		ts = append(ts, termijn{soort: TermijnInformeren, begin: o.Van, basis: o.Duur})
	}
	if o := s.Voorstel; o != nil {
		ts = append(ts, termijn{soort: TermijnVoorstel, begin: o.Op})
	}
	return ts
}

func overdrachtTermijn(st OverdrachtStatus) TermijnSoort {
	switch st {
	case Aangeboden:
		return TermijnAcceptatie
	case Geaccepteerd:
		return TermijnGesprek
	default:
		return TermijnEersteContact
	}
}

// momenten are the moments the rungs of t are due, in order; shorter than the
// ladder when an open pause stops it.
func (s *State) momenten(t termijn) []time.Time {
	var pauzes []Pauze
	if t.stopbaar {
		pauzes = s.Pauzes
	}
	k := &s.Beleid.Kalender
	m, ok := k.Plus(t.begin, t.basis, pauzes)
	var ms []time.Time
	for i, trede := range s.ladder(t) {
		if ok {
			m, ok = k.Plus(m, trede.Na, pauzes)
		}
		if ok {
			m, ok = s.naWissel(t, i+1, m, pauzes)
		}
		if !ok {
			break
		}
		ms = append(ms, m)
	}
	return ms
}

func (s *State) ladder(t termijn) []Trede {
	if t.treden != nil {
		return t.treden
	}
	return s.Beleid.regel(t.soort).ladder(s.Urgentie)
}

// gevuurd counts how many rungs of t fired. Rungs fire in order.
func (s *State) gevuurd(t termijn) int {
	n := 0
	for _, g := range s.Gevuurd {
		if g.Soort == t.soort && g.Begin.Equal(t.begin) {
			n = max(n, g.Trede)
		}
	}
	return n
}

// Wekker is the next rung to fire: the engine sets one timer, to Wek.
type Wekker struct {
	Soort TermijnSoort
	Trede int
	// Vervalt is when the rung is due; Wek is that plus a delay fixed per case for
	// rungs that end with office hours, so that a region's terms do not fire in one second.
	Vervalt, Wek time.Time
}

// maxSpreiding of rungs that end with office hours (architecture: at most 10 minutes).
const maxSpreiding = 10 * time.Minute

func (s *State) spreiding(d Duur) time.Duration {
	if _, exact := d.exact(); exact {
		return 0
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(s.ID))
	return time.Duration(h.Sum32()%uint32(maxSpreiding/time.Second)) * time.Second
}

// wekkers lists the next rung of every term that has one.
func (s *State) wekkers() []Wekker {
	var ws []Wekker
	for _, t := range s.actief() {
		ms, n := s.momenten(t), s.gevuurd(t)
		if n >= len(ms) {
			continue
		}
		na := s.ladder(t)[n].Na
		ws = append(ws, Wekker{Soort: t.soort, Trede: n + 1, Vervalt: ms[n], Wek: ms[n].Add(s.spreiding(na))})
	}
	slices.SortStableFunc(ws, func(a, b Wekker) int { return a.Wek.Compare(b.Wek) })
	return ws
}

// Volgende is the next rung to fire; false when no term has one left.
func (s *State) Volgende() (Wekker, bool) {
	ws := s.wekkers()
	if len(ws) == 0 {
		return Wekker{}, false
	}
	return ws[0], true
}

// Vuur fires the rung the timer was set for, and every other that was due by
// then; one fact each. It answers nothing when the rung no longer stands. nu is
// the moment of recording only: what fires is decided by what the timer was set for.
func (s *State) Vuur(w Wekker, nu time.Time) []Feit {
	var fs []Feit
	for {
		n, ok := s.Volgende()
		if !ok || n.Wek.After(w.Wek) {
			return fs
		}
		fs = append(fs, s.vuurTrede(n, nu))
	}
}

func (s *State) vuurTrede(w Wekker, nu time.Time) Feit {
	var ladder []Trede
	for _, t := range s.actief() {
		if t.soort == w.Soort {
			ladder = s.ladder(t)
			s.Gevuurd = append(s.Gevuurd, Gevuurd{Soort: t.soort, Begin: t.begin, Trede: w.Trede, Op: w.Vervalt})
		}
	}
	aan := ladder[w.Trede-1].Aan
	if w.Soort == TermijnWachtlijst && w.Trede == len(ladder) {
		s.Sinds.WachtRonde = w.Vervalt // the waiting list is looked at again and again
	}
	f := Feit{Soort: FeitTrede, Op: w.Vervalt, Vastgelegd: nu, Termijn: w.Soort, Trede: w.Trede}
	f.Meldingen = []Melding{s.melding(string(w.Soort), w.Trede, aan)}
	if w.Soort == TermijnAfschaal {
		f.Signalen = s.onthoudDaling(w.Vervalt)
	}
	return s.voegToe(f)
}

// herzie looks again at the rungs that fired, after a step: one whose term ended
// or began anew no longer stands, unless it would be due all the same. It is
// achterhaald when what ended it had happened before the rung fired.
// op is when what was recorded just now happened.
func (s *State) herzie(nu, op time.Time) []Vervallen {
	var weg []Vervallen
	var blijft []Gevuurd
	actief := s.actief()
	for _, g := range s.Gevuurd {
		i := slices.IndexFunc(actief, func(t termijn) bool { return t.soort == g.Soort })
		if i >= 0 && (actief[i].begin.Equal(g.Begin) || s.vorigeRonde(g)) {
			blijft = append(blijft, g)
			continue
		}
		einde := nu
		if i >= 0 {
			if ms := s.momenten(actief[i]); g.Trede <= len(ms) && !ms[g.Trede-1].After(nu) {
				g.Begin = actief[i].begin
				blijft = append(blijft, g)
				continue
			}
			einde = actief[i].begin
			if g.Soort == TermijnAfschaal && !s.Sinds.Afschaal.After(g.Op) {
				einde = op // not answered: the sign that asked is disproved, or is so no more
			}
		} else if g.Soort == TermijnEerstePoging && s.Fase == Outreach {
			einde = s.eerstePoging()
		}
		als := Afgehandeld
		if einde.Before(g.Op) {
			als = Achterhaald
		}
		weg = append(weg, Vervallen{Termijn: g.Soort, Trede: g.Trede, Als: als})
	}
	s.Gevuurd = blijft
	return weg
}

// vorigeRonde: a rung of an earlier round of the review stands until somebody looks.
func (s *State) vorigeRonde(g Gevuurd) bool {
	return g.Soort == TermijnWachtlijst && g.Op.After(s.Sinds.WachtReview)
}

// laatste is when the last rung of an exhausted ladder was due.
func (s *State) laatste(t termijn, ms []time.Time) time.Time {
	if len(ms) > 0 {
		return ms[len(ms)-1]
	}
	return t.begin
}

// Termijnen shows how every term stands.
func (s *State) Termijnen() []TermijnStand {
	var uit []TermijnStand
	for _, t := range s.actief() {
		ladder, ms, n := s.ladder(t), s.momenten(t), s.gevuurd(t)
		if len(ladder) == 0 {
			continue
		}
		st := TermijnStand{Soort: t.soort, Gevuurd: n}
		switch {
		case n < len(ms):
			st.Status, st.VervaltOp, st.Aan = StatusLoopt, ms[n], s.naar(ladder[n].Aan)
		case n < len(ladder):
			st.Status, st.Aan = StatusOpgeschort, s.naar(ladder[n].Aan)
		default:
			st.Status, st.VervaltOp, st.Aan = StatusVerlopen, s.laatste(t, ms), s.naar(ladder[len(ladder)-1].Aan)
		}
		uit = append(uit, st)
	}
	return uit
}
