package casus

import (
	"slices"
	"testing"
)

// What a page says will happen is what the timer does: every rung told ahead fires then, to them, when nobody does anything.
func TestVervolgIsWatErGebeurt(t *testing.T) {
	t.Parallel()
	p := inOutreach(t)
	proj := p.s.Projecteer(p.nu)
	gezien := 0
	for _, stand := range proj.Termijnen {
		var wil []Vervolgtrede
		for _, tr := range p.s.Treden() {
			if tr.Soort == stand.Soort && tr.Trede > stand.Gevuurd+1 {
				wil = append(wil, Vervolgtrede{Op: tr.Vervalt, Aan: tr.Aan})
			}
		}
		gezien += len(wil)
		if !slices.Equal(wil, p.s.Beleid.Vervolg(proj, stand)) {
			t.Errorf("%s: told %v, will be %v", stand.Soort, p.s.Beleid.Vervolg(proj, stand), wil)
		}
	}
	if gezien < 3 {
		t.Errorf("only %d rungs ahead: nothing was compared", gezien)
	}
	for _, stand := range []TermijnStand{
		{Soort: TermijnBereikt, Status: StatusOpgeschort}, {Soort: TermijnBereikt, Status: StatusVerlopen, VervaltOp: p.nu, Gevuurd: 9},
	} {
		if v := p.s.Beleid.Vervolg(proj, stand); len(v) > 0 {
			t.Errorf("%s: %v", stand.Status, v)
		}
	}
}
