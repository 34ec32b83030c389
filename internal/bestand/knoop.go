package bestand

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Lezer gathers what is wrong while a file is read.
type Lezer struct {
	Bestand string // its name in errors
	Fouten  Fouten
}

// Fout notes that something is wrong at n.
func (l *Lezer) Fout(n *yaml.Node, melding string, args ...any) {
	l.Fouten = append(l.Fouten, &Fout{Bestand: l.Bestand, Regel: max(n.Line, 1), Melding: fmt.Sprintf(melding, args...)})
}

// Veld is one key that a mapping may have, and how its value is read.
type Veld struct {
	Naam      string
	Optioneel bool
	Lees      func(sleutel, waarde *yaml.Node)
}

// Velden reads mapping n key by key. Errors about what is missing stand at kop:
// the key whose value n is. wat names the mapping in messages.
func (l *Lezer) Velden(kop, n *yaml.Node, wat string, vs []Veld) {
	if !l.Is(n, yaml.MappingNode, wat) {
		return
	}
	gezien := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		l.veld(n.Content[i], n.Content[i+1], wat, vs, gezien)
	}
	for _, v := range vs {
		if _, ok := gezien[v.Naam]; !ok && !v.Optioneel {
			l.Fout(kop, "%s: %q ontbreekt", wat, v.Naam)
		}
	}
}

// veld reads one key of a mapping, unless it is unknown or was there before.
func (l *Lezer) veld(sleutel, waarde *yaml.Node, wat string, vs []Veld, gezien map[string]int) {
	if sleutel.Kind != yaml.ScalarNode {
		l.Fout(sleutel, "%s: een sleutel is één woord", wat)
		return
	}
	i := slices.IndexFunc(vs, func(v Veld) bool { return v.Naam == sleutel.Value })
	if i < 0 {
		l.Fout(sleutel, "%s: onbekende sleutel %s; bekend zijn %s", wat, Toon(sleutel.Value), namen(vs))
		return
	}
	if eerder, dubbel := gezien[sleutel.Value]; dubbel {
		l.Fout(sleutel, "%s: %q staat er al, op regel %d", wat, sleutel.Value, eerder)
		return
	}
	gezien[sleutel.Value] = sleutel.Line
	vs[i].Lees(sleutel, waarde)
}

// Is checks that n is of a kind, written plainly: no alias, no tag of its own.
func (l *Lezer) Is(n *yaml.Node, kind yaml.Kind, wat string) bool {
	if n.Kind == yaml.AliasNode {
		l.Fout(n, "%s: verwijzingen (&naam, *naam) kunnen hier niet; schrijf het uit", wat)
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
	l.Fout(n, "%s: hier hoort %s", wat, verwacht[kind])
	return false
}

// Lijst gives the elements of sequence n; an empty one is refused.
func (l *Lezer) Lijst(n *yaml.Node, wat string) []*yaml.Node {
	if !l.Is(n, yaml.SequenceNode, wat) {
		return nil
	}
	if len(n.Content) == 0 {
		l.Fout(n, "%s: de lijst is leeg", wat)
	}
	return n.Content
}

// Tekst reads a text of at most MaxTekst characters without control characters.
func (l *Lezer) Tekst(n *yaml.Node, wat string) (string, bool) {
	if !l.Is(n, yaml.ScalarNode, wat) {
		return "", false
	}
	s := n.Value
	switch {
	case strings.TrimSpace(s) == "":
		l.Fout(n, "%s: hier staat niets", wat)
	case utf8.RuneCountInString(s) > MaxTekst:
		l.Fout(n, "%s: ten hoogste %d tekens", wat, MaxTekst)
	case strings.IndexFunc(s, unicode.IsControl) >= 0:
		l.Fout(n, "%s: één regel zonder besturingstekens", wat)
	default:
		return s, true
	}
	return "", false
}

// Keuze reads one of a few words.
func (l *Lezer) Keuze(n *yaml.Node, wat string, uit ...string) (string, bool) {
	s, ok := l.Tekst(n, wat)
	if ok && !slices.Contains(uit, s) {
		l.Fout(n, "%s: %s is onbekend; kies uit %s", wat, Toon(s), strings.Join(uit, ", "))
		return "", false
	}
	return s, ok
}

// MaxTekst is the longest text such a file has; names, not prose.
const MaxTekst = 100

// Toon quotes what somebody wrote, cut to what a message can hold.
func Toon(s string) string {
	const genoeg = 40
	if r := []rune(s); len(r) > genoeg {
		s = string(r[:genoeg]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

// namen lists the keys a mapping may have.
func namen(vs []Veld) string {
	uit := make([]string, len(vs))
	for i, v := range vs {
		uit[i] = v.Naam
	}
	return strings.Join(uit, ", ")
}
