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
	// SignaalZrm: the ZRM rose between two measurements of exactly the same domains;
	// with a domain more or less they do not compare (only their totals are known here).
	SignaalZrm SignaalSoort = "zrm-stijgt"
	// SignaalOntvanger: another organisation works alongside for a while.
	SignaalOntvanger SignaalSoort = "ontvanger-in-beeld"
)

// SignaalTijd is no sign but the reason when time asks: so long in outreach, or
// since the last answer, that the ladder of the afschaalbeoordeling begins. It
// stands in a [KompasBeeld] only; a fact does not hold it, see decision 0057.
const SignaalTijd SignaalSoort = "tijd"

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
	// Vanaf and Antwoord are of tijd: since when Duur counts, and whether that was
	// the last answer, not the beginning of the stay. DuurVoor is how long ago that is, see [KompasBeeld.Nu].
	Vanaf    time.Time `json:"vanaf,omitzero"`
	Antwoord bool      `json:"antwoord,omitempty"`
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
