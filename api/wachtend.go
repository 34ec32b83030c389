package api

import (
	"context"
	"time"

	"schakel/internal/casus"
	"schakel/internal/register"
	"schakel/internal/toegang"
)

// Wachtstap is a step of the caller that was answered 202 and of which the outcome is not known yet.
type Wachtstap struct {
	Stap        string          `json:"stap" format:"uuid"`
	Soort       casus.StapSoort `json:"soort" doc:"Welke stap het is."`
	CasusID     string          `json:"casusId" format:"uuid"`
	Nummer      *string         `json:"nummer" doc:"null als u de casus niet (meer) mag zien."`
	IngediendOp time.Time       `json:"ingediendOp" doc:"Wanneer de stap is bewaard."`
}

type wachtendIn struct {
	Casus string `query:"casus" format:"uuid" doc:"Alleen stappen op deze casus."`
}

func wachtstap(s register.Ingediend) Wachtstap {
	return Wachtstap{Stap: s.StapID, Soort: s.Stap.Soort, CasusID: s.CasusID, Nummer: ofNiets(s.Nummer), IngediendOp: *lokaal(s.Op)}
}

// wachtend gives what the caller sent and what still waits: only their own, as with one step.
func (d *dienst) wachtend(ctx context.Context, id toegang.Identiteit, in *wachtendIn) (*uit[Lijst[Wachtstap]], error) {
	return alsLijst(wachtstap)(d.Register.EigenWachtend(ctx, id, in.Casus))
}
