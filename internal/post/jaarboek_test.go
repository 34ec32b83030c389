package post

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"schakel/internal/casus"
	"schakel/internal/melding"
)

// jaarboek foretells mail: from the facts that were decided and from what people did,
// by the words of docs/herinneringen.md ("Per mail"). It shares nothing with the post
// but the sentences.
type jaarboek struct {
	mu     sync.Mutex // facts of a rung come from an activity
	lok    *time.Location
	nummer map[string]string
	spoed  map[string]bool // cases
	seq    map[string]int
	ms     []*jaarmelding
	aantal map[string]int // mails per user
	open   int            // working days
	dicht  int            // closed days
	// verloop is every mail that was foretold, with its day; lijsten the stuurgroep's list of every day.
	verloop []string
	lijsten map[string][]string
	weg     []afwezig
}

// afwezig is a vervanging: what a casehouder is asked goes to door.
type afwezig struct {
	wie, door string
	van, tot  time.Time
}

// vervangt is who does the work of wie at a moment.
func (b *jaarboek) vervangt(wie string, nu time.Time) string {
	for _, a := range b.weg {
		if a.wie == wie && !nu.Before(a.van) && nu.Before(a.tot) {
			return a.door
		}
	}
	return wie
}

// jaarmelding is one melding as people know it.
type jaarmelding struct {
	casus, soort string
	trede        int
	aan          casus.Bestemming
	wie          casus.Regiehouder
	op           time.Time
	staat        string // open, bevestigd, weg
	tot          time.Time
	spoed        bool
	// gehoord is by whom, terug by whom it was since it was last put off.
	gehoord, terug map[string]bool
}

func nieuwJaarboek(lok *time.Location) *jaarboek {
	return &jaarboek{lok: lok, nummer: map[string]string{}, spoed: map[string]bool{}, seq: map[string]int{}, aantal: map[string]int{}, lijsten: map[string][]string{}}
}

// hoor takes facts, each once.
func (b *jaarboek) hoor(id string, fs []casus.Feit) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range fs {
		if f.Seq <= b.seq[id] {
			continue
		}
		b.seq[id] = f.Seq
		for _, v := range f.Vervallen {
			for _, m := range b.ms {
				if m.casus == id && m.soort == string(v.Termijn) && m.trede == v.Trede {
					m.staat = "weg"
				}
			}
		}
		b.beantwoord(id, f)
		for _, m := range f.Meldingen {
			b.ms = append(b.ms, &jaarmelding{
				casus: id, soort: m.Soort, trede: m.Trede, aan: m.Aan, wie: m.Wie, op: f.Vastgelegd, staat: "open",
				spoed:   b.spoed[id] && m.Soort != casus.MeldAfgesloten, // news is in no hurry
				gehoord: map[string]bool{}, terug: map[string]bool{},
			})
		}
	}
}

// beantwoord: what a step asked is past when another did it ("stopt ook bij").
func (b *jaarboek) beantwoord(id string, f casus.Feit) {
	soorten := casus.Beantwoordt(f.Soort)
	if f.Fase == casus.Afgesloten {
		soorten = append(soorten, casus.BeantwoordtSluiting()...)
	}
	for _, m := range b.ms {
		if m.casus == id && m.trede == 0 && slices.Contains(soorten, m.soort) && (f.Soort != casus.StapContact || !m.op.After(f.Op)) {
			m.staat = "weg"
		}
	}
}

// vind is the melding of a rung that stands.
func (b *jaarboek) vind(id, soort string, trede int) *jaarmelding {
	for _, m := range slices.Backward(b.ms) {
		if m.casus == id && m.soort == soort && m.trede == trede && m.staat != "weg" {
			return m
		}
	}
	return nil
}

// voor says which of the demo users a melding is for now.
func (b *jaarboek) voor(m *jaarmelding, nu time.Time) []string {
	switch m.aan {
	case casus.AanCasehouder:
		return []string{b.vervangt(m.wie.Persoon, nu)}
	case casus.AanPersoon, casus.AanVerwijzer:
		return []string{m.wie.Persoon}
	case casus.AanCtb, casus.AanCoordinator:
		return []string{string(m.aan)}
	case casus.AanSneloverleg:
		return []string{"coordinator", "ctb"}
	case casus.AanStuurgroep:
		return []string{"leidinggevende"}
	case casus.AanOntvanger:
		return []string{map[string]string{"ggz-voorbeeld": "ketenpartner", "wmo-voorbeeld": "ketenpartner2"}[m.wie.Organisatie]}
	default:
		return []string{"?" + string(m.aan)}
	}
}

// blijft: it is a question, in the mail of every morning until it is answered.
func (m *jaarmelding) blijft() bool {
	return m.trede > 0 && m.aan != casus.AanSneloverleg && m.aan != casus.AanStuurgroep
}

// oud: news that the casehouder heard before somebody came in the place.
func (b *jaarboek) oud(m *jaarmelding, wie string) bool {
	return m.aan == casus.AanCasehouder && m.wie.Persoon != wie && !m.blijft() && m.gehoord[m.wie.Persoon] && m.terug[m.wie.Persoon]
}

// stil reports whether nothing may be said of it now.
func (m *jaarmelding) stil(nu time.Time) bool { return m.staat != "open" || m.tot.After(nu) }

