package api

import (
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/stappen"
)

// The bodies of what happens around a client: contact, plan, meting, inzet, opschaling.

// Vervolg is a next step somebody plans.
type Vervolg struct {
	Wat Tekst   `json:"wat"`
	Op  *Moment `json:"op,omitempty"`
}

// Contact is one contact, or an attempt at one.
type Contact struct {
	Soort       string    `json:"soort" enum:"huisbezoek,telefoon,sms_whatsapp,mail,brief,kaartje,afspraak_op_locatie,straat,via_naaste,administratief"`
	Bereikt     bool      `json:"bereikt" doc:"Of er echt contact was."`
	Op          time.Time `json:"op" doc:"Wanneer het was; ten hoogste 5 minuten vooruit."`
	Met         Met       `json:"met,omitempty"`
	Wijze       string    `json:"wijze,omitempty" enum:"binnen,aan_de_deur,geweigerd"`
	DuurMinuten int       `json:"duurMinuten,omitempty" minimum:"0" maximum:"1440"`
	Notitie     string    `json:"notitie,omitempty" maxLength:"10000"`
	Drang       string    `json:"drang,omitempty" maxLength:"4000" doc:"Welke lichte drang is gebruikt, en waarom."`
	Duo         bool      `json:"duo,omitempty" doc:"Of er een tweede werker bij was."`
	Vervolg     *Vervolg  `json:"vervolg,omitempty"`
}

// Kinds of contact that do not reach the client by themselves.
const (
	contactAdministratief = "administratief"
	contactViaNaaste      = "via_naaste"
)

// vul: only a contact that reached the client stops the clock of not reached
// (domain description, section 4). Without `met` it was with the client, except
// through a naaste.
func (c Contact) vul(v *stappen.Verzoek, nu time.Time) []fout.Veld {
	v.Stap.Op, v.Stap.Contactsoort = c.Op.UTC(), casus.Contactsoort(c.Soort)
	v.Stap.Poging = c.Soort != contactAdministratief
	v.Stap.Bereikt = c.Bereikt && v.Stap.Poging && metClient(c.Met, c.Soort)
	return gebeurd("op", c.Op, nu)
}

func metClient(met Met, soort string) bool {
	if len(met) == 0 {
		return soort != contactViaNaaste
	}
	return slices.Contains(met, "client")
}

// Doel is a goal of a plan.
type Doel struct {
	Wat     Tekst `json:"wat"`
	Behaald bool  `json:"behaald,omitempty"`
}

// Plan is the plan with the client.
type Plan struct {
	Doelen    []Doel  `json:"doelen" minItems:"1" maxItems:"50"`
	Methodiek string  `json:"methodiek" enum:"cti,act,presentie"`
	HerzienOp *Moment `json:"herzienOp,omitempty" doc:"Wanneer het plan wordt herzien; zonder: volgens het beleid."`
}

func (p Plan) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	p.HerzienOp.naar(&v.Stap)
	v.Stap.Methodiek, v.Stap.Doelen = p.Methodiek, len(p.Doelen)
	for _, d := range p.Doelen {
		if d.Behaald {
			v.Stap.Behaald++
		}
	}
	return nil
}

// zrmDomeinen are the names of the domains of the ZRM 2017; the text of its criteria is copyrighted and not here.
func zrmDomeinen() []string {
	return []string{
		"financien", "werk-en-opleiding", "tijdsbesteding", "huisvesting", "huiselijke-relaties", "geestelijke-gezondheid",
		"lichamelijke-gezondheid", "middelengebruik", "basale-adl", "instrumentele-adl", "sociaal-netwerk",
		"maatschappelijke-participatie", "justitie",
	}
}

// Scores are per domain; every domain may be left out.
type Scores map[string]Score

// Schema names the domains.
func (Scores) Schema(r huma.Registry) *huma.Schema {
	s := &huma.Schema{
		Type: "object", Properties: map[string]*huma.Schema{}, AdditionalProperties: false,
		Description: "Per domein 1 (acute problematiek) tot 5 (volledig zelfredzaam), of niet-noodzakelijk.",
	}
	een := 1
	s.MinProperties = &een
	for _, domein := range zrmDomeinen() {
		s.Properties[domein] = r.Schema(typeVan[Score](), true, "")
	}
	return s
}

// Meting is a measurement.
type Meting struct {
	Instrument string     `json:"instrument" enum:"zrm-2017"`
	Scores     Scores     `json:"scores"`
	Op         *time.Time `json:"op,omitempty" doc:"Wanneer is gemeten; zonder: nu."`
}

// vul takes along which domains were scored and their total, never a score (decision 0036).
func (m Meting) vul(v *stappen.Verzoek, nu time.Time) []fout.Veld {
	v.Stap.Instrument = m.Instrument
	for i, domein := range zrmDomeinen() {
		if n, ok := m.Scores[domein].getal(); ok {
			v.Stap.Domeinen |= 1 << i
			v.Stap.Totaal += n
		}
	}
	return gebeurdOp(m.Op, &v.Stap, nu)
}

// Inzet asks somebody in.
type Inzet struct {
	Wie      Wie     `json:"wie" doc:"Id van een gebruiker of een organisatie; niet van uzelf, en niet van de casehouder."`
	Waarvoor Tekst   `json:"waarvoor"`
	Tot      *Moment `json:"tot,omitempty" doc:"Tot wanneer; zonder: tot de casus sluit."`
}

func (i Inzet) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	v.Stap.Wie = string(i.Wie)
	i.Tot.naar(&v.Stap)
	return nil
}

// Opschaling raises the case to a level.
type Opschaling struct {
	Niveau int   `json:"niveau" minimum:"1" maximum:"4" doc:"1 intern, 2 ketenoverleg, 3 PGA of Zorg- en Veiligheidshuis, 4 Wvggz-melding of crisis."`
	Reden  Tekst `json:"reden"`
	Doel   Tekst `json:"doel"`
}

func (o Opschaling) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	v.Stap.Niveau = o.Niveau
	return nil
}

// Opschalingbeoordeling reviews an opschaling: the same level, a higher or a lower one.
type Opschalingbeoordeling struct {
	Niveau     int   `json:"niveau" minimum:"1" maximum:"4" doc:"Het niveau vanaf nu."`
	Motivering Tekst `json:"motivering"`
}

func (o Opschalingbeoordeling) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	v.Stap.Niveau = o.Niveau
	return nil
}

// Afschaling ends an opschaling.
type Afschaling struct {
	Resultaat Tekst `json:"resultaat" doc:"Bij niveau 4 mag dit geen_terugkoppeling zijn."`
}

func (Afschaling) vul(*stappen.Verzoek, time.Time) []fout.Veld { return nil }

// Afschaalbeoordeling answers whether the case can be scaled down.
type Afschaalbeoordeling struct {
	Besluit    string `json:"besluit" enum:"afschalen,voortzetten"`
	Motivering Tekst  `json:"motivering"`
}

func (a Afschaalbeoordeling) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	v.Stap.Uitkomst = a.Besluit
	return nil
}

// Opschorting stops the clocks that depend on the client.
type Opschorting struct {
	Reden    Tekst   `json:"reden"`
	HervatOp *Moment `json:"hervatOp" required:"true" doc:"Wanneer de casus weer wordt bekeken."`
}

func (o Opschorting) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	o.HervatOp.naar(&v.Stap)
	return nil
}
