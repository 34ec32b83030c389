package bestand

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// MaxBestand is the most bytes a file may have; one with everything is about 12 KB.
const MaxBestand = 256 << 10

// Document parses the one YAML document of a file; nil when there is none to read.
func (l *Lezer) Document(data []byte) *yaml.Node {
	if len(data) > MaxBestand {
		l.Fout(&yaml.Node{}, "bestand te groot: ten hoogste %d KB", MaxBestand>>10)
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
		l.Fout(&yaml.Node{}, "het bestand is leeg")
		return nil
	case err != nil:
		l.syntax(err)
		return nil
	}
	switch err := dec.Decode(&nog); {
	case err == nil:
		l.Fout(nog.Content[0], "een tweede document (---) kan niet in hetzelfde bestand")
	case !errors.Is(err, io.EOF):
		l.syntax(err)
	}
	if len(doc.Content) != 1 {
		l.Fout(&doc, "het bestand is leeg")
		return nil
	}
	return doc.Content[0]
}

// tekens refuses bytes that are no text, at the line of the first one.
func (l *Lezer) tekens(data []byte) bool {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 || r < ' ' && r != '\n' && r != '\r' && r != '\t' {
			l.Fout(&yaml.Node{Line: 1 + bytes.Count(data[:i], []byte("\n"))}, "hier staat een teken dat geen tekst is; bewaar het bestand als UTF-8")
			return false
		}
		i += n
	}
	return true
}

// syntax notes that the file is no YAML, at the line the parser names.
func (l *Lezer) syntax(err error) {
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
	l.Fout(n, "geen leesbare YAML; kijk naar inspringen, aanhalingstekens en haken (%s)", melding)
}

// parserfout are the messages of go.yaml.in/yaml/v3's parser, as against its scanner.
const parserfout = `^(did not find expected (',' or|'-' indicator|<|key|node content)|found (duplicate|incompatible|undefined) )`
