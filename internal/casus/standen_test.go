package casus

import "testing"

// A stand is a case at a point of the chain, reached by steps.
type stand struct {
	naam string
	maak func(t testing.TB) *proef
}

// standen are the points of the chain at which different steps are possible.
func standen() []stand {
	return []stand{
		{"begin", leeg},
		{"aanmelding", func(t testing.TB) *proef { return nieuw(t, Normaal) }},
		{"vraag uit", func(t testing.TB) *proef { return na(t, "aanmelding", Stap{Soort: StapOntvangst}) }},
		{"quickscan", func(t testing.TB) *proef { return na(t, "aanmelding", Stap{Soort: StapOntvangst, Volledig: true}) }},
		{"wachtlijst", func(t testing.TB) *proef {
			return na(t, "quickscan", Stap{Soort: StapQuickscan, Uitkomst: BesluitAccepteren})
		}},
		{"outreach", func(t testing.TB) *proef { return na(t, "wachtlijst", Stap{Soort: StapToewijzing, Wie: "wim"}) }},
		{"opgeschaald", func(t testing.TB) *proef {
			return na(t, "outreach", Stap{ID: "op", Soort: StapOpschaling, Niveau: 1})
		}},
		{"opgeschort", func(t testing.TB) *proef {
			return na(t, "outreach", Stap{Soort: StapOpschorting, Tot: maandag().AddDate(0, 0, 30)})
		}},
		{"voorgesteld", func(t testing.TB) *proef {
			return na(t, "outreach", Stap{Soort: StapAfsluiting, Reden: Verhuisd, Door: Actor{Persoon: "wim", Rol: RolWerker}})
		}},
		{"overdracht", func(t testing.TB) *proef {
			return na(t, "outreach", Stap{Soort: StapAfschaalbeoordeling, Uitkomst: BesluitAfschalen})
		}},
		{"aangeboden", func(t testing.TB) *proef {
			return na(t, "overdracht", Stap{ID: "over", Soort: StapOverdracht, Wie: "ggz", Wet: "zvw"})
		}},
		{"geaccepteerd", func(t testing.TB) *proef { return na(t, "aangeboden", Stap{Soort: StapAcceptatie, Ding: "over"}) }},
		{"besproken", func(t testing.TB) *proef { return na(t, "geaccepteerd", Stap{Soort: StapGesprek, Ding: "over"}) }},
		{"nazorg", func(t testing.TB) *proef {
			return na(t, "besproken", Stap{Soort: StapEersteContact, Ding: "over", Door: Actor{Persoon: "gea", Organisatie: "ggz"}})
		}},
		{"geland", func(t testing.TB) *proef { return na(t, "nazorg", sluit(Geland)) }},
		{"verhuisd", func(t testing.TB) *proef { return na(t, "outreach", sluit(Verhuisd)) }},
		{"niet bmz", func(t testing.TB) *proef {
			return na(t, "quickscan", Stap{Soort: StapQuickscan, Uitkomst: BesluitAfwijzen})
		}},
	}
}

func sluit(r Afsluitreden) Stap {
	return Stap{Soort: StapAfsluiting, Reden: r, Door: Actor{Persoon: "coen", Rol: RolCoordinator}}
}

// op is a case at that stand.
func op(t testing.TB, naam string) *proef {
	t.Helper()
	for _, s := range standen() {
		if s.naam == naam {
			return s.maak(t)
		}
	}
	t.Fatalf("geen stand %q", naam)
	return nil
}

// na is a case at that stand after these steps.
func na(t testing.TB, naam string, sts ...Stap) *proef {
	t.Helper()
	p := op(t, naam)
	for _, st := range sts {
		p.stap(st)
	}
	return p
}

// goed is a step of that kind whose content fits the case as it stands, so that
// only the phase and the state can refuse it.
func (s *State) goed(soort StapSoort) Stap {
	st := Stap{Soort: soort, Door: Actor{Persoon: "coen", Rol: RolCoordinator}}
	switch soort {
	case StapAanmelding:
		st.Urgentie, st.Organisatie = Normaal, "woon"
	case StapQuickscan:
		st.Uitkomst = BesluitAccepteren
	case StapToewijzing:
		st.Wie, st.Vervangt = "wanda", s.Casehouder
		if s.Casehouder == "wanda" {
			st.Wie = "wim"
		}
	case StapInzet:
		st.Wie = "pia"
	case StapOverdracht:
		st.Wie, st.Wet = "ggz", "zvw"
	case StapOpschaling:
		st.Niveau = 2
	case StapBeoordeling, StapAfschaling:
		st.Niveau = 3
		if s.Opschaling != nil {
			st.Ding = s.Opschaling.ID
		}
	case StapAcceptatie, StapWeigering, StapOverdrachtIntrek, StapGesprek, StapEersteContact:
		if s.Overdracht != nil {
			st.Ding = s.Overdracht.ID
		}
		st.Door = Actor{Persoon: "gea", Organisatie: "ggz"}
	case StapAfschaalbeoordeling:
		st.Uitkomst = BesluitAfschalen
		if s.Fase == Overdragen {
			st.Uitkomst = BesluitVoortzetten
		}
	case StapNazorgcontact:
		st.Uitkomst = UitkomstStabiel
	case StapOpschorting:
		st.Tot = maandag().AddDate(10, 0, 0)
	case StapAfsluiting:
		st.Reden = Verhuisd
	case StapIntrekking, StapOntvangst, StapAntwoord, StapSneloverleg, StapWachtlijst, StapContact, StapPlan, StapMeting,
		StapTerugvalsignaal, StapHervatting, StapVoorstelAfwijzing, StapHeropening, StapCorrectie, StapGeinformeerd, StapVeiligheid:
	}
	return st
}
