package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"schakel/internal/fout"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// klachten registers the register of complaints: to record one, to read and to handle those one may see.
func (d *dienst) klachten() {
	const stil = " Over wie een klacht gaat, ziet er niets van, ook niet als coordinator: voor die persoon is zij er niet (404)."
	zet := func(methode, pad, id, samenvatting string, actie toegang.Actie) huma.Operation {
		op := d.operatie(methode, pad, id, samenvatting, actie)
		op.Tags = []string{"klachten"}
		if methode == http.MethodPost {
			op.Responses["409"] = d.antwoordProbleem(http.StatusConflict)
		}
		return op
	}
	maak := zet("POST", "/v1/klachten", "klacht", "Leg een klacht vast", toegang.ActieKlacht)
	maak.DefaultStatus = http.StatusCreated
	maak.Description += stil + " De behandelaar is een coordinator, of een leidinggevende als zij over de coordinator gaat. De termijnen staan in het beleid van de regio en staan nooit stil."
	bij(d, maak, d.maakKlacht)
	lijst := zet("GET", "/v1/klachten", "klachten", "Lees de klachten, nieuwste eerst", toegang.ActieKlachten)
	lijst.Description += stil
	bij(d, lijst, d.leesKlachten)
	een := zet("GET", "/v1/klachten/{kid}", "klacht-lezen", "Lees een klacht met wat ermee is gedaan", toegang.ActieKlachten)
	een.Description += stil
	bij(d, een, d.leesKlacht)
	stap := func(naam, samenvatting string) huma.Operation {
		return zet("POST", "/v1/klachten/{kid}/"+naam, "klacht-"+naam, samenvatting, toegang.ActieKlachtBehandeling)
	}
	bij(d, stap(register.KlachtBevestiging, "Leg vast dat de ontvangst is bevestigd"), klachtstap(d, register.KlachtBevestiging, func(b Ontvangstbevestiging) register.NieuweKlachtstap {
		return register.NieuweKlachtstap{Wat: b.Wijze, Tekst: b.Toelichting, Op: tijdOf(b.Op)}
	}))
	bij(d, stap(register.KlachtVerdaging, "Verdaag het oordeel, eenmaal"), klachtstap(d, register.KlachtVerdaging, func(b Reden) register.NieuweKlachtstap {
		return register.NieuweKlachtstap{Tekst: string(b.Reden)}
	}))
	bij(d, stap("notities", "Leg vast wat er voor de klacht is gedaan"), klachtstap(d, register.KlachtNotitie, func(b Klachtnotitie) register.NieuweKlachtstap {
		return register.NieuweKlachtstap{Tekst: string(b.Notitie), Op: tijdOf(b.Op)}
	}))
	bij(d, stap(register.KlachtBehandelaar, "Draag de klacht over aan een andere behandelaar"), klachtstap(d, register.KlachtBehandelaar, func(b AndereBehandelaar) register.NieuweKlachtstap {
		return register.NieuweKlachtstap{Wat: string(b.Behandelaar), Tekst: string(b.Reden)}
	}))
	bij(d, stap(register.KlachtBetrokkenen, "Leg vast over wie de klacht gaat"), klachtstap(d, register.KlachtBetrokkenen, func(b Betrokkenen) register.NieuweKlachtstap {
		return register.NieuweKlachtstap{Wie: wies(b.Betrokkenen), Tekst: string(b.Reden)}
	}))
	bij(d, stap(register.KlachtOordeel, "Geef het oordeel over de klacht"), klachtstap(d, register.KlachtOordeel, func(b Klachtoordeel) register.NieuweKlachtstap {
		return register.NieuweKlachtstap{Wat: b.Uitkomst, Tekst: string(b.Motivering), Maatregelen: b.Maatregelen}
	}))
	bewaar := stap(register.KlachtBewaarplicht, "Schort de vernietiging van een klacht op")
	bewaar.Description += " Ook als zij gesloten is, en ook zonder casus. Tot u dat opheft komt zij op geen lijst, en valt zij van de lijst waar zij op staat. Wie zij betreft merkt er niets van."
	bij(d, bewaar, klachtstap(d, register.KlachtBewaarplicht, func(b KlachtBewaren) register.NieuweKlachtstap {
		return register.NieuweKlachtstap{Wat: b.Reden, Tekst: string(b.Toelichting)}
	}))
	bij(d, stap(register.KlachtOpheffing, "Hef de opschorting van de vernietiging van een klacht op"), klachtstap(d, register.KlachtOpheffing, func(b Reden) register.NieuweKlachtstap {
		return register.NieuweKlachtstap{Tekst: string(b.Reden)}
	}))
	bij(d, stap(register.KlachtIntrekking, "Leg vast dat de klacht is ingetrokken"), klachtstap(d, register.KlachtIntrekking, func(b Reden) register.NieuweKlachtstap {
		return register.NieuweKlachtstap{Tekst: string(b.Reden)}
	}))
}

