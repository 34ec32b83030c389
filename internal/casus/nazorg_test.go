package casus

import (
	"testing"
	"time"
)

func nazorgcontact(uitkomst string) Stap {
	return Stap{Soort: StapNazorgcontact, Uitkomst: uitkomst, Door: Actor{Persoon: "gea", Organisatie: "ggz"}}
}

// afgedaan counts the settled check-ins.
func (p *proef) afgedaan() int {
	n := 0
	for _, c := range p.s.Nazorg.Contacten {
		if c.Uitkomst != "" {
			n++
		}
	}
	return n
}

// The window opens 14 days before a check-in is due, or half its own term.
func TestNazorgVenster(t *testing.T) {
	t.Parallel()
	for _, r := range []struct{ naam, na, venster, opent, vervalt string }{
		{"een maand", "1mnd", "14d", "2026-01-22 17:00", "2026-02-05 17:00"},
		{"drie maanden", "3mnd", "14d", "2026-03-22 17:00", "2026-04-05 17:00"},
		{"over de zomertijd", "3mnd", "7d", "2026-03-29 17:00", "2026-04-05 17:00"},
		{"twintig dagen: half", "20d", "14d", "2026-01-15 13:30", "2026-01-25 17:00"},
		{"precies half", "240h", "120h", "2026-01-10 10:00", "2026-01-15 10:00"},
		{"uren", "48h", "2h", "2026-01-07 08:00", "2026-01-07 10:00"},
		{"uren: half", "48h", "14d", "2026-01-06 10:00", "2026-01-07 10:00"},
		{"geen venster", "20d", "0", "2026-01-25 17:00", "2026-01-25 17:00"},
	} {
		t.Run(r.naam, func(t *testing.T) {
			t.Parallel()
			p := op(t, "besproken")
			p.s.Beleid.Nazorg = []Duur{duur(t, r.na), {20, Maand}}
			p.s.Beleid.NazorgVenster = duur(t, r.venster)
			p.stap(Stap{Soort: StapEersteContact, Ding: "over"})
			opent, vervalt := p.s.nazorgVenster(p.s.Nazorg.Contacten[0])
			if !opent.Equal(om(t, r.opent)) || !vervalt.Equal(om(t, r.vervalt)) {
				t.Fatalf("%s – %s", opent.In(amsterdam(t)), vervalt.In(amsterdam(t)))
			}
			p.nu = opent.Add(-time.Second)
			p.stap(nazorgcontact(UitkomstStabiel))
			if p.afgedaan() != 0 {
				t.Error("afgedaan voor het venster openging")
			}
			p.nu = opent
			p.stap(nazorgcontact(UitkomstStabiel))
			if p.afgedaan() != 1 {
				t.Error("niet afgedaan in het venster")
			}
			p.stap(nazorgcontact(UitkomstStabiel)) // the second on one is a fact only
			p.stap(nazorgcontact(UitkomstZorgen))
			if p.afgedaan() != 1 || len(p.s.Nazorg.Contacten) != 2 {
				t.Errorf("%+v", p.s.Nazorg.Contacten)
			}
		})
	}
}

// The whole of nazorg, stable: reminders to the receiver when a window opens, and the end.
func TestNazorgTotGeland(t *testing.T) {
	t.Parallel()
	p := op(t, "nazorg")
	for i, dag := range []string{"2026-02-01 12:00", "2026-04-01 12:00", "2026-07-01 12:00"} {
		gelijk(t, dag, treden(p.tot(om(t, dag))), "nazorg-venster 1 ontvanger")
		f := p.stap(nazorgcontact(UitkomstStabiel))
		if (i == 2) != (f.Fase == Afgesloten) {
			t.Errorf("na contact %d: %s", i+1, p.s.Fase)
		}
	}
	if p.s.Afsluitreden != Geland || wie(p.s.Regie) != "ggz/gea" {
		t.Error(p.json())
	}
}

