package api

import (
	"slices"
	"strings"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/stappen"
)

// lichaam is the body of a step: it fills in what the engine gets (ids, enums,
// moments) and names every field that is wrong.
type lichaam interface {
	vul(v *stappen.Verzoek, nu time.Time) []fout.Veld
}

// maxVooruit is how far ahead of now a moment of happening may lie (contract).
const maxVooruit = 5 * time.Minute

func gebeurd(veld string, op, nu time.Time) []fout.Veld {
	switch {
	case op.After(nu.Add(maxVooruit)):
		return []fout.Veld{{Veld: veld, Melding: "dit moment moet nog komen; een moment mag ten hoogste 5 minuten vooruit liggen"}}
	case op.Year() < 1900:
		return []fout.Veld{{Veld: veld, Melding: "dit moment ligt te ver terug"}}
	}
	return nil
}

// Leeg is the body of a step that needs none.
type Leeg struct{}

func (Leeg) vul(*stappen.Verzoek, time.Time) []fout.Veld { return nil }

// Reden is the body of a step that only needs a reason.
type Reden struct {
	Reden string `json:"reden" minLength:"1" maxLength:"4000"`
}

func (Reden) vul(*stappen.Verzoek, time.Time) []fout.Veld { return nil }

// Verwijzer refers.
type Verwijzer struct {
	Organisatie string `json:"organisatie" minLength:"1" maxLength:"100" doc:"Id van de verwijzende organisatie."`
	Naam        string `json:"naam" minLength:"1" maxLength:"200"`
	Functie     string `json:"functie,omitempty" maxLength:"200"`
	Telefoon    string `json:"telefoon,omitempty" maxLength:"50"`
	Email       string `json:"email,omitempty" maxLength:"200"`
}

// Client is who it is about, as far as known.
type Client struct {
	Naam          string `json:"naam,omitempty" maxLength:"200"`
	Omschrijving  string `json:"omschrijving,omitempty" maxLength:"1000"`
	Geboortedatum string `json:"geboortedatum,omitempty" format:"date"`
	Adres         string `json:"adres,omitempty" maxLength:"500"`
	Gemeente      string `json:"gemeente" minLength:"1" maxLength:"100"`
}

// Geinformeerd says whether the client knows of it.
type Geinformeerd struct {
	Ja              bool    `json:"ja"`
	Reden           string  `json:"reden,omitempty" maxLength:"4000"`
	HerbeoordelenOp *Moment `json:"herbeoordelenOp,omitempty"`
}

func (g Geinformeerd) naar(veld string, st *casus.Stap) []fout.Veld {
	if g.Ja {
		return nil
	}
	st.Uitkomst = casus.NietGeinformeerd
	g.HerbeoordelenOp.naar(st)
	if strings.TrimSpace(g.Reden) == "" {
		return []fout.Veld{{Veld: veld + "reden", Melding: "noem waarom de cliënt het nog niet weet"}}
	}
	return nil
}

// Aanmelding is how a case begins.
type Aanmelding struct {
	Verwijzer    Verwijzer      `json:"verwijzer"`
	Client       Client         `json:"client"`
	Urgentie     casus.Urgentie `json:"urgentie" enum:"spoed,hoog,normaal"`
	Problematiek []string       `json:"problematiek" minItems:"1" uniqueItems:"true" enum:"psychiatrie,verslaving,lvb,psychosociaal"`
	Zorgmijding  string         `json:"zorgmijding" minLength:"1" maxLength:"4000"`
	Hulpvraag    string         `json:"hulpvraag" minLength:"1" maxLength:"4000"`
	EerdereHulp  string         `json:"eerdereHulp,omitempty" maxLength:"4000"`
	Veiligheid   []string       `json:"veiligheid,omitempty" maxItems:"20"`
	Geinformeerd Geinformeerd   `json:"geinformeerd"`
	Grondslag    string         `json:"grondslag,omitempty" maxLength:"1000"`
}