// KlachtBewaren holds a complaint.
type KlachtBewaren struct {
	Reden       string `json:"reden" enum:"rechtszaak,tuchtzaak,verzoek-client,onderzoek,anders"`
	Toelichting Tekst  `json:"toelichting" doc:"Waarvoor de klacht bewaard moet blijven."`
}

// Klager is who complains, and how to reach that person.
type Klager struct {
	Naam    Regel  `json:"naam"`
	Relatie string `json:"relatie" enum:"client,naaste,vertegenwoordiger,omwonende,partner,anders"`
	Contact string `json:"contact,omitempty" maxLength:"400" doc:"Hoe de klager te bereiken is."`
}

// NieuweKlacht is one to record.
type NieuweKlacht struct {
	Klager      Klager  `json:"klager"`
	Klacht      Tekst   `json:"klacht" doc:"Waarover wordt geklaagd."`
	Betrokkenen []Wie   `json:"betrokkenen,omitempty" maxItems:"10" uniqueItems:"true" doc:"Ids van de gebruikers over wie de klacht gaat; geen: over de dienst. Zij zien er niets van."`
	Behandelaar Wie     `json:"behandelaar" doc:"Id van de coordinator of leidinggevende die haar behandelt."`
	Casus       string  `json:"casus,omitempty" maxLength:"64" doc:"Nummer of id van de casus waar zij over gaat, als die er is. Een casus die wordt vernietigd: 400; leg de klacht dan vast zonder casus."`
	OntvangenOp *Moment `json:"ontvangenOp,omitempty" doc:"Wanneer zij binnenkwam: dan beginnen de termijnen. Zonder: nu."`
}

// Klachtregel is a complaint in a list: no text.
type Klachtregel struct {
	ID             string     `json:"id" format:"uuid"`
	Kenmerk        string     `json:"kenmerk" example:"K-1F0B7D0E" doc:"Hoe zij in een brief heet. Telt niet op: wie een klacht niet mag zien, merkt ook niet dat zij er is."`
	Status         string     `json:"status" enum:"open,afgehandeld,ingetrokken"`
	OntvangenOp    time.Time  `json:"ontvangenOp"`
	Behandelaar    string     `json:"behandelaar"`
	Betrokkenen    []string   `json:"betrokkenen"`
	CasusID        *string    `json:"casusId" format:"uuid" doc:"null zonder casus, of als u die niet mag zien."`
	Nummer         *string    `json:"nummer"`
	BevestigenVoor time.Time  `json:"bevestigenVoor"`
	BevestigdOp    *time.Time `json:"bevestigdOp"`
	OordeelVoor    time.Time  `json:"oordeelVoor"`
	Verdaagd       bool       `json:"verdaagd"`
	Uitkomst       *string    `json:"uitkomst" example:"gegrond" doc:"gegrond, deels-gegrond, ongegrond of geen-oordeel; null zolang er geen oordeel is."`
	GeslotenOp     *time.Time `json:"geslotenOp"`
}

// Klacht is a complaint with who complains of what, and what was done about it.
type Klacht struct {
	Klachtregel
	Klager           Klager       `json:"klager"`
	Klacht           string       `json:"klacht"`
	Bewaarplicht     *string      `json:"bewaarplicht" doc:"Waarom zij niet wordt vernietigd: rechtszaak, tuchtzaak, verzoek-client, onderzoek of anders; null: de vernietiging is niet opgeschort."`
	Stappen          []Klachtstap `json:"stappen" doc:"Oudste eerst."`
	MogelijkeStappen []string     `json:"mogelijkeStappen" doc:"Wat u nu kunt doen: paden onder deze klacht."`
}

