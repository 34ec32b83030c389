package register

import (
	"context"
	"regexp"

	"schakel/internal/casus"
	"schakel/internal/fout"
	"schakel/internal/toegang"
	"schakel/internal/zoekwoord"
)

var vormID = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// IsID reports whether s has the form of an id.
func IsID(s string) bool { return vormID.MatchString(s) }

// Zoekvraag is what a case can be found by; all that is given must match. Bsn needs a region whose policy allows it.
type Zoekvraag struct {
	Naam, Geboortedatum, Nummer, Gemeente, Bsn string
}

func (v Zoekvraag) persoon() zoekwoord.Persoon {
	return zoekwoord.Persoon{Naam: v.Naam, Geboortedatum: v.Geboortedatum, Bsn: v.Bsn}
}

// maxGevonden is how many cases a search answers: who finds more must ask more precisely.
const maxGevonden = 25

// Zoek finds cases by what is only stored as keyed hashes, those first that match to the letter. A bmz_werker finds own
// cases only, and by the same work whether somebody else's case would match or none: the own cases are looked through, never
// the index. Searching is logged as such; what was searched for is not. Errors: [fout.Ongeldig] for a BSN that is none, or where it is not used.
func (r *Register) Zoek(ctx context.Context, id toegang.Identiteit, v Zoekvraag) ([]Casus, error) {
	if err := r.keurBsn(ctx, "bsn", v.Bsn); err != nil {
		return nil, err
	}
	q, args, iets, err := r.zoekvraag(id, v)
	if err != nil {
		return nil, err
	}
	var uit []Casus
	err = r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		uit = nil
		if iets {
			rijen, err := haal[casusRij](ctx, tx, q, args...)
			if err != nil {
				return err
			}
			if uit, err = r.casussen(ctx, tx, id, rijen); err != nil {
				return err
			}
		}
		return r.logRegel(ctx, tx, vraag{laatst: true}, id, logregel{wat: "zoek", handeling: "zoeken", resultaat: "ok", casussen: idsVan(uit)})
	})
	return uit, err
}

// zoekvraag is the query; iets is false when the question says too little to look for anybody.
func (r *Register) zoekvraag(id toegang.Identiteit, v Zoekvraag) (q string, args []any, iets bool, err error) {
	groepen := zoekwoord.Vraag(v.persoon())
	if len(groepen) == 0 && (v.Nummer == "" || v.Naam != "") {
		return "", nil, false, nil
	}
	waar, eigenArgs := eigen(id)
	// Made first and as a whole: what is asked is held against it, in the same way for every question.
	q = `WITH mijn AS MATERIALIZED (SELECT c.id, c.nummer, c.gemeente FROM casussen c WHERE ` + waar + `) SELECT ` + kolommenCasus + ` FROM mijn m JOIN casussen c ON c.id = m.id WHERE true`
	van, term := "m.", ` AND (SELECT count(*) FROM zoektokens z WHERE z.casus_id = m.id AND z.token = ANY (?::bytea[])) > 0`
	if id.Rol == toegang.RolCTB || id.Rol == toegang.RolCoordinator { // who sees the whole region may go by way of the index
		q, eigenArgs = `SELECT `+kolommenCasus+` FROM casussen c WHERE `+waar, nil
		van, term = "c.", ` AND c.id IN (SELECT z.casus_id FROM zoektokens z WHERE z.token = ANY (?::bytea[]))`
	}
	args = append([]any{}, eigenArgs...)
	args = append(args, id.Gebruiker)
	var precies [][]byte
	for _, g := range groepen {
		tokens, err := r.sleutels.vraagTokens(g.Woorden)
		if err != nil {
			return "", nil, false, err
		}
		zeker, err := r.sleutels.vraagTokens(g.Precies)
		if err != nil {
			return "", nil, false, err
		}
		precies = append(precies, zeker...)
		q += term
		args = append(args, tokens)
	}
	for _, k := range [][2]string{{"nummer", v.Nummer}, {"gemeente", v.Gemeente}} {
		if k[1] != "" {
			q += " AND " + van + k[0] + " = ?"
			args = append(args, k[1])
		}
	}
	q += ` ORDER BY (SELECT count(*) FROM zoektokens z WHERE z.casus_id = c.id AND z.token = ANY (?::bytea[])) DESC, c.aangemaakt_op DESC LIMIT ?`
	return q, append(args, precies, maxGevonden), true, nil
}

// keurBsn refuses a burgerservicenummer that is none, and one in a region that does not use them; it never says which it was.
func (r *Register) keurBsn(ctx context.Context, veld, bsn string) error {
	if bsn == "" {
		return nil
	}
	bel, _, err := r.BeleidInKracht(ctx)
	if err != nil {
		return err
	}
	return KeurBsn(bel, veld, bsn)
}

// KeurBsn is what a policy says of a burgerservicenummer in a field; empty is in order. The error is [fout.Ongeldig].
func KeurBsn(bel casus.Beleid, veld, bsn string) error {
	if bsn == "" {
		return nil
	}
	f := &fout.Fout{Soort: fout.Ongeldig, Tekst: "Er klopt iets niet aan wat u invulde.", Velden: []fout.Veld{{Veld: veld, Melding: zoekwoord.ErrBsn.Error()}}}
	if !bel.Bsn {
		f.Velden[0].Melding = "in deze regio wordt het burgerservicenummer niet gebruikt; laat dit veld leeg"
		return f
	}
	if _, err := zoekwoord.Bsn(bsn); err != nil {
		return f
	}
	return nil
}
