package api

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
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
	// Deling is left out by who does not know of it: then a ground must stand already, or the policy has one (decision 0090).
	Deling *DelingGrond `json:"deling,omitempty" doc:"Waarop er wordt gedeeld en wat de ontvanger ziet. Zonder geldt een eerder vastgelegde deling met doel overdracht voor deze ontvanger, of anders de grondslag die het beleid voor elke overdracht heeft: met alleen de samenvatting, en een herinnering om haar aan te vullen. Is er geen, of maakte de cliënt bezwaar dat nog niet is beantwoord, dan is het antwoord 400."`
}

func (o Overdracht) vul(v *stappen.Verzoek, nu time.Time) []fout.Veld {
	v.Stap.Wie, v.Stap.Wet = string(o.Ontvanger), o.Wet
	if o.Deling == nil {
		return nil
	}
	_, fouten := o.Deling.naar(nu)
	for i := range fouten {
		fouten[i].Veld = "deling." + fouten[i].Veld
	}
	return fouten
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
	Zoekacties      []Zoekactie        `json:"zoekacties,omitempty" maxItems:"50" doc:"Wat is gedaan om de cliënt te vinden. Voor uit_beeld moet gedaan zijn wat het beleid noemt; wat in een voorstel stond, hoeft de coordinator niet te herhalen."`
}

// Zoekactie is one search for a client who is out of sight.
type Zoekactie struct {
	Soort casus.Zoeksoort `json:"soort" enum:"laatst_bekende_adres,telefoon,naasten,vindplaatsen,verwijzer,huisarts,andere_hulpverleners,woningcorporatie,maatschappelijke_opvang,politie,brp,gevangenis_of_ziekenhuis"`
	Op    *Moment         `json:"op" required:"true" doc:"Wanneer dat was."`
}

func (a Afsluiting) vul(v *stappen.Verzoek, nu time.Time) []fout.Veld {
	v.Stap.Reden = a.Reden
	var fouten []fout.Veld
	for i, z := range a.Zoekacties {
		if z.Op == nil {
			continue // the schema has said so
		}
		op := z.Op.begin().UTC()
		fouten = append(fouten, gebeurd(fmt.Sprintf("zoekacties[%d].op", i), op, nu)...)
		v.Stap.Zoekacties = append(v.Stap.Zoekacties, casus.Zoekactie{Soort: z.Soort, Op: op})
	}
	return fouten
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
	if c.Nieuw != nil && len(c.Nieuw) == 0 {
		fouten = append(fouten, fout.Veld{Veld: "nieuw", Melding: "noem ten minste één veld dat anders is"})
	}
	if !past(c.Nieuw, maxDiepte) {
		fouten = append(fouten, fout.Veld{Veld: "nieuw", Melding: "dit is te diep of te lang: schrijf ten hoogste 10000 tekens per veld"})
	}
	for _, lees := range []func(*register.NieuwContact, time.Time) []fout.Veld{c.bereikt, c.soort, c.op} {
		fouten = append(fouten, lees(&v.Correctie, nu)...)
	}
	v.Correctie.Ongeldig, v.Client = c.alsContact(), c.client(nu)
	v.Vlaggen = map[casus.StapSoort]register.NieuweVlaggen{
		casus.StapVeiligheid: c.vlaggen("vlaggen", "vlaggen", "reden"), casus.StapAanmelding: c.vlaggen("veiligheid"),
	}
	return fouten
}

// alsContact is what would be wrong if the fact is a contact: fields that a contact
// does not have, and values that it can't have. Whether it is one, the register knows.
func (c Correctie) alsContact() []fout.Veld {
	velden := veldnamen[Contact]()
	for k := range c.Nieuw {
		if !slices.Contains(velden, k) {
			return []fout.Veld{{Veld: "nieuw", Melding: "dit is een contact; dat kent " + strings.Join(velden, ", ")}}
		}
	}
	var k Contact
	b, err := json.Marshal(c.Nieuw)
	if err == nil {
		err = json.Unmarshal(b, &k)
	}
	if err != nil {
		return []fout.Veld{{Veld: "nieuw", Melding: "dit is een contact; schrijf elk veld zoals bij het registreren ervan"}}
	}
	var fouten []fout.Veld
	als := func(mis bool, veld, melding string) {
		if mis {
			fouten = append(fouten, fout.Veld{Veld: veld, Melding: melding})
		}
	}
	_, soort := c.Nieuw["soort"]
	als(soort && !slices.Contains(casus.Contactsoorten(), casus.Contactsoort(k.Soort)), "nieuw.soort", "kies een soort van contact")
	als(!slices.Contains([]string{"", "binnen", "aan_de_deur", "geweigerd"}, k.Wijze), "nieuw.wijze", "kies uit binnen, aan_de_deur, geweigerd")
	als(k.DuurMinuten < 0 || k.DuurMinuten > 1440, "nieuw.duurMinuten", "een getal van 0 tot en met 1440")
	return fouten
}

// veldnamen are the fields a body has.
func veldnamen[T any]() []string {
	var uit []string
	for f := range reflect.TypeFor[T]().Fields() {
		naam, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		uit = append(uit, naam)
	}
	return uit
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
	if soort := casus.Contactsoort(s); slices.Contains(casus.Contactsoorten(), soort) {
		n.Soort = &soort // only a code goes to the engine, never a text
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