// gesloten are the days of 2026 on which the team is closed beside weekends, from a calendar
// on paper: 5 May is a working day in 2026, and the last two of December stand in the policy.
func gesloten(dag time.Time) bool {
	return dag.Weekday() == time.Saturday || dag.Weekday() == time.Sunday || slices.Contains([]string{
		"2026-01-01", "2026-04-06", "2026-04-27", "2026-05-14", "2026-05-25", "2026-12-24", "2026-12-25", "2026-12-31", "2027-01-01",
	}, dag.Format(time.DateOnly))
}

// mails are all that may come now, sorted: "AAN | ONDERWERP | + what is new | = what is still open".
func (b *jaarboek) mails(nu time.Time) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var uit []string
	for _, m := range b.ms {
		for _, wie := range b.voor(m, nu) {
			if m.spoed && !m.stil(nu) && !m.gehoord[wie] {
				uit = append(uit, b.schrijf(wie, "Schakel, spoed: "+b.nummer[m.casus], []*jaarmelding{m}, nil))
			}
		}
	}
	l := nu.In(b.lok)
	switch {
	case l.Hour() != 8:
	case gesloten(l):
		b.dicht++
	default:
		b.open++
		uit = append(uit, b.morgen(nu)...)
	}
	for _, u := range uit {
		b.verloop = append(b.verloop, l.Format(time.DateOnly)+" "+u)
	}
	slices.Sort(uit)
	return uit
}

// morgen foretells the overzichten.
func (b *jaarboek) morgen(nu time.Time) []string {
	var uit []string
	for _, wie := range []string{"werker", "werker2", "coordinator", "ctb", "leidinggevende", "verwijzer", "verwijzer2", "ketenpartner", "ketenpartner2"} {
		var nieuw, open []*jaarmelding
		for _, m := range b.ms {
			switch {
			case !slices.Contains(b.voor(m, nu), wie) || m.stil(nu) || b.oud(m, wie):
			case !m.gehoord[wie]:
				nieuw = append(nieuw, m)
			case !b.hoger(m, wie, nu) && (m.blijft() || !m.terug[wie]):
				open = append(open, m)
			}
		}
		if len(nieuw)+len(open) > 0 {
			uit = append(uit, b.schrijf(wie, "", nieuw, open))
		}
	}
	return uit
}

// hoger: a later reminder of the same term stands for this one, also when somebody confirmed it or put it off.
func (b *jaarboek) hoger(m *jaarmelding, wie string, nu time.Time) bool {
	return slices.ContainsFunc(b.ms, func(h *jaarmelding) bool {
		return h.casus == m.casus && h.soort == m.soort && h.trede > m.trede && h.staat != "weg" && slices.Contains(b.voor(h, nu), wie)
	})
}

func (b *jaarboek) schrijf(wie, onderwerp string, nieuw, open []*jaarmelding) string {
	regels := func(teken string, ms []*jaarmelding) []string {
		var uit []string
		for _, m := range ms {
			m.gehoord[wie], m.terug[wie] = true, true
			nummer := b.nummer[m.casus]
			if wie == "leidinggevende" {
				nummer = ""
			}
			r := teken + melding.Regel(nummer, m.soort, m.trede, m.aan)
			if m.aan == casus.AanCasehouder && m.wie.Persoon != wie {
				r += " U vervangt hier een collega."
			}
			if !slices.Contains(uit, r) {
				uit = append(uit, r)
			}
		}
		slices.Sort(uit)
		return uit
	}
	b.aantal[wie]++
	n, o := regels("+ ", nieuw), regels("= ", open)
	if onderwerp == "" {
		var delen []string
		if len(n) > 0 {
			delen = append(delen, fmt.Sprintf("%d nieuw", len(n)))
		}
		if len(o) > 0 {
			delen = append(delen, fmt.Sprintf("%d nog open", len(o)))
		}
		onderwerp = "Schakel: " + strings.Join(delen, ", ")
	}
	return strings.Join(append([]string{wie, onderwerp}, append(n, o...)...), " | ")
}

// leesPost writes a mail that came as the book does.
func leesPost(t *testing.T, m ontvangen) string {
	t.Helper()
	tekst := strings.ReplaceAll(ontcijfer(t, m.ruw), "\r\n", "\n")
	onderwerp, teken := "", ""
	per := map[string][]string{}
	for _, r := range strings.Split(tekst, "\n") {
		if s, ok := strings.CutPrefix(r, "Subject: "); ok {
			onderwerp = s
		}
		switch {
		case r == "NIEUW" || r == "SPOED":
			teken = "+ "
		case r == "STAAT NOG OPEN":
			teken = "= "
		case strings.HasPrefix(r, "- "):
			per[teken] = append(per[teken], teken+strings.TrimPrefix(r, "- "))
		}
	}
	slices.Sort(per["+ "])
	slices.Sort(per["= "])
	delen := append([]string{strings.TrimSuffix(m.aan, "@voorbeeld.test"), onderwerp}, per["+ "]...)
	return strings.Join(append(delen, per["= "]...), " | ")
}

// stuurgroep is what must stand on its list now: what climbed there and still stands, since its term first reminded.
func (b *jaarboek) stuurgroep() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var uit []string
	for _, m := range b.ms {
		if m.aan != casus.AanStuurgroep || m.staat == "weg" {
			continue
		}
		sinds := m.op
		for _, e := range b.ms {
			if e.casus == m.casus && e.soort == m.soort && e.staat != "weg" && e.op.Before(sinds) {
				sinds = e.op
			}
		}
		uit = append(uit, fmt.Sprintf("%s %s sinds %s", b.nummer[m.casus], m.soort, sinds.In(b.lok).Format(time.DateOnly)))
	}
	slices.Sort(uit)
	return uit
}
