package casus

import (
	"testing"
	"time"
)

// duur reads a length that is right.
func duur(t testing.TB, s string) Duur {
	t.Helper()
	d, err := LeesDuur(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Budgets without pauses, all in local time.
func TestPlus(t *testing.T) {
	t.Parallel()
	for _, r := range []struct{ naam, van, duur, wil string }{
		{"niets", "2026-01-05 10:00", "0", "2026-01-05 10:00"},
		{"werkdag in de week", "2026-01-05 10:00", "1wd", "2026-01-06 17:00"},
		{"na kantoortijd telt de dag ook niet", "2026-01-05 22:00", "1wd", "2026-01-06 17:00"},
		{"net voor middernacht", "2026-01-05 23:59", "1d", "2026-01-06 17:00"},
		{"net na middernacht", "2026-01-06 00:01", "1d", "2026-01-07 17:00"},
		{"over het weekend", "2026-01-09 10:00", "1wd", "2026-01-12 17:00"},
		{"vanuit het weekend", "2026-01-10 10:00", "1wd", "2026-01-12 17:00"},
		{"een week", "2026-01-05 10:00", "5wd", "2026-01-12 17:00"},
		{"dagen tellen het weekend mee", "2026-01-09 10:00", "1d", "2026-01-10 17:00"},
		{"Pasen: vrijdag naar dinsdag", "2026-04-03 10:00", "1wd", "2026-04-07 17:00"},
		{"Koningsdag op maandag", "2026-04-24 10:00", "1wd", "2026-04-28 17:00"},
		{"Hemelvaart", "2026-05-13 10:00", "2wd", "2026-05-18 17:00"},
		{"Pinksteren", "2026-05-22 10:00", "1wd", "2026-05-26 17:00"},
		{"Kerst en Nieuwjaar", "2026-12-24 10:00", "5wd", "2027-01-04 17:00"},
		{"zomertijd gaat in (29 maart)", "2026-03-27 10:00", "3d", "2026-03-30 17:00"},
		{"op de dag dat zomertijd ingaat", "2026-03-28 10:00", "1d", "2026-03-29 17:00"},
		{"zomertijd gaat uit (25 oktober)", "2026-10-24 10:00", "1d", "2026-10-25 17:00"},
		{"uren zijn uren: zomertijd gaat in", "2026-03-28 12:00", "24h", "2026-03-29 13:00"},
		{"uren zijn uren: zomertijd gaat uit", "2026-10-24 12:00", "24h", "2026-10-25 11:00"},
		{"minuten", "2026-01-05 23:50", "20min", "2026-01-06 00:10"},
		{"seconden", "2026-01-05 10:00", "120s", "2026-01-05 10:02"},
		{"31 januari + 1 maand", "2026-01-31 10:00", "1mnd", "2026-02-28 17:00"},
		{"31 januari + 1 maand, schrikkeljaar", "2028-01-31 10:00", "1mnd", "2028-02-29 17:00"},
		{"29 februari + 12 maanden", "2028-02-29 10:00", "12mnd", "2029-02-28 17:00"},
		{"28 februari + 1 maand", "2026-02-28 10:00", "1mnd", "2026-03-28 17:00"},
		{"31 augustus + 6 maanden", "2026-08-31 10:00", "6mnd", "2027-02-28 17:00"},
		{"30 november + 3 maanden", "2027-11-30 10:00", "3mnd", "2028-02-29 17:00"},
		{"over de jaarwisseling", "2026-12-31 10:00", "1d", "2027-01-01 17:00"},
		{"februari in een schrikkeljaar", "2028-02-28 10:00", "1d", "2028-02-29 17:00"},
		{"een maand in de zomer", "2026-06-15 09:00", "1mnd", "2026-07-15 17:00"},
	} {
		t.Run(r.naam, func(t *testing.T) {
			t.Parallel()
			k := nederland()
			m, ok := k.Plus(om(t, r.van), duur(t, r.duur), nil)
			if kreeg := m.In(amsterdam(t)).Format("2006-01-02 15:04"); !ok || kreeg != r.wil {
				t.Errorf("%s + %s = %s, verwacht %s", r.van, r.duur, kreeg, r.wil)
			}
		})
	}
}

// Budgets with pauses: "van tot", in order; an open one has no tot.
func TestPlusMetPauzes(t *testing.T) {
	t.Parallel()
	const maandag = "2026-01-05 10:00"
	type pz [2]string
	for _, r := range []struct {
		naam, duur string
		pauzes     []pz
		wil        string // empty: it stands still
	}{
		{"voor het begin", "5d", []pz{{"2026-01-01 10:00", "2026-01-04 10:00"}}, "2026-01-10 17:00"},
		{"tot precies het begin", "5d", []pz{{"2026-01-01 10:00", maandag}}, "2026-01-10 17:00"},
		{"over het begin", "5d", []pz{{"2026-01-01 10:00", "2026-01-07 10:00"}}, "2026-01-12 17:00"},
		{"erbinnen", "5d", []pz{{"2026-01-06 10:00", "2026-01-09 10:00"}}, "2026-01-13 17:00"},
		{"twee", "5d", []pz{{"2026-01-06 10:00", "2026-01-07 10:00"}, {"2026-01-08 10:00", "2026-01-10 10:00"}}, "2026-01-13 17:00"},
		{"de tweede valt binnen wat de eerste opschoof", "5d", []pz{{"2026-01-06 10:00", "2026-01-09 10:00"}, {"2026-01-12 10:00", "2026-01-14 10:00"}}, "2026-01-15 17:00"},
		{"na het einde", "5d", []pz{{"2026-01-12 10:00", "2026-01-20 10:00"}}, "2026-01-10 17:00"},
		{"zelfde dag", "5d", []pz{{"2026-01-06 10:00", "2026-01-06 12:00"}}, "2026-01-10 17:00"},
		{"open", "5d", []pz{{"2026-01-06 10:00", ""}}, ""},
		{"open voor het begin", "5d", []pz{{"2026-01-01 10:00", ""}}, ""},
		{"open na het einde", "5d", []pz{{"2026-01-11 10:00", ""}}, "2026-01-10 17:00"},
		{"dicht, dan open", "5d", []pz{{"2026-01-06 10:00", "2026-01-09 10:00"}, {"2026-01-12 10:00", ""}}, ""},
		{"werkdagen: een weekend kost niets", "5wd", []pz{{"2026-01-10 00:00", "2026-01-11 23:00"}}, "2026-01-12 17:00"},
		{"werkdagen: vrijdag tot maandag kost er een", "5wd", []pz{{"2026-01-09 10:00", "2026-01-12 10:00"}}, "2026-01-13 17:00"},
		{"werkdagen: een week kost er vijf", "5wd", []pz{{"2026-01-06 10:00", "2026-01-13 10:00"}}, "2026-01-19 17:00"},
		{"uren: op de minuut", "24h", []pz{{"2026-01-05 12:00", "2026-01-05 12:30"}}, "2026-01-06 10:30"},
		{"uren over het begin", "24h", []pz{{"2026-01-05 09:00", "2026-01-05 10:30"}}, "2026-01-06 10:30"},
		{"maanden: per dag", "1mnd", []pz{{"2026-01-10 10:00", "2026-01-20 10:00"}}, "2026-02-15 17:00"},
		{"op de laatste dag, tot na kantoortijd", "5d", []pz{{"2026-01-10 10:00", "2026-01-12 20:00"}}, "2026-01-13 17:00"},
		{"op de laatste werkdag, tot in het weekend", "4wd", []pz{{"2026-01-09 10:00", "2026-01-11 12:00"}}, "2026-01-12 17:00"},
	} {
		t.Run(r.naam, func(t *testing.T) {
			t.Parallel()
			var ps []Pauze
			for _, x := range r.pauzes {
				p := Pauze{Van: om(t, x[0])}
				if x[1] != "" {
					p.Tot = om(t, x[1])
				}
				ps = append(ps, p)
			}
			k := nederland()
			m, ok := k.Plus(om(t, maandag), duur(t, r.duur), ps)
			kreeg := ""
			if ok {
				kreeg = m.In(amsterdam(t)).Format("2006-01-02 15:04")
			}
			if kreeg != r.wil {
				t.Errorf("kreeg %q, verwacht %q", kreeg, r.wil)
			}
		})
	}
}

func TestWerkdag(t *testing.T) {
	t.Parallel()
	k := nederland()
	for dag, wil := range map[string]bool{
		"2026-01-05 10:00": true, "2026-01-10 10:00": false, "2026-01-11 10:00": false,
		"2026-04-06 10:00": false, "2026-04-27 00:00": false, "2026-04-27 23:59": false, "2026-04-28 00:00": true,
	} {
		if k.Werkdag(om(t, dag)) != wil {
			t.Errorf("%s: %v", dag, !wil)
		}
	}
}

// A term is never used up while it stood still: what was left is left at resuming.
func TestHervattenLaatIetsOver(t *testing.T) {
	t.Parallel()
	k, begin := nederland(), maandag()
	for _, d := range []string{"1wd", "3wd", "5wd", "1d", "5d", "1mnd", "30h"} {
		du := duur(t, d)
		eind, _ := k.Plus(begin, du, nil)
		for van := begin; van.Before(eind); van = van.Add(7 * time.Hour) {
			for _, lang := range []time.Duration{time.Minute, 5 * time.Hour, 11 * time.Hour, 50 * time.Hour, 20 * 24 * time.Hour} {
				tot := van.Add(lang)
				m, ok := k.Plus(begin, du, []Pauze{{Van: van, Tot: tot}})
				if !ok || !m.After(tot) || m.Before(eind) {
					t.Errorf("%s met pauze %s–%s: %s (zonder %s)", d, van, tot, m, eind)
				}
			}
		}
	}
}
