package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"schakel/internal/register"
	"schakel/internal/toegang"
)

// vervangingen registers who replaces whom: about people, so no step of a case.
func (d *dienst) vervangingen() {
	zet := func(methode, pad, id, samenvatting string, actie toegang.Actie) huma.Operation {
		op := d.operatie(methode, pad, id, samenvatting, actie)
		op.Tags = []string{"werk"}
		if methode == http.MethodPost {
			op.Responses["409"] = d.antwoordProbleem(http.StatusConflict)
		}
		return op
	}
	maak := zet("POST", "/v1/vervangingen", "vervanging", "Regel een vervanging", toegang.ActieVervanging)
	maak.DefaultStatus = http.StatusCreated
	maak.Description += " Een bmz_werker regelt alleen de eigen vervanging; de coordinator die van iedereen. Zij begint en eindigt vanzelf. " +
		"Wie vervangen wordt, houdt alle rechten; een vervanger van een vervanger krijgt er geen."
	bij(d, maak, d.vervang)
	lijst := zet("GET", "/v1/vervangingen", "vervangingen", "Lees wie wie vervangt", toegang.ActieVervangingen)
	lijst.Description += " De coordinator ziet ze alle, een bmz_werker die waarin de werker zelf vervangen wordt of vervangt; laatste begin eerst."
	bij(d, lijst, d.leesVervangingen)
	einde := zet("POST", "/v1/vervangingen/{id}/beeindiging", "vervanging-beeindiging", "Beëindig een vervanging, of trek haar in", toegang.ActieVervangingBeeindiging)
	bij(d, einde, d.beeindigVervanging)
}

// Vervanging is a period in which another worker has a casehouder's rights.
type Vervanging struct {
	ID               string     `json:"id" format:"uuid"`
	Vervangen        string     `json:"vervangen" doc:"Wie vervangen wordt."`
	Vervanger        string     `json:"vervanger" doc:"Wie dat doet."`
	Van              time.Time  `json:"van"`
	Tot              time.Time  `json:"tot" doc:"Tot dit moment, niet tot en met."`
	Reden            *string    `json:"reden"`
	Status           string     `json:"status" enum:"gepland,loopt,voorbij"`
	Door             string     `json:"door" doc:"Wie haar regelde."`
	GemaaktOp        time.Time  `json:"gemaaktOp"`
	BeeindigdOp      *time.Time `json:"beeindigdOp" doc:"Wanneer zij eerder werd beëindigd of ingetrokken; null als dat niet gebeurde."`
	BeeindigdDoor    *string    `json:"beeindigdDoor"`
	VervangerAfwezig bool       `json:"vervangerAfwezig" doc:"De vervanger wordt in (een deel van) wat nog komt zelf vervangen, en geeft niets door: kies een ander."`
}

func vervangingVan(v register.Vervanging) Vervanging {
	u := Vervanging{
		ID: v.ID, Vervangen: v.Vervangen, Vervanger: v.Vervanger, Van: *lokaal(v.Van), Tot: *lokaal(v.Tot), Reden: ofNiets(v.Reden),
		Status: v.Status, Door: v.DoorPersoon, GemaaktOp: *lokaal(v.GemaaktOp), BeeindigdDoor: v.BeeindigdDoor, VervangerAfwezig: v.VervangerAfwezig,
	}
	if v.BeeindigdOp != nil {
		u.BeeindigdOp = lokaal(*v.BeeindigdOp)
	}
	return u
}

// NieuweVervanging is one to make.
type NieuweVervanging struct {
	Vervangen Wie     `json:"vervangen" example:"werker" doc:"Id van wie vervangen wordt."`
	Vervanger Wie     `json:"vervanger" example:"werker2" doc:"Id van de bmz_werker die vervangt."`
	Van       *Moment `json:"van" required:"true" doc:"Vanaf wanneer: een moment met zone, of een datum (vanaf het begin van die dag; vandaag: vanaf nu). Niet voorbij, en binnen een jaar."`
	Tot       *Moment `json:"tot" required:"true" doc:"Tot wanneer: een moment met zone, of een datum (tot en met die dag). Ten hoogste 184 dagen na het begin."`
	Reden     string  `json:"reden,omitempty" enum:"vakantie,verlof,opleiding,afwezig,anders" doc:"Een woord, geen tekst: er hoort niets over een cliënt of over gezondheid in."`
}

// periode reads dates as people mean them: from the beginning of the first day, or
// now when that is today, up to and including the last.
func (n NieuweVervanging) periode(nu time.Time) (van, tot time.Time) {
	van, tot = n.Van.begin(), n.Tot.begin()
	if n.Van.isDag && n.Van.tijd.Format(time.DateOnly) == vandaag(nu) {
		van = nu
	}
	if n.Tot.isDag {
		na := Moment{tijd: n.Tot.tijd.AddDate(0, 0, 1), isDag: true}
		tot = na.begin()
	}
	return van, tot
}

type vervangingIn struct {
	Kop
	Body NieuweVervanging
}

func (d *dienst) vervang(ctx context.Context, id toegang.Identiteit, in *vervangingIn) (*uit[Vervanging], error) {
	van, tot := in.Body.periode(d.Nu())
	return geef(vervangingVan)(d.Register.Vervang(ctx, id, register.NieuweVervanging{
		Vervangen: string(in.Body.Vervangen), Vervanger: string(in.Body.Vervanger), Reden: in.Body.Reden, Van: van, Tot: tot,
	}, in.eenmaal(ctx)))
}

type bladIn struct {
	Cursor string `query:"cursor" maxLength:"400" doc:"volgende van de vorige bladzijde."`
	N      int    `query:"n" minimum:"1" maximum:"100" doc:"Hoeveel per bladzijde; zonder: 50."`
}

func (b bladIn) blad() register.Blad { return register.Blad{Cursor: b.Cursor, N: b.N} }

func (d *dienst) leesVervangingen(ctx context.Context, id toegang.Identiteit, in *bladIn) (*uit[Bladzijde[Vervanging]], error) {
	return alsBlad(vervangingVan)(d.Register.Vervangingen(ctx, id, in.blad()))
}

type beeindigIn struct {
	Kop
	ID   string `path:"id" doc:"Id van de vervanging."`
	Body *Leeg
}

func (d *dienst) beeindigVervanging(ctx context.Context, id toegang.Identiteit, in *beeindigIn) (*uit[Vervanging], error) {
	return geef(vervangingVan)(d.Register.BeeindigVervanging(ctx, id, in.ID, in.eenmaal(ctx)))
}
