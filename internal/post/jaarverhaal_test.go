package post

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// What people do in the year of TestEenJaarPost. Cases a, b and c are assigned on
// 5 January, d (spoed) on 1 June. Moments are local.

const (
	bereikt  = string(casus.TermijnBereikt)
	afschaal = string(casus.TermijnAfschaal)
)

func (j *jaar) om(op string, fn func()) { j.straks(j.op(op), fn) }

// elke does fn every so many days, from a moment up to and including a day.
func (j *jaar) elke(dagen int, van, tot string, fn func(op time.Time)) {
	for op := j.op(van); !op.After(j.op(tot + " 23:59")); op = op.AddDate(0, 0, dagen) {
		j.straks(op, func() { fn(op) })
	}
}

func (j *jaar) stap(op, wie, zaak string, st casus.Stap) { j.om(op, func() { j.neem(wie, zaak, st) }) }

func (j *jaar) verhaal() {
	for _, z := range []string{"a", "b", "c"} {
		j.intake(z, "2026-01-05")
	}
	bereiktContact := casus.Stap{Soort: casus.StapContact, Bereikt: true}
	voortzetten := casus.Stap{Soort: casus.StapAfschaalbeoordeling, Uitkomst: casus.BesluitVoortzetten}

	// a: reached every third Tuesday, a week too late; the worker puts that reminder off from Wednesday until Monday, each time.
	j.elke(21, "2026-01-06 10:00", "2026-08-25", func(time.Time) { j.neem("werker", "a", bereiktContact) })
	j.elke(21, "2026-01-21 09:00", "2026-08-19", func(op time.Time) { j.stelUit("werker", "a", bereikt, 1, op.AddDate(0, 0, 5).Add(-2*time.Hour)) })
	j.stap("2026-04-08 10:00", "werker", "a", voortzetten)
	j.stap("2026-07-10 10:00", "werker", "a", voortzetten)
	j.stap("2026-09-01 10:00", "coordinator", "a", casus.Stap{Soort: casus.StapAfsluiting, Reden: casus.Verhuisd})

	// b: tried once, and then nobody does anything until March: up to the stuurgroep.
	j.stap("2026-01-08 10:00", "werker", "b", casus.Stap{Soort: casus.StapContact})
	j.om("2026-01-22 09:00", func() { j.bevestig("werker", "b", bereikt, 1) })
	// What is mailed once only comes back as well when it was put off; the rung before it does not in the meantime.
	j.om("2026-02-04 09:00", func() { j.stelUit("coordinator", "b", bereikt, 3, j.op("2026-02-11 07:00")) })
	j.stap("2026-03-02 10:00", "werker", "b", bereiktContact)
	j.stap("2026-03-09 10:00", "coordinator", "b", casus.Stap{Soort: casus.StapAfsluiting, Reden: casus.StructureelWeigerend})

	// c: reached every Wednesday; the question of afschaling is put off twice, not a third time, and ignored up to the stuurgroep.
	j.elke(7, "2026-01-14 10:00", "2026-12-16", func(time.Time) { j.neem("werker", "c", bereiktContact) })
	j.om("2026-04-07 09:00", func() { j.stelUit("werker", "c", afschaal, 1, j.op("2026-04-10 07:00")) })
	j.om("2026-04-10 09:00", func() { j.stelUit("werker", "c", afschaal, 1, j.op("2026-04-14 07:00")) })
	j.om("2026-04-14 09:00", func() { j.nietUitTeStellen("werker", "c", afschaal, 1) })
	j.om("2026-04-16 09:00", func() { j.bevestig("coordinator", "c", afschaal, 2) })
	j.stap("2026-05-01 10:00", "werker", "c", voortzetten)
	j.stap("2026-08-05 10:00", "werker", "c", voortzetten)
	j.overdracht("c")

	// The worker is away from 11 May on, in the middle of a term of a (its reminder, put off, comes back that day), and back on 29 May,
	// in the middle of the next.
	j.afwezig("2026-05-08 16:00", "werker", "werker2", "2026-05-11 00:00", "2026-05-29 00:00")

	// d: spoed, tried too late.
	j.intake("d", "2026-06-01")
	j.stap("2026-06-04 10:00", "werker", "d", bereiktContact)
	j.stap("2026-06-05 10:00", "coordinator", "d", casus.Stap{Soort: casus.StapAfsluiting, Reden: casus.StructureelWeigerend})
}

