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
	opTijden(&s, b)
	mails(&s)
	kompas(&s, b)
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

// kompas writes what facts ask, and what must be done before uit_beeld.
func kompas(s *strings.Builder, b casus.Beleid) {
	if k := b.Kompas; k != nil {
		var treden []string
		for i, t := range k.Ladder {
			na := voluit(t.Na)
			if i > 0 && t.Na.N > 0 {
				na = "na nog " + na
			}
			treden = append(treden, fmt.Sprintf("%s %s", na, t.Aan))
		}
		fmt.Fprintf(s, kompaskop, strings.Join(treden, ", "), voluit(k.Rust))
		fmt.Fprintf(s, "- `%s`: de methode is CTI en %d fasen van %s zijn voorbij.\n", casus.SignaalCti, k.CtiFasen, voluit(k.CtiFase))
		fmt.Fprintf(s, "- `%s`: alle doelen van het plan zijn behaald.\n", casus.SignaalDoelen)
		fmt.Fprintf(s, "- `%s`: in de laatste %s is de client, per dag gerekend, hooguit %d%% zo vaak bereikt als in de %s daarvoor, en toen minstens %d keer.\n",
			casus.SignaalContact, voluit(k.Contact.Recent), k.Contact.Percentage, voluit(k.Contact.Eerder), k.Contact.Minstens)
		fmt.Fprintf(s, "- `%s`: de nieuwste ZRM is minstens %d punten per 10 domeinen hoger dan de eerste waarin precies dezelfde domeinen een score kregen; metingen van andere domeinen worden niet vergeleken.\n", casus.SignaalZrm, k.ZrmStijging)
		fmt.Fprintf(s, "- `%s`: een andere organisatie dan bemoeizorg is al %s ingezet.\n", casus.SignaalOntvanger, voluit(k.OntvangerNa))
		fmt.Fprintf(s, "\nNa %d mislukte pogingen toont de casus een dagdeel, soort contact of plek die nog niet is geprobeerd.\n", k.Pogingen)
	}
	if len(b.Zoekacties) > 0 {
		var woorden []string
		for _, z := range b.Zoekacties {
			woorden = append(woorden, "`"+string(z)+"`")
		}
		fmt.Fprintf(s, "\nSluiten met `uit_beeld` kan pas na deze zoekacties: %s. Wat is gezocht vóór de dag waarop de client voor het laatst werd bereikt, telt niet.\n", opsomming(woorden))
	}
}

const kompaskop = `
## Afschaal-kompas

Feiten stellen de vraag van de afschaalbeoordeling eerder dan de tijd: %s. Er staat
nooit meer dan één zo'n vraag open; bij opschorting wacht zij. Na een antwoord vraagt hetzelfde signaal %s
niet opnieuw. De redenen staan bij de casus en op de tijdlijn; vraagt de tijd het, dan staat er hoe
lang het duurt en wat het beleid daarover zegt.

`

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
	if b.Bsn {
		fmt.Fprintf(s, "- Het burgerservicenummer mag worden gevraagd, en er kan op worden gezocht.\n")
	} else {
		fmt.Fprintf(s, "- Het burgerservicenummer wordt niet gevraagd en niet aangenomen.\n")
	}
	var gronden []string
	for _, g := range b.Delingen.Gevuld().Gronden {
		gronden = append(gronden, g.Code)
	}
	fmt.Fprintf(s, "- Gronden om te delen: %s. Een deling waarvan niemand de grondslag noemde herinnert na %s, en klimt als de termijn informeren.\n",
		opsomming(gronden), voluit(b.Delingen.Gevuld().Aanvullen))
	if code, er := b.Delingen.Gevuld().Standaard(); er {
		fmt.Fprintf(s, "- Een overdracht waarbij niemand een grondslag noemt, heeft als grondslag: %s. Dan ziet de ontvanger alleen de samenvatting; na een bezwaar kan het niet.\n", code)
	} else {
		fmt.Fprintf(s, "- Bij een overdracht noemt iemand elke keer zelf de grondslag.\n")
	}
	fmt.Fprintf(s, "- Noodtoegang duurt %s; één persoon krijgt haar hooguit %d keer per etmaal.\n", voluit(b.Nood.Gevuld().Duur), b.Nood.Gevuld().Hoogste)
	k := b.Klachten.Gevuld()
	fmt.Fprintf(s, "- De ontvangst van een klacht wordt binnen %s bevestigd, het oordeel volgt binnen %s; dat is eenmaal met %s te verdagen. De behandelaar wordt %s vooraf herinnerd.\n",
		voluit(k.Ontvangst), voluit(k.Oordeel), voluit(k.Verdaging), voluit(k.Vooraf))
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
