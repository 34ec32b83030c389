package casus

import "time"

// The first phases: aanmelding, quickscan and wachtlijst. The verwijzer holds
// regie until BMZ accepts it by toewijzing (domain description, section 3).

func nogLeeg(s *State, _ time.Time) *Weigering {
	if s.Seq > 0 {
		return nietNu("Deze aanmelding is al gedaan.")
	}
	return nil
}

// magAanmelding: the verwijzer's organisation holds regie from the first moment,
// so a case without one cannot begin.
func magAanmelding(_ *State, st Stap, _ time.Time) *Weigering {
	switch {
	case st.Organisatie == "":
		return ongeldig("Noem de organisatie van de verwijzer.")
	case !st.Urgentie.Geldig():
		return ongeldig("Kies als urgentie spoed, hoog of normaal.")
	}
	return nil
}

// doeAanmelding: Organisatie and Wie (user id, may be empty) are the verwijzer;
// Tot is the review of the duty to inform when the client does not know of it
// yet (Uitkomst is then [NietGeinformeerd]).
func doeAanmelding(s *State, st Stap, f *Feit) {
	s.Fase, s.Urgentie = Aanmelding, st.Urgentie
	s.Verwijzer = Regiehouder{Organisatie: st.Organisatie, Persoon: st.Wie}
	s.Regie = s.Verwijzer
	s.Sinds.Ontvangst = f.Vastgelegd
	if st.Uitkomst == NietGeinformeerd {
		s.Informeren = s.herziening(st, f.Vastgelegd, s.Beleid.Informeren)
	}
	s.meld(f, MeldAanmelding, AanCtb)
}

// NietGeinformeerd is the Uitkomst of an aanmelding or of geinformeerd: the client was not told yet.
const NietGeinformeerd = "niet"

func doeGeinformeerd(s *State, st Stap, f *Feit) {
	s.Informeren = nil
	if st.Uitkomst == NietGeinformeerd {
		s.Informeren = s.herziening(st, f.Vastgelegd, s.Beleid.Informeren)
	}
}

func doeIntrekking(s *State, _ Stap, f *Feit) {
	s.meld(f, MeldIngetrokken, AanCtb)
	s.sluit(f, Ingetrokken)
}

func doeOntvangst(s *State, st Stap, f *Feit) {
	if !st.Volledig {
		s.VraagUit, s.Sinds.Vraag = true, f.Vastgelegd
		s.meld(f, MeldVraag, AanVerwijzer)
		return
	}
	s.Fase, s.VraagUit = Quickscan, false
	s.Sinds.Quickscan, s.Sinds.Sneloverleg = f.Vastgelegd, time.Time{}
}

func kanAntwoord(s *State, _ time.Time) *Weigering {
	if !s.VraagUit {
		return nietNu("Er staat geen vraag open bij de verwijzer.")
	}
	return nil
}

func doeAntwoord(s *State, _ Stap, f *Feit) {
	s.VraagUit, s.Sinds.Ontvangst = false, f.Vastgelegd
	s.meld(f, MeldAntwoord, AanCtb)
}

func doeSneloverleg(s *State, st Stap, f *Feit) {
	if st.Uitkomst == UitkomstBekend {
		s.Sinds.Sneloverleg = time.Time{}
		return
	}
	s.Sinds.Sneloverleg = f.Vastgelegd
}

func magUrgentie(_ *State, st Stap, _ time.Time) *Weigering {
	if st.Urgentie != "" && !st.Urgentie.Geldig() {
		return ongeldig("Kies als urgentie spoed, hoog of normaal.")
	}
	return nil
}

func magQuickscan(s *State, st Stap, nu time.Time) *Weigering {
	switch st.Uitkomst {
	case BesluitAccepteren, BesluitAdviseren, BesluitDoorgeleiden, BesluitAfwijzen:
		return magUrgentie(s, st, nu)
	default:
		return ongeldig("Kies als besluit accepteren, adviseren, doorgeleiden of afwijzen.")
	}
}

func doeQuickscan(s *State, st Stap, f *Feit) {
	s.urgentie(st)
	switch st.Uitkomst {
	case BesluitAccepteren:
		s.Fase = Wachtlijst
		s.Sinds.Wachtlijst, s.Sinds.WachtReview, s.Sinds.WachtRonde = f.Vastgelegd, f.Vastgelegd, f.Vastgelegd
	case BesluitAdviseren:
		s.sluit(f, AdviesGegeven)
	case BesluitDoorgeleiden:
		s.sluit(f, Doorgeleid)
	default:
		s.sluit(f, NietBmz)
	}
}

func (s *State) urgentie(st Stap) {
	if st.Urgentie != "" {
		s.Urgentie = st.Urgentie
	}
}

func doeWachtlijst(s *State, st Stap, f *Feit) {
	s.urgentie(st)
	s.Sinds.WachtReview, s.Sinds.WachtRonde = f.Vastgelegd, f.Vastgelegd
}

func magToewijzing(s *State, st Stap, _ time.Time) *Weigering {
	switch {
	case st.Wie == "":
		return ongeldig("Noem wie de casehouder wordt.")
	case st.Vervangt != s.Casehouder && s.Casehouder == "":
		return ingehaald("Er is nog geen casehouder om te vervangen: laat `vervangt` weg.")
	case st.Vervangt != s.Casehouder:
		return ingehaald("De casehouder is intussen een ander. Bekijk de casus opnieuw en noem in `vervangt` wie nu casehouder is.")
	case st.Wie == s.Casehouder:
		return nietNu("Deze persoon is al casehouder.")
	}
	return nil
}

// doeToewijzing is BMZ's acceptance of regie. Reassigning moves regie within BMZ
// and starts no term anew; after landing the receiver keeps regie.
func doeToewijzing(s *State, st Stap, f *Feit) {
	s.Casehouder = st.Wie
	if s.Fase == Wachtlijst {
		s.naarOutreach(f.Vastgelegd)
	}
	if s.Fase != Nazorg {
		s.Regie = Regiehouder{Organisatie: s.Beleid.Bmz, Persoon: st.Wie}
	}
	s.meld(f, MeldToegewezen, AanCasehouder)
}

// naarOutreach begins a stay in outreach: every term starts anew.
func (s *State) naarOutreach(nu time.Time) {
	s.Fase, s.Toegewezen = Outreach, true
	s.Sinds = Momenten{Toewijzing: nu, Afschaal: nu}
	s.Nazorg, s.Overdracht, s.Voorstel, s.Plan, s.Kompas = nil, nil, nil, nil, nil
}
