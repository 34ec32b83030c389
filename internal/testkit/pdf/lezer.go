package pdf

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode"
)

// Values of a document: float64, string (a text), naam, verwijzing, woord (true, null, an operator), []any, dict.
type (
	naam       string
	woord      string
	verwijzing int
	dict       map[string]any
)

// lezer reads values from bytes.
type lezer struct {
	b []byte
	i int
}

const grenzen = "()<>[]{}/%"

func (l *lezer) ruimte() {
	for l.i < len(l.b) {
		switch c := l.b[l.i]; {
		case c == '%':
			for l.i < len(l.b) && l.b[l.i] != '\n' && l.b[l.i] != '\r' {
				l.i++
			}
		case c == 0 || unicode.IsSpace(rune(c)):
			l.i++
		default:
			return
		}
	}
}

// waarde is the next value; nil at the end.
func (l *lezer) waarde() any {
	l.ruimte()
	if l.i >= len(l.b) {
		return nil
	}
	rest := l.b[l.i:]
	switch {
	case bytes.HasPrefix(rest, []byte("<<")):
		l.i += 2
		return l.dict()
	case rest[0] == '<':
		return l.hex()
	case rest[0] == '(':
		return l.tekst()
	case rest[0] == '[':
		l.i++
		return l.lijst()
	case rest[0] == '/':
		l.i++
		return naam(l.los())
	case rest[0] == ']' || rest[0] == '>' || rest[0] == '}' || rest[0] == '{' || rest[0] == ')':
		l.i++
		return woord(rest[:1])
	}
	w := l.los()
	f, err := strconv.ParseFloat(w, 64)
	if err != nil {
		return woord(w)
	}
	return l.misschienVerwijzing(f)
}

// misschienVerwijzing: "12 0 R" is a reference, "12 0" are two numbers.
func (l *lezer) misschienVerwijzing(f float64) any {
	terug := l.i
	l.ruimte()
	if g, err := strconv.Atoi(l.los()); err == nil && g >= 0 {
		l.ruimte()
		if l.los() == "R" {
			return verwijzing(int(f))
		}
	}
	l.i = terug
	return f
}

func (l *lezer) los() string {
	begin := l.i
	for l.i < len(l.b) && l.b[l.i] != 0 && !unicode.IsSpace(rune(l.b[l.i])) && !bytes.ContainsRune([]byte(grenzen), rune(l.b[l.i])) {
		l.i++
	}
	return string(l.b[begin:l.i])
}

func (l *lezer) lijst() []any {
	uit := []any{}
	for {
		w := l.waarde()
		if w == nil || w == woord("]") {
			return uit
		}
		uit = append(uit, w)
	}
}

func (l *lezer) dict() dict {
	uit := dict{}
	for {
		sleutel, ok := l.waarde().(naam)
		if !ok {
			l.i++ // the second >
			return uit
		}
		uit[string(sleutel)] = l.waarde()
	}
}

func (l *lezer) hex() string {
	var uit []byte
	var cijfers []byte
	for l.i++; l.i < len(l.b) && l.b[l.i] != '>'; l.i++ {
		if !unicode.IsSpace(rune(l.b[l.i])) {
			cijfers = append(cijfers, l.b[l.i])
		}
	}
	l.i++
	if len(cijfers)%2 == 1 {
		cijfers = append(cijfers, '0')
	}
	_, _ = fmt.Sscanf(string(cijfers), "%x", &uit) // what is no number is no text
	return string(uit)
}

// tekst is a text between parentheses.
func (l *lezer) tekst() string {
	var uit []byte
	diep := 0
	for ; l.i < len(l.b); l.i++ {
		switch c := l.b[l.i]; c {
		case '(':
			if diep++; diep == 1 {
				continue
			}
		case ')':
			if diep--; diep == 0 {
				l.i++
				return string(uit)
			}
		case '\\':
			uit = append(uit, l.ontsnapt()...)
			continue
		}
		uit = append(uit, l.b[l.i])
	}
	return string(uit)
}

// ontsnapt reads what follows a backslash, and stands on its last byte.
func (l *lezer) ontsnapt() []byte {
	if l.i++; l.i >= len(l.b) {
		return nil
	}
	c := l.b[l.i]
	if i := bytes.IndexByte([]byte("nrtbf"), c); i >= 0 {
		return []byte{"\n\r\t\b\f"[i]}
	}
	n := 0
	for n < 3 && l.i+n < len(l.b) && l.b[l.i+n] >= '0' && l.b[l.i+n] <= '7' {
		n++
	}
	if n == 0 {
		return []byte{c}
	}
	v, _ := strconv.ParseUint(string(l.b[l.i:l.i+n]), 8, 16) // three octal digits
	l.i += n - 1
	return []byte{byte(v)}
}
