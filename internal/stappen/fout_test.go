package stappen_test

import (
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/stappen"
)

// A moment that a step may not choose is refused at the field it stands in; what is refused for another reason stands at none.
func TestAlsFoutNoemtHetVeld(t *testing.T) {
	t.Parallel()
	nu := time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC)
	for soort, veld := range map[casus.StapSoort]string{
		casus.StapOpschorting: "hervatOp", casus.StapPlan: "herzienOp", casus.StapGeinformeerd: "herbeoordelenOp", casus.StapInzet: "tot",
	} {
		s := &casus.State{Fase: casus.Outreach}
		w := s.Mag(casus.Stap{ID: "s", Soort: soort, Wie: "psychiater", Tot: nu.AddDate(0, 0, -3), Door: casus.Actor{Rol: casus.RolWerker}}, nu)
		if w == nil {
			t.Fatalf("%s: taken", soort)
		}
		f := stappen.AlsFout(soort, *w)
		if f.Soort != fout.Ongeldig || len(f.Velden) != 1 || f.Velden[0].Veld != veld {
			t.Errorf("%s: %+v", soort, f)
		}
	}
	if f := stappen.AlsFout(casus.StapOpschorting, casus.Weigering{Code: casus.Ongeldig, Tekst: "Iets anders."}); len(f.Velden) != 0 {
		t.Errorf("of another reason: %+v", f.Velden)
	}
}
