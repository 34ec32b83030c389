package casus

import (
	"slices"
	"time"
)

// The afschaal-kompas: facts that point to scaling a case down ask the question
// of the afschaalbeoordeling before its time does. Like terms, signs are derived
// from the state, not started or stopped; only a falling contact rate that was
// asked about is remembered, because the contacts that proved it are not kept for
// ever. Decision 0036 tells what each sign is and why.

// SignaalSoort names a sign that a case can be scaled down.
type SignaalSoort string

// The signs (domain description, section 3, afschaalbeoordeling).
const (
	// SignaalCti: the phases of the method CTI are over.
	SignaalCti SignaalSoort = "cti-fasen-voorbij"
	// SignaalDoelen: every goal of the plan was met.
	SignaalDoelen SignaalSoort = "doelen-behaald"
	// SignaalContact: the client is reached much less often than before.
	SignaalContact SignaalSoort = "contact-neemt-af"
	// SignaalZrm: the ZRM rose over the domains that were measured both times.
	SignaalZrm SignaalSoort = "zrm-stijgt"
	// SignaalOntvanger: another organisation works alongside for a while.
	SignaalOntvanger SignaalSoort = "ontvanger-in-beeld"
)

// SignaalSoorten lists every sign.
func SignaalSoorten() []SignaalSoort {
	return []SignaalSoort{SignaalCti, SignaalDoelen, SignaalContact, SignaalZrm, SignaalOntvanger}
}

// Signaal is one sign: since when it asks, and the two or three numbers its reason is made of.
type Signaal struct {
	Soort SignaalSoort `json:"soort"`
	Sinds time.Time    `json:"sinds"`
	// Van and Naar are counts: goals and goals met, contacts before and lately,
	// ZRM totals before and after. N is the number of phases or domains.
	Van  int `json:"van,omitempty"`
	Naar int `json:"naar,omitempty"`
	N    int `json:"n,omitempty"`
	// Duur and DuurVoor are lengths the reason names.
	Duur     Duur `json:"duur,omitzero"`
	DuurVoor Duur `json:"duurVoor,omitzero"`
}

// Kompas is what the policy says of the signs. A case whose policy has none is
// asked by time only.
type Kompas struct {
	// Ladder is that of the afschaalbeoordeling when a sign asks; it counts from the sign.
	Ladder []Trede `json:"ladder"`
	// Rust is how long a sign that was answered does not ask again.
	Rust Duur `json:"rust"`
	// CtiFase and CtiFasen: how long the method CTI lasts.
	CtiFase  Duur `json:"ctiFase"`
	CtiFasen int  `json:"ctiFasen"`
	// Contact is when the contact rate counts as falling.
	Contact Contactdaling `json:"contact"`
	// ZrmStijging is how many points the ZRM must have risen per ten domains scored.
	ZrmStijging int `json:"zrmStijging"`
	// OntvangerNa is how long another organisation works alongside before it is a sign.
	OntvangerNa Duur `json:"ontvangerNa"`
	// Pogingen without reaching the client before something untried is suggested.
	Pogingen int `json:"pogingen"`
}

// Contactdaling compares the reached contacts of the last Recent with those of
// Eerder before it, per day: at most Percentage of what it was is falling, when
// there were at least Minstens in Eerder. Both are days or exact.
type Contactdaling struct {
	Recent     Duur `json:"recent"`
	Eerder     Duur `json:"eerder"`
	Minstens   int  `json:"minstens"`
	Percentage int  `json:"percentage"`
}

// KompasStand is what the signs need to know of this stay in outreach: counts and
// moments, bounded. It begins anew with every stay.
type KompasStand struct {
	// CtiSinds is the first plan with the method CTI, while that is the method.
	CtiSinds time.Time `json:"cti,omitzero"`
	// Doelen of the last plan and how many were met; DoelenOp since when all are.
	Doelen   int       `json:"dl,omitempty"`
	Behaald  int       `json:"bh,omitempty"`
	DoelenOp time.Time `json:"dlo,omitzero"`
	Metingen []Meting  `json:"me,omitempty"` // oldest first, at most maxMetingen
	// Pogingen are the last attempts that did not reach the client, newest first, at most maxPogingen.
	Pogingen []Poging `json:"po,omitempty"`
	// Daling is since when a falling contact rate asked.
	Daling time.Time `json:"da,omitzero"`
	// Beantwoord is when each sign was last answered, at most one of each.
	Beantwoord []Beantwoord `json:"be,omitempty"`
}

// Meting is what the signs need of a measurement: which domains and their total,
// never the score of a domain (decision 0036).
type Meting struct {
	ID         string    `json:"id"`
	Op         time.Time `json:"op"`
	Vastgelegd time.Time `json:"v"`
	Instrument string    `json:"i"`
	Domeinen   int       `json:"d"` // a bit per domain, in the order of the instrument
	Totaal     int       `json:"t"`
}

// Beantwoord says when a sign was last answered.
type Beantwoord struct {
	Soort SignaalSoort `json:"s"`
	Op    time.Time    `json:"op"`
}

// Bounds of what a KompasStand remembers.
const (
	maxMetingen = 8
	maxPogingen = 12
)

// kompas gives the stand to change; the old one stays as it was for whoever holds a copy of the state.
func (s *State) kompas() *KompasStand {
	k := &KompasStand{}
	if s.Kompas != nil {
		*k = *s.Kompas
	}
	s.Kompas = k
	return k
}

func (k *KompasStand) plan(st Stap, nu time.Time) {
	switch {
	case st.Methodiek == MethodiekCti && k.CtiSinds.IsZero():
		k.CtiSinds = nu
	case st.Methodiek != "" && st.Methodiek != MethodiekCti:
		k.CtiSinds = time.Time{}
	}
	k.Doelen, k.Behaald = st.Doelen, st.Behaald
	switch {
	case k.Doelen == 0 || k.Behaald < k.Doelen:
		k.DoelenOp = time.Time{}
	case k.DoelenOp.IsZero():
		k.DoelenOp = nu
	}
}

// meting keeps the oldest and the newest ones: by moment, not by arrival, so that
// the order in which they are recorded does not matter.
func (k *KompasStand) meting(m Meting) {
	ms := append(slices.Clone(k.Metingen), m)
	slices.SortFunc(ms, func(a, b Meting) int {
		if c := a.Op.Compare(b.Op); c != 0 {
			return c
		}
		return compareID(a.ID, b.ID)
	})
	if len(ms) > maxMetingen {
		ms = slices.Delete(ms, 1, 2)
	}
	k.Metingen = ms
}

func compareID(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// doeMeting: a fact, and for the compass its total.
func doeMeting(s *State, st Stap, f *Feit) {
	if s.Fase != Nazorg && st.Domeinen != 0 {
		s.kompas().meting(Meting{ID: st.ID, Op: f.Op, Vastgelegd: f.Vastgelegd, Instrument: st.Instrument, Domeinen: st.Domeinen, Totaal: st.Totaal})
	}
}

// afschaalTermijn is the one question whether the case can be scaled down: asked
// by time, or by the first sign when that comes earlier. There is never a second
// one beside it; a sign that comes while it is open is one more reason.
func (s *State) afschaalTermijn() termijn {
	tijd := termijn{soort: TermijnAfschaal, begin: s.Sinds.Afschaal, stopbaar: true}
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
// scored the same domains with the same instrument. It asks from when both were known.
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
