package casus

import (
	"slices"
	"time"
)

// maxContacten is how many contacts the clocks remember: those they need most, newest by moment.
const maxContacten = 40

// kanContact: contacts are possible from the first toewijzing on, also after closing.
func kanContact(s *State, _ time.Time) *Weigering {
	if !s.Toegewezen {
		return nietNu("Een contact kan pas na de toewijzing.")
	}
	return nil
}

func doeContact(s *State, st Stap, f *Feit) {
	f.NaSluiting = s.Fase == Afgesloten || st.NaPeriode
	if !slices.ContainsFunc(s.Contacten, func(c Contact) bool { return c.ID == st.ID }) { // else its correction came first
		s.onthoudContact(Contact{ID: st.ID, Op: f.Op, Poging: st.Poging, Bereikt: st.Bereikt}, st.Contactsoort)
	}
}

// onthoudContact keeps a contact for the clocks and for the compass.
func (s *State) onthoudContact(c Contact, soort Contactsoort) {
	s.onthoud(c)
	if s.Fase == Outreach || s.Fase == Overdragen {
		s.onthoudPoging(Poging{ID: c.ID, Op: c.Op, Soort: soort}, c.Poging && !c.Bereikt)
	}
	s.herzieDaling(c.Op)
}

func (s *State) onthoud(c Contact) {
	s.Contacten = slices.DeleteFunc(s.Contacten, func(d Contact) bool { return d.ID == c.ID })
	i := slices.IndexFunc(s.Contacten, func(d Contact) bool {
		return d.Op.Before(c.Op) || d.Op.Equal(c.Op) && d.ID < c.ID
	})
	if i < 0 {
		i = len(s.Contacten)
	}
	s.Contacten = slices.Insert(s.Contacten, i, c)
	if len(s.Contacten) > maxContacten {
		j := s.minstNodig()
		s.Contacten = slices.Delete(s.Contacten, j, j+1)
	}
}

// minstNodig is the contact the clocks can miss most easily: one of an earlier
// stay before an administrative one, before an attempt, before one that reached
// the client; the oldest of those. By that order, not by arrival, so that a
// stream of calls never pushes out the contact a clock counts from.
func (s *State) minstNodig() int {
	nut := func(c Contact) int {
		switch {
		case c.Op.Before(s.Sinds.Toewijzing):
			return 0
		case c.Bereikt:
			return 3
		case c.Poging:
			return 2
		default:
			return 1
		}
	}
	beste := len(s.Contacten) - 1
	for i := beste - 1; i >= 0; i-- {
		if nut(s.Contacten[i]) < nut(s.Contacten[beste]) {
			beste = i
		}
	}
	return beste
}

// bereiktSinds is the moment the not-reached clock counts from: the last time the
// client was really reached, or the beginning of this stay in outreach.
func (s *State) bereiktSinds() time.Time {
	for _, c := range s.Contacten {
		if c.Bereikt && c.Op.After(s.Sinds.Toewijzing) {
			return c.Op
		}
	}
	return s.Sinds.Toewijzing
}

// eerstePoging is the first attempt of this stay in outreach; zero when there was none.
func (s *State) eerstePoging() time.Time {
	var eerste time.Time
	for _, c := range s.Contacten {
		if c.Poging && !c.Op.Before(s.Sinds.Toewijzing) {
			eerste = c.Op // newest first, so the last one found is the earliest
		}
	}
	return eerste
}

// doeCorrectie: a correction of a contact (Uitkomst [CorrigeertContact]) takes
// part in the clocks in place of the contact it names; one of safety flags may
// change which stand ([CorrigeertVeiligheid]); any other is a fact only.
func doeCorrectie(s *State, st Stap, f *Feit) {
	f.NaSluiting = s.Fase == Afgesloten
	switch st.Uitkomst {
	case CorrigeertVeiligheid:
		s.corrigeerVlaggen(st, f)
	case CorrigeertContact:
		c := Contact{ID: st.Ding, Op: f.Op, Poging: st.Poging, Bereikt: st.Bereikt}
		if i := slices.IndexFunc(s.Contacten, func(d Contact) bool { return d.ID == c.ID }); i >= 0 && st.Op.IsZero() {
			c.Op = s.Contacten[i].Op // it happened when it happened, whenever it is corrected
		}
		s.onthoudContact(c, st.Contactsoort)
	}
}

// CorrigeertContact is the Uitkomst of a correction whose Ding is a contact.
const CorrigeertContact = "contact"

// magTot: a moment a step chooses lies ahead; a date is tomorrow or later, since
// a review that is due today would remind at once.
func magTot(s *State, st Stap, nu time.Time) *Weigering {
	k := &s.Beleid.Kalender
	switch {
	case st.Tot.IsZero():
		return nil
	case st.TotDag && !k.dagVan(nu).voor(datum(st.Tot)), !st.TotDag && !st.Tot.After(nu):
		return anderMoment("Kies een datum die nog komt.")
	}
	return nietTeVer(st, nu)
}