// Klachtstap is something that was done about a complaint.
type Klachtstap struct {
	ID          string    `json:"id" format:"uuid"`
	Soort       string    `json:"soort" enum:"ontvangstbevestiging,verdaging,notitie,behandelaar,betrokkenen,oordeel,intrekking,bewaarplicht,opheffing"`
	Op          time.Time `json:"op"`
	Vastgelegd  time.Time `json:"vastgelegd"`
	Door        string    `json:"door"`
	Wat         *string   `json:"wat" doc:"De wijze, de uitkomst, de nieuwe behandelaar, over wie zij gaat of waarom zij bewaard blijft."`
	Tekst       *string   `json:"tekst"`
	Maatregelen *string   `json:"maatregelen"`
}

// NieuwKenmerk answers who recorded one, who may not be allowed to read it.
type NieuwKenmerk struct {
	ID      string `json:"id" format:"uuid"`
	Kenmerk string `json:"kenmerk"`
}

// Ontvangstbevestiging tells that the complainant heard that the complaint came in.
type Ontvangstbevestiging struct {
	Wijze       string  `json:"wijze" enum:"brief,mail,telefoon,gesprek"`
	Op          *Moment `json:"op,omitempty" doc:"Wanneer; zonder: nu."`
	Toelichting string  `json:"toelichting,omitempty" maxLength:"4000"`
}

// Klachtnotitie is what was done for a complaint: a talk, what was looked up.
type Klachtnotitie struct {
	Notitie Tekst   `json:"notitie"`
	Op      *Moment `json:"op,omitempty" doc:"Wanneer het gebeurde; zonder: nu."`
}

// AndereBehandelaar is who handles it from now on.
type AndereBehandelaar struct {
	Behandelaar Wie   `json:"behandelaar" doc:"Id van een coordinator of leidinggevende over wie de klacht niet gaat."`
	Reden       Tekst `json:"reden"`
}

// Betrokkenen are all whom it is about from now on.
type Betrokkenen struct {
	Betrokkenen []Wie `json:"betrokkenen" maxItems:"10" uniqueItems:"true" doc:"Allen over wie de klacht gaat. Wie erbij komt, ziet haar meteen niet meer."`
	Reden       Tekst `json:"reden"`
}

// Klachtoordeel is the answer.
type Klachtoordeel struct {
	Uitkomst    string `json:"uitkomst" enum:"gegrond,deels-gegrond,ongegrond,geen-oordeel"`
	Motivering  Tekst  `json:"motivering" doc:"Zoals de klager het te lezen krijgt."`
	Maatregelen string `json:"maatregelen,omitempty" maxLength:"4000" doc:"Wat er anders gaat, als dat zo is."`
}

func tijdOf(m *Moment) time.Time {
	if m == nil {
		return time.Time{}
	}
	return m.begin()
}

func wies(ws []Wie) []string {
	uit := []string{}
	for _, w := range ws {
		uit = append(uit, string(w))
	}
	return uit
}

func klachtregelVan(k register.Klacht) Klachtregel {
	return Klachtregel{
		ID: k.ID, Kenmerk: register.Kenmerk(k.ID), Status: k.Status, OntvangenOp: *lokaal(k.OntvangenOp), Behandelaar: k.Behandelaar, Betrokkenen: append([]string{}, k.Betrokkenen...),
		CasusID: ofNiets(k.CasusID), Nummer: ofNiets(k.Nummer), BevestigenVoor: *lokaal(k.BevestigenVoor), BevestigdOp: lokaalOf(k.BevestigdOp), OordeelVoor: *lokaal(k.OordeelVoor),
		Verdaagd: k.Verdaagd, Uitkomst: ofNiets(k.Uitkomst), GeslotenOp: lokaalOf(k.GeslotenOp),
	}
}

