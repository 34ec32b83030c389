package api

import (
	"encoding/json"
	"strings"
	"time"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/stappen"
)

// The bodies of the first phases, up to toewijzing.

// Leeg is the body of a step that needs none.
type Leeg struct{}

func (Leeg) vul(*stappen.Verzoek, time.Time) []fout.Veld { return nil }

// Reden is the body of a step that only needs a reason.
type Reden struct {
	Reden Tekst `json:"reden"`
}

func (Reden) vul(*stappen.Verzoek, time.Time) []fout.Veld { return nil }

// Verwijzer refers.
type Verwijzer struct {
	Organisatie Wie    `json:"organisatie" doc:"Id van de verwijzende organisatie."`
	Naam        Regel  `json:"naam"`
	Functie     string `json:"functie,omitempty" maxLength:"200"`
	Telefoon    string `json:"telefoon,omitempty" maxLength:"50"`
	Email       string `json:"email,omitempty" maxLength:"200" pattern:"^$|^[^\\s@]+@[^\\s@]+$" patternDescription:"een e-mailadres"`
}

// Client is who it is about, as far as known.
type Client struct {
	Naam          string `json:"naam,omitempty" maxLength:"200" doc:"Nodig als er geen omschrijving is."`
	Omschrijving  string `json:"omschrijving,omitempty" maxLength:"1000" doc:"Nodig als de naam onbekend is."`
	Geboortedatum string `json:"geboortedatum,omitempty" format:"date"`
	Bsn           string `json:"bsn,omitempty" maxLength:"20" doc:"Burgerservicenummer; alleen in een regio waarvan het beleid het toestaat."`
	Adres         string `json:"adres,omitempty" maxLength:"500" doc:"Adres, of waar iemand te vinden is."`
	Gemeente      Regel  `json:"gemeente"`
}

func (c Client) keur(nu time.Time) []fout.Veld {
	var fouten []fout.Veld
	if !register.Zichtbaar(c.Naam + c.Omschrijving) {
		fouten = append(fouten, fout.Veld{Veld: "client.naam", Melding: "noem een naam, of beschrijf de persoon in omschrijving"})
	}
	if !register.AlleenGemeente(string(c.Gemeente)) {
		fouten = append(fouten, fout.Veld{Veld: "client.gemeente", Melding: tekstGemeente})
	}
	return append(fouten, geboren("client.geboortedatum", c.Geboortedatum, nu)...)
}

const tekstGemeente = "schrijf hier alleen de naam van de gemeente; een adres hoort bij adres"

// geboren judges a date of birth; its form is the schema's to judge.
func geboren(veld, datum string, nu time.Time) []fout.Veld {
	switch {
	case datum == "":
	case datum > vandaag(nu):
		return []fout.Veld{{Veld: veld, Melding: "deze datum ligt in de toekomst"}}
	case datum < "1880":
		return []fout.Veld{{Veld: veld, Melding: "deze datum ligt te ver terug"}}
	}
	return nil
}

// Geinformeerd says whether the client knows of it.
type Geinformeerd struct {
	Ja              bool    `json:"ja"`
	Reden           string  `json:"reden,omitempty" maxLength:"4000" doc:"Nodig als de cliënt het nog niet weet."`
	HerbeoordelenOp *Moment `json:"herbeoordelenOp,omitempty" doc:"Wanneer wordt bekeken of het nu wel kan."`
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
	Problematiek []string       `json:"problematiek" minItems:"1" maxItems:"4" uniqueItems:"true" enum:"psychiatrie,verslaving,lvb,psychosociaal"`
	Zorgmijding  Tekst          `json:"zorgmijding" doc:"Waaruit blijkt dat zorg wordt gemeden."`
	Hulpvraag    Tekst          `json:"hulpvraag" doc:"Wat er van bemoeizorg wordt gevraagd."`
	EerdereHulp  string         `json:"eerdereHulp,omitempty" maxLength:"4000"`
	Veiligheid   []Regel        `json:"veiligheid,omitempty" maxItems:"20" doc:"Wat een werker moet weten: agressie, wapen, hond, nooit-alleen, of in eigen woorden."`
	Geinformeerd Geinformeerd   `json:"geinformeerd"`
	Grondslag    string         `json:"grondslag,omitempty" maxLength:"1000"`
}

