package casus

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// What always holds of the compass, in every life of TestWatErOokGebeurt.

// kompasKlopt: at most one question is open; it has a reason, none of which is
// from an opschorting, and what is remembered is bounded.
func (m *machine) kompasKlopt(t *rapid.T) {
	s := &m.s
	open := 0
	for _, x := range s.actief() {
		if x.soort == TermijnAfschaal {
			open++
		}
	}
	if want := map[bool]int{true: 1}[s.Fase == Outreach]; open != want {
		t.Fatalf("%d afschaalvragen in %s", open, s.Fase)
	}
	for _, g := range s.signalen() {
		if _, ok := s.buitenPauze(g.Sinds); !ok || g.Sinds.IsZero() || g.Reden() == "" || s.Beleid.Kompas == nil {
			t.Fatalf("signaal %+v", g)
		}
	}
	if k := s.Kompas; k != nil {
		if len(k.Metingen) > maxMetingen || len(k.Pogingen) > maxPogingen || len(k.Beantwoord) > len(SignaalSoorten()) {
			t.Fatalf("onthoudt te veel: %s", alsJSON(t, k))
		}
	}
	if gs := s.suggesties(); len(gs) > 3 || len(gs) > 0 && s.Beleid.Kompas == nil {
		t.Fatalf("suggesties %+v", gs)
	}
}

// neemtAf: reached often, then for as long as the compass looks back not at all.
// Left to chance alone, some runs of TestWatErOokGebeurt never saw it.
func (m *machine) neemtAf(t *rapid.T) {
	k := m.s.Beleid.Kompas
	if k == nil || m.s.Fase != Outreach {
		return
	}
	begin := m.s.Sinds.Toewijzing.Add(venster(k.Contact.Eerder))
	m.loop(t, max(0, begin.Sub(m.nu)))
	for range k.Contact.Minstens + rapid.IntRange(0, 2).Draw(t, "meer") {
		m.n++
		m.neem(t, contact(fmt.Sprint("stap-", m.n), m.nu, true))
	}
	m.loop(t, venster(k.Contact.Recent)+time.Duration(rapid.IntRange(1, 24*3600).Draw(t, "seconden"))*time.Second)
}

// stijgt: the same domains measured twice, the second time as much better as the
// compass asks for. By chance alone it is as rare.
func (m *machine) stijgt(t *rapid.T) {
	k := m.s.Beleid.Kompas
	if k == nil || m.s.Fase != Outreach {
		return
	}
	m.n += 2
	eerst := Stap{ID: fmt.Sprint("stap-", m.n-1), Soort: StapMeting, Instrument: "zrm-2017", Op: m.nu, Domeinen: 0b1111111111, Totaal: 20}
	m.neem(t, eerst)
	m.loop(t, time.Duration(rapid.IntRange(1, 10*24*3600).Draw(t, "seconden"))*time.Second)
	straks := eerst
	straks.ID, straks.Op, straks.Totaal = fmt.Sprint("stap-", m.n), m.nu, 20+k.ZrmStijging
	m.neem(t, straks)
}

// gevuurd are the rungs that stand, whatever the order in which they fired and
// whether they did so twice.
func gevuurd(t *rapid.T, p *proef) string {
	gs := slices.Clone(p.s.Gevuurd)
	for i := range gs {
		gs[i].Op = time.Time{}
	}
	slices.SortFunc(gs, func(a, b Gevuurd) int {
		return cmp.Or(cmp.Compare(a.Soort, b.Soort), a.Begin.Compare(b.Begin), cmp.Compare(a.Trede, b.Trede))
	})
	return alsJSON(t, gs)
}

// nietInPauze: an afschaalvraag is never put at a moment of opschorting.
func (m *machine) nietInPauze(t *rapid.T, f Feit) {
	if f.Termijn != TermijnAfschaal {
		return
	}
	for _, p := range m.s.Pauzes {
		if p.Van.Before(f.Op) && (p.Tot.IsZero() || f.Op.Before(p.Tot)) {
			t.Fatalf("gevraagd tijdens een opschorting %+v: %+v", p, f)
		}
	}
}

// The order in which contacts, measurements and people asked in are heard of at
// one moment does not matter to the signs, nor to what is suggested.
func TestVolgordeVanSignalen(t *testing.T) {
	t.Parallel()
	gezien := map[SignaalSoort]bool{}
	rapid.Check(t, func(rt *rapid.T) {
		begin := op(t, "outreach")
		begin.s.Beleid.Kompas = trekKompas(rt)
		begin.tot(begin.nu.AddDate(0, 0, rapid.IntRange(1, 120).Draw(rt, "dagen")))
		var sts []Stap
		geleden := func() time.Time {
			return begin.nu.Add(-time.Duration(rapid.IntRange(0, 120*24).Draw(rt, "geleden")) * time.Hour)
		}
		for i := range rapid.IntRange(0, 60).Draw(rt, "contacten") {
			c := contact(fmt.Sprintf("c-%03d", i), geleden(), rapid.Bool().Draw(rt, "bereikt"))
			c.Contactsoort = rapid.SampledFrom([]Contactsoort{Huisbezoek, Telefoon, Straat, ViaNaaste}).Draw(rt, "soort")
			sts = append(sts, c)
		}
		for i := range rapid.IntRange(0, 12).Draw(rt, "metingen") {
			sts = append(sts, Stap{
				ID: fmt.Sprintf("m-%03d", i), Soort: StapMeting, Op: geleden(), Instrument: "zrm-2017",
				Domeinen: rapid.SampledFrom([]int{3, 7}).Draw(rt, "domeinen"), Totaal: rapid.IntRange(3, 15).Draw(rt, "totaal"),
			})
		}
		if rapid.Bool().Draw(rt, "inzet") {
			sts = append(sts, Stap{ID: "i-1", Soort: StapInzet, Wie: "team", Organisatie: "sociaal-team"}, Stap{ID: "i-2", Soort: StapInzet, Wie: "pia"})
		}
		anders := rapid.Permutation(sts).Draw(rt, "volgorde")
		a, b := kopie(t, begin), kopie(t, begin)
		for i := range sts {
			a.stap(sts[i])
			b.stap(anders[i])
		}
		if x, y := alsJSON(rt, a.s.signalen()), alsJSON(rt, b.s.signalen()); x != y {
			rt.Fatalf("signalen\n%s\n%s", x, y)
		}
		if x, y := alsJSON(rt, a.s.suggesties()), alsJSON(rt, b.s.suggesties()); x != y {
			rt.Fatalf("suggesties\n%s\n%s", x, y)
		}
		a.dagen(120) // a rung that one order takes back in between fires again: the same stand in the end
		b.dagen(120)
		if x, y := gevuurd(rt, a), gevuurd(rt, b); x != y {
			rt.Fatalf("wat in het eind staat\n%s\n%s", x, y)
		}
		for _, g := range a.s.signalen() {
			gezien[g.Soort] = true
		}
	})
	for _, g := range []SignaalSoort{SignaalContact, SignaalZrm, SignaalOntvanger} {
		if !gezien[g] {
			t.Errorf("nooit %s gezien: de proef zegt te weinig", g)
		}
	}
}