func (d *dienst) klachtVan(k register.Klacht) Klacht {
	uit := Klacht{
		Klachtregel: klachtregelVan(k), Klager: Klager{Naam: Regel(k.Naam), Relatie: k.Relatie, Contact: k.Contact}, Klacht: k.Tekst, Bewaarplicht: ofNiets(k.Bewaarplicht),
		Stappen: []Klachtstap{}, MogelijkeStappen: []string{},
	}
	for _, s := range k.Stappen {
		uit.Stappen = append(uit.Stappen, Klachtstap{
			ID: s.ID, Soort: s.Soort, Op: *lokaal(s.Op), Vastgelegd: *lokaal(s.Vastgelegd), Door: s.DoorPersoon, Wat: ofNiets(s.Wat), Tekst: ofNiets(s.Tekst), Maatregelen: ofNiets(s.Maatregelen),
		})
	}
	bewaren := register.KlachtBewaarplicht
	if k.Bewaarplicht != "" {
		bewaren = register.KlachtOpheffing
	}
	if k.Status != "open" {
		uit.MogelijkeStappen = append(uit.MogelijkeStappen, bewaren)
		return uit
	}
	if k.BevestigdOp == nil {
		uit.MogelijkeStappen = append(uit.MogelijkeStappen, register.KlachtBevestiging)
	}
	uit.MogelijkeStappen = append(uit.MogelijkeStappen, "notities", register.KlachtOordeel)
	if !k.Verdaagd && !k.OordeelVoor.Before(d.Nu()) {
		uit.MogelijkeStappen = append(uit.MogelijkeStappen, register.KlachtVerdaging)
	}
	uit.MogelijkeStappen = append(uit.MogelijkeStappen, register.KlachtBetrokkenen, register.KlachtBehandelaar, register.KlachtIntrekking, bewaren)
	return uit
}

type klachtIn struct {
	Kop
	Body NieuweKlacht
}

func (d *dienst) maakKlacht(ctx context.Context, id toegang.Identiteit, in *klachtIn) (*uit[NieuwKenmerk], error) {
	b := in.Body
	n := register.NieuweKlacht{
		Casus: strings.TrimSpace(b.Casus), Relatie: b.Klager.Relatie, Naam: string(b.Klager.Naam), Contact: b.Klager.Contact, Tekst: string(b.Klacht),
		Betrokkenen: wies(b.Betrokkenen), Behandelaar: string(b.Behandelaar), OntvangenOp: tijdOf(b.OntvangenOp),
	}
	if fouten := gebeurd("ontvangenOp", n.OntvangenOp, d.Nu()); b.OntvangenOp != nil && len(fouten) > 0 {
		return nil, ongeldig(fouten...)
	}
	kid, err := d.Register.MaakKlacht(ctx, id, n, in.eenmaal(ctx))
	if err != nil {
		return nil, err
	}
	return &uit[NieuwKenmerk]{NieuwKenmerk{ID: kid, Kenmerk: register.Kenmerk(kid)}}, nil
}

type klachtenIn struct {
	Cursor string `query:"cursor" maxLength:"400" doc:"volgende van de vorige bladzijde."`
	N      int    `query:"n" minimum:"1" maximum:"100" doc:"Hoeveel per bladzijde; zonder: 50."`
	Status string `query:"status" enum:"open,alle" doc:"Alleen wat open staat; zonder: alle."`
}

func (d *dienst) leesKlachten(ctx context.Context, id toegang.Identiteit, in *klachtenIn) (*uit[Bladzijde[Klachtregel]], error) {
	return alsBlad(klachtregelVan)(d.Register.Klachten(ctx, id, in.Status == "open", register.Blad{Cursor: in.Cursor, N: in.N}))
}

func (d *dienst) leesKlacht(ctx context.Context, id toegang.Identiteit, in *struct {
	KID string `path:"kid" doc:"Id van de klacht."`
},
) (*uit[Klacht], error) {
	return geef(d.klachtVan)(d.Register.Klacht(ctx, id, in.KID))
}

type klachtstapIn[T any] struct {
	Kop
	KID  string `path:"kid" doc:"Id van de klacht."`
	Body T
}

// klachtstap handles one kind of step on a complaint.
func klachtstap[T any](d *dienst, soort string, naar func(T) register.NieuweKlachtstap) func(context.Context, toegang.Identiteit, *klachtstapIn[T]) (*uit[Klacht], error) {
	return func(ctx context.Context, id toegang.Identiteit, in *klachtstapIn[T]) (*uit[Klacht], error) {
		n := naar(in.Body)
		n.Soort = soort
		var fouten []fout.Veld
		if !n.Op.IsZero() {
			fouten = gebeurd("op", n.Op, d.Nu())
		}
		if len(fouten) > 0 {
			return nil, ongeldig(fouten...)
		}
		k, err := d.Register.BehandelKlacht(ctx, id, in.KID, n, in.eenmaal(ctx))
		if err != nil {
			return nil, err
		}
		return &uit[Klacht]{d.klachtVan(k)}, nil
	}
}
