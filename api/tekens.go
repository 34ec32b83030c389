package api

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// schoon reports whether a JSON body holds text only: UTF-8, without control
// characters other than tab and line ends, also not escaped (`\u0000`), and
// without halves of surrogate pairs. PostgreSQL can't keep NUL, and Go would
// quietly change the halves into something nobody wrote.
func schoon(b []byte) bool {
	if !utf8.Valid(b) {
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
	case besturing(r):
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