// afwezig has somebody replaced from one moment to another, arranged a while before.
func (j *jaar) afwezig(op, wie, door, van, tot string) {
	n := register.NieuweVervanging{Vervangen: wie, Vervanger: door, Van: j.op(van), Tot: j.op(tot)}
	j.om(op, func() {
		if _, err := j.Vervang(j.t.Context(), testkit.Wie(j.t, wie), n, j.sleutel()); err != nil {
			j.t.Error(err)
		}
		j.boek.weg = append(j.boek.weg, afwezig{wie, door, n.Van, n.Tot})
	})
	// Who may see a case goes by the clock of the database, which says today, whenever that is: there the period lies around all days people live in while
	// it runs in the story, and before them when it is over. So nothing here depends on the date on which the test runs.
	begin, voorbij := n.Van.AddDate(-900, 0, 0), n.Van.AddDate(-899, 0, 0)
	for op, einde := range map[string]time.Time{van: n.Van.AddDate(900, 0, 0), tot: voorbij} {
		j.om(op, func() {
			if _, err := j.conn.Exec(j.t.Context(), `UPDATE vervangingen SET van = $1, tot = $2`, begin, einde); err != nil {
				j.t.Error(err)
			}
		})
	}
}

// weken is what the replacement was mailed, and the replaced when back, worked out on paper.
func (j *jaar) weken(t *testing.T) {
	t.Helper()
	const a, collega = "2026-00001: De cliënt is te lang niet echt bereikt.", " U vervangt hier een collega."
	wil := []string{
		"2026-05-06 werker | Schakel: 1 nieuw | + " + a,
		"2026-05-11 werker2 | Schakel: 1 nieuw | + " + a + collega, // put off until today; of the assignments of January nothing
		"2026-05-12 werker2 | Schakel: 1 nog open | = " + a + collega,
		"2026-05-27 werker2 | Schakel: 1 nieuw | + " + a + collega,
		"2026-06-01 werker | Schakel: 1 nieuw | + " + a, // put off until today, by when its casehouder is back
	}
	var kwam []string
	for _, v := range j.boek.verloop {
		if v > "2026-05-02" && v < "2026-06-02" && strings.Contains(v, " werker") && !strings.Contains(v, "spoed") {
			kwam = append(kwam, v)
		}
	}
	if !slices.Equal(kwam, wil) {
		t.Errorf("de post rond de vervanging:\n%s\nverwacht\n%s", strings.Join(kwam, "\n"), strings.Join(wil, "\n"))
	}
}

func (j *jaar) intake(zaak, dag string) {
	j.stap(dag+" 13:00", "ctb", zaak, casus.Stap{Soort: casus.StapOntvangst, Volledig: true})
	j.stap(dag+" 13:10", "ctb", zaak, casus.Stap{Soort: casus.StapQuickscan, Uitkomst: casus.BesluitAccepteren})
	j.stap(dag+" 13:20", "coordinator", zaak, casus.Stap{Soort: casus.StapToewijzing, Wie: "werker"})
}

// overdracht is what happens in November and December: the question is ignored up to the stuurgroep again, and then it goes.
func (j *jaar) overdracht(zaak string) {
	var aanbod string
	j.stap("2026-11-20 10:00", "werker", zaak, casus.Stap{Soort: casus.StapAfschaalbeoordeling, Uitkomst: casus.BesluitAfschalen})
	j.om("2026-11-25 11:00", func() {
		aanbod = j.neem("werker", zaak, casus.Stap{Soort: casus.StapOverdracht, Wie: "ggz-voorbeeld", Wet: "wmo"}).StapID
	})
	j.om("2026-12-08 10:00", func() { j.neem("ketenpartner", zaak, casus.Stap{Soort: casus.StapAcceptatie, Ding: aanbod}) })
	j.om("2026-12-15 10:00", func() { j.neem("werker", zaak, casus.Stap{Soort: casus.StapGesprek, Ding: aanbod, Op: j.env.Now()}) })
	j.om("2026-12-17 10:00", func() {
		j.neem("ketenpartner", zaak, casus.Stap{Soort: casus.StapEersteContact, Ding: aanbod, Op: j.env.Now()})
	})
}

// vind is the register's id of a rung that wie was told of, and what the book knows of it.
func (j *jaar) vind(wie, zaak, soort string, trede int) (string, *jaarmelding) {
	ms, err := j.Meldingen(j.t.Context(), testkit.Wie(j.t, wie))
	i := slices.IndexFunc(ms, func(m register.Melding) bool { return m.CasusID == j.id[zaak] && m.Soort == soort && m.Trede == trede })
	b := j.boek.vind(j.id[zaak], soort, trede)
	if err != nil || i < 0 || b == nil {
		j.t.Fatalf("%s: %s heeft geen melding %s %d bij %s: %v", j.env.Now().In(j.lok), wie, soort, trede, zaak, err)
	}
	return ms[i].ID, b
}

func (j *jaar) sleutel() register.Sleutel {
	j.n++
	return register.Sleutel{Pad: "/v1/meldingen", Sleutel: fmt.Sprint(j.n), Lichaam: []byte("{}")}
}

