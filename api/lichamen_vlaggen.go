package api

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"schakel/internal/fout"
	"schakel/internal/register"
)

// vlaggen reads the safety flags in this field, if the fact has them there: they are what people look at before they ring a bell, so what is no list of short texts
// is refused, and so is a field that a fact of only these fields does not have. An emptied field is an empty list.
func (c Correctie) vlaggen(veld string, alleen ...string) (n register.NieuweVlaggen) {
	for k := range c.Nieuw {
		if len(alleen) > 0 && !slices.Contains(alleen, k) {
			n.Ongeldig = []fout.Veld{{Veld: "nieuw", Melding: "dit gaat over veiligheid; dat kent " + strings.Join(alleen, ", ")}}
			return n
		}
	}
	w, ok := c.Nieuw[veld]
	if !ok {
		return n
	}
	lijst, ok := w.([]any)
	goed := (ok || w == nil) && len(lijst) <= maxVlaggen
	namen := []string{}
	for _, x := range lijst {
		s, tekst := x.(string)
		goed = goed && tekst && strings.TrimSpace(s) != "" && utf8.RuneCountInString(s) <= maxRegel
		namen = append(namen, s)
	}
	if !goed {
		n.Ongeldig = []fout.Veld{{Veld: "nieuw." + veld, Melding: fmt.Sprintf("schrijf een lijst van ten hoogste %d korte teksten, elk van ten hoogste %d tekens", maxVlaggen, maxRegel)}}
		return n
	}
	n.Lijst, _ = json.Marshal(namen) // of strings it never fails
	return n
}

// As the schema has them (see [Regel] and [Veiligheid]).
const (
	maxVlaggen = 20
	maxRegel   = 200
)
