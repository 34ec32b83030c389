package api

import (
	"strings"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/stappen"
)

// The bodies of overdracht, nazorg, closing and correcting.

// Overdracht offers the case to a receiver.
type Overdracht struct {
	Ontvanger    Wie    `json:"ontvanger" doc:"Id van de ontvangende organisatie."`
	Wet          string `json:"wet" enum:"wmo,zvw,wlz"`
	Samenvatting string `json:"samenvatting" minLength:"1" maxLength:"10000" pattern:"\\S" patternDescription:"een tekst, niet alleen spaties" doc:"Wat de ontvanger moet weten; alleen hij leest het."`
}

func (o Overdracht) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	v.Stap.Wie, v.Stap.Wet = string(o.Ontvanger), o.Wet
	return nil
}

// Gesprek is the joint talk.
type Gesprek struct {
	Op       time.Time `json:"op"`
	Aanwezig []Regel   `json:"aanwezig,omitempty" maxItems:"50"`
}

func (g Gesprek) vul(v *stappen.Verzoek, nu time.Time) []fout.Veld {
	return gebeurdOp(&g.Op, &v.Stap, nu)
}

// EersteContact is the receiver's own first contact.
type EersteContact struct {
	Op time.Time `json:"op"`
}

func (e EersteContact) vul(v *stappen.Verzoek, nu time.Time) []fout.Veld {
	return gebeurdOp(&e.Op, &v.Stap, nu)
}

// Nazorgcontact answers a check-in.
type Nazorgcontact struct {
	Uitkomst string `json:"uitkomst" enum:"stabiel,zorgen,terugval"`
	Notitie  string `json:"notitie,omitempty" maxLength:"10000"`
}

func (n Nazorgcontact) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	v.Stap.Uitkomst = n.Uitkomst
	return nil
}

// Terugvalsignaal says that it goes wrong again.
type Terugvalsignaal struct {
	Toelichting Tekst `json:"toelichting"`
}

func (Terugvalsignaal) vul(*stappen.Verzoek, time.Time) []fout.Veld { return nil }

// Afsluiting closes a case; of a bmz_werker it is a proposal.
type Afsluiting struct {
	Reden           casus.Afsluitreden `json:"reden" enum:"geland,advies_gegeven,doorgeleid,niet_bmz,structureel_weigerend,uit_beeld,verhuisd,gedwongen_opname,detentie,overleden,onterecht,ingetrokken"`
	Toelichting     string             `json:"toelichting,omitempty" maxLength:"4000"`
	Netwerkafspraak string             `json:"netwerkafspraak,omitempty" maxLength:"4000" doc:"Wie in het netwerk rond de cliënt wat doet, als de regie nergens heen gaat."`
}

func (a Afsluiting) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	v.Stap.Reden = a.Reden
	return nil
}

// Correctie names a fact that was wrong; the old one stays.
type Correctie struct {
	Feit  string         `json:"feit" format:"uuid" doc:"Id van het feit dat niet klopt."`
	Reden Tekst          `json:"reden"`
	Nieuw map[string]any `json:"nieuw" maxProperties:"50" doc:"Wat het had moeten zijn; alleen de velden die anders zijn."`
}

// vul takes along what a correction says of a contact's clocks: whether the client
// was reached, how, and when. Which fact it is about, the register knows.
func (c Correctie) vul(v *stappen.Verzoek, nu time.Time) []fout.Veld {
	v.Stap.Ding = strings.ToLower(c.Feit)
	var fouten []fout.Veld
	if c.Feit != "" && !register.IsID(v.Stap.Ding) {
		fouten = append(fouten, fout.Veld{Veld: "feit", Melding: "schrijf het id van het feit"})
	}
	if !past(c.Nieuw, maxDiepte) {
		fouten = append(fouten, fout.Veld{Veld: "nieuw", Melding: "dit is te diep of te lang: schrijf ten hoogste 10000 tekens per veld"})
	}
	for _, lees := range []func(*register.NieuwContact, time.Time) []fout.Veld{c.bereikt, c.soort, c.op} {
		fouten = append(fouten, lees(&v.Correctie, nu)...)
	}
	return fouten
}

// bereikt: who was met decides with it, as with the contact itself.
func (c Correctie) bereikt(n *register.NieuwContact, _ time.Time) []fout.Veld {
	met, fouten := c.met()
	alleenAnder := met != nil && !metClient(met, "")
	w, ok := c.Nieuw["bereikt"]
	if !ok {
		if alleenAnder {
			n.Bereikt = new(bool)
		}
		return fouten
	}
	b, ok := w.(bool)
	if !ok {
		return append(fouten, fout.Veld{Veld: "nieuw.bereikt", Melding: "schrijf true of false"})
	}
	b = b && !alleenAnder
	n.Bereikt = &b
	return fouten
}

func (c Correctie) met() (Met, []fout.Veld) {
	fouten := []fout.Veld{{Veld: "nieuw.met", Melding: vormVan("met")}}
	var met Met
	switch w := c.Nieuw["met"].(type) {
	case nil:
		return nil, nil
	case string:
		met = Met{w}
	case []any:
		for _, x := range w {
			s, _ := x.(string)
			met = append(met, s)
		}
	}
	for _, m := range met {
		if m != "client" && m != "naaste" && m != "partner" {
			return nil, fouten
		}
	}
	if len(met) == 0 {
		return nil, fouten
	}
	return met, nil
}

func (c Correctie) soort(n *register.NieuwContact, _ time.Time) []fout.Veld {
	w, ok := c.Nieuw["soort"]
	if !ok {
		return nil
	}
	s, ok := w.(string)
	if !ok {
		return []fout.Veld{{Veld: "nieuw.soort", Melding: "schrijf een tekst"}}
	}
	poging := s != contactAdministratief
	n.Poging = &poging
	if !poging {
		n.Bereikt = new(bool)
	}
	return nil
}

func (c Correctie) op(n *register.NieuwContact, nu time.Time) []fout.Veld {
	w, ok := c.Nieuw["op"]
	if !ok {
		return nil
	}
	s, _ := w.(string)
	op, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return []fout.Veld{{Veld: "nieuw.op", Melding: tekstPrecies}}
	}
	op = op.UTC()
	n.Op = &op
	return gebeurd("nieuw.op", op, nu)
}

const (
	maxDiepte = 4
	maxTekst  = 10_000
)

// past reports whether free JSON stays within bounds.
func past(w any, diepte int) bool {
	if diepte < 0 {
		return false
	}
	switch w := w.(type) {
	case string:
		return len(w) <= 4*maxTekst && len([]rune(w)) <= maxTekst
	case []any:
		for _, x := range w {
			if !past(x, diepte-1) {
				return false
			}
		}
		return len(w) <= 100
	case map[string]any:
		for k, x := range w {
			if len(k) > 100 || !past(x, diepte-1) {
				return false
			}
		}
	}
	return true
}
