package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"schakel/internal/register"
	"schakel/internal/toegang"
)

// noodtoegangen registers emergency access: to be asked for, listed and ended.
func (d *dienst) noodtoegangen() {
	zet := func(methode, pad, id, samenvatting string, actie toegang.Actie) huma.Operation {
		op := d.operatie(methode, pad, id, samenvatting, actie)
		op.Tags = []string{"toezicht"}
		if methode == http.MethodPost {
			op.Responses["409"] = d.antwoordProbleem(http.StatusConflict)
		}
		return op
	}
	vraag := zet("POST", "/v1/noodtoegangen", "noodtoegang", "Neem in nood toegang tot een casus", toegang.ActieNoodtoegang)
	vraag.DefaultStatus = http.StatusCreated
	vraag.Description += " Voor uren, met een reden. De coordinator en de FG horen het meteen en zien haar in een lijst; alles wat u ermee leest staat " +
		"als noodprocedure in het toegangslog. U kunt het dossier lezen en een contact vastleggen. Een casus die er niet is: 404."
	vraag.Responses["404"] = d.antwoordProbleem(http.StatusNotFound)
	bij(d, vraag, d.vraagNood)
	lijst := zet("GET", "/v1/noodtoegangen", "noodtoegangen", "Lees wie in nood toegang nam, nieuwste eerst", toegang.ActieNoodtoegangen)
	lijst.Description += " De coordinator en de FG zien ze alle, wie haar nam de eigen. De toelichting is er alleen voor de coordinator."
	bij(d, lijst, d.leesNood)
	einde := zet("POST", "/v1/noodtoegangen/{id}/intrekking", "noodtoegang-intrekking", "Beëindig een noodtoegang nu", toegang.ActieNoodtoegangIntrekking)
	bij(d, einde, d.trekNoodIn)
}

// Noodtoegang is emergency access to one case.
type Noodtoegang struct {
	ID              string     `json:"id" format:"uuid"`
	CasusID         string     `json:"casusId" format:"uuid"`
	Nummer          *string    `json:"nummer" doc:"Nummer van de casus; null voor wie die niet (meer) mag inzien."`
	Wie             string     `json:"wie" doc:"Wie haar nam."`
	Rol             string     `json:"rol"`
	Organisatie     string     `json:"organisatie"`
	Reden           string     `json:"reden" enum:"levensgevaar,crisis,hulpdienst-vraagt,casehouder-onbereikbaar,anders"`
	Toelichting     *string    `json:"toelichting" doc:"Alleen voor de coordinator."`
	Van             time.Time  `json:"van"`
	Tot             time.Time  `json:"tot" doc:"Dan eindigt zij vanzelf."`
	Status          string     `json:"status" enum:"loopt,voorbij"`
	IngetrokkenOp   *time.Time `json:"ingetrokkenOp" doc:"Wanneer zij eerder werd beëindigd; null als dat niet gebeurde."`
	IngetrokkenDoor *string    `json:"ingetrokkenDoor"`
}

func noodVan(n register.Noodtoegang) Noodtoegang {
	u := Noodtoegang{
		ID: n.ID, CasusID: n.CasusID, Nummer: ofNiets(n.Nummer), Wie: n.Wie, Rol: n.Rol, Organisatie: n.Organisatie, Reden: n.Reden,
		Toelichting: ofNiets(n.Toelichting), Van: *lokaal(n.Van), Tot: *lokaal(n.Tot), Status: n.Status, IngetrokkenDoor: n.IngetrokkenDoor,
	}
	if n.IngetrokkenOp != nil {
		u.IngetrokkenOp = lokaal(*n.IngetrokkenOp)
	}
	return u
}

// NieuweNoodtoegang is one that is asked for.
type NieuweNoodtoegang struct {
	Casus       Wie    `json:"casus" example:"2026-00042" doc:"Nummer of id van de casus."`
	Reden       string `json:"reden" enum:"levensgevaar,crisis,hulpdienst-vraagt,casehouder-onbereikbaar,anders"`
	Toelichting Tekst  `json:"toelichting" doc:"Wat er aan de hand is, en waarom het niet kan wachten."`
	Minuten     int    `json:"minuten,omitempty" minimum:"1" maximum:"1440" doc:"Hoe lang u haar nodig hebt; zonder: zo lang als het beleid geeft. Langer dan dat: 400."`
}

type noodIn struct {
	Kop
	Body NieuweNoodtoegang
}

func (d *dienst) vraagNood(ctx context.Context, id toegang.Identiteit, in *noodIn) (*uit[Noodtoegang], error) {
	return geef(noodVan)(d.Register.VraagNoodtoegang(ctx, id, register.NieuweNoodtoegang{
		Casus: string(in.Body.Casus), Reden: in.Body.Reden, Toelichting: string(in.Body.Toelichting), Duur: time.Duration(in.Body.Minuten) * time.Minute,
	}, in.eenmaal(ctx)))
}

func (d *dienst) leesNood(ctx context.Context, id toegang.Identiteit, in *bladIn) (*uit[Bladzijde[Noodtoegang]], error) {
	return alsBlad(noodVan)(d.Register.Noodtoegangen(ctx, id, in.blad()))
}

type noodIntrekIn struct {
	Kop
	ID   string `path:"id" doc:"Id van de noodtoegang."`
	Body *Leeg
}

func (d *dienst) trekNoodIn(ctx context.Context, id toegang.Identiteit, in *noodIntrekIn) (*uit[Noodtoegang], error) {
	return geef(noodVan)(d.Register.TrekNoodtoegangIn(ctx, id, in.ID, in.eenmaal(ctx)))
}
