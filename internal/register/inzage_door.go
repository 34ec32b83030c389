package register

import (
	"context"
	"fmt"

	"schakel/internal/fout"
	"schakel/internal/toegang"
)

// uitvoerder is who takes something out for a client by a command. wie is the person as known here, and what the access log says; leest reads the dossier:
// as a coordinator would, for the privacy officer, who answers for it, reads none in the workbench. Errors: [fout.NietBevoegd] for anybody else; of a known
// user that is noted.
func (r *Register) uitvoerder(ctx context.Context, door, wat, via string) (wie, leest toegang.Identiteit, err error) {
	g, er, err := r.Gebruiker(ctx, door)
	if err != nil {
		return wie, leest, err
	}
	geweigerd := fout.Nieuw(fout.NietBevoegd, "--door: dit kan alleen op naam van een coördinator of de FG van deze regio; noem het id van die gebruiker.")
	if !er {
		return wie, leest, geweigerd
	}
	wie = toegang.Identiteit{Gebruiker: g.ID, Rol: g.Rol, Organisatie: g.Organisatie, Via: via}
	if g.Rol != toegang.RolCoordinator && g.Rol != toegang.RolPrivacyOfficer {
		if err := r.LogGeweigerd(ctx, wie, "", wat); err != nil {
			return wie, leest, err
		}
		return wie, leest, geweigerd
	}
	leest = wie
	leest.Rol = toegang.RolCoordinator
	return wie, leest, nil
}

// WieZagWat is every line of the access log about a case, newest first, for the client of that case. It is one export in that log, and stands in what it
// gives; door and doel are as of [Register.Inzage]. Errors: [fout.NietGevonden], [fout.NietBevoegd].
func (r *Register) WieZagWat(ctx context.Context, door, doel, casusID, via string) ([]Logregel, error) {
	wie, leest, err := r.uitvoerder(ctx, door, "toegangslog", via)
	if err != nil {
		return nil, err
	}
	err = r.AlsVrager(ctx, leest, func(ctx context.Context, tx Tx) error {
		er, err := haalEen[bool](ctx, tx, `SELECT EXISTS (SELECT FROM casussen WHERE id::text = ?)`, casusID)
		if err != nil {
			return err
		}
		if !er {
			return nietGevonden()
		}
		if err := r.weigerVernietigd(ctx, casusID); err != nil {
			return err
		}
		return r.logRegel(ctx, tx, vraag{}, wie, logregel{casusID: casusID, wat: "toegangslog", handeling: "exporteren", resultaat: "ok", doel: doel})
	})
	if err != nil {
		return nil, fmt.Errorf("wie zag wat: %w", err)
	}
	return r.logVan(ctx, casusID)
}
