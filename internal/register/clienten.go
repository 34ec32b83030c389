package register

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/toegang"
	"schakel/internal/zoekwoord"
)

// clientKort is of a client what a list needs.
type clientKort struct{ Naam, Omschrijving string }

// noem is who it is about: the name, or what is known when the name is not.
func (c clientKort) noem() string {
	return cmp.Or(c.Naam, c.Omschrijving)
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

// metClient fills in who the cases are about, as it is known now, for who may see the dossier: a list of numbers is no caseload. Other
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
	var ids []string
	for _, c := range cs {
		ids = append(ids, c.ID)
	}
	if err := r.sleutels.haalOp(ctx, tx, ids); err != nil {
		return err
	}
	for _, c := range cs {
		var k clientKort
		if err := r.leesIn(ctx, tx, c.ID, c.client, kolomClient, &k); err != nil {
			return err
		}
		c.Client = k.noem()
	}
	return nil
}

// clientVelden are what a correction of the aanmelding can say anew of the client, each a text.
type clientVelden map[string]string

// NieuweClient is what a correction says of who it is about, if what it corrects is the aanmelding.
type NieuweClient struct {
	// Bsn is the burgerservicenummer it gives; the policy says whether there may be one.
	Bsn      string
	Ongeldig []fout.Veld
}

// leesCorrectie gives what a correction says of the client; nothing when it says nothing, or what no client has.
func leesCorrectie(inhoud []byte) clientVelden {
	var in struct {
		Nieuw struct {
			Client map[string]any `json:"client"`
		} `json:"nieuw"`
	}
	if json.Unmarshal(inhoud, &in) != nil { // of before a correction was held against what it corrects
		return nil
	}
	uit := clientVelden{}
	for _, veld := range []string{"naam", "omschrijving", "geboortedatum", "bsn", "adres", "gemeente"} {
		if s, ok := in.Nieuw.Client[veld].(string); ok {
			uit[veld] = s
		}
	}
	return uit
}

// client keeps who the case is about as it is known now, and what it can be found by: what was written first stays in the fact of the aanmelding. It goes before
// voegToe, which takes the text of a step away.
func (s schrijver) client(ctx context.Context, fs []casus.Feit, _ casus.Projectie) error {
	var nieuw []clientVelden
	for _, f := range fs {
		if f.Soort != casus.StapCorrectie {
			continue
		}
		rijen, err := haal[struct{ Inhoud []byte }](ctx, s.tx, `SELECT s.inhoud FROM stappen s JOIN feiten a ON a.casus_id = s.casus_id
			WHERE s.id = ?::uuid AND s.casus_id = ?::uuid AND a.id::text = ? AND a.soort = ?`, f.ID, s.casusID, f.Ding, string(casus.StapAanmelding))
		if err != nil {
			return err
		}
		for _, rij := range rijen {
			b, err := s.lees(ctx, s.tx, s.casusID, rij.Inhoud, kolomInhoud)
			if errors.Is(err, errSleutelWeg) {
				return nil
			}
			if err != nil {
				return err
			}
			nieuw = append(nieuw, leesCorrectie(b))
		}
	}
	if !slices.ContainsFunc(nieuw, func(n clientVelden) bool { return len(n) > 0 }) {
		return nil
	}
	return s.zetClient(ctx, s.tx, s.casusID, nieuw)
}

// zetClient writes the client anew with what corrections say, in order, and the words it can be found by. It is [errSleutelWeg] when the key is gone.
func (r *Register) zetClient(ctx context.Context, tx Tx, casusID string, nieuw []clientVelden) error {
	rij, err := haalEen[struct {
		Client, ClientNu []byte
		Gemeente         string
	}](ctx, tx, `SELECT client, client_nu, gemeente FROM casussen WHERE id = ?::uuid FOR UPDATE`, casusID)
	if err != nil {
		return err
	}
	van := rij.ClientNu
	if len(van) == 0 {
		van = rij.Client
	}
	b, err := r.lees(ctx, tx, casusID, van, kolomClient)
	if err != nil {
		return err
	}
	c := clientVelden{}
	if len(b) > 0 {
		if err := json.Unmarshal(b, &c); err != nil {
			return err
		}
	}
	for _, n := range nieuw {
		c.verbeter(n)
	}
	tokens, err := r.sleutels.zoekTokens(zoekwoord.Bewaar(zoekwoord.Persoon{Naam: c["naam"], Geboortedatum: c["geboortedatum"], Bsn: c["bsn"]}))
	if err != nil {
		return err
	}
	if _, err := haal[string](ctx, tx, `SELECT zet_zoektokens(?::uuid, ?::bytea[])::text`, casusID, tokens); err != nil {
		return err
	}
	dicht := Geheim(rij.ClientNu)
	if len(nieuw) > 0 {
		sleutel, err := r.sleutels.sleutelVan(ctx, tx, casusID)
		if err != nil {
			return err
		}
		if b, err = json.Marshal(c); err != nil {
			return err
		}
		if dicht, err = sluitIn(sleutel, casusID, kolomClient, b); err != nil {
			return err
		}
		if g := strings.TrimSpace(c["gemeente"]); g != "" {
			rij.Gemeente = g
		}
	}
	return voer(ctx, tx, vraag{}, `UPDATE casussen SET client_nu = ?::bytea, gemeente = ?, zoekvorm = ? WHERE id = ?::uuid`,
		[]any{[]byte(dicht), rij.Gemeente, r.sleutels.zoekvorm(), casusID})
}

// verbeter takes over what a correction names. Somebody without a name and without a description is nobody: then these stay.
func (c clientVelden) verbeter(n clientVelden) {
	oud := [2]string{c["naam"], c["omschrijving"]}
	maps.Copy(c, n)
	if strings.TrimSpace(c["naam"]) == "" && strings.TrimSpace(c["omschrijving"]) == "" {
		c["naam"], c["omschrijving"] = oud[0], oud[1]
	}
}
