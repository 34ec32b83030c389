package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// overzichten registers the timeline and what it comes down to.
func (d *dienst) overzichten() {
	t := d.operatie("GET", "/v1/casussen/{id}/tijdlijn", "tijdlijn", "Lees alle feiten op volgorde", toegang.ActieTijdlijn)
	t.Description += " Zonder filter: alles. In een filter staan nooit persoonsgegevens."
	bij(d, t, d.tijdlijn)
	o := d.operatie("GET", "/v1/casussen/{id}/overzicht", "overzicht", "Lees waar een casus staat: cliënt, plan, metingen, contacten, opschaling en overdracht", toegang.ActieTijdlijn)
	o.Description += " Gemaakt uit de feiten, met de correcties erin verwerkt."
	bij(d, o, d.overzicht)
}

type tijdlijnIn struct {
	CasusIn
	Cursor   string   `query:"cursor" maxLength:"200" doc:"volgende van de vorige bladzijde, met dezelfde filters."`
	N        int      `query:"n" minimum:"1" maximum:"100" doc:"Hoeveel per bladzijde; zonder: 50."`
	Soort    []string `query:"soort" maxItems:"40" doc:"Alleen feiten van deze soorten, met komma's ertussen: contact,plan."`
	Door     string   `query:"door" maxLength:"100" doc:"Alleen wat deze gebruiker vastlegde."`
	Feit     string   `query:"feit" format:"uuid" doc:"Alleen dit feit."`
	Van      string   `query:"van" format:"date" doc:"Gebeurd op of na deze dag."`
	Tot      string   `query:"tot" format:"date" doc:"Gebeurd op of voor deze dag."`
	Volgorde string   `query:"volgorde" enum:"oudste,nieuwste" doc:"Wat eerst komt; zonder: oudste."`
}

// vraag takes the filters over; days are days in the Netherlands.
func (in tijdlijnIn) vraag() register.Tijdlijnvraag {
	v := register.Tijdlijnvraag{Door: in.Door, Feit: in.Feit, Nieuwste: in.Volgorde == "nieuwste", Blad: register.Blad{Cursor: in.Cursor, N: in.N}}
	for _, s := range in.Soort {
		v.Soorten = append(v.Soorten, casus.StapSoort(s))
	}
	v.Van, v.Tot = begindag(in.Van, 0), begindag(in.Tot, 1)
	return v
}

