package post

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/testkit"
)

// jaar is a year of a team: cases, rungs that fire, and people who do what is asked, late.
type jaar struct {
	*proef
	v    *vang
	zijn []string // cases
	r    *rand.Rand
	n    map[string]int // mails per user
}

// A year of mail: no more than one overzicht a day, none on closed days, every
// melding new once, and what is told is what the register says stood open.
func TestEenJaarPost(t *testing.T) {
	t.Parallel()
	v := &vang{}
	j := &jaar{proef: nieuweProef(t, v), v: v, r: rand.New(rand.NewPCG(1, 2)), n: map[string]int{}}
	for range 14 {
		j.zijn = append(j.zijn, j.Zaak(t))
	}
	sluit, werkdagen, stil := 0, 0, 0
	for range 365 {
		j.dag(t)
		j.morgen()
		k := j.Beleid.Kalender
		verwacht := map[string]int{}
		if k.Werkdag(j.Klok.Nu()) {
			werkdagen++
			verwacht = j.nieuwVolgensRegister(t)
		} else {
			sluit++
		}
		j.allesUit(t.Context())
		mails := v.neem()
		if !k.Werkdag(j.Klok.Nu()) && len(mails) > 0 {
			t.Fatalf("%d mails op %s", len(mails), k.Lokaal(j.Klok.Nu()))
		}
		if len(mails) == 0 {
			stil++
		}
		j.tel(t, mails, verwacht)
		j.doe(t)
	}
	t.Logf("%d werkdagen, %d gesloten dagen, %d dagen zonder mail; mails per persoon: %v", werkdagen, sluit, stil, j.n)
	if werkdagen < 250 || sluit < 105 {
		t.Errorf("%d werkdagen en %d dagen dicht", werkdagen, sluit)
	}
	if j.n["werker"] < 20 || j.n["werker"] > werkdagen || j.n["coordinator"] == 0 || j.n["leidinggevende"] == 0 {
		t.Errorf("mails: %v", j.n)
	}
	j.eenmaalNieuw(t)
}

// dag fires what is due before the next morning, in order.
func (j *jaar) dag(t *testing.T) {
	t.Helper()
	eind := j.Klok.Nu().Add(24 * time.Hour)
	for {
		eerste, wek := "", eind
		for _, id := range j.zijn {
			s, _ := j.Motor.Stand(id)
			if w, ok := s.Volgende(); ok && w.Wek.Before(wek) {
				eerste, wek = id, w.Wek
			}
		}
		if eerste == "" || wek.After(j.voorMorgen()) {
			return
		}
		j.Vuur(t, eerste)
	}
}

// voorMorgen is the next 08:00, less a breath.
func (j *jaar) voorMorgen() time.Time {
	k := j.Beleid.Kalender
	l := k.Lokaal(j.Klok.Nu())
	_, afwijking := l.Zone()
	acht := time.Date(l.Year(), l.Month(), l.Day(), 8, 0, 0, 0, time.UTC).Add(-time.Duration(afwijking)*time.Second - time.Hour)
	if !acht.After(j.Klok.Nu()) {
		acht = acht.Add(24 * time.Hour)
	}
	return acht
}

// doe is a day's work: somebody is reached, something is confirmed, put off or decided.
func (j *jaar) doe(t *testing.T) {
	t.Helper()
	if !j.Beleid.Kalender.Werkdag(j.Klok.Nu()) {
		return
	}
	j.Klok.Verder(2 * time.Hour)
	for _, id := range j.zijn {
		switch {
		case j.r.Float64() < 0.05:
			j.Stap(t, "werker", id, casus.Stap{Soort: casus.StapContact, Op: j.Klok.Nu(), Bereikt: true, Poging: true}, `{}`)
		case j.r.Float64() < 0.02:
			j.Stap(t, "werker", id, casus.Stap{Soort: casus.StapAfschaalbeoordeling, Uitkomst: casus.BesluitVoortzetten}, "")
		}
	}
	for _, wie := range []string{"werker", "coordinator"} {
		id := testkit.Wie(t, wie)
		ms, err := j.Meldingen(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range ms {
			if j.r.Float64() < 0.3 && m.Status == "open" {
				if err := j.Bevestig(t.Context(), id, m.ID, register.Sleutel{Pad: "/b", Sleutel: fmt.Sprint(wie, i, m.ID)}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// nieuwVolgensRegister counts per user what nobody told yet: the same question, asked in another way.
func (j *jaar) nieuwVolgensRegister(t *testing.T) map[string]int {
	t.Helper()
	rijen, err := j.conn.Query(t.Context(), `SELECT g.id, count(*) FROM meldingen m JOIN gebruikers g ON CASE m.aan
			WHEN 'casehouder' THEN g.id = m.persoon WHEN 'ctb' THEN g.rol = 'ctb' WHEN 'coordinator' THEN g.rol = 'coordinator'
			WHEN 'agenda-sneloverleg' THEN g.rol IN ('ctb', 'coordinator') END
		WHERE m.status = 'open' AND NOT EXISTS (SELECT FROM post p JOIN post_meldingen pm ON pm.post_id = p.id WHERE p.aan = g.id AND pm.melding_id = m.id)
		GROUP BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rijen.Close()
	uit := map[string]int{}
	for rijen.Next() {
		var wie string
		var n int
		if err := rijen.Scan(&wie, &n); err != nil {
			t.Fatal(err)
		}
		uit[wie] = n
	}
	return uit
}

// tel counts mails and compares what they call new.
func (j *jaar) tel(t *testing.T, mails []ontvangen, verwacht map[string]int) {
	t.Helper()
	nieuw := map[string]int{}
	gezien := map[string]bool{}
	for _, m := range mails {
		wie := strings.TrimSuffix(m.aan, "@voorbeeld.test")
		if gezien[wie] {
			t.Fatalf("twee mails voor %s op één ochtend", wie)
		}
		gezien[wie] = true
		j.n[wie]++
		_, na, _ := strings.Cut(ontcijfer(t, m.ruw), "\r\nNIEUW\r\n")
		na, _, _ = strings.Cut(na, "\r\n\r\n")
		for _, r := range strings.Split(na, "\r\n") {
			if strings.HasPrefix(r, "- ") {
				nieuw[wie]++
			}
		}
	}
	for wie, n := range verwacht {
		if nieuw[wie] != n {
			t.Errorf("%s: %d nieuw in de mail van %s, %d in het register", j.Klok.Nu(), nieuw[wie], wie, n)
		}
	}
}

// eenmaalNieuw: every melding a person was ever told stood in a first mail, and only one was the first.
func (j *jaar) eenmaalNieuw(t *testing.T) {
	t.Helper()
	var verteld, nooit int
	err := j.conn.QueryRow(t.Context(), `SELECT count(DISTINCT (p.aan, pm.melding_id)),
		(SELECT count(*) FROM meldingen m WHERE m.aan = 'casehouder' AND m.status = 'open' AND m.op < (SELECT max(op) FROM meldingen) - interval '5 days'
			AND NOT EXISTS (SELECT FROM post_meldingen x WHERE x.melding_id = m.id))
		FROM post p JOIN post_meldingen pm ON pm.post_id = p.id`).Scan(&verteld, &nooit)
	if err != nil || verteld < 100 || nooit > 0 {
		t.Errorf("%d verteld, %d nooit verteld: %v", verteld, nooit, err)
	}
}
