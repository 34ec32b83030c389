package api

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// schoon reports whether a JSON body holds text only: UTF-8, without control
// characters other than tab and line ends, also not escaped (`\u0000`), and
// without halves of surrogate pairs. PostgreSQL can't keep NUL, and Go would
// quietly change the halves into something nobody wrote. Nor does it hold the mark
// that turns what follows around: a name in a list, or a line on a letter, would
// read as another.
func schoon(b []byte) bool {
	if !utf8.Valid(b) || bytes.ContainsRune(b, omkering) {
		return false
	}
	for i := 0; i < len(b); i++ {
		switch {
		case besturing(rune(b[i])):
			return false
		case b[i] != '\\':
		case i+1 < len(b) && b[i+1] == 'u':
			n, ok := ontsnapt(b[i:])
			if !ok {
				return false
			}
			i += n - 1
		default:
			i++ // whatever is escaped is not the beginning of something
		}
	}
	return true
}

// omkering is RIGHT-TO-LEFT OVERRIDE, which no text needs: languages that are written that way have letters that say so.
const omkering = '\u202e'

func besturing(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0x7f
}

// ontsnapt judges what begins with `\u`: how long it is, and whether it is text.
// Too short is left to the JSON parser, which gives the better message.
func ontsnapt(b []byte) (lengte int, ok bool) {
	r, ok := hex4(b)
	switch {
	case !ok:
		return 2, true
	case besturing(r), r == omkering:
		return 0, false
	case !utf16.IsSurrogate(r):
		return 6, true
	}
	if tweede, ook := hex4(b[6:]); ook && utf16.DecodeRune(r, tweede) != utf8.RuneError {
		return 12, true
	}
	return 0, false
}

func hex4(b []byte) (rune, bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	return rune(n), err == nil
}

// maxLagen is deeper than any body of ours goes.
const maxLagen = 100

// dubbel reports whether an object in a JSON body has a name twice. What is judged is the last of the two, and what is read is the one over the other: so what
// only the first has would be taken without being judged.
func dubbel(b []byte) bool {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber() // one that is too large is for who reads it to refuse
	var lagen []laag
	for len(lagen) <= maxLagen {
		t, err := d.Token()
		if err != nil {
			return false // the end, or no JSON, which is said elsewhere
		}
		n := len(lagen) - 1
		if naam, ok := t.(string); ok && n >= 0 && lagen[n].naam {
			if _, al := lagen[n].namen[naam]; al {
				return true
			}
			lagen[n].namen[naam], lagen[n].naam = struct{}{}, false
			continue
		}
		switch t {
		case json.Delim('{'):
			lagen = append(lagen, laag{namen: map[string]struct{}{}, naam: true})
			continue
		case json.Delim('['):
			lagen = append(lagen, laag{})
			continue
		case json.Delim('}'), json.Delim(']'):
			lagen = lagen[:n]
		}
		if n = len(lagen) - 1; n >= 0 { // a value has ended
			lagen[n].naam = lagen[n].namen != nil
		}
	}
	return false // it is refused for its depth
}

// laag is an object or a list in which one is; naam: what comes next is a name.
type laag struct {
	namen map[string]struct{}
	naam  bool
}
