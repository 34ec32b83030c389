package beleid

import (
	"fmt"
	"strings"

	"schakel/internal/casus"
	"schakel/internal/melding"
)

// Uitleg describes every reminder of a policy as a page in Markdown: which term,
// from when, after how long, to whom, and what stops it. It follows from the
// policy only, not from the day it is made, so it cannot be out of date.
func Uitleg(b casus.Beleid) string {
	var s strings.Builder
	fmt.Fprintf(&s, kop, b.Regio, b.Versie, klok(b.Kalender.EindeDag))
	fase := ""
	for _, r := range b.Termijnen {
		t := toelichting(r.Soort)
		if t.fase != fase {
			fase = t.fase
			fmt.Fprintf(&s, "\n## %s\n\n%s", fase, tabelkop)
		}
		ladder(&s, r, t, "", r.Ladder)
		ladder(&s, r, t, casus.Spoed, r.Spoed)
		ladder(&s, r, t, casus.Hoog, r.Hoog)
	}
	naStappen(&s)
	mails(&s)
	overig(&s, b)
	return s.String()
}

const kop = `# Wanneer Schakel wie herinnert

Gemaakt uit het beleid van %s, versie %s; niet met de hand wijzigen.

Elke trede telt vanaf de vorige, de eerste vanaf het moment in de kolom "telt vanaf".
Werkdagen, dagen en maanden lopen af om %s uur op hun laatste dag, met per casus een
vaste vertraging van hooguit tien minuten. Wat de termijn stopt, stopt alle treden die
nog komen. Blijkt achteraf dat een trede niet had hoeven vuren, dan vervalt die als
achterhaald. Termijnen met een ⏸ staan stil tijdens opschorting; bij een opschaling is
dat alleen niveau 1 en 2.

Gebeurt er niets, dan komt de volgende trede, bij wie daar staat; na de laatste blijft
de melding staan tot iemand doet wat er gevraagd wordt. Bevestigen of uitstellen stopt
geen ladder: het zegt alleen dat u het weet, of wanneer u het weer wilt horen. In de mail
staat voor de tekst het nummer van de casus ("2026-00042: ") en eronder waar u haar vindt.
`

const tabelkop = `| termijn | telt vanaf | trede | na | aan | tekst | stopt door |
| --- | --- | --- | --- | --- | --- | --- |
`

// ladder writes one row for each rung; what holds for the whole ladder stands in the first.
func ladder(s *strings.Builder, r casus.Termijnregel, t uitlegTermijn, u casus.Urgentie, treden []casus.Trede) {
	naam := "**" + string(r.Soort) + "**"
	if u != "" {
		naam += " bij " + string(u)
	}
	if t.pauzeert {
		naam += " ⏸"
	}
	vanaf, stopt := t.vanaf, t.stopt
	for i, trede := range treden {
		na := voluit(trede.Na)
		if i > 0 && trede.Na.N > 0 {
			na = "nog " + na
		}
		fmt.Fprintf(s, "| %s | %s | %d | %s | %s | %s | %s |\n", naam, vanaf, i+1, na, trede.Aan,
			melding.Regel("", string(r.Soort), i+1, trede.Aan), stopt)
		naam, vanaf, stopt = "", "", ""
	}
}

// overig writes what the policy says beside the ladders.
func overig(s *strings.Builder, b casus.Beleid) {
	var contacten []string
	for _, d := range b.Nazorg {
		contacten = append(contacten, voluit(d))
	}
	fmt.Fprintf(s, "\n## Wat verder is afgesproken\n\n")
	fmt.Fprintf(s, "- Nazorgcontacten: %s na de landing.\n", opsomming(contacten))
	fmt.Fprintf(s, "- Een nazorgcontact kan vanaf %s vooraf worden afgehandeld, nooit eerder dan halverwege zijn eigen termijn.\n", voluit(b.NazorgVenster))
	fmt.Fprintf(s, "- Na het antwoord `zorgen` komt er na %s een nazorgcontact bij.\n", voluit(b.NazorgExtra))
	fmt.Fprintf(s, "- Een plan zonder herzieningsdatum wordt na %s opnieuw bekeken.\n", voluit(b.PlanHerziening))
	fmt.Fprintf(s, "- Of de client het kan weten wordt na %s opnieuw bekeken als er geen datum is genoemd.\n", voluit(b.Informeren))
	fmt.Fprintf(s, "- Heropenen kan tot %s na afsluiten.\n", voluit(b.Terugvalwacht))
	fmt.Fprintf(s, "- Eén herinnering is hooguit %d keer uit te stellen, telkens hooguit %s vooruit.\n", b.Uitstel.Keer, voluit(casus.Duur{N: b.Uitstel.Werkdagen, Eenheid: casus.Werkdag}))
	fmt.Fprintf(s, "- Een opschorting die vaker dan %d keer is verlengd komt op de lijst van de stuurgroep.\n", b.MaxVerlengingen)
}

// voluit writes a length as people say it.
func voluit(d casus.Duur) string {
	if d.N == 0 {
		return "meteen"
	}
	woorden := map[casus.Eenheid][2]string{
		casus.Werkdag: {"werkdag", "werkdagen"}, casus.Dag: {"dag", "dagen"}, casus.Maand: {"maand", "maanden"},
		casus.Uur: {"uur", "uur"}, casus.Minuut: {"minuut", "minuten"}, casus.Seconde: {"seconde", "seconden"},
	}
	w := woorden[d.Eenheid]
	if d.N == 1 {
		return "1 " + w[0]
	}
	return fmt.Sprintf("%d %s", d.N, w[1])
}

// klok writes minutes after midnight as a time.
func klok(minuten int) string { return fmt.Sprintf("%02d:%02d", minuten/60, minuten%60) }

// opsomming joins as people do: a, b en c.
func opsomming(ss []string) string {
	if len(ss) < 2 {
		return strings.Join(ss, "")
	}
	return strings.Join(ss[:len(ss)-1], ", ") + " en " + ss[len(ss)-1]
}
