package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"schakel/internal/register"
	"schakel/internal/toegang"
)

// toegangslog registers the log for the privacy officer.
func (d *dienst) toegangslog() {
	op := d.operatie("GET", "/v1/toegangslog", "toegangslog", "Lees wie wat heeft gezien of gedaan, nieuwste eerst", toegang.ActieToegangslog)
	op.Tags = []string{"toezicht"}
	op.Description += " In de termen van NEN 7513, zonder iets uit een dossier. Ook wat werd geweigerd staat erin, en dat u dit leest."
	bij(d, op, d.leesToegangslog)

	op = d.operatie("GET", "/v1/toegangslog/export", "toegangslog-export", "Neem het toegangslog mee als CSV-bestand", toegang.ActieToegangslogExport)
	op.Tags = []string{"toezicht"}
	op.Description += fmt.Sprintf(" Ten hoogste %d regels; kies anders een kortere periode. De export staat zelf in het log.", register.MaxUitvoer)
	op.Responses["200"] = &huma.Response{
		Description: "Een regel per gebeurtenis, nieuwste eerst.", Headers: kopVersie(),
		Content: map[string]*huma.MediaType{inhoudCSV: {Schema: &huma.Schema{Type: "string"}, Example: voorbeeldCSV}},
	}
	bij(d, op, d.exporteerToegangslog)
}

// Logregel is a line of the access log.
type Logregel struct {
	Nr          int64     `json:"nr"`
	Op          time.Time `json:"op"`
	Wie         string    `json:"wie" doc:"De gebruiker."`
	Rol         string    `json:"rol"`
	Organisatie string    `json:"organisatie" doc:"Namens welke organisatie: die is verantwoordelijk."`
	Via         string    `json:"via" doc:"Met welke client: de werkbank, of een ander systeem."`
	Handeling   string    `json:"handeling" doc:"lezen, afdrukken, exporteren, zoeken, wijzigen, noodtoegang, geweigerd."`
	Wat         string    `json:"wat" doc:"Waarvan: casus, tijdlijn, lijst, een stap."`
	Doel        string    `json:"doel"`
	Resultaat   string    `json:"resultaat" doc:"ok of geweigerd."`
	CasusID     *string   `json:"casusId" doc:"Wiens dossier; null als het over meer of over geen ging."`
	Casussen    int       `json:"casussen" doc:"Hoeveel casussen een lijst of zoekvraag liet zien."`
}

type logIn struct {
	Cursor    string    `query:"cursor" maxLength:"400" doc:"volgende van de vorige bladzijde."`
	N         int       `query:"n" minimum:"1" maximum:"100" doc:"Hoeveel per bladzijde; zonder: 50."`
	Casus     string    `query:"casus" maxLength:"36" doc:"Id van een casus: ook lijsten waar die in stond."`
	Wie       string    `query:"wie" maxLength:"200" doc:"Id van een gebruiker."`
	Handeling string    `query:"handeling" maxLength:"40"`
	Doel      string    `query:"doel" maxLength:"40" doc:"Waarvoor: zorgproces, toezicht, noodprocedure, …"`
	Van       time.Time `query:"van" doc:"Vanaf dit moment."`
	Tot       time.Time `query:"tot" doc:"Tot dit moment."`
}

func (d *dienst) leesToegangslog(ctx context.Context, id toegang.Identiteit, in *logIn) (*uit[Bladzijde[Logregel]], error) {
	if in.Casus != "" && !register.IsID(in.Casus) {
		return nil, ongeldigVeld("casus", "dit is geen id van een casus")
	}
	rs, volgende, err := d.Register.Toegangslog(ctx, id, register.Logvraag{
		CasusID: in.Casus, Wie: in.Wie, Handeling: in.Handeling, Doel: in.Doel, Van: in.Van, Tot: in.Tot, Blad: register.Blad{Cursor: in.Cursor, N: in.N},
	})
	if err != nil {
		return nil, err
	}
	l := Bladzijde[Logregel]{Resultaten: []Logregel{}, Volgende: ofNiets(volgende)}
	for _, r := range rs {
		l.Resultaten = append(l.Resultaten, Logregel{
			Nr: r.Nr, Op: r.Op, Wie: r.Wie, Rol: r.Rol, Organisatie: r.Organisatie, Via: r.Via, Handeling: r.Handeling, Wat: r.Wat,
			Doel: r.Doel, Resultaat: r.Resultaat, CasusID: ofNiets(r.CasusID), Casussen: r.Casussen,
		})
	}
	return &uit[Bladzijde[Logregel]]{l}, nil
}

// logGeweigerd notes a refusal: 403, and 404 of what is not there or not theirs. The answer has gone; what cannot be noted is told to the operator.
func (d *dienst) logGeweigerd(c *gin.Context, id toegang.Identiteit) {
	status := c.Writer.Status()
	if status != http.StatusForbidden && status != http.StatusNotFound || c.FullPath() == "" {
		return
	}
	casus := c.Param("id")
	if !register.IsID(casus) {
		casus = ""
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(c.Request.Context()), 5*time.Second)
	defer stop()
	if err := d.Register.LogGeweigerd(ctx, id, casus, bekendeMethode(c.Request.Method)+" "+c.FullPath()); err != nil {
		d.Log.ErrorContext(ctx, "een weigering kwam niet in het toegangslog", "oorzaak", oorzaak(err))
	}
}