// nietTeVer refuses a moment further away than a term can be long: it would be a
// mistake in typing, and the state could not be read back.
func nietTeVer(st Stap, nu time.Time) *Weigering {
	if st.Tot.After(nu.AddDate(0, 0, Dag.max()-1)) {
		return anderMoment("Kies een datum binnen twintig jaar.")
	}
	return nil
}

// datum is the day a step named as a date, whatever zone it was read in.
func datum(t time.Time) dag {
	return dag(time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC))
}

// eindeTot is the moment, or when a date was given the close of office hours on
// the day after it, so that the day itself counts whole.
func (s *State) eindeTot(st Stap) time.Time {
	if !st.TotDag {
		return st.Tot
	}
	k := &s.Beleid.Kalender
	return k.eindeVan(datum(st.Tot).plus(1))
}

// herziening is a review at the moment a step chose, or after the policy's time.
func (s *State) herziening(st Stap, nu time.Time, anders Duur) *Herziening {
	d := anders
	if !st.Tot.IsZero() {
		d = s.budget(st, nu)
	}
	return &Herziening{Van: nu, Duur: d}
}

func (s *State) budget(st Stap, nu time.Time) Duur {
	if !st.TotDag {
		return Duur{N: min(max(1, int(st.Tot.Sub(nu)/time.Second)), Seconde.max()), Eenheid: Seconde}
	}
	return Duur{N: min(s.Beleid.Kalender.dagVan(nu).dagenTot(datum(st.Tot)), Dag.max()), Eenheid: Dag}
}

func doePlan(s *State, st Stap, f *Feit) {
	s.Plan = s.herziening(st, f.Vastgelegd, s.Beleid.PlanHerziening)
	if s.Fase != Nazorg && (st.Methodiek != "" || st.Doelen > 0) {
		s.kompas().plan(st, f.Vastgelegd)
	}
}

func magInzet(s *State, st Stap, nu time.Time) *Weigering {
	if st.Wie == "" {
		return ongeldig("Noem wie wordt ingezet.")
	}
	if !st.Tot.IsZero() && !s.eindeTot(st).After(nu) {
		return anderMoment("Kies een datum die nog komt.")
	}
	return nietTeVer(st, nu)
}

// doeInzet: somebody asked in may read and add contacts until Tot. Asking again replaces.
func doeInzet(s *State, st Stap, f *Feit) {
	i := Inzet{ID: st.ID, Wie: st.Wie}
	if !st.Tot.IsZero() {
		i.Tot = s.eindeTot(st)
	}
	if st.Organisatie != "" && st.Organisatie != s.Beleid.Bmz {
		i.Organisatie, i.Sinds = st.Organisatie, s.sindsInzet(st, f.Vastgelegd)
	}
	s.Inzet = slices.DeleteFunc(slices.Clone(s.Inzet), func(x Inzet) bool { return x.Wie == i.Wie })
	s.Inzet = append(s.Inzet, i)
	f.Meldingen = append(f.Meldingen, Melding{Soort: MeldInzet, Aan: AanPersoon, Wie: Regiehouder{Organisatie: s.Beleid.Bmz, Persoon: st.Wie}})
}

// sindsInzet: asking again while it runs goes on counting from the first time.
func (s *State) sindsInzet(st Stap, nu time.Time) time.Time {
	for _, x := range s.Inzet {
		if x.Wie == st.Wie && !x.Sinds.IsZero() && (x.Tot.IsZero() || x.Tot.After(nu)) {
			return x.Sinds
		}
	}
	return nu
}

// Opschorting: the clocks that depend on the client stand still; it reminds at
// HervatOp and never resumes by itself (domain description, section 3).

func magOpschorten(s *State, st Stap, nu time.Time) *Weigering {
	if st.Tot.IsZero() {
		return ongeldig("Noem in `hervatOp` wanneer de casus weer bekeken wordt.")
	}
	return magTot(s, st, nu)
}

func doeOpschorten(s *State, st Stap, f *Feit) {
	o := &OpschortingNu{Herziening: *s.herziening(st, f.Vastgelegd, Duur{})}
	if s.Opgeschort != nil {
		o.Verlengingen = s.Opgeschort.Verlengingen + 1
	} else {
		s.Pauzes = append(s.Pauzes, Pauze{Van: f.Vastgelegd})
	}
	s.Opgeschort = o
	if o.Verlengingen > s.Beleid.MaxVerlengingen {
		s.meld(f, MeldVerlengd, AanStuurgroep)
	}
}

func isOpgeschort(s *State, _ time.Time) *Weigering {
	if s.Opgeschort == nil {
		return nietNu("De casus is niet opgeschort.")
	}
	return nil
}

func doeHervatten(s *State, _ Stap, f *Feit) { s.hervat(f.Vastgelegd) }

// hervat ends the open pause: stopped terms go on with what was left.
func (s *State) hervat(nu time.Time) {
	s.Opgeschort = nil
	if n := len(s.Pauzes); n > 0 && s.Pauzes[n-1].Tot.IsZero() {
		s.Pauzes[n-1].Tot = nu
	}
}
