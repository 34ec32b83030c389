package main

import (
	"context"
	"errors"
	"path/filepath"

	"schakel/internal/bewaren"
	"schakel/internal/register"
)

// stenenVlag says where the tombstones are.
type stenenVlag struct {
	Stenen string `name:"grafstenen" env:"SCHAKEL_GRAFSTENEN_FILE" placeholder:"BESTAND" help:"Bestand met wat er is vernietigd; bij een solo zonder: in de datamap."`
}

// kwijtVlag says that the file is lost.
type kwijtVlag struct {
	Kwijt string `name:"grafstenen-kwijt" enum:",verloren,beschadigd,verouderd" default:"" placeholder:"REDEN" help:"Het nieuwste bestand met grafstenen is er niet meer, en waarom: verloren, beschadigd of verouderd (alleen een oud is er nog). Alleen als het echt niet terug te zetten is; komt met --door (id van een coordinator of de FG) in het toegangslog."`
}

// erken is nil when nobody said so.
func (v kwijtVlag) erken(door string) *bewaren.Erkenning {
	if v.Kwijt == "" {
		return nil
	}
	return &bewaren.Erkenning{Door: door, Reden: v.Kwijt}
}

// stenen is the file that the settings name, or that of the solo; nil: none.
func (v stenenVlag) stenen(c checkOpdracht, reg *register.Register) *bewaren.Grafstenen {
	switch {
	case v.Stenen != "":
		return bewaren.NieuweGrafstenen(v.Stenen, reg)
	case c.RegisterSleutels == "":
		return bewaren.NieuweGrafstenen(filepath.Join(c.Data, bestandGrafstenen), reg)
	}
	return nil
}

// leesbaar opens the register for a command that takes something out of it: not as long as it holds what was destroyed, as after a restore that no process was
// started on yet.
func (v stenenVlag) leesbaar(ctx context.Context, c checkOpdracht) (*register.Register, error) {
	reg, err := c.register(ctx)
	if err != nil {
		return nil, err
	}
	d := bewaren.Dienst{Register: reg, Steen: v.stenen(c, reg)}
	if err := d.Toets(ctx); err != nil {
		return nil, errors.Join(err, reg.Close())
	}
	return reg, nil
}
