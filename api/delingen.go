package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// delingen registers the sharing ledger: to record, complete and read.
func (d *dienst) delingen() {
	zet := func(methode, pad, id, samenvatting string, actie toegang.Actie) huma.Operation {
		op := d.operatie(methode, pad, id, samenvatting, actie)
		op.Tags = []string{"delingen"}
		if methode == http.MethodPost {
			op.Responses["409"] = d.antwoordProbleem(http.StatusConflict)
		}
		return op
	}
	maak := zet("POST", "/v1/casussen/{id}/delingen", "deling", "Leg vast dat gegevens zijn gedeeld", toegang.ActieDeling)
	maak.DefaultStatus = http.StatusCreated
	maak.Description += " Ook voor een vraag aan een partner. Met doel overdracht, nog voor het aanbod, is zij wat de volgende overdracht aan deze ontvanger nodig heeft. Een overdracht die er al is heeft er een; vul die aan met `vervangt`. Grondslagen, en wat hooguit met welke rol " +
		"wordt gedeeld, staan in het beleid van de regio. Niets wordt overschreven."
	bij(d, maak, d.deel)
	bij(d, zet("GET", "/v1/casussen/{id}/delingen", "delingen", "Lees wat met wie is gedeeld", toegang.ActieDelingen), d.leesDelingen)
	weet := zet("POST", "/v1/casussen/{id}/delingen/{did}/geinformeerd", "deling-geinformeerd", "Leg vast of de cliënt van de deling weet", toegang.ActieDelingGeinformeerd)
	bij(d, weet, d.informeerDeling)
	alle := zet("GET", "/v1/delingen", "delingen-regio", "Lees wat er in de regio is gedeeld, nieuwste eerst", toegang.ActieDelingenRegio)
	alle.Description += " Met wie, welke velden en waarop; zonder iets uit een dossier. De filters noemen nooit een cliënt."
	bij(d, alle, d.leesDelingenRegio)
}

// Toestemming is what the client said when asked.
type Toestemming struct {
	Antwoord string  `json:"antwoord" enum:"ja,nee,niet-gevraagd"`
	Op       *Moment `json:"op,omitempty" doc:"Wanneer het is gevraagd; nodig bij ja en nee."`
}

// Weging is what was weighed before confidentiality was broken, and with whom.
type Weging struct {
	Door       Wie   `json:"door" doc:"Id van de collega met wie het is gewogen."`
	Motivering Tekst `json:"motivering"`
}

// DelingGrond is why it may be shared, and what.
type DelingGrond struct {
	Grondslag    string       `json:"grondslag" minLength:"1" maxLength:"64" doc:"Een grondslag uit het beleid, zoals toestemming of wettelijke-plicht."`
	Velden       []string     `json:"velden" minItems:"1" maxItems:"20" uniqueItems:"true" enum:"samenvatting,naam,geboortedatum,adres,gemeente,veiligheid"`
	Waarom       Tekst        `json:"waarom" doc:"Waarom dit delen nodig is."`
	Toestemming  *Toestemming `json:"toestemming,omitempty" doc:"Zonder: niet gevraagd."`
	Weging       *Weging      `json:"weging,omitempty" doc:"Nodig als de geheimhouding wordt doorbroken."`
	Geinformeerd Geinformeerd `json:"geinformeerd"`
}

func (g DelingGrond) naar(nu time.Time) (register.NieuweDeling, []fout.Veld) {
	n := register.NieuweDeling{Grond: g.Grondslag, Velden: g.Velden, Waarom: string(g.Waarom), Antwoord: casus.AntwoordNietGevraagd}
	var fouten []fout.Veld
	if g.Toestemming != nil {
		n.Antwoord = g.Toestemming.Antwoord
		if g.Toestemming.Op != nil {
			n.AntwoordOp = g.Toestemming.Op.begin()
			fouten = gebeurd("toestemming.op", n.AntwoordOp, nu)
		}
	}
	if g.Weging != nil {
		n.WegingDoor, n.Weging = string(g.Weging.Door), string(g.Weging.Motivering)
	}
	weet, meer := g.Geinformeerd.informatie("geinformeerd.", nu)
	n.Geinformeerd = weet
	return n, append(fouten, meer...)
}