func (a Aanmelding) vul(v *stappen.Verzoek, nu time.Time) []fout.Veld {
	st := &v.Stap
	st.Urgentie, st.Organisatie = a.Urgentie, a.Verwijzer.Organisatie
	fouten := a.Geinformeerd.naar("geinformeerd.", st)
	if a.Client.Naam == "" && a.Client.Omschrijving == "" {
		fouten = append(fouten, fout.Veld{Veld: "client.naam", Melding: "noem een naam, of beschrijf de persoon in omschrijving"})
	}
	if d := a.Client.Geboortedatum; d != "" && d > nu.Format(time.DateOnly) {
		fouten = append(fouten, fout.Veld{Veld: "client.geboortedatum", Melding: "deze datum moet nog komen"})
	}
	for _, vlag := range a.Veiligheid {
		if n := len(vlag); n == 0 || n > 100 {
			fouten = append(fouten, fout.Veld{Veld: "veiligheid", Melding: "houd elk veiligheidspunt kort: 1 tot 100 tekens"})
		}
	}
	v.Aanmelding = &register.NieuweCasus{
		Gemeente: a.Client.Gemeente, Urgentie: a.Urgentie, Veiligheid: a.Veiligheid,
		Naam: a.Client.Naam, Geboortedatum: a.Client.Geboortedatum,
		Verwijzer: casus.Regiehouder{Organisatie: a.Verwijzer.Organisatie},
	}
	return fouten
}

// GeinformeerdStap is what became of telling the client.
type GeinformeerdStap struct {
	Geinformeerd
	Op *time.Time `json:"op,omitempty"`
}

func (g GeinformeerdStap) vul(v *stappen.Verzoek, nu time.Time) []fout.Veld {
	fouten := g.naar("", &v.Stap)
	if g.Op != nil {
		v.Stap.Op = g.Op.UTC()
		fouten = append(fouten, gebeurd("op", *g.Op, nu)...)
	}
	return fouten
}

// Ontvangst is ctb's look at an aanmelding.
type Ontvangst struct {
	Volledig bool   `json:"volledig"`
	Vraag    string `json:"vraag,omitempty" maxLength:"4000" doc:"Nodig als de aanmelding niet volledig is."`
}

func (o Ontvangst) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	v.Stap.Volledig = o.Volledig
	if !o.Volledig && strings.TrimSpace(o.Vraag) == "" {
		return []fout.Veld{{Veld: "vraag", Melding: "noem wat er nog ontbreekt"}}
	}
	return nil
}

// Antwoord is the verwijzer's.
type Antwoord struct {
	Antwoord string `json:"antwoord" minLength:"1" maxLength:"4000"`
}

func (Antwoord) vul(*stappen.Verzoek, time.Time) []fout.Veld { return nil }

// Sneloverleg is convened, or has its outcome.
type Sneloverleg struct {
	Op         time.Time `json:"op"`
	Deelnemers []string  `json:"deelnemers" minItems:"1" maxItems:"50"`
	Uitkomst   string    `json:"uitkomst,omitempty" maxLength:"4000"`
}

func (s Sneloverleg) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	if s.Uitkomst != "" {
		v.Stap.Uitkomst = casus.UitkomstBekend
	}
	return nil
}

// Quickscan decides whether this is bemoeizorg.
type Quickscan struct {
	Besluit    string         `json:"besluit" enum:"accepteren,adviseren,doorgeleiden,afwijzen"`
	Motivering string         `json:"motivering" minLength:"1" maxLength:"4000"`
	Urgentie   casus.Urgentie `json:"urgentie,omitempty" enum:"spoed,hoog,normaal"`
}

func (q Quickscan) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	v.Stap.Uitkomst, v.Stap.Urgentie = q.Besluit, q.Urgentie
	return nil
}

// Wachtlijstbeoordeling settles the periodic review of the waiting list.
type Wachtlijstbeoordeling struct {
	Motivering string         `json:"motivering" minLength:"1" maxLength:"4000"`
	Urgentie   casus.Urgentie `json:"urgentie,omitempty" enum:"spoed,hoog,normaal"`
}

func (w Wachtlijstbeoordeling) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	v.Stap.Urgentie = w.Urgentie
	return nil
}

// Toewijzing makes somebody casehouder.
type Toewijzing struct {
	Casehouder string `json:"casehouder" minLength:"1" maxLength:"100" doc:"Id van een bmz_werker."`
	Vervangt   string `json:"vervangt,omitempty" maxLength:"100" doc:"Nodig bij hertoewijzen: wie nu casehouder is."`
}

func (t Toewijzing) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	v.Stap.Wie, v.Stap.Vervangt = t.Casehouder, t.Vervangt
	return nil
}