// Zorgen adds a check-in, also on the last; the case closes after that one only.
func TestZorgenVoegtToe(t *testing.T) {
	t.Parallel()
	p := op(t, "nazorg")
	p.tot(om(t, "2026-02-01 12:00"))
	p.stap(nazorgcontact(UitkomstZorgen))
	if n := len(p.s.Nazorg.Contacten); n != 4 {
		t.Fatalf("%d contacten", n)
	}
	p.vervalt(TermijnNazorg, "2026-03-06 17:00") // due Sunday 1 March, answer 5 wd
	p.tot(om(t, "2026-02-20 12:00"))
	p.stap(nazorgcontact(UitkomstStabiel))
	p.tot(om(t, "2026-04-01 12:00"))
	p.stap(nazorgcontact(UitkomstStabiel))
	p.tot(om(t, "2026-07-01 12:00"))
	p.stap(nazorgcontact(UitkomstZorgen))
	if p.s.Fase != Nazorg || p.afgedaan() != 4 {
		t.Fatal(p.json())
	}
	p.tot(om(t, "2026-07-25 12:00"))
	p.stap(nazorgcontact(UitkomstStabiel))
	if p.s.Afsluitreden != Geland {
		t.Error(p.json())
	}
}

// A relapse counts always, in or out of a window, and starts everything anew.
func TestTerugvalBegintOpnieuw(t *testing.T) {
	t.Parallel()
	for _, st := range []Stap{nazorgcontact(UitkomstTerugval), {Soort: StapTerugvalsignaal}} {
		p := na(t, "outreach", contact("c", maandag().Add(time.Minute), true), Stap{Soort: StapPlan},
			Stap{Soort: StapAfschaalbeoordeling, Uitkomst: BesluitAfschalen}, Stap{ID: "o", Soort: StapOverdracht, Wie: "ggz"},
			Stap{Soort: StapAcceptatie, Ding: "o"}, Stap{Soort: StapGesprek, Ding: "o"}, Stap{Soort: StapEersteContact, Ding: "o"})
		p.dagen(3)
		p.stap(st)
		if p.s.Fase != Outreach || p.s.Nazorg != nil || p.s.Plan != nil || p.s.Projecteer(p.nu).Ontvanger != "" {
			t.Error(p.json())
		}
		p.vervalt(TermijnEerstePoging, "2026-01-15 17:00")
		p.vervalt(TermijnBereikt, "2026-01-22 17:00")
		p.vervalt(TermijnAfschaal, "2026-04-08 17:00")
	}
}

// With an opschaling open the last stable answer does not close; scaling down does.
func TestNazorgWachtOpAfschaling(t *testing.T) {
	t.Parallel()
	p := na(t, "nazorg", Stap{ID: "op", Soort: StapOpschaling, Niveau: 1})
	for _, dag := range []string{"2026-02-01 12:00", "2026-04-01 12:00", "2026-07-01 12:00"} {
		p.tot(om(t, dag))
		p.stap(nazorgcontact(UitkomstStabiel))
	}
	if p.s.Fase != Nazorg || p.afgedaan() != 3 {
		t.Fatal(p.json())
	}
	p.stap(nazorgcontact(UitkomstStabiel)) // nothing left to settle
	f := p.stap(Stap{Soort: StapAfschaling, Ding: "op"})
	if p.s.Afsluitreden != Geland || f.Fase != Afgesloten || len(f.Meldingen) != 1 {
		t.Errorf("%+v", f)
	}
}

// Check-ins count from the receiver's contact, unless that moment cannot be.
func TestNazorgTeltVanafHetEersteContact(t *testing.T) {
	t.Parallel()
	for _, r := range []struct{ op, wil string }{
		{"2026-01-08 12:00", "2026-02-08 17:00"},
		{"2026-01-02 12:00", "2026-02-10 17:00"}, // before the gesprek: counts from the recording
		{"2026-01-20 12:00", "2026-02-10 17:00"}, // ahead
	} {
		p := op(t, "besproken")
		p.dagen(5)
		p.stap(Stap{Soort: StapEersteContact, Ding: "over", Op: om(t, r.op)})
		if kreeg := p.s.vervaltNazorg(p.s.Nazorg.Contacten[0]); !kreeg.Equal(om(t, r.wil)) {
			t.Errorf("eerste contact op %s: %s", r.op, kreeg)
		}
	}
}

// A check-in nobody answered is settled first, also when the next window is open.
func TestGemistNazorgcontact(t *testing.T) {
	t.Parallel()
	p := op(t, "nazorg")
	p.tot(om(t, "2026-04-01 12:00"))
	p.stap(nazorgcontact(UitkomstStabiel))
	if c := p.s.Nazorg.Contacten; c[0].Uitkomst == "" || c[1].Uitkomst != "" {
		t.Errorf("%+v", c)
	}
	p.stap(nazorgcontact(UitkomstStabiel)) // the second window is open too
	if p.afgedaan() != 2 {
		t.Errorf("%+v", p.s.Nazorg.Contacten)
	}
}
