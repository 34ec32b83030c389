package casus

import "testing"

// landend is a case with an accepted offer since Monday 5 January, 10:00.
func landend(t *testing.T) *proef {
	t.Helper()
	p := nieuw(t, Normaal)
	p.stap(Stap{Soort: StapOntvangst, Volledig: true})
	p.stap(Stap{Soort: StapQuickscan, Uitkomst: BesluitAccepteren})
	p.stap(Stap{Soort: StapToewijzing, Wie: "werker"})
	p.stap(Stap{Soort: StapAfschaalbeoordeling, Uitkomst: BesluitAfschalen})
	p.stap(Stap{Soort: StapOverdracht, ID: "o1", Wie: "ggz", Wet: "zvw"})
	p.stap(Stap{Soort: StapAcceptatie, Ding: "o1"})
	return p
}

// Clocks count from the moment of happening (domain description, section 3): the
// receiver has ten working days from the talk, whenever it was recorded.
func TestEersteContactTeltVanafHetGesprek(t *testing.T) {
	t.Parallel()
	for _, g := range []struct{ naam, op, vervalt string }{
		{"laat vastgelegd", "2026-01-06 11:00", "2026-01-20 17:00"},
		{"meteen vastgelegd", "2026-01-15 10:00", "2026-01-29 17:00"},
		{"niet voor de acceptatie", "2025-12-30 10:00", "2026-01-19 17:00"},
		{"niet vooruit", "2026-01-22 10:00", "2026-01-29 17:00"},
	} {
		t.Run(g.naam, func(t *testing.T) {
			t.Parallel()
			p := landend(t)
			p.tot(om(t, "2026-01-15 10:00"))
			p.stap(Stap{Soort: StapGesprek, Ding: "o1", Op: om(t, g.op)})
			p.vervalt(TermijnEersteContact, g.vervalt)
		})
	}
}

// Nazorg counts from the first contact itself, also when the talk before it was recorded after it.
func TestNazorgTeltVanafHetEersteContactNaEenLaatGesprek(t *testing.T) {
	t.Parallel()
	p := landend(t)
	p.tot(om(t, "2026-01-15 10:00"))
	p.stap(Stap{Soort: StapGesprek, Ding: "o1", Op: om(t, "2026-01-06 11:00")})
	p.stap(Stap{Soort: StapEersteContact, Ding: "o1", Op: om(t, "2026-01-08 11:00")})
	if wil := om(t, "2026-01-08 11:00"); !p.s.Nazorg.Geland.Equal(wil) {
		t.Errorf("geland %s, verwacht %s", p.s.Nazorg.Geland, wil)
	}
}

// The duty to inform the client never stops (domain description, section 3): a case
// that closed before the client knew asks again after its heropening.
func TestInformerenNaHeropening(t *testing.T) {
	t.Parallel()
	p := leeg(t)
	p.stap(Stap{Soort: StapAanmelding, Urgentie: Normaal, Organisatie: "woon", Wie: "vera", Uitkomst: NietGeinformeerd})
	p.stap(Stap{Soort: StapOntvangst, Volledig: true})
	p.stap(Stap{Soort: StapQuickscan, Uitkomst: BesluitAccepteren})
	p.stap(Stap{Soort: StapToewijzing, Wie: "werker"})
	p.stap(Stap{Soort: StapAfsluiting, Reden: StructureelWeigerend})
	if len(p.s.Termijnen()) > 0 {
		t.Errorf("er loopt een termijn na sluiting: %+v", p.s.Termijnen())
	}
	p.tot(om(t, "2026-04-01 10:00"))
	p.stap(Stap{Soort: StapHeropening})
	p.vervalt(TermijnInformeren, "2026-05-01 17:00") // terms start anew: not overdue at once
	p.stap(Stap{Soort: StapGeinformeerd})
	p.stap(Stap{Soort: StapAfsluiting, Reden: StructureelWeigerend})
	p.stap(Stap{Soort: StapHeropening})
	if p.s.Informeren != nil {
		t.Error("de client weet ervan en toch wordt het weer gevraagd")
	}
}

// A case whose run began by the rules of before keeps to them.
func TestRegelsVanVoorheen(t *testing.T) {
	t.Parallel()
	p := landend(t)
	p.s.Regels = 0
	p.tot(om(t, "2026-01-15 10:00"))
	p.stap(Stap{Soort: StapGesprek, Ding: "o1", Op: om(t, "2026-01-06 11:00")})
	p.vervalt(TermijnEersteContact, "2026-01-29 17:00")
}
