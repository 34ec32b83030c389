package beleid

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// lezer gathers what is wrong while a file is read.
type lezer struct {
	bestand string
	fouten  Fouten
}

// fout notes that something is wrong at n.
func (l *lezer) fout(n *yaml.Node, melding string, args ...any) {
	l.fouten = append(l.fouten, &Fout{Bestand: l.bestand, Regel: max(n.Line, 1), Melding: fmt.Sprintf(melding, args...)})
}

// veld is one key that a mapping may have, and how its value is read.
type veld struct {
	naam     string
	optional bool
	lees     func(sleutel, waarde *yaml.Node)
}

// velden reads mapping n key by key. Errors about what is missing stand at kop:
// the key whose value n is. wat names the mapping in messages.
func (l *lezer) velden(kop, n *yaml.Node, wat string, vs []veld) {
	if !l.is(n, yaml.MappingNode, wat) {
		return
	}
	gezien := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		l.veld(n.Content[i], n.Content[i+1], wat, vs, gezien)
	}
	for _, v := range vs {
		if _, ok := gezien[v.naam]; !ok && !v.optional {
			l.fout(kop, "%s: %q ontbreekt", wat, v.naam)
		}
	}
}

// veld reads one key of a mapping, unless it is unknown or was there before.
func (l *lezer) veld(sleutel, waarde *yaml.Node, wat string, vs []veld, gezien map[string]int) {
	if sleutel.Kind != yaml.ScalarNode {
		l.fout(sleutel, "%s: een sleutel is één woord", wat)
		return
	}
	i := slices.IndexFunc(vs, func(v veld) bool { return v.naam == sleutel.Value })
	if i < 0 {
		l.fout(sleutel, "%s: onbekende sleutel %s; bekend zijn %s", wat, toon(sleutel.Value), namen(vs))
		return
	}
	if eerder, dubbel := gezien[sleutel.Value]; dubbel {
		l.fout(sleutel, "%s: %q staat er al, op regel %d", wat, sleutel.Value, eerder)
		return
	}
	gezien[sleutel.Value] = sleutel.Line
	vs[i].lees(sleutel, waarde)
}

// is checks that n is of a kind, written plainly: no alias, no tag of its own.
func (l *lezer) is(n *yaml.Node, kind yaml.Kind, wat string) bool {
	if n.Kind == yaml.AliasNode {
		l.fout(n, "%s: verwijzingen (&naam, *naam) horen niet in een beleid; schrijf het uit", wat)
		return false
	}
	tags := map[yaml.Kind][]string{
		yaml.MappingNode:  {"!!map"},
		yaml.SequenceNode: {"!!seq"},
		yaml.ScalarNode:   {"!!str", "!!int", "!!float", "!!timestamp", "!!bool"},
	}
	if n.Kind == kind && slices.Contains(tags[kind], n.ShortTag()) {
		return true
	}
	verwacht := map[yaml.Kind]string{
		yaml.MappingNode:  "sleutels met een waarde (sleutel: waarde)",
		yaml.SequenceNode: "een lijst ([a, b] of regels met een streepje)",
		yaml.ScalarNode:   "één waarde",
	}
	l.fout(n, "%s: hier hoort %s", wat, verwacht[kind])
	return false
}

// lijst gives the elements of sequence n; an empty one is refused.
func (l *lezer) lijst(n *yaml.Node, wat string) []*yaml.Node {
	if !l.is(n, yaml.SequenceNode, wat) {
		return nil
	}
	if len(n.Content) == 0 {
		l.fout(n, "%s: de lijst is leeg", wat)
	}
	return n.Content
}

// tekst reads a text of at most maxTekst characters without control characters.
func (l *lezer) tekst(n *yaml.Node, wat string) (string, bool) {
	if !l.is(n, yaml.ScalarNode, wat) {
		return "", false
	}
	s := n.Value
	switch {
	case strings.TrimSpace(s) == "":
		l.fout(n, "%s: hier staat niets", wat)
	case utf8.RuneCountInString(s) > maxTekst:
		l.fout(n, "%s: ten hoogste %d tekens", wat, maxTekst)
	case strings.IndexFunc(s, unicode.IsControl) >= 0:
		l.fout(n, "%s: één regel zonder besturingstekens", wat)
	default:
		return s, true
	}
	return "", false
}

// keuze reads one of a few words.
func (l *lezer) keuze(n *yaml.Node, wat string, uit ...string) (string, bool) {
	s, ok := l.tekst(n, wat)
	if ok && !slices.Contains(uit, s) {
		l.fout(n, "%s: %s is onbekend; kies uit %s", wat, toon(s), strings.Join(uit, ", "))
		return "", false
	}
	return s, ok
}

// maxTekst is the longest text a policy has; names, not prose.
const maxTekst = 100

// toon quotes what somebody wrote, cut to what a message can hold.
func toon(s string) string {
	const genoeg = 40
	if r := []rune(s); len(r) > genoeg {
		s = string(r[:genoeg]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

// namen lists the keys a mapping may have.
func namen(vs []veld) string {
	uit := make([]string, len(vs))
	for i, v := range vs {
		uit[i] = v.naam
	}
	return strings.Join(uit, ", ")
}
