package register

import (
	"context"
	"encoding/json"
	"errors"

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

// verbeter takes over what a correction names.
func (c *clientKort) verbeter(n clientKort) {
	if n.Naam != nil {
		c.Naam = n.Naam
	}
	if n.Omschrijving != nil {
		c.Omschrijving = n.Omschrijving
	}
}

// leesIn opens what is encrypted into naar; nothing, or a case whose key was destroyed, leaves it as it is.
func (r *Register) leesIn(ctx context.Context, tx Tx, casusID string, g Geheim, kolom string, naar any) error {
	if len(g) == 0 {
		return nil
	}
	b, err := r.lees(ctx, tx, casusID, g, kolom)
	if errors.Is(err, errSleutelWeg) {
		return nil
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(b, naar)
}

// clientRij is who a case is about, and one correction of that.
type clientRij struct {
	CasusID string
	Client  []byte
	Nieuw   []byte
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
	// The correction of an aanmelding carries only what it changes; of those that change something else, nothing is opened but the text.
	rijen, err := haal[clientRij](ctx, tx, `SELECT c.id AS casus_id, c.client, f.inhoud AS nieuw FROM casussen c
		LEFT JOIN feiten f ON f.casus_id = c.id AND f.soort = 'correctie' AND f.seq IS NOT NULL
			AND EXISTS (SELECT FROM feiten a WHERE a.casus_id = c.id AND a.id::text = f.ding AND a.soort = 'aanmelding')
		WHERE c.id = ANY (?::text[]::uuid[]) ORDER BY c.id, f.seq`, ids)
	if err != nil {
		return err
	}
	kort := map[string]*clientKort{}
	for _, rij := range rijen {
		k := kort[rij.CasusID]
		if k == nil {
			k = &clientKort{}
			kort[rij.CasusID] = k
			if err := r.leesIn(ctx, tx, rij.CasusID, rij.Client, kolomClient, k); err != nil {
				return err
			}
		}
		var in struct {
			Nieuw struct {
				Client clientKort `json:"client"`
			} `json:"nieuw"`
		}
		if err := r.leesIn(ctx, tx, rij.CasusID, rij.Nieuw, kolomInhoud, &in); err != nil {
			return err
		}
		k.verbeter(in.Nieuw.Client)
	}
	for cid, k := range kort {
		bij[cid].Client = k.noem()
	}
	return nil
}
