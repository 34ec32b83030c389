package register

import (
	"context"
	"encoding/json"

	"github.com/uptrace/bun"

	"schakel/internal/toegang"
)

// clientKort is of a client what a list needs.
type clientKort struct {
	Naam         *string `json:"naam"`
	Omschrijving *string `json:"omschrijving"`
}

// noem is who it is about: the name, or what is known when the name is not.
func (c clientKort) noem() string {
	for _, s := range []*string{c.Naam, c.Omschrijving} {
		if s != nil && *s != "" {
			return *s
		}
	}
	return ""
}

// metClient fills in who the cases are about, as corrected last, for who may see the dossier: a list of numbers is no caseload. Other
// callers must not be given it; who is asked is [toegang.ZichtDossier]'s to say, in the API.
func (r *Register) metClient(ctx context.Context, tx Tx, id toegang.Identiteit, cs []*Casus) error {
	switch id.Rol {
	case toegang.RolCTB, toegang.RolCoordinator, toegang.RolBMZWerker, toegang.RolPsychiater, toegang.RolErvaringsdeskundige:
	default:
		return nil
	}
	if len(cs) == 0 {
		return nil
	}
	bij, ids := map[string]*Casus{}, []string{}
	for _, c := range cs {
		bij[c.ID] = c
		ids = append(ids, c.ID)
	}
	if err := r.sleutels.haalOp(ctx, tx, ids); err != nil {
		return err
	}
	var rijen []struct {
		CasusID string
		Client  []byte
		Nieuw   []byte
	}
	// The correction of an aanmelding carries only what it changes; of those that change something else, nothing is opened but the text.
	err := tx.NewRaw(`SELECT c.id AS casus_id, c.client, f.inhoud AS nieuw FROM casussen c
		LEFT JOIN feiten f ON f.casus_id = c.id AND f.soort = 'correctie' AND f.seq IS NOT NULL
			AND EXISTS (SELECT FROM feiten a WHERE a.casus_id = c.id AND a.id::text = f.ding AND a.soort = 'aanmelding')
		WHERE c.id IN (?) ORDER BY c.id, f.seq`, bun.List(ids)).Scan(ctx, &rijen)
	if err != nil {
		return err
	}
	kort := map[string]*clientKort{}
	for _, rij := range rijen {
		k := kort[rij.CasusID]
		if k == nil {
			k = &clientKort{}
			kort[rij.CasusID] = k
			b, err := r.lees(ctx, tx, rij.CasusID, rij.Client, kolomClient)
			if err != nil {
				return err
			}
			if len(b) > 0 {
				if err := json.Unmarshal(b, k); err != nil {
					return err
				}
			}
		}
		if len(rij.Nieuw) == 0 {
			continue
		}
		b, err := r.lees(ctx, tx, rij.CasusID, rij.Nieuw, kolomInhoud)
		if err != nil {
			return err
		}
		var in struct {
			Nieuw struct {
				Client *clientKort `json:"client"`
			} `json:"nieuw"`
		}
		if json.Unmarshal(b, &in) != nil || in.Nieuw.Client == nil {
			continue
		}
		if in.Nieuw.Client.Naam != nil {
			k.Naam = in.Nieuw.Client.Naam
		}
		if in.Nieuw.Client.Omschrijving != nil {
			k.Omschrijving = in.Nieuw.Client.Omschrijving
		}
	}
	for cid, k := range kort {
		bij[cid].Client = k.noem()
	}
	return nil
}