// maxHerbeoordelen is how many years ahead it can be looked at again, as in the rules of a case.
const maxHerbeoordelen = 20

// informatie is what is recorded about telling the client of a deling.
func (g Geinformeerd) informatie(veld string, nu time.Time) (register.NieuweInformatie, []fout.Veld) {
	n := register.NieuweInformatie{Ja: g.Ja, Reden: g.Reden}
	if g.Ja {
		return n, nil
	}
	var fouten []fout.Veld
	if g.HerbeoordelenOp != nil {
		n.HerbeoordelenOp = g.HerbeoordelenOp.begin()
		if jaar := n.HerbeoordelenOp.Year(); jaar < eersteJaar || n.HerbeoordelenOp.After(nu.AddDate(maxHerbeoordelen, 0, 0)) {
			fouten = append(fouten, fout.Veld{Veld: veld + "herbeoordelenOp", Melding: "kies een datum binnen twintig jaar"})
		}
	}
	if strings.TrimSpace(g.Reden) == "" {
		fouten = append(fouten, fout.Veld{Veld: veld + "reden", Melding: "noem waarom de cliënt het nog niet weet"})
	}
	return n, fouten
}

// NieuweDeling is one to record.
type NieuweDeling struct {
	DelingGrond
	Doel      string     `json:"doel" enum:"overdracht,vraag,ketenoverleg,opschaling,anders"`
	Ontvanger Wie        `json:"ontvanger" doc:"Id van de organisatie die het kreeg."`
	Rol       string     `json:"rol" enum:"ketenpartner,verwijzer,psychiater,ervaringsdeskundige" doc:"Als wat zij het kreeg."`
	Op        *time.Time `json:"op,omitempty" doc:"Wanneer is gedeeld; zonder: nu."`
	Vervangt  string     `json:"vervangt,omitempty" format:"uuid" doc:"De deling die hiermee wordt aangevuld of gecorrigeerd."`
}

// Deling is one sharing as it was recorded.
type Deling struct {
	ID            string             `json:"id" format:"uuid"`
	CasusID       string             `json:"casusId" format:"uuid"`
	Fase          casus.Fase         `json:"fase" enum:"aanmelding,quickscan,wachtlijst,outreach,overdracht,nazorg,afgesloten"`
	Doel          string             `json:"doel" enum:"overdracht,vraag,ketenoverleg,opschaling,anders"`
	Grondslag     *string            `json:"grondslag" doc:"null: moet nog worden aangevuld."`
	UitBeleid     bool               `json:"uitBeleid" doc:"Niemand noemde de grondslag; zij is die van het beleid voor elke overdracht, en moet nog worden aangevuld."`
	Beleid        string             `json:"beleid" doc:"Versie van het beleid dat toen gold."`
	Ontvanger     string             `json:"ontvanger"`
	Rol           string             `json:"rol"`
	Velden        []string           `json:"velden"`
	Waarom        *string            `json:"waarom" doc:"null voor wie geen dossier leest."`
	Toestemming   DelingToestemming  `json:"toestemming"`
	WegingDoor    *string            `json:"wegingDoor" doc:"Met wie het doorbreken van de geheimhouding is gewogen."`
	Weging        *string            `json:"weging" doc:"null voor wie geen dossier leest."`
	Geinformeerd  DelingGeinformeerd `json:"geinformeerd"`
	OverdrachtID  *string            `json:"overdrachtId"`
	Vervangt      *string            `json:"vervangt"`
	VervangenDoor *string            `json:"vervangenDoor" doc:"De deling die deze aanvult of corrigeert; null: deze geldt."`
	Door          string             `json:"door"`
	Op            time.Time          `json:"op"`
	Vastgelegd    time.Time          `json:"vastgelegd"`
}

