package zoekwoord

import "strings"

// klanken gives the words by which a part of a name is found by its sound: the code of [keuls], for a C before E, I or Y also that of the K it can be
// (Cees is Kees). A code with one consonant says too little (Jan and Anna): such a name must begin with the same letter too.
func klanken(woord string) []string {
	uit := []string{klank(woord)}
	if len(woord) > 2 && woord[0] == 'c' && strings.IndexByte("eiy", woord[1]) >= 0 {
		uit = append(uit, klank("k"+woord[1:]))
	}
	if uit[0] == "" {
		return nil
	}
	return uit
}

func klank(woord string) string {
	code := keuls(woord)
	if code == "" {
		return ""
	}
	if len(strings.TrimPrefix(code, "0")) < 2 {
		return soortKlank + woord[:1] + code
	}
	return soortKlank + code
}

// keuls is the Kölner Phonetik (H.J. Postel, IBM-Nachrichten 19, 1969): made for German names, and as good for Dutch ones, of which it hears ei/ij, ou/au,
// f/v/ph/w, d/t, s/z, c/k, gg/ch and double letters as the same. No maintained Go library has it or anything for Dutch (decision 0055).
// woord is lower case; what is no letter a–z is skipped.
func keuls(woord string) string {
	var letters []byte
	for i := range len(woord) {
		if woord[i] >= 'a' && woord[i] <= 'z' {
			letters = append(letters, woord[i])
		}
	}
	var uit strings.Builder
	vorige := byte('-')
	for i := range letters {
		for _, c := range []byte(teken(letters, i)) {
			if c != vorige && (c != '0' || uit.Len() == 0) { // vowels count at the beginning only; doubled sounds count once
				uit.WriteByte(c)
			}
			vorige = c
		}
	}
	return uit.String()
}

// teken is the code of one letter in its place; two for an X, none for an H.
func teken(l []byte, i int) string { //nolint:cyclop // a table of letters, one line for each
	var voor, na byte
	if i > 0 {
		voor = l[i-1]
	}
	if i+1 < len(l) {
		na = l[i+1]
	}
	in := func(b byte, alle string) bool { return b != 0 && strings.IndexByte(alle, b) >= 0 }
	switch c := l[i]; c {
	case 'h':
		return ""
	case 'b':
		return "1"
	case 'p':
		return kies(na == 'h', "3", "1")
	case 'd', 't':
		return kies(in(na, "csz"), "8", "2")
	case 'f', 'v', 'w':
		return "3"
	case 'g', 'k', 'q':
		return "4"
	case 'x':
		return kies(in(voor, "ckq"), "8", "48")
	case 'l':
		return "5"
	case 'm', 'n':
		return "6"
	case 'r':
		return "7"
	case 's', 'z':
		return "8"
	case 'c':
		if i == 0 {
			return kies(in(na, "ahkloqrux"), "4", "8")
		}
		return kies(in(na, "ahkoqux") && !in(voor, "sz"), "4", "8")
	default: // vowels, j and y
		return "0"
	}
}

func kies(ja bool, a, b string) string {
	if ja {
		return a
	}
	return b
}
