package api

import (
	"context"
	"net/http"
	"time"

	"schakel/internal/register"
	"schakel/internal/toegang"
)

// Verklaringregister is the part of [Register] about what the client says.
type Verklaringregister interface {
	LegVerklaringVast(ctx context.Context, id toegang.Identiteit, casusID string, n register.NieuweVerklaring, toets func(register.Casus) error, s register.Sleutel) (register.Verklaring, error)
	Verklaringen(ctx context.Context, id toegang.Identiteit, casusID string, toets func(register.Casus) error) ([]register.Verklaring, error)
	BeantwoordVerklaring(ctx context.Context, id toegang.Identiteit, casusID, vid string, a register.VerklaringAntwoord, toets func(register.Casus) error, s register.Sleutel) (register.Verklaring, error)
}

// verklaringen registers what the client says of the dossier.
func (d *dienst) verklaringen() {
	op := d.operatie("POST", "/v1/casussen/{id}/verklaringen", "verklaring", "Leg vast wat de cliënt van het dossier zegt", toegang.ActieVerklaring)
	op.Tags, op.DefaultStatus = []string{"rechten"}, http.StatusCreated
	op.Responses["409"] = d.antwoordProbleem(http.StatusConflict)
	op.Description += " Een bezwaar, een eigen verklaring of een verzoek om iets te verbeteren. Het blijft bij de casus staan, naast wat anderen schreven; een verbetering zelf is een correctie."
	bij(d, op, d.legVerklaringVast)
	op = d.operatie("GET", "/v1/casussen/{id}/verklaringen", "verklaringen", "Lees wat de cliënt van het dossier zegt, oudste eerst", toegang.ActieVerklaringen)
	op.Tags = []string{"rechten"}
	bij(d, op, d.leesVerklaringen)
	op = d.operatie("POST", "/v1/casussen/{id}/verklaringen/{vid}/beantwoording", "verklaring-beantwoording", "Leg vast wat de cliënt ten antwoord kreeg", toegang.ActieVerklaringAntwoord)
	op.Tags = []string{"rechten"}
	op.Responses["409"] = d.antwoordProbleem(http.StatusConflict)
	op.Description += " Op een bezwaar of een verzoek om te verbeteren, eenmaal; binnen de termijn van het beleid. Een eigen verklaring vraagt geen antwoord. De herinneringen stoppen ermee."
	bij(d, op, d.beantwoordVerklaring)
}

// NieuweVerklaring is one to record.
type NieuweVerklaring struct {
	Soort string     `json:"soort" enum:"bezwaar,verklaring,correctieverzoek"`
	Tekst Tekst      `json:"tekst" doc:"In de woorden van de cliënt."`
	Op    *time.Time `json:"op,omitempty" doc:"Wanneer de cliënt het zei; zonder: nu."`
}

// Verklaring is what the client said.
type Verklaring struct {
	ID          string    `json:"id" format:"uuid"`
	CasusID     string    `json:"casusId" format:"uuid"`
	Soort       string    `json:"soort" enum:"bezwaar,verklaring,correctieverzoek"`
	Tekst       string    `json:"tekst"`
	Op          time.Time `json:"op"`
	Vastgelegd  time.Time `json:"vastgelegd"`
	DoorPersoon string    `json:"doorPersoon" doc:"Wie het opschreef."`

	Antwoord *VerklaringAntwoord `json:"antwoord,omitempty" doc:"Wat de cliënt ten antwoord kreeg, op een bezwaar of een verzoek om te verbeteren."`
}

// VerklaringAntwoord is what was decided on it.
type VerklaringAntwoord struct {
	Uitkomst    string    `json:"uitkomst" enum:"toegekend,deels,afgewezen"`
	Motivering  string    `json:"motivering"`
	Op          time.Time `json:"op"`
	DoorPersoon string    `json:"doorPersoon"`
}

// NieuwVerklaringAntwoord is one to record.
type NieuwVerklaringAntwoord struct {
	Uitkomst   string     `json:"uitkomst" enum:"toegekend,deels,afgewezen"`
	Motivering Tekst      `json:"motivering" doc:"Zoals de cliënt het te lezen krijgt."`
	Op         *time.Time `json:"op,omitempty" doc:"Wanneer de cliënt het hoorde; zonder: nu."`
}

func verklaringVan(v register.Verklaring) Verklaring {
	u := Verklaring{ID: v.ID, CasusID: v.CasusID, Soort: v.Soort, Tekst: v.Tekst, Op: *lokaal(v.Op), Vastgelegd: *lokaal(v.Vastgelegd), DoorPersoon: v.DoorPersoon}
	if a := v.Antwoord; a != nil {
		u.Antwoord = &VerklaringAntwoord{Uitkomst: a.Uitkomst, Motivering: a.Motivering, Op: *lokaal(a.Op), DoorPersoon: a.DoorPersoon}
	}
	return u
}

type verklaringIn struct {
	Kop
	ID   string `path:"id" doc:"Id van de casus."`
	Body NieuweVerklaring
}

func (d *dienst) legVerklaringVast(ctx context.Context, id toegang.Identiteit, in *verklaringIn) (*uit[Verklaring], error) {
	n := register.NieuweVerklaring{Soort: in.Body.Soort, Tekst: string(in.Body.Tekst)}
	if in.Body.Op != nil {
		n.Op = in.Body.Op.UTC()
		if fouten := gebeurd("op", *in.Body.Op, d.Nu()); len(fouten) > 0 {
			return nil, ongeldig(fouten...)
		}
	}
	return geef(verklaringVan)(d.Register.LegVerklaringVast(ctx, id, in.ID, n, d.magOp(id, toegang.ActieVerklaring), in.eenmaal(ctx)))
}

func (d *dienst) leesVerklaringen(ctx context.Context, id toegang.Identiteit, in *CasusIn) (*uit[Lijst[Verklaring]], error) {
	return alsLijst(verklaringVan)(d.Register.Verklaringen(ctx, id, in.ID, d.magOp(id, toegang.ActieVerklaringen)))
}

type verklaringAntwoordIn struct {
	Kop
	ID   string `path:"id" doc:"Id van de casus."`
	VID  string `path:"vid" doc:"Id van wat de cliënt zei."`
	Body NieuwVerklaringAntwoord
}

func (d *dienst) beantwoordVerklaring(ctx context.Context, id toegang.Identiteit, in *verklaringAntwoordIn) (*uit[Verklaring], error) {
	a := register.VerklaringAntwoord{Uitkomst: in.Body.Uitkomst, Motivering: string(in.Body.Motivering)}
	if in.Body.Op != nil {
		a.Op = in.Body.Op.UTC()
		if fouten := gebeurd("op", *in.Body.Op, d.Nu()); len(fouten) > 0 {
			return nil, ongeldig(fouten...)
		}
	}
	return geef(verklaringVan)(d.Register.BeantwoordVerklaring(ctx, id, in.ID, in.VID, a, d.magOp(id, toegang.ActieVerklaringAntwoord), in.eenmaal(ctx)))
}