// DelingToestemming is what the client said.
type DelingToestemming struct {
	Antwoord string     `json:"antwoord" enum:"ja,nee,niet-gevraagd"`
	Op       *time.Time `json:"op"`
}

// DelingGeinformeerd is whether the client knows of the deling.
type DelingGeinformeerd struct {
	Ja              bool       `json:"ja"`
	Reden           *string    `json:"reden"`
	HerbeoordelenOp *time.Time `json:"herbeoordelenOp" doc:"Dan komt er een herinnering."`
	Op              time.Time  `json:"op"`
	Door            string     `json:"door"`
}

func delingVan(x register.Deling) Deling {
	u := Deling{
		ID: x.ID, CasusID: x.CasusID, Fase: x.Fase, Doel: x.Doel, Grondslag: ofNiets(x.Grond), UitBeleid: x.UitBeleid, Beleid: x.Beleid, Ontvanger: x.Ontvanger, Rol: x.Rol,
		Velden: append([]string{}, x.Velden...), Waarom: ofNiets(x.Waarom), WegingDoor: ofNiets(x.WegingDoor), Weging: ofNiets(x.Weging),
		Toestemming:  DelingToestemming{Antwoord: x.Antwoord, Op: lokaalOf(x.AntwoordOp)},
		Geinformeerd: DelingGeinformeerd{Ja: x.Geinformeerd.Ja, Reden: ofNiets(x.Geinformeerd.Reden), HerbeoordelenOp: lokaalOf(x.Geinformeerd.HerbeoordelenOp), Op: *lokaal(x.Geinformeerd.Op), Door: x.Geinformeerd.DoorPersoon},
		OverdrachtID: ofNiets(x.OverdrachtID), Vervangt: ofNiets(x.Vervangt), VervangenDoor: ofNiets(x.VervangenDoor), Door: x.DoorPersoon, Op: *lokaal(x.Op), Vastgelegd: *lokaal(x.Vastgelegd),
	}
	return u
}

func lokaalOf(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	return lokaal(*t)
}

// magOp judges an action on a case, as the register reads it.
func (d *dienst) magOp(id toegang.Identiteit, actie toegang.Actie) func(register.Casus) error {
	return func(c register.Casus) error { return d.Tabel.Toets(id.Rol, actie, c.Relaties) }
}

type delingIn struct {
	Kop
	ID   string `path:"id" doc:"Id van de casus."`
	Body NieuweDeling
}

func (d *dienst) deel(ctx context.Context, id toegang.Identiteit, in *delingIn) (*uit[Deling], error) {
	n, fouten := in.Body.naar(d.Nu())
	n.Doel, n.Ontvanger, n.Rol, n.Vervangt = in.Body.Doel, string(in.Body.Ontvanger), in.Body.Rol, in.Body.Vervangt
	if in.Body.Op != nil {
		n.Op = in.Body.Op.UTC()
		fouten = append(fouten, gebeurd("op", *in.Body.Op, d.Nu())...)
	}
	if len(fouten) > 0 {
		return nil, ongeldig(fouten...)
	}
	return geef(delingVan)(d.Register.MaakDeling(ctx, id, in.ID, n, d.magOp(id, toegang.ActieDeling), in.eenmaal(ctx)))
}

// Casusdelingen is the ledger of one case.
type Casusdelingen struct {
	Resultaten []Deling `json:"resultaten"`
	MagDelen   bool     `json:"magDelen" doc:"Of u er een kunt toevoegen, aanvullen of er de cliënt over kunt informeren."`
}

