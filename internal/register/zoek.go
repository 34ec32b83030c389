package register

import (
	"context"
	"regexp"
	"strings"
	"unicode"

	"github.com/uptrace/bun"
	"golang.org/x/text/unicode/norm"

	"schakel/internal/toegang"
)

var vormID = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// IsID reports whether s has the form of an id.
func IsID(s string) bool { return vormID.MatchString(s) }

// Zoekvraag is what a case can be found by; all that is given must match.
type Zoekvraag struct {
	Naam, Geboortedatum, Nummer, Gemeente string
}

// vouw lowers case and drops diacritics: Müller is found as muller.
func vouw(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return unicode.ToLower(r)
		default:
			return ' '
		}
	}, norm.NFD.String(s))
}

// maxGevonden is how many cases a search answers: who finds more must ask more precisely.
const maxGevonden = 25

// Zoek finds cases by what is only stored as keyed hashes. A bmz_werker finds own
// cases only. Searching is logged as such; what was searched for is not.
func (r *Register) Zoek(ctx context.Context, id toegang.Identiteit, v Zoekvraag) ([]Casus, error) {
	waar, args := eigen(id)
	args = append([]any{id.Gebruiker}, args...)
	voeg := func(deel string, waarden ...any) {
		waar += " AND " + deel
		args = append(args, waarden...)
	}
	var tokens [][]byte
	for _, w := range woordenVan(v) {
		t, err := r.sleutels.zoek.ComputeMAC([]byte(w))
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, t)
	}
	if len(tokens) > 0 {
		voeg(`c.id IN (SELECT z.casus_id FROM zoektokens z WHERE z.token IN (?) GROUP BY z.casus_id HAVING count(*) = ?)`, bun.List(tokens), len(tokens))
	}
	if v.Nummer != "" {
		voeg("c.nummer = ?", v.Nummer)
	}
	if v.Gemeente != "" {
		voeg("c.gemeente = ?", v.Gemeente)
	}
	var uit []Casus
	err := r.AlsVrager(ctx, id, func(ctx context.Context, tx Tx) error {
		var rijen []casusRij
		err := tx.NewRaw(`SELECT `+kolommenCasus+` FROM casussen c WHERE `+waar+` ORDER BY c.aangemaakt_op DESC LIMIT ?`, append(args, maxGevonden)...).Scan(ctx, &rijen)
		if err != nil {
			return err
		}
		for _, rij := range rijen {
			c, err := r.casus(ctx, tx, id, rij)
			if err != nil {
				return err
			}
			uit = append(uit, c)
		}
		return r.logRegel(ctx, tx, vraag{laatst: true}, id, logregel{wat: "zoek", handeling: "zoeken", resultaat: "ok", casussen: idsVan(uit)})
	})
	return uit, err
}

// woordenVan gives the distinct words of a question: each part of the name, and the birth date.
func woordenVan(v Zoekvraag) []string {
	gezien := map[string]bool{}
	var uit []string
	for _, w := range zoekwoorden(v.Naam, v.Geboortedatum) {
		if !gezien[w] && !strings.Contains(w, " ") {
			gezien[w] = true
			uit = append(uit, w)
		}
	}
	return uit
}