// begindag is when a day begins, or one so many days later; zero without a day. Of before our time it is then: the database has no year 0.
func begindag(dag string, later int) time.Time {
	t, err := time.Parse(time.DateOnly, dag) // the schema has judged the form
	if err != nil {
		return time.Time{}
	}
	if t.Year() < eersteJaar {
		t = time.Date(eersteJaar, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	m := Moment{tijd: t.AddDate(0, 0, later), isDag: true}
	return m.begin()
}

func (d *dienst) tijdlijn(ctx context.Context, id toegang.Identiteit, in *tijdlijnIn) (*uit[Bladzijde[Feit]], error) {
	_, err := d.casusVoor(ctx, id, in.ID, toegang.ActieTijdlijn)
	if err != nil {
		return nil, err
	}
	regels, volgende, err := d.Register.TijdlijnVan(ctx, id, in.ID, in.vraag())
	if err != nil {
		return nil, err
	}
	l := Bladzijde[Feit]{Resultaten: []Feit{}, Volgende: ofNiets(volgende)}
	for _, r := range regels {
		r.Inhoud = zonderBsn(id.Rol, r.Inhoud)
		l.Resultaten = append(l.Resultaten, feit(r))
	}
	return &uit[Bladzijde[Feit]]{l}, nil
}

const alsLezen = "lezen"

// AlsIn says what is done with what is read; the access log says it too.
type AlsIn struct {
	Als string `query:"als" enum:"lezen,afdrukken,exporteren" doc:"Waarvoor: op het scherm, op papier of als bestand. Zonder: lezen. Komt zo in het toegangslog. Op papier of als bestand vraagt dat u net bent ingelogd: anders 401 met insufficient_user_authentication (RFC 9470); nooit voor een machine."`
}

func (a AlsIn) handeling() string {
	if a.Als == "" {
		return alsLezen
	}
	return a.Als
}

// logAls notes a print or an export of what the register has logged as read.
func (d *dienst) logAls(ctx context.Context, a AlsIn, casusID, wat string) error {
	if a.handeling() == alsLezen {
		return nil
	}
	id, _ := toegang.Van(ctx)
	if err := d.toetsAfdruk(id, ^toegang.Relaties(0)); err != nil {
		return err
	}
	return d.Register.LogGebruik(ctx, id, casusID, wat, a.handeling())
}

// toetsAfdruk: paper leaves the house, so who takes it along has signed in a moment ago. First who it is for, so that a refusal tells nothing
// of another's case.
func (d *dienst) toetsAfdruk(id toegang.Identiteit, relaties toegang.Relaties) error {
	if err := d.Tabel.Toets(id.Rol, toegang.ActieAfdruk, relaties); err != nil {
		return err
	}
	return d.toets(id, toegang.ActieAfdruk)
}

type overzichtIn struct {
	CasusIn
	AlsIn
}

// Overzicht is where a case stands, made of its facts; corrections count.
type Overzicht struct {
	Casus        Casus               `json:"casus"`
	Client       *ClientNu           `json:"client,omitempty" doc:"Over wie het gaat."`
	Aanmelding   *AanmeldingKort     `json:"aanmelding,omitempty"`
	Plan         *PlanNu             `json:"plan,omitempty" doc:"Het laatste plan; afwezig zolang er geen is."`
	Metingen     []MetingStand       `json:"metingen" doc:"Oudste eerst."`
	Weken        []Contactweek       `json:"weken" doc:"Contacten per week, van de eerste week met een contact tot de laatste."`
	Opschalingen []OpschalingVerloop `json:"opschalingen" doc:"Oudste eerst."`
	Overdrachten []OverdrachtVerloop `json:"overdrachten" doc:"Oudste eerst."`
	Inzet        []InzetVerloop      `json:"inzet" doc:"Oudste eerst."`
	Correcties   []CorrectieVan      `json:"correcties" doc:"Wat is gecorrigeerd, en hoe het nu luidt."`
}

// Bron is which fact something was taken from: who wrote it, and when it happened.
type Bron struct {
	Feit string    `json:"feit" format:"uuid"`
	Op   time.Time `json:"op"`
	Door *string   `json:"door"`
}

// ClientNu is who it is about, as far as known now.
type ClientNu struct {
	Naam          string `json:"naam,omitempty"`
	Omschrijving  string `json:"omschrijving,omitempty"`
	Geboortedatum string `json:"geboortedatum,omitempty" format:"date"`
	Adres         string `json:"adres,omitempty"`
	Gemeente      string `json:"gemeente,omitempty"`
}

// VerwijzerKort is who referred.
type VerwijzerKort struct {
	Organisatie string `json:"organisatie"`
	Naam        string `json:"naam"`
	Functie     string `json:"functie,omitempty"`
	Telefoon    string `json:"telefoon,omitempty"`
	Email       string `json:"email,omitempty"`
}

// AanmeldingKort is how the case came in.
type AanmeldingKort struct {
	Bron
	Verwijzer    VerwijzerKort `json:"verwijzer"`
	Problematiek []string      `json:"problematiek"`
	Zorgmijding  string        `json:"zorgmijding"`
	Hulpvraag    string        `json:"hulpvraag"`
	EerdereHulp  string        `json:"eerdereHulp,omitempty"`
}

// DoelNu is a goal as the plan has it.
type DoelNu struct {
	Wat     string `json:"wat"`
	Behaald bool   `json:"behaald"`
}

// PlanNu is the plan as it is now.
type PlanNu struct {
	Bron
	Methodiek string    `json:"methodiek"`
	Doelen    []DoelNu  `json:"doelen"`
	Behaald   int       `json:"behaald" doc:"Hoeveel doelen zijn behaald."`
	HerzienOp *ingevuld `json:"herzienOp" doc:"Zoals ingevuld; null: volgens het beleid, zie de termijn plan-herziening."`
	Eerdere   int       `json:"eerdere" doc:"Hoeveel plannen er eerder waren."`
}

// MetingStand is one measurement.
type MetingStand struct {
	Bron
	Instrument string           `json:"instrument" example:"zrm-2017"`
	Scores     map[string]Score `json:"scores" doc:"Per domein."`
}

// Contactweek counts the contacts of one week, beginning on a Monday. Administration is none.
type Contactweek struct {
	Begin       string `json:"begin" format:"date"`
	Bereikt     int    `json:"bereikt" doc:"De cliënt is echt bereikt."`
	NietBereikt int    `json:"nietBereikt"`
}

// OpschalingVerloop is one opschaling from beginning to end.
type OpschalingVerloop struct {
	Bron
	Niveau    int        `json:"niveau" doc:"Het niveau nu, of het laatste."`
	Reden     string     `json:"reden"`
	Doel      string     `json:"doel"`
	Einde     *time.Time `json:"einde" doc:"null zolang zij loopt."`
	Resultaat string     `json:"resultaat,omitempty"`
}

// OverdrachtVerloop is one offer, and how it went.
type OverdrachtVerloop struct {
	Bron
	Ontvanger    string                 `json:"ontvanger"`
	Wet          string                 `json:"wet"`
	Samenvatting string                 `json:"samenvatting"`
	Status       casus.OverdrachtStatus `json:"status" enum:"aangeboden,geaccepteerd,besproken,geland,geweigerd,ingetrokken"`
	Sinds        time.Time              `json:"sinds" doc:"Sinds wanneer het zo staat."`
	Reden        string                 `json:"reden,omitempty" doc:"Bij weigering of intrekking."`
}

// InzetVerloop is somebody asked in.
type InzetVerloop struct {
	Bron
	Wie      string    `json:"wie"`
	Waarvoor string    `json:"waarvoor"`
	Tot      *ingevuld `json:"tot" doc:"Zoals ingevuld; null: tot de casus sluit."`
}

// CorrectieVan is one correction, with how the fact reads after it.
type CorrectieVan struct {
	Bron
	Betreft string          `json:"betreft" format:"uuid" doc:"Id van het feit dat is gecorrigeerd."`
	Reden   string          `json:"reden"`
	Nieuw   json.RawMessage `json:"nieuw" doc:"De velden die anders zijn."`
	Nu      json.RawMessage `json:"nu" doc:"Hoe het feit erna luidt."`
}

func (d *dienst) overzicht(ctx context.Context, id toegang.Identiteit, in *overzichtIn) (*uit[Overzicht], error) {
	c, err := d.casusVoor(ctx, id, in.ID, toegang.ActieTijdlijn)
	if err == nil && in.handeling() != alsLezen {
		err = d.toetsAfdruk(id, c.Relaties)
	}
	if err != nil {
		return nil, err
	}
	b := d.beeld(id, c)
	if b == nil || b.dossier == nil {
		return nil, nietGevonden()
	}
	if err := d.vervolg(ctx, c, b); err != nil {
		return nil, err
	}
	regels, err := d.Register.Overzicht(ctx, id, in.ID, in.handeling())
	if err != nil {
		return nil, err
	}
	o := vouw(regels)
	for i := range o.Correcties {
		o.Correcties[i].Nieuw, o.Correcties[i].Nu = zonderBsn(id.Rol, o.Correcties[i].Nieuw), zonderBsn(id.Rol, o.Correcties[i].Nu)
	}
	o.Casus = *b.dossier
	return &uit[Overzicht]{o}, nil
}

// vervolg adds to one case what a list does without: whom to ring, and to its terms who is told after the next reminder.
func (d *dienst) vervolg(ctx context.Context, c register.Casus, b *Beeld) error {
	if b == nil || b.dossier == nil {
		return nil
	}
	b.dossier.Telefoon, b.dossier.Vervanger = c.Telefoon, vervangerVan(c.Bellen)
	bel, er, err := d.Register.BeleidVan(ctx, c.Projectie.Beleid.Nr)
	if err != nil || !er {
		return err
	}
	for i, t := range c.Projectie.Termijnen {
		for _, v := range bel.Vervolg(c.Projectie, t) {
			b.dossier.Termijnen[i].Daarna = append(b.dossier.Termijnen[i].Daarna, Vervolgtrede{Op: *lokaal(v.Op), Aan: v.Aan})
		}
	}
	return nil
}

// ingevuld is a date or a moment as a person wrote it; it was judged when it came in.
type ingevuld string

// Schema implements [huma.SchemaProvider].
func (ingevuld) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{AnyOf: []*huma.Schema{{Type: "string", Format: "date"}, {Type: "string", Format: "date-time"}, {Type: "null"}}}
}