func (d *dienst) leesDelingen(ctx context.Context, id toegang.Identiteit, in *CasusIn) (*uit[Casusdelingen], error) {
	l := Casusdelingen{Resultaten: []Deling{}}
	xs, err := d.Register.Delingen(ctx, id, in.ID, func(c register.Casus) error {
		l.MagDelen = d.Tabel.Mag(id.Rol, toegang.ActieDeling, c.Relaties)
		return d.Tabel.Toets(id.Rol, toegang.ActieDelingen, c.Relaties)
	})
	if err != nil {
		return nil, err
	}
	for _, x := range xs {
		l.Resultaten = append(l.Resultaten, delingVan(x))
	}
	return &uit[Casusdelingen]{l}, nil
}

type delingInformeerIn struct {
	Kop
	ID   string `path:"id" doc:"Id van de casus."`
	DID  string `path:"did" doc:"Id van de deling."`
	Body Geinformeerd
}

func (d *dienst) informeerDeling(ctx context.Context, id toegang.Identiteit, in *delingInformeerIn) (*uit[Deling], error) {
	n, fouten := in.Body.informatie("", d.Nu())
	if len(fouten) > 0 {
		return nil, ongeldig(fouten...)
	}
	return geef(delingVan)(d.Register.InformeerDeling(ctx, id, in.ID, in.DID, n, d.magOp(id, toegang.ActieDelingGeinformeerd), in.eenmaal(ctx)))
}

type delingenIn struct {
	Cursor       string `query:"cursor" maxLength:"400" doc:"volgende van de vorige bladzijde."`
	N            int    `query:"n" minimum:"1" maximum:"100" doc:"Hoeveel per bladzijde; zonder: 50."`
	Ontvanger    string `query:"ontvanger" maxLength:"200" doc:"Id van een organisatie."`
	Doel         string `query:"doel" enum:"overdracht,vraag,ketenoverleg,opschaling,anders"`
	Grondslag    string `query:"grondslag" maxLength:"64" doc:"Een grondslag uit het beleid; ontbreekt: wat nog aangevuld moet worden, zonder grondslag of met alleen die van het beleid."`
	Geinformeerd string `query:"geinformeerd" enum:"ja,nee" doc:"Of de cliënt het weet."`
	Kijken       bool   `query:"kijken" doc:"Alleen wat nu opnieuw bekeken moet worden."`
	Geldt        bool   `query:"geldt" doc:"Zonder wat later is aangevuld of gecorrigeerd."`
}

// zonderGrond is what a filter calls a deling whose ground must still be completed.
const zonderGrond = "ontbreekt"

func (d *dienst) leesDelingenRegio(ctx context.Context, id toegang.Identiteit, in *delingenIn) (*uit[Bladzijde[Deling]], error) {
	v := register.Delingvraag{
		Ontvanger: in.Ontvanger, Doel: in.Doel, Grond: in.Grondslag, Geinformeerd: in.Geinformeerd, Kijken: in.Kijken, Geldt: in.Geldt,
		Blad: register.Blad{Cursor: in.Cursor, N: in.N},
	}
	if in.Grondslag == zonderGrond {
		v.Grond, v.ZonderGrond = "", true
	}
	return alsBlad(delingVan)(d.Register.DelingenRegio(ctx, id, v))
}

// delingVanOverdracht judges the deling that an overdracht brings along; one without is judged where it is stored.
func (d *dienst) delingVanOverdracht(ctx context.Context, id toegang.Identiteit, g *DelingGrond) error {
	if g == nil {
		return nil
	}
	n, _ := g.naar(d.Nu()) // vul told what is wrong with its form
	n.Rol, n.Velden = string(toegang.RolKetenpartner), register.MetSamenvatting(n.Velden)
	err := d.Register.ToetsDeling(ctx, id, n)
	f := fout.Als(err)
	if err == nil || f.Soort != fout.Ongeldig {
		return err
	}
	velden := slices.Clone(f.Velden)
	for i := range velden {
		velden[i].Veld = "deling." + velden[i].Veld
	}
	return ongeldig(velden...)
}
