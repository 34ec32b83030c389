package api

import (
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"schakel/internal/toegang"
)

// wacht stands before every operation, before anything is bound: the role must have this action at all, the token must be meant for it,
// and what asks a fresh sign-in gets one.
func (d *dienst) wacht(actie toegang.Actie) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, verder func(huma.Context)) {
		id, _ := toegang.Van(ctx.Context())
		err := d.toets(id, actie)
		if err == nil {
			verder(ctx)
			return
		}
		p := d.vanFout(err)
		for k, v := range p.koppen() {
			ctx.SetHeader(k, v)
		}
		ctx.SetHeader("Content-Type", inhoudProbleem)
		ctx.SetStatus(p.Status)
		if err := json.NewEncoder(ctx.BodyWriter()).Encode(p); err != nil {
			d.Log.Warn("antwoord niet geschreven", "oorzaak", oorzaak(err))
		}
	}
}

func (d *dienst) toets(id toegang.Identiteit, actie toegang.Actie) error {
	if !d.Tabel.Kan(id.Rol, actie) {
		return d.Tabel.Toets(id.Rol, actie, 0)
	}
	if err := id.ToetsScope(actie); err != nil {
		return err
	}
	if !d.Tabel.Vers(actie) {
		return nil
	}
	return id.ToetsVers(d.Nu(), d.Vers)
}
