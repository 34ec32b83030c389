package beleid

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"schakel/internal/casus"
)

// maxBestand is the most bytes a policy file may have; one with everything is about 12 KB.
const maxBestand = 256 << 10

// LeesBestand reads the policy file at pad. nu is the moment from which closing
// days are worked out, see [Lees]. The error is [Fouten], or the system's when
// the file cannot be opened or read.
func LeesBestand(pad string, nu time.Time) (casus.Beleid, error) {
	f, err := os.Open(pad)
	if err != nil {
		return casus.Beleid{}, fmt.Errorf("beleid openen: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	return Lees(pad, f, nu)
}

// Lees reads a policy from r; naam is the file's name in errors. Closing days are
// worked out from the year before nu to six years after it. The error is [Fouten]
// with everything that is wrong, or that of r.
func Lees(naam string, r io.Reader, nu time.Time) (casus.Beleid, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxBestand+1))
	if err != nil {
		return casus.Beleid{}, fmt.Errorf("beleid lezen: %w", err)
	}
	l := &lezer{bestand: naam}
	var b casus.Beleid
	if n := l.document(data); n != nil {
		b = l.beleid(n, nu)
	}
	if len(l.fouten) > 0 {
		l.fouten.sorteer()
		return casus.Beleid{}, l.fouten
	}
	return b, nil
}

// document parses the one YAML document of a file; nil when there is none to read.
func (l *lezer) document(data []byte) *yaml.Node {
	if len(data) > maxBestand {
		l.fout(&yaml.Node{}, "bestand te groot: ten hoogste %d KB", maxBestand>>10)
		return nil
	}
	if !l.tekens(data) {
		return nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, nog yaml.Node
	err := dec.Decode(&doc)
	switch {
	case errors.Is(err, io.EOF):
		l.fout(&yaml.Node{}, "het bestand is leeg")
		return nil
	case err != nil:
		l.syntax(err)
		return nil
	}
	switch err := dec.Decode(&nog); {
	case err == nil:
		l.fout(nog.Content[0], "een tweede document (---): een bestand is één beleid")
	case !errors.Is(err, io.EOF):
		l.syntax(err)
	}
	if len(doc.Content) != 1 {
		l.fout(&doc, "het bestand is leeg")
		return nil
	}
	return doc.Content[0]
}

// tekens refuses bytes that are no text, at the line of the first one.
func (l *lezer) tekens(data []byte) bool {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 || r < ' ' && r != '\n' && r != '\r' && r != '\t' {
			l.fout(&yaml.Node{Line: 1 + bytes.Count(data[:i], []byte("\n"))}, "hier staat een teken dat geen tekst is; bewaar het bestand als UTF-8")
			return false
		}
		i += n
	}
	return true
}

// syntax notes that the file is no YAML, at the line the parser names.
func (l *lezer) syntax(err error) {
	n := &yaml.Node{}
	melding := strings.TrimPrefix(err.Error(), "yaml: ")
	if m := regexp.MustCompile(`^line (\d+): (.*)`).FindStringSubmatch(melding); m != nil {
		n.Line, _ = strconv.Atoi(m[1]) // too big to be a line: line 1
		melding = m[2]
		// The library counts lines from 0 in what its parser refuses, from 1 elsewhere.
		if regexp.MustCompile(parserfout).MatchString(melding) {
			n.Line++
		}
	}
	l.fout(n, "geen leesbare YAML; kijk naar inspringen, aanhalingstekens en haken (%s)", melding)
}

// parserfout are the messages of go.yaml.in/yaml/v3's parser, as against its scanner.
const parserfout = `^(did not find expected (',' or|'-' indicator|<|key|node content)|found (duplicate|incompatible|undefined) )`

// beleid reads the whole policy. What it answers counts only without errors.
func (l *lezer) beleid(n *yaml.Node, nu time.Time) casus.Beleid {
	var b casus.Beleid
	l.velden(n, n, "beleid", []veld{
		{naam: "versie", lees: l.patroon("versie", versiePatroon, &b.Versie)},
		{naam: "regio", lees: func(_, w *yaml.Node) { b.Regio, _ = l.tekst(w, "regio") }},
		{naam: "bmz", lees: l.patroon("bmz", organisatiePatroon, &b.Bmz)},
		{naam: "kalender", lees: func(s, w *yaml.Node) { b.Kalender = l.kalender(s, w, nu) }},
		{naam: "termijnen", lees: func(s, w *yaml.Node) { b.Termijnen = l.termijnen(s, w) }},
		{naam: "nazorg", lees: func(s, w *yaml.Node) { l.nazorg(s, w, &b) }},
		{naam: "planHerziening", lees: l.positief("planHerziening", &b.PlanHerziening)},
		{naam: "informeren", lees: l.positief("informeren", &b.Informeren)},
		{naam: "terugvalwacht", lees: l.positief("terugvalwacht", &b.Terugvalwacht)},
		{naam: "maxVerlengingen", lees: func(_, w *yaml.Node) { b.MaxVerlengingen = l.aantal(w, "maxVerlengingen", maxVerlengingen) }},
		{naam: "kompas", optional: true, lees: func(s, w *yaml.Node) { b.Kompas = l.kompas(s, w) }},
		{naam: "uitBeeld", optional: true, lees: func(s, w *yaml.Node) { b.Zoekacties = l.uitBeeld(s, w) }},
		{naam: "uitstel", optional: true, lees: func(s, w *yaml.Node) { b.Uitstel = l.uitstel(s, w) }},
	})
	b.Uitstel = b.Uitstel.Gevuld()
	return b
}

// maxVerlengingen is the most a policy may allow: more is no limit at all.
const maxVerlengingen = 100

// Patterns of the names other parts of the system refer to.
const (
	versiePatroon      = `^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$`
	organisatiePatroon = `^[a-z0-9][a-z0-9-]{0,63}$`
)

// patroon reads a name made of letters, digits and a few signs.
func (l *lezer) patroon(wat, patroon string, uit *string) func(_, w *yaml.Node) {
	return func(_, w *yaml.Node) {
		s, ok := l.tekst(w, wat)
		if ok && !regexp.MustCompile(patroon).MatchString(s) {
			l.fout(w, "%s: %s kan niet; alleen letters, cijfers en streepjes (%s)", wat, toon(s), patroon)
			return
		}
		*uit = s
	}
}

// aantal reads a whole number from 0 to hoogste.
func (l *lezer) aantal(n *yaml.Node, wat string, hoogste int) int {
	s, ok := l.tekst(n, wat)
	if !ok {
		return 0
	}
	v, err := strconv.Atoi(s)
	if err != nil || v < 0 || v > hoogste {
		l.fout(n, "%s: hier hoort een geheel getal van 0 tot en met %d", wat, hoogste)
		return 0
	}
	return v
}
