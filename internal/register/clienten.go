package register

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"unicode"

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
	Velden   map[string]string
	Ongeldig []fout.Veld
	// geldt: it is the aanmelding that is corrected.
	geldt bool
}

// maxGemeente is longer than the name of any municipality, in bytes.
const maxGemeente = 60

// AlleenGemeente reports whether this is the name of a municipality and nothing else, as far as can be seen: it is a filter of lists, so it stands in the register as it is, and in
// every backup of that.
func AlleenGemeente(naam string) bool {
	g := strings.TrimSpace(naam)
	return len(g) <= maxGemeente && Zichtbaar(g) && !strings.ContainsAny(g, "0123456789@;,:") && !strings.ContainsFunc(g, func(r rune) bool { return !unicode.IsGraphic(r) })
}

// Zichtbaar reports whether there is something to read in a text. Marks that take no place are none: somebody called so is nobody on every list.
func Zichtbaar(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) })
}

// leesCorrectie gives what a correction says of the client, by these names to the letter; nothing when it says nothing, or what no client has.
func leesCorrectie(inhoud []byte) clientVelden {
	var heel struct {
		Nieuw map[string]json.RawMessage `json:"nieuw"`
	}
	var client map[string]any
	if json.Unmarshal(inhoud, &heel) != nil || json.Unmarshal(heel.Nieuw["client"], &client) != nil {
		return nil // of before a correction was held against what it corrects
	}
	uit := clientVelden{}
	for _, veld := range []string{"naam", "omschrijving", "geboortedatum", "bsn", "adres", "gemeente"} {
		if s, ok := client[veld].(string); ok {
			uit[veld] = s
		}
	}
	if g := uit["gemeente"]; strings.TrimSpace(g) == "" || !AlleenGemeente(g) {
		delete(uit, "gemeente")
	}
	return uit
}

// client keeps who the case is about as it is known now, and what it can be found by: what was written first stays in the fact of the aanmelding. It goes before
// voegToe, which takes the text of a step away; the row of the case is locked.
func (s schrijver) client(ctx context.Context, fs []casus.Feit, _ casus.Projectie) error {
	i := slices.IndexFunc(fs, func(f casus.Feit) bool { return f.Soort == casus.StapCorrectie })
	if i < 0 {
		return nil
	}
	nieuw, err := s.correcties(ctx, s.tx, s.casusID)
	if err != nil {
		return zonderSleutel(err)
	}
	seq := 0
	for _, f := range fs[i:] {
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
			if err != nil {
				return zonderSleutel(err)
			}
			nieuw = append(nieuw, leesCorrectie(b))
		}
		seq = f.Seq
	}
	return zonderSleutel(s.zetClient(ctx, s.tx, s.casusID, nieuw, seq))
}

// zonderSleutel: of a case whose key was destroyed nothing can be written anew.
func zonderSleutel(err error) error {
	if errors.Is(err, errSleutelWeg) {
		return nil
	}
	return err
}

// correcties are what the corrections of the aanmelding of a case say of the client, in order.
func (r *Register) correcties(ctx context.Context, tx Tx, casusID string) (uit []clientVelden, err error) {
	rijen, err := haal[struct{ Inhoud []byte }](ctx, tx, `SELECT f.inhoud FROM feiten f JOIN feiten a ON a.casus_id = f.casus_id AND a.id::text = f.ding AND a.soort = ?
		WHERE f.casus_id = ?::uuid AND f.soort = 'correctie' AND f.seq IS NOT NULL ORDER BY f.seq`, string(casus.StapAanmelding), casusID)
	if err != nil {
		return nil, err
	}
	for _, rij := range rijen {
		b, err := r.lees(ctx, tx, casusID, rij.Inhoud, kolomInhoud)
		if err != nil {
			return nil, err
		}
		uit = append(uit, leesCorrectie(b))
	}
	return uit, nil
}

// zetClient writes who it is about anew, from the aanmelding and all that corrects it up to the fact seq, and the words the case can be found by. The row is locked.
// It is [errSleutelWeg] when the key is gone.
func (r *Register) zetClient(ctx context.Context, tx Tx, casusID string, nieuw []clientVelden, seq int) error {
	rij, err := haalEen[struct {
		Client   []byte
		Gemeente string
	}](ctx, tx, `SELECT client, gemeente FROM casussen WHERE id = ?::uuid`, casusID)
	if err != nil {
		return err
	}
	b, err := r.lees(ctx, tx, casusID, rij.Client, kolomClient)
	if err != nil {
		return err
	}
	c, anders, err := vouwClient(ctx, tx, b, nieuw)
	if err != nil {
		return err
	}
	tokens, err := r.sleutels.zoekTokens(zoekwoord.Bewaar(zoekwoord.Persoon{Naam: c["naam"], Geboortedatum: c["geboortedatum"], Bsn: c["bsn"]}))
	if err != nil {
		return err
	}
	if _, err := haal[string](ctx, tx, `SELECT zet_zoektokens(?::uuid, ?::bytea[])::text`, casusID, tokens); err != nil {
		return err
	}
	var dicht Geheim
	if anders {
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
		rij.Gemeente = cmp.Or(strings.TrimSpace(c["gemeente"]), rij.Gemeente)
	}
	return voer(ctx, tx, vraag{}, `UPDATE casussen SET client_nu = ?::bytea, client_seq = greatest(client_seq, ?::int), gemeente = ?, zoekvorm = ? WHERE id = ?::uuid`,
		[]any{[]byte(dicht), seq, rij.Gemeente, r.sleutels.zoekvorm(), casusID})
}

// vouwClient is who it is about after these corrections of what was written; anders: they say something.
func vouwClient(ctx context.Context, tx Tx, b []byte, nieuw []clientVelden) (c clientVelden, anders bool, err error) {
	c = clientVelden{}
	if len(b) > 0 {
		if err := json.Unmarshal(b, &c); err != nil {
			return nil, false, err
		}
	}
	for _, n := range nieuw {
		if n["bsn"] != "" { // of before that was judged
			bel, _, err := beleidInKracht(ctx, tx)
			if err != nil {
				return nil, false, err
			}
			if KeurBsn(bel, "bsn", n["bsn"]) != nil {
				delete(n, "bsn")
			}
		}
		c.verbeter(n)
		anders = anders || len(n) > 0
	}
	return c, anders, nil
}

// verbeter takes over what a correction names. Somebody without a name and without a description is nobody: then these stay.
func (c clientVelden) verbeter(n clientVelden) {
	oud := [2]string{c["naam"], c["omschrijving"]}
	maps.Copy(c, n)
	if c.niemand() {
		c["naam"], c["omschrijving"] = oud[0], oud[1]
	}
}

func (c clientVelden) niemand() bool { return !Zichtbaar(c["naam"] + c["omschrijving"]) }

// keurClient adds what is wrong with a correction of who it is about, now that is known who that is.
func (r *Register) keurClient(ctx context.Context, tx Tx, c Casus, in *Indiening) error {
	nu := clientVelden{}
	if err := r.leesIn(ctx, tx, c.ID, c.client, kolomClient, &nu); err != nil {
		return err
	}
	in.ongeldig = slices.Concat(in.ongeldig, in.Client.Ongeldig)
	if maps.Copy(nu, in.Client.Velden); len(in.Client.Velden) > 0 && nu.niemand() {
		in.ongeldig = append(in.ongeldig, fout.Veld{Veld: "nieuw.client.naam", Melding: "noem een naam, of beschrijf de persoon in omschrijving"})
	}
	return nil
}