func (a Aanmelding) vul(v *stappen.Verzoek, nu time.Time) []fout.Veld {
	st := &v.Stap
	st.Urgentie, st.Organisatie = a.Urgentie, string(a.Verwijzer.Organisatie)
	fouten := append(a.Geinformeerd.naar("geinformeerd.", st), a.Client.keur(nu)...)
	client, err := json.Marshal(a.Client)
	if err != nil {
		return append(fouten, fout.Veld{Veld: "client", Melding: tekstVreemd})
	}
	v.Aanmelding = &register.NieuweCasus{
		Gemeente: strings.TrimSpace(string(a.Client.Gemeente)), Urgentie: a.Urgentie, Veiligheid: teksten(a.Veiligheid),
		Naam: a.Client.Naam, Geboortedatum: a.Client.Geboortedatum, Bsn: a.Client.Bsn, Client: client,
		Verwijzer: casus.Regiehouder{Organisatie: string(a.Verwijzer.Organisatie)},
	}
	return fouten
}

func teksten(rs []Regel) []string {
	var uit []string
	for _, r := range rs {
		uit = append(uit, string(r))
	}
	return uit
}

// GeinformeerdStap is what became of telling the client.
type GeinformeerdStap struct {
	Geinformeerd
	Op *time.Time `json:"op,omitempty" doc:"Wanneer het is verteld; zonder: nu."`
}

func (g GeinformeerdStap) vul(v *stappen.Verzoek, nu time.Time) []fout.Veld {
	return append(g.naar("", &v.Stap), gebeurdOp(g.Op, &v.Stap, nu)...)
}

// Veiligheid says anew what keeps a worker safe. It replaces what stood there, whole: whoever reads it knows that it is all.
type Veiligheid struct {
	Vlaggen []Regel `json:"vlaggen" nullable:"false" maxItems:"20" doc:"Wat een werker moet weten, in plaats van wat er stond: agressie, wapen, hond, nooit-alleen, of in eigen woorden. Leeg: er is niets meer te melden."`
	Reden   Tekst   `json:"reden" doc:"Waarom dit nu verandert."`
}

func (s Veiligheid) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	var err error
	if v.Veiligheid, err = json.Marshal(s.Vlaggen); err != nil {
		return []fout.Veld{{Veld: "vlaggen", Melding: tekstVreemd}}
	}
	return nil
}

// gebeurdOp takes a moment of happening that may be left out.
func gebeurdOp(op *time.Time, st *casus.Stap, nu time.Time) []fout.Veld {
	if op == nil {
		return nil
	}
	st.Op = op.UTC()
	return gebeurd("op", *op, nu)
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
	Antwoord Tekst `json:"antwoord"`
}

func (Antwoord) vul(*stappen.Verzoek, time.Time) []fout.Veld { return nil }

// Sneloverleg is convened, or has its outcome.
type Sneloverleg struct {
	Op         time.Time `json:"op" doc:"Wanneer het is, of was."`
	Deelnemers []Regel   `json:"deelnemers" minItems:"1" maxItems:"50"`
	Uitkomst   string    `json:"uitkomst,omitempty" maxLength:"4000" doc:"Zodra die er is."`
}

func (s Sneloverleg) vul(v *stappen.Verzoek, nu time.Time) []fout.Veld {
	if strings.TrimSpace(s.Uitkomst) == "" {
		return nil // convened: it may be weeks ahead
	}
	v.Stap.Uitkomst = casus.UitkomstBekend
	return gebeurd("op", s.Op, nu)
}

// Quickscan decides whether this is bemoeizorg.
type Quickscan struct {
	Besluit    string         `json:"besluit" enum:"accepteren,adviseren,doorgeleiden,afwijzen"`
	Motivering Tekst          `json:"motivering"`
	Urgentie   casus.Urgentie `json:"urgentie,omitempty" enum:"spoed,hoog,normaal"`
}

func (q Quickscan) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	v.Stap.Uitkomst, v.Stap.Urgentie = q.Besluit, q.Urgentie
	return nil
}

// Wachtlijstbeoordeling settles the periodic review of the waiting list.
type Wachtlijstbeoordeling struct {
	Motivering Tekst          `json:"motivering"`
	Urgentie   casus.Urgentie `json:"urgentie,omitempty" enum:"spoed,hoog,normaal"`
}

func (w Wachtlijstbeoordeling) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	v.Stap.Urgentie = w.Urgentie
	return nil
}

// Toewijzing makes somebody casehouder.
type Toewijzing struct {
	Casehouder Wie    `json:"casehouder" doc:"Id van een bmz_werker."`
	Vervangt   string `json:"vervangt,omitempty" maxLength:"100" pattern:"^\\S*$" patternDescription:"een id, zonder spaties" doc:"Nodig bij hertoewijzen: wie nu casehouder is."`
}

func (t Toewijzing) vul(v *stappen.Verzoek, _ time.Time) []fout.Veld {
	v.Stap.Wie, v.Stap.Vervangt = string(t.Casehouder), t.Vervangt
	return nil
}