func (j *jaar) bevestig(wie, zaak, soort string, trede int) {
	id, m := j.vind(wie, zaak, soort, trede)
	if err := j.Bevestig(j.t.Context(), testkit.Wie(j.t, wie), id, j.sleutel()); err != nil {
		j.t.Error(err)
	}
	m.staat = "bevestigd"
}

func (j *jaar) stelUit(wie, zaak, soort string, trede int, tot time.Time) {
	id, m := j.vind(wie, zaak, soort, trede)
	if err := j.StelUit(j.t.Context(), testkit.Wie(j.t, wie), id, tot, "eerst het gesprek van maandag", j.sleutel()); err != nil {
		j.t.Errorf("%s: %v", j.env.Now().In(j.lok), err)
	}
	m.tot, m.terug = tot, map[string]bool{}
}

// nietUitTeStellen: twice is what the policy allows.
func (j *jaar) nietUitTeStellen(wie, zaak, soort string, trede int) {
	id, _ := j.vind(wie, zaak, soort, trede)
	var f *fout.Fout
	err := j.StelUit(j.t.Context(), testkit.Wie(j.t, wie), id, j.env.Now().Add(24*time.Hour), "nog een keer", j.sleutel())
	if !errors.As(err, &f) || f.Soort != fout.NietMogelijk || !strings.Contains(f.Tekst, "al 2 keer uitgesteld") {
		j.t.Errorf("een derde keer uitstellen: %v", err)
	}
}

// eersteWeken is the worker's mail of the first two months, worked out on paper.
func (j *jaar) eersteWeken(t *testing.T) {
	t.Helper()
	const (
		nieuw   = " | + 2026-0000%d: De cliënt is te lang niet echt bereikt."
		open    = " | = 2026-0000%d: De cliënt is te lang niet echt bereikt."
		poging  = " | %s 2026-00003: Er is nog geen poging tot contact gedaan."
		toegew  = " | + 2026-0000%d: Deze casus is aan u toegewezen. Leg het eerste contact."
		een, no = "werker | Schakel: 1 nieuw", "werker | Schakel: 1 nog open"
	)
	wil := []string{
		"2026-01-06 werker | Schakel: 3 nieuw" + fmt.Sprintf(toegew+toegew+toegew, 1, 2, 3),
		"2026-01-13 " + een + fmt.Sprintf(poging, "+"), // c: five working days after the 5th is Monday the 12th, 17:00
		"2026-01-14 " + no + fmt.Sprintf(poging, "="),
		"2026-01-20 " + een + fmt.Sprintf(nieuw, 2), // b: fourteen days after the 5th
		"2026-01-21 " + een + ", 1 nog open" + fmt.Sprintf(nieuw+open, 1, 2),
		"2026-01-22 " + no + fmt.Sprintf(open, 2), // a is put off; b is confirmed that day
		"2026-01-26 " + no + fmt.Sprintf(open, 1), // a is back
		"2026-01-27 " + no + fmt.Sprintf(open, 1), // and reached that day
		"2026-02-11 " + een + fmt.Sprintf(nieuw, 1),
		"2026-02-16 " + no + fmt.Sprintf(open, 1),
		"2026-02-17 " + no + fmt.Sprintf(open, 1),
	}
	var kwam []string
	for _, v := range j.boek.verloop {
		if v < "2026-03" && strings.Contains(v, " werker | ") {
			kwam = append(kwam, v)
		}
	}
	if !slices.Equal(kwam, wil) {
		t.Errorf("de post van de werker in januari en februari:\n%s\nverwacht\n%s", strings.Join(kwam, "\n"), strings.Join(wil, "\n"))
	}
}

// lijstOpDagen: an ignored question comes on the stuurgroep's list on its day, and leaves it with the answer.
func (j *jaar) lijstOpDagen(t *testing.T) {
	t.Helper()
	for dag, wil := range map[string]string{
		"2026-02-15": "", "2026-02-16": "2026-00002 bereikt-contact sinds 2026-01-19", "2026-03-01": "2026-00002 bereikt-contact sinds 2026-01-19", "2026-03-02": "",
		"2026-04-19": "", "2026-04-20": "2026-00003 afschaalbeoordeling sinds 2026-04-05", "2026-04-30": "2026-00003 afschaalbeoordeling sinds 2026-04-05", "2026-05-01": "",
		"2026-11-16": "", "2026-11-17": "2026-00003 afschaalbeoordeling sinds 2026-11-03", "2026-11-19": "2026-00003 afschaalbeoordeling sinds 2026-11-03", "2026-11-20": "",
	} {
		if kwam := strings.Join(j.boek.lijsten[dag], "; "); kwam != wil {
			t.Errorf("op %s stond op de lijst van de stuurgroep %q, verwacht %q", dag, kwam, wil)
		}
	}
}
