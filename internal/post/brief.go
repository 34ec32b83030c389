package post

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"schakel/internal/casus"
	"schakel/internal/melding"
	"schakel/internal/register"
)

// maxRegels of one part of an overzicht: who has more reads them in Schakel.
const maxRegels = 40

// brief is what a mail says.
type brief struct{ onderwerp, tekst string }

// regels are the lines of meldingen, each once: for who may not see the cases, several are one line.
func (d *Dienst) regels(ms []register.Gericht, wie string) []string {
	var uit []string
	for _, g := range ms {
		if r := d.regel(g, wie); !slices.Contains(uit, r) {
			uit = append(uit, r)
		}
	}
	return uit
}

// regel is one melding and where to look.
func (d *Dienst) regel(g register.Gericht, wie string) string {
	r := melding.Regel(g.Nummer, g.Soort, g.Trede, g.Aan)
	if g.Aan == casus.AanCasehouder && g.Persoon != wie {
		r += " U vervangt hier een collega."
	}
	return r + "\n  " + d.Basis + d.pad(g)
}

func (d *Dienst) pad(g register.Gericht) string {
	switch {
	case g.Nummer != "":
		return "/casussen/" + g.CasusID
	case g.Aan == casus.AanStuurgroep:
		return "/knelpunten"
	default:
		return "/meldingen"
	}
}

const voet = `
U kunt elke herinnering in Schakel bevestigen, of uitstellen met een reden:
%s/meldingen
Wat u bevestigt, mailen we niet opnieuw. Wat u uitstelt, komt terug op de dag die
u kiest.

In deze mail staat met opzet niets over cliënten. Antwoorden op deze mail kan niet.
`

// briefOverzicht writes the mail of a morning.
func (d *Dienst) briefOverzicht(o overzicht, wie string, vandaag time.Time) brief {
	nieuw, open := d.regels(o.nieuw, wie), d.regels(o.open, wie)
	var s strings.Builder
	fmt.Fprintf(&s, "Goedemorgen,\n\nDit staat er op %s voor u in Schakel.\n", datum(vandaag))
	d.deel(&s, "Nieuw", nieuw)
	d.deel(&s, "Staat nog open", open)
	fmt.Fprintf(&s, voet, d.Basis)
	return brief{onderwerp: melding.OnderwerpOverzicht(len(nieuw), len(open)), tekst: s.String()}
}

func (d *Dienst) deel(s *strings.Builder, kop string, regels []string) {
	if len(regels) == 0 {
		return
	}
	fmt.Fprintf(s, "\n%s\n", strings.ToUpper(kop))
	for i, r := range regels {
		if i == maxRegels {
			fmt.Fprintf(s, "- En nog %d andere:\n  %s/meldingen\n", len(regels)-maxRegels, d.Basis)
			return
		}
		fmt.Fprintf(s, "- %s\n", r)
	}
}

// briefSpoed writes the mail of one melding that cannot wait.
func (d *Dienst) briefSpoed(g register.Gericht, wie string) brief {
	var s strings.Builder
	fmt.Fprintf(&s, "Goedendag,\n\nDit kan niet wachten tot morgen.\n")
	d.deel(&s, "Spoed", []string{d.regel(g, wie)})
	fmt.Fprintf(&s, voet, d.Basis)
	return brief{onderwerp: melding.OnderwerpSpoed(g.Nummer), tekst: s.String()}
}

// bericht makes the mail itself. The same row gives the same Message-ID, whatever it says by then.
func (d *Dienst) bericht(p register.Poststuk, adres string, b brief) (*mail.Msg, error) {
	m := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := m.From(d.Van); err != nil {
		return nil, fmt.Errorf("afzender: %w", err)
	}
	if err := m.To(adres); err != nil {
		return nil, errAdres // its text would be the address
	}
	_, domein, _ := strings.Cut(m.GetFrom()[0].Address, "@")
	m.SetMessageIDWithValue(p.ID + "@" + domein)
	m.SetDateWithValue(d.Nu())
	m.Subject(b.onderwerp)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	m.SetGenHeader("Content-Language", "nl")
	m.SetBodyString(mail.TypeTextPlain, b.tekst)
	return m, nil
}

// datum writes a day as people say it.
func datum(t time.Time) string {
	dagen := [...]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}
	maanden := [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
	return fmt.Sprintf("%s %d %s %d", dagen[t.Weekday()], t.Day(), maanden[t.Month()-1], t.Year())
}