// Vervolg is a next step somebody plans.
type Vervolg struct {
	Wat string  `json:"wat" minLength:"1" maxLength:"1000"`
	Op  *Moment `json:"op,omitempty"`
}

// Contact is one contact, or an attempt at one.
type Contact struct {
	Soort       string    `json:"soort" enum:"huisbezoek,telefoon,sms_whatsapp,mail,brief,kaartje,afspraak_op_locatie,straat,via_naaste,administratief"`
	Bereikt     bool      `json:"bereikt"`
	Op          time.Time `json:"op" doc:"Wanneer het was; ten hoogste 5 minuten vooruit."`
	Met         Met       `json:"met,omitempty"`
	Wijze       string    `json:"wijze,omitempty" enum:"binnen,aan_de_deur,geweigerd"`
	DuurMinuten int       `json:"duurMinuten,omitempty" minimum:"0" maximum:"1440"`
	Notitie     string    `json:"notitie,omitempty" maxLength:"10000"`
	Drang       string    `json:"drang,omitempty" maxLength:"2000" doc:"Welke lichte drang is gebruikt, en waarom."`
	Duo         bool      `json:"duo,omitempty"`
	Vervolg     *Vervolg  `json:"vervolg,omitempty"`
}

func (c Contact) vul(v *stappen.Verzoek, nu time.Time) []fout.Veld {
	v.Stap.Op = c.Op.UTC()
	v.Stap.Poging = c.Soort != "administratief"
	v.Stap.Bereikt = c.Bereikt && v.Stap.Poging && (len(c.Met) == 0 || slices.Contains(c.Met, "client"))
	return gebeurd("op", c.Op, nu)
}

// Doel is a goal of a plan.
type Doel struct {
	Wat     string `json:"wat" minLength:"1" maxLength:"1000"`
	Behaald bool   `json:"behaald,omitempty"`
}

// Plan is the plan with the client.
type Plan struct {
	Doelen    []Doel  `json:"doelen" minItems:"1" maxItems:"50"`
	Methodiek string  `json:"methodiek" enum:"cti,act,presentie"`
	HerzienOp *Moment `json:"herzienOp,omitempty"`
}

func (p Plan) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	p.HerzienOp.naar(&v.Stap)
	return nil
}

// zrmDomeinen of the ZRM 2017: names only; the criteria are copyrighted.
var zrmDomeinen = []string{ //nolint:gochecknoglobals // a constant list
	"financien", "werk-en-opleiding", "tijdsbesteding", "huisvesting", "huiselijke-relaties", "geestelijke-gezondheid",
	"lichamelijke-gezondheid", "middelengebruik", "basale-adl", "instrumentele-adl", "sociaal-netwerk",
	"maatschappelijke-participatie", "justitie",
}

// Meting is a measurement.
type Meting struct {
	Instrument string           `json:"instrument" enum:"zrm-2017"`
	Scores     map[string]Score `json:"scores" minProperties:"1" doc:"Per domein 1 (acute problematiek) tot 5 (volledig zelfredzaam), of niet-noodzakelijk."`
	Op         *time.Time       `json:"op,omitempty"`
}

func (m Meting) vul(v *stappen.Verzoek, nu time.Time) []fout.Veld {
	for domein := range m.Scores {
		if !slices.Contains(zrmDomeinen, domein) {
			return []fout.Veld{{Veld: "scores", Melding: "kies domeinen uit: " + strings.Join(zrmDomeinen, ", ")}}
		}
	}
	if m.Op == nil {
		return nil
	}
	v.Stap.Op = m.Op.UTC()
	return gebeurd("op", *m.Op, nu)
}

// Inzet asks somebody in.
type Inzet struct {
	Wie      string  `json:"wie" minLength:"1" maxLength:"100" doc:"Id van een gebruiker of een organisatie."`
	Waarvoor string  `json:"waarvoor" minLength:"1" maxLength:"2000"`
	Tot      *Moment `json:"tot,omitempty"`
}

func (i Inzet) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	v.Stap.Wie = i.Wie
	i.Tot.naar(&v.Stap)
	return nil
}

// Opschaling raises the case to a level.
type Opschaling struct {
	Niveau int    `json:"niveau" minimum:"1" maximum:"4" doc:"1 intern, 2 ketenoverleg, 3 PGA of Zorg- en Veiligheidshuis, 4 Wvggz-melding of crisis."`
	Reden  string `json:"reden" minLength:"1" maxLength:"4000"`
	Doel   string `json:"doel" minLength:"1" maxLength:"4000"`
}

