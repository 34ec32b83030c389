package register_test

import (
	"errors"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/contract"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// neemGesloten takes steps on a closed case, as the service does.
func neemGesloten(t *testing.T, k *testkit.Keten, in register.Ingediend) contract.StappenUit {
	t.Helper()
	var uit contract.StappenUit
	err := k.Gesloten(t.Context(), in.CasusID, func(s *casus.State) (contract.StappenUit, error) {
		uit = contract.StappenUit{}
		f, w := s.Verwerk(in.Stap, k.Klok.Nu())
		if w != nil {
			uit.Weigeringen = []contract.StapWeigering{{Stap: in.StapID, Weigering: *w}}
		} else {
			uit.Feiten = []casus.Feit{f}
		}
		s.Bevestig(s.Seq)
		uit.Casus = s.Projecteer(k.Klok.Nu())
		return uit, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return uit
}

func motorVan(t *testing.T, k *testkit.Keten, casusID string) register.Controle {
	t.Helper()
	c, err := k.Controle(t.Context(), casusID)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestGeslotenCasusBeslistInHetRegister(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	geen := func(*casus.State) (contract.StappenUit, error) {
		return contract.StappenUit{}, errors.New("niet vragen")
	}
	if err := k.Gesloten(t.Context(), casusID, geen); !errors.Is(err, register.ErrMotorLoopt) {
		t.Fatalf("een open casus: verwacht ErrMotorLoopt, kreeg %v", err)
	}
	k.Sluit(t, casusID, casus.Verhuisd)
	gelijk(t, "motor", motorVan(t, k, casusID).Motor, register.MotorGesloten)

	contact := k.Dien(t, "coordinator", testkit.Indiening(testkit.Wie(t, "coordinator"), casusID, casus.Stap{Soort: casus.StapContact, Op: k.Klok.Nu()}, `{"n":1}`))
	gelijk(t, "wie beslist", contact.Motor, register.MotorGesloten)
	uit := neemGesloten(t, k, contact)
	gelijk(t, "na sluiting", uit.Feiten[0].NaSluiting, true)
	c := motorVan(t, k, casusID)
	s, err := c.Toestand()
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "de bewaarde toestand gaat mee", s.Seq, c.Seq)
	gelijk(t, "na_sluiting", tel(t, k, `SELECT count(*) FROM feiten WHERE na_sluiting`), 1)

	plan := k.Dien(t, "coordinator", testkit.Indiening(testkit.Wie(t, "coordinator"), casusID, casus.Stap{Soort: casus.StapPlan}, `{}`))
	gelijk(t, "een plan kan niet", len(neemGesloten(t, k, plan).Weigeringen), 1)
	gelijk(t, "wachtend", motorVan(t, k, casusID).Wachtend, 0)
}

func TestHeropen(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	open := k.Zaak(t)
	if _, err := k.Heropen(t.Context(), open); !errors.Is(err, register.ErrMotorLoopt) {
		t.Fatalf("zonder toestand: verwacht ErrMotorLoopt, kreeg %v", err)
	}
	casusID := k.Zaak(t)
	k.Sluit(t, casusID, casus.Verhuisd)
	een, err := k.Heropen(t.Context(), casusID)
	if err != nil {
		t.Fatal(err)
	}
	twee, err := k.Heropen(t.Context(), casusID)
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "nog eens hetzelfde", twee.Seq, een.Seq)
	gelijk(t, "fase", een.Fase, casus.Afgesloten)
	gelijk(t, "motor", motorVan(t, k, casusID).Motor, register.MotorLoopt)
}

func heropenStap(t *testing.T, k *testkit.Keten, casusID string) (register.Ingediend, contract.StappenUit) {
	t.Helper()
	in := k.Dien(t, "coordinator", testkit.Indiening(testkit.Wie(t, "coordinator"), casusID, casus.Stap{Soort: casus.StapHeropening}, `{}`))
	s, err := k.Heropen(t.Context(), casusID)
	if err != nil {
		t.Fatal(err)
	}
	s.Feiten, s.Geregistreerd = nil, s.Seq
	uit, err := k.Motor.Begin(t.Context(), s, contract.StappenIn{Stappen: []casus.Stap{in.Stap}, Bekend: in.Bekend}, true)
	if err != nil {
		t.Fatal(err)
	}
	return in, uit
}

// The activity that wrote the closing is tried again, long after: its case runs
// again and stays that way, whether the heropening was written yet or not.
func TestLateSluitingSluitEenHeropendeCasusNiet(t *testing.T) {
	t.Parallel()
	for _, g := range []struct {
		naam       string
		geschreven bool
	}{{"heropening al geschreven", true}, {"heropening nog onderweg", false}} {
		t.Run(g.naam, func(t *testing.T) {
			t.Parallel()
			k := testkit.NieuweKeten(t)
			casusID := k.Zaak(t)
			sluiting := k.Sluit(t, casusID, casus.Verhuisd)
			in, uit := heropenStap(t, k, casusID)
			if g.geschreven {
				k.Schrijf(t, casusID, uit)
			}
			k.LegVast(t, sluiting)
			gelijk(t, "motor na de late sluiting", motorVan(t, k, casusID).Motor, register.MotorLoopt)
			if !g.geschreven {
				k.Schrijf(t, casusID, uit)
			}
			c := motorVan(t, k, casusID)
			gelijk(t, "fase", c.Projectie.Fase, casus.Outreach)
			gelijk(t, "seq", c.Seq, uit.Casus.Seq)
			gelijk(t, "het feit van de heropening", tel(t, k, `SELECT count(*) FROM feiten WHERE id = $1 AND seq = $2`, in.StapID, uit.Casus.Seq), 1)
			// Closed again, a second time: that one counts.
			k.Klok.Verder(time.Hour)
			k.Sluit(t, casusID, casus.StructureelWeigerend)
			c = motorVan(t, k, casusID)
			gelijk(t, "weer gesloten", c.Motor, register.MotorGesloten)
			s, err := c.Toestand()
			if err != nil {
				t.Fatal(err)
			}
			gelijk(t, "met de nieuwe reden", s.Afsluitreden, casus.StructureelWeigerend)
		})
	}
}

// The engine's message about the closing overtakes nothing: state only with the facts it belongs to.
func TestSluitingSchrijftFeitenEnToestandSamen(t *testing.T) {
	t.Parallel()
	k := testkit.NieuweKeten(t)
	casusID := k.Zaak(t)
	in := k.Dien(t, "coordinator", testkit.Indiening(testkit.Wie(t, "coordinator"), casusID, casus.Stap{Soort: casus.StapAfsluiting, Reden: casus.Verhuisd}, `{}`))
	uit := k.Besluit(t, in) // the answer is lost: only the activity writes
	s, _ := k.Motor.Stand(casusID)
	k.LegVast(t, contract.VastleggenIn{CasusID: casusID, Feiten: uit.Feiten, Casus: uit.Casus, Toestand: &s})
	c := motorVan(t, k, casusID)
	gelijk(t, "motor", c.Motor, register.MotorGesloten)
	gelijk(t, "wachtend", c.Wachtend, 0)
	na, err := k.StapUitkomst(t.Context(), in.StapID)
	if err != nil {
		t.Fatal(err)
	}
	gelijk(t, "de stap heeft zijn uitkomst", na.Status, register.StapVerwerkt)
}
