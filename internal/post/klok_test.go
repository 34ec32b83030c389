package post

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"schakel/internal/casus"
)

// The clock of register and post is set two hours forward, or back, at some moment of a
// working day, and put right again two hours later: each morning has one overzicht still,
// spoed goes once and at once, and every melding is told as new once.
func TestKlokTweeUurVerzet(t *testing.T) {
	t.Parallel()
	for _, om := range []string{"07:00", "08:00", "09:30", "12:00", "16:30", "23:30"} {
		for naam, d := range map[string]time.Duration{"vooruit": 2 * time.Hour, "terug": -2 * time.Hour} {
			t.Run(om+" "+naam, func(t *testing.T) {
				t.Parallel()
				s := nieuweServer(t)
				p := nieuweProef(t, s.smtp())
				p.verzet(t, s, om, d)
				eenmaalVerteld(t, s)
			})
		}
	}
}

// verzet lives from Monday evening until Wednesday noon, half an hour at a time. An
// aanmelding and one of spoed come while the clock is wrong, and when it is right again.
func (p *proef) verzet(t *testing.T, s *server, om string, d time.Duration) {
	t.Helper()
	meld := func() {
		p.Meld(t, "verwijzer", casus.Normaal, "Vera Voorbeeld")
		n := len(s.gekregen())
		p.spoed(t)
		p.allesUit(t.Context())
		if mails := s.gekregen()[n:]; !slices.ContainsFunc(mails, func(m ontvangen) bool { return strings.Contains(ontcijfer(t, m.ruw), "Schakel, spoed") }) {
			t.Errorf("om %s gaat spoed niet meteen", p.lokaal())
		}
	}
	p.Meld(t, "verwijzer", casus.Normaal, "Vera Voorbeeld")
	sinds, laatste := -1, false
	for range 200 {
		p.Klok.Verder(30 * time.Minute)
		switch l := p.lokaal(); {
		case l >= "2026-01-07 12:00":
			return
		case sinds < 0 && l >= "2026-01-06 "+om:
			sinds = 0
			p.Klok.Verder(d)
			meld()
		case sinds == 4:
			p.Klok.Verder(-d)
			meld()
		case !laatste && l >= "2026-01-07 03:00":
			laatste = true
			p.Meld(t, "verwijzer", casus.Normaal, "Vera Voorbeeld")
		}
		if sinds >= 0 {
			sinds++
		}
		p.allesUit(t.Context())
		p.allesUit(t.Context())
	}
	t.Fatal("woensdag werd het nooit")
}

func (p *proef) lokaal() string {
	k := p.Beleid.Kalender
	return k.Lokaal(p.Klok.Nu()).Format("2006-01-02 15:04")
}

// eenmaalVerteld: two overzichten for the ctb, of two days, with the four aanmeldingen between them, and each spoed once.
func eenmaalVerteld(t *testing.T, s *server) {
	t.Helper()
	var dagen, nieuw []string
	for _, m := range s.gekregen() {
		tekst := ontcijfer(t, m.ruw)
		if m.aan != "ctb@voorbeeld.test" {
			t.Errorf("een mail aan %s:\n%s", m.aan, tekst)
		}
		if _, na, er := strings.Cut(tekst, "Dit staat er op "); er {
			dag, _, _ := strings.Cut(na, " voor u")
			dagen = append(dagen, dag)
		}
		for _, r := range strings.Split(tekst, "\r\n") {
			if strings.HasPrefix(r, "- ") {
				nummer, _, _ := strings.Cut(strings.TrimPrefix(r, "- "), ":")
				nieuw = append(nieuw, nummer)
			}
		}
	}
	if !slices.Equal(dagen, []string{"dinsdag 6 januari 2026", "woensdag 7 januari 2026"}) {
		t.Errorf("overzichten van %v", dagen)
	}
	slices.Sort(nieuw)
	var wil []string
	for i := range 6 {
		wil = append(wil, fmt.Sprintf("2026-%05d", i+1))
	}
	if !slices.Equal(nieuw, wil) {
		t.Errorf("verteld is %v, verwacht elk van %v één keer", nieuw, wil)
	}
}

// The clock of the database is set back two hours while a mail waits for its next attempt: it
// does not wait those two hours as well. Set forward it goes sooner, and once all the same.
func TestDatabaseklokTweeUurVerzet(t *testing.T) {
	t.Parallel()
	for naam, uren := range map[string]int{"terug": 2, "vooruit": -2} {
		t.Run(naam, func(t *testing.T) {
			t.Parallel()
			s := nieuweServer(t)
			s.zet(func(string) error { return antwoord(450) }, nil)
			p := nieuweProef(t, s.smtp(), func(c *Config) { c.Wachten = func(int) time.Duration { return 15 * time.Minute } })
			p.spoed(t)
			p.allesUit(t.Context())
			s.zet(nil, nil)
			p.allesUit(t.Context())
			if st := p.stand(t); !slices.Equal(st, []string{"spoed ctb wacht ontvanger-450"}) {
				t.Fatalf("%q", st)
			}
			// What was noted by the clock of before is that much further off, or past.
			if _, err := p.conn.Exec(t.Context(), `UPDATE post SET volgende = volgende + $1 * interval '1 hour', gemaakt_op = gemaakt_op + $1 * interval '1 hour'`, uren); err != nil {
				t.Fatal(err)
			}
			p.allesUit(t.Context())
			p.allesUit(t.Context())
			if st := p.stand(t); !slices.Equal(st, []string{"spoed ctb verzonden"}) || len(s.gekregen()) != 1 {
				t.Errorf("%q, %d mails", st, len(s.gekregen()))
			}
		})
	}
}