func (o Opschaling) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	v.Stap.Niveau = o.Niveau
	return nil
}

// Opschalingbeoordeling reviews an opschaling: the same level, a higher or a lower one.
type Opschalingbeoordeling struct {
	Niveau     int    `json:"niveau" minimum:"1" maximum:"4"`
	Motivering string `json:"motivering" minLength:"1" maxLength:"4000"`
}

func (o Opschalingbeoordeling) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	v.Stap.Niveau = o.Niveau
	return nil
}

// Afschaling ends an opschaling.
type Afschaling struct {
	Resultaat string `json:"resultaat" minLength:"1" maxLength:"4000" doc:"Bij niveau 4 mag dit geen_terugkoppeling zijn."`
}

func (Afschaling) vul(*stappen.Verzoek, time.Time) []fout.Veld { return nil }

// Afschaalbeoordeling answers whether the case can be scaled down.
type Afschaalbeoordeling struct {
	Besluit    string `json:"besluit" enum:"afschalen,voortzetten"`
	Motivering string `json:"motivering" minLength:"1" maxLength:"4000"`
}

func (a Afschaalbeoordeling) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	v.Stap.Uitkomst = a.Besluit
	return nil
}

// Overdracht offers the case to a receiver.
type Overdracht struct {
	Ontvanger    string `json:"ontvanger" minLength:"1" maxLength:"100" doc:"Id van de ontvangende organisatie."`
	Wet          string `json:"wet" enum:"wmo,zvw,wlz"`
	Samenvatting string `json:"samenvatting" minLength:"1" maxLength:"10000"`
}

func (o Overdracht) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	v.Stap.Wie, v.Stap.Wet = o.Ontvanger, o.Wet
	return nil
}

// Gesprek is the joint talk.
type Gesprek struct {
	Op       time.Time `json:"op"`
	Aanwezig []string  `json:"aanwezig,omitempty" maxItems:"50"`
}

func (g Gesprek) vul(v *stappen.Verzoek, nu time.Time) []fout.Veld {
	v.Stap.Op = g.Op.UTC()
	return gebeurd("op", g.Op, nu)
}

// EersteContact is the receiver's own first contact.
type EersteContact struct {
	Op time.Time `json:"op"`
}

func (e EersteContact) vul(v *stappen.Verzoek, nu time.Time) []fout.Veld {
	v.Stap.Op = e.Op.UTC()
	return gebeurd("op", e.Op, nu)
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
	Toelichting string `json:"toelichting" minLength:"1" maxLength:"4000"`
}

func (Terugvalsignaal) vul(*stappen.Verzoek, time.Time) []fout.Veld { return nil }

// Opschorting stops the clocks that depend on the client.
type Opschorting struct {
	Reden    string  `json:"reden" minLength:"1" maxLength:"4000"`
	HervatOp *Moment `json:"hervatOp" required:"true"`
}

func (o Opschorting) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	o.HervatOp.naar(&v.Stap)
	if o.HervatOp == nil {
		return []fout.Veld{{Veld: "hervatOp", Melding: "dit veld is verplicht"}}
	}
	return nil
}

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
	Reden string         `json:"reden" minLength:"1" maxLength:"4000"`
	Nieuw map[string]any `json:"nieuw" doc:"Wat het had moeten zijn; alleen de velden die anders zijn."`
}

func (c Correctie) vul(v *stappen.Verzoek, nu time.Time) []fout.Veld {
	v.Stap.Ding = strings.ToLower(c.Feit)
	ja, nee := true, false
	if b, ok := c.Nieuw["bereikt"].(bool); ok {
		v.Correctie.Bereikt = &b
	}
	if s, ok := c.Nieuw["soort"].(string); ok && s == "administratief" {
		v.Correctie.Poging, v.Correctie.Bereikt = &nee, &nee
	} else if ok {
		v.Correctie.Poging = &ja
	}
	if s, ok := c.Nieuw["op"].(string); ok {
		op, err := time.Parse(time.RFC3339, s)
		if err != nil {
			return []fout.Veld{{Veld: "nieuw.op", Melding: "schrijf een moment als 2026-11-23T14:30:00+01:00"}}
		}
		op = op.UTC()
		v.Correctie.Op = &op
		return gebeurd("nieuw.op", op, nu)
	}
	return nil
}
